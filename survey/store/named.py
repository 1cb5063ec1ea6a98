"""Rows that staff keep in a survey under a name, each changed only at the revision that a person saw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from survey.store.tables import Account, Named

Row = TypeVar("Row", bound=Named)


class NamedRows(Generic[Row]):
    """The rows of one table, in an order within their survey."""

    def __init__(self, table: type[Row], *order: InstrumentedAttribute[int]) -> None:
        self._table: type[Row] = table
        self._order = order

    def listed(self, session: Session, survey_id: int) -> Sequence[tuple[Row, str]]:
        """The rows of a survey in their order, with the names of who changed them last (empty: no account)."""
        query = self._of_survey(survey_id).order_by(*self._order)
        return [(row[0], row[1]) for row in session.execute(query)]

    def by_name(self, session: Session, survey_id: int, name: str) -> tuple[Row, str] | None:
        """The row of a survey with a name, and the name of who changed it last."""
        row = session.execute(self._of_survey(survey_id).where(self._table.name == name)).first()
        return None if row is None else (row[0], row[1])

    def add(self, session: Session, **columns: Any) -> None:
        """Add a row."""
        session.execute(sa.insert(self._table).values(**columns))

    def change(self, session: Session, row_id: int, revision: int, **columns: Any) -> bool:
        """Change a row that is still at a revision, which goes up by one; False where it no longer is."""
        done = sa.update(self._table).where(*self._still(row_id, revision))
        return self._is_done(session, done.values(revision=revision + 1, **columns))

    def remove(self, session: Session, row_id: int, revision: int) -> bool:
        """Delete a row that is still at a revision; False where it no longer is."""
        return self._is_done(session, sa.delete(self._table).where(*self._still(row_id, revision)))

    def _of_survey(self, survey_id: int) -> sa.Select[Row, str]:
        return (
            sa.select(self._table, sa.func.coalesce(Account.name, ""))
            .outerjoin(Account, Account.id == self._table.changer_id)
            .where(self._table.survey_id == survey_id)
        )

    def _still(self, row_id: int, revision: int) -> tuple[sa.ColumnElement[bool], ...]:
        return self._table.id == row_id, self._table.revision == revision

    def _is_done(self, session: Session, statement: sa.Update | sa.Delete) -> bool:
        return bool(session.execute(statement.returning(self._table.id)).all())
