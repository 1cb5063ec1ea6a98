"""Every figure of reference.csv (R survey 4.1-1) that is an estimate comes out to nine significant digits.

Each case is walked call by call: a call that nobody here works out and that is not listed as the part of
other tests is a failure, so that nothing is passed over in silence. The calls are R's own, quoted in the
file; the designs are those of make_reference.R (``r_designs``).
"""

import numpy as np
import pytest

from tests.reports.estimates.r_calls import ways
from tests.reports.estimates.r_designs import sample
from tests.reports.estimates.r_figures import ABSENT, NINE, cases, figures_of, present

# Calls that other tests compare.
ELSEWHERE = {
    "svychisq": "tests/reports/tests",
    "svyttest": "tests/reports/tests",
    "svyranktest": "tests/reports/tests",
    "svyglm": "tests/reports/regression",
    "upper": "tests/reports/weighting",
}
# What of "rep" is read in to set the design up and not worked out.
GIVEN = {"scale", "rscale", "mse", "nrep"}
# A standard error under this share of its estimate is 0, and what R gives is rounding (of ten sweeps).
NOTHING = 1e-10
# What rounding of an estimate can make of its standard error: that of raked replicates is 1e-9 of it.
ROUNDING = 1e-14
# Where R's own iterations end before the ninth digit: case, call, and to how much the figures agree.
LIMITED = {
    # glm stops once the deviance moves by less than 1e-8: its share is not quite that of R's own svymean.
    ("yrbs", "svyciprop(~I(qn8 == 2),logit)"): 2e-9,
    ("yrbs", "svyciprop(~I(qn8 == 2),likelihood)"): 2e-9,
    # rake keeps for each margin the weights of that moment of its last sweep, which its rule (no cell moved
    # by 1e-10 of the sum) leaves apart; it shows where trimming leaves a total nearly known.
    ("trim_clus1", "svytotal(~stype)"): 3e-9,
    ("trim_clus1_nofpc", "svytotal(~stype)"): 3e-9,
    ("trim_clus2", "svytotal(~stype)"): 3e-9,
}


@pytest.mark.skipif(not present(), reason=ABSENT)
@pytest.mark.parametrize("case", cases())
def test_every_figure_of_a_case(case):
    given, table = sample(case), figures_of(case)
    compared, wrong = 0, list[str]()
    for said, listed in table.groupby("call", sort=False):
        call = str(said)
        if call.partition("(")[0] in ELSEWHERE:
            continue
        rows = [
            (domain, term, stat.partition(".")[0] if stat.startswith("quantile") else stat, value)
            for domain, term, stat, value in listed[["domain", "term", "stat", "value"]].to_numpy()
            if call != "rep" or stat not in GIVEN
        ]
        given_ways = ways(given, case, call)
        for domain, term, stat, value in rows:
            found = [way[domain, term, stat] for way in given_ways if (domain, term, stat) in way]
            compared += len(found)
            size = scale(rows, domain, term, stat)
            # A limit is a difference: its digits are those of the estimate.
            slack = NINE * size if stat.startswith("ci_") else ROUNDING * size
            slack = max(slack, LIMITED.get((case, call), 0.0) * abs(value))
            agreed = bool(found) and all(same(one, value, size, slack) for one in found)
            if not agreed and not unknown_to_r(case, call, stat, value):
                wrong.append(f"{call} {domain} {term} {stat}: {found}, R {value!r}")
    assert not wrong, f"{len(wrong)} of {compared}:\n" + "\n".join(wrong[:40])
    assert compared or set(table.call.str.partition("(")[0]) <= set(ELSEWHERE)


def same(found: float, value: float, size: float, slack: float) -> bool:
    """Equal to nine significant digits, or both missing, or both 0 but for rounding beside ``size``."""
    if np.isnan(value) or np.isnan(found):
        return bool(np.isnan(value) and np.isnan(found))
    if max(abs(found), abs(value)) <= NOTHING * size:
        return True
    return bool(abs(found - value) <= max(NINE * abs(value), slack))


def scale(rows, domain: str, term: str, stat: str) -> float:
    """The size of the estimate a figure belongs to, of both multiplied for a covariance."""
    sizes = {(one, name): abs(value) for one, name, kind, value in rows if kind == "est"}
    if stat == "cov":
        first, second = term.split("|")
        return sizes.get((domain, first), 0.0) * sizes.get((domain, second), 0.0)
    return sizes.get((domain, term), 0.0)


def unknown_to_r(case: str, call: str, stat: str, value: float) -> bool:
    """Where R has no figure and ours has.

    R gives NA for shares with missing answers, which ours leave out; limits of 0.5 where the share is known
    from the strata and the effective sample size has no end; NA for a beta interval of a share of 1.
    """
    if case in ("nhanes_prop", "yrbs"):
        return bool(np.isnan(value)) and call.startswith("svyciprop")
    if call == "svyquantile(shahvaish,beta)":
        return bool(np.isnan(value)) and case in ("api_strat_q", "api_strat_nofpc_q")
    known = case in ("api_strat_propstype", "api_strat_nofpc_propstype") and "beta" in call
    return known and stat in ("ci_l", "ci_u") and value == 0.5
