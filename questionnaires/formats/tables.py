"""Tables in files: CSV (also zipped) and XLSX, read row by row as text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from questionnaires.findings import Finding
from questionnaires.formats.error import FormatError
from questionnaires.formats.workbooks import UNPACKING, DamagedError, first_sheet
from questionnaires.text import Text

csv.field_size_limit(1_000_000)

Row = tuple[int, list[str]]

LARGEST_UNPACKED = 2_000_000_000
_DAMAGED_TEXT: tuple[type[Exception], ...] = (csv.Error, *UNPACKING)


@dataclass(frozen=True)
class Table:
    """A table in a file: its header, the second header where there is one, and its rows.

    ``wordings`` has as many places as ``header``, empty ones without a second header.
    """

    path: Path
    header: tuple[str, ...]
    wordings: tuple[str, ...]
    first_row: int

    def rows(self) -> Iterator[Row]:
        """Every row with its number in the file, counted from 1; short rows are filled with empty cells."""
        width = len(self.header)
        for number, cells in enumerate(_lines(self.path), 1):
            if number >= self.first_row and any(cells):
                yield number, cells + [""] * (width - len(cells))


def open_table(path: Path, *, second_header: bool = False) -> Table:
    """Look into a file; the rows are read when they are asked for.

    Raises FormatError where the file is of no known form, is not UTF-8 (or GB 18030) text, has no
    header, or names a column twice.
    """
    lines = _lines(path)
    header = [cell.strip() for cell in next(lines, [])]
    while header and not header[-1]:
        header.pop()
    wordings: list[str] = next(lines, []) if second_header else []
    lines.close()
    if not header:
        _refuse(path.name, "no_header", "文件没有表头。", "The file has no header.")
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled or "" in header:
        named = ", ".join(doubled) or "?"
        _refuse(
            path.name,
            "columns",
            f"列名为空或重复：{named}。",
            f"Columns are nameless or have one name: {named}.",
        )
    filled = [cell.strip() for cell in wordings][: len(header)]
    filled += [""] * (len(header) - len(filled))
    return Table(path, tuple(header), tuple(filled), 3 if second_header else 2)


def _lines(path: Path) -> Any:
    name = path.name.lower()
    if name.endswith(".xlsx"):
        return _xlsx_lines(path)
    if name.endswith((".csv", ".csv.zip", ".zip")):
        return _csv_lines(path)
    return _refuse(
        path.name, "form", "文件不是 CSV、ZIP 或 XLSX。", "The file is neither CSV nor ZIP nor XLSX."
    )


def _csv_lines(path: Path) -> Iterator[list[str]]:
    try:
        with _binary(path) as raw:
            encoding = _encoding(raw)
        with _binary(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
            for cells in csv.reader(text, strict=True):
                yield [_unguarded(cell) for cell in cells]
    except _DAMAGED_TEXT as error:
        # Of a plain file the disk itself failed, which is no matter of its content.
        if isinstance(error, RuntimeError | OSError) and not path.name.lower().endswith(".zip"):
            raise
        _damaged(path, error)


def _binary(path: Path) -> Any:
    if not path.name.lower().endswith(".zip"):
        return path.open("rb")
    archive = zipfile.ZipFile(path)
    members = [name for name in archive.namelist() if name.lower().endswith(".csv")]
    if len(members) != 1:
        _refuse(path.name, "zip", "压缩包里应正好有一个 CSV。", "The archive must hold exactly one CSV.")
    return archive.open(members[0])


def _encoding(raw: Any) -> str:
    # Office programs here write GB 18030 when they are not told otherwise.
    head = raw.read(1 << 20)
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_letter = len(head) == 1 << 20 and error.start > len(head) - 4
        return "utf-8-sig" if cut_letter else "gb18030"
    return "utf-8-sig"


def _unguarded(cell: str) -> str:
    # What our own export put before a formula sign.
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r＝＋－＠" else cell


def _xlsx_lines(path: Path) -> Iterator[list[str]]:
    path.stat()  # a file that is not there is no damaged one
    try:
        _require_sound(path)
    except FormatError:
        raise
    except UNPACKING as error:
        _damaged(path, error)
    try:
        with path.open("rb") as file:
            for cells in first_sheet(file):
                yield [_plain(cell) for cell in cells]
    except DamagedError as error:
        _damaged(path, error)


def _require_sound(path: Path) -> None:
    """Refuse a workbook that unpacks to very much, or whose XML declares entities."""
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
            _refuse(path.name, "unpacked", "文件展开后太大。", "The file unpacks to too much.")
        for part in archive.infolist():
            with archive.open(part) as member:
                if b"<!DOCTYPE" in member.read(2048):
                    raise zipfile.BadZipFile("a document type in a workbook")


def _damaged(path: Path, error: Exception) -> None:
    said = (
        "".join(letter if letter.isprintable() else " " for letter in str(error))[:120]
        or type(error).__name__
    )
    _refuse(path.name, "content", f"文件读不下去：{said}。", f"The file cannot be read: {said}.")


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _refuse(place: str, code: str, zh: str, en: str) -> Any:
    remedy = Text(
        zh="请存成 UTF-8 的 CSV 或 XLSX，第一行写列名。",
        en="Save it as a CSV in UTF-8 or as XLSX, with the names of the columns in the first row.",
    )
    raise FormatError((Finding(f"table_{code}", place, Text(zh=zh, en=en), remedy),))
