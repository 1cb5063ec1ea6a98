"""Tests of independence of two classifications in a complex sample, equal to R ``svychisq`` 4.1-1."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from reports.estimates.estimate import Floats
from reports.tests.distributions import chi_square_tail, f_tail
from reports.tests.mixtures import exact, saddlepoint
from reports.tests.result import AnyDesign, Result, require_error, require_freedom, require_spread, solved
from reports.tests.tables import Bools, CrossTable, cross_table

Independence = Literal["f", "chi_square", "wald", "adjusted_wald", "exact", "saddlepoint"]

# Cochran (1954, Biometrics 10, 417): no expected count below 1, at most a fifth of them below 5.
_LEAST, _FEW, _FIFTH = 1.0, 5.0, 0.2
_ANSWERS = 30


def independence(
    design: AnyDesign,
    row: npt.ArrayLike,
    column: npt.ArrayLike,
    method: Independence = "f",
    rows: Bools | None = None,
    place: str = "table",
) -> Result:
    """Whether two classifications go together (R: ``svychisq(~row + column, design, statistic=)``).

    ``f`` is Pearson's X² with the second-order correction of Rao and Scott as an F (Thomas and Rao 1987;
    R: ``"F"``), ``chi_square`` the first-order correction (``"Chisq"``), ``wald`` and ``adjusted_wald`` are
    those of Koch, Freeman and Freeman (1975) and Fellegi (1980), ``saddlepoint`` and ``exact`` take the
    distribution of X² itself (``"saddlepoint"``, ``"lincom"``). Codes are positions, negative where
    missing; ``rows`` the domain. Missing answers are left out, counted out of n.
    """
    return of_table(cross_table(design, row, column, rows, place), method, place)


def of_table(table: CrossTable, method: Independence = "f", place: str = "table") -> Result:
    """The test of a table that is already crossed."""
    freedom = float(table.design.df)
    require_freedom(freedom, place)
    if method in ("wald", "adjusted_wald"):
        return _wald(table, method, freedom, place)
    effects = design_effects(table, place)
    pearson = table.pearson
    if method == "chi_square":
        tail = chi_square_tail(pearson / float(effects.mean()), len(effects))
        return _result(table, method, pearson, (float(len(effects)),), tail)
    df1 = float(effects.sum() ** 2 / (effects**2).sum())
    df2 = df1 * freedom
    if method == "f":
        statistic = pearson / float(effects.sum())
        return _result(table, method, statistic, (df1, df2), f_tail(statistic, df1, df2))
    tail = (saddlepoint if method == "saddlepoint" else exact)(pearson, effects, df2)
    return _result(table, method, pearson, (), tail)


def design_effects(table: CrossTable, place: str = "table") -> Floats:
    """The generalised design effects λ, ((r−1)(c−1),): eigenvalues of Rao and Scott's Δ (1984, eq. 2.9)."""
    spread = table.share_covariance()
    require_spread(spread, place)
    flat = table.shares.ravel()
    inverse = np.where(flat > 0, 1 / np.where(flat > 0, flat, 1.0), 0.0)
    contrast = _interaction(table.counts.shape[0], table.counts.shape[1])
    weighed = contrast * inverse[:, None]
    simple = contrast.T @ weighed / table.asked
    root = np.linalg.cholesky(_checked(simple, place))
    half = np.linalg.solve(root, weighed.T @ spread @ weighed)
    whole = np.linalg.solve(root, half.T)
    # Rounding may leave a hair under 0 of an effect that is none.
    effects = np.maximum(np.linalg.eigvalsh((whole + whole.T) / 2), 0.0)
    require_error(float(effects.max()), place)
    return np.asarray(effects, dtype=np.float64)


def _checked(simple: Floats, place: str) -> Floats:
    solved(simple, np.eye(len(simple)), place)
    return simple


def _interaction(rows: int, columns: int) -> Floats:
    """An orthonormal basis of the interactions of a table, (r·c, (r−1)(c−1))."""
    return np.asarray(np.kron(_contrasts(rows), _contrasts(columns)), dtype=np.float64)


def _contrasts(size: int) -> Floats:
    """Orthonormal columns that add up to 0, (size, size−1)."""
    centred = np.eye(size) - 1 / size
    return np.asarray(np.linalg.svd(centred)[0][:, : size - 1], dtype=np.float64)


def _wald(table: CrossTable, method: Literal["wald", "adjusted_wald"], freedom: float, place: str) -> Result:
    departure, spread = table.departure()
    require_spread(spread, place)
    count_rows, columns = table.counts.shape
    used = np.arange(count_rows * columns).reshape(count_rows, columns)[1:, 1:].ravel()
    df1 = float(len(used))
    df2 = freedom if method == "wald" else freedom - df1 + 1
    require_freedom(min(df2, freedom - df1 + 1), place)
    distance = departure[used] @ solved(spread[np.ix_(used, used)], departure[used], place)
    statistic = float(distance) / df1 * (1.0 if method == "wald" else df2 / freedom)
    return _result(table, method, statistic, (df1, df2), f_tail(statistic, df1, df2))


def _result(
    table: CrossTable, method: Independence, statistic: float, df: tuple[float, ...], p: float
) -> Result:
    expected = table.expected
    small = table.n < _ANSWERS or float(expected.min()) < _LEAST or float((expected < _FEW).mean()) > _FIFTH
    return Result(method, statistic, df, p, table.n, float(expected.min()), bool(small))
