"""Word files in the manner of official papers.

A4, type area 156 × 225 mm, headings 一、（一）1., page numbers between dashes: after
GB/T 9704-2012 as far as free fonts allow (decision 0006 names what later work adds).
"""

from __future__ import annotations

import io
import re
from copy import deepcopy
from functools import cache, singledispatchmethod

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run

from reports.documents import content, markup, wordcharts
from reports.documents.grid import KEPT_ROWS, parts, widths
from reports.documents.measures import COLUMN, HEIGHT, NARROW, PICTURE_WIDTH, WHOLE, WIDTH
from reports.documents.native import Native
from reports.documents.numerals import Numbering

BODY, HEAD, SECOND, TITLE = "仿宋", "黑体", "楷体", "宋体"
LATIN = "Times New Roman"
BODY_SIZE, LIST_SIZE, NOTE_SIZE = Pt(12), Pt(9), Pt(8.5)
BODY_LINE, FINDING_LINE, NOTE_LINE, LIST_LINE = Pt(20), Pt(18), Pt(11.5), Pt(13)
CELL_LINE, CELL_LINE_IN_COLUMN = Pt(12.5), Pt(10.5)
CONTENTS_ROOM = 555  # points, below the word 目录
CELL_MARGIN = 40  # twips, in tables of a column
INK, QUIET, WARN = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x5B, 0x6B, 0x78), RGBColor(0x8A, 0x5A, 0x00)
FORBIDDEN = re.compile("[^\n\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
HEADING_FONTS = {1: (HEAD, Pt(16)), 2: (SECOND, Pt(14)), 3: (BODY, Pt(12))}


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


def readable(text: str) -> str:
    """``text`` without the characters that XML forbids; each becomes 〓, so that it is seen."""
    return FORBIDDEN.sub("〓", text)


class _Writer:
    """Puts the blocks of one document into one Word file, counting as it goes."""

    def __init__(self, document: content.Document) -> None:
        self.document = document
        self.chinese = document.language.startswith("zh")
        self.word: WordDocument = docx.Document()
        self.tables = self.pictures = self.anchors = 0
        self.breaks = self.in_column = False
        self.numbering = Numbering(document.language)
        self.drawable: list[tuple[WordParagraph, int, content.Picture, Native]] = []
        self._page()
        self._properties()
        self._cover()
        self._contents()
        for block in self.document.blocks:
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

    def _page(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        normal = self.word.styles["Normal"]
        normal.font.name, normal.font.size = LATIN, BODY_SIZE
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        # Without it, punctuation is set in the middle of its square, as in Taiwan.
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
        normal.element.rPr.append(language)
        for level, (font, size) in HEADING_FONTS.items():
            style = self.word.styles[f"Heading {level}"]
            style.font.name, style.font.size, style.font.bold = LATIN, size, level != 2
            style.font.color.rgb = INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(name), None)
            fonts.set(qn("w:eastAsia"), font)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(4)
            style.paragraph_format.keep_with_next = True
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(footer, "— ", TITLE, Pt(12))
        markup.add_field(footer, "PAGE")
        self._run(footer, " —", TITLE, Pt(12))
        if self.document.footer:
            header = section.header.paragraphs[0]
            header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._run(header, self.document.footer, BODY, NOTE_SIZE, QUIET)

    def _properties(self) -> None:
        properties = self.word.core_properties
        properties.title = readable(self.document.cover.title)
        properties.author = readable(self.document.cover.organiser)
        properties.language = self.document.language
        properties.comments = ""
        properties.created = properties.modified = self.document.frozen_at.replace(tzinfo=None)
        properties.last_modified_by = ""

    def _cover(self) -> None:
        cover = self.document.cover
        for line in cover.legal:
            paragraph = self.word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.space_after = Pt(0)
            self._run(paragraph, line, BODY, Pt(11))
        blank = self.word.add_paragraph()
        blank.paragraph_format.space_before = Pt(max(60, 150 - 20 * len(cover.legal)))
        for text, font, size, colour in (
            (cover.title, TITLE, Pt(26), INK),
            (cover.subtitle, SECOND, Pt(16), QUIET),
            (cover.warning, HEAD, Pt(14), WARN),
        ):
            if text:
                paragraph = self.word.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.space_after = Pt(18)
                self._run(paragraph, text, font, size, colour).bold = font == TITLE
        foot = self.word.add_paragraph()
        foot.paragraph_format.space_before = Pt(160)
        for text in (cover.organiser, cover.moment):
            paragraph = self.word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._run(paragraph, text, SECOND, Pt(16))
        paragraph.add_run().add_break(WD_BREAK.PAGE)

    def _contents(self) -> None:
        headings = [
            block
            for block in content.flat(self.document.blocks)
            if isinstance(block, content.Heading) and block.level < 3
        ]
        if not headings:
            return
        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, "目　录" if self.chinese else "Contents", HEAD, Pt(18))
        numbering = Numbering(self.document.language)
        # A little closer, where that keeps them on one page.
        pitch = Pt(min(20.0, max(14.0, CONTENTS_ROOM / len(headings))))
        for anchor, heading in enumerate(headings):  # numbered as _heading anchors them
            number = numbering.next(heading.level) if heading.numbered else ""
            line = self.word.add_paragraph()
            line.paragraph_format.left_indent = Mm(8 * (heading.level - 1))
            line.paragraph_format.space_after = Pt(0)
            _lines_of(line.paragraph_format, pitch)
            line.paragraph_format.tab_stops.add_tab_stop(
                Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            self._link(line, number + heading.text, f"heading{anchor}", Pt(11.5))
            line.add_run("\t")
            markup.add_field(line, f"PAGEREF heading{anchor} \\h", shown="…")
        self.breaks = True

    def _run(self, paragraph: WordParagraph, text: str, font: str, size: Pt, colour: RGBColor = INK) -> Run:
        run = paragraph.add_run(readable(text))
        run._element.insert(0, deepcopy(_look(font, size, colour)))
        return run

    def _link(self, paragraph: WordParagraph, text: str, anchor: str, size: Pt) -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        run = self._run(paragraph, text, BODY, size)
        link.append(run._element)
        paragraph._element.append(link)

    @singledispatchmethod
    def _put(self, block: content.Block) -> None:
        raise TypeError(f"no way to write {type(block).__name__}")

    @_put.register
    def _heading(self, block: content.Heading) -> None:
        number = self.numbering.next(block.level) if block.numbered else ""
        paragraph = self.word.add_heading(readable(number + block.text), level=block.level)
        paragraph.paragraph_format.page_break_before = self.breaks or None
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
                self._run(paragraph, line, BODY, NOTE_SIZE, QUIET)
                form.space_before, form.space_after = Pt(2), Pt(8)
                _lines_of(form, NOTE_LINE)
                continue
            self._run(paragraph, line, SECOND if block.style == "quote" else BODY, BODY_SIZE)
            form.space_after = Pt(4)
            _lines_of(form, FINDING_LINE if block.style == "finding" else BODY_LINE)
            if block.style == "body" and self.chinese:
                form.first_line_indent = BODY_SIZE * 2
            elif block.style != "body":
                form.left_indent = Mm(8)
            if block.style == "finding":
                form.first_line_indent, form.space_after = -Mm(6), Pt(2)

    def _listed(self, lines: list[str]) -> None:
        """A question and what can be chosen, kept together."""
        for number, line in enumerate(lines):
            paragraph = self.word.add_paragraph()
            self._run(paragraph, line, BODY, LIST_SIZE)
            form = paragraph.paragraph_format
            form.left_indent = Mm(4 if number else 0)
            form.space_before, form.space_after = Pt(0 if number else 4), Pt(1)
            form.keep_with_next = number == 0 and len(lines) > 1
            _lines_of(form, LIST_LINE)

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
        form = self.word.paragraphs[-1].paragraph_format
        form.space_before = form.space_after = Pt(0)
        _lines_of(form, Pt(2))
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
            self._grid(part, keep_last=last and (bool(block.note) or block.leads))
        if block.note:
            self._put(content.Paragraph(block.note, "note", leads=block.leads))
        else:
            self._gap(block)

    def _gap(self, block: content.Table) -> None:
        """The room below a table without a note; two tables that touch would be one."""
        form = self.word.add_paragraph().paragraph_format
        form.space_before = form.space_after = Pt(0)
        _lines_of(form, Pt(6))
        form.keep_with_next = block.leads or None

    def _grid(self, block: content.Table, *, keep_last: bool) -> None:
        """One table of few columns; a short one stays on one page with its note."""
        table = self.word.add_table(rows=1 + len(block.rows), cols=len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        markup.three_lines(table._element)
        frame = COLUMN if self.in_column else WHOLE if len(block.columns) <= 6 else NARROW
        if self.in_column:
            markup.narrow_cells(table._element, CELL_MARGIN)
        given = widths(block, frame)
        for column, width in zip(table.columns, given, strict=True):
            column.width = width
        short = len(block.rows) <= KEPT_ROWS
        for number, row in enumerate((block.columns, *block.rows)):
            cells = table.rows[number].cells
            last = number == len(block.rows)
            look = {
                "head": number == 0,
                "strong": number - 1 in block.emphasised,
                "keep": keep_last if last else short or number == 0,
            }
            for column, text in enumerate(row):
                self._cell(cells[column], text, column, frame.size, **look)
                cells[column].width = given[column]
            markup.keep_whole(table.rows[number]._tr, head=number == 0)

    def _cell(
        self, cell: _Cell, text: str, column: int, size: Pt, *, head: bool, strong: bool, keep: bool
    ) -> None:
        paragraph: WordParagraph = cell.paragraphs[0]
        paragraph._element.insert(0, deepcopy(_cell_form(column == 0, keep, self.in_column)))
        run = self._run(paragraph, text, HEAD if head or strong else BODY, size)
        if strong:
            run.bold = True

    def _caption(self, word: str, number: int, text: str, *, before: bool) -> None:
        paragraph = self.word.add_paragraph()
        form = paragraph.paragraph_format
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if self.in_column else WD_ALIGN_PARAGRAPH.CENTER
        form.keep_with_next = before
        form.space_before = Pt(4 if before else 0)
        form.space_after = Pt(3 if before else 8)
        self._run(paragraph, f"{word} {number}　{text}", HEAD, Pt(8.5) if self.in_column else Pt(10))


def _lines_of(form: ParagraphFormat, pitch: Length) -> None:
    """Lines as far apart as said, so that a substituted font does not stretch the page."""
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, pitch


@cache
def _look(font: str, size: Pt, colour: RGBColor) -> object:
    """The properties of a run as XML, made once: a report has thousands of runs and few looks."""
    run = docx.Document().add_paragraph().add_run()
    run.font.name, run.font.size, run.font.color.rgb = LATIN, size, colour
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run._element.rPr


@cache
def _cell_form(is_label: bool, keep: bool, narrow: bool) -> object:
    """The properties of a paragraph in a table cell as XML, made once for each form."""
    paragraph = docx.Document().add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    _lines_of(paragraph.paragraph_format, CELL_LINE_IN_COLUMN if narrow else CELL_LINE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_label else WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.keep_with_next = keep or None
    return paragraph._element.pPr
