"""Sets of weights: recipes that were named and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base, Document


class WeightSet(Base):
    """A set of weights: its recipe, and what the recipe came to on the data it was last worked out on.

    ``hash`` is that of the data, ``log`` the steps. A set is a draft until it is frozen; then its recipe never
    changes. One of a survey at most is usual: the others must be asked for by name.
    """

    __tablename__ = "weight_set"
    __table_args__ = (
        sa.UniqueConstraint("survey_id", "name"),
        sa.CheckConstraint("state IN ('draft', 'frozen')", name="state"),
        sa.CheckConstraint("state = 'frozen' OR NOT is_usual", name="usual_is_frozen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(100))
    recipe: Mapped[dict[str, Any]] = mapped_column(Document)
    digest: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))
    rows: Mapped[int]
    log: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(sa.String(10))
    is_usual: Mapped[bool]
    created_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
