"""The printed form as a Word file that an office goes on editing."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import singledispatchmethod
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from questionnaires.formats.paper import form, ooxml, wording, wordpage
from questionnaires.formats.paper.wordpage import (
    BODY,
    COLUMN,
    GAP,
    HEAD,
    INK,
    LATIN,
    QUIET,
    SIZE,
    SMALL,
    SQUARE,
    TICK,
)
from questionnaires.formats.paper.wordtables import Tables

CELL = Pt(15)
LINE = "_" * 18


def docx_of(printed: form.Form) -> bytes:
    """The form as a .docx file, with squares for a serial by hand; the same form gives the same bytes."""
    sheet = Sheet(printed)
    wordpage.blank_head(sheet.word, printed, sheet.run)
    wordpage.foot(sheet.word, printed.page, sheet.run)
    sheet.fill()
    return ooxml.saved(sheet.word)


class Sheet:
    """One form in one Word file; whose heads and feet its pages have, the caller says."""

    def __init__(self, printed: form.Form) -> None:
        self.form = printed
        self.word: WordDocument = docx.Document()
        self._looks: dict[tuple[int, bool, str], Any] = {}
        self.tables = Tables(self.word, self.run)
        wordpage.set_up(self.word, printed)

    def fill(self) -> None:
        """Put everything that stands between head and foot into the file."""
        self._head()
        body = self.word.add_section(WD_SECTION.CONTINUOUS)
        ooxml.set_columns(body, 2, GAP)
        for section in self.form.sections:
            self._section(section)
        self.run(self._paragraph(before=10), self.form.end, bold=True)
        if self.form.contact:
            self.run(self._paragraph(before=4), self.form.contact)
        if self.form.appendices:
            self._appendices()

    def run(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        size: Length = SIZE,
        bold: bool = False,
        colour: RGBColor = INK,
    ) -> None:
        """Add a text to a paragraph, in the fonts of the form."""
        look = self._looks.get((size, bold, str(colour)))
        if look is None:
            look = self._looks[size, bold, str(colour)] = self._look(size, bold, colour)
        # A copy: to name font, size and colour anew takes four fifths of the time of a long form.
        element = OxmlElement("w:r")
        element.append(deepcopy(look))
        paragraph._p.append(element)
        Run(element, paragraph).text = ooxml.readable(text)

    def _look(self, size: Length, bold: bool, colour: RGBColor) -> Any:
        """The properties of a run."""
        run = Run(OxmlElement("w:r"), self.word.element)
        run.font.name, run.font.size, run.font.bold, run.font.color.rgb = LATIN, size, bold, colour
        properties = run._element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), HEAD if bold else BODY)
        return properties

    def _head(self) -> None:
        for name, value in self.form.legal:
            paragraph = self._paragraph(after=1)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self.run(paragraph, f"{name}{_gap(name)}{value}", size=SMALL)
        title = self._paragraph(before=6, after=8)
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.run(title, self.form.title, size=Pt(16), bold=True)
        for line in self.form.introduction:
            self.run(self._paragraph(after=3), line)
        for line in self.form.how:
            paragraph = self._paragraph(after=1, hang=Mm(4))
            self.run(paragraph, f"·\t{line}", size=SMALL)
        self.tables.office(self.form.office)

    def _section(self, section: form.Section) -> None:
        if section.title:
            paragraph = self._paragraph(before=12, after=4, keep=True)
            self.run(paragraph, section.title, size=Pt(12), bold=True)
            ooxml.line_below(paragraph)
        if section.condition:
            self._condition(section.condition)
        for line in section.intro:
            self.run(self._paragraph(after=2), line, size=SMALL)
        for item in section.items:
            self._item(item)
        for line in section.endings:
            self.run(self._paragraph(before=5, after=2), f"■ {line}", size=SMALL, bold=False)

    def _condition(self, text: str) -> None:
        paragraph = self._paragraph(before=5, after=1, keep=True)
        ooxml.tint(paragraph)
        self.run(paragraph, text, size=SMALL)

    def _item(self, item: form.Item) -> None:
        if item.condition:
            self._condition(item.condition)
        if item.statement:
            self.run(self._paragraph(before=4, after=2, keep=True), item.statement)
        asked = item.answer is not None
        label = self._paragraph(before=7, after=2, keep=asked)
        if item.number:
            self.run(label, f"{item.number}　", bold=True)
        self.run(label, item.label, bold=asked)
        if item.mark:
            self.run(label, f" {item.mark}", size=SMALL, colour=QUIET)
        for told in (item.hint, self.form.why + item.why if item.why else ""):
            if told:
                self.run(self._paragraph(after=2, keep=asked), told, size=SMALL, colour=QUIET)
        if item.answer is not None:
            self._answer(item.answer)
        if item.missing:
            paragraph = self._paragraph(before=2)
            for box in item.missing:
                self._tick(paragraph, box)
                self.run(paragraph, "　　")
        self._end_item()

    def _end_item(self) -> None:
        """Let a page end behind a question: its lines are kept together, not the questions."""
        last = self.word.element.body[-2]  # what closes the last section stands behind it
        if last.tag == qn("w:p"):
            Paragraph(last, self.word).paragraph_format.keep_with_next = False

    @singledispatchmethod
    def _answer(self, answer: form.Answer) -> None:
        raise TypeError(type(answer).__name__)

    @_answer.register
    def _boxes(self, answer: form.Boxes) -> None:
        self._options(answer.options, answer.columns)

    @_answer.register
    def _ranks(self, answer: form.Ranks) -> None:
        self._options(answer.options, answer.columns, ticked=False)
        paragraph = self._paragraph(before=3, after=2)
        for place in answer.places:
            self.run(paragraph, f"{place} ", bold=True)
            self._cells(paragraph, answer.squares)
            self.run(paragraph, "　")

    @_answer.register
    def _number(self, answer: form.Squares) -> None:
        paragraph = self._paragraph(before=2)
        if answer.signed:
            self.run(paragraph, "±")
        self._cells(paragraph, answer.before)
        if answer.after:
            self.run(paragraph, ".", size=CELL, bold=True)
            self._cells(paragraph, answer.after)
        self.run(paragraph, f" {answer.unit}")
        self._bounds(paragraph, answer.bounds)

    @_answer.register
    def _dated(self, answer: form.Dated) -> None:
        paragraph = self._paragraph(before=2)
        for part in answer.parts:
            self.run(paragraph, f"{part.before} " if part.before else "")
            self._cells(paragraph, part.squares)
            self.run(paragraph, f" {part.behind}　" if part.behind else "　")
        self._bounds(paragraph, answer.bounds)

    @_answer.register
    def _grid(self, answer: form.Grid) -> None:
        self.tables.grid(answer)

    @_answer.register
    def _shares(self, answer: form.Shares) -> None:
        self.tables.shares(answer)

    @_answer.register
    def _points(self, answer: form.Points) -> None:
        self.tables.points(answer)
        paragraph = self._paragraph(after=2)
        self._stops(paragraph, right=COLUMN)
        self.run(paragraph, f"{answer.low}\t{answer.high}", size=SMALL, colour=QUIET)

    @_answer.register
    def _ruled(self, answer: form.Ruled) -> None:
        for _ in range(answer.lines):
            ooxml.line_below(self._paragraph(before=6), 4)

    @_answer.register
    def _steps(self, answer: form.Steps) -> None:
        for level in answer.levels:
            if level.options:
                self.run(self._paragraph(before=3, keep=True), level.label)
                self._options(level.options, level.columns)
                continue
            paragraph = self._paragraph(before=3)
            self.run(paragraph, f"{level.label} {LINE} ".lstrip())
            if level.squares:
                self.run(paragraph, f"{wording.OWN_CODE.say(self.form.language)} ", size=SMALL, colour=QUIET)
                self._cells(paragraph, level.squares)
        if answer.note:
            self.run(self._paragraph(before=2), answer.note, size=SMALL, colour=QUIET)

    def _options(self, options: Sequence[form.Box], columns: int, *, ticked: bool = True) -> None:
        """Options in columns by tab stops; those that stand alone take a line each."""
        waiting: list[form.Box] = []
        for box in options:
            if box.written or box.apart or box.only:
                self._line_of(waiting, columns, ticked)
                self._line_of([box], 1, ticked)
                waiting = []
                continue
            waiting.append(box)
            if len(waiting) == columns:
                self._line_of(waiting, columns, ticked)
                waiting = []
        self._line_of(waiting, columns, ticked)

    def _line_of(self, boxes: Sequence[form.Box], columns: int, ticked: bool) -> None:
        if not boxes:
            return
        # In several columns the labels are short, and an indent would catch their tabs.
        hang = None if columns > 1 else Mm(9 if ticked else 5)
        paragraph = self._paragraph(after=1, keep=True, hang=hang)
        if columns > 1:
            for place in range(1, columns):
                paragraph.paragraph_format.tab_stops.add_tab_stop(Length(COLUMN * place // columns))
        else:
            self._stops(paragraph, right=COLUMN)
        for place, box in enumerate(boxes):
            if place:
                self.run(paragraph, "\t")
            self._tick(paragraph, box, ticked=ticked)
            if box.jump:
                jump = box.jump.replace(" ", "\u00a0")  # an arrow is of no use without its number
                self.run(paragraph, f"{' ' if columns > 1 else chr(9)}{jump}", size=SMALL, bold=True)

    def _tick(self, paragraph: Paragraph, box: form.Box, *, ticked: bool = True) -> None:
        if ticked:
            self.run(paragraph, SQUARE, size=TICK)
        self.run(
            paragraph, f" {box.code} ".lstrip() if not ticked else f" {box.code} ", size=SMALL, colour=QUIET
        )
        self.run(paragraph, f"{box.label} {LINE}" if box.written else box.label)
        if box.only:
            self.run(paragraph, box.only, size=SMALL, colour=QUIET)

    def _cells(self, paragraph: Paragraph, count: int) -> None:
        self.run(paragraph, SQUARE * count, size=CELL)

    def _bounds(self, paragraph: Paragraph, bounds: str) -> None:
        if bounds:
            self.run(paragraph, f" {bounds}", size=SMALL, colour=QUIET)

    def _appendices(self) -> None:
        last = self.word.add_section(WD_SECTION.NEW_PAGE)
        ooxml.set_columns(last, 3, Mm(5))
        for appendix in self.form.appendices:
            self.run(self._paragraph(before=8, after=2, keep=True), appendix.title, size=Pt(12), bold=True)
            if appendix.source:
                self.run(self._paragraph(after=3), appendix.source, size=SMALL, colour=QUIET)
            for depth, code, label in appendix.entries:
                paragraph = self._paragraph(after=0)
                paragraph.paragraph_format.left_indent = Mm(3 * depth)
                self.run(paragraph, f"{code} ", size=SMALL, colour=QUIET)
                self.run(paragraph, label, size=SMALL)

    def _paragraph(
        self, *, before: float = 0, after: float = 0, keep: bool = False, hang: Length | None = None
    ) -> Paragraph:
        paragraph = self.word.add_paragraph()
        layout = paragraph.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
        layout.keep_with_next, layout.keep_together = keep, True
        if hang is not None:
            layout.left_indent, layout.first_line_indent = hang, Length(-hang)
        return paragraph

    def _stops(self, paragraph: Paragraph, *, right: Length) -> None:
        paragraph.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)


def _gap(label: str) -> str:
    """What stands between a label and its value: a full-width colon brings its own space."""
    return "" if label.endswith("：") else " "
