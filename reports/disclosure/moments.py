"""The mean of a scale beside the frequencies of its answers: how exactly both can be told.

The mean is an equation in the counts that the frequencies hide: of two hidden answers it tells both. So it is
rounded until every answer of fewer persons than the threshold keeps an interval as wide as that; where no
rounding does, it is not told. The standard error, an equation in the squares, keeps one digit, rounded up, and
the interval is made of what is printed.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from reports.disclosure.cube import Bools, Floats
from reports.estimates.estimate import Estimate
from reports.estimates.intervals import t_quantile

# Means are read to two digits; of a coarser step than this share of the scale they would say little.
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
COARSEST = 0.1


def step_of_mean(points: Floats, counts: Floats, hidden: Bools, small: Bools, need: float) -> float | None:
    """What a mean is rounded to: 0 where nothing is to be kept, None where no rounding keeps it.

    ``points`` and ``counts`` (K,) are those of the answers, with counts in persons of the mean weight; ``hidden``
    are not published, and of these ``small`` must keep an interval as wide as ``need``.
    """
    asked = np.flatnonzero(hidden & small & (counts > 0))
    if not len(asked):
        return 0.0
    widest = COARSEST * float(np.ptp(points))
    for step in STEPS:
        if step > widest + 1e-9:
            break
        if all(_width(points, counts, hidden, int(one), step) >= need - 1e-6 for one in asked):
            return step
    return None


def _width(points: Floats, counts: Floats, hidden: Bools, one: int, step: float) -> float:
    """How wide a reader can tell the count of one hidden answer, who has the mean rounded to a step."""
    # Imported here: scipy.optimize takes a second to import.
    from scipy.optimize import linprog

    free = np.flatnonzero(hidden)
    total, known = float(counts.sum()), float(points[~hidden] @ counts[~hidden])
    told = rounded_to(float(points @ counts) / total, step)
    ends = [(told - step / 2) * total - known, (told + step / 2) * total - known]
    aim = (free == one).astype(np.float64)
    limits = np.vstack([-points[free], points[free]]), np.array([-ends[0], ends[1]])
    same = np.ones((1, len(free))), np.array([counts[free].sum()])
    found = [linprog(sign * aim, *limits, *same, bounds=(0, None), method="highs") for sign in (1, -1)]
    return float(-found[1].fun - found[0].fun) if all(each.success for each in found) else 0.0


def rounded_to(number: float, step: float) -> float:
    """A number to the nearest step."""
    return round(math.floor(number / step + 0.5) * step, 12)


def rounded_mean(mean: Estimate, step: float) -> Estimate:
    """A mean as it is told where it is rounded to a step: error and interval with it, no narrower than they were."""
    if not step or mean.value is None:
        return mean
    value = rounded_to(mean.value, step)
    if mean.se is None or mean.df is None or mean.low is None:
        return replace(mean, value=value, se=None, low=None, high=None, deff=None)
    se = _one_digit_up(mean.se)
    half = step / 2 + t_quantile(mean.df) * se
    return replace(mean, value=value, se=se, low=value - half, high=value + half, deff=None)


def _one_digit_up(number: float) -> float:
    if number <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(number))
    return round(math.ceil(number / power - 1e-9) * power, 12)
