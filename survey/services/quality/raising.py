"""Raising flags: at a submit, and over a whole survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from questionnaires.interview import Interview, Record
from survey.services.events import Actor, log
from survey.services.quality import kinds, rules
from survey.store import flags as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Response

WINDOW = timedelta(minutes=10)
FEWEST_TO_FREEZE = 30
FROZEN = "quality.thresholds"
SHARE_OF_MEDIAN = 1 / 3

Thresholds = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Reviewed:
    """What a review of the flags did: responses looked at, those whose flags changed, thresholds in force."""

    looked_at: int
    changed: int
    thresholds: Thresholds


def seconds_of(response: Response, submitted_at: datetime | None = None) -> float:
    """The time spent on the pages, in seconds; without timings, from first look to submit."""
    spent = [value for value in response.timings.values() if isinstance(value, int | float)]
    if spent:
        return float(sum(spent))
    ended = submitted_at or response.submitted_at
    return (ended - response.started_at).total_seconds() if ended else 0.0


def thresholds(session: Session, survey_id: int) -> Thresholds:
    """The frozen thresholds of speed by mode: ``{mode: {"median", "threshold", "count"}}``, in seconds."""
    return stored.last_event(session, survey_id, FROZEN) or {}


def raise_flags(
    session: Session, interview: Interview, response: Response, record: Record, *, at: datetime
) -> list[str]:
    """Set the flags of a response as it is submitted at ``at``, in the submit's transaction; gives their codes.

    Speed is judged once a threshold is frozen.
    """
    found = _found(session, interview, response, record, thresholds(session, response.survey_id), at)
    stored.replace(session, response.id, found, at)
    return list(found)


def _found(
    session: Session,
    interview: Interview,
    response: Response,
    record: Record,
    frozen: Thresholds,
    submitted_at: datetime,
) -> dict[str, Mapping[str, Any]]:
    found = {one.code: one.detail for one in rules.findings(interview, record.confirmed)}
    limit = frozen.get(response.mode)
    seconds = seconds_of(response, submitted_at)
    if limit and rules.is_too_fast(seconds, limit["threshold"]):
        found[kinds.SPEED] = {"seconds": round(seconds), **limit}
    for other in stored.same_device(session, response, submitted_at, WINDOW):
        same = rules.same_answers(response.answers, other.answers)
        if same:
            found[kinds.DUPLICATE] = {"response": other.id, "same": same}
            break
    submits = stored.device_count(session, response)
    if submits > rules.MOST_SUBMITS:
        found[kinds.DEVICE] = {"submits": submits}
    return found


def review_flags(
    store: Store, survey_id: int, *, actor: Actor, at: datetime, freeze_again: bool = False
) -> Reviewed:
    """Go over every submitted response of a survey and set its flags by what is known now.

    Freezes the threshold of speed of each mode, a third of its median, once 30 responses of
    the mode are in; from then on it stays, unless ``freeze_again``. What people decided
    stays as it is. Imported responses are not judged.
    """
    # Submitting raises flags too: a door from each to the other at import would not open.
    from survey.services.respond.interviewing import interview_of

    with store.writing() as session:
        survey = stored_surveys.get(session, survey_id)
        frozen = dict({} if freeze_again else thresholds(session, survey_id))
        added = _medians(session, survey_id, set(frozen))
        frozen.update(added)
        if added:
            log(session, actor, FROZEN, at=at, survey_id=survey_id, detail=frozen)
        looked_at = changed = 0
        for response in stored.to_review(session, survey_id):
            interview = interview_of(store, session, survey, response)
            record = interview.record(response.confirmed)
            submitted_at = response.submitted_at or response.saved_at
            found = _found(session, interview, response, record, frozen, submitted_at)
            changed += stored.replace(session, response.id, found, at)
            looked_at += 1
        log(
            session,
            actor,
            "quality.reviewed",
            at=at,
            survey_id=survey_id,
            detail={"looked_at": looked_at, "changed": changed},
        )
    return Reviewed(looked_at, changed, frozen)


def _medians(session: Session, survey_id: int, known: set[str]) -> dict[str, dict[str, float]]:
    by_mode: dict[str, list[float]] = {}
    for response in stored.to_review(session, survey_id):
        seconds = seconds_of(response)
        if response.mode not in known and seconds > 0:
            by_mode.setdefault(response.mode, []).append(seconds)
    return {
        mode: {"median": median(spent), "threshold": median(spent) * SHARE_OF_MEDIAN, "count": len(spent)}
        for mode, spent in by_mode.items()
        if len(spent) >= FEWEST_TO_FREEZE
    }
