"""From what somebody chose in a form to the recipe of a set of weights; what makes no sense is refused with its field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting import Recipe
from reports.weighting.base import Base, StratumCount
from reports.weighting.distances import Distance
from reports.weighting.recipe import (
    Calibration,
    Margin,
    Nonresponse,
    PostStratification,
    Raking,
    ResponseClass,
    Trimming,
    Unanswered,
)
from reports.weighting.response_classes import FrameVariable, suggest
from reports.weighting.trimming import Limits
from survey.errors import Refusal
from survey.services.catalogue import STRATUM
from survey.services.margins import Asked
from survey.services.refusing import refusals

_CLASS = Text(
    zh="一类：{words}；回收率 {rate:.1%}，有效 {answers} 份。",
    en="A class: {words}; response {rate:.1%}, {answers} valid answers.",
)
BaseChoice = Literal["given", "issued", "equal"]
Classes = Literal["", "strata", "suggested"]
Method = Literal["raking", "linear", "bounded", "logit"]
Trim = Literal["", "median", "mean"]
ROUNDS = 10
#: How far shares may be from 100 % for having been rounded.
WHOLE = 0.02
#: The methods with bounds, and how many of the two may be left out.
BOUNDED: Mapping[Method, int] = {"bounded": 1, "logit": 0}


@dataclass(frozen=True)
class Choices:
    """What a person chose. ``totals`` by margin and code; ``size`` scales all margins to one population."""

    totals: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    source: str = ""
    base: BaseChoice = "given"
    classes: Classes = ""
    method: Method = "raking"
    low: float | None = None
    high: float | None = None
    size: float | None = None
    unanswered: Unanswered = "share"
    trim: Trim = ""
    trim_low: float | None = None
    trim_high: float | None = None


def recipe_of(choices: Choices, strata: Sequence[Asked]) -> tuple[Recipe, tuple[Text, ...]]:
    """The recipe of what was chosen, and how suggested classes came about, in words.

    :raises Refusal: copies issued or population of a stratum are not known where they are needed, or a total or
        a bound cannot be; the place names the field.
    """
    _require_sense(choices)
    _require_bounds(choices)
    base = _base(choices, strata)
    with refusals():
        nonresponse, words = _nonresponse(choices, strata)
    return (
        Recipe(
            base=base, nonresponse=nonresponse, calibration=_calibration(choices), trimming=_trimming(choices)
        ),
        words,
    )


def _require_sense(choices: Choices) -> None:
    """Refuse numbers that are none, and a size of the population that nothing would be scaled to."""
    numbers = ("size", "low", "high", "trim_low", "trim_high")
    given = {name: getattr(choices, name) for name in numbers if getattr(choices, name) is not None}
    for name, number in given.items():
        if not np.isfinite(number):
            raise Refusal(
                "weighting.number",
                place=name,
                reason=Text(zh=f"“{number}”不是数", en=f"“{number}” is no number"),
                remedy=Text(zh="请填一个数，或不填", en="Give a number, or nothing"),
            )
    for name, totals in choices.totals.items():
        _require_whole(name, totals.values())
    if "size" in given and not choices.totals:
        raise Refusal(
            "weighting.size",
            place="size",
            reason=Text(
                zh="填了总体总人数，却没有边际可以按它折算",
                en="The size of the population is given, but no margin to scale to it",
            ),
            remedy=Text(
                zh="请勾选边际并填总体数，或不填总人数",
                en="Choose margins with their totals, or give no size",
            ),
        )


def _require_whole(name: str, totals: Collection[float]) -> None:
    """Refuse shares that do not make a whole, or that stand among numbers of persons: scaled, they would be wrong."""
    whole = sum(totals)
    if not any(0 < total < 1 for total in totals) or abs(whole - 1) <= WHOLE:
        return
    is_mixed = any(total > 1 for total in totals)
    raise Refusal(
        "weighting.shares",
        place=name,
        reason=Text(zh="占比和人数混在一起", en="Shares and numbers of persons stand side by side")
        if is_mixed
        else Text(zh=f"各类占比合计 {whole:.1%}，不是 100%", en=f"The shares make {whole:.1%} and not 100%"),
        remedy=Text(
            zh="请核对各行：都填人数，或都填占比（合计 100%）并填总体总人数",
            en="Check the lines: all persons, or all shares that make 100%, with the size of the population",
        ),
    )


def _base(choices: Choices, strata: Sequence[Asked]) -> Base:
    if choices.classes and choices.base != "issued":
        raise Refusal(
            "weighting.classes",
            place="classes",
            reason=Text(
                zh="按层 N/n 和等权都没有用到发出数，再调整无回答就重复了",
                en="Neither N/n by stratum nor equal weights start from those who were asked",
            ),
            remedy=Text(
                zh="要调整无回答，基础权数请选“总体人数 ÷ 发出份数”",
                en="To adjust for nonresponse choose population over copies issued as base weights",
            ),
        )
    if choices.base != "issued":
        return Base(choices.base)
    lacking = [one.label for one in strata if one.population is None or one.issued < one.valid]
    if lacking:
        raise Refusal(
            "weighting.issued",
            place="base",
            reason=Text(
                zh=f"这些层没有总体人数，或有效答卷多于发出的份数：{'、'.join(one.say('zh-CN') for one in lacking)}",
                en="These strata have no population count, or more valid answers than copies issued: "
                + ", ".join(one.say("en") for one in lacking),
            ),
            remedy=Text(
                zh="请在“抽样”中补上人数；答卷由文件导入、没有发份的，请选“按层 N/n”",
                en="Give the counts under Sampling; where answers came in a file, choose N/n by stratum",
            ),
        )
    return Base(
        "strata",
        strata=tuple(StratumCount(one.code, one.population or 0.0, float(one.issued)) for one in strata),
    )


def _nonresponse(choices: Choices, strata: Sequence[Asked]) -> tuple[Nonresponse | None, tuple[Text, ...]]:
    if not choices.classes:
        return None, ()
    if choices.classes == "strata":
        classes = tuple(
            ResponseClass({"stratum": (one.code,)}, one.population or 0.0) for one in strata if one.issued
        )
        return Nonresponse(classes), ()
    sent = [one for one in strata if one.issued]
    codes = np.repeat(np.arange(len(sent)), [one.issued for one in sent])
    answered = np.concatenate([np.arange(one.issued) < one.valid for one in sent])
    weights = np.repeat([(one.population or 0.0) / one.issued for one in sent], [one.issued for one in sent])
    variable = FrameVariable("stratum", STRATUM, codes, tuple((one.code, one.label) for one in sent))
    found = suggest([variable], answered, weights)
    words = [_CLASS.fill(words=one.words, rate=one.rate, answers=one.answers) for one in found.classes]
    if len(found.classes) > 1:
        return found.nonresponse(), (*found.words, *words)
    everyone = ResponseClass({"stratum": tuple(one.code for one in sent)}, float(weights.sum()))
    return Nonresponse((everyone,)), (*found.words, *words)


def _calibration(choices: Choices) -> PostStratification | Raking | Calibration | None:
    margins = tuple(
        Margin.of(name, totals, unanswered=choices.unanswered, source=choices.source)
        for name, totals in choices.totals.items()
    )
    if not margins:
        return None
    if choices.method == "raking":
        if len(margins) == 1:
            return PostStratification(margins[0], choices.size)
        return Raking(margins, choices.size)
    return Calibration(margins, distance=_distance(choices), total=choices.size)


def _require_bounds(choices: Choices) -> None:
    """Refuse bounds that the method would leave unused, and a bounded method without the bounds that it needs."""
    given = {"low": choices.low is not None, "high": choices.high is not None}
    if any(given.values()) and not (choices.totals and choices.method in BOUNDED):
        raise Refusal(
            "weighting.bounds",
            place="low" if given["low"] else "high",
            reason=Text(
                zh="填了调整系数的界限，所选的方法却不用界限",
                en="Bounds of the factors are given, and the method chosen has none",
            ),
            remedy=Text(
                zh="请给出边际并选有界线性或 logit 校准，或不填界限",
                en="Choose margins with bounded linear or logit calibration, or give no bounds",
            ),
        )
    lacking = [name for name, is_given in given.items() if not is_given]
    if choices.totals and len(lacking) > BOUNDED.get(choices.method, 2):
        raise Refusal(
            "weighting.bounds",
            place=lacking[0],
            reason=Text(
                zh="所选的方法要有调整系数的界限", en="The method chosen needs bounds of the factors"
            ),
            remedy=Text(
                zh="有界线性填下界或上界，logit 两个都填，例如下界 0.5、上界 2；不要界限请选别的方法",
                en="Give bounded linear one of them and logit both, such as 0.5 and 2; else choose another method",
            ),
        )


def _distance(choices: Choices) -> Distance:
    if choices.method == "linear":
        return Distance("linear")
    low = -np.inf if choices.low is None else choices.low
    high = np.inf if choices.high is None else choices.high
    try:
        return Distance("logit" if choices.method == "logit" else "linear", low, high)
    except ReportError as error:
        raise Refusal(error.code, place="low", reason=error.reason, remedy=error.remedy) from error


def _trimming(choices: Choices) -> Trimming | None:
    limits = {"trim_high": choices.trim_high, "trim_low": choices.trim_low}
    unused = [name for name, limit in limits.items() if limit is not None]
    if not choices.trim:
        if unused:
            raise Refusal(
                "weighting.limits",
                place=unused[0],
                reason=Text(
                    zh="填了截尾的界限，却选了不截尾", en="Limits are given, and no trimming is chosen"
                ),
                remedy=Text(
                    zh="请选按中位数或平均数的倍数截尾，或不填界限",
                    en="Choose trimming at multiples of the median or the mean, or give no limits",
                ),
            )
        return None
    if choices.trim_low is None and choices.trim_high is None:
        raise Refusal(
            "weighting.limits",
            place="trim_high",
            reason=Text(zh="截尾没有上限也没有下限", en="The trimming has no limit"),
            remedy=Text(
                zh="请填上限，例如 5（倍），或选择不截尾", en="Give an upper limit such as 5, or do not trim"
            ),
        )
    return Trimming(Limits(choices.trim, choices.trim_low, choices.trim_high), strict=True, again=ROUNDS)


def field_of(place: str, choices: Choices) -> str:
    """The field of the form that a refusal of the recipe is about; empty where it is about the whole."""
    if place in choices.totals:
        return f"totals-{place}"
    if place in ("median", "mean", "trimming"):
        return "trim_high"
    if place in ("linear", "logit", "raking"):
        return "low"
    return {
        "classes": "classes",
        "base": "base",
        "method": "method",
        "total": "size",
        "low": "low",
        "high": "high",
        "trim_high": "trim_high",
        "trim_low": "trim_low",
        "stratum": "base",
    }.get(place, "")
