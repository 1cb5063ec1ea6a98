"""Estimates for every cell of a table and every margin, as flat lists in the order of the cube."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reports.classification import Classification
from reports.disclosure.cube import Cube, Ints, cube_of
from reports.estimates import Design, Estimate, Estimates, means, shares, totals
from reports.estimates.estimate import Floats

Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class Grid:
    """Classifications crossed: D codes (n,) with sizes K₁…K_D; the rows of a table and its margins.

    ``given`` says what the tables of each feature alone hide (:class:`reports.disclosure.Cube`).
    """

    design: Design
    classes: tuple[Classification, ...]
    given: tuple[Bools | None, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Categories of each dimension."""
        return tuple(len(one.categories) for one in self.classes)

    def cube(self, rows: Bools | None = None) -> Cube:
        """Counts with margins, parted by weight; ``rows`` who counts, by default all."""
        made = cube_of([one.codes for one in self.classes], self.sizes, self.design.weights, rows)
        return Cube(made.parts, made.weights, self.given, rows is None or bool(rows.all()))

    def weighted(self, rows: Bools | None = None) -> Floats:
        """Weighted counts in the shape of the cube."""
        count = len(self.design)
        kept = np.ones(count, dtype=bool) if rows is None else rows
        full = np.empty([size + 1 for size in self.sizes])
        for place, cell, cells in self._margins():
            sums = np.bincount(cell[kept], self.design.weights[kept], cells)
            full[place] = sums.reshape(full[place].shape)
        return full

    def shares(self, rows: Bools | None = None, within: bool = False) -> list[Estimate]:
        """Share of every cell in the sum of weights of ``rows``, or ``within`` its group.

        The group is the cell's combination of all dimensions but the last.
        """

        def estimate(cell: Ints, cells: int, held: tuple[int, ...]) -> Estimates:
            kept = cell if rows is None else np.where(rows, cell, -1)
            last = len(self.sizes) - 1
            inner = self.sizes[last] if within and last in held else 1
            if not within:
                base = np.where(kept < 0, -1, 0) if rows is None else np.where(rows, 0, -1)
                return shares(self.design, kept, cells, base, np.zeros(cells, dtype=np.int64))
            group = np.where(kept < 0, -1, kept // inner)
            return shares(self.design, kept, cells, group, np.arange(cells) // inner)

        return self._each(estimate)

    def parts(self, groups: Sequence[int], rows: Bools | None = None) -> list[Estimate]:
        """Share of every cell in its group: the rows that share its categories of the dimensions ``groups``.

        ``rows`` are those that count at all. A margin over a dimension of ``groups`` is a share of all its groups.
        """

        def estimate(cell: Ints, cells: int, held: tuple[int, ...]) -> Estimates:
            kept = cell if rows is None else np.where(rows, cell, -1)
            sizes = [self.sizes[axis] for axis in held]
            places = np.unravel_index(np.arange(cells), sizes) if held else ()
            of, group = np.zeros(cells, dtype=np.int64), np.zeros(len(self.design), dtype=np.int64)
            for place, axis in zip(places, held, strict=True):
                if axis in groups:
                    of = of * self.sizes[axis] + place
                    group = group * self.sizes[axis] + self.classes[axis].codes
            return shares(self.design, kept, cells, group if rows is None else np.where(rows, group, -1), of)

        return self._each(estimate)

    def means(self, values: Floats, proportion: bool = False) -> list[Estimate]:
        """Mean of ``values`` (n,), NaN left out, in every cell."""
        return self._each(
            lambda cell, cells, _: means(self.design, values, cell, cells, proportion=proportion)
        )

    def totals(self, rows: Bools | None = None) -> list[Estimate]:
        """Estimated number of persons in every cell; ``rows`` who counts, by default all."""
        counted = np.ones(len(self.design)) if rows is None else np.where(rows, 1.0, np.nan)
        return self._each(lambda cell, cells, _: totals(self.design, counted, cell, cells))

    def _margins(self) -> list[tuple[tuple[slice | int, ...], Ints, int]]:
        """Every subset of dimensions: where its cells lie in the cube, the cell of each row, how many."""
        found = []
        for held in itertools.product((True, False), repeat=len(self.sizes)):
            sizes = [size for size, keep in zip(self.sizes, held, strict=True) if keep]
            place = tuple(
                slice(0, size) if keep else size for size, keep in zip(self.sizes, held, strict=True)
            )
            codes = [one.codes for one, keep in zip(self.classes, held, strict=True) if keep]
            cell = np.zeros(len(self.design), dtype=np.int64)
            for code, size in zip(codes, sizes, strict=True):
                cell = cell * size + code
            found.append((place, cell, int(np.prod(sizes, dtype=np.int64))))
        return found

    def _each(self, estimate: Callable[[Ints, int, tuple[int, ...]], Estimates]) -> list[Estimate]:
        full = np.empty([size + 1 for size in self.sizes], dtype=object)
        for place, cell, cells in self._margins():
            held = tuple(axis for axis, at in enumerate(place) if isinstance(at, slice))
            found = np.empty(cells, dtype=object)
            found[:] = list(estimate(cell, cells, held))
            shape = [self.sizes[axis] for axis in held]
            full[place] = found.reshape(shape) if shape else found[0]
        return list(full.ravel())


def grid_of(design: Design, classes: Sequence[Classification], given: Sequence[Bools | None] = ()) -> Grid:
    """A grid over classifications."""
    return Grid(design, tuple(classes), tuple(given))
