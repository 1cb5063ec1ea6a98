"""Options that are ranges of numbers: do they overlap, do they leave gaps."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER = r"(\d+(?:[.,]\d+)?)"
TO = r"(?:-|–|—|−|~|～|至|到|to)"
BELOW = re.compile(
    rf"(?:不足|不到|少于|低于|小于|under|below|less than)\s*{NUMBER}|{NUMBER}\D{{0,6}}(?:以下|及以下|以内|or less|or under)",
    re.IGNORECASE,
)
ABOVE = re.compile(
    rf"(?:超过|多于|高于|大于|over|above|more than)\s*{NUMBER}|{NUMBER}\D{{0,6}}(?:以上|及以上|or more|or over|\+)|{NUMBER}\+",
    re.IGNORECASE,
)
BETWEEN = re.compile(rf"{NUMBER}\D{{0,4}}{TO}\s*{NUMBER}", re.IGNORECASE)
STRICT = re.compile(
    r"不足|不到|少于|低于|小于|超过|多于|高于|大于|under|below|less than|over |above|more than", re.IGNORECASE
)
# In Chinese statistics 以下 leaves the number out and 以上 takes it in, unless 及 is written (GB/T usage).
OPEN_BELOW = re.compile(r"(?<!及)以下")


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers an option stands for; a bound that is ``open`` does not belong to it."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False


def range_of(label: str) -> Range | None:
    """The range a label says, such as ``20–29 岁``, ``60岁及以上`` or ``under 5``; None where it says none."""
    between = BETWEEN.search(label)
    if between:
        low, high = (_number(part) for part in between.groups())
        return Range(low, high) if low <= high else None
    is_strict = STRICT.search(label) is not None
    below = BELOW.search(label)
    if below:
        return Range(-math.inf, _first(below), is_high_open=is_strict or OPEN_BELOW.search(label) is not None)
    above = ABOVE.search(label)
    if above:
        return Range(_first(above), math.inf, is_low_open=is_strict)
    return None


def overlaps(ranges: Sequence[Range]) -> list[tuple[int, int]]:
    """The pairs of ranges that share a number, by their places."""
    order = sorted(range(len(ranges)), key=lambda place: (ranges[place].low, ranges[place].high))
    return [
        (one, other)
        for position, one in enumerate(order)
        for other in order[position + 1 :]
        if _share(ranges[one], ranges[other])
    ]


def gaps(ranges: Sequence[Range], step: float = 1) -> list[tuple[float, float]]:
    """The numbers between neighbouring ranges that none holds, for values that come in steps."""
    order = sorted(ranges, key=lambda one: (one.low, one.high))
    found = []
    for one, other in itertools.pairwise(order):
        first = one.high if one.is_high_open else one.high + step
        last = other.low if not other.is_low_open else other.low + step
        if first < last and not _share(one, other):
            found.append((first, last - step))
    return found


def _share(one: Range, other: Range) -> bool:
    if one.high > other.low:
        return one.low < other.high or (
            one.low == other.high and not one.is_low_open and not other.is_high_open
        )
    return one.high == other.low and not one.is_high_open and not other.is_low_open


def _first(found: re.Match[str]) -> float:
    return _number(next(group for group in found.groups() if group))


def _number(said: str) -> float:
    return float(said.replace(",", "" if re.search(r",\d{3}$", said) else "."))
