"""Replicate weights equal those of R ``as.svrepdesign``, and so do the errors they give.

JK1, JKn, BRR, Fay and raked JK1 know no chance: the weights themselves are compared. R's bootstraps are
drawn by its own generator: their stored replicates must be ones that our formulas make of some draw.
"""

import numpy as np
import pandas as pd
import pytest

from reports.codebook import Variable
from reports.dataset import Dataset
from reports.estimates import Design
from reports.estimates.replicates import ReplicateDesign
from reports.weighting.application import Prepared
from reports.weighting.bootstrap import Stage, bootstrap, mrbbootstrap, subbootstrap
from reports.weighting.jackknife import brr, jk1, jkn
from reports.weighting.raking import RakingRule, rake, raked
from reports.weighting.recipe import Margin, Raking, Recipe
from tests.reports.weighting.reference import (
    NINE,
    SCH_WIDE,
    STYPE,
    api,
    base_weights,
    by_target,
    by_type,
    data,
    figures,
    needs_shared,
    replicates_of,
    said,
    table_of,
    weights_of,
)

ALL_SCD = """ESA ambulance arrests alive
1 1 120 25
1 2 78 24
2 1 185 30
2 2 228 49
3 1 670 80
3 2 530 70"""


def schools_of_rescue() -> tuple[pd.DataFrame, Design]:
    """``svydesign(data=scd, prob=~1, id=~ambulance, strata=~ESA, nest=TRUE)`` (Levy and Lemeshow)."""
    head, *rows = [line.split() for line in ALL_SCD.splitlines()]
    table = pd.DataFrame(rows, columns=head).astype(int)
    return table, Design.of(np.ones(6), table.ESA, table.ambulance)


def error(design: ReplicateDesign, values) -> float:
    """Standard error of a weighted mean by its replicates."""
    weights, y = design.weights, np.asarray(values, dtype=float)
    held = ~np.isnan(y)
    whole = np.array([weights[held] @ y[held] / weights[held].sum()])
    found = (design.replicates[held].T @ y[held] / design.replicates[held].sum(axis=0))[:, None]
    return float(np.sqrt(design.spread(found, whole)[0, 0]))


def rep(case: str, stat: str) -> np.ndarray:
    known = figures(case)
    return known[(known.call == "rep") & (known.stat == stat)].value.to_numpy()


def same_frame(found, case: str) -> None:
    """scale, rscales and degrees of freedom."""
    assert found.scale == pytest.approx(rep(case, "scale")[0], rel=NINE)
    np.testing.assert_allclose(found.rscales, rep(case, "rscale"), rtol=NINE)
    assert found.df == rep(case, "df")[0]


@needs_shared
@pytest.mark.parametrize(
    ("case", "kind", "method"),
    [
        ("rep_jk1_clus1", "clus1", jk1),
        ("rep_jk1_clus1_nofpc", "clus1_nofpc", jk1),
        ("rep_jkn_strat", "strat", jkn),
        ("rep_jkn_strat_nofpc", "strat_nofpc", jkn),
    ],
)
def test_jackknives_equal_r(case, kind, method):
    """as.svrepdesign(d, type="JK1"), as.svrepdesign(d, type="JKn"); svymean(~api00, rd)"""
    table, replication = table_of(kind), method(api(kind))
    found = replication.design(base_weights(table, kind))
    np.testing.assert_allclose(found.replicates, replicates_of(case), rtol=NINE)
    same_frame(found, case)
    known = figures(case)
    row = known[(known.call == "svymean ~api00") & (known.stat == "se")]
    assert error(found, table.api00) == pytest.approx(row.value.item(), rel=NINE)


def test_balanced_half_samples_equal_r():
    """as.svrepdesign(scdd, type="BRR"): scale 0.25, degf 3; weights as R prints them"""
    _, design = schools_of_rescue()
    found = brr(design).design(np.ones(6))
    expected = [[2, 0, 2, 0], [0, 2, 0, 2], [2, 2, 0, 0], [0, 0, 2, 2], [2, 0, 0, 2], [0, 2, 2, 0]]
    assert found.replicates.tolist() == expected
    assert (found.scale, found.df, found.mse) == (0.25, 3.0, False)


