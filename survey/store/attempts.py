"""Reading and writing failed tries."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Attempt


def one_at_a_time(session: Session, source: str) -> None:
    """Let tries at a source be counted one after another; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        number = int(source[:15], 16)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def since(session: Session, source: str, kind: str, moment: datetime) -> list[datetime]:
    """When tries of a kind failed at a source since a moment, oldest first."""
    query = (
        sa.select(Attempt.at)
        .where(Attempt.source == source, Attempt.kind == kind, Attempt.at > moment)
        .order_by(Attempt.at)
    )
    return list(session.scalars(query))


def add(session: Session, source: str, kind: str, at: datetime) -> None:
    """Count one failed try."""
    session.execute(sa.insert(Attempt).values(source=source, kind=kind, at=at))


def forget(session: Session, source: str, kind: str) -> None:
    """Forget the tries of a source: the right answer was given."""
    session.execute(sa.delete(Attempt).where(Attempt.source == source, Attempt.kind == kind))


def forget_before(session: Session, kind: str, moment: datetime) -> None:
    """Forget tries of a kind that no longer slow anybody."""
    session.execute(sa.delete(Attempt).where(Attempt.kind == kind, Attempt.at < moment))
