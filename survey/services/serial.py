"""Serials of copies: seven running digits and a check digit, without any meaning."""

from __future__ import annotations

from questionnaires.text import Text
from survey.errors import Refusal

RUNNING_DIGITS = 7
MOST_COPIES = 10**RUNNING_DIGITS - 1


def check_digit(digits: str) -> str:
    """The check digit of ISO/IEC 7064:2003 MOD 11,10, which finds every single wrong digit."""
    remainder = 10
    for digit in digits:
        remainder = (remainder + int(digit)) % 10 or 10
        remainder = remainder * 2 % 11
    return str((11 - remainder) % 10)


def serial_of(number: int) -> str:
    """The serial of the ``number``-th copy of a survey, from 1.

    :raises ValueError: the number does not fit seven digits.
    """
    digits = f"{number:0{RUNNING_DIGITS}d}"
    if number < 1 or len(digits) > RUNNING_DIGITS:
        raise ValueError(f"no serial for copy {number}")
    return digits + check_digit(digits)


def number_after(last: str | None, count: int = 1) -> int:
    """The number of the first of ``count`` copies that follow the one with the serial ``last``.

    :raises Refusal: the survey has not so many serials left.
    """
    first = int(last[:RUNNING_DIGITS]) + 1 if last else 1
    if first + count - 1 > MOST_COPIES:
        raise Refusal(
            "serials_used_up",
            reason=Text(
                zh=f"这次调查的编号用完了（最多 {MOST_COPIES:,} 份）",
                en=f"This survey has used up its serials (at most {MOST_COPIES:,} copies)",
            ),
            remedy=Text(
                zh="请与调查联系人联系；工作人员需另建一次调查",
                en="Please ask the survey's contact person; staff need to make another survey",
            ),
        )
    return first


def is_serial(text: str) -> bool:
    """Whether ``text`` is eight digits of which the last checks the others."""
    plain = text.isascii() and text.isdigit() and len(text) == RUNNING_DIGITS + 1
    return plain and check_digit(text[:-1]) == text[-1]
