"""Sums by PSU and cell, made by an engine, give the same figures as the rows."""

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from reports.errors import ReportError
from reports.estimates import Design, means, shares, totals
from reports.estimates.reduced import Reduced
from reports.estimates.reducing import Reduction, grouping_sql, reduce_parquet, reduce_table, sums_of

BY = ("age", "title", "sector")
PARTS = ("value", "se", "low", "high", "deff", "n", "weighted_n")


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parents[2] / "reference" / "synth3k.csv")


@pytest.fixture(scope="module")
def codes(survey) -> dict[str, list[str]]:
    return {name: sorted(survey[name].unique()) for name in BY}


@pytest.fixture(scope="module")
def cell(survey, codes) -> np.ndarray:
    place = np.zeros(len(survey), dtype=np.int64)
    for name in BY:
        place = place * len(codes[name]) + pd.Categorical(survey[name], categories=codes[name]).codes
    return place


def by_parquet(survey, reduction, folder):
    survey.to_parquet(folder / "answers.parquet", row_group_size=700, index=False)
    return reduce_parquet(folder / "answers.parquet", reduction)


def by_sql(survey, reduction, _folder):
    with sqlite3.connect(":memory:") as connection:
        survey.to_sql("answers", connection)
        found = pd.read_sql(grouping_sql(reduction, "answers"), connection)
    connection.close()
    return found


def same(found, expected) -> None:
    assert found.df == expected.df
    for part in PARTS:
        assert getattr(found, part) == pytest.approx(
            getattr(expected, part), rel=1e-9, abs=1e-12, nan_ok=True
        ), part


@pytest.mark.parametrize("engine", [by_parquet, by_sql])
@pytest.mark.parametrize("psu", ["psu", None])
@pytest.mark.parametrize("value", ["y", "score"])
def test_means_and_totals_of_sums_are_those_of_the_rows(survey, codes, cell, engine, psu, value, tmp_path):
    """Two hundred and forty cells; ``score`` has missing answers."""
    reduction = Reduction(BY, "w", value, "stratum", psu)
    sums, sizes = sums_of(engine(survey, reduction, tmp_path), reduction, codes)
    assert sizes == (6, 5, 8)
    population = dict(zip(survey.stratum, survey.npsu_pop, strict=True)) if psu else {}
    reduced = Reduced(sums, 240, population)
    design = Design.of(
        survey.w, survey.stratum, survey[psu] if psu else None, survey.npsu_pop if psu else None
    )
    same(reduced.means(), means(design, survey[value], cell, 240))
    same(reduced.totals(), totals(design, survey[value], cell, 240))


