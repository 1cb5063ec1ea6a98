"""The designs of make_reference.R, set up with ours: ``D$…``, calibrated, replicated, PPS, lonely."""

import re
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

from questionnaires.text import Text
from reports.codebook import SinglePsu
from reports.estimates import Design, JointInclusion, ReplicateDesign
from reports.estimates.adjustments import Adjustment
from reports.weighting.calibration import calibrate
from reports.weighting.cells import Cells
from reports.weighting.controls import Controls
from reports.weighting.distances import Distance
from reports.weighting.poststratification import post_stratify
from reports.weighting.raking import RakingRule, rake
from reports.weighting.trimming import trim
from tests.reports.estimates.r_figures import data, figures_of, margins, population, replicates

# rake(control=list(maxit=100, epsilon=1e-10)): R stops once no joint cell moves by that share.
R_RULE = RakingRule(tolerance=1e-10, sweeps=100, stop="cells")


@dataclass(frozen=True, eq=False)
class RSample:
    """A case: its data, its design, and the rows of its domain."""

    table: pd.DataFrame
    design: Design | ReplicateDesign
    rows: np.ndarray

    @property
    def df(self) -> float:
        """degf(design), degf(subset(design, …))"""
        return self.design.df if self.rows.all() else self.design.df_of(self.rows)


def sample(case: str) -> RSample:
    """The data and the design of a case."""
    table, design = _made(case)
    return RSample(table, design, _domain(case, table))


def _made(case: str) -> tuple[pd.DataFrame, Design | ReplicateDesign]:
    kind, _, rest = case.partition("_")
    if kind == "api":
        return _api(re.sub(r"_(chisq2?|prop|propstype|q)$", "", rest))
    if kind in ("ps", "rake", "cal", "trim"):
        return _calibrated(case)
    if kind == "rep":
        return _replicated(case)
    if kind == "election":
        return data("election_pps"), _election(rest)
    if kind == "nhanes" or case.startswith("lonely_domain"):
        return _nhanes(case)
    if kind == "lonely":
        table = data("api_lonely")
        return table, Design.of(table.pw, table.stype, table.psu, single_psu=cast(SinglePsu, rest))
    if kind == "synth":
        return _synth(case)
    return _small(case)


def _domain(case: str, table: pd.DataFrame) -> np.ndarray:
    if case == "nhanes_sub":
        return (table.RIAGENDR == 2).to_numpy()
    if case.startswith("lonely_domain"):
        return ((table.race == 2) & (table.agecat == "(59,Inf]")).to_numpy()
    return np.ones(len(table), dtype=bool)


def _api(name: str) -> tuple[pd.DataFrame, Design]:
    if name == "srs":
        table = data("apisrs")
        return table, Design.of(table.pw, population=table.fpc)
    if name.startswith("strat"):
        table = data("apistrat")
        return table, Design.of(table.pw, table.stype, population=_unless(name, table.fpc))
    if name.startswith("clus1"):
        table = data("apiclus1")
        return table, Design.of(table.pw, psu=table.dnum, population=_unless(name, table.fpc))
    table = data("apiclus2")
    if name == "clus2wr":
        return table, Design.of(table.pw, psu=table.dnum, further=[(table.snum, None)])
    # Without weights R takes the product of N/n over the stages: apiclus2$pw are others.
    schools = table.groupby("dnum").snum.transform("nunique")
    full = table.fpc1 / table.dnum.nunique() * table.fpc2 / schools
    design = Design.of(full, psu=table.dnum, population=table.fpc1, further=[(table.snum, table.fpc2)])
    return table, design


def _unless(name: str, population: pd.Series) -> pd.Series | None:
    return None if name.endswith("nofpc") else population


