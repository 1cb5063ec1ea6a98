"""Classes for the nonresponse adjustment, suggested from what the frame knows of everyone who was asked.

A tree that is grown step by step: each group of the asked is split by the variable and the cut at which
response rates differ most (Pearson's chi-square on answered or not, categories in the order of their
response rate; Kass 1980, Applied Statistics 29, 119–127). No chance is involved: the same frame gives
the same classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.nonresponse import ClassRule
from reports.weighting.recipe import Nonresponse, ResponseClass
from reports.weighting.validity import Floats, Ints, filled

_MANY = 200  # categories; more are names or running numbers, no classes


@dataclass(frozen=True, eq=False)
class FrameVariable:
    """A variable of the frame: ``codes`` (m,) positions in ``categories`` (code and label)."""

    name: str
    label: Text
    codes: Ints
    categories: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class SplitRule:
    """When a group is split: at level ``significance``, corrected by the ways to put the categories into two
    groups (Kass 1980, sec. 4) and by the number of variables, into parts of at least ``fewest`` answers
    each; ``most`` classes at the end.
    """

    significance: float = 0.01
    fewest: int = 20
    most: int = 12


@dataclass(frozen=True)
class SuggestedClass:
    """A class: the codes allowed by variable (all variables must fit), and its response.

    ``asked`` is the sum of the weights of all who were asked in it.
    """

    rules: Mapping[str, tuple[str, ...]]
    words: Text
    asked: float
    answers: int
    rate: float


@dataclass(frozen=True, eq=False)
class Suggestion:
    """``codes`` (m,) the class of everyone asked, the classes, and how they came about, in words."""

    codes: Ints
    classes: tuple[SuggestedClass, ...]
    words: tuple[Text, ...]

    def nonresponse(self, rule: ClassRule | None = None) -> Nonresponse:
        """The suggestion taken as the step of a recipe."""
        classes = tuple(ResponseClass(one.rules, one.asked) for one in self.classes)
        return Nonresponse(classes, rule or ClassRule())


@dataclass(frozen=True)
class _Cut:
    """The best split of a group by one variable: the categories that go to the one side."""

    variable: int
    side: npt.NDArray[np.bool_]
    chi_square: float
    p: float


def suggest(
    variables: Sequence[FrameVariable],
    answered: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    rule: SplitRule | None = None,
) -> Suggestion:
    """Classes in which response differs, from variables known of all m who were asked.

    ``answered`` (m,) says who answered, ``weights`` (m,) are base weights (1 if not given); the test
    counts people, the rates and sums are weighted. Nobody answered, or no variable, is refused.
    """
    chosen = rule or SplitRule()
    answers = np.asarray(answered, dtype=bool)
    weight = np.ones(len(answers)) if weights is None else np.asarray(weights, dtype=np.float64)
    usable, words = _usable(variables)
    if not answers.any():
        raise ReportError(
            "weighting.no_rows",
            "response",
            Text(zh="没有一份答卷，无从比较回收率。", en="Nobody answered: there are no rates to compare."),
            Text(zh="请等收回答卷后再设定。", en="Come back once there are answers."),
        )
    groups = [np.arange(len(answers))]
    rules: list[dict[int, npt.NDArray[np.bool_]]] = [{}]
    final = [False]
    while len(groups) < chosen.most and not all(final):
        at = next(index for index, done in enumerate(final) if not done)
        cut = _best_cut(usable, groups[at], answers, chosen)
        if cut is None:
            final[at] = True
            continue
        words.append(_told(usable[cut.variable], cut))
        inside = cut.side[usable[cut.variable].codes[groups[at]]]
        allowed = rules[at].get(cut.variable, np.ones(len(cut.side), dtype=bool))
        parts = [(groups[at][inside], allowed & cut.side), (groups[at][~inside], allowed & ~cut.side)]
        groups[at : at + 1] = [rows for rows, _ in parts]
        rules[at : at + 1] = [{**rules[at], cut.variable: codes} for _, codes in parts]
        final[at : at + 1] = [False, False]
    if len(groups) == 1:
        words.append(_ONE)
    codes = np.zeros(len(answers), dtype=np.int64)
    for index, rows in enumerate(groups):
        codes[rows] = index
    classes = tuple(
        _described(usable, allowed, rows, answers, weight)
        for allowed, rows in zip(rules, groups, strict=True)
    )
    return Suggestion(codes, classes, tuple(words))


def _usable(variables: Sequence[FrameVariable]) -> tuple[list[FrameVariable], list[Text]]:
    """Variables that can make classes, and what is said of those that cannot."""
    usable, words = [], list[Text]()
    for variable in variables:
        used = len(np.unique(variable.codes))
        if used < 2 or used > _MANY:
            words.append(filled(_FLAT if used < 2 else _TOO_MANY, label=variable.label, n=used))
        else:
            usable.append(variable)
    return usable, words


def _best_cut(
    variables: Sequence[FrameVariable], rows: Ints, answers: npt.NDArray[np.bool_], rule: SplitRule
) -> _Cut | None:
    """The cut with the smallest corrected p, the first variable among equals; None if none is left."""
    found = [
        cut
        for index, variable in enumerate(variables)
        if (cut := _cut(index, variable, rows, answers, rule.fewest)) is not None
    ]
    best = min(found, key=lambda cut: (cut.p, -cut.chi_square, cut.variable), default=None)
    return best if best is not None and best.p * len(variables) < rule.significance else None


def _cut(
    index: int, variable: FrameVariable, rows: Ints, answers: npt.NDArray[np.bool_], fewest: int
) -> _Cut | None:
    size = len(variable.categories)
    codes, yes = variable.codes[rows], answers[rows]
    asked = np.bincount(codes, minlength=size).astype(np.float64)
    back = np.bincount(codes[yes], minlength=size).astype(np.float64)
    held = np.flatnonzero(asked > 0)
    if len(held) < 2:
        return None
    order = held[np.lexsort((held, back[held] / asked[held]))]
    low, low_back = np.cumsum(asked[order])[:-1], np.cumsum(back[order])[:-1]
    total, total_back = asked.sum(), back.sum()
    able = (low_back >= fewest) & (total_back - low_back >= fewest)
    if not able.any() or total_back in (0, total):
        return None
    chi = _chi_square(low, low_back, total, total_back)
    chi[~able] = -1
    best = int(np.argmax(chi))
    side = np.zeros(size, dtype=bool)
    side[order[: best + 1]] = True
    ways = 2.0 ** (len(held) - 1) - 1
    return _Cut(index, side, float(chi[best]), min(1.0, float(chdtrc(1, chi[best])) * ways))


def _chi_square(low: Floats, low_back: Floats, total: float, total_back: float) -> Floats:
    """Pearson's chi-square of a table of two groups by answered or not."""
    expected = low * total_back / total
    spread = low * (total - low) * total_back * (total - total_back) / total**3
    return np.asarray((low_back - expected) ** 2 / spread, dtype=np.float64)


