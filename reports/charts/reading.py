"""A released table as a chart reads it: categories in their order and under their labels, figures as points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from questionnaires.text import Text
from reports.charts.chart import Value
from reports.charts.spec import GIVEN, SIZE, ChartSpec
from reports.charts.units import Unit
from reports.classification import Category
from reports.crosstabs.merging import is_ordered
from reports.disclosure import Dimension, ReleasedTable
from reports.errors import ReportError

#: Figures in the order in which a chart takes them where nobody chose.
USUAL = ("share", "mean", "size", "score", "total")


@dataclass(frozen=True)
class Point:
    """A figure to draw. ``value`` is None where there is none, and ``hidden`` where it is kept from the reader.

    ``step`` is what it is rounded to, None where it is not.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    hidden: bool = False
    step: float | None = None


class Reading:
    """What a chart takes from a table under a specification, in a language.

    ``dimensions`` have the categories that hold anybody (hidden ones among them), ordered and labelled as
    specified; a dimension named as series comes last.

    :raises ReportError: the specification names a figure or a dimension that the table does not have.
    """

    def __init__(self, table: ReleasedTable, spec: ChartSpec, language: str) -> None:
        if not isinstance(table, ReleasedTable):
            raise TypeError("only a released table is drawn")
        self.table = table
        self.spec = spec
        self.language = language
        if not table.cells or not table.dimensions:
            raise _refused("empty", "表中没有任何格", "The table has no cells")
        figures = table.cells[0].figures
        self.figure = spec.figure or next(name for name in (*USUAL, *figures) if name in figures)
        if self.figure not in figures:
            raise _refused("figure", f"表中没有“{self.figure}”", f"The table has no figure “{self.figure}”")
        decimals = min(cell.figure(self.figure).percent_decimals for cell in table.cells)
        self.unit = Unit(self.figure, language, decimals)
        self.names = _ordered_names(table, spec)
        self.dimensions = tuple(self._dimension(name) for name in self.names)

    def label(self, name: str) -> str:
        """What a dimension is called."""
        return self.table.dimension(name).label.say(self.language)

    def says(self, category: Category) -> str:
        """The label of a category of a dimension of this reading."""
        return category.label.say(self.language)

    def point(self, **keys: str | None) -> Point:
        """The figure of a cell; one that no table of a joined table has is nobody: 0 of a share, else nothing."""
        try:
            cell = self.table.cell(**keys)
        except KeyError:
            return Point(0.0 if self.unit.is_share else None, n=0)
        found = cell.figure(self.figure)
        wide = self.spec.intervals
        return Point(
            found.value,
            found.low if wide else None,
            found.high if wide else None,
            cell.n,
            found.suppressed or (cell.suppressed and found.value is None),
            found.step,
        )

    def _dimension(self, name: str) -> Dimension:
        table = self.table
        held = {cell.keys[name] for cell in table.cells if cell.n != 0}
        given = table.dimension(name)
        kept = [one for one in given.categories if one.code in held]
        if not kept:
            kept = list(given.categories)
        words = self.spec.labels.get(name, {})
        kept = [replace(one, label=words[one.code]) if one.code in words else one for one in kept]
        return replace(given, categories=tuple(self._in_order(name, kept)))

    def _in_order(self, name: str, kept: list[Category]) -> list[Category]:
        order = self.spec.order.get(name, GIVEN)
        if order == GIVEN:
            return kept
        if order == SIZE:
            return sorted(kept, key=lambda one: (one.missing is not None, -self._size(name, one.code)))
        place = {code: rank for rank, code in enumerate(order)}
        return sorted(kept, key=lambda one: place.get(one.code, len(place)))

    def _size(self, name: str, code: str) -> float:
        """How large a category is: its own margin, else the mean of what is shown of it; hidden is least."""
        own = self.point(**{name: code})
        if own.value is not None and own.n:
            return own.value
        values = [cell.figure(self.figure).value for cell in self.table.inner() if cell.keys[name] == code]
        shown = [value for value in values if value is not None]
        return sum(shown) / len(shown) if shown else float("-inf")

    def is_set(self, name: str) -> bool:
        """Whether somebody decided on the order of a dimension."""
        return name in self.spec.order

    def line(self) -> tuple[Category, ...]:
        """The categories of the only dimension, largest first unless they have an order."""
        (dimension,) = self.dimensions
        if self.is_set(dimension.name) or is_ordered(dimension.name):
            return dimension.categories
        return self.by_size(dimension)

    def by_size(self, dimension: Dimension) -> tuple[Category, ...]:
        """The categories of a dimension, the largest first, then hidden ones, then kinds of missing."""
        return tuple(
            sorted(
                dimension.categories,
                key=lambda one: (one.missing is not None, -self._size(dimension.name, one.code)),
            )
        )

    def head(self, *more: str) -> list[Value]:
        """The heading of the data of a chart of single points."""
        zh = self.language.startswith("zh")
        last = (
            ("95 % 下限", "95 % 上限", "n", "不公布") if zh else ("95 % low", "95 % high", "n", "suppressed")
        )
        return [*(self.label(name) for name in (more or self.names)), self.unit.name, *last]

    def record(self, labels: tuple[str, ...], point: Point) -> list[Value]:
        """A row of that data."""
        return [*labels, point.value, point.low, point.high, point.n, int(point.hidden)]


