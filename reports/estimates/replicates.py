"""Designs whose error is worked out from replicate weights: jackknife, balanced half samples, bootstrap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.adjustments import Floats
from reports.estimates.stages import Bools, Ints


@dataclass(frozen=True, eq=False)
class ReplicateDesign:
    """Weights (n,) with R replicates of them, n rows (R: ``svrepdesign(combined.weights=TRUE)``).

    ``replicates`` (n, R) are whole weights, every adjustment carried through. The covariance of an
    estimate θ is ``scale`` · Σ_r ``rscales``[r] · (θ_r − c)(θ_r − c)', with c the estimate itself under
    ``mse``, else the mean of the θ_r whose rscale is positive (Wolter 2007, ch. 3–5). ``df`` are the
    degrees of freedom of intervals.
    """

    weights: Floats
    replicates: Floats
    scale: float
    rscales: Floats
    mse: bool
    df: float

    def __post_init__(self) -> None:
        shape = np.shape(self.replicates)
        if len(shape) != 2 or shape[0] != len(self.weights) or shape[1] != len(self.rscales):
            raise ReportError(
                "design.replicates",
                "replicates",
                Text(
                    zh="重复权数的行数、列数与权数、各次系数的个数不符。",
                    en="The replicate weights do not have a row per weight and a column per coefficient.",
                ),
                Text(
                    zh="请给出每一行的全部重复权数及各次的系数。",
                    en="Give all replicates of every row and a coefficient for each.",
                ),
            )

    def __len__(self) -> int:
        return len(self.weights)

    def df_of(self, rows: Bools) -> float:
        """Degrees of freedom of a part of the sample: rank of its weights less 1 (R: ``degf(subset(…))``)."""
        return float(rank_df(self.replicates[rows]))

    def sums(self, scores: npt.ArrayLike) -> Floats:
        """Column sums of ``scores`` (n, k), already multiplied by the weights, by replicate, (R, k)."""
        table = np.asarray(scores, dtype=np.float64)
        held = self.weights != 0
        ratio = self.replicates[held] / self.weights[held][:, None]
        return np.asarray(ratio.T @ table[held], dtype=np.float64)

    def totals(self, values: Floats, cell: Ints, cells: int) -> Floats:
        """Σ w_r·y by replicate and cell, (R, cells); rows with a negative cell are in none."""
        rows = np.flatnonzero(cell >= 0)
        place, kept = cell[rows], values[rows]
        found = [np.bincount(place, column[rows] * kept, cells) for column in self.replicates.T]
        return np.array(found, dtype=np.float64).reshape(len(self.rscales), cells)

    def spread(self, found: Floats, whole: Floats) -> Floats:
        """Covariance (k, k) of an estimate ``whole`` (k,) from its values by replicate, (R, k)."""
        apart = self._apart(found, whole)
        return np.asarray(self.scale * (apart * self.rscales[:, None]).T @ apart, dtype=np.float64)

    def variances(self, found: Floats, whole: Floats) -> Floats:
        """The diagonal of :meth:`spread`, (k,)."""
        squares = self._apart(found, whole) ** 2
        return np.asarray(self.scale * (squares * self.rscales[:, None]).sum(axis=0), dtype=np.float64)

    def _apart(self, found: Floats, whole: Floats) -> Floats:
        return found - (whole if self.mse else found[self.rscales > 0].mean(axis=0))


def rank_df(replicates: npt.ArrayLike) -> int:
    """Rank of the replicate weights less 1, the degrees of freedom R takes (``degf``, tolerance 1e-5)."""
    table = np.asarray(replicates, dtype=np.float64)
    if not table.size:
        return 0
    length = np.sqrt((table**2).sum(axis=0))
    table = table[:, length > 0] / length[length > 0]
    return int(np.linalg.matrix_rank(table, tol=1e-5)) - 1
