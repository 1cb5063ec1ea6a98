"""What unequal weights cost (Kish 1965, sec. 11.7; Kish 1992, J. Official Statistics 8, 183–200)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def kish_deff(weights: npt.ArrayLike) -> float:
    """1 + CV²(w) = n·Σw² / (Σw)², over rows with a positive weight; NaN without any.

    It says nothing of strata and clusters; the design effect of an :class:`~reports.estimates.Estimate` does.
    """
    weight = np.asarray(weights, dtype=np.float64)
    weight = weight[weight > 0]
    if not len(weight):
        return float("nan")
    return float(len(weight) * np.sum(weight**2) / np.sum(weight) ** 2)


def effective_n(weights: npt.ArrayLike) -> float:
    """(Σw)² / Σw², the number of equally weighted answers of the same precision; 0 without any."""
    weight = np.asarray(weights, dtype=np.float64)
    square = float(np.sum(weight**2))
    return float(np.sum(weight) ** 2 / square) if square else 0.0
