"""The one heavy step: sums by PSU and cell, and their spread inside strata.

A linearised variance needs nothing of the rows but totals per (stratum, PSU, cell). Only the pairs of
PSU and cell that occur are kept, so that a design of a million elements and hundreds of cells stays small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports.estimates.design import Design, Floats, Ints


@dataclass(frozen=True, eq=False)
class PairTotals:
    """Totals t of a weighted variable by pair of PSU and cell, pairs in rising order of ``key``.

    ``key`` = psu · cells + cell, shape (pairs,). PSUs that do not occur with a cell have total 0 there.
    """

    design: Design
    cells: int
    key: Ints
    total: Floats

    @property
    def psu(self) -> Ints:
        """The PSU of every pair."""
        return self.key // self.cells

    @property
    def cell(self) -> Ints:
        """The cell of every pair."""
        return self.key % self.cells

    def deviations(self) -> tuple[Floats, Floats]:
        """Totals less the mean over *all* PSUs of their stratum, and that mean by stratum and cell (H, C)."""
        stratum = self.design.psu_stratum[self.psu]
        place = stratum * self.cells + self.cell
        strata = len(self.design.names)
        sums = np.bincount(place, self.total, strata * self.cells).reshape(strata, self.cells)
        mean = sums / np.maximum(self.design.psu_counts, 1)[:, None] * self.design.centred[:, None]
        return self.total - mean.ravel()[place], mean

    def squares(self) -> Floats:
        """Sum over strata of factor · Σ(t − t̄)², shape (cells,): the variance of the totals.

        Cochran (1977) eq. 5.6 and 9A.5 for PSU totals; the PSUs outside a cell enter with total 0.
        """
        deviation, mean = self.deviations()
        stratum = self.design.psu_stratum[self.psu]
        factor = self.design.factor
        inside = np.bincount(self.cell, factor[stratum] * deviation**2, self.cells)
        strata = len(self.design.names)
        here = np.bincount(stratum * self.cells + self.cell, minlength=strata * self.cells)
        outside = self.design.psu_counts[:, None] - here.reshape(strata, self.cells)
        return np.asarray(inside + (factor[:, None] * outside * mean**2).sum(axis=0), dtype=np.float64)

    def products(self, other: PairTotals, cell_of: Ints) -> Floats:
        """Sum over strata of factor · Σ(t − t̄)(u − ū), u the totals of ``other`` in cell ``cell_of[c]``.

        Since Σ(u − ū) is 0 over all PSUs, t·(u − ū) over the pairs that occur is enough. Every pair of
        this must occur in ``other``.
        """
        deviation, _ = other.deviations()
        place = np.searchsorted(other.key, self.psu * other.cells + cell_of[self.cell])
        stratum = self.design.psu_stratum[self.psu]
        return add_up(self.cell, self.design.factor[stratum] * self.total * deviation[place], self.cells)

    def occupied(self) -> npt.NDArray[np.bool_]:
        """Which strata occur with which cell, shape (H, C)."""
        strata = len(self.design.names)
        place = self.design.psu_stratum[self.psu] * self.cells + self.cell
        return np.bincount(place, minlength=strata * self.cells).reshape(strata, self.cells) > 0


def add_up(place: Ints, values: Floats, cells: int) -> Floats:
    """Sums of values by place, shape (cells,)."""
    return np.bincount(place, values, cells).astype(np.float64)


def pair_totals(design: Design, values: Floats, cell: Ints, cells: int) -> PairTotals:
    """Totals of ``values`` (n,) by PSU and ``cell`` (n,); rows with a negative cell are in none."""
    rows = np.flatnonzero(cell >= 0)
    key = design.psu[rows] * cells + cell[rows]
    if design.elements:
        return PairTotals(design, cells, key, values[rows])
    pairs, place = np.unique(key, return_inverse=True)
    return PairTotals(design, cells, pairs.astype(np.int64), add_up(place, values[rows], len(pairs)))


def lonely_factor(design: Design, occupied: npt.NDArray[np.bool_]) -> Floats:
    """What variances are multiplied by under ``average`` and ``withhold``: strata over strata with a variance, (C,)."""
    if design.single_psu == "withhold" and design.single.any():
        return np.full(occupied.shape[1], np.nan)
    if design.single_psu != "average" or not design.single.any():
        return np.ones(occupied.shape[1])
    strata = occupied.sum(axis=0)
    able = (occupied & ~design.single[:, None]).sum(axis=0)
    return np.where(able > 0, strata / np.maximum(able, 1), np.nan)