def test_fay_equals_r():
    """as.svrepdesign(scdd, type="Fay", fay.rho=.3): scale 0.51020408163265318"""
    _, design = schools_of_rescue()
    found = brr(design, fay=0.3).design(np.ones(6))
    expected = [[1.7, 0.3, 1.7, 0.3], [0.3, 1.7, 0.3, 1.7], [1.7, 1.7, 0.3, 0.3]]
    np.testing.assert_allclose(found.replicates[:3], expected, rtol=NINE)
    assert found.scale == pytest.approx(0.51020408163265318, rel=NINE)


def test_a_jackknife_of_three_strata_equals_r():
    """as.svrepdesign(scdd, type="JKn"): rscales 0.5, degf 3"""
    _, design = schools_of_rescue()
    found = jkn(design).design(np.ones(6))
    expected = np.ones((6, 6))
    for stratum in range(3):
        expected[2 * stratum : 2 * stratum + 2, 2 * stratum : 2 * stratum + 2] = [[0, 2], [2, 0]]
    assert found.replicates.tolist() == expected.tolist()
    assert (found.scale, set(found.rscales), found.df) == (1.0, {0.5}, 3.0)


@needs_shared
@pytest.mark.parametrize(("case", "fay"), [("rep_scd_BRR", 0.0), ("rep_scd_Fay", 0.3)])
def test_totals_by_half_samples_equal_r(case, fay):
    """svymean(~alive+arrests, rd)"""
    table, design = schools_of_rescue()
    found = brr(design, fay).design(np.ones(6))
    np.testing.assert_allclose(found.replicates, replicates_of(case), rtol=NINE)
    same_frame(found, case)
    known = figures(case)
    known = known[(known.call == "svymean ~alive + arrests") & (known.stat == "se")]
    for name in ("alive", "arrests"):
        expected = known[known.term == name].value.item()
        assert error(found, table[name]) == pytest.approx(expected, rel=NINE)


@needs_shared
def test_raking_carried_through_the_jackknife_equals_r():
    """rake(as.svrepdesign(D$clus1_nofpc, type="JK1"), list(~stype, ~sch.wide), …)

    R rakes every replicate as often as the sample took, so that the weights are compared with that many
    sweeps; raked each to its own end they give the same errors to eight digits.
    """
    case, kind = "rep_jk1_clus1_raked", "clus1_nofpc"
    table, replication = table_of(kind), jk1(api(kind))
    before = base_weights(table, kind)
    margins = [by_type(table), by_target(table)]
    weights, _, step = rake(before, margins, RakingRule(1e-10, 100, "cells"))
    known = figures(case)
    expected = known[(known.call == "svymean ~api00") & (known.stat == "se")].value.item()
    for rule, digits in ((RakingRule(0.0, step.iterations or 0, "cells"), NINE), (RakingRule(1e-12), 1e-8)):
        found = np.array([raked(replication.base(before, r), margins, rule)[0] for r in range(15)]).T
        np.testing.assert_allclose(found, replicates_of(case), rtol=digits)
        made = ReplicateDesign(weights, found, replication.scale, replication.rscales, False, replication.df)
        assert error(made, table.api00) == pytest.approx(expected, rel=digits)


