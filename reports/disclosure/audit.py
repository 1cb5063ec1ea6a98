"""Proof, cell by cell, that what is hidden cannot be reckoned back: for the tests of the method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.disclosure.cube import Bools, Cube


@dataclass(frozen=True)
class Bounds:
    """What a reader can infer about one hidden cell: its count lies between ``low`` and ``high``."""

    place: tuple[int, ...]
    count: int
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the limits are."""
        return self.high - self.low


def audit(cube: Cube, hidden: Bools) -> list[Bounds]:
    """Bounds of every hidden cell, by two linear programmes each.

    The reader is taken to know every published count and weighted count, all zeros, the weight of every
    stratum and that counts are not negative (Willenborg and de Waal 2001, ch. 3).
    """
    # Imported here: scipy.optimize takes time, and the pages never audit.
    from reports.disclosure.linear import bounds_of
    from reports.disclosure.system import system_of

    system = system_of(cube)
    found = []
    for place in np.argwhere(hidden):
        cell = int(np.ravel_multi_index(tuple(place), hidden.shape))
        low, high = bounds_of(system, hidden, cell)
        found.append(Bounds(tuple(int(index) for index in place), int(cube.counts[tuple(place)]), low, high))
    return found
