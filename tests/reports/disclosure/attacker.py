"""Small random surveys, their tables, and a reader who puts all of them together by linear programmes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from reports.crosstabs.beside import Earlier
from reports.crosstabs.breakdown import breakdown
from reports.crosstabs.frequencies import frequencies
from reports.crosstabs.laid_out import lay_out
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, ReleasedTable
from reports.disclosure.cube import Bools, Floats
from reports.disclosure.differencing import Filter
from reports.disclosure.rounding import step_of
from reports.errors import ReportError
from reports.layout import Condition, Layout
from reports.weighting import weighted
from tests.reports.samples import coded, county

HOURS = "hours"
#: Who gave a number, as a column.
GIVEN = "given"
VALUES: Mapping[str, tuple[str, ...]] = {
    "sex": ("1", "2", "9"),
    "occ": ("1", "2", "3"),
    "sat_1": ("1", "2", "3", "-9"),
    "act_1": ("0", "1"),
    "act_2": ("0", "1"),
    GIVEN: ("0", "1"),
}
FEATURES = ("sex", "occ", "sat_1")
Keys = Mapping[str, str | None]


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell of a table: the codes of who is in it by variable, how many they are and what is printed of that."""

    name: str
    keys: Keys
    count: int
    n: int | None
    weighted: float | None

    @property
    def is_small(self) -> bool:
        """Whether it is not printed since it holds few."""
        return self.n is None and 0 < self.count < PUBLIC.threshold


