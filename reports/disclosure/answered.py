"""Shares among those who answered, beside a table of everybody: what the two together must not tell.

A share of all and a share among those who answered tell how many of a line answered: a subtotal that no cell
prints. Where an answer and a kind of missing are hidden together, it parts the two again. So subtotals are
equations like any other, and a line gives its shares among those who answered only where every cell under the
threshold keeps its proof beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.cube import Bools, Cube, Ints
from reports.disclosure.policy import Policy
from reports.disclosure.primary import primary
from reports.disclosure.release import HIDDEN
from reports.estimates import Estimate

if TYPE_CHECKING:
    from scipy import sparse

    from reports.disclosure.system import System

# Of so many lines at most each is tried by itself; of more, all go that could tell anything.
MOST_LINES = 24
# Larger tables (rows by unknowns) are not proved while somebody waits: the same.
MOST_NUMBERS = 600_000
# So many cells at most are proved by linear programmes, where there are no witnesses.
MOST_PROGRAMMES = 12


def hidden_bases(hidden: Bools, groups: Sequence[int]) -> Bools:
    """The lines whose own total is hidden: n over a share within them would tell it.

    A line is what shares the categories of the dimensions ``groups``; the other dimensions have length 1.
    """
    return hidden[tuple(slice(None) if axis in groups else slice(-1, None) for axis in range(hidden.ndim))]


def closed_lines(
    cube: Cube,
    hidden: Bools,
    answered: Sequence[Bools],
    groups: Sequence[int],
    threshold: int,
    whole: bool | None = None,
) -> Bools:
    """The lines that give no shares among those who answered, in the shape of :func:`hidden_bases`.

    ``hidden`` are the cells not published, ``answered`` says by dimension which categories are answers, (K,).
    ``whole`` says whether the line of all is closed, where another table decided it.
    """
    closed = hidden_bases(hidden, groups).copy()
    if not hidden.any() or all(one.all() for one in answered):
        return closed
    lines = _Lines(cube, hidden, answered, groups, threshold)
    last = tuple(size - 1 for size in closed.shape)
    closed[last] |= bool(whole)
    told = lines.beyond & ~closed
    told[last] &= whole is None
    if not told.any() or lines.is_safe(closed):
        return closed
    places = [tuple(int(at) for at in place) for place in np.argwhere(told)]
    closed |= told
    if lines.is_large or len(places) > MOST_LINES:
        return closed
    sizes = cube.counts[
        tuple(slice(None) if axis in groups else slice(-1, None) for axis in range(hidden.ndim))
    ]
    for place in sorted(places, key=lambda at: -int(sizes[at])):
        closed[place] = False
        closed[place] = not lines.is_safe(closed)
    return closed


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of a table, and what a reader can set up who knows the subtotals of some."""

    cube: Cube
    hidden: Bools
    answered: Sequence[Bools]
    groups: Sequence[int]
    threshold: int

    @cached_property
    def beyond(self) -> Bools:
        """Lines in which both answers and others are hidden: elsewhere the subtotal follows from what is shown."""
        inner = self.hidden[tuple(slice(0, size) for size in self.cube.inner)].ravel().astype(np.float64)
        parts = self._members(self.answered)
        every = self._members([np.ones(size, dtype=bool) for size in self.cube.inner])
        both = (parts @ inner > 0) & ((every - parts) @ inner > 0)
        return np.asarray(both.reshape(hidden_bases(self.hidden, self.groups).shape), dtype=bool)

    def _members(self, kept: Sequence[Bools]) -> sparse.csr_matrix:
        """Which inner cells of the ``kept`` categories make each line, (lines, inner cells)."""
        # Imported here: scipy.sparse takes time to import.
        from scipy import sparse

        found = sparse.identity(1, format="csr")
        for axis, one in enumerate(kept):
            whole = sparse.csr_matrix(one.astype(np.float64))
            rows = [sparse.diags(one.astype(np.float64)), whole] if axis in self.groups else [whole]
            found = sparse.kron(found, sparse.vstack(rows), format="csr")
        return found

    @cached_property
    def is_large(self) -> bool:
        """Whether the proof would take too long."""
        unknowns = np.count_nonzero(self.cube.counts) * min(len(self.cube.weights), 2)
        return bool(self.cube.counts.size * unknowns > MOST_NUMBERS)

    def is_safe(self, closed: Bools) -> bool:
        """Whether every cell that is proved keeps its proof where the subtotals of all other lines are known."""
        if self.is_large:
            return False
        return not any(
            len(_unproven(system, np.append(self.hidden.ravel(), closed.ravel()), cells, self.threshold))
            for system, cells in self._readers
        )

    @cached_property
    def _readers(self) -> list[tuple[System, Ints]]:
        """A reader who knows the weights and one who does not, each with the cells that are proved to him."""
        # Imported here: most tables need no system of equations, and scipy.sparse takes time to import.
        from reports.disclosure.system import system_of

        small = np.flatnonzero(self.hidden & primary(self.cube, self.threshold))
        cubes = [self.cube]
        if len(self.cube.weights) > 1:
            cubes.append(Cube(self.cube.counts[None], np.ones(1)))
        found = []
        for cube in cubes:
            system = system_of(cube)
            open_before = _unproven(system, self.hidden.ravel(), small, self.threshold)
            found.append((self._extended(system), np.setdiff1d(small, open_before)))
        return found

    def _extended(self, system: System) -> System:
        """A system with the subtotal of every line as a further row."""
        from scipy import sparse

        from reports.disclosure.system import Overlapping

        numbers = np.arange(self.cube.counts.size).reshape(self.cube.counts.shape)
        inner = numbers[tuple(slice(0, size) for size in self.cube.inner)].ravel()
        parts = self._members(self.answered).tocoo()
        lines = parts.shape[0]
        add = sparse.csr_matrix((parts.data, (parts.row, inner[parts.col])), (lines, numbers.size))
        every = sparse.vstack([sparse.identity(numbers.size), add]).tocsr()
        held = (every @ system.persons).tocsr()
        mixed = [
            held[at].nnz > 0 and float(np.ptp(system.weight[held[at].indices])) > 1e-9
            for at in range(numbers.size, held.shape[0])
        ]
        return Overlapping(
            held,
            (every @ system.weighted).tocsr(),
            system.truth,
            system.inner,
            system.heavy,
            system.weight,
            np.append(system.margin, np.ones(lines, dtype=bool)),
            np.append(system.mixed, np.array(mixed, dtype=bool)),
        )


def _unproven(system: System, hidden: Bools, cells: Ints, threshold: int) -> Ints:
    """Those of some cells for which nothing proves an interval as wide as the threshold."""
    if not len(cells):
        return cells
    # Imported here: scipy.optimize takes a second to import.
    from reports.disclosure.linear import bounds_of
    from reports.disclosure.witnesses import narrow

    left = narrow(system, hidden, cells, float(threshold))
    if len(left) > MOST_PROGRAMMES:
        return left
    bounds = [bounds_of(system, hidden, int(cell)) for cell in left]
    return left[[high - low < threshold - 1e-6 for low, high in bounds]] if len(left) else left


def without(
    figures: Sequence[Estimate], closed: Bools, shape: tuple[int, ...], policy: Policy
) -> list[Estimate]:
    """The figures of a table of this shape, in order, but those of the lines that are ``closed``."""
    reason = HIDDEN.fill(threshold=policy.threshold)
    gone = np.broadcast_to(closed, shape).ravel()
    return [one.suppress(reason) if shut else one for one, shut in zip(figures, gone, strict=True)]
