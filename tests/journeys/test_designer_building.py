"""Module B of the county questionnaire built from an empty page: with the mouse, the keyboard alone, on a tablet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.fixtures.browsers import DESK
from tests.fixtures.databases import only_sqlite
from tests.journeys import module_b as paper
from tests.journeys.designing import TABLET, designing
from tests.journeys.hands import Hands, Keys

pytestmark = [only_sqlite, pytest.mark.browser]


def build(hands: Hands) -> None:
    """The whole module, in the order of the paper, with what stands on the page."""
    form = hands.form
    hands.ask("数字", paper.HOURS)
    hands.write(form.get_by_label("题号", exact=True), "B1")
    hands.write(form.get_by_label("单位", exact=True), "小时")
    hands.write(form.get_by_label("最大", exact=True), "120")
    hands.write(form.get_by_label("通常不小于", exact=True), "20")
    hands.write(form.get_by_label("通常不大于", exact=True), "80")
    hands.write(form.get_by_label("小数位数", exact=True), "1")
    hands.ask("比重（合计固定）", paper.TIME)
    hands.paste("一次粘贴多行", paper.PARTS)
    hands.write(form.get_by_label("每格是几的倍数"), "5")
    check_hours(hands)
    hands.ask("单选", paper.PRESSURE)
    hands.paste("一次粘贴多项", paper.LEVELS)
    hands.ask("多选", paper.SOURCES)
    hands.paste("一次粘贴多项", paper.REASONS)
    hands.tick(form.locator(".line").nth(10).get_by_label("排他"))
    hands.tick(form.locator(".line").nth(9).get_by_label("请写明"))
    hands.write(form.get_by_label("最多选几项"), "3")
    hands.press("设条件", form)
    hands.choose(form.get_by_label("看哪一题"), paper.PRESSURE)
    hands.choose(form.get_by_label("怎么比"), "不是")
    hands.choose(form.get_by_label("什么值"), "没有压力")
    expect(form.locator(".expression")).to_have_text("${q3} != '1'")
    rate(hands)
    hands.ask("单选", paper.WORK)
    hands.paste("一次粘贴多项", paper.MARKS)


def check_hours(hands: Hands) -> None:
    """The rule about long weeks: its conditions chosen, the sum of two of the parts written in."""
    form, card = hands.form, hands.form.locator(".card")
    hands.press("加一条校验", form)
    expect(card.get_by_label("看哪一题")).to_be_focused()
    expect(card.locator(".told")).to_have_count(0)
    hands.choose(card.get_by_label("看哪一题"), f"B1 {paper.HOURS}")
    hands.choose(card.get_by_label("怎么比"), "大于")
    hands.write(card.get_by_label("什么值"), "80")
    expect(card.locator(".expression")).to_have_text("not(${q1} > 80)")
    hands.press("加一条", card)
    first, second = paper.words(paper.PARTS)[:2]
    hands.choose(card.get_by_label("看哪一题").nth(1), first)
    hands.choose(card.get_by_label("怎么比").nth(1), "小于")
    hands.write(card.get_by_label("什么值").nth(1), "30")
    expect(card.locator(".expression")).to_have_text("not(${q1} > 80 and ${q2_1} < 30)")
    hands.designer.look("check")
    hands.press("写表达式", card)
    typed = card.get_by_label("表达式", exact=True)
    hands.click(typed)
    for key in ["End", *["ArrowLeft"] * len(" < 30)"), *" + "]:
        hands.keys += 1
        hands.page.keyboard.press(key)
    hands.choose(card.get_by_label("要用到的题"), f"{paper.TIME} · {second}")
    hands.press("写进表达式", card)
    expect(card.locator(".expression")).to_have_text("not(${q1} > 80 and ${q2_1} + ${q2_2} < 30)")
    hands.choose(card.get_by_label("不符合时"), "请人确认，确认了可以往下走")
    hands.write(card.get_by_label("给填答人看的话"), "工作时间很长，本职和研究却很少，请确认。")


def rate(hands: Hands) -> None:
    """The matrix, with the row that tests attention and the answer that counts as none."""
    form = hands.form
    hands.ask("矩阵", paper.SATISFACTION)
    hands.paste("一次粘贴多行", paper.ASPECTS)
    hands.paste("一次粘贴多项", paper.MARKS)
    hands.press("行 11的更多设置", form)
    hands.choose(form.get_by_label("注意力检查：要求选"), "比较满意")
    hands.press("加一项", form)
    expect(form.get_by_label("选项 6", exact=True)).to_be_focused()
    hands.page.keyboard.type("不适用")
    hands.keys += 9
    hands.press("第 6 项的更多设置", form)
    hands.choose(form.get_by_label("分析时当作缺失"), "不适用")
    hands.tick(form.get_by_label("必答", exact=True))
    hands.designer.look("matrix")


def test_module_b_is_built_with_the_mouse_and_tried_on_the_phone(live_server, browser, wang, county, tell):
    with designing(browser, live_server, wang, county, name="building", **DESK) as designer:
        page, hands = designer.page, Hands(designer)
        expect(page.locator(".bar")).to_contain_text("没有要改的")
        build(hands)
        paper.settled(designer.draft())
        tell(clicks=hands.clicks, keys=hands.keys, seconds=hands.seconds)
        assert hands.seconds < paper.MINUTES_ALLOWED * 60

        # the phone beside it is the real page: it keeps answers, follows the rule and the question edited
        phone = page.frame_locator(".preview iframe")
        designer.select(paper.PRESSURE)
        phone.get_by_text("没有压力").click()
        designer.select(paper.SOURCES)
        expect(page.locator(".hidden-why")).to_contain_text("没有压力")
        designer.look("hidden")
        designer.select(paper.WORK)
        expect(phone.get_by_text(paper.WORK).first).to_be_in_viewport()
        designer.form.get_by_label("提示", exact=True).fill("工作的各方面合起来")
        expect(phone.get_by_text("工作的各方面合起来")).to_be_in_viewport()

        # a first letter that is a word, and numbers that count, belong to the wording
        designer.select(paper.SATISFACTION)
        for lines in (["I like my work", "I trust my team"], ["1 门课程", "2 门课程"]):
            hands.press("一次粘贴多行", designer.form)
            page.locator("dialog textarea").fill("\n".join(lines))
            hands.press("就用这些", page.locator("dialog"))
            expect(page.locator("dialog")).to_have_count(0)
            rows = designer.draft().question_by_name["q5"].rows
            assert [row.label["zh-CN"] for row in rows] == lines


def states(hands: Hands) -> Iterator[str]:
    """One after another what opens over the editor or within it."""
    page, form, dialog = hands.page, hands.form, hands.page.locator("dialog")
    hands.press("加题")
    yield "kinds"
    hands.press("关闭", dialog)
    hands.designer.select(paper.PRESSURE)
    hands.press("一次粘贴多项", form)
    yield "paste"
    hands.press("取消", dialog)
    hands.press("第 1 项的更多设置", form)
    hands.press("加一条校验", form)
    expect(form.locator(".card").get_by_label("看哪一题")).to_be_focused()
    yield "builder"
    hands.press("写表达式", form.locator(".card"))
    expect(form.get_by_label("要用到的题").locator("option")).not_to_have_count(1)
    yield "expression"
    hands.press("去掉这条校验", form)
    hands.press("删除选中的")
    expect(dialog).to_contain_text(paper.SOURCES)
    yield "uses"
    hands.press("取消", dialog)
    for panel in ("没有要改的", "译文", "草稿"):
        page.locator(".bar").get_by_role("button", name=panel).tap()
        yield panel
    hands.designer.select(paper.WORK)


def test_module_b_is_built_on_a_tablet_by_touch(live_server, browser, wang, county, check_access, tell):
    with designing(browser, live_server, wang, county, name="tablet", **TABLET) as designer:
        page, form, hands = designer.page, designer.form, Hands(designer, touch=True)
        check_access(page)
        expect(page.locator(".outline")).to_be_visible()
        expect(form).to_be_visible()
        expect(page.locator(".preview")).to_be_hidden()
        build(hands)
        paper.settled(designer.draft())
        tell(taps=hands.clicks, keys=hands.keys, seconds=hands.seconds)
        assert hands.seconds < paper.MINUTES_ALLOWED * 60
        small = """() => [...document.querySelectorAll("#designer button")].filter(one => one.offsetParent)
            .filter(one => Math.min(one.offsetHeight, one.offsetWidth) < 40).map(one => one.outerHTML)"""
        assert page.evaluate(small) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= TABLET["viewport"]["width"]
        for state in states(hands):
            designer.look(state)
            check_access(page)

        # moved by touch, and back
        hands.click(page.get_by_role("button", name="上移（Alt+↑）"))
        assert [one.name for one in designer.draft().questions][-1] == "q5"
        hands.press("撤销")
        paper.settled(designer.draft())
        page.get_by_role("button", name="预览").tap()
        expect(page.locator(".preview")).to_be_visible()
        expect(form).to_be_hidden()
        designer.look("preview")


def test_module_b_is_built_with_the_keyboard_alone(live_server, browser, wang, county, tell):
    with designing(browser, live_server, wang, county, name="keyboard", **DESK) as designer:
        keys, form = Keys(designer), designer.form
        keys.ask("数字", paper.HOURS, begin="加第一道题")
        keys.back("题号").type("B1").to("单位").type("小时").to("最大").type("120")
        keys.to("通常不小于").type("20").to("通常不大于").type("80").to("小数位数").over("1")
        keys.ask("比重（合计固定）", paper.TIME)
        keys.paste("一次粘贴多行", paper.PARTS).to("每格是几的倍数").over("5")
        check_hours_by_keys(keys)
        keys.ask("单选", paper.PRESSURE)
        keys.paste("一次粘贴多项", paper.LEVELS)
        keys.ask("多选", paper.SOURCES)
        keys.paste("一次粘贴多项", paper.REASONS)
        keys.to("选项 10").press("Tab", 2).press("Space").to("选项 11").press("Tab").press("Space")
        keys.to("最多选几项").type("3").to("设条件").press("Enter").kept()
        keys.to("看哪一题").choose(paper.PRESSURE).to("怎么比").choose("不是").to("什么值").choose("没有压力")
        expect(form.locator(".expression")).to_have_text("${q3} != '1'")
        keys.ask("矩阵", paper.SATISFACTION)
        keys.paste("一次粘贴多行", paper.ASPECTS).to("行 11的更多设置").press("Enter").kept()
        keys.to("注意力检查：要求选").choose("选项 4")
        keys.paste("一次粘贴多项", paper.MARKS)
        keys.to("选项 5").press("Enter")
        expect(form.get_by_label("选项 6", exact=True)).to_be_focused()
        keys.type("不适用").to("第 6 项的更多设置").press("Enter").kept()
        keys.to("分析时当作缺失").choose("不适用").to("必答").press("Space")
        keys.ask("单选", paper.WORK)
        keys.paste("一次粘贴多项", paper.MARKS)
        paper.settled(designer.draft())
        tell(keys=keys.keys, seconds=keys.seconds)
        assert keys.seconds < paper.MINUTES_ALLOWED * 60
        moved_and_taken_back(keys)


def check_hours_by_keys(keys: Keys) -> None:
    card = keys.form.locator(".card")
    keys.to("加一条校验").press("Enter")
    expect(card.get_by_label("看哪一题")).to_be_focused()
    keys.choose("B1").to("怎么比").choose("大于").to("什么值").type("80").to("加一条").press("Enter").kept()
    expect(card.get_by_label("看哪一题")).to_have_count(2)
    keys.back("看哪一题").choose("本职业务").to("怎么比").choose("小于").to("什么值").type("30")
    expect(card.locator(".expression")).to_have_text("not(${q1} > 80 and ${q2_1} < 30)")
    keys.back("写表达式").press("Enter").to("表达式").press("End").press("ArrowLeft", 6).type(" + ")
    keys.to("要用到的题").choose(f"{paper.TIME} · 研究").to("写进表达式").press("Enter").kept().to(
        "不符合时"
    ).choose("请人确认")
    keys.to("给填答人看的话").type("请确认。")


def moved_and_taken_back(keys: Keys) -> None:
    """Parts, options and rows are moved and taken away, and all of it is taken back."""
    designer, page = keys.designer, keys.page

    def names() -> list[str]:
        return [one.name for one in designer.draft().questions]

    keys.press("Alt+ArrowUp").kept()
    assert names()[-2:] == ["q6", "q5"]
    keys.to("选项 1").press("Alt+ArrowDown").kept()
    expect(designer.form.get_by_label("选项 2", exact=True)).to_be_focused()
    keys.to("删除选项 2").press("Enter").kept()
    expect(designer.form.locator(".line")).to_have_count(4)
    for _ in range(3):
        keys.press("Control+z").kept()
        designer.saved()
    paper.settled(designer.draft())
    keys.back(paper.WORK).press("ArrowUp", 2).kept()
    expect(designer.form).to_have_attribute("aria-label", "多选")
    keys.back("删除选中的").press("Enter")
    expect(designer.outline.locator(".pick")).to_have_count(7)
    keys.kept().press("Control+z")
    expect(designer.outline.locator(".pick")).to_have_count(8)
    paper.settled(designer.draft())
    keys.kept()
    expect(page.get_by_role("status").filter(has_text="已撤销")).to_be_attached()
