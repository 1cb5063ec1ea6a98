"""What a design cannot be set up with, said to the person who can mend it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.codebook import SinglePsu
from reports.errors import ReportError
from reports.estimates.adjustments import Floats
from reports.estimates.stages import Bools, Ints, Stage


def check_length(column: npt.ArrayLike, count: int, place: str) -> npt.NDArray[np.generic]:
    """The column as an array; refused unless it has one value per row."""
    found = np.asarray(column)
    if found.shape != (count,):
        raise ReportError(
            "design.length",
            place,
            Text(
                zh="这一列的长度（{found}）与权数的行数（{count}）不同。",
                en="The column is of another length ({found}) than the weights ({count}).",
            ).fill(found=len(found) if found.ndim else 0, count=count),
            Text(zh="请给每一行一个值。", en="Give one value for every row."),
        )
    return found


def check_weights(weights: Floats) -> None:
    """Refuse weights that are missing, infinite or negative, and weights that are all 0."""
    bad = ~np.isfinite(weights) | (weights < 0)
    if bad.any():
        raise ReportError(
            "design.weights",
            "weights",
            Text(
                zh="有{count}个权数缺失、无穷或为负（第一个在第{row}行）。",
                en="{count} weights are missing, infinite or negative (the first in row {row}).",
            ).fill(count=int(bad.sum()), row=int(np.flatnonzero(bad)[0]) + 1),
            Text(
                zh="请补上这些权数；负权数请改用有界校准；不进入估计的答卷请删除或给权数0。",
                en="Fill them in; against negative weights calibrate within bounds; leave out answers that "
                "should not count, or give them the weight 0.",
            ),
        )
    if len(weights) and not weights.any():
        raise ReportError(
            "design.no_weight",
            "weights",
            Text(zh="所有权数都是0。", en="All weights are 0."),
            Text(zh="请核对权数列。", en="Check the column of weights."),
        )


def check_values(values: npt.NDArray[np.generic]) -> None:
    """Refuse infinite values, which have no mean and no total; missing ones (NaN) pass."""
    bad = np.isinf(np.asarray(values, dtype=np.float64))
    if bad.any():
        raise ReportError(
            "estimates.infinite",
            "values",
            Text(
                zh="有{count}个值是无穷大（第一个在第{row}行），算不出均值、合计和分位数。",
                en="{count} values are infinite (the first in row {row}): they have no mean, total or quantile.",
            ).fill(count=int(bad.sum()), row=int(np.argwhere(bad)[0][0]) + 1),
            Text(
                zh="请改成真实的数，或改成缺失后再算。",
                en="Put the true numbers in, or make them missing, and estimate again.",
            ),
        )


def check_inclusion(chances: npt.NDArray[np.generic]) -> Floats:
    """The probabilities as floats; refused unless all are above 0 and at most 1."""
    found = chances.astype(np.float64)
    if not ((found > 0) & (found <= 1)).all():
        raise ReportError(
            "design.inclusion",
            "inclusion",
            Text(
                zh="有的入样概率不在0和1之间。",
                en="Some inclusion probabilities are not above 0 and at most 1.",
            ),
            Text(zh="请给出每个初级抽样单元的入样概率。", en="Give the probability of each primary unit."),
        )
    return found


def check_population(given: Floats, strata: Ints, names: tuple[str, ...]) -> Floats:
    """The one population of each stratum, (H,); refused where rows of a stratum say different ones."""
    size = np.full(len(names), np.inf)
    size[strata] = given
    other = np.flatnonzero(given != size[strata])
    if len(other):
        raise ReportError(
            "design.population_differs",
            names[strata[other[0]]],
            Text(
                zh="该层各行给出的总体数不同（{first}与{second}）。",
                en="Rows of the stratum give different population counts ({first} and {second}).",
            ).fill(first=float(given[other[0]]), second=float(size[strata[other[0]]])),
            Text(
                zh="请核对总体数；各单元入样概率不同的，请按不等概率抽样估计。",
                en="Check the counts; where chances differ by unit, estimate with unequal probabilities.",
            ),
        )
    return size


def check_stage(stage: Stage, number: int) -> None:
    """Refuse a stage with more units than there are, or with single units under ``fail``."""
    single = stage.single & (stage.share > 0)
    check_strata(stage.counts, stage.population, single, stage.names, stage.single_psu, number)


def check_strata(
    counts: Ints,
    population: Floats,
    single: Bools,
    names: tuple[str, ...],
    single_psu: SinglePsu,
    number: int = 1,
) -> None:
    """Refuse strata with more units in the sample than in all, and single units under ``fail``."""
    over = np.flatnonzero(counts > population * (1 + 1e-9))
    if len(over):
        raise ReportError(
            "design.population",
            names[over[0]],
            Text(
                zh="该层的样本（{n}）多于总体（{size}）。",
                en="The sample of the stratum ({n}) exceeds its population ({size}).",
            ).fill(n=int(counts[over[0]]), size=float(population[over[0]])),
            Text(zh="请核对该层的总体人数。", en="Check the population count of the stratum."),
        )
    if single_psu == "fail" and single.any():
        raise ReportError(
            "design.single_psu",
            ", ".join(names[index] for index in np.flatnonzero(single)),
            Text(
                zh="该层在第{number}级只有一个抽样单元，无法估计方差。",
                en="The stratum has a single sampling unit at stage {number}.",
            ).fill(number=number)
            if number > 1
            else Text(
                zh="该层只有一个抽样单元，无法估计方差。",
                en="The stratum has a single primary sampling unit.",
            ),
            Text(
                zh="请合并该层，或选定处理办法（remove、adjust、average、certainty）。",
                en="Merge the stratum, or name a treatment: remove, adjust, average or certainty.",
            ),
        )
