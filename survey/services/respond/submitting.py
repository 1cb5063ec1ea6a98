"""Submitting: everything is checked again, frozen with its hash, and answered with a receipt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.interview import Interview, Record
from questionnaires.kinds import Problem, ProblemLevel
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import clearing
from survey.services.days import noon_of
from survey.services.outcomes import may_move
from survey.services.quality.raising import raise_flags
from survey.services.respond.interviewing import interview_of
from survey.services.respond.merging import answers_at
from survey.services.respond.saving import TRIES
from survey.services.respond.stage import require_open
from survey.services.respond.writable import RETURNED, require_writable, too_busy
from survey.services.secrets import digest, receipt_of
from survey.store import entries, responses
from survey.store.engine import Session, Store
from survey.store.tables import Response, Submission, Survey


@dataclass(frozen=True)
class Submitted:
    """What a submit led to: a receipt, or the problems that stopped it (then nothing was written).

    ``renewed`` is set where it was stopped by answers that were changed after the last look.
    ``number`` counts submissions from 1; a correction has the next one.
    """

    interview: Interview
    receipt: str | None
    number: int = 0
    outcome: str = "submitted"
    problems: Sequence[Problem] = ()
    renewed: bool = False


def submit(
    store: Store,
    key: bytes,
    token: str,
    *,
    form_key: str,
    at: datetime,
    confirmed: Collection[str] = (),
    correcting: bool = False,
    mode: str = "phone",
    seen: int | None = None,
) -> Submitted:
    """Submit a response in one transaction.

    A repeat (the same ``form_key``, a double tap, a lost reply) gives the same receipt and
    writes nothing. ``confirmed`` are keys of soft problems that the person confirmed now.
    ``seen`` is the revision the person looked at: what was changed since is to be looked at first.
    A response that an ending stops is finished with that outcome, without a submission.

    :raises Refusal: the survey takes no answers, or the response was taken back.
    """
    for _attempt in range(TRIES):
        with store.reading() as session:
            response, survey, last, copy = responses.for_submitting(session, token)
            interview = interview_of(store, session, survey, response)
            renewed = _is_renewed(session, response, seen)
        receipt = receipt_of(key, token)
        if last is not None and _is_repeat(response, last, form_key, correcting):
            return Submitted(interview, receipt, last.number, response.outcome)
        require_open(survey, at)
        require_writable(response, correcting)
        if renewed:
            return Submitted(interview, None, renewed=True)
        agreed = {*response.confirmed, *confirmed}
        stops = stopping(interview, agreed)
        if stops:
            return Submitted(interview, None, problems=stops)
        record = interview.record(agreed)
        if last is not None and response.outcome in RETURNED and last.hash == record.hash:
            return Submitted(interview, receipt, last.number, response.outcome)
        outcome = record.outcome or "submitted"
        _require_move({response.outcome, copy.outcome if copy else response.outcome}, outcome)
        kept = None if outcome == "refused" else receipt
        number = (last.number if last else 0) + (outcome == "submitted")
        columns: dict[str, Any] = {
            "outcome": outcome,
            "ending": record.reason,
            "confirmed": sorted(agreed),
            "receipt_digest": digest(key, "receipt", kept) if kept else None,
            "saved_at": at,
        }
        if outcome == "submitted":
            columns["submitted_at"] = at
        elif outcome == "refused":
            columns.update(answers={}, confirmed=[])
        if _written(store, response, survey, interview, record, columns, last, form_key, at):
            return Submitted(interview, kept, number, outcome)
    raise too_busy()


def _is_renewed(session: Session, response: Response, seen: int | None) -> bool:
    """Whether answers were changed since the revision that the person looked at."""
    if seen is None or seen >= response.revision:
        return False
    history = responses.saved_changes(session, response.id)
    return answers_at(history, seen) != answers_at(history, response.revision)


def _require_move(befores: Collection[str], outcome: str) -> None:
    for before in befores:
        if not may_move(before, outcome):
            raise _not_now(before)


def _written(
    store: Store,
    response: Response,
    survey: Survey,
    interview: Interview,
    record: Record,
    columns: dict[str, Any],
    last: Submission | None,
    form_key: str,
    at: datetime,
) -> bool:
    """Write a submit; False where the response has moved on meanwhile."""
    outcome = columns["outcome"]
    try:
        with store.writing() as session:
            responses.advance_or_raise(session, response, **columns)
            if outcome == "submitted":
                responses.add_submission(
                    session,
                    response_id=response.id,
                    number=(last.number if last else 0) + 1,
                    key=form_key,
                    record=record_as_stored(record),
                    hash=record.hash,
                    at=at,
                )
                raise_flags(session, interview, response, record, at=at)
                if last is not None:
                    clearing.reopen_if_changed(session, interview.questionnaire, response, last, record, at)
            elif outcome == "refused":
                responses.empty_content(session, response.id)
            # The day only: a moment would lead from the copy to its response.
            day = noon_of(at, survey.time_zone)
            returned = {"returned_at": day} if outcome == "submitted" else {}
            entries.change_by_token(session, response.token, outcome, **returned)
    except (responses.OvertakenError, responses.RepeatedError):
        return False
    return True


def is_repeat(store: Store, response_id: int, form_key: str) -> bool:
    """Whether a form has submitted the response already: the reply was lost, or the button tapped twice."""
    with store.reading() as session:
        return responses.submission_by_key(session, response_id, form_key) is not None


def stopping(interview: Interview, confirmed: Collection[str]) -> tuple[Problem, ...]:
    """What keeps a response from being submitted: hard problems, and soft ones not confirmed."""
    return tuple(
        problem
        for problem in interview.all_problems
        if problem.level is ProblemLevel.HARD
        or (problem.level is ProblemLevel.SOFT and problem.key not in confirmed)
    )


def record_as_stored(record: Record) -> dict[str, Any]:
    """A record as a submission keeps it: its canonical content, and ``answers`` by field."""
    return {**record.content, "answers": dict(record.answers)}


def _is_repeat(response: Response, last: Submission, form_key: str, correcting: bool) -> bool:
    if last.key == form_key:
        return True
    return response.outcome in RETURNED and not correcting


def _not_now(outcome: str) -> Refusal:
    return Refusal(
        "outcome",
        place=outcome,
        reason=Text(zh="这份答卷现在不能提交", en="This response cannot be submitted now"),
        remedy=Text(
            zh="请重新打开您的链接，或与调查联系人联系",
            en="Please open your link again, or ask the survey's contact person",
        ),
    )
