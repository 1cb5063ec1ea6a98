"""A filtered table beside everything that is, or may be, published of the same data.

Three things are asked before it is released:

- the crossings of its variables with those filtered by: only what follows from them is printed, where a page shows
  them (:mod:`reports.crosstabs.derived`);
- the tables of everybody by its own variables, and those that cross them with the variables filtered by.
  A crossing is a row of filtered tables, one for each category: its hidden cells stay hidden here, too;
- the tables of the ledger before it (:mod:`reports.disclosure.differencing`). Of a filtered one it is assumed
  that it published whatever its own counts allow, so that the order in which tables are seen again does not
  matter.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from questionnaires.text import Text
from reports.classification import Classification
from reports.crosstabs.by_unit import role_of, units_of
from reports.crosstabs.derived import not_derived
from reports.crosstabs.filters import kept_rows
from reports.crosstabs.merging import hidden_in
from reports.crosstabs.planes import CHOSEN, VALUE, Plane, planes
from reports.dataset import Dataset
from reports.disclosure import Policy
from reports.disclosure.cube import Bools, Cube, Ints, cube_of
from reports.disclosure.differencing import Shown, apart
from reports.disclosure.policy import UNIT_ROLES
from reports.disclosure.suppression import hide
from reports.disclosure.units import too_few
from reports.errors import ReportError
from reports.layout import MOST_CROSSED, Condition, conditions

# A crossing counts for as many filtered tables at most; further categories are far from the filter.
MOST_SLICES = 60
# So many are asked what they tell together, by linear programmes; every one is asked by itself.
MOST_TOGETHER = 10


HIDDEN = Text(
    zh="符合筛选条件的人数不公布：由它可以推算出别的取值里很少的人。",
    en="How many meet the filters is not published: it would tell how few have another value.",
)
WITH_OTHERS = Text(
    zh="请把人数少的取值（例如“未答”）也一起选上，或换一个筛选变量。",
    en="Choose the values of few answers, such as those left out, together with it, or filter by another variable.",
)


@dataclass(frozen=True)
class Earlier:
    """A table that was given away before, as the ledger of releases keeps it."""

    by: tuple[str, ...] = ()
    filter: str = ""
    question: str = ""


@dataclass(frozen=True, eq=False)
class Before:
    """What is published beside one plane: each table is asked by itself (``each``), some ``together``.

    ``within`` are the crossings with all variables filtered by, none where no page crosses so many; ``chosen`` says by
    variable filtered by which rows (n,) are kept.
    """

    each: list[Shown] = field(default_factory=list)
    together: list[list[Shown]] = field(default_factory=list)
    within: list[Plane] = field(default_factory=list)
    chosen: Mapping[str, Bools] = field(default_factory=dict)


def filtered_cube(
    dataset: Dataset,
    plane: Plane,
    rows: Bools,
    before: Before | None,
    policy: Policy,
) -> Cube:
    """The counts of the rows kept, with the cells closed that something published before would give away.

    :raises ReportError: ``disclosure.difference``: the totals themselves differ by too few.
    """
    held = plane.held & rows
    if before is None:  # a table as it is assumed to have been published
        return _counted(dataset, plane, held, None, (), policy)
    given = tuple(
        _alone(dataset, plane, axis, rows, before.each, policy) if len(plane.classes) > 1 else None
        for axis in range(len(plane.classes))
    )
    cube = _counted(dataset, plane, held, None, given, policy)
    own = hide(cube, policy.threshold)
    closed = _closed(plane.shown(own, rows), before.each, before.together, policy)
    if before.within:
        closed |= not_derived(plane, before.within, before.chosen, policy)
    if not closed.any():
        return cube
    # Later tables take it that what its own counts hide is hidden, whatever else is closed.
    closed |= own
    given = tuple(
        None if mask is None else mask | closed[cube.margin(axis)] for axis, mask in enumerate(given)
    )
    return _counted(dataset, plane, held, closed, given, policy)


def before_of(
    dataset: Dataset,
    names: Sequence[str],
    measure: str,
    filters: Sequence[Condition],
    earlier: Sequence[Earlier],
    policy: Policy,
) -> list[Before]:
    """For every plane of a table what is published beside it.

    The same table of everybody, its crossings with the variables filtered by, and the tables of the ledger. A
    crossing is asked together with all its rows, filtered tables of the ledger with each other.
    """
    filtered = [one.name for one in filters]
    made = planes(dataset, names, measure, policy)
    rows = kept_rows(dataset, filters, names, policy)
    whole = [plane.everybody(policy) for plane in made]
    chosen = {one.name: kept_rows(dataset, [one], names, policy) for one in filters}
    found = [Before(chosen=chosen) for _ in made]
    for name in filtered:
        (alone,) = planes(dataset, (name,), "", policy)
        for one in found:
            one.each.extend(_sliced(alone.everybody(policy), [name], rows)[1:])
    for by in _crossings(names, filtered):
        try:
            crossed = planes(dataset, by, measure, policy)
        except ReportError:  # no page shows it either
            continue
        lone = [name for name in by if name in filtered]
        for one, plane, all_of_it in zip(found, crossed, whole, strict=True):
            shown = plane.everybody(policy)
            one.each.extend(_sliced(shown, filtered, rows))
            if len(lone) == 1 and len(by) == len(names) + 1:
                one.together.append([all_of_it, *_sliced(shown, lone, shown.rows)[1:]])
            if len(lone) == len(filtered) and len(names) + len(filtered) <= MOST_CROSSED:
                one.within.append(plane)
    for line in dict.fromkeys(earlier):
        for one, tables in zip(found, _entered(dataset, line, measure, len(made), policy), strict=True):
            one.each.extend(each for table in tables for each in _sliced(table, filtered, rows))
    _with_everybody(found, whole, bool(earlier))
    return found


def _with_everybody(found: Sequence[Before], whole: Sequence[Shown], is_entered: bool) -> None:
    for one, all_of_it in zip(found, whole, strict=True):
        parts = [table for table in one.each if not table.rows.all()]
        one.together.append([*parts[-MOST_TOGETHER:], all_of_it] if is_entered else [])
        one.each.append(all_of_it)


def _crossings(names: Sequence[str], filtered: Sequence[str]) -> list[tuple[str, ...]]:
    """The crossings of the table's variables with those filtered by that pages show: three variables at most."""
    found = []
    for many in range(1, min(len(filtered), MOST_CROSSED) + 1):
        for chosen in itertools.combinations(filtered, many):
            room = min(len(names), MOST_CROSSED - many)
            found += [(*held, *chosen) for held in itertools.combinations(names, room)]
    return found


