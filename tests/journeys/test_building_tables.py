"""An analyst builds a table at a desk: with the mouse, then with the keyboard alone; the pages are accessible."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reports.charts.spec import ChartSpec
from reports.layout import Layout
from survey.services import savedtables, surveys
from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]


def drag(page, name: str, shelf: str) -> None:
    """Take a variable from the list by the mouse and let it go over a shelf."""
    grip = page.locator(f".variable[data-name='{name}'] .grip")
    grip.scroll_into_view_if_needed()
    held, target = grip.bounding_box(), page.locator(f"[data-shelf='{shelf}']").bounding_box()
    page.mouse.move(held["x"] + 4, held["y"] + 6)
    page.mouse.down()
    page.mouse.move(held["x"] + 30, held["y"] + 6, steps=4)
    page.mouse.move(target["x"] + 60, target["y"] + 20, steps=10)
    with page.expect_navigation():
        page.mouse.up()


def keep_another(store) -> None:
    """A table that was saved before."""
    at = datetime.now(UTC)
    held = surveys.named(store, "county", at=at).id
    savedtables.save(store, held, "another", "性别", Layout(("sex",)), ChartSpec(), at=at)


def names(page, shelf: str) -> list[str]:
    return [one.get_attribute("data-name") for one in page.locator(f"[data-shelf='{shelf}'] .chip").all()]


def test_a_table_is_built_with_the_mouse_and_with_the_keyboard(
    browser,
    live_server,
    signed_in,
    check_access,
):
    with visit(browser, **DESK) as page:
        signed_in(page)
        page.goto(f"{live_server.address}/staff/county/build")
        keep_another(live_server.store)
        drag(page, "age3", "row")
        drag(page, "age_cadre", "filter")
        assert (names(page, "row"), names(page, "filter")) == (["age3"], ["age_cadre"])
        page.get_by_role("button", name="把“年龄（干部统计口径）”移出").click()
        assert names(page, "filter") == []
        # The rest by keys alone: find a variable by its words, put it into the columns, take each row for 100 %.
        page.get_by_label("找变量").focus()
        page.keyboard.type("性别")
        put = page.get_by_role("button", name="把“性别”放到列")
        put.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert names(page, "col") == ["sex"]
        page.get_by_role("radio", name="全表").focus()
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="出表").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "base=row" in page.url
        assert "每行合计 100 %" in page.locator("#hidden-note").inner_text()
        check_access(page)
        page.get_by_label("表的名称").fill("年龄与性别")
        with page.expect_navigation():
            page.get_by_role("button", name="存下", exact=True).click()
        page.get_by_role("link", name="存下的表", exact=True).click()
        check_access(page)
        grip = page.locator("#t-table_1 .grip").bounding_box()
        above = page.locator("#t-another").bounding_box()
        page.mouse.move(grip["x"] + 3, grip["y"] + 5)
        page.mouse.down()
        page.mouse.move(grip["x"] + 3, grip["y"] - 20, steps=5)
        page.mouse.move(grip["x"] + 3, above["y"] + 5, steps=8)
        with page.expect_navigation():
            page.mouse.up()
        assert page.locator("tbody#kept tr").first.get_attribute("data-name") == "table_1"


def test_the_builder_fits_a_phone(browser, live_server, signed_in, check_access):
    with visit(browser, **PHONE) as page:
        signed_in(page)
        page.goto(f"{live_server.address}/staff/county/build?row=age3&col=sex")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        check_access(page)
