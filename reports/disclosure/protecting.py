"""One table under protection: more cells are hidden until none that must not be told can be worked out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.cube import Bools, Cube, Floats, Ints
from reports.disclosure.moves import cheapest_move
from reports.disclosure.openings import Openings
from reports.disclosure.primary import primary
from reports.disclosure.reopening import MOST_STUBBORN, reopen

if TYPE_CHECKING:
    from reports.disclosure.system import System

# A cell of all answers costs so many times more to hide than one of none.
LARGE = 10.0
# Witnesses are sought first where so many cells are to be proved; for a few, hypercubes are faster.
MANY = 40
# For so few cells of a table of three features or more not all inner cells are hidden, but a margin.
FEW = 10
# At most so many cells of a table are protected by hypercubes, which take up to a millisecond each.
# After so many in vain the others are not tried.
MOST_MOVES = 150
MOST_VAIN = 20
# So often neighbours or margins are added, one for each cell, before all at once.
MOST_TURNS = 3
# A table asks at most this often for linear programmes that keep its margins and for such that do not, and
# a larger one (inner cells by weights) hardly at all: a programme takes 5 to 300 ms.
MOST_PROGRAMMES = 5
MOST_LAST_PROGRAMMES = 8
MOST_UNKNOWNS = 400
MOST_LAST_UNKNOWNS = 1000


@dataclass(eq=False)
class Work(Openings):
    """One (sub)table under protection: ``hidden`` grows until every cell under the threshold is safe.

    ``asked`` are the cells to protect in place of those under the threshold and those that are sensitive.
    """

    threshold: int
    asked: Bools | None = None

    @cached_property
    def system(self) -> System:
        """What a reader of the table can set up."""
        # Imported here: most tables need no system of equations, and scipy.sparse takes time to import.
        from reports.disclosure.system import system_of

        return system_of(self.cube)

    def protect(self) -> Ints:
        """Cheapest first: hypercubes of inner cells, inner cells near, all inner cells, margins.

        The cells that nothing of this proves safe return: what the tables of one feature print, which
        cannot be hidden here, may give them away. Hiding more later leaves a proven cell proven.
        """
        counts = self.cube.counts
        strict, loose = _costs(self.cube)
        wanted = np.flatnonzero(self.hidden & ((counts < self.threshold) | self.cube.closed))
        if self.asked is not None:
            wanted = np.flatnonzero(self.asked)
        # Margins first: what protects a margin must be hidden in any case and then costs nothing.
        wanted = wanted[np.argsort(-self.totals.ravel()[wanted], kind="stable")]
        if len(wanted) >= MANY:
            wanted = self._narrow(wanted)
        before = int(self.hidden.sum())
        wanted = self._cubes(strict, wanted)
        if before < self.hidden.sum():
            wanted = self._narrow(wanted)
        if not len(wanted):
            return wanted
        beyond = self._narrow(wanted, self.hidden | ((counts > 0) & (self.totals == 0)))
        left = self._protect_inside(strict, np.setdiff1d(wanted, beyond))
        failed = beyond[:0]
        if self.small:
            failed = self._programmes((strict, loose), beyond[:MOST_LAST_PROGRAMMES], failed)
            beyond = self._narrow(beyond[MOST_LAST_PROGRAMMES:])
        return np.union1d(self._protect_outside(loose, np.concatenate([beyond, left])), failed)

    def reopened(self, before: Bools) -> Bools:
        """What stays hidden once cells that nobody needs are published again, ``before`` apart."""
        if not (self.hidden & ~before).any():
            return self.hidden
        small = primary(self.cube, self.threshold) if self.asked is None else self.asked
        return reopen(self.system, self.hidden, self.cube.counts, before, self.threshold, small)

    def _protect_inside(self, strict: Floats, wanted: Ints) -> Ints:
        """Protect cells that inner cells can protect: by linear programmes, or by ever more cells about them.

        A few cells of a table of three features are given back rather than hide all its inner cells for
        them. That all inner cells together do is known beforehand.
        """
        if self.small:
            programmes, rest = wanted[:MOST_PROGRAMMES], wanted[MOST_PROGRAMMES:]
            wanted = self._narrow(self._programmes((strict,), programmes, rest))
        for _ in range(MOST_TURNS):
            # Not all at once: what protects one cell protects others.
            self.open_neighbours(wanted[:: 3 if len(wanted) >= MANY else 1], inner=True)
            wanted = self._narrow(wanted)
        self.open_near(wanted, len(self.cube.inner) - 1)
        wanted = self._narrow(wanted)
        if len(self.cube.inner) > 2 and len(wanted) <= FEW:
            return wanted
        self.open_near(wanted, 0)
        return wanted[:0]

    def _protect_outside(self, loose: Floats, wanted: Ints) -> Ints:
        """Protect cells that all inner cells together do not: published margins have to go."""
        unproven = wanted[:0]
        everything = (self.cube.counts > 0) & ~self.cube.printed
        hopeless = self._narrow(wanted, everything)
        if len(hopeless) and len(self.cube.weights) > 1:
            # Whoever knows the weight N/n of so small a stratum knows its n: protect from all others.
            plain = Work(self._plain, self.hidden, self.threshold, self.asked)
            unproven = plain.protect()
            self.hidden |= plain.hidden
            wanted = self._narrow(np.setdiff1d(wanted, hopeless))
        if not len(wanted):
            return unproven
        for turn in range(MOST_TURNS):
            if turn:
                self.open_near(wanted, len(self.cube.inner) - 1)
            some = wanted[:: 3 if len(wanted) >= MANY else 1]
            self.open_margins(some)
            self.open_neighbours(some, inner=False)
            wanted = self._narrow(wanted)
        wanted = self._narrow(self._cubes(loose, wanted))
        if len(wanted) and len(self.system.inner) <= MOST_LAST_UNKNOWNS:
            last, wanted = wanted[:MOST_PROGRAMMES], wanted[MOST_PROGRAMMES:]
            unproven = np.union1d(unproven, self._programmes((loose, loose), last, last[:0]))
            wanted = self._narrow(wanted)
        for totals in range(len(self.cube.inner)):
            if len(wanted):
                self.hidden |= (self.cube.counts > 0) & (self.totals <= totals) & ~self.cube.printed
                wanted = self._narrow(wanted)
        return np.union1d(wanted, unproven)

    def withhold(self, unproven: Ints) -> None:
        """Publish no inner cell, not even a zero, where printed margins and zeros give a small cell away."""
        if len(self.told(unproven)):
            self.hidden |= self.totals == 0

    def told(self, unproven: Ints) -> Ints:
        """Which of some cells a reader can tell who does not know the weights.

        For whoever does know them see the notes of the module.
        """
        plain = Work(self._plain, self.hidden, self.threshold)
        left = plain._narrow(unproven)
        if 0 < len(left) <= MOST_STUBBORN and self.small:
            # Imported here: scipy.optimize takes a second to import.
            from reports.disclosure.linear import bounds_of

            bounds = [bounds_of(plain.system, self.hidden, int(cell)) for cell in left]
            left = left[[high - low < self.threshold - 1e-6 for low, high in bounds]]
        return left

    @property
    def _plain(self) -> Cube:
        """The same table to a reader who does not know the weights."""
        one = np.ones(1)
        cube = self.cube
        return Cube(cube.counts[None], one, cube.given, cube.firm, cube.sensitive, known=cube.known)

    @cached_property
    def small(self) -> bool:
        """Whether linear programmes are fast."""
        inner = np.count_nonzero((self.cube.counts > 0) & (self.totals == 0))
        return bool(inner * min(len(self.cube.weights), 2) <= MOST_UNKNOWNS)

    def _narrow(self, cells: Ints, hidden: Bools | None = None) -> Ints:
        """Those of some cells for which no witnesses prove an interval as wide as the threshold."""
        if not len(cells):
            return cells
        from reports.disclosure.witnesses import narrow

        return narrow(self.system, self.hidden if hidden is None else hidden, cells, float(self.threshold))

    def _cubes(self, cost: Floats, wanted: Ints) -> Ints:
        """Protect cells by hypercubes; those for which there is none are returned."""
        price = np.where(self.hidden, 0.0, np.where(self.cube.counts == 0, np.inf, cost))
        safe = np.zeros(self.hidden.shape, dtype=bool)
        hard: list[int] = []
        for tried, cell in enumerate(wanted):
            if tried >= MOST_MOVES or len(hard) > max(MOST_VAIN, 0.75 * tried):
                hard.extend(wanted[tried:])
                break
            place = tuple(int(index) for index in np.unravel_index(cell, safe.shape))
            if safe[place]:
                continue
            cells = cheapest_move(self.cube, price, place, float(self.threshold))
            if cells is None:
                hard.append(cell)
                continue
            for corner in cells:
                self.hidden[corner] = True
                price[corner] = 0.0
            # All corners of a plain hypercube move together; with three categories only the cell is sure.
            for corner in cells if len(cells) == 2 ** len(place) else [place]:
                safe[corner] = True
        return np.array(hard, dtype=np.int64)

    def _programmes(self, costs: tuple[Floats, ...], wanted: Ints, rest: Ints) -> Ints:
        """The same by linear programmes, at the costs that do; ``rest`` and those that none protects return."""
        if not len(wanted):
            return rest
        # Imported here: scipy.optimize takes a second to import.
        from reports.disclosure.linear import cheapest_shift
        from reports.disclosure.system import system_of

        safe, hard = np.zeros(self.hidden.size, dtype=bool), []
        for cell in wanted:
            if safe[cell]:
                continue
            for cost in costs:
                found = cheapest_shift(self.system, self.hidden, cost, int(cell), float(self.threshold))
                if found.width >= self.threshold - 1e-6:
                    break
            else:
                if len(costs) == 1:
                    hard.append(cell)
                    continue
                # Whoever knows the weight N/n of so small a stratum knows its n: protect from all others.
                self.hidden[np.unravel_index(found.cells, self.hidden.shape)] = True
                plain = system_of(self._plain)
                found = cheapest_shift(plain, self.hidden, costs[-1], int(cell), float(self.threshold))
                if found.width < self.threshold - 1e-6:
                    hard.append(cell)
            self.hidden[np.unravel_index(found.cells, self.hidden.shape)] = True
            safe[found.wide] = True
        return np.concatenate([np.array(hard, dtype=np.int64), rest])


def _costs(cube: Cube) -> tuple[Floats, Floats]:
    """What hiding costs, margins never and margins dearly; large counts a little more than small ones."""
    grand = np.array(cube.grand)
    places = np.indices(cube.counts.shape).reshape(len(grand), -1)
    totals = (places == grand[:, None]).sum(axis=0).reshape(cube.counts.shape)
    cost = 8.0**totals * (1.0 + LARGE * cube.counts / max(int(cube.counts[cube.grand]), 1))
    cost[cube.printed] = np.inf
    return np.where(totals > 0, np.inf, cost), cost
