"""The pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length
from docx.text.paragraph import Paragraph

_FORBIDDEN = re.compile("[^\n\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_FIRST_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold


def readable(text: str) -> str:
    """``text`` with every character that XML forbids as 〓, so that it is seen."""
    return _FORBIDDEN.sub("〓", text)


def add_field(paragraph: Paragraph, code: str, size: Length) -> None:
    """A field that Word works out, such as the number of a page; ``code`` is never anybody's text."""
    run = paragraph.add_run()
    run.font.size = size
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = f" {code} "
        run._element.append(element)


def set_columns(section: Section, count: int, gap: Length) -> None:
    """Set a section in ``count`` columns, ``gap`` apart."""
    columns = section._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), str(count))
    columns.set(qn("w:space"), str(gap.twips))


def count_pages_anew(section: Section) -> None:
    """Let the first page of a section be page 1."""
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:cols")).addprevious(numbering)


_AFTER_MARGINS = ("w:tblLook", "w:tblCaption", "w:tblDescription", "w:tblPrChange")
_AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", *_AFTER_MARGINS)


def rules(table: Any, sides: tuple[str, ...], size: int = 4) -> None:
    """Lines at the named sides of a table: top, bottom, left, right, insideH, insideV."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in sides:
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", str(size)), ("color", "5B6B78")):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)


def narrow_cells(table: Any, twips: int) -> None:
    """Margins of ``twips`` left and right in every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(twips))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.insert_element_before(margins, *_AFTER_MARGINS)


def keep_whole(row: Any, *, head: bool = False) -> None:
    """Never break a row over two pages; a head is repeated on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


_AFTER_SHADING = (
    "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection",
    "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip


def tint(paragraph: Paragraph) -> None:
    """A light ground behind a paragraph."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF3F5")):
        shading.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert_element_before(shading, *_AFTER_SHADING)


def line_below(paragraph: Paragraph, size: int = 8) -> None:
    """A line under a paragraph, over its whole width."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "1"), ("color", "1B2733")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", *_AFTER_SHADING)


def saved(word: WordDocument) -> bytes:
    """The file of a document, with one fixed time on every part, so that equal content is equal bytes."""
    package, target = io.BytesIO(), io.BytesIO()
    word.save(package)
    with (
        zipfile.ZipFile(package) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _FIRST_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(part, source.read(name))
    return target.getvalue()
