"""Pairs of groups, and p adjusted for their number as R ``p.adjust`` adjusts it."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.estimates import Design
from reports.tests import adjusted, pairwise


def test_holm_as_in_r():
    """p.adjust(c(.001,.008,.039,.041,.042,.06,.074,.205), "holm"): 8·.001, 7·.008, 6·.039, then never less"""
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]
    assert adjusted(p, "holm") == pytest.approx([0.008, 0.056, *[0.234] * 6], rel=1e-12)


def test_benjamini_hochberg_as_in_r():
    """p.adjust(p, "BH"): 8/i · p, from the largest down never more"""
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]
    expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.074 * 8 / 7, 0.205]
    assert adjusted(p, "bh") == pytest.approx(expected, rel=1e-12)


def test_the_order_of_the_tests_is_kept_and_nothing_exceeds_one():
    """p.adjust(c(.05,.01,.04,.02,.03), "holm"): 0.09 0.05 0.09 0.08 0.09; "BH": 0.05 each"""
    p = [0.05, 0.01, 0.04, 0.02, 0.03]
    assert adjusted(p, "holm") == pytest.approx([0.09, 0.05, 0.09, 0.08, 0.09])
    assert adjusted(p, "bh") == pytest.approx([0.05] * 5)
    assert adjusted([0.6, 0.9], "holm") == pytest.approx([1.0, 1.0])
    assert adjusted(p, "none") == pytest.approx(p)
    assert len(adjusted([], "holm")) == 0


def test_a_p_that_is_none_is_refused():
    for wrong in (1.2, -0.1, float("nan")):
        with pytest.raises(ReportError) as refusal:
            adjusted([0.2, wrong])
        assert refusal.value.code == "tests.p"


def test_every_pair_is_compared_once_on_the_degrees_of_the_design():
    draw = np.random.default_rng(2)
    group = draw.integers(0, 4, 400)
    values = draw.normal(size=400) + (group == 3)
    design = Design.of(draw.uniform(1, 3, 400), psu=np.arange(400) // 4)
    found = pairwise(design, values, group)
    assert [(pair.first, pair.second) for pair in found] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    assert all(pair.result.df == (design.df,) for pair in found)
    assert [pair.adjusted for pair in found] == pytest.approx(adjusted([pair.result.p for pair in found]))
    assert {(pair.first, pair.second) for pair in found if pair.adjusted < 0.05} == {(0, 3), (1, 3), (2, 3)}


def test_shares_are_compared_as_means_of_zero_and_one():
    """Two shares of independent groups of a sample without strata: n/(n−1)·Σ p(1−p)/n_g"""
    holds = np.repeat([1.0, 0.0, 1.0, 0.0], [30, 70, 60, 40])
    group = np.repeat([0, 1], 100)
    (pair,) = pairwise(Design.of(np.ones(200)), holds, group)
    assert pair.result.difference == pytest.approx(0.3)
    assert pair.result.se == pytest.approx(np.sqrt(200 / 199 * (0.21 / 100 + 0.24 / 100)))


def test_a_pair_without_any_error_is_named_and_the_others_are_adjusted_without_it():
    holds = np.concatenate([np.ones(40), np.ones(40), np.tile([0.0, 1.0], 20)])
    group = np.repeat([0, 1, 2], 40)
    found = pairwise(Design.of(np.ones(120)), holds, group)
    assert found[0].result is None
    assert found[0].adjusted is None
    assert found[0].reason.say("en")
    assert [pair.adjusted for pair in found[1:]] == pytest.approx(
        adjusted([pair.result.p for pair in found[1:]])
    )


def test_too_many_groups_are_refused():
    with pytest.raises(ReportError) as refusal:
        pairwise(Design.of(np.ones(200)), np.arange(200.0), np.arange(200) // 2)
    assert refusal.value.code == "tests.pairs"
