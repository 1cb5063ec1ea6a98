"""The sample design as estimation sees it: weights, stages of selection, calibrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from reports.codebook import SinglePsu
from reports.estimates.adjustments import Adjustment, Floats
from reports.estimates.labels import positions
from reports.estimates.pps import JointInclusion
from reports.estimates.soundness import (
    check_inclusion,
    check_length,
    check_population,
    check_stage,
    check_weights,
)
from reports.estimates.stages import Bools, Ints, Stage, distinct

__all__ = ["Design", "Floats", "Further", "Ints"]

# A later stage: labels of its units by row, and how many there are in the unit above, or None.
Further = tuple[npt.ArrayLike | None, npt.ArrayLike | None]


@dataclass(frozen=True, eq=False)
class Design:
    """A design of n rows: stratified, of elements, clusters or several stages, with equal or unequal chances.

    ``weights`` (n,); ``stages`` from the first on; without a finite population correction at the first
    stage the later ones add nothing and are left out (Särndal, Swensson and Wretman 1992, sec. 4.6).
    ``single_psu`` says what a stratum with one unit does, as ``options(survey.lonely.psu)`` of R: ``fail``
    refuses, ``remove`` and ``certainty`` add no variance, ``adjust`` centres it at the mean of the whole
    sample, ``average`` lends it the mean variance of the other strata. ``withhold``, which R has not,
    gives values without standard errors and intervals. ``single_in_domains`` treats strata of which a
    domain holds one unit alike (R: ``options(survey.adjust.domain.lonely=TRUE)``). ``joint`` replaces the
    sums of squares where joint inclusion probabilities are known. ``adjustments`` are the calibrations
    the weights went through.
    """

    weights: Floats
    stages: tuple[Stage, ...]
    single_psu: SinglePsu
    single_in_domains: bool = False
    joint: JointInclusion | None = None
    adjustments: tuple[Adjustment, ...] = ()

    @classmethod
    def of(
        cls,
        weights: npt.ArrayLike,
        stratum: npt.ArrayLike | None = None,
        psu: npt.ArrayLike | None = None,
        population: npt.ArrayLike | None = None,
        single_psu: SinglePsu = "fail",
        *,
        further: Sequence[Further] = (),
        inclusion: npt.ArrayLike | None = None,
        joint: JointInclusion | None = None,
        single_in_domains: bool = False,
    ) -> Design:
        """Set a design up from columns of length n.

        ``stratum`` and ``psu`` are any labels; PSU labels may repeat in other strata (nested, R
        ``nest=TRUE``). Without ``psu`` every row is its own. ``population`` gives, row by row, the
        number of PSUs in the stratum in the population, NaN or inf where unknown. ``further`` are the
        later stages, each with the labels of its units, None for the rows themselves, and how many there
        are in the unit above. ``inclusion`` are the inclusion probabilities of the PSUs, row by row, of a
        draw with unequal chances (R: ``pps="brewer"``); with ``joint`` the joint ones are used instead.

        :raises ReportError: for weights that are missing or negative, a stratum with more units in the
            sample than in the population or with sizes that differ, and a single PSU under ``fail``.
        """
        weight = np.asarray(weights, dtype=np.float64)
        check_weights(weight)
        first = _first(len(weight), stratum, psu, population, single_psu, inclusion)
        stages = [first]
        if first.inclusion is not None or np.isfinite(first.population).any():
            for labels, size in further:
                stages.append(_next(stages[-1], labels, size))
        for number, stage in enumerate(stages, start=1):
            check_stage(stage, number)
        return cls(weight, tuple(stages), single_psu, single_in_domains, joint)

    def __len__(self) -> int:
        return len(self.weights)

    def adjusted(self, weights: npt.ArrayLike, adjustment: Adjustment) -> Design:
        """The same design after one more calibration of its weights (R: ``calibrate(design, …)``)."""
        new = np.asarray(weights, dtype=np.float64)
        return replace(self, weights=new, adjustments=(*self.adjustments, adjustment))

    @property
    def plain(self) -> bool:
        """Whether variances follow from sums by unit and cell alone."""
        return not self.adjustments and self.joint is None

    @property
    def elements(self) -> bool:
        """Whether every row is its own primary sampling unit."""
        return self.stages[0].elements

    @property
    def psu(self) -> Ints:
        """Positions of the primary sampling units (PSUs), (n,)."""
        return self.stages[0].unit

    @property
    def psu_stratum(self) -> Ints:
        """Positions of the strata of the PSUs, (P,)."""
        return self.stages[0].stratum

    @property
    def population(self) -> Floats:
        """PSUs in the population by stratum, (H,), inf without a finite population correction."""
        return self.stages[0].population

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the strata, (H,)."""
        return self.stages[0].names

    @property
    def single(self) -> Bools:
        """Strata with one PSU that is not the whole stratum, (H,)."""
        return self.stages[0].single

    @cached_property
    def df(self) -> float:
        """Degrees of freedom: PSUs less strata, those with a positive weight (R: ``degf``)."""
        return self.df_of(np.ones(len(self), dtype=bool))

    def df_of(self, rows: Bools) -> float:
        """Degrees of freedom of a part of the sample (R: ``degf(subset(design, …))``)."""
        present = self.stages[0].present(rows & (self.weights != 0))
        return float(present.sum() - (present > 0).sum())


