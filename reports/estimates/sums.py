"""The one heavy step: sums by unit and cell, and their spread inside strata.

A linearised variance needs nothing of the rows but totals per (stratum, unit, cell). Only the pairs of
unit and cell that occur are kept, so that a design of a million elements and hundreds of cells stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reports.estimates.adjustments import Floats
from reports.estimates.stages import DENSE, Bools, Ints, Stage, add_up, distinct, inside


@dataclass(frozen=True, eq=False)
class PairTotals:
    """Totals t of a weighted variable by pair of unit and cell at one stage.

    ``unit`` and ``cell`` (pairs,) in rising order of unit · cells + cell. Units that do not occur with a
    cell have total 0 there. ``in_domains`` treats strata of which a cell holds one unit as strata with
    a single unit are treated.
    """

    stage: Stage
    cells: int
    unit: Ints
    cell: Ints
    total: Floats
    in_domains: bool = False

    @cached_property
    def key(self) -> Ints:
        """Where a pair stands: unit · cells + cell."""
        return self.unit * self.cells + self.cell

    @cached_property
    def strata(self) -> StrataOfPairs:
        """The pairs of stratum and cell that occur."""
        return StrataOfPairs.of(self)

    @cached_property
    def mean(self) -> Floats:
        """Mean over *all* units of the stratum by pair of stratum and cell; 0 where they are not centred."""
        strata, stage = self.strata, self.stage
        sums = add_up(strata.place, self.total, len(strata.stratum))
        centred = stage.centred[strata.stratum]
        if self.in_domains and stage.single_psu == "adjust":
            centred = centred & ~strata.lonely
        return sums / stage.counts[strata.stratum] * centred

    def deviations(self) -> Floats:
        """Totals less the mean of their stratum, by pair."""
        return self.total - self.mean[self.strata.place]

    def squares(self) -> Floats:
        """Sum over strata of factor · Σ(t − t̄)², (cells,); the units outside a cell enter with total 0."""
        strata, factor = self.strata, self.stage.factor[self.unit]
        square = add_up(strata.place, factor * self.deviations() ** 2, len(strata.stratum))
        inside = add_up(strata.place, factor, len(strata.stratum))
        outside = self.stage.factor_of_strata[strata.stratum] - inside
        # Where every unit occurs the two sums differ by rounding alone.
        outside = np.where(strata.units == self.stage.counts[strata.stratum], 0.0, outside)
        found = square + outside * self.mean**2
        if self._lends:
            found = np.where(strata.lonely, 0.0, found)
        return add_up(strata.cell, found, self.cells)

    def variance(self) -> Floats:
        """This stage's part of the variance of the totals, (cells,): Cochran (1977) eq. 5.6 and 9A.5."""
        return self.squares() * self.lending

    def products(self, other: PairTotals, cell_of: Ints) -> Floats:
        """Sum over strata of factor · Σ(t − t̄)(u − ū), u the totals of ``other`` in cell ``cell_of[c]``.

        Over the pairs that occur Σ f·t·(u − ū) is enough, less t̄ · Σ f·(u − ū) over all units, which is
        0 where the factor is one per stratum. Every pair of this must occur in ``other``.
        """
        stage, deviation = self.stage, other.deviations()
        there = np.searchsorted(other.key, self.unit * other.cells + cell_of[self.cell])
        part = add_up(
            self.strata.place,
            stage.factor[self.unit] * self.total * deviation[there],
            len(self.strata.stratum),
        )
        if stage.inclusion is not None:
            rest = add_up(
                other.strata.place, stage.factor[other.unit] * other.total, len(other.strata.stratum)
            )
            rest = rest - other.mean * stage.factor_of_strata[other.strata.stratum]
            key = self.strata.stratum * other.cells + cell_of[self.strata.cell]
            part = part - self.mean * rest[np.searchsorted(other.strata.key, key)]
        return add_up(self.strata.cell, part, self.cells)

    @property
    def _lends(self) -> bool:
        return self.in_domains and self.stage.single_psu == "average"

    @cached_property
    def lending(self) -> Floats:
        """What variances are multiplied by under ``average`` and ``withhold``, (cells,)."""
        alone = self.stage.single[self.strata.stratum]
        if self._lends:
            alone = alone | self.strata.lonely
        every = np.bincount(self.strata.cell, minlength=self.cells)
        able = np.bincount(self.strata.cell[~alone], minlength=self.cells)
        return lending(self.stage, every, able)


@dataclass(frozen=True, eq=False)
class StrataOfPairs:
    """The pairs of stratum and cell that occur: ``place`` of every pair of unit and cell among them."""

    place: Ints
    stratum: Ints
    cell: Ints
    key: Ints
    units: Ints
    lonely: Bools

    @classmethod
    def of(cls, pairs: PairTotals) -> StrataOfPairs:
        """Find them; ``lonely`` are those with one unit in the cell where the stratum has several."""
        key = pairs.stage.stratum[pairs.unit] * pairs.cells + pairs.cell
        found, place = distinct(key, pairs.stage.strata * pairs.cells)
        stratum = found // pairs.cells
        units = np.bincount(place, minlength=len(found)).astype(np.int64)
        lonely = (units == 1) & (pairs.stage.counts[stratum] > 1)
        return cls(place, stratum, found % pairs.cells, found, units, lonely)


def lending(stage: Stage, strata: Ints, able: Ints) -> Floats:
    """Strata over strata with a variance under ``average``, NaN under ``withhold`` with single units.

    ``strata`` and ``able`` (cells,) count the strata that occur and those with a variance.
    """
    if stage.single_psu == "withhold" and stage.single.any():
        return np.full(len(strata), np.nan)
    if stage.single_psu != "average":
        return np.ones(len(strata))
    # A cell without any stratum has no variance to lend: nothing was drawn from it.
    return np.where(able > 0, strata / np.maximum(able, 1), np.where(strata > 0, np.nan, 1.0))


def pair_totals(stage: Stage, values: Floats, cell: Ints, cells: int, in_domains: bool = False) -> PairTotals:
    """Totals of ``values`` (n,) by unit and ``cell`` (n,); rows with a negative cell are in none."""
    rows = inside(cell)
    place, kept = cell[rows], values[rows]
    if stage.elements:
        unit = np.arange(len(cell)) if isinstance(rows, slice) else rows
        return PairTotals(stage, cells, unit, place, kept, in_domains)
    key = stage.unit[rows] * cells + place
    size = len(stage.stratum) * cells
    if size <= max(DENSE, 4 * len(key)):
        seen = np.zeros(size, dtype=bool)
        seen[key] = True
        found = np.flatnonzero(seen)
        total = add_up(key, kept, size)[found]
    else:
        found, at = distinct(key, size)
        total = add_up(at, kept, len(found))
    return PairTotals(stage, cells, found // cells, found % cells, total, in_domains)
