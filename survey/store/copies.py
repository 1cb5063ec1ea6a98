"""Reading and writing copies, their batches, and entrances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.responses import locked_by_token
from survey.store.tables import Batch, Copy, Entrance, Response, Stratum, Survey, Unit

INSERT_ROWS = 500


@dataclass(frozen=True)
class CopyFilter:
    """Which copies of a survey are meant; an absent part does not narrow."""

    outcome: str | None = None
    stratum_id: int | None = None
    unit_id: int | None = None
    batch_id: int | None = None
    serial: str = ""


@dataclass(frozen=True)
class CopyRow:
    """A copy as it is listed and printed, with the names of where it belongs."""

    id: int
    serial: str
    batch_id: int | None
    batch: int | None
    stratum_id: int
    stratum: str
    stratum_label: str
    unit_id: int | None
    unit: str
    nonce: str
    outcome: str
    issued_at: datetime
    opened_at: datetime | None
    returned_at: datetime | None
    spoiled_at: datetime | None
    spoiled_reason: str


_COLUMNS: tuple[Any, ...] = (
    Copy.id,
    Copy.serial,
    Copy.batch_id,
    Batch.number,
    Copy.stratum_id,
    Stratum.code,
    Stratum.label,
    Copy.unit_id,
    sa.func.coalesce(Unit.name, ""),
    Copy.nonce,
    Copy.outcome,
    Copy.issued_at,
    Copy.opened_at,
    Copy.returned_at,
    Copy.spoiled_at,
    Copy.spoiled_reason,
)
ORDERS: Mapping[str, sa.ColumnElement[Any]] = {
    "serial": Copy.serial.expression,
    "stratum": Stratum.position.expression,
    "unit": Unit.name.expression,
    "outcome": Copy.outcome.expression,
    "issued": Copy.issued_at.expression,
    "returned": Copy.returned_at.expression,
}


def lock_survey(session: Session, survey_id: int) -> None:
    """Let nobody else number copies or batches of the survey before this transaction ends.

    SQLite has one writer at a time; PostgreSQL locks the survey's row, which lets others go
    on referring to it.
    """
    session.execute(
        sa.select(Survey.id).where(Survey.id == survey_id).with_for_update(key_share=True)
    ).scalar_one()


def last_serial(session: Session, survey_id: int) -> str | None:
    """The highest serial of a survey; serials have a fixed width, so text order is theirs."""
    return session.scalar(sa.select(sa.func.max(Copy.serial)).where(Copy.survey_id == survey_id))


def last_batch(session: Session, survey_id: int) -> int:
    """The number of the latest batch, 0 before the first."""
    return session.scalar(sa.select(sa.func.max(Batch.number)).where(Batch.survey_id == survey_id)) or 0


def add_batch(session: Session, **columns: Any) -> int:
    """Add a batch and give its identity."""
    return session.execute(sa.insert(Batch).values(**columns).returning(Batch.id)).scalar_one()


def batch_of_form(session: Session, survey_id: int, form_key: str) -> tuple[int, str, str] | None:
    """Number, first and last serial of the batch that a form asked for, if it came before."""
    query = (
        sa.select(Batch.number, sa.func.min(Copy.serial), sa.func.max(Copy.serial))
        .join(Copy, Copy.batch_id == Batch.id)
        .where(Batch.survey_id == survey_id, Batch.form_key == form_key)
        .group_by(Batch.number)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1], found[2])


def add_many(session: Session, copies: Sequence[Mapping[str, Any]]) -> None:
    """Add copies, some hundred a statement."""
    for start in range(0, len(copies), INSERT_ROWS):
        session.execute(sa.insert(Copy), [dict(row) for row in copies[start : start + INSERT_ROWS]])


def _where(survey_id: int, wanted: CopyFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Copy.survey_id == survey_id]
    if wanted.outcome:
        found.append(Copy.outcome == wanted.outcome)
    if wanted.stratum_id is not None:
        found.append(Copy.stratum_id == wanted.stratum_id)
    if wanted.unit_id is not None:
        found.append(Copy.unit_id == wanted.unit_id)
    if wanted.batch_id is not None:
        found.append(Copy.batch_id == wanted.batch_id)
    if wanted.serial:
        found.append(Copy.serial.startswith(wanted.serial, autoescape=True))
    return found


def _rows(survey_id: int, wanted: CopyFilter) -> sa.Select[Any]:
    chosen: sa.Select[Any] = sa.select(*_COLUMNS)
    return (
        chosen.join(Stratum, Stratum.id == Copy.stratum_id)
        .outerjoin(Unit, Unit.id == Copy.unit_id)
        .outerjoin(Batch, Batch.id == Copy.batch_id)
        .where(*_where(survey_id, wanted))
    )


def listed(
    session: Session,
    survey_id: int,
    wanted: CopyFilter | None = None,
    *,
    order: str = "serial",
    descending: bool = False,
    offset: int = 0,
    count: int | None = None,
) -> list[CopyRow]:
    """The copies of a survey that a filter lets through, in an order of :data:`ORDERS`."""
    by = ORDERS.get(order, Copy.serial.expression)
    query = _rows(survey_id, wanted or CopyFilter()).order_by(
        by.desc().nulls_last() if descending else by.asc().nulls_last(), Copy.serial
    )
    if count is not None:
        query = query.offset(offset).limit(count)
    return [CopyRow(*row) for row in session.execute(query)]


def how_many(session: Session, survey_id: int, wanted: CopyFilter | None = None) -> int:
    """How many copies a filter lets through."""
    query = sa.select(sa.func.count()).select_from(Copy).where(*_where(survey_id, wanted or CopyFilter()))
    return session.scalar(query) or 0


def by_serial(session: Session, survey_id: int, serial: str) -> tuple[Copy, Response | None] | None:
    """The copy with a serial and its response, where there is one, both held until the transaction ends.

    The caller holds the survey, so that the copy gets no response meanwhile.
    """
    own = sa.and_(Copy.survey_id == survey_id, Copy.serial == serial)
    token = session.scalar(sa.select(Copy.response_token).where(own))
    response = locked_by_token(session, token) if token is not None else None
    query = sa.select(Copy).where(own).with_for_update(key_share=True)
    copy = session.scalars(query.execution_options(populate_existing=True)).first()
    return None if copy is None else (copy, response)


def counts(session: Session, survey_id: int) -> list[tuple[int, int | None, str, int]]:
    """Copies by stratum, unit and outcome: ``(stratum_id, unit_id, outcome, count)``."""
    query = (
        sa.select(Copy.stratum_id, Copy.unit_id, Copy.outcome, sa.func.count())
        .where(Copy.survey_id == survey_id)
        .group_by(Copy.stratum_id, Copy.unit_id, Copy.outcome)
    )
    return [(stratum, unit, outcome, count) for stratum, unit, outcome, count in session.execute(query)]


def outcomes(session: Session, survey_id: int) -> dict[str, int]:
    """Copies of a survey by outcome."""
    query = sa.select(Copy.outcome, sa.func.count()).where(Copy.survey_id == survey_id).group_by(Copy.outcome)
    return dict(session.execute(query).all())


def moments(session: Session, survey_id: int) -> Iterable[tuple[datetime, datetime | None, datetime | None]]:
    """When each copy that was not spoiled was issued, opened and returned, one row a copy."""
    query = sa.select(Copy.issued_at, Copy.opened_at, Copy.returned_at).where(
        Copy.survey_id == survey_id, Copy.outcome != "spoiled"
    )
    yield from session.execute(query.execution_options(yield_per=5000))


def responses_without_copy(session: Session, survey_id: int) -> dict[str, int]:
    """Responses of a survey that came in a file and belong to no copy, by outcome."""
    query = (
        sa.select(Response.outcome, sa.func.count())
        .where(Response.survey_id == survey_id, Response.mode == "import")
        .group_by(Response.outcome)
    )
    return dict(session.execute(query).all())


@dataclass(frozen=True)
class BatchRow:
    """A batch as it is listed, with how many of its copies came back."""

    id: int
    number: int
    stratum_label: str
    unit: str
    size: int
    note: str
    issued_at: datetime
    returned: int


def batches(session: Session, survey_id: int) -> list[BatchRow]:
    """The batches of a survey, newest first."""
    returned = (
        sa.select(sa.func.count())
        .select_from(Copy)
        .where(Copy.batch_id == Batch.id, Copy.outcome.in_(("submitted", "valid", "invalid")))
        .scalar_subquery()
    )
    query = (
        sa.select(
            Batch.id,
            Batch.number,
            Stratum.label,
            sa.func.coalesce(Unit.name, ""),
            Batch.size,
            Batch.note,
            Batch.issued_at,
            returned,
        )
        .join(Stratum, Stratum.id == Batch.stratum_id)
        .outerjoin(Unit, Unit.id == Batch.unit_id)
        .where(Batch.survey_id == survey_id)
        .order_by(Batch.number.desc())
    )
    return [BatchRow(*row) for row in session.execute(query)]


def batch_id(session: Session, survey_id: int, number: int) -> int | None:
    """The identity of a survey's batch by its number."""
    return session.scalar(sa.select(Batch.id).where(Batch.survey_id == survey_id, Batch.number == number))


