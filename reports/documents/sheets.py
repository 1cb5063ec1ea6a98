"""Released tables as files: CSV for any program, XLSX with labels and a sheet that explains them.

A cell of text never begins a formula (:mod:`reports.safe_cells`). Figures are numbers; a hidden
figure is empty and the column ``suppressed`` says 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.disclosure import ReleasedTable
from reports.documents.figures import note
from reports.safe_cells import safe_cell

MARK = "\ufeff"  # tells Excel that the file is UTF-8
SIMULATED = Text(zh="模拟数据", en="simulated data")
_HEADS = {
    "n": Text(zh="n", en="n"),
    "weighted_n": Text(zh="加权 n", en="weighted n"),
    "share": Text(zh="占比", en="share"),
    "valid_share": Text(zh="占回答者", en="share of answers"),
    "total": Text(zh="推算人数", en="persons"),
    "mean": Text(zh="均值", en="mean"),
    "size": Text(zh="人数", en="persons"),
    "mentions": Text(zh="占选择次数", en="share of mentions"),
    "first": Text(zh="列第一位", en="put first"),
    "score": Text(zh="平均得分", en="mean score"),
    "q1": Text(zh="下四分位", en="first quartile"),
    "median": Text(zh="中位数", en="median"),
    "q3": Text(zh="上四分位", en="third quartile"),
    "coefficient": Text(zh="系数", en="coefficient"),
    "odds_ratio": Text(zh="优势比", en="odds ratio"),
    "se": Text(zh="标准误", en="standard error"),
    "low": Text(zh="95 % 下限", en="95 % low"),
    "high": Text(zh="95 % 上限", en="95 % high"),
    "code": Text(zh="代码", en="code"),
    "suppressed": Text(zh="不公布", en="suppressed"),
    "small": Text(zh="n<30", en="n<30"),
    "source": Text(zh="数据版本", en="data version"),
    "about": Text(zh="说明", en="About"),
    "table": Text(zh="表", en="Table"),
    "total_row": Text(zh="合计", en="Total"),
}
Value = str | int | float | None


def rows_of(table: ReleasedTable, provenance: Provenance, language: str) -> list[list[Value]]:
    """The heading and every cell of a table, margins included: labels, codes, figures, suppression."""

    def head(name: str) -> str:
        return _HEADS[name].say(language) if name in _HEADS else name

    figures = list(table.cells[0].figures)
    heading: list[Value] = []
    for dimension in table.dimensions:
        label = dimension.label.say(language)
        heading += [safe_cell(label), safe_cell(f"{label}·{head('code')}")]
    heading += [head("n"), head("weighted_n")]
    for name in figures:
        heading += [head(name), *(f"{head(name)}·{head(part)}" for part in ("se", "low", "high"))]
    heading += [head("suppressed"), head("small"), head("source")]
    simulated = SIMULATED.say(language) if provenance.simulated else ""
    source = " ".join(part for part in (provenance.version[:12], provenance.weights, simulated) if part)
    found = [heading]
    for cell in table.cells:
        row: list[Value] = []
        for dimension in table.dimensions:
            code = cell.keys[dimension.name]
            row += [safe_cell(table.say(dimension.name, code, language)), safe_cell(code or "")]
        row += [cell.n, cell.weighted_n]
        for name in figures:
            one = cell.figures[name]
            row += [one.value, one.se, one.low, one.high]
        found.append([*row, int(cell.suppressed), int(cell.small_base), source])
    return found


def csv_of(table: ReleasedTable, provenance: Provenance, language: str = "zh-CN") -> bytes:
    """A table as CSV: UTF-8 with byte order mark, lines ended as RFC 4180 says."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows_of(table, provenance, language))
    return (MARK + target.getvalue()).encode()


def xlsx_of(
    tables: Sequence[ReleasedTable],
    provenance: Provenance,
    created: datetime,
    language: str = "zh-CN",
    remarks: Sequence[str] = (),
) -> bytes:
    """Tables as a workbook, one sheet each, and a sheet that says base, method and source, and ``remarks`` last.

    ``created`` is its only time, so that the same tables are the same file.
    """
    import xlsxwriter

    target = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {"in_memory": True, "nan_inf_to_errors": True, **safe}) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        strong = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        about = book.add_worksheet(_HEADS["about"].say(language))
        about.set_column(0, 0, 100)
        lines = [provenance.source(language)]
        for number, table in enumerate(tables, 1):
            lines += [
                f"{_HEADS['table'].say(language)} {number}　{table.title.say(language)}",
                note(table, language),
            ]
        for line, text in enumerate([*lines, *remarks]):
            about.write_string(line, 0, text, wrapped)
        for number, table in enumerate(tables, 1):
            sheet = book.add_worksheet(f"{_HEADS['table'].say(language)} {number}")
            rows = rows_of(table, provenance, language)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 2 * len(table.dimensions) - 1, 18)
            sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
            for line, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value is None:
                        continue
                    if isinstance(value, str):
                        sheet.write_string(line, place, value, strong if line == 0 else None)
                    else:
                        sheet.write_number(line, place, value)
    return target.getvalue()
