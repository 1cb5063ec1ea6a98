"""The vendored Chinese font, and what of a text it can draw."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[3] / "reports" / "fonts"
REGULAR = FONTS / "NotoSansSC-Regular.gbk.ttf"
GETA = "〓"  # the mark printers use for a sign that is not there


def printable(text: str) -> str:
    """``text`` with every character the font lacks as 〓; what has no shape is dropped, ends of lines stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_printable, text))


def lacking(text: str) -> str:
    """The characters of a text that are printed as 〓, each once, in order."""
    return "".join(sorted({sign for sign in text if _printable(sign) == GETA != sign}))


@cache
def _printable(sign: str) -> str:
    if sign == "\n":
        return sign
    if unicodedata.category(sign) in ("Cc", "Cf"):
        return " " if sign == "\t" else ""
    return sign if ord(sign) in _characters() else GETA


@cache
def _characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(REGULAR, lazy=True) as font:
        return frozenset(font.getBestCmap())
