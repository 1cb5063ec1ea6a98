"""The workbook of a report: its tables under their numbers, and behind them every figure as it was worked out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.disclosure import ReleasedTable
from reports.documents.book import HIDDEN, UNTOLD, Figure, Leaf, Shown, bound
from reports.documents.content import Document, Table, flat
from reports.documents.printed import sheets_of
from reports.documents.sheets import count_of, figure_of, form_of, said
from reports.safe_cells import safe_cell

TABLE = Text(zh="表", en="Table")
ALL = Text(zh="全部数字", en="All figures")
EVERY = Text(
    zh="报告所依据的每一个数，连同标准误和区间",
    en="Every figure behind the report, with its error and interval",
)
NOTE = Text(
    zh="注：每行一个数；同一个数在报告中四舍五入后写出，这里保留全部位数（为保护个人信息已取整的除外）。{hidden} 为不公布的数。",
    en="Note: one figure a row. The report rounds them; here they have all their digits, but for those that are "
    "rounded to protect persons. {hidden} is not published.",
)
CLASS = Text(zh="类别 {place}", en="Category {place}")
WHICH = Text(zh="指标", en="Figure")
VALUE = Text(zh="数值", en="Value")
LOW, HIGH = Text(zh="下限", en="low"), Text(zh="上限", en="high")
_NUMBER = r"-?\d{1,3}(?:,?\d{3})*(?:\.\d+)?"
#: A number of four digits without its comma is a year or a code, one that begins with a nought a code.
_FIGURE = re.compile(r"(≈ )?(-?(?:0|[1-9]\d{0,2}(?:,\d{3})*))(\.\d+)?( %)?(\*)?")
_INTERVAL = re.compile(rf"\[({_NUMBER}), ({_NUMBER})\]")
_EMPTY = ("", UNTOLD, HIDDEN)


def write(document: Document, tables: Sequence[ReleasedTable], provenance: Provenance) -> bytes:
    """The workbook of a report: a sheet for each of its tables, then every figure of ``tables``, one a row.

    The same report gives the same bytes.
    """
    language = document.language
    found = [
        leaf_of(table, sheet.number, sheet.chapter, language)
        for table, sheet in zip(_tables(document), sheets_of(document)[1], strict=True)
    ]
    if tables:
        found.append(_every_figure(tables, language))
    return bound(found, provenance.source(language), document.frozen_at, language, document.cover.title)


def _tables(document: Document) -> Iterator[Table]:
    return (block for block in flat(document.blocks) if isinstance(block, Table))


def leaf_of(table: Table, number: int, chapter: str, language: str) -> Leaf:
    """A printed table as a sheet: what is a number becomes one, an interval two columns."""
    parted = [place for place in range(1, len(table.columns)) if _is_intervals(table, place)]
    labels = int(table.labelled)
    heads: list[str] = []
    for place, head in enumerate(table.columns):
        heads += [f"{head} {end.say(language)}" for end in (LOW, HIGH)] if place in parted else [head]
    rows = []
    for row in table.rows:
        shown: list[Shown] = []
        for place, text in enumerate(row):
            if place in parted:
                shown += _ends(text, _is_percent(table, row, place))
            else:
                shown.append(_shown(text) if place >= labels else safe_cell(text))
        rows.append(shown)
    name = f"{TABLE.say(language)} {number}"
    return Leaf(
        name,
        f"{name}　{table.caption}",
        tuple(heads),
        rows,
        table.note,
        labels,
        strong=table.emphasised,
        chapter=chapter,
    )


def _is_intervals(table: Table, place: int) -> bool:
    texts = [row[place] for row in table.rows]
    found = [text for text in texts if _INTERVAL.fullmatch(text)]
    return bool(found) and all(text in _EMPTY or text in found for text in texts)


def _is_percent(table: Table, row: Sequence[str], place: int) -> bool:
    """Whether an interval is one of percents: as its figure is, left of it, or, where that is hidden, those of the column."""
    own = _FIGURE.fullmatch(row[place - 1])
    if own is not None:
        return own[4] is not None
    figures = [_FIGURE.fullmatch(one[place - 1]) for one in table.rows]
    return any(one is not None and one[4] is not None for one in figures)


def _ends(text: str, percent: bool) -> list[Shown]:
    found = _INTERVAL.fullmatch(text)
    if found is None:
        return [text, text]
    return [_shown(end + " %" if percent else end) for end in found.groups()]


def _shown(text: str) -> Shown:
    """A printed figure as a number that looks the same; other words stay words."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return safe_cell(text)
    about, whole, decimals, percent, mark = (part or "" for part in found.groups())
    value = float(whole.replace(",", "") + decimals)
    form = ("0" if percent else "#,##0") + ("." + "0" * (len(decimals) - 1) if decimals else "")
    value = round(value / 100, len(decimals) + 2) if percent else value
    return Figure(
        value, ('"≈ "' if about else "") + form + (" %" if percent else "") + ('"*"' if mark else "")
    )


def _every_figure(tables: Sequence[ReleasedTable], language: str) -> Leaf:
    most = max(len(table.dimensions) for table in tables)
    parts = [said(name, language) for name in ("se", "low", "high", "small")]
    heads = (
        TABLE.say(language),
        *(CLASS.fill(place=place).say(language) for place in range(1, most + 1)),
        WHICH.say(language),
        "n",
        VALUE.say(language),
        *parts,
    )
    rows = [row for table in tables for row in _figures(table, most, language)]
    note = NOTE.fill(hidden=HIDDEN).say(language)
    return Leaf(ALL.say(language), EVERY.say(language), heads, rows, note, labels=most + 2)


def _figures(table: ReleasedTable, most: int, language: str) -> Iterator[list[Shown]]:
    title = safe_cell(table.title.say(language))
    for cell in table.cells:
        keys = [safe_cell(table.say(one.name, cell.keys[one.name], language)) for one in table.dimensions]
        keys += [""] * (most - len(keys))
        n = count_of(cell)
        for name, one in cell.figures.items():
            form = form_of(name, one)
            small = Figure(1, "0") if cell.small_base else None
            values = [
                figure_of(value, one.suppressed, form) for value in (one.value, one.se, one.low, one.high)
            ]
            yield [title, *keys, said(name, language), n, *values, small]
