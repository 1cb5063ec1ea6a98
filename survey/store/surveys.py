"""Reading and writing surveys."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.store.tables import Survey, Version


def get(session: Session, survey_id: int) -> Survey:
    """The survey with this identity."""
    return session.get_one(Survey, survey_id)


def without_draft(session: Session, survey_id: int) -> Survey:
    """The survey as it is, without its questionnaire."""
    query = sa.select(Survey).options(sa.orm.defer(Survey.draft)).where(Survey.id == survey_id)
    return session.scalars(query).one()


def locked(session: Session, survey_id: int) -> Survey:
    """The survey as it is now, held until the transaction ends."""
    query = sa.select(Survey).where(Survey.id == survey_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def by_code(session: Session, code: str) -> tuple[Survey, int | None] | None:
    """The survey with a code, and the number of its published version."""
    row = session.execute(_with_version().where(Survey.code == code)).first()
    return None if row is None else (row[0], row[1])


def listed(session: Session, only: Collection[int] | None = None) -> list[tuple[Survey, int | None]]:
    """All surveys, or those in ``only``, newest first, each with the number of its published version."""
    query = _with_version().order_by(Survey.id.desc())
    if only is not None:
        query = query.where(Survey.id.in_(only))
    return [(survey, number) for survey, number in session.execute(query)]


def _with_version() -> sa.Select[Any]:
    """Surveys with the number published last; a trial is nobody's survey."""
    number = sa.select(sa.func.max(Version.number)).where(Version.survey_id == Survey.id).scalar_subquery()
    return sa.select(Survey, number).options(sa.orm.defer(Survey.draft)).where(Survey.trial_of.is_(None))


def draft(session: Session, survey_id: int) -> dict[str, Any] | None:
    """The questionnaire of a survey before it is published."""
    return session.scalar(sa.select(Survey.draft).where(Survey.id == survey_id))


def add(session: Session, **columns: Any) -> Survey | None:
    """Add a survey; None where its code is taken."""
    survey = Survey(**columns)
    try:
        with session.begin_nested():
            session.add(survey)
    except IntegrityError:
        return None
    return survey


def versions(session: Session, survey_id: int) -> list[Version]:
    """The published versions of a survey without their documents, newest first."""
    query = (
        sa.select(Version)
        .options(sa.orm.defer(Version.document))
        .where(Version.survey_id == survey_id)
        .order_by(Version.number.desc())
    )
    return list(session.scalars(query))


def version(session: Session, survey_id: int, number: int) -> Version | None:
    """A published version by its number."""
    query = sa.select(Version).where(Version.survey_id == survey_id, Version.number == number)
    return session.scalars(query).first()


def has_draft(session: Session, survey_id: int) -> bool:
    """Whether a survey has a questionnaire that is not published or not the last word."""
    query = sa.select(Survey.draft.is_not(None)).where(Survey.id == survey_id)
    return session.scalar(query) or False


def all_versions(session: Session) -> Iterator[Version]:
    """Every published version of every survey, with its document."""
    yield from session.scalars(sa.select(Version).order_by(Version.id).execution_options(yield_per=10))
