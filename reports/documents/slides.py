"""Slides from the same content tree, with charts that stay editable.

Every section with a table or a chart is a slide; the findings are one or two; what belongs on paper only,
tables two abreast and the questionnaire, is left out and the last slide says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, TypeVar

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from questionnaires.text import Text
from reports.charts.lettering import printable, width
from reports.documents import content, markup, native
from reports.documents.figures import HIDDEN, SMALL
from reports.documents.grid import parts
from reports.documents.native import FONT, LATIN
from reports.documents.numerals import Numbering
from reports.documents.referring import without_places
from reports.documents.unbroken import unbroken

WIDE, HIGH, EDGE = 338.7, 190.5, 18.0  # mm of a slide of 16:9
TOP, FOOT = 46.0, 176.0  # mm between which a slide has its matter
MOST_FINDINGS, FEW_FINDINGS, MOST_ROWS = 10, 6, 11
NOTE_LETTERS = 82  # full-width letters in a line of a note
LEAD_LETTERS, LABEL_LETTERS = 100, 20  # in two lines above a chart at 16 points, in a bar's name at 14
INK, QUIET, PRIMARY, WARN = "1B2733", "5B6B78", "0B5E73", "8A5A00"
IN_THE_REPORT = Text(
    zh="各题的频数、区间、问卷和方法见同一数据版本的报告。",
    en="Frequencies, intervals, questionnaire and method stand in the report of the same data version.",
)
NOTHING_SHOWN = Text(
    zh="人数太少、全部数字都不公布的表没有做成幻灯片，见报告。",
    en="Tables of which no figure is published, for too few answered, have no slide; they are in the report.",
)
EDIT_DATA = Text(
    zh="图中的数字可以在图上点右键“编辑数据”查看。", en="The figures of a chart are seen by “Edit data”."
)


T = TypeVar("T")


@dataclass
class _Section:
    """A heading with what stands below it; ``tables`` go with the sentence before them, else with their caption."""

    heading: str
    sentences: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    charts: list[content.Picture] = field(default_factory=list)
    tables: list[tuple[str, content.Table]] = field(default_factory=list)


def write(document: content.Document) -> bytes:
    """The document as a .pptx file; the same document gives the same bytes."""
    return markup.with_fixed_time(_Writer(document).finish(), document.frozen_at)


def _sections(document: content.Document) -> Iterator[_Section]:
    numbering = Numbering(document.language)
    section = _Section("")
    for block in document.blocks:
        if isinstance(block, content.Heading):
            yield section
            number = numbering.next(block.level) if block.numbered else ""
            section = _Section(number + block.text)
        elif isinstance(block, content.Paragraph) and block.style == "finding":
            section.findings.append(without_places(block.text))
        elif isinstance(block, content.Paragraph) and block.style == "body":
            section.sentences.append(without_places(block.text))
        elif isinstance(block, content.Picture):
            section.charts.append(block)
        elif isinstance(block, content.Table):
            is_said = len(section.sentences) > len(section.tables)
            section.tables.append((section.sentences[-1] if is_said else block.caption, block))
    yield section


class _Writer:
    """Puts the sections of one document onto slides."""

    def __init__(self, document: content.Document) -> None:
        self.document = document
        self.chinese = document.language.startswith("zh")
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = Mm(WIDE), Mm(HIGH)
        self.number = 0
        self.left_out = 0  # tables of which every figure is hidden
        properties = self.deck.core_properties
        properties.title = printable(document.cover.title)[0]
        properties.author = printable(document.cover.organiser)[0]
        properties.language = document.language
        properties.created = properties.modified = document.frozen_at.replace(tzinfo=None)
        properties.last_modified_by = ""

    def finish(self) -> bytes:
        self._cover()
        for section in _sections(self.document):
            for number, few in enumerate(_batches(section.findings, MOST_FINDINGS)):
                self._findings(section.heading + self._more(number), few)
            # A chart says what its table says; who wants the figures opens the chart or the report.
            for picture in section.charts:
                self._chart(section, picture)
            if not section.charts and not section.findings:
                self._shown_tables(section)
        self._end()
        target = io.BytesIO()
        self.deck.save(target)
        return target.getvalue()

    def _shown_tables(self, section: _Section) -> None:
        for said, table in section.tables:
            if _has_figures(table):
                self._tables(section.heading, said, table)
            else:
                self.left_out += 1

    def _more(self, number: int) -> str:
        return "" if number == 0 else "（续）" if self.chinese else " (continued)"

    def _cover(self) -> None:
        cover = self.document.cover
        slide = self._slide("")
        self._words(slide, [cover.title], (EDGE, 60, WIDE - 2 * EDGE, 36), 36, INK, bold=True, centred=True)
        lines = [one for one in (cover.subtitle, cover.organiser, cover.moment) if one]
        self._words(slide, lines, (EDGE, 100, WIDE - 2 * EDGE, 40), 20, QUIET, centred=True)
        if cover.warning:
            self._words(slide, [cover.warning], (EDGE, 148, WIDE - 2 * EDGE, 12), 16, WARN, centred=True)

    def _findings(self, heading: str, findings: Sequence[str]) -> None:
        slide = self._slide(heading)
        points = 18 if len(findings) <= FEW_FINDINGS else 15
        self._words(slide, findings, (EDGE, TOP - 12, WIDE - 2 * EDGE, FOOT - TOP + 12), points, INK, after=6)

    def _chart(self, section: _Section, picture: content.Picture) -> None:
        slide = self._slide(section.heading)
        said = section.sentences[:1] or [title for title in (picture.title,) if title not in section.heading]
        # Above the chart there is room for two lines.
        points = 16 if sum(map(width, said)) <= LEAD_LETTERS else 12
        self._words(slide, said, (EDGE, 30, WIDE - 2 * EDGE, 18), points, INK)
        top, high = TOP + 4, FOOT - TOP - 16
        if picture.native is None:
            self._picture(slide, picture, top, high + 8)
            return
        box = (Mm(EDGE), Mm(top), Mm(WIDE - 2 * EDGE), Mm(high))
        names = picture.native.categories
        points = 14 if len(names) <= 12 and max(map(width, names)) <= LABEL_LETTERS else 10
        frame = native.draw(slide.shapes, picture.native, box, points, self.document.frozen_at)
        self._describe(frame, picture)
        lines = picture.source.split("\n")
        self._words(slide, lines, (EDGE, FOOT + 3 - 4.5 * len(lines), WIDE - 2 * EDGE, 10), 10, QUIET)

    def _picture(self, slide: Any, picture: content.Picture, top: float, high: float) -> None:
        shape = slide.shapes.add_picture(io.BytesIO(picture.png), Mm(EDGE), Mm(top))
        scale = min(Mm(WIDE - 2 * EDGE) / shape.width, Mm(high) / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape.left = Emu(int((Mm(WIDE) - shape.width) / 2))
        self._describe(shape, picture)

    def _describe(self, shape: Any, picture: content.Picture) -> None:
        properties = shape._element.xpath(".//p:cNvPr")[0]
        properties.set("descr", printable(picture.description or picture.caption)[0])

    def _tables(self, heading: str, said: str, block: content.Table) -> None:
        for part in parts(block):
            for number, rows in enumerate(_batches(part.rows, MOST_ROWS)):
                slide = self._slide(heading + self._more(number))
                self._words(slide, [said], (EDGE, 30, WIDE - 2 * EDGE, 18), 14, INK)
                self._table(slide, part, rows, number * MOST_ROWS)
                self._note(slide, block.note)

    def _note(self, slide: Any, note: str) -> None:
        """Base and source of a table at the foot of its slide."""
        lines = ceil(width(note) / NOTE_LETTERS)
        box = (EDGE, FOOT + 3 - 4.5 * lines, WIDE - 2 * EDGE, 10)
        self._words(slide, [note], box, 10, QUIET)

    def _table(self, slide: Any, block: content.Table, rows: Sequence[tuple[str, ...]], first: int) -> None:
        box = (Mm(EDGE), Mm(TOP + 6), Mm(WIDE - 2 * EDGE), Mm(9 * (len(rows) + 1)))
        table = slide.shapes.add_table(len(rows) + 1, len(block.columns), *box).table
        label = 0.34 if len(block.columns) > 1 else 1.0
        for place, column in enumerate(table.columns):
            share = label if place == 0 else (1 - label) / (len(block.columns) - 1)
            column.width = Mm((WIDE - 2 * EDGE) * share)
        table.horz_banding = False
        for line, row in enumerate((block.columns, *rows)):
            strong = line == 0 or first + line - 1 in block.emphasised
            for place, text in enumerate(row):
                cell = table.cell(line, place)
                cell.fill.solid()
                cell.fill.fore_color.rgb = RGBColor.from_string("E6F2F4" if line == 0 else "FFFFFF")
                cell.margin_top = cell.margin_bottom = Mm(1)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.LEFT if place == 0 else PP_ALIGN.RIGHT
                self._run(paragraph, text, 13, INK, bold=strong)

    def _end(self) -> None:
        slide = self._slide("说明" if self.chinese else "About")
        lines = [one.say(self.document.language) for one in (IN_THE_REPORT, EDIT_DATA)]
        if self.left_out:
            lines.insert(1, NOTHING_SHOWN.say(self.document.language))
        self._words(slide, lines, (EDGE, TOP, WIDE - 2 * EDGE, 40), 18, INK, after=8)

    def _slide(self, heading: str) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])  # a title and nothing else
        self.number += 1
        title = slide.shapes.title
        title.left, title.top, title.width, title.height = Mm(EDGE), Mm(12), Mm(WIDE - 2 * EDGE), Mm(16)
        frame = title.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        shown = heading or self.document.cover.title
        self._run(
            frame.paragraphs[0],
            shown,
            26 if heading else 12,
            PRIMARY if heading else QUIET,
            bold=bool(heading),
        )
        foot = f"{self.document.footer}　{self.number}".strip()
        self._words(slide, [foot], (EDGE, 181, WIDE - 2 * EDGE, 7), 10, QUIET, centred=True)
        return slide

    def _words(
        self,
        slide: Any,
        lines: Sequence[str],
        box: tuple[float, float, float, float],
        points: float,
        colour: str,
        *,
        bold: bool = False,
        centred: bool = False,
        after: float = 2,
    ) -> None:
        if not any(lines):
            return
        frame = slide.shapes.add_textbox(*(Mm(one) for one in box)).text_frame
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.LEFT
            paragraph.space_after = Pt(after)
            self._run(paragraph, line, points, colour, bold=bold)

    def _run(self, paragraph: Any, text: str, points: float, colour: str, *, bold: bool = False) -> None:
        run = paragraph.add_run()
        run.text = printable(unbroken(text))[0]
        run.font.size, run.font.bold, run.font.name = Pt(points), bold, LATIN
        run.font.color.rgb = RGBColor.from_string(colour)
        letters = run.font._element
        letters.append(letters.makeelement(qn("a:ea"), {"typeface": FONT}))


def _has_figures(table: content.Table) -> bool:
    """Whether any figure of a table is published beside nothing but zeros and hidden ones, or nothing is hidden.

    The line of all is no figure of its parts.
    """
    rows = [row for number, row in enumerate(table.rows) if number not in table.emphasised]
    figures = [cell for row in rows for cell in row[1:]]
    is_hidden = any(cell.rstrip(SMALL) == HIDDEN for cell in figures)
    return not is_hidden or any(set(cell) & set("123456789") for cell in figures)


def _batches(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), most):
        yield items[start : start + most]
