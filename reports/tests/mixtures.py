"""The tail of a weighted sum of χ² variables over an independent χ²: what Pearson's X² of a complex sample follows.

Under independence X² is distributed as Σ λᵢ χ²₁, with λᵢ the generalised design effects (Rao and Scott
1984, Ann. Statist. 12, 46–60). Studentised by ν degrees of freedom the tail is P(Σ λᵢ χ²₁ − x/ν · χ²_ν > 0).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from reports.estimates.estimate import Floats
from reports.tests.distributions import f_tail

# The saddlepoint is not used nearer to 0 than this, where its formula loses its digits (R survey: saddle).
_NEAR_ZERO = 1e-4
_INSIDE = 0.99999
# Integration gives absolute digits: a tail below this is left to the saddlepoint.
_SMALLEST = 1e-9
_STEP = 0.01


def satterthwaite(value: float, weights: Floats, df: float) -> float:
    """P(Σ λᵢ χ²₁ > value) by an F with the same first two moments (Rao and Scott 1984, sec. 4)."""
    share = float(weights.sum() ** 2 / (weights**2).sum())
    return f_tail(value / float(weights.sum()), share, df)


def saddlepoint(value: float, weights: Floats, df: float) -> float:
    """The tail by Kuonen's saddlepoint (1999, Biometrika 86, 929–935), as R ``survey:::pFsum`` takes it.

    R counts the denominator with whole degrees of freedom (``rep(a, df)`` drops the fraction), and falls
    back on :func:`satterthwaite` next to the mean, where the approximation has no digits.
    """
    count = int(df)
    part = np.append(weights, -value / df)
    times = np.append(np.ones(len(weights)), float(count))
    part = part / part.max()
    root = _root(part, times)
    if abs(root) < _NEAR_ZERO:
        return satterthwaite(value, weights, df)
    left = 1 - 2 * root * part
    height = -float((times * np.log(left)).sum()) / 2
    curve = 2 * float((times * part**2 / left**2).sum())
    w = np.sign(root) * np.sqrt(-2 * height)
    v = root * np.sqrt(curve)
    return float(ndtr(-(w + np.log(v / w) / w)))


def _root(part: Floats, times: Floats) -> float:
    """Where the derivative of the cumulant generating function is 0."""
    low = float((1 / (2 * part[part < 0])).max()) * _INSIDE
    high = float((1 / (2 * part[part > 0])).min()) * _INSIDE
    return float(
        brentq(lambda zeta: float((times * part / (1 - 2 * zeta * part)).sum()), low, high, xtol=1e-14)
    )


def exact(value: float, weights: Floats, df: float) -> float:
    """The tail by inverting the characteristic function (Imhof 1961, Biometrika 48, 419–426, eq. 3.2).

    With u = eᵗ the integrand is analytic and dies away on both sides, so that equal steps converge at a
    geometric rate. Tails too small for the digits of the integral are given by :func:`saddlepoint`.
    """
    part = np.append(weights, -value / df) / float(weights.max())
    times = np.append(np.ones(len(weights)), df)
    u = np.exp(np.arange(-45.0, 45.0, _STEP))
    turned = np.multiply.outer(u, part)
    angle = (np.arctan(turned) @ times) / 2
    shrink = (np.log1p(turned**2) @ times) / 4
    tail = 0.5 + _STEP / np.pi * float((np.sin(angle) * np.exp(-shrink)).sum())
    return tail if tail > _SMALLEST else saddlepoint(value, weights, df)
