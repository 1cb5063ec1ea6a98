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

from reports.disclosure.cube import Bools, Cube, Floats, Ints

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


def cheapest_move(cube: Cube, hidden: Bools, cost: Floats, place: Place, need: float) -> list[Place] | None:
    """The cells of the cheapest hypercube that protects ``place`` by an interval of at least ``need``.

    ``cost`` (as the cube) is what hiding a cell costs, inf where it must stay; hidden cells cost nothing.
    None where no hypercube is wide enough.
    """
    price = np.where(hidden, 0.0, cost)
    price = np.where(cube.counts == 0, np.inf, price)
    pairs = [_pairs(size, at) for size, at in zip(cube.inner, place, strict=True)]
    best = _search(cube, price, pairs, need) if all(axis.ways for axis in pairs) else None
    if len(cube.weights) > 1:
        for dimension in range(len(place)):
            triple = _triples(cube, dimension, place)
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


def _pairs(size: int, at: int) -> _Axis:
    """Pair a category with another (+1, −1) or with the total (+1, +1); a total with any category."""
    others = np.array([index for index in range(size + 1) if index != at], dtype=np.int64)
    signs = np.where((others == size) | (at == size), 1.0, -1.0)
    ways = len(others)
    return _Axis(((np.full(ways, at), np.ones(ways)), (others, signs)))


def _triples(cube: Cube, dimension: int, place: Place) -> _Axis | None:
    """Three categories of different weights, shifted so that persons *and* weights balance.

    With coefficients 1, a, b: 1 + a + b = 0 and w₀ + a·w₁ + b·w₂ = 0. Each category moves answers of the
    weight that is commonest in it.
    """
    size, at = cube.inner[dimension], place[dimension]
    if at == size:
        return None
    margin = cube.parts[
        (slice(None), *(slice(None) if axis == dimension else -1 for axis in range(len(place))))
    ]
    usual = margin.argmax(axis=0)[:size]
    weight = cube.weights[usual]
    others = [pair for pair in itertools.combinations(range(size), 2) if at not in pair]
    first, second = np.array(others, dtype=np.int64).reshape(-1, 2).T
    apart = np.abs(weight[first] - weight[second]) > 1e-9 * weight.max()
    first, second = first[apart], second[apart]
    if not len(first):
        return None
    a = -(weight[at] - weight[second]) / (weight[first] - weight[second])
    b = -1.0 - a
    here = np.full(len(first), at)
    return _Axis(
        ((here, np.ones(len(first))), (first, a), (second, b)),
        (np.full(len(first), usual[at]), usual[first], usual[second]),
    )


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
