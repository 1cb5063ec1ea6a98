"""Templates of reports and the export of data, by the keyboard, without scripts, at a desk and on a phone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reports.templates import shipped
from survey.services import surveys, templates
from survey.web.language import COOKIE
from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]
MOST_STEPS = 500
IS_THERE = """([selector, words]) => {
  const one = document.activeElement;
  return one.matches(selector) && (one.getAttribute("aria-label") || one.textContent).includes(words);
}"""


def reach(page, selector, words=""):
    """Press Tab until what is wanted has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(IS_THERE, [selector, words]):
            return
    pytest.fail(f"Tab does not reach {selector} {words}")


def press(page, selector, words=""):
    """Reach a button or a link and press Enter; what it leads to is there afterwards."""
    reach(page, selector, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, selector, value):
    """Reach a list and press the arrow until the value is chosen."""
    reach(page, selector)
    for _ in range(page.locator(f"{selector} option").count()):
        if page.locator(selector).input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    assert page.locator(selector).input_value() == value


def fits(page, device):
    """Whether nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_a_template_is_arranged_by_keyboard_and_a_part_taken_away_is_put_back(
    browser, live_server, signed_in, check_access, device
):
    address = f"{live_server.address}/staff/county/report/templates"
    with visit(browser, java_script_enabled=False, **device) as page:
        signed_in(page)
        page.goto(address)
        choose(page, "#source", "brief")
        for field, words in (("name", "own"), ("label_zh", "市级简报"), ("label_en", "City brief")):
            reach(page, f"#{field}")
            page.keyboard.type(words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        first = page.locator("#part-1 th").inner_text()
        press(page, ".parts button", f"下移 {first}")
        assert first in page.locator("#part-2 th").inner_text()
        press(page, ".parts button", f"删除 {first}")
        assert first in page.locator("#removed ~ ul").inner_text()
        assert fits(page, device)
        press(page, "button", f"放回第 2 位 {first}")
        assert first in page.locator("#part-2 th").inner_text()
        assert page.locator("#removed").count() == 0
        row, button = page.locator("#part-2"), page.locator("#part-2 button").last
        assert row.bounding_box()["y"] >= page.locator(".parts thead th").first.bounding_box()["y"]
        box = button.bounding_box()
        assert box["x"] + box["width"] <= device["viewport"]["width"]
        page.wait_for_load_state("networkidle")
    card = surveys.named(live_server.store, "county", at=datetime.now(UTC))
    made = templates.one(live_server.store, card.id, "own").template.parts
    assert made == (*reversed(shipped("brief").parts[:2]), *shipped("brief").parts[2:])
    with visit(browser, **device) as page:
        signed_in(page)
        for place in ("", "/own", "/own/parts/2"):
            page.goto(address + place)
            check_access(page)
            assert fits(page, device)


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_single_variables_are_treated_by_keyboard_and_the_file_is_made(
    browser, live_server, signed_in, check_access, device
):
    address = f"{live_server.address}/staff/county/data"
    with visit(browser, java_script_enabled=False, **device) as page:
        signed_in(page)
        page.goto(address)
        reach(page, "summary", "逐个变量另定")
        page.keyboard.press("Enter")
        for column, how in (("stratum", "mask"), ("psu", "drop")):
            choose(page, f"#design-{column}", how)
            box = page.locator(f"#design-{column}").bounding_box()
            assert box["x"] + box["width"] <= device["viewport"]["width"]
        press(page, "button.strong", "生成文件")
        page.get_by_role("link", name="下载").wait_for(timeout=60_000)
        page.locator("#files summary").click()
        told = page.locator("#files").inner_text()
        assert "自定" in told
        page.wait_for_load_state("networkidle")
    with visit(browser, **device) as page:
        signed_in(page).context.add_cookies([{"name": COOKIE, "value": "en", "url": live_server.address}])
        page.goto(address)
        for one in page.locator("summary").all():
            one.click()
        check_access(page)
        assert fits(page, device)
