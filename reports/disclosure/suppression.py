"""Which cells of a table are hidden: those under the threshold, and others so that none can be reckoned.

Decisions. A count from 1 to threshold − 1 is never published, in the table or its margins. A count of 0
is published: it describes no person, readers expect it, and hiding it would protect nobody since an
empty row is seldom a secret; that *everybody* of a group gave one answer can therefore be read off, as in
any table of shares. Protection means that the interval a reader can infer is as wide as the threshold, for
a reader who knows the weights of the strata as well; it is proved by hypercubes, by witnesses (to a quarter
of a person) or by linear programmes. Where that cannot be, since there are only one or two weights in a
table by stratum, it holds for a reader who does not know the weights: a weight is N/n, so who knows it
knows how many answered. In a tiny table intervals are as wide as can be. The grand total is hidden only
where it is itself under the threshold, since the number of valid answers is printed everywhere.

Inner cells go before margins: the margins of a table of three features are tables of two, published
elsewhere, and a margin hidden in the one and not in the other protects little.
"""

from __future__ import annotations

import itertools

import numpy as np

from reports.disclosure.cube import Bools, Cube, cube_of
from reports.disclosure.primary import THRESHOLD, primary
from reports.disclosure.protecting import Work
from reports.disclosure.reopening import MOST_CELLS

__all__ = ["THRESHOLD", "Cube", "cube_of", "hide", "primary"]


def hide(cube: Cube, threshold: int = THRESHOLD) -> Bools:
    """Primary and secondary suppression: which cells of the cube, margins included, are not published.

    Margins first, level by level, each by itself: the margin over age is treated exactly as the table by
    age alone would be, then those by two, so that a table hides at least what smaller tables of the same
    features hide. A published margin is hidden afterwards only where all inner cells together do not do.
    What the table of one feature decided (``Cube.given``) is taken as it is: what it hides is hidden in all
    crossings, what it prints can protect nothing. Of fewer persons than the threshold not even zeros are
    published, since they would tell where everybody is.
    What was found is kept with the cube; the array must not be written to.
    """
    if threshold not in cube.hidden:
        cube.hidden[threshold] = _hide(cube, threshold)
    return cube.hidden[threshold]


def _hide(cube: Cube, threshold: int) -> Bools:
    if cube.counts[cube.grand] < threshold:
        return np.full(cube.counts.shape, cube.counts[cube.grand] > 0)
    hidden = primary(cube, threshold)
    for axis, mask in enumerate(cube.given):
        if mask is not None:
            hidden[cube.margin(axis)] = mask if cube.firm else mask | hidden[cube.margin(axis)]
    few = int(np.prod(cube.inner)) <= MOST_CELLS
    axes = range(len(cube.inner))
    for level in range(1, len(cube.inner) + 1):
        found = hidden.copy()
        for held in itertools.combinations(axes, level):
            place = tuple(slice(None) if axis in held else cube.inner[axis] for axis in axes)
            given = tuple(cube.given[axis] for axis in held) if cube.given else ()
            if level == 1 and cube.firm and given and given[0] is not None:
                continue
            part = cube.part(place, given)
            work = Work(part, hidden[place].copy(), threshold)
            unproven = work.protect()
            if few:
                work.hidden = work.reopened(hidden[place])
            if level > 1 and given:
                work.withhold(unproven)
            found[place] |= work.hidden
        hidden = found
    return hidden
