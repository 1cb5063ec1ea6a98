"""Counts of a table with all its margins, parted by the weight an answer carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# With more distinct weights than this (raking) a reader cannot turn weighted counts into persons.
MOST_CLASSES = 24


@dataclass(frozen=True, eq=False)
class Cube:
    """Counts with margins: ``parts`` has shape (classes, K₁+1, …, K_D+1), the last place is the total.

    A class holds the answers of one weight. A table prints unweighted and weighted counts; who knows the
    weights of the strata has two equations where there seems to be one, so protection is reckoned by class.
    ``weights`` (classes,). ``hidden`` keeps by threshold what was found to be hidden, ``withheld`` by threshold and
    way of rounding what is withheld of rounded counts.

    ``given`` says by dimension which categories the table of that feature alone hides, (K,), or None where
    it is not known. Where ``firm``, for the same persons, the margin hides these and no others: what another
    table prints cannot be hidden here. Else it hides at least these.

    ``sensitive``, in the shape of the counts, are cells that are not published whatever their count: those of
    too few units, or that a table published before would give away. None where there are none. ``known``, in
    the same shape, are cells that readers have from elsewhere, so that hiding them would protect nothing.
    """

    parts: Ints
    weights: Floats
    given: tuple[Bools | None, ...] = ()
    firm: bool = True
    sensitive: Bools | None = None
    hidden: dict[int, Bools] = field(default_factory=dict, repr=False)
    known: Bools | None = None
    withheld: dict[tuple[int, str], Bools] = field(default_factory=dict, repr=False)

    @cached_property
    def counts(self) -> Ints:
        """Unweighted counts with margins."""
        return np.asarray(self.parts.sum(axis=0), dtype=np.int64)

    @cached_property
    def closed(self) -> Bools:
        """The cells that are sensitive and hold anybody, the grand total never, in the shape of the counts."""
        if self.sensitive is None:
            return np.zeros(self.counts.shape, dtype=bool)
        found = self.sensitive & (self.counts > 0)
        found[self.grand] = False
        return np.asarray(found, dtype=bool)

    def besides(self, sensitive: Bools | None, firm: bool | None = None) -> Cube:
        """The same counts with other sensitive cells."""
        firm = self.firm if firm is None else firm
        return Cube(self.parts, self.weights, self.given, firm, sensitive, known=self.known)

    def part(self, place: tuple[int | slice, ...], given: tuple[Bools | None, ...]) -> Cube:
        """The margin over some dimensions, as a cube of its own."""
        sensitive = None if self.sensitive is None else self.sensitive[place]
        known = None if self.known is None else self.known[place]
        return Cube(self.parts[(slice(None), *place)], self.weights, given, self.firm, sensitive, known=known)

    def turned(self, axes: Sequence[int]) -> Cube:
        """The same with its dimensions in another order; what was found to be hidden stays so."""
        every = [None if one is None else one.transpose(axes) for one in (self.sensitive, self.known)]
        return Cube(
            self.parts.transpose(0, *(axis + 1 for axis in axes)),
            self.weights,
            tuple(self.given[axis] for axis in axes) if self.given else (),
            self.firm,
            every[0],
            {threshold: mask.transpose(axes) for threshold, mask in self.hidden.items()},
            every[1],
            {rules: mask.transpose(axes) for rules, mask in self.withheld.items()},
        )

    @cached_property
    def possible(self) -> Bools:
        """Where answers of a class can be, in the shape of ``parts``: the class occurs with every category.

        A reader knows this where a dimension is the stratum or follows from it.
        """
        found = np.ones(self.parts.shape, dtype=bool)
        axes = range(1, self.parts.ndim)
        for axis in axes:
            place = tuple(slice(None) if other in (0, axis) else -1 for other in range(self.parts.ndim))
            margin = self.parts[place] > 0
            found &= margin.reshape(
                [size if a in (0, axis) else 1 for a, size in enumerate(self.parts.shape)]
            )
        return found

    @cached_property
    def printed(self) -> Bools:
        """The grand total, what is known and the margins that other tables print, in the shape of the counts."""
        found = np.zeros(self.counts.shape, dtype=bool)
        found[self.grand] = True
        if self.known is not None:
            found |= self.known
        if self.firm:
            for axis, mask in enumerate(self.given):
                if mask is not None:
                    found[self.margin(axis)] |= ~mask
        return found

    def margin(self, axis: int) -> tuple[int | slice, ...]:
        """Where the totals by one dimension alone stand, its own total left out."""
        inner = self.inner
        return tuple(slice(0, size) if other == axis else size for other, size in enumerate(inner))

    @property
    def inner(self) -> tuple[int, ...]:
        """The number of categories of each dimension, totals left out."""
        return tuple(size - 1 for size in self.parts.shape[1:])

    @property
    def grand(self) -> tuple[int, ...]:
        """The place of the grand total."""
        return self.inner


def with_margins(inner: npt.NDArray[np.int64], first: int) -> Ints:
    """Append totals along every axis from ``first`` on."""
    for axis in range(first, inner.ndim):
        inner = np.concatenate([inner, inner.sum(axis=axis, keepdims=True)], axis=axis)
    return inner


def cube_of(codes: Sequence[Ints], sizes: Sequence[int], weights: Floats, rows: Bools | None = None) -> Cube:
    """Count rows by category of every dimension; ``codes`` are D arrays (n,), ``rows`` who counts at all."""
    kept = np.flatnonzero(rows) if rows is not None else np.arange(len(weights))
    distinct, part = np.unique(np.round(weights[kept], 9), return_inverse=True)
    if len(distinct) > MOST_CLASSES or not len(distinct):
        distinct, part = np.array([1.0]), np.zeros(len(kept), dtype=np.int64)
    shape = (len(distinct), *sizes)
    place = np.ravel_multi_index((part, *(code[kept] for code in codes)), shape)
    inner = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)
    return Cube(with_margins(inner, 1), np.asarray(distinct, dtype=np.float64))
