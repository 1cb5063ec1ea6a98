"""Models asked of a dataset by names, and their released table."""

import numpy as np
import pytest

from questionnaires.text import CHINESE, ENGLISH
from reports.crosstabs import frequencies
from reports.disclosure import ReleasedTable
from reports.errors import ReportError
from reports.estimates.intervals import t_quantile
from reports.exports.profile import PROFILES
from reports.regression import fit, regress, wholes
from reports.sample_design import design_of
from reports.tests.showing import values_of
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
    left = int((~sex.isin(["1", "2"]) | np.isnan(data.numbers("hours"))).sum())
    assert abs(found.model.left_out - left) < 20
    assert found.model.n == len(data) - found.model.left_out
    assert f"About {found.model.n:,} answers were used" in found.notes[-4].say("en")


def test_an_option_and_an_answer_are_logistic_outcomes(data):
    assert regress(data, "act_1", ["sex"]).model.kind == "logistic"
    found = regress(data, "sat_1", ["hours"], answer="5")
    assert found.model.kind == "logistic"
    assert np.log(found.model[1].odds_ratio.value or 0.0) == pytest.approx(
        found.model[1].estimate.value, abs=1e-12
    )


def test_the_table_of_coefficients_is_released(data):
    table = regress(data, "act_1", ["sex", "hours"]).table()
    assert isinstance(table, ReleasedTable)
    assert [category.code for category in table.dimensions[0].categories] == ["(Intercept)", "sex=2", "hours"]
    cell = table.cell(coefficient="sex=2")
    assert cell.figure("odds_ratio").low < cell.figure("odds_ratio").value
    assert (cell.n, cell.weighted_n, cell.suppressed) == (None, None, False)
    assert table.base.about


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


def test_a_model_that_leaves_answers_out_is_told_coarsely_and_says_so(data):
    """Rounded by the error, half the interval rounded up, p by its band; t, F and n of categories not at all."""
    found = regress(data, "hours", ["sex", "occ"])
    values, _ = values_of(data, "hours", None)
    exact = fit(design_of(data), values, found.terms)
    assert found.model.r_squared == round(exact.r_squared or 0.0, 2)
    for one, of in zip(found.model.coefficients, exact.coefficients, strict=True):
        told, real = one.estimate, of.estimate
        assert 0.2 <= one.step / real.se < 0.6
        assert abs(told.value - real.value) <= one.step / 2 + 1e-9
        assert told.value / one.step == pytest.approx(round(told.value / one.step), abs=1e-6)
        half = (real.high - real.low) / 2
        assert 0.98 * half <= (told.high - told.low) / 2 <= 1.02 * half + one.step
        assert told.se == pytest.approx((told.high - told.low) / 2 / t_quantile(found.model.df), rel=0.06)
        assert (one.t, told.n) == (None, None)
        assert one.p == max(end for end in (0.0, 0.001, 0.01, 0.05) if end <= of.p)
    for whole, test in zip(found.wholes, wholes(exact), strict=True):
        assert (whole.statistic, whole.p <= test.p) == (None, True)
    rounded, bands, note = found.notes[-3:]  # a note for each thing to know
    assert "half their intervals is rounded up" in rounded.say("en")
    assert "p is given by its band" in bands.say("en")
    for language in (CHINESE, ENGLISH):  # and where who may have the answers finds the exact ones
        assert PROFILES["internal"].label.say(language) in note.say(language)
        assert "data.R" in note.say(language)


def test_where_nobody_is_left_out_and_no_cell_is_small_the_fit_is_told_as_it_is(data):
    """Two predictors whose crossing has small cells would tell these; one alone, known of everybody, tells none."""
    found = regress(data, "act_1", ["occ"])
    values, _ = values_of(data, "act_1", None)
    exact = fit(design_of(data), values, found.terms, "logistic")
    assert found.model.is_exact
    assert found.model.coefficients == exact.coefficients
    assert found.wholes == wholes(exact)
    assert not regress(data, "act_1", ["occ", "title_lv"]).model.is_exact


def test_a_joint_category_does_not_tell_the_few_in_it_that_frequencies_hide():
    """Of 800, a few are of occupation 1, hidden beside who gave none; joined with 8 its number less that of 8 told them."""
    given = county(800)
    occ = given.column("occ").to_numpy().astype(object)
    occ[occ == "1"] = "3"
    place = np.flatnonzero(occ == "3")
    told = set()
    for few in (5, 9):
        few_of = occ.copy()
        few_of[place[:few]], few_of[place[10:22]] = "1", "-9"
        data = weighted(given.with_columns(occ=few_of))[0]
        (table,) = frequencies(data, "occ")
        assert {cell.keys["occ"] for cell in table.inner() if cell.suppressed} == {"1", "-9"}
        found = regress(data, "hours", ["occ"], references={"occ": "3"})
        told.add(tuple(one.estimate.n for one in found.model.coefficients))
        assert any(one.column.level == "1+8" for one in found.model.coefficients)
    assert told == {(None,) * len(found.model.coefficients)}
