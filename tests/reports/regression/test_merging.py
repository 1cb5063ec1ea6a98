"""What a model may tell of few persons: categories are put together, or it is refused with the way out."""

from dataclasses import replace

import numpy as np
import pytest

from reports.disclosure.policy import PUBLIC, UNIT
from reports.errors import ReportError
from reports.regression import regress
from reports.weighting import weighted
from tests.reports.samples import answers, county


def with_few(name, code, other, count):
    """The county with so many in a category, all others of it in another."""
    given = county(800)
    values = given.column(name).to_numpy().astype(object)
    values[values == code] = other
    values[np.flatnonzero(values == other)[:count]] = code
    return weighted(replace(given, table=given.table.assign(**{name: values})))[0]


@pytest.mark.parametrize("count", [4, 12])
def test_a_category_of_few_answers_is_put_with_its_neighbour_and_nobody_is_left_out(count):
    data = with_few("title_lv", "434", "435", count)
    found = regress(data, "hours", ["title_lv"])
    (factor,) = found.terms
    if count == 4:
        assert any("434" in level.split("+") for level in factor.levels)
        assert any(
            "人数少的类别合并" in note.say("zh-CN") and "434" in note.say("zh-CN") for note in found.notes
        )
    else:
        assert "434" in factor.levels
    # As many as the frequencies of hours say, and nobody besides.
    assert found.model.left_out == int(np.isnan(data.numbers("hours")).sum())


def test_categories_are_judged_by_the_answers_that_the_model_uses():
    """Twelve may stand in a table; of those who gave the number, and are not missing elsewhere, only some."""
    data = with_few("title_lv", "434", "435", 12)
    sex = data.column("sex").to_numpy().astype(object)
    sex[np.flatnonzero(data.column("title_lv") == "434")[:6]] = "9"
    (title, _) = regress(data.with_columns(sex=sex), "hours", ["title_lv", "sex"]).terms
    assert "434" not in title.levels


def test_no_odds_ratio_tells_of_fewer_than_the_threshold_on_either_side():
    data = weighted(county(300))[0]
    found = regress(data, "sat_1", ["occ"], answer="5")
    (factor,) = found.terms
    chosen = (data.column("sat_1") == "5").to_numpy()
    assert any("+" in level for level in factor.levels)
    for place in range(len(factor.levels)):
        inside = factor.codes == place
        assert min((chosen & inside).sum(), (~chosen & inside).sum()) >= 10


@pytest.mark.parametrize("most", [30_000, 1_000_000])
def test_a_mean_that_one_answer_makes_is_in_no_coefficient(most):
    given = county(400)
    hours = answers(400)["hours"].to_numpy().copy()
    one = np.flatnonzero((given.column("occ") == "3").to_numpy() & np.isfinite(hours))[0]
    hours[one] = most
    data = weighted(given.with_columns(hours=hours))[0]
    if most > 100_000:
        assert refused(data, "hours", ["occ"]) == "regression.small"
    else:
        (factor,) = regress(data, "hours", ["occ"]).terms
        assert "3" not in factor.levels


def test_a_reference_may_be_named_by_a_code_that_was_put_together():
    found = regress(
        with_few("title_lv", "434", "435", 4), "hours", ["title_lv"], references={"title_lv": "434"}
    )
    (factor,) = found.terms
    assert "434" in factor.levels[factor.reference].split("+")


def refused(data, outcome, predictors):
    with pytest.raises(ReportError) as refusal:
        regress(data, outcome, predictors)
    assert refusal.value.remedy.say("en")
    return refusal.value.code


def test_what_would_tell_of_few_is_refused_with_the_way_out():
    data = weighted(county(400))[0]
    assert refused(data, "act_3", ["occ"]) == "regression.few"
    hours = np.where(np.isnan(data.numbers("hours")), np.nan, 40.0)
    hours[:5] = 60
    assert refused(data.with_columns(hours=hours), "act_1", ["hours"]) == "regression.few"
    assert refused(with_few("sex", "2", "1", 5), "hours", ["sex"]) == "regression.small"


@pytest.mark.parametrize("predictors", [["sex"], ["occ", "sex"]])
def test_a_predictor_that_is_the_same_for_everybody_used_is_refused_in_words(predictors):
    given = county(400)
    data = weighted(given.with_columns(sex=np.full(len(given), "1", dtype=object)))[0]
    assert refused(data, "hours", predictors) == "regression.constant"


def test_an_outcome_does_not_explain_itself():
    data = weighted(county(400))[0]
    assert refused(data, "hours", ["hours"]) == "regression.itself"
    assert refused(data, "sex", ["sex"]) == "regression.itself"


@pytest.mark.parametrize("answer", [None, "1"], ids=["linear", "logistic"])
def test_for_a_reader_of_one_unit_a_category_of_its_own_people_is_put_with_its_neighbour(answer):
    data = with_few("title_lv", "434", "435", 60)
    ours = data.column("title_lv").to_numpy() == "434"
    data = replace(data, table=data.table.assign(psu=np.where(ours, 4711, 4712)))
    outcome = "hours" if answer is None else "sex"
    for policy, is_alone in ((PUBLIC, True), (UNIT.of_unit(4711), False), (UNIT.of_unit(4713), True)):
        found = regress(data, outcome, ["title_lv"], answer=answer, policy=policy)
        assert ("434" in found.terms[0].levels) is is_alone
        said = [note.say("zh-CN") for note in found.notes]
        assert any("除本单位以外" in note for note in said) is (policy is not PUBLIC)
