"""What no line break may part: a number and its percent sign, an interval, a sign and its number, a table and its number.

Every form of a document puts its texts through :func:`unbroken`; the content tree keeps plain spaces.
"""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
#: Spaces that hold together what stands on both sides of them.
_HELD = re.compile(
    r"(?<=\d) (?=%)"  # 21.9 %
    r"|(?<=≈) (?=\d)"  # ≈ 1,230
    r"|(?<=\d,) (?=-?\d[\d,.]*\])"  # [20.1, 23.8]
    r"|(?<=\b[A-Za-z]) (?=[<>=≤≥] ?-?\d)|(?<=\b[A-Za-z] [<>=≤≥]) (?=-?\d)"  # p < 0.001, n = 2,463
    r"|(?<=[图表]) (?=\d)|(?<=\bTable) (?=\d)|(?<=\bFigure) (?=\d)"
)


def unbroken(text: str) -> str:
    """``text`` with no-break spaces where a line must not end; it is as long as before."""
    return _HELD.sub(NO_BREAK, text)
