"""Weighted two-way tables, the ground of tests of independence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.covariance import covariance
from reports.estimates.estimate import Floats
from reports.estimates.replicates import ReplicateDesign
from reports.tests.result import AnyDesign, require_carried

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MOST_CELLS = 2500
# Rows times cells: what is held in memory at a time, 800 MB.
MOST_NUMBERS = 100_000_000


@dataclass(frozen=True, eq=False)
class CrossTable:
    """Two classifications crossed: r rows and c columns that occur, n answers that have both.

    ``weighted`` and ``counts`` (r, c); ``cell`` (rows of the design,) is row·c + column, -1 for those
    outside; ``levels`` the positions of the rows and columns in the codes that were given; ``asked`` the
    rows of the domain, those without an answer included.
    """

    design: AnyDesign
    cell: Ints
    counts: Ints
    weighted: Floats
    levels: tuple[Ints, Ints]
    asked: int

    @property
    def n(self) -> int:
        """Answers in the table."""
        return int(self.counts.sum())

    @property
    def shares(self) -> Floats:
        """Shares of the whole table, (r, c)."""
        return np.asarray(self.weighted / self.weighted.sum(), dtype=np.float64)

    @property
    def expected(self) -> Floats:
        """Counts to be expected under independence, with the weighted margins scaled to n, (r, c)."""
        part = self.shares
        return np.asarray(
            self.n * part.sum(axis=1, keepdims=True) * part.sum(axis=0, keepdims=True), dtype=np.float64
        )

    @property
    def pearson(self) -> float:
        """Pearson's X² of the weighted table scaled to all rows of the domain (Rao and Scott 1981, JASA 76, 221–230).

        R scales it so too, to those who did not answer as well; what X² is compared with takes the same
        number, so that no p depends on it.
        """
        part = self.shares
        apart = part.sum(axis=1, keepdims=True) * part.sum(axis=0, keepdims=True)
        return self.asked * float(((part - apart) ** 2 / apart).sum())

    def scaled(self, total: float) -> Floats:
        """Weighted counts that add up to ``total`` (R: ``svytable(Ntotal=)``)."""
        return self.shares * total

    def indicators(self) -> Floats:
        """Weight of every answer in the column of its cell, shape (rows of the design, r·c)."""
        found = np.zeros((len(self.design), self.counts.size))
        held = np.flatnonzero(self.cell >= 0)
        found[held, self.cell[held]] = self.design.weights[held]
        return found

    def share_covariance(self) -> Floats:
        """Covariance (r·c, r·c) of the shares (R: ``vcov(svymean(~interaction(row, column), design))``)."""
        marks, held = self.indicators(), self.cell >= 0
        flat, total = self.shares.ravel(), float(self.weighted.sum())
        if isinstance(self.design, ReplicateDesign):
            sums = self.design.sums(marks)
            whole = sums.sum(axis=1, keepdims=True)
            require_carried(whole)
            return self.design.spread(sums / whole, flat)
        linear = marks - np.where(held, self.design.weights, 0.0)[:, None] * flat
        return covariance(self.design, linear / total, held)

    def departure(self) -> tuple[Floats, Floats]:
        """Weighted counts less those of independence, (r·c,), and their covariance."""
        marks, held = self.indicators(), self.cell >= 0
        size, weights = float(self.weighted.sum()), np.where(held, self.design.weights, 0.0)
        down, across = self.weighted.sum(axis=1), self.weighted.sum(axis=0)
        product = np.multiply.outer(down, across) / size
        shape = (len(self.design), *self.counts.shape)
        cells = marks.reshape(shape)
        linear = (
            cells
            - cells.sum(axis=2)[:, :, None] * (across / size)[None, None, :]
            - cells.sum(axis=1)[:, None, :] * (down / size)[None, :, None]
            + weights[:, None, None] * (product / size)[None, :, :]
        )
        return (self.weighted - product).ravel(), covariance(
            self.design, linear.reshape(len(self.design), -1), held
        )


def cross_table(
    design: AnyDesign,
    row: npt.ArrayLike,
    column: npt.ArrayLike,
    rows: Bools | None = None,
    place: str = "table",
) -> CrossTable:
    """Cross two classifications (R: ``svytable(~row + column, design)``).

    ``row`` and ``column`` (n,) are positions, negative where missing: such answers are in no cell. ``rows``
    says who is in the domain. Levels that carry no weight are dropped, as R drops unused levels. Refused:
    a table with fewer than two rows or columns, and one of more than 2 500 cells (of 100 with a million rows).
    """
    first, second = np.asarray(row, dtype=np.int64), np.asarray(column, dtype=np.int64)
    held = (first >= 0) & (second >= 0)
    if rows is not None:
        held = held & rows
    carried = held & (design.weights > 0)
    levels = (np.unique(first[carried]), np.unique(second[carried]))
    shape = (len(levels[0]), len(levels[1]))
    _require_levels(shape, len(design), place)
    held = held & np.isin(first, levels[0]) & np.isin(second, levels[1])
    cell = np.full(len(design), -1, dtype=np.int64)
    cell[held] = np.searchsorted(levels[0], first[held]) * shape[1] + np.searchsorted(levels[1], second[held])
    size = shape[0] * shape[1]
    counts = np.bincount(cell[held], minlength=size).reshape(shape).astype(np.int64)
    weighted = np.bincount(cell[held], design.weights[held], size).reshape(shape)
    asked = len(design) if rows is None else int(rows.sum())
    return CrossTable(design, cell, counts, np.asarray(weighted, dtype=np.float64), levels, asked)


def _require_levels(shape: tuple[int, int], rows: int, place: str) -> None:
    if min(shape) < 2:
        raise ReportError(
            "tests.levels",
            place,
            Text(
                zh="交叉表有一个变量只出现一个类别（{rows}行 {columns}列），没有可检验的差异。",
                en="One of the variables has a single category ({rows} rows, {columns} columns): "
                "there is no difference to test.",
            ).fill(rows=shape[0], columns=shape[1]),
            Text(
                zh="请选择至少有两个类别有答卷的变量。", en="Choose variables with answers in two categories."
            ),
        )
    most = min(MOST_CELLS, MOST_NUMBERS // max(rows, 1))
    if shape[0] * shape[1] > most:
        raise ReportError(
            "tests.cells",
            place,
            Text(
                zh="交叉表有 {cells} 个单元格，太多，检验没有意义。",
                en="The table has {cells} cells, too many for a test to mean anything.",
            ).fill(cells=shape[0] * shape[1]),
            Text(
                zh="请先把类别归并到 {most} 个单元格以内。",
                en="Group the categories to at most {most} cells.",
            ).fill(most=most),
        )
