"""Typefaces, sizes and lines of Word files: those of official papers (GB/T 9704-2012), smaller in other languages.

The typefaces are named and not shipped; the reader's machine has them or falls back.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run

from reports.documents.markup import readable
from reports.documents.unbroken import unbroken

BODY, HEAD, SECOND, TITLE, NUMBER = "仿宋", "黑体", "楷体", "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
LIST_SIZE, NOTE_SIZE, FINDING_SIZE = Pt(9), Pt(8.5), Pt(12)
FINDING_LINE, NOTE_LINE, LIST_LINE = Pt(18), Pt(11.5), Pt(13)
CELL_LINE, CELL_LINE_IN_COLUMN = Pt(12.5), Pt(10.5)
INK, QUIET, WARN = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x5B, 0x6B, 0x78), RGBColor(0x8A, 0x5A, 0x00)


@dataclass(frozen=True)
class Sizes:
    """The sizes of what is read: running text and its lines, headings by level, title, numbers of pages."""

    body: Pt
    line: Pt
    headings: tuple[Pt, Pt, Pt]
    title: Pt
    number: Pt


#: 3号 for text and headings in 22 lines of 28 letters, 2号 for the title, 4号 for the numbers of pages.
OFFICIAL = Sizes(Pt(16), Pt(29), (Pt(16), Pt(16), Pt(16)), Pt(22), Pt(14))
PLAIN = Sizes(Pt(12), Pt(20), (Pt(16), Pt(14), Pt(12)), Pt(26), Pt(12))


def sizes_of(language: str) -> Sizes:
    """Those of official papers for Chinese; Latin letters are read in smaller ones."""
    return OFFICIAL if language.startswith("zh") else PLAIN


def add_run(paragraph: Paragraph, text: str, font: str, size: Pt, colour: RGBColor = INK) -> Run:
    """Text at the end of a paragraph in a typeface, a size and a colour."""
    run = paragraph.add_run(readable(unbroken(text)))
    run._element.insert(0, deepcopy(_look(font, size, colour)))
    return run


def lines_of(form: ParagraphFormat, pitch: Length) -> None:
    """Lines as far apart as said, so that a substituted font does not stretch the page."""
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, pitch


@cache
def _look(font: str, size: Pt, colour: RGBColor) -> Any:
    """The properties of a run as XML, made once: a report has thousands of runs and few looks."""
    run = docx.Document().add_paragraph().add_run()
    run.font.name, run.font.size, run.font.color.rgb = LATIN, size, colour
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run._element.rPr


@cache
def cell_form(is_label: bool, keep: bool, narrow: bool) -> Any:
    """The properties of a paragraph in a table cell as XML, made once for each form."""
    paragraph = docx.Document().add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    lines_of(paragraph.paragraph_format, CELL_LINE_IN_COLUMN if narrow else CELL_LINE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_label else WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.keep_with_next = keep or None
    return paragraph._element.pPr
