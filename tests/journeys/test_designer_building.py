"""Module B of the county questionnaire built from an empty page: with the mouse, the keyboard alone, on a tablet."""

import time

import pytest
from playwright.sync_api import expect

from questionnaires.checks import check
from questionnaires.findings import Severity
from questionnaires.model import Matrix, Multiple, Number, Questionnaire, Single, Split
from tests.fixtures.browsers import DESK
from tests.fixtures.databases import only_sqlite
from tests.journeys.designing import TABLET, Designer, designing

pytestmark = [only_sqlite, pytest.mark.browser]

HOURS = "最近一个正常工作周，您实际工作多少小时？"
TIME = "这些时间大致怎样分配？"
PRESSURE = "总的说，您现在的工作压力"
SOURCES = "压力主要来自哪里？"
SATISFACTION = "您对下列各方面是否满意？"
PARTS = ["本职业务", "研究、改进、新技术", "学习交流", "会议和行政", "填表、报材料、迎检", "科普与公益"]
LEVELS = ["没有压力", "较小", "一般", "较大", "非常大"]
REASONS = ["任务量大、人手不足", "考核指标", "职称晋升", "收入与家庭开支"]
ASPECTS = ["工作内容", "学习培训机会", "收入"]
MARKS = ["很不满意", "不太满意", "一般", "比较满意", "很满意"]
PASTED = "\n".join([*(f"{n}. {said}" for n, said in enumerate(REASONS, 1)), "98. 其他", "97. 说不上具体来源"])
MINUTES_ALLOWED = 10


def settled(draft: Questionnaire) -> None:
    """The module as it should be, however it was made."""
    hours, parts, pressure, sources, satisfaction = draft.questions
    assert isinstance(hours, Number)
    assert (hours.label["zh-CN"], hours.unit["zh-CN"]) == (HOURS, "小时")
    assert (hours.least, hours.most, hours.number) == (0, 120, "B1")
    assert isinstance(parts, Split)
    assert [row.label["zh-CN"] for row in parts.rows] == PARTS
    assert (parts.total, parts.step) == (100, 5)
    assert isinstance(pressure, Single)
    assert [option.label["zh-CN"] for option in pressure.options] == LEVELS
    assert isinstance(sources, Multiple)
    assert [option.code for option in sources.options] == ["1", "2", "3", "4", "98", "97"]
    assert [option.exclusive for option in sources.options] == [False] * 5 + [True]
    assert [option.write_in for option in sources.options] == [False] * 4 + [True, False]
    assert sources.most == 3
    assert sources.show == f"${{{pressure.name}}} != '1'"
    assert isinstance(satisfaction, Matrix)
    assert satisfaction.required
    assert [row.label["zh-CN"] for row in satisfaction.rows] == ASPECTS
    assert [option.label["zh-CN"] for option in satisfaction.options] == MARKS
    assert (
        len([one for one in (sources.show, *satisfaction.checks, *parts.checks, satisfaction.show) if one])
        == 2
    )
    assert [one for one in check(draft) if one.severity is Severity.ERROR] == []


def paste(designer: Designer, words: str, lines: str) -> None:
    """Paste lines over those of a list."""
    page = designer.page
    designer.form.get_by_role("button", name="粘贴成行").nth(
        0 if words != "选项（每行都用这些）" else 1
    ).click()
    page.locator("dialog textarea").fill(lines)
    designer.press("就用这些", page.locator("dialog"))
    expect(page.locator("dialog")).to_have_count(0)


def ask(designer: Designer, kind: str, words: str, number: str) -> None:
    designer.add(kind)
    designer.form.get_by_label("问法", exact=True).fill(words)
    designer.form.get_by_label("题号", exact=True).fill(number)


