"""Whatever comes in, a test or a model gives a probability or a refusal: never NaN, never a warning."""

from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest

from questionnaires.text import Text
from reports.codebook import SinglePsu
from reports.errors import ReportError
from reports.estimates import Design, ReplicateDesign
from reports.regression import Factor, Number, fit
from reports.tests import independence, one_mean, pairwise, rank_test, several_means, two_means
from reports.tests.independence import Independence
from reports.tests.result import Ranks

TREATMENTS: tuple[SinglePsu, ...] = ("remove", "adjust", "average", "certainty", "withhold")


def drawn(draw: np.random.Generator) -> Design | ReplicateDesign:
    """A small design of odd weights, few units, zero weights, or replicates that lose groups."""
    n = int(draw.integers(2, 60))
    weights = draw.choice([0, 1, 1, 1, 2.5, 1e-6, 1e6], n).astype(float)
    weights[0] = 1.0
    if draw.random() < 0.2:
        count = int(draw.integers(2, 9))
        replicates = np.maximum(weights, 0.1)[:, None] * draw.choice([0, 1.2, 1.5], (n, count))
        return ReplicateDesign(
            np.maximum(weights, 0.1), replicates, 1 / count, np.ones(count), True, count - 1.0
        )
    stratum = draw.integers(0, draw.integers(1, 4), n) if draw.random() < 0.6 else None
    psu = draw.integers(0, max(2, n // 3), n) if draw.random() < 0.5 else None
    return Design.of(weights, stratum, psu, single_psu=TREATMENTS[int(draw.integers(0, 5))])


def calls(seed: int) -> list[Callable[[], Any]]:
    draw = np.random.default_rng(seed)
    design = drawn(draw)
    n = len(design)
    a, b = draw.integers(-1, draw.integers(1, 5), n), draw.integers(-1, draw.integers(1, 4), n)
    y = np.array([np.round(draw.normal(size=n)), np.zeros(n), draw.normal(size=n) * 1e8])[seed % 3]
    y = np.where(draw.random(n) < 0.2, np.nan, y)
    yes = np.where(b < 0, np.nan, (b > 0) * 1.0)
    said = Text(zh="甲", en="a")
    terms: list[Number | Factor] = [
        Number("x", said, draw.normal(size=n)),
        Factor("a", said, a, tuple("abcde"), (said,) * 5),
    ]
    tables: tuple[Independence, ...] = get_args(Independence)
    ranks: tuple[Ranks, ...] = get_args(Ranks)
    return [
        *(lambda method=method: independence(design, a, b, method) for method in tables),
        *(lambda method=method: rank_test(design, y, a, method) for method in ranks),
        lambda: one_mean(design, y),
        lambda: two_means(design, y, np.where(a > 1, -1, a)),
        lambda: several_means(design, y, a),
        lambda: pairwise(design, y, a),
        lambda: fit(design, y, terms),
        lambda: fit(design, yes, terms, "logistic"),
    ]


def probabilities(found: Any) -> list[float]:
    if isinstance(found, tuple):
        return [pair.result.p for pair in found if pair.result is not None]
    if hasattr(found, "coefficients"):
        return [one.p for one in found.coefficients]
    return [found.p]


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_odd_samples_give_a_probability_or_a_refusal(first):
    came: set[str] = set()
    refusals: list[ReportError] = []
    for seed in range(first, first + 10):
        for call in calls(seed):
            try:
                found = probabilities(call())
            except ReportError as refusal:
                refusals.append(refusal)
            else:
                assert all(0 <= p <= 1 for p in found)
                came.add("p")
    assert all(one.reason.say("zh-CN") and one.remedy.say("en") for one in refusals)
    assert "p" in came
    assert len({one.code for one in refusals}) > 2
