"""Sizes from probabilities and lists: PPS (d), two lists (e), multiplicity (f), coefficients (g)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.disclosure import THRESHOLD
from reports.estimates import Design, Estimate, totals
from reports.estimates.estimate import Floats
from reports.estimates.replicates import ReplicateDesign
from reports.size.method import SizeEstimate, estimated, numbers, refuse

FEW_MATCHES = 30
WITH_REPLACEMENT = Text(
    zh="单位按与规模成正比的概率有放回抽取（无放回而抽样比很小时近似成立）。",
    en="Units were drawn with replacement with probabilities proportional to size (or nearly so, with a small "
    "sampling fraction).",
)
KNOWN_CHANCES = Text(
    zh="每个抽中单位的入样概率已知且大于 0；方差用 Brewer 近似。",
    en="The inclusion probability of every unit drawn is known; the variance is Brewer's approximation.",
)
REPORTED = Text(zh="抽中的单位都报来了科技工作者人数。", en="Every unit drawn reported its S&T workers.")
CLOSED = Text(
    zh="两份名册所指是同一时点的同一总体，其间没有进出。",
    en="Both lists are of one population at one time: nobody came or went.",
)
INDEPENDENT = Text(
    zh="在不在一份名册与在不在另一份无关；登记与调查往往正相关，因此结果偏低。",
    en="Being on one list says nothing about the other. Registries and surveys usually go together, so that the "
    "result is too low.",
)
MATCHED = Text(zh="两份名册的比对准确无误。", en="Matches between the lists are free of error.")
CATCHABLE = Text(zh="每个人进入同一份名册的机会相同。", en="Everybody has the same chance to be on a list.")
FEW_FOUND = Text(
    zh="两份名册共有的人不足 {few} 人（{m} 人），结果很不稳定。",
    en="Fewer than {few} persons are on both lists ({m}): the result is unsteady.",
)
TOLD = Text(
    zh="每人如实说出自己在几份名册（单位）上，这些名册都在抽样范围内。",
    en="Persons say truly on how many lists (units) they are, and all of these could have been drawn.",
)
DOUBLED = Text(
    zh="平均每人在 {mean:.2f} 份名册上；不校正会多算 {over:.1%}。",
    en="Persons are on {mean:.2f} lists on average; without the correction the size is {over:.1%} too large.",
)
OFFICIAL = Text(
    zh="部门统计的专业技术人员数准确、不重复，口径与调查一致。",
    en="Departmental counts of professional staff are right, without doubles, and mean what the survey means.",
)
COEFFICIENT = Text(
    zh="典型调查得出的科技工作者系数适用于本地各行业。",
    en="The share of S&T workers found by the survey holds for every sector.",
)
SHARE_SAID = Text(
    zh="{sector}：系数 {share:.3f}，95% 置信区间 {low:.3f}–{high:.3f}。",
    en="{sector}: coefficient {share:.3f}, 95 % interval {low:.3f}–{high:.3f}.",
)


def hansen_hurwitz(workers: npt.ArrayLike, chances: npt.ArrayLike) -> SizeEstimate:
    """(d) T̂ = (1/m) Σ y/p, variance Σ (y/p − T̂)² / m(m−1) (Hansen and Hurwitz 1943; Cochran 1977, eq. 9A.7).

    ``chances`` p are those of one draw; a unit drawn twice stands twice. Refused: fewer than two draws,
    chances that are not between 0 and 1.
    """
    y, p = _drawn(workers, chances)
    count = len(y)
    part = y / p
    value = float(part.mean())
    variance = float(((part - value) ** 2).sum() / (count * (count - 1)))
    return SizeEstimate(
        "hansen_hurwitz", estimated(value, variance, count - 1.0, count), (WITH_REPLACEMENT, REPORTED)
    )


def horvitz_thompson(workers: npt.ArrayLike, inclusion: npt.ArrayLike) -> SizeEstimate:
    """(d) T̂ = Σ y/π with Brewer's variance (R: ``svytotal(~y, svydesign(~1, fpc=~pi, pps="brewer"))``)."""
    y, chance = _drawn(workers, inclusion)
    found = totals(Design.of(1 / chance, inclusion=chance), y)[0]
    return SizeEstimate("horvitz_thompson", found, (KNOWN_CHANCES, REPORTED))


