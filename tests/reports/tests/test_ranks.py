"""Rank tests by hand, and what must not change them."""

import numpy as np
import pytest
from scipy.special import ndtri

from reports.errors import ReportError
from reports.estimates import Design
from reports.tests import rank_test, two_means

VALUES = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])
GROUP = np.array([0, 0, 0, 0, 1, 1, 1, 1])
# Mid-ranks (cumulated weight less half its own), ties with their mean, over 8.
SHARES = np.array([3.5, 1.0, 4.5, 1.0, 5.5, 7.5, 2.5, 6.5]) / 8


@pytest.mark.parametrize(
    ("method", "scores"),
    [
        ("wilcoxon", SHARES),
        ("kruskal_wallis", SHARES),
        ("van_der_waerden", ndtri(SHARES)),
        ("median", (SHARES > 0.5).astype(float)),
    ],
)
def test_two_groups_are_a_t_test_of_the_scores(method, scores):
    """svyranktest(y~g, d, test=): svyglm of r/N, qnorm(r/N) or r>N/2 on the group"""
    design = Design.of(np.ones(8))
    found = rank_test(design, VALUES, GROUP, method)
    expected = two_means(design, scores, GROUP)
    assert (found.statistic, found.p) == pytest.approx((expected.statistic, expected.p))
    assert found.df == expected.df == (6.0,)


def test_weights_are_ranks_in_the_population():
    """An answer of weight 2 is two answers of weight 1 beside each other, in rank."""
    found = rank_test(
        Design.of(np.array([1, 1, 2, 1.0])), np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 1, 0, 1])
    )
    shares = np.array([0.5, 1.5, 3.0, 4.5]) / 5
    zero, one = (shares[0] + 2 * shares[2]) / 3, (shares[1] + shares[3]) / 2
    assert found.difference == pytest.approx(one - zero)


@pytest.mark.parametrize("method", ["wilcoxon", "van_der_waerden", "median"])
def test_only_the_order_of_the_values_counts(method):
    draw = np.random.default_rng(5)
    values, group = draw.normal(size=200), draw.integers(0, 3, 200)
    design = Design.of(draw.uniform(1, 4, 200), psu=np.arange(200) // 5)
    found = rank_test(design, values, group, method)
    stretched = rank_test(design, np.exp(3 * values), group, method)
    assert stretched.statistic == pytest.approx(found.statistic)
    assert len(found.df) == 2
    assert found.df == (2.0, design.df - 2)


def test_missing_values_are_left_out():
    values, group = np.append(VALUES, np.nan), np.append(GROUP, 1)
    found = rank_test(Design.of(np.ones(9)), values, group)
    assert found.n == 8


def test_a_variable_without_variation_is_refused():
    with pytest.raises(ReportError) as refusal:
        rank_test(Design.of(np.ones(8)), np.ones(8), GROUP)
    assert refusal.value.code == "tests.constant"
