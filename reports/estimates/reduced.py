"""Estimates from sums by stratum, primary sampling unit and cell, without the rows.

A linearised variance needs of the rows only these sums, so that the engine that holds the data makes them
(a GROUP BY over tens of millions of rows, :mod:`reports.estimates.reducing`) and every estimate, margin and
interval is milliseconds. Where every row is its own unit the squares of w·y take the place of the units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.codebook import SinglePsu
from reports.errors import ReportError
from reports.estimates.adjustments import Adjustment, Floats
from reports.estimates.design import Design
from reports.estimates.elements import ElementSums
from reports.estimates.estimate import Estimates
from reports.estimates.estimators import estimates, mean_deff, within_groups
from reports.estimates.intervals import ShareInterval
from reports.estimates.labels import positions
from reports.estimates.stages import Ints, add_up
from reports.estimates.sums import pair_totals

# The share of Σw²y² under which Σw²(y − ȳ)², a difference of such sums, is rounding.
_ROUNDING = 1e-14


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the rows of every (stratum, PSU, cell) that occurs, p parts; rows in no cell have cell -1.

    ``psu`` is None where every row is its own unit. ``rows`` and ``weight`` are the rows and Σw of the
    part; of those with an answer ``n``, Σw, Σwy, Σw² and Σwy², and for elements Σw²y and Σw²y².
    """

    stratum: npt.NDArray[np.generic]
    psu: npt.NDArray[np.generic] | None
    cell: Ints
    rows: Ints
    weight: Floats
    n: Ints
    w: Floats
    wy: Floats
    ww: Floats
    wyy: Floats
    wwy: Floats | None = None
    wwyy: Floats | None = None

    def recoded(self, cell: Ints) -> Sums:
        """The same parts in other cells, (p,): a margin or a merged table needs no second pass."""
        return Sums(**{**self.__dict__, "cell": np.asarray(cell, dtype=np.int64)})


