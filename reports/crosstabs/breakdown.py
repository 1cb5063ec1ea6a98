"""The structural breakdown: weighted shares, or a question's answers, by up to three groupings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify, of_variable
from reports.codebook import Group, Variable
from reports.crosstabs.by_unit import (
    require_crossing,
    require_others,
    sensitive,
    unchecked,
    without_small_units,
)
from reports.crosstabs.grid import Grid, grid_of
from reports.crosstabs.merging import Merged, cube_in, merge, together
from reports.crosstabs.one_way import finest_of, hidden_of, is_grouped, pooled
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Base,
    Dimension,
    Magnitudes,
    Policy,
    RawTable,
    ReleasedTable,
    Rules,
    join,
    policy_of,
    release,
    to_json,
)
from reports.disclosure.cube import Bools, Cube
from reports.disclosure.rounding import step_of
from reports.errors import ReportError
from reports.estimates import Estimate
from reports.sample_design import design_of

MOST_GROUPINGS = 3
NOT_AN_ANSWER = Text(zh="未作答，不计入有效比例", en="Not an answer")
CHOSEN = "1"
TOO_FEW = Text(
    zh="有效答卷少于 {threshold} 份，为保护个人信息不出任何结果表。",
    en="There are fewer than {threshold} valid answers: to protect persons no table is made of them.",
)
MORE_NEEDED = Text(
    zh="有效答卷达到 {threshold} 份后，这里就会有结果。", en="Results appear once there are {threshold}."
)


@dataclass(frozen=True, eq=False)
class Breakdown:
    """A released breakdown. ``figure`` names what its cells are mainly about: ``share`` or ``mean``.

    Without a question ``share`` is of the whole weighted base and ``total`` the estimated persons. With
    a coded question ``share`` is within the group, all answers and kinds of missing together, and
    ``valid_share`` among those who answered. With a number question ``mean`` is the mean of the group.
    """

    table: ReleasedTable
    by: tuple[str, ...]
    question: str | None = None
    figure: str = "share"

    def to_json(self) -> dict[str, Any]:
        """What ``python -m survey breakdown --json`` prints."""
        rename = {self.question: "value"} if self.question else {}
        return to_json(self.table, self.figure, rename)


def breakdown(
    dataset: Dataset,
    by: Sequence[str],
    groupings: Mapping[str, str] | None = None,
    question: str | None = None,
    policy: Rules = PUBLIC,
    title: Text | None = None,
) -> Breakdown:
    """Break the answers down by one to three groupings, with all margins, and release the table.

    ``by`` are names that :func:`reports.classification.classify` knows; ``question`` is a variable or a
    multiple choice, matrix or ranking. Kinds of missing are categories of their own. Intervals are 95 %
    logit intervals on the design's degrees of freedom (t intervals for means). A multiple choice or a
    ranking gives a row per option: the share of those who chose it among those who answered.
    """
    if not 1 <= len(by) <= MOST_GROUPINGS or len({*by, question}) != len(by) + 1:
        raise ReportError(
            "breakdown.by",
            ", ".join(by),
            Text(
                zh="请给出一至三个不同的分组，且不同于题目。",
                en="Name one to three groupings, all different, and not the question.",
            ),
            Text(zh="例如：age, title, sector。", en="For example: age, title, sector."),
        )
    rules = policy_of(policy)
    require_enough(dataset, rules)
    require_others(dataset, rules)
    require_crossing(dataset, by, rules)
    classes = [classify(dataset, name, groupings) for name in by]
    if len(classes) > 1 or question is not None:
        classes = without_small_units(dataset, pooled(dataset, classes, rules), rules)
    if question is None:
        return Breakdown(structure(dataset, classes, rules, title), tuple(by))
    group = dataset.group(question)
    if group is not None:
        return Breakdown(group_table(dataset, classes, group, rules, title), tuple(by), question)
    variable = dataset.variable(question)
    if variable.kind == "number":
        return Breakdown(mean_table(dataset, classes, variable, rules, title), tuple(by), question, "mean")
    return Breakdown(
        answers(dataset, classes, of_variable(dataset, variable), rules, title), tuple(by), question
    )


def require_enough(dataset: Dataset, policy: Rules) -> None:
    """Refuse tables of fewer answers than the threshold: their zeros alone would tell who they are."""
    threshold = policy_of(policy).threshold
    if 0 < len(dataset) < threshold:
        raise ReportError(
            "disclosure.few",
            "valid",
            TOO_FEW.fill(threshold=threshold),
            MORE_NEEDED.fill(threshold=threshold),
        )


def structure(
    dataset: Dataset, classes: Sequence[Classification], policy: Rules, title: Text | None = None
) -> ReleasedTable:
    """Shares of the whole weighted base and estimated persons, for every cell and margin."""
    merged, grid = _merged(dataset, classes, policy)
    figures = {"share": grid.shares(), "total": grid.totals()}
    raw = _raw(dataset, grid, figures, title or _crossed(classes), policy, merged=merged)
    return release(raw, policy)


def _merged(
    dataset: Dataset, classes: Sequence[Classification], policy: Rules, answers: bool = False
) -> tuple[Merged, Grid]:
    """Small groups put together where that publishes much more, and the grid of what is then crossed."""
    design, rules = design_of(dataset), policy_of(policy)
    grid = grid_of(design, classes, _given(dataset, classes, rules))
    whole = _judged(dataset, grid.classes, grid.cube(), rules)
    if rules.rounding:
        return Merged(grid.classes, whole), grid
    alike = _alike(dataset, grid.classes, whole, rules, answers)
    merged = merge(alike.classes, alike.cube, rules.threshold, answers)
    if merged.classes == grid.classes:
        return merged, grid
    judged = _judged(dataset, merged.classes, merged.cube, rules)
    return Merged(merged.classes, judged, (*alike.notes, *merged.notes)), grid_of(design, merged.classes)


def _alike(
    dataset: Dataset, classes: Sequence[Classification], whole: Cube, policy: Policy, answers: bool
) -> Merged:
    """A crossing of two features in which one has several groupings: the other is put together alike in all.

    Men by three ages beside men and who refused by five-year groups would tell who refused, by age. So the
    feature that has one grouping only is put together as its crossing with the finest of the other needs it.
    """
    found = Merged(tuple(classes), whole)
    if len(classes) != 2:
        return found
    for axis, one in enumerate(classes):
        finest = finest_of(dataset, classes[1 - axis], policy)
        if finest is None or is_grouped(dataset, one, policy):
            continue
        pair = [one, finest] if axis == 0 else [finest, one]
        grid = grid_of(design_of(dataset), pair, _given(dataset, pair, policy))
        cube = _judged(dataset, grid.classes, grid.cube(), policy)
        plan = merge(grid.classes, cube, policy.threshold, answers).plan
        if plan is None or len(plan[axis]) == len(one.categories):
            continue
        alone = tuple((place,) for place in range(len(classes[1 - axis].categories)))
        both = (plan[0], alone) if axis == 0 else (alone, plan[1])
        made, notes = together(one, plan[axis])
        kept = (made, classes[1]) if axis == 0 else (classes[0], made)
        return Merged(kept, cube_in(whole, both), notes)
    return found


def _judged(dataset: Dataset, classes: Sequence[Classification], cube: Cube, policy: Policy) -> Cube:
    """A cube with what the policy closes for the sake of units."""
    found = sensitive(dataset, classes, policy)
    # What is closed to the reader of one unit only, no table of one feature has decided.
    firm = cube.firm and policy.own_unit is None
    return cube if found is None and firm == cube.firm else cube.besides(found, firm)


def _given(
    dataset: Dataset, classes: Sequence[Classification], policy: Rules, beside: int = 0
) -> list[Bools | None]:
    """What the tables of each feature alone hide; ``beside`` further dimensions have no such table."""
    return [*(hidden_of(dataset, one, policy) for one in classes), *[None] * beside]


def answers(
    dataset: Dataset,
    classes: Sequence[Classification],
    values: Classification,
    policy: Rules,
    title: Text | None = None,
    is_joined: bool = False,
) -> ReleasedTable:
    """Shares of every value of a coded question within each group; ``classes`` may be empty.

    Small groups are not put together where the table ``is_joined`` with others of the same groups.
    """
    every = [*classes, values]
    grid, merged = grid_of(design_of(dataset), every, _given(dataset, every, policy)), None
    if not is_joined:
        merged, grid = _merged(dataset, grid.classes, policy, answers=True)
    figures = {"share": grid.shares(within=True), "valid_share": _of_answers(grid, grid.classes[-1])}
    raw = _raw(dataset, grid, figures, title or values.label, policy, merged=merged)
    whole = raw.cube.counts[..., -1:]
    base = np.broadcast_to(whole, raw.cube.counts.shape)
    return release(RawTable(**{**vars(raw), "base_n": base}), policy)


def _of_answers(grid: Grid, values: Classification) -> list[Estimate]:
    """Shares among those who answered; the kinds of missing have none."""
    found = grid.shares(values.valid, within=True)
    missing = [category.missing is not None for category in values.categories] + [False]
    return [
        estimate.none(NOT_AN_ANSWER) if missing[index % len(missing)] else estimate
        for index, estimate in enumerate(found)
    ]


def mean_table(
    dataset: Dataset,
    classes: Sequence[Classification],
    variable: Variable,
    policy: Rules,
    title: Text | None = None,
) -> ReleasedTable:
    """Means of a number in every group, over those who gave one, but where one or two answers make the total."""
    grid = grid_of(design_of(dataset), classes, _given(dataset, classes, policy))
    values = dataset.numbers(variable.name)
    held = ~np.isnan(values)
    behind = Magnitudes([one.codes for one in grid.classes], grid.sizes, values, dataset.weights)
    means = {"mean": grid.means(values)}
    raw = _raw(dataset, grid, means, title or variable.label, policy, held, magnitudes=behind)
    return release(raw, policy)


def group_table(
    dataset: Dataset,
    classes: Sequence[Classification],
    group: Group,
    policy: Rules,
    title: Text | None = None,
) -> ReleasedTable:
    """A question of several variables by groups, its options or items along a first dimension.

    The answers of a matrix follow as a last dimension ``value``. Of a multiple choice and of a ranking
    chosen and not chosen are protected together, then the chosen are kept.
    """
    title = title or group.label
    if group.kind == "matrix":
        items = [dataset.variable(name) for name in group.variables]
        tables = []
        for item in items:
            values = of_variable(dataset, item, "value")
            part = group.part(item.label)
            tables.append(answers(dataset, classes, values, policy, part, is_joined=True))
        listed = tuple(Category(item.name, group.part(item.label)) for item in items)
        return _joined_values(title, Dimension("item", group.label, listed), tables)
    options = mentions(dataset, group)
    tables = [_chosen(dataset, classes, option, policy) for option in options]
    listed = tuple(Category(option.name, option.label) for option in options)
    return join(title, Dimension(group.name, group.label, listed), tables, keep={"chosen": CHOSEN})


def _joined_values(title: Text, dimension: Dimension, tables: Sequence[ReleasedTable]) -> ReleasedTable:
    """Join items whose kinds of missing differ: the last dimension shows every category of any item."""
    found: dict[str, Category] = {}
    for table in tables:
        found |= {category.code: category for category in table.dimensions[-1].categories}
    ordered = sorted(found.values(), key=lambda category: category.missing is not None)
    return join(title, dimension, tables, last=tuple(ordered))


def mentions(dataset: Dataset, group: Group) -> list[Classification]:
    """For each option of a multiple choice or ranking: chosen (1), not chosen (0), or why unanswered."""
    if group.kind == "multiple":
        found = []
        for name in group.variables:
            made = of_variable(dataset, dataset.variable(name))
            found.append(Classification(name, group.part(made.label), made.categories, made.codes))
        return found
    places = [dataset.variable(name) for name in group.variables]
    first = of_variable(dataset, places[0])
    chosen = [dataset.codes(place.name) for place in places]
    kinds = [category for category in first.categories if category.missing is not None]
    offset = len(first.categories) - len(kinds)
    found = []
    for code in places[0].substantive:
        hit = np.zeros(len(dataset), dtype=bool)
        for codes, categories in chosen:
            hit |= codes == categories.index(code)
        listed = (Category(CHOSEN, places[0].codes[code]), Category("0", places[0].codes[code]), *kinds)
        codes = np.where(first.valid, np.where(hit, 0, 1), first.codes - offset + 2)
        found.append(Classification(code, places[0].codes[code], listed, codes))
    return found


def _chosen(
    dataset: Dataset, classes: Sequence[Classification], option: Classification, policy: Rules
) -> ReleasedTable:
    """Shares among those who answered; both chosen and not chosen pass disclosure control."""
    held = option.valid
    codes = np.where(held, option.codes, 0)
    binary = Classification("chosen", option.label, option.categories[:2], codes)
    grid = grid_of(design_of(dataset), [*classes, binary], _given(dataset, classes, policy, beside=1))
    raw = _raw(dataset, grid, {"share": grid.shares(held, within=True)}, option.label, policy, held)
    base = np.broadcast_to(raw.cube.counts[..., -1:], raw.cube.counts.shape)
    return release(RawTable(**{**vars(raw), "base_n": base}), policy)


def _raw(
    dataset: Dataset,
    grid: Grid,
    figures: Mapping[str, Sequence[Estimate]],
    title: Text,
    policy: Rules,
    rows: Bools | None = None,
    merged: Merged | None = None,
    magnitudes: Magnitudes | None = None,
) -> RawTable:
    rules = policy_of(policy)
    weights = dataset.weights if rows is None else dataset.weights[rows]
    return RawTable(
        title=title,
        dimensions=tuple(Dimension(one.name, one.label, one.categories) for one in grid.classes),
        cube=_judged(dataset, grid.classes, grid.cube(rows), rules) if merged is None else merged.cube,
        weighted=grid.weighted(rows),
        figures=figures,
        base=Base(len(weights), float(weights.sum())),
        notes=(
            *dataset.design.notes,
            *(one.note for one in grid.classes if one.note is not None),
            *(merged.notes if merged is not None else ()),
            *unchecked(dataset, grid.classes, rules),
        ),
        source=dataset.hash,
        step=step_of(dataset.weights),
        magnitudes=magnitudes,
    )


def _crossed(classes: Sequence[Classification]) -> Text:
    return Text(
        zh="×".join(one.label.say("zh-CN") for one in classes),
        en=" × ".join(one.label.say("en") for one in classes),
    )
