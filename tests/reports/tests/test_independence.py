"""Tests of independence tell what R ``svychisq`` tells, and refuse what no test can tell."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reports.errors import ReportError
from reports.estimates import Design, ReplicateDesign
from reports.tests import cross_table, independence

OURS = Path(__file__).parents[2] / "reference"
NINE = 1e-9
TITLES = ["高级", "副高级", "中级", "初级", "无职称"]
AGES = ["25岁及以下", "26-35岁", "36-45岁", "46-55岁", "56-60岁", "60岁以上"]


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return pd.read_csv(OURS / "synth3k.csv")


def positions(values, levels) -> np.ndarray:
    return pd.Categorical(values, categories=levels).codes.astype(np.int64)


# svydesign(id=~psu, strata=~stratum, weights=~w, data=sy, nest=TRUE);
# svychisq(~title+lik, d, statistic=…): statistic, df, p
TITLE_LIK = {
    "f": (1.2993830494977208, (14.058255719187832, 2811.6511438375665), 0.19874067614665664),
    "chi_square": (29.251730952709462, (16.0,), 0.18671960231678675),
    "wald": (1.3359435694845176, (16.0, 200.0), 0.17820880569492792),
    "adjusted_wald": (1.2357478017731787, (16.0, 185.0), 0.24434850300678532),
    "saddlepoint": (29.251730952709462, (), 0.19462976870494372),
}


@pytest.mark.parametrize("method", TITLE_LIK)
def test_a_table_with_missing_answers_tests_as_in_r(survey, method):
    """svychisq(~title+lik, d, statistic="F", "Chisq", "Wald", "adjWald", "saddlepoint")"""
    design = Design.of(survey.w, survey.stratum, survey.psu)
    found = independence(design, positions(survey.title, TITLES), positions(survey.lik, range(1, 6)), method)
    statistic, df, p = TITLE_LIK[method]
    assert found.statistic == pytest.approx(statistic, rel=NINE)
    assert found.df == pytest.approx(df, rel=NINE)
    assert found.p == pytest.approx(p, rel=1e-7 if method == "saddlepoint" else NINE)
    assert (found.n, found.small) == (2907, False)


# the same with fpc=~npsu_pop; svychisq(~age+sex, d, statistic=…)
AGE_SEX = {
    "f": (0.25808650419063128, (4.7095059243333361, 941.90118486666722), 0.92813069098919976),
    "chi_square": (1.6009755347807693, (5.0,), 0.93591307979020388),
    "wald": (0.28563631448521976, (5.0, 200.0), 0.92058692466733072),
    "adjusted_wald": (0.27992358819551538, (5.0, 196.0), 0.92373485172795644),
}


@pytest.mark.parametrize("method", AGE_SEX)
def test_the_finite_population_correction_counts(survey, method):
    """svychisq(~age+sex, d_fpc, statistic=)"""
    design = Design.of(survey.w, survey.stratum, survey.psu, survey.npsu_pop)
    found = independence(design, positions(survey.age, AGES), positions(survey.sex, ["男", "女"]), method)
    statistic, df, p = AGE_SEX[method]
    assert (found.statistic, found.p) == pytest.approx((statistic, p), rel=NINE)
    assert found.df == pytest.approx(df, rel=NINE)


def test_weighted_tables(survey):
    """svytable(~title+sex, d)"""
    design = Design.of(survey.w, survey.stratum, survey.psu)
    table = cross_table(design, positions(survey.title, TITLES), positions(survey.sex, ["男", "女"]))
    assert table.weighted.ravel() == pytest.approx(
        [
            13386.798608,
            12163.825191,
            28240.293823,
            24904.909256,
            44900.251230,
            47898.983838,
            27580.140403,
            30317.033852,
            23685.405681,
            23457.971459,
        ],
        rel=NINE,
    )
    assert table.scaled(3000).sum() == pytest.approx(3000)


def test_a_simple_random_sample_gives_pearsons_test():
    """chisq.test(matrix(c(20, 30, 40, 10), 2), correct=FALSE): X-squared = 16.667, df = 1, p-value = 4.456e-05

    X² = 100·(20·10 − 30·40)² / (50·50·60·40) = 100/6. Of one degree of freedom all corrections divide by
    the design effect n/(n−1) of a sample without weights, strata or clusters.
    """
    row = np.repeat([0, 1, 0, 1], [20, 30, 40, 10])
    column = np.repeat([0, 0, 1, 1], [20, 30, 40, 10])
    design = Design.of(np.ones(100))
    found = independence(design, row, column, "chi_square")
    assert found.statistic == pytest.approx(100 / 6)
    assert found.smallest == pytest.approx(20.0)
    assert independence(design, row, column).statistic == pytest.approx(100 / 6 / (100 / 99))


@pytest.mark.parametrize("method", ["f", "chi_square", "wald", "adjusted_wald", "exact", "saddlepoint"])
def test_the_order_of_rows_columns_and_levels_does_not_matter(survey, method):
    design = Design.of(survey.w, survey.stratum, survey.psu)
    one, other = positions(survey.title, TITLES), positions(survey.lik, range(1, 6))
    found = independence(design, one, other, method)
    turned = independence(design, np.where(other < 0, -1, 4 - other), one, method)
    assert (turned.statistic, turned.p) == pytest.approx((found.statistic, found.p), rel=1e-8)


def test_the_scale_of_the_weights_does_not_matter(survey):
    one, other = positions(survey.title, TITLES), positions(survey.sex, ["男", "女"])
    found = independence(Design.of(survey.w, survey.stratum, survey.psu), one, other)
    scaled = independence(Design.of(survey.w * 1e-3, survey.stratum, survey.psu), one, other)
    assert scaled.p == pytest.approx(found.p, rel=NINE)


def test_a_domain_is_not_cut_out_of_the_design(survey):
    design = Design.of(survey.w, survey.stratum, survey.psu)
    one, other = positions(survey.title, TITLES), positions(survey.sex, ["男", "女"])
    rows = (survey.sector == "教育").to_numpy()
    inside = independence(design, one, other, rows=rows)
    masked = independence(design, np.where(rows, one, -1), other)
    assert inside.p == pytest.approx(masked.p, rel=NINE)
    assert inside.n == int(rows.sum())


def test_replicates_take_the_spread_of_the_shares():
    """A jackknife by hand: 40 answers in 8 groups of 5, each left out in turn (JK1)."""
    draw = np.random.default_rng(4)
    row, column, psu = draw.integers(0, 2, 40), draw.integers(0, 3, 40), np.arange(40) // 5
    weights = np.ones(40)
    replicates = np.where(psu[:, None] == np.arange(8), 0.0, 8 / 7)
    design = ReplicateDesign(weights, replicates, 7 / 8, np.ones(8), True, 7.0)
    table = cross_table(design, row, column)
    place = row * 3 + column
    shares = np.array([np.bincount(place, replicates[:, r], 6) / replicates[:, r].sum() for r in range(8)])
    apart = shares - np.bincount(place, minlength=6) / 40
    assert table.share_covariance() == pytest.approx(7 / 8 * apart.T @ apart)
    assert 0 < independence(design, row, column).p < 1


def test_few_answers_or_low_expected_counts_are_marked_small():
    row, column = np.array([0, 1] * 10), np.array([0, 0, 1, 1, 0, 1] * 3 + [0, 1])
    assert independence(Design.of(np.ones(20)), row, column).small
    row, column = np.repeat([0, 1], [96, 4]), np.tile([0, 1], 50)
    found = independence(Design.of(np.ones(100)), row, column)
    assert found.smallest == pytest.approx(2.0)
    assert found.small


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ([0, 0, 0, 0], [0, 1, 0, 1], "tests.levels"),
        ([-1, -1, -1, -1], [0, 1, 0, 1], "tests.levels"),
        (range(60), range(60), "tests.cells"),
        (np.arange(1_000_000), np.arange(1_000_000), "tests.cells"),
    ],
)
def test_tables_that_cannot_be_tested_are_refused(row, column, code):
    with pytest.raises(ReportError) as refusal:
        independence(Design.of(np.ones(len(row))), np.array(row), np.array(column), place="a × b")
    assert refusal.value.code == code
    assert refusal.value.place == "a × b"


def test_too_few_units_for_a_wald_test_are_refused():
    row, column = np.tile([0, 1, 2], 10), np.repeat([0, 1, 2, 0, 1, 2], 5)
    design = Design.of(np.ones(30), psu=np.arange(30) % 4)
    with pytest.raises(ReportError) as refusal:
        independence(design, row, column, "adjusted_wald")
    assert refusal.value.code == "tests.freedom"
    assert independence(design, row, column, "f").df[1] > 0


def test_a_stratum_without_an_error_is_refused():
    row, column = np.tile([0, 1], 10), np.repeat([0, 1], 10)
    design = Design.of(np.ones(20), stratum=np.array([9] + [1] * 19), single_psu="withhold")
    with pytest.raises(ReportError) as refusal:
        independence(design, row, column)
    assert refusal.value.code == "tests.variance"


def test_a_table_with_an_empty_cell_is_still_tested():
    row = np.repeat([0, 0, 1], [20, 25, 30])
    column = np.repeat([0, 1, 1], [20, 25, 30])
    found = independence(Design.of(np.ones(75)), row, column)
    assert found.p < 0.001


def test_a_table_whose_cells_are_mostly_empty_is_refused():
    row = column = np.repeat([0, 1, 2, 3], 20)
    with pytest.raises(ReportError) as refusal:
        independence(Design.of(np.ones(80)), row, column, "wald")
    assert refusal.value.code == "tests.singular"
