"""Numbers as documents write them."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """A whole number from 1 to 99 in Chinese numerals, as before a heading: 1 一, 10 十, 21 二十一.

    :raises ValueError: outside that range.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"no heading has the number {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


class Numbering:
    """Numbers before headings, counting on: 一、（一）1. in Chinese, 1 1.1 1.1.1 in other languages."""

    def __init__(self, language: str) -> None:
        self._chinese = language.startswith("zh")
        self._counts = {1: 0, 2: 0, 3: 0}

    def next(self, level: int) -> str:
        """The number of the next heading of a level, from 1 to 3, with what follows it."""
        self._counts[level] += 1
        for below in range(level + 1, 4):
            self._counts[below] = 0
        if not self._chinese:
            # A level that was passed over has no number.
            counts = [self._counts[one] for one in range(1, level + 1)]
            return ".".join(str(count) for count in counts if count) + " "
        number = self._counts[level]
        if level == 3:
            return f"{number}. "
        return f"{chinese_number(number)}、" if level == 1 else f"（{chinese_number(number)}）"
