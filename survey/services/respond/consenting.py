"""Agreeing to take part, or not: what the first page's POST does."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Problem, ProblemLevel
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import copies, secrets
from survey.services.days import noon_of
from survey.services.outcomes import may_move
from survey.services.respond.entry import Pass, Standing, standing
from survey.services.respond.interviewing import new_interview
from survey.services.respond.merging import merge
from survey.services.respond.saving import PER_MILLE, Posting, aside, outcome_after
from survey.services.respond.stage import require_open
from survey.services.serial import number_after, serial_of
from survey.services.versions import questionnaire_of
from survey.store import copies as stored_copies
from survey.store import entries, responses, versions
from survey.store.engine import Session, Store
from survey.store.tables import Copy, Response, Survey

SEEDS = 2**31 - 1
NONCE_LENGTH = 32


@dataclass(frozen=True)
class Agreed:
    """What the first page led to.

    With ``problems`` nothing was written. ``token`` is that of the response; None after a
    refusal. ``held`` is what the browser holds from now on: the copy, also where one was
    given just now.
    """

    held: Pass
    interview: Interview
    token: str | None = None
    revision: int = 0
    outcome: str = "opened"
    problems: Sequence[Problem] = ()


def first_look(store: Store, found: Standing, at: datetime, language: str) -> Interview:
    """The questionnaire as somebody sees it who has not begun.

    :raises Refusal: ``not_published``.
    """
    with store.reading() as session:
        return _first_look(store, session, found.survey, at, language)[1]


def _first_look(
    store: Store, session: Session, survey: Survey, at: datetime, language: str
) -> tuple[int, Interview]:
    version_id = versions.current_id(session, survey.id)
    if version_id is None:
        raise Refusal(
            "not_published",
            place=survey.code,
            reason=Text(zh="这次调查还没有发布问卷", en="The questionnaire has not been published yet"),
            remedy=Text(zh="请稍后再来", en="Please come back later"),
        )
    return version_id, new_interview(questionnaire_of(store, session, version_id), survey, at, language)


def agree(
    store: Store,
    key: bytes,
    held: Pass,
    posting: Posting,
    *,
    at: datetime,
    language: str,
    device: str = "",
    mode: str = "phone",
    found: Standing | None = None,
) -> Agreed:
    """Take the first page: begin a response, or write down that the person refused.

    Who came by an entrance is given a copy now. A repeat with the same key, or a second tap,
    finds what the first one made. ``device`` is the keyed digest of a random cookie. Where the
    caller has just read how the pass stands (``found``), it is not read again before the writing.

    :raises Refusal: the survey takes no answers, or the copy was returned or spoiled.
    """
    found = found or standing(store, held)
    if found is None:
        raise _gone()
    require_open(found.survey, at)
    with store.reading() as session:
        version_id, interview = _first_look(store, session, found.survey, at, language)
    first = interview.path[0]
    whole = [question.name for question in first.questions]
    merged = merge(interview, posting.posted, whole, None, ())
    after = interview.changed(merged.changes)
    stops = [one for one in after.problems(first) if one.level is ProblemLevel.HARD]
    if stops:
        return Agreed(held, after, problems=after.problems(first))
    refused = after.ending is not None and after.ending.outcome == "refused"
    with store.writing() as session:
        survey = entries.survey_held(session, found.survey.id, alone=found.copy is None)
        require_open(survey, at)  # it may have been closed meanwhile
        copy = _copy(session, key, found, posting.key, at)
        if copy.response_token is not None:
            return Agreed(Pass(copy_id=copy.id), after, copy.response_token, 1, copy.outcome)
        wanted = "refused" if refused else "opened"
        # A spoiled copy may be restored by staff, but nobody begins it.
        if copy.outcome == "spoiled" or not may_move(copy.outcome, wanted):
            raise _gone()
        if refused:
            entries.change(session, copy.id, "refused")
            return Agreed(Pass(copy_id=copy.id), after, outcome="refused")
        response = _begun(session, copy, after, version_id, language, device, mode, at)
        following = after.page_after(first.name)
        response.page = following.name if following else first.name
        response.furthest = round(after.progress(first).share * PER_MILLE)
        response.timings = {first.name: round(min(max(posting.seconds, 0.0), 3600.0), 1)}
        response.confirmed = list(posting.confirmed)
        for name, value in outcome_after(key, response, after, finish=True).items():
            setattr(response, name, value)
        save = {"key": posting.key, "changes": merged.changes, "mode": mode, "at": at}
        responses.begin(session, response, save, aside(merged.unreadable, at))
        # The day only: a moment would lead from the copy to its response.
        opened_at = copy.opened_at or noon_of(at, survey.time_zone)
        entries.change(session, copy.id, response.outcome, response_token=response.token, opened_at=opened_at)
        return Agreed(Pass(copy_id=copy.id), after, response.token, 1, response.outcome)


def _begun(
    session: Session,
    copy: Copy,
    after: Interview,
    version_id: int,
    language: str,
    device: str,
    mode: str,
    at: datetime,
) -> Response:
    """The response as it is before its first page was looked at."""
    stratum, unit_number = entries.design_of(session, copy)
    return Response(
        token=secrets.new_token(),
        survey_id=copy.survey_id,
        version_id=version_id,
        stratum=stratum,
        psu=unit_number,
        mode=mode,
        language=language,
        seed=randbelow(SEEDS),
        device=device,
        answers=dict(after.answers),
        outcome="opened",
        started_at=at,
        saved_at=at,
    )


def _copy(session: Session, key: bytes, found: Standing, form_key: str, at: datetime) -> Copy:
    """The copy as it is now, held; made now for somebody who came by an entrance."""
    if found.copy is not None:
        return entries.locked(session, found.copy.id)
    entrance = found.entrance
    if entrance is None:
        raise _gone()
    # The same form gives the same nonce, so that a double tap is given one copy.
    told = f"entrance {entrance.id}:{form_key}".encode()
    nonce = hmac.new(key, told, hashlib.sha256).hexdigest()[:NONCE_LENGTH]
    digests = copies.digests(key, nonce)
    known = entries.by_link(session, digests["link_digest"])
    if known is not None:
        return entries.locked(session, known.id)
    last = stored_copies.last_serial(session, found.survey.id)
    columns: dict[str, Any] = {
        "survey_id": found.survey.id,
        "serial": serial_of(number_after(last)),
        "entrance_id": entrance.id,
        "stratum_id": entrance.stratum_id,
        "unit_id": entrance.unit_id,
        "nonce": nonce,
        "issued_at": noon_of(at, found.survey.time_zone),
        **digests,
    }
    return entries.add_copy(session, **columns)


def _gone() -> Refusal:
    return Refusal(
        "copy_not_usable",
        reason=Text(zh="这份问卷不能再填写", en="This copy can no longer be filled in"),
        remedy=Text(
            zh="请重新打开您的链接，或与调查联系人联系",
            en="Please open your link again, or ask the survey's contact person",
        ),
    )
