"""The pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.text.paragraph import Paragraph

BETWEEN_COLUMNS = 6  # mm
TWIPS_PER_MM = 56.7
_AFTER_BORDERS = [qn(f"w:{name}") for name in ("shd", "noWrap", "tcMar", "vAlign")]
FORBIDDEN = re.compile("[^\n\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def readable(text: str) -> str:
    """``text`` without the characters that XML forbids; each becomes 〓, so that it is seen."""
    return FORBIDDEN.sub("〓", text)


def add_field(paragraph: Paragraph, code: str, *, shown: str = "") -> None:
    """A field, such as the number of a page; ``shown`` stands until a program works it out."""
    kinds = ("begin", "", "separate", shown, "end") if shown else ("begin", "", "end")
    run = paragraph.add_run()
    for kind in kinds:
        if kind in ("begin", "separate", "end"):
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            if kind == "begin" and shown:
                element.set(qn("w:dirty"), "true")
        else:
            element = OxmlElement("w:t" if kind else "w:instrText")
            element.text = kind or f" {code} "
        run._element.append(element)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """A bookmark around a paragraph, that links and page references find."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._element.insert(1, start)
    paragraph._element.append(end)


def set_columns(section: Section, count: int) -> None:
    """Set a section in ``count`` columns."""
    properties = section._sectPr
    for old in properties.findall(qn("w:cols")):
        properties.remove(old)
    columns = OxmlElement("w:cols")
    columns.set(qn("w:num"), str(count))
    columns.set(qn("w:space"), str(round(BETWEEN_COLUMNS * TWIPS_PER_MM)))
    properties.append(columns)


def three_lines(table: object) -> None:
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


def no_line(cell: object, side: str) -> None:
    """No rule at one side of a cell, ``top`` or ``bottom``: it goes on there."""
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "nil")
    borders.append(line)
    properties = cell.get_or_add_tcPr()  # type: ignore[attr-defined]
    # The schema has borders after the width and the span, before all else.
    place = next((one for one in properties if one.tag in _AFTER_BORDERS), None)
    if place is None:
        properties.append(borders)
    else:
        place.addprevious(borders)


def narrow_cells(table: object, twips: int) -> None:
    """Margins of ``twips`` left and right in every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(twips))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table.tblPr.append(margins)  # type: ignore[attr-defined]


def keep_whole(row: object, *, head: bool) -> None:
    """Never break a row over two pages; a head is repeated on each."""
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def with_fixed_time(package: bytes, moment: datetime) -> bytes:
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
