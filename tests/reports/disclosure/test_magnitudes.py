"""No published mean or total lets one contributor work out another's number."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure.magnitudes import Magnitudes, hide_totals, lacking, sensitive, upper_limit
from reports.disclosure.policy import PUBLIC, Dominance


def one_way(*cells, weights=None) -> Magnitudes:
    values = np.concatenate([np.asarray(cell, dtype=float) for cell in cells])
    codes = np.repeat(np.arange(len(cells)), [len(cell) for cell in cells])
    return Magnitudes([codes], [len(cells)], values, np.ones(len(values)) if weights is None else weights)


def nothing(made: Magnitudes):
    return np.zeros([size + 1 for size in made.sizes], dtype=bool)


def test_the_examples_of_the_handbook_on_dominance_and_p_percent():
    """Hundepool et al. 2012, ch. 4: X = 100, x₁ = 50, x₂ = 10 is not dominated; x₁ = 80, x₂ = 10 is."""
    made = one_way([50, 10, *[1] * 40], [80, 10, *[1] * 10])
    assert sensitive(made, PUBLIC).tolist() == [False, True, False]
    by_p = replace(PUBLIC, dominance=None)
    # The second can take x₁ for X − x₂ = 90, within 12.5 % of 80: safe for p = 10, not for p = 15.
    assert not sensitive(made, by_p).any()
    assert sensitive(made, replace(by_p, p_percent=15.0)).tolist() == [False, True, False]
    # 15 % of 80 is 12, less the 10 of the others.
    assert lacking(made, replace(by_p, p_percent=15.0))[1] == pytest.approx(2)
    # 100/85 of 90, less the total of 100.
    assert lacking(made, replace(PUBLIC, p_percent=None))[1] == pytest.approx(90 / 0.85 - 100)


def test_an_answer_is_one_contributor_of_its_weight_times_its_number():
    weights = np.array([1.0] * 10 + [40.0, 1.0, *[1.0] * 8])
    made = one_way([5] * 10, [5] * 10, weights=weights)
    assert made.totals().tolist() == [50, 245, 295]
    assert made.largest(2)[1] == 205
    assert sensitive(made, replace(PUBLIC, p_percent=None, dominance=Dominance(2, 80))).tolist() == [
        False, True, False
    ]  # fmt: skip


def test_missing_numbers_contribute_nothing_and_a_total_of_nothing_is_shown():
    made = one_way([np.nan, np.nan], [0, 0, 0], [3, 4, 5, 4, 3, 5, 4])
    assert not sensitive(made, PUBLIC)[:2].any()


def test_a_dominated_total_takes_another_with_it_so_that_it_does_not_follow_from_the_whole():
    made = one_way([100, 1, *[0.1] * 10], [20] * 12, [30] * 12)
    hidden = hide_totals(made, nothing(made), PUBLIC)
    assert hidden.tolist() == [True, True, False, False]


def test_what_is_hidden_as_a_count_serves_a_dominated_total():
    made = one_way([100, 1, *[0.1] * 10], [20] * 12, [30] * 12)
    counts = nothing(made)
    counts[2] = True
    assert hide_totals(made, counts, PUBLIC).tolist() == [True, False, True, False]


@given(
    shape=st.sampled_from([(3,), (6,), (3, 4), (2, 3, 3)]),
    seed=st.integers(0, 10_000),
    skew=st.sampled_from([0.5, 2.0, 3.0]),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_sensitive_total_can_be_worked_out_from_the_others(shape, seed, skew):
    draw = np.random.default_rng(seed)
    count = int(draw.integers(20, 300))
    codes = [draw.choice(size, count, p=draw.dirichlet(np.ones(size))) for size in shape]
    values = draw.lognormal(0, skew, count) * (draw.random(count) < 0.8)
    made = Magnitudes(codes, list(shape), values, draw.uniform(1, 9, count).round(2))
    hidden = hide_totals(made, nothing(made), PUBLIC)
    need, totals = lacking(made, PUBLIC), made.totals()
    assert hidden[need > 0].all()
    if hidden.ravel()[-1]:
        return
    for cell in np.flatnonzero(need > 0):
        known = upper_limit(totals, hidden, int(cell))
        assert known >= totals.ravel()[cell] + need.ravel()[cell] * (1 - 1e-5)


def test_of_a_table_too_fine_to_prove_only_the_whole_is_published():
    draw = np.random.default_rng(2)
    codes = [draw.integers(0, 20, 4000), draw.integers(0, 20, 4000)]
    made = Magnitudes(codes, [20, 20], draw.lognormal(0, 3, 4000), np.ones(4000))
    assert sensitive(made, PUBLIC).sum() > 60
    hidden = hide_totals(made, nothing(made), PUBLIC)
    assert not hidden[-1, -1]
    assert hidden.sum() == hidden.size - 1
