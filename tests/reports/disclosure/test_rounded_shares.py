"""Shares of answers and a mean rounded where exact ones would part an answer from a refusal: who reads all of it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import pytest

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.classification import of_variable
from reports.crosstabs.coarse import mean_step, share_step
from reports.crosstabs.frequencies import codes_as_numbers, frequencies
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, ReleasedTable
from reports.documents.chapters.questions import question_tables, rounding_note
from reports.documents.sheets import csv_of, xlsx_of
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
    dataset = weighted(county(len(values), populations={}).with_columns(sat_1=values), "unweighted")[0]
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
    assert f"{100 * (made.share_step or 0):g} percentage point" in said


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
