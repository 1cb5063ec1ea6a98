"""Tables of results that an office built, named and put in order."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Document
from survey.store.tables.named import Named


class SavedTable(Named):
    """A table that staff built: what it is made of and how its chart looks, never a figure.

    ``place`` orders the tables of a survey, the least first.
    """

    __tablename__ = "saved_table"
    __table_args__ = (sa.UniqueConstraint("survey_id", "name"),)

    label: Mapped[str] = mapped_column(sa.String(100))
    spec: Mapped[dict[str, Any]] = mapped_column(Document)
    chart: Mapped[dict[str, Any]] = mapped_column(Document)
    place: Mapped[int]
