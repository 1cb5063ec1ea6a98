"""Reading and writing tables that staff built."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.named import NamedRows
from survey.store.tables import SavedTable

rows = NamedRows(SavedTable, SavedTable.place, SavedTable.id)


def put_in_order(session: Session, ids: Sequence[int]) -> None:
    """Number tables by their place in a list; their revisions stay."""
    for place, table_id in enumerate(ids):
        session.execute(sa.update(SavedTable).where(SavedTable.id == table_id).values(place=place))
