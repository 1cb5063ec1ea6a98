"""Responses that come in a file: read against the published questionnaire, checked, and stored together.

Nothing is stored unless every row is clean, or the person says to leave the faulty ones
out, and those go to a file with their reasons. Rows are prepared first, outside any
transaction, so that respondents go on answering meanwhile; then all are written in one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import randbelow
from typing import IO, Any

from questionnaires.formats.error import FormatError
from questionnaires.formats.mapping import DataMapping
from questionnaires.formats.rows import RowAnswers, RowProblem, RowReader
from questionnaires.formats.tables import Table, open_table
from questionnaires.interview import Interview, Record
from questionnaires.kinds import ProblemLevel
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from reports.files import write_atomically
from reports.safe_cells import safe_cell
from survey.errors import Refusal, Refusals
from survey.services import secrets
from survey.services.events import Actor, log
from survey.services.respond.interviewing import facts_of
from survey.services.respond.submitting import record_as_stored
from survey.services.versions import questionnaire_of
from survey.store import events as stored_events
from survey.store import frame as stored_frame
from survey.store import imports as stored
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import Survey

BATCH = 500
SEEDS = 2**31 - 1
IMPORTED = "responses.imported"
STATEMENT = "导入时声明有效 / stated valid at the import"


@dataclass(frozen=True)
class Imported:
    """What an import did: rows stored, rows left out, and cells off the path that were not kept."""

    stored: int
    left_out: int
    off_path: int
    outcomes: Mapping[str, int]
    problems: Sequence[RowProblem]
    ignored: Sequence[str]


@dataclass
class _Tally:
    stored: int = 0
    off_path: int = 0
    faulty: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Setting:
    """What all rows of an import share."""

    survey: Survey
    version_id: int
    questionnaire: Questionnaire
    facts: Mapping[str, str]
    strata: Mapping[str, str]
    outcome: str
    at: datetime


def import_responses(
    store: Store,
    survey_id: int,
    path: Path,
    mapping: DataMapping | None = None,
    *,
    actor: Actor,
    at: datetime,
    valid: bool = False,
    leave_out: Path | None = None,
    dry_run: bool = False,
    again: bool = False,
) -> Imported:
    """Store the rows of a CSV or XLSX file as submitted responses of a survey, with mode ``import``.

    ``valid`` states that all are valid, which is kept as the decision on each. ``leave_out``
    names the file for faulty rows; without it one faulty row stops everything. A file whose
    very bytes were imported before is taken a second time only with ``again``.

    :raises Refusals: every problem, with row, column, value and reason; nothing was stored.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not (again or dry_run):
        with store.reading() as session:
            _require_new(session, survey_id, path, digest)
    try:
        table = open_table(path, second_header=bool(mapping and mapping.second_header))
        setting = _setting(store, survey_id, at, valid=valid)
        reader = RowReader(setting.questionnaire, table.header, mapping)
    except FormatError as error:
        raise Refusals(
            [
                Refusal(one.code, place=one.place, reason=one.reason, remedy=one.remedy)
                for one in error.findings
            ]
        ) from error
    with tempfile.TemporaryFile() as spool:
        tally = _prepare(setting, table, reader, spool)
        if tally.problems and leave_out is None:
            raise Refusals([_refusal(problem) for problem in tally.problems])
        if not tally.stored:
            raise _nothing(path)
        left_out = _faulty(table, tally) if leave_out is not None and tally.faulty else None
        if leave_out is not None and left_out is not None:
            write_atomically(leave_out, lambda target: Path(target).write_bytes(left_out))
        if not dry_run:
            spool.seek(0)
            try:
                _write(
                    store, survey_id, path, spool, tally, actor, at, valid=valid, digest=digest, again=again
                )
            except BaseException:
                # The rows in it were left out of nothing.
                if leave_out is not None and left_out is not None:
                    leave_out.unlink(missing_ok=True)
                raise
    ignored = mapping.ignore if mapping else ()
    return Imported(
        tally.stored, len(tally.faulty), tally.off_path, tally.outcomes, tuple(tally.problems), ignored
    )


