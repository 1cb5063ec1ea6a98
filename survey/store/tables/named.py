"""What staff keep in a survey under a name, and change one after another."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base


class Named(Base):
    """What rows of this kind share, one name each in a survey.

    ``revision`` counts the changes, so that nobody overwrites what somebody else changed meanwhile.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    revision: Mapped[int]
    created_at: Mapped[datetime]
    creator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    changer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
