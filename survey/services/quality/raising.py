"""Raising the flags of one response, by what its submit knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from questionnaires.interview import Interview, Record
from survey.services.quality import kinds, rules
from survey.store import flags as stored
from survey.store.engine import Session
from survey.store.tables import Response

WINDOW = timedelta(minutes=10)
FROZEN = "quality.thresholds"

Thresholds = Mapping[str, Mapping[str, float]]
Found = Mapping[str, Mapping[str, Any]]


def seconds_of(response: Response, submitted_at: datetime | None = None) -> float:
    """The time spent on the pages, in seconds; without timings, from first look to submit."""
    return seconds_spent(response.timings, response.started_at, submitted_at or response.submitted_at)


def seconds_spent(timings: Mapping[str, Any], started_at: datetime, ended_at: datetime | None) -> float:
    """The sum of the timings of pages, in seconds; without any, the time between the two moments, or 0."""
    spent = [value for value in timings.values() if isinstance(value, int | float)]
    if spent:
        return float(sum(spent))
    return (ended_at - started_at).total_seconds() if ended_at else 0.0


def thresholds(session: Session, survey_id: int) -> Thresholds:
    """The frozen thresholds of speed by mode: ``{mode: {"median", "threshold", "count"}}``, in seconds."""
    return stored.last_event(session, survey_id, FROZEN) or {}


def raise_flags(
    session: Session, interview: Interview, response: Response, record: Record, *, at: datetime
) -> list[str]:
    """Set the flags of a response as it is submitted at ``at``, in the submit's transaction; gives their codes.

    Speed is judged once a threshold is frozen.
    """
    found = found_in(
        interview,
        response,
        record,
        thresholds(session, response.survey_id),
        at,
        others=stored.same_device(session, response, at, WINDOW),
        submits=stored.device_count(session, response),
    )
    stored.replace(session, response.id, found, at)
    return list(found)


def found_in(
    interview: Interview,
    response: Response,
    record: Record,
    frozen: Thresholds,
    submitted_at: datetime,
    *,
    others: Sequence[tuple[int, Mapping[str, Any]]],
    submits: int,
) -> Found:
    """The flags of a response with their details.

    ``others`` are numbers and answers of those submitted from the same device shortly before or after, in order;
    ``submits`` is how many the device submitted in all.
    """
    found = {one.code: one.detail for one in rules.findings(interview, record.confirmed)}
    limit = frozen.get(response.mode)
    seconds = seconds_of(response, submitted_at)
    if limit and rules.is_too_fast(seconds, limit["threshold"]):
        found[kinds.SPEED] = {"seconds": round(seconds), **limit}
    for number, answers in others:
        same = rules.same_answers(record.answers, answers)
        if same:
            found[kinds.DUPLICATE] = {"response": number, "same": same}
            break
    if submits > rules.MOST_SUBMITS:
        found[kinds.DEVICE] = {"submits": submits}
    return found
