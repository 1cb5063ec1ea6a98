"""Reliability of a scale: Cronbach's α with Feldt's interval, item by item (domain.md: 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.estimate import Floats
from reports.weighting.kish import effective_n

#: With fewer full answers there is no α; a policy may ask for more.
FEWEST_ANSWERS = 10
AGAINST = Text(
    zh="“{item}”与其余题目的合计负相关，可能需要反向计分，或不属于这个量表。",
    en="“{item}” goes against the sum of the other items: it may need reverse coding, or not belong here.",
)
WEIGHED = Text(
    zh="α 按权数计算；区间用有效样本量（Kish），未计整群抽样的影响，仅供参考。",
    en="α is weighted; its interval takes the effective sample size (Kish) and no account of clusters.",
)
ABOUT = Text(
    zh="没有每题都作答的有 {low} 至 {high} 人，取中间的数：各题的频数表不说准确的人数，这里也不说。",
    en="Those who did not answer every item are {low} to {high}, told by the middle: the frequencies of the items do not "
    "tell the exact number, nor does this.",
)
ROUNDED = Text(
    zh="α、相关和去掉一题后的 α 取整到 {step}，区间向外取整，以免说出很少的人没有答哪一题。",
    en="α, correlations and α without an item are rounded to {step}, the interval outward, so as not to tell how few left "
    "an item out.",
)
UNEQUAL = Text(
    zh="各题的分值范围不同，合计分由范围大的题主导；可参看标准化 α。",
    en="Items have different ranges, so that the widest rule the sum: see the standardised α.",
)


@dataclass(frozen=True)
class Item:
    """An item beside the rest: mean, standard deviation, corrected item–total r, and α without it.

    The r is that with the sum of the other items (Henrysson 1963, Psychometrika 28, 211–218).

    ``alpha_without`` is None for a scale of two items, where one alone has no α.
    """

    name: str
    label: Text
    mean: float
    sd: float
    rest: float
    alpha_without: float | None


@dataclass(frozen=True)
class Reliability:
    """Cronbach's α with its 95 % interval, the α of standardised items, and the items.

    ``n`` answered every item, ``left_out`` not all of them. ``notes`` say what a reader must know: items
    that run against the rest, unequal ranges, what weights do to the interval. ``is_about`` says that ``n`` and
    ``left_out`` are the middle of what they may be.
    """

    alpha: float
    low: float
    high: float
    standardised: float
    items: tuple[Item, ...]
    n: int
    left_out: int
    notes: tuple[Text, ...] = ()
    is_about: bool = False


def cronbach(
    items: npt.ArrayLike,
    names: Sequence[str] = (),
    labels: Sequence[Text] = (),
    weights: npt.ArrayLike | None = None,
    level: float = 0.95,
    least: int = FEWEST_ANSWERS,
) -> Reliability:
    """α = k/(k−1) · (1 − Σs²ᵢ/s²_T) of the columns of ``items`` (n, k), reverse-coded before, NaN where missing.

    Only rows with every item count (Cronbach 1951, Psychometrika 16, eq. 2). The interval is Feldt's (1965,
    Psychometrika 30, 357–370): 1 − (1−α)·F on n−1 and (n−1)(k−1) degrees of freedom (R:
    ``cocron::cronbach.alpha.CI``). With ``weights`` (n,) variances are weighted and n is Kish's effective
    number. Refused: a single item, items without variation, and fewer full answers than ``least`` (and 10).
    """
    table = np.asarray(items, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise _single(names)
    count = table.shape[1]
    named = tuple(names) or tuple(f"item{index + 1}" for index in range(count))
    said = tuple(labels) or tuple(Text(zh=name, en=name) for name in named)
    full = ~np.isnan(table).any(axis=1)
    mass = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=np.float64)
    full &= mass > 0
    least = max(least, FEWEST_ANSWERS)
    if full.sum() < least:
        raise _few(named, least)
    used, mass = table[full], mass[full]
    for index in range(count):
        if (used[:, index] == used[0, index]).all():
            raise _flat(said[index], named[index])
    effective = float(full.sum()) if weights is None else effective_n(mass)
    spread = _covariance(used, mass)
    alpha = _alpha(spread, named)
    low, high = _feldt(alpha, effective, count, level)
    scale = np.sqrt(np.diag(spread))
    means = mass @ used / mass.sum()
    found = [
        Item(named[index], said[index], float(means[index]), float(scale[index]), *_beside(spread, index))
        for index in range(count)
    ]
    notes = [AGAINST.fill(item=item.label) for item in found if item.rest < 0]
    if weights is not None:
        notes.append(WEIGHED)
    standardised = _alpha(spread / np.outer(scale, scale), named)
    left = int(len(table) - full.sum())
    return Reliability(alpha, low, high, standardised, tuple(found), int(full.sum()), left, tuple(notes))


def _covariance(values: Floats, weights: Floats) -> Floats:
    """Covariance (k, k), weighted, with the n − 1 of equal weights."""
    share = weights / weights.sum()
    apart = values - share @ values
    count = len(values)
    return np.asarray((apart * share[:, None]).T @ apart * count / (count - 1), dtype=np.float64)


def _alpha(spread: Floats, names: Sequence[str]) -> float:
    count, whole = len(spread), float(spread.sum())
    if not whole > 1e-12 * float(np.trace(spread)):
        raise ReportError(
            "scales.cancelled",
            ", ".join(names),
            Text(
                zh="各题的合计分没有差异（题目互相抵消），无法计算信度。",
                en="The sum of the items never varies (they cancel out), so that there is no reliability.",
            ),
            Text(zh="请核对哪些题需要反向计分。", en="Check which items need reverse coding."),
        )
    return float(count / (count - 1) * (1 - np.trace(spread) / whole))


def _feldt(alpha: float, n: float, count: int, level: float) -> tuple[float, float]:
    df1, df2 = n - 1, (n - 1) * (count - 1)
    upper, lower = (float(fdtri(df1, df2, part)) for part in ((1 + level) / 2, (1 - level) / 2))
    return 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower


def _beside(spread: Floats, index: int) -> tuple[float, float | None]:
    """Corrected item–total r and α without the item, from the covariance alone."""
    others = np.delete(np.arange(len(spread)), index)
    rest = float(spread[np.ix_(others, others)].sum())
    together = float(spread[index, others].sum())
    correlation = together / np.sqrt(rest * spread[index, index]) if rest > 0 else 0.0
    if len(others) < 2 or not rest > 0:
        return float(correlation), None
    kept = spread[np.ix_(others, others)]
    return float(correlation), float(len(others) / (len(others) - 1) * (1 - np.trace(kept) / rest))


def _single(names: Sequence[str]) -> ReportError:
    return ReportError(
        "scales.single",
        ", ".join(names) or "items",
        Text(zh="单个题目没有内部一致性信度。", en="A single item has no internal consistency."),
        Text(
            zh="请选择测量同一内容的至少两道量表题。", en="Choose at least two items that measure one thing."
        ),
    )


def _few(names: Sequence[str], least: int) -> ReportError:
    return ReportError(
        "scales.few",
        ", ".join(names),
        Text(
            zh="每题都作答的答卷少于 {least} 份，不计算信度。",
            en="Fewer than {least} answers have every item: no reliability is worked out.",
        ).fill(least=least),
        Text(
            zh="请等答卷增多，或去掉很多人未答的题。",
            en="Wait for more answers, or drop items many left out.",
        ),
    )


def _flat(label: Text, name: str) -> ReportError:
    return ReportError(
        "scales.flat",
        name,
        Text(zh="“{item}”所有人答得一样，没有差异。", en="All answers to “{item}” are the same.").fill(
            item=label
        ),
        Text(zh="请把它从量表中去掉。", en="Leave it out of the scale."),
    )
