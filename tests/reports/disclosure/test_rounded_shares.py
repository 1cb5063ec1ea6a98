"""Shares of answers and a mean rounded where exact ones would part an answer from a refusal: who reads all of it."""

from __future__ import annotations

import itertools
import math
import re
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import pytest
from scipy.optimize import linprog

from questionnaires.text import Text
from reports.charts.drawing import Provenance, draw_spec
from reports.charts.spec import ChartSpec
from reports.classification import of_variable
from reports.crosstabs.coarse import mean_step, share_step
from reports.crosstabs.frequencies import codes_as_numbers, frequencies
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, ReleasedTable
from reports.documents.book import Figure
from reports.documents.chapters.questions import question_tables, rounding_note
from reports.documents.sheets import csv_of, leaf_of, xlsx_of
from reports.estimates import proportions
from reports.sample_design import design_of
from reports.weighting import weighted
from tests.reports.samples import county

CASES = [
    {"1": 40, "2": 240, "3": 720, "4": 860, "5": 596, "-7": 7},
    {"1": 6, "2": 240, "3": 720, "4": 860, "5": 600, "-9": 30},
    {"1": 6, "2": 240, "3": 720, "4": 860, "5": 600, "-7": 3, "-9": 25},
]


class Told(NamedTuple):
    """A question and what its frequencies print of it, with the steps of rounding."""

    dataset: Dataset
    shares: ReleasedTable
    means: ReleasedTable
    share_step: float | None
    mean_step: float | None


def answering(counts: dict[str, int]) -> Told:
    values = np.repeat(list(counts), list(counts.values()))
    values = np.random.default_rng(4).permutation(values).astype(object)
    return told(weighted(county(len(values), populations={}).with_columns(sat_1=values), "unweighted")[0])


def told(dataset: Dataset) -> Told:
    variable = dataset.variable("sat_1")
    one = of_variable(dataset, variable)
    share = share_step(dataset, one, PUBLIC)
    mean = mean_step(dataset, one, codes_as_numbers(dataset, variable), PUBLIC, share)
    shares, means = frequencies(dataset, "sat_1", scale=True)
    return Told(dataset, shares, means, share, mean)


@pytest.fixture(scope="module", params=range(len(CASES)))
def case(request: pytest.FixtureRequest) -> tuple[dict[str, int], Told]:
    return CASES[request.param], answering(CASES[request.param])


def widths(counts: dict[str, int], made: Told, share: float, mean: float) -> dict[str, int]:
    """How far apart a reader leaves what every hidden count may be, all whole numbers tried."""
    cells = {str(cell.keys["sat_1"]): cell for cell in made.shares.inner() if cell.keys["sat_1"] in counts}
    hidden = [code for code, cell in cells.items() if cell.suppressed]
    known = {code: int(cell.n or 0) for code, cell in cells.items() if not cell.suppressed}
    left = len(made.dataset) - sum(known.values())
    answers = [code for code in counts if not code.startswith("-")]
    exact = sum(counts[code] for code in answers)
    printed = {
        code: cells[code].figure("valid_share").value if share else known[code] / exact
        for code in answers
        if code in known
    }
    average = made.means.inner()[0].figure("mean").value
    found: dict[str, list[int]] = {code: [] for code in hidden}
    for parts in itertools.product(range(left + 1), repeat=len(hidden) - 1):
        if sum(parts) > left:
            continue
        tried = dict(zip(hidden, (*parts, left - sum(parts)), strict=True)) | known
        whole = sum(tried[code] for code in answers)
        score = sum(int(code) * tried[code] for code in answers) / whole
        fits = all(abs(tried[code] / whole - told) <= share / 2 + 1e-9 for code, told in printed.items())
        if fits and (not mean or abs(score - average) <= mean / 2 + 1e-9):
            for code in hidden:
                found[code].append(tried[code])
    return {code: max(values) - min(values) for code, values in found.items()}


def test_nobody_works_out_a_small_answer_from_rounded_shares_and_the_mean(case):
    counts, made = case
    assert made.share_step
    assert made.mean_step
    small = [
        code for code, wide in widths(counts, made, made.share_step, made.mean_step).items() if wide < 10
    ]
    assert not [code for code in small if counts[code] < PUBLIC.threshold]


