"""Results as staff see them: purpose tables, breakdown, frequencies, weights, charts and the report."""

from survey.web.results import (
    breakdowns,
    files,
    frequencies,
    purposes,
    releases,
    reports,
    templates,
    trends,
    weights,
    weightsets,
)
from survey.web.results.blueprint import blueprint

__all__ = [
    "blueprint",
    "breakdowns",
    "files",
    "frequencies",
    "purposes",
    "releases",
    "reports",
    "templates",
    "trends",
    "weights",
    "weightsets",
]
