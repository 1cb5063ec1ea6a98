"""A crossing beside other crossings of the same answers: what all of them together must not tell.

Women up to 34 and women up to 35 are two tables; side by side they tell how many women are exactly 35. As the
groupings of one feature are protected together (:mod:`reports.disclosure.linked`), so are its crossings with
another: the answers are parted by all categories of all these tables at once, and no part of fewer persons
than the threshold may be derivable from everything printed (linked tables: Hundepool et al. 2012, sec. 4.3).
What comes first keeps most; the later table hides what is then needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.cube import Bools, Cube, Floats, Ints
from reports.disclosure.protecting import LARGE
from reports.disclosure.suppression import hide
from reports.disclosure.units import margins

if TYPE_CHECKING:
    from reports.disclosure.system import System

# Linear programmes choose what else is hidden so often at most; then all inner cells are.
MOST_PROGRAMMES = 100
# Answers in more parts than this cannot be proved while somebody waits.
MOST_PARTS = 1500
MARGIN = 8.0


@dataclass(frozen=True, eq=False)
class Printed:
    """A table as printed: its dimensions' codes (n,) and sizes, and the cells (K₁+1, …) that it hides."""

    codes: tuple[Ints, ...]
    sizes: tuple[int, ...]
    hidden: Bools


def hide_alongside(
    cube: Cube,
    codes: Sequence[Ints],
    sizes: Sequence[int],
    before: Sequence[Printed],
    threshold: int,
    *,
    closing: bool = True,
) -> bool:
    """Hide of a table what tables ``before`` it, which are proved already, need; ``codes`` (n,) are its dimensions.

    The reader is taken not to know the weights. What is hidden is kept with the cube. Where the proof cannot be
    finished (:data:`MOST_PARTS`, :data:`MOST_PROGRAMMES`) all inner cells are hidden, or with ``closing`` false only
    those found until then, which False tells.
    """
    mask = hide(cube, threshold)
    if not before or mask.all():
        return True
    found = _Alongside(cube, Printed(tuple(codes), tuple(sizes), mask), before, threshold)
    cube.hidden[threshold], is_proved = found.hidden(closing)
    return is_proved or closing


@dataclass(eq=False)
class _Alongside:
    """One table beside others; rows of the system are the parts, the cells of each table before, then its own."""

    cube: Cube
    own: Printed
    before: Sequence[Printed]
    threshold: int

    def hidden(self, closing: bool) -> tuple[Bools, bool]:
        """The cells that are hidden, and whether that is proved to be enough; with ``closing`` all are where not."""
        shape = self.own.hidden.shape
        mask = self.own.hidden.ravel().copy()
        if len(self.truth) > MOST_PARTS:
            return self.own.hidden | self._inner if closing else self.own.hidden, False
        everything = mask | ((self.cube.counts > 0) & ~self.cube.printed).ravel()
        counts = self.system.persons @ self.system.truth
        small = (counts > 0.5) & (counts < self.threshold - 0.5)
        small[-len(mask) :] |= self.cube.closed.ravel()
        left = self._narrow(mask, np.flatnonzero(small))
        if len(left):
            # What the tables before and the margins tell by themselves, nothing hidden here could keep.
            left = np.setdiff1d(left, self._narrow(everything, left))
        for _ in range(MOST_PROGRAMMES):
            if not len(left):
                break
            found = self._cheapest(mask, int(left[0]))
            if mask[found].all():
                break
            mask[found] = True
            left = self._narrow(mask, left)
        if len(left) and closing:
            mask |= everything
        return mask.reshape(shape), not len(left)

    @cached_property
    def _inner(self) -> Bools:
        inner = np.zeros(self.own.hidden.shape, dtype=bool)
        inner[tuple(slice(0, size) for size in self.own.sizes)] = True
        return inner

    @cached_property
    def _parts(self) -> tuple[Ints, Ints, Ints]:
        """The part of every answer, how many there are in each, and an answer of each."""
        part = np.zeros(len(self.own.codes[0]), dtype=np.int64)
        for table in (self.own, *self.before):
            for code, size in zip(table.codes, table.sizes, strict=True):
                part = np.unique(part * size + code, return_inverse=True)[1].astype(np.int64)
        first = np.unique(part, return_index=True)[1]
        return part, np.bincount(part), np.asarray(first, dtype=np.int64)

    @property
    def truth(self) -> Floats:
        """How many answers there are in each part."""
        return self._parts[1].astype(np.float64)

    @cached_property
    def system(self) -> System:
        """What a reader of all these tables can set up."""
        # Imported here: scipy.sparse takes time to import.
        from scipy import sparse

        from reports.disclosure.system import Overlapping

        count = len(self.truth)
        rows = [sparse.identity(count, format="csr"), *(self._cells(one) for one in (*self.before, self.own))]
        persons = sparse.vstack(rows).tocsr()
        is_cell = np.arange(persons.shape[0]) >= count
        nothing = np.zeros(count, dtype=bool)
        return Overlapping(
            persons,
            persons,
            self.truth,
            np.arange(count, dtype=np.int64),
            nothing,
            np.ones(count),
            is_cell,
            np.zeros(len(is_cell), dtype=bool),
        )

    def _cells(self, table: Printed) -> object:
        """Which parts make each cell of a table, margins included, in the order of its flattened counts."""
        from scipy import sparse

        first = self._parts[2]
        numbers = np.arange(table.hidden.size).reshape(table.hidden.shape)
        rows = [numbers[place].ravel()[cell[first]] for place, cell, _ in margins(table.codes, table.sizes)]
        row, column = np.concatenate(rows), np.tile(np.arange(len(first)), len(rows))
        return sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(numbers.size, len(first)))

    def _all(self, mask: Bools) -> Bools:
        parts = np.ones(len(self.truth), dtype=bool)
        return np.concatenate([parts, *(one.hidden.ravel() for one in self.before), mask])

    def _narrow(self, mask: Bools, cells: Ints) -> Ints:
        """Those of some rows for which nothing proves an interval as wide as the threshold."""
        # Imported here: scipy.optimize takes a second to import.
        from reports.disclosure.linear import bounds_of
        from reports.disclosure.witnesses import narrow

        hidden = self._all(mask)
        left = narrow(self.system, hidden, cells, float(self.threshold)) if len(cells) else cells
        if len(left) > MOST_PROGRAMMES:
            return left
        bounds = [bounds_of(self.system, hidden, int(cell)) for cell in left]
        return left[[high - low < self.threshold - 1e-6 for low, high in bounds]] if len(left) else left

    def _cheapest(self, mask: Bools, row: int) -> Ints:
        """The cells of the table that hide a row at least cost."""
        from reports.disclosure.linear import cheapest_shift

        counts, cells = self.cube.counts.ravel(), len(mask)
        price = 1.0 + LARGE * counts / max(int(counts[-1]), 1)
        price = np.where(self._inner.ravel(), price, MARGIN * price)
        price[self.cube.printed.ravel() | (counts == 0)] = np.inf
        every = np.full(len(self.system.margin), np.inf)
        every[: len(self.truth)] = 0.0
        every[-cells:] = price
        found = cheapest_shift(self.system, self._all(mask), every, row, float(self.threshold))
        own = found.cells[found.cells >= len(every) - cells] - (len(every) - cells)
        return own.astype(np.int64)
