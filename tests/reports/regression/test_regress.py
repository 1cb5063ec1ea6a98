"""Models asked of a dataset by names, and their released table."""

import numpy as np
import pytest

from reports.disclosure import ReleasedTable
from reports.disclosure.rounding import told_left_out
from reports.errors import ReportError
from reports.regression import regress
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
    left = told_left_out(int((~held).sum()), 10)
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
    lacking = int((women & np.isnan(data.numbers("hours"))).sum())
    assert cell.n == women.sum() - told_left_out(lacking, 10)


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
    assert len(told) == 1
