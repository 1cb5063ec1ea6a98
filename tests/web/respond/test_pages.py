"""Respondents' pages through the test client: budgets, no scripts, GET writes nothing."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from questionnaires.formats import yaml
from survey.services.respond import Pass, interview_of, standing
from survey.store import Store
from survey.store.tables import Base, Copy, Response, Save, Submission, Survey, Unit
from tests.fixtures.applications import CheckingClient
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import form_of
from tests.survey.filling import plausible
from tests.survey.investigations import Investigation, county, investigation

pytestmark = only_sqlite

ON_ONE_PAGE = """
name: brief
title: {zh-CN: 短问卷, en: Brief}
pages:
  - name: begin
    questions:
      - {name: start, kind: single, label: {zh-CN: 开始}, options: [{code: '1', label: {zh-CN: 好}}]}
  - name: more
    questions:
      - name: trained
        kind: single
        label: {zh-CN: 参加过培训吗}
        options: [{code: '1', label: {zh-CN: 是}}, {code: '2', label: {zh-CN: 否}}]
      - name: why
        kind: single
        label: {zh-CN: 为什么没有}
        show: ${trained} = '2'
        options: [{code: '1', label: {zh-CN: 没时间}}]
"""


@pytest.fixture
def survey(store: Store) -> Investigation:
    return investigation(store)


@pytest.fixture
def inside(client: CheckingClient, survey: Investigation) -> CheckingClient:
    """A visitor who came in by a link and agreed."""
    client.get(f"/q/{survey.slips[0].link}")
    assert client.submit("/r", {"consent": "1"}).status_code == 303
    return client


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", listen)
    yield said
    sa.event.remove(store.engine, "before_cursor_execute", listen)


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as session:
        return {
            table.name: [tuple(map(str, row)) for row in session.execute(sa.select(table))]
            for table in Base.metadata.sorted_tables
        }


def text(response: object) -> str:
    data = response.data  # type: ignore[attr-defined]
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()


def answers_of(store: Store, survey: Investigation, page: str) -> dict[str, list[str]]:
    found = standing(store, Pass(survey.slips[0].copy_id))
    assert found is not None
    assert found.response is not None
    with store.reading() as session:
        interview = interview_of(store, session, found.survey, found.response)
    shown = interview.page(page)
    assert shown is not None
    return {k: v for question in shown.questions for k, v in plausible(interview, question).items()}


def walk(client: CheckingClient, store: Store, survey: Investigation) -> Iterator[tuple[str, int, int]]:
    """Answer page after page; gives each page's name, compressed bytes, and statements of its POST."""
    address = "/r/consent_sensitive"
    while "review" not in address:
        page = client.get(address, headers={"Accept-Encoding": "gzip"})
        name = address.split("/")[2]
        target, filled = form_of(text(page))
        filled.update(answers_of(store, survey, name))
        with statements(store) as said:
            answer = client.post(target, data=filled)
        assert answer.status_code == 303, re.findall(r'class="err.*?</p>', text(answer))
        yield name, len(page.data), len(said)
        address = answer.location


def test_a_link_is_exchanged_for_a_cookie_and_leaves_the_address(client, survey):
    answer = client.get(f"/q/{survey.slips[0].link}")
    assert (answer.status_code, answer.location) == (303, "/r")
    assert survey.slips[0].link not in client.get("/r").text


def test_the_first_page_is_complete_and_within_its_budget(client, survey):
    client.get(f"/q/{survey.slips[0].link}")
    page = client.get("/r", headers={"Accept-Encoding": "gzip"})
    html = text(page)
    assert "您是否同意参加本次调查" in html
    assert "清河县科学技术协会" in html
    assert "${" not in html
    assert "表号" not in html
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    sizes = [len(client.get(one, headers={"Accept-Encoding": "gzip"}).data) for one in assets]
    assert len(assets) + 1 <= 6
    assert len(page.data) + sum(sizes) <= 40_000


def test_own_scripts_stay_under_their_budget(client, survey):
    client.get(f"/q/{survey.slips[0].link}")
    scripts = re.findall(r'src="(/static/[^"]+\.js)"', client.get("/r").text)
    assert len(scripts) == 2
    assert sum(len(client.get(one, headers={"Accept-Encoding": "gzip"}).data) for one in scripts) < 20_000


def test_the_legal_header_is_shown_only_when_it_is_whole(client, store):
    survey = investigation(
        store,
        form_number="科调01表",
        issuing_body="清河县科协",
        approval_number="清统备〔2026〕3号",
        valid_until=(datetime.now(UTC) + timedelta(days=90)).date(),
    )
    client.get(f"/q/{survey.slips[0].link}")
    assert "科调01表" in client.get("/r").text
    with store.writing() as session:
        session.execute(sa.update(Survey).values(approval_number=""))
    assert "科调01表" not in client.get("/r").text


