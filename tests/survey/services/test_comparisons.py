"""A test below a breakdown says what the table supports, and never more than the table publishes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reports.disclosure import POLICIES
from survey.errors import Refusal
from survey.services import comparisons, results, surveys
from tests.fixtures.databases import only_sqlite
from tests.reports.crosstabs.numbers import leaving_out
from tests.survey.analysed import NOW, analysed_survey

pytestmark = only_sqlite


@pytest.fixture(scope="module")
def kept():
    """The data of one survey for all tests of this module."""
    return {}


@pytest.fixture
def found(store, tmp_path, kept):
    if "analysis" not in kept:
        analysed_survey(store, 1500)
        kept["analysis"] = results.current(store, tmp_path, surveys.named(store, "county", at=NOW))
    return kept["analysis"]


def test_two_features_are_tested_for_association_with_statistic_df_and_p(found):
    test = comparisons.overall(found, ["sex", "title4"])
    assert test is not None
    assert test.result is not None
    assert test.result.method == "f"
    assert f"F({test.result.df[0]:.4g}, " in test.sentence.say("zh-CN")
    assert f"{test.result.statistic:.2f}" in test.sentence.say("en")
    assert test.is_difference is (test.result.p < 0.05)
    assert ("没有发现" in test.sentence.say("zh-CN")) is not test.is_difference
    assert test.pairs == ()


def test_features_that_do_not_go_together_are_not_found_to_differ_and_one_with_itself_is(found):
    # Every answer of the sample is drawn by itself: age and title have nothing to do with each other.
    assert comparisons.overall(found, ["age3", "title4"]).is_difference is False
    alike = comparisons.overall(found, ["age3"], "age")
    assert alike.is_difference is True
    assert "有统计学意义" in alike.sentence.say("zh-CN")


def test_of_a_number_every_pair_is_compared_after_holm(found):
    test = comparisons.overall(found, ["age3"], "age")
    groups = {one.first for one in test.pairs} | {one.second for one in test.pairs}
    assert len(test.pairs) == len(groups) * (len(groups) - 1) / 2
    for pair in test.pairs:
        assert pair.result.difference > 0
        assert pair.result.low < pair.result.difference < pair.result.high
        assert pair.adjusted >= pair.result.p
    assert "Holm" in test.pairs_sentence.say("en")
    assert not test.is_share


def test_pairs_are_the_differences_of_the_figures_that_the_table_shows(found):
    made = results.breakdown(found, ["age3"], "age")
    test = comparisons.overall(found, ["age3"], "age")
    means = {
        one.label: made.table.cell(age3=one.code).figure("mean").value
        for one in made.table.dimension("age3").categories
    }
    for pair in test.pairs:
        assert pair.result.difference == pytest.approx(means[pair.second] - means[pair.first], abs=1e-6)


def test_the_share_of_an_answer_is_compared_in_points_of_the_share(found):
    options = comparisons.choices(found, "polit")
    assert "01" in {one.name for one in options}
    test = comparisons.compared(found, ["age3"], "polit", "01")
    assert test.is_share
    assert all(-1 < (pair.result.difference or 0) < 1 for pair in test.pairs)


def test_an_option_of_a_multiple_choice_and_an_item_of_a_matrix_can_be_compared(found):
    for question in ("press_src", "sat"):
        options = comparisons.choices(found, question)
        assert len(options) > 3
        assert comparisons.overall(found, ["sex"], question) is None
        test = comparisons.compared(found, ["sex"], question, options[0].name)
        assert test.sentence.say("zh-CN")
        assert test.is_share is (question == "press_src")


def test_nothing_is_tested_of_one_feature_of_three_or_of_a_ranking(found):
    assert comparisons.overall(found, ["age3"]) is None
    assert comparisons.overall(found, ["age3", "sex", "political"]) is None
    assert comparisons.overall(found, ["age3", "sex"], "job_all") is None
    assert comparisons.overall(found, ["age3"], "barr") is None
    assert comparisons.choices(found, "barr") == []
    assert comparisons.choices(found, "hours") == []


def test_a_table_with_hidden_cells_gives_the_verdict_and_no_statistic(found):
    made = results.breakdown(found, ["age10", "political"])
    assert made.table.suppressed
    test = comparisons.overall(found, ["age10", "political"])
    assert test.result is None
    said = test.sentence.say("zh-CN") + test.sentence.say("en")
    assert "F(" not in said
    assert "p = " not in said
    assert test.is_difference is None or comparisons.WITHHELD in test.notes


def test_no_pair_tells_a_figure_that_the_table_hides(found):
    made = results.breakdown(found, ["unit_type"], "age")
    test = comparisons.overall(found, ["unit_type"], "age")
    open_groups = {
        one.label
        for one in made.table.dimension("unit_type").categories
        if made.table.cell(unit_type=one.code).figure("mean").value is not None
    }
    assert test is not None
    assert {one.first for one in test.pairs} | {one.second for one in test.pairs} <= open_groups


def test_where_everything_is_hidden_nothing_is_said(found, monkeypatch):
    hidden = [False]
    monkeypatch.setattr(comparisons, "_is_published", lambda cell, figure: hidden[0])
    comparisons._made.forget(lambda _: True)
    assert comparisons.overall(found, ["age3", "title4"]) is None
    assert comparisons.compared(found, ["age3"], "polit", "01") is None
    comparisons._made.forget(lambda _: True)


def test_what_the_audience_may_see_decides(found):
    public = comparisons.overall(found, ["age3", "political"])
    internal = comparisons.overall(found, ["age3", "political"], policy=POLICIES["internal"])
    assert public is not internal


def test_a_test_is_kept_by_the_version_of_the_data_and_asked_again_reckons_nothing(found):
    assert comparisons.overall(found, ["age3", "title4"]) is comparisons.overall(found, ["age3", "title4"])


def test_an_unknown_question_is_refused_by_the_table(found):
    with pytest.raises(Refusal):
        comparisons.compared(found, ["sex"], "nothing", "1")


def test_json_has_plain_numbers_and_both_languages(found):
    made = comparisons.overall(found, ["age3"], "age").to_json()
    assert set(made["sentence"]) == {"zh-CN", "en"}
    assert made["difference"] is True
    assert made["method"] == "means"
    assert all(isinstance(one, float) and np.isfinite(one) for one in (made["p"], made["statistic"]))
    assert (made["statistic"], made["p"]) == (round(made["statistic"], 2), round(made["p"], 4))
    assert {"first", "second", "difference", "se", "low", "high", "p_holm"} == set(made["pairs"][0])


def test_means_without_n_are_compared_by_the_band_of_p_alone(found):
    """Where n is not told the mean is rounded; the statistic, or a difference of two, would give the exact one back."""
    analysis = replace(found, dataset=leaving_out(400, {"1": 3, "2": 4}))
    made = results.breakdown(analysis, ["sex"], "hours")
    assert {cell.n for cell in made.table} == {None}
    test = comparisons.overall(analysis, ["sex"], "hours")
    assert test is not None
    assert (test.result, test.pairs) == (None, ())
    assert "t(" not in test.sentence.say("en")
