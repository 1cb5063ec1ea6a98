"""What a model tells of the answers that it stands on, so that no figure of it gives back those that tables hide.

At full length the figures of a model are equations in whole numbers: without weights a logistic one of categories gives
k/n of each, which has one n only, and n tells how many of a category left the outcome out, or a feature that frequencies
hide. The crossing of two predictors, small cells and all, follows in the same way from their coefficients and errors. So,
unless nobody was left out and no such cell is small:

- a coefficient is rounded to a step: 1, 2 or 5 times a power of ten, no finer than a fifth of its error, nor than the
  share that the threshold is of the smallest group behind it. An error of so many answers, told to that share, fits as
  many more or fewer. The error meant is the larger of that of the design and that of independent answers, since a full
  count has no error at all and one answer moves its coefficients all the same;
- of the points of a scale a mean tells how those few are parted who gave one of two answers: for ten who gave the next
  point instead it is ten over n of a point higher. So the intercept, which is the mean of a group, is rounded to no less
  than that, and differences from it to half of it, n being the smallest group behind them;
- errors are those of the middle of how many answers may stand behind them, as far as the reader knows
  (:mod:`reports.regression.sizes`), so that they tell nothing of it;
- half the interval, of the degrees of freedom told, is rounded up to the same step and put about the rounded
  coefficient: ends rounded each by itself would close in on both. The standard error is what that half implies;
- t and F are not told, and of p only its band; R² is rounded to the share that the threshold is of n, as a power of ten
  by 1, 2 or 5, and no finer than 0.01;
- how many answers are in a category is not told; how many were left out no nearer than the frequencies leave open
  (:func:`reports.crosstabs.unanswered.left_out_told`), n and degrees of freedom with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from reports.crosstabs.unanswered import Span
from reports.disclosure.rounding import round_number
from reports.estimates.intervals import t_quantile
from reports.regression.joint import Whole
from reports.regression.model import Coefficient, Model, odds_of
from reports.tests.wording import band_of

#: No coefficient is told finer than this part of its error.
FINEST = 0.2
FINEST_R_SQUARED = 0.01
#: A difference of means is rounded to this part of what a mean of points is: the mean that it is taken from is as well.
DIFFERENCE = 0.5


def told(
    model: Model,
    left_out: Span,
    smallest: Sequence[int],
    evened: Sequence[float],
    weight: float,
    threshold: int,
    unit: float = 0.0,
) -> Model:
    """The model as it may be told; ``smallest`` are the fewest answers behind each coefficient.

    ``evened`` is what errors are multiplied by (:func:`reports.regression.sizes.evened`),
    ``left_out`` is how it is told how many were left out, ``weight`` the mean weight of everybody, which the weighted
    number of those used is made of. ``unit`` is how far apart two points of the outcome are, 0 where it has none.
    """
    left = left_out.middle
    n = max(model.n + model.left_out - left, 0)
    # Degrees of freedom go with n where every answer is a unit.
    units = model.df > model.n / 2
    df = max(model.df + n - model.n, 1.0) if units else model.df
    coefficients = tuple(
        _told(_evened(one, factor), factor * float(loose), max(few, 1), df, threshold, own)
        for one, loose, few, factor, own in zip(
            model.coefficients,
            np.sqrt(model.squares.sum(axis=0)),
            smallest,
            evened,
            [unit, *[unit * DIFFERENCE] * (len(smallest) - 1)],
            strict=True,
        )
    )
    return replace(
        model,
        coefficients=coefficients,
        covariance=np.full_like(model.covariance, np.nan),
        squares=np.zeros((0, len(coefficients))),
        n=n,
        weighted_n=n * weight,
        left_out=left,
        df=df,
        r_squared=_coarse(model.r_squared, n, threshold),
        is_exact=False,
        is_about=not left_out.exact,
    )


def whole_told(one: Whole, df: float) -> Whole:
    """The test of a predictor as it may be told, on the degrees of freedom told: p by its band alone."""
    return replace(one, statistic=None, df=(one.df[0], df), p=band_of(one.p)[0])


def _evened(one: Coefficient, factor: float) -> Coefficient:
    return replace(one, estimate=replace(one.estimate, se=factor * float(one.estimate.se or 0.0)))


def _told(one: Coefficient, loose: float, few: int, df: float, threshold: int, unit: float) -> Coefficient:
    value, se = float(one.estimate.value or 0.0), float(one.estimate.se or 0.0)
    # Without any residual a value is a difference of the whole numbers that were given.
    scale = max(se, loose) or abs(value)
    least = max(max(FINEST, min(threshold / few, 1.0)) * scale, unit * threshold / few)
    step = round_number(least) if least > 0 else 0.0
    quantile = t_quantile(df)
    middle, half = _to(value, step, round), _to(quantile * se, step, math.ceil)
    n = one.estimate.n
    estimate = replace(
        one.estimate,
        value=middle,
        se=_two_digits(half / quantile),
        low=_to(middle - half, step, round),
        high=_to(middle + half, step, round),
        df=df,
        n=None if n is not None and n >= threshold else n,
        weighted_n=None,
        step=step or None,
    )
    ratio = None if one.odds_ratio is None else odds_of(estimate)
    return replace(one, estimate=estimate, t=None, p=band_of(one.p)[0], odds_ratio=ratio, step=step)


def _to(number: float, step: float, whole: Callable[[float], int]) -> float:
    """A multiple of the step, as a file prints it: without what binary fractions leave behind the last digit."""
    if not step:
        return number
    return round(whole(number / step) * step, max(0, -math.floor(math.log10(step))))


def _two_digits(number: float) -> float:
    return round(number, 1 - math.floor(math.log10(number))) if number > 0 else 0.0


def _coarse(explained: float | None, n: int, threshold: int) -> float | None:
    if explained is None:
        return None
    grain = min(round_number(max(FINEST_R_SQUARED, threshold / max(n, 1))), 1.0)
    return round(round(explained / grain) * grain, 2)