def two_lists(first: int, second: int, both: int) -> SizeEstimate:
    """(e) Chapman: N̂ = (n₁+1)(n₂+1)/(m+1) − 1, Var = (n₁+1)(n₂+1)(n₁−m)(n₂−m)/((m+1)²(m+2)).

    Chapman (1951), Seber (1970); R: ``recapr::NChapman``, ``recapr::vChapman``. The interval is normal.
    Refused: counts that are no whole numbers, and more on both lists than on one.
    """
    if min(first, second, both) < 0 or any(int(one) != one for one in (first, second, both)):
        raise refuse(
            "lists",
            "two lists",
            Text(zh="名册人数必须是非负整数。", en="Lists hold whole numbers of persons."),
            Text(zh="请核对三个人数。", en="Check the three counts."),
        )
    if both > min(first, second):
        raise refuse(
            "lists",
            "two lists",
            Text(
                zh="两份名册共有 {m} 人，多于其中一份的人数。",
                en="{m} persons on both lists are more than one of them holds.",
            ).fill(m=both),
            Text(zh="请核对比对结果。", en="Check the matching."),
        )
    product = (first + 1) * (second + 1)
    value = product / (both + 1) - 1
    variance = product * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    notes = (FEW_FOUND.fill(few=FEW_MATCHES, m=both),) if both < FEW_MATCHES else ()
    return SizeEstimate(
        "two_lists",
        estimated(value, variance, float("inf"), both),
        (CLOSED, INDEPENDENT, MATCHED, CATCHABLE),
        notes,
    )


def multiplicity(design: Design | ReplicateDesign, lists: npt.ArrayLike) -> SizeEstimate:
    """(f) Σ w/m, m the lists a person could have been drawn from (Mecatti 2007, Surv. Methodol. 33, 151–157).

    ``lists`` (n,) of at least 1; a person without an answer is taken to be on one list, and that is said.
    """
    given = np.asarray(lists, dtype=np.float64)
    silent = np.isnan(given)
    count = numbers(np.where(silent, 1.0, given), "lists", least=1.0)
    weights = design.weights
    found = totals(design, 1 / count)[0]
    whole = float(weights.sum())
    notes = [DOUBLED.fill(mean=float(weights @ count / whole), over=whole / (found.value or whole) - 1)]
    if silent.any():
        few = int(silent.sum()) < THRESHOLD
        notes.append(FEW_SILENT.fill(threshold=THRESHOLD) if few else SILENT.fill(n=int(silent.sum())))
    return SizeEstimate("multiplicity", found, (TOLD,), tuple(notes))


SILENT = Text(
    zh="有 {n} 人没有回答在几份名册上，按一份计算，结果可能偏高。",
    en="{n} persons did not say on how many lists they are and count as on one: the result may be too high.",
)
FEW_SILENT = Text(
    zh="不到 {threshold} 人没有回答在几份名册上，按一份计算，结果可能略高。",
    en="Fewer than {threshold} persons did not say on how many lists they are and count as on one: the result may be a "
    "little too high.",
)


def coefficients(
    official: Mapping[str, float],
    shares: Mapping[str, Estimate],
    covariance: Floats | None = None,
) -> SizeEstimate:
    """(g) Σ official staff of a sector × share of S&T workers in it, with the intervals of the shares.

    ``covariance`` (k, k) of the shares in the order of ``official``; without it sectors are independent, as
    where they are strata. Refused: a sector without a share, a share without an error.
    """
    lacking = [name for name in official if name not in shares or shares[name].value is None]
    if lacking:
        raise refuse(
            "coefficient",
            ", ".join(lacking),
            Text(zh="这些行业没有调查得出的系数。", en="The survey gives no coefficient for these sectors."),
            Text(
                zh="请并入相近的行业，或补充典型调查。",
                en="Merge them with similar ones, or survey them too.",
            ),
        )
    size = numbers(list(official.values()), "official")
    found = [shares[name] for name in official]
    value = np.array([one.value for one in found], dtype=np.float64)
    error = np.array([np.nan if one.se is None else one.se for one in found])
    spread = np.diag(error**2) if covariance is None else covariance
    if not np.isfinite(spread).all():
        raise refuse(
            "coefficient",
            ", ".join(name for name, one in zip(official, found, strict=True) if one.se is None),
            Text(
                zh="这些行业的系数没有误差，给不出区间。",
                en="These coefficients have no error, so no interval.",
            ),
            Text(zh="请先解决只有一个抽样单元的层。", en="See to strata with a single sampling unit first."),
        )
    df = min((one.df for one in found if one.df is not None), default=float("inf"))
    notes = tuple(
        SHARE_SAID.fill(sector=name, share=one.value, low=one.low, high=one.high)
        for name, one in zip(official, found, strict=True)
        if one.low is not None
    )
    estimate = estimated(
        float(size @ value), float(size @ spread @ size), df, sum(one.n or 0 for one in found)
    )
    return SizeEstimate("coefficients", estimate, (OFFICIAL, COEFFICIENT), notes)


def _drawn(workers: npt.ArrayLike, chances: npt.ArrayLike) -> tuple[Floats, Floats]:
    y, p = numbers(workers, "workers"), numbers(chances, "chances", above=True)
    if len(y) != len(p) or len(y) < 2 or p.max() > 1:
        raise refuse(
            "chances",
            "chances",
            Text(
                zh="至少要有两个抽中的单位，每个都有 0 与 1 之间的概率。",
                en="There must be at least two units drawn, each with a probability between 0 and 1.",
            ),
            Text(zh="请核对抽样记录。", en="Check the record of the draw."),
        )
    return y, p
