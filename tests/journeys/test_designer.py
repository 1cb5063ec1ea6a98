"""What a designer does with a draft that is there already."""

import pytest
from playwright.sync_api import expect

from questionnaires.library import source
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.web.staff import COOKIE
from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite
from tests.journeys.designing import SURVEY, designing, put_draft

pytestmark = [only_sqlite, pytest.mark.browser]
OPENS_IN = 2.0


@pytest.fixture
def drafted(store, county):
    """The county questionnaire as the draft."""
    put_draft(store, county, source("county_person"))
    return county


@pytest.fixture
def designer(live_server, browser, wang, drafted):
    """The designer with it, at a desk."""
    with designing(browser, live_server, wang, drafted, name="designer", **DESK) as opened:
        yield opened


def faults(page):
    return vars(page)["kewen_faults"]


def page_of(draft, question):
    return next(page.name for page in draft.pages if any(one.name == question for one in page.questions))


def test_what_was_typed_is_undone_and_done_again(designer):
    label = designer.form.get_by_label("中文").first
    designer.select("总的说，您现在的工作压力")
    label.fill("您现在的压力有多大？")
    designer.saved()
    designer.page.keyboard.press("Control+z")
    expect(label).to_have_value("总的说，您现在的工作压力")
    assert designer.draft().question_by_name["pressure"].label["zh-CN"] == "总的说，您现在的工作压力"
    designer.page.keyboard.press("Control+y")
    expect(label).to_have_value("您现在的压力有多大？")
    designer.press("撤销")
    expect(label).to_have_value("总的说，您现在的工作压力")
    expect(designer.page.get_by_role("status").filter(has_text="已撤销")).to_be_attached()


def test_typing_is_never_disturbed_by_saving_nor_by_the_phone(designer):
    designer.select("总的说，您现在的工作压力")
    label = designer.form.get_by_label("中文").first
    label.fill("")
    words = "您现在的工作压力大不大，是怎样的压力，从哪里来，持续了多久"
    for sign in words:
        designer.page.keyboard.type(sign)
        designer.page.wait_for_timeout(90)
    expect(label).to_be_focused()
    expect(label).to_have_value(words)
    designer.page.wait_for_timeout(1500)
    expect(label).to_be_focused()
    assert designer.draft().question_by_name["pressure"].label["zh-CN"] == words


def test_nothing_is_written_into_the_question_before_while_a_new_one_is_on_its_way(designer):
    designer.select("总的说，您现在的工作压力")
    label = designer.form.get_by_label("中文").first
    box = label.bounding_box()
    held = []

    def hold(route):
        held.append(route)

    designer.page.route("**/design/compose", hold)
    designer.press("加题")
    with designer.page.expect_request("**/design/compose"):
        designer.page.locator("dialog").get_by_role("button", name="数字").first.click()
    designer.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    designer.page.keyboard.type("98765")
    expect(label).to_have_value("总的说，您现在的工作压力")
    held.pop().continue_()
    expect(designer.form).to_have_attribute("aria-label", "数字")
    designer.page.keyboard.type("每天几点上班？")
    names = [one.label.get("zh-CN") for one in designer.draft().questions]
    assert names[names.index("总的说，您现在的工作压力") + 1] == "每天几点上班？"


def test_renaming_mends_every_reference_and_says_so(designer):
    designer.select("总的说，您现在的工作压力")
    name = designer.form.get_by_label("数据里的名称", exact=True)
    name.fill("strain")
    name.press("Enter")
    expect(designer.page.locator(".middle .notice")).to_contain_text("“pressure”改名为“strain”")
    expect(name).to_have_value("strain")
    expect(name).to_be_focused()
    assert designer.draft().question_by_name["press_src"].show == "${strain} != '1'"
    name.fill("hours")
    name.press("Enter")
    expect(designer.form.get_by_role("alert")).to_contain_text("已经用了")
    assert all("422" in one for one in faults(designer.page))
    faults(designer.page).clear()


def test_deleting_what_is_used_says_where_first(designer):
    designer.select("总的说，您现在的工作压力")
    designer.press("删除选中的")
    dialog = designer.page.locator("dialog")
    expect(dialog).to_contain_text("压力主要来自哪里")
    expect(dialog).to_contain_text("${pressure} != '1'")
    designer.look("uses")
    designer.press("取消", dialog)
    assert "pressure" in designer.draft().question_by_name
    designer.press("删除选中的")
    designer.press("仍然删除", dialog)
    expect(designer.page.locator(".bar")).to_contain_text("处错误")
    assert "pressure" not in designer.draft().question_by_name
    designer.press("撤销")
    expect(designer.outline).to_contain_text("总的说，您现在的工作压力")


