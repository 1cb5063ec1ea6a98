"""Answers that wait on the phone: sent late, checked there, no longer taken, or offered from the copy."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from questionnaires.formats import yaml
from survey.store import Store
from survey.store.tables import Response, Survey, Unit
from tests.fixtures.browsers import PHONE, visit
from tests.fixtures.databases import only_sqlite
from tests.journeys.answering import begin, fill_page, lose_network, next_page, ready, regain_network, saved
from tests.survey.investigations import Investigation, county, investigation

pytestmark = only_sqlite

BOUNDED = """
name: bounded
title: {zh-CN: 界限}
pages:
  - name: begin
    questions:
      - {name: start, kind: single, label: {zh-CN: 开始}, options: [{code: '1', label: {zh-CN: 好}}]}
  - name: limits
    questions:
      - {name: said, kind: text, label: {zh-CN: 几个字}, limit: 5}
      - {name: since, kind: date, precision: day, earliest: '2020-05', latest: today, label: {zh-CN: 何时}}
      - name: two
        kind: multiple
        label: {zh-CN: 选两项}
        least: 2
        options: [{code: '1', label: {zh-CN: 一}}, {code: '2', label: {zh-CN: 二}}, {code: '3', label: {zh-CN: 三}}]
      - name: parts
        kind: split
        label: {zh-CN: 分配}
        unit: {zh-CN: '%'}
        rows: [{name: p1, label: {zh-CN: 甲}}, {name: p2, label: {zh-CN: 乙}}]
  - name: after
    questions:
      - {name: last, kind: single, label: {zh-CN: 最后}, options: [{code: '1', label: {zh-CN: 好}}]}
