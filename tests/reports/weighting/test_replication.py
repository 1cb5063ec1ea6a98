"""Replicates carry the recipe: each meets the totals itself, and the same seed gives the same weights."""

import numpy as np
import pytest

from reports.classification import classify
from reports.errors import ReportError
from reports.estimates import Design
from reports.estimates.covariance import covariance
from reports.weighting import Prepared, Recipe, weigh
from reports.weighting.base import Base
from reports.weighting.bootstrap import Stage, bootstrap, mrbbootstrap, subbootstrap
from reports.weighting.distances import Distance
from reports.weighting.jackknife import brr, in_order, jk1, jkn
from reports.weighting.recipe import (
    Calibration,
    Margin,
    Nonresponse,
    PostStratification,
    Raking,
    ResponseClass,
    Trimming,
)
from reports.weighting.replication import Asked
from reports.weighting.trimming import Limits
from tests.reports.samples import POPULATIONS, county

STRATA = Margin.of("stratum", POPULATIONS)
SEX = Margin.of("sex", {"1": 200_000, "2": 160_000}, unanswered="share")


@pytest.fixture(scope="module")
def dataset():
    return county(600)


@pytest.fixture(scope="module")
def design(dataset):
    """Twenty units of thirty in two strata."""
    unit = np.arange(600) // 30
    return Design.of(np.ones(600), unit // 10, unit)


CALIBRATIONS = [
    PostStratification(STRATA),
    Raking((STRATA, SEX)),
    Calibration((STRATA, SEX), distance=Distance("raking")),
    Calibration((STRATA, SEX)),
]


@pytest.mark.parametrize("calibration", CALIBRATIONS)
@pytest.mark.parametrize("method", [jkn, lambda design: subbootstrap(design, 20, seed=5)])
def test_every_replicate_meets_the_totals(dataset, design, calibration, method):
    recipe = Recipe(Base("equal"), calibration=calibration)
    made, notes = method(design).carried(Prepared.of(recipe, dataset))
    assert notes == ()
    strata = classify(dataset, "stratum")
    for replicate in made.replicates.T:
        found = np.bincount(strata.codes, replicate)
        np.testing.assert_allclose(found, list(POPULATIONS.values()), rtol=1e-7)
    np.testing.assert_allclose(made.weights, weigh(recipe, dataset).weights)


def test_carried_variances_come_near_those_of_the_residuals(dataset, design):
    """The jackknife of raked means agrees with the linearised error of the raked design to a few percent."""
    recipe = Recipe(Base("equal"), calibration=Raking((STRATA, SEX)))
    made, _ = jkn(design).carried(Prepared.of(recipe, dataset))
    found = weigh(recipe, dataset)
    y = np.nan_to_num(dataset.numbers("hours"), nan=46.0)
    scores = found.weights * (y - found.weights @ y / found.weights.sum()) / found.weights.sum()
    linear = np.sqrt(covariance(found.on(design), scores)[0, 0])
    estimates = (made.replicates.T @ y / made.replicates.sum(axis=0))[:, None]
    carried = np.sqrt(made.spread(estimates, np.array([found.weights @ y / found.weights.sum()]))[0, 0])
    assert carried == pytest.approx(linear, rel=0.1)


def test_trimming_is_carried_with_the_limits_of_the_sample(dataset, design):
    recipe = Recipe(Base("equal"), None, Raking((STRATA, SEX)), Trimming(Limits("mean", high=1.4)))
    made, _ = jkn(design).carried(Prepared.of(recipe, dataset))
    assert made.replicates.max() <= 1.4 * 360_000 / 600 * (1 + 1e-9)
    assert made.weights.max() == pytest.approx(made.replicates.max(), rel=0.2)


def test_a_category_that_a_replicate_lacks_is_counted_in_a_note(dataset):
    """One unit holds all of stratum 5: without it no weights reach its total."""
    alone = (dataset.column("stratum") == "5").to_numpy()
    unit = np.where(alone, 0, 1 + np.arange(600) % 9)
    recipe = Recipe(Base("equal"), calibration=Raking((STRATA, SEX)))
    made, notes = jk1(Design.of(np.ones(600), psu=unit)).carried(Prepared.of(recipe, dataset))
    assert len(notes) == 1
    assert "1 of 10 replicates" in notes[0].say("en")
    assert np.isfinite(made.replicates).all()


def test_sums_of_those_asked_vary_with_the_replicate():
    """Everyone asked is in the replication, so that the response rate of each replicate is its own."""
    dataset = county(300)
    answered = np.arange(0, 600, 2)
    sectors = np.zeros(600, dtype=np.int64)
    design = Design.of(np.full(600, 10.0), psu=np.arange(600) // 20)
    recipe = Recipe(Base("equal"), Nonresponse((ResponseClass({}, 600.0),)))
    asked = Asked(np.ones(600), sectors, answered)
    replication = jk1(design)
    made, _ = replication.carried(Prepared.of(recipe, dataset), asked)
    np.testing.assert_allclose(made.replicates.sum(axis=0), 600)
    fixed, _ = jk1(Design.of(np.ones(300), psu=np.arange(300) // 10)).carried(Prepared.of(recipe, dataset))
    np.testing.assert_allclose(fixed.replicates.sum(axis=0), 600)
    np.testing.assert_allclose(made.weights, 2.0)


@pytest.mark.parametrize("method", [subbootstrap, bootstrap])
def test_the_same_seed_gives_the_same_replicates(design, method):
    one, again, other = method(design, 50, 3), method(design, 50, 3), method(design, 50, 4)
    np.testing.assert_array_equal(one.factors, again.factors)
    assert not np.array_equal(one.factors, other.factors)
    assert one.seed == 3


def test_bootstrap_factors_keep_their_sum_on_average(design):
    for made in (subbootstrap(design, 400), bootstrap(design, 400)):
        for units in in_order(design):
            np.testing.assert_allclose(made.factors[units].sum(axis=0), 10)
        assert made.df == 18


def test_two_stage_bootstrap_has_the_variance_of_the_design():
    """Preston (2009): over many replicates the variance of a total is that of two-stage sampling."""
    made = np.random.default_rng(2)
    unit = np.repeat(np.arange(12), 6)
    y = made.normal(10, 2, 72) + made.normal(0, 3, 12)[unit]
    weights = np.full(72, 40 / 12 * 15 / 6)
    stages = [Stage(unit, np.full(72, 40.0)), Stage(np.arange(72), np.full(72, 15.0))]
    design = mrbbootstrap(stages, replicates=4000, seed=1).design(weights)
    found = design.spread((design.replicates.T @ y)[:, None], np.array([weights @ y]))[0, 0]
    totals = np.bincount(unit, y) * 15 / 6
    between = 40**2 * (1 - 12 / 40) * totals.var(ddof=1) / 12
    inside = y.reshape(12, 6).var(axis=1, ddof=1)
    within = 40 / 12 * np.sum(15**2 * (1 - 6 / 15) * inside / 6)
    assert found == pytest.approx(between + within, rel=0.06)


def test_designs_a_method_cannot_take_are_refused_with_the_one_that_can(design):
    rows = np.ones(5)
    lone = Design.of(rows, [0, 0, 0, 0, 1], single_psu="average")
    cases = [
        (lambda: jk1(design), "JKn"),
        (lambda: brr(design), "JKn"),
        (lambda: jkn(lone), "remove"),
        (lambda: subbootstrap(lone), "remove"),
        (lambda: jkn(Design.of(np.ones(6000))), "bootstrap"),
        (lambda: bootstrap(Design.of(rows[:1], single_psu="remove")), "more units"),
        (lambda: subbootstrap(design, 1), "200"),
        (lambda: brr(design, fay=1.0), "0.3"),
        (lambda: mrbbootstrap([Stage(np.arange(5), np.full(5, 9.0))], [0, 0, 0, 0, 1]), "Merge"),
        (lambda: mrbbootstrap([Stage(np.arange(5), np.full(5, np.nan))]), "subbootstrap"),
        (lambda: mrbbootstrap([Stage(np.arange(5), np.full(5, 3.0))]), "subbootstrap"),
    ]
    for make, way_out in cases:
        with pytest.raises(ReportError) as refusal:
            make()
        assert way_out in refusal.value.remedy.say("en")


def test_a_stratum_of_one_unit_adds_nothing_where_the_design_says_so():
    design = Design.of(np.ones(5), [0, 0, 0, 0, 1], single_psu="remove")
    found = jkn(design)
    assert found.factors.shape == (5, 4)
    assert (found.factors[4] == 1).all()
    assert found.df == 3


def test_replicates_of_other_rows_are_refused(dataset):
    design = Design.of(np.ones(30), psu=np.arange(30) // 3)
    with pytest.raises(ReportError) as refusal:
        jk1(design).carried(Prepared.of(Recipe(Base("equal")), dataset))
    assert refusal.value.code == "weighting.replicates"
