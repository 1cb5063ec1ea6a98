"""The cells of an .xlsx workbook, read from its parts in one pass.

Only what a form needs is read: texts, numbers, truth values and dates. A million empty rows
cost seconds and no memory; nothing a sheet says of its own size is believed. Formulas are
counted, and what was saved as their value is taken.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias
from xml.etree.ElementTree import Element

from questionnaires.formats.figures import whole
from questionnaires.formats.packages import Package

Value: TypeAlias = str | float | bool | datetime
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ID = re.compile(r"\{.*relationships\}id$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # ECMA-376 §18.8.30
_DATE_CODE = re.compile(r"[dmyhs]", re.IGNORECASE)
_NOT_CODE = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.")


class Worksheets:
    """The sheets of a package; raises FormatError as :class:`Package` does, ValueError for nonsense in cells."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.formulas = 0
        book = package.xml("xl/workbook.xml")
        targets = _targets(package)
        self.sheets = [
            (sheet.get("name", ""), targets.get(_relation(sheet), "")) for sheet in _all(book, "sheet")
        ]
        properties = next(_all(book, "workbookPr"), None)
        late = properties is not None and properties.get("date1904") in ("1", "true")
        self._first_day = datetime(1904, 1, 1) if late else datetime(1899, 12, 30)  # noqa: DTZ001
        self._texts = self._shared_texts()
        self._dated = self._date_styles()

    def rows(self, part: str) -> list[tuple[int, list[tuple[int, Value]]]]:
        """The rows of a sheet that are not empty, with the number and value of each cell."""
        reader = _Rows(self.value)
        self.package.feed(part, reader)
        self.formulas += reader.formulas
        return reader.rows

    def value(self, kind: str, style: str, held: str) -> Value:
        """What a cell of a type (``s``, ``b``, ``n`` …) and style holds."""
        if kind == "s":
            number = int(held)
            return self._texts[number] if 0 <= number < len(self._texts) else ""
        if kind == "b":
            return held.strip() == "1"
        if kind != "n":
            return _unescaped(held)
        amount = float(held)
        return self._moment(amount) if style in self._dated else amount

    def _moment(self, days: float) -> datetime | float:
        try:
            return self._first_day + timedelta(seconds=round(days * 86400))
        except (OverflowError, ValueError):
            return days

    def _shared_texts(self) -> list[str]:
        part = "xl/sharedStrings.xml"
        return [_text(each) for each in _all(self.package.xml(part), "si")] if part in self.package else []

    def _date_styles(self) -> frozenset[str]:
        part = "xl/styles.xml"
        if part not in self.package:
            return frozenset()
        styles = self.package.xml(part)
        own = {each.get("numFmtId"): each.get("formatCode", "") for each in _all(styles, "numFmt")}
        formats = next(_all(styles, "cellXfs"), None)
        found = set()
        for place, style in enumerate(formats if formats is not None else ()):
            number = style.get("numFmtId", "0")
            code = _NOT_CODE.sub("", own.get(number, ""))
            if whole(number) in _DATES or _DATE_CODE.search(code):
                found.add(str(place))
        return frozenset(found)


class _Rows:
    """Takes the elements of a sheet and keeps the rows that hold anything."""

    def __init__(self, value: Callable[[str, str, str], Value]) -> None:
        self.value = value
        self.rows: list[tuple[int, list[tuple[int, Value]]]] = []
        self.formulas = 0
        self._row = self._place = 0
        self._cells: list[tuple[int, Value]] = []
        self._kind = self._style = ""
        self._taking = False
        self._spoken = 0  # readings above characters are no part of a text
        self._held: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _plain(tag)
        if name == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._place, self._cells = 0, []
        elif name == "c":
            self._place = _column(attributes.get("r"), self._place)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._held = []
        elif name == "f":
            self.formulas += 1
        elif name == "rPh":
            self._spoken += 1
        self._taking = name in ("v", "t") and not self._spoken

    def data(self, text: str) -> None:
        if self._taking:
            self._held.append(text)

    def end(self, tag: str) -> None:
        name = _plain(tag)
        self._taking = False
        if name == "rPh":
            self._spoken -= 1
        elif name == "c" and self._held:
            self._cells.append((self._place, self.value(self._kind, self._style, "".join(self._held))))
        elif name == "row" and self._cells:
            self.rows.append((self._row, self._cells))


def _targets(package: Package) -> dict[str, str]:
    part = "xl/_rels/workbook.xml.rels"
    found = {}
    for relation in package.xml(part) if part in package else ():
        target = relation.get("Target", "")
        path = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        )
        found[relation.get("Id", "")] = path
    return found


def _relation(sheet: Element) -> str:
    return next((value for key, value in sheet.attrib.items() if _ID.search(key)), "")


def _all(root: Element, name: str) -> Iterator[Element]:
    for space in (_MAIN, _STRICT):
        yield from root.iter(space + name)


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text(part: Element) -> str:
    """The text of a shared or written string; readings above characters are no part of it."""
    pieces = []
    for each in part:
        name = _plain(each.tag)
        if name == "t":
            pieces.append(each.text or "")
        elif name == "r":
            pieces += [run.text or "" for run in each if _plain(run.tag) == "t"]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column(written: str | None, last: int) -> int:
    found = _LETTERS.fullmatch(written or "")
    if found is None:
        return last + 1
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number
