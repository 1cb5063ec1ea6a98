"""Tails of weighted sums of χ²: exact where a formula is known, and near each other elsewhere."""

import numpy as np
import pytest

from reports.tests.distributions import chi_square_tail, f_tail, t_tails
from reports.tests.mixtures import exact, saddlepoint, satterthwaite


@pytest.mark.parametrize("df", [7.0, 31.5, 398.0])
@pytest.mark.parametrize("value", [0.5, 2.0, 6.0, 15.0])
def test_equal_weights_are_an_f(value, df):
    """P(Σ χ²₁ > x) over χ²_ν/ν of three equal weights is pf(x/3, 3, ν, lower.tail=FALSE)"""
    weights = np.array([2.0, 2.0, 2.0])
    assert exact(2 * value, weights, df) == pytest.approx(f_tail(value / 3, 3, df), rel=1e-7)
    assert satterthwaite(2 * value, weights, df) == pytest.approx(f_tail(value / 3, 3, df))


def test_unequal_weights_follow_the_draws():
    """Two million draws of (3χ² + χ² + ½χ²) over χ²₂₀/20."""
    draw = np.random.default_rng(8)
    sums = draw.chisquare(1, (2_000_000, 3)) @ np.array([3.0, 1.0, 0.5])
    ratio = sums / (draw.chisquare(20, 2_000_000) / 20)
    for value in (2.0, 8.0, 20.0):
        share = float((ratio > value).mean())
        assert exact(value, np.array([3.0, 1.0, 0.5]), 20.0) == pytest.approx(share, abs=0.001)


def test_the_saddlepoint_is_close_to_the_exact_tail():
    weights = np.array([1.4, 1.1, 0.9, 0.6])
    for value in (1.0, 9.0, 16.0, 25.0):
        whole = exact(value, weights, 60.0)
        assert saddlepoint(value, weights, 60.0) == pytest.approx(whole, rel=0.05)


def test_next_to_the_mean_the_saddlepoint_gives_way():
    """survey:::saddle gives NA for |ζ| < 1e-4, and pFsum keeps Satterthwaite's p"""
    weights = np.array([1.0, 1.0])
    mean = 2.0
    assert saddlepoint(mean, weights, 50.0) == satterthwaite(mean, weights, 50.0)


def test_tails_keep_their_digits_far_out():
    """P(F(2, ν) > x) = (1 + 2x/ν)^(−ν/2); P(χ²₂ > x) = exp(−x/2); P(|T₂| > t) = 1 − t/√(2 + t²)"""
    assert f_tail(400, 2, 100) == pytest.approx(9.0**-50, rel=1e-12)
    assert chi_square_tail(300, 2) == pytest.approx(np.exp(-150), rel=1e-12)
    assert f_tail(1.5, 2, np.inf) == pytest.approx(np.exp(-1.5), rel=1e-12)
    assert t_tails(3.0, 2) == pytest.approx(1 - 3 / np.sqrt(11), rel=1e-12)
    assert t_tails(1.959963984540054, np.inf) == pytest.approx(0.05)
