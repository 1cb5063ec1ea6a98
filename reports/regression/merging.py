"""Categories of a predictor put together until a model tells of none that a table would hide.

A coefficient of a single predictor is the difference of two group means, and an odds ratio that of two
published shares. So the groups that a model compares must be such as a table publishes: as many answers as the
threshold among those that the model uses; of a logistic outcome as many of either kind, or none; of a number no
mean that one or two answers make; for a reader of one unit as many answers of others. Categories that fall short
join others: a neighbour where there is an order, else each other. No answer is left out for it, so that nothing
follows from how many took part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification
from reports.crosstabs.by_unit import own_rows, role_of
from reports.crosstabs.merging import is_ordered
from reports.crosstabs.one_way import hidden_of
from reports.dataset import Dataset
from reports.disclosure import Magnitudes, Policy, hide
from reports.disclosure.cube import Bools, Cube, Ints, cube_of
from reports.disclosure.magnitudes import hide_totals
from reports.disclosure.units import mostly_own
from reports.errors import ReportError
from reports.estimates.estimate import Floats
from reports.regression.refusals import refuse_constant

TOGETHER = Text(
    zh="“{name}”中人数少的类别合并计算：{groups}。",
    en="Small categories of {name} were put together: {groups}.",
)


@dataclass(frozen=True, eq=False)
class Used:
    """The answers that a model uses: ``rows`` (n,), the outcome (n,) among them, and whether it is 0 or 1."""

    rows: Bools
    outcome: Floats
    is_logistic: bool

    @property
    def rarer(self) -> int:
        """How many answers there are of the rarer kind, of an outcome that is 0 or 1; else all."""
        count = int(self.rows.sum())
        if not self.is_logistic:
            return count
        chosen = int(self.outcome[self.rows].sum())
        return min(chosen, count - chosen)


def merged(
    dataset: Dataset, one: Classification, used: Used, policy: Policy
) -> tuple[Classification, list[Text]]:
    """The categories that are answers, small ones put together, and a note that names these.

    Codes of the result are -1 where the answer is missing.

    :raises ReportError: there is one category only, or nothing is left to compare.
    """
    answers = [index for index, category in enumerate(one.categories) if category.missing is None]
    groups: list[tuple[int, ...]] = [(index,) for index in answers if (one.codes[used.rows] == index).any()]
    if len(groups) < 2:
        refuse_constant(one.name, one.label)
    along = is_ordered(one.name) or is_ordered(role_of(dataset, one.name) or "")
    alone = hidden_of(dataset, one, policy)
    while True:
        closed = _closed(dataset, _codes(one, groups), groups, used, alone, policy)
        if not closed.any():
            break
        if len(groups) < 3:
            _refuse(one)
        groups = _joined(groups, closed, _sizes(one, groups, used), along=along)
    named = [_label(one, group) for group in groups]
    found = Classification(
        one.name,
        one.label,
        tuple(
            Category("+".join(one.categories[index].code for index in group), label)
            for group, label in zip(groups, named, strict=True)
        ),
        _codes(one, groups),
        one.note,
    )
    put = [label for group, label in zip(groups, named, strict=True) if len(group) > 1]
    return found, [_note(one, put)] if put else []


def require_varied(name: str, label: Text, values: Floats, used: Used, policy: Policy) -> None:
    """Refuse a number that nearly everybody gives alike: its coefficient would tell of the few others.

    :raises ReportError: fewer answers than the threshold differ from the most frequent one.
    """
    held = values[used.rows]
    _, counts = np.unique(held, return_counts=True)
    others = len(held) - int(counts.max(initial=0))
    if not 0 < others < policy.threshold:
        return
    raise ReportError(
        "regression.few",
        name,
        Text(
            zh="“{name}”几乎人人相同：取别的值的不到 {least} 人，系数会说出他们的情况。",
            en="“{name}” is nearly the same for everybody: fewer than {least} differ, and the coefficient would "
            "tell of them.",
        ).fill(name=label, least=policy.threshold),
        Text(zh="请去掉这个变量。", en="Leave the variable out."),
    )


def require_both(name: str, label: Text, used: Used, policy: Policy) -> None:
    """Refuse a logistic outcome that fewer than the threshold gave, or that all but so few gave.

    :raises ReportError: too few of one kind; none of a kind is left for the model to refuse.
    """
    if not used.is_logistic or not 0 < used.rarer < policy.threshold:
        return
    raise ReportError(
        "regression.few",
        name,
        Text(
            zh="“{name}”只有不到 {least} 人选，或不到 {least} 人不选，不能拟合。",
            en="Fewer than {least} chose, or did not choose, “{name}”: no model is fitted.",
        ).fill(name=label, least=policy.threshold),
        Text(
            zh="请换一个答案，或少选有缺失的自变量。",
            en="Choose another answer, or fewer predictors with missing answers.",
        ),
    )


def _closed(
    dataset: Dataset,
    codes: Ints,
    groups: list[tuple[int, ...]],
    used: Used,
    alone: Bools,
    policy: Policy,
) -> Bools:
    """Which groups may not be compared as they stand."""
    hidden = np.array([len(group) == 1 and bool(alone[group[0]]) for group in groups])
    within = np.where(codes < 0, 0, codes)
    weights, count = dataset.weights, len(groups)
    if used.is_logistic:
        chosen = np.where(used.rows, used.outcome, 0.0).astype(np.int64)
        cube = cube_of([within, chosen], (count, 2), weights, used.rows)
        ours = _ours(dataset, [within, chosen], (count, 2), used, policy)
        mask = hide(Cube(cube.parts, cube.weights, (hidden, None), False, ours), policy.threshold)
        return np.asarray(mask[:-1, :2].any(axis=1), dtype=bool)
    cube = cube_of([within], (count,), weights, used.rows)
    mask = hide(cube.besides(_ours(dataset, [within], (count,), used, policy)), policy.threshold)
    mask[:-1] |= hidden
    values = np.where(used.rows, used.outcome, np.nan)
    return np.asarray(
        hide_totals(Magnitudes([within], (count,), values, weights), mask, policy)[:-1], dtype=bool
    )


def _ours(
    dataset: Dataset, codes: Sequence[Ints], sizes: Sequence[int], used: Used, policy: Policy
) -> Bools | None:
    """Groups in which others than the reader's own unit are few."""
    own = own_rows(dataset, policy)
    if own is None:
        return None
    return mostly_own([one[used.rows] for one in codes], sizes, own[used.rows], policy.threshold)