def test_a_question_is_dragged_to_another_page_and_back_by_the_keyboard(designer):
    page = designer.page
    designer.select("总的说，您现在的工作压力")
    grip = designer.outline.locator('[data-key="pressure"] .grip')
    to = designer.outline.locator('[data-key="press_src"]')
    start, end = grip.bounding_box(), to.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 12)
    page.mouse.down()
    for part in range(1, 11):
        page.mouse.move(start["x"] + 8, start["y"] + 12 + (end["y"] - start["y"] - 4) * part / 10)
        page.wait_for_timeout(20)
    page.mouse.up()
    expect(designer.outline.locator('[data-list="pressure_sources"] [data-key="pressure"]')).to_be_visible()
    assert page_of(designer.draft(), "pressure") == "pressure_sources"
    rows = designer.outline.locator('[data-list="pressure_sources"] > li')
    while rows.first.get_attribute("data-key") != "pressure":
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    assert page_of(designer.draft(), "pressure") == "time"
    expect(page.get_by_role("status").filter(has_text="移到了")).to_be_attached()


def test_options_are_written_line_after_line_moved_and_recoded(designer):
    designer.select("总的说，您现在的工作压力")
    page, form = designer.page, designer.form
    form.get_by_label("选项 5 中文").press("Enter")
    expect(form.get_by_label("选项 6 中文")).to_be_focused()
    page.keyboard.type("说不清")
    page.keyboard.press("Alt+ArrowUp")
    designer.saved()
    codes = [one.code for one in designer.draft().question_by_name["pressure"].options]
    assert codes == ["1", "2", "3", "4", "6", "5"]
    code = form.get_by_label("第 1 项的代码")
    code.fill("0")
    code.press("Enter")
    expect(page.locator(".middle .notice")).to_contain_text("同时改好了")
    draft = designer.draft()
    assert draft.question_by_name["press_src"].show == "${pressure} != '0'"
    assert draft.question_by_name["pressure"].options[0].code == "0"


def test_conditions_nest_and_what_has_no_form_is_kept(designer):
    designer.select("这些时间大致怎样分配")
    card = designer.form.locator(".card").first
    designer.press("改条件", card)
    expect(card.get_by_label("怎样才算").first).to_have_value("2")  # not all of these
    expect(card.locator(".written")).to_contain_text("本职业务")
    expect(card.get_by_text("这一条请用“写表达式”来改。")).to_be_visible()
    designer.press("加一组", card)
    nested = card.locator(".nested")
    nested.get_by_label("看哪一题").select_option("hours")
    nested.get_by_label("什么值").fill("100")
    expect(card.locator(".expression")).to_have_text(
        "not(${hours} > 80 and ${t_core} + ${t_rd} < 30 and ${hours} >= 100)"
    )
    designer.press("加一条", nested)
    last = nested.locator("li").last
    last.get_by_label("看哪一题").select_option("sex")
    expect(card.locator(".expression")).to_contain_text("(${hours} >= 100 or ${sex} = '1')")
    expect(card.locator(".sentence")).to_contain_text("性别")
    designer.look("nested")
    assert "(${hours} >= 100 or ${sex} = '1')" in designer.draft().question_by_name["time"].checks[0].require


def test_a_rule_may_name_only_what_comes_before(designer):
    designer.select("性别")
    designer.press("设条件", designer.form)
    expect(designer.form.get_by_label("看哪一题")).to_be_visible()
    offered = designer.form.get_by_label("看哪一题").locator("option").all_inner_texts()
    assert any("主要从事哪类工作" in one for one in offered)
    assert not any("压力主要来自哪里" in one for one in offered)
    designer.press("写表达式", designer.form)
    designer.form.get_by_label("表达式").fill("selected(${press_src}, '1'")
    expect(designer.form.locator(".rule .told").first).to_be_visible()
    expect(designer.form.locator(".sentence").first).to_contain_text("读不懂")
    designer.form.get_by_label("表达式").fill("${occ} = '1'")
    expect(designer.form.locator(".sentence").first).to_contain_text("主要从事哪类工作")