def _entered(dataset: Dataset, one: Earlier, measure: str, count: int, policy: Policy) -> list[list[Shown]]:
    """A line of the ledger as tables beside each plane of ours; nothing where it is none that can be laid out."""
    number = one.question in dataset and dataset.variable(one.question).kind == "number"
    whole = bool(one.question) and (number or dataset.group(one.question) is not None)
    by = one.by if whole or not one.question else (*one.by, one.question)
    theirs = one.question if whole else ""
    if theirs not in ("", measure):
        theirs = ""
    try:
        if not by and not theirs:
            return [[] for _ in range(count)]
        kept = conditions(one.filter)
        made = planes(dataset, by, theirs, policy)
        rows = kept_rows(dataset, kept, by, policy) if kept else np.ones(len(dataset), dtype=bool)
        shown = [
            plane.everybody(policy)
            if not kept
            else plane.shown(hide(filtered_cube(dataset, plane, rows, None, policy), policy.threshold), rows)
            for plane in made
        ]
    except ReportError:  # a purpose table, or a variable that is there no more
        return [[] for _ in range(count)]
    return [[one] for one in shown] if len(shown) == count else [list(shown[:1])] * count


def _sliced(table: Shown, filtered: Sequence[str], rows: Bools) -> list[Shown]:
    """A table and, where it crosses a variable filtered by, the table of each of its categories."""
    axes = [axis for axis, name in enumerate(table.names) if name in filtered]
    if not axes:
        return [table]
    others = [axis for axis in range(len(table.names)) if axis not in axes]
    found = [table]
    near = table.rows & rows
    nobody = np.zeros(len(rows), dtype=np.int64)  # the only category of a slice that has no other variable
    choices = [np.unique(table.codes[axis][near]) for axis in axes]
    for places in itertools.islice(itertools.product(*choices), MOST_SLICES):
        held, index = table.rows.copy(), [slice(None)] * len(table.names)
        at: list[int | slice] = list(index)
        for axis, place in zip(axes, places, strict=True):
            held &= table.codes[axis] == place
            at[axis] = int(place)
        hidden = np.asarray(table.hidden[tuple(at)])
        found.append(
            Shown(
                table.title,
                held,
                tuple(table.names[axis] for axis in others) or ("",),
                tuple(table.codes[axis] for axis in others) or (nobody,),
                tuple(table.sizes[axis] for axis in others) or (1,),
                hidden if others else np.full(2, bool(hidden)),
            )
        )
    return found


