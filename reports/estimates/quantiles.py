"""Weighted quantiles with intervals by test inversion (Woodruff 1952, JASA 47, 635–646)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reports.estimates.design import Design, Floats
from reports.estimates.estimate import Estimates
from reports.estimates.estimators import means
from reports.estimates.intervals import t_interval, t_quantile

# Sums of weights that differ by less count as equal, as in R survey.
_EQUAL = 1.5e-8


def quantiles(
    design: Design, values: npt.ArrayLike, at: Sequence[float] = (0.25, 0.5, 0.75), df: float | None = None
) -> Estimates:
    """Quantiles of ``values`` (n,), NaN left out (R: ``svyquantile(qrule="math", interval.type="mean")``).

    The quantile is the smallest value whose weighted distribution function reaches ``at``; its limits
    are the quantiles at the limits of the share of rows not above it.
    """
    y = np.asarray(values, dtype=np.float64)
    held = ~np.isnan(y) & (design.weights > 0)
    order = np.argsort(y[held], kind="stable")
    ranked = y[held][order]
    running = np.cumsum(design.weights[held][order])
    points = np.asarray(at, dtype=np.float64)
    value = _inverse(ranked, running, points)
    freedom = design.df if df is None else df
    below = [np.where(np.isnan(y), np.nan, y <= point) for point in value]
    share = [means(design, holds, df=freedom) for holds in below]
    low, high = t_interval(
        np.array([part.value[0] for part in share]), np.array([part.se[0] for part in share]), freedom
    )
    lower, upper = _inverse(ranked, running, low), _inverse(ranked, running, high)
    se = (upper - lower) / (2 * t_quantile(freedom))
    n = np.full(len(points), int(held.sum()))
    size = np.full(len(points), float(running[-1]) if len(running) else 0.0)
    return Estimates(value, se, lower, upper, np.full(len(points), np.nan), n, size, freedom)


def _inverse(ranked: Floats, running: Floats, at: Floats) -> Floats:
    """The smallest value at which the distribution function reaches ``at``; NaN outside (0, 1)."""
    if not len(ranked):
        return np.full(len(at), np.nan)
    target = np.where(np.isnan(at), 0.0, at) * running[-1]
    place = np.searchsorted(running, target * (1 - _EQUAL))
    found = ranked[np.minimum(place, len(ranked) - 1)]
    return np.where(np.isnan(at) | (at < 0) | (at > 1), np.nan, found)
