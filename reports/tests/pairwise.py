"""Every pair of groups compared, with p adjusted for their number."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.estimate import Floats
from reports.estimates.intervals import t_quantile
from reports.tests.distributions import t_tails
from reports.tests.location import SMALL_GROUP, group_means, placed, require_groups, require_variation
from reports.tests.multiplicity import Adjusting, adjusted
from reports.tests.result import AnyDesign, Result, require_freedom, require_spread
from reports.tests.tables import Bools

MOST_GROUPS = 50
NO_ERROR = Text(
    zh="两组内的取值各自相同，没有误差可比。", en="Neither group varies, so that there is no error."
)


@dataclass(frozen=True)
class Pair:
    """Two groups by position; ``result`` is the second less the first, ``adjusted`` its adjusted p.

    Both are None, with a ``reason``, where the pair cannot be tested.
    """

    first: int
    second: int
    result: Result | None
    adjusted: float | None
    reason: Text | None = None


def pairwise(
    design: AnyDesign,
    values: npt.ArrayLike,
    group: npt.ArrayLike,
    adjusting: Adjusting = "holm",
    rows: Bools | None = None,
    place: str = "values",
) -> tuple[Pair, ...]:
    """Compare the means, or of values 0 and 1 the shares, of every two groups.

    R: ``svycontrast(svyby(~y, ~group, design, svymean, covmat=TRUE), …)`` with t on ``degf(design)``, then
    ``p.adjust``. The variance of a difference is that of a contrast, c'Vc (Koch, Freeman and Freeman 1975, Int.
    Statist. Rev. 43, 59–78). ``group`` (n,) are positions, negative where missing. Intervals are not adjusted. Refused:
    one group only, a group with fewer than two answers, a variable without variation, over 50 groups.
    """
    y, code = placed(design, values, group, rows)
    held = code >= 0
    present = np.unique(code[held])
    code = np.where(held, np.searchsorted(present, code), -1).astype(np.int64)
    counts = np.bincount(code[held], minlength=max(len(present), 2))
    _require_few(len(present), place)
    require_groups(counts, place)
    require_variation(y[held], place)
    means, spread = group_means(design, y, code, len(counts))
    require_spread(spread, place)
    freedom = float(design.df)
    require_freedom(freedom, place)
    found = [
        (a, b, _compared(means, spread, counts, (a, b), freedom))
        for a, b in itertools.combinations(range(len(counts)), 2)
    ]
    corrected = iter(adjusted([result.p for _, _, result in found if result is not None], adjusting))
    return tuple(
        Pair(int(present[a]), int(present[b]), None, None, NO_ERROR)
        if result is None
        else Pair(int(present[a]), int(present[b]), result, float(next(corrected)))
        for a, b, result in found
    )


def _compared(
    means: Floats, spread: Floats, counts: npt.NDArray[np.int64], pair: tuple[int, int], freedom: float
) -> Result | None:
    first, second = pair
    square = float(spread[first, first] + spread[second, second] - 2 * spread[first, second])
    # What rounding leaves of no variance at all is not an error to test against.
    if square <= 1e-24 * max(float(np.abs(means).max()) ** 2, 1e-300):
        return None
    difference, se = float(means[second] - means[first]), float(np.sqrt(square))
    half = t_quantile(freedom) * se
    base = int(min(counts[first], counts[second]))
    return Result(
        "t",
        difference / se,
        (freedom,),
        t_tails(difference / se, freedom),
        int(counts[first] + counts[second]),
        float(base),
        base < SMALL_GROUP,
        difference,
        se,
        difference - half,
        difference + half,
    )


def _require_few(groups: int, place: str) -> None:
    if groups <= MOST_GROUPS:
        return
    raise ReportError(
        "tests.pairs",
        place,
        Text(
            zh="有 {groups} 个组，两两比较太多（最多 {most} 个组）。",
            en="There are {groups} groups, too many to compare in pairs (at most {most}).",
        ).fill(groups=groups, most=MOST_GROUPS),
        Text(zh="请先归并各组。", en="Merge the groups first."),
    )
