"""Reading and writing published questionnaires."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Response, Version


def get(session: Session, version_id: int) -> Version:
    """The version with this number in the store."""
    return session.get_one(Version, version_id)


def current(session: Session, survey_id: int) -> Version | None:
    """The version given to new respondents; None before the first publication."""
    query = sa.select(Version).where(Version.survey_id == survey_id).order_by(Version.number.desc()).limit(1)
    return session.scalars(query).first()


def current_id(session: Session, survey_id: int) -> int | None:
    """The identity of the current version, without its document."""
    query = (
        sa.select(Version.id).where(Version.survey_id == survey_id).order_by(Version.number.desc()).limit(1)
    )
    return session.scalars(query).first()


def current_named(session: Session, survey_id: int) -> tuple[int, str] | None:
    """Identity and hash of the current version, without its document."""
    query = sa.select(Version.id, Version.hash).where(Version.survey_id == survey_id)
    row = session.execute(query.order_by(Version.number.desc()).limit(1)).first()
    return None if row is None else (row[0], row[1])


def answers_in(session: Session, survey_id: int) -> dict[int, tuple[int, int]]:
    """How many responses were begun and how many returned, by the number of their version."""
    returned = Response.outcome.in_(("submitted", "valid", "invalid"))
    query = (
        sa.select(Version.number, sa.func.count(Response.id), sa.func.count(sa.case((returned, Response.id))))
        .join(Response, Response.version_id == Version.id)
        .where(Version.survey_id == survey_id)
        .group_by(Version.number)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def add(
    session: Session,
    *,
    survey_id: int,
    document: dict[str, Any],
    digest: str,
    published_at: datetime,
    published_by: int | None,
    draft_revision: int | None = None,
) -> Version:
    """Add the next version of a survey."""
    last = session.scalar(sa.select(sa.func.max(Version.number)).where(Version.survey_id == survey_id))
    version = Version(
        survey_id=survey_id,
        number=(last or 0) + 1,
        hash=digest,
        document=document,
        published_at=published_at,
        published_by=published_by,
        draft_revision=draft_revision,
    )
    session.add(version)
    session.flush()
    return version
