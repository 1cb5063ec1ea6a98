"""Numbers and days as strangers write them: whatever is none is None or False, never an error.

Python reads more as a number than it looks: figures of every script, ``1_000``, ``infinity``, and
refuses whole numbers of more than 4,300 digits; what ``isdigit`` lets through (``²``) it may not read.
"""

from __future__ import annotations

import re
from typing import Any

LARGEST = 1e15
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_FIGURE = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?")

_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def whole(written: str) -> int | None:
    """A whole number of at most nine ASCII digits."""
    plain = written.strip()
    return int(plain) if _WHOLE.fullmatch(plain) else None


def figure(value: Any) -> float | None:
    """A number, or a text that is one, below :data:`LARGEST` either way."""
    if isinstance(value, str):
        plain = value.strip()
        value = float(plain) if _FIGURE.fullmatch(plain) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < LARGEST else None


def is_day(written: str) -> bool:
    """Whether it is written like a year, a month of a year or a day (``2026``, ``2026-05``, ``2026-05-31``)."""
    return _DAY.fullmatch(written) is not None
