"""Saving answers while they are given.

The answers are read and merged before the write begins, so that writers hold the database
for two or three short statements only; the write names the revision it was worked out on
and, where that has passed, all is read and worked out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Posted, Problem, Unreadable
from questionnaires.text import ENGLISH
from survey.services.outcomes import may_move
from survey.services.respond.interviewing import interview_of
from survey.services.respond.merging import (
    LONGEST_RAW,
    Conflict,
    Elsewhere,
    History,
    Merged,
    answers_at,
    elsewhere,
    merge,
    still_confirmed,
)
from survey.services.respond.stage import require_open
from survey.services.respond.writable import RETURNED, is_returned, require_writable, too_busy
from survey.services.secrets import digest, receipt_of
from survey.store import entries, responses
from survey.store.engine import Session, Store
from survey.store.tables import Response, Survey

TRIES = 8
LONGEST_STAY = 3600.0
# A survey that opens again takes up what its closing had put away.
TAKEN_UP = frozenset({"broken_off", "partial"})
PER_MILLE = 1000
MOST_CONFIRMED = 500
LONGEST_STEM = 55


@dataclass(frozen=True)
class Posting:
    """One save as it comes in.

    ``posted`` maps names to lists of texts; ``whole`` names the questions that stood on the
    form whole. ``revision`` is the one the person saw, ``key`` makes a repeat harmless.
    ``confirmed`` are keys of soft problems. ``finish`` is set when the person leaves the
    page forward: an ending that applies then takes effect.
    """

    posted: Posted
    revision: int
    key: str
    page: str = ""
    whole: Sequence[str] = ()
    confirmed: Sequence[str] = ()
    seconds: float = 0.0
    finish: bool = False
    language: str | None = None


@dataclass(frozen=True)
class Seen:
    """A response as its caller has just read it, with its survey and its interview."""

    response: Response
    survey: Survey
    interview: Interview


@dataclass(frozen=True)
class Saved:
    """What a save led to; ``interview`` is as it is after it."""

    revision: int
    interview: Interview
    confirmed: Sequence[str]
    outcome: str
    share: float
    conflicts: tuple[Conflict, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    """What is wrong on the page that was saved."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """What was answered on another page or device since, so that the page shows it wrongly."""


def save(
    store: Store,
    key: bytes,
    token: str,
    posting: Posting,
    *,
    at: datetime,
    mode: str = "phone",
    correcting: bool = False,
    seen: Seen | None = None,
) -> Saved:
    """Save answers of a response in one transaction; a repeat changes nothing.

    A repeat has the key and the answers of a save; other answers under its key, as from a
    page that the browser took from its history, are a save of their own.
    What the caller has just ``seen`` is not read again where the post was made on that revision.

    :raises Refusal: the survey takes no answers, the response was submitted (unless
        ``correcting``) or taken back, or too many save at once.
    """
    if seen is not None and seen.response.revision == posting.revision:
        done = _save(store, key, seen, posting, (), at, mode, correcting)
        if done is not None:
            return done
    for _attempt in range(TRIES):
        with store.reading() as session:
            response, survey, repeated, history = responses.for_saving(
                session, token, posting.key, posting.revision
            )
            made = _made(session, response, posting.key) if repeated else ()
            interview = interview_of(store, session, survey, response, posting.language)
        fresh = _told_anew(interview, posting, history, made) if repeated else posting
        if fresh is None or (repeated and response.outcome == "refused"):
            repeat = _result(response, interview, posting, response.revision, response.outcome)
            return _beside(repeat, posting, history)
        read = Seen(response, survey, interview)
        done = _save(store, key, read, fresh, history, at, mode, correcting)
        if done is not None:
            return _beside(done, posting, history)
    raise too_busy()


def _beside(saved: Saved, posting: Posting, history: History) -> Saved:
    """What a save led to, with what the page that was posted shows wrongly since."""
    if saved.outcome == "refused":
        return saved
    found = elsewhere(saved.interview, posting.posted, posting.whole, posting.revision, history)
    return replace(saved, elsewhere=found)


def _save(
    store: Store,
    key: bytes,
    seen: Seen,
    posting: Posting,
    history: History,
    at: datetime,
    mode: str,
    correcting: bool,
) -> Saved | None:
    """Save on what was read; None where that has passed, or the key was used before."""
    require_open(seen.survey, at)
    require_writable(seen.response, correcting)
    outdated = posting.revision if posting.revision < seen.response.revision else None
    merged = merge(seen.interview, posting.posted, posting.whole, outdated, history)
    return _write(store, key, seen, posting, merged, at, mode)


def _told_anew(
    interview: Interview, posting: Posting, history: History, made: Sequence[int]
) -> Posting | None:
    """A post under a key that made revisions, as a save of its own; None where it says what the last said."""
    then = replace(interview, answers=answers_at(history, made[-1]))
    if not merge(then, posting.posted, posting.whole, None, ()).changes:
        return None
    return replace(posting, key=f"{_stem(posting.key)}{len(made)}", revision=made[-1])


def _made(session: Session, response: Response, key: str) -> Sequence[int]:
    """The revisions that a page with a key has made so far."""
    return responses.made_under(session, response.id, key, _stem(key))


def _stem(key: str) -> str:
    """How the keys derived from one begin."""
    return f"{key[:LONGEST_STEM]}."


def _write(
    store: Store, key: bytes, seen: Seen, posting: Posting, merged: Merged, at: datetime, mode: str
) -> Saved | None:
    """Write what was worked out; None where the response has moved on meanwhile."""
    response, interview = seen.response, seen.interview
    after = interview.changed(merged.changes)
    confirmed = still_confirmed(interview, response.confirmed, merged.changes)
    confirmed += still_confirmed(interview, set(posting.confirmed) - set(confirmed), ())
    columns: dict[str, Any] = {
        "answers": dict(after.answers),
        "confirmed": confirmed[:MOST_CONFIRMED],
        "saved_at": at,
        "language": posting.language or response.language,
        **_position(response, after, posting),
        **outcome_after(key, response, after, finish=posting.finish),
    }
    outcome = columns["outcome"]
    refused = outcome == "refused"
    try:
        with store.writing_rows() as connection:
            if not may_move(response.outcome, outcome) and outcome != response.outcome:
                raise AssertionError(f"{response.outcome} cannot become {outcome}")
            responses.write_save(
                connection,
                response,
                {**columns, "answers": {}, "confirmed": []} if refused else columns,
                {"key": posting.key, "changes": {} if refused else merged.changes, "mode": mode, "at": at},
                [] if refused else aside(merged.unreadable, at),
            )
            if refused:
                responses.empty_content(connection, response.id)
            if outcome != response.outcome:
                entries.change_by_token(connection, response.token, outcome)
    except (responses.OvertakenError, responses.RepeatedError):
        return None
    return _result(
        response, after, posting, response.revision + 1, outcome, merged, confirmed, columns["furthest"]
    )


def _position(response: Response, after: Interview, posting: Posting) -> dict[str, Any]:
    """Where the person is, how far the bar has come, and how long each page took."""
    page = posting.page if posting.page in after.questionnaire.page_by_name else response.page
    timings = dict(response.timings)
    if posting.seconds > 0 and page:
        timings[page] = round(min(timings.get(page, 0.0) + posting.seconds, LONGEST_STAY), 1)
    furthest = response.furthest
    if page and after.page(page) is not None:
        furthest = max(furthest, round(after.progress(page).share * PER_MILLE))
        following = after.page_after(page)
        if posting.finish and following is not None and after.is_finished(page):
            page = following.name
    return {"page": page, "furthest": furthest, "timings": timings}


def outcome_after(key: bytes, response: Response, after: Interview, *, finish: bool) -> dict[str, Any]:
    """The outcome of a response that is being answered; an ending counts once its page is left."""
    ending = after.ending
    if is_returned(response):
        return {"outcome": response.outcome}
    if finish and ending is not None:
        columns = {"outcome": ending.outcome, "ending": ending.reason}
        if ending.outcome != "refused":
            columns["receipt_digest"] = digest(key, "receipt", receipt_of(key, response.token))
        return columns
    if (finish and ending is None) or response.outcome in TAKEN_UP | RETURNED:
        return {"outcome": "opened", "ending": ""}
    return {"outcome": response.outcome}


def aside(unreadable: Sequence[Unreadable], at: datetime) -> list[dict[str, Any]]:
    """What could not be read as rows to keep."""
    return [
        {
            "field": one.field[:200],
            "raw": one.raw[:LONGEST_RAW],
            "reason": one.reason.say(ENGLISH)[:60],
            "at": at,
        }
        for one in unreadable
    ]


def _result(
    response: Response,
    interview: Interview,
    posting: Posting,
    revision: int,
    outcome: str,
    merged: Merged | None = None,
    confirmed: Sequence[str] | None = None,
    furthest: int | None = None,
) -> Saved:
    return Saved(
        revision=revision,
        interview=interview,
        confirmed=response.confirmed if confirmed is None else confirmed,
        outcome=outcome,
        share=(response.furthest if furthest is None else furthest) / PER_MILLE,
        conflicts=merged.conflicts if merged else (),
        unreadable=merged.unreadable if merged else (),
        problems=interview.problems(posting.page),
    )
