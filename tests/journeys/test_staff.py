"""Staff in a real browser: from the set-up link to a published survey with its strata.

With KEWEN_PICTURES=FOLDER every page is kept as a picture, to be looked at.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey.services import invitations
from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]
WIDTHS = {"desk": DESK, "phone": PHONE}


class Desk:
    """A browser that checks every page it comes to."""

    def __init__(self, page, check_access, name):
        self.page, self.check, self.name, self.taken = page, check_access, name, 0

    def look(self, called):
        self.check(self.page)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{called} is {width} wide"
        folder = os.environ.get("KEWEN_PICTURES")
        if folder:
            self.taken += 1
            path = Path(folder) / f"{self.name}-{self.taken:02}-{called}.png"
            self.page.screenshot(path=path, full_page=True)

    def go(self, link):
        self.page.get_by_role("link", name=link, exact=True).first.click()

    def press(self, button):
        self.page.get_by_role("button", name=button, exact=True).click()

    def fill(self, **fields):
        for label, value in fields.items():
            self.page.get_by_label(label).first.fill(value)


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_set_up_link_to_a_published_survey_with_strata(live_server, browser, check_access, width):
    offer = invitations.offer_set_up(
        live_server.store, live_server.settings.secret_key.encode(), at=datetime.now(UTC)
    )
    with visit(browser, **WIDTHS[width]) as page:
        desk = Desk(page, check_access, width)
        page.goto(f"{live_server.address}/staff/link/{offer.token}")
        assert offer.token not in page.url
        desk.look("set-up")
        desk.fill(用户名="wang", 姓名="王主任", 新密码="12345678", 再输入一次="12345678")
        desk.press("保存并登录")
        desk.look("set-up-refused")
        assert "这个密码太常见" in page.locator("main").inner_text()
        faults = vars(page)["kewen_faults"]
        assert len(faults) == 1  # the status 422 of the form that came back
        faults.clear()
        desk.fill(新密码="青山绿水 卫生 2026", 再输入一次="青山绿水 卫生 2026")
        desk.press("保存并登录")
        desk.look("no-survey-yet")

        desk.go("先给同事开账号")
        desk.fill(用户名="li", 姓名="李老师")
        desk.look("new-account")
        desk.press("建立账号")
        desk.look("account")
        assert "/staff/link/" in page.locator(".handover").inner_text()
        desk.go("全部账号")
        desk.look("accounts")

        desk.go("全部调查")
        desk.go("建立第一个调查")
        desk.fill(标题="阜宁县科技工作者状况调查（2026）", 代号="funing-2026", 地区="阜宁县")
        page.get_by_label("问卷").select_option("county_person")
        desk.look("new-survey")
        desk.press("建立调查")
        desk.look("overview-new")

        desk.go("填写调查信息")
        desk.fill(主办单位="阜宁县科学技术协会", 联系人="王主任", 联系电话="0515-8723 0000")
        page.get_by_label("调查时点").fill("2026-06-30")
        desk.look("facts-edit")
        desk.press("保存")
        desk.look("facts")

        desk.go("总览")
        desk.go("检查并发布")
        desk.look("questionnaire")
        desk.press("发布第 1 版")
        desk.look("questionnaire-published")
        desk.go("通读全部题目")
        desk.look("reading")

        desk.go("总览")
        desk.go("登记层")
        desk.look("frame-empty")
        for label, code, population in (
            ("工业", "industry", "9,200"),
            ("教育", "education", "6400"),
            ("卫生", "health", ""),
        ):
            page.get_by_role("link", name="登记").first.click()
            desk.fill(名称=label, 代号=code, 总体人数=population)
            if label == "工业":
                desk.look("stratum")
            desk.press("保存")
        desk.look("frame")
        page.get_by_role("link", name="全部单位 0").click()
        desk.look("units-empty")
        desk.go("登记单位")
        desk.fill(单位名称="阜宁县人民医院", 乡镇街道="阜城街道", 科技工作者人数="420")
        page.get_by_label("层").select_option("health")
        desk.press("保存")
        desk.look("units")
        desk.go("人员与分工")
        desk.look("people-empty")
        desk.fill(用户名="li")
        page.get_by_label("审核").first.check()
        desk.press("加上")
        desk.look("people")
        desk.go("日志")
        desk.look("events")
        desk.go("总览")
        desk.look("overview")
        desk.go("起止时间")
        desk.look("opening")
        desk.go("全部调查")
        desk.look("surveys")
        page.get_by_role("link", name="王主任").first.click()
        desk.look("me")
        desk.press("退出")
        desk.look("sign-in")
        page.go_back()
        page.reload()
        assert page.url.endswith(("/staff/me", "/staff/sign-in?next=/staff/me", "next=%2Fstaff%2Fme"))
        assert "王主任" not in page.locator("body").inner_text()
