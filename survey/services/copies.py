"""Copies issued in batches; :mod:`.spoiling` spoils and replaces them, :mod:`.entrances` lets in without codes.

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
from survey.services.serial import number_after, serial_of
from survey.store import copies as stored
from survey.store import frame as stored_frame
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Stratum, Survey, Unit

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
        running(session, survey_id)
        places_of(session, survey_id, orders)
    # Links and codes are worked out before: nobody's answers wait for that.
    links = iter(new_links(key, sum(order.count for order in orders)))
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        survey = running(session, survey_id)
        places = places_of(session, survey_id, orders)
        number = next_number(session, survey_id, sum(order.count for order in orders))
        batch = stored.last_batch(session, survey_id)
        issued: list[Issued] = []
        for order, (stratum, unit) in zip(orders, places, strict=True):
            before = _issued_before(session, survey_id, order, note)
            if before is not None:
                issued.append(before)
                continue
            batch += 1
            issued.append(
                issue_batch(session, links, survey, stratum, unit, order, batch, number, actor, at, note)
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


def new_links(key: bytes, count: int) -> list[dict[str, str]]:
    """Fresh nonces with the digests under which their copies are found."""
    nonces = [secrets.new_nonce() for _each in range(count)]
    return [{"nonce": nonce, **digests(key, nonce)} for nonce in nonces]


def issue_batch(
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
    """Store one batch with its copies, whose serials begin at ``number``."""
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


def next_number(session: Session, survey_id: int, count: int = 1) -> int:
    """The number of the next serial; so many must be left."""
    return number_after(stored.last_serial(session, survey_id), count)


def running(session: Session, survey_id: int) -> Survey:
    """A survey that goes on.

    :raises Refusal: it has ended.
    """
    survey = stored_surveys.get(session, survey_id)
    if survey.archived_at is not None or survey.closed_at is not None:
        raise Refusal(
            "survey_closed",
            place=survey.code,
            reason=Text(zh="调查已经结束，不能再发放", en="The survey has ended; no copies can be issued"),
            remedy=Text(zh="如需补发，请先重新开放调查", en="Open the survey again before issuing more"),
        )
    return survey


def places_of(session: Session, survey_id: int, orders: Sequence[Order]) -> list[tuple[Stratum, Unit | None]]:
    """The stratum and unit of every order.

    :raises Refusals: an order names none of the survey, or a number out of bounds; each is told by its line.
    """
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
