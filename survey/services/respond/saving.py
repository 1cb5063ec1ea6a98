"""Saving answers while they are given.

The answers are read and merged before the write begins, so that writers hold the database
for two or three short statements only; the write names the revision it was worked out on
and, where that has passed, all is worked out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Posted, Problem, Unreadable
from questionnaires.text import ENGLISH, Text
from survey.errors import Refusal
from survey.services.outcomes import may_move
from survey.services.respond.interviewing import interview_of
from survey.services.respond.merging import LONGEST_RAW, Conflict, Merged, merge, still_confirmed
from survey.services.respond.stage import require_open
from survey.services.secrets import digest, receipt_of
from survey.store import entries, responses
from survey.store.engine import Store
from survey.store.tables import Response, Survey

TRIES = 8
LONGEST_STAY = 3600.0
# A survey that opens again takes up what its closing had put away.
TAKEN_UP = frozenset({"broken_off", "partial"})
RETURNED = frozenset({"submitted", "valid", "invalid"})
PER_MILLE = 1000
MOST_CONFIRMED = 500


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


def save(
    store: Store,
    key: bytes,
    token: str,
    posting: Posting,
    *,
    at: datetime,
    mode: str = "phone",
    correcting: bool = False,
) -> Saved:
    """Save answers of a response in one transaction; a repeated key changes nothing.

    :raises Refusal: the survey takes no answers, the response was submitted (unless
        ``correcting``) or taken back, or too many save at once.
    """
    for _attempt in range(TRIES):
        with store.reading() as session:
            response, survey, repeated, history = responses.for_saving(
                session, token, posting.key, posting.revision
            )
            interview = interview_of(store, session, survey, response, posting.language)
        if repeated:
            return _result(response, interview, posting, response.revision, response.outcome)
        require_open(survey, at)
        require_writable(response, correcting)
        outdated = posting.revision if posting.revision < response.revision else None
        merged = merge(interview, posting.posted, posting.whole, outdated, history)
        done = _write(store, key, survey, response, interview, posting, merged, at, mode)
        if done is not None:
            return done
    raise too_busy()


def require_writable(response: Response, correcting: bool) -> None:
    """Raise unless answers of the response may be changed.

    :raises Refusal: ``already_submitted`` or ``taken_back``.
    """
    if response.outcome in RETURNED and not correcting:
        raise Refusal(
            "already_submitted",
            reason=Text(zh="这份答卷已经提交", en="This response has been submitted"),
            remedy=Text(zh="如需更正，请凭回执码进入", en="To correct it, come in with the receipt code"),
        )
    if response.outcome in {"withdrawn", "spoiled"} or response.erased_at is not None:
        raise Refusal(
            "taken_back",
            reason=Text(
                zh="这份答卷已经撤回、删除或作废", en="This response was withdrawn, deleted or spoiled"
            ),
            remedy=Text(
                zh="如有疑问，请与调查联系人联系", en="Please ask the survey's contact person if in doubt"
            ),
        )


def too_busy() -> Refusal:
    """The refusal of a write that was overtaken again and again."""
    return Refusal(
        "busy",
        reason=Text(
            zh="同时保存的次数太多，这一次没有保存", en="Too many saves at once; this one was not kept"
        ),
        remedy=Text(
            zh="请稍后再试，已填内容仍在页面上", en="Please try again; what you typed is still on the page"
        ),
    )


def _write(
    store: Store,
    key: bytes,
    survey: Survey,
    response: Response,
    interview: Interview,
    posting: Posting,
    merged: Merged,
    at: datetime,
    mode: str,
) -> Saved | None:
    """Write what was worked out; None where the response has moved on meanwhile."""
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
        with store.writing() as session:
            if not may_move(response.outcome, outcome) and outcome != response.outcome:
                raise AssertionError(f"{response.outcome} cannot become {outcome}")
            responses.write_save(
                session,
                response.id,
                response.revision,
                {**columns, "answers": {}, "confirmed": []} if refused else columns,
                {"key": posting.key, "changes": {} if refused else merged.changes, "mode": mode, "at": at},
                [] if refused else aside(merged.unreadable, at),
            )
            if refused:
                responses.empty_content(session, response.id)
            if outcome != response.outcome:
                entries.change_by_token(session, response.token, outcome)
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
    if response.outcome in RETURNED:
        return {"outcome": response.outcome}
    if finish and ending is not None:
        columns = {"outcome": ending.outcome, "ending": ending.reason}
        if ending.outcome != "refused":
            columns["receipt_digest"] = digest(key, "receipt", receipt_of(key, response.token))
        return columns
    if (finish and ending is None) or response.outcome in TAKEN_UP:
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
