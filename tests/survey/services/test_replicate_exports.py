"""Replicate weights of a package: the recipe is carried through, rows keep together, what tells too much is refused."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.exports.files import Place
from reports.exports.profile import OTHERS, OWN
from reports.weighting import Recipe
from reports.weighting.choice import SEED, Choice
from reports.weighting.recipe import Margin, Raking
from survey.errors import Refusal
from survey.services import exports, happenings, results, surveys, weightsets
from survey.services.exports import replicating
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, STRATA, analysed_survey, small

pytestmark = only_sqlite
COUNT = 56
STRATUM = {code: float(size) for code, (_, size) in STRATA.items()}
SEX = {"1": 1_900.0, "2": 1_595.0}
TEN = Choice("bootstrap", number=10)


@pytest.fixture
def survey(store, tmp_path):
    """A survey whose usual weights are raked to stratum and sex."""
    made = analysed_survey(store, COUNT, questionnaire=small())
    sex = Margin.of("sex", SEX, unanswered="share")
    recipe = Recipe(calibration=Raking((Margin.of("stratum", STRATUM), sex)))
    data = results.current(store, tmp_path, surveys.named(store, "county", at=NOW)).dataset
    weightsets.save(store, made.id, "raked", "按层和性别", recipe, data, at=NOW)
    weightsets.freeze(store, made.id, "raked", data, at=NOW)
    weightsets.make_usual(store, made.id, "raked", at=NOW)
    return made


@pytest.fixture
def let_out(store, tmp_path):
    """``let_out(wanted)``: the package, opened."""

    def export(wanted):
        folder = tmp_path / "out"
        folder.mkdir(exist_ok=True)
        card = surveys.named(store, "county", at=NOW)
        done = exports.export(store, tmp_path, card, wanted, Place(folder), at=NOW)
        return zipfile.ZipFile(done.files[0])

    return export


def tables(package):
    data = pd.read_csv(io.BytesIO(package.read("data.csv")), dtype=str, encoding="utf-8-sig")
    return (
        data,
        pd.read_csv(io.BytesIO(package.read("replicates.csv"))),
        json.loads(package.read("codebook.json")),
    )


@pytest.mark.parametrize(("choice", "number"), [(Choice("JKn"), COUNT), (TEN, 10)])
def test_every_replicate_meets_the_raked_totals_on_the_rows_that_go_out(let_out, survey, choice, number):
    """The responses are numbered anew for others: a replicate in another order would miss the strata."""
    data, found, book = tables(let_out(exports.Wanted("package", OTHERS, replicates=choice)))
    assert list(found.columns) == [f"rep{one}" for one in range(1, number + 1)]
    assert len(found) == len(data) == COUNT
    for code, size in STRATUM.items():
        np.testing.assert_allclose(found[data["stratum"] == code].sum(), size, rtol=1e-8)
    men, women = (found[data["sex"] == code].sum() for code in SEX)
    np.testing.assert_allclose(men / women, SEX["1"] / SEX["2"], rtol=1e-8)
    assert book["replicates"]["number"] == len(book["replicates"]["rscales"]) == number
    assert book["replicates"].get("seed") == (SEED if choice is TEN else None)


def test_the_package_and_the_log_say_what_the_replicates_are(let_out, store, survey):
    package = let_out(exports.Wanted("package", OWN, replicates=TEN))
    readme, script = package.read("README.txt").decode(), package.read("data.R").decode()
    for said in ("10 组重复权数", "种子是 1", "同属一个抽样单元", "bsrweight"):
        assert said in readme
    assert 'read.csv("replicates.csv")' in script
    event = next(one for one in happenings.happenings(store, survey.id) if one.action == "data.exported")
    assert event.detail["replicates"] == {"method": "bootstrap", "number": 10, "seed": SEED}


def test_without_them_nothing_of_a_package_changes(let_out, survey):
    package = let_out(exports.Wanted("package", OWN))
    assert "replicates.csv" not in package.namelist()
    assert "replicates" not in json.loads(package.read("codebook.json"))
    assert "svrepdesign" not in package.read("data.R").decode()


def test_base_weights_are_replicated_as_they_are(let_out, survey):
    data, found, _ = tables(let_out(exports.Wanted("package", OWN, weights="base", replicates=Choice("JKn"))))
    weights = data["weight"].astype(float).to_numpy()
    assert (found.to_numpy() == 0).sum(axis=0).tolist() == [1] * COUNT
    np.testing.assert_allclose(found.sum(axis=1), weights * COUNT, rtol=1e-9)


@pytest.mark.parametrize("column", ["weight", "stratum", "psu"])
def test_a_profile_that_drops_what_they_tell_cannot_have_them(let_out, survey, column):
    profile = exports.profile_from({"base": "deidentified", column: "drop"})
    with pytest.raises(Refusal) as refused:
        let_out(exports.Wanted("package", profile, replicates=TEN))
    assert (refused.value.code, refused.value.place) == ("replicates_design", column)
    assert "保留这一列" in refused.value.remedy.say("zh-CN")


def test_masked_strata_have_them_without_the_counts_of_their_populations(let_out, survey):
    corrected, masked = (
        tables(let_out(exports.Wanted("package", replace(OWN, stratum=how), replicates=Choice("JKn"))))[2]
        for how in ("keep", "mask")
    )
    assert max(masked["replicates"]["rscales"]) > max(corrected["replicates"]["rscales"])
    sizes = {"1": 14, "2": 2, "3": 8, "4": 13, "6": 19}
    expected = sorted((count - 1) / count for count in sizes.values() for _ in range(count))
    assert sorted(masked["replicates"]["rscales"]) == pytest.approx(expected, rel=1e-12)


def test_other_formats_and_wrong_methods_are_refused_with_the_way_out(let_out, survey):
    for wanted, code, remedy in (
        (exports.Wanted("csv", OWN, replicates=TEN), "replicates_format", "数据包"),
        (exports.Wanted("package", OWN, replicates=Choice("BRR")), "weighting.replicates", "JKn"),
        (exports.Wanted("package", OWN, replicates=Choice("JK1")), "weighting.replicates", "JKn"),
    ):
        with pytest.raises(Refusal) as refused:
            let_out(wanted)
        assert refused.value.code == code
        assert remedy in refused.value.remedy.say("zh-CN")
    for given in (("JK7",), ("Fay", 1.0), ("bootstrap", None, 1), ("JKn", 0.5), ("none", None, 20)):
        with pytest.raises(Refusal):
            replicating.choice_named(*given)
    assert replicating.choice_named("jkn") == Choice("JKn")
    assert replicating.choice_named("none") is None


def test_a_stratum_with_a_single_answer_is_named_with_what_can_be_done(let_out, store):
    analysed_survey(store, 24, questionnaire=small())
    for choice in (Choice("JKn"), TEN):
        with pytest.raises(Refusal) as refused:
            let_out(exports.Wanted("package", OWN, replicates=choice))
        assert "“农业”" in refused.value.reason.say("zh-CN")
        assert "抽样" in refused.value.remedy.say("zh-CN")
