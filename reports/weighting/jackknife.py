"""Jackknife and balanced half samples: replicates without chance (Wolter 2007, ch. 3–4)."""

from __future__ import annotations

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.design import Design
from reports.weighting.hadamard import hadamard
from reports.weighting.replication import Replication
from reports.weighting.validity import Ints

MOST = 5_000  # replicates; a jackknife of more units costs more than it tells

_SMALL = 1e-7


def jk1(design: Design) -> Replication:
    """Each PSU left out in turn, strata disregarded (R: ``as.svrepdesign(type="JK1")``).

    A stratified design is refused, as are fewer than two PSUs.
    """
    if len(design.names) > 1:
        raise ReportError(
            "weighting.replicates",
            "jk1",
            Text(zh="样本分了层，JK1不适用。", en="The design is stratified, for which JK1 is wrong."),
            Text(zh="请改用JKn。", en="Choose JKn instead."),
        )
    found = jkn(design)
    scale = float(found.rscales[0]) if len(found.rscales) else 0.0
    return Replication("jk1", found.factors, found.unit, scale, np.ones(len(found)), False, found.df)


def jkn(design: Design) -> Replication:
    """Each PSU of each stratum left out in turn (R: ``as.svrepdesign(type="JKn")``).

    The first-stage finite population correction goes into ``rscales``. A stratum with one PSU that is not
    the whole of it adds no replicate under ``remove`` and ``certainty``, and is refused otherwise.
    """
    strata = in_order(design)
    check_single(design, strata)
    taken = [units for units in strata if len(units) > 1]
    total = sum(len(units) for units in taken)
    _check_count(total, len(design.psu_stratum))
    factors = np.ones((len(design.psu_stratum), total))
    rscales = np.empty(total)
    at = 0
    for units in taken:
        count = len(units)
        block = np.full((count, count), count / (count - 1))
        np.fill_diagonal(block, 0.0)
        factors[units, at : at + count] = block
        left = 1 - count / design.population[design.psu_stratum[units[0]]]
        rscales[at : at + count] = max(left, 0.0) * (count - 1) / count
        at += count
    return Replication("jkn", factors, design.psu, 1.0, rscales, False, _df(strata))


def brr(design: Design, fay: float = 0.0) -> Replication:
    """Balanced half samples, for two PSUs in every stratum; ``fay`` ρ in [0, 1) weighs the other half too
    (R: ``as.svrepdesign(type="BRR")``, ``type="Fay", fay.rho=ρ``; Judkins 1990).
    """
    if not 0 <= fay < 1:
        raise ReportError(
            "weighting.fay",
            "fay",
            Text(zh="Fay系数必须不小于0且小于1。", en="Fay's coefficient must be at least 0 and below 1."),
            Text(zh="常用0.3或0.5。", en="0.3 and 0.5 are usual."),
        )
    strata = in_order(design)
    odd = [str(design.names[design.psu_stratum[units[0]]]) for units in strata if len(units) != 2]
    if odd:
        raise ReportError(
            "weighting.replicates",
            ", ".join(odd[:20]),
            Text(
                zh="平衡半样本要求每层恰有两个抽样单元，这些层不是。",
                en="Balanced half samples need two primary sampling units in every stratum; these have not.",
            ),
            Text(
                zh="请把层合并成每层两个单元，或改用JKn或自助法。",
                en="Merge or split strata to two units each, or choose JKn or a bootstrap.",
            ),
        )
    pattern = hadamard(len(strata))
    factors = np.ones((len(design.psu_stratum), len(pattern)))
    for index, (first, second) in enumerate(strata):
        factors[first] = 1 + (1 - fay) * pattern[index + 1]
        factors[second] = 1 - (1 - fay) * pattern[index + 1]
    scale = 1 / (len(pattern) * (1 - fay) ** 2)
    ones = np.ones(len(pattern))
    return Replication("fay" if fay else "brr", factors, design.psu, scale, ones, False, float(len(strata)))


def in_order(design: Design) -> list[Ints]:
    """The PSUs of each stratum, strata and PSUs in the order in which they first occur in the rows."""
    _, first = np.unique(design.psu, return_index=True)
    units = np.argsort(first, kind="stable").astype(np.int64)
    stratum = design.psu_stratum[units]
    names, seen = np.unique(stratum, return_index=True)
    return [units[stratum == name] for name in names[np.argsort(seen, kind="stable")]]


def check_single(design: Design, strata: list[Ints]) -> None:
    """Refuse strata of one PSU unless the design says that they add no variance."""
    if design.single_psu in ("remove", "certainty"):
        return
    names = [design.psu_stratum[units[0]] for units in strata if len(units) == 1]
    lone = [design.names[name] for name in names if 1 - 1 / design.population[name] > _SMALL]
    if lone:
        raise ReportError(
            "design.single_psu",
            ", ".join(lone[:20]),
            Text(
                zh="这些层只有一个抽样单元，去掉它就没有了。",
                en="These strata have a single unit to leave out.",
            ),
            Text(
                zh="请合并这些层，或选定“不计”（remove）或“全取”（certainty）。",
                en="Merge these strata, or name a treatment: remove or certainty.",
            ),
        )


def _check_count(replicates: int, units: int) -> None:
    if replicates > MOST:
        raise ReportError(
            "weighting.replicates",
            "jackknife",
            Text(
                zh="刀切法需要{n}次重复，超过{most}次。",
                en="The jackknife needs {n} replicates, more than {most}.",
            ).fill(n=replicates, most=MOST),
            Text(
                zh="请改用自助法（例如200次），或使用线性化方差。",
                en="Choose a bootstrap (200 replicates, say), or use linearised variances.",
            ),
        )
    if not replicates:
        raise ReportError(
            "weighting.replicates",
            "jackknife",
            Text(
                zh="只有{n}个抽样单元，不能做刀切。", en="There are {n} primary sampling units, too few."
            ).fill(n=units),
            Text(zh="请先收回更多单位的答卷。", en="Get answers from more units first."),
        )


def _df(strata: list[Ints]) -> float:
    return float(sum(len(units) - 1 for units in strata))
