"""Staff's pages, one after another, as a checking client sees them."""

import io
import re

import pytest

from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite

ADDRESSES = (
    "",
    "facts",
    "facts/edit",
    "questionnaire",
    "questionnaire/reading",
    "frame",
    "frame/units",
    "frame/strata/new",
    "frame/units/new",
    "people",
    "events",
    "opening",
    "retention",
    "clone",
    "archive",
    "frame/import/strata",
    "frame/import/units",
)


@pytest.fixture
def chief(hire, desk_of):
    return desk_of(hire("chief", is_administrator=True))


def posted(client, address, **fields):
    """Submit the form of a page that leads back to a page; what that page says."""
    response = client.submit(address, fields)
    assert response.status_code == 303, response.text
    return client.get(response.location).text


def pressed(client, page, action):
    """Press the button of the form with this action on a page."""
    response = client.submit(page, action=action)
    assert response.status_code == 303, response.text
    return client.get(response.location).text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_survey_goes_from_its_beginning_to_the_archive(chief, language):
    chief.set_cookie("language", language)
    assert 'class="empty"' in chief.get("/staff/").text
    posted(chief, "/staff/new", title="测试调查", code="test-1", questionnaire="county_person")
    for address in ADDRESSES:
        assert chief.get(f"/staff/test-1/{address}").status_code == 200, address
    posted(
        chief,
        "/staff/test-1/facts/edit",
        organiser="某县科协",
        contact="王老师",
        phone="0515-1234",
        reference_date="2026-06-30",
        valid_until="",
    )
    unfinished = chief.submit("/staff/test-1/questionnaire", action="/staff/test-1/questionnaire/publish")
    assert unfinished.status_code == 303
    refused = chief.submit("/staff/test-1/opening", action="/staff/test-1/opening/open")
    assert refused.status_code == 422
    for field in ("place", "selection", "link_destroyed_on", "answers_kept_until"):
        assert f'href="/staff/test-1/facts/edit#{field}"' in refused.text
        assert f'id="{field}"' in chief.get("/staff/test-1/facts/edit").text
    assert 'href="/staff/test-1/facts/edit#contact"' not in refused.text
    posted(
        chief,
        "/staff/test-1/facts/edit",
        place="某县",
        selection="census",
        link_destroyed_on="2098-12-31",
        answers_kept_until="2099-12-31",
    )
    facts = chief.get("/staff/test-1/facts").text
    assert "0515-1234" in facts
    assert "2026-06-30" in facts
    settings = chief.submit(
        "/staff/test-1/questionnaire", {"extended": "on"}, action="/staff/test-1/questionnaire/settings"
    )
    assert settings.status_code == 303
    assert chief.get("/staff/test-1/questionnaire/versions/1").status_code == 200
    posted(chief, "/staff/test-1/frame/strata/new", label="卫生", code="health", population="5,900")
    assert (
        "5,900"
        in posted(chief, "/staff/test-1/frame/units/new", name="县医院", stratum="health", staff_count="420")
        + chief.get("/staff/test-1/frame").text
    )
    refused = chief.get("/staff/test-1/design/publishing", follow_redirects=True).text
    assert "县医院" in refused  # it has no town yet
    units = {"file": (io.BytesIO("单位名称,层,乡镇街道\n县医院,health,某镇\n".encode()), "u.csv")}
    assert chief.submit("/staff/test-1/frame/import/units", units).status_code == 303
    pressed(chief, "/staff/test-1/design/publishing", "/staff/test-1/design/publish")
    assert 'class="error-finding"' not in chief.get("/staff/test-1/").text
    pressed(chief, "/staff/test-1/opening", "/staff/test-1/opening/open")
    assert 'class="mark-open' in chief.get("/staff/test-1/").text
    pressed(chief, "/staff/test-1/opening", "/staff/test-1/opening/close")
    assert chief.submit("/staff/test-1/archive", {"typed": "other"}).status_code == 422
    posted(chief, "/staff/test-1/archive", typed="test-1")
    assert chief.submit("/staff/test-1/retention/link", {"typed": "other"}).status_code == 422
    assert 'class="note done"' in posted(chief, "/staff/test-1/retention/link", typed="test-1")
    kept = chief.submit("/staff/test-1/retention/answers", {"typed": "test-1"})
    assert kept.status_code == 422
    assert "2099-12-31" in kept.text
    assert 'class="mark-archived' in chief.get("/staff/test-1/").text
    for address in ("facts", "questionnaire", "frame", "frame/units", "opening", "events"):
        assert chief.get(f"/staff/test-1/{address}").status_code == 200, address
    posted(chief, "/staff/test-1/clone", title="下一轮", code="test-2")
    assert "县医院" in chief.get("/staff/test-2/frame/units").text
    assert chief.get("/staff/").text.count("<tr") == 3


def test_a_form_with_faults_comes_back_with_what_was_typed_and_leads_to_the_fields(chief, make_survey):
    make_survey("test-1")
    response = chief.submit(
        "/staff/test-1/frame/strata/new", {"label": "", "code": "h", "population": "many"}
    )
    assert response.status_code == 422
    assert "<title>错误：" in response.text
    assert 'href="#label"' in response.text
    assert 'href="#population"' in response.text
    assert 'value="many"' in response.text
    assert 'value="h"' in response.text


def test_an_upload_with_faults_names_them_all_and_keeps_the_draft(chief, make_survey):
    make_survey("test-1")
    broken = b"name: 1bad\ntitle: {zh-CN: x}\npages:\n  - name: p\n    questions:\n      - {name: q, kind: singel}\n"
    response = chief.submit(
        "/staff/test-1/questionnaire",
        {"u-file": (io.BytesIO(broken), "q.yaml")},
        action="/staff/test-1/questionnaire/upload",
    )
    assert response.status_code == 422
    assert response.text.count('class="error-finding"') >= 2
    assert "singel" in response.text


def test_units_come_from_a_file_or_not_at_all(chief, make_survey):
    make_survey("test-1")
    strata = "代号,名称,总体人数\nhealth,卫生,5900\nedu,教育,6400\n".encode("gb18030")
    assert (
        chief.submit("/staff/test-1/frame/import/strata", {"file": (io.BytesIO(strata), "s.csv")}).status_code
        == 303
    )
    units = "单位名称,层,人数\n县医院,卫生,420\n一中,学校,十\n县医院,卫生,1\n".encode()
    response = chief.submit("/staff/test-1/frame/import/units", {"file": (io.BytesIO(units), "u.csv")})
    assert response.status_code == 422
    for said in ("3 · 层", "学校", "3 · 科技工作者人数", "十", "4 · 单位名称"):
        assert said in response.text
    assert "还没有单位" in chief.get("/staff/test-1/frame/units").text


def test_the_errors_of_a_new_survey_stand_in_the_order_of_its_fields(chief):
    refused = chief.submit("/staff/new", {"title": "", "code": ""}).text
    summary = refused[refused.index('id="summary"') : refused.index("<form", refused.index('id="summary"'))]
    order = [refused.index(f'id="{name}"') for name in re.findall(r'href="#(\w+)"', summary)]
    assert len(order) == 2
    assert order == sorted(order)


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "某县科技工作者"), ("en", "in a county")])
def test_titles_of_the_library_have_no_hole_where_a_place_will_stand(chief, language, title):
    chief.set_cookie("language", language)
    page = chief.get("/staff/new").text
    assert title in page
    assert "survey_place" not in page
