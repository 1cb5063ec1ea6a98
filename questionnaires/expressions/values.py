"""Values of the rule language and how they turn into one another.

A value is a double, a text, a truth value, a date, a moment, or the rows of a matrix as a
tuple. An answer that is missing is the empty text ``""``: it is NaN as a number, false as
a truth value, and equal only to the empty text (XPath 1.0 §3.4, §4).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from questionnaires.expressions.dates import DAY, date_to_text, on_wall, seconds
from questionnaires.expressions.numbers import number_to_text, text_to_number

Scalar: TypeAlias = float | str | bool | date | datetime
Value: TypeAlias = Scalar | tuple[Scalar, ...]

SPACES = " \t\r\n"


@dataclass(frozen=True)
class Context:
    """What a rule may know besides the answers.

    ``start`` is when the response was started and is what ``today()`` and ``now()`` give,
    so that a path never changes by waiting; with a zone it is converted to ``zone`` (an
    IANA name), without one it is already the wall clock there. ``itself`` is the answer
    being checked, written ``.`` in a rule.
    """

    start: datetime
    zone: str = "Asia/Shanghai"
    itself: Value = ""

    def checking(self, itself: Value) -> Context:
        """The same context for checking the answer ``itself``."""
        return replace(self, itself=itself)

    def wall(self) -> datetime:
        """The start on the wall clock of the survey's zone, to the second."""
        return on_wall(self.start, self.zone)


def accept(value: object, zone: str) -> Value:
    """An answer as the rule language holds it.

    None becomes the empty text, whole numbers become doubles, lists become tuples and
    moments with a zone are put on the survey's clock.

    Raises:
        TypeError: for anything else, which is a defect of the caller.
    """
    if isinstance(value, tuple | list):
        return tuple(_accept_one(each, zone) for each in value)
    return _accept_one(value, zone)


def _accept_one(value: object, zone: str) -> Scalar:
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return on_wall(value, zone)
    if isinstance(value, date):
        return value
    raise TypeError(f"no value of the rule language: {type(value).__name__}")


def look_up(values: Mapping[str, Value], name: str, zone: str) -> Value:
    """The answer to ``name``; the empty text where there is none."""
    return accept(values.get(name), zone)


def first(value: Value) -> Scalar:
    """The value itself; of rows the first, as XPath takes the first node of a set."""
    if isinstance(value, tuple):
        return value[0] if value else ""
    return value


def truth(value: Value) -> bool:
    """XPath ``boolean()``: a text that is not empty, a number not 0 nor NaN, any date, any row."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, date):
        return True
    return bool(value)


def as_text(value: Value) -> str:
    """XPath ``string()``: numbers as :func:`~.numbers.number_to_text`, dates as ISO 8601."""
    value = first(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return date_to_text(value)
    return number_to_text(float(value))


def as_number(value: Value) -> float:
    """XPath ``number()``: true is 1, dates are days since 1970-01-01, unreadable text is NaN.

    The days of a moment have a fraction and are counted on the survey's clock.
    """
    value = first(value)
    if isinstance(value, str):
        return text_to_number(value)
    if isinstance(value, date):
        return seconds(value) / DAY
    return float(value)


def is_missing(value: Value) -> bool:
    """Whether ``coalesce`` passes over the value and ``count`` leaves it out: ``""`` or NaN."""
    value = first(value)
    return value == "" or (isinstance(value, float) and math.isnan(value))


def codes_of(value: Value) -> list[str]:
    """The option codes of a multiple choice, which is a text with spaces between codes."""
    text = as_text(value)
    for space in SPACES[1:]:
        text = text.replace(space, " ")
    return [code for code in text.split(" ") if code]


def spread(values: tuple[Value, ...]) -> list[Scalar]:
    """The values one after the other, rows taken apart."""
    found: list[Scalar] = []
    for value in values:
        if isinstance(value, tuple):
            found.extend(value)
        else:
            found.append(value)
    return found


NAN = math.nan
