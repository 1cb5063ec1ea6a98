"""Moves: ways to shift persons between hidden cells that change no published figure.

A move is a certificate. If persons can be shifted along it by up to u upwards and d downwards without a
negative count, a reader who knows every published figure cannot pin the cell down to less than u + d.
The hypercube is the classic move (Giessing and Repsilber 2002, GHMITER): in every dimension the cell is
paired with another category (+1, −1) or with the total (+1, +1), and all corners are hidden.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from reports.disclosure.cube import Cube, Floats, Ints

Place = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Axis:
    """The ways to switch one coordinate: slots of (coordinates, coefficients), each of length ``ways``.

    ``classes`` gives, slot by slot, the weight class that moves, where the axis decides it.
    """

    slots: tuple[tuple[Ints, Floats], ...]
    classes: tuple[Ints, ...] = ()

    @property
    def ways(self) -> int:
        return len(self.slots[1][0])


# Only so many ways to pair, or to join three of, a category are tried, the cheapest and roomiest ones first.
MOST_WAYS = 12
MOST_TRIPLES = 40
# Of a long line the triples of so many categories, the cheapest ones, are looked at.
MOST_JOINED = 300


def cheapest_move(cube: Cube, price: Floats, place: Place, need: float) -> list[Place] | None:
    """The cells of the cheapest hypercube that protects ``place`` by an interval of at least ``need``.

    ``price`` (as the cube) is what hiding a cell costs: 0 where it is hidden, inf where it must stay. None
    where no hypercube tried is wide enough.
    """
    pairs = [_pairs(cube, price, axis, place, need) for axis in range(len(place))]
    best = _search(cube, price, pairs, need) if all(axis.ways for axis in pairs) else None
    if len(cube.weights) > 1:
        for dimension in range(len(place)):
            triple = _triples(cube, price, dimension, place)
            others = [triple if index == dimension else axis for index, axis in enumerate(pairs)]
            if triple is not None and all(axis is not None and axis.ways for axis in others):
                best = _better(best, _search(cube, price, [axis for axis in others if axis], need))
    return best[1] if best else None


def _better(
    one: tuple[float, list[Place]] | None, other: tuple[float, list[Place]] | None
) -> tuple[float, list[Place]] | None:
    if one is None or (other is not None and other[0] < one[0]):
        return other
    return one


def _pairs(cube: Cube, price: Floats, axis: int, place: Place, need: float) -> _Axis:
    """Pair a category with another (+1, −1) or with the total (+1, +1); a total with any category."""
    size, at = cube.inner[axis], place[axis]
    line = tuple(slice(None) if index == axis else where for index, where in enumerate(place))
    dear = price[line]
    others = np.flatnonzero(np.isfinite(dear))
    others = others[others != at]
    most = MOST_WAYS if len(place) < 4 else MOST_WAYS // 2
    if len(others) > most:
        short = np.maximum(need - cube.counts[line], 0) / need
        others = others[np.argsort((short + np.minimum(dear, 2.0))[others], kind="stable")[:most]]
    signs = np.where((others == size) | (at == size), 1.0, -1.0)
    ways = len(others)
    return _Axis(((np.full(ways, at), np.ones(ways)), (others, signs)))


def _triples(cube: Cube, price: Floats, dimension: int, place: Place) -> _Axis | None:
    """Three categories of different weights, shifted so that persons *and* weights balance.

    With coefficients 1, a, b: 1 + a + b = 0 and w₀ + a·w₁ + b·w₂ = 0. Each category moves answers of the
    weight that is commonest in it.
    """
    size, at = cube.inner[dimension], place[dimension]
    if at == size or not _decides(cube, dimension):
        return None
    margin = cube.parts[
        (slice(None), *(slice(None) if axis == dimension else -1 for axis in range(len(place))))
    ]
    usual = margin.argmax(axis=0)[:size]
    weight = cube.weights[usual]
    line = tuple(slice(None) if index == dimension else where for index, where in enumerate(place))
    dear = price[line]
    others = np.flatnonzero(np.isfinite(dear[:size]))
    others = others[others != at]
    if len(others) > MOST_JOINED:
        others = np.sort(others[np.argsort(dear[others], kind="stable")[:MOST_JOINED]])
    first, second = (others[index] for index in np.triu_indices(len(others), 1))
    apart = np.abs(weight[first] - weight[second]) > 1e-9 * weight.max()
    first, second = first[apart], second[apart]
    if not len(first):
        return None
    if len(first) > MOST_TRIPLES:
        kept = np.argsort(dear[first] + dear[second] - _room(cube, line, first, second), kind="stable")
        first, second = first[kept[:MOST_TRIPLES]], second[kept[:MOST_TRIPLES]]
    a = -(weight[at] - weight[second]) / (weight[first] - weight[second])
    b = -1.0 - a
    here = np.full(len(first), at)
    return _Axis(
        ((here, np.ones(len(first))), (first, a), (second, b)),
        (np.full(len(first), usual[at]), usual[first], usual[second]),
    )


def _decides(cube: Cube, dimension: int) -> bool:
    """Whether the category of a dimension decides the weight, as where it is the stratum."""
    place = tuple(slice(None) if axis in (0, dimension + 1) else -1 for axis in range(cube.parts.ndim))
    return bool(((cube.parts[place] > 0).sum(axis=0)[:-1] <= 1).all())


def _room(cube: Cube, line: tuple[slice | int, ...], first: Ints, second: Ints) -> Floats:
    """How many persons two categories of a line hold at least, against a score of 1 for 20."""
    counts = cube.counts[line]
    return np.minimum(np.minimum(counts[first], counts[second]), 20) / 20.0


def _search(cube: Cube, price: Floats, axes: list[_Axis], need: float) -> tuple[float, list[Place]] | None:
    """Reckon all candidates of one family at once; arrays have one axis per dimension (and one for class)."""
    count = len(axes)
    special = next((index for index, axis in enumerate(axes) if axis.classes), None)
    classes = np.arange(len(cube.weights)).reshape(-1, *([1] * count))
    ways = tuple(axis.ways for axis in axes)
    up = np.full((len(cube.weights) if special is None else 1, *ways), np.inf)
    down = up.copy()
    usable = np.ones(up.shape, dtype=bool)
    total = np.zeros(ways)
    for chosen in itertools.product(*(range(len(axis.slots)) for axis in axes)):
        where, factor = [], np.ones((1,) * count)
        for index, (axis, slot) in enumerate(zip(axes, chosen, strict=True)):
            shape = tuple(axis.ways if place == index else 1 for place in range(count))
            where.append(axis.slots[slot][0].reshape(shape))
            factor = factor * axis.slots[slot][1].reshape(shape)
            if index == special:
                classes = axis.classes[slot].reshape(1, *shape)
        held = cube.parts[(classes, *where)]
        moved = np.abs(factor) > 1e-12
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(moved, held / np.where(moved, np.abs(factor), 1.0), np.inf)
        usable &= cube.possible[(classes, *where)] | ~moved
        up = np.minimum(up, np.where(factor < 0, room, np.inf))
        down = np.minimum(down, np.where(factor > 0, room, np.inf))
        total = total + np.where(moved, price[tuple(where)], 0.0)
    width = np.where(usable, up + down, 0.0).sum(axis=0)
    fit = np.isfinite(total) & (width >= need)
    if not fit.any():
        return None
    pick = np.unravel_index(int(np.where(fit, total, np.inf).argmin()), ways)
    cells = set()
    for chosen in itertools.product(*(range(len(axis.slots)) for axis in axes)):
        coefficient = [axis.slots[slot][1][way] for axis, slot, way in zip(axes, chosen, pick, strict=True)]
        if abs(float(np.prod(coefficient))) > 1e-12:
            cells.add(
                tuple(
                    int(axis.slots[slot][0][way]) for axis, slot, way in zip(axes, chosen, pick, strict=True)
                )
            )
    return float(total[pick]), sorted(cells)
