"""What a calibration of the weights does to the error of what is estimated with them."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@runtime_checkable
class Adjustment(Protocol):
    """A post-stratification, raking or calibration as the variance sees it (R: ``design$postStrata``)."""

    def residuals(self, scores: Floats) -> Floats:
        """The part of ``scores`` that the known totals do not explain, same shape.

        ``scores`` (n, k) are linearised variables already multiplied by the adjusted weights, 0 for rows
        outside the domain; the result stands in for them when sums by PSU are taken (Deville and Särndal
        1992, JASA 87, eq. 3.4). It must be linear in the scores.
        """
        ...


def residuals(adjustments: tuple[Adjustment, ...], scores: Floats) -> Floats:
    """The scores after every adjustment, in the order in which the weights were adjusted."""
    for adjustment in adjustments:
        scores = adjustment.residuals(scores)
    return scores
