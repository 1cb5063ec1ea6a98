"""Several people at one draft, and a connection that comes and goes: nothing is overwritten, nothing lost."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from questionnaires.editing import Rename, Set
from questionnaires.library import source
from survey.services.design import changing
from survey.services.events import staff
from survey.web.staff import COOKIE
from tests.fixtures.browsers import DESK, PATIENCE
from tests.fixtures.databases import only_sqlite
from tests.journeys.designing import Designer, designing, put_draft

pytestmark = [only_sqlite, pytest.mark.browser]
HOURS = "最近一个正常工作周"
HOURS_LABEL = "最近一个正常工作周，您实际工作多少小时？"


@pytest.fixture
def drafted(store, county):
    """The county questionnaire as the draft."""
    put_draft(store, county, source("county_person"))
    return county


@pytest.fixture
def meanwhile(store, drafted, li):
    """``meanwhile(change, …)``: the colleague makes changes from elsewhere."""
    return lambda *changes: changing.change(
        store, drafted, changes, actor=staff(li.account_id), at=datetime.now(UTC)
    )


def label(words, was=HOURS_LABEL):
    return Set(target="question:hours", path=("label", "zh-CN"), was=was, value=words)


def faults(page):
    return vars(page)["kewen_faults"]


def question(draft, name):
    return draft.question_by_name[name]


def test_each_sees_who_is_there_and_what_the_other_writes(live_server, browser, wang, li, drafted):
    with (
        designing(browser, live_server, wang, drafted, **DESK) as one,
        designing(browser, live_server, li, drafted, **DESK) as other,
    ):
        one.select(HOURS)
        other.select("总的说，您现在的工作压力")
        expect(one.page.locator(".people")).to_contain_text("li老师", timeout=PATIENCE)
        expect(other.page.locator(".people")).to_contain_text("wang老师", timeout=PATIENCE)
        there = other.outline.locator(".pick", has_text=HOURS)
        expect(there.locator(".badge.person")).to_be_visible(timeout=PATIENCE)
        one.form.get_by_label("中文").first.fill("上周您工作多少小时？")
        expect(other.outline).to_contain_text("上周您工作多少小时？", timeout=PATIENCE)
        one.look("together")


@pytest.mark.parametrize("choice", ["用我的", "用现在的"])
def test_a_change_to_what_another_changed_is_told_at_its_place(
    live_server, browser, wang, drafted, meanwhile, choice
):
    with designing(browser, live_server, wang, drafted, name="clash", **DESK) as designer:
        designer.select(HOURS)
        meanwhile(label("别人写的问法"))
        designer.form.get_by_label("中文").first.fill("我写的问法")
        clash = designer.form.locator(".clash").first
        expect(clash).to_contain_text("别人写的问法")
        expect(clash).to_contain_text("我写的问法")
        expect(designer.form.get_by_label("中文").first).to_have_value("别人写的问法")
        assert question(designer.draft(), "hours").label["zh-CN"] == "别人写的问法"
        designer.look(choice)
        designer.press(choice, clash)
        expect(designer.form.locator(".clash")).to_have_count(0)
        wanted = "我写的问法" if choice == "用我的" else "别人写的问法"
        expect(designer.form.get_by_label("中文").first).to_have_value(wanted)
        assert question(designer.draft(), "hours").label["zh-CN"] == wanted
        assert all("409" in one for one in faults(designer.page))
        faults(designer.page).clear()


def test_changes_at_other_places_of_a_question_stand_beside_each_other(
    live_server, browser, wang, drafted, meanwhile
):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        designer.select(HOURS)
        meanwhile(label("别人写的问法"))
        designer.form.get_by_label("题号", exact=True).fill("B99")
        draft = designer.draft()
        assert (question(draft, "hours").label["zh-CN"], question(draft, "hours").number) == (
            "别人写的问法",
            "B99",
        )
        expect(designer.form.get_by_label("中文").first).to_have_value("别人写的问法")


def test_what_is_written_without_a_connection_is_saved_when_it_is_back(live_server, browser, wang, drafted):
    with designing(browser, live_server, wang, drafted, name="offline", **DESK) as designer:
        page = designer.page
        designer.select(HOURS)
        page.context.set_offline(True)
        designer.form.get_by_label("中文").first.fill("断网时写的")
        designer.form.get_by_label("题号", exact=True).fill("B77")
        expect(page.locator(".bar .saved")).to_contain_text("没有连接")
        designer.look("offline")
        page.context.set_offline(False)
        expect(page.locator(".bar .saved")).to_have_text("已保存", timeout=PATIENCE)
        draft = designer.draft()
        assert (question(draft, "hours").label["zh-CN"], question(draft, "hours").number) == (
            "断网时写的",
            "B77",
        )
        faults(page).clear()


def test_what_was_not_sent_outlives_a_reload(live_server, browser, wang, drafted):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        page = designer.page
        page.on("dialog", lambda dialog: dialog.accept())
        designer.select(HOURS)
        page.route("**/design/changes", lambda route: route.abort())
        designer.form.get_by_label("中文").first.fill("还没有发出去的")
        expect(page.locator(".bar .saved")).to_contain_text("没有连接")
        page.unroute("**/design/changes")
        page.reload()
        expect(designer.outline).to_contain_text("还没有发出去的")
        assert question(designer.draft(), "hours").label["zh-CN"] == "还没有发出去的"
        faults(page).clear()


LEFT_BY_ANOTHER = """() => {
  const base = document.getElementById("designer").dataset.base;
  const name = `kewen-draft:${base}:${sessionStorage.getItem("kewen-designer-window")}`;
  localStorage.setItem(name, JSON.stringify({me: {name: "somebody else"}, steps: [{key: "1-2", changes: []}], at: 1}));
  return name;
}"""


def test_what_another_person_left_unsent_in_this_window_waits_for_them(live_server, browser, wang, drafted):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        name = designer.page.evaluate(LEFT_BY_ANOTHER)
        designer.page.reload()
        designer.select(HOURS)
        designer.form.get_by_label("题号", exact=True).fill("B66")
        assert question(designer.draft(), "hours").number == "B66"
        assert "somebody else" in designer.page.evaluate("name => localStorage.getItem(name)", name)


def test_a_reply_that_was_lost_does_not_make_a_step_twice(live_server, browser, wang, drafted):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        page = designer.page
        lost: list[object] = []

        def lose_the_first_reply(route):
            if lost:
                route.continue_()
            else:
                lost.append(route.fetch())
                route.abort()

        page.route("**/design/changes", lose_the_first_reply)
        designer.select(HOURS)
        designer.form.get_by_label("题号", exact=True).fill("B55")
        expect(page.locator(".bar .saved")).to_have_text("已保存", timeout=PATIENCE)
        expect(page.locator(".clash")).to_have_count(0)
        assert lost
        assert question(designer.draft(), "hours").number == "B55"
        designer.press("撤销")
        expect(designer.form.get_by_label("题号", exact=True)).to_have_value("B1")
        faults(page).clear()


def test_over_a_new_sign_in_what_was_written_stays_and_is_saved(live_server, browser, wang, drafted):
    with designing(browser, live_server, wang, drafted, name="expired", **DESK) as designer:
        page = designer.page
        designer.select(HOURS)
        kept = next(one for one in page.context.cookies() if one["name"] == COOKIE)
        page.context.clear_cookies()
        designer.form.get_by_label("中文").first.fill("登录过期时写的")
        expect(page.locator(".bar .saved")).to_contain_text("登录已过期")
        designer.look("expired")
        page.context.add_cookies([{"name": COOKIE, "value": kept["value"], "url": page.url}])
        expect(page.locator(".bar .saved")).to_have_text("已保存", timeout=PATIENCE)
        assert question(designer.draft(), "hours").label["zh-CN"] == "登录过期时写的"
        faults(page).clear()


def test_what_another_renamed_is_followed(live_server, browser, wang, drafted, meanwhile):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        designer.select("压力主要来自哪里")
        meanwhile(Rename(what="question", was="pressure", to="strain"))
        expect(designer.form.locator(".expression").first).to_have_text("${strain} != '1'", timeout=PATIENCE)


def test_a_window_neither_sends_nor_loses_what_another_still_holds(live_server, browser, wang, drafted):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        page = designer.page
        designer.select(HOURS)
        page.route("**/design/changes", lambda route: route.abort())
        designer.form.get_by_label("中文").first.fill("这个窗口里还没有发出去的")
        expect(page.locator(".bar .saved")).to_contain_text("没有连接")
        second = page.context.new_page()
        second.goto(page.url)
        other = Designer(second, live_server, drafted)
        other.select("性别")
        other.form.get_by_label("题号", exact=True).fill("A77")
        draft = other.draft()
        assert (question(draft, "sex").number, question(draft, "hours").label["zh-CN"]) == (
            "A77",
            HOURS_LABEL,
        )
        # the first window is gone without a word: the second takes over what it left behind
        page.close()
        expect(other.outline).to_contain_text("这个窗口里还没有发出去的", timeout=PATIENCE)
        assert question(other.draft(), "hours").label["zh-CN"] == "这个窗口里还没有发出去的"
        faults(page).clear()


def test_a_connection_lost_in_the_middle_of_a_word_loses_no_letter(live_server, browser, wang, drafted):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        page = designer.page
        designer.select(HOURS)
        label = designer.form.get_by_label("中文").first
        label.fill("")
        designer.saved()
        lost: list[object] = []

        def lose_after_it_arrived(route):
            lost.append(route.fetch())
            route.abort()

        page.route("**/design/changes", lose_after_it_arrived, times=1)
        words = "上个月您平均每周工作多少个小时，算上加班"
        for place, sign in enumerate(words):
            page.keyboard.type(sign)
            page.wait_for_timeout(450 if place in (6, 12) else 40)
            if place == 8:
                page.context.set_offline(True)
        expect(label).to_be_focused()
        expect(label).to_have_value(words)
        expect(page.locator(".bar .saved")).to_contain_text("没有连接")
        page.context.set_offline(False)
        assert lost
        assert question(designer.draft(), "hours").label["zh-CN"] == words
        expect(page.locator(".clash")).to_have_count(0)
        faults(page).clear()


def test_a_condition_that_is_chosen_without_a_connection_is_written_when_it_is_back(
    live_server, browser, wang, drafted
):
    with designing(browser, live_server, wang, drafted, **DESK) as designer:
        page, form = designer.page, designer.form
        designer.select("总的说，您现在的工作压力")
        designer.press("设条件", form)
        form.get_by_label("看哪一题").select_option("hours")
        expect(form.get_by_label("什么值")).to_be_visible()
        page.context.set_offline(True)
        form.get_by_label("什么值").fill("40")
        expect(form.locator(".builder")).to_contain_text("没有连接")
        page.context.set_offline(False)
        expect(form.locator(".expression")).to_have_text("${hours} >= 40", timeout=PATIENCE)
        assert question(designer.draft(), "pressure").show == "${hours} >= 40"
        faults(page).clear()
