"""The test of a whole predictor equals R; words state what the model supports, and no causes."""

import re

import numpy as np
import pytest

from reports.charts.drawing import Provenance, draw_spec
from reports.charts.spec import ChartSpec
from reports.estimates import Design, Estimate
from reports.regression import Factor, Number, fit, regress, wholes
from reports.regression.wording import CAUTION, EVENTS, _opposite, figures_said, statement, warnings
from reports.weighting import weighted
from tests.reports.samples import answers, county

CAUSES = re.compile(r"导致|造成|使得|影响|引起|because|cause[sd]\b|leads? to|effect|due to", re.IGNORECASE)


def simulated(gap):
    """The county in which the occupation 2 works longer by ``gap`` hours."""
    given = county(1500)
    hours = answers(1500)["hours"].to_numpy() + gap * (given.column("occ") == "2").to_numpy()
    return weighted(given.with_columns(hours=hours))[0]


def test_the_test_of_a_predictor_is_that_of_r():
    """R: d <- data.frame(y=c(3,5,4,8,9,7,6,12,2,5,8,11), x=1:12, g=factor(rep(1:3,4)), w=rep(c(1,2),6))

    m <- svyglm(y ~ x + g, svydesign(~1, weights=~w, data=d)); regTermTest(m, ~g, method="Wald")
    """
    y = np.array([3, 5, 4, 8, 9, 7, 6, 12, 2, 5, 8, 11], dtype=float)
    terms: list[Number | Factor] = [
        Number("x", CAUTION, np.arange(1.0, 13)),
        Factor("g", CAUTION, np.tile([0, 1, 2], 4), ("1", "2", "3"), (CAUTION,) * 3),
    ]
    design = Design.of(np.tile([1.0, 2.0], 6))
    first, second = wholes(fit(design, y, terms))
    assert second.df == (2.0, 8.0)
    assert second.statistic == pytest.approx(1.306953051583062, rel=1e-9)
    assert second.p == pytest.approx(0.322744598675376, rel=1e-8)
    assert first.df[0] == 1


def test_a_difference_is_stated_with_its_interval_and_no_cause():
    found = regress(simulated(12), "hours", ["occ", "sex"])
    said = statement(found)
    assert any("“2”比“1”" in one.say("zh-CN") and "高" in one.say("zh-CN") for one in said.points)
    assert all("95 %" in one.say("en") for one in said.points)
    for tag in ("zh-CN", "en"):
        assert not CAUSES.search(said.sentence.say(tag))


def test_what_is_lower_is_said_with_an_interval_of_how_much_lower():
    found = regress(simulated(-12), "hours", ["occ", "sex"])
    (lower,) = (one.say("zh-CN") for one in statement(found).points if "“2”比" in one.say("zh-CN"))
    value, low, high = map(float, re.search(r"低 (\S+?)（95 % 区间 \[(\S+), (\S+)\]", lower).groups())
    assert 0 < low < value < high


def test_without_a_difference_nothing_is_stated_of_any_category():
    found = regress(simulated(0), "hours", ["occ", "sex"])
    said = statement(found)
    assert said.points == ()
    assert "没有发现" in said.sentence.say("zh-CN")
    assert "No predictor was found" in said.sentence.say("en")


def test_too_few_answers_of_the_rarer_kind_are_warned_of():
    few = regress(weighted(county(300))[0], "act_1", ["occ", "sex", "title_lv", "polit"])
    assert few.rarer < EVENTS * (len(few.model.coefficients) - 1)
    assert len(warnings(few)) == 1
    assert warnings(regress(simulated(0), "act_1", ["sex"])) == ()


def test_the_chart_of_a_model_has_a_point_for_each_coefficient_and_no_intercept():
    found = regress(weighted(county(1500))[0], "act_1", ["sex", "title"])
    table = found.table(intercept=False)
    chart = draw_spec(table, ChartSpec(figure="odds_ratio"), Provenance(found.outcome, "0"), "zh-CN")
    drawn = chart.svg().decode()
    assert drawn.count('id="point"') + drawn.count('id="point_') == len(found.model.coefficients) - 1
    assert "截距" not in drawn
    assert "优势比" in str(chart.data[0])


def test_how_much_lower_has_no_zero_with_a_sign():
    """An interval that ends at 0 was told as −0.00 where the coefficient is below 0."""
    lower = Estimate(-0.05, 0.02, -0.1, 0.0, 100.0, None, None, None)
    assert figures_said(_opposite(lower), 0.05) == ("0.05", "[0.00, 0.10]")
