"""Word files in the manner of official papers.

A4, type area 156 × 225 mm, headings 一、（一）1., page numbers between dashes: after
GB/T 9704-2012 as far as free fonts allow (decision 0006 names what later work adds).
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from functools import cache, singledispatchmethod
from unicodedata import east_asian_width

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from reports.documents import content
from reports.documents.numerals import chinese_number

BODY, HEAD, SECOND, TITLE = "仿宋", "黑体", "楷体", "宋体"
LATIN = "Times New Roman"
BODY_SIZE, LIST_SIZE, TABLE_SIZE, NOTE_SIZE = Pt(14), Pt(11), Pt(10), Pt(9)
NARROW_SIZE = Pt(9)  # in tables of many columns
WIDTH, HEIGHT = 154, 195  # mm for tables and pictures
MOST_COLUMNS = 8  # a wider table goes on below itself
KEPT_ROWS = 14  # a table of so many rows stands on one page
INK, QUIET, WARN = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x5B, 0x6B, 0x78), RGBColor(0x8A, 0x5A, 0x00)
FORBIDDEN = re.compile("[^\n\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
HEADING_FONTS = {1: (HEAD, Pt(16)), 2: (SECOND, Pt(15)), 3: (BODY, Pt(14))}


def write(document: content.Document) -> bytes:
    """The document as a .docx file; the same document gives the same bytes."""
    return _fixed(_Writer(document).finish(), document.frozen_at)


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
        self.breaks = False
        self.counts = {1: 0, 2: 0, 3: 0}
        self._page()
        self._properties()

    def finish(self) -> bytes:
        self._cover()
        self._contents()
        for block in self.document.blocks:
            self._put(block)
        target = io.BytesIO()
        self.word.save(target)
        return target.getvalue()

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
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(6)
            style.paragraph_format.keep_with_next = True
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(footer, "— ", TITLE, Pt(12))
        _field(footer, "PAGE")
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
            block for block in self.document.blocks if isinstance(block, content.Heading) and block.level < 3
        ]
        if not headings:
            return
        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, "目　录" if self.chinese else "Contents", HEAD, Pt(18))
        counts = {1: 0, 2: 0}
        for anchor, heading in enumerate(headings):  # numbered as _heading anchors them
            number = _count(counts, heading, self.chinese)
            line = self.word.add_paragraph()
            line.paragraph_format.left_indent = Mm(8 * (heading.level - 1))
            line.paragraph_format.space_after = Pt(2)
            self._link(line, number + heading.text, f"heading{anchor}", Pt(12))
        line.add_run().add_break(WD_BREAK.PAGE)

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
        number = _count(self.counts, block, self.chinese)
        paragraph = self.word.add_heading(readable(number + block.text), level=block.level)
        paragraph.paragraph_format.page_break_before = self.breaks or None
        self.breaks = False
        if block.level < 3:
            _bookmark(paragraph, f"heading{self.anchors}", self.anchors)
            self.anchors += 1

    @_put.register
    def _paragraph(self, block: content.Paragraph) -> None:
        lines = block.text.split("\n")
        first, more = True, len(lines) > 1
        for line in lines:
            paragraph = self.word.add_paragraph()
            form = paragraph.paragraph_format
            if block.style == "note":
                self._run(paragraph, line, BODY, NOTE_SIZE, QUIET)
                form.space_after = Pt(10)
            elif block.style == "listed":
                self._run(paragraph, line, BODY, LIST_SIZE)
                form.left_indent = Mm(0 if first else 6)
                form.space_before, form.space_after = Pt(5 if first else 0), Pt(1)
                form.keep_with_next = first and more
                first = False
            else:
                font = SECOND if block.style == "quote" else BODY
                self._run(paragraph, line, font, BODY_SIZE)
                form.first_line_indent = BODY_SIZE * 2 if self.chinese else None
                form.left_indent = Mm(8) if block.style == "quote" else None
                form.line_spacing, form.space_after = 1.35, Pt(4)
                form.keep_with_next = block.leads or None

    @_put.register
    def _page_break(self, block: content.PageBreak) -> None:
        self.breaks = True  # the next heading begins a page: a break of its own could fill an empty one

    @_put.register
    def _picture(self, block: content.Picture) -> None:
        self.pictures += 1
        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Mm(WIDTH))
        if shape.height > Mm(HEIGHT):  # else its foot would be cut off
            shape.width, shape.height = Length(shape.width * Mm(HEIGHT) // shape.height), Mm(HEIGHT)
        shape._inline.docPr.set("descr", readable(block.description or block.caption))
        shape._inline.docPr.set("name", f"chart {self.pictures}")
        self._caption("图" if self.chinese else "Figure", self.pictures, block.caption, before=False)

    @_put.register
    def _table(self, block: content.Table) -> None:
        self.tables += 1
        parts = _parts(block)
        for number, part in enumerate(parts):
            caption = block.caption
            if number:
                caption += "（续）" if self.chinese else " (continued)"
            self._caption("表" if self.chinese else "Table", self.tables, caption, before=True)
            self._grid(part, has_note=bool(block.note) and number == len(parts) - 1)
        self._put(content.Paragraph(block.note, "note"))

    def _grid(self, block: content.Table, *, has_note: bool) -> None:
        """One table of at most :data:`MOST_COLUMNS` columns; a short one stays on one page with its note."""
        table = self.word.add_table(rows=1 + len(block.rows), cols=len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _three_lines(table._element)
        widths = _widths(block)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        size = TABLE_SIZE if len(block.columns) <= 6 else NARROW_SIZE
        short = len(block.rows) <= KEPT_ROWS
        for number, row in enumerate((block.columns, *block.rows)):
            cells = table.rows[number].cells
            last = number == len(block.rows)
            look = {
                "head": number == 0,
                "strong": number - 1 in block.emphasised,
                "keep": has_note if last else short or number == 0,
            }
            for column, text in enumerate(row):
                self._cell(cells[column], text, column, size, **look)
                cells[column].width = widths[column]
            _keep_whole(table.rows[number]._tr, head=number == 0)

    def _cell(
        self, cell: _Cell, text: str, column: int, size: Pt, *, head: bool, strong: bool, keep: bool
    ) -> None:
        paragraph: WordParagraph = cell.paragraphs[0]
        paragraph._element.insert(0, deepcopy(_cell_form(column == 0, keep)))
        run = self._run(paragraph, text, HEAD if head or strong else BODY, size)
        if strong:
            run.bold = True

    def _caption(self, word: str, number: int, text: str, *, before: bool) -> None:
        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = before
        paragraph.paragraph_format.space_before = Pt(8 if before else 0)
        paragraph.paragraph_format.space_after = Pt(4 if before else 10)
        self._run(paragraph, f"{word} {number}　{text}", HEAD, Pt(11))


@cache
def _look(font: str, size: Pt, colour: RGBColor) -> object:
    """The properties of a run as XML, made once: a report has thousands of runs and few looks."""
    run = docx.Document().add_paragraph().add_run()
    run.font.name, run.font.size, run.font.color.rgb = LATIN, size, colour
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run._element.rPr


@cache
def _cell_form(is_label: bool, keep: bool) -> object:
    """The properties of a paragraph in a table cell as XML, made once for each form."""
    paragraph = docx.Document().add_paragraph()
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_label else WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.keep_with_next = keep or None
    return paragraph._element.pPr


def _count(counts: dict[int, int], heading: content.Heading, chinese: bool) -> str:
    """The number before a heading, counting on."""
    if not heading.numbered:
        return ""
    counts[heading.level] = counts.get(heading.level, 0) + 1
    for below in range(heading.level + 1, 4):
        counts[below] = 0
    number = counts[heading.level]
    if not chinese:
        return ".".join(str(counts[level]) for level in range(1, heading.level + 1)) + " "
    return {1: f"{chinese_number(number)}、", 2: f"（{chinese_number(number)}）", 3: f"{number}. "}[
        heading.level
    ]


def _parts(table: content.Table) -> list[content.Table]:
    """A table of many columns as several of few, each with the first column."""
    others = len(table.columns) - 1
    count = -(-others // (MOST_COLUMNS - 1)) or 1
    each = -(-others // count)
    found = []
    for start in range(1, others + 1, each) if others else (1,):
        place = slice(start, start + each)
        rows = tuple((row[0], *row[place]) for row in table.rows)
        found.append(replace(table, columns=(table.columns[0], *table.columns[place]), rows=rows))
    return found


def _widths(table: content.Table) -> list[Mm]:
    """Widths by what the columns hold: figures are not broken, the first column has the rest."""
    if len(table.columns) == 1:
        return [Mm(WIDTH)]
    needed = []
    for column, head in enumerate(table.columns[1:], 1):
        figures = max((_millimetres(row[column]) for row in table.rows), default=0.0)
        words = max((_millimetres(word) for word in re.findall(r"[!-~]+|.", head)), default=0.0)
        needed.append(max(figures, words, min(_millimetres(head), 14.0)) + 4.5)
    room = WIDTH - 34.0
    scale = min(1.0, room / sum(needed))
    # Where labels are short, the figures spread instead of huddling at the right edge.
    longest = max((_millimetres(row[0]) for row in (table.columns, *table.rows)), default=0.0) + 6
    spare = max(0.0, min(WIDTH - longest, room) - sum(needed)) / len(needed)
    others = [width * scale + min(spare, 12.0) for width in needed]
    return [Mm(WIDTH - sum(others)), *(Mm(width) for width in others)]


def _millimetres(text: str) -> float:
    """About how wide a text is in a table: a full-width letter of 10 pt takes 3.6 mm."""
    return sum(3.6 if east_asian_width(letter) in "WFA" else 1.9 for letter in text)


def _field(paragraph: WordParagraph, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)


def _bookmark(paragraph: WordParagraph, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._element.insert(1, start)
    paragraph._element.append(end)


def _three_lines(table: object) -> None:
    """Rules above, under the head and below: the form of tables in Chinese official papers."""
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", "12"), ("bottom", "12"), ("insideH", "2")):
        line = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", size),
            ("color", "5B6B78" if side == "insideH" else "1B2733"),
        ):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table.tblPr.append(borders)  # type: ignore[attr-defined]


def _keep_whole(row: object, *, head: bool) -> None:
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _fixed(package: bytes, moment: datetime) -> bytes:
    """The package with one fixed time on every part, so that equal content is equal bytes."""
    target = io.BytesIO()
    stamp = max(moment, moment.replace(year=1980)).timetuple()[:6]
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name, stamp)
            part.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(part, source.read(name))
    return target.getvalue()
