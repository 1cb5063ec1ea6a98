"""Which cells of a table are hidden: those under the threshold, and others so that none can be reckoned.

Decisions. A count from 1 to threshold − 1 is never published, in the table or its margins. A count of 0
is published: it describes no person, readers expect it, and hiding it would protect nobody since an
empty row is seldom a secret; that *everybody* of a group gave one answer can therefore be read off, as in
any table of shares. Protection means that the interval a reader can infer is at least as wide as the
threshold, for a reader who knows the weights of the strata as well. Where that cannot be, since there are
only one or two weights in a table by stratum, it holds for a reader who does not know the weights: a
weight is N/n, so who knows it knows how many answered. In a tiny table intervals are as wide as can be.
The grand total is hidden only where it is itself
under the threshold, since the number of valid answers is printed everywhere.
"""

from __future__ import annotations

import itertools

import numpy as np

from reports.disclosure.cube import Bools, Cube, Floats, cube_of
from reports.disclosure.moves import Place, cheapest_move

__all__ = ["THRESHOLD", "Cube", "cube_of", "hide", "primary"]

THRESHOLD = 10
# A table asks at most this often for a linear programme that keeps its margins, and a larger one (inner
# cells by weights) not at all: a programme takes 10 to 100 ms. After that margins are given up.
MOST_PROGRAMMES = 5
MOST_UNKNOWNS = 1000


def primary(cube: Cube, threshold: int = THRESHOLD) -> Bools:
    """Cells and margins whose own count is under the threshold and not 0."""
    counts = cube.counts
    return (counts > 0) & (counts < threshold)


def hide(cube: Cube, threshold: int = THRESHOLD) -> Bools:
    """Primary and secondary suppression: which cells of the cube, margins included, are not published.

    Margins first, level by level: the margin over age is treated exactly as the table by age alone would
    be, then those by two, so that a smaller table published elsewhere hides the same cells. A published
    margin is hidden afterwards only where nothing else helps.
    """
    if cube.counts[cube.grand] < threshold:
        return cube.counts > 0
    hidden = primary(cube, threshold)
    axes = range(len(cube.inner))
    for level in range(1, len(cube.inner) + 1):
        for held in itertools.combinations(axes, level):
            place = tuple(slice(None) if axis in held else cube.inner[axis] for axis in axes)
            part = Cube(cube.parts[(slice(None), *place)], cube.weights)
            _protect(part, hidden[place], threshold)
    return hidden


def _protect(cube: Cube, hidden: Bools, threshold: int) -> None:
    """Hide more of one (sub)table, in place, until every cell under the threshold is safe.

    Fast moves first (hypercubes), then a linear programme for a cell that none protects; a published
    margin is given up last.
    """
    counts = cube.counts
    strict, loose = _costs(cube)
    safe = np.zeros(counts.shape, dtype=bool)
    grand = np.array(cube.grand)
    # Margins first: what protects a margin must be hidden in any case and then costs nothing.
    wanted = _places(hidden & (counts < threshold) & (counts > 0))
    wanted.sort(key=lambda place: (-int((np.array(place) == grand).sum()), place))
    hard = _protect_fast(cube, hidden, safe, strict, wanted, threshold)
    inner = cube.parts[(slice(None), *(slice(0, size) for size in cube.inner))]
    programmes = MOST_PROGRAMMES if np.count_nonzero(inner) <= MOST_UNKNOWNS else 0
    _protect_hard(cube, hidden, (strict, loose), hard[:programmes], threshold)
    rest = _protect_fast(cube, hidden, safe, loose, hard[programmes:], threshold)
    _protect_hard(cube, hidden, (loose,), rest, threshold)


def _protect_fast(
    cube: Cube, hidden: Bools, safe: Bools, cost: Floats, wanted: list[Place], threshold: int
) -> list[Place]:
    """Protect cells by hypercubes, in place; those for which there is none are returned."""
    hard = []
    for place in wanted:
        if safe[place]:
            continue
        cells = cheapest_move(cube, hidden, cost, place, float(threshold))
        if cells is None:
            hard.append(place)
            continue
        for cell in cells:
            hidden[cell] = True
        # All corners of a plain hypercube move together; with three categories only the cell is sure.
        for cell in cells if len(cells) == 2 ** len(place) else [place]:
            safe[cell] = True
    return hard


def _protect_hard(
    cube: Cube, hidden: Bools, costs: tuple[Floats, ...], wanted: list[Place], threshold: int
) -> None:
    """The same by linear programmes, in place; a published margin goes only where inner cells do not do."""
    if not wanted:
        return
    # Imported here: most tables need no linear programme, and scipy.optimize takes time to import.
    from reports.disclosure.linear import cheapest_shift, system_of

    system, plain = system_of(cube), None
    safe = np.zeros(hidden.size, dtype=bool)
    for place in wanted:
        cell = int(np.ravel_multi_index(place, hidden.shape))
        if safe[cell]:
            continue
        for cost in costs:
            found = cheapest_shift(system, hidden, cost, cell, float(threshold))
            if found.width >= threshold - 1e-6:
                break
        else:
            # Whoever knows the weight N/n of so small a stratum knows its n: protect from all others.
            plain = plain or system_of(Cube(cube.counts[None], np.ones(1)))
            hidden[np.unravel_index(found.cells, hidden.shape)] = True
            found = cheapest_shift(plain, hidden, costs[-1], cell, float(threshold))
        hidden[np.unravel_index(found.cells, hidden.shape)] = True
        safe[found.wide] = True


def _places(where: Bools) -> list[Place]:
    return [tuple(int(index) for index in place) for place in np.argwhere(where)]


def _costs(cube: Cube) -> tuple[Floats, Floats]:
    """What hiding costs, margins never and margins dearly; large counts a little more than small ones."""
    grand = np.array(cube.grand)
    places = np.indices(cube.counts.shape).reshape(len(grand), -1)
    totals = (places == grand[:, None]).sum(axis=0).reshape(cube.counts.shape)
    cost = 8.0**totals * (1.0 + cube.counts / max(int(cube.counts[cube.grand]), 1))
    cost[cube.grand] = np.inf
    return np.where(totals > 0, np.inf, cost), cost
