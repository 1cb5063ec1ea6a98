"""Waves compared without scripts, at a desk and on a phone: a question of another name is said to be the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from survey.services import sessions
from survey.store import accounts as stored
from survey.web.language import COOKIE as LANGUAGE
from survey.web.staff import COOKIE
from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite
from tests.survey.two_waves import changed, two_waves

pytestmark = [only_sqlite, pytest.mark.browser]
THEME = {"name": "theme", "label": {"zh-CN": "您最关心什么", "en": "What matters most"}}


@pytest.fixture
def token(live_server):
    """The session of an administrator of two waves, the later of which asks ``topic`` as ``theme``."""
    two_waves(live_server.store, second=changed(topic=THEME))
    at = datetime.now(UTC)
    with live_server.store.writing() as session:
        account = stored.add(session, login="root", name="王老师", is_administrator=True, created_at=at)
        assert account is not None
        return sessions.begin(session, b"k" * 32, account, at=at).token


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_a_question_that_had_another_name_is_compared_and_taken_back(
    browser, live_server, token, check_access, device
):
    start = f"{live_server.address}/staff/county/trends"
    with visit(browser, java_script_enabled=False, **device) as page:
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": live_server.address}])
        page.goto(start)
        page.locator("summary", has_text="某题以前用的是别的题名").click()
        page.get_by_label("最近一轮的题").select_option("theme")
        page.get_by_label("以前的题").select_option("topic")
        page.get_by_role("button", name="是同一道题，比较").click()
        assert "由分析人员指定为同一道题" in page.locator("#hidden-note").inner_text()
        compared = page.url
        page.get_by_label("“theme”以前是“topic”").uncheck()
        page.get_by_role("button", name="比较", exact=True).click()
        assert "same=" not in page.url
        assert "不是每轮都问了它" in page.get_by_role("alert").inner_text()
        vars(page)["kewen_faults"].clear()  # the console tells of the status 422
    with visit(browser, **device) as page:
        for name, value in ((COOKIE, token), (LANGUAGE, "en")):
            page.context.add_cookies([{"name": name, "value": value, "url": live_server.address}])
        page.goto(compared)
        page.locator("summary", has_text="another name before").click()
        # A reason that is a question ends its sentence.
        assert "?." not in page.locator("#hidden-note").inner_text()
        check_access(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]
        page.locator("figure.chart img").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
