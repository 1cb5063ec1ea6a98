"""A recipe applied to a county's answers: every step does what it says, or says what does not fit."""

import json

import numpy as np
import pandas as pd
import pytest

from questionnaires.text import Text
from reports.classification import classify
from reports.codebook import Variable
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.estimates import covariance
from reports.sample_design import design_of
from reports.weighting import Recipe, Step, expand, weigh
from reports.weighting.base import Base, StratumCount
from reports.weighting.distances import Distance
from reports.weighting.raking import RakingRule
from reports.weighting.recipe import (
    Calibration,
    Margin,
    Nonresponse,
    NumberTotal,
    PostStratification,
    Raking,
    ResponseClass,
    Trimming,
)
from reports.weighting.trimming import Limits
from tests.reports.samples import POPULATIONS, county

PEOPLE = sum(POPULATIONS.values())
BASE = Base("strata", strata=tuple(StratumCount(code, size) for code, size in POPULATIONS.items()))
STRATA = Margin.of("stratum", POPULATIONS)
SEX = Margin.of("sex", {"1": 200_000, "2": 160_000}, unanswered="share")
AGE = Margin.of("age3", {"-34": 0.3, "35-44": 0.3, "45-": 0.4}, unanswered="share")


@pytest.fixture(scope="module")
def dataset():
    return county(2463)


def sums(dataset, weights, name):
    found = classify(dataset, name)
    return {
        category.code: float(weights[found.codes == place].sum())
        for place, category in enumerate(found.categories)
    }


def test_strata_alone_are_the_simple_expansion(dataset):
    found = weigh(Recipe(BASE), dataset)
    np.testing.assert_allclose(found.weights, expand(dataset).weights)
    assert [step.kind for step in found.steps] == ["base"]
    assert found.adjustments == ()


def test_post_stratified_weights_reproduce_the_strata_from_equal_ones(dataset):
    found = weigh(Recipe(Base("equal"), calibration=PostStratification(STRATA)), dataset)
    np.testing.assert_allclose(found.weights, expand(dataset).weights)


def test_raked_weights_reproduce_margins_given_as_counts_and_as_shares(dataset):
    recipe = Recipe(BASE, calibration=Raking((STRATA, SEX, AGE), total=PEOPLE))
    found = weigh(recipe, dataset)
    assert sums(dataset, found.weights, "stratum") == pytest.approx(POPULATIONS, rel=1e-8)
    sex = sums(dataset, found.weights, "sex")
    assert sex["1"] / sex["2"] == pytest.approx(200 / 160, rel=1e-8)
    base = sums(dataset, expand(dataset).weights, "sex")
    unanswered = (base["9"] + base["-9"]) / PEOPLE
    assert (sex["9"] + sex["-9"]) / PEOPLE == pytest.approx(unanswered, rel=1e-8)
    ages = sums(dataset, found.weights, "age3")
    assert ages["-34"] / PEOPLE == pytest.approx(0.3, rel=1e-8)
    assert [step.kind for step in found.steps] == ["base", "raking"]


def test_shares_without_the_size_of_the_population_are_a_warning(dataset):
    found = weigh(Recipe(BASE, calibration=PostStratification(AGE)), dataset)
    assert found.weights.sum() == pytest.approx(1.0)
    assert "less than the 2463 answers" in found.warnings[0].say("en")
    assert weigh(Recipe(BASE, calibration=PostStratification(AGE, PEOPLE)), dataset).warnings == ()


def test_merged_categories_add_up_their_totals(dataset):
    margin = Margin.of("stratum", POPULATIONS, merged={"stratum": {"2": "2+5", "5": "2+5"}})
    found = weigh(Recipe(BASE, calibration=PostStratification(margin)), dataset)
    strata = sums(dataset, found.weights, "stratum")
    assert strata["2"] + strata["5"] == pytest.approx(POPULATIONS["2"] + POPULATIONS["5"])


def test_a_crossed_margin_reproduces_every_cell(dataset):
    counts: dict[tuple[str, ...], float] = {}
    stratum, sex = classify(dataset, "stratum"), classify(dataset, "sex")
    for row in range(len(dataset)):
        key = (stratum.categories[stratum.codes[row]].code, sex.categories[sex.codes[row]].code)
        counts[key] = counts.get(key, 0) + 130.0
    found = weigh(Recipe(BASE, calibration=PostStratification(Margin(("stratum", "sex"), counts))), dataset)
    np.testing.assert_allclose(found.weights, 130)


