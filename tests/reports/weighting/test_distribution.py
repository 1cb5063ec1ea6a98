"""The distribution of weights counts every answer once."""

import json

import numpy as np
import pytest

from reports.errors import ReportError
from reports.weighting import distribution, effective_n, kish_deff


@pytest.mark.parametrize("spread", [0.0, 0.5, 3.0])
def test_every_answer_is_in_one_bin(spread):
    weights = np.exp(np.random.default_rng(1).normal(0, spread, 500))
    found = distribution(weights)
    assert found.counts.sum() == 500
    assert found.edges[0] <= weights.min()
    assert weights.max() <= found.edges[-1]
    assert found.logarithmic == (spread == 3.0)
    assert (found.deff, found.effective_n) == (kish_deff(weights), effective_n(weights))
    assert kish_deff([*weights, 0.0]) == kish_deff(weights)  # a row without weight is none
    assert 1 + found.variation**2 == pytest.approx(found.deff)
    assert found.quantiles[4] == pytest.approx(np.median(weights))
    assert found.top_share >= 0.01 * (1 - 1e-9)
    json.dumps(found.to_json())


def test_equal_weights_make_one_bin():
    found = distribution(np.full(10, 3.0))
    assert found.counts.tolist() == [10]
    assert found.deff == pytest.approx(1)


def test_weights_that_cannot_be_drawn_are_refused():
    with pytest.raises(ReportError):
        distribution([1.0, 0.0])
