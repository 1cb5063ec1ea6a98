"""From a dataset to the design that estimation works with."""

from __future__ import annotations

import dataclasses

import numpy as np

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.estimates.design import Design

ONE_ANSWER = Text(
    zh="{strata}层只有一份有效答卷，算不出层内的误差，所以各表只给人数和占比，不给区间。"
    "再收回该层至少一份有效答卷，或在“抽样”中把该层并入相近的层，就会有区间。",
    en="{strata} has a single valid answer, so that its error cannot be worked out: tables give counts and "
    "shares without intervals. With one more valid answer there, or once the stratum is merged with a similar "
    "one under Sampling, there are intervals.",
)
ONE_UNIT = Text(
    zh="{strata}层的有效答卷都来自一个单位，算不出层内的误差，所以各表只给人数和占比，不给区间。"
    "再收回该层另一个单位的有效答卷，或在“抽样”中把该层并入相近的层，就会有区间。",
    en="All valid answers of {strata} come from one unit, so that its error cannot be worked out: tables give "
    "counts and shares without intervals. With a valid answer from another unit there, or once the stratum is "
    "merged with a similar one under Sampling, there are intervals.",
)


def design_of(dataset: Dataset) -> Design:
    """Weights, strata, PSUs and finite population corrections of a dataset.

    Not clustered: every answer is its own PSU and N_h, the persons of the stratum, corrects. Clustered:
    units of employment are PSUs; the correction is first-stage, from the number of units in the
    population, and there is none where that number is unknown (as if with replacement, on the safe
    side; Särndal, Swensson and Wretman 1992, sec. 4.6). The second stage adds no correction of its own.

    Where the weights were calibrated, the design carries what that does to its variances.

    A dataset that names no treatment for a stratum with a single PSU gets values without intervals;
    :func:`without_intervals` says why.
    """
    codes, names = dataset.codes("stratum")
    found = {stratum.code: stratum for stratum in dataset.design.strata}
    clustered = dataset.design.clustered
    sizes = np.full(len(names), np.inf)
    for index, name in enumerate(names):
        stratum = found.get(name)
        known = None if stratum is None else stratum.units if clustered else stratum.population
        if known is not None:
            sizes[index] = known
    psu = None
    if clustered:
        column = dataset.column("psu")
        if column.isna().any():
            raise ReportError(
                "design.psu",
                "psu",
                Text(zh="有的答卷没有单位编号。", en="Some answers have no unit."),
                Text(
                    zh="请补上单位编号，或不按整群抽样估计。",
                    en="Fill in the units, or estimate as not clustered.",
                ),
            )
        psu = column.to_numpy(dtype=np.int64)
    design = Design.of(
        dataset.weights,
        np.asarray(names, dtype=object)[codes] if len(names) else codes,
        psu,
        sizes[codes],
        "withhold" if dataset.design.single_psu == "fail" else dataset.design.single_psu,
    )
    return dataclasses.replace(design, adjustments=dataset.adjustments) if dataset.adjustments else design


def without_intervals(dataset: Dataset) -> Text | None:
    """Why no figure of a dataset has an interval, and what to do; None where they have."""
    design = design_of(dataset)
    if design.single_psu != "withhold" or not design.single.any():
        return None
    lone = [name for name, single in zip(design.names, design.single, strict=True) if single]
    found = {stratum.code: stratum.label for stratum in dataset.design.strata}
    labels = [found.get(name, Text(zh=name, en=name)) for name in lone]
    said = ONE_UNIT if dataset.design.clustered else ONE_ANSWER
    return Text(
        zh=said.say("zh-CN").format(strata="、".join(f"“{label.say('zh-CN')}”" for label in labels)),
        en=said.say("en").format(strata=", ".join(f"“{label.say('en')}”" for label in labels)),
    )
