"""Totals and means of numbers: which are made by one or two contributors, and what must go with them.

A mean is a total over a published count, so both are protected as totals. A cell is *sensitive* where its
n largest contributors make more than k % of its total (dominance), or where the second largest can work the
largest out to within p % (p% rule), that is where X − x₁ − x₂ < p/100 · x₁ (Hundepool et al. 2012,
Statistical Disclosure Control, ch. 4). An answer contributes its weight times its number: readers may know
who took part, so it is one contributor and not, as in τ-ARGUS, as many equal ones as its weight, by which a
cell of two answers of weight 12 would have no dominant contributor at all. Numbers below 0 contribute by
their size.

Published totals must then leave every sensitive total an upper limit that lies by the *protection level*
above it: p/100 · x₁ − (X − x₁ − x₂), and 100/k · (x₁ + … + xₙ) − X, whichever is more. A cell hidden as a
count is protected as a count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.cube import Bools, Floats, Ints
from reports.disclosure.policy import Policy
from reports.disclosure.units import margins

if TYPE_CHECKING:
    from reports.disclosure.system import System

# Sensitive totals are protected one by one where these, times the inner totals, are no more than this: a
# programme takes up to 0.3 s. Of a table too large for that only the whole is published.
MOST_PROGRAMMES = 40
MOST_WORK = 20_000
# A total of everything costs so many times more to hide than one of nothing; totals of lines more.
LARGE = 10.0
MARGIN = 8.0
CLOSE = 1e-7


@dataclass(frozen=True, eq=False)
class Magnitudes:
    """The numbers behind a table: D codes (n,) of its rows, values (n,) with NaN where none, weights (n,)."""

    codes: Sequence[Ints]
    sizes: Sequence[int]
    values: Floats
    weights: Floats

    def totals(self) -> Floats:
        """Weighted totals of the sizes of the numbers, margins included, shape (K₁+1, …, K_D+1)."""
        found = np.zeros([size + 1 for size in self.sizes])
        held, parts = self._parts()
        for place, cell, cells in margins(self.codes, self.sizes):
            found[place] = np.bincount(cell[held], parts, cells).reshape(found[place].shape)
        return found

    def largest(self, count: int) -> Floats:
        """The sum of the ``count`` largest contributions to every cell, margins included."""
        found = np.zeros([size + 1 for size in self.sizes])
        held, parts = self._parts()
        for place, cell, cells in margins(self.codes, self.sizes):
            own = cell[held]
            order = np.lexsort((-parts, own))
            own, ordered = own[order], parts[order]
            rank = np.arange(len(own)) - np.searchsorted(own, own)
            first = rank < count
            found[place] = np.bincount(own[first], ordered[first], cells).reshape(found[place].shape)
        return found

    def _parts(self) -> tuple[Bools, Floats]:
        held = np.asarray(~np.isnan(self.values), dtype=bool)
        return held, np.abs(self.values[held]) * self.weights[held]


def lacking(magnitudes: Magnitudes, policy: Policy) -> Floats:
    """The protection level of every cell and margin: above 0 where its total is sensitive.

    A total of 0 describes nobody's number more than that all are 0, and is not sensitive.
    """
    total = magnitudes.totals()
    need = np.full(total.shape, -np.inf)
    if policy.p_percent is not None:
        first = magnitudes.largest(1)
        rest = total - magnitudes.largest(2)
        need = np.maximum(need, policy.p_percent / 100 * first - rest)
    if policy.dominance is not None:
        top = magnitudes.largest(policy.dominance.largest)
        need = np.maximum(need, 100 / policy.dominance.percent * top - total)
    return np.where((need > CLOSE * total) & (total > 0), need, 0.0)


def sensitive(magnitudes: Magnitudes, policy: Policy) -> Bools:
    """Cells and margins whose total a contributor could work another's number out of."""
    return np.asarray(lacking(magnitudes, policy) > 0, dtype=bool)


