"""Tables of results that an office built, named and put in order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base, Document


class SavedTable(Base):
    """A table that staff built: what it is made of and how its chart looks, never a figure.

    ``place`` orders the tables of a survey, the least first; ``revision`` counts the changes, so that nobody
    overwrites what somebody else changed meanwhile.
    """

    __tablename__ = "saved_table"
    __table_args__ = (sa.UniqueConstraint("survey_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(100))
    spec: Mapped[dict[str, Any]] = mapped_column(Document)
    chart: Mapped[dict[str, Any]] = mapped_column(Document)
    place: Mapped[int]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    creator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    changer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