def test_the_same_reader_works_it_out_from_exact_shares(case):
    counts, made = case
    found = widths(counts, made, 0.0, 0.0)
    assert any(counts[code] < PUBLIC.threshold and wide < PUBLIC.threshold for code, wide in found.items())


def test_the_row_is_told_rounded_and_without_n(case):
    counts, made = case
    shown = [cell for cell in made.shares.inner() if cell.n and not str(cell.keys["sat_1"]).startswith("-")]
    assert len(shown) >= 4
    valid = sum(number for code, number in counts.items() if not code.startswith("-"))
    for cell in shown:
        told = cell.figure("valid_share")
        assert told.value == pytest.approx(
            counts[str(cell.keys["sat_1"])] / valid, abs=made.share_step / 2 + 1e-9
        )
        assert told.value / made.share_step == pytest.approx(round(told.value / made.share_step))
    assert {(c.figure("valid_share").n, c.figure("valid_share").weighted_n) for c in made.shares} == {
        (None, None)
    }
    (mean,) = made.means.inner()
    assert mean.figure("mean").value is not None
    assert (mean.n, mean.weighted_n, mean.figure("mean").n, mean.figure("mean").weighted_n) == (None,) * 4


def test_the_exact_interval_lies_within_the_printed_one_which_tells_no_more_than_the_table(case):
    _, made = case
    values = made.dataset.column("sat_1")
    answered = np.array([not str(value).startswith("-") for value in values])
    for cell in made.shares.inner():
        told, of_all = cell.figure("valid_share"), cell.figure()
        if told.value is None or made.share_step is None:
            continue
        chosen = np.where(answered, values == cell.keys["sat_1"], np.nan).astype(float)
        exact = proportions(design_of(made.dataset), chosen)[0]
        assert told.low <= exact.low < exact.high <= told.high
        assert told.se is None
        half = max(of_all.high - of_all.value, of_all.value - of_all.low)
        half *= (told.value + made.share_step / 2) / of_all.value
        assert told.high - told.value < half + 1.5 * made.share_step + 1e-9


@pytest.fixture(scope="module")
def uneven() -> Told:
    """Six who answered 1 and 25 who left it out, all of a stratum of great weight."""
    given, few = county(2400), {"1": 6, "-9": 25}
    draw = np.random.default_rng(3)
    values = draw.choice(list("345"), 2400, p=[0.5, 0.3, 0.2]).astype(object)
    places = draw.permutation(np.flatnonzero(given.table.stratum == "3"))[: sum(few.values())]
    values[places] = np.repeat(list(few), list(few.values()))
    return told(weighted(given.with_columns(sat_1=values))[0])


def test_who_knows_unequal_weights_does_not_work_a_small_answer_out_either(uneven):
    """In persons of the mean weight they seem to be four times as many."""
    assert uneven.share_step
    assert uneven.mean_step
    low, high = by_stratum(uneven, "1", ["1", "-9"])
    assert low <= 6 <= high
    assert high - low >= PUBLIC.threshold


def test_whole_percents_and_coarse_means_have_no_decimals_that_rounding_left_nothing_of(uneven):
    assert (uneven.share_step, uneven.mean_step) == (0.01, 0.2)
    (page,) = question_tables(uneven.dataset, "sat_1", (uneven.shares,), "en")
    shares = [row[-1] for row in page.rows if row[-1].endswith(" %")]
    assert len(shares) == 4
    assert not any("." in one for one in shares)
    matrix = question_tables(uneven.dataset, "sat", frequencies(uneven.dataset, "sat"), "en")[0].rows[0]
    assert re.fullmatch(r"\d\.\d", matrix[-2])
    source = Provenance(Text(zh="某县", en="A county"), "v")
    leaf = leaf_of(uneven.shares, 1, source, "en")
    place = leaf.heads.index("share of answers")
    assert [row[place].format for row in leaf.rows if isinstance(row[place], Figure)] == ["0 %"] * 5
    chart = draw_spec(uneven.shares, ChartSpec(form="ranked", figure="valid_share"), source, "en")
    written = [str(value) for row in chart.rows for value in row if str(value).endswith(" %")]
    assert written
    assert not any("." in one for one in written)


