"""Objects of tables made from plain rows, for what every request of a respondent reads.

A session that loads them takes twice as long, and they are read after it is closed anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached

from survey.store.tables.base import Base

M = TypeVar("M", bound=Base)


class Columns(Generic[M]):
    """The columns of a table in a statement, and the objects that its rows make.

    ``without`` names columns that are not read; whoever asks for one gets an error.
    """

    def __init__(self, model: type[M], *, without: Sequence[str] = ()) -> None:
        self._model = model
        table = cast(sa.Table, model.__table__)
        self.read = [column for column in table.columns if column.key not in without]
        self._keys = [column.key for column in self.read]

    def made(self, values: Sequence[Any]) -> M:
        """The object of a row, as one that a session has loaded and let go."""
        found = self._model()
        vars(found).update(zip(self._keys, values, strict=True))
        make_transient_to_detached(found)
        return found
