"""Designs of several stages, of unequal chances and with single units; and what a design is refused for."""

import numpy as np
import pytest

from reports.codebook import SinglePsu
from reports.errors import ReportError
from reports.estimates import Design, JointInclusion, joint_means, joint_totals, means, shares, totals

NINE = 1e-9
# MU284 (Särndal, Swensson and Wretman 1992, app. B): 5 of 50 clusters, 3 of N_i municipalities in each.
CLUSTER = np.repeat([19, 45, 47, 50, 31], 3)
INSIDE = np.repeat([5, 8, 5, 9, 7], 3)
Y = np.array([41, 49, 49, 49, 49, 45, 31, 31, 35, 39, 41, 61, 49, 51, 33], dtype=float)


def two_stages() -> Design:
    weights = 50 / 5 * INSIDE / 3
    return Design.of(weights, psu=CLUSTER, population=np.full(15, 50), further=[(None, INSIDE)])


def test_both_stages_enter_the_error_of_a_total():
    """svytotal(~y1, svydesign(id=~id1+id2, fpc=~n1+n2, data=mu284)): 15080, SE 2274.2547"""
    found = totals(two_stages(), Y)[0]
    assert (found.value, found.se, found.df) == pytest.approx((15080, 2274.25470087333, 4), rel=NINE)


def test_the_second_stage_counts_only_as_far_as_the_first_was_drawn_from_a_finite_population():
    weights = 50 / 5 * INSIDE / 3
    once = Design.of(weights, psu=CLUSTER)
    further = Design.of(weights, psu=CLUSTER, further=[(None, INSIDE)])
    assert totals(further, Y)[0].se == totals(once, Y)[0].se
    assert len(further.stages) == 1


def test_domains_and_shares_of_a_two_stage_design_agree_with_their_joint_form():
    design = two_stages()
    cell = np.where(Y > 45, 1, 0)
    one, both = means(design, Y, cell, 2), joint_means(design, Y, cell, 2)
    assert one.se == pytest.approx(both.se, rel=1e-12)
    part = shares(design, cell, 2)
    indicators = joint_means(design, np.array([cell == 0, cell == 1]).T.astype(float))
    assert part.se == pytest.approx(indicators.se, rel=1e-12)


def test_equal_chances_give_the_error_of_a_simple_random_sample():
    """π_i = n/N and π_ij = n(n − 1)/N(N − 1): Horvitz–Thompson, Yates–Grundy and Brewer are all Cochran 2.20."""
    n, size, y = 6, 20, np.array([3.0, 5.0, 4.0, 9.0, 1.0, 2.0])
    pairs = np.full((n, n), n * (n - 1) / (size * (size - 1)))
    np.fill_diagonal(pairs, n / size)
    simple = size * np.sqrt((1 - n / size) * y.var(ddof=1) / n)
    chances, weights = np.full(n, n / size), np.full(n, size / n)
    designs = {
        "Horvitz–Thompson": Design.of(weights, joint=JointInclusion.known(pairs)),
        "Yates–Grundy": Design.of(weights, joint=JointInclusion.known(pairs, yates_grundy=True)),
        "Brewer": Design.of(weights, inclusion=chances),
    }
    for name, design in designs.items():
        assert totals(design, y)[0].se == pytest.approx(simple, rel=1e-12), name


def test_units_drawn_with_certainty_add_no_error():
    """π = 1 for two large units: only the others vary."""
    chances = np.array([1.0, 1.0, 0.2, 0.3, 0.5])
    y = np.array([1000.0, 2000.0, 3.0, 4.0, 5.0])
    apart = totals(Design.of(1 / chances, stratum=[1, 1, 2, 2, 2], inclusion=chances), y)[0]
    small = totals(Design.of(1 / chances[2:], inclusion=chances[2:]), y[2:])[0]
    assert apart.se == pytest.approx(small.se, rel=1e-12)


def test_a_domain_with_one_unit_of_a_stratum_is_treated_as_its_setting_says():
    """options(survey.adjust.domain.lonely=TRUE, survey.lonely.psu=…): hand-worked from n_h/(n_h − 1) Σ(t − t̄)²."""
    stratum = np.array([1, 1, 1, 2, 2, 2])
    y, weights = np.array([4.0, 0, 0, 3.0, 5.0, 0]), np.ones(6)
    cell = np.array([0, -1, -1, 0, 0, -1])

    def error(rule: SinglePsu, in_domains: bool) -> float:
        design = Design.of(weights, stratum, single_psu=rule, single_in_domains=in_domains)
        return float(totals(design, y, cell, 1).se[0]) ** 2

    second = 1.5 * np.sum((np.array([3, 5, 0]) - 8 / 3) ** 2)
    first = 1.5 * np.sum((np.array([4, 0, 0]) - 4 / 3) ** 2)
    assert error("adjust", False) == error("fail", True) == pytest.approx(first + second)
    assert error("adjust", True) == pytest.approx(1.5 * 4.0**2 + second)
    assert error("average", True) == pytest.approx(2 * second)
    joint = joint_totals(Design.of(weights, stratum, single_psu="average", single_in_domains=True), y)
    assert joint.se[0] ** 2 == pytest.approx(first + second)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("design.weights", {"weights": [1.0, np.nan, 2.0, 1.0]}),
        ("design.weights", {"weights": [1.0, -0.5, 2.0, 1.0]}),
        ("design.weights", {"weights": [1.0, np.inf, 2.0, 1.0]}),
        ("design.no_weight", {"weights": np.zeros(4)}),
        ("design.length", {"stratum": [1, 2]}),
        ("design.missing", {"stratum": ["a", None, "b", "b"]}),
        ("design.missing", {"psu": [1.0, np.nan, 2.0, 3.0]}),
        ("design.population_differs", {"population": [10, 10, 20, 10]}),
        ("design.population", {"population": np.full(4, 3)}),
        ("design.single_psu", {"stratum": [1, 1, 1, 2]}),
        ("design.single_psu", {"psu": [1, 1, 2, 3], "population": np.full(4, 9), "further": [(None, np.full(4, 5))]}),
        ("design.inclusion", {"inclusion": [0.5, 0.0, 0.5, 0.5]}),
    ],
)  # fmt: skip
def test_what_cannot_be_estimated_from_is_refused_with_the_way_out(code, given):
    with pytest.raises(ReportError) as refusal:
        Design.of(**{"weights": np.ones(4), **given})
    assert refusal.value.code == code
    assert refusal.value.remedy.say("zh-CN")
    assert refusal.value.remedy.say("en")


def test_joint_chances_that_do_not_fit_are_refused():
    for wrong in (np.ones((2, 3)), np.zeros((2, 2)), np.full((2, 2), 1.5)):
        with pytest.raises(ReportError) as refusal:
            JointInclusion.known(wrong)
        assert refusal.value.code == "design.joint"
    with pytest.raises(ReportError):
        totals(Design.of(np.ones(3), joint=JointInclusion.known(np.full((2, 2), 0.5))), np.ones(3))