def test_several_questions_are_changed_at_once_and_taken_back_at_once(designer):
    designer.press("选几题", designer.outline)
    for words in ("性别", "最高学历"):
        designer.outline.get_by_label(f"选中“{words}").first.check()
    middle = designer.page.locator(".middle")
    middle.get_by_label("必答").select_option(label="否")
    middle.get_by_role("button", name="改成这样").first.click()
    expect(middle.get_by_role("status").filter(has_text="2 题")).to_be_visible()
    designer.look("bulk")
    draft = designer.draft()
    assert not draft.question_by_name["sex"].required
    assert not draft.question_by_name["edu"].required
    designer.press("撤销")
    designer.page.wait_for_timeout(300)
    assert designer.draft().question_by_name["edu"].required


def test_missing_translations_are_counted_and_shown_alone(designer):
    designer.select("性别")
    designer.form.get_by_label("English").first.fill("")
    designer.press("译文")
    middle = designer.page.locator(".middle")
    expect(middle.get_by_role("status")).to_have_text("English还缺 1 条")
    middle.get_by_label("只看缺的").check()
    expect(middle.locator(".pairs > li")).to_have_count(1)
    middle.get_by_role("textbox", name="English").fill("Your sex")
    expect(middle.get_by_role("status")).to_have_text("都有译文")
    expect(middle.locator(".pairs > li")).to_have_count(1)
    assert designer.draft().question_by_name["sex"].label["en"] == "Your sex"


def test_a_finding_is_told_while_typing_and_leads_to_its_place(designer):
    designer.select("总的说，您现在的工作压力")
    designer.form.get_by_label("中文").first.fill("难道您不觉得工作压力很大吗？")
    expect(designer.form.locator(".told.hint").first).to_contain_text("倾向")
    designer.select("性别")
    designer.page.locator(".bar").get_by_role("button", name="处提示").click()
    found = designer.page.locator(".found button", has_text="难道")
    designer.look("findings")
    found.first.click()
    expect(designer.form.get_by_label("中文").first).to_have_value("难道您不觉得工作压力很大吗？")


def test_a_comment_is_answered_and_closed(designer):
    designer.select("性别")
    form = designer.form
    form.get_by_text("批注", exact=True).click()
    form.get_by_label("写批注").fill("要不要加“其他”？")
    designer.press("发出", form)
    expect(form.locator(".comment")).to_contain_text("wang老师")
    expect(designer.outline.locator(".pick", has_text="性别").locator(".badge.comment")).to_have_text(
        "1条批注"
    )
    designer.press("回复", form)
    form.get_by_label("回复").fill("不用。")
    form.locator(".comment").get_by_role("button", name="发出").click()
    expect(form.locator(".comment .comment")).to_contain_text("不用。")
    designer.press("了结", form)
    expect(designer.outline.locator(".pick", has_text="性别").locator(".badge.comment")).to_have_count(0)


def test_a_list_of_the_library_gives_the_options(designer):
    designer.select("性别")
    source, dialog = designer.form.get_by_label("选项从哪里来"), designer.page.locator("dialog")
    # The arrow keys only look through the choices: nothing is thrown away until Enter.
    source.focus()
    source.press("End")
    expect(designer.form.get_by_role("button", name="改用这一种")).to_be_visible()
    expect(dialog).not_to_be_visible()
    assert len(designer.draft().question_by_name["sex"].options) == 3
    source.press("Enter")
    expect(dialog).to_be_visible()
    designer.press("关闭", dialog)
    source.select_option("+")
    dialog.get_by_label("找代码表").fill("民族")
    dialog.locator(".shelf button").first.click()
    designer.saved()
    draft = designer.draft()
    chosen = draft.question_by_name["sex"].list
    assert draft.list_by_name[chosen].shared
    assert draft.question_by_name["sex"].options == ()
    # To take it away again is asked about, for a question uses it.
    designer.form.get_by_role("button", name="看这个代码表").click()
    designer.press("从问卷里去掉这个代码表")
    expect(dialog).to_contain_text("性别")
    designer.press("取消", dialog)
    assert chosen in designer.draft().list_by_name
    designer.press("从问卷里去掉这个代码表")
    designer.press("仍然删除", dialog)
    designer.saved()
    assert chosen not in designer.draft().list_by_name


