"""Sets of weights in the browser: made in a form without scripts, looked at, kept, frozen, used; nothing is mixed."""

from __future__ import annotations

import io
import re

import pytest

from survey.services import surveys, weightsets
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

NEW = "/staff/county/weights/new"
FORM = {"name": "sexes", "label": "按性别校准", "margin": "sex", "totals-sex": "1 1900\n2 1595"}


@pytest.fixture
def analyst(store, hire, give_role, desk_of):
    """A survey of 240 valid answers to the small questionnaire, and its analyst's browser."""
    made = analysed_survey(store, 240, questionnaire=small())
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    return desk_of(person)


def sets(store):
    return weightsets.listed(store, surveys.named(store, "county", at=NOW).id)


def act(analyst, address, way):
    return analyst.submit(address, action=f"{address}/{way}")


def frozen(analyst, **more):
    analyst.submit(NEW, {**FORM, **more, "step": "save"})
    name = more.get("name", "sexes")
    assert act(analyst, f"/staff/county/weights/{name}", "freeze").status_code == 303


def test_a_set_is_made_looked_at_kept_frozen_and_used(store, analyst):
    page = analyst.get(NEW).text
    assert "<script" not in page
    listed = analyst.submit(NEW, {"margin": ["stratum", "sex"], "step": "margins"}).text
    assert re.search(r'<textarea[^>]* name="totals-stratum"[^>]*>\s*工业\t920', listed)
    seen = analyst.submit(NEW, {**FORM, "step": "look"})
    assert seen.status_code == 200
    for words in ("还没有保存", "事后分层", "设计效应", "校准前后：性别", "54.4 %"):
        assert words in seen.text
    assert sets(store) == []
    kept = analyst.submit(NEW, {**FORM, "step": "save"})
    assert kept.headers["Location"].endswith("/weights/sexes")
    assert "只有冻结的权数能用来出表" in analyst.get("/staff/county/weights/sexes").text
    assert analyst.get("/staff/county/results?weights=sexes").status_code == 409
    act(analyst, "/staff/county/weights/sexes", "freeze")
    page = analyst.get("/staff/county/breakdown?by=sex&weights=sexes").text
    assert "按性别校准（sexes，方案摘要" in page
    assert 'name="weights" value="sexes"' in page
    for address in re.findall(r'(?:src|href)="(/staff/county/(?:chart|table)[^"]+)"', page):
        assert "weights=sexes" in address
    assert "按性别校准（sexes，方案摘要" not in analyst.get("/staff/county/breakdown?by=sex").text


@only_sqlite
def test_files_name_the_set_and_differ_from_those_of_base(analyst):
    frozen(analyst)
    other = analyst.get("/staff/county/table.csv?by=stratum&weights=sexes").text
    assert all(" sexes" in line for line in other.splitlines()[1:] if line)
    assert "sexes" not in analyst.get("/staff/county/table.csv?by=stratum").text


@only_sqlite
@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"totals-sex": "1 1900"}, "totals-sex", "女"),
        ({"totals-sex": "1 1900\n2 人"}, "totals-sex", "第 2 行"),
        ({"totals-sex": "1 0\n2 3"}, "totals-sex", ""),
        ({"classes": "strata"}, "classes", "发出份数"),
        ({"trim": "median"}, "trim_high", "上限"),
        ({"trim": "median", "trim_high": "0.2"}, "trim_high", ""),
        ({"method": "bounded", "low": "1.2", "high": "2"}, "low", "1"),
        ({"trim_high": "三"}, "trim_high", "不带单位"),
        ({"name": "Base"}, "name", "小写"),
        ({"label": ""}, "label", "说明"),
    ],
)
def test_what_is_refused_stands_at_its_field_with_the_way_out_and_nothing_is_kept(
    store, analyst, more, field, words
):
    response = analyst.submit(NEW, {**FORM, **more, "step": "save"})
    assert response.status_code == 422
    assert re.search(rf'id="{field}-error">[^<]*{words}', response.text), re.findall(
        r"-error.*", response.text
    )
    assert "按性别校准" in response.text or "label" in more
    assert sets(store) == []


@only_sqlite
def test_margins_that_disagree_are_told_at_the_head_and_scaled_by_the_size(store, analyst):
    two = {**FORM, "margin": ["sex", "stratum"], "totals-stratum": "1 1\n2 1\n3 1\n4 1\n6 1"}
    refused = analyst.submit(NEW, {**two, "step": "look"})
    assert refused.status_code == 422
    assert 'id="summary"' in refused.text
    assert analyst.submit(NEW, {**two, "size": "3,495", "step": "look"}).status_code == 200


@only_sqlite
def test_totals_come_from_a_file_and_stand_in_the_form_afterwards(analyst):
    file = (io.BytesIO("变量,类别,总体数\nsex,1,1800\nsex,2,1695\n".encode()), "t.csv")
    page = analyst.submit(NEW, {**FORM, "totals-sex": "", "file": file, "step": "look"})
    assert page.status_code == 200
    assert "\t1800" in page.text


@only_sqlite
def test_a_draft_can_be_deleted_a_frozen_set_stays_and_may_become_the_usual_one(store, analyst):
    analyst.submit(NEW, {**FORM, "step": "save"})
    act(analyst, "/staff/county/weights/sexes", "remove")
    assert sets(store) == []
    frozen(analyst)
    assert "/weights/sexes/remove" not in analyst.get("/staff/county/weights/sexes").text
    act(analyst, "/staff/county/weights/sexes", "usual")
    (one,) = sets(store)
    assert one.is_usual
    page = analyst.get("/staff/county/breakdown?by=sex").text
    assert "按性别校准（sexes，方案摘要" in page
    assert "weights=base" in page  # the way back
    assert "按性别校准（sexes" not in analyst.get("/staff/county/breakdown?by=sex&weights=base").text
    assert analyst.get("/staff/county/weights").status_code == 200
    assert analyst.get("/staff/county/weights/nothing").status_code == 404
    assert analyst.get("/staff/county/results?weights=nothing").status_code in (404, 409, 422)


@only_sqlite
def test_the_form_and_the_set_speak_english(analyst):
    frozen(analyst)
    analyst.set_cookie("kewen_language", "en")
    for address in (NEW, "/staff/county/weights", "/staff/county/weights/sexes"):
        page = analyst.get(address, headers={"Accept-Language": "en"})
        assert page.status_code == 200


@only_sqlite
@pytest.mark.parametrize("name", ["endpoint", "_anchor", "_scheme", "_external", "_method"])
def test_an_address_does_not_reach_the_links_to_other_weights_with_words_of_its_own(analyst, name):
    frozen(analyst)
    page = analyst.get(f"/staff/county/breakdown?by=sex&{name}=x")
    assert page.status_code == 200
    assert re.search(r'href="/staff/county/breakdown\?by=sex&amp;weights=base"', page.text)
