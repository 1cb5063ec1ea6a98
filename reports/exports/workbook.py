"""XLSX in words: what the file is, the answers, and the codebook; every text as a text, never as a formula.

Millions of cells are written as the XML of the sheet itself, a word once for each code and not for
each cell, and put into the workbook that the library makes around it: six times as fast as cell by
cell. A cell without its address follows the one before it (ECMA-376 part 1, 18.3.1.4).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from questionnaires.text import Text
from reports.codebook import Variable
from reports.columns import DESIGN_COLUMNS
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.exports.cells import YES_NO, codebook_rows, number_words, places, steps
from reports.exports.origin import Origin, about

MOST_ROWS = 1_048_575
MOST_COLUMNS = 16_384
LONGEST = 32_767  # characters of a cell
CELLS_AT_ONCE = 200_000
EMPTY = "<c/>"
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_ESCAPED = re.compile("_(x[0-9A-Fa-f]{4}_)")  # what a spreadsheet would read as a character by its number
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_COMPRESSION = 3  # twice as fast as the usual 6, a tenth larger


def write(dataset: Dataset, origin: Origin, path: Path, language: str = "zh-CN") -> Path:
    """The export as one workbook of three sheets.

    :raises ReportError: more rows or columns than a sheet holds.
    """
    header = [*DESIGN_COLUMNS, *(one.name for one in dataset.variables)]
    if len(dataset) > MOST_ROWS or len(header) > MOST_COLUMNS:
        raise ReportError(
            "export.sheet",
            f"{len(dataset):,} × {len(header):,}",
            Text(zh="超过一张工作表的行数或列数。", en="More rows or columns than a sheet can hold."),
            Text(zh="请导出 CSV 或 Parquet。", en="Export CSV or Parquet instead."),
        )
    frame = path.with_name(path.name + ".frame")
    try:
        sheet = _frame(dataset, origin, frame, header, language)
        _filled(frame, path, sheet, dataset, origin, language)
    finally:
        frame.unlink(missing_ok=True)
    return path


def _frame(dataset: Dataset, origin: Origin, path: Path, header: list[str], language: str) -> str:
    """The workbook with the headings of the data only; gives the name of the part that is their sheet."""
    import xlsxwriter

    chinese = language.startswith("zh")
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, **_SAFE}) as book:
        strong = book.add_format({"bold": True, "bottom": 1})
        page = book.add_worksheet("说明" if chinese else "About")
        page.set_column(0, 0, 100)
        for line, sentence in enumerate(about(dataset, origin, language)):
            page.write_string(line, 0, sentence[:LONGEST])
        page = book.add_worksheet("数据" if chinese else "Data")
        page.freeze_panes(1, 1)
        for place, name in enumerate(header):
            page.write_string(0, place, name, strong)
        page = book.add_worksheet("编码手册" if chinese else "Codebook")
        page.freeze_panes(1, 0)
        page.set_column(2, 2, 60)
        for line, row in enumerate(codebook_rows(dataset, language)):
            for place, cell in enumerate(row):
                page.write_string(line, place, cell[:LONGEST], strong if line == 0 else None)
    return "xl/worksheets/sheet2.xml"


def _filled(frame: Path, path: Path, sheet: str, dataset: Dataset, origin: Origin, language: str) -> None:
    """Copy the workbook with the rows of the data behind their headings."""
    with (
        zipfile.ZipFile(frame) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as new,
    ):
        for entry in old.infolist():
            if entry.filename != sheet:
                new.writestr(entry, old.read(entry), compress_type=zipfile.ZIP_DEFLATED)
                continue
            head, end, tail = old.read(entry).partition(b"</sheetData>")
            with new.open(entry, "w", force_zip64=True) as part:
                part.write(re.sub(rb"<dimension [^>]*/>", b"", head))
                _write_rows(part, dataset, origin, language)
                part.write(end + tail)


def _write_rows(part: IO[bytes], dataset: Dataset, origin: Origin, language: str) -> None:
    columns = [
        *_design(dataset, origin, language),
        *(_variable(dataset, one, language) for one in dataset.variables),
    ]
    for rows in steps(len(dataset), max(1, CELLS_AT_ONCE // len(columns))):
        cells = zip(*(column(rows) for column in columns), strict=True)
        part.write("".join(f"<row>{''.join(row)}</row>" for row in cells).encode())


Column = Callable[[slice], list[str]]


def _design(dataset: Dataset, origin: Origin, language: str) -> Iterator[Column]:
    table = dataset.table
    for name in DESIGN_COLUMNS:
        if name in ("stratum", "mode"):
            codes, categories = places(table[name])
            said = [origin.mode_label(one).say(language) if name == "mode" else one for one in categories]
            yield _looked_up(codes, [text_cell(word) for word in said])
        else:
            yield _numbers(table[name])


def _variable(dataset: Dataset, variable: Variable, language: str) -> Column:
    reasons = [text_cell(variable.say_code(code).say(language)) for code in variable.missing_kinds]
    if variable.kind == "code":
        codes, categories = places(dataset.table[variable.name])
        return _looked_up(codes, [text_cell(variable.say_code(code).say(language)) for code in categories])
    why = places(dataset.table[variable.companion])[0]
    if variable.kind == "indicator":
        value = dataset.table[variable.name].fillna(0).to_numpy(dtype=np.int8)
        said = [text_cell(YES_NO[code].say(language)) for code in ("0", "1")]
        return _looked_up(np.where(why >= 0, why + 2, value), said + reasons)
    column = dataset.table[variable.name]
    values = _numbers(column) if variable.kind == "number" else _texts(column)

    def cells(rows: slice) -> list[str]:
        return [
            value if place < 0 else reasons[place]
            for value, place in zip(values(rows), why[rows].tolist(), strict=True)
        ]

    return cells


def _looked_up(positions: Any, said: list[str]) -> Column:
    known = [*said, EMPTY]
    return lambda rows: [known[place] for place in positions[rows].tolist()]


def _numbers(column: pd.Series[Any]) -> Column:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return lambda rows: [number_cell(value) for value in values[rows].tolist()]


def _texts(column: pd.Series[Any]) -> Column:
    return lambda rows: [
        EMPTY if pd.isna(value) else text_cell(value) for value in column.iloc[rows].tolist()
    ]


def number_cell(value: float) -> str:
    """The XML of a cell with a number; an empty one for NaN."""
    words = number_words(value)
    return f"<c><v>{words}</v></c>" if words else EMPTY


def text_cell(text: str) -> str:
    """The XML of a cell with a text as it stands; characters that XML forbids become 〓."""
    if not text:
        return EMPTY
    safe = _ESCAPED.sub(r"_x005F_\1", _FORBIDDEN.sub("〓", text[:LONGEST]))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(safe)}</t></is></c>'