def _described(
    variables: Sequence[FrameVariable],
    allowed: Mapping[int, npt.NDArray[np.bool_]],
    rows: Ints,
    answers: npt.NDArray[np.bool_],
    weight: Floats,
) -> SuggestedClass:
    parts: list[Text] = []
    rules: dict[str, tuple[str, ...]] = {}
    for index, codes in allowed.items():
        variable = variables[index]
        listed = [variable.categories[place] for place in np.flatnonzero(codes)]
        rules[variable.name] = tuple(code for code, _ in listed)
        parts.append(filled(_IS, label=variable.label, names=_joined([label for _, label in listed])))
    asked = float(weight[rows].sum())
    back = rows[answers[rows]]
    return SuggestedClass(
        rules=rules,
        words=_and(parts) if parts else _ALL,
        asked=asked,
        answers=len(back),
        rate=float(weight[back].sum() / asked),
    )


def _told(variable: FrameVariable, cut: _Cut) -> Text:
    names = [variable.categories[place][1] for place in np.flatnonzero(cut.side)]
    return filled(_SPLIT, label=variable.label, names=_joined(names), chi=cut.chi_square, p=cut.p)


def _joined(labels: list[Text]) -> Text:
    return Text(
        zh="、".join(label.say("zh-CN") for label in labels),
        en=", ".join(label.say("en") for label in labels),
    )


def _and(parts: list[Text]) -> Text:
    return Text(
        zh="，".join(part.say("zh-CN") for part in parts), en="; ".join(part.say("en") for part in parts)
    )


_IS = Text(zh="{label}为{names}", en="{label}: {names}")
_ALL = Text(zh="全部", en="everyone")
_ONE = Text(
    zh="没有一个变量能把回收率明显分开，全部作为一类。",
    en="No variable tells response apart: everyone is one class.",
)
_FLAT = Text(
    zh="“{label}”只有一种取值，不能分类。", en="“{label}” has a single value and cannot tell classes apart."
)
_TOO_MANY = Text(
    zh="“{label}”有{n}种取值，太多，没有用来分类；可先归并。",
    en="“{label}” has {n} values, too many for classes; merge them first.",
)
_SPLIT = Text(
    zh="按“{label}”分开：{names}的回收率较低（卡方{chi:.1f}，校正后p={p:.2g}）。",
    en="Split by “{label}”: response is lower for {names} (chi-square {chi:.1f}, adjusted p={p:.2g}).",
)
