"""What stands before the text of a Word file: the page with its numbers, the cover, the contents."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from reports.documents import content, markup
from reports.documents.markup import readable
from reports.documents.measures import WIDTH
from reports.documents.numerals import Numbering
from reports.documents.wordtype import (
    BODY,
    HEAD,
    INK,
    LATIN,
    NOTE_SIZE,
    NUMBER,
    OFFICIAL,
    QUIET,
    SECOND,
    TITLE,
    WARN,
    Sizes,
    add_run,
    lines_of,
    sizes_of,
)

HEADING_FONTS = (HEAD, SECOND, BODY)
CONTENTS_STYLE, CONTENTS_SIZE = "Contents Line", Pt(12)
CONTENTS_ROOM = 555  # points, below the word 目录


def prepare(word: WordDocument, document: content.Document) -> None:
    """The page, the styles and the properties of a Word file, its cover and contents."""
    sizes = sizes_of(document.language)
    _page(word, document, sizes)
    _styles(word, sizes)
    _properties(word, document)
    _cover(word, document.cover, sizes)
    _contents(word, document)


def _page(word: WordDocument, document: content.Document, sizes: Sizes) -> None:
    """Margins of GB/T 9704; numbers outside, right on odd pages and left on even ones, none on the cover."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(35 - 7) - sizes.number
    section.different_first_page_header_footer = True
    word.settings.odd_and_even_pages_header_footer = True
    for footer, right in ((section.footer, True), (section.even_page_footer, False)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        form = paragraph.paragraph_format
        form.right_indent, form.left_indent = (sizes.number, None) if right else (None, sizes.number)
        add_run(paragraph, "— ", NUMBER, sizes.number)
        markup.add_field(paragraph, "PAGE")
        add_run(paragraph, " —", NUMBER, sizes.number)
    if document.footer:
        for header in (section.header, section.even_page_header, section.first_page_header):
            paragraph = header.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            add_run(paragraph, document.footer, BODY, NOTE_SIZE, QUIET)


def _styles(word: WordDocument, sizes: Sizes) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, sizes.body
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    # Without it, punctuation is set in the middle of its square, as in Taiwan.
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.rPr.append(language)
    # Programs set the number that a field shows in the letters of the style.
    word.styles["Footer"].font.size = sizes.number
    contents = word.styles.add_style(CONTENTS_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    contents.base_style, contents.font.size = normal, CONTENTS_SIZE
    for level, (font, size) in enumerate(zip(HEADING_FONTS, sizes.headings, strict=True), 1):
        style = word.styles[f"Heading {level}"]
        style.font.name, style.font.size = LATIN, size
        # 楷体 tells the second level; Latin letters have one typeface for all.
        style.font.bold = level != 2 or sizes is not OFFICIAL
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(name), None)
        fonts.set(qn("w:eastAsia"), font)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(4)
        style.paragraph_format.keep_with_next = True


def _properties(word: WordDocument, document: content.Document) -> None:
    properties = word.core_properties
    properties.title = readable(document.cover.title)
    properties.author = readable(document.cover.organiser)
    properties.language = document.language
    properties.comments = ""
    properties.created = properties.modified = document.frozen_at.replace(tzinfo=None)
    properties.last_modified_by = ""


def _cover(word: WordDocument, cover: content.Cover, sizes: Sizes) -> None:
    official = sizes is OFFICIAL  # its typeface for titles is bold by itself
    for line in cover.legal:
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(0)
        add_run(paragraph, line, BODY, Pt(11))
    blank = word.add_paragraph()
    blank.paragraph_format.space_before = Pt(max(60, 150 - 20 * len(cover.legal)))
    for text, font, size, colour in (
        (cover.title, TITLE, sizes.title, INK),
        (cover.subtitle, SECOND, Pt(16), QUIET),
        (cover.warning, HEAD, Pt(14), WARN),
    ):
        if text:
            paragraph = word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = Pt(18)
            add_run(paragraph, text, font, size, colour).bold = font == TITLE and not official
    foot = word.add_paragraph()
    foot.paragraph_format.space_before = Pt(160)
    for text in (cover.organiser, cover.moment):
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(paragraph, text, SECOND, Pt(16))
    paragraph.add_run().add_break(WD_BREAK.PAGE)


def headings_of(document: content.Document) -> list[content.Heading]:
    """The headings that the contents name, in the order in which they are anchored."""
    return [
        block
        for block in content.flat(document.blocks)
        if isinstance(block, content.Heading) and block.level < 3
    ]


def _contents(word: WordDocument, document: content.Document) -> None:
    headings = headings_of(document)
    if not headings:
        return
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    chinese = document.language.startswith("zh")
    add_run(paragraph, "目　录" if chinese else "Contents", HEAD, Pt(18)).bold = None if chinese else True
    numbering = Numbering(document.language)
    # A little closer, where that keeps them on one page.
    pitch = Pt(min(20.0, max(14.0, CONTENTS_ROOM / len(headings))))
    for anchor, heading in enumerate(headings):
        number = numbering.next(heading.level) if heading.numbered else ""
        line = word.add_paragraph(style=CONTENTS_STYLE)
        line.paragraph_format.left_indent = Mm(8 * (heading.level - 1))
        line.paragraph_format.space_after = Pt(0)
        lines_of(line.paragraph_format, pitch)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        _link(line, number + heading.text, f"heading{anchor}", CONTENTS_SIZE)
        line.add_run("\t")
        markup.add_field(line, f"PAGEREF heading{anchor} \\h", shown="…")


def _link(paragraph: Paragraph, text: str, anchor: str, size: Pt) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    run = add_run(paragraph, text, BODY, size)
    link.append(run._element)
    paragraph._element.append(link)
