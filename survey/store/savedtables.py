"""Reading and writing tables that staff built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Account, SavedTable


def listed(session: Session, survey_id: int) -> Sequence[tuple[SavedTable, str]]:
    """The tables of a survey in their order, with the names of who changed them last."""
    query = (
        sa.select(SavedTable, sa.func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == SavedTable.changer_id)
        .where(SavedTable.survey_id == survey_id)
        .order_by(SavedTable.place, SavedTable.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def by_name(session: Session, survey_id: int, name: str) -> tuple[SavedTable, str] | None:
    """The table of a survey with a name, and the name of who changed it last."""
    query = (
        sa.select(SavedTable, sa.func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == SavedTable.changer_id)
        .where(SavedTable.survey_id == survey_id, SavedTable.name == name)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def add(session: Session, **columns: Any) -> None:
    """Add a table."""
    session.execute(sa.insert(SavedTable).values(**columns))


def change(session: Session, table_id: int, revision: int, **columns: Any) -> bool:
    """Change a table that is still at a revision, which goes up by one; False where it no longer is."""
    still = (SavedTable.id == table_id) & (SavedTable.revision == revision)
    done = sa.update(SavedTable).where(still).values(revision=revision + 1, **columns)
    return bool(session.execute(done.returning(SavedTable.id)).all())


def put_in_order(session: Session, ids: Sequence[int]) -> None:
    """Number tables by their place in a list; their revisions stay."""
    for place, table_id in enumerate(ids):
        session.execute(sa.update(SavedTable).where(SavedTable.id == table_id).values(place=place))


def remove(session: Session, table_id: int, revision: int) -> bool:
    """Delete a table that is still at a revision; False where it no longer is."""
    still = (SavedTable.id == table_id) & (SavedTable.revision == revision)
    return bool(session.execute(sa.delete(SavedTable).where(still).returning(SavedTable.id)).all())
