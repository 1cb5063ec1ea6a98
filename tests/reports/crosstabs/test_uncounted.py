"""Tables of a number that few left out: figures stay, how many gave it goes."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from questionnaires.text import Text
from reports.charts.drawing import Provenance, base_line
from reports.crosstabs.breakdown import breakdown
from reports.crosstabs.distribution import distribution
from reports.crosstabs.frequencies import POSITIONS, frequencies
from reports.crosstabs.laid_out import lay_out
from reports.disclosure import with_figures
from reports.documents.chapters.questions import question_tables
from reports.documents.sheets import csv_of, xlsx_of
from reports.layout import Condition, Layout
from tests.reports.crosstabs.numbers import leaving_out, with_hours

FIGURES = ("mean", *POSITIONS)


@pytest.fixture(scope="module")
def few():
    return leaving_out(300, {"1": 3, "2": 4})


def test_mean_and_quantiles_are_told_without_n_where_few_left_the_number_out(few):
    (table,) = frequencies(few, "hours")
    cell = table.cell(answered="given")
    assert (cell.n, cell.weighted_n, cell.figure("share").value) == (None, None, None)
    values = few.numbers("hours")
    exact = {"mean": np.nanmean(values)} | dict(
        zip(POSITIONS, np.nanquantile(values, [0.25, 0.5, 0.75]), strict=True)
    )
    for name in FIGURES:
        one = cell.figure(name)
        assert one.value == pytest.approx(exact[name], abs=(one.step or 1) / 2 + 0.5)
        assert (one.n, one.weighted_n, one.deff) == (None, None, None)
        assert one.low <= one.value <= one.high
        assert len(f"{one.se:.12g}".strip("0.")) == 1  # one digit: the error tells n
    assert cell.figure("mean").step == 0.2
    assert "0.2" in table.notes[-2].say("en")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_and_files_show_them(few, language):
    tables = frequencies(few, "hours")
    (page,) = question_tables(few, "hours", tables, language)
    assert [row[1] for row in page.rows] == ["▪"] * 4
    assert not any("▪" in row[2:] for row in page.rows)
    assert {"zh-CN": "取整到 0.2", "en": "rounded to 0.2"}[language] in page.note
    source = Provenance(Text(zh="某县", en="A county"), "v")
    printed = csv_of(tables[0], source, language).decode().splitlines()[1].split(",")
    assert printed[2:8] == ["", "", "", "", "", ""]
    assert float(printed[8]) == tables[0].cell(answered="given").figure("mean").value
    assert xlsx_of(tables, source, datetime(2026, 1, 1, tzinfo=UTC), language)
    row = with_figures(tables[0])["rows"][0]
    assert (row["n"], row["figures"]["mean"]["suppressed"]) == (None, False)


def test_fewer_than_thirty_numbers_or_one_that_makes_the_total_are_not_told():
    data = leaving_out(34, {"1": 3, "2": 3})
    (table,) = frequencies(data, "hours")
    assert all(table.cell(answered="given").figure(name).value is None for name in FIGURES)
    hours = np.ones(300)
    hours[:5], hours[5] = np.nan, 1e6
    data = with_hours(leaving_out(300, {}), hours)
    assert frequencies(data, "hours")[0].cell(answered="given").figure("mean").value is None


def test_means_by_groups_give_n_where_it_does_not_tell_how_few_left_the_number_out(few):
    table = breakdown(few, ["sex"], question="hours").table
    assert {(cell.n, cell.weighted_n) for cell in table} == {(None, None)}
    assert all(cell.figure("mean").step for cell in table)
    assert table.base.n is None
    one_sex = breakdown(leaving_out(400, {"1": 6}), ["sex"], question="hours").table
    assert one_sex.cell(sex="1").n is None
    women = one_sex.cell(sex="2")
    assert (women.n, women.figure("mean").step) == (women.figure("mean").n, None)  # none of them left it out


def test_where_many_left_it_out_n_stays():
    data = leaving_out(600, {"1": 30, "2": 25})
    table = breakdown(data, ["sex"], question="hours").table
    assert [cell.n for cell in table] == [cell.figure("mean").n for cell in table]
    assert table.base.n == 545
    # Thirty left it out; that three of them are women is for no table to say.
    uneven = breakdown(leaving_out(600, {"1": 27, "2": 3}), ["sex"], question="hours").table
    assert [cell.n for cell in uneven] == [None, None, 570]


def test_a_filtered_table_tells_n_of_no_cell_that_few_left_the_number_out_of():
    data = leaving_out(600, {"1": 30, "2": 16})
    missing, occ = np.isnan(data.numbers("hours")), data.column("occ").to_numpy()
    for sex in ("1", "2"):
        table = lay_out(data, Layout(("occ", "hours"), (), (Condition("sex", (sex,)),))).table
        own = (data.column("sex") == sex).to_numpy()
        for cell in table.inner():
            left = int((own & missing & (occ == cell.keys["occ"])).sum())
            assert cell.n is None or not 0 < left < 10
        assert table.cell().n == int((own & ~missing).sum())
        assert sum(cell.n is None for cell in table.inner()) >= 2


def test_a_chart_says_of_no_such_table_that_fewer_than_ten_stand_behind_it(few):
    for table in (distribution(few, "hours"), breakdown(few, ["sex"], question="hours").table):
        assert base_line(table, "en").endswith("n ▪")
        assert base_line(table, "zh-CN").endswith("n ▪")


def test_the_histogram_gives_rounded_shares_and_no_counts(few):
    table = distribution(few, "hours")
    assert {cell.n for cell in table} == {None}
    assert table.base.n is None
    for cell in table.inner():
        share = cell.figure()
        assert (share.n, share.se, share.step) == (None, None, 0.01)
        assert share.value / 0.01 == pytest.approx(round(share.value / 0.01))
        assert share.low <= share.value <= share.high
    assert distribution(leaving_out(300, {"1": 15}), "hours").base.n == 285
