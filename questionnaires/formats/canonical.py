"""One byte sequence for one questionnaire, and the hash that names a published version."""

from __future__ import annotations

import hashlib
import json

from questionnaires.model import Questionnaire


def canonical(questionnaire: Questionnaire) -> bytes:
    """The questionnaire as UTF-8 JSON: keys sorted, defaults left out, no spaces.

    Equal questionnaires give equal bytes, whatever file they were read from.
    """
    content = questionnaire.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def version_hash(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(questionnaire)).hexdigest()
