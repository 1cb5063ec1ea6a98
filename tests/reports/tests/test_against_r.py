"""Every test and regression of R survey 4.1-1 in reference.csv, every design, comes out with nine digits.

The calls are those of make_reference.R: ``svychisq(~a+b, d, statistic=…)``, ``svytable(~a+b, d)``,
``svyttest(api00~comp.imp, d)``, ``svyranktest(api00~comp.imp, d, test=…)`` and ``svyglm(…, d)``, on
stratified, clustered, two-stage, post-stratified, raked, calibrated and trimmed designs.
"""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from questionnaires.text import Text
from reports.regression import Factor, Number, fit
from reports.tests import cross_table, independence, pairwise, rank_test, two_means
from reports.tests.independence import Independence, design_effects
from reports.tests.mixtures import saddlepoint
from reports.tests.result import Ranks
from tests.reports.estimates.r_designs import RSample, sample
from tests.reports.estimates.r_figures import ABSENT, NINE, cases, figures, figures_of, present

OURS = re.compile(r"svychisq|svytable|svyttest|svyranktest|svyglm")
METHODS: dict[str, Independence] = {
    "F": "f",
    "Chisq": "chi_square",
    "Wald": "wald",
    "adjWald": "adjusted_wald",
    # R had no CompQuadForm, so that its "lincom" is the saddlepoint.
    "lincom": "saddlepoint",
    "saddlepoint": "saddlepoint",
}
RANKS: dict[str, Ranks] = {
    "wilcoxon": "wilcoxon",
    "vanderWaerden": "van_der_waerden",
    "median": "median",
    "KruskalWallis": "kruskal_wallis",
}
# survey:::saddle stops its root search at uniroot(tol=1e-8); that is all the digits R's own p has.
SADDLE = 1e-7
# rake(epsilon=1e-10) leaves weights and residuals off by about 1e-10 (statistics agree to 4e-10), which a p
# far out in the tail multiplies.
RAKED = 1e-8

Found = dict[tuple[str, str, str], float | None]
needed = pytest.mark.skipif(not present(), reason=ABSENT)


SADDLED = ("lincom", "saddlepoint")


def digits(case: str, term: str, stat: str) -> float:
    if stat != "p":
        return NINE
    if term in SADDLED:
        return SADDLE
    return RAKED if case.startswith(("rake_", "trim_")) else NINE


def held(case: str) -> pd.DataFrame:
    found = figures_of(case)
    return found[found.call.str.match(OURS)]


LISTED = [case for case in cases() if len(held(case))]


@needed
@pytest.mark.parametrize("case", LISTED)
def test_every_figure_of_a_case(case):
    given = sample(case)
    expected = held(case)
    for call in dict.fromkeys(expected.call):
        found = worked_out(given, str(call))
        rows: list[Any] = list(expected[expected.call == call].itertuples())
        for row in rows:
            if case == "api_srs_chisq" and row.term in SADDLED and row.stat == "p":
                continue  # test_where_r_drops_a_degree_of_freedom
            value = found[row.domain, row.term, row.stat]
            limit = digits(case, row.term, row.stat)
            assert value == pytest.approx(row.value, rel=limit, abs=0), (call, row.term, row.stat)


@needed
def test_nothing_of_the_reference_is_left_out():
    mine = figures()[figures().call.str.match(OURS)]
    assert len(mine) == 1950
    assert set(mine.case) == set(LISTED)


def worked_out(given: RSample, call: str) -> Found:
    kind, said = re.fullmatch(r"(\w+)\((.*)\)", call).groups()
    if kind == "svychisq":
        return of_chisq(given, said)
    if kind == "svytable":
        return of_table(given, said)
    if kind == "svyttest":
        return of_ttest(given)
    if kind == "svyranktest":
        return of_ranks(given, said)
    return of_glm(given, said)


def positions(column: pd.Series) -> np.ndarray:
    return pd.Categorical(column).codes.astype(np.int64)


def of_chisq(given: RSample, said: str) -> Found:
    """svychisq(~row+column, d, statistic=)"""
    row, column, statistic = (str(part) for part in re.fullmatch(r"~(\S+) \+ (\S+),(\w+)", said).groups())
    one, other = positions(given.table[row]), positions(given.table[column])
    result = independence(given.design, one, other, METHODS[statistic], given.rows)
    found: Found = {("", statistic, "statistic"): result.statistic, ("", statistic, "p"): result.p}
    return found | {("", statistic, f"df{k}"): df for k, df in enumerate(result.df, start=1)}


