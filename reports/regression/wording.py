"""What a model supports, in words: differences other things equal, never causes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from questionnaires.text import Text
from reports.estimates import Estimate
from reports.regression.model import Coefficient, Kind
from reports.regression.regress import Regression
from reports.regression.terms import Column
from reports.tests.wording import LEVEL, band_of, p_said

MOST_SAID = 6
#: So few answers of the rarer kind for a coefficient make a logistic model unsteady (Peduzzi et al. 1996).
EVENTS = 10

CAUTION = Text(
    zh="这些数说的是其他自变量相同时，各组之间的差别或一同出现的程度；调查没有安排谁属于哪一组，不能据此说哪个是原因，"
    "也不能说改变一个就会改变另一个。“没有发现差别”不等于没有差别。",
    en="The figures tell how groups differ, or what goes together, where the other predictors are equal. Nobody was "
    "assigned to a group, so that they neither name a cause nor foretell what a change would bring. That no "
    "difference was found does not say that there is none.",
)
NOTHING = Text(
    zh="没有发现哪个自变量与“{outcome}”有关（其他自变量相同时）。",
    en="No predictor was found to go with {outcome}, the others being equal.",
)
LEAD = Text(zh="其他自变量相同时，“{outcome}”：", en="The other predictors being equal, in {outcome}: ")
ODDS = Text(
    zh="{who}，选它的优势是 {value} 倍（95 % 区间 {interval}，{p}）",
    en="{who}, {value} times the odds (95 % interval {interval}, {p})",
)
HIGHER = Text(
    zh="{who}，平均高 {value}（95 % 区间 {interval}，{p}）",
    en="{who}, {value} higher on average (95 % interval {interval}, {p})",
)
LOWER = Text(
    zh="{who}，平均低 {value}（95 % 区间 {interval}，{p}）",
    en="{who}, {value} lower on average (95 % interval {interval}, {p})",
)
OTHERS = Text(zh="其余的没有发现差别。", en="No difference was found elsewhere.")
MORE = Text(zh="等 {n} 项", en="and others, {n} in all")
UNSTEADY = Text(
    zh="较少的一种答案平均每个系数不到 {least} 份，估计不稳，请少选自变量。",
    en="The rarer answer was given fewer than {least} times for each coefficient: the figures are unsteady, use fewer "
    "predictors.",
)
SMALL = Text(
    zh="不足 30 人的类别不作文字说明。", en="Categories of fewer than 30 answers are not put into words."
)

REASONS = {
    "number": Text(
        zh="因变量是数值，用线性回归：系数是平均数相差多少",
        en="The outcome is a number: linear, coefficients are differences of means",
    ),
    "points": Text(
        zh="因变量是打分的量表，按分数用线性回归：系数是平均分相差多少",
        en="The outcome is a scale of points: linear, coefficients are differences of mean points",
    ),
    "answer": Text(
        zh="因变量是选不选一个答案，用逻辑回归：优势比是选它的优势相差几倍（优势 = 选的人数 ÷ 不选的人数）",
        en="The outcome is whether an answer was chosen: logistic, odds ratios compare the odds of it "
        "(chosen ÷ not chosen)",
    ),
}


def reason(kind: Kind, *, is_number: bool) -> Text:
    """Which model it is and why, with what its figures mean."""
    return REASONS["answer" if kind == "logistic" else "number" if is_number else "points"]


@dataclass(frozen=True)
class Statement:
    """What may be said: a lead, a point for each difference stated, and what was not found."""

    lead: Text
    points: tuple[Text, ...] = ()
    rest: Text | None = None

    @property
    def sentence(self) -> Text:
        """All of it in one."""
        parts = {}
        for tag in ("zh-CN", "en"):
            chinese = tag == "zh-CN"
            said = self.lead.say(tag)
            if self.points:
                said += ("；" if chinese else "; ").join(one.say(tag) for one in self.points)
                said += "。" if chinese else "."
            parts[tag] = said + ("" if self.rest is None else ("" if chinese else " ") + self.rest.say(tag))
        return Text(parts)


def statement(found: Regression) -> Statement:
    """Differences whose p is below the level, of predictors that as a whole go with the outcome.

    A category is put into words only where its predictor passes the test of all its categories, so that of many
    categories none is stated by chance alone, and only where it has 30 answers or more.
    """
    passed = {one.name for one in found.wholes if one.p < LEVEL}
    rest = found.model.coefficients[1:]
    stated = [one for one in rest if one.column.name in passed and one.p < LEVEL and not one.is_small]
    aside = [SMALL] if any(one.is_small for one in rest) else []
    if not stated:
        return Statement(NOTHING.fill(outcome=found.outcome), rest=aside[0] if aside else None)
    stated.sort(key=lambda one: one.p)
    points = [_said(one, found.model.is_exact) for one in stated[:MOST_SAID]]
    if len(stated) > MOST_SAID:
        points.append(MORE.fill(n=len(stated)))
    others = [OTHERS] if len(stated) < len(rest) else []
    return Statement(LEAD.fill(outcome=found.outcome), tuple(points), _joined([*others, *aside]))


def figures_said(estimate: Estimate, step: float = 0.0) -> tuple[str, str]:
    """A coefficient or a ratio and its interval, with more decimals where they are small; empty where there is none.

    A coefficient that was rounded to a ``step`` has the decimals of the step.
    """
    held = [abs(one) for one in (estimate.value, estimate.low, estimate.high) if one is not None]
    digits = 2 if not held or max(held) >= 0.2 else 4
    if step:
        digits = max(0, -math.floor(math.log10(step)))
    value = "" if estimate.value is None else f"{estimate.value:.{digits}f}"
    if estimate.low is None or estimate.high is None:
        return value, ""
    return value, f"[{estimate.low:.{digits}f}, {estimate.high:.{digits}f}]"


def chance_said(p: float, is_exact: bool) -> str:
    """p in words; of a model that is not told exactly the band of it."""
    return p_said(p) if is_exact else band_of(p)[1]


def warnings(found: Regression) -> tuple[Text, ...]:
    """What makes the figures less sure than they look."""
    if found.model.kind != "logistic" or found.rarer >= EVENTS * (len(found.model.coefficients) - 1):
        return ()
    return (UNSTEADY.fill(least=EVENTS),)


def _said(one: Coefficient, is_exact: bool) -> Text:
    ratio = one.odds_ratio
    if ratio is not None and ratio.value is not None:
        value, interval = figures_said(ratio)
        told = ODDS
    else:
        is_higher = (one.estimate.value or 0.0) > 0
        value, interval = figures_said(one.estimate if is_higher else _opposite(one.estimate), one.step)
        told = HIGHER if is_higher else LOWER
    return told.fill(who=_who(one.column), value=value, interval=interval, p=chance_said(one.p, is_exact))


def _opposite(one: Estimate) -> Estimate:
    """How much lower instead of how much higher: the interval changes its sign and its ends with the value."""
    value, low, high = (None if each is None else 0.0 - each for each in (one.value, one.high, one.low))
    return replace(one, value=value, low=low, high=high)


def _who(column: Column) -> Text:
    if column.level_label is None or column.reference_label is None:
        return Text(zh="“{label}”每多 1", en="with each 1 more of {label}").fill(label=column.label)
    return Text(zh="{label}“{level}”比“{reference}”", en="{level} against {reference} ({label})").fill(
        label=column.label, level=column.level_label, reference=column.reference_label
    )


def _joined(texts: Sequence[Text]) -> Text | None:
    if not texts:
        return None
    return Text(zh="".join(one.say("zh-CN") for one in texts), en=" ".join(one.say("en") for one in texts))
