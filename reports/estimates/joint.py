"""Several estimates at once with their covariance: contrasts, differences, quotients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.adjustments import Floats
from reports.estimates.covariance import covariance
from reports.estimates.estimate import Estimates
from reports.estimates.estimators import Sample, bases, linearised, placed
from reports.estimates.intervals import t_interval
from reports.estimates.replicates import ReplicateDesign
from reports.estimates.soundness import check_values
from reports.estimates.stages import Ints, add_up


@dataclass(frozen=True, eq=False)
class Joint:
    """Estimates (k,) with their covariance (k, k); ``n`` and ``weighted_n`` (k,) their bases.

    An estimate that does not exist is NaN, and so are its covariances.
    """

    value: Floats
    covariance: Floats
    n: Ints
    weighted_n: Floats
    df: float

    @property
    def se(self) -> Floats:
        """Standard errors, (k,)."""
        with np.errstate(invalid="ignore"):
            return np.sqrt(np.diag(self.covariance))

    def estimates(self) -> Estimates:
        """The estimates one by one, with t intervals."""
        low, high = t_interval(self.value, self.se, self.df)
        unknown = np.full(len(self.value), np.nan)
        return Estimates(self.value, self.se, low, high, unknown, self.n, self.weighted_n, self.df)

    def contrast(self, coefficients: npt.ArrayLike) -> Joint:
        """Linear contrasts of the estimates, ``coefficients`` (k,) or (m, k) (R: ``svycontrast``): c'V c (Wolter 2007, ch. 6).

        Estimates that do not exist are NaN; only contrasts that use one are NaN. The bases are those of
        all estimates that enter.
        """
        given = np.atleast_2d(np.asarray(coefficients, dtype=np.float64))
        if given.shape[1] != len(self.value):
            raise ReportError(
                "contrast.length",
                "coefficients",
                Text(
                    zh="对比系数有{found}个，估计量有{count}个。",
                    en="There are {found} coefficients and {count} estimates.",
                ).fill(found=given.shape[1], count=len(self.value)),
                Text(zh="请为每个估计量给一个系数。", en="Give one coefficient per estimate."),
            )
        used = given != 0
        absent = np.isnan(self.value) | np.isnan(np.diag(self.covariance))
        value = given @ np.where(np.isnan(self.value), 0.0, self.value)
        both = np.where(absent[:, None] | absent[None, :], 0.0, self.covariance)
        spread = given @ both @ given.T
        broken = (used & absent).any(axis=1)
        return Joint(
            np.where((used & np.isnan(self.value)).any(axis=1), np.nan, value),
            np.where(broken[:, None] | broken[None, :], np.nan, spread),
            np.where(used, self.n, 0).sum(axis=1),
            np.where(used, self.weighted_n, 0.0).sum(axis=1),
            self.df,
        )

    def differences(self, pairs: npt.ArrayLike) -> Joint:
        """First less second of every pair of positions, ``pairs`` (m, 2)."""
        places = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
        coefficients = np.zeros((len(places), len(self.value)))
        row = np.arange(len(places))
        coefficients[row, places[:, 0]] += 1.0
        coefficients[row, places[:, 1]] -= 1.0
        return self.contrast(coefficients)

    def quotient(self, top: int, bottom: int) -> Joint:
        """One estimate over another, linearised (R: ``svycontrast(x, quote(a/b))``; Wolter 2007, ch. 6)."""
        ratio = self.value[top] / self.value[bottom] if self.value[bottom] else np.nan
        slope = np.zeros(len(self.value))
        slope[top] += 1 / self.value[bottom] if self.value[bottom] else np.nan
        slope[bottom] -= ratio / self.value[bottom] if self.value[bottom] else np.nan
        used = [top, bottom]
        spread = slope[used] @ self.covariance[np.ix_(used, used)] @ slope[used]
        return Joint(
            np.array([ratio]),
            np.array([[spread]]),
            self.n[used].sum(keepdims=True),
            self.weighted_n[used].sum(keepdims=True),
            self.df,
        )


def joint_means(
    design: Sample, values: npt.ArrayLike, cell: Ints | None = None, cells: int = 1, df: float | None = None
) -> Joint:
    """Means by cell with their covariance (R: ``svymean(~a+b)``, ``svyby(…, covmat=TRUE)``).

    ``values`` (n,) or (n, v): v variables, whose rows with any NaN are in no cell. The order is variable
    by variable, in each cell by cell. Shares are means of indicators.
    """
    y = _columns(values)
    return joint_ratios(design, y, np.ones_like(y), cell, cells, df)


def joint_ratios(
    design: Sample,
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    cell: Ints | None = None,
    cells: int = 1,
    df: float | None = None,
) -> Joint:
    """Ratios by cell with their covariance; columns, missing values and order as :func:`joint_means`."""
    y, x = _columns(numerators), _columns(denominators)
    place = placed(design, cell, y.sum(axis=1), x.sum(axis=1))
    parts = [linearised(design, one, other, place, cells) for one, other in zip(y.T, x.T, strict=True)]
    value = np.concatenate([part[0] for part in parts])
    if isinstance(design, ReplicateDesign):
        with np.errstate(divide="ignore", invalid="ignore"):
            found = [
                design.totals(one, place, cells) / design.totals(other, place, cells)
                for one, other in zip(y.T, x.T, strict=True)
            ]
        spread = design.spread(np.concatenate(found, axis=1), value)
    else:
        spread = covariance(design, _scores([part[1] for part in parts], place, cells), _rows(cell, place))
    return _joined(design, value, spread, place, cells, len(parts), df)


def joint_totals(
    design: Sample, values: npt.ArrayLike, cell: Ints | None = None, cells: int = 1, df: float | None = None
) -> Joint:
    """Totals by cell with their covariance; columns, missing values and order as :func:`joint_means`."""
    y = _columns(values)
    place = placed(design, cell, y.sum(axis=1))
    weighted = [np.where(place >= 0, design.weights * one, 0.0) for one in y.T]
    rows = place >= 0
    value = np.concatenate([add_up(place[rows], one[rows], cells) for one in weighted])
    if isinstance(design, ReplicateDesign):
        found = [design.totals(one, place, cells) for one in y.T]
        spread = design.spread(np.concatenate(found, axis=1), value)
    else:
        spread = covariance(design, _scores(weighted, place, cells), _rows(cell, place))
    return _joined(design, value, spread, place, cells, len(weighted), df)


def _columns(values: npt.ArrayLike) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    check_values(found)
    return found[:, None] if found.ndim == 1 else found


def _rows(cell: Ints | None, place: Ints) -> npt.NDArray[np.bool_] | None:
    """The one domain that all estimates share, where they share one."""
    return place >= 0 if cell is None else None


def _scores(linear: list[Floats], place: Ints, cells: int) -> Floats:
    """Linearised variables (n,) spread out to a column per variable and cell."""
    rows = np.flatnonzero(place >= 0)
    table = np.zeros((len(place), cells * len(linear)))
    for index, one in enumerate(linear):
        table[rows, index * cells + place[rows]] = one[rows]
    return table


def _joined(
    design: Sample, value: Floats, spread: Floats, place: Ints, cells: int, variables: int, df: float | None
) -> Joint:
    n, size = bases(design, place, cells)
    freedom = design.df if df is None else df
    absent = np.isnan(value)
    spread = np.where(absent[:, None] | absent[None, :], np.nan, spread)
    return Joint(value, spread, np.tile(n, variables), np.tile(size, variables), freedom)
