"""Post-stratified, raked, calibrated and trimmed weights and their variances equal R survey 4.1-1.

The cases of ``make_reference.R``: ``postStratify(d, ~stype, pt)``; ``rake(d, list(~stype, ~sch.wide), …,
control=list(maxit=100, epsilon=1e-10))``; ``calibrate(d, ~stype+api99, …, calfun=…, bounds=…)``;
``trimWeights(rake(…), upper=quantile(weights(d), .9)*1.2, strict=TRUE)``; and the raking of the survey of
3 000 to three margins. Weights to nine digits, standard errors of means, totals and domains likewise.
"""

import numpy as np
import pytest

from reports.estimates.adjustments import Adjustment
from reports.estimates.covariance import covariance
from reports.weighting.calibration import calibrate
from reports.weighting.cells import Cells
from reports.weighting.controls import Controls
from reports.weighting.distances import Distance
from reports.weighting.poststratification import post_stratify
from reports.weighting.raking import RakingRule, rake
from reports.weighting.trimming import trim
from tests.reports.weighting.reference import (
    API99,
    NINE,
    api,
    base_weights,
    by_target,
    by_type,
    figures,
    needs_shared,
    said,
    table_of,
    weights_of,
)

R_RULE = RakingRule(tolerance=1e-10, sweeps=100, stop="cells")
DISTANCES = {
    "linear": Distance(),
    "raking": Distance("raking"),
    "logit": Distance("logit", 0.4, 3),
    "linbound": Distance("linear", 0.6, 1.8),
}
SYNTH_MARGINS = {
    "age": {
        "25岁及以下": 13275,
        "26-35岁": 8004,
        "36-45岁": 5490,
        "46-55岁": 5080,
        "56-60岁": 6631,
        "60岁以上": 11520,
    },
    "title": {"高级": 9114, "副高级": 15970, "中级": 7224, "初级": 10405, "无职称": 7287},
    "sector": {
        "教育": 5084,
        "卫生": 8847,
        "文化": 4145,
        "农业": 6627,
        "工业": 4064,
        "交通": 7372,
        "金融": 3536,
        "政府机关": 10325,
    },
}
KINDS = ["srs", "strat", "clus1", "clus1_nofpc", "clus2"]
CASES = [
    *(f"ps_{kind}" for kind in KINDS if kind != "strat"),
    *(f"rake_{kind}" for kind in KINDS),
    *(f"cal_{name}_{kind}" for name in DISTANCES for kind in KINDS),
    *(f"trim_{kind}" for kind in KINDS),
]


def made(case: str):
    """The table of a case, its adjusted weights and their adjustment."""
    step, _, kind = case.partition("_")
    distance, _, kind = kind.partition("_") if step == "cal" else ("", "", kind)
    table = table_of(kind)
    before = base_weights(table, kind)
    adjustment: Adjustment
    if step == "ps":
        weights, adjustment, _ = post_stratify(before, by_type(table))
    elif step == "cal":
        controls = Controls.of(before, [by_type(table)], [(said("api99"), table.api99, API99)])
        weights, adjustment, _ = calibrate(before, controls, DISTANCES[distance])
    else:
        weights, adjustment, _ = rake(before, [by_type(table), by_target(table)], R_RULE)
        if step == "trim":
            weights, _ = trim(weights, -np.inf, np.quantile(before, 0.9) * 1.2)
    return kind, table, weights, adjustment


def error(design, scores) -> float:
    return float(np.sqrt(covariance(design, scores)[0, 0]))


@needs_shared
@pytest.mark.parametrize("case", CASES)
def test_adjusted_weights_equal_those_of_r(case):
    _, _, weights, _ = made(case)
    np.testing.assert_allclose(weights, weights_of(case), rtol=NINE)


