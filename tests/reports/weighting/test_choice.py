"""Replicate weights as they are chosen: each method on a dataset of units in pairs, raked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.codebook import DesignInfo, Stratum
from reports.errors import ReportError
from reports.weighting import Recipe
from reports.weighting.base import Base
from reports.weighting.choice import Choice, replicates_of
from reports.weighting.recipe import Margin, Raking
from tests.reports.samples import county, said

SEX = {"1": 200_000.0, "2": 160_000.0}
RECIPE = Recipe(Base("equal"), calibration=Raking((Margin.of("sex", SEX, unanswered="share"),)))
COUNT = 240


@pytest.fixture(scope="module")
def pairs():
    """Eight units, two in each of four strata."""
    unit = np.arange(COUNT) // (COUNT // 8)
    strata = tuple(Stratum(str(code), said(f"层{code}")) for code in range(4))
    return replace(
        county(COUNT),
        table=county(COUNT).table.assign(
            psu=pd.array(unit, dtype="Int64"), stratum=pd.Series((unit // 2).astype(str))
        ),
        design=DesignInfo(strata, clustered=True),
    )


@pytest.mark.parametrize(
    ("choice", "number"),
    [
        (Choice("JKn"), 8),
        (Choice("BRR"), 8),
        (Choice("Fay", rho=0.3), 8),
        (Choice("bootstrap", number=20), 20),
    ],
)
def test_each_method_replicates_the_raked_weights(pairs, choice, number):
    made = replicates_of(pairs, RECIPE, choice)
    assert (made.number, made.is_carried, made.notes) == (number, True, ())
    sex = pairs.column("sex").astype(str).to_numpy()
    men, women = (made.design.replicates[sex == code].sum(axis=0) for code in SEX)
    np.testing.assert_allclose(men / women, SEX["1"] / SEX["2"], rtol=1e-8)
    assert Choice.from_json(choice.to_json()) == choice


def test_the_jackknife_without_strata_is_for_samples_without(pairs):
    with pytest.raises(ReportError, match="4 strata"):
        replicates_of(pairs, None, Choice("JK1"))
    plain = pairs.with_columns(DesignInfo(clustered=True), stratum="all")
    made = replicates_of(plain, None, Choice("JK1"))
    assert (made.number, made.design.scale, made.is_carried) == (8, 7 / 8, False)


def test_more_draws_than_memory_holds_are_refused_with_how_many_it_does(pairs, monkeypatch):
    monkeypatch.setattr("reports.weighting.choice.LARGEST", COUNT * 30 * 8)
    assert replicates_of(pairs, None, Choice("bootstrap", number=30)).number == 30
    with pytest.raises(ReportError, match="Ask for 30 at most"):
        replicates_of(pairs, None, Choice("bootstrap", number=31))


def test_half_samples_name_the_strata_without_a_pair_and_a_single_unit_is_named(pairs):
    unit = pairs.column("psu").to_numpy(dtype=int)
    odd = pairs.with_columns(stratum=np.minimum(unit // 2, 2).astype(str))
    with pytest.raises(ReportError) as refused:
        replicates_of(odd, None, Choice("BRR"))
    assert "“层2”" in refused.value.reason.say("zh-CN")
    assert "“层1”" not in refused.value.reason.say("zh-CN")
    alone = pairs.with_columns(stratum=np.where(unit == 0, 3, 1).astype(str))
    for method in ("JKn", "bootstrap"):
        with pytest.raises(ReportError) as refused:
            replicates_of(alone, None, Choice(method))
        assert (refused.value.code, "“层3”" in refused.value.reason.say("en")) == ("design.single_psu", True)
