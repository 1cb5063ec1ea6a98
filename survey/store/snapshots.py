"""Reading and writing the list of snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Decision, Response, Snapshot, Stratum, Submission, Survey, Unit, Version


def add(session: Session, **columns: Any) -> None:
    """Add a snapshot."""
    session.execute(sa.insert(Snapshot).values(**columns))


def standing(session: Session, survey_id: int) -> Sequence[Snapshot]:
    """The snapshots of a survey that were not withdrawn, newest first."""
    query = sa.select(Snapshot).where(Snapshot.survey_id == survey_id, Snapshot.withdrawn_at.is_(None))
    return session.scalars(query.order_by(Snapshot.id.desc())).all()


def by_name(session: Session, survey_id: int, name: str) -> Snapshot | None:
    """The snapshot of a survey with a name, withdrawn or not."""
    query = sa.select(Snapshot).where(Snapshot.survey_id == survey_id, Snapshot.name == name)
    return session.scalars(query).first()


def withdraw(session: Session, snapshot_id: int, at: datetime) -> str | None:
    """Mark a snapshot as replaced and give its name; None where it was before."""
    found = session.get_one(Snapshot, snapshot_id, populate_existing=True)
    if found.withdrawn_at is not None:
        return None
    found.withdrawn_at = at
    return found.name


def erasures(session: Session, survey_id: int) -> int:
    """How many responses of a survey were erased so far."""
    query = sa.select(sa.func.count()).select_from(Response)
    return session.scalar(query.where(Response.survey_id == survey_id, Response.erased_at.is_not(None))) or 0


def erased_tokens(session: Session, survey_id: int, response_id: int) -> Sequence[str]:
    """The tokens of one response of a survey and of all that were erased."""
    query = sa.select(Response.token).where(
        Response.survey_id == survey_id,
        sa.or_(Response.id == response_id, Response.erased_at.is_not(None)),
    )
    return session.scalars(query).all()


def valid_tokens(session: Session, survey_id: int) -> Sequence[str]:
    """The tokens of the valid responses of a survey, in no order."""
    query = sa.select(Response.token).where(
        Response.survey_id == survey_id, Response.outcome == "valid", Response.erased_at.is_(None)
    )
    return session.scalars(query).all()


def fates(session: Session, survey_id: int) -> Sequence[tuple[str, str, datetime | None]]:
    """Token, outcome and moment of submitting of every response of a survey, in no order."""
    query = sa.select(Response.token, Response.outcome, Response.submitted_at).where(
        Response.survey_id == survey_id, Response.erased_at.is_(None)
    )
    return [(token, outcome, submitted) for token, outcome, submitted in session.execute(query)]


def fingerprint(session: Session, survey_id: int) -> list[Any]:
    """What changes whenever a dataset of the survey could change, cheap to read."""
    valid = sa.and_(
        Response.survey_id == survey_id, Response.outcome == "valid", Response.erased_at.is_(None)
    )
    of_survey = sa.select(Response.id).where(Response.survey_id == survey_id)
    survey = session.get_one(Survey, survey_id)
    units = sa.select(sa.func.count()).select_from(Unit).where(Unit.stratum_id == Stratum.id)
    strata = session.execute(
        sa.select(Stratum.code, Stratum.label, Stratum.population, Stratum.position, units.scalar_subquery())
        .where(Stratum.survey_id == survey_id)
        .order_by(Stratum.id)
    )
    return [
        [list(row) for row in strata],
        session.scalar(sa.select(sa.func.count()).select_from(Response).where(valid)),
        session.scalar(sa.select(sa.func.sum(Response.id)).where(valid)) or 0,
        session.scalar(sa.select(sa.func.max(Decision.id)).where(Decision.response_id.in_(of_survey))),
        session.scalar(sa.select(sa.func.max(Submission.id)).where(Submission.response_id.in_(of_survey))),
        session.scalar(sa.select(sa.func.max(Version.id)).where(Version.survey_id == survey_id)),
        survey.title,
        str(survey.reference_date),
        survey.is_simulated,
        # What else labels quote.
        [survey.place, survey.organiser, survey.contact, survey.phone, survey.processor, survey.selection],
        [str(survey.link_destroyed_on), str(survey.answers_kept_until)],
    ]