def hide_totals(magnitudes: Magnitudes, counts: Bools, policy: Policy) -> Bools:
    """Which totals and means are not published: those of cells hidden as ``counts``, sensitive ones, and others
    so that no sensitive one can be worked out from published totals to within its protection level.

    Proved by linear programmes: a reader knows every published total and that none is below 0.
    """
    need = lacking(magnitudes, policy)
    hidden = np.asarray(counts | (need > 0), dtype=bool)
    wanted = np.flatnonzero((need > 0) & ~counts)
    if not len(wanted):
        return hidden
    table = _Totals(magnitudes.totals())
    flat = need.ravel()
    if len(wanted) > MOST_PROGRAMMES or len(wanted) * len(table.system.inner) > MOST_WORK:
        hidden |= table.totals > 0
        hidden.ravel()[-1] = counts.ravel()[-1] or not table.has_room(flat)
        return hidden
    for cell in wanted[np.argsort(-flat[wanted], kind="stable")]:
        table.protect(hidden, int(cell), float(flat[cell]))
    return hidden


def upper_limit(totals: Floats, hidden: Bools, cell: int) -> float:
    """The greatest total a reader must think possible for a cell of the flattened table; inf where there is none."""
    from reports.disclosure.linear import bounds_of

    table = _Totals(totals)
    return bounds_of(table.system, hidden, cell)[1] * table.unit


class _Totals:
    """A table of totals with margins as the system of equations of its readers."""

    def __init__(self, totals: Floats) -> None:
        self.totals = totals
        self.shape = totals.shape
        grand = np.array(self.shape) - 1
        self.level = np.asarray(
            (np.indices(self.shape) == grand.reshape(-1, *[1] * len(grand))).sum(axis=0), dtype=np.int64
        )
        self.inner = self.level == 0
        # In parts of a hundred-thousandth of the whole: programmes are solved badly for very large numbers.
        self.unit = max(float(totals.ravel()[-1]) / 1e5, 1e-300)
        self.system = self._system()

    def has_room(self, need: Floats) -> bool:
        """Whether the whole, published alone, leaves every total the room it needs."""
        totals = self.totals.ravel()
        return bool((totals + need <= totals[-1] * (1 + 1e-9)).all())

    def protect(self, hidden: Bools, cell: int, need: float) -> None:
        """Hide more totals in place, the cheapest, then lines and margins, until one has the room it needs."""
        from reports.disclosure.linear import bounds_of, cheapest_rise

        whole = float(self.totals.ravel()[-1])
        cost = MARGIN**self.level * (1.0 + LARGE * self.totals / whole)
        rise, cells = cheapest_rise(self.system, hidden, cost, cell, need / self.unit)
        hidden[np.unravel_index(cells, self.shape)] = True
        if rise >= need / self.unit * (1 - 1e-6):
            return
        target = float(self.totals.ravel()[cell]) + need
        for most in range(int(self.level.max()) + 1):
            hidden |= (self.level <= most) & (self.totals > 0)
            if bounds_of(self.system, hidden, cell)[1] * self.unit >= target * (1 - 1e-9):
                return

    def _system(self) -> System:
        # Imported here: scipy.sparse takes time to import, and most tables have no sensitive total.
        from scipy import sparse

        from reports.disclosure.system import System

        places = np.argwhere(self.inner & (self.totals > 0))
        count = len(places)
        rows = [np.ravel_multi_index(tuple(places.T), self.shape)]
        for held in np.ndindex(*[2] * len(self.shape)):
            if any(held):
                at = np.where(np.array(held, dtype=bool), np.array(self.shape) - 1, places)
                rows.append(np.ravel_multi_index(tuple(at.T), self.shape))
        row, column = np.concatenate(rows), np.tile(np.arange(count), len(rows))
        size = int(np.prod(self.shape))
        sums = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(size, count))
        truth = self.totals[tuple(places.T)] / self.unit
        nothing = np.zeros(size, dtype=bool)
        return System(
            sums, sums, truth, np.asarray(rows[0], dtype=np.int64), np.zeros(count, dtype=bool), np.ones(count),
            ~self.inner.ravel(), nothing,
        )  # fmt: skip
