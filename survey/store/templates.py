"""Reading and writing a survey's own templates of reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Account, ReportTemplate


def listed(session: Session, survey_id: int) -> Sequence[tuple[ReportTemplate, str]]:
    """The templates of a survey in the order they were made, with the names of who changed them last."""
    query = (
        sa.select(ReportTemplate, sa.func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == ReportTemplate.changer_id)
        .where(ReportTemplate.survey_id == survey_id)
        .order_by(ReportTemplate.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def by_name(session: Session, survey_id: int, name: str) -> tuple[ReportTemplate, str] | None:
    """The template of a survey with a name, and the name of who changed it last."""
    query = (
        sa.select(ReportTemplate, sa.func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == ReportTemplate.changer_id)
        .where(ReportTemplate.survey_id == survey_id, ReportTemplate.name == name)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def add(session: Session, **columns: Any) -> None:
    """Add a template."""
    session.execute(sa.insert(ReportTemplate).values(**columns))


def change(session: Session, template_id: int, revision: int, **columns: Any) -> bool:
    """Change a template that is still at a revision, which goes up by one; False where it no longer is."""
    still = (ReportTemplate.id == template_id) & (ReportTemplate.revision == revision)
    done = sa.update(ReportTemplate).where(still).values(revision=revision + 1, **columns)
    return bool(session.execute(done.returning(ReportTemplate.id)).all())


def remove(session: Session, template_id: int, revision: int) -> bool:
    """Delete a template that is still at a revision; False where it no longer is."""
    still = (ReportTemplate.id == template_id) & (ReportTemplate.revision == revision)
    return bool(session.execute(sa.delete(ReportTemplate).where(still).returning(ReportTemplate.id)).all())
