"""Trimmed weights keep their sum and, under strict trimming, their limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.errors import ReportError
from reports.weighting.trimming import Limits, trim
from tests.reports.weighting.reference import NINE


def test_one_pass_spreads_what_is_cut_equally_over_those_within():
    """trimWeights(d, upper=10): 12 → 10, and 2 shared by three."""
    found, step = trim(np.array([12.0, 1.0, 2.0, 3.0]), -np.inf, 10.0, strict=False)
    np.testing.assert_allclose(found, [10, 1 + 2 / 3, 2 + 2 / 3, 3 + 2 / 3])
    assert "1 answers (25.0%)" in step.notes[0].say("en")


def test_one_pass_may_push_others_over_the_limit_and_says_so():
    found, step = trim(np.array([30.0, 9.9, 9.9, 1.0]), -np.inf, 13.0, strict=False)
    assert (found > 13).sum() == 2
    assert step.converged is False
    assert step.warnings[0].say("en").startswith("After spreading, 2 answers")


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1.05, 5), st.floats(0.0, 0.95))
def test_strict_trimming_keeps_sum_and_limits(seed, high, low):
    made = np.random.default_rng(seed)
    weights = made.lognormal(0, 1, 60)
    limits = (low * weights.mean(), high * weights.mean())
    found, step = trim(weights, *limits)
    assert found.sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert (found >= limits[0] * (1 - 1e-9)).all()
    assert (found <= limits[1] * (1 + 1e-9)).all()
    assert step.effective_after >= step.effective_before * (1 - 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1.2, 5), st.floats(0.0, 0.95))
def test_strict_trimming_ends_where_rs_repetition_ends(seed, high, low):
    """R ``trimWeights(strict=TRUE)`` cuts and spreads until nobody is outside."""
    weights = np.random.default_rng(seed).lognormal(0, 0.8, 40)
    low, high = low * weights.mean(), high * weights.mean()
    now = weights
    for _ in range(20_000):
        outside = (now < low) | (now > high)
        if not outside.any() or outside.all():
            break
        cut = np.clip(now, low, high)
        cut[~outside] += (now - cut).sum() / (~outside).sum()
        now = cut
    if not outside.all():
        np.testing.assert_allclose(trim(weights, low, high)[0], now, rtol=NINE)


def test_limits_no_weights_of_this_sum_can_keep_are_refused():
    with pytest.raises(ReportError) as refusal:
        trim(np.array([10.0, 20.0]), -np.inf, 12.0)
    assert refusal.value.code == "weighting.limits"
    assert refusal.value.reason.say("en") == "The mean weight is 15: some must be above 12."


def test_where_everyone_is_outside_what_is_cut_goes_where_there_is_room():
    found, _ = trim(np.array([1.0, 1.0, 10.0, 10.0]), 4.0, 7.0)
    assert found.sum() == pytest.approx(22)
    assert found.min() >= 4
    assert found.max() <= 7


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits("value", 2, 9), (2, 9)),
        (Limits("median", high=4), (-np.inf, 12)),
        (Limits("mean", low=0.5, high=2), (2.2, 8.8)),
        (Limits("quartiles", high=3), (-np.inf, 3 + 3 * 2)),
    ],
)
def test_limits_follow_their_rule(limits, expected):
    assert limits.values(np.array([1.0, 2.0, 3.0, 4.0, 12.0])) == pytest.approx(expected)


def test_limits_that_cross_are_refused():
    with pytest.raises(ReportError) as refusal:
        Limits("value", 9, 2).values(np.ones(3))
    assert refusal.value.code == "weighting.limits"