def test_the_whole_questionnaire_without_scripts_keeps_to_its_budgets(inside, store, survey):
    pages = list(walk(inside, store, survey))
    assert len(pages) > 20
    assert max(size for _, size, _ in pages) <= 15_000
    assert max(said for _, _, said in pages) <= 8
    review = inside.get("/r/review").text
    assert "第二行" in review
    answer = inside.submit("/r/review", action="/r/submit", follow_redirects=True)
    receipt = re.search(r'class="receipt">([^<]+)<', answer.text)
    assert receipt is not None
    assert "您的答卷已经收到" in inside.get("/r").text
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1


def test_the_rest_of_the_questionnaire_comes_in_one_request_within_its_budget(inside):
    whole = inside.get("/r/whole", headers={"Accept-Encoding": "gzip"})
    assert len(whole.data) <= 60_000
    assert len(inside.get("/r/whole").json["pages"]) > 20


def test_looking_at_pages_writes_nothing(inside, store, survey):
    for name in ("screening", "about", "unit"):
        page = inside.get(f"/r/{name}")
        if page.status_code == 200:
            inside.post(f"/r/{name}", data={**form_of(page.text)[1], **answers_of(store, survey, name)})
    before = rows(store)
    with statements(store) as said:
        for address in (
            f"/q/{survey.slips[0].link}",
            f"/q/{survey.slips[1].link}",
            f"/q/{survey.slips[0].link}",
            f"/q/{survey.open_link}",
            "/q/wrong",
            "/q",
            f"/q/{survey.slips[0].link}",
            "/r",
            "/r/about",
            "/r/unit",
            "/r/review",
            "/r/whole",
            "/r/token",
            "/r/help",
            "/r/end",
            "/r/done",
            "/receipt",
            "/r/list/unit_pick?level=0&q=qx",
        ):
            assert inside.get(address).status_code < 500
    assert rows(store) == before
    assert not [one for one in said if not one.startswith(("SELECT", "BEGIN"))]


def test_several_copies_on_one_device_do_not_mix(inside, survey, store):
    inside.get(f"/q/{survey.slips[1].link}")
    page = inside.get("/r")
    assert page.status_code == 200
    assert "您是否同意参加本次调查" in page.text
    inside.get(f"/q/{survey.slips[0].link}")
    assert inside.get("/r").location.startswith("/r/consent_sensitive")


def test_going_on_leads_to_the_page_where_one_was_with_a_word_on_it(inside, survey, store, app):
    inside.submit("/r/consent_sensitive", {"consent_sens": "1"})
    inside.submit("/r/screening", {"in_county": "1", "occ": "4"})
    other = app.test_client()
    other.submit("/q", {"code": survey.slips[0].code}, action="/q")
    page = other.get("/r", follow_redirects=True)
    assert page.request.path == "/r/screening_more"
    assert "欢迎回来" in page.text


def test_an_error_leads_to_its_field_and_keeps_what_was_typed(inside):
    inside.submit("/r/consent_sensitive", {"consent_sens": "1"})
    inside.submit("/r/screening", {"in_county": "1", "occ": "4"})
    page = inside.submit("/r/screening_more", {"multi_unit": "十二"}).text
    assert "<title>错误" in page
    assert 'href="#multi_unit"' in page
    assert 'value="十二"' in page
    assert "请填写数字" in page
    page = inside.submit("/r/screening_more", {"multi_unit": "12"}).text
    assert "请填写 0 到 9 之间的数" in page
    soft = inside.submit("/r/screening_more", {"multi_unit": "5"}).text
    assert 'name="confirm"' in soft
    answer = inside.submit("/r/screening_more", {"multi_unit": "5", "confirm": "multi_unit:unusual"})
    assert answer.location == "/r/about"
    assert 'name="confirm"' not in inside.get("/r/screening_more").text


def test_questions_left_out_are_pointed_out_once(inside):
    inside.submit("/r/consent_sensitive", {"consent_sens": "1"})
    inside.submit("/r/screening", {"in_county": "1", "occ": "4"})
    first = inside.submit("/r/screening_more", {})
    assert first.status_code == 200
    target, filled = form_of(first.text)
    assert inside.post(target, data=filled).location == "/r/about"


def test_a_question_that_an_answer_brings_onto_the_page_is_shown_before_going_on(client, store):
    survey = investigation(store, yaml.load(ON_ONE_PAGE))
    client.get(f"/q/{survey.slips[0].link}")
    client.submit("/r", {"start": "1"})
    page = client.submit("/r/more", {"trained": "2"})
    assert page.status_code == 200
    assert "这一页还有题目" in page.text
    target, filled = form_of(page.text)
    assert client.post(target, data={**filled, "why": "1"}).location == "/r/review"


