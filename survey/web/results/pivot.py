"""A released table as rows and columns: headings over columns, rows within rows, a cell where they meet."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from reports.classification import Category
from reports.disclosure import ReleasedTable, TableCell

#: A page shows as many rows; the file has all of them.
MOST_ROWS = 300
Keys = dict[str, str | None]


@dataclass(frozen=True)
class Head:
    """A heading over one or more columns."""

    label: str
    span: int = 1
    is_total: bool = False


@dataclass(frozen=True)
class PivotRow:
    """A row: how far it is indented, its label, the labels above it, and its cells (None where there is none)."""

    level: int
    label: str
    above: str
    cells: tuple[TableCell | None, ...]
    is_missing: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class Pivot:
    """A table on a page. ``over`` are headings above ``heads`` where columns stand within columns."""

    corner: str
    over: tuple[Head, ...]
    heads: tuple[Head, ...]
    rows: tuple[PivotRow, ...]
    left_out: int
    hidden: int
    has_small: bool
    reason: str

    @property
    def is_deep(self) -> bool:
        """Whether rows stand within rows."""
        return any(row.level for row in self.rows)


def pivot_of(
    table: ReleasedTable, down: Sequence[str], across: Sequence[str], language: str, figure: str
) -> Pivot:
    """A table with some dimensions down and the others across; rows and columns of nobody are left out."""
    work = _Turning(table, language)
    columns = work.walk(across)
    rows = work.walk(down)
    total = "合计" if language.startswith("zh") else "Total"
    made = [
        PivotRow(
            max(len(path) - 1, 0),
            path[-1].label.say(language) if path else total,
            " · ".join(one.label.say(language) for one in path[:-1]),
            tuple(work.cell({**_keys(down, path), **_keys(across, column)}) for column, _ in columns),
            bool(path) and path[-1].missing is not None,
            not path,
        )
        for path, _ in rows
    ]
    over: tuple[Head, ...] = ()
    if len(across) > 1:
        groups = itertools.groupby(columns, key=lambda one: one[0][0].code if one[0] else None)
        listed = [(code, list(held)) for code, held in groups]
        over = tuple(
            Head(held[0][0][0].label.say(language) if code is not None else "", len(held), code is None)
            for code, held in listed
        )
    heads = tuple(
        Head(
            path[-1].label.say(language) if len(path) == len(across) and path else total,
            is_total=len(path) < len(across) or not path,
        )
        for path, _ in columns
    )
    corner = " · ".join(table.dimension(name).label.say(language) for name in down)
    cells = [cell for row in made for cell in row.cells if cell is not None]
    return Pivot(
        corner,
        over,
        heads,
        tuple(made[:MOST_ROWS]),
        max(len(made) - MOST_ROWS, 0),
        sum(one.suppressed or one.figure(figure).suppressed for one in cells),
        any(one.small_base for one in cells),
        next((one.reason.say(language) for one in cells if one.reason is not None), ""),
    )


def _keys(names: Sequence[str], path: Sequence[Category]) -> Keys:
    return {name: path[place].code if place < len(path) else None for place, name in enumerate(names)}


class _Turning:
    """Looks cells up by category, whatever the order of the dimensions."""

    def __init__(self, table: ReleasedTable, language: str) -> None:
        self.table = table
        self.language = language
        self._names = [one.name for one in table.dimensions]
        self._cells = {tuple(cell.keys[name] for name in self._names): cell for cell in table.cells}

    def cell(self, keys: Keys) -> TableCell | None:
        return self._cells.get(tuple(keys.get(name) for name in self._names))

    def walk(self, names: Sequence[str]) -> list[tuple[tuple[Category, ...], bool]]:
        """The paths of categories along some dimensions, each group before what is within it, the total last."""
        found = self._below(names, ())
        if not names or self._has_total(names[0]):
            found.append(((), True))
        return found

    def _below(
        self, names: Sequence[str], path: tuple[Category, ...]
    ) -> list[tuple[tuple[Category, ...], bool]]:
        if len(path) == len(names):
            return []
        found: list[tuple[tuple[Category, ...], bool]] = []
        for one in self.table.dimension(names[len(path)]).categories:
            longer = (*path, one)
            if self._is_empty(_keys(names, longer)):
                continue
            found += [(longer, False), *self._below(names, longer)]
        return found

    def _is_empty(self, keys: Keys) -> bool:
        """Whether nobody is in a category: by its margin, else by all cells of it."""
        margin = self.cell(keys)
        if margin is not None:
            return margin.n == 0
        wanted = [(self._names.index(name), code) for name, code in keys.items() if code is not None]
        held = [cell for key, cell in self._cells.items() if all(key[at] == code for at, code in wanted)]
        return all(cell.n == 0 for cell in held)

    def _has_total(self, name: str) -> bool:
        place = self._names.index(name)
        return any(key[place] is None for key in self._cells)
