"""The size of the workforce by the methods that the survey's own data allow, side by side. Nothing here writes."""

from __future__ import annotations

from typing import Any

from reports.dataset import Dataset
from reports.disclosure import ReleasedTable
from reports.size import methods_of, side_by_side
from survey.services.memory import Memory
from survey.services.releases import Which
from survey.services.results import Analysis

KEPT = 100

_made: Memory[tuple[Any, ...], tuple[ReleasedTable | None]] = Memory(KEPT)


def compared(analysis: Analysis) -> ReleasedTable | None:
    """Every method with its size, interval and assumptions; None where a stratum with answers has no count.

    The roster adds up the counts of the strata. Where persons were asked in how many other units they are,
    doubles on the lists are taken out (multiplicity). Methods that need what units reported, a second list or
    departmental figures are not made from a survey's answers, and are not shown.
    """
    made = _made.get((analysis.version,), lambda: (_of(analysis.dataset),))[0]
    if made is not None:
        analysis.given(Which(("size", "methods")), made)
    return made


def _of(dataset: Dataset) -> ReleasedTable | None:
    estimates = methods_of(dataset)
    return side_by_side(estimates, source=dataset.hash) if estimates else None
