"""Files that processes made, reports, exports and readings, and their end when somebody's answers are erased."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

KINDS = ("reports", "exports", "readings")


def forget(instance: Path, survey_code: str, kinds: Sequence[str] = KINDS, *, of: str = "") -> None:
    """Remove every such file of a survey: after an erasure none may hold what was erased.

    ``of`` is a frozen version, the name of which those of its files begin with; the others then stay.
    """
    for kind in kinds:
        folder = instance / kind / survey_code
        for path in folder.iterdir() if folder.is_dir() else ():
            if of and not path.name.startswith(f"{of}."):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
