"""An analyst reads the results and makes the report, at a desk and on a phone, with scripts and without."""

from __future__ import annotations

import io
import re

import docx
import pytest

from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]
PAGES = ("results", "breakdown?by=age3&by=sex", "frequencies?page=3", "weights", "report")


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_fits_and_is_accessible_and_its_charts_are_there(
    browser, live_server, signed_in, check_access, device
):
    with visit(browser, **device) as page:
        signed_in(page)
        for name in PAGES:
            page.goto(f"{live_server.address}/staff/county/{name}")
            assert "模拟数据" in page.locator("main").inner_text()
            check_access(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= device["viewport"]["width"], name
            for picture in page.locator("figure.chart img").all():
                picture.scroll_into_view_if_needed()
                page.wait_for_function(
                    "one => one.complete && one.naturalWidth > 500", arg=picture.element_handle()
                )
            page.wait_for_load_state("networkidle")


def test_the_breakdown_is_chosen_and_read_without_scripts(browser, live_server, signed_in):
    with visit(browser, java_script_enabled=False, **DESK) as page:
        signed_in(page)
        page.goto(f"{live_server.address}/staff/county/results")
        page.get_by_role("link", name="结构分析", exact=True).click()
        page.get_by_label("第一个特征").select_option(label="年龄（全国三组）")
        page.get_by_label("第二个特征").select_option(label="职称（4 类）")
        page.get_by_label("第三个特征").select_option(label="性别")
        page.get_by_role("button", name="分析").click()
        table = page.locator(".breakdown table")
        assert "35–44岁" in table.inner_text()
        mark = page.locator(".hidden-mark").first
        mark.focus()
        assert "不公布" in (mark.get_attribute("data-reason") or "")
        page.get_by_label("图形").select_option(label="百分比堆积条形图")
        page.get_by_role("button", name="换图").click()
        assert "form=stacked" in page.locator("figure.chart img").get_attribute("src")
        page.wait_for_load_state("networkidle")


def test_the_head_of_a_long_table_stays_in_sight(browser, live_server, signed_in):
    with visit(browser, **DESK) as page:
        signed_in(page)
        page.goto(f"{live_server.address}/staff/county/breakdown?by=age5&by=education")
        last = page.locator(".breakdown tbody tr").last
        last.scroll_into_view_if_needed()
        head = page.locator(".breakdown thead th").first.bounding_box()
        assert head["y"] >= -1
        page.wait_for_load_state("networkidle")


def test_the_report_is_one_click_and_a_word_file_among_others(browser, live_server, signed_in):
    with visit(browser, **DESK) as page:
        signed_in(page)
        page.goto(f"{live_server.address}/staff/county/report")
        page.get_by_role("button", name="固定数据并生成报告").click()
        file = page.get_by_role("link", name=re.compile("下载县级调查报告 中文 Word$"))
        file.wait_for(timeout=120_000)
        with page.expect_download() as waiting:
            file.click()
        download = waiting.value
        assert download.suggested_filename.endswith("-simulated.docx")
        document = docx.Document(io.BytesIO(download.path().read_bytes()))
        assert any("队伍结构" in paragraph.text for paragraph in document.paragraphs)
