"""Confidence intervals on the degrees of freedom of the design."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri, stdtrit

from reports.estimates.estimate import Floats

LEVEL = 0.95


def t_quantile(df: float, level: float = LEVEL) -> float:
    """The two-sided quantile of Student's t; NaN without degrees of freedom, the normal for infinite."""
    if df <= 0:
        return float("nan")
    upper = (1 + level) / 2
    return float(ndtri(upper) if np.isinf(df) else stdtrit(df, upper))


def t_interval(value: Floats, se: Floats, df: float, level: float = LEVEL) -> tuple[Floats, Floats]:
    """value ± t·se (R: ``confint(x, df=degf(design))``)."""
    half = t_quantile(df, level) * se
    return value - half, value + half


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