def build_with_pointer(designer: Designer) -> None:
    form, page = designer.form, designer.page
    page.get_by_label("问卷标题", exact=True).fill("工作时间与压力")
    ask(designer, "数字", HOURS, "B1")
    form.get_by_label("单位", exact=True).fill("小时")
    form.get_by_label("最小", exact=True).fill("0")
    form.get_by_label("最大", exact=True).fill("120")
    ask(designer, "比重（合计固定）", TIME, "B2")
    paste(designer, "各部分", "\n".join(PARTS))
    form.get_by_label("每格是几的倍数").fill("5")
    designer.look("split")
    ask(designer, "单选", PRESSURE, "B3")
    paste(designer, "选项", "\n".join(LEVELS))
    ask(designer, "多选", SOURCES, "B4")
    paste(designer, "选项", PASTED)
    form.locator(".line").nth(5).get_by_label("排他").check()
    form.locator(".line").nth(4).get_by_label("请写明").check()
    form.get_by_label("最多选几项").fill("3")
    designer.press("设条件", form)
    form.get_by_label("看哪一题").select_option(label=f"B3 {PRESSURE}")
    form.get_by_label("怎么比").select_option(label="不是")
    form.get_by_label("什么值").select_option(label="没有压力")
    expect(form.locator(".sentence").first).to_contain_text("没有压力")
    expect(form.locator(".expression").first).to_contain_text("!= '1'")
    designer.look("rule")
    ask(designer, "矩阵", SATISFACTION, "B5")
    paste(designer, "行（要评的各方面）", "\n".join(ASPECTS))
    paste(designer, "选项（每行都用这些）", "\n".join(MARKS))
    form.get_by_label("必答", exact=True).check()
    designer.look("matrix")


def test_module_b_is_built_with_the_mouse_and_tried_on_the_phone(live_server, browser, wang, county):
    begun = time.monotonic()
    with designing(browser, live_server, wang, county, name="building", **DESK) as designer:
        page, form = designer.page, designer.form
        build_with_pointer(designer)
        designer.select(TIME)
        designer.press("加一条校验", form)
        form.locator(".checks, .card").get_by_role("button", name="写表达式").click()
        form.get_by_label("表达式").fill("not(${q1} > 80 and ${q2_1} < 30)")
        form.get_by_label("不符合时").select_option("soft")
        form.get_by_label("给填答人看的话").fill("请确认工作时间。")
        expect(form.locator(".card .sentence")).to_contain_text("大于 80")
        draft = designer.draft()
        settled(draft)
        assert draft.questions[1].checks[0].require == "not(${q1} > 80 and ${q2_1} < 30)"
        assert draft.questions[1].checks[0].level == "soft"

        # the phone beside it is the real page: it keeps answers and follows the rule
        phone = page.frame_locator(".preview iframe")
        designer.select(PRESSURE)
        phone.get_by_text("没有压力").click()
        designer.select(SOURCES)
        expect(page.locator(".hidden-why")).to_contain_text("没有压力")
        designer.look("hidden")
        designer.select(SATISFACTION)
        expect(phone.get_by_text("比较满意").first).to_be_attached()
    assert time.monotonic() - begun < MINUTES_ALLOWED * 60


def test_module_b_is_built_on_a_tablet_by_touch(live_server, browser, wang, county, check_access):
    with designing(browser, live_server, wang, county, name="tablet", **TABLET) as designer:
        page, form = designer.page, designer.form
        expect(page.locator(".outline")).to_be_visible()
        expect(form).to_be_visible()
        expect(page.locator(".preview")).to_be_hidden()
        build_with_pointer(designer)
        designer.press("设条件", form)
        form.get_by_label("看哪一题").select_option(label=f"B1 {HOURS}")
        form.get_by_label("怎么比").select_option(label="大于")
        form.get_by_label("什么值").fill("0")
        expect(form.locator(".sentence").first).to_contain_text("大于 0")
        settled(designer.draft())
        check_access(page)
        page.get_by_role("button", name="预览").tap()
        expect(page.locator(".preview")).to_be_visible()
        expect(form).to_be_hidden()
        designer.look("preview")
        assert page.evaluate("document.documentElement.scrollWidth") <= TABLET["viewport"]["width"]


