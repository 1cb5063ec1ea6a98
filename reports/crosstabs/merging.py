"""Small groups put together before they are crossed, so that their few persons do not hide the rest.

Of 2,463 persons 16 refuse to say their sex. Crossed with age they are a handful in every group, and each
handful takes another cell of its row with it: half the table goes for 16 persons. So where disclosure
control would hide more than a tenth of the answers, categories are put together in the crossing (global
recoding: Hundepool et al. 2012, sec. 3.2.1), the least harmful way first: kinds of missing with each other;
then what is missing with the largest category, which it changes least; then small categories with a
neighbour or, where there is no order, with each other. Tables of one feature keep all categories apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification
from reports.crosstabs.publishable import first_good
from reports.disclosure import Cube
from reports.disclosure.cube import Bools, Ints, with_margins

# Categories with an order of their own, by the beginning of the name of their dimension.
ORDERED = ("age", "title", "education", "degree", "value")
# Of two answers that are put together one is given by at most this share.
SMALL = 0.1
MOST_CELLS = 600
# With more than this share of answers in small cells a table of three features is not tried as it stands.
FEW = 0.01
MOST_MERGES = 5
FEWEST_CATEGORIES = 3

NOT_STATED = Text(zh="未说明或不适用", en="Not stated or not applicable")
#: Who said nothing is no kind of what others said: the label tells the two apart.
WITH = Text(zh="{stated}（含{lacking}）", en="{stated} (with {lacking})")
TOGETHER = Text(
    zh="人数很少的类在交叉表中与别的类合并，使其余的数能够公布：{groups}。各类单独的人数见单项表。",
    en="So that the other figures can be published, groups of few persons are put together in this crossing: "
    "{groups}. Tables of one feature show each by itself.",
)

Plan = tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, eq=False)
class Merged:
    """Classifications to cross and their counts, with what was put together said in ``notes``.

    ``plan`` gives the groups of every dimension, None where nothing was put together.
    """

    classes: tuple[Classification, ...]
    cube: Cube
    notes: tuple[Text, ...] = ()
    plan: Plan | None = None


def is_ordered(name: str) -> bool:
    """Whether the categories of a dimension have an order of their own."""
    return name.startswith(ORDERED)


def merge(
    classes: Sequence[Classification], cube: Cube, threshold: int, answers: Collection[int] = ()
) -> Merged:
    """The classifications of a table as they are best crossed; ``cube`` counts them as they stand.

    The dimensions ``answers`` hold the answers to a question, of which only kinds of missing are put
    together. A table of one feature, or a very fine one, is left as it is.
    """
    sizes = cube.inner
    counts = cube.counts[tuple(slice(0, size) for size in sizes)]
    if len(sizes) < 2 or counts.size > MOST_CELLS or not ((counts > 0) & (counts < threshold)).any():
        return Merged(tuple(classes), cube)
    apart: Plan = tuple(tuple((index,) for index in range(size)) for size in sizes)
    plans = _Plans(classes, counts, threshold, frozenset(answers), cube.given)
    tried = (apart, *plans.after(apart))
    if len(sizes) > 2:
        # Disclosure control of a large table takes long: what persons in small cells tell must do.
        few = plans.in_small(apart)
        last = tried[-1:] if 2 * plans.in_small(tried[-1]) <= few else ()
        tried = last if last and few > FEW * counts.sum() else (apart, *last)
    cubes = [cube if plan == apart else cube_in(cube, plan) for plan in tried]
    place = first_good(cubes, threshold) if len(cubes) > 1 else 0
    best = tried[place]
    if best == apart:
        return Merged(tuple(classes), cube)
    made = tuple(_classified(one, groups) for one, groups in zip(classes, best, strict=True))
    return Merged(made, cubes[place], _said(classes, best), best)


def together(
    one: Classification, groups: Sequence[tuple[int, ...]]
) -> tuple[Classification, tuple[Text, ...]]:
    """A classification with its categories put together in groups, and a note that says so."""
    return _classified(one, groups), _said([one], (tuple(groups),))


def cube_in(cube: Cube, plan: Plan) -> Cube:
    """A cube with the categories of every dimension put together in groups.

    The total of a group that holds all that the table of one feature hides follows from that table.
    """
    parts = cube.parts[(slice(None), *(slice(0, size) for size in cube.inner))]
    for axis, groups in enumerate(plan, 1):
        parts = np.stack([parts.take(group, axis).sum(axis=axis) for group in groups], axis=axis)
    masks = cube.given or (None,) * len(plan)
    given = tuple(
        None if mask is None else hidden_in(mask, groups) for mask, groups in zip(masks, plan, strict=True)
    )
    return Cube(with_margins(parts, 1), cube.weights, given, cube.firm, _sensitive_in(cube.sensitive, plan))


def _sensitive_in(sensitive: Bools | None, plan: Plan) -> Bools | None:
    """Which cells hold nothing but sensitive ones; what is put together is judged again by who does it."""
    if sensitive is None:
        return None
    for axis, groups in enumerate(plan):
        every = (*groups, (sensitive.shape[axis] - 1,))
        sensitive = np.stack([sensitive.take(group, axis).all(axis=axis) for group in every], axis=axis)
    return sensitive


def hidden_in(mask: Bools, groups: Sequence[tuple[int, ...]]) -> Bools:
    """Which groups' totals are hidden: those with some, but not all, of what is hidden, and single categories."""
    held = [int(mask[list(group)].sum()) for group in groups]
    return np.array(
        [one > 0 and (one < mask.sum() or len(group) == 1) for one, group in zip(held, groups, strict=True)],
        dtype=bool,
    )