@dataclass(frozen=True)
class EntranceRow:
    """An entrance as it is listed, with how many copies were given out through it."""

    id: int
    stratum_label: str
    unit: str
    nonce: str
    created_at: datetime
    revoked_at: datetime | None
    copies: int


def entrances(session: Session, survey_id: int) -> list[EntranceRow]:
    """The entrances of a survey, oldest first."""
    given = sa.select(sa.func.count()).select_from(Copy).where(Copy.entrance_id == Entrance.id)
    query = (
        sa.select(
            Entrance.id,
            Stratum.label,
            sa.func.coalesce(Unit.name, ""),
            Entrance.nonce,
            Entrance.created_at,
            Entrance.revoked_at,
            given.scalar_subquery(),
        )
        .join(Stratum, Stratum.id == Entrance.stratum_id)
        .outerjoin(Unit, Unit.id == Entrance.unit_id)
        .where(Entrance.survey_id == survey_id)
        .order_by(Entrance.id)
    )
    return [EntranceRow(*row) for row in session.execute(query)]


def add_entrances(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add entrances."""
    session.execute(sa.insert(Entrance), [dict(row) for row in rows])


def entrance(session: Session, survey_id: int, entrance_id: int) -> Entrance | None:
    """An entrance of a survey."""
    query = sa.select(Entrance).where(Entrance.survey_id == survey_id, Entrance.id == entrance_id)
    return session.scalars(query).first()
