"""Reading and writing the frame: strata and units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Batch, Copy, Entrance, Stratum, Unit

ORDERS: Mapping[str, sa.ColumnElement[Any]] = {
    "number": Unit.number.expression,
    "name": Unit.name.expression,
    "stratum": Stratum.position.expression,
    "town": Unit.town.expression,
    "type": Unit.unit_type.expression,
    "staff": Unit.staff_count.expression,
}


def strata(session: Session, survey_id: int) -> Sequence[Stratum]:
    """The strata of a survey in their order."""
    query = sa.select(Stratum).where(Stratum.survey_id == survey_id)
    return session.scalars(query.order_by(Stratum.position, Stratum.id)).all()


def units(session: Session, survey_id: int) -> Sequence[Unit]:
    """The units of a survey by name."""
    return session.scalars(sa.select(Unit).where(Unit.survey_id == survey_id).order_by(Unit.name)).all()


def stratum_by_code(session: Session, survey_id: int, code: str) -> Stratum | None:
    """The stratum of a survey with a code."""
    query = sa.select(Stratum).where(Stratum.survey_id == survey_id, Stratum.code == code)
    return session.scalars(query).first()


def unit_by_number(session: Session, survey_id: int, number: int) -> Unit | None:
    """The unit of a survey with a masked number."""
    query = sa.select(Unit).where(Unit.survey_id == survey_id, Unit.number == number)
    return session.scalars(query).first()


@dataclass(frozen=True)
class StratumRow:
    """A stratum as it is listed, with the units in it and the copies issued to it."""

    id: int
    code: str
    label: str
    population: int | None
    units: int
    copies: int


def strata_listed(session: Session, survey_id: int) -> list[StratumRow]:
    """The strata of a survey in their order, with counts."""
    unit_count = (
        sa.select(sa.func.count()).select_from(Unit).where(Unit.stratum_id == Stratum.id).scalar_subquery()
    )
    copy_count = (
        sa.select(sa.func.count()).select_from(Copy).where(Copy.stratum_id == Stratum.id).scalar_subquery()
    )
    query = (
        sa.select(Stratum.id, Stratum.code, Stratum.label, Stratum.population, unit_count, copy_count)
        .where(Stratum.survey_id == survey_id)
        .order_by(Stratum.position, Stratum.id)
    )
    return [StratumRow(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class UnitFilter:
    """Which units are meant; an absent part does not narrow."""

    stratum: str = ""
    search: str = ""
    number: int | None = None


@dataclass(frozen=True)
class UnitRow:
    """A unit as it is listed."""

    id: int
    number: int
    name: str
    stratum: str
    stratum_label: str
    town: str
    unit_type: str
    staff_count: int | None


def _where(survey_id: int, wanted: UnitFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Unit.survey_id == survey_id]
    if wanted.stratum:
        found.append(Stratum.code == wanted.stratum)
    if wanted.number is not None:
        found.append(Unit.number == wanted.number)
    if wanted.search:
        found.append(
            sa.or_(
                Unit.name.icontains(wanted.search, autoescape=True),
                Unit.town.icontains(wanted.search, autoescape=True),
            )
        )
    return found


def units_listed(
    session: Session,
    survey_id: int,
    wanted: UnitFilter | None = None,
    *,
    order: str = "name",
    descending: bool = False,
    offset: int = 0,
    count: int | None = None,
) -> list[UnitRow]:
    """The units that a filter lets through, in an order of :data:`ORDERS`."""
    by = ORDERS[order]
    query = (
        sa.select(
            Unit.id,
            Unit.number,
            Unit.name,
            Stratum.code,
            Stratum.label,
            Unit.town,
            Unit.unit_type,
            Unit.staff_count,
        )
        .join(Stratum, Stratum.id == Unit.stratum_id)
        .where(*_where(survey_id, wanted or UnitFilter()))
        .order_by(by.desc().nulls_last() if descending else by.asc().nulls_last(), Unit.id)
    )
    if count is not None:
        query = query.offset(offset).limit(count)
    return [UnitRow(*row) for row in session.execute(query)]


def how_many_units(session: Session, survey_id: int, wanted: UnitFilter | None = None) -> int:
    """How many units a filter lets through."""
    query = (
        sa.select(sa.func.count())
        .select_from(Unit)
        .join(Stratum, Stratum.id == Unit.stratum_id)
        .where(*_where(survey_id, wanted or UnitFilter()))
    )
    return session.scalar(query) or 0


def last_position(session: Session, survey_id: int) -> int:
    """The position of the last stratum, 0 without any."""
    query = sa.select(sa.func.max(Stratum.position)).where(Stratum.survey_id == survey_id)
    return session.scalar(query) or 0


def add_stratum(session: Session, **columns: Any) -> Stratum:
    """Add a stratum."""
    stratum = Stratum(**columns)
    session.add(stratum)
    session.flush()
    return stratum


def add_units(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add units, some hundred a statement."""
    for start in range(0, len(rows), 500):
        session.execute(sa.insert(Unit), [dict(row) for row in rows[start : start + 500]])


def remove_stratum(session: Session, stratum_id: int) -> None:
    """Delete a stratum without units, copies and batches."""
    session.execute(sa.delete(Stratum).where(Stratum.id == stratum_id))


def remove_unit(session: Session, unit_id: int) -> None:
    """Delete a unit to which nothing was issued."""
    session.execute(sa.delete(Unit).where(Unit.id == unit_id))


def stratum_in_use(session: Session, stratum_id: int) -> bool:
    """Whether units, copies, batches or entrances name the stratum."""
    return _any(session, *(table.stratum_id == stratum_id for table in (Unit, Copy, Batch, Entrance)))


def unit_in_use(session: Session, unit_id: int) -> bool:
    """Whether copies, batches or entrances name the unit."""
    return _any(session, *(table.unit_id == unit_id for table in (Copy, Batch, Entrance)))


def has_copies(session: Session, survey_id: int) -> bool:
    """Whether any copy was issued in the survey."""
    return _any(session, Copy.survey_id == survey_id)


def _any(session: Session, *conditions: sa.ColumnElement[bool]) -> bool:
    return any(session.scalar(sa.select(sa.exists().where(condition))) for condition in conditions)
