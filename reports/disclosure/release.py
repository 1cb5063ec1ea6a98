"""The only door to the outlets: a table goes in raw and comes out released, with hidden cells emptied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from questionnaires.text import Text
from reports.disclosure.controlled import BASES, controlled
from reports.disclosure.cube import Bools, Cube
from reports.disclosure.magnitudes import hide_totals
from reports.disclosure.policy import PUBLIC, Policy
from reports.disclosure.rounding import coarse_figure, grain_of, is_count, rounded, rounded_figure, step_of
from reports.disclosure.suppression import hide
from reports.disclosure.tables import SEAL, SMALL_BASE, Base, RawTable, ReleasedTable, TableCell

_collected: ContextVar[list[ReleasedTable] | None] = ContextVar("collected", default=None)

HIDDEN = Text(
    zh="为保护个人信息不公布（少于{threshold}人，或可由此推算出少于{threshold}人的数）",
    en="Not published, to protect persons (fewer than {threshold}, or would reveal fewer than {threshold})",
)

DOMINATED = Text(
    zh="为保护个人信息不公布（合计主要由一两份答卷构成，或可由此推算）",
    en="Not published, to protect persons (one or two answers make most of the total, or it would reveal such)",
)
WITHHELD = Text(
    zh="为保护个人信息不公布（四舍五入后仍可推算出很少的人）",
    en="Not published, to protect persons (rounding alone would still tell of very few)",
)
ROUNDED = Text(
    zh="为保护个人信息，人数{how}；各数与合计分别取整，因此相加不一定等于合计，占比也相应取整。",
    en="To protect persons counts are rounded ({how}). Cells and totals are rounded each by itself, so that "
    "they need not add up; shares are rounded to match.",
)
HOW = {
    "base5": Text(zh="取整到最接近的 5", en="to the nearest 5"),
    "base10": Text(zh="取整到最接近的 10", en="to the nearest 10"),
    "eurostat": Text(
        zh="1–7 记作 5，8 及以上取整到最接近的 10", en="1 to 7 as 5, 8 or more to the nearest 10"
    ),
}


def release(raw: RawTable, policy: Policy = PUBLIC) -> ReleasedTable:
    """Pass a table through disclosure control: hidden cells lose every figure, the rest is kept.

    ``policy`` says for whom. Weighted counts and
    shares of a hidden cell go with its count, since a known weight turns them back into persons. Primary and
    secondary cells bear the same reason, for the difference would tell. What is shown is rounded
    (:mod:`reports.disclosure.rounding`). Of a number's totals and means those go that dominance or the p%
    rule closes, and others with them; the cell then keeps its count. Where the policy rounds counts, nothing
    is hidden but what rounding cannot protect; tables of numbers are hidden all the same.
    """
    if policy.rounding and raw.magnitudes is None:
        made = _sealed(raw, policy, _rounded_cells(raw, policy), (_said_of(policy),))
    else:
        made = _sealed(raw, policy, _cells(raw, policy), ())
    collecting = _collected.get()
    if collecting is not None:
        collecting.append(made)
    return made


@contextmanager
def collected() -> Iterator[list[ReleasedTable]]:
    """The tables that are released meanwhile in this thread: what a document of many tables gives away.

    Tables joined of several count as their parts.
    """
    found: list[ReleasedTable] = []
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def _sealed(
    raw: RawTable, policy: Policy, cells: Sequence[TableCell], notes: tuple[Text, ...]
) -> ReleasedTable:
    base = Base(None, None) if cells[-1].suppressed else raw.base
    every = (*raw.notes, *notes)
    return ReleasedTable(raw.title, raw.dimensions, tuple(cells), base, policy, every, raw.source, SEAL)


def _cells(raw: RawTable, policy: Policy) -> list[TableCell]:
    """The cells of a table some of whose counts, and totals, are hidden."""
    threshold = policy.threshold
    mask = hide(raw.cube, threshold)
    hidden, closed = mask.ravel(), mask.ravel()
    if raw.magnitudes is not None:
        closed = hide_totals(raw.magnitudes, mask, policy).ravel()
    counts, weighted = raw.cube.counts.ravel(), raw.weighted.ravel()
    reason = HIDDEN.fill(threshold=threshold)
    step = step_of(raw.cube.weights) if raw.step is None else raw.step
    exact = _exact(raw.cube)
    untold = np.broadcast_to(raw.untold, raw.cube.counts.shape).ravel()
    cells = []
    for index, keys in enumerate(_keys(raw)):
        figures = {name: values[index] for name, values in raw.figures.items()}
        if hidden[index]:
            kept = {name: values[index] for name, values in raw.uncounted.items()}
            emptied = {name: kept.get(name) or figure.suppress(reason) for name, figure in figures.items()}
            cells.append(TableCell(keys, None, None, emptied, suppressed=True, reason=reason))
            continue
        own = 0.0 if exact[index] else step
        shown = {
            name: figure.suppress(DOMINATED)
            if closed[index] and not is_count(name)
            else rounded_figure(name, figure, own)
            for name, figure in figures.items()
        }
        number = rounded(float(weighted[index]), own)
        small = _is_small(raw, index)
        if untold[index]:
            cells.append(TableCell(keys, None, None, shown, small_base=small))
            continue
        cells.append(TableCell(keys, int(counts[index]), number, shown, small_base=small))
    return cells


def _rounded_cells(raw: RawTable, policy: Policy) -> list[TableCell]:
    """The cells of a table whose counts are rounded; figures beside them are made no finer."""
    made = controlled(raw.cube, policy.rounding, policy.threshold)
    counts, withheld = raw.cube.counts.ravel(), made.withheld.ravel()
    base = BASES[policy.rounding]
    step = step_of(raw.cube.weights * base, least=float(base))
    bases = np.full(counts.shape, counts[-1]) if raw.base_n is None else raw.base_n.ravel()
    weighted, shown = raw.weighted.ravel(), made.counts.ravel()
    cells = []
    for index, keys in enumerate(_keys(raw)):
        figures = {name: values[index] for name, values in raw.figures.items()}
        if withheld[index]:
            emptied = {name: figure.suppress(WITHHELD) for name, figure in figures.items()}
            cells.append(TableCell(keys, None, None, emptied, suppressed=True, reason=WITHHELD))
            continue
        n, grain = int(shown[index]), grain_of(base, int(bases[index]))
        coarse = {
            name: figure.suppress(WITHHELD)
            if counts[index] < policy.threshold and not is_count(name)
            else coarse_figure(name, figure, n, step, grain)
            for name, figure in figures.items()
        }
        number = float(weighted[index]) if index == len(counts) - 1 else rounded(float(weighted[index]), step)
        cells.append(TableCell(keys, n, number, coarse, small_base=_is_small(raw, index)))
    return cells


def _keys(raw: RawTable) -> Iterator[dict[str, str | None]]:
    """The category codes of every cell, in the order of the flattened cube."""
    codes: list[list[str | None]] = [[*(c.code for c in d.categories), None] for d in raw.dimensions]
    names = [dimension.name for dimension in raw.dimensions]
    for place in np.ndindex(raw.cube.counts.shape):
        yield {name: codes[axis][at] for axis, (name, at) in enumerate(zip(names, place, strict=True))}


def _is_small(raw: RawTable, index: int) -> bool:
    small = (raw.cube.counts if raw.base_n is None else raw.base_n).ravel()
    return bool(0 < small[index] < SMALL_BASE)


def _said_of(policy: Policy) -> Text:
    return ROUNDED.fill(how=HOW[policy.rounding])


def _exact(cube: Cube) -> Bools:
    """Cells whose weighted count tells no more than their count: of one weight only, or the grand total."""
    several = len(cube.weights) > 1
    exact = cube.possible.sum(axis=0) <= 1 if several else np.zeros(cube.counts.shape, dtype=bool)
    exact[cube.grand] = True
    return np.asarray(exact.ravel(), dtype=bool)