def _closed(
    new: Shown, before: Sequence[Shown], together: Sequence[Sequence[Shown]], policy: Policy
) -> Bools:
    """What must not be published beside each table before it, and beside some of them together."""
    found = np.zeros(new.hidden.shape, dtype=bool)
    for one in before:
        if np.array_equal(one.rows, new.rows):
            found |= _hidden_there(new, one)
            if one.over(())[1].all():  # how many there are is what that table hides
                raise ReportError("filter.hidden", new.title.say("zh-CN"), HIDDEN, WITH_OTHERS)
    told = replace(new, hidden=new.hidden | found)
    for one in before:
        found |= apart(told, [one], policy.threshold)
    for tables in together:
        told = replace(new, hidden=new.hidden | found)
        found |= apart(told, tables, policy.threshold)
    return found


def _hidden_there(new: Shown, other: Shown) -> Bools:
    """The cells that another table of the same answers hides, and the parts of what it puts together."""
    found = np.zeros(new.hidden.shape, dtype=bool)
    for axis, name in enumerate(new.names):
        if name in other.names:
            parted = _parted(new.codes[axis], other.codes[other.names.index(name)], new.sizes[axis])
            found[tuple(parted if at == axis else slice(None) for at in range(found.ndim))] = True
    shared = [
        name
        for name, codes in zip(new.names, new.codes, strict=True)
        if name in other.names and np.array_equal(codes, other.codes[other.names.index(name)])
    ]
    place = tuple(slice(None) if name in shared else -1 for name in new.names)
    found[place] = other.over(shared)[1]
    return found


def _parted(mine: Ints, theirs: Ints, size: int) -> Bools:
    """Which categories are parts of a joint one of another table, totals last, (size + 1,); codes (n,)."""
    pairs = np.unique(np.column_stack([theirs, mine]), axis=0)
    joint, parts = np.unique(pairs[:, 0], return_counts=True)
    found = np.zeros(size + 1, dtype=bool)
    found[pairs[np.isin(pairs[:, 0], joint[parts > 1]), 1]] = True
    return found


def _alone(
    dataset: Dataset,
    plane: Plane,
    axis: int,
    rows: Bools,
    before: Sequence[Shown],
    policy: Policy,
) -> Bools:
    """What the filtered table of one variable alone hides, in the categories of this table."""
    one = plane.classes[axis]
    (alone,) = planes(dataset, (one.name,), "", policy) if _is_named(dataset, one) else (plane,)
    if alone is plane:
        cube = _counted(dataset, _only(plane, one), plane.held & rows, None, (), policy)
        return hide(cube, policy.threshold)[:-1]
    beside = [table for table in before if one.name in table.names or not table.names]
    cube = _counted(dataset, alone, alone.held & rows, None, (), policy)
    closed = _closed(alone.shown(hide(cube, policy.threshold), rows), beside, (), policy)
    hidden = hide(cube.besides(closed), policy.threshold)[:-1]
    fine = alone.classes[0]
    groups = [tuple(map(int, np.unique(fine.codes[one.codes == at]))) for at in range(len(one.categories))]
    return hidden_in(hidden, groups) if len(one.categories) < len(fine.categories) else hidden


def _is_named(dataset: Dataset, one: Classification) -> bool:
    """Whether a dimension is a variable of its own, and not the answers of an item or option."""
    return one.name not in (CHOSEN, VALUE)


def _only(plane: Plane, one: Classification) -> Plane:
    return Plane(plane.title, (one,), plane.held, plane.cube, ())


def _counted(
    dataset: Dataset,
    plane: Plane,
    held: Bools,
    closed: Bools | None,
    given: tuple[Bools | None, ...],
    policy: Policy,
) -> Cube:
    made = cube_of([one.codes for one in plane.classes], plane.sizes, dataset.weights, held)
    few = _few_units(dataset, plane, held, policy)
    sensitive = few if closed is None else closed if few is None else closed | few
    return Cube(made.parts, made.weights, given, True, sensitive)


def _few_units(dataset: Dataset, plane: Plane, held: Bools, policy: Policy) -> Bools | None:
    """Cells by a feature of units in which answers of too few units are counted."""
    by_unit = [axis for axis, one in enumerate(plane.classes) if role_of(dataset, one.name) in UNIT_ROLES]
    units = units_of(dataset) if by_unit and policy.units is not None else None
    if units is None or policy.units is None:
        return None
    codes = [one.codes[held] for one in plane.classes]
    return too_few(codes, plane.sizes, units[held], policy.units.units)
