"""What a model tells of how many answers it stands on: in steps where some were left out, else exactly.

Beside the frequencies of its variables the exact numbers would tell how many refused one of them, which those
hide. Coefficients, errors and p stay as they were fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reports.disclosure.rounding import told_left_out
from reports.estimates.estimate import Estimate
from reports.regression.model import Coefficient, Model
from reports.regression.terms import Factor, Term


def told(model: Model, terms: Sequence[Term], threshold: int) -> Model:
    """The model with n, that of every category and the degrees of freedom as they may be told.

    ``left_out`` becomes a multiple of the threshold (:func:`reports.disclosure.rounding.told_left_out`), a category
    lacks as many of its own answers, told alike. Degrees of freedom go with n where every answer is a unit.
    """
    if not model.left_out:
        return model
    left = told_left_out(model.left_out, threshold)
    n = max(model.n + model.left_out - left, 0)
    units = model.df > model.n / 2
    df = max(model.df + n - model.n, 1.0) if units else model.df
    whole = {
        (one.name, level): int(np.count_nonzero(one.codes == place))
        for one in terms
        if isinstance(one, Factor)
        for place, level in enumerate(one.levels)
    }

    def of(one: Coefficient) -> Coefficient:
        own = int(one.estimate.n or 0)
        every = whole.get((one.column.name, one.column.level or ""), model.n + model.left_out)
        shown = max(every - told_left_out(every - own, threshold), 0)
        ratio = None if one.odds_ratio is None else _counted(one.odds_ratio, shown, df)
        return replace(one, estimate=_counted(one.estimate, shown, df), odds_ratio=ratio)

    return replace(
        model,
        coefficients=tuple(map(of, model.coefficients)),
        n=n,
        weighted_n=model.weighted_n * n / max(model.n, 1),
        left_out=left,
        df=df,
    )


def _counted(one: Estimate, n: int, df: float) -> Estimate:
    mean = (one.weighted_n or 0.0) / max(one.n or 0, 1)
    return replace(one, n=n, weighted_n=mean * n, df=df)
