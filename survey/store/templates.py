"""Reading and writing a survey's own templates of reports, in the order they were made."""

from __future__ import annotations

from survey.store.named import NamedRows
from survey.store.tables import ReportTemplate

rows = NamedRows(ReportTemplate, ReportTemplate.id)