def _first(
    count: int,
    stratum: npt.ArrayLike | None,
    psu: npt.ArrayLike | None,
    population: npt.ArrayLike | None,
    single_psu: SinglePsu,
    inclusion: npt.ArrayLike | None,
) -> Stage:
    if stratum is None:
        labels, strata = np.array([""]), np.zeros(count, dtype=np.int64)
    else:
        labels, strata = positions(check_length(stratum, count, "stratum"), "stratum")
    names = tuple(str(label) for label in labels)
    unit, unit_stratum = _nested(strata, psu, count)
    chances = None
    if inclusion is not None:
        chances = np.zeros(len(unit_stratum))
        chances[unit] = check_inclusion(check_length(inclusion, count, "inclusion"))
    return Stage(
        unit=unit,
        stratum=unit_stratum,
        population=_sizes(population, strata, names),
        share=np.ones(len(names)),
        names=names,
        single_psu=single_psu,
        elements=psu is None,
        inclusion=chances,
    )


def _next(above: Stage, labels: npt.ArrayLike | None, population: npt.ArrayLike | None) -> Stage:
    """The stage inside the units of the one above: each of them is a stratum (R: ``multistage``)."""
    unit, unit_stratum = _nested(above.unit, labels, len(above.unit))
    names = tuple(above.names[place] for place in above.stratum)
    fraction = above.fraction[above.stratum] if above.inclusion is None else above.inclusion
    return Stage(
        unit=unit,
        stratum=unit_stratum,
        population=_sizes(population, above.unit, names),
        share=above.share[above.stratum] * fraction,
        names=names,
        single_psu=above.single_psu,
        elements=labels is None,
    )


def _nested(strata: Ints, labels: npt.ArrayLike | None, count: int) -> tuple[Ints, Ints]:
    """The unit of each row (n,) and the stratum of each unit (U,), labels counting inside their stratum."""
    if labels is None:
        return np.arange(count), strata
    found, label = positions(check_length(labels, count, "psu"), "psu")
    size = int(strata.max(initial=-1) + 1) * len(found)
    key, unit = distinct(strata * len(found) + label, size)
    return unit, key // max(len(found), 1)


def _sizes(population: npt.ArrayLike | None, strata: Ints, names: tuple[str, ...]) -> Floats:
    """The population of every stratum, given row by row; inf where it is unknown."""
    if population is None:
        return np.full(len(names), np.inf)
    given = check_length(population, len(strata), "population").astype(np.float64)
    return check_population(np.where(np.isnan(given), np.inf, given), strata, names)
