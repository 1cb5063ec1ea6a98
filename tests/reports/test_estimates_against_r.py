"""Estimates equal R survey 4.1-1 to nine significant digits (``tests/reference/synth3k_r.csv``, own data).

The design of the survey of 3 000: ``svydesign(id=~psu, strata=~stratum, weights=~w, data=sy, nest=TRUE)``,
case ``synth``, and with ``fpc=~npsu_pop``, case ``synth_fpc``. More cases, on data that are not ours to
ship, are read from ``KEWEN_SHARED`` where it is present.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reports.estimates import Design, means, proportions, quantiles, ratios, shares, totals
from reports.estimates.intervals import t_interval

ROOT = Path(__file__).parents[2]
OURS = ROOT / "tests" / "reference"
SHARED = Path(os.environ.get("KEWEN_SHARED", ROOT.parent / "shared")) / "data" / "reference"
needs_shared = pytest.mark.skipif(
    not (SHARED / "reference.csv").exists(), reason=f"reference data are absent: {SHARED} (set KEWEN_SHARED)"
)
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


# ---- cases on data that are not ours


def shared(name: str) -> pd.DataFrame:
    return pd.read_csv(SHARED / "data" / f"{name}.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def oracle() -> pd.DataFrame:
    table = pd.read_csv(SHARED / "reference.csv", keep_default_na=False, dtype=str)
    table["value"] = pd.to_numeric(table["value"], errors="coerce")
    return table


def look(oracle, case, call, key="term") -> pd.DataFrame:
    """The figures of one call, one row per term or domain."""
    found = oracle[(oracle.case == case) & (oracle.call == call) & (oracle.stat != "cov")]
    assert len(found)
    return found.pivot_table(index=key, columns="stat", values="value", sort=False)


def api(name: str) -> tuple[pd.DataFrame, Design]:
    """The designs of the California schools, as ``svydesign`` in make_reference.R sets them up."""
    if name == "srs":
        data = shared("apisrs")
        return data, Design.of(data.pw, population=data.fpc)
    if name.startswith("strat"):
        data = shared("apistrat")
        return data, Design.of(data.pw, data.stype, population=None if "nofpc" in name else data.fpc)
    data = shared("apiclus1")
    return data, Design.of(data.pw, psu=data.dnum, population=None if "nofpc" in name else data.fpc)


API = ["srs", "strat", "strat_nofpc", "clus1", "clus1_nofpc"]


@needs_shared
@pytest.mark.parametrize("name", API)
def test_schools_means_totals_and_ratios(oracle, name):
    """svymean(~api00+api99, d, deff="replace"); svymean(~enroll, d, na.rm=TRUE); svytotal(~api00, d);
    svyratio(~api.stu, ~enroll, d, na.rm=TRUE)"""
    data, design = api(name)
    case = f"api_{name}"
    assert design.df == look(oracle, case, "degf").df.item()
    expected = look(oracle, case, "svymean(~api00+api99,deff=replace)")
    for variable in ("api00", "api99"):
        found = means(design, data[variable])[0]
        row = expected.loc[variable]
        assert (found.value, found.se, found.low, found.high, found.deff) == pytest.approx(
            (row.est, row.se, row.ci_l_t, row.ci_u_t, row.deff), rel=NINE
        )
    row = look(oracle, case, "svymean(~enroll,na.rm)").loc["enroll"]
    found = means(design, data.enroll)[0]
    assert (found.value, found.se) == pytest.approx((row.est, row.se), rel=NINE)
    row = look(oracle, case, "svytotal(~api00)").loc["api00"]
    found = totals(design, data.api00)[0]
    assert (found.value, found.se) == pytest.approx((row.est, row.se), rel=NINE)
    row = look(oracle, case, "svyratio(api.stu,enroll)").iloc[0]
    found = ratios(design, data["api.stu"], data.enroll)[0]
    assert (found.value, found.se, found.low, found.high) == pytest.approx(
        (row.est, row.se, row.ci_l_t, row.ci_u_t), rel=NINE
    )


@needs_shared
@pytest.mark.parametrize("name", API)
def test_schools_shares_of_the_whole_base(oracle, name):
    """svymean(~interaction(stype, comp.imp), d)"""
    data, design = api(name)
    expected = look(oracle, f"api_{name}", "svymean(~interaction(stype,comp.imp))")
    levels = [f"{kind}.{met}" for met in ("No", "Yes") for kind in "EHM"]
    cell = pd.Categorical(data.stype + "." + data["comp.imp"], categories=levels).codes.astype(np.int64)
    found = shares(design, cell, 6)
    for index, level in enumerate(levels):
        row = expected.loc[f"interaction(stype, comp.imp){level}"]
        assert found[index].value == pytest.approx(row.est, rel=NINE)
        assert found[index].se == pytest.approx(row.se, rel=NINE)


@needs_shared
@pytest.mark.parametrize("name", API)
def test_schools_domains(oracle, name):
    """svyby(~api00, ~stype+sch.wide, d, svymean); svyby(~api.stu, ~stype, denominator=~enroll, design=d,
    FUN=svyratio, na.rm=TRUE); svyby(~comp.imp, ~stype, d, svymean); subset(d, comp.imp == "Yes")"""
    data, design = api(name)
    case = f"api_{name}"
    levels = [f"{kind}.{wide}" for wide in ("No", "Yes") for kind in "EHM"]
    cell = pd.Categorical(data.stype + "." + data["sch.wide"], categories=levels).codes.astype(np.int64)
    expected = look(oracle, case, "svyby(~api00,~stype+sch.wide,svymean)", "domain")
    found = means(design, data.api00, cell, 6)
    for index, level in enumerate(levels):
        if level in expected.index:
            assert found[index].value == pytest.approx(expected.loc[level].est, rel=NINE)
            assert found[index].se == pytest.approx(expected.loc[level].se, rel=NINE, abs=1e-12)
    kind = pd.Categorical(data.stype, categories=list("EHM")).codes.astype(np.int64)
    expected = look(oracle, case, "svyby(~api.stu,denominator=~enroll,~stype,svyratio)", "domain")
    of_groups = ratios(design, data["api.stu"], data.enroll, kind, 3)
    assert of_groups.se == pytest.approx(expected.loc[list("EHM")].se.to_numpy(), rel=NINE)
    expected = look(oracle, case, "svyby(~comp.imp,~stype,svymean)", "domain")
    met = (data["comp.imp"] == "Yes").to_numpy().astype(np.int64)
    found = shares(design, kind * 2 + met, 6, kind, np.arange(6) // 2)
    names = [f"{one}:comp.imp{answer}" for one in "EHM" for answer in ("No", "Yes")]
    assert found.se == pytest.approx(expected.loc[names].se.to_numpy(), rel=NINE)
    row = look(oracle, case, "subset(comp.imp==Yes) svymean(~api00)").iloc[0]
    part = np.where(met == 1, 0, -1)
    of_part = means(design, data.api00, part, 1, df=design.df_of(met == 1))[0]
    assert (of_part.value, of_part.se, of_part.low, of_part.df) == pytest.approx(
        (row.est, row.se, row.ci_l_t, row.df), rel=NINE
    )


@needs_shared
@pytest.mark.parametrize("name", API)
@pytest.mark.parametrize(("term", "case"), [('comp.imp == "Yes"', "prop"), ('stype == "H"', "propstype")])
def test_schools_intervals_of_proportions(oracle, name, term, case):
    """svyciprop(~I(comp.imp == "Yes"), d, method="logit") and method="mean" """
    data, design = api(name)
    column, wanted = (part.strip('" ') for part in term.split("=="))
    found = proportions(design, (data[column] == wanted).astype(float))[0]
    row = look(oracle, f"api_{name}_{case}", f"svyciprop(~I({term}),logit)").loc["logit"]
    assert (found.value, found.se, found.low, found.high) == pytest.approx(
        (row.est, row.se, row.ci_l, row.ci_u), rel=NINE
    )


@needs_shared
@pytest.mark.parametrize("name", ["strat", "strat_nofpc"])
def test_schools_quantiles(oracle, name):
    """svyquantile(~api00+api99, d, c(.1,.25,.5,.75,.9), qrule="math", interval.type="mean")

    Not where all weights are equal: there R lets rounding decide whether F(x) = p is reached.
    """
    data, design = api(name)
    table = oracle[(oracle.case == f"api_{name}_q") & (oracle.call == "svyquantile(math,mean)")]
    for variable in ("api00", "api99"):
        found = quantiles(design, data[variable], (0.1, 0.25, 0.5, 0.75, 0.9))
        for index, at in enumerate(("0.1", "0.25", "0.5", "0.75", "0.9")):
            row = table[(table.term == variable) & (table.domain == at)].set_index("stat").value
            figure = found[index]
            assert (figure.value, figure.low, figure.high, figure.se) == pytest.approx(
                (row["quantile"], row["ci.2.5"], row["ci.97.5"], row["se"]), rel=NINE
            )


@needs_shared
def test_a_health_survey_with_missing_answers(oracle):
    """svyby(~HI_CHOL, ~race+RIAGENDR, nh, svymean, na.rm=TRUE); svyciprop(~HI_CHOL, nh, method="logit")"""
    data = shared("nhanes")
    design = Design.of(data.WTMEC2YR, data.SDMVSTRA, data.SDMVPSU)
    cell = ((data.RIAGENDR - 1) * 4 + data.race - 1).to_numpy().astype(np.int64)
    expected = look(oracle, "nhanes", "svyby(~HI_CHOL,~race+RIAGENDR,svymean)", "domain")
    found = means(design, data.HI_CHOL, cell, 8)
    names = [f"{race}.{sex}" for sex in (1, 2) for race in (1, 2, 3, 4)]
    assert found.value == pytest.approx(expected.loc[names].est.to_numpy(), rel=NINE)
    assert found.se == pytest.approx(expected.loc[names].se.to_numpy(), rel=NINE)
    row = look(oracle, "nhanes_prop", "svyciprop(~HI_CHOL,logit)").loc["logit"]
    share = proportions(design, data.HI_CHOL)[0]
    assert (share.low, share.high) == pytest.approx((row.ci_l, row.ci_u), rel=NINE)


@needs_shared
@pytest.mark.parametrize("policy", ["remove", "certainty", "adjust", "average"])
def test_strata_with_a_single_unit(oracle, policy):
    """options(survey.lonely.psu=...); svydesign(id=~psu, strata=~stype, weights=~pw, data=lon)"""
    data = shared("api_lonely")
    design = Design.of(data.pw, data.stype, data.psu, single_psu=policy)
    for call, estimator in (("svymean(~api00)", means), ("svytotal(~api00)", totals)):
        row = look(oracle, f"lonely_{policy}", call).iloc[0]
        found = estimator(design, data.api00)[0]
        assert (found.value, found.se, found.df) == pytest.approx((row.est, row.se, row.df), rel=NINE)


@needs_shared
@pytest.mark.parametrize("case", ["fpc_wr", "fpc_fpc"])
def test_nested_units_with_and_without_correction(oracle, case):
    """svydesign(weights=~weight, ids=~psuid, strata=~stratid, nest=TRUE, data=fpc) and with fpc=~Nh"""
    data = shared("fpc")
    design = Design.of(data.weight, data.stratid, data.psuid, data.Nh if case == "fpc_fpc" else None)
    row = look(oracle, case, "svymean(~x)").iloc[0]
    found = means(design, data.x)[0]
    assert (found.value, found.se) == pytest.approx((row.est, row.se), rel=NINE)
    row = look(oracle, case, "svytotal(~x)").iloc[0]
    found = totals(design, data.x)[0]
    assert (found.value, found.se) == pytest.approx((row.est, row.se), rel=NINE)
