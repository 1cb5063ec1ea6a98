"""Going over the flags of a whole survey while respondents go on saving.

Everything is worked out outside of write transactions, some responses at a time. A write
holds only the flags that differ, and only of responses that are still as they were read;
the others are read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from survey.services.events import Actor, log
from survey.services.quality.raising import (
    FROZEN,
    WINDOW,
    Found,
    Thresholds,
    found_in,
    seconds_spent,
    thresholds,
)
from survey.store import flags as stored
from survey.store import surveys as stored_surveys
from survey.store.copies import lock_survey
from survey.store.engine import Session, Store

FEWEST_TO_FREEZE = 30
SHARE_OF_MEDIAN = 1 / 3
AT_ONCE = 50
TRIES = 3


@dataclass(frozen=True)
class Reviewed:
    """What a review of the flags did: responses looked at, those whose flags changed, thresholds in force."""

    looked_at: int
    changed: int
    thresholds: Thresholds


@dataclass(frozen=True)
class _Judged:
    """The flags of a response as it was at ``revision``."""

    response_id: int
    revision: int
    found: Found


def review_flags(
    store: Store, survey_id: int, *, actor: Actor, at: datetime, freeze_again: bool = False
) -> Reviewed:
    """Go over every submitted response of a survey and set its flags by what is known now.

    What was last submitted is judged, not a correction under way.
    Freezes the threshold of speed of each mode, a third of its median, once 30 responses of
    the mode are in; from then on it stays, unless ``freeze_again``. What people decided
    stays as it is. Imported responses are not judged. It may be cut short and repeated:
    what is set already is left alone. A response that is changed at every try keeps the
    flags that its own submit raises.
    """
    frozen = _freeze(store, survey_id, actor, at, again=freeze_again)
    with store.reading() as session:
        waiting = stored.to_review(session, survey_id)
        submits = stored.device_counts(session, survey_id)
    changed = 0
    for place in range(0, len(waiting), AT_ONCE):
        some: Sequence[int] = waiting[place : place + AT_ONCE]
        for _try in range(TRIES):
            judged = _judged(store, survey_id, some, frozen, submits)
            done, some = _set(store, judged, at)
            changed += done
            if not some:
                break
    detail = {"looked_at": len(waiting), "changed": changed}
    with store.writing() as session:
        log(session, actor, "quality.reviewed", at=at, survey_id=survey_id, detail=detail)
    return Reviewed(len(waiting), changed, frozen)


def _judged(
    store: Store, survey_id: int, ids: Sequence[int], frozen: Thresholds, submits: Counter[str]
) -> list[_Judged]:
    """The flags of those responses whose flags are now others than the ones that are set."""
    with store.reading() as session:
        present = stored.details_of(session, ids)
        return [
            one
            for one in _each(store, session, survey_id, ids, frozen, submits)
            if present[one.response_id] != one.found
        ]


def _each(
    store: Store,
    session: Session,
    survey_id: int,
    ids: Sequence[int],
    frozen: Thresholds,
    submits: Counter[str],
) -> Iterator[_Judged]:
    # Submitting raises flags too: a door from each to the other at import would not open.
    from survey.services.respond.interviewing import submitted_interview

    survey = stored_surveys.get(session, survey_id)
    submissions = stored.last_submissions(session, ids)
    for response in stored.in_review(session, ids):
        last = submissions.get(response.id)
        interview = submitted_interview(store, session, survey, response, last)
        submitted_at = response.submitted_at or response.saved_at
        count = submits[response.device] if response.device else 0
        others: Sequence[tuple[int, Mapping[str, Any]]] = ()
        if count > 1:
            others = stored.same_device(session, response, submitted_at, WINDOW)
        record = interview.record(response.confirmed)
        found = found_in(interview, response, record, frozen, submitted_at, others=others, submits=count)
        yield _Judged(response.id, response.revision, found)


def _set(store: Store, judged: Sequence[_Judged], at: datetime) -> tuple[int, list[int]]:
    """Set flags; gives how many responses changed, and those that have moved on since they were read."""
    if not judged:
        return 0, []
    changed, overtaken = 0, []
    with store.writing() as session:
        revisions = stored.held(session, [one.response_id for one in judged])
        for one in judged:
            revision = revisions.get(one.response_id)
            if revision == one.revision:
                changed += stored.replace(session, one.response_id, one.found, at)
            elif revision is not None:
                overtaken.append(one.response_id)
    return changed, overtaken


def _freeze(store: Store, survey_id: int, actor: Actor, at: datetime, *, again: bool) -> Thresholds:
    """The thresholds in force, those of modes that have enough responses by now frozen."""
    with store.reading() as session:
        known = {} if again else dict(thresholds(session, survey_id))
        added = _limits(session, survey_id, set(known))
    if not added:
        return known
    with store.writing() as session:
        lock_survey(session, survey_id)
        # Another review may have frozen one meanwhile: it stays.
        present = {} if again else dict(thresholds(session, survey_id))
        frozen = {**added, **present}
        if frozen != present:
            log(session, actor, FROZEN, at=at, survey_id=survey_id, detail=frozen)
    return frozen


def _limits(session: Session, survey_id: int, known: set[str]) -> dict[str, dict[str, float]]:
    by_mode: dict[str, list[float]] = {}
    for mode, timings, started_at, submitted_at in stored.spent(session, survey_id, known):
        seconds = seconds_spent(timings, started_at, submitted_at)
        if seconds > 0:
            by_mode.setdefault(mode, []).append(seconds)
    return {
        mode: {"median": median(spent), "threshold": median(spent) * SHARE_OF_MEDIAN, "count": len(spent)}
        for mode, spent in by_mode.items()
        if len(spent) >= FEWEST_TO_FREEZE
    }
