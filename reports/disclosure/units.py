"""Tables by unit: cells that rest on too few units, and cells that are all but one unit.

A cell of ten answers from one unit is that unit's own result. So a table by a feature of units wants, beside
answers, some different units in every cell (:class:`reports.disclosure.policy.Units`). And who heads a unit
knows its people: where the others in a cell are few, what the cell tells is told of that unit.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from reports.disclosure.cube import Bools, Ints


def units_in(codes: Sequence[Ints], sizes: Sequence[int], units: Ints) -> Ints:
    """How many different units answer in every cell, margins included; ``units`` (n,), negative where unknown.

    ``codes`` are D arrays (n,) of categories. An answer of no known unit counts as none.
    """
    found = np.zeros([size + 1 for size in sizes], dtype=np.int64)
    known = units >= 0
    unit = np.unique(units[known], return_inverse=True)[1].astype(np.int64)
    many = int(unit.max(initial=-1)) + 1
    for place, cell, cells in margins(codes, sizes):
        pairs = np.unique(cell[known] * max(many, 1) + unit)
        count = np.bincount(pairs // max(many, 1), minlength=cells)
        found[place] = count.reshape(found[place].shape)
    return found


def too_few(codes: Sequence[Ints], sizes: Sequence[int], units: Ints, least: int) -> Bools:
    """Cells and margins that somebody of fewer than ``least`` units answers in."""
    return np.asarray(units_in(codes, sizes, units) < least, dtype=bool)


def mostly_own(codes: Sequence[Ints], sizes: Sequence[int], own: Bools, threshold: int) -> Bools:
    """Cells with answers of the reader's ``own`` unit (n,) and fewer than the threshold of all others."""
    found = np.zeros([size + 1 for size in sizes], dtype=bool)
    for place, cell, cells in margins(codes, sizes):
        ours = np.bincount(cell[own], minlength=cells)
        others = np.bincount(cell[~own], minlength=cells)
        found[place] = ((ours > 0) & (others < threshold)).reshape(found[place].shape)
    return found


def margins(codes: Sequence[Ints], sizes: Sequence[int]) -> list[tuple[tuple[slice | int, ...], Ints, int]]:
    """Every subset of dimensions: where its cells lie among cells and margins, the cell of each row, how many."""
    count = len(codes[0]) if len(codes) else 0
    found: list[tuple[tuple[slice | int, ...], Ints, int]] = []
    for held in itertools.product((True, False), repeat=len(sizes)):
        place = tuple(slice(0, size) if keep else size for size, keep in zip(sizes, held, strict=True))
        cell = np.zeros(count, dtype=np.int64)
        for code, size, keep in zip(codes, sizes, held, strict=True):
            if keep:
                cell = cell * size + code
        sizes_held = [size for size, keep in zip(sizes, held, strict=True) if keep]
        found.append((place, cell, int(np.prod(sizes_held, dtype=np.int64))))
    return found
