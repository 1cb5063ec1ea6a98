"""What a model tells of how many answers it stands on: in steps where some were left out, else exactly.

Beside the frequencies of its variables the exact numbers would tell how many refused one of them, which those
hide. Coefficients and errors stay as they were fitted; intervals and p are those of the degrees of freedom
told, for at full length they would tell the exact ones.
"""

from __future__ import annotations

import math
from dataclasses import replace

from reports.disclosure.rounding import in_steps
from reports.estimates.estimate import Estimate
from reports.estimates.intervals import t_quantile
from reports.regression.model import Coefficient, Model, odds_of
from reports.tests.distributions import t_tails


def told(model: Model, threshold: int) -> Model:
    """The model with n, that of every category and the degrees of freedom as they may be told.

    ``left_out`` becomes a multiple of the threshold (:func:`reports.disclosure.rounding.in_steps`), n what that leaves
    of all. The answers of a category are told in such steps themselves: what would be left of all of them tells how
    many those are, which frequencies may hide. Degrees of freedom go with n where every answer is a unit.
    """
    if not model.left_out:
        return model
    left = in_steps(model.left_out, threshold)
    n = max(model.n + model.left_out - left, 0)
    units = model.df > model.n / 2
    df = max(model.df + n - model.n, 1.0) if units else model.df

    def of(one: Coefficient) -> Coefficient:
        own = in_steps(int(one.estimate.n or 0), threshold)
        shown = n if one.column.level is None else min(own, n)
        estimate = _counted(one.estimate, shown, df)
        ratio = None if one.odds_ratio is None else odds_of(estimate)
        p = t_tails(one.t, df) if math.isfinite(one.t) else one.p
        return replace(one, estimate=estimate, p=p, odds_ratio=ratio)

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
    reach = t_quantile(df) * (one.se or 0.0)
    value = one.value or 0.0
    return replace(one, low=value - reach, high=value + reach, n=n, weighted_n=mean * n, df=df)
