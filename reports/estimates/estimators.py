"""Totals, means, ratios and shares by cell, with standard errors of the design.

A cell is never estimated by cutting rows away: rows outside it stay in the design with value 0, so that
the number of PSUs a stratum really has enters the variance (Cochran 1977, sec. 5A.14; Lumley 2010,
sec. 2.3.1). Cells and groups are arrays of positions, -1 for rows in none. Intervals use the degrees of
freedom of the whole design, as ``svyby`` of R does; pass ``df`` for others. A replicate design repeats
the estimate with every set of weights instead of linearising it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reports.estimates.covariance import cell_variances, covariance
from reports.estimates.design import Design
from reports.estimates.estimate import Estimates, Floats
from reports.estimates.intervals import ShareInterval, share_interval, t_interval
from reports.estimates.replicates import ReplicateDesign
from reports.estimates.soundness import check_values
from reports.estimates.stages import Ints, add_up, inside
from reports.estimates.sums import pair_totals

Sample = Design | ReplicateDesign


def totals(
    design: Sample, values: npt.ArrayLike, cell: Ints | None = None, cells: int = 1, df: float | None = None
) -> Estimates:
    """Weighted totals Σ w·y by cell (R: ``svytotal``, ``svyby(…, svytotal)``).

    ``values`` (n,), NaN where missing: those rows are in no cell. Särndal, Swensson and Wretman (1992),
    result 3.7.2 with the variance of PSU totals.
    """
    y = np.asarray(values, dtype=np.float64)
    place = placed(design, cell, y)
    rows = inside(place)
    weight = design.weights
    weighted = weight * (y if isinstance(rows, slice) else np.where(place >= 0, y, 0.0))
    value = add_up(place[rows], weighted[rows], cells)
    if isinstance(design, ReplicateDesign):
        variance = design.variances(design.totals(y, place, cells), value)
    else:
        variance = cell_variances(design, weighted, place, cells)
    # A stratum total that is known has no variance; rounding must not give it one.
    variance = np.where(variance < (1e-13 * value) ** 2, 0.0, variance)
    n, size = bases(design, place, cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(size > 0, value / size, 0.0)
        spread = add_up(place[rows], weight[rows] * (y[rows] - mean[place[rows]]) ** 2, cells)
        deff = mean_deff(variance, spread, n, size) / size**2
    return estimates(freedom(design, df), value, variance, deff, n, size)


def ratios(
    design: Sample,
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    cell: Ints | None = None,
    cells: int = 1,
    df: float | None = None,
) -> Estimates:
    """Ratios Σ w·y / Σ w·x by cell (R: ``svyratio``). Särndal, Swensson and Wretman (1992), eq. 5.6.10."""
    y, x = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    place = placed(design, cell, y, x)
    value, variance = _ratio(design, y, x, place, cells)
    n, size = bases(design, place, cells)
    return estimates(freedom(design, df), value, variance, np.full(cells, np.nan), n, size)


def means(
    design: Sample,
    values: npt.ArrayLike,
    cell: Ints | None = None,
    cells: int = 1,
    df: float | None = None,
    proportion: ShareInterval | bool = False,
) -> Estimates:
    """Weighted means by cell (R: ``svymean``, ``svyby(…, svymean)``); rows with NaN are in no cell.

    ``proportion`` names the interval of values 0 and 1, True is the logit. Särndal, Swensson and Wretman
    (1992), eq. 5.7.4 (ratio to the estimated size of the domain).
    """
    y = np.asarray(values, dtype=np.float64)
    place = placed(design, cell, y)
    rows = inside(place)
    value, variance = _ratio(design, y, np.ones(len(design)), place, cells)
    n, size = bases(design, place, cells)
    spread = add_up(place[rows], design.weights[rows] * (y[rows] - value[place[rows]]) ** 2, cells)
    deff = mean_deff(variance, spread, n, size)
    return estimates(freedom(design, df), value, variance, deff, n, size, proportion)


def proportions(
    design: Sample,
    holds: npt.ArrayLike,
    cell: Ints | None = None,
    cells: int = 1,
    df: float | None = None,
    interval: ShareInterval = "logit",
) -> Estimates:
    """Shares for whom something holds (1, 0, NaN for missing), by cell (R: ``svyciprop``)."""
    return means(design, holds, cell, cells, df, proportion=interval)


def shares(
    design: Sample,
    cell: Ints,
    cells: int,
    group: Ints | None = None,
    group_of: Ints | None = None,
    df: float | None = None,
    interval: ShareInterval = "logit",
) -> Estimates:
    """The share of every cell in the weighted size of its group.

    ``cell`` (n,) in 0…cells-1 or -1; ``group`` (n,) the base a row belongs to, or -1 for rows outside
    every base; ``group_of`` (cells,) the group of each cell. Without ``group`` the base is all rows (R:
    ``svyciprop(~I(cell == k))``). A row in a cell must be in the cell's group. ``n`` and ``weighted_n``
    are those of the cell, the numerator.
    """
    base = np.zeros(len(design), dtype=np.int64) if group is None else group
    of = np.zeros(cells, dtype=np.int64) if group_of is None else np.asarray(group_of, dtype=np.int64)
    groups = int(max(of.max(initial=0), base.max(initial=0))) + 1
    value, variance = _within_groups(design, cell, base, of, groups)
    n, size = bases(design, cell, cells)
    base_n, base_size = bases(design, base, groups)
    # A cell that is its whole group has no variance; rounding must not give it one.
    variance = np.where(n == base_n[of], np.where(np.isnan(value), np.nan, 0.0), variance)
    spread = base_size[of] * value * (1 - value)
    deff = mean_deff(variance, spread, base_n[of], base_size[of])
    return estimates(freedom(design, df), value, variance, deff, n, size, interval, base_n[of])


def placed(design: Sample, cell: Ints | None, *values: Floats) -> Ints:
    """The cell of every row, -1 where one of the values is missing.

    :raises ReportError: ``estimates.infinite``.
    """
    place = np.zeros(len(design), dtype=np.int64) if cell is None else cell
    for value in values:
        finite = np.isfinite(value)
        if not finite.all():
            check_values(value)
            missing = ~finite
            place = np.where(missing, -1, place)
    return place


def bases(design: Sample, place: Ints, cells: int) -> tuple[Ints, Floats]:
    """Rows and sums of weights by cell."""
    rows = inside(place)
    counts = np.bincount(place[rows], minlength=cells).astype(np.int64)
    return counts, add_up(place[rows], design.weights[rows], cells)


def linearised(design: Sample, y: Floats, x: Floats, cell: Ints, cells: int) -> tuple[Floats, Floats]:
    """R_c = Σ w·y / Σ w·x over the rows of each cell, (cells,), and its linearised variable, (n,).

    That is w(y − R_c·x) / Σ w·x, 0 outside the cells (Särndal, Swensson and Wretman 1992, eq. 5.6.8).
    """
    rows = inside(cell)
    place, weight = cell[rows], design.weights[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        bottom = add_up(place, weight * x[rows], cells)
        value = np.where(bottom != 0, add_up(place, weight * y[rows], cells) / bottom, np.nan)
        linear = np.zeros(len(cell))
        linear[rows] = weight * (y[rows] - value[place] * x[rows]) / bottom[place]
    return value, linear


def _ratio(design: Sample, y: Floats, x: Floats, cell: Ints, cells: int) -> tuple[Floats, Floats]:
    value, linear = linearised(design, y, x, cell, cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        if isinstance(design, ReplicateDesign):
            found = design.totals(y, cell, cells) / design.totals(x, cell, cells)
            variance = design.variances(found, value)
        else:
            variance = cell_variances(design, linear, cell, cells)
    return value, np.where(np.isnan(value), np.nan, variance)


def _within_groups(
    design: Sample, cell: Ints, group: Ints, group_of: Ints, groups: int
) -> tuple[Floats, Floats]:
    """The share p_c of each cell in its group's weight B, and its variance.

    The linearised variable w(1_c − p_c·1_g)/B is not 0 in the rest of the group. Where sums by unit and
    cell are enough it is not summed row by row for every cell: with A and B the totals by unit of cell and
    group, the variance is (V(A) − 2p·C(A, B) + p²·V(B)) / B².
    """
    cells = len(group_of)
    _, top = bases(design, cell, cells)
    _, bottom = bases(design, group, groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(bottom[group_of] > 0, top / bottom[group_of], np.nan)
        if isinstance(design, ReplicateDesign):
            ones = np.ones(len(design))
            upper, lower = design.totals(ones, cell, cells), design.totals(ones, group, groups)
            return value, design.variances(upper / lower[:, group_of], value)
        if design.plain and not design.single_in_domains:
            spread = within_groups(design, design.weights, cell, group, group_of, value)
            return value, spread / bottom[group_of] ** 2
        variance = np.zeros(cells)
        for one in range(cells):
            base = group == group_of[one]
            linear = np.where(base, design.weights * ((cell == one) - value[one]), 0.0)
            variance[one] = covariance(design, linear / bottom[group_of[one]], base)[0, 0]
    return value, variance


def within_groups(
    design: Design, weights: Floats, cell: Ints, group: Ints, group_of: Ints, value: Floats
) -> Floats:
    """The variance of Σ w(1_c − p_c·1_g) by cell from sums by unit; ``value`` are the p_c, (cells,)."""
    variance = np.zeros(len(value))
    groups = int(max(group_of.max(initial=0), group.max(initial=0))) + 1
    for stage in design.stages:
        upper = pair_totals(stage, weights, cell, len(value))
        lower = pair_totals(stage, weights, group, groups)
        spread = (
            upper.squares()
            - 2 * value * upper.products(lower, group_of)
            + value**2 * lower.squares()[group_of]
        )
        variance += np.maximum(spread, 0.0) * lower.lending[group_of]
    return variance


def mean_deff(variance: Floats, spread: Floats, n: Ints, size: Floats) -> Floats:
    """Variance over that of simple random sampling with replacement, s²/n (Kish 1965, sec. 8.2)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = spread / size * n / (n - 1) / n
        return np.where((n > 1) & (simple > 0), variance / simple, np.nan)


def estimates(
    df: float,
    value: Floats,
    variance: Floats,
    deff: Floats,
    n: Ints,
    size: Floats,
    proportion: ShareInterval | bool = False,
    base_n: Ints | None = None,
) -> Estimates:
    """Values and variances with their intervals; ``base_n`` are the answers behind a share's base."""
    # Horvitz and Thompson's estimate of a variance can be negative: then there is no standard error.
    with np.errstate(invalid="ignore"):
        se = np.sqrt(variance)
    if not proportion:
        low, high = t_interval(value, se, df)
    else:
        kind: ShareInterval = "logit" if proportion is True else proportion
        low, high = share_interval(kind, value, se, df, n if base_n is None else base_n)
    return Estimates(value, se, low, high, deff, n, size, df, bool(proportion))


def freedom(design: Sample, df: float | None) -> float:
    """The degrees of freedom asked for, else those of the design."""
    return design.df if df is None else df