def test_calibration_meets_categories_and_numbers(dataset):
    hours = np.nan_to_num(dataset.numbers("hours"), nan=46.0)
    full = dataset.with_columns(hours=hours, **{"hours.missing": None})
    total = 46.5 * PEOPLE
    step = Calibration((STRATA,), (NumberTotal("hours", total),), Distance("logit", 0.3, 3))
    found = weigh(
        Recipe(BASE, calibration=step), type(full)(full.title, full.table, full.variables, full.design)
    )
    assert found.weights @ hours == pytest.approx(total, rel=1e-9)
    assert sums(dataset, found.weights, "stratum") == pytest.approx(POPULATIONS, rel=1e-9)


def test_a_number_not_everyone_answered_and_one_that_is_none_are_refused(dataset):
    for name, code in (("hours", "weighting.number_missing"), ("occ", "weighting.number")):
        with pytest.raises(ReportError) as refusal:
            weigh(Recipe(BASE, calibration=Calibration((STRATA,), (NumberTotal(name, 1e6),))), dataset)
        assert refusal.value.code == code


def test_nonresponse_then_raking(dataset):
    asked = {code: 1.0 * size for code, size in POPULATIONS.items()}
    drawn = {code: float(np.sum(dataset.column("stratum") == code)) * 2 for code in POPULATIONS}
    base = Base("strata", strata=tuple(StratumCount(code, asked[code], drawn[code]) for code in asked))
    classes = (
        ResponseClass({"stratum": ("1", "2")}, asked["1"] + asked["2"]),
        ResponseClass({"stratum": ("3", "4", "5", "6")}, sum(asked[code] for code in "3456")),
    )
    found = weigh(Recipe(base, Nonresponse(classes), Raking((SEX,))), dataset)
    assert [step.kind for step in found.steps] == ["base", "nonresponse", "raking"]
    assert found.steps[1].total_after == pytest.approx(PEOPLE)
    assert found.steps[1].smallest == pytest.approx(2.0)


@pytest.mark.parametrize(
    "classes",
    [
        (ResponseClass({"stratum": ("1", "2")}, 1e6),),
        (ResponseClass({}, 1e6), ResponseClass({"stratum": ("1",)}, 1e6)),
    ],
)
def test_response_classes_must_hold_every_answer_once(dataset, classes):
    with pytest.raises(ReportError) as refusal:
        weigh(Recipe(BASE, Nonresponse(classes)), dataset)
    assert refusal.value.code == "weighting.response_class"


def test_trimming_and_raking_again_keep_the_margins(dataset):
    recipe = Recipe(
        BASE, None, Raking((STRATA, SEX, AGE), total=PEOPLE), Trimming(Limits("mean", high=1.4), again=5)
    )
    found = weigh(recipe, dataset)
    assert sums(dataset, found.weights, "stratum") == pytest.approx(POPULATIONS, rel=1e-8)
    plain = weigh(Recipe(BASE, None, recipe.calibration), dataset)
    assert found.weights.max() < plain.weights.max()
    assert [step.kind for step in found.steps][:4] == ["base", "raking", "trimming", "raking"]
    assert len(found.adjustments) == 1


def test_trimming_alone_warns_that_totals_are_no_longer_met(dataset):
    recipe = Recipe(BASE, None, Raking((STRATA,)), Trimming(Limits("mean", high=1.2)))
    found = weigh(recipe, dataset)
    assert "no longer meet" in found.warnings[0].say("en")
    assert found.weights.max() <= 1.2 * PEOPLE / len(dataset) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("margin", "code"),
    [
        (Margin.of("sex", {"1": 5.0, "2": 4.0}), "weighting.no_total"),
        (Margin.of("stratum", {"1": 9.0, "2": 5.0}), "weighting.no_total"),
        (Margin.of("stratum", {**POPULATIONS, "99": 5.0}), "weighting.unknown_category"),
        (Margin(("stratum", "sex"), {("1",): 5.0}), "weighting.unknown_category"),
        (Margin.of("sex", {}), "weighting.no_controls"),
        (Margin.of("stratum", {**POPULATIONS, "3": np.nan}), "weighting.total"),
        (Margin.of("nowhere", {"1": 1.0}), "dataset.variable"),
        (Margin.of("hours", {"1": 1.0}), "breakdown.kind"),
    ],
)
def test_margins_that_do_not_fit_the_answers_are_refused(dataset, margin, code):
    with pytest.raises(ReportError) as refusal:
        weigh(Recipe(BASE, calibration=PostStratification(margin)), dataset)
    assert refusal.value.code == code
    assert refusal.value.remedy.say("zh-CN")


def test_a_running_number_taken_for_a_category_is_refused():
    codes = tuple(str(index) for index in range(25_000))
    variable = Variable(
        "serial", Text(zh="流水号", en="Serial"), "code", dict.fromkeys(codes, Text(zh="号", en="No."))
    )
    many = Dataset(Text(zh="例", en="Example"), pd.DataFrame({"serial": codes[:500]}), (variable,))
    with pytest.raises(ReportError) as refusal:
        weigh(
            Recipe(Base("equal"), calibration=Raking((Margin.of("serial", dict.fromkeys(codes, 1.0)),))), many
        )
    assert refusal.value.code == "weighting.too_many"
    assert "25,000" in refusal.value.reason.say("en")


