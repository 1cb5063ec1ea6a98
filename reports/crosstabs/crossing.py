"""Features crossed: small groups put together, the counts as a policy judges them, the table before its release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from threading import Lock
from weakref import WeakKeyDictionary

from questionnaires.text import Text
from reports.classification import Classification
from reports.crosstabs.by_unit import is_question, place_of, sensitive, units_said
from reports.crosstabs.grid import Grid, grid_of
from reports.crosstabs.merging import Merged, cube_in, merge, together
from reports.crosstabs.one_way import before_of, finest_of, hidden_of, is_grouped
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Base, Dimension, Magnitudes, Policy, RawTable, hide
from reports.disclosure.alongside import Printed, hide_alongside
from reports.disclosure.controlled import controlled
from reports.disclosure.cube import Bools, Cube
from reports.disclosure.rounding import step_of
from reports.estimates import Estimate
from reports.sample_design import design_of

UNPROVED = Text(
    zh="这张表格子太多，没有与两两交叉的表合起来核对能否推出很少的人；对外公布前请改用较粗的分组，或只公布其中一种。",
    en="This table has too many cells to be checked, beside the tables of two of its features, for what both tell of "
    "few persons: before it is published take coarser groupings, or publish one of them only.",
)
_lock = Lock()
_Key = tuple[tuple[tuple[str, tuple[str, ...]], ...], str]
_crossings: WeakKeyDictionary[Dataset, dict[_Key, tuple[Merged, Grid]]] = WeakKeyDictionary()


def merged_grid(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> tuple[Merged, Grid]:
    """Small groups put together where that publishes much more, and the grid of what is then crossed.

    Features are taken by role and a question last, whatever the order asked for, and whether a feature is asked for
    as such or as a question: tables of the same answers in two orders hide the same cells.
    """
    order = sorted(range(len(classes)), key=lambda at: place_of(dataset, classes[at].name))
    merged, grid = _kept(dataset, [classes[at] for at in order], policy)
    back = [order.index(at) for at in range(len(classes))]
    if back == sorted(back):
        return merged, grid
    # What is hidden or withheld is found before the cube is turned.
    if policy.rounding:
        controlled(merged.cube, policy.rounding, policy.threshold)
    else:
        hide(merged.cube, policy.threshold)
    turned = tuple(merged.classes[at] for at in back)
    plan = None if merged.plan is None else tuple(merged.plan[at] for at in back)
    made = Merged(turned, merged.cube.turned(back), merged.notes, plan)
    return made, grid_of(design_of(dataset), turned)


def _kept(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> tuple[Merged, Grid]:
    """The same in the order in which it is decided.

    A crossing of two features, one of which has several groupings, is proved beside its crossings with those
    groupings of it that come before; one of three beside those of two, which put other categories together; a table
    for those within beside the published one.
    """
    key = (tuple((one.name, tuple(c.code for c in one.categories)) for one in classes), policy.hash)
    with _lock:
        kept = _crossings.setdefault(dataset, {})
    if key in kept:
        return kept[key]
    merged, grid = _merged(dataset, classes, policy)
    if 1 < len(classes) < 4 and not policy.rounding:
        before = list(_before(dataset, classes, policy))
        codes = [one.codes for one in merged.classes]
        # Without its inner cells a table of three features says nothing: it says instead that it is not proved.
        closing = len(classes) == 2
        if not hide_alongside(merged.cube, codes, grid.sizes, before, policy.threshold, closing=closing):
            merged = replace(merged, notes=(*merged.notes, UNPROVED))
        kept[key] = merged, grid
    return merged, grid


def _before(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> Iterator[Printed]:
    """The crossings that one of two or three features is proved beside."""
    if len(classes) == 3:
        for pair in combinations(classes, 2):
            yield _printed(dataset, pair, policy)
    else:
        for axis, one in enumerate(classes):
            for member in before_of(dataset, one, policy):
                yield _printed(dataset, _with(classes, axis, member), policy)
    if policy.threshold < PUBLIC.threshold:  # its readers have what is published as well
        yield _printed(dataset, classes, PUBLIC)


def _printed(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> Printed:
    """A crossing as it is printed."""
    merged, grid = merged_grid(dataset, classes, policy)
    return Printed(
        tuple(one.codes for one in merged.classes), grid.sizes, hide(merged.cube, policy.threshold)
    )


def _asked(dataset: Dataset, classes: Sequence[Classification]) -> frozenset[int]:
    """Which of several classifications hold the answers to a question."""
    return frozenset(axis for axis, one in enumerate(classes) if is_question(dataset, one.name))


def _with(classes: Sequence[Classification], axis: int, member: Classification) -> list[Classification]:
    return [member if place == axis else one for place, one in enumerate(classes)]


def _merged(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> tuple[Merged, Grid]:
    answers = _asked(dataset, classes)
    design = design_of(dataset)
    grid = grid_of(design, classes, given_of(dataset, classes, policy))
    whole = judged_cube(dataset, grid.classes, grid.cube(), policy)
    if policy.rounding:
        return Merged(grid.classes, whole), grid
    alike = _alike(dataset, grid.classes, whole, policy, answers)
    merged = merge(alike.classes, alike.cube, policy.threshold, answers)
    if merged.classes == grid.classes:
        return merged, grid
    judged = judged_cube(dataset, merged.classes, merged.cube, policy)
    return Merged(merged.classes, judged, (*alike.notes, *merged.notes)), grid_of(design, merged.classes)


def _alike(
    dataset: Dataset, classes: Sequence[Classification], whole: Cube, policy: Policy, answers: frozenset[int]
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
        grid = grid_of(design_of(dataset), pair, given_of(dataset, pair, policy))
        cube = judged_cube(dataset, grid.classes, grid.cube(), policy)
        plan = merge(grid.classes, cube, policy.threshold, answers).plan
        if plan is None or len(plan[axis]) == len(one.categories):
            continue
        alone = tuple((place,) for place in range(len(classes[1 - axis].categories)))
        both = (plan[0], alone) if axis == 0 else (alone, plan[1])
        made, notes = together(one, plan[axis])
        kept = (made, classes[1]) if axis == 0 else (classes[0], made)
        return Merged(kept, cube_in(whole, both), notes)
    return found


def judged_cube(dataset: Dataset, classes: Sequence[Classification], cube: Cube, policy: Policy) -> Cube:
    """A cube with what the policy closes for the sake of units."""
    found = sensitive(dataset, classes, policy)
    # What is closed to the reader of one unit only, no table of one feature has decided.
    firm = cube.firm and policy.own_unit is None
    return cube if found is None and firm == cube.firm else cube.besides(found, firm)


def given_of(
    dataset: Dataset, classes: Sequence[Classification], policy: Policy, beside: int = 0
) -> list[Bools | None]:
    """What the tables of each feature alone hide; ``beside`` further dimensions have no such table."""
    return [*(hidden_of(dataset, one, policy) for one in classes), *[None] * beside]


def raw_table(
    dataset: Dataset,
    grid: Grid,
    figures: Mapping[str, Sequence[Estimate]],
    title: Text,
    policy: Policy,
    rows: Bools | None = None,
    merged: Merged | None = None,
    magnitudes: Magnitudes | None = None,
    cube: Cube | None = None,
) -> RawTable:
    """The table of a grid before its release; ``rows`` is who counts.

    ``cube`` are its counts where something was decided about them before, as where groups were ``merged``.
    """
    weights = dataset.weights if rows is None else dataset.weights[rows]
    if merged is not None:
        cube = merged.cube
    return RawTable(
        title=title,
        dimensions=tuple(Dimension(one.name, one.label, one.categories) for one in grid.classes),
        cube=cube or judged_cube(dataset, grid.classes, grid.cube(rows), policy),
        weighted=grid.weighted(rows),
        figures=figures,
        base=Base(len(weights), float(weights.sum())),
        notes=(
            *dataset.design.notes,
            *(one.note for one in grid.classes if one.note is not None),
            *(merged.notes if merged is not None else ()),
            *units_said(dataset, grid.classes, policy),
        ),
        source=dataset.hash,
        step=step_of(dataset.weights),
        magnitudes=magnitudes,
    )


def crossed_title(classes: Sequence[Classification | Dimension]) -> Text:
    """The name of a crossing: 性别×年龄."""
    return Text(
        zh="×".join(one.label.say("zh-CN") for one in classes),
        en=" × ".join(one.label.say("en") for one in classes),
    )
