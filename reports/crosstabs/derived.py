"""Which cells of a filtered table follow from the crossings of everybody with the variables filtered by.

A filtered table is a part of such a crossing. Where it prints only what the crossing prints or what follows from that,
any number of filtered tables tell no more together than the crossings do, in whatever order they are asked for. Men by
occupation beside a crossing that puts men and who refused together would tell the occupations of who refused.

It holds where a page crosses all variables of the table and of its filters, three at most (:mod:`.beside`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from questionnaires.text import Text
from reports.crosstabs.filters import ALL_OF_THEM, TOGETHER, listed
from reports.crosstabs.planes import Plane
from reports.disclosure import Policy
from reports.disclosure.cube import Bools, Ints
from reports.disclosure.suppression import hide
from reports.errors import ReportError


def not_derived(plane: Plane, crossed: Sequence[Plane], chosen: Mapping[str, Bools], policy: Policy) -> Bools:
    """The cells of a filtered table that follow from none of its crossings, (K₁+1, …); the total of all never.

    ``chosen`` says by variable filtered by which rows (n,) it keeps; every plane of ``crossed`` crosses all of them,
    with some dimensions of the table or all.

    :raises ReportError: every crossing puts a value that is kept together with one that is not.
    """
    torn = [_torn(one, chosen) for one in crossed]
    if all(torn):
        name, labels = torn[0][0]
        raise ReportError(
            "filter.together", name, TOGETHER.fill(label=labels[0], categories=labels[1]), ALL_OF_THEM
        )
    found = np.zeros([size + 1 for size in plane.sizes], dtype=bool)
    for one, broken in zip(crossed, torn, strict=True):
        if not broken:
            held = tuple(slice(None) if name in one.names else -1 for name in plane.names)
            found[held] |= _derived(plane, one, chosen, policy)
    found[(-1,) * found.ndim] = True
    return ~found


def _torn(crossed: Plane, chosen: Mapping[str, Bools]) -> list[tuple[str, tuple[Text, Text]]]:
    """The variables filtered by of which a crossing joins what is kept with what is not, with the joint values."""
    found = []
    for name, kept in chosen.items():
        theirs = crossed.classes[crossed.names.index(name)]
        inside = np.bincount(theirs.codes[kept], minlength=len(theirs.categories))
        every = np.bincount(theirs.codes, minlength=len(theirs.categories))
        joint = [theirs.categories[at].label for at in np.flatnonzero((inside > 0) & (inside < every))]
        if joint:
            found.append((name, (theirs.label, listed(joint))))
    return found


def _derived(plane: Plane, crossed: Plane, chosen: Mapping[str, Bools], policy: Policy) -> Bools:
    """Which cells of the table follow, over the dimensions that the crossing has."""
    names = list(crossed.names)
    shown = ~hide(crossed.cube, policy.threshold)
    held = plane.held & crossed.held
    for name, kept in chosen.items():
        axis = names.index(name)
        theirs = crossed.classes[axis]
        wanted = np.zeros(len(theirs.categories), dtype=bool)
        wanted[np.unique(theirs.codes[kept])] = True
        shown = _sum_of(shown, axis, wanted)
        names.remove(name)
    for one in plane.classes:
        if one.name in names:
            theirs = crossed.classes[crossed.names.index(one.name)]
            groups = _groups(one.codes[held], theirs.codes[held], len(one.categories), len(theirs.categories))
            # Every axis taken goes to the end, so that they stand in the order of the table.
            at = names.index(one.name)
            names.append(names.pop(at))
            first = np.moveaxis(shown, at, 0)
            sums = [
                _sum_of(first, 0, wanted) if whole else np.zeros_like(first[0]) for wanted, whole in groups
            ]
            shown = np.stack([*sums, first[-1] | first[:-1].all(axis=0)], axis=-1)
    return shown


def _sum_of(shown: Bools, axis: int, wanted: Bools) -> Bools:
    """Whether the sum of some categories of an axis follows: all are shown, or all others and the total are."""
    others = np.append(~wanted, True)
    direct = np.compress(np.append(wanted, False), shown, axis=axis).all(axis=axis)
    return np.asarray(direct | np.compress(others, shown, axis=axis).all(axis=axis), dtype=bool)


def _groups(mine: Ints, theirs: Ints, own: int, other: int) -> list[tuple[Bools, bool]]:
    """For each of our categories those of theirs that it is made of, (other,), and whether it is made of whole ones."""
    met = np.zeros((own, other), dtype=bool)
    met[mine, theirs] = True
    shared = met.sum(axis=0) > 1
    return [(row, not bool((row & shared).any())) for row in met]
