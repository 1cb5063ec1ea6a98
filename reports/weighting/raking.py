"""Raking: weights that meet the totals of several margins at once, by iterative proportional fitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.adjustments import Raked, joint_cells
from reports.weighting.cells import Cells, agreeing
from reports.weighting.steps import Step
from reports.weighting.validity import Floats, Ints, filled, require_weights

# ``margins``: no category is off its total by more than a share; ``cells``: R's rule, no joint cell moved.
StopRule = Literal["margins", "cells"]


@dataclass(frozen=True)
class RakingRule:
    """When to stop: after ``sweeps`` over all margins at the latest.

    ``margins``: once the largest |N̂_k/N_k − 1| is under ``tolerance``; not to get there is refused.
    ``cells``: once no joint cell changed by more than ``tolerance`` in a sweep, a share of the weights'
    sum if below 1 (R: ``rake(control=list(maxit, epsilon))``, default 10 and 1); not to get there is
    a warning, as in R.
    """

    tolerance: float = 1e-9
    sweeps: int = 1000
    stop: StopRule = "margins"


OURS = RakingRule()
AS_R = RakingRule(tolerance=1.0, sweeps=10, stop="cells")


@dataclass(frozen=True, eq=False)
class Fit:
    """Factors by joint cell (C,), how many sweeps it took and how far off it still was after each."""

    factors: Floats
    sweeps: int
    trace: tuple[float, ...]
    converged: bool


def rake(
    weights: Floats, margins: Sequence[Cells], rule: RakingRule = OURS, total: float | None = None
) -> tuple[Floats, Raked, Step]:
    """Raked weights, their adjustment of the variance, and the log (R: ``rake``).

    Refused: bad weights, margins that differ in their totals (unless ``total`` is given to scale them
    to), categories with people and without answers or the reverse, totals that cannot be met at once.
    Deming and Stephan (1940), Ann. Math. Statist. 11, 427–444.
    """
    before = require_weights(weights)
    ready = tuple(margin.resolved(before).checked(before) for margin in agreeing(margins, total))
    cells, firsts = joint_cells(tuple(margin.codes for margin in ready))
    fitted = fit(_table(before, cells, firsts), _on_cells(ready, firsts), rule)
    after = before * fitted.factors[cells]
    warnings: tuple[Text, ...] = ()
    if not fitted.converged:
        worst = _worst(after, ready)
        if rule.stop == "margins":
            raise _unmet(worst, fitted, ready)
        warnings = (filled(_STOPPED, sweeps=fitted.sweeps, worst=worst),)
    step = Step.between(
        "raking",
        before,
        after,
        iterations=fitted.sweeps,
        change=fitted.trace[-1] if fitted.trace else 0.0,
        converged=fitted.converged,
        trace=fitted.trace,
        warnings=warnings,
    )
    return after, Raked(tuple(margin.codes for margin in ready), after), step


def raked(weights: Floats, margins: Sequence[Cells], rule: RakingRule = OURS) -> tuple[Floats, bool]:
    """The weights alone and whether they converged, unchecked: categories without any weight are passed over."""
    ready = tuple(margin.resolved(weights) for margin in margins)
    cells, firsts = joint_cells(tuple(margin.codes for margin in ready))
    fitted = fit(_table(weights, cells, firsts), _on_cells(ready, firsts), rule)
    return weights * fitted.factors[cells], fitted.converged


def fit(table: Floats, margins: Sequence[tuple[Ints, Floats]], rule: RakingRule) -> Fit:
    """Factors that bring the sums of joint cells ``table`` (C,) to the totals of each (codes (C,), totals)."""
    factors = np.ones_like(table)
    scale = rule.tolerance * table.sum() if rule.stop == "cells" and rule.tolerance < 1 else rule.tolerance
    now, trace = table, list[float]()
    for _ in range(rule.sweeps):
        last = now
        for codes, totals in margins:
            sums = np.bincount(codes, now, len(totals))
            ratio = np.divide(totals, sums, out=np.ones_like(sums), where=sums > 0)[codes]
            factors, now = factors * ratio, now * ratio
        moved = float(np.max(np.abs(now - last)))
        off = moved if rule.stop == "cells" else _largest_gap(now, margins)
        trace.append(off)
        if off < scale:
            return Fit(factors, len(trace), tuple(trace), True)
    return Fit(factors, len(trace), tuple(trace), False)


def _table(weights: Floats, cells: Ints, firsts: Ints) -> Floats:
    return np.bincount(cells, weights, len(firsts)).astype(np.float64)


def _largest_gap(table: Floats, margins: Sequence[tuple[Ints, Floats]]) -> float:
    gaps = [0.0]
    for codes, totals in margins:
        sums = np.bincount(codes, table, len(totals))
        held = (sums > 0) & (totals > 0)
        gaps.append(float(np.max(np.abs(sums[held] / totals[held] - 1), initial=0.0)))
    return max(gaps)


def _on_cells(margins: Sequence[Cells], firsts: Ints) -> list[tuple[Ints, Floats]]:
    return [(margin.codes[firsts], margin.totals) for margin in margins]


def _worst(weights: Floats, margins: Sequence[Cells]) -> Text:
    """The category that is furthest off its total, with both figures."""
    found: list[tuple[float, Text]] = []
    for margin in margins:
        sums = margin.sums(weights)
        gap = np.abs(sums - margin.totals) / np.where(margin.totals > 0, margin.totals, 1.0)
        at = int(np.argmax(gap))
        place = filled(_PLACE, margin=margin.name, label=margin.labels[at])
        found.append((float(gap[at]), filled(_GAP, place=place, sum=sums[at], total=margin.totals[at])))
    return max(found, key=lambda pair: pair[0])[1]


def _unmet(worst: Text, fitted: Fit, margins: Sequence[Cells]) -> ReportError:
    return ReportError(
        "weighting.not_converged",
        ", ".join(margin.place for margin in margins),
        filled(_STOPPED, sweeps=fitted.sweeps, worst=worst),
        Text(
            zh="多半是有些类别的组合没有答卷，各边际无法同时满足：请合并答卷少的类别，或去掉一个边际。",
            en="Most likely some combinations of categories have no answers, so that the margins cannot be met "
            "at once: merge categories with few answers, or leave a margin out.",
        ),
    )


_STOPPED = Text(
    zh="迭代{sweeps}次仍未收敛，差得最多的是{worst}。",
    en="Not converged after {sweeps} sweeps; furthest off is {worst}.",
)
_PLACE = Text(zh="“{margin}”的“{label}”", en="“{label}” of “{margin}”")
_GAP = Text(
    zh="{place}（加权{sum:,.1f}，总体{total:,.1f}）", en="{place} (weighted {sum:,.1f}, known {total:,.1f})"
)