def _joined(
    groups: list[tuple[int, ...]], closed: Bools, sizes: Ints, *, along: bool
) -> list[tuple[int, ...]]:
    """The groups with the least closed one in its smaller neighbour or, without an order, all closed ones as one."""
    if along:
        least = min(np.flatnonzero(closed), key=lambda place: sizes[place])
        beside = [place for place in (least - 1, least + 1) if 0 <= place < len(groups)]
        taken = {int(least), int(min(beside, key=lambda place: sizes[place]))}
    else:
        taken = {int(place) for place in np.flatnonzero(closed)}
        if len(taken) == 1:
            open_ = [place for place in range(len(groups)) if place not in taken]
            taken.add(min(open_, key=lambda place: int(sizes[place])))
    whole = tuple(sorted(index for place in taken for index in groups[place]))
    kept = [group for place, group in enumerate(groups) if place not in taken]
    return sorted([*kept, whole], key=min)


def _codes(one: Classification, groups: list[tuple[int, ...]]) -> Ints:
    place = np.full(len(one.categories), -1, dtype=np.int64)
    for number, group in enumerate(groups):
        place[list(group)] = number
    return place[one.codes]


def _sizes(one: Classification, groups: list[tuple[int, ...]], used: Used) -> Ints:
    codes = _codes(one, groups)[used.rows]
    return np.bincount(codes[codes >= 0], minlength=len(groups))


def _label(one: Classification, group: tuple[int, ...]) -> Text:
    labels = [one.categories[index].label for index in group]
    return Text(
        zh="、".join(label.say("zh-CN") for label in labels),
        en=", ".join(label.say("en") for label in labels),
    )


def _note(one: Classification, put: list[Text]) -> Text:
    listed = Text(
        zh="；".join(label.say("zh-CN") for label in put), en="; ".join(label.say("en") for label in put)
    )
    return TOGETHER.fill(name=one.label, groups=listed)


def _refuse(one: Classification) -> NoReturn:
    raise ReportError(
        "regression.small",
        one.name,
        Text(
            zh="“{name}”有的类别人数太少，或可由此推算出很少的人，或数值主要由一两份答卷构成；合并后没有两组可比。",
            en="Categories of “{name}” are too small, or would tell of others that are, or one or two answers make "
            "their mean: put together, no two groups are left to compare.",
        ).fill(name=one.label),
        Text(
            zh="请去掉这个自变量，或另选一个答案作因变量。",
            en="Leave the predictor out, or choose another answer as the outcome.",
        ),
    )
