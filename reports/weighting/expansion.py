"""Weights N_h/n_h: each valid answer stands for its share of the stratum's population."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.codebook import DesignInfo
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.weighting.kish import effective_n, kish_deff

MissingPopulation = Literal["fail", "unweighted"]

NOT_PROBABILITY = Text(
    zh="没有总体人数，未加权；不作为概率样本推断总体，区间仅供参考。",
    en="No population counts, so unweighted: not a probability sample, intervals are indicative.",
)
EXPANDED = Text(
    zh="按层加权：权数＝该层总体人数÷该层有效答卷数；方差按分层简单随机抽样计算，含有限总体校正（以人为单位）。",
    en="Weighted by stratum: population of the stratum over its valid answers; variances as for a stratified "
    "simple random sample of persons, with the finite population correction.",
)
EXPANDED_CLUSTERS = Text(
    zh="按层加权：权数＝该层总体人数÷该层有效答卷数；方差以单位为初级抽样单元计算；"
    "总体单位数已知的层含一级有限总体校正，未知的按有放回抽样（偏保守）。",
    en="Weighted by stratum: population of the stratum over its valid answers; units are the primary sampling "
    "units, with the first-stage finite population correction where the number of units in the population is "
    "known and as if drawn with replacement (on the safe side) where it is not.",
)


@dataclass(frozen=True)
class WeightingWarning:
    """Something the weights cannot make good: a stratum without answers is not represented at all."""

    code: str
    stratum: str
    population: float
    share: float
    reason: Text
    remedy: Text


@dataclass(frozen=True, eq=False)
class Weighting:
    """Weights (n,) with the design they belong to, what they cost, and what they leave out."""

    weights: npt.NDArray[np.float64]
    design: DesignInfo
    warnings: tuple[WeightingWarning, ...]
    deff: float
    effective_n: float


def expand(dataset: Dataset, missing_population: MissingPopulation = "fail") -> Weighting:
    """Post-stratified simple expansion, w = N_h/n_h over the valid (Cochran 1977, eq. 5.1; Lumley 2010, ch. 7).

    Where no stratum has a population count, every weight is 1, the population counts as infinite and
    ``design.probability`` is False. Counts for some strata only are refused unless
    ``missing_population="unweighted"`` chooses to use none. A stratum with people but no valid answer
    is a warning; fewer people than valid answers is refused.
    """
    codes, names = dataset.codes("stratum")
    counts = np.bincount(codes, minlength=len(names))
    known = {stratum.code: stratum.population for stratum in dataset.design.strata}
    sizes = np.array([np.nan if known.get(name) is None else float(known[name] or 0) for name in names])
    lacking = [name for name, size, n in zip(names, sizes, counts, strict=True) if np.isnan(size) and n]
    if lacking and not np.isnan(sizes).all() and missing_population == "fail":
        raise ReportError(
            "weighting.population",
            ", ".join(lacking),
            Text(
                zh="这些层没有总体人数，其他层有。", en="These strata have no population count, others have."
            ),
            Text(
                zh="请补填总体人数，或选择全部不加权。",
                en="Fill in the counts, or choose to weight no stratum.",
            ),
        )
    if lacking or np.isnan(sizes).all():
        return _unweighted(dataset)
    over = [name for name, size, n in zip(names, sizes, counts, strict=True) if n > size]
    if over:
        raise ReportError(
            "weighting.too_few",
            ", ".join(over),
            Text(zh="有效答卷多于总体人数。", en="There are more valid answers than people."),
            Text(zh="请核对这些层的总体人数。", en="Check the population counts of these strata."),
        )
    weights = (sizes / np.maximum(counts, 1))[codes]
    note = EXPANDED_CLUSTERS if dataset.design.clustered else EXPANDED
    design = dataclasses.replace(
        dataset.design, probability=True, notes=(*unweighted_notes(dataset.design), note)
    )
    warnings = tuple(
        _unrepresented(dataset.design, name, float(size), float(np.nansum(sizes)))
        for name, size, n in zip(names, sizes, counts, strict=True)
        if size > 0 and not n
    )
    return Weighting(weights, design, warnings, kish_deff(weights), effective_n(weights))


def weighted(dataset: Dataset, missing_population: MissingPopulation = "fail") -> tuple[Dataset, Weighting]:
    """The dataset with expansion weights in place of its own, and the weighting with its warnings."""
    weighting = expand(dataset, missing_population)
    return dataset.with_columns(weighting.design, weight=weighting.weights), weighting


def _unweighted(dataset: Dataset) -> Weighting:
    weights = np.ones(len(dataset))
    strata = tuple(
        dataclasses.replace(stratum, population=None, units=None) for stratum in dataset.design.strata
    )
    design = dataclasses.replace(
        dataset.design,
        strata=strata,
        probability=False,
        notes=(*unweighted_notes(dataset.design), NOT_PROBABILITY),
    )
    return Weighting(weights, design, (), 1.0 if len(weights) else float("nan"), float(len(weights)))


def unweighted_notes(design: DesignInfo) -> tuple[Text, ...]:
    """The notes of a design without those on its weights."""
    return tuple(note for note in design.notes if note not in (NOT_PROBABILITY, EXPANDED, EXPANDED_CLUSTERS))


def _unrepresented(design: DesignInfo, name: str, size: float, total: float) -> WeightingWarning:
    stratum = design.stratum(name)
    label = stratum.label if stratum is not None else Text(zh=name, en=name)
    words = {
        language: dict(template)
        .get(language, "")
        .format(label=label.say(language), size=round(size), share=size / total)
        for template in (_REASON,)
        for language in template
    }
    return WeightingWarning("weighting.empty_stratum", name, size, size / total, Text(words), _REMEDY)


_REASON = Text(
    zh="“{label}”层有{size}人（占总体{share:.1%}），没有一份有效答卷，结果不代表这些人。",
    en="Stratum “{label}” has {size} people ({share:.1%} of all) and no valid answer: "
    "the results do not speak for them.",
)
_REMEDY = Text(
    zh="请补访该层，或将其并入相近的层，并在报告中说明。",
    en="Get answers there, or merge it with a similar stratum and say so in the report.",
)