@dataclass(frozen=True, eq=False)
class _Plans:
    """Ways to put categories together, each going further than the one before.

    Categories that the table of one feature hides (``given``) stay apart or come all into one group: else
    the group's total, or one of theirs, would give what that table hides.
    """

    classes: Sequence[Classification]
    counts: Ints
    threshold: int
    answers: frozenset[int]
    given: tuple[Bools | None, ...] = ()

    def after(self, plan: Plan) -> Iterator[Plan]:
        """The plans after one in which every category is by itself: what is missing of some features, of all."""
        choices = [tuple(range(len(plan)))]
        if len(plan) < 3:
            choices = [(axis,) for axis in range(len(plan))] + choices
        made = [plan]
        for step in (self._missing_together, self._missing_with_largest):
            before = made[-1]
            for axes in choices:
                following = before
                for axis in axes:
                    following = self._held_together(step(following, axis), axis, following)
                if following not in made:
                    made.append(following)
        yield from made[1:]
        plan = made[-1]
        for _ in range(MOST_MERGES):
            found = self._closer(plan)
            if found is None:
                return
            plan = found
            yield plan

    def _missing_together(self, plan: Plan, axis: int) -> Plan:
        missing = self._missing(axis)
        together = tuple(index for group in plan[axis] for index in group if index in missing)
        if len(together) < 2 or not any(self._few(plan, axis, (index,)) for index in together):
            return plan
        return _with(plan, axis, [g for g in plan[axis] if g[0] not in missing] + [together])

    def _missing_with_largest(self, plan: Plan, axis: int) -> Plan:
        if axis in self.answers:
            return plan
        missing = self._missing(axis)
        small = [g for g in plan[axis] if set(g) <= missing and self._few(plan, axis, g)]
        if not small or len(plan[axis]) - len(small) < 2:
            return plan
        sums = self._sums(axis)
        answers = [g for g in plan[axis] if not set(g) & missing]
        hidden = self._hidden(axis)
        # Where the table of one feature hides an answer beside what is missing, that goes with it.
        answers = [g for g in answers if set(g) & hidden] or answers
        largest = max(answers, key=lambda g: sums[list(g)].sum())
        joined = tuple(itertools.chain(largest, *small))
        return _with(plan, axis, [joined if g == largest else g for g in plan[axis] if g not in small])

    def _hidden(self, axis: int) -> set[int]:
        mask = self.given[axis] if self.given else None
        return set() if mask is None else {int(index) for index in np.flatnonzero(mask)}

    def _held_together(self, plan: Plan, axis: int, before: Plan) -> Plan:
        """A plan in which what the table of one feature hides is in one group or all apart.

        ``before`` where that leaves nothing to compare, or puts an answer to a question with who gave none.
        """
        hidden = self._hidden(axis)
        touching = [group for group in plan[axis] if set(group) & hidden]
        if len(touching) < 2 or all(len(group) == 1 for group in touching):
            return plan
        joined = tuple(sorted(itertools.chain(*touching)))
        if axis in self.answers and not set(joined) <= self._missing(axis):
            return before
        rest = [
            joined if group == touching[0] else group for group in plan[axis] if group not in touching[1:]
        ]
        return _with(plan, axis, rest) if len(rest) > 1 else before

    def _closer(self, plan: Plan) -> Plan | None:
        """The plan with two more groups put together that leaves the fewest persons in small cells."""
        tried = [
            self._held_together(
                _with(plan, axis, [(*one, *other) if g == one else g for g in plan[axis] if g != other]),
                axis,
                plan,
            )
            for axis in range(len(plan))
            if axis not in self.answers and len(plan[axis]) > FEWEST_CATEGORIES
            for one, other in self._neighbours(plan, axis)
        ]
        before = self.in_small(plan)
        costs = [(self.in_small(found), index) for index, found in enumerate(tried)]
        return tried[min(costs)[1]] if costs and min(costs)[0] < before else None

    def _neighbours(self, plan: Plan, axis: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        missing, sums = self._missing(axis), self._sums(axis)
        groups = [group for group in plan[axis] if group[0] not in missing]
        if not is_ordered(self.classes[axis].name):
            groups.sort(key=lambda group: int(sums[list(group)].sum()))
            groups = groups[:3]
        most = SMALL * int(sums.sum())
        pairs = itertools.pairwise(groups)
        return [pair for pair in pairs if min(int(sums[list(group)].sum()) for group in pair) <= most]

    def _missing(self, axis: int) -> set[int]:
        categories = self.classes[axis].categories
        return {index for index, category in enumerate(categories) if category.missing is not None}

    def _sums(self, axis: int) -> Ints:
        others = tuple(other for other in range(self.counts.ndim) if other != axis)
        return np.asarray(self.counts.sum(axis=others), dtype=np.int64)

    def _crossed(self, plan: Plan) -> Ints:
        counts = self.counts
        for axis, groups in enumerate(plan):
            counts = np.stack([counts.take(group, axis).sum(axis=axis) for group in groups], axis=axis)
        return counts

    def _few(self, plan: Plan, axis: int, group: tuple[int, ...]) -> bool:
        """Whether a group has small cells where it is crossed with the others as they are planned."""
        cells = self._crossed(_with(plan, axis, [group]))
        return bool(((cells > 0) & (cells < self.threshold)).any())

    def in_small(self, plan: Plan) -> int:
        """How many persons are in inner cells under the threshold."""
        cells = self._crossed(plan)
        return int(cells[cells < self.threshold].sum())


def _with(plan: Plan, axis: int, groups: Sequence[tuple[int, ...]]) -> Plan:
    return (*plan[:axis], tuple(groups), *plan[axis + 1 :])


def _classified(one: Classification, groups: Sequence[tuple[int, ...]]) -> Classification:
    if len(groups) == len(one.categories):
        return one
    places = np.zeros(len(one.categories), dtype=np.int64)
    for place, group in enumerate(groups):
        places[list(group)] = place
    categories = tuple(_category([one.categories[index] for index in group]) for group in groups)
    return Classification(one.name, one.label, categories, places[one.codes], one.note)


def _category(found: Sequence[Category]) -> Category:
    if len(found) == 1:
        return found[0]
    code = "+".join(category.code for category in found)
    if all(category.missing is not None for category in found):
        return Category(code, NOT_STATED, found[0].missing)
    stated = _joined([category.label for category in found if category.missing is None])
    lacking = [category.label for category in found if category.missing is not None]
    return Category(code, WITH.fill(stated=stated, lacking=_joined(lacking)) if lacking else stated)


def _joined(labels: Sequence[Text]) -> Text:
    return Text(
        zh="、".join(label.say("zh-CN") for label in labels),
        en=" or ".join(label.say("en") for label in labels),
    )


def _said(classes: Sequence[Classification], plan: Plan) -> tuple[Text, ...]:
    zh, en = [], []
    for one, groups in zip(classes, plan, strict=True):
        for group in groups:
            if len(group) > 1:
                labels = [one.categories[index].label for index in group]
                zh.append(f"{one.label.say('zh-CN')}“{'”与“'.join(label.say('zh-CN') for label in labels)}”")
                quoted = (f"“{label.say('en')}”" for label in labels)
                en.append(f"{one.label.say('en')} {' and '.join(quoted)}")
    if not zh:
        return ()
    said = TOGETHER.say("zh-CN").format(groups="；".join(zh)), TOGETHER.say("en").format(groups="; ".join(en))
    return (Text(zh=said[0], en=said[1]),)
