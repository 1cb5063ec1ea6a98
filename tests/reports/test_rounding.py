"""Published weighted figures do not tell the answers by stratum to the last person."""

import numpy as np
import pytest

from reports.crosstabs import breakdown
from reports.disclosure.rounding import rounded, step_of
from reports.sample_design import without_intervals
from reports.weighting import weighted
from tests.reports.samples import POPULATIONS, county


@pytest.mark.parametrize(
    ("weights", "step"),
    [
        ([1.0, 1.0], 0),
        ([12.5683, 4.3561], 20),
        ([1.2, 1.9], 2),
        ([575.0, 1150.0], 2000),
        ([100.0, 50.0], 100),
    ],
)
def test_the_step_is_no_finer_than_the_greatest_weight(weights, step):
    assert step_of(np.array(weights)) == step


def test_halves_are_rounded_up_and_nothing_stays_nothing():
    assert (rounded(30.0, 20), rounded(29.9, 20), rounded(None, 20), rounded(29.9, 0)) == (
        40.0,
        20.0,
        None,
        29.9,
    )


def test_weighted_counts_and_shares_are_published_to_the_step():
    data = weighted(county(2000))[0]
    step = step_of(data.weights)
    table = breakdown(data, ["sex"]).table
    for code in ("1", "2"):
        cell, rows = table.cell(sex=code), (data.column("sex") == code).to_numpy()
        exact = float(data.weights[rows].sum())
        assert cell.weighted_n % step == 0
        assert cell.weighted_n == pytest.approx(exact, abs=step / 2)
        assert cell.figure("total").value == cell.weighted_n
        assert cell.figure().weighted_n == cell.weighted_n
        assert cell.figure().value == round(exact / data.weights.sum(), 3)
        assert cell.n == rows.sum()
    assert table.cell().weighted_n == pytest.approx(sum(POPULATIONS.values()))


def test_where_a_stratum_decides_the_weight_its_count_is_not_rounded():
    data = weighted(county(2000))[0]
    for cell in breakdown(data, ["stratum"]).table.inner():
        assert cell.weighted_n == pytest.approx(POPULATIONS[cell.keys["stratum"]])


def test_a_stratum_with_one_answer_leaves_counts_and_shares_without_intervals():
    whole = county(600)
    first = np.flatnonzero((whole.column("stratum") == "2").to_numpy())
    kept = np.setdiff1d(np.arange(len(whole)), first[1:])
    table = whole.table.iloc[kept].reset_index(drop=True)
    data = weighted(type(whole)(whole.title, table, whole.variables, whole.design, whole.groups))[0]
    assert "merged with a similar one" in without_intervals(data).say("en")
    cell = breakdown(data, ["sex"]).table.cell(sex="1")
    assert cell.n > 100
    assert cell.figure().value > 0.3
    assert (cell.figure().low, cell.figure().se, cell.figure("total").high) == (None, None, None)
    assert without_intervals(weighted(whole)[0]) is None