def of_table(given: RSample, said: str) -> Found:
    """svytable(~row+column, d)"""
    row, column = re.fullmatch(r"~(\S+) \+ (\S+)", said).groups()
    one, other = pd.Categorical(given.table[row]), pd.Categorical(given.table[column])
    table = cross_table(given.design, one.codes, other.codes, given.rows)
    return {
        (named(first), named(second), "count"): table.weighted[i, j]
        for i, first in enumerate(one.categories)
        for j, second in enumerate(other.categories)
    }


def named(level: object) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level)


def of_ttest(given: RSample) -> Found:
    """svyttest(api00~comp.imp, d)"""
    result = two_means(given.design, given.table.api00, positions(given.table["comp.imp"]))
    stats = {
        "t": result.statistic,
        "df": result.df[0],
        "p": result.p,
        "est": result.difference,
        "ci_l": result.low,
        "ci_u": result.high,
    }
    return {("", "", stat): value for stat, value in stats.items()}


def of_ranks(given: RSample, said: str) -> Found:
    """svyranktest(api00~comp.imp, d, test=)"""
    method = RANKS[said.split(",")[1]]
    result = rank_test(given.design, given.table.api00, positions(given.table["comp.imp"]), method)
    return {("", "", "stat"): result.statistic, ("", "", "p"): result.p}


def of_glm(given: RSample, said: str) -> Found:
    """svyglm(api00~ell+meals+mobility+stype, d); svyglm(…, d, family=quasibinomial())"""
    formula, _, family = said.partition(",")
    outcome, predictors = formula.split("~")
    values = given.table[outcome]
    if values.dtype.kind not in "if":
        values = (values == "Yes").astype(float)
    terms = [term(given.table, name) for name in predictors.split("+")]
    model = fit(given.design, values, terms, "logistic" if family else "linear", given.rows)
    found: Found = {}
    for one in model.coefficients:
        name = one.column.name if one.column.level is None else f"{one.column.name}{one.column.level}"
        name = re.sub(r"^race(\d)", r"factor(race)\1", name)
        found |= {
            ("", name, "est"): one.estimate.value,
            ("", name, "se"): one.estimate.se,
            ("", name, "p"): one.p,
        }
    return found


def term(table: pd.DataFrame, name: str) -> Number | Factor:
    label = Text(zh=name, en=name)
    if name not in ("stype", "race", "agecat"):
        return Number(name, label, table[name].to_numpy(dtype=np.float64))
    coded = pd.Categorical(table[name])
    levels = tuple(str(level) for level in coded.categories)
    labels = tuple(Text(zh=level, en=level) for level in levels)
    return Factor(name, label, coded.codes.astype(np.int64), levels, labels)


@needed
def test_where_r_drops_a_degree_of_freedom():
    """svychisq(~stype+comp.imp, d$srs, statistic="saddlepoint"): p 4.500606976962849e-05

    A simple random sample has two equal design effects, so that d0 is 2 and d0·ν 398. R comes to a hair
    less, and ``rep(a, 397.99…)`` makes it 397; ours is 398 itself. A hair less gives R's figure.
    """
    given = sample("api_srs_chisq")
    table = cross_table(given.design, positions(given.table.stype), positions(given.table["comp.imp"]))
    effects = design_effects(table)
    assert effects == pytest.approx([effects[0]] * 2)
    assert saddlepoint(table.pearson, effects, 398 - 1e-10) == pytest.approx(4.500606976962849e-05, rel=NINE)
    result = independence(
        given.design, positions(given.table.stype), positions(given.table["comp.imp"]), "saddlepoint"
    )
    assert result.p == pytest.approx(4.38836e-05, rel=1e-5)


@needed
def test_pairs_are_contrasts_of_domain_means():
    """svycontrast(svyby(~api00, ~stype, d, svymean, covmat=TRUE), c(1, -1, 0))"""
    checked = 0
    for case in ("api_srs", "api_strat", "api_strat_nofpc", "api_clus1", "api_clus2", "api_clus2wr"):
        given = sample(case)
        rows = figures_of(case)
        expected = rows[rows.call == "svycontrast(svyby api00 E-H)"].set_index("stat").value
        pair = pairwise(given.design, given.table.api00, positions(given.table.stype))[0]
        assert (pair.first, pair.second) == (0, 1)
        assert -pair.result.difference == pytest.approx(expected.est, rel=NINE)
        assert pair.result.se == pytest.approx(expected.se, rel=NINE)
        checked += 1
    assert checked == 6