@needs_shared
@pytest.mark.parametrize("case", CASES)
def test_variances_take_account_of_the_adjustment_as_r_does(case):
    """svymean(~api00), svytotal(~api00), svytotal(~enroll, na.rm=TRUE), svytotal(~stype), svyby(~api00, ~stype, svymean)"""
    kind, table, weights, adjustment = made(case)
    design = api(kind).adjusted(weights, adjustment)
    known = figures(case)

    def expected(call, term="", domain="", stat="se"):
        rows = known[
            (known.call == call) & (known.term == term) & (known.domain == domain) & (known.stat == stat)
        ]
        return rows.value.item()

    y = table.api00.to_numpy(dtype=float)
    mean = weights @ y / weights.sum()
    assert mean == pytest.approx(expected("svymean(~api00)", "api00", stat="est"), rel=NINE)
    scores = weights * (y - mean) / weights.sum()
    assert error(design, scores) == pytest.approx(expected("svymean(~api00)", "api00"), rel=NINE)
    assert error(design, weights * y) == pytest.approx(expected("svytotal(~api00)", "api00"), rel=NINE)
    enrolled = np.nan_to_num(table.enroll.to_numpy(dtype=float))
    found = error(design, weights * enrolled)
    assert found == pytest.approx(expected("svytotal(~enroll,na.rm)", "enroll"), rel=NINE)
    for kind_of_school in "EHM":
        inside = (table.stype == kind_of_school).to_numpy()
        total = error(design, weights * inside)
        assert total == pytest.approx(
            expected("svytotal(~stype)", f"stype{kind_of_school}"), rel=NINE, abs=1e-6
        )
        base = weights @ inside
        there = weights @ (inside * y) / base
        found = error(design, weights * inside * (y - there) / base)
        assert found == pytest.approx(
            expected("svyby(~api00,~stype,svymean)", domain=kind_of_school), rel=NINE
        )


def raked_synth(survey):
    margins = [Cells.of(name, survey[name], totals) for name, totals in SYNTH_MARGINS.items()]
    rule = RakingRule(tolerance=1e-10, sweeps=200, stop="cells")
    return rake(survey.w.to_numpy(dtype=float), margins, rule)


def test_raking_to_three_margins_equals_figures_of_r(survey, synth):
    """rk <- rake(svydesign(id=~psu, strata=~stratum, weights=~w, data=sy, nest=TRUE), list(~age, ~title,
    ~sector), pd, control=list(maxit=200, epsilon=1e-10)); weights(rk); svymean(~y, rk);
    svymean(~score, rk, na.rm=TRUE); svyby(~y, ~region, rk, svymean)
    """
    weights, adjustment, step = raked_synth(survey)
    assert step.converged
    expected = [2.633953677697134, 2.9973992973796704, 5.8399473121704037, 5.1884657558109106]
    np.testing.assert_allclose(weights[[0, 1, 2, 3, 2999]], [*expected, 7.7529440788188841], rtol=NINE)
    design = synth.adjusted(weights, adjustment)
    y, score = survey.y.to_numpy(dtype=float), survey.score.to_numpy(dtype=float)
    everyone, scored = np.ones(len(y), dtype=bool), ~np.isnan(score)
    cases = [
        (y, everyone, 0.51766470762058847, 0.017978382369018591),
        (np.nan_to_num(score), scored, 59.949020007288723, 0.5292637223825899),
        (y, (survey.region == "东部").to_numpy(), 0.59031197255500234, 0.029419437449588737),
        (y, (survey.region == "中部").to_numpy(), 0.53449778077091858, 0.037432148578751726),
        (y, (survey.region == "西部").to_numpy(), 0.53000815237990229, 0.032131561176241268),
        (y, (survey.region == "东北").to_numpy(), 0.42349360310763673, 0.046419295449198344),
        (y, (survey.region == "直辖市").to_numpy(), 0.48793206961169289, 0.050201401555201135),
    ]
    for values, inside, mean, se in cases:
        held = weights * inside
        found = held @ values / held.sum()
        assert found == pytest.approx(mean, rel=NINE)
        assert error(design, held * (values - found) / held.sum()) == pytest.approx(se, rel=NINE)


@needs_shared
def test_all_raked_weights_of_the_survey_of_3000_equal_r(survey):
    np.testing.assert_allclose(raked_synth(survey)[0], weights_of("synth_rake"), rtol=NINE)


def test_a_margin_that_is_met_already_has_no_error_left(survey, synth):
    weight = survey.w.to_numpy(dtype=float)
    margins = [
        Cells.of(name, survey[name], survey.groupby(name).w.sum().to_dict()) for name in ("sex", "title")
    ]
    weights, adjustment, step = rake(weight, margins)
    np.testing.assert_allclose(weights, weight, rtol=1e-12)
    assert step.iterations == 1
    women = (survey.sex == "女").to_numpy()
    design = synth.adjusted(weights, adjustment)
    scores = weights * (women - weights @ women / weights.sum())
    assert error(design, scores) < 1e-9 * error(synth, scores)
