"""Word files in the manner of official papers.

A4, type area 156 × 225 mm in 22 lines of 28 letters, headings 一、（一）1., page numbers between dashes
outside: after GB/T 9704-2012, with what decision 0006 sets smaller.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import singledispatchmethod

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from reports.documents import content, markup, wordcharts
from reports.documents.grid import parts
from reports.documents.leading import led
from reports.documents.markup import readable
from reports.documents.measures import HEIGHT, PICTURE_WIDTH
from reports.documents.native import Native
from reports.documents.numerals import Numbering
from reports.documents.unbroken import unbroken
from reports.documents.wordfront import headings_of, prepare
from reports.documents.wordtables import add_table
from reports.documents.wordtype import (
    BODY,
    FINDING_LINE,
    FINDING_SIZE,
    HEAD,
    LIST_LINE,
    LIST_SIZE,
    NOTE_LINE,
    NOTE_SIZE,
    QUIET,
    SECOND,
    add_run,
    lines_of,
    sizes_of,
)


def write(document: content.Document, *, editable: bool = False) -> bytes:
    """The document as a .docx file; the same document gives the same bytes.

    ``editable`` has bars and stacked bars as charts that Word draws itself, without their intervals;
    otherwise every chart is a picture.
    """
    files = Files(document)
    return files.editable() if editable else files.plain()


class Files:
    """Both Word files of one document, set once where both are asked for, first the plain one."""

    def __init__(self, document: content.Document) -> None:
        self._document = document
        self._written: _Writer | None = None

    def plain(self) -> bytes:
        """The file in which every chart is a picture."""
        self._written = _Writer(self._document)
        return self._saved(self._written)

    def editable(self) -> bytes:
        """The file in which bars and stacked bars are charts that Word draws itself."""
        # What was written before is drawn over and cannot be used again.
        written, self._written = self._written or _Writer(self._document), None
        written.draw_over()
        return self._saved(written)

    def _saved(self, written: _Writer) -> bytes:
        target = io.BytesIO()
        written.word.save(target)
        return markup.with_fixed_time(target.getvalue(), self._document.frozen_at)


class _Writer:
    """Puts the blocks of one document into one Word file, counting as it goes."""

    def __init__(self, document: content.Document) -> None:
        self.document = document
        self.chinese = document.language.startswith("zh")
        self.word: WordDocument = docx.Document()
        self.tables = self.pictures = self.anchors = 0
        self.in_column = False
        self.numbering = Numbering(document.language)
        self.drawable: list[tuple[WordParagraph, int, content.Picture, Native]] = []
        self.sizes = sizes_of(document.language)
        blocks = led(document.blocks)
        self.columned = frozenset(_before_columns(blocks))
        prepare(self.word, document)
        self.breaks = bool(headings_of(document))
        for block in blocks:
            self._put(block)

    def draw_over(self) -> None:
        """Put charts in the place of pictures that Word can draw itself, with their source below."""
        slides = wordcharts.slide()
        for paragraph, number, block, figures in self.drawable:
            for run in paragraph.runs:
                paragraph._element.remove(run._element)
            described = readable(block.description or block.caption)
            wordcharts.add(
                paragraph, figures, slides, PICTURE_WIDTH, number, described, self.document.frozen_at
            )
            body = self.word.element.body
            end, caption = len(body) - 1, paragraph._element.getnext()
            self._put(content.Paragraph(block.source, "note"))
            for line in reversed(body[end:-1]):  # behind them come the properties of the last section
                caption.addnext(line)
        wordcharts.drop_pictures(self.word)

    @singledispatchmethod
    def _put(self, block: content.Block) -> None:
        raise TypeError(f"no way to write {type(block).__name__}")

    @_put.register
    def _heading(self, block: content.Heading) -> None:
        number = self.numbering.next(block.level) if block.numbered else ""
        paragraph = self.word.add_heading(readable(unbroken(number + block.text)), level=block.level)
        # Programs do not keep a heading with columns that begin after it: those begin a page.
        paragraph.paragraph_format.page_break_before = self.breaks or id(block) in self.columned or None
        self.breaks = False
        if block.level < 3:
            markup.bookmark(paragraph, f"heading{self.anchors}", self.anchors)
            self.anchors += 1

    @_put.register
    def _paragraph(self, block: content.Paragraph) -> None:
        if block.style == "listed":
            self._listed(block.text.split("\n"))
            return
        for line in block.text.split("\n"):
            paragraph = self.word.add_paragraph()
            form = paragraph.paragraph_format
            form.keep_with_next = block.leads or None
            if block.style == "note":
                add_run(paragraph, line, BODY, NOTE_SIZE, QUIET)
                form.space_before, form.space_after = Pt(2), Pt(8)
                form.keep_together = True  # else a part of it stands away from its table
                lines_of(form, NOTE_LINE)
                continue
            is_finding = block.style == "finding"
            size = FINDING_SIZE if is_finding else self.sizes.body
            add_run(paragraph, line, SECOND if block.style == "quote" else BODY, size)
            form.space_after = Pt(0) if self.chinese and block.style == "body" else Pt(4)
            lines_of(form, FINDING_LINE if is_finding else self.sizes.line)
            if block.style == "body" and self.chinese:
                form.first_line_indent = Length(self.sizes.body * 2)
            elif block.style != "body":
                form.left_indent = Mm(8)
            if block.style == "finding":
                form.first_line_indent, form.space_after = -Mm(6), Pt(2)

    def _listed(self, lines: list[str]) -> None:
        """A question and what can be chosen, kept together."""
        for number, line in enumerate(lines):
            paragraph = self.word.add_paragraph()
            add_run(paragraph, line, BODY, LIST_SIZE)
            form = paragraph.paragraph_format
            form.left_indent = Mm(4 if number else 0)
            form.space_before, form.space_after = Pt(0 if number else 4), Pt(1)
            form.keep_with_next, form.keep_together = number == 0 and len(lines) > 1, True
            lines_of(form, LIST_LINE)

    @_put.register
    def _in_columns(self, block: content.Columns) -> None:
        tables = any(isinstance(part, content.Table) for part in block.blocks)
        markup.set_columns(self._section(WD_SECTION.CONTINUOUS), 2)
        self.in_column = True
        for part in block.blocks:
            self._put(part)
        self.in_column = False
        # Programs differ in how they balance tables over columns: a new page leaves nothing to balance.
        markup.set_columns(self._section(WD_SECTION.NEW_PAGE if tables else WD_SECTION.CONTINUOUS), 1)
        self.breaks = self.breaks and not tables

    def _section(self, start: WD_SECTION) -> Section:
        """A new section on the same page; the paragraph that ends the last one takes no room."""
        section: Section = self.word.add_section(start)
        section.different_first_page_header_footer = False  # only the cover is without a number
        form = self.word.paragraphs[-1].paragraph_format
        form.space_before = form.space_after = Pt(0)
        lines_of(form, Pt(2))
        return section

    @_put.register
    def _page_break(self, block: content.PageBreak) -> None:
        self.breaks = True  # the next heading begins a page: a break of its own could fill an empty one

    @_put.register
    def _picture(self, block: content.Picture) -> None:
        self.pictures += 1
        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        # Lines set wider than single would leave room in proportion to the picture.
        form.keep_with_next, form.line_spacing, form.space_after = True, 1.0, Pt(2)
        form.space_before = Pt(6)
        if block.native is not None:
            self.drawable.append((paragraph, self.pictures, block, block.native))
        shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Mm(PICTURE_WIDTH))
        if shape.height > Mm(HEIGHT):  # else its foot would be cut off
            shape.width, shape.height = Length(shape.width * Mm(HEIGHT) // shape.height), Mm(HEIGHT)
        shape._inline.docPr.set("descr", readable(block.description or block.caption))
        shape._inline.docPr.set("name", f"chart {self.pictures}")
        self._caption("图" if self.chinese else "Figure", self.pictures, block.caption, before=False)

    @_put.register
    def _table(self, block: content.Table) -> None:
        self.tables += 1
        cut = parts(block)
        for number, part in enumerate(cut):
            caption = block.caption
            if number:
                caption += "（续）" if self.chinese else " (continued)"
            self._caption("表" if self.chinese else "Table", self.tables, caption, before=True)
            last = number == len(cut) - 1
            add_table(
                self.word,
                part,
                in_column=self.in_column,
                chinese=self.chinese,
                keep_last=last and (bool(block.note) or block.leads),
            )
        if block.note:
            self._put(content.Paragraph(block.note, "note", leads=block.leads))
        else:
            self._gap(block)

    def _gap(self, block: content.Table) -> None:
        """The room below a table without a note; two tables that touch would be one."""
        form = self.word.add_paragraph().paragraph_format
        form.space_before = form.space_after = Pt(0)
        lines_of(form, Pt(6))
        form.keep_with_next = block.leads or None

    def _caption(self, word: str, number: int, text: str, *, before: bool) -> None:
        paragraph = self.word.add_paragraph()
        form = paragraph.paragraph_format
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if self.in_column else WD_ALIGN_PARAGRAPH.CENTER
        form.keep_with_next = before
        form.space_before = Pt(4 if before else 0)
        form.space_after = Pt(3 if before else 8)
        run = add_run(paragraph, f"{word} {number}　{text}", HEAD, Pt(8.5) if self.in_column else Pt(10))
        run.bold = None if self.chinese else True


def _before_columns(blocks: Sequence[content.Block]) -> Iterator[int]:
    """Which headings stand right above columns of tables: the first of each run, by identity."""
    first: content.Block | None = None
    for block in blocks:
        if isinstance(block, content.Heading):
            first = first or block
            continue
        if isinstance(block, content.Paragraph) and block.leads:
            continue
        parts_of = block.blocks if isinstance(block, content.Columns) else ()
        if first is not None and any(isinstance(part, content.Table) for part in parts_of):
            yield id(first)
        first = None
