"""Estimates equal R survey 4.1-1 to nine significant digits (``tests/reference/synth3k_r.csv``, own data).

The design of the survey of 3 000: ``svydesign(id=~psu, strata=~stratum, weights=~w, data=sy, nest=TRUE)``,
case ``synth``, and with ``fpc=~npsu_pop``, case ``synth_fpc``. All cases of R are in
``test_every_figure_of_r``, on data that are not ours to ship.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reports.estimates import Design, means, shares, totals
from reports.estimates.intervals import t_interval

OURS = Path(__file__).parents[2] / "reference"
NINE = 1e-9
LEVELS = {
    "age": ["25岁及以下", "26-35岁", "36-45岁", "46-55岁", "56-60岁", "60岁以上"],
    "title": ["高级", "副高级", "中级", "初级", "无职称"],
    "sector": ["教育", "卫生", "文化", "农业", "工业", "交通", "金融", "政府机关"],
}


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return pd.read_csv(OURS / "synth3k.csv")


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return pd.read_csv(OURS / "synth3k_r.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(params=["synth", "synth_fpc"])
def case(request) -> str:
    return request.param


@pytest.fixture
def design(survey, case) -> Design:
    sizes = survey.npsu_pop if case == "synth_fpc" else None
    return Design.of(survey.w, survey.stratum, survey.psu, sizes)


def cells(survey, names) -> tuple[np.ndarray, int, list[str]]:
    """Positions in the crossed levels, first fastest as R's interaction, how many, and R's names."""
    place, size, labels = np.zeros(len(survey), dtype=np.int64), 1, [""]
    for name in names:
        codes = pd.Categorical(survey[name], categories=LEVELS[name]).codes.astype(np.int64)
        place, labels = (
            place + size * codes,
            [f"{old}.{level}".strip(".") for level in LEVELS[name] for old in labels],
        )
        size *= len(LEVELS[name])
    return place, size, labels


def same(found, expected) -> None:
    """Value, standard error and t interval agree, row by row."""
    assert len(expected) > 0
    for (_, row), estimate in zip(expected.iterrows(), found, strict=True):
        assert estimate.value == pytest.approx(row.est, rel=NINE)
        assert estimate.se == pytest.approx(row.se, rel=NINE)
        assert estimate.df == row.df


def t_of(found, at) -> list[tuple[float, float]]:
    low, high = t_interval(found.value[at], found.se[at], found.df)
    return list(zip(low, high, strict=True))


def rows(figures, case, call) -> pd.DataFrame:
    return figures[(figures.case == case) & (figures.call == call)]


def test_degrees_of_freedom(design, figures, case):
    """degf(design)"""
    assert design.df == rows(figures, case, "degf").df.item()


@pytest.mark.parametrize(("variable", "call"), [("y", "svymean(~y)"), ("score", "svymean(~score,na.rm)")])
def test_means_and_design_effects(survey, design, figures, case, variable, call):
    """svymean(~y, d, deff=TRUE); svymean(~score, d, na.rm=TRUE, deff=TRUE)

    R's deff=TRUE compares with simple random sampling *without* replacement, ours with replacement.
    """
    found = means(design, survey[variable])
    expected = rows(figures, case, call)
    same(found, expected)
    low, high = t_of(found, [0])[0]
    assert (low, high) == pytest.approx((expected.low.item(), expected.high.item()), rel=NINE)
    without = found.deff[0] / (1 - found.n[0] / found.weighted_n[0])
    assert without == pytest.approx(expected.deff.item(), rel=NINE)


def test_totals(survey, design, figures, case):
    """svytotal(~hours, d)"""
    found = totals(design, survey.hours)
    expected = rows(figures, case, "svytotal(~hours)")
    same(found, expected)
    assert (found.low[0], found.high[0]) == pytest.approx(
        (expected.low.item(), expected.high.item()), rel=NINE
    )


def test_shares_of_the_answers_to_a_question(survey, design, figures, case):
    """svymean(~factor(lik), d, na.rm=TRUE)"""
    held = survey.lik.notna().to_numpy()
    cell = np.where(held, survey.lik.fillna(1).to_numpy() - 1, -1).astype(np.int64)
    found = shares(design, cell, 5, np.where(held, 0, -1), np.zeros(5, dtype=np.int64))
    expected = rows(figures, case, "svymean(~factor(lik),na.rm)")
    same(found, expected)
    assert t_of(found, range(5)) == [
        pytest.approx((row.low, row.high), rel=NINE) for _, row in expected.iterrows()
    ]


@pytest.mark.parametrize("by", ["age", "title", "sector"])
@pytest.mark.parametrize(("variable", "kind"), [("y", "svymean"), ("score", "svymean"), ("y", "svytotal")])
def test_domains_of_one_grouping(survey, design, figures, case, by, variable, kind):
    """svyby(~y, ~age, d, svymean); svyby(~score, ~age, d, svymean, na.rm=TRUE); svyby(~y, ~age, d, svytotal)"""
    expected = rows(figures, case, f"svyby(~{variable},~{by},{kind})").set_index("domain")
    place, size, labels = cells(survey, [by])
    found = (means if kind == "svymean" else totals)(design, survey[variable], place, size)
    same(found, expected.loc[labels])
    assert t_of(found, range(size)) == [
        pytest.approx((row.low, row.high), rel=NINE) for _, row in expected.loc[labels].iterrows()
    ]


@pytest.mark.parametrize("variable", ["y", "hours"])
def test_domains_of_three_groupings(survey, design, figures, case, variable):
    """svyby(~y, ~age+title+sector, d, svymean); svyby(~hours, ~age+title+sector, d, svymean)"""
    expected = rows(figures, case, f"svyby(~{variable},~age+title+sector,svymean)").set_index("domain")
    place, size, labels = cells(survey, ["age", "title", "sector"])
    found = means(design, survey[variable], place, size)
    checked = 0
    for index, label in enumerate(labels):
        if label in expected.index:
            row, estimate = expected.loc[label], found[index]
            assert estimate.value == pytest.approx(row.est, rel=NINE, abs=1e-15)
            # A domain of equal answers has no spread; R leaves rounding there.
            assert estimate.se == pytest.approx(row.se, rel=NINE, abs=1e-14)
            checked += 1
        else:
            assert found[index].value is None
    assert checked == len(expected) == 238


def test_shares_within_groups(survey, design, figures, case):
    """svyby(~factor(lik), ~sector, d, svymean, na.rm=TRUE)"""
    expected = rows(figures, case, "svyby(~factor(lik),~sector,svymean)").set_index("domain")
    held = survey.lik.notna().to_numpy()
    sector, size, labels = cells(survey, ["sector"])
    answer = survey.lik.fillna(1).to_numpy().astype(np.int64) - 1
    found = shares(
        design,
        np.where(held, sector * 5 + answer, -1),
        size * 5,
        np.where(held, sector, -1),
        np.arange(size * 5) // 5,
    )
    names = [f"{label}:factor(lik){value}" for label in labels for value in range(1, 6)]
    same(found, expected.loc[names])