@needs_shared
def test_a_recipe_carried_through_the_jackknife_equals_r():
    """The same replicates, by way of a dataset and a recipe under R's rule of stopping."""
    table, case = table_of("clus1_nofpc"), "rep_jk1_clus1_raked"
    variables = tuple(
        Variable(name, said(name), "code", {code: said(code) for code in totals})
        for name, totals in (("stype", STYPE), ("target", SCH_WIDE))
    )
    columns = {"stype": table.stype, "target": table["sch.wide"], "weight": table.pw, "psu": table.dnum}
    dataset = Dataset(said("schools"), pd.DataFrame(columns), variables)
    margins = (Margin.of("stype", STYPE), Margin.of("target", SCH_WIDE))
    recipe = Recipe(calibration=Raking(margins, rule=RakingRule(1e-10, 100, "cells")))
    found, notes = jk1(api("clus1_nofpc")).carried(Prepared.of(recipe, dataset))
    assert notes == ()
    np.testing.assert_allclose(found.replicates, replicates_of(case), rtol=NINE)
    np.testing.assert_allclose(found.weights, weights_of("rake_clus1_nofpc"), rtol=NINE)


@needs_shared
def test_rs_rescaled_bootstrap_is_one_of_ours():
    """as.svrepdesign(D$strat, type="subbootstrap", replicates=200)"""
    case, kind = "rep_subboot_strat", "strat"
    table, design = table_of(kind), api(kind)
    found = subbootstrap(design, 200)
    same_frame(found, case)
    theirs = replicates_of(case) / base_weights(table, kind)[:, None]
    for table_of_factors in (theirs, found.factors[found.unit]):
        for kind_of_school, count in table.stype.value_counts().items():
            drawn = table_of_factors[(table.stype == kind_of_school).to_numpy()] * (count - 1) / count
            np.testing.assert_allclose(drawn, np.round(drawn), atol=1e-9)
            np.testing.assert_allclose(drawn.sum(axis=0), count - 1, rtol=NINE)


@needs_shared
def test_rs_bootstrap_of_a_finite_population_is_one_of_ours():
    """as.svrepdesign(D$clus1, type="bootstrap", replicates=200): 15 of 757 districts"""
    case, kind = "rep_boot_clus1", "clus1"
    table, design = table_of(kind), api(kind)
    found = bootstrap(design, 200)
    same_frame(found, case)
    theirs = replicates_of(case) / base_weights(table, kind)[:, None]
    for factors in (theirs, found.factors[found.unit]):
        by_unit = pd.DataFrame(factors).groupby(table.dnum.to_numpy()).first().to_numpy()
        np.testing.assert_allclose(by_unit, np.round(by_unit), atol=1e-9)
        np.testing.assert_allclose(by_unit.sum(axis=0), 15, rtol=NINE)


@needs_shared
def test_rs_bootstrap_of_two_stages_is_one_of_ours():
    """as.svrepdesign(D$clus2, type="mrbbootstrap", replicates=200), Preston (2009)

    Every factor R made is one of the three that our formula knows for the school's district, and they
    occur together as halves do.
    """
    case = "rep_mrbboot_clus2"
    table = data("apiclus2")
    found = mrbbootstrap([Stage(table.dnum, table.fpc1), Stage(table.snum, table.fpc2)], replicates=200)
    same_frame(found, case)
    theirs = replicates_of(case) / base_weights(table, "clus2")[:, None]
    for district in table.dnum.unique():
        rows = (table.dnum == district).to_numpy()
        known = np.unique(np.round(found.factors[found.unit][rows], 9))
        assert np.isin(np.round(theirs[rows], 9), known).all()
        for factors in (theirs, found.factors[found.unit]):
            kept = np.round(factors[rows], 9) == known.max()
            left = np.isclose(factors[rows], known.min()).all(axis=0)
            if len(known) == 3:
                assert (kept[:, ~left].sum(axis=0) == rows.sum() // 2).all()


@needs_shared
@pytest.mark.parametrize("method", [subbootstrap, bootstrap])
def test_bootstraps_come_near_the_linearised_error(method):
    """1,000 replicates of svymean(~api00) on D$strat_nofpc: 9.53614 by linearisation"""
    table, design = table_of("strat"), api("strat_nofpc")
    found = error(method(design, 1000).design(base_weights(table, "strat")), table.api00)
    assert found == pytest.approx(9.53614, rel=0.1)
