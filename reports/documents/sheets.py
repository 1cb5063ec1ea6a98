"""Released tables as files: CSV for any program, XLSX for an office (:mod:`reports.documents.book`).

A cell of text never begins a formula (:mod:`reports.safe_cells`). Figures are numbers; a hidden
figure is empty in CSV, ▪ in XLSX, and the column ``suppressed`` says 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.charts.units import NAMES
from reports.disclosure import ReleasedTable, TableCell
from reports.documents.book import HIDDEN, UNTOLD, Figure, Leaf, Shown, bound
from reports.documents.figures import note
from reports.estimates import Estimate
from reports.safe_cells import safe_cell

MARK = "\ufeff"  # tells Excel that the file is UTF-8
SIMULATED = Text(zh="模拟数据", en="simulated data")
WITHOUT_N = Text(
    zh="n 处的“{mark}”表示不列人数：这一行的数已取整，没有隐去。",
    en="“{mark}” in place of n: how many is not told; the figures of the row are rounded, not hidden.",
)
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
    **{
        name: Text(zh=NAMES[name].say("zh-CN"), en=NAMES[name].say("en").lower())
        for name in ("q1", "median", "q3")
    },
    "coefficient": Text(zh="系数", en="coefficient"),
    "odds_ratio": Text(zh="优势比", en="odds ratio"),
    "se": Text(zh="标准误", en="standard error"),
    "low": Text(zh="95 % 下限", en="95 % low"),
    "high": Text(zh="95 % 上限", en="95 % high"),
    "code": Text(zh="代码", en="code"),
    "suppressed": Text(zh="不公布", en="suppressed"),
    "small": Text(zh="n<30", en="n<30"),
    "source": Text(zh="数据版本", en="data version"),
    "table": Text(zh="表", en="Table"),
}
#: How Excel writes each kind of figure; others with two decimals.
FIGURES = {
    **dict.fromkeys(("share", "valid_share", "mentions", "first"), "0.0 %"),
    **dict.fromkeys(("total", "size"), "#,##0"),
    "coefficient": "0.000",
}
PARTS = ("se", "low", "high")
Value = str | int | float | None


def said(name: str, language: str) -> str:
    """The head of a column by the name of its figure."""
    return _HEADS[name].say(language) if name in _HEADS else name


def rows_of(table: ReleasedTable, provenance: Provenance, language: str) -> list[list[Value]]:
    """The heading and every cell of a table, margins included: labels, codes, figures, suppression."""
    found: list[list[Value]] = [[*_heading(table, language)]]
    figures = list(table.cells[0].figures)
    simulated = SIMULATED.say(language) if provenance.simulated else ""
    source = " ".join(part for part in (provenance.version[:12], provenance.weights, simulated) if part)
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


def _heading(table: ReleasedTable, language: str) -> list[str]:
    heading: list[str] = []
    for dimension in table.dimensions:
        label = dimension.label.say(language)
        heading += [safe_cell(label), safe_cell(f"{label}·{said('code', language)}")]
    heading += [said("n", language), said("weighted_n", language)]
    for name in table.cells[0].figures:
        parts = (f"{said(name, language)}·{said(part, language)}" for part in PARTS)
        heading += [said(name, language), *parts]
    return [*heading, *(said(name, language) for name in ("suppressed", "small", "source"))]


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
    """Tables as a workbook, one sheet each with base, method and source, after their contents and ``remarks``.

    ``created`` is its only time, so that the same tables are the same file.
    """
    leaves = [leaf_of(table, number, provenance, language) for number, table in enumerate(tables, 1)]
    return bound(leaves, provenance.source(language), created, language, remarks=remarks)


def leaf_of(table: ReleasedTable, number: int, provenance: Provenance, language: str) -> Leaf:
    """A released table as a sheet: every cell a row, its totals among them."""
    labels = 2 * len(table.dimensions)
    heads, *lines = rows_of(table, provenance, language)
    rows: list[list[Shown]] = []
    for cell, line in zip(table.cells, lines, strict=True):
        formats = ["#,##0", "#,##0"]
        for name, one in cell.figures.items():
            form = form_of(name, one)
            formats += [form, _finer(form), form, form]
        figures = line[labels : labels + len(formats)]
        hidden = [cell.suppressed, cell.suppressed and cell.n is None]
        hidden += [one.suppressed for one in cell.figures.values() for _ in range(4)]
        shown = [
            figure_of(value, closed, form)
            for value, closed, form in zip(figures, hidden, formats, strict=True)
        ]
        if cell.n is None:
            shown[0] = count_of(cell)
        if cell.small_base and isinstance(shown[0], Figure):
            shown[0] = Figure(shown[0].value, '#,##0"*"')
        marks = [Figure(1, "0") if flag else None for flag in (cell.suppressed, cell.small_base)]
        rows.append([*(str(one) for one in line[:labels]), *shown, *marks, str(line[-1])])
    strong = frozenset(place for place, cell in enumerate(table.cells) if None in cell.keys.values())
    name = f"{said('table', language)} {number}"
    title = f"{name}　{table.title.say(language)}"
    below = note(table, language)
    if any(cell.n is None and not cell.suppressed for cell in table.cells):
        below += ("" if language.startswith("zh") else " ") + WITHOUT_N.fill(mark=UNTOLD).say(language)
    return Leaf(name, title, tuple(map(str, heads)), rows, below, labels, strong)


def count_of(cell: TableCell) -> Shown:
    """The n of a cell as a sheet shows it: ▪ where the cell is hidden, – where it is shown without its n."""
    if cell.n is not None:
        return Figure(cell.n)
    return HIDDEN if cell.suppressed else UNTOLD


def form_of(name: str, figure: Estimate) -> str:
    """How Excel writes a figure: one rounded to whole percents has no decimals."""
    form = FIGURES.get(name, "0.00")
    return form if figure.percent_decimals else form.replace("0.0 %", "0 %")


def figure_of(value: Value, hidden: bool, form: str) -> Shown:
    """A figure as a sheet shows it: ▪ where it is hidden, nothing where there is none."""
    if value is None or isinstance(value, str):
        return HIDDEN if hidden else None
    return Figure(value, form)


def _finer(form: str) -> str:
    """A standard error has a decimal more than what it belongs to."""
    return form.replace("0.0", "0.00", 1) if "." in form else form
