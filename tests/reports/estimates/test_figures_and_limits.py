"""Limits of shares, quantiles by their rules, contrasts: what each promises by itself."""

from typing import get_args

import numpy as np
import pytest

from reports.errors import ReportError
from reports.estimates import (
    Design,
    joint_means,
    joint_totals,
    means,
    proportions,
    quantiles,
    ratios,
    totals,
    variances,
)
from reports.estimates.intervals import ShareInterval, share_interval, t_quantile

KINDS = ("logit", "likelihood", "asin", "beta", "xlogit", "wilson")


@pytest.fixture
def design() -> Design:
    draw = np.random.default_rng(5)
    return Design.of(draw.uniform(1, 3, 60), np.repeat([1, 2, 3], 20), np.arange(60) // 4)


@pytest.mark.parametrize("kind", KINDS)
def test_limits_of_a_share_lie_around_it_between_0_and_1(design, kind):
    holds = (np.arange(60) % 20 == 0).astype(float)
    found = proportions(design, holds, interval=kind)[0]
    assert 0 <= found.low < found.value < found.high <= 1


@pytest.mark.parametrize("kind", ["beta", "wilson"])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_and_everybody_have_limits_where_a_method_gives_them(design, kind, share):
    found = proportions(design, np.full(60, share), interval=kind)[0]
    assert found.value == share
    assert found.low <= share <= found.high
    assert found.high - found.low > 0.01


@pytest.mark.parametrize("kind", ["logit", "likelihood", "asin", "xlogit"])
def test_nobody_and_everybody_have_none_where_it_does_not_and_a_reason(design, kind):
    found = proportions(design, np.zeros(60), interval=kind)[0]
    assert (found.low, found.high) == (None, None)
    assert "0或1" in found.reason.say("zh-CN")


def test_wilson_limits_of_a_simple_sample_are_the_textbook_ones():
    """Wilson (1927): 3 of 20 at z = 1.96 gives 0.0524 to 0.3604."""
    p, n = np.array([0.15]), 20
    se = np.sqrt(p * (1 - p) / n)
    low, high = share_interval("wilson", p, se, np.inf, np.array([n]))
    assert (low[0], high[0]) == pytest.approx((0.0524, 0.3604), abs=1e-4)


def test_beta_limits_of_a_simple_sample_are_clopper_and_pearsons():
    """binom.test(3, 20)$conf.int: 0.03207094 0.37892683"""
    p, n = np.array([0.15]), np.array([20])
    se = np.sqrt(p * (1 - p) / n)
    low, high = share_interval("beta", p, se, 19.0, n)
    assert (low[0], high[0]) == pytest.approx((0.03207094, 0.37892683), abs=1e-7)


def test_likelihood_limits_solve_their_equation():
    p, se, n, df = np.array([0.2]), np.array([0.03]), np.array([150]), 12.0
    for limit in share_interval("likelihood", p, se, df, n):
        gain = 2 * (p * np.log(p / limit) + (1 - p) * np.log((1 - p) / (1 - limit)))
        reach = t_quantile(df) ** 2 * n / (n - 1) * se**2 / (p * (1 - p))
        assert gain == pytest.approx(reach, rel=1e-9)


def test_a_share_that_is_known_is_its_own_limit():
    known = Design.of(np.ones(10), population=np.full(10, 10))
    holds = np.array([1.0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    for kind in get_args(ShareInterval):
        found = proportions(known, holds, interval=kind)[0]
        assert (found.low, found.high) == pytest.approx((0.2, 0.2), rel=1e-12), kind


def test_rounding_does_not_choose_the_quantile():
    """Ten weights of 0.1 add up to less than 1 in floats: the median is still the fifth value."""
    tenth = Design.of(np.full(10, 0.1))
    assert quantiles(tenth, np.arange(1.0, 11), [0.1, 0.3, 0.5, 0.7]).value.tolist() == [1, 3, 5, 7]
    assert quantiles(tenth, np.arange(1.0, 11), [0.5], rule="school").value.tolist() == [5.5]


@pytest.mark.parametrize(
    ("rule", "expected"),
    # quantile(c(1, 2, 4, 8), 0.4, type = 1 … 9); equal weights are the unweighted definitions.
    [("hf1", 2), ("hf2", 2), ("hf3", 2), ("hf4", 1.6), ("hf5", 2.2),
      ("hf6", 2), ("hf7", 2.4), ("hf8", 32 / 15), ("hf9", 2.15)],
)  # fmt: skip
def test_rules_with_equal_weights_are_those_of_hyndman_and_fan(rule, expected):
    found = quantiles(Design.of(np.full(4, 2.5)), [1.0, 2, 4, 8], [0.4], rule=rule)
    assert found.value[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "rule", ["math", "school", "shahvaish", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]
)
def test_every_rule_stays_within_the_answers(rule):
    found = quantiles(Design.of([1.0, 5, 2]), [3.0, 1, 2], [0.0, 0.01, 0.5, 0.99, 1.0], rule=rule)
    assert found.value.min() >= 1
    assert found.value.max() <= 3
    assert (np.diff(found.value) >= 0).all()


def test_the_difference_of_domains_has_their_covariance(design):
    """svycontrast(svyby(~y, ~g, d, svymean, covmat=TRUE), c(-1, 1)): by its linearised variable."""
    y, cell = np.arange(60.0) % 7, np.arange(60) % 2
    both = joint_means(design, y, cell, 2)
    found = both.differences([[1, 0]])
    size = np.bincount(cell, design.weights)
    value = both.value[1] - both.value[0]
    linear = np.where(cell == 1, 1, -1) * (y - both.value[cell]) / size[cell]
    assert found.value[0] == pytest.approx(value)
    # The same as the total of the linearised variable.
    assert found.se[0] == pytest.approx(joint_totals(design, linear).se[0], rel=1e-10)
    assert found.se[0] != pytest.approx(np.hypot(*both.se), rel=1e-6)
    assert found.estimates()[0].n == 60


def test_a_contrast_is_missing_only_where_it_uses_what_is_missing(design):
    cell = np.where(np.arange(60) % 2, 0, 2)
    means_of = joint_means(design, np.arange(60.0), cell, 3)
    assert np.isnan(means_of.se).tolist() == [False, True, False]
    found = means_of.contrast([[1, 0, -1], [1, -1, 0]])
    assert np.isfinite([found.value[0], found.se[0]]).all()
    assert np.isnan([found.value[1], found.se[1]]).all()
    with pytest.raises(ReportError) as refusal:
        found.contrast([1, 2, 3])
    assert refusal.value.code == "contrast.length"


def test_a_quotient_of_totals_is_the_ratio(design):
    y, x = np.arange(60.0) + 1, np.full(60, 3.0)
    found = joint_totals(design, np.array([y, x]).T).quotient(0, 1)
    expected = ratios(design, y, x)
    assert (found.value[0], found.se[0]) == pytest.approx((expected.value[0], expected.se[0]), rel=1e-10)


def test_a_variable_without_variation_has_no_error_and_no_warning(design):
    assert means(design, np.full(60, 4.0))[0].se == pytest.approx(0, abs=1e-15)
    assert variances(design, np.full(60, 4.0))[0].value == pytest.approx(0, abs=1e-15)
    assert means(design, np.full(60, 4.0))[0].deff is None


def test_an_empty_domain_says_that_nobody_answered(design):
    for estimator in (means, variances):
        found = estimator(design, np.full(60, np.nan))[0]
        assert found.value is None
        assert found.reason.say("en") == "No answers"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("estimate", [means, totals, quantiles, joint_means, joint_totals])
def test_infinite_values_are_refused_in_words_and_missing_ones_left_out(design, estimate):
    values = np.arange(60.0)
    values[3] = np.nan
    assert estimate(design, values).n[0] == 59
    values[7], values[9] = np.inf, -np.inf
    with pytest.raises(ReportError) as refusal:
        estimate(design, values)
    assert refusal.value.code == "estimates.infinite"
    assert "row 8" in refusal.value.reason.say("en")


def test_a_row_without_weight_changes_no_variance_of_answers():
    values, weights = np.array([1.0, 4.0, 6.0, 9.0]), np.array([1.0, 2.0, 1.0, 0.0])
    whole = variances(Design.of(weights), values)[0]
    assert whole.value == variances(Design.of(weights[:3]), values[:3])[0].value == pytest.approx(4.78125)


def test_without_end_of_freedom_limits_are_those_of_the_normal():
    assert t_quantile(np.inf) == pytest.approx(1.959963984540054, rel=1e-12)
    assert t_quantile(1e9) == pytest.approx(t_quantile(np.inf), rel=1e-8)
    assert np.isnan(t_quantile(0))
