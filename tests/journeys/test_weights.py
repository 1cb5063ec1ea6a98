"""An analyst makes a set of weights, at a desk and on a phone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from survey.services import sessions
from survey.store import accounts as stored
from survey.web.staff import COOKIE
from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small

pytestmark = [only_sqlite, pytest.mark.browser]


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_a_set_is_made_looked_at_frozen_and_used_and_every_page_is_accessible(
    browser, live_server, check_access, device
):
    analysed_survey(live_server.store, 300, questionnaire=small())
    at = datetime.now(UTC)
    with live_server.store.writing() as session:
        account = stored.add(session, login="root", name="王老师", is_administrator=True, created_at=at)
        assert account is not None
        begun = sessions.begin(session, b"k" * 32, account, at=at)
    with visit(browser, **device) as page:
        page.context.add_cookies([{"name": COOKIE, "value": begun.token, "url": live_server.address}])

        def sound():
            check_access(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= device["viewport"]["width"], page.url

        page.goto(f"{live_server.address}/staff/county/weights")
        page.get_by_role("link", name="新建一套权数").click()
        sound()
        page.get_by_label("性别", exact=True).check()
        page.get_by_label("层", exact=True).check()
        page.get_by_role("button", name="列出类别").click()
        sound()
        page.get_by_label("总体数：性别").fill("男 1900\n女 1595")
        page.get_by_label("名称").fill("sexes")
        page.get_by_label("说明").fill("按层和性别校准")
        page.get_by_role("button", name="先看结果").click()
        assert "还没有保存" in page.locator("main").inner_text()
        sound()
        page.get_by_role("button", name="存为草稿").click()
        sound()
        page.get_by_role("button", name="冻结").click()
        sound()
        page.get_by_role("link", name="用这套权数看结果").click()
        assert page.get_by_role("navigation", name="出表用的权数").is_visible()
        sound()
        page.get_by_role("link", name="按层 N/n base").click()
        assert page.url.endswith("weights=base")
