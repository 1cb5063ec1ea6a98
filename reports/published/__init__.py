"""Figures that others published, with their sources, to set ours beside."""

from reports.published.comparison import VERDICTS, Beside, Comparison, beside, sentence, settled
from reports.published.figures import (
    PublishedTable,
    Source,
    Value,
    published,
    published_table,
    sources,
    tables_for,
)

__all__ = [
    "VERDICTS",
    "Beside",
    "Comparison",
    "PublishedTable",
    "Source",
    "Value",
    "beside",
    "published",
    "published_table",
    "sentence",
    "settled",
    "sources",
    "tables_for",
]
