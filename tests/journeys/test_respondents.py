"""Respondents on a phone of 360 × 780: with and without scripts, offline, in two tabs, to the receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from questionnaires.formats import yaml
from survey.store import Store
from survey.store.tables import Response, Save, Submission, Survey
from tests.fixtures.browsers import PHONE, visit
from tests.fixtures.databases import only_sqlite
from tests.journeys.answering import (
    answer_page,
    begin,
    fill_page,
    lose_network,
    next_page,
    ready,
    regain_network,
    saved,
)
from tests.survey.investigations import Investigation, investigation

pytestmark = only_sqlite

SHORT = """
name: short
title: {zh-CN: 短问卷}
pages:
  - name: begin
    questions:
      - {name: start, kind: single, label: {zh-CN: 开始}, options: [{code: '1', label: {zh-CN: 好}}]}
  - name: about
    questions:
      - name: sex
        kind: single
        label: {zh-CN: 性别}
        options: [{code: '1', label: {zh-CN: 男}}, {code: '2', label: {zh-CN: 女}}]
"""


@pytest.fixture
def survey(store: Store) -> Investigation:
    return investigation(store)


def answers(store: Store) -> dict[str, Any]:
    with store.reading() as session:
        return dict(session.scalars(sa.select(Response.answers)).one())


def count(store: Store, table: type) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def to_the_review(page: Page, *, scripts: bool = True, by_touch: bool = False) -> Iterator[str]:
    """Answer page after page; gives each page's name while it is still shown, filled in."""
    while "/r/review" not in page.url:
        if by_touch or not scripts:
            fill_page(page, scripts=scripts)
        else:
            answer_page(page)
        yield page.url.split("/r/")[1].split("?")[0]
        next_page(page, scripts=scripts)
        if not scripts and page.locator(".summary.soft").count():
            next_page(page, scripts=False)  # what is left out was pointed out once


#: What there is to tap on a page and is too small for a thumb.
SMALL = """() => [...document.querySelectorAll('main button, main select, main input[type=text],'
  + 'main .card, main .pt, header button')].filter(e => e.offsetParent && !e.closest('.sr')).map(e => {
    const b = e.getBoundingClientRect(); return [e.outerHTML.slice(0, 80), b.width, b.height];
  }).filter(([, w, h]) => h < 47.5 || w < 40)"""


def test_the_whole_questionnaire_with_scripts_where_all_is_large_enough_and_nothing_scrolls_sideways(
    live_server, store, survey, phone, check_access
):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(f"{request.method} {request.url.split('/r/')[-1]}"))
    looked_at = {"about", "unit", "time", "satisfaction", "barriers", "life_needs", "suggestion"}
    for name in to_the_review(phone, by_touch=True):
        assert phone.evaluate(SMALL) == []
        assert phone.evaluate("() => document.documentElement.scrollWidth") <= 360
        if name in looked_at:
            check_access(phone)
    assert not [one for one in asked if one.startswith("POST") and not one.endswith("save")]
    assert [one for one in asked if one.startswith("GET") and "/static/" not in one] == ["GET review"]
    check_access(phone)
    expect(phone.locator("main")).to_contain_text("青溪人民医院")
    phone.locator("main form .button").first.dblclick()
    phone.wait_for_url("**/r/done")
    receipt = phone.locator(".receipt").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4}( [2-9A-Z]{4}){2}", receipt)
    check_access(phone)
    assert count(store, Submission) == 1
    assert phone.evaluate("() => localStorage.length") == 0
    with store.reading() as session:
        record = session.scalars(sa.select(Submission.record)).one()
    assert record["completeness"] == "complete"
    assert record["values"]["barr_1"]
    assert record["unresolved"] == []


def test_the_whole_questionnaire_without_scripts(
    live_server, store, survey, phone_without_scripts, check_access
):
    page = phone_without_scripts
    begin(page, live_server.address, survey.slips[0].link)
    for _ in to_the_review(page, scripts=False):
        pass
    page.locator("main form .button").first.tap()
    expect(page.locator(".receipt")).to_be_visible()
    assert count(store, Submission) == 1


