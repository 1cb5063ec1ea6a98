"""The tables of the Word file: matrix, split, scale, and the box for staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from questionnaires.formats.paper import form, ooxml
from questionnaires.formats.paper.answers import width
from questionnaires.formats.paper.wordpage import COLUMN, SMALL, SQUARE, WHOLE, Run

TINY, CELL = Pt(7), Pt(14)
HEAD_WIDTH = 9.0


class Tables:
    """Adds tables to a Word file; ``run`` puts a text into a paragraph in the fonts of the form."""

    def __init__(self, word: WordDocument, run: Run) -> None:
        self.word = word
        self.run = run

    def office(self, office: form.Office) -> None:
        """The box that staff fill in, three fields a line."""
        rows = [office.fields[start : start + 3] for start in range(0, len(office.fields), 3)]
        table = self._table(len(rows) + 1, [Length(WHOLE // 3)] * 3)
        ooxml.rules(table, ("top", "bottom", "left", "right"))
        self._put(table.rows[0].cells[0], office.title, bold=True)
        for row, fields in zip(table.rows[1:], rows, strict=True):
            for cell, name in zip(row.cells, fields, strict=False):
                self._put(cell, f"{name} {'_' * 16}")
        self.word.add_paragraph().paragraph_format.space_after = Pt(0)

    def grid(self, grid: form.Grid) -> None:
        """A matrix; options too long for the head are told above it, and the head has their codes."""
        told = grid.squares > 0 or any(width(box.label) > HEAD_WIDTH for box in grid.options)
        if told:
            paragraph = self.word.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = True
            for box in grid.options:
                self.run(paragraph, f"{box.code} ", size=SMALL, bold=True)
                self.run(paragraph, f"{box.label}　", size=SMALL)
        if grid.squares:
            self._coded(grid)
            return
        wide = Mm(8 if len(grid.options) <= 6 else 6.4)
        widths = [Length(COLUMN - wide * len(grid.options)), *([wide] * len(grid.options))]
        table = self._table(len(grid.rows) + 1, widths)
        ooxml.rules(table, ("top", "bottom", "insideH"))
        ooxml.keep_whole(table.rows[0], head=True)
        for cell, box in zip(table.rows[0].cells[1:], grid.options, strict=True):
            self._put(cell, "" if told else box.label, size=TINY, middle=True)
            self.run(self._under(cell, told), box.code, size=SMALL, bold=True)
        _with_next(table.rows[0])
        for row, line in zip(table.rows[1:], grid.rows, strict=True):
            ooxml.keep_whole(row)
            self._label(row.cells[0], line)
            for cell in row.cells[1:]:
                self._put(cell, SQUARE, middle=True)

    def _under(self, cell: Any, first: bool) -> Paragraph:
        paragraph: Paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        return paragraph

    def _coded(self, grid: form.Grid) -> None:
        wide = Mm(6 * grid.squares + 4)
        table = self._table(len(grid.rows), [Length(COLUMN - wide), wide])
        ooxml.rules(table, ("top", "bottom", "insideH"))
        for row, line in zip(table.rows, grid.rows, strict=True):
            ooxml.keep_whole(row)
            self._label(row.cells[0], line)
            self._put(row.cells[1], SQUARE * grid.squares, size=CELL)

    def shares(self, shares: form.Shares) -> None:
        """The parts of a sum, and the sum in the last line."""
        table = self._table(len(shares.rows) + 1, [Mm(56), Mm(22), Mm(10)])
        ooxml.rules(table, ("top", "bottom", "insideH"))
        squares = SQUARE * shares.squares + (f".{SQUARE * shares.after}" if shares.after else "")
        for row, line in zip(table.rows, shares.rows, strict=False):
            ooxml.keep_whole(row)
            self._label(row.cells[0], line)
            self._put(row.cells[1], squares, size=CELL)
            self._put(row.cells[2], shares.unit)
            _with_next(row)
        last = table.rows[-1]
        for cell, text in zip(last.cells, (shares.sum_label, shares.total, shares.unit), strict=True):
            self._put(cell, text, bold=True)

    def points(self, points: form.Points) -> None:
        """Squares in a row with the numbers under them."""
        count = len(points.points)
        table = self._table(2, [Length(COLUMN // count)] * count)
        for row in table.rows:
            ooxml.keep_whole(row)
        for place, point in enumerate(points.points):
            self._put(table.rows[0].cells[place], SQUARE, middle=True)
            self._put(table.rows[1].cells[place], point, size=SMALL, middle=True)

    def _table(self, rows: int, widths: Sequence[Length]) -> Any:
        table = self.word.add_table(rows, len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        ooxml.narrow_cells(table, 30)
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = wide
            for cell in column.cells:
                cell.width = wide
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return table

    def _label(self, cell: Any, line: form.Line) -> None:
        self._put(cell, line.label)
        if line.only:
            self.run(cell.paragraphs[0], line.only, size=SMALL)

    def _put(
        self, cell: Any, text: str, *, size: Length = SMALL, bold: bool = False, middle: bool = False
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if middle:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.run(paragraph, text, size=size, bold=bold)


def _with_next(row: Any) -> None:
    """Keep a row on one page with the next."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
