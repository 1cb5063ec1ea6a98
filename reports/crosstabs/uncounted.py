"""Where a table of a number must not say how many gave it, since the few who did not would follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from questionnaires.text import Text
from reports.classification import Classification
from reports.codebook import Variable
from reports.crosstabs.by_unit import sensitive
from reports.crosstabs.one_way import hidden_of
from reports.crosstabs.unanswered import answered_or_why
from reports.dataset import Dataset
from reports.disclosure import Base, Magnitudes, Policy, RawTable, hide
from reports.disclosure.cube import Bools, Cube, Ints, cube_of
from reports.disclosure.magnitudes import lacking
from reports.disclosure.tables import SMALL_BASE
from reports.disclosure.uncounted import mean_uncounted
from reports.disclosure.units import margins

UNCOUNTED = Text(
    zh="没有填这个数的人很少：为保护他们不说有多少人填了，均值取整到 {step}，区间相应放宽。",
    en="Very few did not give this number: to protect them how many did is not told, the mean is rounded to {step}, and "
    "its interval is widened.",
)
SOME_UNCOUNTED = Text(
    zh="没有填这个数的人很少的组，为保护他们不给 n，均值取整，区间相应放宽。",
    en="Where very few of a group did not give this number, n is not told to protect them, the mean is rounded, and its "
    "interval is widened.",
)


def is_uncounted(dataset: Dataset, variable: Variable, policy: Policy) -> bool:
    """Whether the frequencies of a number hide how many gave it, few of all having left it out."""
    return bool(hidden_of(dataset, answered_or_why(dataset, variable), policy)[0])


def is_told(dataset: Dataset, variable: Variable, policy: Policy) -> bool:
    """Whether figures of a number may be told without n: enough gave it, and no one or two make the total."""
    values = dataset.numbers(variable.name)
    if int(np.count_nonzero(~np.isnan(values))) < SMALL_BASE:
        return False
    whole = Magnitudes([np.zeros(len(values), dtype=np.int64)], (1,), values, dataset.weights)
    return not lacking(whole, policy).any()


def uncounted_cells(
    dataset: Dataset,
    classes: Sequence[Classification],
    variable: Variable,
    policy: Policy,
    rows: Bools | None = None,
) -> Bools:
    """The cells and margins of a table of a number by groups that do not say how many gave it, (K₁+1, …).

    The groups by whether the number was given are a table whose own margins, the groups and the frequencies of the
    number, are told: where that table hides a cell, its count is not told here either. A table of some ``rows`` (n,) is
    held against the one of everybody.
    """
    missing = np.isnan(dataset.numbers(variable.name))
    if not missing.any():
        return np.zeros([len(one.categories) + 1 for one in classes], dtype=bool)
    whole = np.full(2, is_uncounted(dataset, variable, policy))
    given = [*(hidden_of(dataset, one, policy) for one in classes), whole]
    found = sensitive(dataset, classes, policy)
    cube = _by(dataset, classes, [missing], given, found)
    closed = np.asarray(hide(cube, policy.threshold)[..., 0], dtype=bool)
    if rows is None:
        return closed
    cube = _by(dataset, classes, [~rows, missing], [*given[:-1], None, whole], found)
    both = np.zeros((2, *cube.counts.shape), dtype=bool)
    if cube.sensitive is not None:
        both[0] |= cube.sensitive
    both[0, ..., -1, 0] |= closed
    both[1, ..., -1, 0] = ~closed
    cube = Cube(cube.parts, cube.weights, cube.given, cube.firm, both[0], known=both[1])
    return np.asarray(hide(cube, policy.threshold)[..., 0, 0], dtype=bool)


def _by(
    dataset: Dataset,
    classes: Sequence[Classification],
    more: Sequence[Bools],
    given: Sequence[Bools | None],
    closed: Bools | None,
) -> Cube:
    """Groups by ``more``, each of two kinds, (n,); ``closed`` are the groups that the policy closes."""
    sizes = [*(len(one.categories) for one in classes), *[2] * len(more)]
    codes = [*(one.codes for one in classes), *(one.astype(np.int64) for one in more)]
    made = cube_of(codes, sizes, dataset.weights)
    if closed is not None:
        closed = np.broadcast_to(closed.reshape(*closed.shape, *[1] * len(more)), made.counts.shape).copy()
    return Cube(made.parts, made.weights, tuple(given), closed is None, closed)


def without_counts(raw: RawTable, closed: Bools, everybody: Ints, policy: Policy) -> RawTable:
    """A table of means by groups whose ``closed`` cells, (K₁+1, …), have no n and a rounded mean.

    ``everybody`` are all answers of each cell, by which a small base is marked where n is not told.
    """
    behind = raw.magnitudes
    if behind is None or not closed.any():
        return raw
    held = ~np.isnan(behind.values)
    numbers = np.arange(closed.size).reshape(closed.shape)
    made = list(raw.figures["mean"])
    for place, cell, _ in margins(behind.codes, behind.sizes):
        own = numbers[place].ravel()
        for at in np.flatnonzero(closed[place].ravel()):
            part = behind.values[held & (cell == at)]
            made[int(own[at])] = mean_uncounted(made[int(own[at])], part, policy.threshold)
    return replace(
        raw,
        figures={**raw.figures, "mean": made},
        base=Base(None, None) if closed.ravel()[-1] else raw.base,
        base_n=np.where(closed, everybody, raw.cube.counts),
        notes=(*raw.notes, SOME_UNCOUNTED),
        untold=closed,
    )
