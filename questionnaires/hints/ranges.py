"""Options that are ranges of numbers: do they overlap, do they leave gaps."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

NUMBER = r"(\d+(?:[.,]\d+)*)\s*(万|千|百万|亿|k\b)?"
TO = r"(?:-|–|—|−|~|～|至|到|to|up to)"
# Words that may stand between a number and what joins it to the next.
UNIT = r"[^\d，。；]{0,6}?"
BELOW = re.compile(
    rf"(?:不足|不到|少于|低于|小于|under|below|less than|up to)\s*{NUMBER}"
    rf"|{NUMBER}[^\d，。；]{{0,6}}(?:以下|及以下|以内|or less|or under|or below)",
    re.IGNORECASE,
)
ABOVE = re.compile(
    rf"(?:超过|多于|高于|大于|over|above|more than)\s*{NUMBER}"
    rf"|{NUMBER}[^\d，。；]{{0,6}}(?:以上|及以上|or more|or over|or above|\+)|{NUMBER}\+",
    re.IGNORECASE,
)
BETWEEN = re.compile(rf"{NUMBER}{UNIT}{TO}\s*(?:不足|不到|under\s+)?{NUMBER}", re.IGNORECASE)
STRICT = re.compile(
    r"不足|不到|少于|低于|小于|超过|多于|高于|大于|under|(?<!or )below|less than|over |(?<!or )above|more than",
    re.IGNORECASE,
)
# In Chinese statistics 以下 leaves the number out and 以上 takes it in, unless 及 is written (GB/T usage).
OPEN_BELOW = re.compile(r"(?<!及)以下")
# "4 万以上至 6 万", "above 40,000 to 60,000": beyond the first number, up to the second.
OPEN_LOW = re.compile(
    rf"(?<!及)以上\s*{TO}|(?:超过|多于|高于|大于|over|above|more than)\s*{NUMBER}{UNIT}{TO}", re.IGNORECASE
)
OPEN_HIGH = re.compile(rf"{TO}\s*(?:不足|不到|under\b)|{TO}\s*{NUMBER}[^\d]{{0,4}}(?<!及)以下", re.IGNORECASE)
PLAIN_ABOVE = re.compile(r"(?<!及)以上")
# Lengths of time in minutes; a month is a twelfth of a year.
TIMES = (
    (re.compile(r"分钟|\bmin", re.IGNORECASE), 1.0),
    (re.compile(r"小时|钟头|\bhour", re.IGNORECASE), 60.0),
    (re.compile(r"天|\bday", re.IGNORECASE), 1440.0),
    (re.compile(r"周|星期|\bweek", re.IGNORECASE), 10080.0),
    (re.compile(r"个月|\bmonth", re.IGNORECASE), 43800.0),
    (re.compile(r"年|\byear", re.IGNORECASE), 525600.0),
)
# Beyond it an option is no range of numbers.
LONGEST_LABEL = 100
UNITS = {"万": 1e4, "千": 1e3, "百万": 1e6, "亿": 1e8, "k": 1e3}


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers an option stands for; a bound that is ``open`` does not belong to it."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False


def range_of(label: str) -> Range | None:
    """The range a label says, such as ``20–29 岁``, ``4 万以上至 6 万元`` or ``under 5``; None where none."""
    between = BETWEEN.search(label)
    if between:
        first, first_unit, second, second_unit = between.groups()
        # "4-6 万": what stands behind the second counts for the first as well; in "8000-1 万" it does not.
        is_shared = not first_unit and _number(first) <= _number(second)
        low, high = _number(first, second_unit if is_shared else first_unit), _number(second, second_unit)
        is_low_open, is_high_open = OPEN_LOW.search(label) is not None, OPEN_HIGH.search(label) is not None
        return Range(low, high, is_low_open, is_high_open) if low <= high else None
    is_strict = STRICT.search(label) is not None
    below = BELOW.search(label)
    if below:
        return Range(-math.inf, _first(below), is_high_open=is_strict or OPEN_BELOW.search(label) is not None)
    above = ABOVE.search(label)
    if above:
        return Range(_first(above), math.inf, is_low_open=is_strict)
    return None


def ranges_of(labels: Sequence[str]) -> list[tuple[str, Range]]:
    """The options that say a range, with it; none where fewer than three or than half of them do.

    Where 以上 opens a range in one of them (4 万以上至 6 万), it does so in all.
    """
    found = [(label, one) for label in labels if (one := range_of(label[:LONGEST_LABEL])) is not None]
    if len(found) < 3 or len(found) * 2 < len(labels):
        return []
    if any(re.search(rf"(?<!及)以上\s*{TO}", label) for label in labels):
        found = [
            (label, replace(one, is_low_open=one.is_low_open or PLAIN_ABOVE.search(label) is not None))
            for label, one in found
        ]
    return _in_one_unit(found)


def _in_one_unit(found: list[tuple[str, Range]]) -> list[tuple[str, Range]]:
    """The ranges in the smallest unit of time among them, where months stand beside years."""
    factors = [next((factor for words, factor in TIMES if words.search(label)), 0.0) for label, _one in found]
    if 0.0 in factors or len(set(factors)) < 2:
        return found
    smallest = min(factors)
    return [
        (label, _scaled(one, factor / smallest)) for (label, one), factor in zip(found, factors, strict=True)
    ]


def _scaled(one: Range, times: float) -> Range:
    """A range in a smaller unit: 1 to 2 years are 12 to 35 months."""
    is_within = math.isfinite(one.low) and math.isfinite(one.high) and not one.is_high_open
    high = (one.high + 1) * times - 1 if is_within and times > 1 else one.high * times
    return replace(one, low=one.low * times, high=high)


def step_of(labels: Sequence[str]) -> float:
    """The smallest difference that the numbers of some labels are written with."""
    decimals = max(
        (len(found) for label in labels for found in re.findall(r"\d\.(\d{1,2})(?!\d)", label)), default=0
    )
    return 10.0**-decimals


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
    """The numbers between neighbouring ranges that none holds, for values that come in steps.

    None where nothing is open-ended and all have a gap between them: those are single things.
    """
    order = sorted(ranges, key=lambda one: (one.low, one.high))
    found = []
    for one, other in itertools.pairwise(order):
        first = one.high if one.is_high_open else one.high + step
        last = other.low if not other.is_low_open else other.low + step
        if first < last - 1e-9 and not _share(one, other):
            found.append((round(first, 6), round(last - step, 6)))
    is_whole = any(math.isinf(one.low) or math.isinf(one.high) for one in order)
    return found if is_whole or len(found) < max(2, len(order) - 1) else []


def _share(one: Range, other: Range) -> bool:
    if one.high > other.low:
        return one.low < other.high or (
            one.low == other.high and not one.is_low_open and not other.is_high_open
        )
    return one.high == other.low and not one.is_high_open and not other.is_low_open


def _first(found: re.Match[str]) -> float:
    groups = found.groups()
    place = next(place for place, group in enumerate(groups) if group and group[0].isdigit())
    return _number(groups[place] or "", groups[place + 1])


def _number(said: str, unit: str | None = None) -> float:
    plain = said.replace(",", "" if re.search(r",\d{3}\b", said) else ".")
    return float(plain) * UNITS.get((unit or "").casefold(), 1.0)
