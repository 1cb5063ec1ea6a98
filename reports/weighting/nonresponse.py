"""Nonresponse: within a class, those who answered stand for those who were asked and did not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.cells import Cells, without_total
from reports.weighting.steps import Step
from reports.weighting.validity import Floats, Ints, filled, named, require_weights


@dataclass(frozen=True)
class ClassRule:
    """When a class is too small to stand alone: fewer than ``fewest`` answers, or a factor above ``largest``."""

    fewest: int = 20
    largest: float = 3.0


@dataclass(frozen=True, eq=False)
class ResponseGroups:
    """``group`` (C,) the group each class was put into, ``factors`` (G,) what weights are multiplied by."""

    group: Ints
    factors: Floats


def adjust_nonresponse(
    weights: Floats, classes: Cells, rule: ClassRule | None = None
) -> tuple[Floats, ResponseGroups, Step]:
    """Base weights times Σ_c d(asked) / Σ_c d(answered) by class c (Särndal et al. 1992, sec. 15.6.2).

    ``classes`` holds the class of every answer and, as totals, the sum of the base weights of all who were
    asked. Classes that are too small join the one whose response rate is nearest, the smallest class
    first; every joining is a note. Refused: an answer in a class nobody was asked in, more answers than
    were asked.
    """
    before = require_weights(weights)
    asked = _checked(before, classes)
    group, notes = collapsed(classes, before, asked, rule or ClassRule())
    factors = response_factors(group, classes.sums(before), asked)
    after = before * factors[group][classes.codes]
    step = Step.between(
        "nonresponse", before, after, notes=notes, warnings=_high(factors, rule or ClassRule())
    )
    return after, ResponseGroups(group, factors), step


def response_factors(group: Ints, answered: Floats, asked: Floats) -> Floats:
    """Factors by group (G,) from weighted sums by class; a group nobody answered in keeps factor 1."""
    count = int(group.max()) + 1
    base = np.bincount(group, answered, count)
    return np.divide(np.bincount(group, asked, count), base, out=np.ones(count), where=base > 0)


def collapsed(
    classes: Cells, weights: Floats, asked: Floats, rule: ClassRule
) -> tuple[Ints, tuple[Text, ...]]:
    """The group of every class after joining those that are too small, and a note on each joining."""
    asked = asked.copy()
    answers = np.bincount(classes.codes, minlength=len(asked)).astype(np.float64)
    answered = classes.sums(weights)
    group = np.arange(len(asked))
    alive = asked > 0
    notes: list[Text] = []
    while alive.sum() > 1:
        rate = np.divide(answered, asked, out=np.zeros_like(asked), where=asked > 0)
        small = alive & ((answers < rule.fewest) | (asked > rule.largest * answered))
        if not small.any():
            break
        at = int(np.lexsort((np.arange(len(asked)), answers, ~small))[0])
        others = np.flatnonzero(alive & (np.arange(len(asked)) != at))
        to = int(others[np.argmin(np.round(np.abs(rate[others] - rate[at]), 9))])
        notes.append(_joining(classes, group, at, to, answers[at], rate[at], rule.fewest))
        for sums in (answers, answered, asked):
            sums[to] += sums[at]
        alive[at] = False
        group[group == at] = to
    _, compact = np.unique(group, return_inverse=True)
    return compact.astype(np.int64), tuple(notes)


def _joining(classes: Cells, group: Ints, at: int, to: int, answers: float, rate: float, fewest: int) -> Text:
    return filled(
        _FEW if answers < fewest else _STEEP,
        small=named([classes.labels[index] for index in np.flatnonzero(group == at)]),
        other=named([classes.labels[index] for index in np.flatnonzero(group == to)]),
        n=int(answers),
        rate=rate,
    )


def _checked(weights: Floats, classes: Cells) -> Floats:
    asked = np.asarray(classes.totals, dtype=np.float64)
    if not (np.isfinite(asked) & (asked >= 0)).all():
        raise ReportError(
            "weighting.total",
            classes.place,
            Text(
                zh="有的类发出数缺失或为负。",
                en="Some classes have no count of those asked, or a negative one.",
            ),
            Text(zh="请核对各类的发出数。", en="Check the counts of those asked."),
        )
    answered = classes.sums(weights)
    strange = (asked == 0) & (answered > 0)
    if strange.any():
        raise without_total(classes.place, [classes.labels[index] for index in np.flatnonzero(strange)])
    over = answered > asked * (1 + 1e-6)
    if over.any():
        raise ReportError(
            "weighting.too_few",
            classes.place,
            filled(
                Text(
                    zh="{names}：有效答卷的基础权数合计大于发出的合计。",
                    en="{names}: the base weights of the answers add up to more than those of all who were asked.",
                ),
                names=named([classes.labels[index] for index in np.flatnonzero(over)]),
            ),
            Text(
                zh="请核对发出数；它应是发出的每一份的基础权数之和（等概率时即发出份数乘以权数）。",
                en="Check the counts: they are sums of base weights over everyone who was asked.",
            ),
        )
    return asked


def _high(factors: Floats, rule: ClassRule) -> tuple[Text, ...]:
    largest = float(factors.max())
    return (_HIGH.fill(factor=largest),) if largest > rule.largest else ()


_FEW = Text(
    zh="{small}只有{n}份答卷（回收率{rate:.1%}），并入回收率最接近的{other}。",
    en="Too few answers in {small} ({n}; response {rate:.1%}): joined with {other}, whose response is nearest.",
)
_STEEP = Text(
    zh="{small}的回收率只有{rate:.1%}（{n}份），系数过大，并入回收率最接近的{other}。",
    en="Response in {small} is only {rate:.1%} ({n} answers), so that the factor would be too large: joined "
    "with {other}, whose response is nearest.",
)
_HIGH = Text(
    zh="合并之后最大的无回答调整系数仍有{factor:.2f}，结果对无回答的假定很敏感。",
    en="Even after joining the largest factor is {factor:.2f}: results rest heavily on the assumption about "
    "those who did not answer.",
)
