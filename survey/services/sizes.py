"""The size of the workforce by the methods that the survey's own data allow, side by side. Nothing here writes."""

from __future__ import annotations

from typing import Any

from reports.dataset import Dataset
from reports.disclosure import PUBLIC, ReleasedTable
from reports.errors import ReportError
from reports.sample_design import design_of
from reports.size import SizeEstimate, multiplicity, roster, side_by_side
from reports.tests.showing import require_shown
from survey.services.memory import Memory
from survey.services.releases import Which
from survey.services.results import Analysis

#: The question of the library on how many units besides the one sampled somebody belongs to.
OTHER_UNITS = "multi_unit"
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
    known = [one.population for one in dataset.design.strata if one.population is not None]
    if not known or not dataset.design.probability:
        return None
    estimates = [roster(known, 0), *_without_doubles(dataset)]
    return side_by_side(estimates, source=dataset.hash)


def _without_doubles(dataset: Dataset) -> list[SizeEstimate]:
    if OTHER_UNITS not in dataset or dataset.variable(OTHER_UNITS).kind != "number":
        return []
    try:
        require_shown(dataset, (OTHER_UNITS,), PUBLIC)
        return [multiplicity(design_of(dataset), 1 + dataset.numbers(OTHER_UNITS))]
    except ReportError:  # answers that cannot be numbers of lists, or too few: the roster stands alone
        return []
