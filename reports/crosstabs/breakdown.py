"""The structural breakdown: weighted shares, or a question's answers, by up to three groupings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify, of_variable
from reports.codebook import Group, Variable
from reports.crosstabs.by_unit import (
    is_question,
    place_of,
    require_crossing,
    require_others,
    without_small_units,
)
from reports.crosstabs.coarse import notes_of_shares, share_step, step_told
from reports.crosstabs.crossing import crossed_title, given_of, merged_grid, raw_table
from reports.crosstabs.grid import Grid, grid_of
from reports.crosstabs.one_way import of_answers, pooled, tells_answered
from reports.crosstabs.options import CHOSEN, mentions, option_tables
from reports.crosstabs.uncounted import uncounted_cells, without_counts
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Dimension,
    Magnitudes,
    Policy,
    RawTable,
    ReleasedTable,
    hide,
    join,
    release,
    to_json,
    turned,
)
from reports.disclosure.answered import closed_lines, hidden_bases, without
from reports.disclosure.cube import Cube
from reports.disclosure.moments import rounded_share
from reports.errors import ReportError
from reports.estimates import Estimate
from reports.sample_design import design_of

MOST_GROUPINGS = 3
NOT_AN_ANSWER = Text(zh="未作答，不计入有效比例", en="Not an answer")
MIXED = Text(
    zh="未作答的与有的选项合并公布，不给有效比例",
    en="Those who did not answer are published together with an answer",
)
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
    policy: Policy = PUBLIC,
    title: Text | None = None,
) -> Breakdown:
    """Break the answers down by one to three groupings, with all margins, and release the table.

    ``by`` are names that :func:`reports.classification.classify` knows; ``question`` is a variable or a
    multiple choice, matrix or ranking. Kinds of missing are categories of their own. Intervals are 95 %
    logit intervals on the design's degrees of freedom (t intervals for means). A multiple choice or a
    ranking gives a row per option: the share of those who chose it among those who answered.

    A crossing is worked out in one order whatever the order of ``by``, and turned: title by age and age by title
    hide the same cells.
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
    ordered = sorted(by, key=lambda name: place_of(dataset, name))
    if list(by) != ordered:
        made = breakdown(dataset, ordered, groupings, question, policy, title)
        return replace(made, table=_turned(made.table, by, title, question), by=tuple(by))
    require_enough(dataset, policy)
    require_others(dataset, policy)
    require_crossing(dataset, by if question is None else [*by, question], policy)
    classes = [classify(dataset, name, groupings) for name in by]
    if len(classes) > 1 or question is not None:
        classes = pooled(dataset, classes, policy)
        asked = [] if question is None else _of_role(dataset, question)
        classes = without_small_units(dataset, [*classes, *asked], policy)[: len(by)]
    if question is None:
        return Breakdown(structure(dataset, classes, policy, title), tuple(by))
    group = dataset.group(question)
    if group is not None:
        return Breakdown(group_table(dataset, classes, group, policy, title), tuple(by), question)
    variable = dataset.variable(question)
    if variable.kind == "number":
        return Breakdown(mean_table(dataset, classes, variable, policy, title), tuple(by), question, "mean")
    return Breakdown(
        answers(dataset, classes, of_variable(dataset, variable), policy, title), tuple(by), question
    )


def _of_role(dataset: Dataset, question: str) -> list[Classification]:
    """A question that is also a feature, such as title, as a classification; nothing for any other."""
    if question not in dataset or is_question(dataset, question):
        return []
    variable = dataset.variable(question)
    return [of_variable(dataset, variable)] if variable.kind in ("code", "indicator") else []


def _turned(
    table: ReleasedTable, by: Sequence[str], title: Text | None, question: str | None
) -> ReleasedTable:
    following = iter(by)
    names = [next(following) if one.name in by else one.name for one in table.dimensions]
    crossed = crossed_title([table.dimension(name) for name in by])
    return turned(table, names, crossed if title is None and question is None else table.title)


def require_enough(dataset: Dataset, policy: Policy) -> None:
    """Refuse tables of fewer answers than the threshold: their zeros alone would tell who they are."""
    threshold = policy.threshold
    if 0 < len(dataset) < threshold:
        raise ReportError(
            "disclosure.few",
            "valid",
            TOO_FEW.fill(threshold=threshold),
            MORE_NEEDED.fill(threshold=threshold),
        )


def structure(
    dataset: Dataset, classes: Sequence[Classification], policy: Policy, title: Text | None = None
) -> ReleasedTable:
    """Shares of the whole weighted base and estimated persons, for every cell and margin."""
    merged, grid = merged_grid(dataset, classes, policy)
    figures = {"share": grid.shares(), "total": grid.totals()}
    raw = raw_table(dataset, grid, figures, title or crossed_title(classes), policy, merged=merged)
    return release(raw, policy)


