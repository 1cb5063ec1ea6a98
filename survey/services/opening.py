"""When a survey takes answers: opening, closing, and putting it away."""

from __future__ import annotations

from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services.days import outside
from survey.services.events import Actor, log_survey
from survey.services.readiness import require_ready
from survey.services.respond.closing import close_responses_in
from survey.services.surveys import changeable
from survey.store import surveys as stored
from survey.store import trials
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

    :raises Refusals: a moment is not of a usual year, it would close before it opens, its link
        table is destroyed, or the published questionnaire quotes what is not there.
    """
    beyond = outside("opens_at", opens_at) + outside("closes_at", closes_at)
    if beyond:
        raise Refusals(beyond)
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:
        raise Refusal(
            "moments",
            place="closes_at",
            reason=Text(zh="结束时间不在开放时间之后", en="It would close before it opens"),
            remedy=Text(zh="请改其中一个", en="Change one of the two"),
        )
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if opens_at is not None and opens_at != survey.opens_at:
            _require_link(survey)
            if stored_versions.current_id(session, survey_id) is not None:
                require_ready(store, session, survey, at)
        survey.opens_at, survey.closes_at = opens_at, closes_at
        detail = {"opens_at": _iso(opens_at), "closes_at": _iso(closes_at)}
        log_survey(session, actor, "survey.scheduled", at, survey, detail)


def open_now(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Take answers from this moment on; a survey that was closed opens again.

    :raises Refusals: nothing is published yet, the closing moment has passed, the link table is
        destroyed, or the questionnaire quotes what is not there or lists illustrative units.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        _require_link(survey)
        require_ready(store, session, survey, at)
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
        log_survey(session, actor, "survey.opened", at, survey)


def _require_link(survey: Survey) -> None:
    if survey.link_destroyed_at is None and survey.answers_erased_at is None:
        return
    raise Refusal(
        "link_destroyed",
        place=survey.code,
        reason=Text(
            zh="对应表已经销毁，或答案已经删除，不能再接收答卷",
            en="The link table is destroyed, or the answers are erased: no more answers can be taken",
        ),
        remedy=Text(zh="请建立下一轮调查", en="Make the next wave instead"),
    )


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
        log_survey(session, actor, "survey.closed", at, survey, dict(ended))


def archive(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Put a survey away: it is read and no longer changed; what was begun becomes partial or broken off.

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
        _put_trial(session, survey_id, at)
        ended = close_responses_in(store, session, survey_id)
        log_survey(session, actor, "survey.archived", at, survey, dict(ended))


def take_out(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a survey out of the archive; it stays closed."""
    with store.writing() as session:
        survey = stored.locked(session, survey_id)
        if survey.archived_at is not None:
            survey.archived_at = None
            _put_trial(session, survey_id, None)
            log_survey(session, actor, "survey.taken_out", at, survey)


def _put_trial(session: Session, survey_id: int, archived_at: datetime | None) -> None:
    """The trial of a survey is put away with it, so that its links say so; and comes back with it."""
    trial = trials.of(session, survey_id)
    if trial is not None:
        trials.change(session, trial.id, {"archived_at": archived_at})


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
