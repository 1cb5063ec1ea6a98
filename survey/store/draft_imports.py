"""Reading and writing questionnaires that were read from a file and wait to be taken."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import DraftImport

LARGEST = 2**31 - 1


def add(session: Session, **columns: Any) -> int:
    """Add one and give its number.

    The number is drawn, so that the page of one that is gone never leads to another: SQLite
    would give it to the next.
    """
    row = DraftImport(id=1 + secrets.randbelow(LARGEST), **columns)
    session.add(row)
    session.flush()
    return row.id


def get(session: Session, survey_id: int, import_id: int, since: datetime) -> DraftImport | None:
    """The one with this number in a survey, unless it is older than ``since``."""
    query = sa.select(DraftImport).where(
        DraftImport.id == import_id, DraftImport.survey_id == survey_id, DraftImport.at >= since
    )
    return session.scalars(query).one_or_none()


def waiting(session: Session, survey_id: int, account_id: int | None, since: datetime) -> int | None:
    """The newest that somebody has not yet taken or put away."""
    query = (
        sa.select(DraftImport.id)
        .where(
            DraftImport.survey_id == survey_id,
            DraftImport.account_id == account_id,
            DraftImport.at >= since,
        )
        .order_by(DraftImport.at.desc())
    )
    return session.scalars(query.limit(1)).first()


def remove(session: Session, survey_id: int, import_id: int) -> bool:
    """Take one away; whether it was there."""
    query = sa.delete(DraftImport).where(DraftImport.id == import_id, DraftImport.survey_id == survey_id)
    return bool(session.execute(query.returning(DraftImport.id)).all())


def tidy(session: Session, survey_id: int, account_id: int | None, before: datetime) -> None:
    """Take away those of a person in a survey, and whatever is older than ``before`` anywhere."""
    own = sa.and_(DraftImport.survey_id == survey_id, DraftImport.account_id == account_id)
    session.execute(sa.delete(DraftImport).where(sa.or_(own, DraftImport.at < before)))
