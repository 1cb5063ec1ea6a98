"""The files of snapshots with the rows that know them: a file without its row is no snapshot, and is swept away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from reports.dataset import Dataset, codebook_path
from reports.errors import ReportError
from survey.services.events import Actor, log
from survey.services.surroundings import Surroundings
from survey.store import snapshots as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store


def folder_of(instance: Path, survey_code: str) -> Path:
    """Where the snapshots of a survey lie."""
    return instance / "snapshots" / survey_code


def path_of(folder: Path, name: str) -> Path:
    """Where the data of a snapshot lie; its codebook lies beside."""
    return folder / f"{name}.parquet"


def state_path_of(folder: Path, name: str) -> Path:
    """Where it is kept which state of the survey a snapshot was frozen in."""
    return folder / f"{name}.state"


def readable(path: Path) -> Dataset | None:
    """The dataset of a snapshot, None where its file is lost or damaged."""
    try:
        return Dataset.load(path)
    except ReportError:
        return None


def keep(
    store: Store,
    folder: Path,
    survey_id: int,
    dataset: Dataset,
    around: Surroundings | None,
    erasures: int,
    at: datetime,
    actor: Actor,
    *,
    replaces: int | None = None,
) -> str | None:
    """Keep a dataset, and what stood around it, under a name of its own, in place of another snapshot where that is given.

    Nothing is kept, and None given, where more was erased than the ``erasures`` known when it
    was read, or where the other snapshot was withdrawn by somebody else.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{dataset.hash[:12]}"
    if around is not None:  # versions of the same data may differ in it alone
        name = f"{name}-{around.digest[:6]}"
    path = path_of(folder, name)
    dataset.save(path)
    with store.writing() as session:
        survey = stored_surveys.locked(session, survey_id)
        found = stored.by_name(session, survey_id, name)
        is_whole = path.exists() and codebook_path(path).exists()
        if not is_whole or stored.erasures(session, survey_id) != erasures:
            if found is None:
                _remove(folder, name)
            return None
        if replaces is not None and not withdraw(session, survey_id, replaces, at, actor, name):
            if found is None:
                _remove(folder, name)
            return None
        if found is not None:
            return name
        stored.add(
            session,
            survey_id=survey_id,
            name=name,
            hash=dataset.hash,
            rows=len(dataset),
            created_at=at,
            surroundings=None if around is None else around.to_json(),
        )
        log(
            session,
            actor,
            "snapshot.frozen",
            at=at,
            survey_id=survey_id,
            subject=("snapshot", name),
            detail={"hash": dataset.hash, "rows": len(dataset), "survey": survey.code},
        )
    return name


def withdraw(
    session: Session, survey_id: int, snapshot_id: int, at: datetime, actor: Actor, instead: str | None
) -> bool:
    """Withdraw a snapshot; False where somebody else has done so."""
    name = stored.withdraw(session, snapshot_id, at)
    if name is None:
        return False
    log(
        session,
        actor,
        "snapshot.withdrawn",
        at=at,
        survey_id=survey_id,
        subject=("snapshot", name),
        detail={"instead": instead},
    )
    return True


def sweep(folder: Path, standing: Collection[str]) -> None:
    """Remove every file of a folder that belongs to no standing snapshot."""
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name.partition(".")[0] not in standing:
            file.unlink(missing_ok=True)


def _remove(folder: Path, name: str) -> None:
    path = path_of(folder, name)
    for file in (path, codebook_path(path), state_path_of(folder, name)):
        file.unlink(missing_ok=True)
