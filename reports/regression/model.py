"""Linear and logistic regression with the errors of the design, equal to R ``svyglm`` 4.1-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.disclosure.tables import SMALL_BASE
from reports.estimates import Estimate
from reports.estimates.covariance import covariance
from reports.estimates.estimate import Floats
from reports.estimates.intervals import t_quantile
from reports.estimates.replicates import ReplicateDesign
from reports.regression.fitting import Aliased, Solution, Unsettled, least_squares, logistic
from reports.regression.refusals import (
    refuse_aliased,
    refuse_constant,
    refuse_freedom,
    refuse_outcome,
    refuse_replicate,
    refuse_separated,
    refuse_unknown_error,
)
from reports.regression.terms import Bools, Column, Matrix, Term, matrix_of
from reports.tests.distributions import t_tails
from reports.tests.result import AnyDesign

Kind = Literal["linear", "logistic"]
MOST_POWER = 700.0
BOUNDLESS = Text(
    zh="区间太宽，优势比没有上限", en="The interval is too wide: the odds ratio has no upper limit"
)


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with error and interval, its t and p, and for a logistic model the odds ratio.

    ``estimate.n`` and ``weighted_n`` are those of the level, of all rows for a number and the intercept.
    ``odds_ratio`` has the interval of the coefficient, exponentiated, and no standard error. ``is_small`` says that
    fewer than 30 answers are behind it. Of a model that is not told exactly (:mod:`reports.regression.telling`) there
    is no n and no t, p is the lower end of its band, and the figures are multiples of ``step``.
    """

    column: Column
    estimate: Estimate
    t: float | None
    p: float
    odds_ratio: Estimate | None = None
    is_small: bool = False
    step: float = 0.0


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model: coefficients in the order of the columns, and their covariance (p, p).

    ``df`` are the residual degrees of freedom of the design, PSUs less strata less predictors (R:
    ``df.residual``); ``n`` answers were used, ``left_out`` had a value missing. ``r_squared`` is the part
    of the weighted variance a linear model explains, None for a logistic one. ``squares`` (n, p) are the squared
    scores, whose sums are the variances that independent answers would have, drawn from no end of people.
    ``is_exact`` says that the figures are as they were fitted, ``is_about`` that ``n`` is not.
    """

    kind: Kind
    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    df: float
    n: int
    weighted_n: float
    left_out: int
    r_squared: float | None
    squares: Floats
    is_exact: bool = True
    is_about: bool = False

    def __getitem__(self, place: int) -> Coefficient:
        """A coefficient by position, the intercept first."""
        return self.coefficients[place]


def fit(
    design: AnyDesign,
    outcome: npt.ArrayLike,
    terms: Sequence[Term],
    kind: Kind = "linear",
    rows: Bools | None = None,
    place: str = "outcome",
) -> Model:
    """Fit a model (R: ``svyglm(y ~ terms, design)``, ``family = quasibinomial()`` for a logistic one).

    ``outcome`` (n,), NaN where missing, 0 or 1 for a logistic model. Rows with anything missing are left
    out and counted; ``rows`` is the domain. Errors are those of the design (Binder 1983), on replicates
    from refitting. Refused with the way out: an outcome or a predictor without variation, predictors that
    follow from each other, an outcome that predictors separate, more coefficients than the design has
    degrees of freedom, and a design without an error.
    """
    values = np.asarray(outcome, dtype=np.float64)
    domain = np.ones(len(values), dtype=bool) if rows is None else rows
    matrix = matrix_of(terms, design.weights, domain & ~np.isnan(values))
    held = matrix.held & (design.weights > 0)
    y = np.where(matrix.held, values, 0.0)
    _check(y[held], matrix, held, kind, place)
    freedom = _freedom(design, matrix.held) + 1 - len(matrix.columns)
    refuse_freedom(freedom, len(matrix.columns), place)
    # The scale of the weights leaves the coefficients alone and gives the iteration the steps R takes.
    scale = float(design.weights[domain].mean())
    weights = np.where(matrix.held, design.weights, 0.0) / scale
    solution = _solved(matrix, y, weights, kind, place)
    spread = _spread(design, matrix, y, solution, kind, scale)
    refuse_unknown_error(spread, place)
    return Model(
        kind=kind,
        coefficients=_coefficients(design, matrix, solution, spread, freedom, kind),
        covariance=spread,
        df=freedom,
        n=int(matrix.held.sum()),
        weighted_n=float(design.weights[matrix.held].sum()),
        left_out=int((domain & ~matrix.held).sum()),
        r_squared=_explained(y[held], solution.fitted[held], weights[held]) if kind == "linear" else None,
        squares=solution.scores**2,
    )


def _check(y: Floats, matrix: Matrix, held: Bools, kind: Kind, place: str) -> None:
    if kind == "logistic" and not np.isin(y, (0.0, 1.0)).all():
        refuse_outcome(place)
    if not len(y) or (y == y[0]).all():
        refuse_constant(place)
    for index, column in enumerate(matrix.columns[1:], start=1):
        inside = matrix.values[held, index]
        if (inside == inside[0]).all():
            refuse_constant(column.name, column.label)


def _freedom(design: AnyDesign, rows: Bools) -> float:
    return float(design.df) if isinstance(design, ReplicateDesign) else design.df_of(rows)


def _solved(matrix: Matrix, y: Floats, weights: Floats, kind: Kind, place: str) -> Solution:
    try:
        if kind == "linear":
            return least_squares(matrix.values, y, weights)
        return logistic(matrix.values, y, weights)
    except Aliased as found:
        return refuse_aliased(matrix, found.column, place)
    except Unsettled:
        return refuse_separated(matrix, y, weights, place)


def _spread(
    design: AnyDesign, matrix: Matrix, y: Floats, solution: Solution, kind: Kind, scale: float
) -> Floats:
    """Covariance of the coefficients: of the linearised sums, or of the model refitted to each replicate."""
    if not isinstance(design, ReplicateDesign):
        return covariance(design, solution.scores, matrix.held)
    found = []
    for number, column in enumerate(design.replicates.T, start=1):
        weights = np.where(matrix.held, column, 0.0) / scale
        try:
            if kind == "linear":
                found.append(least_squares(matrix.values, y, weights).coefficients)
            else:
                found.append(logistic(matrix.values, y, weights, solution.coefficients).coefficients)
        except (Aliased, Unsettled):
            refuse_replicate(number)
    return design.spread(np.array(found), solution.coefficients)


def _coefficients(
    design: AnyDesign, matrix: Matrix, solution: Solution, spread: Floats, freedom: float, kind: Kind
) -> tuple[Coefficient, ...]:
    quantile = t_quantile(freedom)
    found = []
    for index, column in enumerate(matrix.columns):
        value, se = float(solution.coefficients[index]), float(np.sqrt(spread[index, index]))
        base = matrix.held if column.level is None else matrix.held & (matrix.values[:, index] > 0)
        estimate = Estimate(
            value,
            se,
            value - quantile * se,
            value + quantile * se,
            freedom,
            None,
            int(base.sum()),
            float(design.weights[base].sum()),
        )
        found.append(
            Coefficient(
                column,
                estimate,
                value / se if se > 0 else float(np.copysign(np.inf, value)),
                t_tails(value / se, freedom) if se > 0 else 0.0,
                odds_of(estimate) if kind == "logistic" else None,
                bool(base.sum() < SMALL_BASE),
            )
        )
    return tuple(found)


def odds_of(estimate: Estimate) -> Estimate:
    """The odds ratio of a logistic coefficient, with its interval."""
    value, low, high = (_raised(part) for part in (estimate.value, estimate.low, estimate.high))
    reason = BOUNDLESS if value is None or high is None else None
    return Estimate(value, None, low, high, estimate.df, None, estimate.n, estimate.weighted_n, reason=reason)


def _raised(part: float | None) -> float | None:
    """e to a power, None where no number is large enough."""
    return None if part is None or part > MOST_POWER else float(np.exp(part))


def _explained(y: Floats, fitted: Floats, weights: Floats) -> float:
    mean = float((weights * y).sum() / weights.sum())
    return 1 - float((weights * (y - fitted) ** 2).sum() / (weights * (y - mean) ** 2).sum())
