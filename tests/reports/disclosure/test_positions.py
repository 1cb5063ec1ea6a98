"""The median and the quartiles of a number: told to the finest step at which they are nobody's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reports.crosstabs.frequencies import frequencies
from reports.disclosure.positions import told
from reports.documents.chapters.questions import question_tables
from reports.estimates import Design, quantiles
from reports.weighting import weighted
from tests.reports.samples import county

NAMES = ("q1", "median", "q3")


def of(values, threshold=10):
    """The quantiles of numbers, unweighted, as they may be told, and as they are."""
    values = np.asarray(values, dtype=float)
    exact = dict(zip(NAMES, quantiles(Design.of(np.ones(len(values))), values), strict=True))
    return told(values, exact, threshold), exact


def incomes(count, seed=1):
    return np.round(np.random.default_rng(seed).lognormal(8.5, 0.5, count), 2)


def test_numbers_that_many_give_are_told_as_they_are():
    made, exact = of(np.repeat(np.arange(20, 60), 30))
    assert made.notes == ()
    for name in NAMES:
        assert made.figures[name].value == exact[name].value
        assert (made.figures[name].low, made.figures[name].high) == (exact[name].low, exact[name].high)


@pytest.mark.parametrize("count", [120, 400, 3000])
def test_a_number_that_few_give_is_rounded_until_enough_answers_round_to_it(count):
    values = incomes(count)
    made, exact = of(values)
    step = made.step
    assert step > 0.01
    assert f"取整到 {step:,.10g}" in made.notes[0].say("zh-CN")
    for name in NAMES:
        one = made.figures[name]
        assert abs(one.value - exact[name].value) <= step / 2
        assert int((np.floor(values / step + 0.5) * step == one.value).sum()) >= 10
        if one.low is not None:  # outward, and nobody's own either
            assert one.low <= exact[name].low
            assert one.high >= exact[name].high
            assert int(((values >= one.low) & (values < one.low + step)).sum()) >= 10
            assert int(((values > one.high - step) & (values <= one.high)).sum()) >= 10
            assert one.se == pytest.approx((one.high - one.low) / (2 * 1.96), rel=0.05)
        else:
            assert one.se is None
            assert any("不给区间" in note.say("zh-CN") for note in made.notes)


def test_the_more_answers_the_finer_the_step():
    assert of(incomes(3000))[0].step < of(incomes(400))[0].step < of(incomes(120))[0].step


def test_a_quartile_with_too_few_beside_it_is_withheld_and_the_median_stays():
    made, _ = of(np.repeat([38, 40, 44], [7, 14, 7]))
    assert made.figures["median"].value == 40
    made, _ = of([*range(9), *[40] * 16, *range(50, 59)])
    assert made.figures["median"].value == 40
    assert made.figures["q1"].suppressed
    assert "少于10人" in made.figures["q1"].reason.say("zh-CN")


def test_where_no_step_that_says_something_keeps_enough_together_nothing_is_told():
    made, _ = of(np.arange(30) ** 3)
    assert all(one.suppressed for one in made.figures.values())
    assert made.notes == ()


def test_the_table_of_a_number_gives_no_quantile_that_somebody_alone_gave():
    given = county(800)
    hours = given.numbers("hours") + np.round(np.random.default_rng(4).uniform(0, 1, 800), 2)
    data = weighted(replace(given, table=given.table.assign(hours=hours)))[0]
    (table,) = frequencies(data, "hours")
    cell = table.cells[0]
    values = data.numbers("hours")
    for name in NAMES:
        one = cell.figure(name)
        low, high = one.value - one.step / 2, one.value + one.step / 2
        assert int(((values >= low - 1e-9) & (values < high - 1e-9)).sum()) >= 10
    assert any("the median and the quartiles are rounded to 1," in note.say("en") for note in table.notes)
    (written,) = question_tables(data, "hours", (table,), "en")
    assert [row[0] for row in written.rows] == ["Mean", "First quartile", "Median", "Third quartile"]
    middle = cell.figure("median")
    assert written.rows[2][2:] == (f"{middle.value:.0f}", f"[{middle.low:.0f}, {middle.high:.0f}]")
    assert "rounded to 1," in written.note


def test_a_withheld_quantile_is_said_under_the_table_of_its_number():
    given = county(40)
    hours = np.where(np.isnan(given.numbers("hours")), np.nan, np.arange(40.0) ** 3)
    data = weighted(replace(given, table=given.table.assign(hours=hours)))[0]
    tables = frequencies(data, "hours")
    (written,) = question_tables(data, "hours", tables, "zh-CN")
    assert [row[2] for row in written.rows[1:]] == ["▪"] * 3
    assert "▪ 为保护个人信息不公布" in written.note
