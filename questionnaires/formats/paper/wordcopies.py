"""Numbered copies in one Word file: the form once for each, with the serial and QR of its copy on every page.

The form is written once and copied; each copy has a head of its own and
counts its pages from 1. Word works out the pages of the whole file only, so that no
foot tells how many there are of a copy.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from questionnaires.formats.paper import form, ooxml, wordpage
from questionnaires.formats.paper.copies import Stamp
from questionnaires.formats.paper.qr import qr_png
from questionnaires.formats.paper.word import Sheet
from questionnaires.formats.paper.wording import PAGE_OF_COPY, SCAN
from questionnaires.formats.paper.wordpage import QUIET, SMALL, WHOLE

#: An office program takes some seconds to open so many pages, and every edit is made in each copy.
MOST_WORD_COPIES = 50
QR, SQUARE, TOLD = Mm(18.5), Mm(19.5), Mm(64)


def docx_copies_of(printed: form.Form, stamps: Sequence[Stamp], *, duplex: bool = True) -> bytes:
    """The form once for each stamp, in one .docx file; the same stamps give the same bytes.

    For ``duplex`` printing each copy begins on the front of a sheet.
    Raises ValueError for no copies or more than :data:`MOST_WORD_COPIES`.
    """
    if not 0 < len(stamps) <= MOST_WORD_COPIES:
        raise ValueError(f"{len(stamps)} copies; at least 1, at most {MOST_WORD_COPIES}")
    sheet = Sheet(printed)
    wordpage.foot(sheet.word, PAGE_OF_COPY.say(printed.language), sheet.run)
    sheet.word.sections[0].top_margin, sheet.word.sections[0].header_distance = Mm(28), Mm(5.5)
    sheet.fill()
    _Copies(sheet, WD_SECTION.ODD_PAGE if duplex else WD_SECTION.NEW_PAGE).number(stamps)
    return ooxml.saved(sheet.word)


class _Copies:
    """Makes of a written form as many copies as there are stamps."""

    def __init__(self, sheet: Sheet, begins: WD_SECTION) -> None:
        self.sheet = sheet
        self.begins = begins
        self.word: WordDocument = sheet.word
        self.last = self.word.element.body.sectPr
        self.pieces = [piece for piece in self.word.element.body if piece is not self.last]

    def number(self, stamps: Sequence[Stamp]) -> None:
        """Write every copy behind the one before it, in place of the form."""
        for piece in self.pieces:
            self.word.element.body.remove(piece)
        for place, stamp in enumerate(stamps, 1):
            pieces = deepcopy(self.pieces)
            if place < len(stamps):
                # What closes a section stands in its last paragraph; only that of the file stands alone.
                pieces[-1].get_or_add_pPr().append(deepcopy(self.last))
            for piece in pieces:
                self.last.addprevious(piece)
            first = next(found for found in map(_section_in, pieces) if found is not None)
            self._begin(Section(first, self.word.part), stamp, place)

    def _begin(self, section: Section, stamp: Stamp, place: int) -> None:
        """Begin a copy with a section: on a new page, at page 1, under its own head."""
        section.start_type = self.begins
        ooxml.count_pages_anew(section)
        section.header.is_linked_to_previous = False
        title, told, qr = self._cells(section)
        self.sheet.run(title.paragraphs[0], self.sheet.form.title, size=SMALL, colour=QUIET)
        self.sheet.run(told.paragraphs[0], f"{self.sheet.form.serial} {stamp.serial}", size=Pt(11), bold=True)
        for line in (stamp.place, SCAN.say(self.sheet.form.language)):
            self.sheet.run(_right(told.add_paragraph()), line, size=SMALL, colour=QUIET)
        self._picture(qr.paragraphs[0], stamp, place)

    def _cells(self, section: Section) -> Sequence[Any]:
        """The three cells of a head: title, what the copy is, its QR."""
        header = section.header
        empty = header.paragraphs[0]
        table = header.add_table(1, 3, WHOLE)
        empty._p.addprevious(table._tbl)
        empty.paragraph_format.space_after = empty.paragraph_format.space_before = Pt(0)
        empty.paragraph_format.line_spacing = Pt(1)  # a head ends with a paragraph, and this one says nothing
        table.autofit = False
        ooxml.narrow_cells(table, 30)
        cells: Sequence[Any] = table.rows[0].cells
        widths = (Length(WHOLE - TOLD - SQUARE), TOLD, SQUARE)
        for column, cell, wide in zip(table.columns, cells, widths, strict=True):
            column.width = cell.width = wide
            cell.paragraphs[0].style = self.word.styles["Normal"]
        _right(cells[1].paragraphs[0])
        _right(cells[2].paragraphs[0])
        return cells

    def _picture(self, paragraph: Paragraph, stamp: Stamp, place: int) -> None:
        run = paragraph.add_run()
        shape = run.add_picture(io.BytesIO(qr_png(stamp.address)), width=QR)
        told = {"id": str(place), "name": f"QR {stamp.serial}", "descr": SCAN.say(self.sheet.form.language)}
        for name, value in told.items():
            shape._inline.docPr.set(name, value)


def _right(paragraph: Paragraph) -> Paragraph:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _section_in(piece: Any) -> Any:
    return piece.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
