"""Estimates from replicate weights: R's figures on data small enough to print, and what replicates refuse."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.estimates import (
    ReplicateDesign,
    covariance,
    joint_means,
    joint_totals,
    means,
    quantiles,
    ratios,
    shares,
    totals,
    variances,
)

NINE = 1e-9
# Cardiac arrests by ambulance (Levy and Lemeshow 1991, table 11.6; R: data(scd)), two in each of three areas.
ARRESTS = np.array([120, 78, 185, 228, 670, 530], dtype=float)
ALIVE = np.array([25, 24, 30, 49, 80, 70], dtype=float)
HALVES = np.array(
    [[2, 0, 2, 0], [0, 2, 0, 2], [2, 2, 0, 0], [0, 0, 2, 2], [2, 0, 0, 2], [0, 2, 2, 0]], dtype=float
)
LEFT_OUT = np.kron(np.eye(3), [[0, 2], [2, 0]]) + (1 - np.kron(np.eye(3), np.ones((2, 2))))


def design(replicates, scale, rscale=1.0, mse=False) -> ReplicateDesign:
    count = replicates.shape[1]
    return ReplicateDesign(np.ones(6), replicates, scale, np.full(count, rscale), mse, 3.0)


DESIGNS = {
    # as.svrepdesign(svydesign(data=scd, prob=~1, id=~ambulance, strata=~ESA, nest=TRUE), type=…)
    "BRR": (design(HALVES, 0.25), 0.0094184006699184943),
    "Fay": (design(0.3 + 0.7 * HALVES, 1 / (4 * 0.7**2)), 0.0095251874777052374),
    "JKn": (design(LEFT_OUT, 1.0, 0.5), 0.0098464572039971571),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_totals_and_ratios_equal_r(name):
    """svytotal(~alive+arrests, rd); svyratio(~alive, ~arrests, rd)"""
    given, error = DESIGNS[name]
    found = totals(given, ARRESTS)[0]
    assert (found.value, found.se, found.df) == pytest.approx((1811, 152.35813073151036, 3), rel=NINE)
    both = joint_totals(given, np.array([ALIVE, ARRESTS]).T)
    assert both.covariance[1, 0] == pytest.approx(2259, rel=NINE)
    found = ratios(given, ALIVE, ARRESTS)[0]
    assert (found.value, found.se) == pytest.approx((0.15350635008282718, error), rel=NINE)


def test_the_covariance_of_scores_is_that_of_their_totals():
    given, _ = DESIGNS["BRR"]
    found = covariance(given, np.array([ALIVE, ARRESTS]).T)
    assert found == pytest.approx(joint_totals(given, np.array([ALIVE, ARRESTS]).T).covariance, rel=1e-12)
    inside = covariance(given, ARRESTS, ARRESTS > 100)[0, 0]
    assert inside == pytest.approx(totals(given, np.where(ARRESTS > 100, ARRESTS, 0)).se[0] ** 2, rel=1e-12)


def test_around_the_estimate_itself_the_error_is_not_smaller():
    """svrepdesign(mse=TRUE) measures from the estimate, not from the mean of the replicates."""
    inner = ratios(design(HALVES, 0.25), ALIVE, ARRESTS).se[0]
    outer = ratios(design(HALVES, 0.25, mse=True), ALIVE, ARRESTS).se[0]
    replicated = [(ALIVE @ half) / (ARRESTS @ half) for half in HALVES.T]
    by_hand = np.sqrt(0.25 * np.sum((np.array(replicated) - ALIVE.sum() / ARRESTS.sum()) ** 2))
    assert outer == pytest.approx(by_hand, rel=1e-12)
    assert outer > inner


def test_every_estimator_takes_replicates():
    given, _ = DESIGNS["JKn"]
    cell = np.array([0, 0, 0, 1, 1, 1])
    assert means(given, ALIVE, cell, 2).se == pytest.approx(joint_means(given, ALIVE, cell, 2).se, rel=1e-12)
    part = shares(given, cell, 2)
    assert part.value.sum() == pytest.approx(1)
    assert part.se == pytest.approx(means(given, cell.astype(float)).se.repeat(2), rel=1e-12)
    spread = variances(given, ALIVE)
    assert spread.value[0] == pytest.approx(ALIVE.var(ddof=1), rel=1e-12)
    assert spread.se[0] > 0
    middle = quantiles(given, ALIVE, [0.5])
    assert middle.value[0] == 30
    assert given.df_of(cell == 0) == 2


def test_a_cell_that_a_replicate_leaves_empty_has_no_standard_error_and_says_so():
    given, _ = DESIGNS["BRR"]
    found = means(given, ALIVE, np.array([0, -1, -1, -1, -1, -1]), 1)[0]
    assert found.value == 25
    assert (found.se, found.low) == (None, None)
    assert found.reason is not None


def test_replicates_of_another_shape_are_refused():
    with pytest.raises(ReportError) as refusal:
        ReplicateDesign(np.ones(5), HALVES, 0.25, np.ones(4), False, 3.0)
    assert refusal.value.code == "design.replicates"
