"""One stage of selection: which units were drawn, from which strata, out of how many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from reports.codebook import SinglePsu
from reports.estimates.adjustments import Floats

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Below this sampling-complement a stratum was taken in full and adds no variance (R survey: 1e-7).
_CENSUS = 1e-7


# Up to so many places a sum is kept for every place, beyond only for those that occur.
DENSE = 4_000_000


def inside(cell: Ints) -> slice | Ints:
    """The rows in a cell, as a slice where that is all of them: nothing is copied then."""
    return slice(None) if not len(cell) or cell.min() >= 0 else np.flatnonzero(cell >= 0)


def distinct(key: Ints, size: int) -> tuple[Ints, Ints]:
    """The keys that occur, rising, and the place of each key among them; keys are below ``size``."""
    if size <= max(DENSE, 4 * len(key)):
        seen = np.zeros(size, dtype=bool)
        seen[key] = True
        found = np.flatnonzero(seen)
        if len(found) == size:
            return found, key
        at = np.zeros(size, dtype=np.int64)
        at[found] = np.arange(len(found))
        return found, at[key]
    found, place = np.unique(key, return_inverse=True)
    return found.astype(np.int64), place.astype(np.int64)


def add_up(place: Ints, values: Floats, places: int) -> Floats:
    """Sums of values by place, (places,)."""
    return np.bincount(place, values, places).astype(np.float64)


def sum_columns(place: Ints, table: Floats, places: int) -> Floats:
    """Sums of the rows of a table (n, k) by place, (places, k)."""
    columns = [add_up(place, column, places) for column in table.T]
    return np.array(columns, dtype=np.float64).T.reshape(places, table.shape[1])


def single_strata(counts: Ints, correction: Floats) -> Bools:
    """Strata with one unit that is not the whole stratum: ``counts`` n_h, ``correction`` 1 − f_h, (H,)."""
    return np.asarray((counts == 1) & (correction > _CENSUS))


def spread_factor(counts: Ints, correction: Floats, single_psu: SinglePsu) -> Floats:
    """n_h/(n_h − 1) by stratum, 0 for a census; a single unit has 1 under ``adjust``, else 0, (H,)."""
    spread = np.where(counts > 1, counts / np.maximum(counts - 1, 1), 0.0)
    if single_psu == "adjust":
        spread = np.where(single_strata(counts, correction), 1.0, spread)
    return np.where(correction > _CENSUS, spread, 0.0)


@dataclass(frozen=True, eq=False)
class Stage:
    """A stage of n rows, U units and H strata.

    ``unit`` (n,) the position of each row's unit; ``stratum`` (U,) the position of each unit's stratum,
    which at a later stage lies within one unit of the stage above; ``population`` (H,) units there are in
    the stratum, inf without a finite population correction; ``share`` (H,) the product of the sampling
    fractions of the stages above, 1 at the first; ``names`` (H,). ``elements`` says that every row is its
    own unit, in order. ``inclusion`` (U,) are probabilities that differ inside strata: the correction is
    then 1 − π of each unit (Brewer 2002, ch. 9, as R ``pps="brewer"``).
    """

    unit: Ints
    stratum: Ints
    population: Floats
    share: Floats
    names: tuple[str, ...]
    single_psu: SinglePsu
    elements: bool
    inclusion: Floats | None = None

    @property
    def strata(self) -> int:
        """How many strata there are."""
        return len(self.population)

    @cached_property
    def counts(self) -> Ints:
        """Units in the sample by stratum, n_h, (H,)."""
        return np.bincount(self.stratum, minlength=self.strata).astype(np.int64)

    @cached_property
    def fraction(self) -> Floats:
        """Sampling fractions n_h/N_h, (H,)."""
        return self.counts / self.population

    @cached_property
    def single(self) -> Bools:
        """Strata with one unit that is not the whole stratum, (H,)."""
        return single_strata(self.counts, self._correction_of_strata)

    @cached_property
    def factor(self) -> Floats:
        """What the square of a unit's deviation is multiplied by: (1 − f) n_h/(n_h − 1) · share, (U,)."""
        spread = spread_factor(self.counts, self._correction_of_strata, self.single_psu) * self.share
        return spread[self.stratum] * self._correction

    @cached_property
    def factor_of_strata(self) -> Floats:
        """The sum of the factors of a stratum's units, (H,)."""
        return add_up(self.stratum, self.factor, self.strata)

    @cached_property
    def centred(self) -> Bools:
        """Strata whose units are measured from their own mean, (H,)."""
        return ~self.single if self.single_psu == "adjust" else np.ones(self.strata, dtype=bool)

    @cached_property
    def _correction(self) -> Floats:
        if self.inclusion is not None:
            return 1.0 - self.inclusion
        return np.maximum(1.0 - self.fraction, 0.0)[self.stratum]

    @cached_property
    def _correction_of_strata(self) -> Floats:
        """The largest correction in each stratum, (H,): 0 where all its units were certain."""
        found = np.zeros(self.strata)
        np.maximum.at(found, self.stratum, self._correction)
        return found

    def present(self, rows: Bools | None = None) -> Ints:
        """Units by stratum that have one of the ``rows`` (n,), (H,)."""
        if rows is None:
            return self.counts
        seen = np.zeros(len(self.stratum), dtype=bool)
        seen[self.unit[rows]] = True
        return np.bincount(self.stratum[seen], minlength=self.strata).astype(np.int64)

    def sums(self, scores: Floats) -> Floats:
        """Column sums of ``scores`` (n, k) by unit, (U, k)."""
        if self.elements:
            return scores
        return sum_columns(self.unit, scores, len(self.stratum))
