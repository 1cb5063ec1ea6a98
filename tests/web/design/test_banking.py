"""The doors of the question bank: what comes is seen before it comes, and comes as one step."""

from __future__ import annotations

import pytest

from questionnaires import library
from survey.services import publication
from survey.services.events import SYSTEM
from tests.fixtures.databases import only_sqlite
from tests.survey.drafting import NOW
from tests.web.design.test_doors import Designer, sit_down

pytestmark = only_sqlite
__all__ = ["sit_down"]


@pytest.fixture
def wang(sit_down) -> Designer:
    return sit_down("wang", "designer")


def title_series(designer):
    found = designer.get("bank?q=职称系列")["found"]
    return next(one for one in found if one["question"] == "title_sr")


def test_what_would_come_is_told_and_nothing_is_written(wang):
    one = title_series(wang)
    asked = {"version": one["version"], "questions": ["title_sr"], "page": "first"}
    alone = wang.post("bank/look", **asked)
    assert [need["name"] for need in alone["needed"]] == ["title_lv"]
    assert [(note["fate"], note["code"]) for note in alone["notes"]] == [
        ("left_out", "rule"),
        ("left_out", "languages"),
    ]
    assert alone["notes"][0]["what"]
    assert alone["notes"][0]["remedy"]
    whole = wang.post("bank/look", bring=True, **asked)
    assert [each["name"] for each in whole["brought"]] == ["birth_ym", "age", "title_lv"]
    assert whole["names"]["age"] == "age_2"
    assert wang.get("draft.json")["revision"] == wang.state["revision"]


def test_it_comes_with_its_rules_as_one_step_and_goes_as_one(wang):
    one = title_series(wang)
    state = wang.post(
        "compose", what="bank", version=one["version"], questions=["title_sr"], page="first", bring=True
    )
    assert state["made"] == "question:title_sr"
    names = [question["name"] for question in state["parts"]["pages"]["first"]["questions"]]
    assert names[-4:] == ["birth_ym", "age_2", "title_lv", "title_sr"]
    assert not [finding for finding in state["findings"] if finding["severity"] == "error"]
    gone = wang.post("undo")["parts"]["pages"]["first"]["questions"]
    assert [question["name"] for question in gone] == names[:-4]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"version": "0" * 64}, 404),
        ({"version": "x"}, 400),
        ({"questions": []}, 400),
        ({"questions": ["nothing"]}, 404),
        ({"page": "nothing"}, 404),
        ({"before": "nothing"}, 404),
    ],
)
def test_what_is_not_there_is_refused_in_words(wang, wrong, status):
    asked = {"version": title_series(wang)["version"], "questions": ["sex"], "page": "first", **wrong}
    for door, more in (("bank/look", {}), ("compose", {"what": "bank"})):
        told = wang.post(door, status, **asked, **more)
        assert told["reason"]
        assert told["remedy"]


def test_only_the_surveys_of_the_person_stand_in_it(wang, sit_down, store, make_survey):
    number = make_survey("other-1")
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=NOW, source="library")
    publication.publish(store, number, actor=SYSTEM, at=NOW)
    assert wang.get("bank?tag=used:other-1")["total"] == 0
