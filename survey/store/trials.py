"""Reading and writing the trial of a survey: a survey of its own, whose answers are thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.entries import WITHOUT_DRAFT
from survey.store.tables import (
    Copy,
    Decision,
    Entrance,
    Flag,
    Response,
    Save,
    Stratum,
    Submission,
    Suggestion,
    Survey,
    Unreadable,
    Version,
)

STRATUM = "trial"


def of(session: Session, survey_id: int) -> Survey | None:
    """The trial of a survey."""
    query = sa.select(Survey).options(WITHOUT_DRAFT).where(Survey.trial_of == survey_id)
    return session.scalars(query).first()


def add(session: Session, **columns: Any) -> Survey:
    """Add the trial of a survey, with the stratum that all of its copies are of."""
    trial = Survey(**columns)
    session.add(trial)
    session.flush()
    session.add(Stratum(survey_id=trial.id, code=STRATUM, label="", population=None, position=1))
    session.flush()
    return trial


def change(session: Session, trial_id: int, columns: Mapping[str, Any]) -> None:
    """Set columns of a trial."""
    session.execute(sa.update(Survey).where(Survey.id == trial_id).values(**columns))


def stratum_id(session: Session, trial_id: int) -> int:
    """The stratum of a trial."""
    return session.scalars(sa.select(Stratum.id).where(Stratum.survey_id == trial_id)).one()


def entrance(session: Session, trial_id: int) -> Entrance | None:
    """The entrance by which colleagues come into a trial."""
    query = sa.select(Entrance).where(Entrance.survey_id == trial_id, Entrance.revoked_at.is_(None))
    return session.scalars(query.order_by(Entrance.id.desc())).first()


def counts(session: Session, trial_id: int) -> dict[str, int]:
    """How many came by the entrance and began, by outcome."""
    query = (
        sa.select(Response.outcome, sa.func.count())
        .join(Copy, Copy.response_token == Response.token)
        .where(Copy.survey_id == trial_id, Copy.entrance_id.is_not(None))
        .group_by(Response.outcome)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def drop_versions(session: Session, trial_id: int, *, but: int) -> None:
    """Remove the versions before ``but`` that no response was given to.

    The one named last stays, so that SQLite gives its number to no version of another survey,
    which every process would take for it.
    """
    used = sa.select(Response.version_id).where(Response.survey_id == trial_id)
    session.execute(
        sa.delete(Version).where(Version.survey_id == trial_id, Version.id < but, Version.id.not_in(used)),
        execution_options={"synchronize_session": False},
    )


def drop_response(session: Session, token: str) -> None:
    """Remove a response of a trial with all that hangs on it; its copy may be begun anew."""
    _drop(session, sa.select(Response.id).where(Response.token == token))
    session.execute(
        sa.update(Copy).where(Copy.response_token == token).values(_UNTOUCHED),
        execution_options={"synchronize_session": False},
    )


def clear(session: Session, trial_id: int) -> int:
    """Remove every response of a trial; how many there were. Copies stay, and may be begun anew.

    A copy is known to a phone by its number, which must never become that of another survey's.
    """
    own = sa.select(Response.id).where(Response.survey_id == trial_id)
    count = len(session.scalars(own).all())
    _drop(session, own)
    session.execute(
        sa.update(Copy).where(Copy.survey_id == trial_id).values(_UNTOUCHED),
        execution_options={"synchronize_session": False},
    )
    return count


_UNTOUCHED: Mapping[str, Any] = {
    "response_token": None,
    "outcome": "not_opened",
    "opened_at": None,
    "returned_at": None,
}


def _drop(session: Session, which: sa.Select[Any]) -> None:
    numbers = which.scalar_subquery()
    for table in (Save, Submission, Unreadable, Flag, Decision, Suggestion):
        session.execute(
            sa.delete(table).where(table.response_id.in_(numbers)),
            execution_options={"synchronize_session": False},
        )
    session.execute(
        sa.delete(Response).where(Response.id.in_(numbers)),
        execution_options={"synchronize_session": False},
    )