def test_every_form_and_window_is_open_to_all(designer, check_access):
    page = designer.page
    designer.select("知情同意")
    check_access(page)
    for words in (
        "您是否同意参加",
        "性别",
        "出生年月",
        "您的单位所在地",
        "最近一个正常",
        "这些时间",
        "压力主要",
        "对下列各方面",
        "前三位障碍",
    ):
        designer.select(words)
        designer.page.wait_for_timeout(150)
        check_access(page, within=".middle")
    designer.select("总的说，您现在的工作压力")
    designer.press("设条件", designer.form)
    expect(designer.form.get_by_label("看哪一题")).to_be_visible()
    designer.form.get_by_label("第 1 项的更多设置").click()
    check_access(page, within=".middle")
    designer.select("整份问卷")
    check_access(page, within=".middle")
    for words in ("译文", "草稿"):
        designer.press(words)
        check_access(page)
    page.locator(".bar").get_by_role("button", name="处提示").click()
    check_access(page)
    designer.press("加题")
    check_access(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="加题", exact=True)).to_be_focused()


def test_on_a_phone_outline_form_and_preview_are_shown_one_at_a_time(
    live_server, browser, wang, drafted, check_access
):
    with designing(browser, live_server, wang, drafted, name="phone", **PHONE) as designer:
        page = designer.page
        expect(page.locator(".middle")).to_be_hidden()
        designer.select("压力主要来自哪里")
        expect(designer.form).to_be_visible()
        expect(designer.outline).to_be_hidden()
        designer.look("form")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        designer.form.get_by_label("选项 1 中文").scroll_into_view_if_needed()
        designer.look("options")
        check_access(page)
        designer.form.get_by_label("提示 中文").or_(designer.form.get_by_label("中文").nth(1)).first.fill(
            "最多三项"
        )
        designer.press("预览")
        expect(page.frame_locator(".preview iframe").get_by_text("压力主要来自哪里")).to_be_attached()
        designer.look("preview")
        designer.press("大纲")
        check_access(page)
        designer.look("outline")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert designer.draft().question_by_name["press_src"].hint["zh-CN"] == "最多三项"


def test_without_scripts_the_page_says_what_is_needed_and_does_not_pretend_to_open(
    live_server, browser, wang, drafted
):
    with visit(browser, java_script_enabled=False, **DESK) as page:
        page.context.add_cookies([{"name": COOKIE, "value": wang.token, "url": live_server.address}])
        page.goto(f"{live_server.address}/staff/{SURVEY}/design")
        expect(page.locator("noscript p")).to_be_visible()
        expect(page.get_by_text("正在打开…")).to_be_hidden()


def test_who_may_only_read_can_change_nothing(live_server, browser, drafted, hire, give_role):
    reader = hire("zhao")
    give_role(drafted, reader, "reviewer")
    with designing(browser, live_server, reader, drafted, **DESK) as designer:
        expect(designer.page.locator(".bar")).to_contain_text("只能看")
        expect(designer.page.get_by_role("button", name="加题", exact=True)).to_have_count(0)
        designer.select("性别")
        expect(designer.form.get_by_label("中文").first).not_to_be_editable()


def large(pages: int = 55, each: int = 10, ruled: int = 420) -> Questionnaire:
    """A questionnaire of ``pages * each`` questions, of which ``ruled`` have a rule."""
    made, number = [], 0
    for page in range(pages):
        questions = []
        for _ in range(each):
            number += 1
            options = [{"code": str(n), "label": Text(zh=f"选项 {n}")} for n in range(1, 6)]
            show = {"show": f"${{q{number - 1}}} = '1'"} if 1 < number <= ruled + 1 else {}
            label = Text(zh=f"第 {number} 个问题问的是什么？")
            questions.append(
                {"kind": "single", "name": f"q{number}", "label": label, "options": options, **show}
            )
        made.append({"name": f"p{page}", "title": Text(zh=f"第 {page} 部分"), "questions": questions})
    return Questionnaire.model_validate({"name": "large", "title": Text(zh="很长的问卷"), "pages": made})


