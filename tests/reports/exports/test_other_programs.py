"""R (haven, survey) and PSPP read the files and find every label, missing code and the design."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from questionnaires.text import Text
from reports.codebook import Stratum
from reports.crosstabs import breakdown
from reports.dataset import Dataset
from reports.disclosure import INTERNAL
from reports.estimates.estimators import means
from reports.exports import files, spss, stata
from reports.exports.profile import OWN
from reports.regression import fit, regress
from reports.regression.model import Kind
from reports.sample_design import design_of
from reports.tests import association_shown
from reports.tests.showing import values_of
from reports.weighting import Recipe, weigh
from reports.weighting.base import Base
from reports.weighting.choice import Choice, Replicates, replicates_of
from reports.weighting.recipe import Margin, Raking
from tests.reports.exports.everything import everything, let_out, origin
from tests.reports.exports.test_files import linearised

pytestmark = pytest.mark.prove
QUESTIONS = """
source("data.R", encoding = "UTF-8")
found <- svymean(~hours, design, na.rm = TRUE)
cat("\\n@", jsonlike <- paste(
  sprintf("%.15g", coef(found)), sprintf("%.15g", SE(found)),
  sum(is.na(answers$sex)), sum(is.na(labelled$sex)), nrow(labelled), sep = "|"), "\\n", sep = "")
cat("@", names(attr(labelled$sex, "labels"))[1], "|", attr(labelled$hours, "na_range")[1], "|",
  paste(sort(unique(as.numeric(labelled$sex))), collapse = ","), "|", levels(answers$ind)[2], "\\n", sep = "")
"""
ANALYSIS = """
source("data.R", encoding = "UTF-8")
say <- function(...) cat("\\n@", paste(sprintf("%.15g", as.numeric(unlist(list(...)))), collapse = "|"), "\\n", sep = "")
kept <- as.numeric(labelled[[grep("with", names(labelled))[1]]])  # SPSS keeps the word for itself
design <- update(design, g = factor(as.numeric(labelled$sex), 1:2), w = factor(kept, 1:2), all = as.numeric(kept == 1))
design <- update(design, yes = as.numeric(w == 1))
by <- svyby(~hours, ~g, design, svymean, na.rm = TRUE)
say(coef(by), SE(by))
part <- svyciprop(~all, design, method = "logit")
say(coef(part), attr(part, "ci"))
chi <- svychisq(~w + g, design)
say(chi$statistic, chi$parameter, chi$p.value)
for (one in list(svyglm(hours ~ g, design), svyglm(yes ~ g, design, family = quasibinomial())))
  say(summary(one)$coefficients[, c(1, 2, 4)])
"""
REPLICATED = """
source("data.R", encoding = "UTF-8")
found <- svymean(~hours, replicated, na.rm = TRUE)
cat("\\n@", paste(sprintf("%.15g", c(coef(found), SE(found), degf(replicated))), collapse = "|"), "\\n", sep = "")
"""
STATA = """
library(haven)
one <- read_dta("data.dta")
cat("@", paste(sort(unique(na_tag(one$sex))), collapse = ","), "|",
  names(attr(one$sex, "labels"))[1], "|", attr(one$sex, "label"), "|", sum(is.na(one$hours)), "\\n", sep = "")
