"""Weighted quantiles with intervals by test inversion (Woodruff 1952, JASA 47, 635–646)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.adjustments import Floats
from reports.estimates.estimate import Estimates
from reports.estimates.estimators import Sample, means
from reports.estimates.intervals import ShareInterval, share_interval, t_interval, t_quantile
from reports.estimates.rules import RULES, Rule, RuleName
from reports.estimates.soundness import check_values

# Shares of the weight that differ by less count as equal, so that rounding does not choose the quantile.
EQUAL = 1.5e-8
# How the limits of the share below a quantile are found; ``wald`` puts them around ``at`` itself.
QuantileInterval = Literal["mean", "beta", "xlogit", "asin", "wilson", "wald"]


def quantiles(
    design: Sample,
    values: npt.ArrayLike,
    at: Sequence[float] = (0.25, 0.5, 0.75),
    df: float | None = None,
    rule: RuleName | Rule = "math",
    interval: QuantileInterval = "mean",
    equal: float = EQUAL,
) -> Estimates:
    """Quantiles of ``values`` (n,), NaN left out (R: ``svyquantile(qrule=rule, interval.type=interval)``).

    By default the smallest value whose weighted distribution function reaches ``at``. The limits are the
    quantiles at the limits of the share of rows not above it, NaN where those leave [0, 1], the extremes
    under ``wald``. For a domain give NaN outside it. ``rule="linear"`` with ``interval="wald"`` is R's
    ``oldsvyquantile``.

    :raises ReportError: ``quantiles.interval``: the interval is none of these. R's ``score`` (inverted score
        tests) is not reckoned. ``estimates.infinite``: a value is.
    """
    if interval not in get_args(QuantileInterval):
        raise ReportError(
            "quantiles.interval",
            str(interval),
            Text(zh="分位数没有这种区间。", en="There is no such interval of quantiles."),
            Text(zh="可用的区间：{known}。", en="The intervals are: {known}.").fill(
                known=", ".join(get_args(QuantileInterval))
            ),
        )
    y = np.asarray(values, dtype=np.float64)
    check_values(y)
    held = ~np.isnan(y) & (design.weights > 0)
    order = np.argsort(y[held], kind="stable")
    ranked, weights = y[held][order], design.weights[held][order]
    points = np.asarray(at, dtype=np.float64)
    chosen = RULES[rule] if isinstance(rule, str) else rule
    freedom = design.df if df is None else df
    value = _found(chosen, ranked, weights, points, equal)
    low, high = _limits(design, y, value, points, freedom, interval)
    lower = _found(chosen, ranked, weights, low, equal)
    upper = _found(chosen, ranked, weights, high, equal)
    se = (upper - lower) / (2 * t_quantile(freedom))
    n = np.full(len(points), int(held.sum()))
    size = np.full(len(points), float(weights.sum()))
    return Estimates(value, se, lower, upper, np.full(len(points), np.nan), n, size, freedom)


def _limits(
    design: Sample, y: Floats, value: Floats, points: Floats, df: float, interval: QuantileInterval
) -> tuple[Floats, Floats]:
    """Limits of the share of rows not above each quantile."""
    below = [means(design, np.where(np.isnan(y), np.nan, y <= point), df=df) for point in value]
    share = np.array([part.value[0] for part in below])
    se = np.array([part.se[0] for part in below])
    n = np.array([part.n[0] for part in below], dtype=np.int64)
    if interval == "wald":
        low, high = t_interval(points, se, df)
        return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
    kind: ShareInterval = interval
    return share_interval(kind, share, se, df, n)


def _found(rule: Rule, ranked: Floats, weights: Floats, at: Floats, equal: float) -> Floats:
    """The quantiles by a rule; NaN where a share is unknown or outside [0, 1], or nothing was answered."""
    if not len(ranked):
        return np.full(len(at), np.nan)
    outside = np.isnan(at) | (at < 0) | (at > 1)
    found = rule(ranked, weights, np.where(outside, 0.0, at), equal)
    return np.where(outside, np.nan, found)
