"""t tests of means by hand: the linearised error of a sample without strata is a known formula."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.estimates import Design, ReplicateDesign
from reports.tests import one_mean, several_means, two_means
from reports.tests.distributions import t_tails
from reports.tests.location import group_means

VALUES = np.array([4.0, 6.0, 8.0, 10.0, 5.0, 7.0, 9.0, 15.0])
GROUP = np.array([0, 0, 0, 0, 1, 1, 1, 1])


def test_two_means_by_hand():
    """svyttest(y~g, svydesign(~1, data=d)): means 7 and 9, sums of squares 20 and 56, n 8

    The variance of the difference is n/(n−1) · (20/4² + 56/4²) = 8/7 · 4.75; R takes 7 − 1 = 6 df.
    """
    found = two_means(Design.of(np.ones(8)), VALUES, GROUP)
    se = np.sqrt(8 / 7 * 4.75)
    assert (found.difference, found.se) == pytest.approx((2.0, se))
    assert found.statistic == pytest.approx(2 / se)
    assert found.df == (6.0,)
    assert found.p == pytest.approx(t_tails(2 / se, 6))
    assert found.low == pytest.approx(2 - 2.4469118511449692 * se)
    assert (found.n, found.smallest, found.small) == (8, 4.0, True)


def test_one_mean_against_a_number():
    """svyttest(I(y-7)~0, d): mean 1, n/(n−1)·Σ(y−8)²/n² = 8/7·84/64"""
    found = one_mean(Design.of(np.ones(8)), VALUES, against=7.0)
    assert found.difference == pytest.approx(1.0)
    assert found.se == pytest.approx(np.sqrt(8 / 7 * 84 / 64))
    assert found.df == (6.0,)


def test_missing_values_and_the_domain_are_left_out():
    values = np.append(VALUES, [np.nan, 100.0])
    group = np.append(GROUP, [0, 1])
    rows = np.append(np.ones(9, dtype=bool), False)
    found = two_means(Design.of(np.ones(10)), values, group, rows)
    assert found.difference == pytest.approx(2.0)
    assert found.n == 8


def test_several_means_of_two_groups_are_the_t_test_and_of_more_an_f():
    design = Design.of(np.ones(8))
    assert several_means(design, VALUES, GROUP) == two_means(design, VALUES, GROUP)
    three = np.array([0, 0, 0, 1, 1, 1, 2, 2])
    found = several_means(design, VALUES, three)
    means, spread = group_means(design, VALUES, three, 3)
    apart = np.array([[-1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])
    wald = (apart @ means) @ np.linalg.inv(apart @ spread @ apart.T) @ (apart @ means)
    assert found.statistic == pytest.approx(wald / 2)
    assert found.df == (2.0, 5.0)


def test_the_choice_of_the_first_group_does_not_change_an_f():
    draw = np.random.default_rng(3)
    values, group = draw.normal(size=120), draw.integers(0, 4, 120)
    design = Design.of(draw.uniform(1, 5, 120), psu=np.arange(120) // 4)
    found = several_means(design, values, group)
    turned = several_means(design, values, 3 - group)
    assert turned.statistic == pytest.approx(found.statistic)


def test_replicates_give_the_spread_of_the_means():
    psu = np.arange(8) // 2
    replicates = np.where(psu[:, None] == np.arange(4), 0.0, 4 / 3)
    design = ReplicateDesign(np.ones(8), replicates, 3 / 4, np.ones(4), True, 3.0)
    group = np.array([0, 1] * 4)
    found = two_means(design, VALUES, group)
    differences = [
        VALUES[(psu != r) & (group == 1)].mean() - VALUES[(psu != r) & (group == 0)].mean() for r in range(4)
    ]
    assert found.se == pytest.approx(np.sqrt(3 / 4 * np.sum((np.array(differences) - found.difference) ** 2)))


@pytest.mark.parametrize(
    ("values", "group", "code"),
    [
        ([1.0, 1.0, 1.0, 1.0], [0, 0, 1, 1], "tests.constant"),
        ([1.0, 2.0, 3.0, 4.0], [0, 0, 0, 1], "tests.groups"),
        ([1.0, 2.0, 3.0, 4.0], [0, 0, 0, 0], "tests.groups"),
        ([np.nan] * 4, [0, 0, 1, 1], "tests.groups"),
        ([1.0, 1.0, 2.0, 2.0], [0, 0, 1, 1], "tests.no_error"),
    ],
)
def test_what_cannot_be_compared_is_refused(values, group, code):
    with pytest.raises(ReportError) as refusal:
        two_means(Design.of(np.ones(4)), np.array(values), np.array(group), place="hours")
    assert refusal.value.code == code
    assert refusal.value.place == "hours"
    assert refusal.value.remedy.say("zh-CN")
    assert refusal.value.remedy.say("en")
