"""Copies: issued in batches, listed, spoiled and issued again, and the entrances without codes.

Serials run from 1 in each survey without a gap: they are given out under a lock on the
survey, in the transaction that stores the copies. Link and answer code follow from the
nonce and the secret key, so that a slip can be printed again at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services import secrets
from survey.services.events import Actor, log
from survey.services.outcomes import may_move
from survey.services.serial import RUNNING_DIGITS, serial_of
from survey.store import copies as stored
from survey.store import frame as stored_frame
from survey.store import surveys as stored_surveys
from survey.store.copies import CopyFilter, CopyRow
from survey.store.engine import Session, Store
from survey.store.tables import Stratum, Survey, Unit

LARGEST_BATCH = 100_000


@dataclass(frozen=True)
class Order:
    """So many copies for a stratum and, where persons are drawn inside units, for a unit of it."""

    stratum: str
    count: int
    unit: str | None = None


@dataclass(frozen=True)
class Issued:
    """A batch as it was issued: its number, and the first and last serial in it."""

    batch: int
    stratum: str
    unit: str | None
    count: int
    first: str
    last: str


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
    """Issue copies, one batch for each order, all in one transaction.

    :raises Refusal: an order names no stratum or unit of the survey, a number is out of
        bounds, or the survey is closed; nothing was issued then.
    """
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        survey = _running(session, survey_id)
        places = _places(session, survey_id, orders)
        number, batch = _next_number(session, survey_id), stored.last_batch(session, survey_id)
        issued = []
        for order, (stratum, unit) in zip(orders, places, strict=True):
            batch += 1
            issued.append(
                _issue_batch(session, key, survey, stratum, unit, order, batch, number, actor, at, note)
            )
            number += order.count
        for one in issued:
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


def _issue_batch(
    session: Session,
    key: bytes,
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
        issued_at=at,
        issued_by=actor.account_id,
    )
    rows = [
        _row(key, serial_of(number + place), survey.id, batch_id, stratum.id, unit_id, at)
        for place in range(order.count)
    ]
    stored.add_many(session, rows)
    return Issued(
        batch, stratum.code, unit.name if unit else None, order.count, rows[0]["serial"], rows[-1]["serial"]
    )


def _row(
    key: bytes, serial: str, survey_id: int, batch_id: int, stratum_id: int, unit_id: int | None, at: datetime
) -> dict[str, Any]:
    nonce = secrets.new_nonce()
    return {
        "survey_id": survey_id,
        "serial": serial,
        "batch_id": batch_id,
        "stratum_id": stratum_id,
        "unit_id": unit_id,
        "nonce": nonce,
        "outcome": "not_opened",
        "issued_at": at,
        "spoiled_reason": "",
        **digests(key, nonce),
    }


def _next_number(session: Session, survey_id: int) -> int:
    last = stored.last_serial(session, survey_id)
    return int(last[:RUNNING_DIGITS]) + 1 if last else 1


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
    copy = stored.by_serial(session, survey_id, serial)
    if copy is None:
        raise _no_copy(serial)
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
    response = stored.response_of(session, copy)
    if response is not None:
        response.outcome = "spoiled"
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


def _no_copy(serial: str) -> Refusal:
    return Refusal(
        "copy_unknown",
        place=serial,
        reason=Text(zh=f"本调查没有编号 {serial}", en=f"This survey has no serial {serial}"),
        remedy=Text(zh="请核对 8 位编号", en="Check the eight digits"),
    )


def restore(store: Store, survey_id: int, serial: str, *, actor: Actor, at: datetime) -> None:
    """Take back that a copy was spoiled; what had been answered on it counts again."""
    with store.writing() as session:
        copy = stored.by_serial(session, survey_id, serial)
        if copy is None:
            raise _no_copy(serial)
        if copy.outcome != "spoiled":
            raise Refusal(
                "outcome",
                place=serial,
                reason=Text(zh="这一份没有作废", en="This copy is not spoiled"),
                remedy=Text(zh="不需要恢复", en="There is nothing to take back"),
            )
        response = stored.response_of(session, copy)
        copy.outcome = "opened" if copy.opened_at else "not_opened"
        copy.spoiled_at, copy.spoiled_reason = None, ""
        if response is not None:
            response.outcome = "opened" if response.submitted_at is None else "submitted"
            copy.outcome = response.outcome
        log(session, actor, "copy.restored", at=at, survey_id=survey_id, subject=("copy", serial))


def reissue(
    store: Store, key: bytes, survey_id: int, serial: str, reason: str, *, actor: Actor, at: datetime
) -> Issued:
    """Spoil a copy and issue another to the same stratum and unit, in a batch of its own."""
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        survey = _running(session, survey_id)
        old = _spoil(session, survey_id, serial, reason, actor, at)
        stratum = session.get_one(Stratum, old.stratum_id)
        unit = session.get_one(Unit, old.unit_id) if old.unit_id else None
        number, batch = _next_number(session, survey_id), stored.last_batch(session, survey_id) + 1
        order = Order(stratum.code, 1, unit.name if unit else None)
        issued = _issue_batch(
            session, key, survey, stratum, unit, order, batch, number, actor, at, f"补发 {serial}"
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


@dataclass(frozen=True)
class Listing:
    """One page of copies, and how many there are in all."""

    rows: list[CopyRow]
    total: int


def listing(
    store: Store,
    survey_id: int,
    wanted: CopyFilter,
    *,
    order: str = "serial",
    descending: bool = False,
    page: int = 1,
    size: int = 50,
) -> Listing:
    """The copies a filter lets through, ``size`` a page, pages from 1."""
    with store.reading() as session:
        rows = stored.listed(
            session,
            survey_id,
            wanted,
            order=order,
            descending=descending,
            offset=(page - 1) * size,
            count=size,
        )
        return Listing(rows, stored.how_many(session, survey_id, wanted))


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
