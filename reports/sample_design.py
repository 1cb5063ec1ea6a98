"""From a dataset to the design that estimation works with."""

from __future__ import annotations

import numpy as np

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.estimates.design import Design


def design_of(dataset: Dataset) -> Design:
    """Weights, strata, PSUs and finite population corrections of a dataset.

    Not clustered: every answer is its own PSU and N_h, the persons of the stratum, corrects. Clustered:
    units of employment are PSUs; the correction is first-stage, from the number of units in the
    population, and there is none where that number is unknown (as if with replacement, on the safe
    side; Särndal, Swensson and Wretman 1992, sec. 4.6). The second stage adds no correction of its own.
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
    return Design.of(
        dataset.weights,
        np.asarray(names, dtype=object)[codes] if len(names) else codes,
        psu,
        sizes[codes],
        dataset.design.single_psu,
    )
