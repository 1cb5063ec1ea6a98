"""More cells to hide beside some: in their lines, or the margins they belong to, the smallest first."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reports.disclosure.cube import Bools, Cube, Ints

# So many margins at most are hidden after one another for one cell.
MOST_CHAIN = 8


@dataclass(eq=False)
class Openings:
    """A table of which more is hidden: ``hidden`` (as the cube's counts) grows, empty cells apart."""

    cube: Cube
    hidden: Bools

    @cached_property
    def totals(self) -> Ints:
        """How many dimensions are totals, by cell."""
        shape = self.cube.counts.shape
        grand = np.array(self.cube.grand).reshape(-1, *[1] * len(shape))
        return np.asarray((np.indices(shape) == grand).sum(axis=0), dtype=np.int64)

    def open_near(self, cells: Ints, shared: int) -> None:
        """Hide the inner cells, empty ones apart, that share so many coordinates with one of some cells."""
        counts, axes = self.cube.counts, range(self.cube.counts.ndim)
        near = np.zeros(counts.shape, dtype=bool)
        for cell in cells:
            place = [int(at) for at in np.unravel_index(cell, counts.shape)]
            for held in itertools.combinations(axes, shared):
                near[tuple(place[axis] if axis in held else slice(None) for axis in axes)] = True
        self.hidden |= near & (counts > 0) & (self.totals == 0)

    def open_neighbours(self, cells: Ints, inner: bool) -> None:
        """Hide, for every cell and line it lies in, the smallest published cell that is no total of the line.

        ``inner`` says whether inner cells are meant, or margins: the line of a margin's neighbours.
        """
        counts = self.cube.counts
        for cell in cells:
            place = [int(at) for at in np.unravel_index(cell, counts.shape)]
            totals = [at == last for at, last in zip(place, self.cube.grand, strict=True)]
            for axis, size in enumerate(self.cube.inner):
                if (sum(totals) - totals[axis] == 0) != inner or (totals[axis] and not inner):
                    continue
                line = tuple(slice(0, size) if other == axis else at for other, at in enumerate(place))
                self._open_least(line)

    def open_margins(self, cells: Ints) -> None:
        """Hide, for every inner cell, the smallest still published margin it belongs to.

        Where it is then the only hidden one among its neighbours, the smallest of them goes with it, and so on.
        """
        flat, counts = self.hidden.reshape(-1), self.cube.counts.ravel()
        for cell in cells[self.totals.ravel()[cells] == 0]:
            place = np.unravel_index(cell, self.hidden.shape)
            above = [
                int(np.ravel_multi_index((*place[:axis], last, *place[axis + 1 :]), self.hidden.shape))
                for axis, last in enumerate(self.cube.grand)
            ]
            above = [one for one in above if not flat[one] and not self.cube.printed.ravel()[one]]
            opened = [min(above, key=lambda one: counts[one])] if above else []
            for one in opened:
                flat[one] = True
                if len(opened) < MOST_CHAIN:
                    opened.extend(self._alone(one))

    def _alone(self, margin: int) -> list[int]:
        """For each line in which a margin is the only hidden one of its neighbours, the smallest of them."""
        place = [int(at) for at in np.unravel_index(margin, self.hidden.shape)]
        found = []
        for axis, size in enumerate(self.cube.inner):
            line = tuple(slice(0, size) if other == axis else at for other, at in enumerate(place))
            published = np.flatnonzero(self._may_go(line))
            if place[axis] < size and self.hidden[line].sum() == 1 and len(published):
                place[axis], kept = int(published[self.cube.counts[line][published].argmin()]), place[axis]
                found.append(int(np.ravel_multi_index(place, self.hidden.shape)))
                place[axis] = kept
        return found

    def _open_least(self, line: tuple[slice | int, ...]) -> None:
        published = np.flatnonzero(self._may_go(line))
        if len(published):
            self.hidden[line][published[self.cube.counts[line][published].argmin()]] = True

    def _may_go(self, line: tuple[slice | int, ...]) -> Bools:
        """Which cells of a line are published and may be hidden: not empty, and printed by no other table."""
        return ~self.hidden[line] & (self.cube.counts[line] > 0) & ~self.cube.printed[line]
