"""The mean and the shares of those who answered beside frequencies: how exactly they can be told.

Both are equations in the counts that the frequencies hide: of two hidden answers the mean tells both, and how many
answered parts an answer from a kind of missing. So they are rounded, the shares first, until every answer of fewer
persons than the threshold keeps an interval as wide as that; where no rounding does, they are not told. The
standard error of a mean, an equation in the squares, keeps one digit, rounded up, and the interval is made of what
is printed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from reports.disclosure.cube import Bools, Floats, Ints
from reports.estimates.estimate import Estimate
from reports.estimates.intervals import t_quantile

# Means are read to two digits; of a coarser step than this share of the scale they would say little.
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
COARSEST = 0.1
# Shares are read to a tenth of a percentage point; coarser than a whole one they are not told.
SHARE_STEPS = (0.001, 0.002, 0.005, 0.01)


@dataclass(frozen=True, eq=False)
class Asked:
    """One question as its frequencies print it: ``counts`` (K,) of answers, and ``weighted`` (K,).

    ``hidden`` are not published, and of these ``small`` must keep an interval of ``need`` persons; ``answers`` are
    no kinds of missing. ``parts`` (classes, K) are the counts by weight and ``weights`` (classes,) these: a crossing
    by stratum may tell how many of each weight are hidden. Without ``parts``, where there are many weights, any mix
    of them has a mean between the least and the greatest, so that a hidden count is two unknowns; how many are
    hidden, and their weighted count, are then known.
    """

    counts: Floats
    weighted: Floats
    hidden: Bools
    small: Bools
    answers: Bools
    need: float
    weights: Floats
    parts: Floats | None = None

    def only(self, kept: Bools) -> Asked:
        """The same question where no more than some of its categories are asked of."""
        return replace(
            self,
            counts=self.counts[kept],
            weighted=self.weighted[kept],
            hidden=self.hidden[kept],
            small=self.small[kept],
            answers=self.answers[kept],
            parts=None if self.parts is None else self.parts[:, kept],
        )

    def keeps(self, share: float, points: Floats | None = None, mean: float = 0.0) -> bool:
        """Whether what is small stays wide for who has shares, and a mean of ``points``, rounded to such steps."""
        free = np.flatnonzero(self.hidden & (self.counts > 0))
        small = free[self.small[free]]
        limits = [*self._of_shares(free, share), *self._of_mean(free, points, mean)]
        return all(self._width(free, int(one), limits) >= self.need for one in small)

    def _of_shares(self, free: Ints, step: float) -> list[tuple[Floats, float]]:
        """What every printed share among those who answered says of hidden weighted counts: rows, none above a number."""
        if not step:
            return []
        shown = self.weighted[self.answers & ~self.hidden]
        known, total = float(shown.sum()), float(self.weighted[self.answers].sum())
        held = self.answers[free].astype(np.float64)
        found = []
        for part in shown[shown > 0]:
            told = rounded_to(float(part) / total, step)
            low, high = told - step / 2, told + step / 2
            found += [(low * held, float(part) - low * known), (-high * held, high * known - float(part))]
        return found

    def _of_mean(self, free: Ints, points: Floats | None, step: float) -> list[tuple[Floats, float]]:
        """The same of a printed mean."""
        if points is None or not step:
            return []
        shown = self.answers & ~self.hidden
        known, score = float(self.weighted[shown].sum()), float(points[shown] @ self.weighted[shown])
        whole = float(points[self.answers] @ self.weighted[self.answers])
        told = rounded_to(whole / float(self.weighted[self.answers].sum()), step)
        low, high = told - step / 2, told + step / 2
        held, own = self.answers[free].astype(np.float64), points[free]
        return [((own - high) * held, high * known - score), ((low - own) * held, score - low * known)]

    def _width(self, free: Ints, one: int, limits: list[tuple[Floats, float]]) -> float:
        """How many whole persons apart a reader leaves the least and the most that one hidden count may be."""
        # Imported here: scipy.optimize takes a second to import.
        from scipy.optimize import linprog

        kinds = len(self.weights)
        aim = np.repeat((free == one).astype(np.float64), kinds)
        weigh = np.tile(self.weights, len(free))
        upper, greatest = {}, float(self.weights.max())
        if limits:
            rows = np.array([np.repeat(row, kinds) for row, _ in limits]) * weigh
            upper = {"A_ub": rows / greatest, "b_ub": np.array([most for _, most in limits]) / greatest}
        if self.parts is None:
            both = np.array([self.counts[free].sum(), self.weighted[free].sum()])
            same = {"A_eq": np.array([np.ones(len(aim)), weigh]), "b_eq": both}
        else:
            same = {"A_eq": np.tile(np.eye(kinds), len(free)), "b_eq": self.parts[:, free].sum(axis=1)}
        found = [linprog(sign * aim, **upper, **same, bounds=(0, None), method="highs") for sign in (1, -1)]
        if not all(each.success for each in found):
            return 0.0
        return float(math.floor(-found[1].fun + 1e-6) - math.ceil(found[0].fun - 1e-6))


def step_of_shares(asked: Asked) -> float | None:
    """What shares among those who answered are rounded to; None where no rounding keeps what is small."""
    return next((step for step in SHARE_STEPS if asked.keeps(step)), None)


def step_of_mean(asked: Asked, points: Floats, share: float = 0.0) -> float | None:
    """What a mean of ``points`` (K,) is rounded to: 0 where nothing is to be kept, None where no rounding keeps it.

    ``share`` is the step of the shares beside it; at 0 ``asked`` holds answers alone, whose number is known.
    """
    if not np.any(asked.hidden & asked.small & (asked.counts > 0)):
        return 0.0
    widest = COARSEST * float(np.ptp(points[asked.answers & (asked.counts > 0)])) + 1e-9
    return next((step for step in STEPS if step <= widest and asked.keeps(share, points, step)), None)


def rounded_to(number: float, step: float) -> float:
    """A number to the nearest step."""
    return round(math.floor(number / step + 0.5) * step, 12)


def rounded_mean(mean: Estimate, step: float) -> Estimate:
    """A mean as it is told where it is rounded to a step: error and interval with it, no narrower than they were."""
    if not step or mean.value is None:
        return mean
    value = rounded_to(mean.value, step)
    if mean.se is None or mean.df is None or mean.low is None:
        return replace(mean, value=value, se=None, low=None, high=None, deff=None, step=step)
    se = one_digit_up(mean.se)
    half = step / 2 + t_quantile(mean.df) * se
    return replace(mean, value=value, se=se, low=value - half, high=value + half, deff=None, step=step)


def rounded_share(share: Estimate, of_all: Estimate, step: float) -> Estimate:
    """A share among those who answered as it is told where it is rounded: without n, which would tell who answered.

    Its interval is made of what is printed: that of the share ``of_all``, as many times wider as the rounded share
    may be larger. (Answered or not varies with the answer: the exact interval is no wider.)
    """
    bare = replace(share, se=None, deff=None, n=None, weighted_n=None)
    if share.value is None:
        return bare
    bare = replace(bare, step=step)
    value = rounded_to(share.value, step)
    if share.low is None or not of_all.value or of_all.low is None or of_all.high is None:
        return replace(bare, value=value, low=None, high=None)
    half = max(of_all.high - of_all.value, of_all.value - of_all.low) * (value + step / 2) / of_all.value
    wide = step * math.ceil(half / step + 0.5 - 1e-9)
    return replace(
        bare, value=value, low=max(0.0, round(value - wide, 12)), high=min(1.0, round(value + wide, 12))
    )


def without_base(mean: Estimate) -> Estimate:
    """A rounded mean without the number of those who answered."""
    return replace(mean, n=None, weighted_n=None)


def one_digit_up(number: float) -> float:
    """An error to one digit, rounded up; 0 where there is none."""
    if number <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(number))
    return round(math.ceil(number / power - 1e-9) * power, 12)
