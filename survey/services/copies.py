"""Copies: issued in batches, listed, spoiled and issued again, and the entrances without codes.

Serials run from 1 in each survey without a gap: they are given out under a lock on the
survey, in the transaction that stores the copies. Link and answer code follow from the
nonce and the secret key, so that a slip can be printed again at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services import secrets
from survey.services.events import Actor, log
from survey.services.outcomes import may_move
from survey.services.serial import number_after, serial_of
from survey.store import copies as stored
from survey.store import frame as stored_frame
from survey.store import responses as stored_responses
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Response, Stratum, Survey, Unit

LARGEST_BATCH = 100_000


@dataclass(frozen=True)
class Order:
    """So many copies for a stratum and, where persons are drawn inside units, for a unit of it.

    ``form_key`` is that of the form the order came by: the same order by the same form, after a
    double tap or a step back, is one order.
    """

    stratum: str
    count: int
    unit: str | None = None
    form_key: str = ""

    def digest(self, note: str) -> str | None:
        """What stands for the order and its form; None where it came by no form."""
        if not self.form_key:
            return None
        told = "\n".join((self.form_key, self.stratum, self.unit or "", str(self.count), note))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Issued:
    """A batch as it was issued: its number, and the first and last serial in it.

    ``is_repeat`` is set where the order had come before and nothing new was issued.
    """

    batch: int
    stratum: str
    unit: str | None
    count: int
    first: str
    last: str
    is_repeat: bool = False


def key_of(secret_key: str) -> bytes:
    """The secret key as links, codes and digests use it."""
    return secret_key.encode()


def secrets_of(key: bytes, nonce: str) -> tuple[str, str]:
    """Link and answer code of a copy, for printing."""
    return secrets.link_of(key, nonce), secrets.answer_code_of(key, nonce)


def digests(key: bytes, nonce: str) -> dict[str, str]:
    """The columns under which a copy is found again by its link or its answer code."""
    link, code = secrets_of(key, nonce)
    return {
        "link_digest": secrets.digest(key, "link", link),
        "code_digest": secrets.digest(key, "code", code),
    }


def issue(
    store: Store,
    key: bytes,
    survey_id: int,
    orders: Sequence[Order],
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> list[Issued]:
    """Issue copies, one batch for each order, all in one transaction; a repeated order gives its batch.

    :raises Refusal: an order names no stratum or unit of the survey, a number is out of
        bounds, or the survey is closed; nothing was issued then.
    """
    with store.reading() as session:
        _running(session, survey_id)
        _places(session, survey_id, orders)
    # Links and codes are worked out before: nobody's answers wait for that.
    links = iter(_new_links(key, sum(order.count for order in orders)))
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        survey = _running(session, survey_id)
        places = _places(session, survey_id, orders)
        number = _next_number(session, survey_id, sum(order.count for order in orders))
        batch = stored.last_batch(session, survey_id)
        issued: list[Issued] = []
        for order, (stratum, unit) in zip(orders, places, strict=True):
            before = _issued_before(session, survey_id, order, note)
            if before is not None:
                issued.append(before)
                continue
            batch += 1
            issued.append(
                _issue_batch(session, links, survey, stratum, unit, order, batch, number, actor, at, note)
            )
            number += order.count
        for one in (each for each in issued if not each.is_repeat):
            log(
                session,
                actor,
                "copies.issued",
                at=at,
                survey_id=survey_id,
                subject=("batch", one.batch),
                detail={"stratum": one.stratum, "count": one.count, "first": one.first, "last": one.last},
            )
        return issued


def _issued_before(session: Session, survey_id: int, order: Order, note: str) -> Issued | None:
    digest = order.digest(note)
    found = stored.batch_of_form(session, survey_id, digest) if digest else None
    if found is None:
        return None
    batch, first, last = found
    return Issued(batch, order.stratum, order.unit, order.count, first, last, is_repeat=True)


def _new_links(key: bytes, count: int) -> list[dict[str, str]]:
    """Fresh nonces with the digests under which their copies are found."""
    nonces = [secrets.new_nonce() for _each in range(count)]
    return [{"nonce": nonce, **digests(key, nonce)} for nonce in nonces]


def _issue_batch(
    session: Session,
    links: Iterator[dict[str, str]],
    survey: Survey,
    stratum: Stratum,
    unit: Unit | None,
    order: Order,
    batch: int,
    number: int,
    actor: Actor,
    at: datetime,
    note: str,
) -> Issued:
    unit_id = unit.id if unit else None
    batch_id = stored.add_batch(
        session,
        survey_id=survey.id,
        number=batch,
        stratum_id=stratum.id,
        unit_id=unit_id,
        size=order.count,
        note=note,
        form_key=order.digest(note),
        issued_at=at,
        issued_by=actor.account_id,
    )
    rows = [
        _row(link, serial_of(number + place), survey.id, batch_id, stratum.id, unit_id, at)
        for place, link in enumerate(islice(links, order.count))
    ]
    stored.add_many(session, rows)
    return Issued(
        batch, stratum.code, unit.name if unit else None, order.count, rows[0]["serial"], rows[-1]["serial"]
    )


def _row(
    link: Mapping[str, str],
    serial: str,
    survey_id: int,
    batch_id: int,
    stratum_id: int,
    unit_id: int | None,
    at: datetime,
) -> dict[str, Any]:
    return {
        "survey_id": survey_id,
        "serial": serial,
        "batch_id": batch_id,
        "stratum_id": stratum_id,
        "unit_id": unit_id,
        "outcome": "not_opened",
        "issued_at": at,
        "spoiled_reason": "",
        **link,
    }


def _next_number(session: Session, survey_id: int, count: int = 1) -> int:
    return number_after(stored.last_serial(session, survey_id), count)


def _running(session: Session, survey_id: int) -> Survey:
    survey = stored_surveys.get(session, survey_id)
    if survey.archived_at is not None or survey.closed_at is not None:
        raise Refusal(
            "survey_closed",
            place=survey.code,
            reason=Text(zh="调查已经结束，不能再发放", en="The survey has ended; no copies can be issued"),
            remedy=Text(zh="如需补发，请先重新开放调查", en="Open the survey again before issuing more"),
        )
    return survey


def _places(session: Session, survey_id: int, orders: Sequence[Order]) -> list[tuple[Stratum, Unit | None]]:
    strata = {stratum.code: stratum for stratum in stored_frame.strata(session, survey_id)}
    wanted = {order.unit for order in orders if order.unit}
    units = {unit.name: unit for unit in stored_frame.units(session, survey_id)} if wanted else {}
    problems: list[Refusal] = []
    found: list[tuple[Stratum, Unit | None]] = []
    for line, order in enumerate(orders, 1):
        stratum, unit = strata.get(order.stratum), units.get(order.unit or "")
        problem = _wrong(line, order, stratum, unit)
        if problem is not None:
            problems.append(problem)
        elif stratum is not None:
            found.append((stratum, unit))
    if problems or not orders:
        raise Refusals(problems or [_nothing()])
    return found


def _wrong(line: int, order: Order, stratum: Stratum | None, unit: Unit | None) -> Refusal | None:
    place = f"{line}: {order.stratum} {order.unit or ''}".strip()
    if stratum is None:
        return Refusal(
            "stratum_unknown",
            place=place,
            reason=Text(zh=f"没有代码为“{order.stratum}”的层", en=f"There is no stratum {order.stratum!r}"),
            remedy=Text(zh="请先在“抽样”中建立这个层", en="Add the stratum under Sampling first"),
        )
    if order.unit and (unit is None or unit.stratum_id != stratum.id):
        return Refusal(
            "unit_unknown",
            place=place,
            reason=Text(
                zh=f"层“{stratum.label}”中没有单位“{order.unit}”",
                en=f"The stratum {stratum.label} has no unit {order.unit!r}",
            ),
            remedy=Text(zh="请先在“抽样”中登记这个单位", en="Enter the unit under Sampling first"),
        )
    if not 1 <= order.count <= LARGEST_BATCH:
        return Refusal(
            "count",
            place=place,
            reason=Text(zh=f"份数 {order.count} 不在范围内", en=f"{order.count} copies are out of bounds"),
            remedy=Text(zh=f"请填写 1 到 {LARGEST_BATCH}", en=f"Give a number from 1 to {LARGEST_BATCH}"),
        )
    return None


def _nothing() -> Refusal:
    return Refusal(
        "count",
        reason=Text(zh="没有写明发给哪个层、多少份", en="No stratum and number of copies were given"),
        remedy=Text(zh="请至少写一行", en="Give at least one line"),
    )


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
    # Imported here: the respondents' services make copies at entrances, and so know this module.
    from survey.services.respond.closing import outcome_at_end
    from survey.services.respond.stage import opening_of

    if response.erased_at is not None:
        return "withdrawn"
    if response.submitted_at is not None:
        return "submitted"
    return "opened" if opening_of(survey, at).is_open else outcome_at_end(store, session, survey, response)


def reissue(
    store: Store, key: bytes, survey_id: int, serial: str, reason: str, *, actor: Actor, at: datetime
) -> Issued:
    """Spoil a copy and issue another to the same stratum and unit, in a batch of its own."""
    links = iter(_new_links(key, 1))
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        survey = _running(session, survey_id)
        old = _spoil(session, survey_id, serial, reason, actor, at)
        stratum = session.get_one(Stratum, old.stratum_id)
        unit = session.get_one(Unit, old.unit_id) if old.unit_id else None
        number, batch = _next_number(session, survey_id), stored.last_batch(session, survey_id) + 1
        order = Order(stratum.code, 1, unit.name if unit else None)
        issued = _issue_batch(
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


def entrance(
    store: Store,
    key: bytes,
    survey_id: int,
    stratum: str,
    units: Sequence[str] = (),
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Make an open link for a stratum, or one for each of ``units``; gives how many were made."""
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        _running(session, survey_id)
        orders = [Order(stratum, 1, unit) for unit in units] or [Order(stratum, 1)]
        rows = []
        for place, unit in _places(session, survey_id, orders):
            nonce = secrets.new_nonce()
            rows.append(
                {
                    "survey_id": survey_id,
                    "stratum_id": place.id,
                    "unit_id": unit.id if unit else None,
                    "nonce": nonce,
                    "link_digest": digests(key, nonce)["link_digest"],
                    "created_at": at,
                }
            )
        stored.add_entrances(session, rows)
        log(
            session,
            actor,
            "entrances.made",
            at=at,
            survey_id=survey_id,
            subject=("stratum", stratum),
            detail={"count": len(rows)},
        )
        return len(rows)


def close_entrance(store: Store, survey_id: int, entrance_id: int, *, actor: Actor, at: datetime) -> None:
    """Let nobody new in by an entrance; who came by it before goes on with the copy given then."""
    with store.writing() as session:
        found = stored.entrance(session, survey_id, entrance_id)
        if found is None or found.revoked_at is not None:
            raise Refusal(
                "entrance_unknown",
                place=str(entrance_id),
                reason=Text(
                    zh="没有这个入口，或者已经停用", en="There is no such entrance, or it is closed already"
                ),
                remedy=Text(zh="请刷新页面", en="Load the page again"),
            )
        found.revoked_at = at
        log(session, actor, "entrance.closed", at=at, survey_id=survey_id, subject=("entrance", entrance_id))
