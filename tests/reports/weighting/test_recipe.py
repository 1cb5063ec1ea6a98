"""A recipe is plain data: it survives JSON, and two that differ are told apart."""

import dataclasses
import json

import pytest

from reports.errors import ReportError
from reports.weighting.base import Base, StratumCount, UnitCount
from reports.weighting.distances import Distance
from reports.weighting.nonresponse import ClassRule
from reports.weighting.raking import RakingRule
from reports.weighting.recipe import (
    Calibration,
    Margin,
    Nonresponse,
    NumberTotal,
    PostStratification,
    Raking,
    Recipe,
    ResponseClass,
    Trimming,
)
from reports.weighting.trimming import Limits

SEX = Margin.of("sex", {"1": 180000, "2": 150000}, unanswered="share", source="第七次人口普查")
CROSSED = Margin(("stratum", "sex"), {("1", "1"): 5.0, ("1", "2"): 6.0}, merged={"stratum": {"2": "1"}})
RECIPES = [
    Recipe(),
    Recipe(Base("two_stage", "", (StratumCount("1", 40),), (UnitCount("7", 30, 5, 0.2),))),
    Recipe(nonresponse=Nonresponse((ResponseClass({"stratum": ("1", "2")}, 500.0),), ClassRule(10, 2.5))),
    Recipe(calibration=PostStratification(SEX, total=1000.0)),
    Recipe(calibration=Raking((SEX, CROSSED), rule=RakingRule(1e-6, 50, "cells"))),
    Recipe(calibration=Calibration((SEX,), (NumberTotal("hours", 5e6, "台账"),), Distance("logit", 0.4, 3))),
    Recipe(calibration=Calibration((SEX,), distance=Distance("raking"), total=9.0)),
    Recipe(trimming=Trimming(Limits("quartiles", high=3.0), strict=False, again=2)),
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_survives_json(recipe):
    text = json.dumps(recipe.to_json(), ensure_ascii=False, allow_nan=False)
    assert Recipe.from_json(json.loads(text)) == recipe
    assert Recipe.from_json(json.loads(text)).digest == recipe.digest


def test_recipes_that_differ_have_different_digests():
    assert len({recipe.digest for recipe in RECIPES}) == len(RECIPES)
    trimmed = dataclasses.replace(RECIPES[0], trimming=Trimming(Limits("median", high=4.0)))
    assert (
        trimmed.digest != dataclasses.replace(trimmed, trimming=Trimming(Limits("median", high=5.0))).digest
    )


def test_a_recipe_of_another_format_is_refused():
    with pytest.raises(ReportError) as refusal:
        Recipe.from_json({**RECIPES[0].to_json(), "format": 99})
    assert refusal.value.code == "weighting.format"
