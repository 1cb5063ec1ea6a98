"""What a test came to, and the refusals all tests share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates import Design
from reports.estimates.estimate import Floats
from reports.estimates.replicates import ReplicateDesign

Method = Literal[
    "f",
    "chi_square",
    "wald",
    "adjusted_wald",
    "exact",
    "saddlepoint",
    "t",
    "means",
    "wilcoxon",
    "van_der_waerden",
    "median",
    "kruskal_wallis",
]
Ranks = Literal["wilcoxon", "van_der_waerden", "median", "kruskal_wallis"]
AnyDesign = Design | ReplicateDesign

METHODS: dict[Method, Text] = {
    "f": Text(zh="Rao–Scott 校正卡方检验", en="Rao–Scott corrected chi-square test"),
    "chi_square": Text(zh="Rao–Scott 一阶校正卡方检验", en="first-order Rao–Scott chi-square test"),
    "wald": Text(zh="Wald 检验", en="Wald test"),
    "adjusted_wald": Text(zh="校正 Wald 检验", en="adjusted Wald test"),
    "exact": Text(
        zh="Pearson 卡方的精确渐近分布", en="exact asymptotic distribution of Pearson's chi-square"
    ),
    "saddlepoint": Text(zh="Pearson 卡方的鞍点近似", en="saddlepoint approximation for Pearson's chi-square"),
    "t": Text(zh="基于抽样设计的 t 检验", en="design-based t test"),
    "means": Text(zh="基于抽样设计的均值比较（Wald F）", en="design-based comparison of means (Wald F)"),
    "wilcoxon": Text(zh="基于抽样设计的 Wilcoxon 秩检验", en="design-based Wilcoxon rank test"),
    "van_der_waerden": Text(zh="基于抽样设计的 van der Waerden 检验", en="design-based van der Waerden test"),
    "median": Text(zh="基于抽样设计的中位数检验", en="design-based median test"),
    "kruskal_wallis": Text(zh="基于抽样设计的 Kruskal–Wallis 检验", en="design-based Kruskal–Wallis test"),
}


@dataclass(frozen=True)
class Result:
    """A test: its statistic, degrees of freedom and p, and what it rests on.

    ``df`` are those of the distribution: none where it is a mixture, one for t and χ², two for F. ``n``
    is the number of answers, ``smallest`` the base of the weakest part: the smallest group, of a table
    the smallest count to be expected under independence. ``small`` says that this is too little to found
    a statement on. ``difference``, ``se``, ``low`` and ``high`` are given where two groups are compared.
    """

    method: Method
    statistic: float
    df: tuple[float, ...]
    p: float
    n: int
    smallest: float
    small: bool = False
    difference: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None


def require_freedom(freedom: float, place: str) -> None:
    """Refuse a test for which the design leaves no degrees of freedom."""
    if not freedom > 0:
        raise ReportError(
            "tests.freedom",
            place,
            Text(
                zh="抽样单元太少（自由度 {df}），无法做这项检验。",
                en="There are too few primary sampling units for this test (degrees of freedom: {df}).",
            ).fill(df=f"{freedom:g}"),
            Text(
                zh="请合并类别或分组，或改用不分层、不整群的设计。",
                en="Merge categories or groups, or declare a design with more units.",
            ),
        )


def require_spread(spread: Floats, place: str) -> None:
    """Refuse where the design gives no variance: a stratum with one unit that names no treatment."""
    if not np.isfinite(spread).all():
        raise ReportError(
            "tests.variance",
            place,
            Text(
                zh="有的层只有一个抽样单元，算不出误差，因此不能检验。",
                en="A stratum has a single sampling unit, so that there is no error to test against.",
            ),
            Text(
                zh="请再收回该层的有效答卷（按单位抽样时须来自另一个单位），或在“抽样”中把该层并入相近的层。",
                en="Get another valid answer there (from another unit where units were drawn), or merge the "
                "stratum with a similar one under Sampling.",
            ),
        )


def require_error(se: float, place: str) -> None:
    """Refuse a comparison without an error: every group answers as one, or the population was taken in full."""
    if se > 0:
        return
    raise ReportError(
        "tests.no_error",
        place,
        Text(
            zh="没有抽样误差（全部调查，或各组内取值相同），差异不用检验。",
            en="There is no sampling error (a full count, or equal values within each group): nothing to test.",
        ),
        Text(zh="请直接比较数值。", en="Compare the figures as they are."),
    )


def require_carried(sums: Floats) -> None:
    """Refuse replicates (R, k) in which a group, or everybody, has no weight left."""
    empty = np.flatnonzero(~(sums > 0).all(axis=1))
    if len(empty):
        raise ReportError(
            "tests.replicate",
            f"replicate {int(empty[0]) + 1}",
            Text(
                zh="有的重复权数组里，某一组没有答卷（第 {number} 组重复起，共 {n} 组）。",
                en="In some replicates a group has no answers (first in replicate {number}, {n} in all).",
            ).fill(number=int(empty[0]) + 1, n=len(empty)),
            Text(
                zh="请归并人数少的组，或改用线性化的误差。",
                en="Merge small groups, or use linearised errors.",
            ),
        )


def solved(matrix: Floats, right: Floats, place: str) -> Floats:
    """Solve a symmetric system; refuse it where the parts cannot be told apart (singular to 1e-12)."""
    scale = np.sqrt(np.abs(np.diag(matrix)))
    if not (scale > 0).all() or np.linalg.cond(matrix / np.outer(scale, scale)) > 1e12:
        raise ReportError(
            "tests.singular",
            place,
            Text(
                zh="数据不足以区分各类别：有的单元格没有答卷，或类别之间完全相关。",
                en="The data cannot tell the categories apart: cells are empty, or one follows from others.",
            ),
            Text(zh="请合并人数少的类别后再检验。", en="Merge the small categories and test again."),
        )
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
