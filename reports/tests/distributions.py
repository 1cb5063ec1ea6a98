"""Tail probabilities of the distributions tests refer to, accurate however small they are."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, gammaincc, ndtr


def f_tail(value: float, df1: float, df2: float) -> float:
    """P(F > value) on df1 and df2 degrees of freedom, either may be a fraction, df2 infinite (R: ``pf``)."""
    if np.isinf(df2):
        return chi_square_tail(value * df1, df1)
    return float(betainc(df2 / 2, df1 / 2, df2 / (df2 + df1 * max(value, 0.0))))


def chi_square_tail(value: float, df: float) -> float:
    """P(χ² > value) (R: ``pchisq(lower.tail=FALSE)``)."""
    return float(gammaincc(df / 2, max(value, 0.0) / 2))


def t_tails(value: float, df: float) -> float:
    """P(|T| > |value|), both tails of Student's t (R: ``2*pt(-abs(value), df)``)."""
    if np.isinf(df):
        return float(2 * ndtr(-abs(value)))
    return float(betainc(df / 2, 0.5, df / (df + value**2)))
