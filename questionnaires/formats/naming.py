"""Valid codes made from what people or other formats write before an option."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from questionnaires.model import CODE_PATTERN

LONGEST_CODE = 32
_CODE = re.compile(CODE_PATTERN)
_NOT_CODE = re.compile(r"[^A-Za-z0-9_.]+")


def codes(wanted: Iterable[str]) -> list[str]:
    """Valid codes, each once, for the codes of a source in their order.

    Valid ones stay as they are; of the others what can be kept is kept, and where nothing
    can, the place in the list (from 1) is the code.
    """
    sources = list(wanted)
    kept = {source for source in sources if _CODE.fullmatch(source)}
    found: list[str] = []
    for place, source in enumerate(sources, start=1):
        code = source if source in kept and source not in found else _code(source, place)
        number = 2
        base = code
        while code in found or (code in kept and code != source):
            ending = f"_{number}"
            code = base[: LONGEST_CODE - len(ending)] + ending
            number += 1
        found.append(code)
    return found


def _code(source: str, place: int) -> str:
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode()
    plain = _NOT_CODE.sub("_", plain).strip("_.")[:LONGEST_CODE]
    return plain if _CODE.fullmatch(plain) else str(place)
