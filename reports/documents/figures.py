"""Figures in words and tables: how a number is written, and released tables as tables of a document."""

from __future__ import annotations

import math

from reports.charts.drawing import base_line, stands_for_itself, within_rows
from reports.disclosure import ReleasedTable, TableCell
from reports.documents.content import Table
from reports.estimates import Estimate

HIDDEN = "▪"
SMALL = "*"


def share(estimate: Estimate) -> str:
    """A share as ``35.4 %``, the sign of suppression where it is hidden, a dash where there is none.

    One that is rounded to whole percents is ``35 %``.
    """
    if estimate.suppressed:
        return HIDDEN
    return "–" if estimate.value is None else f"{estimate.value * 100:.{estimate.percent_decimals}f} %"


def interval(estimate: Estimate, factor: float = 100, digits: int = 1) -> str:
    """An interval as ``[33.1, 37.8]``, in percent unless told otherwise."""
    if estimate.low is None or estimate.high is None:
        return HIDDEN if estimate.suppressed else ""
    return f"[{estimate.low * factor:,.{digits}f}, {estimate.high * factor:,.{digits}f}]"


def count(number: float | None) -> str:
    """A number of answers or persons as ``2,463``."""
    return HIDDEN if number is None else f"{number:,.0f}"


def amount(estimate: Estimate, digits: int = 1) -> str:
    """A mean or a score."""
    if estimate.suppressed:
        return HIDDEN
    digits = decimals_of(estimate, digits)
    return "–" if estimate.value is None else f"{estimate.value:,.{digits}f}"


def decimals_of(estimate: Estimate, most: int) -> int:
    """How many decimals a figure has: none that rounding left nothing of."""
    return min(most, max(0, math.ceil(-math.log10(estimate.step) - 1e-9))) if estimate.step else most


def base_of(cell: TableCell) -> str:
    """n of a cell, with an asterisk where it is small."""
    return count(cell.n) + (SMALL if cell.small_base else "")


def structure_table(table: ReleasedTable, language: str, caption: str | None = None) -> Table:
    """One dimension: n, estimated persons where the table has them, share and interval; the total last."""
    dimension = table.dimensions[0]
    # Answers that nothing weights stand for nobody but themselves: there is no number of persons to estimate.
    totals = "total" in table.cells[0].figures and not stands_for_itself(table)
    heads = _heads(language)
    label = dimension.label.say(language)
    columns = [
        heads["category"] if label.endswith(("？", "?")) else label,
        heads["n"],
        *([heads["persons"]] if totals else []),
        heads["share"],
        heads["interval"],
    ]
    rows = []
    for code in (*(category.code for category in dimension.categories), None):
        cell = table.cell(**{dimension.name: code})
        if cell.n == 0 and code is not None:
            continue
        estimate = cell.figure()
        persons = [count(cell.figure("total").value)] if totals else []
        rows.append(
            (
                table.say(dimension.name, code, language),
                base_of(cell),
                *persons,
                share(estimate),
                interval(estimate),
            )
        )
    return Table(
        caption or table.title.say(language),
        tuple(columns),
        tuple(rows),
        note(table, language, method=False),
        _last(rows),
    )


def crossed_table(table: ReleasedTable, language: str, caption: str | None = None) -> Table:
    """Two dimensions: shares within each row, n of the row at the end; columns without anybody are left out."""
    down, across = table.dimensions
    labels, shares = within_rows(table, language)
    heads = _heads(language)
    totals = [table.cell(**{across.name: category.code}) for category in across.categories]
    kept = [place for place, cell in enumerate(totals) if cell.n != 0]
    columns = (
        down.label.say(language),
        *(across.categories[place].label.say(language) for place in kept),
        heads["n"],
    )
    bases = {
        category.label.say(language): table.cell(**{down.name: category.code}) for category in down.categories
    }
    rows = [
        (label, *(_part(line[place]) for place in kept), base_of(bases[label]))
        for label, line in zip(labels, shares, strict=True)
    ]
    whole = (share(totals[place].figure()) for place in kept)
    rows.append((heads["total"], *whole, count(table.base.n)))
    words = "每行合计 100 %。" if language.startswith("zh") else " Each row adds to 100 %."
    return Table(
        caption or table.title.say(language),
        columns,
        tuple(rows),
        note(table, language, method=False) + words,
        _last(rows),
    )


def listed_table(table: ReleasedTable, language: str, figure: str) -> Table:
    """Any number of dimensions: a row for each group that somebody is in, with its share or mean and interval."""
    heads = _heads(language)
    mean = figure == "mean"
    named = ("均值" if language.startswith("zh") else "Mean") if mean else heads["share"]
    labels = " × ".join(one.label.say(language) for one in table.dimensions)
    rows = []
    for cell in table.inner():
        if cell.n == 0:
            continue
        estimate = cell.figure(figure)
        said = [table.say(one.name, cell.keys[one.name], language) for one in table.dimensions]
        figures = (
            (amount(estimate, 2), interval(estimate, 1, 2)) if mean else (share(estimate), interval(estimate))
        )
        rows.append((" · ".join(said), base_of(cell), *figures))
    return Table(
        table.title.say(language),
        (labels, heads["n"], named, heads["interval"]),
        tuple(rows),
        note(table, language, method=False),
    )


def _part(part: float | None) -> str:
    return HIDDEN if part is None else f"{part * 100:.1f} %"


def note(table: ReleasedTable, language: str, method: bool = True) -> str:
    """What stands under a table: base, method, small bases and suppression where they occur.

    Without ``method`` for documents that say in a chapter of its own how weights and errors were made.
    """
    parts = [base_line(table, language)]
    if method:
        parts += [one.say(language) for one in table.notes]
    chinese = language.startswith("zh")
    if any(cell.small_base for cell in table.cells):
        parts.append("* n < 30，仅供参考" if chinese else "* n < 30: indicative only")
    if table.suppressed:
        reason = next(cell.reason for cell in table.cells if cell.reason is not None)
        parts.append(f"{HIDDEN} {reason.say(language)}")
    joined = ("；" if chinese else "; ").join(part.rstrip("。.；") for part in parts)
    return ("注：" if chinese else "Note: ") + joined + ("。" if chinese else ".")


def _heads(language: str) -> dict[str, str]:
    if language.startswith("zh"):
        return {
            "n": "n",
            "persons": "推算人数",
            "share": "占比",
            "interval": "95 % 区间",
            "total": "合计",
            "category": "类别",
        }
    return {
        "n": "n",
        "persons": "Persons",
        "share": "Share",
        "interval": "95 % interval",
        "total": "Total",
        "category": "Category",
    }


def _last(rows: list[tuple[str, ...]]) -> frozenset[int]:
    return frozenset({len(rows) - 1})
