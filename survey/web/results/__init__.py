"""Results as staff see them: purpose tables, breakdown, frequencies, weights, charts and the report."""

from survey.web.results import (
    boundaries,
    breakdowns,
    building,
    files,
    frequencies,
    purposes,
    regression,
    releases,
    reports,
    savedtables,
    templates,
    trends,
    weights,
    weightsets,
)
from survey.web.results.blueprint import blueprint

__all__ = [
    "blueprint",
    "boundaries",
    "breakdowns",
    "building",
    "files",
    "frequencies",
    "purposes",
    "regression",
    "releases",
    "reports",
    "savedtables",
    "templates",
    "trends",
    "weights",
    "weightsets",
]