"""


@pytest.fixture
def survey(store: Store) -> Investigation:
    return investigation(store)


def answers(store: Store) -> dict[str, Any]:
    with store.reading() as session:
        return dict(session.scalars(sa.select(Response.answers)).one())


def kept(page: Page) -> str:
    return str(page.evaluate("() => JSON.stringify(localStorage)"))


def test_bounds_of_every_kind_are_told_without_a_network_in_the_servers_words(live_server, store, phone):
    survey = investigation(store, yaml.load(BOUNDED))
    phone.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    phone.locator("label", has_text="好").tap()
    phone.locator("main .go button").tap()
    phone.wait_for_url("**/r/limits")
    ready(phone)
    lose_network(phone)
    parts = {part: phone.locator(f"[name='since.{part}']") for part in ("year", "month", "day")}

    def told(*words: str) -> None:
        phone.locator("main .go button[value=next]").tap()
        for each in words:
            expect(phone.locator(".summary")).to_contain_text(each)
        expect(phone.locator(".summary li")).to_have_count(len(words))

    phone.locator("#said").fill("一二三四五六七")
    parts["year"].select_option("2020")
    phone.locator("#q-two label").first.tap()
    phone.locator("#p1").fill("140")
    phone.locator("#p2").fill("-40")
    told(
        "最多 5 个字，现在有 7 个字，请删去 2 个字",
        "请把日期补全到月",
        "请至少选 2 项，现在选了 1 项",
        "“甲”请填写 0 到 100 之间的数",
        "“乙”请填写 0 到 100 之间的数",
    )
    phone.locator("#said").fill("一二三四五")
    parts["month"].select_option("2")
    phone.locator("#q-two label").nth(1).tap()
    phone.locator("#p1").fill("60.5")
    phone.locator("#p2").fill("三十")
    told("请把日期补全到日", "“甲”请填写 1 的倍数", "没有看懂", "各项合计应为 100%，现在是 60.5%")
    phone.locator("#p1").fill("60")
    phone.locator("#p2").fill("40")
    parts["day"].select_option("30")
    told("没有这一天")
    parts["day"].select_option("3")
    told("请填写不早于 2020-05 的日期")
    parts["month"].select_option("5")
    phone.locator("main .go button[value=next]").tap()
    phone.wait_for_url("**/r/after")
    regain_network(phone)
    saved(phone)
    assert answers(store)["since"] == "2020-05-03"
    phone.kewen_faults.clear()


def test_going_on_with_answers_that_had_waited_leads_to_where_one_was(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    again = phone.context.new_page()
    lose_network(phone)
    for _page in range(3):
        fill_page(phone)
        next_page(phone)
    fill_page(phone)
    was = phone.url.partition("?")[0]
    assert "consent_sensitive" not in was
    phone.close()
    phone.kewen_faults.clear()
    again.context.clear_cookies()
    regain_network(again)
    again.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    again.wait_for_url(f"{was}*")
    ready(again)
    assert kept(again) == "{}"
    assert answers(store)["occ"] == "4"


def test_a_lost_reply_does_not_hide_what_another_device_answered_since(
    live_server, store, survey, phone, browser
):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)

    losing = [True]

    def pass_on(route: Route) -> None:
        reply = route.fetch()
        if losing:
            route.abort()
        else:
            route.fulfill(response=reply)

    phone.route("**/r/save", pass_on)
    phone.locator("#body label", has_text=re.compile("^同意")).tap()
    expect(phone.locator("#saved")).to_contain_text("离线", timeout=30_000)
    assert answers(store)["consent_sens"] == "1"
    with visit(browser, **PHONE) as other:
        other.goto(f"{live_server.address}/q/{survey.slips[0].link}")
        other.goto(f"{live_server.address}/r/consent_sensitive")
        ready(other)
        other.locator("#body label", has_text="不同意").tap()
        saved(other)
    assert answers(store)["consent_sens"] == "2"
    losing.clear()
    phone.evaluate("() => dispatchEvent(new Event('online'))")
    expect(phone.locator(".summary")).to_contain_text("以那边的“不同意”为准", timeout=30_000)
    expect(phone.locator("[name=consent_sens]:checked")).to_have_value("2")
    assert answers(store)["consent_sens"] == "2"
    phone.kewen_faults.clear()


def test_the_last_look_shows_what_had_waited_on_the_phone(live_server, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    again = phone.context.new_page()
    lose_network(phone)
    phone.locator("#body label", has_text="不同意").tap()
    phone.close()
    phone.kewen_faults.clear()
    regain_network(again)
    again.goto(f"{live_server.address}/r/review")
    expect(again.locator("main")).to_contain_text("不同意", timeout=30_000)
    assert kept(again) == "{}"


def test_answers_to_a_response_that_was_submitted_elsewhere_are_offered_and_leave_the_phone(
    live_server, store, survey, phone
):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    lose_network(phone)
    phone.locator("#body label", has_text="不同意").tap()
    phone.wait_for_function("() => JSON.stringify(localStorage).includes('consent_sens')")
    with store.writing() as session:
        session.execute(sa.update(Response).values(outcome="submitted", submitted_at=datetime.now(UTC)))
        session.execute(sa.text("update copy set outcome = 'submitted' where response_token is not null"))
    regain_network(phone)
    expect(phone.locator("#saved")).to_contain_text("已经提交", timeout=45_000)
    expect(phone.locator(".unsent textarea")).to_have_value(re.compile("不同意"))
    assert kept(phone) == "{}"
    phone.kewen_faults.clear()


def test_answers_taken_back_leave_the_phone_without_a_word(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    lose_network(phone)
    phone.locator("#body label", has_text="不同意").tap()
    phone.wait_for_function("() => JSON.stringify(localStorage).includes('consent_sens')")
    with store.writing() as session:
        session.execute(sa.update(Response).values(outcome="withdrawn"))
        session.execute(sa.text("update copy set outcome = 'withdrawn' where response_token is not null"))
    regain_network(phone)
    expect(phone.locator("#saved")).to_contain_text("没有保存成功", timeout=45_000)
    assert kept(phone) == "{}"
    expect(phone.locator(".unsent")).to_have_count(0)
    phone.kewen_faults.clear()


def test_answers_that_waited_until_the_survey_was_closed_are_offered_there(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    other = phone.context.new_page()
    lose_network(phone)
    phone.locator("#body label", has_text="不同意").tap()
    phone.wait_for_function("() => JSON.stringify(localStorage).includes('consent_sens')")
    phone.close()
    phone.kewen_faults.clear()
    with store.writing() as session:
        session.execute(sa.update(Survey).values(closed_at=datetime.now(UTC)))
    regain_network(other)
    other.goto(f"{live_server.address}/q/{survey.slips[0].link}")
    expect(other.locator("h1")).to_contain_text("调查已经结束")
    expect(other.locator(".unsent textarea")).to_have_value(re.compile("不同意"))
    assert kept(other) == "{}"


def test_the_unit_of_the_copy_stands_filled_in_and_counts_with_next(live_server, store, phone, browser):
    survey = investigation(store, county())
    with store.writing() as session:
        session.execute(sa.update(Unit).values(name="青溪人民医院", town="青溪街道"))
    levels = ("town", "unit_kind", "unit")

    def chosen(page: Page) -> list[str]:
        ready(page)
        return [page.locator(f"select[name={level}]").input_value() for level in levels]

    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    while not phone.url.endswith("/r/unit"):
        fill_page(phone)
        next_page(phone)
    hospital = ["320999101000", "320999101000.5", "u006"]
    assert chosen(phone) == hospital
    saved(phone)
    phone.wait_for_timeout(500)  # a second tap at once would count as one
    phone.locator("main .go button[value=back]").tap()
    phone.wait_for_function("() => !location.href.endsWith('/r/unit')")
    assert "unit" not in answers(store)
    phone.wait_for_timeout(500)
    next_page(phone)
    phone.wait_for_timeout(500)
    next_page(phone)
    saved(phone)
    assert [answers(store)[level] for level in levels] == hospital
    assert answers(store)["ind"] == "Q"

    # Somebody who moved names another unit: nothing of the copy's comes back.
    phone.wait_for_timeout(500)
    phone.locator("main .go button[value=back]").tap()
    phone.wait_for_url("**/r/unit")
    unit = phone.locator("select[name=unit]")
    others = unit.evaluate("node => [...node.options].map(o => o.value).filter(Boolean)")
    if others == ["u006"]:
        phone.locator("select[name=unit_kind]").select_option(index=1)
        others = unit.evaluate("node => [...node.options].map(o => o.value).filter(Boolean)")
    other = next(code for code in others if code != "u006")
    unit.select_option(other)
    next_page(phone)
    saved(phone)
    assert answers(store)["unit"] == other
    with visit(browser, **PHONE) as second:
        second.goto(f"{live_server.address}/q/{survey.slips[0].link}")
        ready(second)
        second.goto(f"{live_server.address}/r/unit")
        assert chosen(second)[2] == other
