"""Excel workbooks as sheets of text: .xlsx and .xls, told apart by what is in them.

Cells become text as people see it: ``1.0`` is ``1``, dates are ISO 8601. A formula gives
the value it was last saved with, with a note; it is never worked out. Of merged cells the
first has the value. Rows and columns are counted from 1 as Excel counts them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NoReturn

from questionnaires.findings import Finding
from questionnaires.formats.carried import Fate, Note
from questionnaires.formats.decoding import storable
from questionnaires.formats.error import FormatError
from questionnaires.formats.limits import check_size
from questionnaires.formats.packages import COMPOUND, open_package
from questionnaires.formats.xlsform.worksheets import Worksheets
from questionnaires.text import Text

MOST_COLUMNS = 1_000
MOST_CELLS = 2_000_000
_XLS = COMPOUND
_OLDER_XLS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its number in the sheet, and its texts by column number."""

    number: int
    cells: dict[int, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its rows in order, empty ones left out."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file, and what was noticed on reading them."""

    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...]


def open_workbook(content: bytes, name: str) -> Workbook:
    """The workbook in ``content``, which came as a file called ``name``.

    Raises FormatError: what :func:`questionnaires.formats.packages.open_package` raises,
    ``workbook_locked``, ``workbook_broken`` and ``workbook_too_large``.
    """
    check_size(content, name)
    if content.startswith((_XLS, *_OLDER_XLS)):
        return _old(content, name)
    return _new(content, name)


def column_letters(number: int) -> str:
    """The letters of a column counted from 1: A, Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _new(content: bytes, name: str) -> Workbook:
    package = open_package(content, name)
    if "xl/workbook.xml" not in package:
        _refuse(
            "workbook_broken",
            name,
            "这不是 Excel 工作簿（里面没有 xl/workbook.xml）。",
            "It is no Excel workbook: it holds no xl/workbook.xml.",
        )
    notes = [*package.notes]
    if any(part.startswith("xl/comments") for part in package.parts):
        notes.append(_note(Fate.LEFT_OUT, "comments", name, "单元格批注没有带过来。", "Comments on cells."))
    if any(part.startswith("xl/media/") for part in package.parts):
        notes.append(
            _note(Fate.LEFT_OUT, "pictures", name, "工作表里的图片没有带过来。", "Pictures on sheets.")
        )
    if any(
        part.startswith("xl/worksheets/") and b"<mergeCell " in package.read(part) for part in package.parts
    ):
        what = "有合并的单元格：只有左上角一格有内容。", "Merged cells: only the first of them has the text."
        notes.append(_note(Fate.CHANGED, "merged_cells", name, *what))
    try:
        book = Worksheets(package)
        sheets = [
            Sheet(title, tuple(_rows(_cells_of(book.rows(part)), name)))
            for title, part in book.sheets
            if part.startswith("xl/worksheets/") and part in package
        ]
    except (ValueError, OverflowError) as error:
        _broken(name, error)
    if book.formulas:
        what = (
            f"有 {book.formulas} 个单元格是公式：取的是文件里存的结果，没有计算。",
            f"{book.formulas} cells hold formulas: the value saved in the file was taken, nothing was worked out.",
        )
        notes.append(_note(Fate.CHANGED, "formulas", name, *what))
    return Workbook(tuple(sheets), tuple(notes))


def _cells_of(
    rows: Iterable[tuple[int, list[tuple[int, Any]]]],
) -> Iterator[tuple[int, Iterable[tuple[int, str]]]]:
    for number, cells in rows:
        yield number, ((place, _plain(value)) for place, value in cells if place <= MOST_COLUMNS)


def _old(content: bytes, name: str) -> Workbook:
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), ragged_rows=True, on_demand=True
        ) as book:
            sheets = [
                Sheet(sheet.name, tuple(_rows(_old_cells(sheet, book.datemode), name)))
                for sheet in (book.sheet_by_index(place) for place in range(book.nsheets))
            ]
    except FormatError:
        raise
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            _refuse("workbook_locked", name, "文件设了打开密码。", "A password locks the file.")
        _broken(name, error)
    notes = []
    if b"_\0V\0B\0A\0" in content:
        notes.append(_note(Fate.LEFT_OUT, "macros", name, "宏没有带过来，也没有运行。", "Macros: never run."))
    return Workbook(tuple(sheets), tuple(notes))


def _old_cells(sheet: Any, datemode: int) -> Iterator[tuple[int, Iterable[tuple[int, str]]]]:
    for number in range(sheet.nrows):
        yield (
            number + 1,
            ((place, _old_plain(cell, datemode)) for place, cell in enumerate(sheet.row(number), 1)),
        )


def _old_plain(cell: Any, datemode: int) -> str:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, error_text_from_code, xldate_as_datetime

    if cell.ctype == XL_CELL_BOOLEAN:
        return _plain(bool(cell.value))
    if cell.ctype == XL_CELL_ERROR:
        return str(error_text_from_code.get(cell.value, ""))
    if cell.ctype == XL_CELL_DATE:
        try:
            moment = xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return _plain(cell.value)
        return _plain(moment.time() if cell.value < 1 else moment)
    return _plain(cell.value)


def _rows(rows: Iterable[tuple[int, Iterable[tuple[int, str]]]], name: str) -> Iterator[Row]:
    count = 0
    for number, cells in rows:
        found = {place: text for place, text in cells if text.strip()}
        if found:
            count += len(found)
            if count > MOST_CELLS:
                _refuse(
                    "workbook_too_large",
                    name,
                    f"一张工作表有超过 {MOST_CELLS} 个单元格。",
                    f"A sheet has more than {MOST_CELLS} cells.",
                )
            yield Row(number, found)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return storable(str(value))


def _broken(name: str, error: Exception) -> NoReturn:
    said = str(error)[:200] or type(error).__name__
    _refuse("workbook_broken", name, f"工作簿读不下去：{said}。", f"The workbook cannot be read: {said}.")


def _note(fate: Fate, code: str, place: str, zh: str, en: str) -> Note:
    return Note(fate, code, place, Text(zh=zh, en=en))


def _refuse(code: str, place: str, zh: str, en: str) -> NoReturn:
    remedy = Text(
        zh="用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 再上传。",
        en="Open it in Excel or WPS, take any password away and save it as .xlsx.",
    )
    raise FormatError((Finding(code, place, Text(zh=zh, en=en), remedy),))