@pytest.mark.parametrize(
    ("recipe", "code"),
    [
        (Recipe(BASE, calibration=Raking(())), "weighting.no_controls"),
        (Recipe(BASE, calibration=Calibration()), "weighting.no_controls"),
        (Recipe(BASE, Nonresponse(())), "weighting.response_class"),
        (Recipe(Base("two_stage", strata=BASE.strata)), "design.psu"),
        (Recipe(Base("probabilities", variable="hours")), "weighting.probability"),
        (Recipe(BASE, calibration=PostStratification(STRATA, total=-4.0)), "weighting.total"),
        (Recipe(BASE, trimming=Trimming(Limits("median", high=0.9))), "weighting.limits"),
    ],
)
def test_recipes_that_cannot_be_carried_out_are_refused(dataset, recipe, code):
    with pytest.raises(ReportError) as refusal:
        weigh(recipe, dataset)
    assert refusal.value.code == code
    assert refusal.value.reason.say("zh-CN") != refusal.value.reason.say("en")


def test_without_answers_there_is_nothing_to_weigh(dataset):
    none = Dataset(dataset.title, dataset.table.iloc[:0], dataset.variables, dataset.design)
    with pytest.raises(ReportError) as refusal:
        weigh(Recipe(Base("equal")), none)
    assert refusal.value.code == "weighting.no_rows"


def test_margins_of_different_totals_are_refused(dataset):
    with pytest.raises(ReportError) as refusal:
        weigh(
            Recipe(
                BASE, calibration=Raking((STRATA, Margin.of("sex", {"1": 1.0, "2": 1.0}, unanswered="share")))
            ),
            dataset,
        )
    assert refusal.value.code == "weighting.margins_differ"


def test_the_log_speaks_both_languages_and_survives_json(dataset):
    found = weigh(Recipe(BASE, None, Raking((STRATA, SEX)), Trimming(Limits("mean", high=1.2))), dataset)
    for step in found.steps:
        assert Step.from_json(json.loads(json.dumps(step.to_json()))) == step
        for line in (step.title, *step.lines()):
            assert line.say("zh-CN") != line.say("en")
    raked = found.steps[1]
    assert f"{raked.iterations} iterations, converged" in raked.lines()[3].say("en")
    assert "已收敛" in raked.lines()[3].say("zh-CN")
    assert (raked.effective_before, raked.deff_before) == (
        found.steps[0].effective_after,
        found.steps[0].deff_after,
    )


def test_the_design_takes_weights_and_adjustments(dataset):
    found = weigh(Recipe(BASE, calibration=Raking((STRATA, SEX), rule=RakingRule(1e-8))), dataset)
    design = found.on(design_of(dataset))
    assert design.adjustments == found.adjustments
    np.testing.assert_array_equal(design.weights, found.weights)


def test_a_dataset_with_a_set_applied_has_its_weights_its_variances_and_its_name(dataset):
    found = weigh(Recipe(BASE, calibration=Raking((STRATA, SEX))), dataset)
    applied = found.applied(dataset, "raked", Text(zh="按层和性别", en="Strata and sex"))
    scores = np.stack([found.weights, found.weights * (applied.column("sex") == "1")], axis=1)
    plain, ours = (
        covariance(design_of(one), scores) for one in (applied.with_columns(weight=found.weights), applied)
    )
    np.testing.assert_allclose(ours, covariance(found.on(design_of(dataset)), scores))
    # The totals of men and of everybody are known: what is left is who did not answer.
    assert ours[1, 1] < plain[1, 1] / 5
    assert abs(ours[0, 0]) < 1e-6 * plain[1, 1]
    assert (applied.source["weights"], applied.source["data"]) == ("raked", dataset.hash)
    assert applied.hash != dataset.hash
    (note,) = [one for one in applied.design.notes if "raked" in one.say("en")]
    assert found.recipe.digest[:12] in note.say("zh-CN")
    assert note.say("en").endswith("of the residuals of the calibration.")


def test_other_weights_drop_the_adjustments_of_those_before(dataset):
    found = weigh(Recipe(BASE, calibration=PostStratification(STRATA)), dataset)
    applied = found.applied(dataset, "one", Text(zh="一", en="One"))
    assert applied.adjustments == found.adjustments
    assert applied.with_columns(applied.design).adjustments == found.adjustments
    assert applied.with_columns(weight=dataset.weights).adjustments == ()
