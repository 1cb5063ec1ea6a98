"""Calibrated weights reproduce their controls, stay within bounds, and say which totals cannot be met."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.errors import ReportError
from reports.weighting.calibration import calibrate
from reports.weighting.cells import Cells
from reports.weighting.controls import Controls
from reports.weighting.distances import Distance
from reports.weighting.raking import rake
from tests.reports.weighting.reference import said

EVERY = [Distance(), Distance("raking"), Distance("logit", 0.2, 4), Distance("linear", 0.2, 4)]


def row_by_row(controls: Controls) -> Controls:
    """The same controls without cells."""
    return Controls(controls.by_row(controls.matrix), controls.totals, controls.labels)


def sample(seed: int, rows: int = 80):
    """Weights, two margins and a number whose totals are those of nearby weights."""
    made = np.random.default_rng(seed)
    weights = made.uniform(5, 15, rows)
    truth = weights * made.uniform(0.7, 1.4, rows)
    codes = [np.concatenate([np.arange(size), made.integers(0, size, rows - size)]) for size in (3, 2)]
    margins = [
        Cells(
            said(f"m{at}"),
            code,
            np.bincount(code, truth).astype(float),
            tuple(said(f"c{k}") for k in range(code.max() + 1)),
        )
        for at, code in enumerate(codes)
    ]
    number = made.normal(50, 10, rows)
    return weights, margins, [(said("staff"), number, float(truth @ number))]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(EVERY))
def test_calibrated_weights_reproduce_their_controls(seed, distance):
    weights, margins, numbers = sample(seed)
    controls = Controls.of(weights, margins, numbers)
    found, adjustment, step = calibrate(weights, controls, distance)
    np.testing.assert_allclose(controls.sums(found) @ controls.matrix, controls.totals, rtol=1e-8)
    assert distance.low - 1e-12 <= step.smallest
    assert step.largest <= distance.high + 1e-12
    assert step.converged
    left = adjustment.residuals(found[:, None] * controls.matrix)
    np.testing.assert_allclose(left, 0, atol=1e-6 * found.max())


@pytest.mark.parametrize("distance", EVERY)
def test_categories_alone_are_calibrated_by_cell_with_the_same_result(distance):
    weights, margins, _ = sample(6)
    controls = Controls.of(weights, margins)
    assert len(controls.matrix) == 6
    found, adjustment, _ = calibrate(weights, controls, distance)
    expected, each, _ = calibrate(weights, row_by_row(controls), distance)
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    scores = found[:, None] * np.random.default_rng(1).normal(size=(80, 2))
    np.testing.assert_allclose(adjustment.residuals(scores), each.residuals(scores), rtol=1e-8, atol=1e-9)


def test_the_raking_distance_equals_raking():
    weights, margins, _ = sample(4)
    by_distance, _, _ = calibrate(weights, Controls.of(weights, margins), Distance("raking"))
    np.testing.assert_allclose(by_distance, rake(weights, margins)[0], rtol=1e-8)


def test_the_population_alone_gives_equal_weights_and_the_plain_mean():
    controls = Controls.of(np.ones(4), [], population=1000.0)
    found, _, _ = calibrate(np.ones(4), controls, Distance("raking"))
    np.testing.assert_allclose(found, 250)


def test_weights_far_below_the_population_are_brought_up_first():
    weights, margins, numbers = sample(8)
    tiny = weights / 5000
    found, _, step = calibrate(tiny, Controls.of(tiny, margins, numbers), Distance("raking"))
    expected, _, _ = calibrate(weights, Controls.of(weights, margins, numbers), Distance("raking"))
    np.testing.assert_allclose(found, expected, rtol=1e-8)
    assert step.iterations < 10


def test_bounds_that_cannot_hold_are_refused_with_the_totals_they_miss():
    weights, margins, numbers = sample(2)
    controls = Controls.of(weights, margins, numbers)
    with pytest.raises(ReportError) as refusal:
        calibrate(weights, controls, Distance("linear", 0.99, 1.01))
    assert refusal.value.code == "weighting.not_converged"
    assert "0.99" in refusal.value.remedy.say("en")
    with pytest.raises(ReportError) as refusal:
        calibrate(weights, controls, Distance("logit", 0.99, 1.01))
    assert refusal.value.code == "weighting.not_converged"


def test_totals_that_contradict_each_other_are_refused():
    weights, margins, numbers = sample(2)
    _, values, total = numbers[0]
    with pytest.raises(ReportError) as refusal:
        calibrate(weights, Controls.of(weights, margins, [*numbers, (said("twice"), values * 2, total)]))
    assert refusal.value.code == "weighting.not_converged"
    assert "contradict" in refusal.value.remedy.say("en")


def test_a_total_told_twice_alike_does_no_harm():
    weights, margins, numbers = sample(2)
    _, values, total = numbers[0]
    once, _, _ = calibrate(weights, Controls.of(weights, margins, numbers))
    twice, _, _ = calibrate(
        weights, Controls.of(weights, margins, [*numbers, (said("twice"), values * 2, 2 * total)])
    )
    np.testing.assert_allclose(once, twice, rtol=1e-9)


def test_negative_weights_of_linear_calibration_are_a_warning_with_the_way_out():
    values = np.array([1.0, 2.0, 3.0, 40.0])
    controls = Controls.of(np.ones(4), [], [(said("x"), values, 4.0)], population=4.0)
    found, _, step = calibrate(np.ones(4), controls)
    assert (found < 0).any()
    assert "negative weight" in step.warnings[0].say("en")
    with pytest.raises(ReportError):
        calibrate(found, controls)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([(said("x"), [1.0, np.nan, 1.0], 5.0)], "weighting.number_missing"),
        ([(said("x"), [0.0, 0.0, 0.0], 5.0)], "weighting.no_variation"),
        ([(said("x"), [1.0, 0.0, 0.0], np.inf)], "weighting.total"),
        ([], "weighting.no_controls"),
    ],
)
def test_numbers_that_cannot_be_calibrated_to_are_refused(numbers, code):
    with pytest.raises(ReportError) as refusal:
        Controls.of(np.ones(3), [], numbers)
    assert refusal.value.code == code


def test_a_margin_that_disagrees_with_the_population_is_refused():
    margin = Cells.of("sex", ["a", "b"], {"a": 5, "b": 6})
    with pytest.raises(ReportError) as refusal:
        Controls.of(np.ones(2), [margin], population=12.0)
    assert refusal.value.code == "weighting.margins_differ"


def test_ten_thousand_categories_are_refused_before_any_matrix_is_made():
    names = np.arange(10_000).astype(str)
    margin = Cells.of("number", names, dict.fromkeys(names.tolist(), 1.0))
    with pytest.raises(ReportError) as refusal:
        Controls.of(np.ones(10_000), [margin])
    assert refusal.value.code == "weighting.too_many"


@pytest.mark.parametrize("bounds", [(1.1, 2.0), (0.2, 0.9), (0.5, np.inf)])
def test_bounds_must_lie_around_one_and_be_finite_for_logit(bounds):
    with pytest.raises(ReportError) as refusal:
        Distance("logit", *bounds)
    assert refusal.value.code == "weighting.bounds"


@pytest.mark.parametrize("distance", EVERY)
def test_the_slope_is_the_derivative_of_the_factor(distance):
    u = np.linspace(-0.6, 1.2, 19)
    step = 1e-6
    numeric = (distance.factor(u + step) - distance.factor(u - step)) / (2 * step)
    np.testing.assert_allclose(distance.slope(u), numeric, rtol=1e-5)
    assert distance.factor(np.zeros(1))[0] == pytest.approx(1)
    assert np.isfinite(distance.factor(np.array([-1e6, 1e6]))).all()
