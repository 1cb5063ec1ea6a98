"""Linear programmes over what a reader knows, for auditing and for hard cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from reports.disclosure.cube import Bools, Floats, Ints
from reports.disclosure.system import System


def bounds_of(system: System, hidden: Bools, cell: int) -> tuple[float, float]:
    """The least and the greatest count a reader must think possible for a cell of the flattened cube."""
    known = np.flatnonzero(~hidden.ravel())
    equations = system.equations(known)
    right = equations @ system.truth
    aim = np.asarray(system.persons[cell].todense()).ravel()
    limits = []
    for sign in (1.0, -1.0):
        found = linprog(sign * aim, A_eq=equations, b_eq=right, bounds=(0, None), method="highs")
        # 3 is unbounded; a numerically refused problem counts as no protection.
        limits.append(
            sign * found.fun
            if found.status == 0
            else -sign * np.inf
            if found.status == 3
            else float(aim @ system.truth)
        )
    return float(limits[0]), float(limits[1])


@dataclass(frozen=True, eq=False)
class Shift:
    """Cells to hide, how wide the target's interval then is, and which cells are as wide by the same shift."""

    cells: Ints
    width: float
    wide: Ints


def cheapest_shift(system: System, hidden: Bools, cost: Floats, cell: int, need: float) -> Shift:
    """The cells to hide, at least cost, so that a count cannot be inferred closer than ``need``.

    Minimises Σ cost·|shift| over shifts that keep every figure that stays published (Kelly, Golden and
    Assad 1992; Fischetti and Salazar 2000), first upwards, then downwards for what is still lacking.
    """
    price = np.where(hidden, 0.0, cost).ravel()
    found: set[int] = {cell}
    wide: set[int] = set()
    lacking = need
    for sign in (1.0, -1.0):
        if lacking <= 1e-9:
            break
        moved, step = _least_shift(system, price, cell, sign, lacking)
        if step <= 1e-9:
            continue
        persons = np.abs(system.persons @ moved)
        shift = np.maximum(persons, np.abs(system.weighted @ moved))
        found |= {int(index) for index in np.flatnonzero(shift > 1e-7)}
        wide |= {int(index) for index in np.flatnonzero(persons >= need - 1e-6)}
        price = np.where(np.isin(np.arange(len(price)), list(found)), 0.0, price)
        lacking -= step
    return Shift(
        np.array(sorted(found), dtype=np.int64), need - lacking, np.array(sorted(wide), dtype=np.int64)
    )


def cheapest_rise(system: System, hidden: Bools, cost: Floats, cell: int, need: float) -> tuple[float, Ints]:
    """How far above its truth a cell must be thought possible, up to ``need``, and the cells to hide for it."""
    moved, step = _least_shift(system, np.where(hidden, 0.0, cost).ravel(), cell, 1.0, need)
    shifted = np.abs(system.persons @ moved) > 1e-7
    shifted[cell] = True
    return step, np.flatnonzero(shifted).astype(np.int64)


def _least_shift(system: System, price: Floats, cell: int, sign: float, most: float) -> tuple[Floats, float]:
    """Unknowns' shifts x that move a cell as far as they can up to ``most``, at the least price for it.

    Minimises Σ price·(up + down) − M·step over x = up − down, 0 ≤ down ≤ truth, with sign·(Px)_cell = step.
    Published margins of infinite price do not move; those with a price get slack at that price. The price
    of an inner cell is paid for each weight in it.
    """
    inner, margins = system.inner, np.flatnonzero(system.margin)
    fixed, paying = (
        margins[np.isinf(price[margins])],
        margins[np.isfinite(price[margins]) & (price[margins] > 0)],
    )
    size = len(inner)
    held, open_rows = system.equations(fixed), system.equations(paying)
    rows = sparse.vstack([held, open_rows])
    extra = open_rows.shape[0]
    prices = np.concatenate([price[paying], price[paying[system.mixed[paying]]]])
    slack = sparse.vstack([sparse.csr_matrix((held.shape[0], extra)), sparse.identity(extra)])
    last = sparse.csr_matrix((rows.shape[0], 1))
    aim = sign * system.persons[[cell]]
    nothing = sparse.csr_matrix((1, 2 * extra))
    equal = sparse.vstack(
        [
            sparse.hstack([rows, -rows, -slack, slack, last]),
            sparse.hstack([aim, -aim, nothing, sparse.csr_matrix([[-1.0]])]),
        ]
    )
    paid = np.concatenate([price[inner], price[inner], prices, prices])
    dear = 100.0 * float(paid.sum() + 1.0)
    upper = np.concatenate([np.full(size, np.inf), system.truth, np.full(2 * extra, np.inf), [most]])
    found = linprog(
        np.append(paid, -dear),
        A_eq=equal,
        b_eq=np.zeros(equal.shape[0]),
        bounds=np.column_stack([np.zeros(len(upper)), upper]),
        method="highs",
    )
    if found.status != 0:
        raise RuntimeError(f"suppression: the linear programme failed ({found.message})")
    return np.asarray(found.x[:size] - found.x[size : 2 * size], dtype=np.float64), float(found.x[-1])
