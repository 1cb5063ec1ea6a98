"""What left the platform: tables, and the rules they were made by."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base


class Release(Base):
    """A table that somebody was given, from one version of the data. Never an answer, nor a figure.

    ``hash`` is that of the data whatever their weights, ``snapshot`` the name under which they are frozen, empty
    where they are not, ``weights`` the set that the table is weighted with, empty in lines older than that.
    ``features`` (names with commas), ``filter`` and ``question`` say which table; ``policy`` is the hash of the
    rules. ``published`` and ``suppressed`` count its cells; of a report those of all its tables.
    """

    __tablename__ = "release"
    __table_args__ = (
        sa.CheckConstraint(
            "outlet IN ('page', 'chart', 'file', 'report', 'export', 'command')", name="outlet"
        ),
        sa.Index("ix_release_survey_id_id", "survey_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    hash: Mapped[str] = mapped_column(sa.String(64))
    snapshot: Mapped[str] = mapped_column(sa.String(60))
    weights: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    audience: Mapped[str] = mapped_column(sa.String(16))
    policy: Mapped[str] = mapped_column(sa.String(64))
    outlet: Mapped[str] = mapped_column(sa.String(16))
    features: Mapped[str] = mapped_column(sa.String(400))
    filter: Mapped[str] = mapped_column(sa.String(400))
    question: Mapped[str] = mapped_column(sa.String(120))
    published: Mapped[int]
    suppressed: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
