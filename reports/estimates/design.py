"""The sample design as estimation sees it: weights, strata, primary sampling units, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.codebook import SinglePsu
from reports.errors import ReportError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Below this sampling-complement a stratum was taken in full and adds no variance (R survey: 1e-7).
_CENSUS = 1e-7


@dataclass(frozen=True, eq=False)
class Design:
    """A stratified design, of elements or of primary sampling units (PSUs), n rows, H strata, P PSUs.

    ``weights`` (n,); ``psu`` (n,) positions of PSUs; ``psu_stratum`` (P,) positions of strata;
    ``population`` (H,) number of PSUs in the population (persons where every row is its own PSU), inf
    without a finite population correction; ``single_psu`` says what a stratum with one PSU does, as
    ``options(survey.lonely.psu)`` of R: ``fail`` refuses, ``remove`` and ``certainty`` add no variance,
    ``adjust`` centres it at the mean of the whole sample, ``average`` lends it the mean variance of the
    other strata. ``withhold``, which R has not, gives values without standard errors and intervals.
    """

    weights: Floats
    psu: Ints
    psu_stratum: Ints
    population: Floats
    single_psu: SinglePsu
    names: tuple[str, ...]
    elements: bool

    @classmethod
    def of(
        cls,
        weights: npt.ArrayLike,
        stratum: npt.ArrayLike | None = None,
        psu: npt.ArrayLike | None = None,
        population: npt.ArrayLike | None = None,
        single_psu: SinglePsu = "fail",
    ) -> Design:
        """Set a design up from columns of length n.

        ``stratum`` and ``psu`` are any labels; PSU labels may repeat in other strata (nested, R
        ``nest=TRUE``). Without ``psu`` every row is its own. ``population`` gives, row by row, the
        number of PSUs in the stratum in the population, NaN or inf where unknown. A stratum with more
        PSUs in the sample than in the population is refused, and so is a single PSU under ``fail``.
        """
        weight = np.asarray(weights, dtype=np.float64)
        count = len(weight)
        if stratum is None:
            names, strata = np.array([""]), np.zeros(count, dtype=np.int64)
        else:
            names, strata = np.unique(np.asarray(stratum), return_inverse=True)
        if psu is None:
            units, unit_stratum = np.arange(count), strata
        else:
            labels, label = np.unique(np.asarray(psu), return_inverse=True)
            key, units = np.unique(strata * len(labels) + label, return_inverse=True)
            unit_stratum = key // len(labels)
        size = np.full(len(names), np.inf)
        if population is not None:
            given = np.asarray(population, dtype=np.float64)
            size[strata] = np.where(np.isnan(given), np.inf, given)
        design = cls(
            weights=weight,
            psu=np.asarray(units, dtype=np.int64),
            psu_stratum=np.asarray(unit_stratum, dtype=np.int64),
            population=size,
            single_psu=single_psu,
            names=tuple(str(name) for name in names),
            elements=psu is None,
        )
        design._check()
        return design

    def _check(self) -> None:
        over = np.flatnonzero(self.psu_counts > self.population * (1 + 1e-9))
        if len(over):
            raise ReportError(
                "design.population",
                self.names[over[0]],
                Text(
                    zh="该层的样本（{n}）多于总体（{size}）。",
                    en="The sample of the stratum ({n}) exceeds its population ({size}).",
                ).fill(n=int(self.psu_counts[over[0]]), size=float(self.population[over[0]])),
                Text(zh="请核对该层的总体人数。", en="Check the population count of the stratum."),
            )
        if self.single_psu == "fail" and self.single.any():
            raise ReportError(
                "design.single_psu",
                ", ".join(self.names[index] for index in np.flatnonzero(self.single)),
                Text(
                    zh="该层只有一个抽样单元，无法估计方差。",
                    en="The stratum has a single primary sampling unit.",
                ),
                Text(
                    zh="请合并该层，或选定处理办法（remove、adjust、average、certainty）。",
                    en="Merge the stratum, or name a treatment: remove, adjust, average or certainty.",
                ),
            )

    def __len__(self) -> int:
        return len(self.weights)

    @cached_property
    def psu_counts(self) -> Ints:
        """PSUs in the sample by stratum, n_h, shape (H,)."""
        return np.bincount(self.psu_stratum, minlength=len(self.names)).astype(np.int64)

    @cached_property
    def correction(self) -> Floats:
        """1 − n_h/N_h by stratum, shape (H,)."""
        fraction = self.psu_counts / self.population
        return np.maximum(1 - fraction, 0.0)

    @cached_property
    def single(self) -> npt.NDArray[np.bool_]:
        """Strata with one PSU that is not the whole stratum, shape (H,)."""
        return np.asarray((self.psu_counts == 1) & (self.correction > _CENSUS))

    @cached_property
    def factor(self) -> Floats:
        """(1 − n_h/N_h) n_h/(n_h − 1), what a stratum's sum of squares is multiplied by, shape (H,)."""
        counts = self.psu_counts
        factor = np.where(counts > 1, self.correction * counts / np.maximum(counts - 1, 1), 0.0)
        if self.single_psu == "adjust":
            factor = np.where(self.single, self.correction, factor)
        return np.where(self.correction > _CENSUS, factor, 0.0)

    @cached_property
    def centred(self) -> npt.NDArray[np.bool_]:
        """Strata whose PSU totals are measured from their own mean, shape (H,)."""
        if self.single_psu == "adjust":
            return ~self.single
        return np.ones(len(self.names), dtype=bool)

    @cached_property
    def df(self) -> float:
        """Degrees of freedom: PSUs less strata, those with a positive weight (R: ``degf``)."""
        return self.df_of(np.ones(len(self), dtype=bool))

    def df_of(self, rows: npt.NDArray[np.bool_]) -> float:
        """Degrees of freedom of a part of the sample (R: ``degf(subset(design, …))``)."""
        units = np.unique(self.psu[rows & (self.weights > 0)])
        return float(len(units) - len(np.unique(self.psu_stratum[units])))
