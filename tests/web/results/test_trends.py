"""The page of waves: works without scripts, for who analyses both, entered in the ledger of both."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
import sqlalchemy as sa

from survey.services import releases, trends
from survey.store.tables import Release
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import check_page
from tests.survey.analysed import analysed_survey, small
from tests.survey.two_waves import changed, two_waves

pytestmark = only_sqlite
WORDED = {"label": {"zh-CN": "平均每周工时", "en": "Mean hours a week"}}
TOPIC = {"name": "theme", "label": {"zh-CN": "您最关心什么", "en": "What matters most"}}
TREE = re.compile(r'<select id="(now|was)" name="\1">(.*?)</select>', re.DOTALL)


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


@pytest.fixture
def renamed(store, hire, give_role, desk_of):
    """Two waves, the later of which asks ``topic`` as ``theme``, and the browser of who analyses both."""
    person = hire("analyst")
    for one in two_waves(store, second=changed(topic=TOPIC)):
        give_role(one.id, person, "analyst")
    return desk_of(person)


def test_a_question_of_another_name_is_said_to_be_the_same_in_a_plain_form(renamed):
    start = renamed.get("/staff/county/trends?wave=county23").text
    check_page(start)
    offered = dict(TREE.findall(start))
    assert offered["now"].index('value="theme"') < offered["now"].index("已经对应的题")
    assert offered["was"].index('value="topic"') < offered["was"].index("已经对应的题")
    assert renamed.get("/staff/county/trends?show=q:theme").status_code == 422
    said = renamed.get("/staff/county/trends?wave=county23&now=theme&was=topic")
    assert said.status_code == 303
    address = unquote(said.headers["Location"])
    assert address == "/staff/county/trends?wave=county23&wave=county&same=theme:topic&show=q:theme"
    page = renamed.get(address)
    assert page.status_code == 200
    check_page(page.text)
    assert "当时的题名是“topic”，由分析人员指定为同一道题" in page.text
    assert '<input type="checkbox" name="same" value="theme:topic" checked>' in page.text
    assert "按新的对应重新比较" not in page.text  # no option lacks: there is nothing to join
    for kind in ("csv", "xlsx", "png", "svg", "pdf"):
        (found,) = set(re.findall(rf'href="(/staff/county/trends\.{kind}[^"]*)"', page.text))
        assert renamed.get(found.replace("&amp;", "&")).status_code == 200, kind


def test_a_pair_that_cannot_be_is_told_and_can_be_taken_back(renamed):
    half = renamed.get("/staff/county/trends?now=theme")
    assert half.status_code == 422
    assert "请把最近一轮的题和以前的题都选上" in half.text
    unknown = renamed.get("/staff/county/trends?same=theme:nothing")
    assert unknown.status_code == 422
    check_page(unknown.text)
    assert "较早的各轮没有题“nothing”" in unknown.text
    assert 'value="theme:nothing" checked' in unknown.text
    assert renamed.get("/staff/county/trends?same=theme").status_code == 400
    assert renamed.get("/staff/county/trends.csv?show=q:theme&same=theme:nothing").status_code == 409


def test_options_without_any_in_common_are_joined_on_the_page(store, hire, give_role, desk_of):
    options = [{"code": f"1{n}", "label": {"zh-CN": words, "en": words}} for n, words in enumerate("甲乙丙")]
    person = hire("analyst")
    for one in two_waves(store, second=changed(sex={"options": options, "role": None})):
        give_role(one.id, person, "analyst")
    desk = desk_of(person)
    page = desk.get("/staff/county/trends?show=q:sex&accept=1")
    assert page.status_code == 422
    assert 'value="1:10"' in page.text
    joined = desk.get("/staff/county/trends?show=q:sex&accept=1&into=1:10&into=2:11")
    assert joined.status_code == 200
    assert "按分析人员的指定并入" in joined.text
    assert "按新的对应重新比较" in joined.text


def test_more_waves_than_stand_side_by_side_are_refused_and_none_is_dropped_unsaid(desk, monkeypatch):
    monkeypatch.setattr(trends, "MOST_WAVES", 1)
    page = desk.get("/staff/county/trends?wave=county23&show=f:sex")
    assert page.status_code == 422
    check_page(page.text)
    assert "选了 2 轮，最多比较 1 轮" in page.text
    assert 'name="wave" value="county23" checked' in page.text
    assert 'name="show" value="f:sex"' in page.text
    assert desk.get("/staff/county/trends.csv?wave=county23&show=f:sex").status_code == 409