def _calibrated(case: str) -> tuple[pd.DataFrame, Design]:
    method, name = re.fullmatch(r"(ps|rake|trim|cal_[a-z]+)_(.*)", case).groups()
    table, design = _api(name)
    known = population()
    of_type = Cells.of("stype", table.stype, known["stype"])
    before = design.weights
    adjustment: Adjustment
    if method == "ps":
        after, adjustment, _ = post_stratify(before, of_type)
    elif method in ("rake", "trim"):
        of_target = Cells.of("sch.wide", table["sch.wide"], known["sch.wide"])
        after, adjustment, _ = rake(before, [of_type, of_target], R_RULE)
    else:
        distance = {
            "cal_linear": Distance("linear"),
            "cal_raking": Distance("raking"),
            "cal_logit": Distance("logit", 0.4, 3.0),
            "cal_linbound": Distance("linear", 0.6, 1.8),
        }[method]
        numbers = [(Text(zh="api99", en="api99"), table.api99, known["api99"])]
        controls = Controls.of(before, [of_type], numbers, float(known["N"]))
        after, adjustment, _ = calibrate(before, controls, distance)
    if method == "trim":
        limit = float(np.quantile(before, 0.9)) * 1.2
        # R keeps the raking's own weights in the variance and uses the trimmed ones in the scores.
        return table, replace(design.adjusted(after, adjustment), weights=trim(after, -np.inf, limit)[0])
    return table, design.adjusted(after, adjustment)


def _replicated(case: str) -> tuple[pd.DataFrame, ReplicateDesign]:
    listed = figures_of(case)
    listed = listed[listed.call == "rep"]
    said = listed[listed.domain == ""].set_index("stat").value
    rscales = listed[listed.stat == "rscale"].value.to_numpy()
    if "_scd_" in case:
        table = data("scd")
        full = np.ones(len(table))
    else:
        table, design = _api(re.search(r"_((?:clus1|clus2|strat)(?:_nofpc)?)", case).group(1))
        full = design.weights
    if case.endswith("_raked"):
        full = _calibrated("rake_clus1_nofpc")[1].weights
    made = ReplicateDesign(full, replicates(case), said.scale, rscales, bool(said.mse), said.df)
    return table, made


def _election(name: str) -> Design:
    table = data("election_pps")
    if name == "wr":
        return Design.of(table.wt)
    if name == "brewer":
        return Design.of(1 / table.p, inclusion=table.p)
    if name == "overton":
        joint = JointInclusion.overton(table.p)
    elif name == "HR":
        joint = JointInclusion.hartley_rao(table.p, float((data("election").p ** 2).sum() / 40))
    else:
        both = data("election_jointprob").to_numpy(dtype=float)
        joint = JointInclusion.known(both, yates_grundy=name == "YG", tolerance=1e-4)
    return Design.of(1 / table.p, joint=joint)


def _nhanes(case: str) -> tuple[pd.DataFrame, Design]:
    table = data("nhanes")
    rule, in_domains = "fail", False
    if case.startswith("lonely_domain"):
        rule, said = case.removeprefix("lonely_domain_").split("_")
        in_domains = said == "TRUE"
    design = Design.of(
        table.WTMEC2YR,
        table.SDMVSTRA,
        table.SDMVPSU,
        single_psu=cast(SinglePsu, rule),
        single_in_domains=in_domains,
    )
    return table, design


def _synth(case: str) -> tuple[pd.DataFrame, Design]:
    table = data("synth3k")
    sizes = table.npsu_pop if case.startswith("synth_fpc") else None
    design = Design.of(table.w, table.stratum, table.psu, sizes)
    if case.startswith("synth_rake"):
        known = [Cells.of(name, table[name], totals) for name, totals in margins().items()]
        after, adjustment, _ = rake(design.weights, known, replace(R_RULE, sweeps=200))
        if case == "synth_rakedw_plain":
            return table, Design.of(after, table.stratum, table.psu)
        design = design.adjusted(after, adjustment)
    return table, design


def _small(case: str) -> tuple[pd.DataFrame, Design]:
    table = data({"fpc_wr": "fpc", "fpc_fpc": "fpc"}.get(case, case))
    if case == "mu284":
        inside = table.groupby("id1").id2.transform("nunique")
        full = table.n1 / table.id1.nunique() * table.n2 / inside
        return table, Design.of(full, psu=table.id1, population=table.n1, further=[(table.id2, table.n2)])
    if case == "scd":
        return table, Design.of(np.ones(len(table)), table.ESA, table.ambulance)
    if case == "hospital":
        return table, Design.of(table.weighta, table.oblevel, table.hospno, table.tothosp)
    if case == "yrbs":
        return table, Design.of(table.weight, table.stratum, table.psu)
    sizes = table.Nh if case == "fpc_fpc" else None
    return table, Design.of(table.weight, table.stratid, table.psuid, sizes)
