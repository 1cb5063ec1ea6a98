"""Least squares and iterated least squares, as R ``glm.fit`` iterates, so that figures equal ``svyglm``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import expit, xlogy

from reports.estimates.estimate import Floats

EPSILON = 1e-8  # R: glm.control(epsilon=1e-8), the relative change of the deviance at which it stops
MOST_STEPS = 25
_ALIASED = 1e-7  # R: tolerance of the rank in lm and glm.fit
_CERTAIN = 1e-6  # from here on a fitted probability may be on its way to 0 or 1
_MOVING = 0.5  # on a logit that grows without end each step adds about 1
_MORE_STEPS = 4
_LEAST = float(np.finfo(np.float64).eps)


class Aliased(Exception):
    """A column that follows from those before it; ``column`` is its position."""

    def __init__(self, column: int) -> None:
        super().__init__(f"column {column} is aliased")
        self.column = column


class Unsettled(Exception):
    """Coefficients that grow without end: predictors separate the outcome."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Coefficients (p,), scores (n, p) whose sums have the covariance of the coefficients, fitted values (n,)."""

    coefficients: Floats
    scores: Floats
    fitted: Floats


def least_squares(matrix: Floats, outcome: Floats, weights: Floats) -> Solution:
    """Weighted linear regression; rows with weight 0 count for nothing.

    The scores are w·(y − Xβ)·x (X'WX)⁻¹ (Binder 1983, Int. Statist. Rev. 51, eq. 3.4).
    """
    coefficients, inverse = _solve(matrix, outcome, weights)
    fitted = matrix @ coefficients
    return Solution(coefficients, matrix * (weights * (outcome - fitted))[:, None] @ inverse, fitted)


def logistic(matrix: Floats, outcome: Floats, weights: Floats, start: Floats | None = None) -> Solution:
    """Weighted logistic regression of an outcome 0 or 1 by iterated least squares (McCullagh and Nelder 1989, sec. 2.5).

    ``weights`` (n,) should have a mean of about 1, from which the first guess and the stopping rule take
    their scale. The covariance takes the working weights of the last step, as R does.
    """
    used = weights > 0
    x, y, w = matrix[used], outcome[used], weights[used]
    eta = np.log((w * y + 0.5) / (w * (1 - y) + 0.5)) if start is None else x @ start
    deviance = _deviance(y, expit(eta), w)
    for count in range(MOST_STEPS):
        try:
            coefficients, inverse, working = _step(x, y, w, eta)
        except Aliased as found:
            # The columns were told apart before: weights that vanish on one side make them alike.
            raise (found if count == 0 else Unsettled) from None
        eta = x @ coefficients
        before, deviance = deviance, _deviance(y, expit(eta), w)
        if abs(deviance - before) / (abs(deviance) + 0.1) < EPSILON:
            break
    else:
        raise Unsettled
    mu = expit(eta)
    if _grows(x, y, w, eta):
        raise Unsettled
    fitted = np.full(len(matrix), np.nan)
    fitted[used] = mu
    scores = np.zeros_like(matrix)
    scores[used] = x * (working * (y - mu) / np.maximum(mu * (1 - mu), _LEAST))[:, None] @ inverse
    return Solution(coefficients, scores, fitted)


def _step(x: Floats, y: Floats, w: Floats, eta: Floats) -> tuple[Floats, Floats, Floats]:
    """One step of iterated least squares: coefficients, (X'WX)⁻¹ and the working weights W."""
    mu = expit(eta)
    slope = np.maximum(mu * (1 - mu), _LEAST)
    working = w * slope
    coefficients, inverse = _solve(x, eta + (y - mu) / slope, working)
    return coefficients, inverse, working


def _grows(x: Floats, y: Floats, w: Floats, eta: Floats) -> bool:
    """Whether logits still grow after the deviance stood still: the sign of a separated outcome.

    R stops by the deviance alone, and gives such coefficients a value that depends on when it stopped.
    """
    mu = expit(eta)
    if not (np.minimum(mu, 1 - mu) < _CERTAIN).any():
        return False
    for _ in range(_MORE_STEPS):
        before = eta
        try:
            eta = x @ _step(x, y, w, before)[0]
        except Aliased:
            return True
    return bool(np.abs(eta - before).max() > _MOVING)


def _solve(matrix: Floats, outcome: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Coefficients and (X'WX)⁻¹ by the QR of √W·X; the first column that follows from others is refused."""
    root = np.sqrt(weights)
    scaled = matrix * root[:, None]
    q, r = np.linalg.qr(scaled)
    length = np.sqrt((scaled**2).sum(axis=0))
    weak = np.flatnonzero(np.abs(np.diag(r)) <= _ALIASED * length)
    if len(weak) or len(scaled) < scaled.shape[1]:
        raise Aliased(int(weak[0]) if len(weak) else len(scaled))
    inverse = solve_triangular(r, np.eye(len(r)))
    return np.asarray(inverse @ (q.T @ (outcome * root)), dtype=np.float64), inverse @ inverse.T


def _deviance(outcome: Floats, fitted: Floats, weights: Floats) -> float:
    near = xlogy(outcome, fitted) + xlogy(1 - outcome, 1 - fitted)
    return float(-2 * (weights * near).sum())
