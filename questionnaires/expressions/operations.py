"""What the operators and functions compute. Nothing here raises: a wrong value is NaN or empty."""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import lru_cache

from questionnaires.expressions.dates import DAY, format_date, from_seconds, read_moment, seconds, shift
from questionnaires.expressions.matching import matches
from questionnaires.expressions.numbers import divide, power, remainder, round_half_away, truncate
from questionnaires.expressions.regex import compile_pattern
from questionnaires.expressions.values import (
    NAN,
    Context,
    Scalar,
    Value,
    as_number,
    as_text,
    codes_of,
    first,
    is_missing,
    spread,
    truth,
)

LONGEST_TEXT = 100_000
LONGEST_CODE = 16

Arguments = tuple[Value, ...]


def _dated(left: Scalar, right: Scalar) -> tuple[float, float] | None:
    """Both sides in seconds if they are dates: two dates, a date and a text that reads as
    one, or two texts that read as dates and not both as numbers. Otherwise None."""
    if isinstance(left, str) and isinstance(right, str):
        if not math.isnan(as_number(left) + as_number(right)):
            return None
    elif not isinstance(left, date) and not isinstance(right, date):
        return None
    one = read_moment(left) if isinstance(left, str) else left
    other = read_moment(right) if isinstance(right, str) else right
    if isinstance(one, date) and isinstance(other, date):
        return float(seconds(one)), float(seconds(other))
    return None


def compare(operator: str, left: Value, right: Value) -> bool:
    """XPath 1.0 §3.4, with dates.

    Rows compare as a set of nodes: true if any row does. ``=`` and ``!=`` compare as truth
    values if one side is one, else as dates, else as numbers if one side is a number,
    else as texts. The other signs compare dates as dates and all else as numbers. With
    NaN every comparison is false but ``!=``, which is true.
    """
    if isinstance(left, tuple):
        return any(compare(operator, each, right) for each in left)
    if isinstance(right, tuple):
        return any(compare(operator, left, each) for each in right)
    return _holds(operator, *_sides(operator in ("=", "!="), left, right))


def _sides(equality: bool, left: Scalar, right: Scalar) -> tuple[float, float] | tuple[str, str]:
    if equality and (isinstance(left, bool) or isinstance(right, bool)):
        return float(truth(left)), float(truth(right))
    if equality and isinstance(left, str) and isinstance(right, str):
        return left, right
    dated = _dated(left, right)
    return dated or (as_number(left), as_number(right))


def _holds(operator: str, left: float | str, right: float | str) -> bool:
    if operator == "=":
        return left == right
    if operator == "!=":
        return left != right
    one, other = float(left), float(right)
    if operator == "<":
        return one < other
    if operator == "<=":
        return one <= other
    return one > other if operator == ">" else one >= other


def calculate(operator: str, left: Value, right: Value) -> Value:
    """Arithmetic on doubles, and on dates.

    date - date is days (with a fraction for moments); date ± number and number + date is a
    date, empty where the number is NaN or the year leaves 1 to 9999; number - date and
    date + date are NaN. ``* div mod`` take a date as its days since 1970.
    """
    one, other = first(left), first(right)
    if operator == "-":
        dated = _dated(one, other)
        if dated:
            return (dated[0] - dated[1]) / DAY
    if operator in ("+", "-"):
        if isinstance(other, date):
            return _moved(other, as_number(one)) if operator == "+" and not isinstance(one, date) else NAN
        if isinstance(one, date):
            days = as_number(other)
            return _moved(one, days if operator == "+" else -days)
    a, b = as_number(one), as_number(other)
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        return a * b
    return divide(a, b) if operator == "div" else remainder(a, b)


def _moved(value: date, days: float) -> Value:
    found = shift(value, days)
    return "" if found is None else found


def selected(arguments: Arguments, context: Context) -> Value:
    """Whether the code is among the codes of a choice; an empty code never is."""
    code = as_text(arguments[1]).strip(" \t\r\n")
    return code in codes_of(arguments[0])


def count_selected(arguments: Arguments, context: Context) -> Value:
    """How many codes a choice holds."""
    return float(len(codes_of(arguments[0])))


def choose(arguments: Arguments, context: Context) -> Value:
    """The second argument where the first is true, else the third."""
    return arguments[1] if truth(arguments[0]) else arguments[2]


def coalesce(arguments: Arguments, context: Context) -> Value:
    """The first argument that is neither empty nor NaN; the empty text if none is."""
    return next((each for each in arguments if not is_missing(each)), "")


