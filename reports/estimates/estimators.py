"""Totals, means, ratios and shares by cell, with linearised standard errors.

A cell is never estimated by cutting rows away: rows outside it stay in the design with value 0, so that
the number of PSUs a stratum really has enters the variance (Cochran 1977, sec. 5A.14; Lumley 2010,
sec. 2.3.1). Cells and groups are arrays of positions, -1 for rows in none. Intervals use the degrees of
freedom of the whole design, as ``svyby`` of R does; pass ``df`` for others.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reports.estimates.design import Design, Floats, Ints
from reports.estimates.estimate import Estimates
from reports.estimates.intervals import logit_interval, t_interval
from reports.estimates.sums import add_up, lonely_factor, pair_totals


def totals(
    design: Design, values: npt.ArrayLike, cell: Ints | None = None, cells: int = 1, df: float | None = None
) -> Estimates:
    """Weighted totals Σ w·y by cell (R: ``svytotal``, ``svyby(…, svytotal)``).

    ``values`` (n,), NaN where missing: those rows are in no cell. Särndal, Swensson and Wretman (1992),
    result 3.7.2 with the variance of PSU totals.
    """
    y = np.asarray(values, dtype=np.float64)
    place = np.where(np.isnan(y), -1, np.zeros(len(design), dtype=np.int64) if cell is None else cell)
    rows = place >= 0
    weight = design.weights
    pairs = pair_totals(design, weight * np.where(rows, y, 0.0), place, cells)
    value = add_up(place[rows], (weight * np.where(rows, y, 0.0))[rows], cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = pairs.squares() * lonely_factor(design, pairs.occupied())
        # A stratum total that is known has no variance; rounding must not give it one.
        variance = np.where(variance < (1e-13 * value) ** 2, 0.0, variance)
        n, size = _bases(design, place, cells)
        mean = np.where(size > 0, value / size, 0.0)
        spread = add_up(place[rows], weight[rows] * (y[rows] - mean[place[rows]]) ** 2, cells)
        simple = spread / size * n / (n - 1) / n * size**2
        deff = np.where(simple > 0, variance / simple, np.nan)
    return _estimates(design, value, variance, deff, n, size, df, proportion=False)


def ratios(
    design: Design,
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    cell: Ints | None = None,
    cells: int = 1,
    df: float | None = None,
) -> Estimates:
    """Ratios Σ w·y / Σ w·x by cell (R: ``svyratio``). Särndal, Swensson and Wretman (1992), eq. 5.6.10."""
    y, x = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    place = np.zeros(len(design), dtype=np.int64) if cell is None else cell
    place = np.where(np.isnan(y) | np.isnan(x), -1, place)
    value, variance = _by_residuals(design, y, x, place, cells)
    n, size = _bases(design, place, cells)
    return _estimates(design, value, variance, np.full(cells, np.nan), n, size, df, proportion=False)


def means(
    design: Design,
    values: npt.ArrayLike,
    cell: Ints | None = None,
    cells: int = 1,
    df: float | None = None,
    proportion: bool = False,
) -> Estimates:
    """Weighted means by cell (R: ``svymean``, ``svyby(…, svymean)``); rows with NaN are in no cell.

    ``proportion=True`` for values 0 and 1 gives the logit interval. Särndal, Swensson and Wretman (1992),
    eq. 5.7.4 (ratio to the estimated size of the domain).
    """
    y = np.asarray(values, dtype=np.float64)
    place = np.zeros(len(design), dtype=np.int64) if cell is None else cell
    place = np.where(np.isnan(y), -1, place)
    rows = place >= 0
    value, variance = _by_residuals(design, y, np.ones(len(design)), place, cells)
    n, size = _bases(design, place, cells)
    spread = add_up(place[rows], design.weights[rows] * (y[rows] - value[place[rows]]) ** 2, cells)
    deff = _mean_deff(variance, spread, n, size)
    return _estimates(design, value, variance, deff, n, size, df, proportion)


def proportions(
    design: Design, holds: npt.ArrayLike, cell: Ints | None = None, cells: int = 1, df: float | None = None
) -> Estimates:
    """Shares for whom something holds (1, 0, NaN for missing), with logit intervals, by cell."""
    return means(design, holds, cell, cells, df, proportion=True)


def shares(
    design: Design,
    cell: Ints,
    cells: int,
    group: Ints | None = None,
    group_of: Ints | None = None,
    df: float | None = None,
) -> Estimates:
    """The share of every cell in the weighted size of its group, with logit intervals.

    ``cell`` (n,) in 0…cells-1 or -1; ``group`` (n,) the base a row belongs to, or -1 for rows outside
    every base; ``group_of`` (cells,) the group of each cell. Without ``group`` the base is all rows (R:
    ``svyciprop(~I(cell == k))``). A row in a cell must be in the cell's group. ``n`` and ``weighted_n``
    are those of the cell, the numerator.
    """
    base = np.zeros(len(design), dtype=np.int64) if group is None else group
    of = np.zeros(cells, dtype=np.int64) if group_of is None else np.asarray(group_of, dtype=np.int64)
    value, variance, groups = _within_groups(design, cell, base, of)
    n, size = _bases(design, cell, cells)
    base_n, base_size = _bases(design, base, groups)
    # A cell that is its whole group has no variance; rounding must not give it one.
    variance = np.where(n == base_n[of], np.where(np.isnan(value), np.nan, 0.0), variance)
    spread = base_size[of] * value * (1 - value)
    deff = _mean_deff(variance, spread, base_n[of], base_size[of])
    return _estimates(design, value, variance, deff, n, size, df, proportion=True)


def _by_residuals(design: Design, y: Floats, x: Floats, cell: Ints, cells: int) -> tuple[Floats, Floats]:
    """R_c = Σ w·y / Σ w·x over the rows of each cell, and its variance.

    The linearised variable is w(y − R_c·x) / Σ w·x, 0 outside the cell (Särndal, Swensson and Wretman
    1992, eq. 5.6.8).
    """
    rows = np.flatnonzero(cell >= 0)
    place, weight = cell[rows], design.weights[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        bottom = add_up(place, weight * x[rows], cells)
        value = np.where(bottom != 0, add_up(place, weight * y[rows], cells) / bottom, np.nan)
        linear = np.zeros(len(cell))
        linear[rows] = weight * (y[rows] - value[place] * x[rows]) / bottom[place]
    pairs = pair_totals(design, linear, cell, cells)
    variance = pairs.squares() * lonely_factor(design, pairs.occupied())
    return value, np.where(np.isnan(value), np.nan, variance)


def _within_groups(design: Design, cell: Ints, group: Ints, group_of: Ints) -> tuple[Floats, Floats, int]:
    """The share p_c of each cell in its group's weight B, its variance, and the number of groups.

    The linearised variable w(1_c − p_c·1_g)/B is not 0 in the rest of the group, so it is not summed row
    by row for every cell: with A and B the PSU totals of cell and group, the variance is
    (V(A) − 2p·C(A, B) + p²·V(B)) / B².
    """
    groups = int(max(group_of.max(initial=0), group.max(initial=0))) + 1
    cells = len(group_of)
    upper = pair_totals(design, design.weights, cell, cells)
    lower = pair_totals(design, design.weights, group, groups)
    top = add_up(upper.cell, upper.total, cells)
    bottom = add_up(lower.cell, lower.total, groups)[group_of]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(bottom > 0, top / bottom, np.nan)
        spread = (
            upper.squares()
            - 2 * value * upper.products(lower, group_of)
            + value**2 * lower.squares()[group_of]
        )
        variance = np.maximum(spread, 0.0) / bottom**2
    return value, variance * lonely_factor(design, lower.occupied())[group_of], groups


def _bases(design: Design, place: Ints, cells: int) -> tuple[Ints, Floats]:
    """Rows and sums of weights by cell."""
    rows = place >= 0
    counts = np.bincount(place[rows], minlength=cells).astype(np.int64)
    return counts, add_up(place[rows], design.weights[rows], cells)


def _mean_deff(variance: Floats, spread: Floats, n: Ints, size: Floats) -> Floats:
    """Variance over that of simple random sampling with replacement, s²/n (Kish 1965, sec. 8.2)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = spread / size * n / (n - 1) / n
        return np.where((n > 1) & (simple > 0), variance / simple, np.nan)


def _estimates(
    design: Design,
    value: Floats,
    variance: Floats,
    deff: Floats,
    n: Ints,
    size: Floats,
    df: float | None,
    proportion: bool,
) -> Estimates:
    freedom = design.df if df is None else df
    se = np.sqrt(variance)
    low, high = (logit_interval if proportion else t_interval)(value, se, freedom)
    return Estimates(value, se, low, high, deff, n, size, freedom, proportion)
