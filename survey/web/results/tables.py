"""Released tables as a page shows them: a row for every group and, indented, for the groups within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.charts.drawing import base_line
from reports.disclosure import Dimension, ReleasedTable, TableCell

#: Groups are shown whole; a page ends after the first that reaches this many rows.
ROWS = 120


@dataclass(frozen=True)
class Line:
    """One row: how far it is indented, its label, the labels above it, and its cell.

    ``cell`` is None where there is no such margin (the options of a multiple choice add up to nothing).
    """

    level: int
    label: str
    above: str
    cell: TableCell | None
    is_missing: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class Group:
    """Rows that belong together: the first is their heading where there are levels below it."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shown:
    """A table on a page: which figures it has, its groups, and what is said below it."""

    heading: str
    figure: str
    with_persons: bool
    with_valid: bool
    is_deep: bool
    groups: tuple[Group, ...]
    total: Line | None
    base: str
    notes: tuple[str, ...]
    hidden: int
    reason: str
    has_small: bool
    has_intervals: bool

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(group.lines) for group in self.groups)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return 3 + self.with_persons + self.with_valid - (self.figure == "size")


def shown_table(table: ReleasedTable, language: str, by: Sequence[str] = ()) -> Shown:
    """A table for the page; dimensions named in ``by`` come first, in that order.

    Rows in which nobody is are left out; hidden neighbours on the last level share a row.
    """
    names = [dimension.name for dimension in table.dimensions]
    order = [*(name for name in by if name in names), *(name for name in names if name not in by)]
    dimensions = [table.dimension(name) for name in order]
    figures = table.cells[0].figures
    figure = next(name for name in ("share", "mean", "size", *figures) if name in figures)
    walk = _Walk(table, dimensions, language)
    groups = tuple(Group(tuple(lines)) for lines in walk.groups())
    reason = next((cell.reason.say(language) for cell in table.cells if cell.reason is not None), "")
    return Shown(
        heading=" · ".join(one.label.say(language) for one in dimensions),
        figure=figure,
        with_persons="total" in figures,
        with_valid="valid_share" in figures,
        is_deep=len(dimensions) > 1,
        groups=groups,
        total=walk.total(),
        base="" if figure == "size" else base_line(table, language),
        notes=tuple(one.say(language) for one in table.notes),
        hidden=table.suppressed,
        reason=reason,
        has_small=any(cell.small_base for cell in table.cells),
        has_intervals=any(cell.figure(figure).low is not None for cell in table.cells if not cell.suppressed),
    )


def page_of(groups: Sequence[Group], page: int) -> tuple[tuple[Group, ...], int]:
    """The groups on a page, and how many pages there are; groups are never torn apart. Past the end is the last."""
    pages: list[list[Group]] = [[]]
    used = 0
    for group in groups:
        if used >= ROWS:
            pages.append([])
            used = 0
        pages[-1].append(group)
        used += len(group.lines)
    return tuple(pages[min(page, len(pages)) - 1]), len(pages)


def _together(lines: Sequence[Line], language: str) -> list[Line]:
    """Neighbours that are all hidden as one row with their labels, so that what is published stays in view."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and before.cell and before.cell.suppressed and line.cell and line.cell.suppressed:
            between = "、" if language.startswith("zh") else ", "
            missing = before.is_missing and line.is_missing
            found[-1] = replace(before, label=before.label + between + line.label, is_missing=missing)
        else:
            found.append(line)
    return found


class _Walk:
    """Goes through the cells of a table, dimension by dimension."""

    def __init__(self, table: ReleasedTable, dimensions: Sequence[Dimension], language: str) -> None:
        self.dimensions = dimensions
        self.language = language
        self._names = [dimension.name for dimension in dimensions]
        self._cells = {tuple(cell.keys[name] for name in self._names): cell for cell in table.cells}

    def groups(self) -> list[list[Line]]:
        found = []
        for category in self.dimensions[0].categories:
            lines = self._below((category.code,), ())
            if lines:
                found.append(lines)
        return found

    def total(self) -> Line | None:
        cell = self._cell(())
        if cell is None:
            return None
        return Line(0, "合计" if self.language.startswith("zh") else "Total", "", cell, is_total=True)

    def _below(self, codes: tuple[str, ...], above: tuple[str, ...]) -> list[Line]:
        level = len(codes) - 1
        cell = self._cell(codes)
        if cell is not None and cell.n == 0:
            return []
        category = next(one for one in self.dimensions[level].categories if one.code == codes[-1])
        label = category.label.say(self.language)
        inner: list[Line] = []
        if len(codes) < len(self.dimensions):
            for one in self.dimensions[len(codes)].categories:
                inner += self._below((*codes, one.code), (*above, label))
        if len(codes) == len(self.dimensions) - 1:
            inner = _together(inner, self.language)
        if cell is None and not inner:
            return []
        own = Line(level, label, " · ".join(above), cell, category.missing is not None)
        return [own, *inner]

    def _cell(self, codes: tuple[str, ...]) -> TableCell | None:
        missing = len(self.dimensions) - len(codes)
        return self._cells.get((*codes, *([None] * missing)))
