"""Cells of files that spreadsheets open: none is ever taken for a formula (OWASP, CSV injection)."""

from __future__ import annotations

import re

# Full-width signs count too: spreadsheets in Chinese read them as the plain ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def safe_cell(cell: str) -> str:
    """The cell with an apostrophe before a sign that begins a formula; plain numbers stay as they are."""
    if cell.startswith(DANGEROUS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
