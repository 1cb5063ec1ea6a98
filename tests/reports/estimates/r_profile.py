"""How R finds limits by likelihood: it reads them off an interpolated profile of the deviance.

``confint(svyglm(y ~ 1, family = quasibinomial), method = "likelihood")``: the signed root of the deviance
over its dispersion at steps of a fifth of the furthest cutoff, a cubic spline through these, and a straight
line between the two of three times as many points of the spline that a cutoff falls between.
"""

import numpy as np
from scipy.special import ndtr, stdtrit


def r_profile_interval(y: np.ndarray, weights: np.ndarray, se: float, df: float) -> tuple[float, float]:
    """R's limits for a share of ``y`` (n,), NaN where missing, with its standard error."""
    held = ~np.isnan(y)
    scaled = (weights / weights.mean())[held]
    p, n = float(np.average(y[held], weights=weights[held])), int(held.sum())
    t = float(stdtrit(df, 0.975))
    cutoff = t * se / (p * (1 - p)) * np.sqrt(_last_weight(y[held], scaled))
    furthest = -float(stdtrit(n - 1, ndtr(-cutoff) / 4))
    centre, step = np.log(p / (1 - p)), furthest / 5 * se / (p * (1 - p))
    points, roots = [centre], [0.0]
    for sign in (-1, 1):
        for number in range(1, 10):
            points.append(centre + sign * number * step)
            # The deviance over R's dispersion: the sums of weights in both cancel.
            roots.append(sign * np.sqrt(2 * _divergence(p, points[-1]) * (n - 1)))
            if abs(roots[-1]) >= furthest:
                break
    order = np.argsort(roots)
    x, z = np.array(points)[order], np.array(roots)[order]
    at = np.linspace(x[0], x[-1], 3 * len(x))
    low, high = np.interp([-cutoff, cutoff], _spline(x, z, at), at)
    return float(1 / (1 + np.exp(-low))), float(1 / (1 + np.exp(-high)))


def _last_weight(y: np.ndarray, weights: np.ndarray) -> float:
    """Σ w·p(1 − p) as ``glm`` leaves it: of the last but one iterate of its Fisher scoring (epsilon 1e-8)."""
    mean = (weights * y + 0.5) / (weights + 1)
    level, last = np.log(mean / (1 - mean)), np.inf
    for _iteration in range(25):
        slope = mean * (1 - mean)
        total = float(np.sum(weights * slope))
        level = np.full(len(y), np.sum(weights * slope * (level + (y - mean) / slope)) / total)
        mean = 1 / (1 + np.exp(-level))
        deviance = -2 * float(np.sum(weights * np.log(np.where(y == 1, mean, 1 - mean))))
        if abs(deviance - last) / (abs(deviance) + 0.1) < 1e-8:
            return total
        last = deviance
    raise AssertionError("glm did not converge")


def _divergence(p: float, logit: float) -> float:
    q = 1 / (1 + np.exp(-logit))
    return float(p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q)))


def _spline(x: np.ndarray, y: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The cubic spline whose third derivative at either end is that of the cubic through the four last points."""
    gap, slope = np.diff(x), np.diff(y) / np.diff(x)
    count = len(x)
    matrix, right = np.zeros((count, count)), np.zeros(count)
    for place in range(1, count - 1):
        matrix[place, place - 1 : place + 2] = (
            gap[place - 1],
            2 * (gap[place - 1] + gap[place]),
            gap[place],
        )
        right[place] = 6 * (slope[place] - slope[place - 1])
    for row, ends in ((0, slice(0, 4)), (count - 1, slice(count - 4, count))):
        here = gap[0] if row == 0 else gap[-1]
        first = 0 if row == 0 else count - 2
        matrix[row, first : first + 2] = (-1 / here, 1 / here)
        right[row] = 6 * _third(x[ends], y[ends])
    bend = np.linalg.solve(matrix, right)
    part = np.clip(np.searchsorted(x, at, side="right") - 1, 0, count - 2)
    left, to, h = at - x[part], x[part + 1] - at, gap[part]
    return np.asarray(
        (bend[part] * to**3 + bend[part + 1] * left**3) / (6 * h)
        + (y[part] / h - bend[part] * h / 6) * to
        + (y[part + 1] / h - bend[part + 1] * h / 6) * left
    )


def _third(x: np.ndarray, y: np.ndarray) -> float:
    """The third divided difference of four points."""
    found = y.astype(float)
    for order in range(1, 4):
        found = np.diff(found) / (x[order:] - x[:-order])
    return float(found[0])
