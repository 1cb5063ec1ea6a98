"""Variances of stratified elements from sums by stratum and cell: the squares stand in for the units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from reports.codebook import SinglePsu
from reports.estimates.adjustments import Floats
from reports.estimates.labels import positions
from reports.estimates.soundness import check_population, check_strata
from reports.estimates.stages import Bools, Ints, add_up, distinct, single_strata, spread_factor


@dataclass(frozen=True, eq=False)
class ElementSums:
    """H strata of elements, known by p parts: the rows of a stratum in a cell, or in none (cell -1).

    ``stratum`` (p,) positions, ``cell`` (p,), ``counts`` (H,) elements in the sample, ``population``
    (H,), inf without a finite population correction.
    """

    stratum: Ints
    cell: Ints
    counts: Ints
    population: Floats
    single_psu: SinglePsu

    @classmethod
    def of(
        cls,
        stratum: npt.NDArray[np.generic],
        cell: Ints,
        rows: Ints,
        population: Floats,
        single_psu: SinglePsu,
    ) -> ElementSums:
        """From the labels of the strata and the rows of every part; checked as a design is."""
        labels, place = positions(stratum, "stratum")
        names = tuple(str(label) for label in labels)
        counts = add_up(place, rows.astype(np.float64), len(names)).astype(np.int64)
        size = check_population(population, place, names)
        made = cls(place, cell, counts, size, single_psu)
        check_strata(counts, size, made.single, names, single_psu)
        return made

    @cached_property
    def correction(self) -> Floats:
        """1 − n_h/N_h, (H,)."""
        return np.maximum(1.0 - self.counts / self.population, 0.0)

    @cached_property
    def single(self) -> Bools:
        """Strata with one element that is not the whole stratum, (H,)."""
        return single_strata(self.counts, self.correction)

    @cached_property
    def factor(self) -> Floats:
        """(1 − f_h) n_h/(n_h − 1), (H,)."""
        return spread_factor(self.counts, self.correction, self.single_psu) * self.correction

    @cached_property
    def centring(self) -> Floats:
        """1/n_h, what the square of a stratum's sum is multiplied by; 0 where it is not centred, (H,)."""
        held = ~self.single if self.single_psu == "adjust" else np.ones(len(self.counts), dtype=bool)
        return np.asarray(held / np.maximum(self.counts, 1), dtype=np.float64)

    def df(self, weight: Floats) -> float:
        """Elements less strata, of the strata that have a weight."""
        held = add_up(self.stratum, np.abs(weight), len(self.counts)) > 0
        return float(self.counts[held].sum() - held.sum())

    def variance(self, linear: Floats, square: Floats, cells: int) -> Floats:
        """Σ over strata of factor · (Σt² − (Σt)²/n_h) by cell, (cells,), from Σt and Σt² by part."""
        stratum, cell, (sums, squares) = self._by_stratum(self.cell, cells, linear, square)
        found = np.maximum(squares - sums**2 * self.centring[stratum], 0.0)
        variance = add_up(cell, self.factor[stratum] * found, cells)
        return variance * self._lending(cell, stratum, cells)

    def within(self, w: Floats, ww: Floats, group: Ints, group_of: Ints, value: Floats) -> Floats:
        """The variance of Σ w(1_c − p_c·1_g) by cell, with the sums Σw and Σw² of every part."""
        cells, groups, strata = len(group_of), int(group_of.max(initial=0)) + 1, len(self.counts)
        of, its_group, (bases, base_squares) = self._by_stratum(group, groups, w, ww)
        stratum, cell, (sums, squares) = self._by_stratum(self.cell, cells, w, ww)
        whole = np.zeros((strata, groups))
        whole[of, its_group] = bases
        factor, centring = self.factor[stratum], self.centring[stratum]
        top = add_up(cell, factor * (squares - sums**2 * centring), cells)
        base = whole[stratum, group_of[cell]]
        both = add_up(cell, factor * (squares - sums * base * centring), cells)
        spread = self.factor[of] * (base_squares - bases**2 * self.centring[of])
        found = top - 2 * value * both + value**2 * add_up(its_group, spread, groups)[group_of]
        lent = self._lending(its_group, of, groups)[group_of]
        return np.asarray(np.maximum(found, 0.0) * lent, dtype=np.float64)

    def _by_stratum(
        self, cell: Ints, cells: int, first: Floats, second: Floats
    ) -> tuple[Ints, Ints, tuple[Floats, Floats]]:
        """The pairs of stratum and cell that occur, and two columns summed by them: parts may share a pair."""
        inside = cell >= 0
        key, place = distinct(self.stratum[inside] * cells + cell[inside], len(self.counts) * cells)
        sums = (add_up(place, first[inside], len(key)), add_up(place, second[inside], len(key)))
        return key // cells, key % cells, sums

    def _lending(self, cell: Ints, stratum: Ints, cells: int) -> Floats:
        if self.single_psu == "withhold" and self.single.any():
            return np.full(cells, np.nan)
        if self.single_psu != "average":
            return np.ones(cells)
        seen = np.zeros((len(self.counts), cells), dtype=bool)
        seen[stratum, cell] = True
        able = (seen & ~self.single[:, None]).sum(axis=0)
        lent = seen.sum(axis=0) / np.maximum(able, 1)
        return np.asarray(np.where(able > 0, lent, np.nan), dtype=np.float64)
