"""The linear system a reader can set up from a published table."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from reports.disclosure.cube import Bools, Cube, Floats, Ints

# Up to so many numbers a matrix is quicker in full, and its products stay on one thread (see matrices.py).
MOST_DENSE = 20_000


@dataclass(frozen=True, eq=False)
class System:
    """Unknowns x ≥ 0: answers by inner cell, those whose cell is not published as 0.

    A cell in which several weights can be has two unknowns, answers of the least and of the greatest weight
    possible: what a reader can infer of persons is the same as with one unknown per weight, since the mean
    weight of any mix lies between the two. ``persons`` and ``weighted`` (cells of the cube, unknowns) sum
    unknowns to the counts and the weighted counts of every cell, margins included. ``truth`` are the
    unknowns' true values, ``inner`` (unknowns) their cells, ``weight`` their weights, and ``heavy`` says
    which are a cell's second unknown (they stand last, in the order of their cells). ``margin`` (cells) says
    which cells are margins and ``mixed`` in which several weights can be, so that their weighted count is an
    equation of its own.
    """

    persons: sparse.csr_matrix
    weighted: sparse.csr_matrix
    truth: Floats
    inner: Ints
    heavy: Bools
    weight: Floats
    margin: Bools
    mixed: Bools

    @cached_property
    def dense(self) -> tuple[Floats, Floats] | None:
        """``persons`` and ``weighted`` as plain arrays where the system is small; they are quicker then."""
        if self.persons.shape[0] * self.persons.shape[1] > MOST_DENSE:
            return None
        return np.asarray(self.persons.todense()), np.asarray(self.weighted.todense())

    def equations(self, cells: Ints) -> sparse.csr_matrix:
        """The independent rows that sum unknowns to the counts and weighted counts of some cells."""
        return sparse.vstack([self.persons[cells], self.weighted[cells[self.mixed[cells]]]]).tocsr()

    def mixtures(self, free: Ints) -> tuple[Ints, Ints]:
        """Of cells with two unknowns that of the least and that of the greatest weight, cell by cell."""
        heavy = free[self.heavy[free]]
        light = free[~self.heavy[free]]
        return light[np.isin(self.inner[light], self.inner[heavy])], heavy


class Overlapping(System):
    """A system whose rows may overlap in any way: it is always taken in full."""

    @cached_property
    def dense(self) -> tuple[Floats, Floats]:
        """``persons`` and ``weighted`` as plain arrays."""
        return np.asarray(self.persons.todense()), np.asarray(self.weighted.todense())


def system_of(cube: Cube) -> System:
    """Set the system up; zeros are published, so empty inner cells are known to be 0."""
    shape = cube.counts.shape
    inner = tuple(slice(0, size) for size in cube.inner)
    parts = cube.parts[(slice(None), *inner)]
    cells = np.argwhere(parts.sum(axis=0) > 0)
    held = parts[(slice(None), *cells.T)].astype(np.float64)
    possible = cube.possible[(slice(None), *inner)][(slice(None), *cells.T)]
    weights = cube.weights / max(float(cube.weights.mean()), 1e-300)
    least = np.where(possible, weights[:, None], np.inf).min(axis=0)
    most = np.where(possible, weights[:, None], -np.inf).max(axis=0)
    several = most - least > 1e-9
    heavy = np.where(
        several, (weights @ held - least * held.sum(axis=0)) / np.where(several, most - least, 1), 0
    )
    # Rounding: a cell of answers of one weight alone has none of the other.
    heavy = np.where(np.abs(heavy) < 1e-9, 0.0, heavy)
    light = np.where(np.abs(held.sum(axis=0) - heavy) < 1e-9, 0.0, held.sum(axis=0) - heavy)
    cells = np.concatenate([cells, cells[several]])
    weight = np.concatenate([least, most[several]])
    truth = np.concatenate([light, heavy[several]])
    unknown = np.arange(len(cells))
    rows = []
    for totals in itertools.product((False, True), repeat=len(cube.inner)):
        at = [
            np.full(len(cells), size) if total else cells[:, index]
            for index, (size, total) in enumerate(zip(cube.inner, totals, strict=True))
        ]
        rows.append(np.ravel_multi_index(tuple(at), shape))
    row, column = np.concatenate(rows), np.tile(unknown, len(rows))
    size = (int(np.prod(shape)), len(cells))
    persons = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=size)
    weighted = sparse.csr_matrix((weight[column], (row, column)), shape=size)
    low, high = np.full(size[0], np.inf), np.full(size[0], -np.inf)
    np.minimum.at(low, row, weight[column])
    np.maximum.at(high, row, weight[column])
    margin = (np.indices(shape) == np.array(cube.grand).reshape(-1, *([1] * len(shape)))).any(axis=0)
    inner_cells = np.asarray(rows[0], dtype=np.int64)
    heavier = np.arange(len(cells)) >= len(least)
    return System(persons, weighted, truth, inner_cells, heavier, weight, margin.ravel(), high - low > 1e-9)
