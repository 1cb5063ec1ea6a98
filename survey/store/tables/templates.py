"""Templates of reports that an office arranged for a survey."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Document
from survey.store.tables.named import Named


class ReportTemplate(Named):
    """A survey's own template of a report; ``label`` is repeated from ``document`` for lists.

    ``document`` holds under ``removed`` what was taken out last, which is no part of the template.
    """

    __tablename__ = "report_template"
    __table_args__ = (sa.UniqueConstraint("survey_id", "name"),)

    label: Mapped[dict[str, Any]] = mapped_column(Document)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
