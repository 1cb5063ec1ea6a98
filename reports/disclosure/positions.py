"""The median and the quartiles of a number: how exactly they can be told.

A quantile is a number that somebody gave, and so are the ends of its interval. It is told where as many answers as the
threshold are no larger, and as many no smaller; and to the finest step at which as many lie within what is rounded
to the same number, so that it is nobody's own. Of numbers that many give, such as ages, the step is that in which
they were given and nothing is lost. Ends of intervals are rounded outward; where too few lie about an end, there is
no interval. The standard error follows from the interval as it is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from questionnaires.text import Text
from reports.disclosure.cube import Floats
from reports.disclosure.moments import rounded_to
from reports.estimates.estimate import Estimate
from reports.estimates.intervals import t_quantile

#: Numbers of more decimals are taken to be measured, without a step in which they were given.
MOST_DECIMALS = 4
#: A step above this part of what lies between the quartiles says too little.
COARSEST = 0.5
SLACK = 1e-9

WITHHELD = Text(
    zh="为保护个人信息不公布（附近少于{threshold}人，会说出某个人填的数）",
    en="Not published, to protect persons (fewer than {threshold} nearby: it would tell a number that somebody gave)",
)
NO_INTERVAL = Text(
    zh="区间一端附近少于 {threshold} 人的，为保护个人信息不给区间。",
    en="To protect persons an interval is left out where fewer than {threshold} are near an end of it.",
)
ROUNDED = Text(
    zh="为保护个人信息，中位数和四分位数取整到 {step}，区间相应向外放宽：准确的数是某个人填的。",
    en="To protect persons the median and the quartiles are rounded to {step}, and their intervals widened: the exact "
    "ones are numbers that somebody gave.",
)


@dataclass(frozen=True, eq=False)
class Positions:
    """Quantiles by name as they may be told; ``step`` is what they are rounded to, 0 where they are as given.

    ``notes`` say below their table what was rounded or left out.
    """

    figures: Mapping[str, Estimate]
    step: float
    notes: tuple[Text, ...] = ()


def told(values: Floats, found: Mapping[str, Estimate], threshold: int) -> Positions:
    """Quantiles of ``values`` (n,), NaN where missing, as they may be told, all rounded to one step.

    Those at which too few lie on one side are withheld, and those about which no step keeps enough answers together.
    """
    ordered = np.sort(values[~np.isnan(values)])
    reason = WITHHELD.fill(threshold=threshold)
    sided = [
        one
        for one in found.values()
        if one.value is not None and _has_both_sides(ordered, one.value, threshold)
    ]
    step = _step(ordered, sided, threshold) if sided else None
    made = {
        name: one
        if one.value is None
        else _at(ordered, one, step, threshold)
        if step is not None and one in sided and _is_held(ordered, one, step, threshold)
        else one.suppress(reason)
        for name, one in found.items()
    }
    if step is None:
        return Positions(made, 0.0)
    rounded = 0.0 if step <= given_in(ordered) else step
    notes = [ROUNDED.fill(step=f"{rounded:,.10g}")] if rounded else []
    if any(
        _has_ends(found[name]) and one.value is not None and not _has_ends(one) for name, one in made.items()
    ):
        notes.append(NO_INTERVAL.fill(threshold=threshold))
    return Positions(made, rounded, tuple(notes))


def _has_both_sides(ordered: Floats, value: float, threshold: int) -> bool:
    below = int(np.searchsorted(ordered, value, side="right"))
    above = len(ordered) - int(np.searchsorted(ordered, value, side="left"))
    return min(below, above) >= threshold


def _step(ordered: Floats, found: Sequence[Estimate], threshold: int) -> float | None:
    """The finest step at which most values, and their intervals too where one does, may be told; None where none may."""
    held = {
        step: [one for one in found if _is_held(ordered, one, step, threshold)] for step in _steps(ordered)
    }
    most = max(map(len, held.values()))
    if not most:
        return None
    fitting = {step: ones for step, ones in held.items() if len(ones) == most}
    whole = (
        step
        for step, ones in fitting.items()
        if all(_ends(ordered, one, step, threshold) for one in ones if _has_ends(one))
    )
    return next(whole, next(iter(fitting)))


def _steps(ordered: Floats) -> Iterator[float]:
    """1, 2 or 5 times a power of ten, from that in which the numbers are given to the coarsest that says something."""
    low, high = np.quantile(ordered, [0.25, 0.75])
    finest = given_in(ordered) or 10.0 ** math.floor(math.log10(max(float(np.ptp(ordered)), SLACK)) - 3)
    step = finest
    for place in range(60):
        step = round((1, 2, 5)[place % 3] * finest * 10.0 ** (place // 3), 12)
        if place and step > COARSEST * (high - low) + SLACK:
            return
        yield step


def given_in(numbers: Floats) -> float:
    """The power of ten, 1 at most, of which all numbers (n,) are multiples; 0 where they have too many decimals."""
    for decimals in range(MOST_DECIMALS + 1):
        if np.allclose(numbers, np.round(numbers, decimals), rtol=0, atol=1e-9):
            return float(10.0**-decimals)
    return 0.0


def _is_held(ordered: Floats, one: Estimate, step: float, threshold: int) -> bool:
    """Whether enough answers are rounded to the same number as a value."""
    value = rounded_to(one.value or 0.0, step)
    return _between(ordered, value - step / 2, value + step / 2) >= threshold


def _has_ends(one: Estimate) -> bool:
    return one.low is not None and one.high is not None


def _ends(ordered: Floats, one: Estimate, step: float, threshold: int) -> tuple[float, float] | None:
    """The ends of an interval rounded outward, where enough answers lie in the step that each stands for."""
    if one.low is None or one.high is None:
        return None
    low = round(math.floor(one.low / step + SLACK) * step, 12)
    high = round(math.ceil(one.high / step - SLACK) * step, 12)
    near = (_between(ordered, low, low + step), _up_to(ordered, high - step, high))
    sides = all(_has_both_sides(ordered, end, threshold) for end in (one.low, one.high))
    return (low, high) if sides and min(near) >= threshold else None


def _between(ordered: Floats, low: float, high: float) -> int:
    """How many are ``low`` or more and below ``high``."""
    slack = SLACK * max(1.0, abs(high - low))
    return int(np.searchsorted(ordered, high - slack) - np.searchsorted(ordered, low - slack))


def _up_to(ordered: Floats, low: float, high: float) -> int:
    """How many are above ``low`` and ``high`` or less."""
    slack = SLACK * max(1.0, abs(high - low))
    return int(np.searchsorted(ordered, high + slack) - np.searchsorted(ordered, low + slack))


def _at(ordered: Floats, one: Estimate, step: float, threshold: int) -> Estimate:
    """A value and its interval rounded to a step."""
    value = rounded_to(one.value or 0.0, step)
    ends = _ends(ordered, one, step, threshold)
    bare = replace(one, value=value, se=None, low=None, high=None, deff=None, step=step)
    if ends is None:
        return replace(bare, reason=NO_INTERVAL.fill(threshold=threshold)) if _has_ends(one) else bare
    low, high = min(ends[0], value), max(ends[1], value)
    se = (high - low) / (2 * t_quantile(one.df)) if one.df else None
    return replace(bare, se=se, low=low, high=high)
