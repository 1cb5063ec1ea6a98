"""When a survey takes answers: opening, closing, and putting it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.events import Actor, log
from survey.services.respond.closing import close_responses_in
from survey.services.surveys import changeable
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import Survey


def schedule(
    store: Store,
    survey_id: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Say when the survey opens and closes; either may be left open.

    :raises Refusal: it would close before it opens.
    """
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:
        raise Refusal(
            "moments",
            place="closes_at",
            reason=Text(zh="结束时间不在开放时间之后", en="It would close before it opens"),
            remedy=Text(zh="请改其中一个", en="Change one of the two"),
        )
    with store.writing() as session:
        survey = changeable(session, survey_id)
        survey.opens_at, survey.closes_at = opens_at, closes_at
        detail = {"opens_at": _iso(opens_at), "closes_at": _iso(closes_at)}
        _log(session, actor, "survey.scheduled", at, survey, detail)


def open_now(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Take answers from this moment on; a survey that was closed opens again.

    :raises Refusal: nothing is published yet, or the closing moment has passed.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if stored_versions.current_id(session, survey_id) is None:
            raise Refusal(
                "not_published",
                place=survey.code,
                reason=Text(zh="还没有发布问卷", en="No questionnaire is published yet"),
                remedy=Text(zh="请先发布问卷", en="Publish the questionnaire first"),
            )
        if survey.closes_at is not None and survey.closes_at <= at:
            raise Refusal(
                "closing_passed",
                place=survey.code,
                reason=Text(zh="设定的结束时间已经过了", en="The moment set for closing has passed"),
                remedy=Text(zh="请先改或清空结束时间", en="Change or clear the closing moment first"),
            )
        if survey.opens_at is None or survey.opens_at > at:
            survey.opens_at = at
        survey.closed_at = None
        _log(session, actor, "survey.opened", at, survey)


def close_now(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Take no more answers; what was begun and not submitted becomes partial or broken off.

    :raises Refusal: the survey was never open.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if survey.closed_at is not None:
            return
        if survey.opens_at is None or survey.opens_at > at:
            raise Refusal(
                "never_open",
                place=survey.code,
                reason=Text(zh="调查还没有开放", en="The survey was never open"),
                remedy=Text(zh="不需要结束", en="There is nothing to close"),
            )
        survey.closed_at = at
        ended = close_responses_in(store, session, survey_id)
        _log(session, actor, "survey.closed", at, survey, dict(ended))


def archive(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Put a survey away: it is read and no longer changed.

    :raises Refusal: it still takes answers.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        begun = survey.opens_at is not None and survey.opens_at <= at
        over = survey.closed_at is not None or (survey.closes_at is not None and survey.closes_at <= at)
        if begun and not over:
            raise Refusal(
                "still_open",
                place=survey.code,
                reason=Text(zh="调查还在填答", en="The survey still takes answers"),
                remedy=Text(zh="请先结束调查", en="Close it first"),
            )
        survey.archived_at = at
        _log(session, actor, "survey.archived", at, survey)


def take_out(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a survey out of the archive; it stays closed."""
    with store.writing() as session:
        survey = stored.locked(session, survey_id)
        if survey.archived_at is not None:
            survey.archived_at = None
            _log(session, actor, "survey.taken_out", at, survey)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _log(
    session: Session,
    actor: Actor,
    action: str,
    at: datetime,
    survey: Survey,
    detail: Mapping[str, object] | None = None,
) -> None:
    log(session, actor, action, at=at, survey_id=survey.id, subject=("survey", survey.code), detail=detail)
