"""How wide a text is in the vendored typeface: what columns of tables are measured with.

The typefaces that Word files name are no wider: Latin letters in Times New Roman are narrower, full-width ones as wide.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from matplotlib.ft2font import FT2Font

from reports.charts.lettering import BOLD, REGULAR

MM_PER_POINT = 25.4 / 72
_LATIN = 0.6  # of the size, where the typeface lacks a narrow letter


def millimetres(text: str, points: float, *, bold: bool = False) -> float:
    """The width of a line of ``text`` in letters of ``points``, in mm."""
    return sum(_advance(letter, bold) for letter in text) * points * MM_PER_POINT


@cache
def _advance(letter: str, bold: bool) -> float:
    """The width of a letter as a share of its size."""
    font = _font(bold)
    if not font.get_char_index(ord(letter)):
        return 1.0 if unicodedata.east_asian_width(letter) in "WFA" else _LATIN
    return float(font.load_char(ord(letter)).linearHoriAdvance) / 65536 / _POINTS


_POINTS = 100  # any size: it is divided out again


@cache
def _font(bold: bool) -> FT2Font:
    font = FT2Font(str(BOLD if bold else REGULAR))
    font.set_size(_POINTS, 72)
    return font
