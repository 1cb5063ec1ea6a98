"""The lines of a CSV or XLSX file that staff hand in, as texts, before anything is made of them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from itertools import repeat

from questionnaires.formats.workbooks import UNPACKING, DamagedError, first_sheet
from questionnaires.text import Text
from survey.errors import Refusal

LARGEST_UNPACKED = 120_000_000
MOST_COLUMNS = 60
# Stands for a cell with a formula whose value the file does not hold. A private character, so no words.
UNCALCULATED = "\ue000="


def lines_of(content: bytes, most: int) -> Iterator[tuple[int, list[str]]]:
    """The lines of a file by number, ``most`` and a few more; a cell that was never calculated is UNCALCULATED.

    :raises Refusal: it is no table, damaged, or unpacks to too much.
    """
    return _workbook(content, most) if content.startswith(b"PK") else _text(content)


def require_workbook(name: str, content: bytes) -> None:
    """Refuse what is called a workbook and is none: read as text, its columns would be said to be missing."""
    if name.lower().endswith((".xlsx", ".xlsm")) and content and not content.startswith(b"PK"):
        raise _damaged()


def refused_file(*, zh: str, en: str, zh_remedy: str, en_remedy: str) -> Refusal:
    """That a file cannot be taken as a table, and what to do."""
    return Refusal("file", place="file", reason=Text(zh=zh, en=en), remedy=Text(zh=zh_remedy, en=en_remedy))


def _text(content: bytes) -> Iterator[tuple[int, list[str]]]:
    decoded = _decoded(content)
    sample = decoded.partition("\n")[0]
    delimiter = max(",;\t", key=sample.count)
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise refused_file(
            zh=f"第 {reader.line_num} 行起不是完整的 CSV",
            en=f"From line {reader.line_num} on this is no proper CSV",
            zh_remedy="请检查引号，或另存为 XLSX 再导入",
            en_remedy="Check the quotation marks, or save it as XLSX",
        ) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in decoded:
            return decoded
    raise refused_file(
        zh="这不是表格文件",
        en="This is no table",
        zh_remedy="请选 CSV（UTF-8 或 GB 18030）或 XLSX 文件",
        en_remedy="Choose a CSV (UTF-8 or GB 18030) or XLSX file",
    )


def _workbook(content: bytes, most: int) -> Iterator[tuple[int, list[str]]]:
    try:
        _require_sound(content)
        formulas = _cells(content, most, data_only=False) if _has_formulas(content) else repeat(())
    except Refusal:
        raise
    except UNPACKING as error:
        raise _damaged() from error
    try:
        for number, (cells, written) in enumerate(
            zip(_cells(content, most, data_only=True), formulas, strict=False), 1
        ):
            yield (
                number,
                [
                    _cell(value, written[place] if place < len(written) else None)
                    for place, value in enumerate(cells)
                ],
            )
    except DamagedError as error:
        raise _damaged() from error


def _damaged() -> Refusal:
    return refused_file(
        zh="这个 XLSX 文件打不开",
        en="This XLSX file cannot be opened",
        zh_remedy="请在 Excel 或 WPS 中另存为 XLSX 或 CSV，再导入",
        en_remedy="Save it anew as XLSX or CSV and import that",
    )


def _cells(content: bytes, most: int, *, data_only: bool) -> Iterator[tuple[object, ...]]:
    """The lines of the first sheet: values, or with ``data_only`` unset formulas where there are some."""
    return first_sheet(
        io.BytesIO(content),
        data_only=data_only,
        links=False,
        dimensions=False,
        max_col=MOST_COLUMNS,
        max_row=most + 1000,
    )


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in part or b"<f " in part or b"<f/" in part for part in map(archive.read, sheets))


def _require_sound(content: bytes) -> None:
    """Refuse archives that unpack to very much, and XML that declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED or len(parts) > 2000:
            raise refused_file(
                zh="文件展开后太大",
                en="The file unpacks to too much",
                zh_remedy="请只留需要的列和工作表",
                en_remedy="Keep the needed columns and sheet only",
            )
        for part in parts:
            with archive.open(part) as member:
                if b"<!DOCTYPE" in member.read(2048):
                    raise zipfile.BadZipFile("a document type in a workbook")


def _cell(value: object, written: object) -> str:
    """The words of a cell, from its value and what is written in it, which may be a formula."""
    if value is None:
        return "" if written is None else UNCALCULATED
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
