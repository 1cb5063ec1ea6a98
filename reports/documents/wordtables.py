"""Tables of Word files: three rules, heads that are repeated, rows that stay whole and with their caption and note."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from reports.documents import markup
from reports.documents.content import Table
from reports.documents.grid import TIGHT, Frame, frame_of, long_labels, stays_whole, widths
from reports.documents.measures import COLUMN
from reports.documents.wordtype import BODY, HEAD, add_run, cell_form

CELL_MARGIN = 40  # twips, in tables of a column
KEPT_AT_ENDS = 2  # rows of a long table that stay with its head, and with its note


@dataclass(frozen=True)
class _Line:
    """A row of the file: its cells; ``over`` is a label that stands above its figures, ``under`` those."""

    cells: tuple[str, ...]
    head: bool = False
    strong: bool = False
    keep: bool = False
    over: bool = False
    under: bool = False


@dataclass(frozen=True)
class _Look:
    """What the cells of a table have in common. Latin letters have no typeface for heads: they are bold."""

    size: Pt
    narrow: bool
    bold_heads: bool


def add_table(word: WordDocument, part: Table, *, in_column: bool, chinese: bool, keep_last: bool) -> None:
    """A part of a table at the end of a Word file, in one of two columns or over the page.

    A short one stays on one page, and with ``keep_last`` on that of what follows.
    """
    frame = COLUMN if in_column else frame_of(part)
    given = widths(part, frame)
    whole = stays_whole(part, frame, given)
    lines = list(_lines(part, long_labels(part, frame, given[0].mm), whole, keep_last))
    table = word.add_table(rows=len(lines), cols=len(part.columns))
    _form(table, frame, in_column)
    for column, width in zip(table.columns, given, strict=True):
        column.width = width
    look = _Look(frame.size, in_column, not chinese)
    for row, line in zip(table.rows, lines, strict=True):
        cells = row.cells
        for cell, width in zip(cells, given, strict=True):
            cell.width = width
        _fill(row, cells, line, look)


def _lines(part: Table, long: frozenset[int], whole: bool, keep_last: bool) -> Iterator[_Line]:
    """The rows as the file has them: a label too long for its column on a row of its own."""
    yield _Line(part.columns, head=True, keep=bool(part.rows) or keep_last)
    count = len(part.rows)
    for place, row in enumerate(part.rows):
        strong = place in part.emphasised
        at_end = place < KEPT_AT_ENDS or (keep_last and place >= count - KEPT_AT_ENDS)
        keep = keep_last if place == count - 1 else whole or at_end
        if place in long:
            yield _Line((row[0],), strong=strong, keep=True, over=True)
            yield _Line(("", *row[1:]), strong=strong, keep=keep, under=True)
        else:
            yield _Line(row, strong=strong, keep=keep)


def _form(table: WordTable, frame: Frame, in_column: bool) -> None:
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    markup.three_lines(table._element)
    if in_column or frame is TIGHT:
        markup.narrow_cells(table._element, CELL_MARGIN)


def _fill(row: _Row, cells: tuple[_Cell, ...], line: _Line, look: _Look) -> None:
    if line.over:
        cells = (cells[0].merge(cells[-1]),)
    for place, (cell, text) in enumerate(zip(cells, line.cells, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph._element.insert(0, deepcopy(cell_form(place == 0, line.keep, look.narrow)))
        run = add_run(paragraph, text, HEAD if line.head or line.strong else BODY, look.size)
        if line.strong or (line.head and look.bold_heads):
            run.bold = True
        if line.head:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        if line.over or line.under:
            markup.no_line(cell._element, "bottom" if line.over else "top")
    markup.keep_whole(row._tr, head=line.head)
