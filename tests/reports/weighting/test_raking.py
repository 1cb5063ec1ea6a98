"""Raked weights reproduce every margin, and say so when that cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.errors import ReportError
from reports.weighting.adjustments import Raked, joint_cells
from reports.weighting.cells import Cells
from reports.weighting.poststratification import post_stratify
from reports.weighting.raking import AS_R, RakingRule, rake, raked
from tests.reports.weighting.reference import said


def margin(codes, totals) -> Cells:
    labels = tuple(said(f"c{index}") for index in range(len(totals)))
    return Cells(said("margin"), np.asarray(codes, dtype=np.int64), np.asarray(totals, dtype=float), labels)


@st.composite
def samples(draw):
    """A sample in which every pair of categories occurs, with margins of one population."""
    sizes = draw(st.lists(st.integers(2, 5), min_size=1, max_size=3))
    seed = draw(st.integers(0, 2**32 - 1))
    made = np.random.default_rng(seed)
    grid = np.array(np.meshgrid(*[np.arange(size) for size in sizes])).reshape(len(sizes), -1)
    more = np.array([made.integers(0, size, 40) for size in sizes])
    codes = np.concatenate([grid, more], axis=1)
    weights = made.uniform(0.5, 3, codes.shape[1])
    shares = [made.dirichlet(np.full(size, 5.0)) + 0.02 for size in sizes]
    return weights, [
        margin(code, 1000 * share / share.sum()) for code, share in zip(codes, shares, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(samples())
def test_raked_weights_reproduce_every_margin(sample):
    weights, margins = sample
    found, _, step = rake(weights, margins)
    for one in margins:
        np.testing.assert_allclose(one.sums(found), one.totals, rtol=1e-8)
    assert (found > 0).all()
    assert step.converged
    assert step.total_after == pytest.approx(1000)
    assert step.smallest <= 1000 / weights.sum() * (1 + 1e-9) <= step.largest * (1 + 1e-6)


@settings(max_examples=60, deadline=None)
@given(samples())
def test_a_margin_explains_its_own_categories_away(sample):
    weights, margins = sample
    found, adjustment, _ = rake(weights, margins[:1])
    inside = (margins[0].codes == 0) * found
    np.testing.assert_allclose(adjustment.residuals(inside[:, None]), 0, atol=1e-9 * found.max())


def test_one_margin_is_post_stratification():
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    one = margin([0, 0, 1, 1], [30, 70])
    found, _, step = rake(weights, [one])
    np.testing.assert_allclose(found, [10, 20, 30, 40])
    np.testing.assert_allclose(post_stratify(weights, one)[0], found)
    assert step.kind == "raking"


def test_equal_weights_that_fit_give_the_plain_mean():
    codes = np.array([0, 1, 0, 1])
    found, _, _ = rake(np.ones(4), [margin(codes, [50, 50])])
    y = np.array([3.0, 5.0, 8.0, 1.0])
    assert found @ y / found.sum() == pytest.approx(y.mean(), rel=1e-12)


def test_margins_that_no_weights_can_meet_are_refused_with_the_worst_category():
    """Only men in the towns and women in the country: sex and place cannot have different totals."""
    codes = np.array([0, 0, 1, 1])
    margins = [margin(codes, [60, 40]), margin(codes, [50, 50])]
    with pytest.raises(ReportError) as refusal:
        rake(np.ones(4), margins, RakingRule(sweeps=50))
    assert refusal.value.code == "weighting.not_converged"
    assert "50 sweeps" in refusal.value.reason.say("en")
    assert "合并" in refusal.value.remedy.say("zh-CN")


def test_under_rs_rule_a_rake_that_stops_early_is_a_warning():
    codes = np.array([0, 0, 1, 1])
    margins = [margin(codes, [600, 400]), margin(codes, [500, 500])]
    weights, _, step = rake(np.ones(4), margins, RakingRule(tolerance=1e-10, sweeps=10, stop="cells"))
    assert step.iterations == 2
    np.testing.assert_allclose(weights, 250)
    slow = [margin([0, 0, 1, 1, 0], [60, 40]), margin([0, 1, 1, 0, 0], [90, 10])]
    _, _, step = rake(np.ones(5), slow, RakingRule(tolerance=1e-15, sweeps=2, stop="cells"))
    assert step.converged is False
    assert "2 sweeps" in step.warnings[0].say("en")
    assert AS_R.sweeps == 10


def test_the_trace_falls_to_the_tolerance():
    made = np.random.default_rng(3)
    codes = made.integers(0, 3, (2, 200))
    margins = [margin(codes[0], [50, 30, 20]), margin(codes[1], [20, 30, 50])]
    _, _, step = rake(made.uniform(1, 2, 200), margins)
    assert len(step.trace) == step.iterations
    assert list(step.trace) == sorted(step.trace, reverse=True)
    assert step.trace[-1] < 1e-9


def test_a_category_empty_in_a_replicate_is_passed_over():
    weights = np.array([0.0, 0.0, 1.0, 1.0])
    found, converged = raked(weights, [margin([0, 0, 1, 1], [30, 70])])
    assert found.tolist() == [0, 0, 35, 35]
    assert converged


def test_joint_cells_are_the_same_by_counting_and_by_sorting():
    made = np.random.default_rng(5)
    few = tuple(made.integers(0, 4, 300) for _ in range(2))
    cells, firsts = joint_cells(few)
    many = tuple(codes * 999 for codes in few)
    sparse, sparse_firsts = joint_cells((*many, many[0]))
    assert sorted(firsts.tolist()) == sorted(sparse_firsts.tolist())
    assert len(firsts) == len({tuple(row) for row in np.array(few).T.tolist()})
    for codes in few:
        np.testing.assert_array_equal(codes[firsts][cells], codes)
        np.testing.assert_array_equal(codes[sparse_firsts][sparse], codes)


def test_residuals_by_cell_equal_those_row_by_row():
    """The ten sweeps of R ``svyrecvar``: x − w·ave(x/w, margin)."""
    made = np.random.default_rng(11)
    margins = tuple(made.integers(0, 3, 50) for _ in range(2))
    weights = made.uniform(1, 3, 50)
    scores = made.normal(size=(50, 2))
    expected = scores.copy()
    for _ in range(10):
        for codes in margins:
            level = expected / weights[:, None]
            for code in range(3):
                level[codes == code] -= level[codes == code].mean(axis=0)
            expected = level * weights[:, None]
    np.testing.assert_allclose(Raked(margins, weights).residuals(scores), expected, rtol=1e-9, atol=1e-12)
