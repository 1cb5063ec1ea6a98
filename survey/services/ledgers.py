"""The ledger 发放回收台账 as files: strata, units and days, as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.text import Text
from reports.safe_cells import safe_cell
from survey.services.counts import Counts, Day, Line
from survey.services.outcomes import OUTCOMES

Cell = str | int | float | None

_STRATUM, _UNIT, _ALL = Text(zh="层", en="Stratum"), Text(zh="单位", en="Unit"), Text(zh="合计", en="All")
_FIGURES = (
    Text(zh="发放", en="Issued"),
    Text(zh="回收", en="Returned"),
    Text(zh="有效", en="Valid"),
    Text(zh="回收率", en="Return rate"),
    Text(zh="有效率", en="Valid share"),
    Text(zh="有效回收率", en="Valid return rate"),
    *(outcome.label for outcome in OUTCOMES),
)
_DAYS = (
    Text(zh="日期", en="Day"),
    Text(zh="发放", en="Issued"),
    Text(zh="打开", en="Opened"),
    Text(zh="回收", en="Returned"),
    Text(zh="累计回收", en="Returned so far"),
)
_SHEETS = (Text(zh="各层", en="Strata"), Text(zh="各单位", en="Units"), Text(zh="按日期", en="Days"))
FIRST_WIDTH, WIDTH = 28, 12


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its heading, and rows with None for a rate without a base."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def ledger(counts: Counts, language: str) -> Sheet:
    """Strata, then units, then the whole, one a line; rates are fractions."""
    rows = [(line.label, "", *_figures(line)) for line in counts.strata]
    rows += [(line.stratum, line.label, *_figures(line)) for line in counts.units]
    rows.append((_ALL.say(language), "", *_figures(counts.whole)))
    return Sheet("", _said((_STRATUM, _UNIT, *_FIGURES), language), tuple(rows))


def days(counts: Counts, language: str) -> Sheet:
    """What happened on each day, the first one first."""
    return Sheet(_SHEETS[2].say(language), _said(_DAYS, language), tuple(_day(day) for day in counts.days))


def _sheets(counts: Counts, language: str) -> list[Sheet]:
    strata = [(line.label, *_figures(line)) for line in counts.strata]
    strata.append((_ALL.say(language), *_figures(counts.whole)))
    units = [(line.label, line.stratum, *_figures(line)) for line in counts.units]
    return [
        Sheet(_SHEETS[0].say(language), _said((_STRATUM, *_FIGURES), language), tuple(strata)),
        Sheet(_SHEETS[1].say(language), _said((_UNIT, _STRATUM, *_FIGURES), language), tuple(units)),
        days(counts, language),
    ]


def csv_of(sheet: Sheet) -> bytes:
    """A table as CSV with a byte order mark, safe from formulas; rates with four decimals."""
    made = io.StringIO()
    writer = csv.writer(made)
    for row in (sheet.heading, *sheet.rows):
        writer.writerow([safe_cell(_written(cell)) for cell in row])
    return made.getvalue().encode("utf-8-sig")


def workbook(counts: Counts, language: str) -> bytes:
    """The whole as a workbook with a sheet each for strata, units and days; names stay texts."""
    import xlsxwriter

    made = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, {"in_memory": True, **safe}) as book:
        strong, rate = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.0%"})
        for sheet in _sheets(counts, language):
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 1)
            page.set_column(0, 0, FIRST_WIDTH)
            page.set_column(1, len(sheet.heading) - 1, WIDTH)
            for column, heading in enumerate(sheet.heading):
                page.write_string(0, column, heading, strong)
            for line, row in enumerate(sheet.rows, 1):
                _write(page, line, row, rate)
    return made.getvalue()


def _write(page: Any, line: int, row: Sequence[Cell], rate: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(line, column, cell)
        elif isinstance(cell, float):
            page.write_number(line, column, cell, rate)
        elif cell is not None:
            page.write_number(line, column, cell)


def _figures(line: Line) -> tuple[Cell, ...]:
    found = line.ledger
    return (
        found.issued,
        found.returned,
        found.valid,
        found.return_rate,
        found.valid_share,
        found.valid_rate,
        *(line.outcomes.get(outcome.name, 0) for outcome in OUTCOMES),
    )


def _day(day: Day) -> tuple[Cell, ...]:
    return day.day.isoformat(), day.issued, day.opened, day.returned, day.returned_so_far


def _said(words: Sequence[Text], language: str) -> tuple[str, ...]:
    return tuple(word.say(language) for word in words)


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)