@dataclass(frozen=True)
class Bound:
    """What a reader knows of a hidden cell: its count lies between ``low`` and ``high``."""

    cell: Cell
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the limits are."""
        return self.high - self.low


def survey_of(seed: int) -> Dataset:
    """A survey of 60 to 900 answers with one to three weights, small groups, refusals and numbers left out."""
    draw = np.random.default_rng(seed)
    count, strata = int(draw.integers(60, 900)), "123"[: int(draw.integers(1, 4))]
    given = county(count, seed, populations={})
    hours = np.round(draw.normal(46, 9, count))
    hours[draw.random(count) < draw.choice([0.01, 0.05])] = np.nan
    columns = {
        "sex": draw.choice(["1", "2", "9"], count, p=[0.55, 0.43, 0.02]),
        "occ": draw.choice(list("123"), count, p=draw.dirichlet([4, 3, 0.6])),
        "sat_1": draw.choice(["1", "2", "3", "-9"], count, p=draw.dirichlet([5, 4, 0.5, 0.3])),
        "act_1": (draw.random(count) < draw.choice([0.02, 0.3])).astype(int),
        "act_2": (draw.random(count) < 0.5).astype(int),
        "act_3": np.zeros(count, dtype=int),
        "stratum": draw.choice(list(strata), count),
        HOURS: hours,
    }
    kept = given.table.drop(columns=[name for name in given.table.columns if name.startswith(HOURS)])
    sizes = [
        replace(one, population=float(count * draw.integers(1, 9)))
        for one in given.design.strata
        if one.code in strata
    ]
    variables = [coded("occ", "123", "occupation") if one.name == "occ" else one for one in given.variables]
    design = replace(given.design, strata=tuple(sizes))
    return weighted(replace(given, table=kept.assign(**columns), variables=tuple(variables), design=design))[
        0
    ]


def cells_of(data: Dataset, filtered: int = 6) -> Iterator[Cell]:
    """Every cell of the tables of a survey: frequencies, crossings of two and of three, options, means, and so many
    filtered tables one after another.
    """
    found: dict[str, tuple[ReleasedTable, Keys]] = {
        name: (frequencies(data, name)[0], {}) for name in FEATURES
    }
    crossed = itertools.permutations(FEATURES, 2)
    for *by, question in (*crossed, FEATURES):
        found["×".join((*by, question))] = breakdown(data, by, question=question).table, {}
    found["sex, occ"] = breakdown(data, ["sex", "occ"]).table, {}
    found["act"] = frequencies(data, "act")[0], {}
    for one in ("sex", "occ"):
        found[f"act by {one}"] = breakdown(data, [one], question="act").table, {}
        found[f"hours by {one}"] = breakdown(data, [one], question=HOURS).table, {GIVEN: "1"}
    found[HOURS] = frequencies(data, HOURS)[0], {}
    earlier: list[Earlier] = []
    wanted = [("sex", "occ"), ("occ", "sex"), ("occ", "sat_1")]
    asked = [(name, code, down) for name, down in wanted for code in sorted(set(data.column(name)))[:2]]
    for name, code, down in asked[:filtered]:
        try:
            made = lay_out(data, Layout((down,), (), (Condition(name, (code,)),)), earlier).table
        except ReportError:
            continue
        earlier.append(Earlier((down,), Filter({name: frozenset({code})}).say()))
        found[f"{down} of {name} {code}"] = made, {name: code}
    columns = columns_of(data)
    for name, (table, fixed) in found.items():
        yield from _cells(name, table, fixed, columns)


def _cells(name: str, table: ReleasedTable, fixed: Keys, columns: Mapping[str, Floats]) -> Iterator[Cell]:
    for one in table:
        keys = {**fixed, **{axis: code for axis, code in one.keys.items() if code is not None}}
        if "act_3" in keys.values():
            continue
        told = {option: "1" for option in ("act_1", "act_2") if option in keys.values()}
        keys = {axis: code for axis, code in keys.items() if axis not in ("act", "option")} | told
        if "answered" in keys:
            keys[GIVEN] = "1" if keys.pop("answered") == "given" else "0"
        yield Cell(name, keys, int(inside(columns, keys).sum()), one.n, one.weighted_n)
        if fixed.get(GIVEN) and one.n is None:  # what n would have told
            left = keys | {GIVEN: "0"}
            yield Cell(f"{name}, left out", left, int(inside(columns, left).sum()), None, None)


def columns_of(data: Dataset) -> dict[str, np.ndarray]:
    """The codes of every answer by variable, (n,)."""
    found = {name: data.column(name).astype(str).to_numpy() for name in VALUES if name != GIVEN}
    return found | {GIVEN: (~np.isnan(data.numbers(HOURS))).astype(int).astype(str)}


def inside(columns: Mapping[str, np.ndarray], keys: Keys) -> Bools:
    """Who is in a cell."""
    held = np.ones(len(columns[GIVEN]), dtype=bool)
    for name, code in keys.items():
        held &= np.isin(columns[name], (code or "").split("+"))
    return held


@dataclass(eq=False)
class Reader:
    """One who has every cell; ``knows`` the weights of the strata and their numbers of answers as well, or not."""

    data: Dataset
    cells: list[Cell]
    knows: bool

    def bound(self, cell: Cell) -> Bound:
        """The least and the most that a hidden cell can be."""
        aim = np.tile(inside(self._grid, cell.keys).astype(float), len(self._weights))
        ends = []
        for sign in (1, -1):
            made = linprog(sign * aim, **self._told, bounds=(0, len(self.data)), method="highs")
            assert made.success, made.message
            ends.append(sign * made.fun)
        return Bound(cell, *ends)

    @cached_property
    def _weights(self) -> Floats:
        every = np.unique(np.round(self.data.weights, 9))
        return every if self.knows else every[:1]

    @cached_property
    def _grid(self) -> dict[str, np.ndarray]:
        every = np.array(list(itertools.product(*VALUES.values())))
        return dict(zip(VALUES, every.T, strict=True))

    @cached_property
    def _told(self) -> dict[str, object]:
        parts, kinds = len(self._grid[GIVEN]), len(self._weights)
        rows, sums, near, most = [], [], [], []
        if self.knows:
            for place, weight in enumerate(self._weights):
                rows.append(np.repeat(np.arange(kinds) == place, parts).astype(float))
                sums.append(float(np.isclose(self.data.weights, weight).sum()))
        step = step_of(self.data.weights)
        for cell in self.cells:
            if cell.n is None:
                continue
            held = np.tile(inside(self._grid, cell.keys).astype(float), kinds)
            rows.append(held)
            sums.append(float(cell.n))
            if self.knows and kinds > 1 and cell.weighted is not None:
                weigh = held * np.repeat(self._weights, parts)
                near += [weigh, -weigh]
                most += [cell.weighted + step / 2, -cell.weighted + step / 2]
        told: dict[str, object] = {"A_eq": sparse.csr_matrix(np.array(rows)), "b_eq": sums}
        return told | ({"A_ub": sparse.csr_matrix(np.array(near)), "b_ub": most} if near else {})