def _setting(store: Store, survey_id: int, at: datetime, *, valid: bool) -> _Setting:
    with store.reading() as session:
        survey = stored_surveys.get(session, survey_id)
        version_id = stored_versions.current_id(session, survey_id)
        if version_id is None or survey.archived_at is not None:
            raise Refusal(
                "not_published",
                place=survey.code,
                reason=Text(
                    zh="调查还没有发布问卷，或者已归档",
                    en="The survey has no published questionnaire or is archived",
                ),
                remedy=Text(zh="请先发布问卷", en="Publish the questionnaire first"),
            )
        questionnaire = questionnaire_of(store, session, version_id)
        strata: dict[str, str] = {}
        for stratum in stored_frame.strata(session, survey_id):
            strata.update({stratum.label: stratum.code, stratum.code: stratum.code})
        facts = facts_of(survey, questionnaire.languages[0])
        session.expunge(survey)
    return _Setting(survey, version_id, questionnaire, facts, strata, "valid" if valid else "submitted", at)


def _prepare(setting: _Setting, table: Table, reader: RowReader, spool: IO[bytes]) -> _Tally:
    """Read and check every row; the clean ones go to the spool, which is ours alone and read back once."""
    tally = _Tally()
    try:
        for number, cells in table.rows():
            row = reader.read(number, cells)
            interview = Interview(
                setting.questionnaire,
                row.answers,
                start=setting.at,
                facts=setting.facts,
                zone=setting.survey.time_zone,
            )
            record = interview.record()
            row.problems += _problems_of(setting, row, interview, record)
            if row.problems:
                tally.problems += row.problems
                tally.faulty.append((number, cells))
                continue
            tally.off_path += len(row.answers.keys() - record.answers.keys())
            line = _line(setting, row, record)
            tally.outcomes[line["outcome"]] = tally.outcomes.get(line["outcome"], 0) + 1
            tally.stored += 1
            pickle.dump(line, spool, pickle.HIGHEST_PROTOCOL)
    except FormatError as error:
        raise Refusals(
            [
                Refusal(one.code, place=one.place, reason=one.reason, remedy=one.remedy)
                for one in error.findings
            ]
        ) from error
    return tally


def _problems_of(
    setting: _Setting, row: RowAnswers, interview: Interview, record: Record
) -> Iterator[RowProblem]:
    if row.stratum and row.stratum not in setting.strata:
        yield RowProblem(
            row.row,
            "stratum",
            row.stratum[:200],
            Text(zh="本次调查没有这个层", en="is no stratum of the survey"),
        )
    if not record.unresolved:
        return
    faulty = {problem.column for problem in row.problems}
    for problem in interview.all_problems:
        if problem.level is ProblemLevel.HARD and problem.field not in faulty:
            value = row.answers.get(problem.field, "")
            message = Text({tag: interview.fill(problem.message, tag) for tag in problem.message})
            yield RowProblem(row.row, problem.field, str(value)[:200], message)


def _line(setting: _Setting, row: RowAnswers, record: Record) -> dict[str, Any]:
    """What the spool keeps of a row; a person who refused leaves no answers."""
    refused = record.outcome == "refused"
    return {
        "stratum": setting.strata.get(row.stratum, ""),
        "version": setting.version_id,
        "language": setting.questionnaire.languages[0],
        "outcome": record.outcome or setting.outcome,
        "ending": record.reason,
        "answers": {} if refused else dict(record.answers),
        "timings": {} if row.seconds is None else {"import": row.seconds},
        "record": None if record.outcome else record_as_stored(record),
        "hash": record.hash,
    }


