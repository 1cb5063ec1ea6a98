"""How numbers, or weights, are spread over classes: the table behind a histogram."""

from __future__ import annotations

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification
from reports.codebook import Variable
from reports.crosstabs.breakdown import require_enough
from reports.crosstabs.grid import grid_of
from reports.crosstabs.uncounted import is_uncounted
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    THRESHOLD,
    Base,
    Dimension,
    Policy,
    RawTable,
    ReleasedTable,
    release,
)
from reports.disclosure.cube import Bools, Cube, Floats, with_margins
from reports.disclosure.rounding import step_of
from reports.disclosure.uncounted import shares_uncounted
from reports.errors import ReportError
from reports.estimates import Estimate
from reports.sample_design import design_of

BIN = "bin"
MOST_CLASSES = 24
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
NO_ERROR = Text(zh="不作推断，无标准误", en="No standard error: nothing is estimated")
SHARES_UNCOUNTED = Text(
    zh="没有填这个数的人很少：为保护他们不给人数，占比取整，区间相应放宽。",
    en="Very few did not give this number: to protect them counts are not given, shares are rounded, and their intervals "
    "widened.",
)
NOT_WEIGHTED = Text(zh="按答卷份数计，未加权。", en="Shares of answers, not weighted.")


def distribution(
    dataset: Dataset, name: str, policy: Policy = PUBLIC, title: Text | None = None
) -> ReleasedTable:
    """The weighted shares of a number variable in classes of one round width, over those who gave a number.

    The classes at both ends are open and hold as many answers as the threshold of the ``policy``, so that they do not tell who is
    farthest out; neighbours of fewer answers are put together, so that nothing need be hidden.

    :raises ReportError: too few answers, or all the same.
    """
    require_enough(dataset, policy)
    variable = dataset.variable(name)
    label = variable.label
    if variable.kind != "number":
        raise _refused("kind", label, Text(zh="不是数值题，没有分布。", en="This is no number."))
    values = dataset.numbers(name)
    made = _spread(dataset, values, policy, title or label, label)
    return _weighted(dataset, made, ~np.isnan(values), title or label, policy, variable)


def weight_distribution(dataset: Dataset, policy: Policy = PUBLIC) -> ReleasedTable:
    """How many answers, unweighted, bear weights of what size."""
    require_enough(dataset, policy)
    label = Text(zh="权数", en="Weight")
    title = Text(zh="权数的分布", en="Distribution of the weights")
    return _counted(
        dataset, _spread(dataset, dataset.weights.astype(np.float64), policy, title, label), title, policy
    )


def edges_for(values: Floats, threshold: int = THRESHOLD) -> Floats:
    """Inner edges of classes: round, and ``threshold`` values or more below the first, above the last and between.

    Begins with the width of Freedman and Diaconis (1981), 2·IQR·n^(−1/3), rounded up to a round number.
    """
    ordered = np.sort(values)
    low, high = float(ordered[threshold - 1]), float(ordered[-threshold])
    if not high > low:
        return np.zeros(0)
    q1, q3 = np.quantile(ordered, [0.25, 0.75])
    wide = max(2 * float(q3 - q1) * len(ordered) ** (-1 / 3), (high - low) / MOST_CLASSES)
    step = _round_up(wide)
    if np.all(ordered == np.round(ordered)):
        return _held(ordered, _between_whole(low, high, max(1.0, np.ceil(step))), threshold)
    first, last = np.floor(low / step) + 1, np.ceil(high / step) - 1
    if last < first:
        first = last = np.floor(high / step)
    edges = np.arange(first, last + 1) * step
    return _held(ordered, np.round(edges, 12), threshold)


def _between_whole(low: float, high: float, step: float) -> Floats:
    """Edges halfway between whole numbers, so that every class says which numbers it holds."""
    first = np.floor(low / step) * step + step
    return np.asarray(np.arange(first, max(high, first) + 1e-9, step) - 0.5, dtype=np.float64)


def _held(ordered: Floats, edges: Floats, threshold: int) -> Floats:
    """Edges left when classes of too few values are put together with the next one outwards."""
    kept: list[float] = []
    before = 0
    for edge in edges:
        below = int(np.searchsorted(ordered, edge, side="left"))
        if below - before >= threshold and len(ordered) - below >= threshold:
            kept.append(float(edge))
            before = below
    return np.array(kept)


def _round_up(wide: float) -> float:
    power = 10.0 ** np.floor(np.log10(wide))
    return float(next(step * power for step in STEPS if step * power >= wide * (1 - 1e-9)))


