"""Bootstraps of complex samples: resampled units, seeded, so that the same seed gives the same replicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.design import Design
from reports.estimates.replicates import rank_df
from reports.weighting.jackknife import check_single, in_order
from reports.weighting.replication import Replication
from reports.weighting.validity import Floats, Ints

REPLICATES = 200


def subbootstrap(design: Design, replicates: int = REPLICATES, seed: int = 1) -> Replication:
    """Rao and Wu's rescaled bootstrap: n_h − 1 PSUs drawn with replacement (R: ``type="subbootstrap"``).

    Factors are how often a PSU was drawn times n_h/(n_h − 1). Rao, Wu and Yue (1992), Survey Methodology
    18, 209–217. Without finite population correction, on the safe side.
    """
    strata, draw = _start(design, replicates, seed)
    factors = np.ones((len(design.psu_stratum), replicates))
    for units in strata:
        count = len(units)
        if count > 1:
            factors[units] = _draws(draw, count, count - 1, replicates) * (count / (count - 1))
    scale = 1 / (replicates - 1)
    df = min(replicates - 1, len(design.psu_stratum) - len(strata))
    return Replication("subbootstrap", factors, design.psu, scale, np.ones(replicates), False, df, seed)


def bootstrap(design: Design, replicates: int = REPLICATES, seed: int = 1) -> Replication:
    """Canty and Davison's bootstrap: n_h PSUs drawn anew (R: ``type="bootstrap"``).

    With a finite population they are drawn without replacement from the sample repeated to N_h units,
    the first N_h mod n_h of a shuffled sample once more. Canty and Davison (1999), The Statistician 48,
    379–391. The scale corrects for n_h/(n_h − 1) by the harmonic mean of the n_h, as R does.
    """
    strata, draw = _start(design, replicates, seed)
    factors = np.ones((len(design.psu_stratum), replicates))
    for units in strata:
        size = design.population[design.psu_stratum[units[0]]]
        if len(units) > 1 and np.isfinite(size):
            factors[units] = _from_population(draw, len(units), round(size), replicates)
        elif len(units) > 1:
            factors[units] = _draws(draw, len(units), len(units), replicates)
    usual = 1 / float(np.mean([1 / len(units) for units in strata]))
    if usual <= 1:
        raise _too_few(len(design.psu_stratum))
    scale = usual / ((usual - 1) * (replicates - 1))
    df = min(replicates - 1, len(design.psu_stratum) - len(strata))
    return Replication("bootstrap", factors, design.psu, scale, np.ones(replicates), False, df, seed)


@dataclass(frozen=True, eq=False)
class Stage:
    """A stage of selection by row: the units, and how many of them there are where they were drawn from."""

    unit: npt.ArrayLike
    population: npt.ArrayLike


def mrbbootstrap(
    stages: Sequence[Stage],
    stratum: npt.ArrayLike | None = None,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> Replication:
    """Preston's rescaled bootstrap of several stages: half of the units at each (R: ``type="mrbbootstrap"``).

    ``stages`` from the first, columns of length n. Preston (2009), Survey Methodology 35, 227–234. Half
    the units (rounded down) are drawn without replacement from each stratum or unit of the stage before;
    each stage's part is rescaled so that means and variances are right with the corrections of all stages.
    """
    _check_replicates(replicates)
    draw = np.random.default_rng(seed)
    rows = len(np.asarray(stages[0].unit))
    place = np.zeros(rows, dtype=np.int64)
    if stratum is not None:
        _, place = np.unique(np.asarray(stratum), return_inverse=True)
    factors = np.ones((rows, replicates))
    held = np.ones((rows, replicates))
    fraction = np.ones(rows)
    for number, stage in enumerate(stages):
        part = _Halves.of(place, stage, draw, replicates)
        if number == 0 and ((part.spread == 0) & (part.fraction < 1)).any():
            raise _single_first()
        spread = part.spread * np.sqrt(fraction[part.first])
        grown = held * spread[part.of_row][:, None]
        factors += grown * (part.kept[part.of_row] * part.ratio[part.of_row][:, None] - 1)
        held = held * np.sqrt(part.ratio)[part.of_row][:, None] * part.kept[part.of_row]
        fraction = fraction * part.fraction[part.of_row]
        place = part.of_row
    return Replication(
        "mrbbootstrap",
        factors,
        np.arange(rows),
        1.0,
        np.full(replicates, 1 / (replicates - 1)),
        False,
        float(rank_df(factors)),
        seed,
    )


@dataclass(frozen=True, eq=False)
class _Halves:
    """Halves of the units of one stage, U units: which are kept (U, R) and figures of where they are from."""

    of_row: Ints
    first: Ints
    kept: Floats
    ratio: Floats
    spread: Floats
    fraction: Floats

    @classmethod
    def of(cls, above: Ints, stage: Stage, draw: np.random.Generator, replicates: int) -> _Halves:
        """Draw the halves; ``above`` (n,) is the stratum or unit the units of the stage lie in."""
        _, label = np.unique(np.asarray(stage.unit), return_inverse=True)
        key, first, of_row = np.unique(
            above * (int(label.max()) + 1) + label, return_index=True, return_inverse=True
        )
        group = above[first]
        count = np.bincount(group)[group]
        size = np.asarray(stage.population, dtype=np.float64)[first]
        _check_sizes(size, count)
        half = count // 2
        chosen = half > 0
        ratio = np.where(chosen, count / np.maximum(half, 1), 1.0)
        fraction = count / size
        spread = np.where(
            chosen, np.sqrt(half * np.maximum(1 - fraction, 0) / np.maximum(count - half, 1)), 0.0
        )
        kept = np.ones((len(key), replicates))
        for one in np.unique(group[chosen]):
            units = np.flatnonzero(group == one)
            order = np.argsort(draw.random((len(units), replicates)), axis=0)
            kept[units] = order.argsort(axis=0) < len(units) // 2
        return cls(of_row.astype(np.int64), first, kept, ratio, spread, fraction)


def _check_sizes(size: Floats, count: Ints) -> None:
    wrong = ~(size >= count * (1 - 1e-9))
    if wrong.any():
        raise ReportError(
            "design.population",
            "mrbbootstrap",
            Text(
                zh="有{n}个单元所在的层或单位没有总数，或抽取数多于总数。",
                en="{n} units lie in a stratum or unit of unknown size, or of which more were drawn than exist.",
            ).fill(n=int(wrong.sum())),
            Text(
                zh="多阶段自助法需要每一阶段的总数；没有时请改用subbootstrap。",
                en="This bootstrap needs sizes at every stage; without them choose subbootstrap.",
            ),
        )


def _start(design: Design, replicates: int, seed: int) -> tuple[list[Ints], np.random.Generator]:
    _check_replicates(replicates)
    strata = in_order(design)
    check_single(design, strata)
    return strata, np.random.default_rng(seed)


def _check_replicates(replicates: int) -> None:
    if not 2 <= replicates <= 10_000:
        raise ReportError(
            "weighting.replicates",
            "bootstrap",
            Text(zh="重复次数须在2到10000之间。", en="The number of replicates must be from 2 to 10,000."),
            Text(zh="常用200到1000次。", en="200 to 1,000 are usual."),
        )


def _draws(draw: np.random.Generator, units: int, drawn: int, replicates: int) -> Floats:
    """How often each unit was drawn with replacement, (units, replicates)."""
    chances = np.full(units, 1 / units)
    return np.asarray(draw.multinomial(drawn, chances, replicates).T, dtype=np.float64)


def _from_population(draw: np.random.Generator, units: int, size: int, replicates: int) -> Floats:
    """How often each unit was drawn without replacement from the sample repeated to ``size`` units."""
    whole, over = divmod(size, units)
    found = np.empty((units, replicates))
    for replicate in range(replicates):
        copies = np.full(units, whole)
        copies[draw.permutation(units)[:over]] += 1
        found[:, replicate] = draw.multivariate_hypergeometric(copies, units)
    return found


def _single_first() -> ReportError:
    return ReportError(
        "design.single_psu",
        "mrbbootstrap",
        Text(zh="有的层只有一个抽样单元，无法估计方差。", en="A stratum has a single primary sampling unit."),
        Text(zh="请把该层并入相近的层。", en="Merge the stratum with a similar one."),
    )


def _too_few(units: int) -> ReportError:
    return ReportError(
        "weighting.replicates",
        "bootstrap",
        Text(zh="只有{n}个抽样单元，不能做自助法。", en="{n} primary sampling units are too few.").fill(
            n=units
        ),
        Text(zh="请先收回更多单位的答卷。", en="Get answers from more units first."),
    )
