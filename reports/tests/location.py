"""Design-based t tests of means, equal to R ``svyttest`` 4.1-1: a difference over its linearised error (Binder 1983)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.covariance import covariance
from reports.estimates.estimate import Floats
from reports.estimates.intervals import t_quantile
from reports.estimates.replicates import ReplicateDesign
from reports.tests.distributions import f_tail, t_tails
from reports.tests.result import (
    AnyDesign,
    Ranks,
    Result,
    require_carried,
    require_error,
    require_freedom,
    require_spread,
    solved,
)
from reports.tests.tables import Bools, Ints

SMALL_GROUP = 30


def one_mean(
    design: AnyDesign,
    values: npt.ArrayLike,
    against: float = 0.0,
    rows: Bools | None = None,
    place: str = "values",
) -> Result:
    """Whether a mean differs from a number (R: ``svyttest(I(y - against) ~ 0, design)``), NaN left out.

    R takes one degree of freedom less than the design has, as for two means.
    """
    y, group = placed(design, values, np.zeros(len(design), dtype=np.int64), rows)
    return _difference(design, y - against, group, np.array([1.0]), "t", place)


def two_means(
    design: AnyDesign,
    values: npt.ArrayLike,
    group: npt.ArrayLike,
    rows: Bools | None = None,
    place: str = "values",
) -> Result:
    """Whether two groups differ in their means (R: ``svyttest(y ~ group, design)``).

    ``group`` (n,) is 0, 1 or negative where missing; ``difference`` is the mean of group 1 less that of
    group 0, with a t interval on the degrees of freedom of the answers used less one.
    """
    y, code = placed(design, values, group, rows)
    return _difference(design, y, code, np.array([-1.0, 1.0]), "t", place)


def several_means(
    design: AnyDesign,
    values: npt.ArrayLike,
    group: npt.ArrayLike,
    rows: Bools | None = None,
    place: str = "values",
) -> Result:
    """Whether groups differ in their means (R: ``regTermTest(svyglm(y ~ factor(group), design), ~group)``).

    ``group`` (n,) are positions from 0, negative where missing; groups nobody is in are dropped. Two
    groups give the t of :func:`two_means`, more a Wald F: d'V⁻¹d by the number of differences d (Koch, Freeman and
    Freeman 1975, Int. Statist. Rev. 43, 59–78).
    """
    y, code = placed(design, values, group, rows)
    return equality(design, y, code, "means", place)


def placed(
    design: AnyDesign, values: npt.ArrayLike, group: npt.ArrayLike, rows: Bools | None
) -> tuple[Floats, Ints]:
    """Values with 0 where missing, and groups with -1 for rows without value or weight or outside the domain."""
    y = np.asarray(values, dtype=np.float64)
    held = ~np.isnan(y) & (design.weights > 0)
    if rows is not None:
        held &= rows
    return np.where(held, y, 0.0), np.where(held, np.asarray(group, dtype=np.int64), -1).astype(np.int64)


def equality(
    design: AnyDesign, values: Floats, group: Ints, method: Literal["means"] | Ranks, place: str
) -> Result:
    """A test that all groups have the same mean of ``values``: t for two groups, Wald F for more."""
    held = group >= 0
    present = np.unique(group[held])
    code = np.where(held, np.searchsorted(present, group), -1).astype(np.int64)
    groups = max(len(present), 2)
    apart = np.hstack([-np.ones((groups - 1, 1)), np.eye(groups - 1)])
    if groups == 2:
        return _difference(design, values, code, apart[0], "t" if method == "means" else method, place)
    counts = np.bincount(code[held], minlength=groups)
    require_groups(counts, place)
    require_variation(values[held], place)
    means, spread = group_means(design, values, code, groups)
    require_spread(spread, place)
    freedom = freedom_of(design, held) - (groups - 1)
    require_freedom(freedom, place)
    difference = apart @ means
    distance = difference @ solved(apart @ spread @ apart.T, difference, place)
    statistic = float(distance) / (groups - 1)
    return Result(
        method,
        statistic,
        (float(groups - 1), freedom),
        f_tail(statistic, groups - 1, freedom),
        int(counts.sum()),
        float(counts.min()),
        bool(counts.min() < SMALL_GROUP),
    )


def _difference(
    design: AnyDesign, y: Floats, group: Ints, contrast: Floats, method: Literal["t"] | Ranks, place: str
) -> Result:
    counts = np.bincount(group[group >= 0], minlength=len(contrast))
    require_groups(counts, place)
    require_variation(y[group >= 0], place)
    values, spread = group_means(design, y, group, len(contrast))
    require_spread(spread, place)
    freedom = freedom_of(design, group >= 0) - 1
    require_freedom(freedom, place)
    difference = float(contrast @ values)
    se = float(np.sqrt(contrast @ spread @ contrast))
    require_error(se, place)
    half = t_quantile(freedom) * se
    return Result(
        method,
        difference / se,
        (freedom,),
        t_tails(difference / se, freedom),
        int(counts.sum()),
        float(counts.min()),
        bool(counts.min() < SMALL_GROUP),
        difference,
        se,
        difference - half,
        difference + half,
    )


def group_means(design: AnyDesign, values: Floats, group: Ints, groups: int) -> tuple[Floats, Floats]:
    """Weighted means (g,) of the groups and their covariance (g, g); rows with a negative group are in none.

    R: ``svyby(~y, ~group, design, svymean, covmat=TRUE)``.
    """
    held = group >= 0
    marks = np.zeros((len(design), groups))
    marks[held, group[held]] = design.weights[held]
    sizes = marks.sum(axis=0)
    means = marks.T @ values / sizes
    if isinstance(design, ReplicateDesign):
        top, bottom = design.sums(marks * values[:, None]), design.sums(marks)
        require_carried(bottom)
        return means, design.spread(top / bottom, means)
    return means, covariance(design, marks * (values[:, None] - means) / sizes, held)


def freedom_of(design: AnyDesign, rows: Bools) -> float:
    """Degrees of freedom of the answers used (R: ``degf(design[rows, ])``); those of replicates stay."""
    return float(design.df) if isinstance(design, ReplicateDesign) else design.df_of(rows)


def require_groups(counts: npt.NDArray[np.int64], place: str) -> None:
    """Refuse a comparison with a group that nobody is in, or with fewer than two answers in one.

    How many are in which group is not said: a group of so few is one that no table publishes.
    """
    if len(counts) and counts.min() >= 2:
        return
    raise ReportError(
        "tests.groups",
        place,
        Text(zh="有的组不足两份可用的答卷。", en="A group has fewer than two usable answers."),
        Text(zh="请换一种分组，或归并人数少的组。", en="Choose other groups, or merge the small ones."),
    )


def require_variation(values: Floats, place: str) -> None:
    """Refuse to test a variable that has the same value everywhere."""
    if len(values) and not (values == values[0]).all():
        return
    raise ReportError(
        "tests.constant",
        place,
        Text(zh="这个变量的取值全部相同，没有差异可检验。", en="The variable never varies: nothing to test."),
        Text(zh="请换一个变量，或放宽筛选条件。", en="Choose another variable, or widen the selection."),
    )
