"""Calibration to known totals of categories and numbers: linear, raking, bounded linear and logit."""

from __future__ import annotations

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.adjustments import Calibrated
from reports.weighting.controls import Controls, unmet
from reports.weighting.distances import Distance
from reports.weighting.steps import Step
from reports.weighting.validity import Floats, filled, require_weights

_FAR = 20.0  # from here on the weights are first brought to the size of the population, as R does
_WORSE = 10.0  # a step that makes the misfit this many times as large is halved
_HALVINGS = 40


def calibrate(
    weights: Floats,
    controls: Controls,
    distance: Distance | None = None,
    tolerance: float = 1e-10,
    rounds: int = 200,
) -> tuple[Floats, Calibrated, Step]:
    """Weights g·d that meet the controls, their adjustment of the variance, and the log (R: ``calibrate``).

    Newton's method of Deville and Särndal (1992), JASA 87, 376–382, until every control is met within
    ``tolerance`` · (1 + |total|). Refused: bad weights; controls that cannot be met (which, and what to
    do). Negative weights, possible with unbounded linear calibration only, are a warning.
    """
    before = require_weights(weights)
    chosen = distance or Distance()
    after, trace, converged = calibrated(before, controls, chosen, tolerance, rounds)
    if not converged:
        raise _refusal(controls, controls.sums(after), chosen, len(trace), tolerance)
    negative = int(np.sum(after < 0))
    step = Step.between(
        "calibration",
        before,
        after,
        iterations=len(trace),
        change=trace[-1],
        converged=True,
        trace=tuple(trace),
        warnings=(_NEGATIVE.fill(n=negative),) if negative else (),
    )
    return after, _residuals(controls, before, after), step


def calibrated(
    weights: Floats, controls: Controls, distance: Distance, tolerance: float = 1e-10, rounds: int = 200
) -> tuple[Floats, list[float], bool]:
    """The weights alone, the largest misfit after each step, and whether the controls are met; unchecked."""
    base = controls.sums(weights)
    used = controls.independent(base)
    scale = _prescale(used, base)
    chosen = distance if scale == 1 else distance.scaled(scale)
    base = base * scale
    level, factor = np.zeros_like(base), np.ones_like(base)
    after, misfit = base, float(np.max(np.abs(controls.gap(base))))
    trace: list[float] = []
    for _ in range(rounds):
        slope = chosen.slope(level)
        gram = (used.matrix * (base * slope)[:, None]).T @ used.matrix
        move = used.matrix @ _solved(gram, used.totals - after @ used.matrix)
        for _ in range(_HALVINGS):
            factor = chosen.factor(level + move)
            tried = base * factor
            found = float(np.max(np.abs(controls.gap(tried))))
            if np.isfinite(found) and found <= _WORSE * max(misfit, tolerance):
                break
            move = move / 2
        level, after, misfit = level + move, tried, found
        trace.append(misfit)
        stuck = len(trace) > 1 and misfit > trace[-2] / 2 and np.max(np.abs(used.gap(after))) < tolerance
        if misfit < tolerance or stuck or not np.any(move):
            break
    return weights * controls.by_row(factor * scale), trace, misfit < tolerance


def _residuals(controls: Controls, before: Floats, after: Floats) -> Calibrated:
    base = controls.sums(before)
    return Calibrated(controls.independent(base).matrix, controls.cell, before, after)


def _prescale(controls: Controls, weights: Floats) -> float:
    """What weights far below the population are multiplied by before Newton's first step, else 1."""
    sums = weights @ controls.matrix
    held = sums > 0
    if not held.all():
        return 1.0
    ratio = controls.totals / sums
    return float(ratio.mean()) if ratio.min() > _FAR else 1.0


def _solved(gram: Floats, misfit: Floats) -> Floats:
    """The step that takes the misfit away; directions that bounds hold fast stay (R: MASS::ginv)."""
    size = np.sqrt(np.diag(gram))
    free = size > 0
    step = np.zeros_like(misfit)
    scaled = gram[np.ix_(free, free)] / np.outer(size[free], size[free])
    step[free] = (
        np.linalg.pinv(scaled, rcond=1e-12, hermitian=True) @ (misfit[free] / size[free]) / size[free]
    )
    return step


def _refusal(
    controls: Controls, weights: Floats, distance: Distance, rounds: int, tolerance: float
) -> ReportError:
    bounded = np.isfinite(distance.low) or np.isfinite(distance.high)
    return ReportError(
        "weighting.not_converged",
        "calibration",
        filled(
            Text(
                zh="校准{rounds}次后仍达不到这些总体数：{names}。",
                en="After {rounds} steps the calibration does not meet: {names}.",
            ),
            rounds=rounds,
            names=unmet(controls, weights, tolerance),
        ),
        _BOUNDED.fill(low=distance.low, high=distance.high) if bounded else _UNBOUNDED,
    )


_BOUNDED = Text(
    zh="系数限制在{low:g}到{high:g}之间：请放宽界限，或合并答卷少的类别，或减少要满足的总体数。",
    en="Factors are held between {low:g} and {high:g}: widen the bounds, merge categories with few answers, "
    "or ask for fewer totals.",
)
_UNBOUNDED = Text(
    zh="这些总体数互相矛盾，或样本中没有能代表它们的答卷：请核对总体数，或合并类别，或去掉其中之一。",
    en="These totals contradict each other or no answers can represent them: check the totals, merge "
    "categories, or leave one of them out.",
)
_NEGATIVE = Text(
    zh="有{n}份答卷的权数为负：请改用有界线性、指数距离（raking）或logit校准。",
    en="{n} answers have a negative weight: choose bounded linear, raking or logit calibration.",
)
