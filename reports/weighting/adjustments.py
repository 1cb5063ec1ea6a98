"""What post-stratification, raking and calibration do to linearised variables, equal to R ``svyrecvar``.

An estimate that uses known totals varies only as far as these do not explain it: the scores are replaced
by residuals (Deville and Särndal 1992, JASA 87, eq. 3.4). The three residuals are those of R ``survey``,
which differ in the weights of the regression.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.linalg

from reports.weighting.validity import Floats, Ints

RAKING_SWEEPS = 10  # R survey sweeps the margins ten times, whatever is left


@dataclass(frozen=True, eq=False)
class PostStratified:
    """Residuals from the means of the classes, weighted by the weights before (R: ``postStratify``).

    ``codes`` (n,) are classes, ``before`` and ``after`` (n,) the weights; a row of weight zero after
    keeps its score, which is zero.
    """

    codes: Ints
    before: Floats
    after: Floats

    def residuals(self, scores: Floats) -> Floats:
        """Scores (n, k), already multiplied by the weights, less after · the class mean of scores/after."""
        safe = np.where(self.after == 0, 1.0, self.after)
        share = self.before / safe
        count = int(self.codes.max()) + 1
        base = np.bincount(self.codes, self.before, count)
        base[base == 0] = 1.0
        found = np.empty_like(scores)
        for column in range(scores.shape[1]):
            mean = np.bincount(self.codes, scores[:, column] * share, count) / base
            found[:, column] = scores[:, column] - mean[self.codes] * self.after
        return found


@dataclass(frozen=True, eq=False)
class Raked:
    """Residuals from the unweighted means of each margin's classes, ten sweeps (R: ``rake``).

    ``margins`` are the classes (n,) of each margin, ``weights`` (n,) the raked weights.
    """

    margins: tuple[Ints, ...]
    weights: Floats

    def residuals(self, scores: Floats) -> Floats:
        """Scores (n, k), already multiplied by the weights, less what the margins explain.

        Within a joint cell of the margins all rows lose the same, so the sweeps work on cells.
        """
        cells, cell_margins, count = self._cells
        safe = np.where(self.weights == 0, 1.0, self.weights)
        found = np.empty_like(scores)
        for column in range(scores.shape[1]):
            sums = np.bincount(cells, scores[:, column] / safe, len(count))
            taken = np.zeros(len(count))
            for _ in range(RAKING_SWEEPS):
                for codes, sizes in cell_margins:
                    mean = np.bincount(codes, sums - taken * count, len(sizes)) / sizes
                    taken += mean[codes]
            found[:, column] = scores[:, column] - taken[cells] * self.weights
        return found

    @cached_property
    def _cells(self) -> tuple[Ints, list[tuple[Ints, Floats]], Floats]:
        cells, firsts = joint_cells(self.margins)
        count = np.bincount(cells, minlength=len(firsts)).astype(np.float64)
        margins = []
        for codes in self.margins:
            of_cell = codes[firsts]
            sizes = np.bincount(of_cell, count)
            margins.append((of_cell, np.where(sizes == 0, 1.0, sizes)))
        return cells, margins, count


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Residuals from the regression on the calibration variables under the design weights (R: ``calibrate``).

    ``matrix`` (C, k) are the variables by cell, of full rank; ``cell`` (n,) the cell of every row, None where
    each is its own; ``before`` (n,) the weights d, ``after`` (n,) the weights g·d: the coefficients come from
    d, the residual is multiplied by g·d.
    """

    matrix: Floats
    cell: Ints | None
    before: Floats
    after: Floats

    def residuals(self, scores: Floats) -> Floats:
        """Scores (n, k), already multiplied by the weights, less g·d · x'B."""
        shrunk = (
            scores
            * np.divide(self.before, self.after, out=np.zeros_like(self.after), where=self.after != 0)[
                :, None
            ]
        )
        basis, root = self._basis
        fitted = basis @ (basis.T @ (self._sums(shrunk) / root[:, None])) / root[:, None]
        return np.asarray(scores - (fitted if self.cell is None else fitted[self.cell]) * self.after[:, None])

    def _sums(self, table: Floats) -> Floats:
        """Columns (n, k) added up by cell, (C, k)."""
        if self.cell is None:
            return table
        return np.stack([np.bincount(self.cell, column, len(self.matrix)) for column in table.T], axis=1)

    @cached_property
    def _basis(self) -> tuple[Floats, Floats]:
        """An orthonormal basis of √d·X, shape (C, rank), and √d by cell, (C,)."""
        root = np.sqrt(self._sums(self.before[:, None])[:, 0])
        basis, upper, _ = scipy.linalg.qr(self.matrix * root[:, None], mode="economic", pivoting=True)
        size = np.abs(np.diag(upper))
        return np.asarray(basis[:, size > size[:1] * 1e-10], dtype=np.float64), root


def joint_cells(margins: tuple[Ints, ...]) -> tuple[Ints, Ints]:
    """The occupied joint cell of every row (n,), and the first row of each cell (C,).

    Codes must not be negative. Where the crossing has few cells they are numbered by counting, else by
    sorting.
    """
    rows = len(margins[0])
    sizes = [int(codes.max(initial=0)) + 1 for codes in margins]
    place, crossed = margins[0], sizes[0]
    for codes, size in zip(margins[1:], sizes[1:], strict=True):
        if crossed * size > max(4 * rows, 1_000_000):
            _, place = np.unique(place, return_inverse=True)
            crossed = int(place.max(initial=0)) + 1
        place = place * size + codes
        crossed *= size
    if crossed > max(4 * rows, 1_000_000):
        _, firsts, cells = np.unique(place, return_index=True, return_inverse=True)
        return cells.astype(np.int64), firsts.astype(np.int64)
    first = np.full(crossed, -1, dtype=np.int64)
    first[place[::-1]] = np.arange(rows - 1, -1, -1)
    used = first >= 0
    number = np.cumsum(used) - 1
    return number[place].astype(np.int64), first[used]
