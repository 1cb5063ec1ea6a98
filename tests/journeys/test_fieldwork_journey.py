"""Field work in a real browser: issue, hand out, watch what comes back, decide, clear a suggestion."""

import os
from pathlib import Path

import pytest

from survey.store import copies as stored
from survey.web.cookies import cookie_name
from survey.web.staff import COOKIE
from tests.fixtures.browsers import PHONE
from tests.fixtures.databases import only_sqlite
from tests.survey.samples import answer, small_survey

pytestmark = [only_sqlite, pytest.mark.browser]


def shot(page, name):
    """Keep a picture where KEWEN_PICTURES names a folder, for people to look at."""
    folder = os.environ.get("KEWEN_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"fieldwork-{name}.png"), full_page=True)


def enter(page, live_server, person):
    page.context.add_cookies(
        [
            {
                "name": cookie_name(live_server.settings, COOKIE),
                "value": person.token,
                "url": live_server.address,
            }
        ]
    )


def test_copies_are_issued_come_back_and_are_decided(live_server, hire, desk, phones, check_access):
    store = live_server.store
    sample = small_survey(store)
    chief = hire("chief", is_administrator=True)
    enter(desk, live_server, chief)
    home = f"{live_server.address}/staff/small"

    desk.goto(f"{home}/copies")
    check_access(desk)
    shot(desk, "empty")
    desk.get_by_role("link", name="发放第一批").click()
    desk.get_by_label("层").select_option("health")
    desk.get_by_label("单位").fill("县医院")
    desk.get_by_label("份数").fill("12")
    check_access(desk)
    shot(desk, "issue")
    desk.get_by_role("button", name="发放").click()
    assert "12" in desk.get_by_role("status").inner_text()
    check_access(desk)
    shot(desk, "copies")
    with desk.expect_download() as made:
        desk.get_by_role("button", name="PDF").first.click()
    assert Path(made.value.path()).read_bytes().startswith(b"%PDF")

    with store.reading() as session:
        nonces = [row.nonce for row in stored.listed(session, sample.id)]
    for place, nonce in enumerate(nonces[:8]):
        careless = {"att": ["2"], "sat_2": ["4"]} if place == 0 else {}
        answer(store, nonce, {"suggest": ["请打 13912345678"], "topic": ["1"], "send": ["1"], **careless})

    desk.goto(f"{home}/copies/list")
    check_access(desk)
    shot(desk, "list")
    desk.goto(f"{home}/returns")
    assert "66.7 %" in desk.inner_text("main")
    check_access(desk)
    shot(desk, "returns")
    desk.goto(f"{home}/responses")
    check_access(desk)
    shot(desk, "responses")
    desk.get_by_role("link", name="只看待审核且没有质量标记的").click()
    check_access(desk)
    desk.goto(f"{home}/responses?flag=any")
    desk.locator("tbody a").first.click()
    check_access(desk)
    shot(desk, "response")
    desk.get_by_label("无效").check()
    desk.get_by_label("原因").fill("一路同选，且注意力行选错")
    desk.get_by_role("button", name="保存决定").click()
    desk.goto(f"{home}/responses?outcome=submitted")
    desk.get_by_role("link", name="对这 7 份一起决定").click()
    check_access(desk)
    shot(desk, "decide-all")
    desk.get_by_role("button", name="对 7 份一起决定").click()
    assert "7" in desk.get_by_role("status").first.inner_text()
    with store.reading() as session:
        assert stored.outcomes(session, sample.id) == {"not_opened": 4, "valid": 7, "invalid": 1}

    desk.goto(f"{home}/suggestions")
    check_access(desk)
    shot(desk, "suggestions")
    desk.get_by_role("link", name="审阅").first.click()
    check_access(desk)
    shot(desk, "suggestion")
    desk.get_by_label("可引用的文字").fill("请打电话")
    desk.get_by_role("button", name="保存，看下一条").click()

    with phones() as phone:
        assert phone.viewport_size == PHONE["viewport"]
        enter(phone, live_server, chief)
        phone.goto(f"{home}/responses")
        found = phone.locator("tbody a").first.get_attribute("href")
        assert found is not None
        one = found.rpartition("/")[2].partition("?")[0]
        for address in (
            "copies",
            "returns",
            "returns/units",
            "returns/days",
            "responses",
            f"responses/{one}",
            "suggestions",
        ):
            phone.goto(f"{home}/{address}")
            width = phone.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["viewport"]["width"], address
            shot(phone, "phone-" + address.replace(one, "one").replace("/", "-"))
