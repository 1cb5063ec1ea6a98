"""Whether a predictor as a whole goes with the outcome: one test for all categories of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.regression.model import Model
from reports.tests.distributions import f_tail


@dataclass(frozen=True)
class Whole:
    """The Wald test that all coefficients of a predictor are 0: F on ``df`` (theirs, the model's), and p.

    Of a model that is not told exactly there is no F, and p is the lower end of its band.
    """

    name: str
    label: Text
    statistic: float | None
    df: tuple[float, float]
    p: float


def wholes(model: Model) -> tuple[Whole, ...]:
    """A test for every predictor, in the order of the model (R: ``regTermTest(model, ~x, method = "Wald")``).

    F = b'V⁻¹b / k on k and the residual degrees of freedom of the model (Koch, Freeman and Freeman 1975, Int. Statist.
    Rev. 43, 59–78).
    """
    names = list(dict.fromkeys(one.column.name for one in model.coefficients[1:]))
    return tuple(_whole(model, name) for name in names)


def _whole(model: Model, name: str) -> Whole:
    places = [place for place, one in enumerate(model.coefficients) if one.column.name == name]
    values = np.array([model[place].estimate.value for place in places], dtype=np.float64)
    spread = model.covariance[np.ix_(places, places)]
    # A model of an outcome without any residual has no error left to test by.
    found = np.linalg.lstsq(spread, values, rcond=None)[0] if spread.any() else np.full(len(values), np.inf)
    statistic = float(values @ found) / len(places)
    p = f_tail(statistic, len(places), model.df) if np.isfinite(statistic) else 0.0
    return Whole(name, model[places[0]].column.label, statistic, (float(len(places)), model.df), p)
