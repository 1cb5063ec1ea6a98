"""The only door to the outlets: a table goes in raw and comes out released, with hidden cells emptied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from questionnaires.text import Text
from reports.classification import Category
from reports.disclosure.controlled import BASES, controlled
from reports.disclosure.cube import Bools, Cube, Ints
from reports.disclosure.magnitudes import Magnitudes, hide_totals
from reports.disclosure.policy import PUBLIC, Policy
from reports.disclosure.rounding import coarse_figure, grain_of, is_count, rounded, rounded_figure, step_of
from reports.disclosure.suppression import hide
from reports.estimates.estimate import Estimate, Floats

SMALL_BASE = 30
_SEAL = object()
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


@dataclass(frozen=True)
class Dimension:
    """A dimension of a table: what it is called and its categories, the total not among them."""

    name: str
    label: Text
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Base:
    """What a table stands on: the answers and the sum of their weights, None where these are hidden."""

    n: int | None
    weighted_n: float | None


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table before disclosure control; it must not leave the analysis module.

    ``cube`` holds the counts with margins, ``weighted`` the weighted counts in the same shape, and each
    of ``figures`` one estimate per cell in the order of the flattened cube. ``base_n`` is the count in
    the same shape that decides the small-base mark, by default the cell's own. ``step`` is what weighted
    counts are rounded to (:func:`reports.disclosure.rounding.step_of`), by default after the cube's weights.
    ``magnitudes`` are the numbers that means and totals of the table are made of, in the shape of the cube.
    """

    title: Text
    dimensions: tuple[Dimension, ...]
    cube: Cube
    weighted: Floats
    figures: Mapping[str, Sequence[Estimate]]
    base: Base
    base_n: Ints | None = None
    notes: tuple[Text, ...] = ()
    source: str = ""
    step: float | None = None
    magnitudes: Magnitudes | None = None


@dataclass(frozen=True)
class TableCell:
    """One cell of a released table.

    ``keys`` gives the category code by dimension, None for the total. All figures of a hidden cell are
    None and ``reason`` says why. ``small_base`` marks figures that stand on fewer than 30 answers.
    """

    keys: Mapping[str, str | None]
    n: int | None
    weighted_n: float | None
    figures: Mapping[str, Estimate]
    suppressed: bool = False
    reason: Text | None = None
    small_base: bool = False

    def figure(self, name: str = "share") -> Estimate:
        """A figure of the cell by name, such as ``share`` or ``mean``."""
        return self.figures[name]


@dataclass(frozen=True, eq=False)
class ReleasedTable:
    """A table that has passed disclosure control: the only thing charts and documents accept.

    It cannot be constructed outside this module; :func:`release` and :func:`join` make it.
    """

    title: Text
    dimensions: tuple[Dimension, ...]
    cells: tuple[TableCell, ...]
    base: Base
    policy: Policy
    notes: tuple[Text, ...]
    source: str
    _seal: object = field(repr=False, default=None)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("a ReleasedTable is made by reports.disclosure.release only")
        index = {tuple(cell.keys.get(d.name) for d in self.dimensions): cell for cell in self.cells}
        object.__setattr__(self, "_index", index)

    def __iter__(self) -> Iterator[TableCell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def cell(self, **keys: str | None) -> TableCell:
        """The cell with these categories; a dimension that is not named is its total."""
        unknown = set(keys) - {dimension.name for dimension in self.dimensions}
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        index: dict[tuple[str | None, ...], TableCell] = getattr(self, "_index")  # noqa: B009
        return index[tuple(keys.get(dimension.name) for dimension in self.dimensions)]

    def inner(self) -> tuple[TableCell, ...]:
        """The cells that are no total of any dimension, in order."""
        return tuple(cell for cell in self.cells if None not in cell.keys.values())

    def dimension(self, name: str) -> Dimension:
        """A dimension by name."""
        return next(dimension for dimension in self.dimensions if dimension.name == name)

    def say(self, dimension: str, code: str | None, language: str = "zh-CN") -> str:
        """The label of a category, or the word for the total."""
        if code is None:
            return Text(zh="合计", en="Total").say(language)
        found = next(category for category in self.dimension(dimension).categories if category.code == code)
        return found.label.say(language)

    @property
    def threshold(self) -> int:
        """The least count that it publishes."""
        return self.policy.threshold

    @property
    def suppressed(self) -> int:
        """How many cells are hidden."""
        return sum(cell.suppressed for cell in self.cells)


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
    return ReleasedTable(raw.title, raw.dimensions, tuple(cells), base, policy, every, raw.source, _SEAL)


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
    cells = []
    for index, keys in enumerate(_keys(raw)):
        figures = {name: values[index] for name, values in raw.figures.items()}
        if hidden[index]:
            emptied = {name: figure.suppress(reason) for name, figure in figures.items()}
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


def join(
    title: Text,
    dimension: Dimension,
    tables: Sequence[ReleasedTable],
    keep: Mapping[str, str | None] | None = None,
    last: tuple[Category, ...] | None = None,
) -> ReleasedTable:
    """Put released tables side by side along a new first dimension, one category for each table.

    ``keep`` takes of each table only the cells with these keys and drops their dimension, so that of
    the chosen/not chosen tables of a multiple choice the chosen remain. ``last`` are the categories of the
    last dimension where they differ from table to table. Nothing hidden comes back.
    """
    keep = keep or {}
    cells = [
        replace(
            cell, keys={dimension.name: category.code} | {k: v for k, v in cell.keys.items() if k not in keep}
        )
        for category, table in zip(dimension.categories, tables, strict=True)
        for cell in table.cells
        if all(cell.keys.get(name) == code for name, code in keep.items())
    ]
    first = tables[0]
    kept = [d for d in first.dimensions if d.name not in keep]
    if last is not None:
        kept[-1] = replace(kept[-1], categories=last)
    dimensions = (dimension, *kept)
    return ReleasedTable(
        title, dimensions, tuple(cells), first.base, first.policy, first.notes, first.source, _SEAL
    )


def only(table: ReleasedTable, keep: Mapping[str, str | None], inner: str = "") -> ReleasedTable:
    """The cells of a released table with these keys, their dimensions dropped; nothing hidden comes back.

    ``inner`` names a dimension whose totals are left out.
    """
    cells = tuple(
        replace(cell, keys={name: code for name, code in cell.keys.items() if name not in keep})
        for cell in table.cells
        if all(cell.keys.get(name) == code for name, code in keep.items())
        and (not inner or cell.keys.get(inner) is not None)
    )
    kept = tuple(dimension for dimension in table.dimensions if dimension.name not in keep)
    return replace(table, dimensions=kept, cells=cells)


def to_json(
    table: ReleasedTable, figure: str = "share", rename: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The table as the command line prints it: ``base`` and one row per inner cell, hidden figures null."""
    rename = rename or {}
    rows = []
    for cell in table.inner():
        estimate = cell.figure(figure)
        row: dict[str, Any] = {rename.get(name, name): code for name, code in cell.keys.items()}
        row |= {"n": cell.n, "weighted_n": cell.weighted_n, figure: estimate.value, "se": estimate.se}
        row |= {"low": estimate.low, "high": estimate.high, "suppressed": cell.suppressed}
        rows.append(row)
    return {
        "base": {"n": table.base.n, "weighted_n": table.base.weighted_n, "source": table.source},
        "rows": rows,
    }