@dataclass(frozen=True, eq=False)
class Reduced:
    """A stratified or clustered design of one stage, known by its sums alone.

    ``population`` gives by stratum the number of PSUs in the population, inf or absent where unknown.
    ``adjustments`` are those of the weights: a calibrated design is refused, for the error of a cell then needs
    the residuals of every row from the known totals, which no sum by cell holds.

    :raises ReportError: ``reduced.cells``, ``reduced.calibrated``.
    """

    sums: Sums
    cells: int
    population: Mapping[object, float]
    single_psu: SinglePsu = "fail"
    adjustments: tuple[Adjustment, ...] = ()

    def __post_init__(self) -> None:
        if self.adjustments:
            raise ReportError(
                "reduced.calibrated",
                "adjustments",
                Text(
                    zh="权数经过校准或事后分层，只凭按格汇总的数算不出误差：每行与已知总数的残差已不在其中。",
                    en="The weights are calibrated or post-stratified: sums by cell do not hold how far each row is from "
                    "the known totals, and without that the errors would be wrong.",
                ),
                Text(
                    zh="请用逐行的估计（reports.estimates 的 means、totals、shares），或改用重复权数。",
                    en="Estimate from the rows (means, totals and shares of reports.estimates), or use replicate weights.",
                ),
            )
        if (self.sums.cell >= self.cells).any():
            raise ReportError(
                "reduced.cells",
                "cells",
                Text(zh="有的格号超出格数。", en="Some cells are beyond the number of cells."),
                Text(zh="请核对分组的编码。", en="Check the codes of the groups."),
            )

    @cached_property
    def design(self) -> Design:
        """The design of the parts as if each were a row: enough for the spread of sums by PSU."""
        sums = self.sums
        return Design.of(sums.weight, sums.stratum, sums.psu, self._sizes(), self.single_psu)

    @cached_property
    def elements(self) -> ElementSums:
        """The design where every row is its own unit."""
        sums = self.sums
        return ElementSums.of(sums.stratum, self.cell, sums.rows, self._sizes(), self.single_psu)

    @cached_property
    def cell(self) -> Ints:
        """The cell of every part, -1 where nobody answered."""
        return np.where(self.sums.n > 0, self.sums.cell, -1)

    @cached_property
    def df(self) -> float:
        """Degrees of freedom: PSUs with a weight less their strata."""
        if self.sums.psu is None:
            return self.elements.df(self.sums.weight)
        return self.design.df

    def totals(self, df: float | None = None) -> Estimates:
        """Weighted totals by cell; as :func:`reports.estimates.totals`."""
        sums = self.sums
        value, n, size = self._sum(sums.wy), self._n, self._size
        variance = self._variance(sums.wy, 0.0)
        variance = np.where(variance < (1e-13 * value) ** 2, 0.0, variance)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(size > 0, value / size, 0.0)
            deff = mean_deff(variance, self._spread(mean), n, size) / size**2
        return self._estimates(value, variance, deff, df)

    def means(self, df: float | None = None, proportion: ShareInterval | bool = False) -> Estimates:
        """Weighted means by cell; as :func:`reports.estimates.means`."""
        sums, size = self.sums, self._size
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(size > 0, self._sum(sums.wy) / size, np.nan)
            inside = self.cell >= 0
            mean = np.where(inside, value[self.cell], 0.0)
            base = np.where(inside, size[self.cell], 1.0)
            variance = self._variance((sums.wy - mean * sums.w) / base, mean, base)
            variance = np.where(np.isnan(value), np.nan, variance)
        deff = mean_deff(variance, self._spread(value), self._n, size)
        return self._estimates(value, variance, deff, df, proportion)

    def shares(
        self,
        group_of: npt.ArrayLike | None = None,
        df: float | None = None,
        interval: ShareInterval = "logit",
    ) -> Estimates:
        """The share of every cell in the weight of its group of cells; as :func:`reports.estimates.shares`.

        ``group_of`` (cells,) is the group of each cell; without it the base is all cells together.
        """
        of = (
            np.zeros(self.cells, dtype=np.int64) if group_of is None else np.asarray(group_of, dtype=np.int64)
        )
        groups = int(of.max(initial=0)) + 1
        sums = self.sums
        base = np.where(self.cell >= 0, of[self.cell], -1)
        n, size = add_up(of, self._n.astype(np.float64), groups), add_up(of, self._size, groups)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(size[of] > 0, self._size / size[of], np.nan)
            if sums.psu is None:
                spread = self.elements.within(sums.w, sums.ww, base, of, value)
            else:
                spread = within_groups(self.design, sums.w, self.cell, base, of, value)
            variance = np.where(
                self._n == n[of], np.where(np.isnan(value), np.nan, 0.0), spread / size[of] ** 2
            )
            deff = mean_deff(variance, size[of] * value * (1 - value), n[of].astype(np.int64), size[of])
        return self._estimates(value, variance, deff, df, interval, n[of].astype(np.int64))

    def kish(self) -> Floats:
        """What unequal weights cost by cell: n·Σw²/(Σw)² (Kish 1965, sec. 11.7), NaN without answers."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self._size > 0, self._n * self._sum(self.sums.ww) / self._size**2, np.nan)

    @cached_property
    def _n(self) -> Ints:
        return self._sum(self.sums.n.astype(np.float64)).astype(np.int64)

    @cached_property
    def _size(self) -> Floats:
        return self._sum(self.sums.w)

    def _sum(self, values: Floats) -> Floats:
        inside = self.cell >= 0
        return add_up(self.cell[inside], values[inside], self.cells)

    def _spread(self, mean: Floats) -> Floats:
        """Σ w(y − ȳ)² by cell, from the sums; never below 0, where rounding would put it."""
        found = self._sum(self.sums.wyy) - 2 * mean * self._sum(self.sums.wy) + mean**2 * self._size
        return np.maximum(found, 0.0)

    def _variance(self, linear: Floats, mean: Floats | float, base: Floats | float = 1.0) -> Floats:
        """The variance by cell of w(y − mean)/base, whose sums by part are ``linear``."""
        sums = self.sums
        if sums.psu is not None:
            return pair_totals(self.design.stages[0], linear, self.cell, self.cells).variance()
        if sums.wwy is None or sums.wwyy is None:
            raise ReportError(
                "reduced.squares",
                "sums",
                Text(
                    zh="每行自成抽样单元时，还需要Σw²y和Σw²y²。",
                    en="Where every row is its own unit, Σw²y and Σw²y² are needed too.",
                ),
                Text(zh="请重新汇总。", en="Reduce the rows again."),
            )
        square = sums.wwyy - 2 * mean * sums.wwy + mean**2 * sums.ww
        # Of equal answers rounding alone is left, and its root would be a standard error.
        square = np.where(square > _ROUNDING * sums.wwyy, square, 0.0) / np.square(base)
        return self.elements.variance(linear, square, self.cells)

    def _sizes(self) -> Floats:
        labels, place = positions(self.sums.stratum, "stratum")
        sizes = [self.population.get(label, np.inf) for label in labels.tolist()]
        return np.array(sizes, dtype=np.float64)[place]

    def _estimates(
        self,
        value: Floats,
        variance: Floats,
        deff: Floats,
        df: float | None,
        proportion: ShareInterval | bool = False,
        base_n: Ints | None = None,
    ) -> Estimates:
        freedom = self.df if df is None else df
        return estimates(freedom, value, variance, deff, self._n, self._size, proportion, base_n)
