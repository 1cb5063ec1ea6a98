"""The sheet of the Word file: size and margins, fonts, head and foot of every page, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from questionnaires.formats.paper import form, ooxml

BODY, HEAD, LATIN = "宋体", "黑体", "Times New Roman"
INK, QUIET = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x4A, 0x59, 0x66)
SIZE, SMALL, TICK = Pt(10), Pt(8.5), Pt(10.5)
EDGE, GAP, COLUMN = Mm(13), Mm(8), Mm(88)  # two columns fill 210 mm
WHOLE = Length(COLUMN * 2 + GAP)
SQUARE = "□"
SERIAL_DIGITS = 8
Run = Callable[..., None]
_WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed moment: the same form gives the same bytes)


def set_up(word: WordDocument, printed: form.Form) -> None:
    """Make the sheet of a form: its size, its fonts, what the file says of itself."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = EDGE
    section.top_margin, section.bottom_margin = Mm(24), Mm(18)
    section.header_distance, section.footer_distance = Mm(12), Mm(9)
    _fonts(word)
    _properties(word, printed)


def _fonts(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, SIZE
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    # Without it, punctuation is set in the middle of its square, as in Taiwan.
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.rPr.append(language)


def _properties(word: WordDocument, printed: form.Form) -> None:
    properties = word.core_properties
    properties.title, properties.author = ooxml.readable(printed.title)[:255], ""
    properties.language, properties.comments = printed.language, ""
    properties.created = properties.modified = _WRITTEN
    properties.last_modified_by = ""


def blank_head(word: WordDocument, printed: form.Form, run: Run) -> None:
    """The title over every page, and squares for a serial by hand; ``run`` puts a text into a paragraph."""
    header = word.sections[0].header.paragraphs[0]
    header.style = word.styles["Normal"]  # that of headers has tab stops of its own
    header.paragraph_format.tab_stops.add_tab_stop(WHOLE, WD_TAB_ALIGNMENT.RIGHT)
    run(header, printed.title, size=SMALL, colour=QUIET)
    run(header, f"\t{printed.serial} ", size=SMALL)
    run(header, SQUARE * SERIAL_DIGITS, size=TICK)
    ooxml.line_below(header, 4)


def foot(word: WordDocument, said: str, run: Run) -> None:
    """The number of the page under every page; ``said`` has ``{page}`` and maybe ``{pages}`` in it, in this order."""
    footer = word.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, part in enumerate(said.replace("{pages}", "{page}").split("{page}")):
        if place:
            ooxml.add_field(footer, "PAGE" if place == 1 else "NUMPAGES", SMALL)
        run(footer, part, size=SMALL)
