"""Variances and covariances of answers in the population, with standard errors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reports.estimates.adjustments import Floats
from reports.estimates.covariance import cell_variances
from reports.estimates.estimate import Estimates
from reports.estimates.estimators import Sample, bases, estimates, freedom, linearised, placed
from reports.estimates.replicates import ReplicateDesign
from reports.estimates.stages import Ints


def variances(
    design: Sample, values: npt.ArrayLike, cell: Ints | None = None, cells: int = 1, df: float | None = None
) -> Estimates:
    """The variance of ``values`` (n,) in the population by cell, rows with NaN in none (R: ``svyvar``)."""
    return covariances(design, values, values, cell, cells, df)


def covariances(
    design: Sample,
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    cell: Ints | None = None,
    cells: int = 1,
    df: float | None = None,
) -> Estimates:
    """Σ w(y − ȳ)(x − x̄)/Σ w · n/(n − 1) by cell, n the rows with a weight (R: ``svyvar(~y+x)``).

    Linearised as the mean of the products: to first order the means in them do not matter (Särndal,
    Swensson and Wretman 1992, sec. 5.9).
    """
    y, x = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    place = placed(design, cell, y, x)
    ones = np.ones(len(design))
    n, size = bases(design, place, cells)
    counted, _ = bases(design, np.where(design.weights != 0, place, -1), cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(counted > 1, counted / (counted - 1), np.nan)
        apart = [_apart(design, one, place, cells) for one in (y, x)]
        product = apart[0] * apart[1] * np.where(place >= 0, whole[place], 0.0)
        value, linear = linearised(design, product, ones, place, cells)
        if isinstance(design, ReplicateDesign):
            base = design.totals(ones, place, cells)
            means = [design.totals(one, place, cells) / base for one in apart]
            found = design.totals(product, place, cells) / base - means[0] * means[1] * whole
            variance = design.variances(found, value)
        else:
            variance = cell_variances(design, linear, place, cells)
    variance = np.where(np.isnan(value), np.nan, variance)
    return estimates(freedom(design, df), value, variance, np.full(cells, np.nan), n, size)


def _apart(design: Sample, values: Floats, place: Ints, cells: int) -> Floats:
    """Values less the mean of their cell, 0 for rows in none."""
    mean, _ = linearised(design, values, np.ones(len(design)), place, cells)
    return np.where(place >= 0, np.where(place >= 0, values, 0.0) - mean[place], 0.0)
