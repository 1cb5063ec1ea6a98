"""Reading and writing copies and entrances as respondents come in by them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from survey.store.tables import Copy, Entrance, Response, Stratum, Survey, Unit

WITHOUT_DRAFT = defer(Survey.draft, raiseload=True)


def by_link(session: Session, link_digest: str) -> Copy | None:
    """The copy with a link."""
    return session.scalars(sa.select(Copy).where(Copy.link_digest == link_digest)).first()


def by_code(session: Session, code_digest: str) -> Copy | None:
    """The copy with an answer code."""
    return session.scalars(sa.select(Copy).where(Copy.code_digest == code_digest)).first()


def by_token(session: Session, token: str) -> Copy | None:
    """The copy that holds the token of a response; None once the join is destroyed."""
    return session.scalars(sa.select(Copy).where(Copy.response_token == token)).first()


def entrance_by_link(session: Session, link_digest: str) -> Entrance | None:
    """The entrance with a link."""
    return session.scalars(sa.select(Entrance).where(Entrance.link_digest == link_digest)).first()


def standing(session: Session, copy_id: int) -> tuple[Copy, Survey, Response | None] | None:
    """A copy with its survey and what was answered so far, in one statement."""
    query = (
        sa.select(Copy, Survey, Response)
        .options(WITHOUT_DRAFT)
        .join(Survey, Survey.id == Copy.survey_id)
        .outerjoin(Response, Response.token == Copy.response_token)
        .where(Copy.id == copy_id)
    )
    row = session.execute(query).first()
    session.expunge_all()  # they are read after the transaction
    return None if row is None else (row[0], row[1], row[2])


def entrance_standing(session: Session, entrance_id: int) -> tuple[Entrance, Survey] | None:
    """An entrance with its survey."""
    query = (
        sa.select(Entrance, Survey)
        .options(WITHOUT_DRAFT)
        .join(Survey, Survey.id == Entrance.survey_id)
        .where(Entrance.id == entrance_id)
    )
    row = session.execute(query).first()
    session.expunge_all()
    return None if row is None else (row[0], row[1])


def locked(session: Session, copy_id: int) -> Copy:
    """A copy as it is now, held until the transaction ends."""
    query = sa.select(Copy).where(Copy.id == copy_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def change(session: Session, copy_id: int, outcome: str, **columns: Any) -> None:
    """Set the outcome of a copy and further columns."""
    session.execute(sa.update(Copy).where(Copy.id == copy_id).values(outcome=outcome, **columns))


def change_by_token(session: Session, token: str, outcome: str, **columns: Any) -> None:
    """Set the outcome of the copy of a response, where the join still stands."""
    session.execute(sa.update(Copy).where(Copy.response_token == token).values(outcome=outcome, **columns))


def add_copy(session: Session, **columns: Any) -> Copy:
    """Add one copy."""
    copy = Copy(**columns)
    session.add(copy)
    session.flush()
    return copy


def unit_of(session: Session, issued: Copy | Entrance) -> tuple[str, str] | None:
    """Name and town of the unit a copy or an entrance was made for; None where it was made for none."""
    if issued.unit_id is None:
        return None
    row = session.execute(sa.select(Unit.name, Unit.town).where(Unit.id == issued.unit_id)).first()
    return None if row is None else (row[0], row[1] or "")


def design_of(session: Session, copy: Copy) -> tuple[str, int | None, int | None, int]:
    """Stratum code, masked number of the unit, population of the stratum, and copies issued in it."""
    issued = (
        sa.select(sa.func.count())
        .select_from(Copy)
        .where(Copy.survey_id == copy.survey_id, Copy.stratum_id == copy.stratum_id)
        .scalar_subquery()
    )
    query = (
        sa.select(Stratum.code, Unit.number, Stratum.population, issued)
        .select_from(Copy)
        .join(Stratum, Stratum.id == Copy.stratum_id)
        .outerjoin(Unit, Unit.id == Copy.unit_id)
        .where(Copy.id == copy.id)
    )
    code, number, population, count = session.execute(query).one()
    return code, number, population, count
