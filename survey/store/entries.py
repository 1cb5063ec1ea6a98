"""Reading and writing copies and entrances as respondents come in by them.

What every request of a respondent runs is made once, with places for its values: to build a
statement takes longer than to run it.
"""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from survey.store.detached import Columns
from survey.store.tables import Copy, Entrance, Response, Stratum, Survey, Unit

WITHOUT_DRAFT = defer(Survey.draft, raiseload=True)
_COPIES = cast(sa.Table, Copy.__table__)
_COPY, _ITS_SURVEY, _RESPONSE = Columns(Copy), Columns(Survey, without=["draft"]), Columns(Response)
_SURVEY_FROM = len(_COPY.read)
_RESPONSE_FROM = _SURVEY_FROM + len(_ITS_SURVEY.read)
_STANDING = (
    sa.select(*_COPY.read, *_ITS_SURVEY.read, *_RESPONSE.read)
    .select_from(Copy)
    .join(Survey, Survey.id == Copy.survey_id)
    .outerjoin(Response, Response.token == Copy.response_token)
    .where(Copy.id == sa.bindparam("copy"))
)
_BY_LINK = sa.select(Copy).where(Copy.link_digest == sa.bindparam("link"))
_LOCKED = (
    sa.select(Copy)
    .where(Copy.id == sa.bindparam("copy"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_UNIT = sa.select(Unit.name, Unit.town).where(Unit.id == sa.bindparam("unit"))
_DESIGN = (
    sa.select(Stratum.code, Unit.number)
    .select_from(Copy)
    .join(Stratum, Stratum.id == Copy.stratum_id)
    .outerjoin(Unit, Unit.id == Copy.unit_id)
    .where(Copy.id == sa.bindparam("copy"))
)
_SURVEY = (
    sa.select(Survey)
    .options(WITHOUT_DRAFT)
    .where(Survey.id == sa.bindparam("survey"))
    .execution_options(populate_existing=True)
)
_SURVEY_SHARED = _SURVEY.with_for_update(read=True)
_SURVEY_ALONE = _SURVEY.with_for_update(key_share=True)
_CHANGE = sa.update(_COPIES).where(_COPIES.c.id == sa.bindparam("of"))
_CHANGE_BY_TOKEN = sa.update(_COPIES).where(_COPIES.c.response_token == sa.bindparam("token"))


def by_link(session: Session, link_digest: str) -> Copy | None:
    """The copy with a link."""
    return session.scalars(_BY_LINK, {"link": link_digest}).first()


def by_code(session: Session, code_digest: str) -> Copy | None:
    """The copy with an answer code."""
    return session.scalars(sa.select(Copy).where(Copy.code_digest == code_digest)).first()


def by_token(session: Session, token: str) -> Copy | None:
    """The copy that holds the token of a response; None once the join is destroyed."""
    return session.scalars(sa.select(Copy).where(Copy.response_token == token)).first()


def entrance_by_link(session: Session, link_digest: str) -> Entrance | None:
    """The entrance with a link."""
    return session.scalars(sa.select(Entrance).where(Entrance.link_digest == link_digest)).first()


def standing(connection: sa.Connection, copy_id: int) -> tuple[Copy, Survey, Response | None] | None:
    """A copy with its survey and what was answered so far, in one statement."""
    row = connection.execute(_STANDING, {"copy": copy_id}).first()
    if row is None:
        return None
    copy, survey = _COPY.made(row[:_SURVEY_FROM]), _ITS_SURVEY.made(row[_SURVEY_FROM:_RESPONSE_FROM])
    return copy, survey, None if row[_RESPONSE_FROM] is None else _RESPONSE.made(row[_RESPONSE_FROM:])


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


def survey_held(session: Session, survey_id: int, *, alone: bool) -> Survey:
    """The survey as it is now, which nobody changes until the transaction ends.

    ``alone`` keeps out others who hold it too, for giving out the next serial.
    """
    return session.scalars(_SURVEY_ALONE if alone else _SURVEY_SHARED, {"survey": survey_id}).one()


def locked(session: Session, copy_id: int) -> Copy:
    """A copy as it is now, held until the transaction ends."""
    return session.scalars(_LOCKED, {"copy": copy_id}).one()


def change(session: Session, copy_id: int, outcome: str, **columns: Any) -> None:
    """Set the outcome of a copy and further columns."""
    session.execute(_CHANGE, {"of": copy_id, "outcome": outcome, **columns})


def change_by_token(session: Session | sa.Connection, token: str, outcome: str, **columns: Any) -> None:
    """Set the outcome of the copy of a response, where the join still stands."""
    session.execute(_CHANGE_BY_TOKEN, {"token": token, "outcome": outcome, **columns})


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
    row = session.execute(_UNIT, {"unit": issued.unit_id}).first()
    return None if row is None else (row[0], row[1] or "")


def design_of(session: Session, copy: Copy) -> tuple[str, int | None]:
    """Stratum code and masked number of the unit of a copy."""
    code, number = session.execute(_DESIGN, {"copy": copy.id}).one()
    return code, number