def _spread(dataset: Dataset, values: Floats, policy: Policy, title: Text, label: Text) -> Classification:
    """Which class every number (n,) is in; those that are NaN are in any."""
    threshold = policy.threshold
    held: Bools = ~np.isnan(values)
    if int(held.sum()) < 2 * threshold:
        raise _refused(
            "few",
            title,
            Text(
                zh=f"少于 {2 * threshold} 个数，不作分布。",
                en=f"There are fewer than {2 * threshold} numbers.",
            ),
        )
    edges = edges_for(values[held], threshold)
    if not len(edges):
        raise _refused(
            "constant",
            title,
            Text(zh="几乎所有的数都相同，没有分布可看。", en="Nearly all numbers are the same."),
        )
    codes = np.searchsorted(edges, np.where(held, values, edges[0]), side="right").astype(np.int64)
    is_whole = bool(np.all(values[held] == np.round(values[held])))
    least = float(values[held].min()) if is_whole else None
    categories = tuple(_category(edges, place, least) for place in range(len(edges) + 1))
    return Classification(BIN, label, categories, codes)


def _weighted(
    dataset: Dataset, classes: Classification, held: Bools, title: Text, policy: Policy, variable: Variable
) -> ReleasedTable:
    """Shares of those who gave a number; without n, and rounded, where the frequencies hide how many these are."""
    grid = grid_of(design_of(dataset), [classes])
    weights, shares = dataset.weights[held], grid.shares(held)
    closed = is_uncounted(dataset, variable, policy)
    if closed:
        of_all = _of_all(dataset, classes, held)
        shares = shares_uncounted(shares, of_all, len(weights), policy.threshold)
    raw = RawTable(
        title=title,
        dimensions=(Dimension(BIN, classes.label, classes.categories),),
        cube=grid.cube(held),
        weighted=grid.weighted(held),
        figures={"share": shares},
        base=Base(None, None) if closed else Base(len(weights), float(weights.sum())),
        notes=(*dataset.design.notes, *([SHARES_UNCOUNTED] if closed else [])),
        source=dataset.hash,
        step=step_of(dataset.weights),
        untold=closed,
    )
    return release(raw, policy)


def _of_all(dataset: Dataset, classes: Classification, held: Bools) -> list[Estimate]:
    """The shares of the classes, and of all of them, among everybody."""
    outside = Category("", classes.label)
    codes = np.where(held, classes.codes, len(classes.categories))
    every = Classification(BIN, classes.label, (*classes.categories, outside), codes)
    return grid_of(design_of(dataset), [every]).shares()[: len(classes.categories) + 1]


def _counted(dataset: Dataset, classes: Classification, title: Text, policy: Policy) -> ReleasedTable:
    """Plain shares of answers, without errors: they describe these answers and estimate nothing."""
    counts = np.bincount(classes.codes, minlength=len(classes.categories)).astype(np.int64)
    cube = Cube(with_margins(counts[None, :], 1), np.ones(1))
    count = len(dataset)
    shares = [
        Estimate(float(n) / count, None, None, None, None, None, int(n), float(n), reason=NO_ERROR)
        for n in cube.counts
    ]
    raw = RawTable(
        title=title,
        dimensions=(Dimension(BIN, classes.label, classes.categories),),
        cube=cube,
        weighted=cube.counts.astype(np.float64),
        figures={"share": shares},
        base=Base(count, float(count)),
        notes=(NOT_WEIGHTED,),
        source=dataset.hash,
    )
    return release(raw, policy)


def _category(edges: Floats, place: int, least: float | None) -> Category:
    """A class as ``low:high``, open at an end where nothing stands before or after the colon.

    ``least`` is the smallest number where all are whole, else None.
    """
    below = float(edges[place - 1]) if place else None
    above = float(edges[place]) if place < len(edges) else None
    code = f"{'' if below is None else f'{below:.12g}'}:{'' if above is None else f'{above:.12g}'}"
    if least is not None and all(edge is None or edge % 1 == 0.5 for edge in (below, above)):
        return Category(code, _whole(below, above, least))
    if below is None:
        return Category(code, Text(zh=f"{above:.12g} 以下", en=f"below {above:.12g}"))
    if above is None:
        return Category(code, Text(zh=f"{below:.12g} 及以上", en=f"{below:.12g} and above"))
    return Category(code, Text(zh=f"{below:.12g}–{above:.12g}", en=f"{below:.12g}–{above:.12g}"))


def _whole(below: float | None, above: float | None, least: float) -> Text:
    """Which whole numbers a class holds; of counts the lowest may hold nothing but 0."""
    first = None if below is None else round(below + 0.5)
    last = None if above is None else round(above - 0.5)
    if first is None and last == 0 and least >= 0:
        return Text(zh="0", en="0")
    if first is None:
        return Text(zh=f"{last} 及以下", en=f"{last} and below")
    if last is None:
        return Text(zh=f"{first} 及以上", en=f"{first} and above")
    words = f"{first}" if first == last else f"{first}–{last}"
    return Text(zh=words, en=words)


def _refused(code: str, title: Text, reason: Text) -> ReportError:
    return ReportError(
        f"distribution.{code}",
        title.say("zh-CN"),
        reason,
        Text(zh="请看频数表，或换一个数值变量。", en="Use the table of frequencies, or another number."),
    )