"""


@cache
def lacking(program: str) -> str:
    """Why a program cannot be asked here; empty where it can."""
    if shutil.which(program) is None:
        return f"{program} is not installed here"
    if program == "Rscript":
        asked = "cat(requireNamespace('haven', quietly = TRUE) && requireNamespace('survey', quietly = TRUE))"
        done = subprocess.run([program, "-e", asked], capture_output=True, text=True, check=False)
        return "" if done.stdout.endswith("TRUE") else "R has no packages haven and survey here"
    return ""


def r(script: str, folder: Path) -> list[list[str]]:
    """What a script says in R, by line and part."""
    if why := lacking("Rscript"):
        pytest.skip(why)
    done = subprocess.run(
        ["Rscript", "-e", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin:/usr/local/bin", "R_LIBS_SITE": ""},
    )
    assert done.returncode == 0, done.stderr
    return [line[1:].split("|") for line in done.stdout.splitlines() if line.startswith("@")]


def packaged(dataset: Dataset, folder: Path, replicates: Replicates | None = None) -> Dataset:
    released, told = let_out(dataset, OWN)
    told = replace(told, replicates=replicates)
    path = files.write_package(released, told, folder / "package.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return released


def test_r_loads_the_package_and_its_survey_gives_our_mean_and_error(tmp_path: Path):
    dataset = packaged(everything(), tmp_path)
    (mean, error, gone, declared, rows), (label, least, codes, letter) = r(QUESTIONS, tmp_path)
    hours, weights = dataset.numbers("hours"), dataset.weights
    there = np.isfinite(hours)
    expected = float(np.average(hours[there], weights=weights[there]))
    assert float(mean) == pytest.approx(expected, rel=1e-12)
    assert float(error) == pytest.approx(linearised(dataset, hours, expected), rel=1e-9)
    missing = int((~dataset.table["sex"].isin(["1", "2"])).sum())
    assert (int(gone), int(declared), int(rows)) == (missing, missing, 60)
    assert (label, float(least), letter) == ("男", -9.0, "B 门类B")
    assert codes == "-9,-8,-7,-3,-1,1,2,9"


def test_r_takes_units_and_unknown_populations_as_the_script_declares_them(tmp_path: Path):
    dataset = everything()
    strata = (
        Stratum("1", dataset.design.strata[0].label, 900.0, 40.0),
        Stratum("2", dataset.design.strata[1].label),
    )
    packaged(replace(dataset, design=replace(dataset.design, strata=strata, clustered=True)), tmp_path)
    (mean, error, *_), _ = r(QUESTIONS, tmp_path)
    code = "import json, data; print(json.dumps(data.mean(data.answers['hours'])))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert [float(mean), float(error)] == pytest.approx(json.loads(done.stdout), rel=1e-9)


@pytest.mark.parametrize("choice", [Choice("JKn"), Choice("bootstrap", number=30)])
@pytest.mark.parametrize("clustered", [False, True])
def test_r_takes_the_replicates_of_a_package_and_gives_our_error(tmp_path: Path, choice, clustered):
    """svrepdesign as data.R declares it, data.py and our own replicate design agree to nine digits."""
    dataset = everything()
    strata = tuple(replace(one, units=20.0 + place) for place, one in enumerate(dataset.design.strata))
    dataset = dataset.with_columns(replace(dataset.design, strata=strata, clustered=clustered))
    margins = (
        Margin.of("stratum", {"1": 900, "2": 1500}),
        Margin.of("with", {"1": 1000, "2": 1400}, unanswered="share"),
    )
    recipe = Recipe(Base("given"), calibration=Raking(margins))
    made = replicates_of(dataset, recipe, choice)
    weighed = weigh(recipe, dataset).applied(dataset, "raked", Text(zh="边际", en="Raked"))
    packaged(weighed, tmp_path, made)
    expected = means(made.design, dataset.numbers("hours"))[0]
    ((mean, error, freedom),) = r(REPLICATED, tmp_path)
    assert [float(mean), float(error)] == pytest.approx([expected.value, expected.se], rel=1e-9)
    assert float(freedom) == made.design.df
    code = "import json, data; print(json.dumps(data.replicated_mean(data.answers['hours'])))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == pytest.approx([expected.value, expected.se], rel=1e-9)


def test_r_gives_the_breakdown_the_test_and_the_models_of_our_pages(tmp_path: Path):
    """svyby, svyciprop, svychisq and svyglm on the exported package, its weights, strata, units and their numbers."""
    dataset = everything(600)
    strata = (Stratum("1", dataset.design.strata[0].label, 900.0, 40.0), dataset.design.strata[1])
    dataset = packaged(
        replace(dataset, design=replace(dataset.design, strata=strata, clustered=True)), tmp_path
    )
    means, limits, chi, line, odds = (list(map(float, row)) for row in r(ANALYSIS, tmp_path))

    table = breakdown(dataset, ["sex"], question="hours", policy=INTERNAL).table
    ours = [table.cell(sex=code).figure("mean") for code in ("1", "2")]
    assert [one.value for one in ours] + [one.se for one in ours] == pytest.approx(means, rel=1e-9)
    share = breakdown(dataset, ["with"], policy=INTERNAL).table.cell(**{"with": "1"}).figure("share")
    assert [share.value, share.low, share.high] == pytest.approx(limits, abs=6e-4)
    crossed = breakdown(dataset, ["sex"], question="with", policy=INTERNAL).table
    tested = association_shown(dataset, crossed, "with", "sex").result
    assert [tested.statistic, *tested.df, tested.p] == pytest.approx(chi, rel=1e-8)
    asked: list[tuple[str, str | None, Kind, list[float]]]
    asked = [("hours", None, "linear", line), ("with", "1", "logistic", odds)]
    for outcome, answer, kind, expected in asked:
        found = regress(dataset, outcome, ["sex"], answer=answer, policy=INTERNAL)
        values, _ = values_of(dataset, outcome, answer)
        exact = fit(design_of(dataset), values, found.terms, kind)
        figures = [(one.estimate.value, one.estimate.se, one.p) for one in exact.coefficients]
        assert [part for three in zip(*figures, strict=True) for part in three] == pytest.approx(
            expected, rel=1e-7
        )
        # What is told of it lies within the step that it is told to.
        for one, value in zip(found.model.coefficients, expected, strict=False):
            assert one.estimate.value == pytest.approx(value, abs=one.step / 2 + 1e-9)


def test_haven_reads_stata_with_tagged_missing_values_and_chinese_labels(tmp_path: Path):
    dataset = everything()
    stata.write(dataset, origin(dataset), tmp_path / "data.dta")
    ((tags, label, question, gone),) = r(STATA, tmp_path)
    assert (tags, label, question) == ("a,b,c,d,e,f", "男", "性别")
    assert int(gone) == int(np.isnan(dataset.numbers("hours")).sum())


def test_pspp_runs_the_syntax_and_counts_missing_codes_as_missing(tmp_path: Path):
    if why := lacking("pspp"):
        pytest.skip(why)
    dataset = everything()
    data = spss.write(dataset, origin(dataset), tmp_path / "data.sav")
    syntax = spss.write_syntax(dataset, origin(dataset), data, tmp_path / "data.sps")
    asked = (
        syntax.read_text("utf-8-sig")
        + "WEIGHT OFF.\nFREQUENCIES VARIABLES=sex ind.\nDISPLAY ATTRIBUTES.\nMRSETS /DISPLAY NAME=ALL.\n"
    )
    (tmp_path / "asked.sps").write_text(asked, "utf-8")
    done = subprocess.run(
        ["pspp", "--syntax-encoding=UTF-8", "-O", "format=csv", "-o", "found.csv", "asked.sps"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    said = (tmp_path / "found.csv").read_text("utf-8")
    assert done.returncode == 0, said + done.stdout + done.stderr
    answered = int(dataset.table["sex"].isin(["1", "2"]).sum())
    lines = [line.split(",") for line in said.splitlines()]
    counted = next(line for line in lines if line[:2] == ["N", "Valid"])
    assert int(counted[2]) == answered
    labels = {line[1] for line in lines if line[0] in ("Missing", "") and len(line) > 1}
    assert {"未答", "不清楚", "不愿回答", "不适用", "未显示", "不愿说明"} <= labels
    assert "FullLabel" in said
    assert "参加过的活动" in said
