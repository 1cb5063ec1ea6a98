"""Snapshots: the valid answers of a survey, frozen as a dataset that tables and reports cite.

A snapshot never changes. When nothing changed since the newest one, that one is used again.
After an erasure each snapshot that held the response is rebuilt without it under a new
name, and the old files are removed.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.codebook import DesignInfo, Stratum
from reports.dataset import Dataset, codebook_path
from reports.errors import ReportError
from reports.weighting import weighted
from survey.errors import Refusal
from survey.services import made as made_files
from survey.services import readings
from survey.services.events import SYSTEM, Actor, log
from survey.services.labelling import Labels, labels_of
from survey.services.memory import Memory
from survey.services.tabulation import UNASSIGNED, Tabulation, number_of
from survey.services.versions import questionnaire_of
from survey.store import frame as stored_frame
from survey.store import reviews as stored_reviews
from survey.store import snapshots as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.reviews import RecordRow
from survey.store.tables import Survey

TRIES = 5
KEPT_SURVEYS = 4

SIMULATED = Text(
    zh="模拟数据：由程序生成，不是真实调查结果。", en="Simulated data, made by a program: not a real survey."
)
NO_TEXTS = Text(
    zh="开放题文字不在数据快照中，由审核人员另行处理。",
    en="Open texts are not in the snapshot; reviewers handle them apart.",
)

_read: Memory[tuple[int, int], tuple[str, Dataset]] = Memory(KEPT_SURVEYS)
_reading = threading.Lock()


@dataclass(frozen=True)
class Frozen:
    """A snapshot: its name, where its file is, the moment it was frozen, and its content."""

    name: str
    path: Path
    created_at: datetime
    dataset: Dataset
    is_new: bool


def folder_of(instance: Path, survey_code: str) -> Path:
    """Where the snapshots of a survey lie."""
    return instance / "snapshots" / survey_code


def dataset_of(store: Store, survey_id: int, at: datetime, instance: Path | None = None) -> Dataset:
    """The valid responses of a survey as a weighted dataset, read in one transaction.

    Weights are N/n of the valid by stratum; without population counts they are 1 and the
    dataset says that it is no probability sample. Units are primary sampling units where
    every valid response names one. ``at`` is the moment of reading and no part of the content.
    With ``instance``, a large survey is read by one process for all (see :mod:`.readings`).

    :raises Refusal: there is no valid response.
    """
    with store.reading() as session:
        return _dataset(store, session, survey_id, instance)


def _dataset(store: Store, session: Session, survey_id: int, instance: Path | None) -> Dataset:
    """The dataset of what the session sees: read once by a process, as long as nothing changes."""
    key, state = (store.number, survey_id), _state(session, survey_id)
    with _reading:  # whoever waits finds what the other has read
        kept = _read.find(key)
        if kept is not None and kept[0] == state:
            return kept[1]
        return _read.keep(key, (state, _dataset_shared(store, session, survey_id, state, instance)))[1]


def _dataset_shared(
    store: Store, session: Session, survey_id: int, state: str, instance: Path | None
) -> Dataset:
    """The dataset as another process has read it, else read now and kept for the others."""
    survey = stored_surveys.get(session, survey_id)
    labels = _labels(store, session, survey)
    if instance is None:
        return _dataset_read(store, session, survey, labels)
    code, name = survey.code, readings.name_of(state, labels)
    found = readings.find(instance, code, name, lambda: stored.valid_tokens(session, survey_id))
    if found is None:
        found = _dataset_read(store, session, survey, labels)
        readings.keep(store, instance, code, name, found, lambda now: _stands(now, survey_id, state))
    return found


def _stands(session: Session, survey_id: int, state: str) -> bool:
    """Whether the survey is still in a state; whoever erases waits until the transaction ends."""
    stored_surveys.locked(session, survey_id)
    return _state(session, survey_id) == state


def _labels(store: Store, session: Session, survey: Survey) -> Labels:
    versions = {version.id: version.number for version in stored_surveys.versions(session, survey.id)}
    # Imported here: the respondents' services erase, and so know this module.
    from survey.services.respond.interviewing import facts_of

    return labels_of(
        ((number, questionnaire_of(store, session, version_id)) for version_id, number in versions.items()),
        {language: facts_of(survey, language) for language in (CHINESE, ENGLISH)},
    )


def _dataset_read(store: Store, session: Session, survey: Survey, labels: Labels) -> Dataset:
    columns, used = _tabulated(store, session, survey, labels)
    if not columns.rows and survey.answers_erased_at is not None:
        raise Refusal(
            "answers_erased",
            place=survey.code,
            reason=Text(
                zh="这次调查的答案已按承诺删除", en="The answers of this survey were erased as promised"
            ),
            remedy=Text(zh="请使用删除前生成的报告", en="Use the reports that were made before"),
        )
    if not columns.rows:
        raise Refusal(
            "no_valid_responses",
            place=survey.code,
            reason=Text(zh="还没有有效答卷", en="There is no valid response yet"),
            remedy=Text(
                zh="请先在“审核”中判定答卷是否有效", en="Decide under Review which responses are valid"
            ),
        )
    design = _design(session, survey, columns, labels)
    dataset = Dataset(
        title=Text(survey.title),
        table=columns.table(),
        variables=labels.variables,
        design=design,
        groups=labels.groups,
        source={
            "survey": survey.code,
            "versions": ", ".join(str(number) for number in sorted(used)),
            "rows": str(columns.rows),
        },
    )
    return weighted(dataset, missing_population="unweighted")[0]


def _tabulated(store: Store, session: Session, survey: Survey, labels: Labels) -> tuple[Tabulation, set[int]]:
    """The valid responses as a table, and the numbers of the versions they were answered with."""
    from survey.services.respond.interviewing import interview_of  # see _labels

    table = Tabulation(labels.variables, labels.columns)
    versions = {version.id: version.number for version in stored_surveys.versions(session, survey.id)}
    used: set[int] = set()
    partial: list[RecordRow] = []
    for row in stored_reviews.record_rows(session, survey.id):
        if row.values is None:
            partial.append(row)
            continue
        used.add(versions[row.version_id])
        table.add(row, row.values, str(versions[row.version_id]))
    for row in partial:  # that a person found valid, though it was never submitted
        response = stored_reviews.one(session, survey.id, row.id)
        if response is None:
            continue
        values = interview_of(store, session, survey, response).record(response.confirmed).values
        used.add(versions[row.version_id])
        table.add(row, values, str(versions[row.version_id]))
    return table, used


def _design(session: Session, survey: Survey, columns: Tabulation, labels: Labels) -> DesignInfo:
    seen = set(columns.strata)
    in_frame = stored_frame.strata_listed(session, survey.id)
    clustered = all(psu is not None for psu in columns.psus)
    units = _units_by_stratum(columns) if clustered else {}
    strata = [
        Stratum(
            row.code,
            Text(zh=row.label, en=row.label),
            float(row.population) if row.population is not None else None,
            # A frame without more units than answered gives no correction for the first stage.
            float(row.units) if clustered and row.units > units.get(row.code, 0) else None,
        )
        for row in in_frame
    ]
    known = {stratum.code for stratum in strata}
    for code in sorted(seen - known):
        label = Text(zh="未分层", en="No stratum") if code == UNASSIGNED else Text(zh=code, en=code)
        strata.append(Stratum(code, label))
    # One unit in a stratum has no variance of its own: it lends it the others' mean.
    lonely = any(count == 1 for count in units.values())
    notes = [*labels.notes, *([NO_TEXTS] if labels.left_out else [])]
    if survey.is_simulated:
        notes.insert(0, SIMULATED)
    return DesignInfo(
        strata=tuple(strata),
        reference_date=survey.reference_date.isoformat() if survey.reference_date else "",
        clustered=clustered,
        single_psu="average" if lonely and len(units) > 1 else "adjust" if lonely else "fail",
        notes=tuple(notes),
    )


def _units_by_stratum(columns: Tabulation) -> dict[str, int]:
    pairs = set(zip(columns.strata, columns.psus, strict=True))
    found: dict[str, int] = {}
    for stratum, _ in pairs:
        found[stratum] = found.get(stratum, 0) + 1
    return found


def freeze(store: Store, instance: Path, survey_id: int, *, at: datetime, actor: Actor = SYSTEM) -> Frozen:
    """The snapshot of a survey as it is now: the newest if nothing changed, else a new one.

    What was read while somebody's answers were erased is discarded and read again.

    :raises Refusal: there is no valid response.
    """
    for _attempt in range(TRIES):
        with store.reading() as session:
            erasures = stored.erasures(session, survey_id)
            survey = stored_surveys.get(session, survey_id)
            folder = folder_of(instance, survey.code)
            state = _state(session, survey_id)
            standing = [(one.name, one.hash, one.created_at) for one in stored.standing(session, survey_id)]
            newest = standing[0] if standing else None
            if newest is not None and _kept_state(folder, newest[0]) == state:
                path = _path(folder, newest[0])
                return Frozen(newest[0], path, newest[2], Dataset.load(path), is_new=False)
            dataset = _dataset(store, session, survey_id, instance)
        if newest is not None and newest[1] == dataset.hash and _path(folder, newest[0]).exists():
            _keep_state(folder, newest[0], state)
            return Frozen(newest[0], _path(folder, newest[0]), newest[2], dataset, is_new=False)
        name = _save(store, folder, survey_id, dataset, erasures, at, actor)
        if name is not None:
            _keep_state(folder, name, state)
            return Frozen(name, _path(folder, name), at, dataset, is_new=True)
    raise Refusal(
        "erasing",
        reason=Text(
            zh="正有人要求删除答卷，数据没有冻结", en="Responses are being erased; nothing was frozen"
        ),
        remedy=Text(zh="请稍后再试", en="Please try again in a moment"),
    )


def load(store: Store, instance: Path, survey_id: int, name: str) -> Frozen:
    """A snapshot by its name.

    :raises Refusal: there is none, or it was replaced after an erasure.
    """
    with store.reading() as session:
        survey_code = stored_surveys.get(session, survey_id).code
        found = stored.by_name(session, survey_id, name)
        if found is None or found.withdrawn_at is not None:
            raise Refusal(
                "snapshot_unknown",
                place=name,
                reason=Text(
                    zh="没有这份数据快照，或者它在有人要求删除后已重建",
                    en="There is no such snapshot, or it was rebuilt after an erasure",
                ),
                remedy=Text(zh="请使用最新的数据快照", en="Use the newest snapshot"),
            )
        created_at = found.created_at
    path = _path(folder_of(instance, survey_code), name)
    return Frozen(name, path, created_at, Dataset.load(path), is_new=False)


def unchanged(store: Store, instance: Path, survey_id: int) -> Frozen | None:
    """The newest snapshot if nothing has changed since it was frozen, else None; nothing is written."""
    with store.reading() as session:
        folder = folder_of(instance, stored_surveys.get(session, survey_id).code)
        standing = stored.standing(session, survey_id)
        if not standing or _kept_state(folder, standing[0].name) != _state(session, survey_id):
            return None
        name, created_at = standing[0].name, standing[0].created_at
    path = _path(folder, name)
    return Frozen(name, path, created_at, Dataset.load(path), is_new=False)


def rebuild_without(
    store: Store, instance: Path, survey_id: int, response_id: int, *, at: datetime, actor: Actor = SYSTEM
) -> list[str]:
    """Rebuild every snapshot that holds a response without it, under new names; gives those names.

    Whatever else was erased is left out too. The files of the old ones and every report are
    removed, and any file that a freezing or a rebuilding which was cut off has left. A
    snapshot of which nothing is left, or whose file is lost or damaged, is only removed.
    """
    # A version that is being frozen now is either seen here, or sees what was erased.
    with store.writing() as session:
        code = stored_surveys.locked(session, survey_id).code
        erasures = stored.erasures(session, survey_id)
        tokens = stored.erased_tokens(session, survey_id, response_id)
        standing = [(one.id, one.name) for one in stored.standing(session, survey_id)]
    made_files.forget(instance, code)  # any report may quote the person, any export hold the answers
    folder, numbers, made = folder_of(instance, code), [number_of(token) for token in tokens], []
    for snapshot_id, name in reversed(standing):
        dataset = _readable(_path(folder, name))
        kept = None if dataset is None else ~dataset.table["response"].isin(numbers)
        if kept is not None and bool(kept.all()):
            continue
        if dataset is None or kept is None or not bool(kept.any()):
            with store.writing() as session:
                stored_surveys.locked(session, survey_id)
                _withdraw(session, survey_id, snapshot_id, at, actor, None)
            continue
        source = {**dataset.source, "rows": str(int(kept.sum()))}
        left = replace(dataset, table=dataset.table[kept].drop(columns="weight"), source=source)
        rebuilt = weighted(left, missing_population="unweighted")[0]
        instead = _save(store, folder, survey_id, rebuilt, erasures, at, actor, replaces=snapshot_id)
        if instead is not None:
            made.append(instead)
    made_files.forget(
        instance, code, ["exports", readings.FOLDER]
    )  # one may have been put in place before its snapshot was withdrawn
    with store.writing() as session:
        stored_surveys.locked(session, survey_id)
        overtaken = stored.erasures(session, survey_id) != erasures
        left_standing = {one.name for one in stored.standing(session, survey_id)}
        _sweep(folder, left_standing)
    for _, name in standing:
        if name not in left_standing:  # a report of it may have been put in place before it was withdrawn
            made_files.forget(instance, code, ["reports"], of=name)
    if overtaken:  # somebody else was erased meanwhile
        made += rebuild_without(store, instance, survey_id, response_id, at=at, actor=actor)
    return made


def _readable(path: Path) -> Dataset | None:
    try:
        return Dataset.load(path)
    except ReportError:
        return None


def _withdraw(
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


def _save(
    store: Store,
    folder: Path,
    survey_id: int,
    dataset: Dataset,
    erasures: int,
    at: datetime,
    actor: Actor,
    *,
    replaces: int | None = None,
) -> str | None:
    """Keep a dataset under a name of its own, in place of another snapshot where that is given.

    Nothing is kept, and None given, where more was erased than the ``erasures`` known when it
    was read, or where the other snapshot was withdrawn by somebody else.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{dataset.hash[:12]}"
    path = _path(folder, name)
    dataset.save(path)
    with store.writing() as session:
        survey = stored_surveys.locked(session, survey_id)
        found = stored.by_name(session, survey_id, name)
        is_whole = path.exists() and codebook_path(path).exists()
        if not is_whole or stored.erasures(session, survey_id) != erasures:
            if found is None:
                _remove(folder, name)
            return None
        if replaces is not None and not _withdraw(session, survey_id, replaces, at, actor, name):
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


def _remove(folder: Path, name: str) -> None:
    path = _path(folder, name)
    for file in (path, codebook_path(path), _state_path(folder, name)):
        file.unlink(missing_ok=True)


def _sweep(folder: Path, standing: Collection[str]) -> None:
    """Remove every file of a folder that belongs to no standing snapshot."""
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name.partition(".")[0] not in standing:
            file.unlink(missing_ok=True)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _state_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.state"


def _state(session: Session, survey_id: int) -> str:
    found = json.dumps(stored.fingerprint(session, survey_id), ensure_ascii=False, default=str)
    return hashlib.sha256(found.encode()).hexdigest()


def _kept_state(folder: Path, name: str) -> str | None:
    path = _state_path(folder, name)
    return path.read_text("ascii") if path.exists() and _path(folder, name).exists() else None


def _keep_state(folder: Path, name: str, state: str) -> None:
    _state_path(folder, name).write_text(state, "ascii")
