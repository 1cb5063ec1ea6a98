"""Confidence intervals on the degrees of freedom of the design."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

from reports.estimates.adjustments import Floats
from reports.estimates.stages import Ints

LEVEL = 0.95
# How the limits of a share are found; the first six as ``svyciprop(method=…)`` of R.
ShareInterval = Literal["logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"]
# Halvings of the search for a limit on the logit scale: as many as a double can tell apart.
_HALVINGS = 80
_FURTHEST = 50.0
# An effective sample size that is nothing but rounding of an error of 0.
_SURE = 1e14


def t_quantile(df: float, level: float = LEVEL) -> float:
    """The two-sided quantile of Student's t; NaN without degrees of freedom, the normal for infinite."""
    if not df > 0:
        return float("nan")
    upper = (1 + level) / 2
    return float(ndtri(upper) if np.isinf(df) else stdtrit(df, upper))


def t_interval(value: Floats, se: Floats, df: float, level: float = LEVEL) -> tuple[Floats, Floats]:
    """value ± t·se (R: ``confint(x, df=degf(design))``)."""
    half = t_quantile(df, level) * se
    return value - half, value + half


def share_interval(
    kind: ShareInterval, value: Floats, se: Floats, df: float, n: Ints, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Limits of shares by the named method; ``n`` are the answers behind each share's base.

    Shares of 0 and 1 have limits by ``beta`` and ``wilson`` only, as from n answers drawn at random.
    """
    if kind == "mean":
        return t_interval(value, se, df, level)
    if kind in ("logit", "xlogit"):
        return logit_interval(value, se, df, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "asin":
            return _asin(value, se, t_quantile(df, level))
        if kind == "likelihood":
            return _likelihood(value, se, n, t_quantile(df, level))
        effective = np.where((value > 0) & (value < 1), value * (1 - value) / se**2, n)
        if kind == "beta":
            return _beta(value, effective, df, n, level)
        return _wilson(value, effective, t_quantile(df, level))


def logit_interval(value: Floats, se: Floats, df: float, level: float = LEVEL) -> tuple[Floats, Floats]:
    """The t interval on the logit scale (R: ``svyciprop(method="logit")``; Korn and Graubard 1998, sec. 2).

    Shares of 0 and 1 have no logit: their limits are NaN.
    """
    inner = (value > 0) & (value < 1)
    safe = np.where(inner, value, 0.5)
    logit = np.log(safe / (1 - safe))
    half = t_quantile(df, level) * se / (safe * (1 - safe))
    low, high = (1 / (1 + np.exp(-(logit + sign * half))) for sign in (-1, 1))
    return np.where(inner, low, np.nan), np.where(inner, high, np.nan)


def _asin(value: Floats, se: Floats, t: float) -> tuple[Floats, Floats]:
    """The t interval of the angle whose squared sine is the share; it ends at 0 and 1."""
    inner = (value > 0) & (value < 1)
    angle = np.arcsin(np.sqrt(np.clip(value, 0.0, 1.0)))
    half = t * se / (2 * np.sqrt(value * (1 - value)))
    low = np.sin(np.maximum(angle - half, 0.0)) ** 2
    high = np.sin(np.minimum(angle + half, np.pi / 2)) ** 2
    return np.where(inner, low, np.nan), np.where(inner, high, np.nan)


def _beta(value: Floats, effective: Floats, df: float, n: Ints, level: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's limits on the effective sample size (Korn and Graubard 1998, sec. 3).

    That size is lowered by the degrees of freedom: n* (t_{n−1} / t_df)².
    """
    by_rows = np.array([t_quantile(float(one) - 1, level) for one in n])
    size = effective * (by_rows / t_quantile(df, level)) ** 2
    tail = (1 - level) / 2
    sure = size > _SURE
    able = np.isfinite(value) & np.isfinite(size) & ~sure
    count = np.where(able, size, 1.0)
    inside = np.where(able, value, 0.5)
    low = betaincinv(np.maximum(count * inside, 1e-300), count * (1 - inside) + 1, tail)
    high = betaincinv(count * inside + 1, np.maximum(count * (1 - inside), 1e-300), 1 - tail)
    low, high = np.where(value <= 0, 0.0, low), np.where(value >= 1, 1.0, high)
    # A share without error, as in a census, is its own limit.
    return (
        np.where(able, low, np.where(sure, value, np.nan)),
        np.where(able, high, np.where(sure, value, np.nan)),
    )


def _wilson(value: Floats, effective: Floats, t: float) -> tuple[Floats, Floats]:
    """Wilson's score limits on the effective sample size (Wilson 1927; Dean and Pagano 2015, sec. 2)."""
    add = t**2 / effective
    middle = (value + add / 2) / (1 + add)
    half = np.sqrt(add * value * (1 - value) + add**2 / 4) / (1 + add)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def _likelihood(value: Floats, se: Floats, n: Ints, t: float) -> tuple[Floats, Floats]:
    """Shares q whose scaled likelihood ratio is t² (Rao and Scott 1984; R ``method="likelihood"``).

    2 n* Σ p·log(p/q) = t² · n/(n − 1), n* the effective sample size and n/(n − 1) the dispersion that R
    takes out of the deviance. R interpolates the profile of the deviance, here the equation is solved.
    """
    inner = (value > 0) & (value < 1) & np.isfinite(se) & (n > 1)
    p = np.where(inner, value, 0.5)
    reach = np.where(inner, t**2 * n / (n - 1) * se**2 / (p * (1 - p)), 0.0)
    centre = np.log(p / (1 - p))
    limits = []
    for sign in (-1.0, 1.0):
        near, far = centre, centre + sign * _FURTHEST
        for _halving in range(_HALVINGS):
            middle = (near + far) / 2
            # log(1 + e^b) − p·b, the deviance per answer up to a constant, without cancellation in the tails.
            gain = np.logaddexp(0.0, middle) - np.logaddexp(0.0, centre) - p * (middle - centre)
            short = 2 * gain < reach
            near, far = np.where(short, middle, near), np.where(short, far, middle)
        limit = np.where(reach * _SURE < 1, p, 1 / (1 + np.exp(-(near + far) / 2)))
        limits.append(np.where(inner, limit, np.nan))
    return limits[0], limits[1]
