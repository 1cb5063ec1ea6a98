"""Copies that were lost or misprinted: spoiled, issued again, or taken back after all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.copies import Issued, Order, issue_batch, new_links, next_number, running
from survey.services.events import Actor, log
from survey.services.outcomes import may_move
from survey.services.respond.closing import outcome_at_end
from survey.services.respond.stage import opening_of
from survey.store import copies as stored
from survey.store import responses as stored_responses
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Response, Stratum, Survey, Unit


def spoil(store: Store, survey_id: int, serial: str, reason: str, *, actor: Actor, at: datetime) -> None:
    """Mark a copy as spoiled (lost, misprinted, handed to the wrong person); its link stops working."""
    with store.writing() as session:
        _spoil(session, survey_id, serial, reason, actor, at)


def _spoil(session: Session, survey_id: int, serial: str, reason: str, actor: Actor, at: datetime) -> Any:
    if not reason.strip():
        raise Refusal(
            "reason_missing",
            place=serial,
            reason=Text(zh="没有写作废原因", en="No reason was given"),
            remedy=Text(zh="请写明原因，如“遗失”“印错”", en="Say why, such as lost or misprinted"),
        )
    _require_tied(session, survey_id)
    found = stored.by_serial(session, survey_id, serial)
    if found is None:
        raise _no_copy(serial)
    copy, response = found
    if not may_move(copy.outcome, "spoiled"):
        raise Refusal(
            "outcome",
            place=serial,
            reason=Text(
                zh="这一份已有结果，不能作废", en="This copy already has a result and cannot be spoiled"
            ),
            remedy=Text(
                zh="如答卷有问题，请在“审核”中判为无效", en="Decide on the response under Review instead"
            ),
        )
    if response is not None:
        stored_responses.change(session, response.id, outcome="spoiled")
    copy.outcome, copy.spoiled_at, copy.spoiled_reason = "spoiled", at, reason.strip()[:200]
    log(
        session,
        actor,
        "copy.spoiled",
        at=at,
        survey_id=survey_id,
        subject=("copy", serial),
        detail={"reason": copy.spoiled_reason},
    )
    return copy


def _require_tied(session: Session, survey_id: int) -> Survey:
    """The survey, held until the transaction ends; refused where its link table is destroyed."""
    survey = stored_surveys.locked(session, survey_id)
    if survey.link_destroyed_at is not None:
        raise Refusal(
            "link_destroyed",
            place=survey.code,
            reason=Text(
                zh="对应表已经销毁，认不出哪一份问卷对应哪份答卷",
                en="The link table is destroyed: which copy belongs to which response cannot be told",
            ),
            remedy=Text(zh="各份的结果只作计数，不再改动", en="Outcomes of copies are counts only and stay"),
        )
    return survey


def _no_copy(serial: str) -> Refusal:
    return Refusal(
        "copy_unknown",
        place=serial,
        reason=Text(zh=f"本调查没有编号 {serial}", en=f"This survey has no serial {serial}"),
        remedy=Text(zh="请核对 8 位编号", en="Check the eight digits"),
    )


def restore(store: Store, survey_id: int, serial: str, *, actor: Actor, at: datetime) -> None:
    """Take back that a copy was spoiled; what had been answered on it counts again, unless it was erased."""
    with store.writing() as session:
        survey = _require_tied(session, survey_id)
        found = stored.by_serial(session, survey_id, serial)
        if found is None:
            raise _no_copy(serial)
        copy, response = found
        if copy.outcome != "spoiled":
            raise Refusal(
                "outcome",
                place=serial,
                reason=Text(zh="这一份没有作废", en="This copy is not spoiled"),
                remedy=Text(zh="不需要恢复", en="There is nothing to take back"),
            )
        copy.outcome = "opened" if copy.opened_at else "not_opened"
        copy.spoiled_at, copy.spoiled_reason = None, ""
        if response is not None:
            copy.outcome = _outcome_again(store, session, survey, response, at)
            stored_responses.change(session, response.id, outcome=copy.outcome)
        log(session, actor, "copy.restored", at=at, survey_id=survey_id, subject=("copy", serial))


def _outcome_again(store: Store, session: Session, survey: Survey, response: Response, at: datetime) -> str:
    """What a response on a restored copy comes to: as if the copy had never been spoiled."""
    if response.erased_at is not None:
        return "withdrawn"
    if response.submitted_at is not None:
        return "submitted"
    return "opened" if opening_of(survey, at).is_open else outcome_at_end(store, session, survey, response)


def reissue(
    store: Store, key: bytes, survey_id: int, serial: str, reason: str, *, actor: Actor, at: datetime
) -> Issued:
    """Spoil a copy and issue another to the same stratum and unit, in a batch of its own."""
    links = iter(new_links(key, 1))
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        survey = running(session, survey_id)
        old = _spoil(session, survey_id, serial, reason, actor, at)
        stratum = session.get_one(Stratum, old.stratum_id)
        unit = session.get_one(Unit, old.unit_id) if old.unit_id else None
        number, batch = next_number(session, survey_id), stored.last_batch(session, survey_id) + 1
        order = Order(stratum.code, 1, unit.name if unit else None)
        issued = issue_batch(
            session, links, survey, stratum, unit, order, batch, number, actor, at, f"补发 {serial}"
        )
        log(
            session,
            actor,
            "copy.reissued",
            at=at,
            survey_id=survey_id,
            subject=("copy", issued.first),
            detail={"instead_of": serial},
        )
        return issued