@pytest.mark.parametrize("psu", ["psu", None])
def test_shares_and_margins_need_no_second_pass(survey, codes, cell, psu):
    reduction = Reduction(BY, "w", None, "stratum", psu)
    table = reduce_table(pa.Table.from_pandas(survey, preserve_index=False), reduction)
    sums, _ = sums_of(table, reduction, codes)
    design = Design.of(survey.w, survey.stratum, survey[psu] if psu else None)
    of = np.arange(240) // 8
    same(Reduced(sums, 240, {}).shares(), shares(design, cell, 240))
    same(Reduced(sums, 240, {}).shares(of), shares(design, cell, 240, cell // 8, of))
    margin = sums.recoded(np.where(sums.cell >= 0, sums.cell // 40, -1))
    same(Reduced(margin, 6, {}).shares(), shares(design, cell // 40, 6))


def test_answers_outside_the_codes_stay_in_the_design(survey, codes):
    """A domain is never cut out: the PSUs outside it count."""
    only = {**codes, "age": codes["age"][:1]}
    reduction = Reduction(BY, "w", "y", "stratum", "psu")
    table = reduce_table(pa.Table.from_pandas(survey, preserve_index=False), reduction)
    sums, _ = sums_of(table, reduction, only)
    found = Reduced(sums.recoded(np.minimum(sums.cell, 0)), 1, {}).totals()
    design = Design.of(survey.w, survey.stratum, survey.psu)
    inside = np.where(survey.age == codes["age"][0], 0, -1)
    same(found, totals(design, survey.y, inside, 1))


def test_what_unequal_weights_cost_follows_from_the_sums(survey, codes):
    reduction = Reduction((), "w", None, "stratum", "psu")
    table = reduce_table(pa.Table.from_pandas(survey, preserve_index=False), reduction)
    found = Reduced(sums_of(table, reduction, codes)[0], 1, {}).kish()[0]
    assert found == pytest.approx(3000 * np.sum(survey.w**2) / survey.w.sum() ** 2, rel=1e-12)


@pytest.mark.parametrize("policy", ["remove", "adjust", "average", "withhold"])
def test_single_elements_are_treated_as_in_a_design(policy):
    rows = pd.DataFrame({"h": [1, 1, 1, 2, 3, 3], "w": np.arange(1.0, 7), "y": [3.0, 5, 4, 9, 1, 2], "g": 0})
    reduction = Reduction(("g",), "w", "y", "h")
    table = reduce_table(pa.Table.from_pandas(rows, preserve_index=False), reduction)
    reduced = Reduced(sums_of(table, reduction, {"g": [0]})[0], 1, {}, policy)
    design = Design.of(rows.w, rows.h, single_psu=policy)
    same(reduced.means(), means(design, rows.y))
    same(reduced.totals(), totals(design, rows.y))


@pytest.mark.parametrize("wrong", [np.nan, -1.0])
def test_bad_weights_are_found_after_the_reduction(survey, codes, wrong):
    rows = survey.assign(w=survey.w.where(survey.index != 5, wrong))
    reduction = Reduction(BY, "w", "y", "stratum", "psu")
    table = reduce_table(pa.Table.from_pandas(rows, preserve_index=False), reduction)
    with pytest.raises(ReportError) as refusal:
        sums_of(table, reduction, codes)
    assert refusal.value.code == "design.weights"


def test_a_column_that_the_file_does_not_have_is_named(survey, tmp_path):
    survey.to_parquet(tmp_path / "answers.parquet")
    with pytest.raises(ReportError) as refusal:
        reduce_parquet(tmp_path / "answers.parquet", Reduction(("colour",), "w"))
    assert (refusal.value.code, refusal.value.place) == ("reduced.column", "colour")


def test_names_of_columns_cannot_break_out_of_the_sql():
    said = grouping_sql(Reduction(('a"; DROP TABLE x; --',), "w"), 'answers" a')
    assert '"a""; DROP TABLE x; --"' in said
    assert 'FROM "answers"" a"' in said


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e200])
@pytest.mark.parametrize("psu", ["psu", None])
def test_infinite_answers_are_refused_with_the_way_out_and_missing_ones_are_not(value, psu):
    rows = pa.table({"g": [0, 0, 1, 1], "y": [1.0, value, None, 2.0], "psu": [1, 2, 1, 2]})
    reduction = Reduction(("g",), value="y", psu=psu)
    with pytest.raises(ReportError) as refusal:
        sums_of(reduce_table(rows, reduction), reduction, {"g": [0, 1]})
    assert (refusal.value.code, refusal.value.place) == ("estimates.infinite", "y")
    assert refusal.value.remedy.say("en")
    sound = rows.set_column(1, "y", pa.array([1.0, 3.0, None, None]))
    assert sums_of(reduce_table(sound, reduction), reduction, {"g": [0, 1]})[0].n.sum() == 2


def test_a_calibrated_design_is_not_reckoned_from_sums(survey, codes):
    class Calibrated:
        def residuals(self, scores):
            return scores

    reduction = Reduction(BY, "w", "y", "stratum", "psu")
    sums, _ = sums_of(reduce_table(pa.Table.from_pandas(survey), reduction), reduction, codes)
    with pytest.raises(ReportError) as refusal:
        Reduced(sums, 240, {}, adjustments=(Calibrated(),))
    assert refusal.value.code == "reduced.calibrated"
