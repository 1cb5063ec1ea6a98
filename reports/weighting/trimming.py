"""Trimming: weights that are too large or too small are cut, and what is cut is spread over the others.

After Potter (1990, Proc. Survey Research Methods Section, ASA, 225–230), who compares rules for the limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.steps import Step
from reports.weighting.validity import Floats, filled, require_weights

LimitRule = Literal["value", "median", "mean", "quartiles"]

_NEAR = 1e-9  # of a limit; nearer than this is at it


@dataclass(frozen=True)
class Limits:
    """Where weights are cut: at the ``low`` and ``high`` values themselves, at so many times the median or
    the mean, or (``quartiles``) so many interquartile ranges from the median. None cuts nothing there.
    """

    rule: LimitRule = "median"
    low: float | None = None
    high: float | None = None

    def values(self, weights: Floats) -> tuple[float, float]:
        """The limits for these weights, -inf and inf where there is none; limits that cross are refused."""
        if self.rule == "quartiles":
            first, middle, third = np.quantile(weights, [0.25, 0.5, 0.75])
            low = -np.inf if self.low is None else middle - self.low * (third - first)
            high = np.inf if self.high is None else middle + self.high * (third - first)
        else:
            unit = {"value": 1.0, "median": np.median(weights), "mean": weights.mean()}[self.rule]
            low = -np.inf if self.low is None else self.low * unit
            high = np.inf if self.high is None else self.high * unit
        if not low < high:
            raise ReportError(
                "weighting.limits",
                self.rule,
                Text(
                    zh="下限（{low:,.4g}）不小于上限（{high:,.4g}）。",
                    en="The lower limit ({low:,.4g}) is not below the upper ({high:,.4g}).",
                ).fill(low=low, high=high),
                Text(zh="请核对截尾的上下限。", en="Check the limits of the trimming."),
            )
        return float(low), float(high)


def trim(weights: Floats, low: float, high: float, strict: bool = True) -> tuple[Floats, Step]:
    """Weights cut at the limits and the log (R: ``trimWeights(design, low, high, strict)``).

    What is cut is spread in equal parts over the rows within the limits; under ``strict`` this is
    repeated until nobody is outside. Refused: bad weights, limits that no weights of this sum can keep.
    """
    before = require_weights(weights)
    if strict and not low * len(before) <= before.sum() <= high * len(before):
        raise ReportError(
            "weighting.limits",
            "trimming",
            filled(
                Text(
                    zh="权数平均为{mean:,.6g}，不可能没有一个{bounds}。",
                    en="The mean weight is {mean:,.6g}: some must be {bounds}.",
                ),
                mean=before.mean(),
                bounds=_bounds(low, high),
            ),
            Text(zh="请放宽截尾的上下限。", en="Widen the limits of the trimming."),
        )
    after = trimmed(before, low, high, strict)
    cut = int(np.sum((before < low) | (before > high)))
    over = int(np.sum((after < low * (1 - _NEAR)) | (after > high * (1 + _NEAR))))
    note = filled(_CUT, n=cut, share=cut / len(before), bounds=_bounds(low, high))
    step = Step.between(
        "trimming",
        before,
        after,
        converged=over == 0,
        notes=(note,),
        warnings=(_OVER.fill(n=over),) if over else (),
    )
    return after, step


def trimmed(weights: Floats, low: float, high: float, strict: bool) -> Floats:
    """The weights alone, unchecked; rows of weight zero stay at zero.

    R repeats the cutting and spreading until nobody is outside. After the first time all further spreading
    goes one way, in equal parts to every row that is not at that limit, so that where it ends is known at
    once. Where every row is outside, what is cut goes to the rows that have room for it.
    """
    held = weights > 0
    now = weights[held]
    outside = (now < low) | (now > high)
    if not outside.any():
        return weights
    cut = np.clip(now, low, high)
    if outside.all():
        cut = _into_room(cut, float(now.sum() - cut.sum()), low, high)
    else:
        spread = (now - cut).sum() / np.sum(~outside)
        cut[~outside] += spread
        if strict:
            cut = _raised(cut, high) if spread > 0 else -_raised(-cut, -low)
    found = np.zeros_like(weights)
    found[held] = cut
    return found


def _bounds(low: float, high: float) -> Text:
    """What it is to be outside the limits."""
    said = _BETWEEN if np.isfinite([low, high]).all() else _ABOVE if np.isfinite(high) else _BELOW
    return said.fill(low=low, high=high)


def _raised(weights: Floats, high: float) -> Floats:
    """min(w + c, high) with the c ≥ 0 that keeps the sum; all equal where even that is too much."""
    if not (weights > high).any():
        return weights
    order = np.sort(weights)
    count = np.arange(1, len(order) + 1)
    room = high * len(order) - order.sum()
    below = int(np.sum(count * order - np.cumsum(order) <= room))
    if not below:
        return np.full_like(weights, weights.mean())
    more = (order.sum() - high * (len(order) - below) - order[:below].sum()) / below
    return np.asarray(np.minimum(weights + more, high), dtype=np.float64)


def _into_room(cut: Floats, missing: float, low: float, high: float) -> Floats:
    """Weights at the limits plus what is missing in their sum, by the room each has; else in proportion."""
    room = high - cut if missing > 0 else cut - low
    if room.sum() > 0 and abs(missing) <= room.sum():
        return np.asarray(cut + missing * room / room.sum(), dtype=np.float64)
    return np.asarray(cut * (1 + missing / cut.sum()), dtype=np.float64)


_CUT = Text(
    zh="有{n}份答卷（{share:.1%}）的权数{bounds}，已截尾，截下的部分均分给其余答卷。",
    en="{n} answers ({share:.1%}) had weights {bounds}; what was cut is spread equally over the others.",
)
_ABOVE = Text(zh="高于{high:,.6g}", en="above {high:,.6g}")
_BELOW = Text(zh="低于{low:,.6g}", en="below {low:,.6g}")
_BETWEEN = Text(zh="不在{low:,.6g}到{high:,.6g}之间", en="outside {low:,.6g} to {high:,.6g}")
_OVER = Text(
    zh="分摊之后仍有{n}份答卷的权数在界限之外；需要全部在内时请选择“反复截尾”。",
    en="After spreading, {n} answers are still outside the limits; choose repeated trimming to bring all inside.",
)
