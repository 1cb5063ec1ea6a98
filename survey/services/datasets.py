"""The valid answers of a survey as one weighted dataset, read once by a process as long as nothing changes."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.codebook import DesignInfo, Stratum
from reports.dataset import Dataset
from reports.weighting import weighted
from survey.errors import Refusal
from survey.services import readings, stratumnames
from survey.services.labelling import Labels, labels_of
from survey.services.memory import Memory
from survey.services.respond.interviewing import facts_of, interview_of
from survey.services.tabulation import UNASSIGNED, Tabulation
from survey.services.versions import questionnaire_of
from survey.store import frame as stored_frame
from survey.store import records as stored_records
from survey.store import reviews as stored_reviews
from survey.store import snapshots as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.records import RecordRow
from survey.store.tables import Survey

KEPT_SURVEYS = 4
#: Goes up with each change of how answers are labelled, coded or joined, so that what is kept is read anew.
LABELLING = 3

SIMULATED = Text(
    zh="模拟数据：由程序生成，不是真实调查结果。", en="Simulated data, made by a program: not a real survey."
)
NO_TEXTS = Text(
    zh="开放题文字不在数据快照中，由审核人员另行处理。",
    en="Open texts are not in the snapshot; reviewers handle them apart.",
)

_read: Memory[tuple[int, int], tuple[str, Dataset]] = Memory(KEPT_SURVEYS)
_reading = threading.Lock()


def dataset_of(store: Store, survey_id: int, instance: Path | None = None) -> Dataset:
    """The valid responses of a survey as a weighted dataset, read in one transaction.

    Weights are N/n of the valid by stratum; without population counts they are 1 and the
    dataset says that it is no probability sample. Units are primary sampling units where
    every valid response names one.
    With ``instance``, a large survey is read by one process for all (see :mod:`.readings`).

    :raises Refusal: there is no valid response.
    """
    with store.reading() as session:
        return dataset_seen(store, session, survey_id, instance)


def dataset_seen(store: Store, session: Session, survey_id: int, instance: Path | None) -> Dataset:
    """The dataset of what the session sees: read once by a process, as long as nothing changes."""
    key, state = (store.number, survey_id), state_of(session, survey_id)
    with _reading:  # whoever waits finds what the other has read
        kept = _read.find(key)
        if kept is not None and kept[0] == state:
            return kept[1]
        return _read.keep(key, (state, _dataset_shared(store, session, survey_id, state, instance)))[1]


def state_of(session: Session, survey_id: int) -> str:
    """The state of everything that the dataset is made of: another wherever any of it changed."""
    found = json.dumps([LABELLING, stored.fingerprint(session, survey_id)], ensure_ascii=False, default=str)
    return hashlib.sha256(found.encode()).hexdigest()


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
    return state_of(session, survey_id) == state


def _labels(store: Store, session: Session, survey: Survey) -> Labels:
    versions = {version.id: version.number for version in stored_surveys.versions(session, survey.id)}
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
    table = Tabulation(labels.variables, labels.columns, labels.sources, labels.recoded)
    versions = {version.id: version.number for version in stored_surveys.versions(session, survey.id)}
    used: set[int] = set()
    partial: list[RecordRow] = []
    for row in stored_records.record_rows(session, survey.id):
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
    names = stratumnames.named([row.label for row in in_frame], labels.variables)
    strata = [
        Stratum(
            row.code,
            name,
            float(row.population) if row.population is not None else None,
            # A frame without more units than answered gives no correction for the first stage.
            float(row.units) if clustered and row.units > units.get(row.code, 0) else None,
        )
        for row, name in zip(in_frame, names, strict=True)
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
