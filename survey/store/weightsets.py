"""Reading and writing sets of weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Account, WeightSet


def listed(session: Session, survey_id: int) -> Sequence[tuple[WeightSet, str]]:
    """The sets of a survey in the order they were made, with the names of who made them."""
    query = (
        sa.select(WeightSet, sa.func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == WeightSet.account_id)
        .where(WeightSet.survey_id == survey_id)
        .order_by(WeightSet.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def by_name(session: Session, survey_id: int, name: str) -> WeightSet | None:
    """The set of a survey with a name."""
    query = sa.select(WeightSet).where(WeightSet.survey_id == survey_id, WeightSet.name == name)
    return session.scalars(query).first()


def usual(session: Session, survey_id: int) -> WeightSet | None:
    """The set that is taken where none is named, None where that is the simple expansion."""
    query = sa.select(WeightSet).where(WeightSet.survey_id == survey_id, WeightSet.is_usual)
    return session.scalars(query).first()


def add(session: Session, **columns: Any) -> None:
    """Add a set."""
    session.execute(sa.insert(WeightSet).values(**columns))


def remove(session: Session, set_id: int) -> None:
    """Delete a set."""
    session.execute(sa.delete(WeightSet).where(WeightSet.id == set_id))


def make_usual(session: Session, survey_id: int, set_id: int | None) -> None:
    """Make one set the usual one and no other; None leaves no set usual."""
    of_survey = sa.update(WeightSet).where(WeightSet.survey_id == survey_id)
    session.execute(of_survey.values(is_usual=False))
    if set_id is not None:
        session.execute(of_survey.where(WeightSet.id == set_id).values(is_usual=True))
