"""Files that processes made, reports, exports and readings, and their end when somebody's answers are erased."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

KINDS = ("reports", "exports", "readings")


def forget(instance: Path, survey_code: str, kinds: Sequence[str] = KINDS) -> None:
    """Remove every such file of a survey: after an erasure none may hold what was erased."""
    for kind in kinds:
        folder = instance / kind / survey_code
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
