"""Reading and writing events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Event


def add(session: Session, **columns: Any) -> None:
    """Add one event."""
    session.execute(sa.insert(Event).values(**columns))


def newest(
    session: Session, survey_id: int | None, *, count: int = 50, before: int | None = None
) -> Sequence[Event]:
    """The newest events of a survey (None: those of no survey), newest first; ``before`` pages on by number."""
    query = sa.select(Event).where(Event.survey_id == survey_id).order_by(Event.id.desc()).limit(count)
    if before is not None:
        query = query.where(Event.id < before)
    return session.scalars(query).all()


def last_number(session: Session, survey_id: int) -> int:
    """The number of a survey's newest event, 0 where nothing happened yet."""
    return session.scalar(sa.select(sa.func.max(Event.id)).where(Event.survey_id == survey_id)) or 0


def all_of(session: Session, survey_id: int, action: str) -> Sequence[Event]:
    """A survey's events of an action, newest first."""
    query = sa.select(Event).where(Event.survey_id == survey_id, Event.action == action)
    return session.scalars(query.order_by(Event.id.desc())).all()


def last_of(session: Session, survey_id: int, action: str) -> Event | None:
    """A survey's newest event of an action."""
    query = sa.select(Event).where(Event.survey_id == survey_id, Event.action == action)
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).first()


def last_about(session: Session, object_kind: str) -> Event | None:
    """The newest event about a kind of object that belongs to no survey."""
    query = sa.select(Event).where(Event.survey_id.is_(None), Event.object_kind == object_kind)
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).first()