def within_rows(
    table: ReleasedTable, language: str, *, whole: bool = False, answers: bool = False
) -> tuple[list[str], list[list[float | None]]]:
    """Rows (all dimensions but the last) by the last dimension, as shares within each row.

    Where ``whole``, shares stay as the table gives them. A figure is None where the cell, or the total it
    would be divided by, is hidden. Rows without anybody are left out, and with ``answers`` those of missing
    answers too.
    """
    return rows_within(table, table.dimensions, language, whole=whole, answers=answers)


def rows_within(
    table: ReleasedTable,
    dimensions: Sequence[Dimension],
    language: str,
    figure: str = "share",
    *,
    whole: bool = False,
    answers: bool = False,
) -> tuple[list[str], list[list[float | None]]]:
    """The same for a figure and for dimensions with the categories, order and labels of a :class:`Reading`."""
    *before, last = dimensions
    rows: list[tuple[Category, ...]] = [()]
    for dimension in before:
        rows = [(*row, category) for row in rows for category in dimension.categories]
    labels, shares = [], []
    for row in rows:
        if answers and any(category.missing is not None for category in row):
            continue
        keys: dict[str, str | None] = {
            dimension.name: category.code for dimension, category in zip(before, row, strict=True)
        }
        total = _figure(table, figure, keys, otherwise=1.0)
        if total == 0:
            continue
        line: list[float | None] = []
        for category in last.categories:
            share = _figure(table, figure, {**keys, last.name: category.code})
            line.append(share if share is None or whole else None if not total else share / total)
        labels.append(" · ".join(category.label.say(language) for category in row))
        shares.append(line)
    return labels, shares


def _figure(
    table: ReleasedTable, figure: str, keys: Mapping[str, str | None], otherwise: float = 0.0
) -> float | None:
    try:
        return table.cell(**keys).figure(figure).value
    except KeyError:  # joined items differ in the kinds of missing that occur: nobody is in this one
        return otherwise


def _ordered_names(table: ReleasedTable, spec: ChartSpec) -> tuple[str, ...]:
    names = [dimension.name for dimension in table.dimensions]
    if not spec.series:
        return tuple(names)
    if spec.series not in names:
        raise _refused("series", f"表中没有“{spec.series}”", f"The table has no dimension “{spec.series}”")
    return (*(name for name in names if name != spec.series), spec.series)


def _refused(place: str, zh: str, en: str) -> ReportError:
    return ReportError(
        f"chart.{place}",
        place,
        Text(zh=f"{zh}，无法画图。", en=f"{en}: nothing can be drawn."),
        Text(zh="请换一张表，或改图表设置。", en="Take another table, or change the settings of the chart."),
    )
