"""The page of waves: works without scripts, for who analyses both, entered in the ledger of both."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from survey.services import releases
from survey.store.tables import Release
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small
from tests.survey.two_waves import changed, two_waves

pytestmark = only_sqlite
WORDED = {"label": {"zh-CN": "平均每周工时", "en": "Mean hours a week"}}


@pytest.fixture
def desk(store, hire, give_role, desk_of):
    """Two waves, and the browser of somebody who analyses both."""
    earlier, later = two_waves(store, second=changed(hours=WORDED))
    person = hire("analyst")
    for one in (earlier, later):
        give_role(one.id, person, "analyst")
    return desk_of(person)


def test_the_page_offers_what_can_be_compared_and_shows_it(desk):
    start = desk.get("/staff/county/trends").text
    assert "county23" in start
    assert "看一个例子" in start
    page = desk.get("/staff/county/trends?show=f:sex")
    assert page.status_code == 200
    assert "2023年" in page.text
    assert "百分点" in page.text
    assert "相互独立的样本" in page.text
    assert "<script" not in page.text.replace("<script src", "")
    assert "style=" not in page.text
    for kind in ("png", "csv"):
        file = desk.get(f"/staff/county/trends.{kind}?show=f:sex")
        assert file.status_code == 200
    name = file.headers["Content-Disposition"]
    assert re.search(r'"county-trends-sex-[0-9a-f]{8}-[0-9a-f]{8}(-simulated)?\.csv"', name)


def test_differently_asked_questions_are_compared_once_somebody_has_read_them(desk):
    waits = desk.get("/staff/county/trends?show=q:hours")
    assert waits.status_code == 422
    assert "平均每周工时" in waits.text
    assert 'name="accept" value="1"' in waits.text
    assert desk.get("/staff/county/trends?show=q:hours&accept=1").status_code == 200


def test_what_cannot_be_meant_is_refused(desk):
    assert desk.get("/staff/county/trends?show=x:sex").status_code == 400
    assert desk.get("/staff/county/trends?show=f:sex&into=nonsense").status_code == 400
    assert desk.get("/staff/county/trends?show=q:nothing").status_code == 422
    assert desk.get("/staff/county/trends?show=f:sex&form=pie").status_code == 400


def test_both_surveys_have_it_in_their_ledgers(store, desk):
    for address, outlet in (("trends", "page"), ("trends.png", "chart"), ("trends.csv", "file")):
        releases._noted.forget(lambda _: True)
        assert desk.get(f"/staff/county/{address}?show=f:sex").status_code == 200
        releases.enter_noted(store)
        with store.reading() as session:
            found = session.scalars(sa.select(Release).where(Release.outlet == outlet)).all()
        assert len({one.survey_id for one in found}) == 2
        assert all(one.features == "wave,sex" for one in found)


def test_a_survey_without_another_wave_learns_how_to_get_one(store, hire, give_role, desk_of):
    made = analysed_survey(store, 60, questionnaire=small())
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    page = desk_of(person).get("/staff/county/trends")
    assert page.status_code == 200
    assert "建立下一轮" in page.text


def test_a_wave_of_others_is_not_said_to_exist(store, hire, give_role, desk_of):
    _, later = two_waves(store)
    person = hire("analyst")
    give_role(later.id, person, "analyst")
    page = desk_of(person).get("/staff/county/trends?wave=county23&show=f:sex").text
    assert "county23" not in page.replace("wave=county23", "")


def test_the_page_is_complete_in_english(desk):
    desk.submit("/staff/county/trends", {"language": "en"}, action="/preferences")
    page = desk.get("/staff/county/trends?show=f:sex").text
    for words in (
        "What to compare",
        "later wave less the one before",
        "independent samples",
        "percentage points",
    ):
        assert words in page
    assert "各轮" not in page
