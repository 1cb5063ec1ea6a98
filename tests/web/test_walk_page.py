"""The page of simulated respondents, and the doors of the question bank."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from questionnaires import library
from survey.services import publication
from survey.services.events import SYSTEM
from tests.fixtures.databases import only_sqlite
from tests.questionnaires.kinds.tiny import ask, form, options, page

pytestmark = only_sqlite
AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
WALK = "/staff/funing-2026/questionnaire/walk"
BANK = "/staff/funing-2026/design/bank"


@pytest.fixture
def designer(hire, make_survey, give_role, desk_of, store):
    number = make_survey()
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=AT, source="library")
    person = hire("li")
    give_role(number, person, "designer")
    return desk_of(person)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_result_of_a_walk_is_a_page(designer, language):
    designer.set_cookie("language", language)
    assert designer.get(WALK).status_code == 200
    result = designer.submit(WALK, action=WALK)
    assert result.status_code == 200
    assert "121 / 122" in result.text or "121 of 122" in result.text
    assert "review:U8_sum" in result.text


def test_what_cannot_be_reached_and_where_nobody_gets_on_is_said(designer, store):
    number = 1
    parts = [ask("number", name, required=True, least=0, most=10) for name in ("x", "y")]
    parts[1]["checks"] = [
        {
            "code": "sum",
            "require": "sum(${x}, ${y}) = 99",
            "message": {"zh-CN": "合计应为 99 <b>", "en": "99"},
        }
    ]
    questionnaire = form(
        page("a", ask("single", "s", options=options("1"))), page("b", *parts, show="${s} = '1'")
    )
    publication.draft(store, number, questionnaire, actor=SYSTEM, at=AT, source="file")
    text = designer.submit(WALK, action=WALK).text
    assert "走不下去的地方" in text
    assert "合计应为 99 &lt;b&gt;" in text


def test_questions_are_found_looked_at_and_taken(designer):
    found = designer.get(f"{BANK}?q=职称系列").json
    assert found["total"] >= 1
    one = next(each for each in found["found"] if each["question"] == "title_sr")
    assert one["kind_label"] == "单选"
    assert one["options"][:2] == ["工程", "农艺"]
    assert {"topic", "kind", "from"} <= {facet["group"] for facet in found["facets"]}
    narrowed = designer.get(f"{BANK}?q=职称&tag=kind:matrix").json
    assert 0 < narrowed["total"] < designer.get(f"{BANK}?q=职称").json["total"]


@pytest.mark.parametrize("query", ["q=" + "职" * 201, "&".join(["tag=a"] * 21)])
def test_a_query_beyond_bounds_is_refused(designer, query):
    assert designer.get(f"{BANK}?{query}").status_code == 400
