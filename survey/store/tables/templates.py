"""Templates of reports that an office arranged for a survey."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base, Document


class ReportTemplate(Base):
    """A survey's own template of a report.

    ``label`` is repeated from ``document`` for lists; ``revision`` counts the changes, so that nobody overwrites
    what somebody else changed meanwhile.
    """

    __tablename__ = "report_template"
    __table_args__ = (sa.UniqueConstraint("survey_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[dict[str, Any]] = mapped_column(Document)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    revision: Mapped[int]
    created_at: Mapped[datetime]
    creator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    changer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
