"""Design-based rank tests, equal to R ``svyranktest`` 4.1-1 (Lumley and Scott 2013, Biometrika 100, 831–842)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from reports.estimates.estimate import Floats
from reports.tests.location import equality, placed, require_variation
from reports.tests.result import AnyDesign, Ranks, Result
from reports.tests.tables import Bools


def rank_test(
    design: AnyDesign,
    values: npt.ArrayLike,
    group: npt.ArrayLike,
    method: Ranks = "wilcoxon",
    rows: Bools | None = None,
    place: str = "values",
) -> Result:
    """Whether groups differ in rank (R: ``svyranktest(y ~ group, design, test=)``), NaN left out.

    ``group`` (n,) are positions from 0, negative where missing. Two groups give a t on the degrees of
    freedom of the answers used less one; more give a Wald F, its χ² divided by the number of groups less
    one. ``wilcoxon`` and ``kruskal_wallis`` have the same scores and are the same test. The ranks are
    estimated ranks in the population, with the mean rank for ties.
    """
    y, code = placed(design, values, group, rows)
    held = code >= 0
    require_variation(y[held], place)
    score = np.zeros(len(y))
    score[held] = _scores(y[held], design.weights[held], method)
    return equality(design, score, code, method, place)


def _scores(values: Floats, weights: Floats, method: Ranks) -> Floats:
    """Scores of the estimated population ranks, the mean of the mid-ranks of equal values."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order]) - weights[order] / 2
    _, tie = np.unique(values, return_inverse=True)
    total = float(weights.sum())
    rank = np.empty(len(values))
    rank[order] = running
    mean = np.bincount(tie, rank) / np.bincount(tie)
    rank = mean[tie]
    if method == "median":
        return np.asarray(rank > total / 2, dtype=np.float64)
    share = rank / total
    return np.asarray(ndtri(share) if method == "van_der_waerden" else share, dtype=np.float64)
