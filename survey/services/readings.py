"""What one process read of a large survey, kept as a file, so that the other processes need not read it again.

Reading tens of thousands of records takes ten seconds, loading them from a file of columns one. The file is
never the only place of anything: no backup takes it along, and an erasure removes it. It is named by the
state of the survey and by its labels, put in place only while that state stands (an erasure that came first
has changed it, one that comes later finds the file), and taken only where its rows are the responses that
are valid now.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from reports.dataset import Dataset, canonical_json, codebook_path
from reports.errors import ReportError
from survey.errors import Unavailable
from survey.services.labelling import Labels
from survey.services.tabulation import number_of
from survey.store.engine import Session, Store

LOG = logging.getLogger("kewen.results")
FOLDER = "readings"
#: Rows times variables from which loading is so much faster than reading that a file is worth its room.
LEAST_VALUES = 1_000_000


def folder_of(instance: Path, survey_code: str) -> Path:
    """Where the reading of a survey lies."""
    return instance / FOLDER / survey_code


def name_of(state: str, labels: Labels) -> str:
    """The name of what is read in a state of the survey under these labels; another program may label otherwise."""
    about = {
        "state": state,
        "variables": [one.to_json() for one in labels.variables],
        "groups": [one.to_json() for one in labels.groups],
        "notes": [dict(one) for one in labels.notes],
        "columns": dict(labels.columns),
        "sources": labels.sources,
        "recoded": labels.recoded,
        "left_out": list(labels.left_out),
    }
    return hashlib.sha256(canonical_json(about)).hexdigest()


def find(instance: Path, survey_code: str, name: str, tokens: Callable[[], Iterable[str]]) -> Dataset | None:
    """What was kept under a name; None where nothing was, or its rows are not the responses of these tokens."""
    path = _path(instance, survey_code, name)
    if not path.exists():
        return None
    try:
        found = Dataset.load(path)
    except (ReportError, OSError, ValueError):  # removed just now, or damaged: it is read from the answers
        return None
    return found if found.table["response"].tolist() == sorted(map(number_of, tokens())) else None


def keep(
    store: Store,
    instance: Path,
    survey_code: str,
    name: str,
    dataset: Dataset,
    still: Callable[[Session], bool],
) -> None:
    """Keep a large dataset in place of what was kept before, unless the survey does not stand so any more.

    Where there is no room, or the database takes no write, nothing is kept: nobody misses it.
    """
    if len(dataset) * len(dataset.variables) < LEAST_VALUES:
        return
    path = _path(instance, survey_code, name)
    part = path.with_name(f".{secrets.token_hex(8)}.parquet")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        dataset.save(part)
        with store.writing() as session:  # whoever erases comes before or after
            if still(session):
                _put(part, path)
    except (OSError, Unavailable) as error:
        LOG.info("a reading was not kept", extra={"fields": {"reason": type(error).__name__}})
    finally:
        for file in (part, codebook_path(part)):
            file.unlink(missing_ok=True)


def forget_all(instance: Path) -> None:
    """Remove every reading: another database takes the place of the one that was read."""
    shutil.rmtree(instance / FOLDER, ignore_errors=True)


def _put(part: Path, path: Path) -> None:
    own = {part, codebook_path(part)}
    for file in path.parent.iterdir():
        if file not in own:
            file.unlink(missing_ok=True)
    part.replace(path)
    codebook_path(part).replace(codebook_path(path))


def _path(instance: Path, survey_code: str, name: str) -> Path:
    return folder_of(instance, survey_code) / f"{name}.parquet"