def test_module_b_is_built_with_the_keyboard_alone(live_server, browser, wang, county):
    with designing(browser, live_server, wang, county, name="keyboard", **DESK) as designer:
        keys = Keys(designer)
        page = designer.page
        keys.to("加第一道题").press("Enter")
        keys.pick("数字", HOURS)
        keys.to("题号").type("B1").to("单位").type("小时").to("最小").type("0").to("最大").type("120")
        keys.add("比重（合计固定）", TIME)
        keys.to("题号").type("B2")
        keys.lines(PARTS, former=2)
        keys.to("每格是几的倍数").type("5")
        keys.add("单选", PRESSURE)
        keys.lines(LEVELS, former=2)
        keys.add("多选", SOURCES)
        keys.to("粘贴成行").press("Enter")
        expect(page.locator("dialog textarea")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(PASTED)
        keys.to("就用这些").press("Enter")
        expect(page.locator("dialog")).to_have_count(0)
        keys.to("选项 6").press("Tab").press("Space").to("选项 5").press("Tab").press("Tab").press("Space")
        keys.to("最多选几项").type("3").to("设条件").press("Enter")
        keys.to("看哪一题").choose("总的").to("怎么比").press("ArrowDown").to("什么值")
        expect(designer.form.locator(".expression").first).to_have_text("${q3} != '1'")
        keys.add("矩阵", SATISFACTION)
        keys.lines(ASPECTS, former=2)
        keys.lines(MARKS, former=5, place="question:q5/options")
        keys.to("必答").press("Space").to("设条件").press("Enter")
        keys.to("看哪一题").choose("B1").to("怎么比").to("什么值").type("1")
        expect(designer.form.locator(".expression").first).to_have_text("${q1} >= 1")
        draft = designer.draft()
        settled(draft)

        # moved and moved back by the keyboard
        page.keyboard.press("Alt+ArrowUp")
        designer.saved()
        assert [one.name for one in designer.draft().questions][-1] != "q5"
        page.keyboard.press("Control+z")
        designer.saved()
        settled(designer.draft())


class Keys:
    """The keyboard, which finds its way by Tab alone."""

    def __init__(self, designer: Designer) -> None:
        self.designer, self.page = designer, designer.page

    def press(self, key: str) -> "Keys":
        self.page.keyboard.press(key)
        return self

    def type(self, words: str) -> "Keys":
        self.page.keyboard.type(words)
        return self

    def to(self, name: str) -> "Keys":
        """Tab on until what is called so has the focus."""
        for _ in range(120):
            if self.name_here().startswith(name):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"nothing called {name} is reached by Tab")

    def choose(self, words: str) -> "Keys":
        """Go down a list until what is chosen begins so."""
        chosen = "() => document.activeElement.selectedOptions[0].textContent"
        for _ in range(40):
            if str(self.page.evaluate(chosen)).startswith(words):
                return self
            self.press("ArrowDown")
        raise AssertionError(f"nothing in the list begins with {words}")

    def name_here(self) -> str:
        return str(
            self.page.evaluate(
                """() => { const here = document.activeElement;
                if (!here || here === document.body) return "";
                const labels = here.labels ? [...here.labels].map(one => one.textContent.trim()).join(" ") : "";
                return here.getAttribute("aria-label") || labels || here.textContent.trim(); }"""
            )
        )

    def pick(self, kind: str, words: str) -> None:
        """Choose a kind in the window, and write the question where the focus then is."""
        dialog = self.page.locator("dialog")
        expect(dialog).to_be_visible()
        self.to(kind).press("Enter")
        expect(self.designer.form).to_have_attribute("aria-label", kind)
        expect(self.designer.form.get_by_label("问法", exact=True)).to_be_focused()
        self.type(words)

    def add(self, kind: str, words: str) -> None:
        had = self.designer.outline.locator(".pick").count()
        self.press("Tab")  # out of the field: Alt+N is not for writing
        self.to("加题").press("Enter")
        self.pick(kind, words)
        expect(self.designer.outline.locator(".pick")).to_have_count(had + 1)

    def lines(self, said: list[str], former: int, place: str = "") -> None:
        """Write lines one after another: Enter adds the next."""
        within = f'[data-lines="{place}"] ' if place else "[data-lines] "
        main = self.designer.form.locator(f"{within}[data-main]")
        first = str(main.first.get_attribute("aria-label"))
        while not (
            self.name_here() == first and main.first.evaluate("one => one === document.activeElement")
        ):
            self.press("Tab")
        for n, words in enumerate(said):
            if n >= former:
                self.press("Enter")
                expect(main.nth(n)).to_be_focused()
            elif n:
                main_n = main.nth(n)
                while not main_n.evaluate("one => one === document.activeElement"):
                    self.press("Tab")
            self.press("Control+A").type(words)
