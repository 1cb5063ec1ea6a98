"""Witnesses: other tables a reader cannot exclude, found many at once, that prove a hidden cell's interval.

Whatever cells are hidden, a table that agrees with every published figure and has no negative count is
possible for the reader. If a cell holds 2 in one possible table and 14 in another, its interval is at least
12 wide; no linear programme is needed to know that. Possible tables are found by projecting far points on
to the published figures and on to the counts that are not negative in turn, a little beyond each time
(Agmon 1954; Gubin, Polyak and Raik 1967), all columns of a matrix at once.
What comes out is then shifted exactly on to the equations and shortened until nothing is negative, so that
every witness is a proof whether the projection had converged or not. What has no witness may still be safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from reports.disclosure.cube import Bools, Floats, Ints
from reports.disclosure.matrices import inverse, product
from reports.disclosure.system import System

# Sparse, or in full where the system is small.
Matrix: TypeAlias = Any


@dataclass(frozen=True)
class Effort:
    """How exactly to project: at most so many steps, each ``RELAX`` times as far as the limits.

    ``inside`` is the share of the room aimed at, so that what has not quite converged is possible all the
    same; ``close`` by what share of it limits may be passed when steps end.
    """

    steps: int
    inside: float
    close: float


QUICK = Effort(40, 0.9, 0.1)
EXACT = Effort(160, 0.98, 0.01)
RELAX = 1.8
# Witnesses come near the ends of an interval, not quite to them: so much of a person is let pass.
SLACK = 0.25
# Published figures are met to so much of a person; equations that follow from others need a ridge.
EXACTLY = 1e-7
RIDGE = 1e-10
WITNESSES = 12
ROUNDS = 5
# A starting point lies this many thresholds away, so that the nearest possible table lies at the far end.
FAR = 2.0
# Where an unknown is 0 in truth, shifts start from a possible table in which it is about this, if there is one.
FLOOR = 0.1
# With more equations than this the table is too fine for witnesses: nothing is proved.
MOST_EQUATIONS = 1500
# In a table of more unknowns the slower equations are not tried after the quicker ones.
MANY_UNKNOWNS = 1500


class Witnesses:
    """The possible tables of what is hidden as things stand; asked again, what was worked out for them stands."""

    def __init__(self, system: System, hidden: Bools) -> None:
        self._made: list[_Polytope] = []
        self._more = _polytopes(system, hidden, np.flatnonzero(hidden.ravel()[system.inner]))

    def narrow(self, cells: Ints, need: float) -> Ints:
        """Those of ``cells`` (flattened cube) for which no two witnesses lie ``need`` apart."""
        place = 0
        while len(cells):
            if place == len(self._made):
                following = next(self._more, None)
                if following is None:
                    break
                self._made.append(following)
            cells = _without_witnesses(self._made[place], cells, need)
            place += 1
        return cells


def narrow(system: System, hidden: Bools, cells: Ints, need: float) -> Ints:
    """Those of ``cells`` (flattened cube) for which no two witnesses lie ``need`` apart."""
    return Witnesses(system, hidden).narrow(cells, need)


def _without_witnesses(polytope: _Polytope, cells: Ints, need: float) -> Ints:
    """Push cells up and down, ever fewer and more exactly, until all lie far enough apart or no more do."""
    target = polytope.persons[cells]
    back = target.T if isinstance(target, np.ndarray) else target.T.tocsr()
    low = high = np.zeros(len(cells))
    draw = np.random.default_rng(len(cells))
    left = np.arange(len(cells))
    for turn in range(ROUNDS):
        few = len(left) <= WITNESSES
        pushes = _pushes(draw, turn, len(left))
        away = np.zeros((len(cells), pushes.shape[1]))
        away[left] = pushes * FAR * need
        effort = EXACT if few and turn else QUICK
        moved = target @ polytope.shift(back @ away, effort)
        low, high = np.minimum(low, moved.min(axis=1)), np.maximum(high, moved.max(axis=1))
        before, left = len(left), np.flatnonzero(high - low < need - SLACK)
        if not len(left) or (
            turn and len(left) > 0.9 * before and (effort is EXACT or len(left) > WITNESSES)
        ):
            break
    return cells[left]


def _pushes(draw: np.random.Generator, turn: int, count: int) -> Floats:
    """Which cells to push which way (cells, witnesses): all, then some, then each alone."""
    if count <= WITNESSES:
        return np.concatenate([2 * np.eye(count), -np.eye(count)], axis=1)
    ways = ([-1.0, 1.0], [-1.0, 0.0, 0.0, 1.0], [-0.3, 0.0, 0.0, 0.0, 0.0, 2.0])[min(turn, 2)]
    return draw.choice(ways, (count, WITNESSES))


@dataclass(frozen=True, eq=False)
class _Equations:
    """Projection on to shifts that change no published figure.

    ``rows`` (equations, unknowns) and ``back``, its transpose. The first of them are those of the margin with
    most lines, scaled to length 1: they do not overlap, so only the others need a matrix. ``across`` holds
    the products of the others with the first, ``inverse`` the inverse of their products with each other
    after the first.
    """

    rows: Matrix
    back: Matrix
    across: Matrix
    across_back: Matrix
    inverse: Floats

    def level(self, points: Floats) -> Floats:
        """The nearest shifts that change no published figure; ``points`` (unknowns, witnesses)."""
        off = self.rows @ points
        count = self.across.shape[1]
        if not count:
            return np.asarray(points - self.back @ (self.inverse @ off), dtype=np.float64)
        off[count:] -= self.across @ off[:count]
        off[count:] = product(self.inverse, off[count:])
        off[:count] -= self.across_back @ off[count:]
        return np.asarray(points - self.back @ off, dtype=np.float64)

    def off(self, shift: Floats) -> float:
        """By how much published figures are missed."""
        return float(np.abs(self.rows @ shift).max(initial=0.0))


@dataclass(frozen=True, eq=False)
class _Polytope:
    """Shifts of unknowns from one possible table to others.

    ``persons`` (cells, unknowns) sums shifts to cells, ``room`` (unknowns) is how far each may fall.
    """

    persons: Matrix
    room: Floats
    equations: _Equations

    def near(
        self, points: Floats, low: Floats, high: Floats | float = np.inf, effort: Effort = QUICK
    ) -> Floats:
        """Shifts near some points that change no published figure and keep between limits, or nearly.

        0 where rounding keeps them from meeting the published figures.
        """
        margin = effort.close * np.abs(low)
        shift = self.equations.level(points)
        for step in range(effort.steps):
            over = np.maximum(shift, low)
            if high is not np.inf:
                np.minimum(over, high, out=over)
            over -= shift
            if step % 4 == 3 and (np.abs(over) <= margin).all():
                break
            over *= RELAX
            over += shift
            shift = self.equations.level(over)
        for _ in range(5):
            shift = self.equations.level(shift)
            if self.equations.off(shift) < EXACTLY / 10:
                break
        return shift if self.equations.off(shift) < EXACTLY else np.zeros(shift.shape)

    def shift(self, points: Floats, effort: Effort) -> Floats:
        """Shifts that lead to witnesses near some points."""
        shift = self.near(points, -effort.inside * self.room[:, None], effort=effort)
        fall = np.maximum(-shift, 1e-12)
        most = np.where(shift < -1e-12, self.room[:, None] / fall, np.inf).min(axis=0, initial=4.0)
        return np.asarray(shift * most, dtype=np.float64)


def _polytopes(system: System, hidden: Bools, free: Ints) -> Iterator[_Polytope]:
    """Polytopes round possible tables, the quickest first; none where the table is too fine.

    Where cells may hold answers of less and of more than the mean weight, persons are shifted with answers
    of the mean weight, which balances weighted counts by itself: the equations are those of persons alone.
    Otherwise there is an equation for weighted counts as well.
    """
    if not len(free):
        return
    light, heavy = system.mixtures(free)
    mean = float((system.weight[free] * system.truth[free]).sum() / max(system.truth[free].sum(), 1e-300))
    across = (system.weight[light] < mean * (1 - 1e-6)) & (system.weight[heavy] > mean * (1 + 1e-6))
    if across.any():
        made = _of_mean_weight(system, hidden, (light[across], heavy[across]), mean)
        if made is not None:
            yield made
        if across.sum() > 0.9 * (len(free) - len(heavy)) and len(free) > MANY_UNKNOWNS:
            return
    made = _project(system, hidden, free, weighted=True)
    if made is None:
        return
    truth = system.truth[free]
    if truth.min() < FLOOR:
        rise = np.where(truth < FLOOR, FLOOR - truth, FLOOR / 2 - truth)[:, None]
        shift = made.near(np.zeros((len(free), 1)), rise)[:, 0]
        truth = truth + shift * min(1.0, _reach(shift, truth))
    yield replace(made, room=truth)


def _of_mean_weight(
    system: System, hidden: Bools, mixtures: tuple[Ints, Ints], mean: float
) -> _Polytope | None:
    """The polytope of shifts of answers of the mean weight: a cell may fall as far as its mix allows.

    A cell of n answers, weighted W, with weights from p to q, may lose d of mean weight w while
    p(n − d) ≤ W − wd ≤ q(n − d). Its W is first brought as near wn as published figures allow.
    """
    light, heavy = mixtures
    made = _project(system, hidden, light, weighted=False)
    if made is None:
        return None
    apart = system.weight[heavy] - system.weight[light]
    part, count = system.truth[heavy], system.truth[light] + system.truth[heavy]
    share = (mean - system.weight[light]) / apart
    inside = (1 - QUICK.inside) * np.minimum(share, 1 - share) * count
    limits = (inside - part) * apart, (count - inside - part) * apart
    moved = made.near(((share * count - part) * apart)[:, None], limits[0][:, None], limits[1][:, None])[:, 0]
    moved /= apart
    part = part + moved * min(1.0, _reach(moved, part), _reach(-moved, count - part))
    return replace(made, room=np.maximum(np.minimum(part / share, (count - part) / (1 - share)), 0.0))


def _reach(shift: Floats, room: Floats) -> float:
    """How many times a shift can be made until some unknown has fallen by its room."""
    falls = shift < -1e-12
    return float((np.maximum(room[falls], 0.0) / -shift[falls]).min(initial=np.inf))


def _project(system: System, hidden: Bools, free: Ints, weighted: bool) -> _Polytope | None:
    """The equations of published margins in some unknowns."""
    known = np.flatnonzero(~hidden.ravel() & system.margin)
    if system.dense is not None:
        return _project_dense(system, system.dense, known, free, weighted)
    persons = system.persons[:, free]
    touched = np.diff(persons.indptr)[known] > 0
    known = known[touched]
    rows = persons[known]
    at = np.array(np.unravel_index(known, hidden.shape))
    last = np.array(hidden.shape)[:, None] - 1
    family = ((at == last) * 2 ** np.arange(len(at))[:, None]).sum(axis=0)
    largest = family == np.bincount(family).argmax() if len(family) else np.zeros(0, dtype=bool)
    if not len(free) or len(known) - largest.sum() > MOST_EQUATIONS:
        return None
    first = rows[largest]
    first = (sparse.diags(1.0 / np.sqrt(np.diff(first.indptr))) @ first).tocsr()
    rest = rows[~largest]
    if weighted:
        rest = sparse.vstack([rest, system.weighted[known[system.mixed[known]]][:, free]]).tocsr()
    across = (rest @ first.T).tocsr()
    square = np.asarray((rest @ rest.T - across @ across.T).todense())
    square[np.diag_indices(len(square))] += RIDGE * max(1.0, square.max(initial=0.0))
    try:
        inverted = inverse(square)
    except np.linalg.LinAlgError:
        return None
    every = sparse.vstack([first, rest]).tocsr()
    equations = _Equations(every, every.T.tocsr(), across, across.T.tocsr(), inverted)
    return _Polytope(persons, np.zeros(0), equations)


def _project_dense(
    system: System, dense: tuple[Floats, Floats], known: Ints, free: Ints, weighted: bool
) -> _Polytope | None:
    """The same for a small system, where taking matrices apart would cost most."""
    persons = dense[0][:, free]
    rows = persons[known]
    if weighted:
        rows = np.concatenate([rows, dense[1][known[system.mixed[known]]][:, free]])
    rows = rows[rows.any(axis=1)]
    square = rows @ rows.T
    square[np.diag_indices(len(square))] += RIDGE * max(1.0, square.max(initial=0.0))
    try:
        inverted = inverse(square)
    except np.linalg.LinAlgError:
        return None
    nothing = np.zeros((len(rows), 0))
    return _Polytope(persons, np.zeros(0), _Equations(rows, rows.T, nothing, nothing.T, inverted))