def test_answers_are_kept_when_the_language_is_switched(inside, store):
    inside.submit("/r/consent_sensitive", {"consent_sens": "1"})
    answer = inside.submit("/r/screening", {"occ": "4", "prefer": "language:en"})
    assert answer.location == "/r/screening"
    page = inside.get("/r/screening").text
    assert "What kind of work do you mainly do now?" in page
    assert re.search(r'id="occ\.4" value="4" checked', page)
    with store.reading() as session:
        assert session.scalars(sa.select(Response.answers)).one()["occ"] == "4"


def test_type_size_is_kept_on_the_device(inside):
    inside.submit("/r/consent_sensitive", {"prefer": "size:large"})
    assert 'class="large"' in inside.get("/r/screening", follow_redirects=True).text


def test_two_tabs_are_told_apart_without_scripts(inside, store):
    first = form_of(inside.get("/r/consent_sensitive").text)
    second = form_of(inside.get("/r/consent_sensitive").text)
    inside.post(first[0], data={**first[1], "consent_sens": "1"})
    page = inside.post(second[0], data={**second[1], "consent_sens": "2"})
    assert page.status_code == 200
    assert "同一题在两处都改过" in page.text
    assert "“同意”，这里填的是“不同意”" in page.text
    with store.reading() as session:
        kept = [changes.get("consent_sens") for changes in session.scalars(sa.select(Save.changes))]
    assert kept[-2:] == ["1", "2"]


def test_a_page_from_the_browsers_history_may_be_sent_again_with_another_answer(inside, store):
    target, filled = form_of(inside.get("/r/consent_sensitive").text)
    for chosen, saves in (("1", 2), ("1", 2), ("2", 3), ("2", 3), ("1", 4)):
        answer = inside.post(target, data={**filled, "consent_sens": chosen})
        assert answer.location == "/r/screening"
        assert kept(store)["consent_sens"] == chosen
        with store.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Save)) == saves


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("submitted", "already_submitted"),
        ("withdrawn", "taken_back"),
        ("spoiled", "taken_back"),
        ("", "survey_not_open"),
    ],
)
def test_the_script_is_told_why_a_save_comes_too_late(inside, store, outcome, code):
    token = inside.get("/r/token").json["token"]
    with store.writing() as session:
        if outcome:
            session.execute(sa.update(Response).values(outcome=outcome, submitted_at=datetime.now(UTC)))
            session.execute(sa.update(Copy).where(Copy.response_token.is_not(None)).values(outcome=outcome))
        else:
            session.execute(sa.update(Survey).values(closed_at=datetime.now(UTC)))
    sent = {"key": "k", "revision": 1, "fields": {"consent_sens": "1"}}
    answer = inside.post("/r/save", json=sent, headers={"X-CSRFToken": token, "Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (409, code)


def test_an_expired_form_comes_back_filled_in(inside, store):
    target, filled = form_of(inside.get("/r/consent_sensitive").text)
    answer = inside.post(target, data={**filled, "consent_sens": "2", "csrf_token": "old"})
    assert "页面放得太久了" in answer.text
    target, again = form_of(answer.text)
    assert again["consent_sens"] == ["2"]
    assert inside.post(target, data=again).location == "/r/screening"


def test_a_foreign_form_changes_nothing(inside, store):
    before = rows(store)
    assert inside.post("/r/consent_sensitive", data={"consent_sens": "2"}).status_code == 200
    assert inside.post("/r/submit", data={}).status_code == 400
    answer = inside.post("/r/save", json={"key": "k", "revision": 1, "fields": {}})
    assert answer.status_code == 400
    assert rows(store) == before


def test_somebody_without_a_pass_is_led_to_the_code(client, survey):
    assert client.get("/r").location == "/q"
    assert client.post("/r/consent", data={}).status_code in {400, 403}


def test_a_wrong_code_does_not_tell_whether_it_exists(client, survey, monkeypatch):
    monkeypatch.setattr("survey.web.respond.entering.time.sleep", lambda seconds: None)
    wrong = client.submit("/q", {"code": "2345 6789 ABCD"}, action="/q").text
    short = client.submit("/q", {"code": "x"}, action="/q").text
    assert "没有打开问卷" in wrong
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", wrong) == strip.sub("", short)
    for _ in range(8):
        last = client.submit("/q", {"code": "2345 6789 ABCD"}, action="/q")
    assert last.status_code == 429
    code = survey.slips[0].code
    assert (
        client.submit("/q", {"code": f"{code[:4]}-{code[4:8]} {code[8:].lower()}"}, action="/q").location
        == "/r"
    )


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"opens_at": datetime(2030, 1, 5, 1, 0, tzinfo=UTC)}, "2030 年 1 月 5 日 09:00"),
        ({"closes_at": datetime(2026, 1, 5, 1, 0, tzinfo=UTC), "opens_at": None}, "2026 年 1 月 5 日 09:00"),
        ({"archived_at": datetime(2026, 1, 5, 1, 0, tzinfo=UTC)}, "调查已经结束"),
    ],
)
def test_a_survey_not_yet_or_no_longer_open_says_when(client, store, survey, columns, words):
    with store.writing() as session:
        session.execute(sa.update(Survey).values(**columns))
    client.get(f"/q/{survey.slips[0].link}")
    assert words in client.get("/r").text


