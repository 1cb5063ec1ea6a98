"""Definitions of a weighted quantile: which value belongs to a share of the weight.

A rule takes the values in rising order with their weights, (m,), all positive, and shares ``at`` (k,) in
[0, 1], and gives the quantiles (k,). The names are those of R ``svyquantile(qrule=…)``; ``hf1``–``hf9``
are the definitions of Hyndman and Fan (1996, Am. Statistician 50, 361–365) for weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from reports.estimates.adjustments import Floats
from reports.estimates.stages import Ints, add_up

RuleName = Literal[
    "math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9", "linear"
]
Rule = Callable[[Floats, Floats, Floats, float], Floats]


def running(weights: Floats) -> Floats:
    """Running sums of the weights, in the widest floats there are, so that equal shares come out equal."""
    return np.cumsum(weights, dtype=np.longdouble).astype(np.float64)


def _steps(values: Floats, weights: Floats, at: Floats, equal: float) -> tuple[Ints, Ints, Floats, Floats]:
    """Places of the values around each share, and how far the shares of the two are from it.

    A running share within ``equal`` of the wanted one counts as reached exactly.
    """
    sums = running(weights)
    whole = sums[-1]
    place = np.searchsorted(sums, at * whole + equal * whole, side="right") - 1
    over = np.minimum(place + 1, len(values) - 1)
    below = at - np.where(place >= 0, sums[np.maximum(place, 0)] / whole, 0.0)
    above = sums[over] / whole - at
    return place, over, np.where(np.abs(below) <= equal, 0.0, below), above


def _math(values: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
    """The smallest value whose share of the weight at or below it reaches ``at`` (hf1)."""
    place, over, below, _ = _steps(values, weights, at, equal)
    return values[np.where((below == 0) & (place >= 0), place, over)]


def _school(values: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
    """As ``math``, half-way to the next value where the share is reached exactly (hf2)."""
    place, over, below, _ = _steps(values, weights, at, equal)
    return np.where((below == 0) & (place >= 0), (values[place] + values[over]) / 2, values[over])


def _nearest_even(values: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
    """As ``math`` over distinct values, the lower one only where its place is even (hf3)."""
    distinct, which = np.unique(values, return_inverse=True)
    place, over, below, _ = _steps(distinct, add_up(which, weights, len(distinct)), at, equal)
    even = (below == 0) & (place >= 0) & (place % 2 == 1)
    return np.asarray(distinct[np.where(even, place, over)], dtype=np.float64)


def _between(values: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
    """Linear between the running shares (hf4); the lowest value below the first of them."""
    place, over, below, above = _steps(values, weights, at, equal)
    apart = below + above
    part = np.where(apart > 0, below / np.where(apart > 0, apart, 1.0), 0.0)
    low = values[np.maximum(place, 0)]
    return np.asarray(
        np.where(place < 0, values[0], low * (1 - part) + values[over] * part), dtype=np.float64
    )


def _linear(values: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
    """As hf4, by interpolation (R: ``oldsvyquantile``)."""
    sums = running(weights)
    return np.interp(at, sums / sums[-1], values)


def _plotting(shares: Callable[[Floats, Floats], Floats]) -> Rule:
    """Linear between plotting positions, which ``shares`` gives from weights and running sums."""

    def rule(values: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
        return np.interp(at, shares(weights, running(weights)), values)

    return rule


def _before(sums: Floats) -> Floats:
    return np.concatenate([[0.0], sums[:-1]])


def _last_but_one(weights: Floats, sums: Floats) -> Floats:
    """Shares of the weight before each value among all but the last (hf7); one value is its own quantile."""
    return _before(sums) / (sums[-2] if len(sums) > 1 else 1.0)


def _shah_vaish(values: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
    """Steps at (S + ½ − w/2)/(m + 1), w scaled to the mean 1 (Shah and Vaish 2006, sec. 2)."""
    scaled = weights / weights.mean()
    shares = (running(scaled) + 0.5 - scaled / 2) / (len(values) + 1)
    return step_down(values, shares, at)


def step_down(values: Floats, shares: Floats, at: Floats) -> Floats:
    """The value at the last of the rising ``shares`` (m,) not above ``at``; the first below all of them."""
    return values[np.maximum(np.searchsorted(shares, at, side="right") - 1, 0)]


RULES: Mapping[str, Rule] = {
    "math": _math,
    "hf1": _math,
    "school": _school,
    "hf2": _school,
    "hf3": _nearest_even,
    "hf4": _between,
    "hf5": _plotting(lambda w, s: (s - w / 2) / s[-1]),
    "hf6": _plotting(lambda w, s: s / (s[-1] + w[-1])),
    "hf7": _plotting(_last_but_one),
    "hf8": _plotting(lambda w, s: (_before(s) / 3 + s * 2 / 3) / (s[-1] + w[-1] / 3)),
    "hf9": _plotting(lambda w, s: (_before(s) * 3 / 8 + s * 5 / 8) / (s[-1] + w[-1] / 4)),
    "shahvaish": _shah_vaish,
    "linear": _linear,
}