def by_stratum(made: Told, code: str, hidden: list[str]) -> tuple[int, int]:
    """The least and the most persons who can have given a hidden answer, for who knows every weight."""
    values, weights = made.dataset.column("sat_1"), made.dataset.weights
    kinds = np.unique(np.round(weights, 9))
    codes = np.repeat(hidden, len(kinds))
    weigh = np.tile(kinds, len(hidden))
    answered, points = np.array([not one.startswith("-") for one in codes]), codes.astype(float)
    is_hidden = np.isin(values.astype(str), hidden)
    shown = {one: float(weights[values == one].sum()) for one in set(values) - set(hidden)}
    known = sum(shown.values())
    rows, low, high = [np.ones(len(codes)), weigh], [0.0, 0.0], [is_hidden.sum(), weights[is_hidden].sum()]

    def between(row, least: float, most: float) -> None:
        rows.append(row)
        low.append(least)
        high.append(most)

    for one, own in shown.items():
        share = made.shares.cell(sat_1=one).figure("valid_share").value
        edges = [share - made.share_step / 2, share + made.share_step / 2]
        between(edges[0] * weigh * answered, -np.inf, own - edges[0] * known + 1e-6)
        between(edges[1] * weigh * answered, own - edges[1] * known - 1e-6, np.inf)
    mean = made.means.inner()[0].figure("mean").value
    score = sum(float(one) * own for one, own in shown.items())
    for sign in (-1, 1):
        edge = mean + sign * made.mean_step / 2
        row, right = (points - edge) * weigh * answered, edge * known - score
        between(row, *((-np.inf, right + 1e-6) if sign > 0 else (right - 1e-6, np.inf)))
    both = np.vstack([np.array(rows)[2:], -np.array(rows)[2:]])
    above = np.concatenate([high[2:], -np.array(low[2:])])
    is_told = np.isfinite(above)
    limits = {"A_ub": both[is_told], "b_ub": above[is_told], "A_eq": np.array(rows)[:2], "b_eq": high[:2]}
    aim = (codes == code).astype(float)
    found = [linprog(sign * aim, **limits, bounds=(0, None), method="highs").fun for sign in (1, -1)]
    return math.ceil(found[0] - 1e-6), math.floor(-found[1] + 1e-6)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_and_files_give_the_row_and_say_how_it_is_rounded(language):
    made = answering(CASES[0])
    tables = (made.shares, made.means)
    assert made.share_step
    (page,) = question_tables(made.dataset, "sat_1", tables, language)
    assert sum(row[-1].endswith("%") for row in page.rows) >= 4
    said = {
        "zh-CN": f"{100 * made.share_step:g} 个百分点",
        "en": f"{100 * made.share_step:g} percentage point",
    }
    assert said[language] in page.note
    (whole,) = {cell.figure("valid_share").value for cell in made.shares if cell.keys["sat_1"] == "3"}
    source = Provenance(Text(zh="某县", en="A county"), "v")
    assert str(whole) in csv_of(made.shares, source, language).decode()
    assert xlsx_of(tables, source, datetime(2026, 1, 1, tzinfo=UTC), language)


def test_a_matrix_gives_the_row_without_n_and_keeps_the_note_of_every_row():
    made = answering(CASES[1])
    tables = frequencies(made.dataset, "sat")
    (page,) = question_tables(made.dataset, "sat", tables, "en")
    place = [one.code for one in tables[0].dimensions[0].categories].index("sat_1")
    row = page.rows[place]
    assert row[-1] == "▪"
    assert sum(part.endswith("%") for part in row) >= 4
    assert row[-2][0].isdigit()
    said = rounding_note(made.dataset, tables, "en")
    assert said in page.note
    assert f"(“sat_1” to {100 * (made.share_step or 0):g} percentage point" in said
    assert f"(“sat_1” to {made.mean_step:g})" in said


def test_where_nothing_is_rounded_the_note_says_nothing_of_it():
    made = answering({"1": 400, "2": 300, "3": 200, "4": 60, "5": 40, "-7": 30})
    assert made.share_step == 0.0
    assert "percentage point" not in rounding_note(made.dataset, (made.shares, made.means), "en")


def test_where_no_rounding_keeps_a_small_answer_shares_and_mean_are_withheld():
    made = answering({"1": 150, "2": 90, "3": 48, "4": 10, "-7": 2})
    assert made.share_step is None
    assert made.mean_step is None
    assert all(cell.figure("valid_share").value is None for cell in made.shares)
    assert made.means.inner()[0].suppressed
