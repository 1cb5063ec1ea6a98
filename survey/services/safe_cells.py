"""Cells of files that spreadsheets open: none is ever taken for a formula."""

from __future__ import annotations

import re

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")


def safe_cell(cell: str) -> str:
    """The cell with an apostrophe before a sign that begins a formula; plain numbers stay as they are."""
    if cell.startswith(DANGEROUS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
