"""The rows of a workbook, as openpyxl reads them; nothing of ours runs where its faults are caught."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

#: What zipfile raises over an archive that is damaged, encrypted or packed in a way it does not know.
UNPACKING: tuple[type[Exception], ...] = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class DamagedError(Exception):
    """The library cannot read a workbook: it is damaged, or made to harm."""


def first_sheet(
    file: IO[bytes], *, data_only: bool = True, links: bool = True, dimensions: bool = True, **bounds: int
) -> Iterator[tuple[Any, ...]]:
    """The values of the first sheet, line by line, or with ``data_only`` unset the formulas where there are some.

    Without ``dimensions`` what the sheet says of its own size is not believed. ``bounds`` are those of openpyxl,
    such as ``max_row``.

    :raises DamagedError: openpyxl cannot read it. Over a damaged file it raises nearly anything, TypeError and
        AttributeError too, so that all its exceptions count.
    """
    from openpyxl import load_workbook

    book = None
    try:
        try:
            book = load_workbook(file, read_only=True, data_only=data_only, keep_links=links)
            sheet = book.worksheets[0]
            if not dimensions:
                sheet.reset_dimensions()
            lines = iter(sheet.iter_rows(values_only=True, **bounds))
        except MemoryError:  # the machine's fault, not the file's
            raise
        except Exception as error:
            raise DamagedError(str(error) or type(error).__name__) from error
        while (cells := _next(lines)) is not None:
            yield cells
    finally:
        if book is not None:
            book.close()


def _next(lines: Iterator[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    try:
        return next(lines, None)
    except MemoryError:
        raise
    except Exception as error:
        raise DamagedError(str(error) or type(error).__name__) from error