def answers(
    dataset: Dataset,
    classes: Sequence[Classification],
    values: Classification,
    policy: Policy,
    title: Text | None = None,
    is_joined: bool = False,
) -> ReleasedTable:
    """Shares of every value of a coded question within each group; ``classes`` may be empty.

    Small groups are not put together where the table ``is_joined`` with others of the same groups.
    """
    every = [*classes, values]
    grid, merged = grid_of(design_of(dataset), every, given_of(dataset, every, policy)), None
    if not is_joined:
        merged, grid = merged_grid(dataset, grid.classes, policy)
    raw = raw_table(dataset, grid, {}, title or values.label, policy, merged=merged)
    base = np.broadcast_to(raw.cube.counts[..., -1:], raw.cube.counts.shape)
    alone = not classes and grid.sizes == (len(values.categories),)
    step = share_step(dataset, values, policy) if alone else 0.0
    figures = _within(dataset, grid, raw.cube, values, policy, step or 0.0)
    # Of tables that are joined, one note says which are rounded to what.
    notes = (*raw.notes, *(() if is_joined else notes_of_shares([(values.label, step)], policy)))
    return release(RawTable(**{**vars(raw), "base_n": base, "figures": figures, "notes": notes}), policy)


def _within(
    dataset: Dataset, grid: Grid, cube: Cube, values: Classification, policy: Policy, step: float
) -> dict[str, Sequence[Estimate]]:
    """Shares within each group, of all and of those who answered, but those that would tell a hidden total.

    With a ``step`` those of who answered are rounded to it instead.
    """
    valid = _of_answers(grid, grid.classes[-1])
    if _is_mixed(values, grid.classes[-1]):
        valid = [one.none(MIXED) for one in valid]
    found = {"share": grid.shares(within=True), "valid_share": valid}
    if policy.rounding:
        return dict(found)
    if step:
        pairs = zip(valid, found["share"], strict=True)
        return {**found, "valid_share": [rounded_share(one, of_all, step) for one, of_all in pairs]}
    hidden, axes = hide(cube, policy.threshold), range(len(grid.sizes) - 1)
    whole = tells_answered(dataset, values, policy) if axes else None
    answered = [*(np.ones(size, dtype=bool) for size in grid.sizes[:-1]), of_answers(grid.classes[-1])]
    closed = {
        "share": hidden_bases(hidden, axes),
        "valid_share": closed_lines(cube, hidden, answered, axes, policy.threshold, whole),
    }
    return {name: without(figures, closed[name], hidden.shape, policy) for name, figures in found.items()}


def _is_mixed(values: Classification, shown: Classification) -> bool:
    """Whether an answer was put together with a kind of missing, as in crossings of features."""
    known = {category.code: category.missing for category in values.categories}
    return any(
        any(known.get(code) is not None for code in category.code.split("+"))
        for category in shown.categories
        if category.missing is None and category.code not in known
    )


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
    policy: Policy,
    title: Text | None = None,
) -> ReleasedTable:
    """Means of a number in every group, over those who gave one, but where one or two answers make the total.

    Where n would tell how few of a group did not give it, it is None and the mean is rounded.
    """
    grid = grid_of(design_of(dataset), classes, given_of(dataset, classes, policy))
    values = dataset.numbers(variable.name)
    held = ~np.isnan(values)
    behind = Magnitudes([one.codes for one in grid.classes], grid.sizes, values, dataset.weights)
    means = {"mean": grid.means(values)}
    raw = raw_table(dataset, grid, means, title or variable.label, policy, held, magnitudes=behind)
    closed = uncounted_cells(dataset, grid.classes, variable, policy)
    return release(without_counts(raw, closed, grid.cube().counts, policy), policy)


def group_table(
    dataset: Dataset,
    classes: Sequence[Classification],
    group: Group,
    policy: Policy,
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
        made = joined_values(title, Dimension("item", group.label, listed), tables)
        steps = [(one.label, step_told(table)) for one, table in zip(listed, tables, strict=True)]
        return replace(made, notes=(*made.notes, *notes_of_shares(steps, policy)))
    options = mentions(dataset, group)
    tables = option_tables(dataset, classes, options, policy)
    listed = tuple(Category(option.name, option.label) for option in options)
    return join(title, Dimension(group.name, group.label, listed), tables, keep={"chosen": CHOSEN})


def joined_values(title: Text, dimension: Dimension, tables: Sequence[ReleasedTable]) -> ReleasedTable:
    """Join items whose kinds of missing differ: the last dimension shows every category of any item."""
    found: dict[str, Category] = {}
    for table in tables:
        found |= {category.code: category for category in table.dimensions[-1].categories}
    ordered = sorted(found.values(), key=lambda category: category.missing is not None)
    made = join(title, dimension, tables, last=tuple(ordered))
    return replace(made, notes=tuple(dict.fromkeys(note for table in tables for note in table.notes)))
