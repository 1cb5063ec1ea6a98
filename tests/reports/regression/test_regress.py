"""Models asked of a dataset by names, and their released table."""

import numpy as np
import pytest

from reports.crosstabs import frequencies
from reports.disclosure import ReleasedTable
from reports.disclosure.rounding import in_steps
from reports.errors import ReportError
from reports.estimates.intervals import t_quantile
from reports.regression import regress
from reports.tests.distributions import t_tails
from reports.weighting import weighted
from tests.reports.samples import county


@pytest.fixture(scope="module")
def data():
    return weighted(county(2463))[0]


def test_a_number_is_explained_by_categories_and_numbers(data):
    found = regress(data, "hours", ["sex", "sat_1"], references={"sex": "2"})
    names = [one.column.say("en") for one in found.model.coefficients]
    assert names[:2] == ["Intercept", "Sex: 1 (against 2)"]
    sex = data.column("sex")
    held = sex.isin(["1", "2"]) & ~np.isnan(data.numbers("hours"))
    left = in_steps(int((~held).sum()), 10)
    assert (found.model.left_out, found.model.n) == (left, len(data) - left)
    assert f"About {len(data) - left:,} answers were used" in found.notes[-1].say("en")


def test_an_option_and_an_answer_are_logistic_outcomes(data):
    assert regress(data, "act_1", ["sex"]).model.kind == "logistic"
    found = regress(data, "sat_1", ["hours"], answer="5")
    assert found.model.kind == "logistic"
    assert np.log(found.model[1].odds_ratio.value or 0.0) == pytest.approx(found.model[1].estimate.value)


def test_the_table_of_coefficients_is_released(data):
    table = regress(data, "act_1", ["sex", "hours"]).table()
    assert isinstance(table, ReleasedTable)
    assert [category.code for category in table.dimensions[0].categories] == ["(Intercept)", "sex=2", "hours"]
    cell = table.cell(coefficient="sex=2")
    assert cell.figure("odds_ratio").low < cell.figure("odds_ratio").value
    women = data.column("sex") == "2"
    assert cell.n == in_steps(int((women & ~np.isnan(data.numbers("hours"))).sum()), 10)


def test_a_category_of_few_answers_is_put_with_another_and_named():
    given = county(800)
    level = given.column("title_lv").to_numpy().astype(object)
    level[level == "434"] = "435"
    level[:4] = "434"
    data = weighted(given.with_columns(title_lv=level))[0]
    found = regress(data, "hours", ["title_lv"])
    assert "title_lv=434" not in [category.code for category in found.table().dimensions[0].categories]
    assert any("434" in note.say("zh-CN") for note in found.notes)


@pytest.mark.parametrize(
    ("outcome", "predictors", "more", "code"),
    [
        ("hours", [], {}, "regression.predictors"),
        ("hours", ["sex"], {"references": {"sex": "77"}}, "regression.reference"),
        ("hours", ["sex", "sex"], {}, "regression.doubled"),
        ("words", ["sex"], {}, "tests.kind"),
        ("hours", ["nothing"], {}, "dataset.variable"),
        ("hours", ["words"], {}, "breakdown.kind"),
    ],
)
def test_what_cannot_be_fitted_is_refused(data, outcome, predictors, more, code):
    with pytest.raises(ReportError) as refusal:
        regress(data, outcome, predictors, **more)
    assert refusal.value.code == code


def test_how_many_refused_a_feature_is_not_told_by_a_model_of_it():
    """Of 800, four refused their sex, which no table says; a model that leaves them out said 796."""
    given = county(800)
    sex = given.column("sex").to_numpy().astype(object)
    sex[np.isin(sex, ["9", "-9"])] = "1"
    told = set()
    for few in (1, 4, 9, 20):
        refusing = sex.copy()
        refusing[np.flatnonzero(sex == "1")[:few]] = "9"
        found = regress(weighted(given.with_columns(sex=refusing))[0], "act_1", ["sex"])
        figures = (found.model.n, found.model.left_out, found.model.df, found.base.n, found.rarer)
        told.add((*figures, *(one.estimate.n for one in found.model.coefficients)))
        assert "steps of 20" in found.notes[-1].say("en")
        for one in found.model.coefficients:  # nor by what goes with the degrees of freedom, at full length
            assert (one.estimate.high - one.estimate.low) / 2 == pytest.approx(
                t_quantile(found.model.df) * one.estimate.se, rel=1e-12
            )
            assert one.p == pytest.approx(t_tails(one.t, found.model.df), rel=1e-12)
            assert one.odds_ratio.high == pytest.approx(np.exp(one.estimate.high or 0.0), rel=1e-12)
    assert len(told) == 1


def test_a_joint_category_does_not_tell_the_few_in_it_that_frequencies_hide():
    """Of 800, a few are of occupation 1, hidden beside who gave none; joined with 8 its number less that of 8 told them."""
    given = county(800)
    occ = given.column("occ").to_numpy().astype(object)
    occ[occ == "1"] = "3"
    place = np.flatnonzero(occ == "3")
    told = set()
    for few in (5, 7, 9):
        few_of = occ.copy()
        few_of[place[:few]], few_of[place[10:22]] = "1", "-9"
        data = weighted(given.with_columns(occ=few_of))[0]
        (table,) = frequencies(data, "occ")
        assert {cell.keys["occ"] for cell in table.inner() if cell.suppressed} == {"1", "-9"}
        found = regress(data, "hours", ["occ"], references={"occ": "3"})
        told.add(tuple(one.estimate.n for one in found.model.coefficients))
        assert any(one.column.level == "1+8" for one in found.model.coefficients)
    assert len(told) == 1
