"""The numbers that stand before questions: ``1.``, ``1、``, ``（1）``, ``Q1``, ``A1``, ``第1题``, ``一、``."""

from __future__ import annotations

import re
from dataclasses import dataclass

CHINESE_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

_NUMBER = re.compile(
    r"""
    \s*(?P<star>\*\s*)?
    (?:
        第\s*(?P<said>\d{1,3})\s*题\s*[:：.、]?
      | [(（]\s*(?P<round>\d{1,3})\s*[)）]\s*[.、:：]?
      | [\[【]\s*(?P<square>[A-Za-z]{0,2}\d{1,3}[a-z]?)\s*[\]】]\s*[.、:：]?
      | (?P<letter>(?:[Qq]|[A-Z]{1,2})\d{1,3}(?:[-_.]\d{1,2})?[a-z]?)(?:\s*[.、:：)）]|(?=\s|[\u4e00-\u9fff◇*§]))(?!\d)
      | (?P<plain>\d{1,3}(?:[-.]\d{1,2})?)\s*(?:[、:：)）](?!\s*\d{1,3}\s*题)|\.(?!\d))
      | [(（](?P<bracketed>[一二三四五六七八九十]{1,3})[)）]\s*[、.]?
      | (?P<chinese>[一二三四五六七八九十]{1,3})\s*[、.．]
    )
    \s*(?P<text>.*)
    """,
    re.VERBOSE,
)
_BARE = re.compile(r"\s*(?P<star>\*\s*)?(?P<plain>\d{1,3})(?:\s+(?=\D)|(?=[您你请贵]))\s*(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that begins with a number.

    ``style`` tells one manner of numbering from another; ``order`` is the number for
    counting on, None where it is not a plain one.
    """

    number: str
    style: str
    order: int | None
    text: str
    star: bool = False

    @property
    def chinese(self) -> bool:
        """Numbered as headings are: 一、 or （一）."""
        return self.style in ("chinese", "bracketed")

    @property
    def sort_of_question(self) -> bool:
        """Numbered as questions under a heading are."""
        return not self.chinese and self.order in (None, 0, 1)


def numbered(text: str) -> Numbered | None:
    """What a line is numbered with, if it is."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    kind = next(key for key in _STYLES if found[key] is not None)
    number = found[kind]
    if kind == "plain":
        style = f"plain{text[found.end('plain') :].lstrip()[:1]}"
    elif kind == "letter":
        style = f"letter{number[0].upper()}"
    else:
        style = kind
    return Numbered(number, style, _order(number, kind), found["text"].strip(), found["star"] is not None)


def bare_number(text: str) -> Numbered | None:
    """A number with nothing but a space behind it: ``3 您的学历``."""
    found = _BARE.fullmatch(text)
    if found is None:
        return None
    return Numbered(found["plain"], "bare", int(found["plain"]), found["text"], found["star"] is not None)


def chinese_number(words: str) -> int:
    """三 → 3, 十二 → 12, 二十 → 20, 3 → 3; 0 where it is none."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return CHINESE_DIGITS.get(words, 0)
    return (CHINESE_DIGITS.get(tens, 0) if tens else 1) * 10 + (CHINESE_DIGITS.get(ones, 0) if ones else 0)


_STYLES = ("said", "round", "square", "letter", "plain", "bracketed", "chinese")


def _order(number: str, kind: str) -> int | None:
    if kind in ("chinese", "bracketed"):
        return chinese_number(number)
    digits = re.fullmatch(r"[A-Za-z]{0,2}(\d{1,3})[a-z]?", number)
    return int(digits[1]) if digits else None
