"""Counts rounded rather than hidden: every cell and total by itself, so that totals need not add up.

Three ways: to the nearest 5, to the nearest 10, and Eurostat's of 2023 (1 to 7 as 5, 8 or more to the nearest
ten). Zeros stay zeros. Rounding each figure by itself keeps it close to its truth (Hundepool et al. 2012,
sec. 4.5), but the totals of many small cells can pin them down: fourteen cells of 1 are published as 5 each,
and their total, 14 as 10, leaves each nothing but 1. So the rounded table is audited: every count under
the threshold must have other tables, of whole numbers and with the same published figures, in which it
differs by at least half of what its own rounding leaves open. Where it has none, totals it belongs to are
withheld. The grand total is known exactly to everybody, and so reckoned with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reports.disclosure.cube import Bools, Cube, Ints
from reports.disclosure.policy import Rounding

BASES: Mapping[str, int] = {"base5": 5, "base10": 10, "eurostat": 10}
# Eurostat's rule publishes a count up to this as 5.
EUROSTAT_SMALL = 7
# A count is proved by moves to at most so many others, the largest.
MOST_PARTNERS = 500
# Of more pinned cells than this half are served at a time.
MANY = 20


@dataclass(frozen=True, eq=False)
class Rounded:
    """Published counts in the shape of the cube, and which of them are ``withheld`` all the same."""

    counts: Ints
    withheld: Bools


def rounded_counts(counts: Ints, rounding: Rounding) -> Ints:
    """Counts as a way of rounding publishes them; halves go up."""
    base = BASES[rounding]
    found = (counts + base // 2) // base * base
    if rounding == "eurostat":
        found = np.where((counts > 0) & (counts <= EUROSTAT_SMALL), 5, found)
    return np.asarray(found, dtype=np.int64)


def reach(counts: Ints, rounding: Rounding) -> tuple[Ints, Ints]:
    """The least and the greatest count published as each of these is; a 0 of base 5 or 10 may be a few."""
    base, shown = BASES[rounding], rounded_counts(counts, rounding)
    low, high = shown - base // 2, shown + (base - 1) // 2
    if rounding == "eurostat":
        small = shown == 5
        low = np.where(small, 1, np.maximum(low, EUROSTAT_SMALL + 1))
        high = np.where(small, EUROSTAT_SMALL, high)
        low, high = np.where(shown == 0, 0, low), np.where(shown == 0, 0, high)
    return np.maximum(low, 0), high


def controlled(cube: Cube, rounding: Rounding, threshold: int) -> Rounded:
    """Round every figure by itself, and withhold totals that would pin a count under the threshold down.

    Of fewer persons than the threshold nothing is published. What tables of one feature hide, and sensitive
    cells, are withheld with what they stand beside. It is found once for a cube, however it is turned.
    """
    counts = cube.counts
    shown = rounded_counts(counts, rounding)
    if counts[cube.grand] < threshold:
        return Rounded(shown, np.full(counts.shape, counts[cube.grand] > 0))
    shown[cube.grand] = counts[cube.grand]
    rules = threshold, rounding
    if rules not in cube.withheld:
        cube.withheld[rules] = _withheld(cube, rounding, threshold)
    return Rounded(shown, cube.withheld[rules])


def _withheld(cube: Cube, rounding: Rounding, threshold: int) -> Bools:
    counts, withheld = cube.counts, cube.closed.copy()
    inner = tuple(slice(0, size) for size in cube.inner)
    low, high = reach(counts, rounding)
    small = np.argwhere((counts[inner] > 0) & (counts[inner] < threshold) & ~withheld[inner])
    while True:
        pinned = _pinned(cube, low, high, small, withheld)
        if not len(pinned):
            return np.asarray(withheld, dtype=bool)
        # Not all at once: a total withheld for one cell serves others.
        bare = _bare(cube, pinned, withheld, own=False)
        for place in pinned[:: 2 if len(pinned) > MANY else 1]:
            _withhold(cube, low, high, tuple(int(at) for at in place), withheld)
        withheld[tuple(pinned[bare].T)] = True


def _pinned(cube: Cube, low: Ints, high: Ints, small: Ints, withheld: Bools) -> Ints:
    """Small cells that no pair of whole tables lets differ by half of what rounding leaves open.

    Persons are moved between a cell and one other: only figures that hold one of the two change.
    """
    rooms = _Rooms.of(cube, low, high, withheld)
    need = -(-(high - low)[tuple(small.T)] // 2)
    # A cell that was withheld all by itself has nothing left to withhold about it.
    asked = np.flatnonzero(~_bare(cube, small, withheld))
    return small[[one for one in asked if rooms.width(small[one]) < need[one]]]


@dataclass(frozen=True, eq=False)
class _Rooms:
    """By how much each figure can rise and fall unnoticed: of the cells themselves and of each kind of total.

    ``up`` and ``down`` (as the cube) are the room of every figure. ``cells`` (cells, D) are inner cells, ``held``
    (kinds, D) which dimensions a kind of total keeps, ``rise`` and ``fall`` (kinds, cells) the room of the
    total a cell belongs to. The grand total has none, and is left out:
    moving a person from one cell to another does not change it.
    """

    inner: tuple[int, ...]
    up: Ints
    down: Ints
    cells: Ints
    held: Bools
    rise: Ints
    fall: Ints

    @classmethod
    def of(cls, cube: Cube, low: Ints, high: Ints, withheld: Bools) -> _Rooms:
        counts, far = cube.counts, int(cube.counts[cube.grand])
        inner = counts[tuple(slice(0, size) for size in cube.inner)]
        cells = np.argwhere(inner >= 0)
        if len(cells) > MOST_PARTNERS:
            cells = cells[np.argsort(-inner.ravel(), kind="stable")[:MOST_PARTNERS]]
        up = np.where(withheld, far, high - counts)
        down = np.minimum(np.where(withheld, far, counts - low), counts)
        held, rise, fall = [], [], []
        for total in np.ndindex(*[2] * counts.ndim):
            if not all(total):
                at = tuple(np.where(np.array(total, dtype=bool), np.array(cube.inner), cells).T)
                held.append([not one for one in total])
                rise.append(up[at])
                fall.append(down[at])
        return cls(cube.inner, up, down, cells, np.array(held), np.array(rise), np.array(fall))

    def width(self, place: Ints) -> int:
        """How far the possible counts of a cell lie apart, at least, by moves to and from one other cell."""
        at = tuple(np.where(self.held, place, np.array(self.inner)).T)
        own_up, own_down = self.up[at][:, None], self.down[at][:, None]
        same = self.cells == place
        shared = (~self.held[:, None, :] | same[None]).all(axis=2)
        other = ~same.all(axis=1)
        far = np.iinfo(np.int64).max
        rise = np.minimum(np.where(shared, far, own_up), np.where(shared, far, self.fall)).min(axis=0)
        fall = np.minimum(np.where(shared, far, own_down), np.where(shared, far, self.rise)).min(axis=0)
        return int(rise[other].max(initial=0) + fall[other].max(initial=0))


def _bare(cube: Cube, small: Ints, withheld: Bools, own: bool = True) -> Bools:
    """Which cells have no published total left but the grand one, and, where ``own``, are withheld themselves."""
    found = withheld[tuple(small.T)] if own else np.ones(len(small), dtype=bool)
    for held in np.ndindex(*[2] * cube.counts.ndim):
        if any(held) and not all(held):
            at = np.where(np.array(held, dtype=bool), np.array(cube.inner), small)
            found = found & withheld[tuple(at.T)]
    return np.asarray(found, dtype=bool)


def _withhold(cube: Cube, low: Ints, high: Ints, place: tuple[int, ...], withheld: Bools) -> None:
    """Withhold the finest total of a cell, of several the one with least room."""
    lines = []
    for held in np.ndindex(*[2] * cube.counts.ndim):
        if any(held) and not all(held):
            at = tuple(
                size if total else own for size, total, own in zip(cube.inner, held, place, strict=True)
            )
            if not withheld[at]:
                room = min(int(high[at] - cube.counts[at]), int(cube.counts[at] - low[at]))
                lines.append((sum(held), room, at))
    if lines:
        withheld[min(lines)[2]] = True
