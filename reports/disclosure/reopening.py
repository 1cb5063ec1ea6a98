"""Cells hidden for the sake of others that need not be: they are published again, the largest first.

Methods that protect one cell after another hide too much, since what is hidden for a later cell often
protects an earlier one as well (the clean-up of Kelly, Golden and Assad 1992, sec. 5). A cell is published
again only where every cell under the threshold keeps its proof.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.cube import Bools, Ints

if TYPE_CHECKING:
    from reports.disclosure.system import System

# Tables of more unknowns, or with more cells to prove, are left as they are: proofs would take too long.
MOST_UNKNOWNS = 260
MOST_PROOFS = 160
MOST_CELLS = 300
# At most so many times is a proof asked for; cells are tried so many at a time at first.
MOST_TRIALS = 48
BATCH = 8
# More cells than this are not left to linear programmes, which take ten times as long as witnesses.
MOST_STUBBORN = 3


def reopen(system: System, hidden: Bools, counts: Ints, kept: Bools, threshold: int, primary: Bools) -> Bools:
    """What stays hidden of ``hidden`` (as ``counts``) once needless cells are published.

    ``kept`` stays hidden in any case. Margins come before inner cells, then the largest counts. It is also
    tried from all inner cells hidden, which finds other cells to hide; what hides fewer persons is taken.
    ``primary`` are the cells to prove. Where one of them has no proof as things stand, nothing is published.
    """
    held = counts.ravel()
    small = np.flatnonzero((hidden & primary).ravel())
    if len(small) > MOST_PROOFS or len(system.inner) > MOST_UNKNOWNS:
        return hidden
    proofs = _Proofs(system, hidden, counts, small, float(threshold))
    everything = hidden | ((counts > 0) & ~system.margin.reshape(hidden.shape))
    best, least = hidden, _cost(system, hidden.ravel(), held)
    for start in (hidden, everything):
        found = _reopened(proofs, system, start.ravel().copy(), held, kept.ravel() | (held < threshold))
        cost = _cost(system, found, held)
        if cost < least:
            best, least = np.asarray(found.reshape(hidden.shape), dtype=bool), cost
    return best


def _cost(system: System, flat: Bools, held: Ints) -> int:
    """Persons in hidden cells, those of margins twice."""
    return int(held[flat].sum() + held[flat & system.margin].sum())


def _reopened(proofs: _Proofs, system: System, flat: Bools, held: Ints, kept: Bools) -> Bools:
    spare = np.flatnonzero(flat & ~kept)
    if not len(spare) or not proofs.hold(flat):
        return flat
    spare = spare[np.lexsort((-held[spare], ~system.margin[spare]))]
    at, size = 0, BATCH
    for _ in range(MOST_TRIALS):
        if at >= len(spare):
            break
        batch = spare[at : at + size]
        flat[batch] = False
        if proofs.hold(flat):
            at, size = at + len(batch), size * 2
            continue
        flat[batch] = True
        # One cell that must stay hidden is passed over; several are tried in halves.
        at, size = at + (len(batch) == 1), max(1, len(batch) // 2)
    return flat


class _Proofs:
    """Whether all small cells are proved, those that failed last being asked first.

    The few that witnesses do not prove to begin with are left to linear programmes.
    """

    def __init__(self, system: System, hidden: Bools, counts: Ints, small: Ints, need: float) -> None:
        from reports.disclosure.witnesses import narrow

        self._system, self._counts, self._need = system, counts, need
        self._stubborn = narrow(system, hidden, small, need)
        self._small = np.setdiff1d(small, self._stubborn)
        self._failed: list[int] = []

    def hold(self, flat: Bools) -> bool:
        from reports.disclosure.witnesses import Witnesses

        if len(self._stubborn) > MOST_STUBBORN:
            return False
        hidden = flat.reshape(self._counts.shape)
        witnesses = Witnesses(self._system, hidden)
        room = _room(self._counts, hidden).ravel()
        asked = (np.array(self._failed, dtype=np.int64), self._small)
        told = (cells[room[cells] < self._need] for cells in asked)
        unproven = (witnesses.narrow(cells, self._need) for cells in asked)
        for left in itertools.chain(told, unproven):
            if len(left):
                self._failed = [int(left[0]), *(one for one in self._failed if one != left[0])][:4]
                return False
        return all(self._wide(hidden, int(cell)) for cell in self._stubborn)

    def _wide(self, hidden: Bools, cell: int) -> bool:
        # Imported here: scipy.optimize takes a second to import.
        from reports.disclosure.linear import bounds_of

        low, high = bounds_of(self._system, hidden, cell)
        return high - low >= self._need - 1e-6


def _room(counts: Ints, hidden: Bools) -> Ints:
    """How many persons the hidden cells of a line hold whose total is published, the least of a cell's lines.

    No interval of the cell is wider, so that where it is less than the threshold nothing needs to be tried.
    """
    room = np.full(counts.shape, np.iinfo(np.int64).max)
    held = np.where(hidden, counts, 0)
    for axis, size in enumerate(counts.shape):
        line = np.asarray(np.moveaxis(held, axis, 0)[: size - 1].sum(axis=0))  # of one dimension a number
        line[np.moveaxis(hidden, axis, 0)[-1]] = np.iinfo(np.int64).max
        within = np.moveaxis(room, axis, 0)[: size - 1]
        np.minimum(within, line, out=within)
    return room
