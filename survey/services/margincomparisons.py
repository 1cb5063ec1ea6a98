"""What a set of weights did to the margins it was calibrated to: shares before, known, and reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import classify
from reports.dataset import Dataset
from reports.disclosure import Dimension, ReleasedTable
from reports.weighting import Recipe
from reports.weighting.recipe import Margin, PostStratification
from survey.services import results
from survey.services.results import Analysis


@dataclass(frozen=True)
class Category:
    """A category of a margin: the known total, and shares of those who answered: by ``base``, known, reached.

    What disclosure control hides is None. What is reached is what is known, up to trimming: it tells nothing of
    the answers.
    """

    label: Text
    n: int | None
    total: float
    before: float | None
    known: float
    after: float


@dataclass(frozen=True)
class Compared:
    """A margin before and after."""

    label: Text
    source: str
    categories: tuple[Category, ...]


def compared(before: Analysis, after: Analysis, recipe: Recipe) -> list[Compared]:
    """Every margin that a recipe calibrates to, as released tables have it before and after."""
    step = recipe.calibration
    if step is None:
        return []
    margins = (step.margin,) if isinstance(step, PostStratification) else step.margins
    return [_compared(before, after, margin) for margin in margins if len(margin.variables) == 1]


def _compared(before: Analysis, after: Analysis, margin: Margin) -> Compared:
    (name,) = margin.variables
    table = results.breakdown(before, [name]).table
    dimension = table.dimensions[0]
    whole, reached = sum(margin.totals.values()), _reached(after.dataset, name)
    found = []
    for one in dimension.categories:
        total = margin.totals.get((one.code,))
        if one.missing is not None or total is None:
            continue
        cell = table.cell(**{dimension.name: one.code})
        n = None if cell.suppressed else cell.n
        share = _share(table, dimension, one.code)
        found.append(Category(one.label, n, total, share, total / whole, reached[one.code]))
    return Compared(dimension.label, margin.source, tuple(found))


def _reached(dataset: Dataset, name: str) -> dict[str, float]:
    """The weighted share of every category among those who answered."""
    read = classify(dataset, name)
    sums = np.bincount(read.codes, dataset.weights, len(read.categories))
    answered = sum(held for one, held in zip(read.categories, sums, strict=True) if one.missing is None)
    return {one.code: float(held / answered) for one, held in zip(read.categories, sums, strict=True)}


def _share(table: ReleasedTable, dimension: Dimension, code: str) -> float | None:
    """The share of a category among those who answered; None where a cell it needs is hidden."""
    unanswered = [one.code for one in dimension.categories if one.missing is not None]
    share, *missing = [
        table.cell(**{dimension.name: one}).figure("share").value for one in (code, *unanswered)
    ]
    if share is None or None in missing:
        return None
    answered = 1 - sum(one for one in missing if one is not None)
    return share / answered if answered > 0 else None
