"""Regression by hand where a formula is known, and refusals with the name of what is in the way."""

import numpy as np
import pytest

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates import Design, ReplicateDesign
from reports.regression import Factor, Number, fit
from reports.regression.model import Kind
from reports.tests import two_means


def said(word: str) -> Text:
    return Text(zh=word, en=word)


def number(name: str, values) -> Number:
    return Number(name, said(name), np.asarray(values, dtype=np.float64))


def factor(name: str, codes, levels=("a", "b", "c"), reference=0) -> Factor:
    labels = tuple(said(level) for level in levels)
    return Factor(name, said(name), np.asarray(codes, dtype=np.int64), tuple(levels), labels, reference)


@pytest.fixture(scope="module")
def drawn():
    draw = np.random.default_rng(6)
    x, g = draw.normal(size=300), draw.integers(0, 3, 300)
    y = 2 + 0.5 * x + (g == 1) + draw.normal(size=300)
    design = Design.of(draw.uniform(1, 5, 300), draw.integers(0, 3, 300), np.arange(300) // 5)
    return design, x, g, y


def test_a_line_by_hand():
    """svyglm(y~x, svydesign(~1, data=data.frame(x=0:3, y=c(1,3,2,6)))): 0.9 + 1.4·x, R² 0.7

    Residuals 0.1, 0.7, -1.7, 0.9; the sandwich of the slope is 4/3 · Σ((x−1.5)·e/5)² = 4/3·0.1298.
    """
    model = fit(Design.of(np.ones(4)), [1, 3, 2, 6], [number("x", [0, 1, 2, 3])])
    assert [one.estimate.value for one in model.coefficients] == pytest.approx([0.9, 1.4])
    scores = np.array([-1.5, -0.5, 0.5, 1.5]) * np.array([0.1, 0.7, -1.7, 0.9]) / 5
    assert model[1].estimate.se == pytest.approx(np.sqrt(4 / 3 * np.sum(scores**2)))
    assert model.r_squared == pytest.approx(0.7)
    assert (model.df, model.n, model.left_out) == (2.0, 4, 0)


def test_a_factor_of_two_levels_is_the_t_test(drawn):
    design, _, g, y = drawn
    code = np.where(g == 2, -1, g)
    model = fit(design, y, [factor("g", code)])
    test = two_means(design, y, code)
    assert model[1].estimate.value == pytest.approx(test.difference)
    assert model[1].estimate.se == pytest.approx(test.se)
    assert model[1].p == pytest.approx(test.p)
    assert model.df == test.df[0]
    assert (model[1].estimate.low, model[1].estimate.high) == pytest.approx((test.low, test.high))


def test_an_odds_ratio_by_hand():
    """glm(y~g, binomial) of 30/70 against 60/40: log odds ratio log(60·70/(40·30)); svyglm's variance is
    n/(n−1) · (1/30 + 1/70 + 1/60 + 1/40)"""
    y, g = np.repeat([1, 0, 1, 0], [30, 70, 60, 40]), np.repeat([0, 1], 100)
    model = fit(Design.of(np.ones(200)), y, [factor("g", g)], "logistic")
    one = model[1]
    assert one.odds_ratio.value == pytest.approx(3.5)
    assert one.estimate.se == pytest.approx(
        np.sqrt(200 / 199 * (1 / 30 + 1 / 70 + 1 / 60 + 1 / 40)), rel=1e-7
    )
    assert np.log(one.odds_ratio.low or 0.0) == pytest.approx(one.estimate.low)
    assert one.odds_ratio.se is None
    assert model.r_squared is None
    assert (one.estimate.n, model[0].estimate.n) == (100, 200)


def test_another_reference_turns_the_coefficients(drawn):
    design, x, g, y = drawn
    first = fit(design, y, [number("x", x), factor("g", g)])
    other = fit(design, y, [number("x", x), factor("g", g, reference=1)])
    assert other[1].estimate.value == pytest.approx(first[1].estimate.value)
    assert other[2].estimate.value == pytest.approx(-first[2].estimate.value)
    assert other[2].column.say("en") == "g: a (against b)"
    assert first.r_squared == pytest.approx(other.r_squared)


def test_the_unit_of_a_number_scales_its_coefficient(drawn):
    design, x, g, y = drawn
    cases: tuple[tuple[Kind, np.ndarray], ...] = (("linear", y), ("logistic", (y > 2) * 1.0))
    for kind, outcome in cases:
        one = fit(design, outcome, [number("x", x), factor("g", g)], kind)
        scaled = fit(design, outcome, [number("x", 1e4 * x + 7), factor("g", g)], kind)
        assert scaled[1].estimate.value * 1e4 == pytest.approx(one[1].estimate.value, rel=1e-6)
        assert scaled[1].t == pytest.approx(one[1].t, rel=1e-6)


def test_rows_with_anything_missing_are_left_out_and_counted(drawn):
    design, x, g, y = drawn
    holed, coded, outcome = x.copy(), g.copy(), y.copy()
    holed[:10], coded[10:15], outcome[15:18] = np.nan, -1, np.nan
    model = fit(design, outcome, [number("x", holed), factor("g", coded)])
    rows = np.arange(300) >= 18
    same = fit(design, y, [number("x", x), factor("g", g)], rows=rows)
    assert (model.n, model.left_out, same.left_out) == (282, 18, 0)
    assert model[1].estimate.value == pytest.approx(same[1].estimate.value)
    assert model[1].estimate.se == pytest.approx(same[1].estimate.se)


def test_replicates_refit_the_model():
    draw = np.random.default_rng(9)
    x, psu = draw.normal(size=60), np.arange(60) // 6
    y = 1 + x + draw.normal(size=60)
    replicates = np.where(psu[:, None] == np.arange(10), 0.0, 10 / 9)
    design = ReplicateDesign(np.ones(60), replicates, 9 / 10, np.ones(10), True, 9.0)
    model = fit(design, y, [number("x", x)])
    slopes = [np.polyfit(x[psu != r], y[psu != r], 1)[0] for r in range(10)]
    whole = np.polyfit(x, y, 1)[0]
    assert model[1].estimate.se == pytest.approx(np.sqrt(0.9 * np.sum((np.array(slopes) - whole) ** 2)))
    assert model.df == 8.0
    logistic = fit(design, (y > 1) * 1.0, [number("x", x)], "logistic")
    assert logistic[1].estimate.se > 0


def refused(code: str, *args, **more) -> ReportError:
    with pytest.raises(ReportError) as refusal:
        fit(*args, **more)
    assert refusal.value.code == code
    assert refusal.value.remedy.say("zh-CN")
    assert refusal.value.remedy.say("en")
    return refusal.value


def test_a_predictor_that_follows_from_others_is_named(drawn):
    design, x, g, y = drawn
    found = refused("regression.collinear", design, y, [number("x", x), number("twice", 2 * x)])
    assert found.place == "twice"
    found = refused("regression.collinear", design, y, [factor("g", g), number("is_b", (g == 1) * 1.0)])
    assert "is_b" in found.reason.say("en")


def test_a_separated_outcome_names_the_category(drawn):
    design, x, g, _ = drawn
    outcome = np.where(g == 2, 1.0, (np.arange(300) % 2) * 1.0)
    found = refused("regression.separation", design, outcome, [number("x", x), factor("g", g)], "logistic")
    assert found.place == "g"
    assert "c" in found.reason.say("zh-CN")
    outcome = (x > 0.1) * 1.0
    found = refused("regression.separation", design, outcome, [number("x", x)], "logistic", place="act")
    assert found.place == "act"


def test_a_sure_answer_that_is_not_separated_is_fitted():
    """Far out on x the answer is all but certain, and still the coefficient is finite."""
    x = np.concatenate([np.linspace(-1, 1, 100), [400.0]])
    y = np.append((np.arange(100) % 3 > 0) * 1.0, 1.0)
    y[90:100] = 1.0
    model = fit(Design.of(np.ones(101)), y, [number("x", x)], "logistic")
    assert 0 < model[1].estimate.value < 5


def test_variables_without_variation_are_refused(drawn):
    design, x, _, y = drawn
    assert refused("regression.constant", design, np.ones(300), [number("x", x)], place="y").place == "y"
    assert refused("regression.constant", design, y, [number("flat", np.full(300, 3.0))]).place == "flat"
    refused("regression.constant", design, np.full(300, np.nan), [number("x", x)])
    refused("regression.outcome", design, y, [number("x", x)], "logistic")


def test_too_many_coefficients_are_refused(drawn):
    design, x, _, y = drawn
    many = [number(f"x{k}", np.roll(x, k)) for k in range(12)]
    refused("regression.freedom", Design.of(np.ones(300), psu=np.arange(300) // 25), y, many)
    codes = np.arange(300)
    refused("regression.columns", design, y, [factor("id", codes, tuple(str(k) for k in codes))])


def test_a_predictor_named_twice_and_an_empty_reference_are_refused(drawn):
    design, x, g, y = drawn
    refused("regression.doubled", design, y, [number("x", x), number("x", x)])
    refused("regression.reference", design, y, [factor("g", np.where(g == 0, -1, g))])


def test_a_stratum_without_an_error_is_refused():
    design = Design.of(np.ones(20), stratum=np.array([9] + [1] * 19), single_psu="withhold")
    refused("regression.variance", design, np.arange(20.0), [number("x", np.arange(20) % 7)])


def test_a_replicate_that_cannot_carry_the_model_is_named():
    """The only answers of a category are those one replicate leaves out."""
    psu = np.arange(40) // 4
    replicates = np.where(psu[:, None] == np.arange(10), 0.0, 10 / 9)
    design = ReplicateDesign(np.ones(40), replicates, 9 / 10, np.ones(10), True, 9.0)
    found = refused("regression.replicate", design, np.arange(40.0) % 7, [factor("g", (psu == 2) * 1)])
    assert found.place == "replicate 3"