def _write(
    store: Store,
    survey_id: int,
    path: Path,
    spool: IO[bytes],
    tally: _Tally,
    actor: Actor,
    at: datetime,
    *,
    valid: bool,
    digest: str,
    again: bool,
) -> None:
    decision = (
        {"verdict": "valid", "reason": STATEMENT, "account_id": actor.account_id, "at": at} if valid else None
    )
    with store.writing() as session:
        if not again:
            _require_new(session, survey_id, path, digest)
        batch: list[dict[str, Any]] = []
        for _ in range(tally.stored):
            batch.append(pickle.load(spool))  # noqa: S301 (written a moment ago by this process)
            if len(batch) == BATCH:
                stored.add_responses(session, *_rows(survey_id, batch, at), decision)
                batch = []
        if batch:
            stored.add_responses(session, *_rows(survey_id, batch, at), decision)
        log(
            session,
            actor,
            IMPORTED,
            at=at,
            survey_id=survey_id,
            subject=("file", path.name[:64]),
            detail={
                "stored": tally.stored,
                "left_out": len(tally.faulty),
                "off_path": tally.off_path,
                "outcomes": tally.outcomes,
                "stated_valid": valid,
                "sha256": digest,
            },
        )


def _require_new(session: Session, survey_id: int, path: Path, digest: str) -> None:
    """Raise where a file of the same content was imported before."""
    for event in stored_events.all_of(session, survey_id, IMPORTED):
        detail = event.detail or {}
        if detail.get("sha256") == digest:
            raise Refusal(
                "imported_before",
                place=path.name,
                reason=Text(
                    zh=f"这个文件在 {event.at:%Y-%m-%d %H:%M} UTC 已导入过（{detail.get('stored', 0)} 行）",
                    en=f"This file was imported on {event.at:%Y-%m-%d %H:%M} UTC ({detail.get('stored', 0)} rows)",
                ),
                remedy=Text(
                    zh="要把同样的答卷再存一遍，请加 --again",
                    en="To store the same responses once more, add --again",
                ),
            )


def _rows(
    survey_id: int, batch: Sequence[dict[str, Any]], at: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any] | None]]:
    responses = [
        {
            "token": secrets.new_token(),
            "survey_id": survey_id,
            "version_id": line["version"],
            "stratum": line["stratum"],
            "mode": "import",
            "language": line["language"],
            "seed": randbelow(SEEDS),
            "device": "",
            "answers": line["answers"],
            "confirmed": [],
            "revision": 1,
            "furthest": 0,
            "page": "",
            "timings": line["timings"],
            "outcome": line["outcome"],
            "ending": line["ending"],
            "started_at": at,
            "saved_at": at,
            "submitted_at": at if line["record"] is not None else None,
        }
        for line in batch
    ]
    submissions = [
        None
        if line["record"] is None
        else {"number": 1, "key": "import", "record": line["record"], "hash": line["hash"], "at": at}
        for line in batch
    ]
    return responses, submissions


def _faulty(table: Table, tally: _Tally) -> bytes:
    """The rows left out, as they were, with their number in the file and what is wrong with them."""
    reasons: dict[int, list[str]] = {}
    for problem in tally.problems:
        said = f"{problem.column}: {problem.reason.say('zh-CN')} ({problem.reason.say('en')})"
        reasons.setdefault(problem.row, []).append(said)
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(["row", "problems", *table.header])
    for number, cells in tally.faulty:
        line = [str(number), "; ".join(reasons[number]), *cells]
        writer.writerow([safe_cell(cell) for cell in line])
    return made.getvalue().encode("utf-8-sig")


def _refusal(problem: RowProblem) -> Refusal:
    value = problem.value
    return Refusal(
        "row",
        place=f"row {problem.row}, column {problem.column}",
        reason=Text(
            {
                tag: f"“{value}”：{wording}" if tag == "zh-CN" else f"{value!r}: {wording}"
                for tag, wording in problem.reason.items()
            }
        ),
        remedy=Text(
            zh="请改正该格，或用 --leave-out FILE 把有问题的行放到另一个文件",
            en="Mend the cell, or use --leave-out FILE to put faulty rows into a file of their own",
        ),
    )


def _nothing(path: Path) -> Refusal:
    return Refusal(
        "nothing_to_import",
        place=path.name,
        reason=Text(zh="没有一行可以存入", en="There is no row that could be stored"),
        remedy=Text(zh="请核对文件和问卷", en="Check the file and the questionnaire"),
    )
