"""A county in which few leave a number out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from reports.dataset import Dataset
from reports.disclosure.cube import Floats
from reports.weighting import weighted
from tests.reports.samples import county


def leaving_out(count: int, few: Mapping[str, int], seed: int = 1, apart: float = 0.0) -> Dataset:
    """Men and women of equal weight; ``few`` of each sex do not say their hours, whole numbers.

    Women work ``apart`` hours more.
    """
    given = county(count, seed, populations={})
    draw = np.random.default_rng(seed)
    sex = draw.choice(["1", "2"], count, p=[0.6, 0.4]).astype(object)
    hours = np.round(np.clip(draw.normal(46, 9, count) + apart * (sex == "2"), 0, 100))
    for code, left in few.items():
        hours[np.flatnonzero(sex == code)[:left]] = np.nan
    return with_hours(weighted(given.with_columns(sex=sex), "unweighted")[0], hours)


def with_hours(data: Dataset, hours: Floats) -> Dataset:
    """The same answers with other hours, NaN where they were left out."""
    kept = data.table.drop(columns=[name for name in data.table.columns if name.startswith("hours")])
    return replace(data, table=kept.assign(hours=hours))
