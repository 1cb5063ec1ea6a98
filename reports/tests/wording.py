"""Tests in words: a statement only where the test supports it, in Chinese and in English.

A difference is stated where p is below the level and the base is not small; otherwise it was not found,
which is not the same as that there is none, and the words say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.text import Text
from reports.tests.multiplicity import SAID, Adjusting
from reports.tests.pairwise import Pair
from reports.tests.result import METHODS, Result

LEVEL = 0.05
OF_TABLES = ("f", "chi_square", "wald", "adjusted_wald", "exact", "saddlepoint")
MOST_PAIRS = 6

TOO_SMALL = Text(
    zh="人数太少（{smallest}），检验不足为凭，不就“{name}”的差异下结论。",
    en="The base is too small ({smallest}) for a test to be trusted: nothing is said about differences in “{name}”.",
)
SOME_SMALL = Text(zh="有的组或单元格人数很少", en="some groups or cells are very small")
SMALL_COUNT = Text(zh="期望人数最少的单元格只有 {n:.1f} 人", en="the smallest expected count is {n:.1f}")
SMALL_GROUP = Text(zh="最小的一组只有 {n:.0f} 人", en="the smallest group has {n:.0f} answers")
FEW_ANSWERS = Text(zh="只有 {n} 份答卷", en="{n} answers only")
RELATED = Text(
    zh="按“{by}”分组，各组的“{name}”差异有统计学意义（{test}）。",
    en="Groups by “{by}” differ in “{name}” to a statistically significant extent ({test}).",
)
UNRELATED = Text(
    zh="按“{by}”分组，没有发现各组的“{name}”有差异（{test}）。",
    en="No difference in “{name}” between groups by “{by}” was found ({test}).",
)
PAIRS = Text(
    zh="两两比较（{adjusting}校正）：{pairs}；其余各对没有发现差异。",
    en="In pairs ({adjusting} adjustment): {pairs}; no difference was found in any other pair.",
)
ALL_PAIRS = Text(
    zh="两两比较（{adjusting}校正）：{pairs}。", en="In pairs ({adjusting} adjustment): {pairs}."
)
NO_PAIRS = Text(
    zh="两两比较（{adjusting}校正）没有发现哪两组之间有差异。",
    en="In pairs ({adjusting} adjustment) no two groups were found to differ.",
)
HIGHER = Text(zh="{high}高于{low}（{p}）", en="{high} is above {low} ({p})")
MORE = Text(zh="{pairs}，等 {n} 对", en="{pairs}, and others, {n} pairs in all")
SMALL_PAIRS = Text(
    zh="涉及不足 30 人的组的比较不作文字说明。",
    en="Comparisons with groups of fewer than 30 answers are not put into words.",
)


@dataclass(frozen=True)
class Named:
    """What is compared and by what, as sentences call them."""

    name: Text
    by: Text


def p_said(p: float, level: float = LEVEL) -> str:
    """p to three decimals, never rounded across the level nor to 0."""
    if p < 0.001:
        return "p < 0.001"
    if p < level and round(p, 3) >= level:
        return f"p < {level:g}"
    if p >= level and round(p, 3) < level:
        return f"p ≥ {level:g}"
    return f"p = {p:.3f}"


def statistic_said(result: Result) -> Text:
    """Method, statistic, degrees of freedom and p."""
    df = ", ".join(f"{one:.4g}" if one < 1e4 else f"{one:.0f}" for one in result.df)
    letter = {0: "X²", 1: "t", 2: "F"}[len(result.df)]
    if result.method == "chi_square":
        letter = "X²"
    figures = f"{letter}({df}) = {result.statistic:.2f}" if df else f"{letter} = {result.statistic:.2f}"
    method, p = METHODS[result.method], p_said(result.p)
    return Text(
        zh=f"{method.say('zh-CN')}，{figures}，{p}",
        en=f"{method.say('en')}, {figures}, {p}",
    )


def band_of(p: float, level: float = LEVEL) -> tuple[float, str]:
    """The band that p lies in: its lower end, and in words such as ``p < 0.01`` or ``p ≥ 0.05``."""
    ends = [0.001, 0.01, level]
    place = next((place for place, end in enumerate(ends) if p < end), len(ends))
    return ([0.0, *ends][place], f"p < {ends[place]:g}" if place < len(ends) else f"p ≥ {level:g}")


def band_said(result: Result, level: float = LEVEL) -> Text:
    """Method and the band p lies in: where a statistic would tell a figure that is not published."""
    p = band_of(result.p, level)[1]
    method = METHODS[result.method]
    return Text(zh=f"{method.say('zh-CN')}，{p}", en=f"{method.say('en')}, {p}")


def significant(result: Result, level: float = LEVEL) -> bool:
    """Whether a difference may be stated: p below the level, and a base that is not small."""
    return result.p < level and not result.small


def sentence(result: Result, named: Named, level: float = LEVEL, exact: bool = True) -> Text:
    """What a test of several groups or of a table supports; without ``exact`` only the band of p, and no count."""
    if result.small:
        return _filled(TOO_SMALL, smallest=_smallest(result) if exact else SOME_SMALL, name=named.name)
    said = RELATED if result.p < level else UNRELATED
    test = statistic_said(result) if exact else band_said(result, level)
    return _filled(said, by=named.by, name=named.name, test=test)


def pairs_sentence(
    pairs: Sequence[Pair], labels: Sequence[Text], adjusting: Adjusting = "holm", level: float = LEVEL
) -> Text:
    """Which pairs differ after adjustment; pairs with a small base are not put into words, and that is said."""
    tested = [pair for pair in pairs if pair.result is not None and pair.adjusted is not None]
    able = [pair for pair in tested if pair.result is not None and not pair.result.small]
    apart = sorted(
        (pair for pair in able if (pair.adjusted or 0.0) < level), key=lambda pair: pair.adjusted or 0.0
    )
    aside = SMALL_PAIRS if len(able) < len(tested) else None
    if not able:
        return SMALL_PAIRS
    if not apart:
        return _joined(_filled(NO_PAIRS, adjusting=SAID[adjusting]), aside)
    listed = [_pair(pair, labels, level) for pair in apart[:MOST_PAIRS]]
    told = Text(
        zh="，".join(one.say("zh-CN") for one in listed), en=", ".join(one.say("en") for one in listed)
    )
    if len(apart) > MOST_PAIRS:
        told = _filled(MORE, pairs=told, n=len(apart))
    said = ALL_PAIRS if len(apart) == len(able) else PAIRS
    return _joined(_filled(said, adjusting=SAID[adjusting], pairs=told), aside)


def _pair(pair: Pair, labels: Sequence[Text], level: float) -> Text:
    up = pair.result is not None and (pair.result.difference or 0.0) > 0
    high, low = (pair.second, pair.first) if up else (pair.first, pair.second)
    return _filled(HIGHER, high=labels[high], low=labels[low], p=p_said(pair.adjusted or 0.0, level))


def _smallest(result: Result) -> Text:
    if result.method not in OF_TABLES:
        return SMALL_GROUP.fill(n=result.smallest)
    if result.smallest < 5:
        return SMALL_COUNT.fill(n=result.smallest)
    return FEW_ANSWERS.fill(n=result.n)


def _filled(text: Text, **parts: Text | str | int) -> Text:
    """Fill places with texts, each in its own language."""
    return Text(
        {
            language: wording.format(
                **{
                    name: part.say(language) if isinstance(part, Text) else part
                    for name, part in parts.items()
                }
            )
            for language, wording in text.items()
        }
    )


def _joined(first: Text, second: Text | None) -> Text:
    if second is None:
        return first
    return Text(zh=first.say("zh-CN") + second.say("zh-CN"), en=f"{first.say('en')} {second.say('en')}")
