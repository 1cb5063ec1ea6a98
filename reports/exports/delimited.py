"""CSV for people and programs: UTF-8 with a byte order mark, no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from reports.columns import DESIGN_COLUMNS
from reports.dataset import Dataset
from reports.exports.cells import codebook_rows, coded, needs_companion, steps, words
from reports.safe_cells import safe_cell

ENCODING = "utf-8-sig"  # with the mark by which spreadsheets know Chinese


def write_data(dataset: Dataset, path: Path) -> Path:
    """The answers as codes: the design columns, then every variable, with its missing codes in place.

    A number that may itself be a missing code has them in a column beside it.
    """
    beside = {one.name: needs_companion(dataset, one) for one in dataset.variables}
    header = list(DESIGN_COLUMNS)
    for one in dataset.variables:
        header += [one.name, one.companion] if beside[one.name] else [one.name]
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for rows in steps(len(dataset)):
            columns = [words(dataset.table[name], rows, safe_cell) for name in DESIGN_COLUMNS]
            for one in dataset.variables:
                columns += coded(dataset, one, rows, beside[one.name])
            writer.writerows(zip(*columns, strict=True))
    return path


def write_codebook(dataset: Dataset, path: Path, language: str = "zh-CN") -> Path:
    """The codebook, a line for each variable and for each of its codes."""
    return write_rows(codebook_rows(dataset, language), path)


def write_rows(rows: Iterable[Sequence[str]], path: Path) -> Path:
    """Rows of any texts."""
    with path.open("w", encoding=ENCODING, newline="") as file:
        csv.writer(file).writerows([safe_cell(cell) for cell in row] for row in rows)
    return path
