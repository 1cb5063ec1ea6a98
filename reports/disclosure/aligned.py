"""Released tables of the same categories made alike: what one of them hides none of them shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.disclosure.tables import Base, Dimension, ReleasedTable, TableCell


def aligned(
    tables: Sequence[ReleasedTable],
    dimension: Dimension,
    codes: Sequence[Mapping[str, str]],
    figure: str,
    named: str,
) -> tuple[ReleasedTable, ...]:
    """Tables of one dimension each under common categories, with one ``figure``, now ``named`` alike.

    ``codes`` gives by table the category of ``dimension`` for each of its own; what has none is left out, the
    total stays. A category hidden in one table is hidden in all, for a figure of another wave helps to guess a
    hidden one (Eurostat, Handbook on Statistical Disclosure Control). Nothing hidden comes back.
    """
    renamed = [_renamed(*both, dimension.name, figure, named) for both in zip(tables, codes, strict=True)]
    closed = {
        cell.keys[dimension.name]: cell
        for cells in renamed
        for cell in cells
        if cell.suppressed or cell.figure(named).suppressed
    }
    found = []
    for table, cells in zip(tables, renamed, strict=True):
        base = Base(None, None) if None in closed and closed[None].suppressed else table.base
        alike = tuple(_hidden(cell, closed.get(cell.keys[dimension.name])) for cell in cells)
        found.append(replace(table, dimensions=(dimension,), cells=alike, base=base))
    return tuple(found)


def _renamed(
    table: ReleasedTable, codes: Mapping[str, str], name: str, figure: str, named: str
) -> list[TableCell]:
    (own,) = table.dimensions
    return [
        replace(
            cell,
            keys={name: None if cell.keys[own.name] is None else codes[str(cell.keys[own.name])]},
            figures={named: cell.figure(figure)},
        )
        for cell in table.cells
        if cell.keys[own.name] is None or cell.keys[own.name] in codes
    ]


def _hidden(cell: TableCell, closed: TableCell | None) -> TableCell:
    """A cell with what is hidden of its like in another table hidden too."""
    if closed is None or cell.suppressed:
        return cell
    reason = closed.reason or next(iter(closed.figures.values())).reason
    if reason is None:
        raise ValueError("what is hidden has a reason")
    figures = {name: one.suppress(reason) for name, one in cell.figures.items()}
    if not closed.suppressed:  # the count is published, the figure is not
        return replace(cell, figures=figures)
    return replace(cell, n=None, weighted_n=None, figures=figures, suppressed=True, reason=reason)