def test_a_long_questionnaire_opens_fast_and_typing_leaves_the_outline_alone(
    live_server, browser, store, wang, county
):
    put_draft(store, county, large())
    with designing(browser, live_server, wang, county, **DESK) as designer:
        page = designer.page
        measured = page.context.new_cdp_session(page)
        measured.send("Performance.enable")
        page.reload()
        page.locator('[data-key="q550"]').wait_for(state="attached")
        metrics = {one["name"]: one["value"] for one in measured.send("Performance.getMetrics")["metrics"]}
        # what the browser worked, not how long it waited for a busy machine
        assert metrics["TaskDuration"] < OPENS_IN
        designer.select("第 7 个问题")
        page.evaluate(
            """() => { window.touched = new Set();
            new MutationObserver(found => found.forEach(one => window.touched.add(
                (one.target.closest ? one.target : one.target.parentElement).closest("[data-key]")?.dataset.key ?? "")))
            .observe(document.querySelector(".outline"), {subtree: true, childList: true, characterData: true}); }"""
        )
        designer.form.get_by_label("问法", exact=True).press_sequentially("甲乙丙丁", delay=60)
        designer.saved()
        assert page.evaluate("[...window.touched]") == ["q7"]


def test_a_question_of_the_bank_comes_with_what_its_rule_needs(
    live_server, browser, wang, county, check_access
):
    with designing(browser, live_server, wang, county, name="bank", **DESK) as designer:
        designer.add("单选")
        designer.form.get_by_label("问法", exact=True).fill("第一题")
        designer.press("加题")
        designer.press("从题库里找现成的题…")
        dialog = designer.page.locator("dialog")
        dialog.get_by_role("searchbox").fill("压力主要来自哪里")
        expect(dialog.locator(".card").first).to_contain_text("压力主要来自哪里")
        check_access(designer.page)
        designer.look("search")
        dialog.get_by_role("button", name="用“压力主要来自哪里").first.click()
        expect(dialog).to_contain_text("总的说，您现在的工作压力")
        designer.look("needed")
        designer.press("一起带入", dialog)
        expect(designer.outline).to_contain_text("压力主要来自哪里")
        draft = designer.draft()
        assert [one.name for one in draft.questions][1:] == ["pressure", "press_src"]
        assert draft.questions[2].show == "${pressure} != '1'"
        expect(designer.form.locator(".origin")).to_contain_text("county_person 的 press_src")
        # A draft in Chinese alone gets no English that nobody asked for, and says so once it is there.
        expect(designer.page.locator(".notice")).to_contain_text("没有带过来")
        expect(designer.page.locator(".bar")).to_contain_text("没有要改的")


def test_a_draft_is_put_forward_and_returned_with_words(live_server, browser, wang, drafted, hire, give_role):
    chief = hire("zhou")
    give_role(drafted, chief, "administrator")
    with designing(browser, live_server, wang, drafted, name="approval", **DESK) as designer:
        designer.press("草稿")
        designer.press("送审")
        expect(designer.page.locator(".bar")).to_contain_text("等待审定")
    with designing(browser, live_server, chief, drafted, name="approval", **DESK) as designer:
        designer.press("等待审定")
        middle = designer.page.locator(".middle")
        expect(middle).to_contain_text("wang老师")
        middle.get_by_label("意见").fill("请把问卷缩短。")
        designer.look("decide")
        designer.press("退回修改")
        expect(designer.page.locator(".bar")).to_contain_text("已退回")
        expect(middle).to_contain_text("请把问卷缩短。")


def test_a_page_ends_the_questionnaire_early_for_whom_its_rule_holds(designer):
    designer.select("您的工作")
    form = designer.form
    form.get_by_role("textbox", name="中文").first.fill("您的工作地点")
    designer.press("加一个提前结束", form)
    card = form.locator(".card").last
    card.get_by_label("看哪一题").select_option("in_county")
    card.get_by_label("怎么比").select_option("=")
    card.get_by_label("什么值").select_option("2")
    card.get_by_label("中文").fill("谢谢您。")
    card.get_by_label("结束页上还请答的题").select_option("occ")
    designer.press("加一题", card)
    expect(card.locator(".expression")).to_have_text("${in_county} = '2'")
    draft = designer.draft()
    page = next(one for one in draft.pages if one.name == "screening")
    assert page.title["zh-CN"] == "您的工作地点"
    last = page.endings[-1]
    assert (last.when, last.outcome, last.message["zh-CN"], last.ask) == (
        "${in_county} = '2'",
        "ineligible",
        "谢谢您。",
        ("occ",),
    )
