"""Phones that are not as one would wish: no storage, a clock that is years off, no touch, scripts that stop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from survey.store import Store
from survey.store.tables import Response
from tests.fixtures.browsers import PHONE, visit
from tests.fixtures.databases import only_sqlite
from tests.journeys.answering import begin, fill_page, next_page, ready
from tests.survey.investigations import Investigation, investigation

pytestmark = only_sqlite

FORBIDDEN = """for (const name of ["localStorage", "sessionStorage", "indexedDB"])
  Object.defineProperty(window, name, {get() { throw new DOMException("denied", "SecurityError"); }});"""
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };'


@pytest.fixture
def survey(store: Store) -> Investigation:
    return investigation(store)


def answers(store: Store) -> dict[str, Any]:
    with store.reading() as session:
        return dict(session.scalars(sa.select(Response.answers)).one())


def acknowledged(page: Page) -> None:
    """Wait until the page says that everything is saved, on a phone that may keep nothing itself."""
    page.wait_for_function(
        "() => /已保存/.test(document.getElementById('saved').textContent)", timeout=45_000
    )


def go_to(page: Page, name: str) -> None:
    """Answer page after page until the one with ``name`` is shown."""
    while not page.url.split("?")[0].endswith(f"/r/{name}"):
        assert "/r/review" not in page.url, f"there is no page {name}"
        fill_page(page)
        next_page(page)


def leap_to(page: Page, address: str, name: str) -> None:
    """Open a page of the questionnaire by its address, with all before it left out."""
    page.goto(f"{address}/r/{name}")
    ready(page)
    assert page.url.endswith(f"/r/{name}")


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_phone_that_keeps_nothing_still_saves_each_page(live_server, store, survey, phone, storage):
    phone.context.add_init_script(storage)
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    go_to(phone, "about")
    acknowledged(phone)
    assert answers(store)["occ"] == "4"


@pytest.mark.parametrize("year", [1999, 2090])
def test_the_clock_of_a_phone_decides_nothing(live_server, store, survey, phone, year):
    phone.clock.install(time=datetime(year, 1, 1, tzinfo=UTC))
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    go_to(phone, "about")
    acknowledged(phone)
    with store.reading() as session:
        response = session.scalars(sa.select(Response)).one()
        assert abs(response.started_at - datetime.now(UTC)) < timedelta(minutes=5)
        assert abs(response.saved_at - datetime.now(UTC)) < timedelta(minutes=5)
        assert all(0 <= seconds < 600 for seconds in response.timings.values())


def test_scripts_that_stop_half_way_leave_a_form_that_goes_on(live_server, store, survey, phone, browser):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    go_to(phone, "about")
    acknowledged(phone)
    before, cookies = answers(store), phone.context.cookies()
    with visit(browser, **PHONE, java_script_enabled=False) as plain:
        plain.context.add_cookies(cookies)
        plain.goto(phone.url)
        fill_page(plain, scripts=False)
        next_page(plain, scripts=False)
    after = answers(store)
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_matrix_ranking_and_scale_are_answered_from_the_keyboard_alone(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    leap_to(phone, live_server.address, "satisfaction")
    rows = phone.locator(".row:visible")
    rows.first.locator("input").first.focus()
    for _ in range(rows.count()):
        phone.keyboard.press("Space")
        phone.keyboard.press("ArrowRight")
        phone.keyboard.press("Tab")
    assert phone.locator(".row:visible input:checked").count() == rows.count()
    leap_to(phone, live_server.address, "life_needs")
    scale = phone.locator(".q[data-kind=scale]:visible")
    scale.locator("input").first.focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowRight")
    assert scale.locator("input:checked").get_attribute("value") == "1"
    ranking = phone.locator(".q[data-kind=ranking]:visible")
    for _ in range(2):
        ranking.locator("button[aria-pressed=false]").first.focus()
        phone.keyboard.press("Enter")
    chosen = ranking.locator("button[aria-pressed=true]")
    first, second = (text[1:] for text in chosen.all_inner_texts())
    assert phone.evaluate("() => document.activeElement.getAttribute('aria-pressed')") == "true"
    ranking.get_by_role("button", name=f"下移 {first}").focus()
    phone.keyboard.press("Enter")
    assert [text[1:] for text in chosen.all_inner_texts()] == [second, first]


def test_none_of_these_stands_alone_in_a_ranking(live_server, store, survey, phone):
    begin(phone, live_server.address, survey.slips[0].link)
    ready(phone)
    leap_to(phone, live_server.address, "life_needs")
    ranking = phone.locator(".q[data-kind=ranking]:visible")
    chosen = ranking.locator("button[aria-pressed=true]")
    for name in ("住房", "看病"):
        ranking.get_by_role("button", name=name, exact=True).tap()
    assert len(chosen.all_inner_texts()) == 2
    ranking.get_by_role("button", name="没有", exact=True).tap()
    assert [text[1:] for text in chosen.all_inner_texts()] == ["没有"]
    ranking.get_by_role("button", name="通勤", exact=True).tap()
    assert [text[1:] for text in chosen.all_inner_texts()] == ["通勤"]