def negate(arguments: Arguments, context: Context) -> Value:
    """The opposite truth value."""
    return not truth(arguments[0])


def yes(arguments: Arguments, context: Context) -> Value:
    """Always true."""
    return True


def no(arguments: Arguments, context: Context) -> Value:
    """Always false."""
    return False


def regex(arguments: Arguments, context: Context) -> Value:
    """Whether the whole text matches the pattern."""
    pattern, text = as_text(arguments[1]), as_text(arguments[0])
    return _code_matches(pattern, text) if len(text) <= LONGEST_CODE else _matches(pattern, text)


def _matches(pattern: str, text: str) -> bool:
    return matches(compile_pattern(pattern), text)


# The same few codes are matched at every step of every interview; longer texts are people's words.
_code_matches = lru_cache(maxsize=4096)(_matches)


def string_length(arguments: Arguments, context: Context) -> Value:
    """The number of Unicode code points."""
    return float(len(as_text(arguments[0])))


def concat(arguments: Arguments, context: Context) -> Value:
    """The texts one after the other; what goes beyond 100,000 characters is cut off."""
    return "".join(as_text(each) for each in spread(arguments))[:LONGEST_TEXT]


def number(arguments: Arguments, context: Context) -> Value:
    """XPath ``number()``."""
    return as_number(arguments[0])


def whole(arguments: Arguments, context: Context) -> Value:
    """The whole part, towards zero."""
    return truncate(as_number(arguments[0]))


def rounded(arguments: Arguments, context: Context) -> Value:
    """Rounded to whole numbers or to the decimals of the second argument."""
    places = as_number(arguments[1]) if len(arguments) > 1 else 0.0
    return round_half_away(as_number(arguments[0]), places)


def _numbers(arguments: Arguments) -> list[float]:
    return [as_number(each) for each in spread(arguments)]


def _signed(number: float) -> tuple[float, float]:
    """Minus zero comes before zero, as in JavaScript."""
    return number, math.copysign(1.0, number)


def smallest(arguments: Arguments, context: Context) -> Value:
    """XForms 1.1 §7.7.2: NaN for no values and where one is NaN."""
    found = _numbers(arguments)
    return NAN if not found or any(math.isnan(each) for each in found) else min(found, key=_signed)


def largest(arguments: Arguments, context: Context) -> Value:
    """XForms 1.1 §7.7.3: NaN for no values and where one is NaN."""
    found = _numbers(arguments)
    return NAN if not found or any(math.isnan(each) for each in found) else max(found, key=_signed)


def total(arguments: Arguments, context: Context) -> Value:
    """XPath 1.0 §4.4: added from left to right; 0 for no values, NaN where one is NaN."""
    result = 0.0
    for each in _numbers(arguments):
        result += each
    return result


def count(arguments: Arguments, context: Context) -> Value:
    """How many values, rows taken apart, are neither empty nor NaN."""
    return float(sum(not is_missing(each) for each in spread(arguments)))


def today(arguments: Arguments, context: Context) -> Value:
    """The day of the start of the response."""
    return context.wall().date()


def now(arguments: Arguments, context: Context) -> Value:
    """The moment of the start of the response."""
    return context.wall()


def _date_of(value: Value) -> date | None:
    """A date as it is, a text that reads as a date or moment, a number of days since 1970."""
    value = first(value)
    if isinstance(value, str):
        return read_moment(value)
    if isinstance(value, date):
        return value
    return None if isinstance(value, bool) else from_seconds(value * DAY, True)


def to_date(arguments: Arguments, context: Context) -> Value:
    """The day of a date, a moment, a text or a number of days; empty where there is none."""
    found = _date_of(arguments[0])
    if found is None:
        return ""
    return found.date() if isinstance(found, datetime) else found


def formatted(arguments: Arguments, context: Context) -> Value:
    """A date or moment written by a pattern; empty where there is none."""
    found = _date_of(arguments[0])
    return "" if found is None else format_date(found, as_text(arguments[1]))


def decimal_date(arguments: Arguments, context: Context) -> Value:
    """Days since 1970 with their fraction; NaN where there is no date."""
    found = _date_of(arguments[0])
    return NAN if found is None else seconds(found) / DAY


def power_of(arguments: Arguments, context: Context) -> Value:
    """A power with a whole exponent."""
    return power(as_number(arguments[0]), as_number(arguments[1]))


def absolute(arguments: Arguments, context: Context) -> Value:
    """The number without its sign."""
    return abs(as_number(arguments[0]))