def test_the_whole_questionnaire_in_english(live_server, store, survey, phone):
    phone.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    phone.get_by_role("button", name="English").tap()
    phone.wait_for_load_state()
    chinese = re.compile(r"[\u4e00-\u9fff]")
    phone.locator("label", has_text="I agree").first.tap()
    phone.locator("main .go button").first.tap()
    phone.wait_for_url("**/r/consent_sensitive")
    ready(phone)
    for name in to_the_review(phone):
        words = phone.locator("main").inner_text()
        assert not chinese.search(words.replace("希望增加进修机会", "")), (name, words)
    phone.locator("main form .button").first.tap()
    expect(phone.locator("h1")).to_have_text("Your response has arrived, thank you")
    for path in ("/r", "/r/help", "/receipt", "/q", "/r/nowhere"):
        phone.goto(f"{live_server.address}{path}")
        words = phone.title() + phone.locator("body").inner_text()
        wide = re.compile(r"[\u4e00-\u9fff\uff00-\uffef\u3000-\u303f]")
        assert not wide.search(words.replace("中文", "").replace("王敏", "")), (path, words)
    phone.kewen_faults.clear()


def test_answers_typed_without_a_network_are_kept_and_sent_when_it_is_back(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    lose_network(phone)
    fill_page(phone)
    next_page(phone)
    fill_page(phone)
    next_page(phone)
    expect(phone.locator("#saved")).to_contain_text("离线")
    assert "occ" not in answers(store)
    assert "occ" in phone.evaluate("() => JSON.stringify(localStorage)")
    regain_network(phone)
    saved(phone)
    assert answers(store)["occ"] == "4"
    phone.kewen_faults.clear()  # the requests that failed


def test_answers_not_sent_before_the_page_was_closed_are_sent_when_it_opens_again(
    live_server, store, survey, phone
):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    fill_page(phone)
    next_page(phone)
    saved(phone)
    other = phone.context.new_page()
    lose_network(phone)
    fill_page(phone)
    phone.wait_for_function("() => JSON.stringify(localStorage).includes('occ')")
    was = phone.url
    # Closed for good while offline: a page that is only left behind may still send them itself.
    phone.close()
    phone.kewen_faults.clear()
    regain_network(other)
    assert "occ" not in answers(store)
    other.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    other.wait_for_url(f"{was}?again=1")  # once they have arrived
    assert answers(store)["occ"] == "4"


def test_two_tabs_offline_keep_their_answers_apart_until_they_are_sent(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    other = phone.context.new_page()
    other.goto(f"{live_server.address}/r/screening")
    ready(other)
    last = phone.context.new_page()  # now, because a page made while others close has once never come
    lose_network(phone, other)
    phone.locator("label", has_text="不同意").tap()
    other.locator("#q-occ .opt label").nth(3).tap()
    other.wait_for_function("() => JSON.stringify(localStorage).includes('occ')")
    other.close()
    phone.close()
    phone.kewen_faults.clear()
    regain_network(last)
    last.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    ready(last)
    # Sent, the phone goes to the page that the server works out anew, where "saved" is no news.
    last.wait_for_function(
        "() => !Object.keys(localStorage).some(k => k.startsWith('kewen:'))", timeout=45_000
    )
    assert {"consent_sens": "2", "occ": "4"}.items() <= answers(store).items()


def test_what_waited_on_the_phone_is_told_apart_from_what_was_changed_elsewhere_since(
    live_server, store, survey, phone, browser
):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    again = phone.context.new_page()
    lose_network(phone)
    phone.locator("label", has_text="不同意").tap()
    phone.wait_for_function("() => JSON.stringify(localStorage).includes('consent_sens')")
    phone.close()
    phone.kewen_faults.clear()
    with visit(browser, **PHONE) as other:
        other.goto(f"{live_server.address}/q/{survey.slips[0].link}")
        ready(other)
        # "Saved" stands there before the tap too: what is waited for is the save.
        with other.expect_response("**/r/save"):
            other.locator("#body label", has_text=re.compile("^同意")).tap()
        saved(other)
    regain_network(again)
    again.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    expect(again.locator(".summary")).to_contain_text("另一个页面或设备")
    assert answers(store)["consent_sens"] == "2"


def test_a_second_tap_on_next_does_not_pass_over_a_page(live_server, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    phone.locator("#body label", has_text=re.compile("^同意")).tap()
    phone.locator("main .go button[value=next]").dblclick()
    phone.wait_for_url("**/r/screening")
    phone.wait_for_timeout(400)
    expect(phone.locator(".summary")).to_have_count(0)
    assert phone.url.endswith("/r/screening")


def test_bounds_of_numbers_are_checked_without_a_network(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    for name in to_the_review(phone):
        if name == "experience":
            break
    next_page(phone)
    lose_network(phone)
    following = phone.locator("main .go button[value=next]")
    phone.locator("#q-pressure .opt label").first.tap()
    for typed, parts, words in (
        ("130", "60", "0 到 120"),
        ("一百", "60", "没有看懂"),
        ("40.55", "60", "1 位小数"),
        ("40", "60", "各项合计应为 100%，现在是 60%"),
        ("90", "100", "您填写的是 90"),
    ):
        phone.locator("#hours").fill(typed)
        phone.locator("#q-time input[type=text]").first.fill(parts)
        following.tap()
        expect(phone.locator(".summary")).to_contain_text(words)
    phone.locator(".summary .opt label").first.tap()
    following.tap()
    phone.wait_for_url("**/r/satisfaction")
    regain_network(phone)
    saved(phone)
    phone.kewen_faults.clear()


def test_a_page_whose_rules_were_lost_on_the_way_still_turns(live_server, store, survey, phone):
    phone.route("**/rules.js", lambda route: route.abort())
    begin(phone, live_server.address, survey.slips[0].link)
    phone.locator("#body label", has_text=re.compile("^同意")).tap()
    phone.locator("main .go button[value=next]").tap()
    phone.wait_for_url("**/r/screening")
    assert answers(store)["consent_sens"] == "1"
    phone.kewen_faults.clear()


def test_closing_the_survey_while_somebody_answers_is_told_and_keeps_what_was_saved(
    live_server, store, survey, phone
):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    phone.locator("#body label", has_text=re.compile("^同意")).tap()
    saved(phone)
    with store.writing() as session:
        session.execute(sa.update(Survey).values(closed_at=datetime.now(UTC)))
    phone.locator("#body label", has_text="不同意").tap()
    expect(phone.locator("#saved")).to_contain_text("没有保存成功")
    phone.reload()
    expect(phone.locator("h1")).to_contain_text("调查已经结束")
    assert answers(store)["consent_sens"] == "1"
    phone.kewen_faults.clear()


def test_sensitive_answers_wait_in_memory_only(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    for name in to_the_review(phone):
        if name == "screening_more":
            break
    next_page(phone)
    lose_network(phone)
    phone.locator("#q-polit .opt label").nth(2).tap()
    phone.locator("#q-sex .opt label").nth(1).tap()
    kept = phone.evaluate("() => JSON.stringify(localStorage)")
    assert "sex" in kept
    assert "polit" not in kept
    regain_network(phone)
    saved(phone)
    assert answers(store)["polit"] == "03"
    phone.kewen_faults.clear()


def test_two_tabs_are_told_apart(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    other = phone.context.new_page()
    other.goto(f"{live_server.address}/r/consent_sensitive")
    ready(other)
    other.locator("label", has_text="不同意").tap()
    saved(other)
    phone.locator("#body label", has_text=re.compile("^同意")).tap()
    expect(phone.locator(".summary")).to_contain_text("另一个页面或设备")
    expect(phone.locator(".summary")).to_contain_text("不同意")
    assert answers(store)["consent_sens"] == "1"
    with store.reading() as session:
        kept = [changes.get("consent_sens") for changes in session.scalars(sa.select(Save.changes))]
    assert kept[-2:] == ["2", "1"]


def test_going_on_with_another_device(live_server, store, survey, phone, browser):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    for name in to_the_review(phone):
        if name == "title":
            break
    saved(phone)
    with visit(browser, **PHONE) as other:
        other.goto(f"{live_server.address}/q")
        code = survey.slips[0].code
        other.locator("#code").fill(f"{code[:4]} {code[4:8]} {code[8:]}".lower())
        other.get_by_role("button", name="进入问卷").tap()
        other.wait_for_url("**/r/title**")
        expect(other.locator("main")).to_contain_text("欢迎回来")
        expect(other.locator("#title_lv\\.420")).to_be_checked()


def test_a_token_that_has_expired_is_fetched_anew(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    phone.evaluate("() => { document.querySelector('#page [name=csrf_token]').value = 'old'; }")
    phone.locator("label", has_text="不同意").tap()
    saved(phone)
    assert answers(store)["consent_sens"] == "2"
    phone.kewen_faults.clear()


def test_rules_show_and_hide_at_once_and_back_leads_back(live_server, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    for name in to_the_review(phone):
        if name == "screening":
            break
    phone.locator("#q-occ .opt label").nth(9).tap()
    next_page(phone)
    expect(phone.locator("#q-st_edu")).to_be_visible()
    bar = phone.locator("#bar").evaluate("b => b.value")
    phone.go_back()
    phone.wait_for_url("**/r/screening")
    expect(phone.locator("#occ\\.10")).to_be_checked()
    phone.locator("#q-occ .opt label").nth(0).tap()
    next_page(phone)
    expect(phone.locator("#q-st_edu")).to_be_hidden()
    assert phone.locator("#bar").evaluate("b => b.value") >= bar


def test_an_error_is_told_above_and_at_the_field_and_leads_there(live_server, survey, phone, check_access):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    for name in to_the_review(phone):
        if name == "satisfaction":
            break
    phone.locator("#q-sat .row").nth(3).locator(".pt label").nth(0).tap()
    phone.go_back()
    phone.wait_for_url("**/r/time")
    phone.locator("#hours").fill("130")
    phone.locator("main .go button[value=next]").tap()
    expect(phone.locator(".summary")).to_contain_text("0 到 120")
    assert phone.title().startswith("错误")
    check_access(phone)
    phone.locator(".summary a").first.tap()
    expect(phone.locator("#hours")).to_be_focused()
    phone.locator("#hours").fill("90")
    phone.locator("main .go button[value=next]").tap()
    phone.locator(".summary .opt label").first.tap()
    phone.locator("main .go button[value=next]").tap()
    phone.wait_for_url("**/r/*satisfaction")


def test_an_ending_is_reached_with_scripts(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    fill_page(phone)
    next_page(phone)
    phone.locator("#q-in_county .opt label").nth(1).tap()
    next_page(phone)
    phone.wait_for_url("**/r/end")
    expect(phone.locator("main")).to_contain_text("您不用再填写")
    with store.reading() as session:
        assert session.scalars(sa.select(Response.outcome)).one() == "ineligible"


def test_what_a_receipt_is_good_for(live_server, store, phone):
    survey = investigation(store, yaml.load(SHORT))
    phone.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    phone.locator("label", has_text="好").tap()
    phone.locator("main .go button").tap()
    phone.wait_for_url("**/r/about")
    ready(phone)
    for _ in to_the_review(phone):
        pass
    phone.locator("main form .button").first.tap()
    receipt = phone.locator(".receipt").inner_text()
    phone.goto(f"{live_server.address}/receipt")
    phone.locator("#code").fill(receipt.lower().replace(" ", ""))
    phone.get_by_role("button", name="查看").tap()
    expect(phone.locator("main")).to_contain_text("已提交")
    phone.get_by_role("button", name="更正").tap()
    phone.wait_for_url("**/r/review")
    phone.goto(f"{live_server.address}/r/about")
    ready(phone)
    phone.locator("#q-sex .opt label").nth(1).tap()
    saved(phone)
    phone.goto(f"{live_server.address}/r/review")
    phone.get_by_role("button", name="重新提交").tap()
    phone.wait_for_url("**/r/done")
    assert phone.locator(".receipt").inner_text() == receipt
    assert count(store, Submission) == 2
    for action in ("撤回", "要求删除"):
        phone.goto(f"{live_server.address}/receipt")
        phone.locator("#code").fill(receipt)
        phone.get_by_role("button", name="查看").tap()
        phone.get_by_role("button", name=action).tap()
        phone.locator("main form .danger").tap()
        expect(phone.locator("[role=status]")).to_contain_text("已经")
    assert answers(store) == {}


def test_the_points_of_a_scale_stand_in_one_row_however_large_the_type(live_server, survey, phones):
    with phones(viewport={"width": 320, "height": 700}) as small:
        begin(small, live_server.address, survey.slips[0].link)
        small.locator("header button[value='size:large']").tap()
        small.wait_for_function("() => document.documentElement.classList.contains('large')")
        ready(small)
        for name in to_the_review(small):
            if name == "time":
                break
        next_page(small)
        tops = "nodes => new Set(nodes.map(n => n.getBoundingClientRect().top)).size"
        assert small.locator("#r-sat_1 .pt").evaluate_all(tops) == 1
        assert small.evaluate("() => document.documentElement.scrollWidth") <= 320
