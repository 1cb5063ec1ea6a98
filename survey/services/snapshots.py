"""Snapshots: the valid answers of a survey, frozen as a dataset that tables and reports cite.

A snapshot never changes. When nothing changed since the newest one, that one is used again.
After an erasure each snapshot that held the response is rebuilt without it under a new
name, and the old files are removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from questionnaires.kinds import missing_in
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.codebook import DesignInfo, Stratum, Variable
from reports.dataset import Dataset, codebook_path
from reports.weighting import weighted
from survey.errors import Refusal
from survey.services.events import SYSTEM, Actor, log
from survey.services.labelling import Labels, labels_of
from survey.services.versions import questionnaire_of
from survey.store import frame as stored_frame
from survey.store import reviews as stored_reviews
from survey.store import snapshots as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Response, Submission, Survey

NUMBER_BITS = 48
UNASSIGNED = "unassigned"

SIMULATED = Text(
    zh="模拟数据：由程序生成，不是真实调查结果。", en="Simulated data, made by a program: not a real survey."
)
NO_TEXTS = Text(
    zh="开放题文字不在数据快照中，由审核人员另行处理。",
    en="Open texts are not in the snapshot; reviewers handle them apart.",
)


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


def number_of(token: str) -> int:
    """The masked number of a response in datasets: stable, and of no use without its token."""
    digest = hashlib.sha256(f"response number:{token}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - NUMBER_BITS)


def dataset_of(store: Store, survey_id: int, at: datetime) -> Dataset:
    """The valid responses of a survey as a weighted dataset, read in one transaction.

    Weights are N/n of the valid by stratum; without population counts they are 1 and the
    dataset says that it is no probability sample. Units are primary sampling units where
    every valid response names one. ``at`` is the moment of reading and no part of the content.

    :raises Refusal: there is no valid response.
    """
    with store.reading() as session:
        return _dataset(store, session, survey_id)


def _dataset(store: Store, session: Session, survey_id: int) -> Dataset:
    survey = stored_surveys.get(session, survey_id)
    versions = {version.id: version.number for version in stored_surveys.versions(session, survey_id)}
    # Imported here: the respondents' services erase, and so know this module.
    from survey.services.respond.interviewing import facts_of

    labels = labels_of(
        ((number, questionnaire_of(store, session, version_id)) for version_id, number in versions.items()),
        {language: facts_of(survey, language) for language in (CHINESE, ENGLISH)},
    )
    columns = _Columns(labels)
    used: set[int] = set()
    for response, submission in stored_reviews.records(session, survey_id):
        values = _values(store, session, survey, response, submission)
        number = versions[response.version_id]
        used.add(number)
        columns.add(response, values, str(number))
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


def _values(
    store: Store, session: Session, survey: Survey, response: Response, submission: Submission | None
) -> Mapping[str, Any]:
    if submission is not None and submission.record is not None:
        values: Mapping[str, Any] = submission.record["values"]
        return values
    from survey.services.respond.interviewing import interview_of  # see _dataset

    # A partial response that a person found valid was never submitted.
    return interview_of(store, session, survey, response).record(response.confirmed).values


class _Columns:
    """Fills the columns of a dataset row by row."""

    def __init__(self, labels: Labels) -> None:
        self.rows = 0
        self.psus: list[int | None] = []
        self.strata: list[str] = []
        self._numbers: list[int] = []
        self._modes: list[str] = []
        self._variables = labels.variables
        # A column that changed its nature between versions has a variable for each.
        self._source = {one.name: _column_name(one) for one in labels.variables}
        self._values: dict[str, list[Any]] = {one.name: [] for one in labels.variables}
        self._why: dict[str, list[str | None]] = {
            one.name: [] for one in labels.variables if one.kind != "code"
        }

    def add(self, response: Response, values: Mapping[str, Any], version: str) -> None:
        """Add one response."""
        self.rows += 1
        self._numbers.append(number_of(response.token))
        self._modes.append(response.mode)
        self.psus.append(response.psu)
        self.strata.append(response.stratum or UNASSIGNED)
        for variable in self._variables:
            name = variable.name
            value = values.get(self._source[name]) if version in variable.versions else None
            reason = missing_in(value) if isinstance(value, dict) else None
            if value is None or isinstance(value, dict):
                code = reason.code if reason is not None else "-1"
                if variable.kind == "code":
                    self._values[name].append(code)
                else:
                    self._values[name].append(None)
                    self._why[name].append(code)
            elif variable.kind == "code":
                self._values[name].append(str(value))
            else:
                self._values[name].append(value)
                self._why[name].append(None)

    def table(self) -> pd.DataFrame:
        """The columns as a table."""
        found: dict[str, Any] = {
            "response": pd.Series(self._numbers, dtype="int64"),
            "stratum": pd.Series(self.strata, dtype="str"),
            "psu": pd.Series(self.psus, dtype="Int64"),
            "mode": pd.Series(self._modes, dtype="str"),
        }
        types = {"number": "float64", "indicator": "Int8", "date": "str", "code": "str"}
        for variable in self._variables:
            found[variable.name] = pd.Series(self._values[variable.name], dtype=types[variable.kind])
            if variable.kind != "code":
                found[variable.companion] = pd.Series(self._why[variable.name], dtype="str")
        return pd.DataFrame(found)


def _column_name(variable: Variable) -> str:
    suffix = f"_v{variable.versions[0]}" if variable.versions else ""
    return variable.name.removesuffix(suffix) if suffix and variable.name.endswith(suffix) else variable.name


def _design(session: Session, survey: Survey, columns: _Columns, labels: Labels) -> DesignInfo:
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


def _units_by_stratum(columns: _Columns) -> dict[str, int]:
    pairs = set(zip(columns.strata, columns.psus, strict=True))
    found: dict[str, int] = {}
    for stratum, _ in pairs:
        found[stratum] = found.get(stratum, 0) + 1
    return found


def freeze(store: Store, instance: Path, survey_id: int, *, at: datetime, actor: Actor = SYSTEM) -> Frozen:
    """The snapshot of a survey as it is now: the newest if nothing changed, else a new one.

    :raises Refusal: there is no valid response.
    """
    with store.reading() as session:
        survey = stored_surveys.get(session, survey_id)
        folder, code = folder_of(instance, survey.code), survey.code
        state = _state(session, survey_id)
        standing = [(one.name, one.hash, one.created_at) for one in stored.standing(session, survey_id)]
        newest = standing[0] if standing else None
        if newest is not None and _kept_state(folder, newest[0]) == state:
            path = _path(folder, newest[0])
            return Frozen(newest[0], path, newest[2], Dataset.load(path), is_new=False)
        dataset = _dataset(store, session, survey_id)
    if newest is not None and newest[1] == dataset.hash and _path(folder, newest[0]).exists():
        _keep_state(folder, newest[0], state)
        return Frozen(newest[0], _path(folder, newest[0]), newest[2], dataset, is_new=False)
    name = _save(store, folder, survey_id, code, dataset, at, actor)
    _keep_state(folder, name, state)
    return Frozen(name, _path(folder, name), at, dataset, is_new=True)


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

    The files of the old ones are removed. A snapshot of which nothing is left is only removed.
    """
    with store.reading() as session:
        code = stored_surveys.get(session, survey_id).code
        token = stored.token_of(session, survey_id, response_id)
        standing = [(one.id, one.name) for one in stored.standing(session, survey_id)]
    if token is None:
        return []
    folder, number, made = folder_of(instance, code), number_of(token), []
    for snapshot_id, name in reversed(standing):
        path = _path(folder, name)
        dataset = Dataset.load(path)
        keep = dataset.table["response"] != number
        if bool(keep.all()):
            continue
        if bool(keep.any()):
            source = {**dataset.source, "rows": str(int(keep.sum()))}
            left = replace(dataset, table=dataset.table[keep].drop(columns="weight"), source=source)
            rebuilt = weighted(left, missing_population="unweighted")[0]
            made.append(_save(store, folder, survey_id, code, rebuilt, at, actor))
        with store.writing() as session:
            stored.withdraw(session, snapshot_id, at)
            log(
                session,
                actor,
                "snapshot.withdrawn",
                at=at,
                survey_id=survey_id,
                subject=("snapshot", name),
                detail={"instead": made[-1] if made else None},
            )
        for file in (path, codebook_path(path), _state_path(folder, name)):
            file.unlink(missing_ok=True)
    return made


def _save(
    store: Store, folder: Path, survey_id: int, code: str, dataset: Dataset, at: datetime, actor: Actor
) -> str:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{dataset.hash[:12]}"
    dataset.save(_path(folder, name))
    with store.writing() as session:
        if stored.by_name(session, survey_id, name) is not None:
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
            detail={"hash": dataset.hash, "rows": len(dataset), "survey": code},
        )
    return name


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
