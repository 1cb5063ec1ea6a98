"""How much of a table is published, at most and in fact, and which of several tables publishes enough.

What disclosure control leaves of a sparse table takes a second to work out. That it leaves too little is often
seen at once: small cells go, and beside the small cells of a line that hold fewer persons than the threshold
together at least one more cell of that line, or its total.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reports.disclosure import Cube, hide
from reports.disclosure.primary import primary

# A table that publishes this share of its answers is left as it is.
ENOUGH = 0.9
# Putting categories together must publish so much more, or they are better kept apart.
WORTH = 0.02


def first_good(cubes: Sequence[Cube], threshold: int) -> int:
    """The place of the first table that publishes enough, or of that which publishes clearly most.

    Tables that cannot publish enough are not worked out where a later one settles it.
    """
    most = [at_most(cube, threshold) for cube in cubes]
    for place, cube in enumerate(cubes):
        if most[place] < ENOUGH:
            continue
        most[place] = published(cube, threshold)
        if most[place] >= ENOUGH:
            if not place or most[place] > max(most[:place]) + WORTH:
                return place
            break
    best, share = 0, published(cubes[0], threshold)
    for place, cube in enumerate(cubes):
        if share >= ENOUGH:
            break
        if most[place] > share + WORTH and published(cube, threshold) > share + WORTH:
            best, share = place, published(cube, threshold)
    return best


def published(cube: Cube, threshold: int) -> float:
    """The share of answers in inner cells that are published, less that in margins that are not."""
    hidden, counts = hide(cube, threshold), cube.counts
    inner = tuple(slice(0, size) for size in cube.inner)
    persons = int(counts[inner].sum())
    margins = int(counts[hidden].sum() - counts[inner][hidden[inner]].sum())
    return float(counts[inner][~hidden[inner]].sum() - margins) / max(persons, 1)


def at_most(cube: Cube, threshold: int) -> float:
    """A share that :func:`published` does not exceed, known without working out what is hidden.

    Counted are the cells and margins that are hidden in any case, and in the lines of one dimension the least
    cell that has to go with them. A hidden total costs as much as the cells it stands for.
    """
    counts, hidden = cube.counts, primary(cube, threshold)
    for axis, mask in enumerate(cube.given):
        if mask is not None:
            hidden[cube.margin(axis)] = mask if cube.firm else mask | hidden[cube.margin(axis)]
    inner = tuple(slice(0, size) for size in cube.inner)
    persons = int(counts[inner].sum())
    # Without what the tables of one feature hide, cells that nothing protects may stay as they are.
    beside = max((_beside(cube, hidden, threshold, axis) for axis in range(len(inner))), default=0)
    least = int(counts[hidden].sum()) + (beside if cube.given else 0)
    return float(persons - least) / max(persons, 1)


def _beside(cube: Cube, hidden: np.ndarray, threshold: int, axis: int) -> int:
    """How many persons are hidden at least for the sake of others, in the lines along one dimension."""
    inner = tuple(slice(0, size) for size in cube.inner)
    total = tuple(size if other == axis else slice(0, size) for other, size in enumerate(cube.inner))
    counts, small = cube.counts[inner], hidden[inner]
    alone = np.where(small, counts, 0).sum(axis=axis)
    rest = np.where(small | (counts == 0), np.iinfo(np.int64).max, counts).min(axis=axis)
    asked = (alone > 0) & (alone < threshold) & ~hidden[total] & (rest < np.iinfo(np.int64).max)
    return int(rest[asked].sum())