@pytest.mark.parametrize("outcome", ["withdrawn", "spoiled", "submitted"])
def test_a_copy_that_is_done_with_says_so_kindly(client, store, survey, outcome):
    with store.writing() as session:
        session.execute(sa.update(Copy).values(outcome=outcome))
    client.get(f"/q/{survey.slips[0].link}")
    for address in ("/r", "/r/consent", "/r/review"):
        page = client.get(address)
        assert page.status_code == 200
        assert 'name="consent"' not in page.text


def test_refusing_is_thanked_for_and_keeps_nothing(client, store, survey):
    client.get(f"/q/{survey.slips[0].link}")
    page = client.submit("/r", {"consent": "2"}, follow_redirects=True)
    assert "系统不会保存任何答案" in page.text
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0
    assert "您是否同意参加本次调查" in client.get("/r").text


def test_an_ending_thanks_and_still_takes_a_suggestion(inside, store):
    inside.submit("/r/consent_sensitive", {"consent_sens": "1"})
    inside.submit("/r/screening", {"in_county": "1", "occ": "10"})
    page = inside.submit("/r/screening_more", {"st_edu": "2", "multi_unit": "0"}, follow_redirects=True)
    assert "欢迎写在下面" in page.text
    page = inside.submit("/r/end", {"suggest": "多办培训"}, action="/r/end", follow_redirects=True)
    assert "已经收到" in page.text
    with store.reading() as session:
        response = session.scalars(sa.select(Response)).one()
        assert (response.outcome, response.ending) == ("ineligible", "no_st_education")
        assert response.answers["suggest"] == "多办培训"


def test_core_and_extended_forms_are_both_shown(client, store):
    survey = investigation(store, county(extended=False))
    client.get(f"/q/{survey.slips[0].link}")
    assert client.submit("/r", {"consent": "1"}).location == "/r/consent_sensitive"


def test_refusing_on_the_way_is_asked_for_twice_and_then_empties_the_answers(inside, store):
    inside.submit("/r/consent_sensitive", {"consent_sens": "1"})
    page = inside.submit("/r/consent", {"consent": "2"})
    assert "全部回答会被删除" in page.text
    with store.reading() as session:
        assert session.scalars(sa.select(Response.answers)).one()["consent_sens"] == "1"
    page = inside.submit("/r/consent", {"consent": "2", "confirm": "refuse"}, follow_redirects=True)
    assert "系统不会保存任何答案" in page.text
    with store.reading() as session:
        assert session.scalars(sa.select(Response.answers)).one() == {}


def test_a_long_notice_is_set_in_paragraphs_that_begin_with_their_word(client, survey):
    client.get(f"/q/{survey.slips[0].link}")
    page = client.get("/r").text
    assert "<p><strong>自愿：</strong>您可以拒绝" in page
    assert "<p>您好。为了解清河县" in page


def test_the_unit_of_a_copy_comes_filled_in_and_is_kept_with_next_only(client, store):
    survey = investigation(store, county())
    with store.writing() as session:
        session.execute(sa.update(Unit).values(name="青溪人民医院", town="青溪街道"))
    client.get(f"/q/{survey.slips[0].link}")
    client.submit("/r", {"consent": "1"})
    page = client.get("/r/unit").text
    for code in ("320999101000", "320999101000.5", "u006"):
        assert re.search(rf'<option value="{re.escape(code)}"[^>]* selected', page)
    own = client.get("/r/whole").json["own"]
    assert own["offered"] == ["ind", "unit_pick"]
    assert own["values"]["unit"] == ["u006"]
    assert kept(store) == {"consent": "1"}
    client.submit("/r/unit", {"go": "back"})
    assert kept(store) == {"consent": "1"}
    client.submit("/r/unit", {"go": "back", "ind": "P"})
    assert kept(store) == {"consent": "1", "ind": "P"}
    client.submit("/r/unit", {})
    assert kept(store)["unit"] == "u006"


def kept(store: Store) -> dict[str, object]:
    with store.reading() as session:
        return dict(session.scalars(sa.select(Response.answers)).one())
