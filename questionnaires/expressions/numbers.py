"""Numbers as XPath 1.0 sees them: IEEE doubles, printed without exponents.

Every function here has its twin in ``survey/web/static/respond/rules.js`` and gives the
same result to the last bit; neither uses the mathematics library of its platform beyond
``+ - * /`` and the correctly rounded reading and shortest printing of doubles.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
LARGEST_EXACT = 2.0**53


def number_to_text(number: float) -> str:
    """The number in decimal digits, never with an exponent.

    The digits are the shortest that read back as the same double (the rule of JavaScript
    and of ``repr``), written out in full with zeros: 1e21 is ``1000000000000000000000``.
    Whole numbers have no point, minus zero is ``0``; the others are ``NaN``, ``Infinity``
    and ``-Infinity`` (XPath 1.0 §4.2).
    """
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_to_number(text: str) -> float:
    """The number that XPath 1.0 §4.4 reads: optional minus, digits, point; anything else NaN."""
    found = NUMBER.fullmatch(text)
    return float(found[1]) if found else math.nan


def round_half_away(number: float, places: float) -> float:
    """``number`` rounded to ``places`` decimals, halves away from zero.

    Rounding looks at the shortest decimal digits of the number, as a person does:
    round(1.005, 2) is 1.01 although the double lies a little below 1.005. ``places`` is
    cut to a whole number and held between -300 and 300; a number too large to have such
    decimals is returned unchanged; NaN in either place gives NaN.
    """
    if math.isnan(number) or math.isnan(places):
        return math.nan
    if math.isinf(number) or number == 0:
        return number
    shift = int(max(-300.0, min(300.0, places)))
    moved = _move_point(repr(abs(number)), shift)
    if not moved < LARGEST_EXACT:
        return number
    whole = math.floor(moved)
    rounded = _move_point(str(whole + 1 if moved - whole >= 0.5 else whole), -shift)
    return -rounded if number < 0 else rounded


def _move_point(digits: str, shift: int) -> float:
    mantissa, _, exponent = digits.partition("e")
    return float(f"{mantissa}e{int(exponent or 0) + shift}")


def truncate(number: float) -> float:
    """The whole part, towards zero (-0.5 gives minus zero); NaN and infinities are unchanged."""
    return number if not math.isfinite(number) else math.copysign(math.trunc(number), number)


def divide(left: float, right: float) -> float:
    """IEEE division: by zero it gives an infinity or NaN, never an error."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """XPath ``mod``: the remainder of a truncating division, with the sign of ``left``."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


def power(base: float, exponent: float) -> float:
    """``base`` multiplied by itself; the exponent must be whole and at most 2**53 in size.

    Other exponents give NaN, because the platforms' general powers differ in the last
    digit. A negative exponent is one divided by the power.
    """
    if not abs(exponent) <= LARGEST_EXACT or exponent != math.floor(exponent):
        return math.nan
    result, factor, left = 1.0, base, abs(exponent)
    while left > 0:
        if left % 2 == 1:
            result *= factor
        factor *= factor
        left = float(math.floor(left / 2))
    return divide(1.0, result) if exponent < 0 else result
