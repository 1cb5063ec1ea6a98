"""The table that a layout asks for: counts, shares of its choice, means, released beside what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from questionnaires.text import Text
from reports.classification import Category
from reports.codebook import Group
from reports.crosstabs.beside import Earlier, before_of, filtered_cube
from reports.crosstabs.breakdown import NOT_AN_ANSWER, joined_values, require_enough
from reports.crosstabs.by_unit import require_others, units_said
from reports.crosstabs.filters import kept_rows, said_filter
from reports.crosstabs.grid import Grid, grid_of
from reports.crosstabs.measures import measure_of, require_narrow, require_one_of_each_role
from reports.crosstabs.one_way import of_answers
from reports.crosstabs.planes import CHOSEN, VALUE, Plane, planes
from reports.crosstabs.uncounted import uncounted_cells, without_counts
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Base,
    Dimension,
    Magnitudes,
    Policy,
    RawTable,
    ReleasedTable,
    join,
    release,
)
from reports.disclosure.answered import closed_lines, hidden_bases, without
from reports.disclosure.choices import hide_choices, taking_of
from reports.disclosure.cube import Bools, Cube
from reports.disclosure.rounding import step_of
from reports.disclosure.suppression import hide
from reports.estimates import Estimate
from reports.layout import ONLY, Layout, checked
from reports.sample_design import design_of

ITEM = "item"
FILTERED = Text(zh="只算：{filter}。", en=ONLY + "{filter}.")
ANSWERED = Text(
    zh="占比只算各变量都作了答的人。", en="Shares are of those who answered every variable of the table."
)
BASES: Mapping[str, Text] = {
    "row": Text(zh="每行合计 100 %。", en="Each row adds to 100 %."),
    "column": Text(zh="每列合计 100 %。", en="Each column adds to 100 %."),
    "total": Text(zh="占比以全表为 100 %。", en="Shares are of the whole table."),
}


@dataclass(frozen=True, eq=False)
class LaidOut:
    """A released table with the dimensions that stand in its rows and in its columns."""

    layout: Layout
    table: ReleasedTable
    down: tuple[str, ...]
    across: tuple[str, ...]
    figure: str

    def entitled(self, label: str) -> ReleasedTable:
        """The table under the name that somebody gave it, its own title behind."""
        own = self.table.title
        title = Text(zh=f"{label}（{own.say('zh-CN')}）", en=f"{label} ({own.say('en')})")
        return replace(self.table, title=title)


def lay_out(
    dataset: Dataset, layout: Layout, earlier: Sequence[Earlier] = (), policy: Policy = PUBLIC
) -> LaidOut:
    """Make the table of a layout and release it.

    Categories give ``share`` of the layout's base with logit intervals and, of the whole, the persons
    (``total``); a multiple choice or ranking the share of who chose each option among who answered; a matrix the
    shares of answers of each item; a number its ``mean``. ``earlier`` are the tables given away before, oldest
    first, which a filtered table is held against.

    :raises ReportError: the layout is none, a variable or value is unknown, too few answers are left, or the
        table would with others tell of too few.
    """
    rules, layout = policy, checked(layout)
    require_enough(dataset, rules)
    require_others(dataset, rules)
    require_one_of_each_role(dataset, layout)
    measure = measure_of(dataset, layout)
    if layout.filters:
        require_narrow(dataset, layout, measure)
    names = [name for name in layout.crossed if name != measure]
    rows = kept_rows(dataset, layout.filters, names, rules)
    found = planes(dataset, names, measure, rules)
    cubes = [plane.cube for plane in found]
    if layout.filters:
        before = before_of(dataset, names, measure, layout.filters, earlier, rules)
        cubes = [
            filtered_cube(dataset, plane, rows, beside, rules)
            for plane, beside in zip(found, before, strict=True)
        ]
        if measure and dataset.group(measure) is not None:
            _hide_together(dataset, found, cubes, rows, rules)
    work = _Work(dataset, layout, rules, rows)
    group = dataset.group(measure) if measure else None
    if group is not None:
        parts = [work.within(plane, cube, group) for plane, cube in zip(found, cubes, strict=True)]
        return work.grouped(group, parts)
    if measure:
        return work.means(found[0], cubes[0], measure)
    return work.shares(found[0], cubes[0])


def _hide_together(
    dataset: Dataset, found: Sequence[Plane], cubes: Sequence[Cube], rows: Bools, policy: Policy
) -> None:
    """Protect the options of a question together, as :mod:`reports.disclosure.choices` does for everybody."""
    first = found[0]
    if first.classes[-1].name != CHOSEN or not all(np.array_equal(first.held, one.held) for one in found):
        return
    held = first.held & rows
    hits = np.column_stack([held & (one.classes[-1].codes == 0) for one in found]).astype(np.int64)
    groups = first.classes[:-1]
    codes, sizes = [one.codes for one in groups], [len(one.categories) for one in groups]
    taking = taking_of(hits, held, codes, sizes, dataset.weights, cubes[0].weights)
    hide_choices(cubes, taking, policy.threshold)


@dataclass(frozen=True, eq=False)
class _Work:
    """The parts of a layout put together: order of dimensions, figures, notes."""

    dataset: Dataset
    layout: Layout
    policy: Policy
    rows: Bools

    def shares(self, plane: Plane, cube: Cube) -> LaidOut:
        """A table of categories."""
        down, across = self.layout.rows, self.layout.columns
        base = self.layout.base if down and across else "total"
        order = (*across, *down) if base == "column" else (*down, *across)
        grid, turned = self._turned(plane, cube, order)
        kept = plane.held & self.rows
        counted = kept & self._answering(grid) if self.layout.answered else kept
        groups = range(len(across if base == "column" else down)) if base != "total" else ()
        shares = grid.parts(groups, counted)
        figures: dict[str, Sequence[Estimate]] = {
            "share": self._untold(grid, turned, shares, groups, self.layout.answered)
        }
        if base == "total" and not self.layout.answered:
            figures["total"] = grid.totals(kept)
        raw = self._raw(plane, grid, turned, figures, kept, (BASES[base],) if across and down else ())
        return LaidOut(self.layout, release(raw, self.policy), down, across, "share")

    def means(self, plane: Plane, cube: Cube, measure: str) -> LaidOut:
        """A table of a number."""
        down = tuple(name for name in self.layout.rows if name != measure)
        across = tuple(name for name in self.layout.columns if name != measure)
        grid, turned = self._turned(plane, cube, (*down, *across))
        kept = plane.held & self.rows
        values = np.where(kept, self.dataset.numbers(measure), np.nan)
        behind = Magnitudes([one.codes for one in grid.classes], grid.sizes, values, self.dataset.weights)
        raw = self._raw(plane, grid, turned, {"mean": grid.means(values)}, kept, (), magnitudes=behind)
        variable, rows = self.dataset.variable(measure), self.rows if self.layout.filters else None
        closed = uncounted_cells(self.dataset, plane.classes, variable, self.policy, rows)
        closed = closed.transpose([plane.names.index(name) for name in (*down, *across)])
        raw = without_counts(raw, closed, grid.cube(self.rows).counts, self.policy)
        return LaidOut(self.layout, release(raw, self.policy), down, across, "mean")

    def within(self, plane: Plane, cube: Cube, group: Group) -> ReleasedTable:
        """One option or item by the groups: shares within each."""
        last = VALUE if group.kind == "matrix" else CHOSEN
        names = [name for name in self.layout.crossed if name != group.name]
        grid, turned = self._turned(plane, cube, (*names, last))
        kept = plane.held & self.rows
        is_answered = self.layout.answered and group.kind == "matrix"
        counted = kept & self._answering(grid) if is_answered else kept
        shares = grid.parts(range(len(names)), counted)
        figures = {"share": self._untold(grid, turned, shares, range(len(names)), is_answered)}
        raw = self._raw(plane, grid, turned, figures, kept, ())
        base = np.broadcast_to(raw.cube.counts[..., -1:], raw.cube.counts.shape)
        return release(RawTable(**{**vars(raw), "base_n": base}), self.policy)

    def grouped(self, group: Group, parts: Sequence[ReleasedTable]) -> LaidOut:
        """The options or items of a question under each other."""
        title = self._entitled(group.label)
        across = self.layout.columns
        down = self.layout.rows
        if group.kind == "matrix":
            listed = tuple(
                Category(name, group.part(self.dataset.variable(name).label)) for name in group.variables
            )
            table = joined_values(title, Dimension(ITEM, group.label, listed), parts)
            down, across = self._with_values(group.name, down, across)
        else:
            options = [part.title for part in parts]
            names = self._options(group)
            listed = tuple(Category(name, label) for name, label in zip(names, options, strict=True))
            table = join(title, Dimension(group.name, group.label, listed), parts, keep={CHOSEN: "1"})
        return LaidOut(self.layout, table, down, across, "share")

    def _with_values(
        self, name: str, down: tuple[str, ...], across: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """A matrix is two dimensions: its items stand where it was put, the answers on the other side."""
        renamed = [tuple(ITEM if one == name else one for one in side) for side in (down, across)]
        if name in down:
            return renamed[0], (*renamed[1], VALUE)
        return (*renamed[0], VALUE), renamed[1]

    def _options(self, group: Group) -> list[str]:
        if group.kind == "multiple":
            return list(group.variables)
        return list(self.dataset.variable(group.variables[0]).substantive)

    def _turned(self, plane: Plane, cube: Cube, order: Sequence[str]) -> tuple[Grid, Cube]:
        """Grid and cube with the dimensions in another order; what is hidden is decided before that."""
        axes = [plane.names.index(name) for name in order]
        grid = grid_of(design_of(self.dataset), [plane.classes[axis] for axis in axes])
        hide(cube, self.policy.threshold)
        return grid, cube.turned(axes)

    def _answering(self, grid: Grid) -> Bools:
        found = np.ones(len(self.dataset), dtype=bool)
        for one in grid.classes:
            found &= one.valid
        return found

    def _untold(
        self, grid: Grid, cube: Cube, shares: Sequence[Estimate], groups: Sequence[int], is_answered: bool
    ) -> list[Estimate]:
        """Shares within ``groups`` but those that tell a hidden total, or how many answered where that tells more."""
        hidden, threshold = hide(cube, self.policy.threshold), self.policy.threshold
        if not is_answered:
            return without(shares, hidden_bases(hidden, groups), hidden.shape, self.policy)
        answered = [of_answers(one) for one in grid.classes]
        closed = closed_lines(cube, hidden, answered, groups, threshold)
        return without(self._of_answers(grid, shares), closed, hidden.shape, self.policy)

    def _of_answers(self, grid: Grid, shares: Sequence[Estimate]) -> list[Estimate]:
        """Shares among those who answered; kinds of missing have none."""
        missing = np.zeros([size + 1 for size in grid.sizes], dtype=bool)
        for axis, one in enumerate(grid.classes):
            absent = [category.missing is not None for category in one.categories] + [False]
            missing |= np.array(absent).reshape([-1 if at == axis else 1 for at in range(missing.ndim)])
        return [
            one.none(NOT_AN_ANSWER) if gone else one
            for one, gone in zip(shares, missing.ravel(), strict=True)
        ]

    def _raw(
        self,
        plane: Plane,
        grid: Grid,
        cube: Cube,
        figures: Mapping[str, Sequence[Estimate]],
        kept: Bools,
        said: tuple[Text, ...],
        magnitudes: Magnitudes | None = None,
    ) -> RawTable:
        weights = self.dataset.weights[kept]
        filters = self.layout.filters
        notes = (
            *((FILTERED.fill(filter=said_filter(self.dataset, filters)),) if filters else ()),
            *said,
            *((ANSWERED,) if self.layout.answered else ()),
            *self.dataset.design.notes,
            *(one.note for one in grid.classes if one.note is not None),
            *plane.notes,
            *units_said(self.dataset, grid.classes, self.policy),
        )
        return RawTable(
            title=self._entitled(plane.title) if self.dataset.group(self._measure()) is None else plane.title,
            dimensions=tuple(Dimension(one.name, one.label, one.categories) for one in grid.classes),
            cube=cube,
            weighted=grid.weighted(kept),
            figures=figures,
            base=Base(len(weights), float(weights.sum())),
            notes=notes,
            source=self.dataset.hash,
            step=step_of(self.dataset.weights),
            magnitudes=magnitudes,
        )

    def _measure(self) -> str:
        return measure_of(self.dataset, self.layout)

    def _entitled(self, title: Text) -> Text:
        """A title with whose answers are counted."""
        if not self.layout.filters:
            return title
        said = said_filter(self.dataset, self.layout.filters)
        return Text(
            zh=f"{title.say('zh-CN')}（{said.say('zh-CN')}）", en=f"{title.say('en')} ({said.say('en')})"
        )
