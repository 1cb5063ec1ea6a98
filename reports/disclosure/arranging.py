"""Released tables arranged anew: joined, parted, their dimensions turned. Nothing hidden comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from questionnaires.text import Text
from reports.classification import Category
from reports.disclosure.tables import Dimension, ReleasedTable


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
    return replace(first, title=title, dimensions=dimensions, cells=tuple(cells))


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


def turned(table: ReleasedTable, names: Sequence[str], title: Text) -> ReleasedTable:
    """The same table with its dimensions in another order, cells in the order of their categories, totals last."""
    dimensions = tuple(table.dimension(name) for name in names)
    places: dict[str, dict[str | None, int]] = {
        one.name: {code: at for at, code in enumerate([*(c.code for c in one.categories), None])}
        for one in dimensions
    }
    turned_cells = (replace(cell, keys={name: cell.keys[name] for name in names}) for cell in table.cells)
    ordered = sorted(turned_cells, key=lambda cell: [places[name][code] for name, code in cell.keys.items()])
    return replace(table, title=title, dimensions=dimensions, cells=tuple(ordered))


def with_figures(table: ReleasedTable) -> dict[str, Any]:
    """A table with every figure of its inner cells, hidden ones null, and what stands below it."""
    rows = [
        {
            **cell.keys,
            "n": cell.n,
            "weighted_n": cell.weighted_n,
            "suppressed": cell.suppressed,
            "figures": {
                name: {"value": one.value, "se": one.se, "low": one.low, "high": one.high}
                | {"suppressed": one.suppressed}
                for name, one in cell.figures.items()
            },
        }
        for cell in table.inner()
    ]
    return {
        "title": dict(table.title),
        "base": {"n": table.base.n, "weighted_n": table.base.weighted_n, "source": table.source},
        "rows": rows,
        "notes": [dict(one) for one in table.notes],
    }


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
