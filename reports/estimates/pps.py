"""Unequal chances with joint inclusion probabilities: Horvitz–Thompson and Yates–Grundy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.adjustments import Floats


@dataclass(frozen=True, eq=False)
class JointInclusion:
    """What is known of the chances that two units are drawn together, P units in order of their position.

    ``check`` (P, P) holds 1 − π_i π_j / π_ij off the diagonal and 1 − π_i on it. ``yates_grundy`` says
    which form of the variance of a total is meant, for designs of fixed size (Särndal, Swensson and
    Wretman 1992, eq. 2.8.8), instead of Horvitz and Thompson's (eq. 2.8.7).
    """

    check: Floats
    yates_grundy: bool = False

    @classmethod
    def known(
        cls, joint: npt.ArrayLike, yates_grundy: bool = False, tolerance: float = 0.0
    ) -> JointInclusion:
        """From the matrix of joint inclusion probabilities π_ij, π_i on its diagonal (R: ``ppsmat``).

        Values of 1 − π_i π_j / π_ij smaller than ``tolerance`` count as 0 (R: 1e-4).
        """
        both = np.asarray(joint, dtype=np.float64)
        if both.ndim != 2 or both.shape[0] != both.shape[1] or not ((both > 0) & (both <= 1)).all():
            raise ReportError(
                "design.joint",
                "joint",
                Text(
                    zh="联合入样概率须是方阵，各值大于0且不超过1。",
                    en="Joint inclusion probabilities must be a square of values above 0 and at most 1.",
                ),
                Text(
                    zh="没有联合入样概率时，请改用近似方法（Brewer、Overton、Hartley–Rao）。",
                    en="Where they are not known, use an approximation: Brewer, Overton or Hartley–Rao.",
                ),
            )
        chances = np.diag(both)
        check = 1.0 - np.outer(chances, chances) / both
        return cls(np.where(np.abs(check) < tolerance, 0.0, check), yates_grundy)

    @classmethod
    def overton(
        cls, chances: npt.ArrayLike, stratum: npt.ArrayLike | None = None, yates_grundy: bool = False
    ) -> JointInclusion:
        """Overton's approximation from π_i (P,) (Stehman and Overton 1989, eq. 1; R ``pps="overton"``)."""
        found = np.asarray(chances, dtype=np.float64)
        middle = np.add.outer(found, found) / 2
        n, same = _together(len(found), stratum)
        check = np.where(same & (middle != 1), 1 - (n - middle) / np.maximum(n - 1, 1), 0.0)
        return cls(_on_diagonal(check, found), yates_grundy)

    @classmethod
    def hartley_rao(
        cls,
        chances: npt.ArrayLike,
        square: float | None = None,
        stratum: npt.ArrayLike | None = None,
        yates_grundy: bool = False,
    ) -> JointInclusion:
        """Hartley and Rao's truncated approximation from π_i (P,) (Hartley and Rao 1962, eq. 5.17; R ``HR``).

        ``square`` is Σ π²/n over the population; without it the mean of π in the sample stands in for it.
        """
        found = np.asarray(chances, dtype=np.float64)
        n, same = _together(len(found), stratum)
        if square is None:
            mean = (same @ found) / same.sum(axis=1)
            square_of = np.broadcast_to(mean[:, None], same.shape)
        else:
            square_of = np.full(same.shape, square)
        sums = np.add.outer(found, found)
        check = np.where(same & (sums != 1), 1 - (n - sums + square_of) / np.maximum(n - 1, 1), 0.0)
        return cls(_on_diagonal(check, found), yates_grundy)

    def spread(self, sums: Floats) -> Floats:
        """Covariance (k, k) of the column sums of weighted totals by unit, (P, k)."""
        if len(sums) != len(self.check):
            raise ReportError(
                "design.joint",
                "joint",
                Text(
                    zh="联合入样概率的行数（{found}）与抽样单元数（{units}）不同。",
                    en="There are joint probabilities of {found} units and {units} units in the sample.",
                ).fill(found=len(self.check), units=len(sums)),
                Text(zh="请按样本中的抽样单元给出。", en="Give those of the units in the sample."),
            )
        found = sums.T @ self.check @ sums
        if self.yates_grundy:
            found = found - (sums * self.check.sum(axis=0)[:, None]).T @ sums
        return np.asarray(found, dtype=np.float64)


def _together(units: int, stratum: npt.ArrayLike | None) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The sample size of each unit's stratum as a column, and which pairs share a stratum."""
    labels = np.zeros(units) if stratum is None else np.asarray(stratum)
    same = labels[:, None] == labels[None, :]
    return same.sum(axis=1).astype(np.float64)[:, None], same


def _on_diagonal(check: Floats, chances: Floats) -> Floats:
    np.fill_diagonal(check, 1.0 - chances)
    return check
