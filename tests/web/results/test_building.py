"""The table builder: shelves in the address, the table they make, keeping it, and no way round the ledger."""

from __future__ import annotations

import html
import io
import re
from urllib.parse import urlencode

import openpyxl
import pytest
import sqlalchemy as sa

from questionnaires.text import Text
from reports.charts.spec import ChartSpec
from reports.layout import Condition, Layout
from reports.templates import Saved as SavedPart
from reports.templates import editing
from survey.errors import Refusal
from survey.services import layouts, releases, results, savedtables, surveys, templates
from survey.store.tables import Submission
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import check_page
from tests.survey.analysed import NOW, analysed_survey, small

BUILD = "/staff/county/build"


@pytest.fixture
def made(store):
    """A survey of 240 valid answers to the county's questionnaire."""
    return analysed_survey(store, 240)


@pytest.fixture
def analyst(made, hire, give_role, desk_of):
    """The browser of its analyst."""
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    return desk_of(person)


def at(*pairs: tuple[str, str]) -> str:
    return f"{BUILD}?{urlencode(pairs)}"


def keep(browser, address: str, **fields: str):
    """Press a button of the form that keeps the table."""
    page = browser.get(address).text
    found = re.search(r'<form method="post" class="sheet" novalidate action="([^"]+)"', page)
    return browser.submit(address, fields, action=html.unescape(found.group(1)))


def press(browser, name: str, way: str, **fields: str):
    """Press a button in the list of kept tables."""
    return browser.submit("/staff/county/tables", fields, action=f"/staff/county/tables/{name}/{way}")


def chips(text: str, shelf: str) -> list[str]:
    return re.findall(rf'<input type="hidden" name="{shelf}" value="([^"]+)">\n  <span class="grip"', text)


@only_sqlite
def test_buttons_move_variables_between_the_shelves_without_scripts(analyst):
    page = analyst.get(BUILD).text
    assert "把“性别”放到行" in page
    moved = analyst.get(at(("do", "row:sex")), follow_redirects=True)
    assert chips(moved.text, "row") == ["sex"]
    moved = analyst.get(at(("row", "sex"), ("do", "row:age3:0")), follow_redirects=True)
    assert chips(moved.text, "row") == ["age3", "sex"]
    moved = analyst.get(at(("row", "age3"), ("row", "sex"), ("do", "up:sex")), follow_redirects=True)
    assert chips(moved.text, "row") == ["sex", "age3"]
    moved = analyst.get(at(("row", "sex"), ("do", "col:sex")), follow_redirects=True)
    assert (chips(moved.text, "row"), chips(moved.text, "col")) == ([], ["sex"])
    turned = analyst.get(at(("row", "age3"), ("col", "sex"), ("base", "row"), ("do", "turn"))).headers[
        "Location"
    ]
    assert "row=sex" in turned
    assert "base=column" in turned
    out = analyst.get(at(("row", "sex"), ("do", "out:sex")), follow_redirects=True)
    assert chips(out.text, "row") == []


@only_sqlite
def test_the_address_holds_the_whole_table_with_shares_intervals_counts_and_the_test_in_words(analyst):
    page = analyst.get(at(("row", "sex"), ("col", "title4"), ("base", "row"))).text
    table = re.search(r'<div class="table pivot".*?</table>', page, re.DOTALL).group()
    assert "高级" in table
    assert "100.0 %" in table
    assert re.search(r"\[\d+\.\d, \d+\.\d\]", table)
    assert "n 240" in table
    assert "每行合计 100 %" in page
    assert "差异检验" in page
    assert 'src="/staff/county/chart.png?' in page
    file = analyst.get(re.search(r'href="([^"]+table\.csv[^"]+)"', page).group(1).replace("&amp;", "&"))
    assert file.text.splitlines()[0].startswith("\ufeff性别")
    picture = re.search(r'<img src="([^"]+)"', page).group(1).replace("&amp;", "&")
    assert analyst.get(picture).mimetype == "image/png"


@only_sqlite
@pytest.mark.parametrize("shelves", [(("row", "sex"), ("col", "hours")), (("row", "hours"), ("col", "sex"))])
def test_means_of_a_number_are_a_table_and_a_chart_like_any_other(analyst, shelves):
    page = analyst.get(at(*shelves))
    assert page.status_code == 200
    assert "各格：加权均值" in page.text
    picture = re.search(r'<img src="([^"]+)"', page.text)
    if picture is not None:
        assert analyst.get(html.unescape(picture.group(1))).mimetype == "image/png"


@only_sqlite
def test_a_filter_says_whose_answers_are_counted_and_waits_for_its_values(analyst):
    waiting = analyst.get(at(("row", "sex"), ("filter", "title4"))).text
    assert "请勾选筛选的取值" in waiting
    assert "pivot" not in re.findall(r'class="table (\w+)"', waiting)
    values = re.findall(r'name="f.title4" value="([^"]+)"', waiting)
    alone = analyst.get(at(("row", "sex"), ("filter", "title4"), ("f.title4", values[0])))
    assert alone.status_code == 422  # it would tell how few left the title out
    both = (("f.title4", values[0]), ("f.title4", values[-1]))
    page = analyst.get(at(("row", "sex"), ("filter", "title4"), *both)).text
    assert "只算：职称：高级、未答。" in page
    assert "基数：筛选出的有效答卷" in page
    tested = analyst.get(at(("row", "sex"), ("col", "age3"), ("filter", "title4"), *both)).text
    assert "检验只就符合筛选条件的人而言" in tested
    n = int(re.search(r"加权，95 % 置信区间，n = (\d+)", page).group(1))
    assert 0 < n < 240


def flipped(store, survey_id: int) -> None:
    """Make political status part the answers as sex does, but for one person."""
    with store.writing() as session:
        rows = session.scalars(sa.select(Submission).order_by(Submission.id)).all()
        alone = False
        for row in rows:
            values = dict(row.record["values"])
            is_man = values["sex"] == "1"
            if is_man and not alone:
                alone, is_man = True, False
            values["polit"] = "01" if is_man else "13"
            row.record = {**row.record, "values": values}
        session.flush()


MEN = (("row", "title4"), ("filter", "sex"), ("f.sex", "1"))
PARTY = (("row", "title4"), ("filter", "political"), ("f.political", "party"))


@only_sqlite
@pytest.mark.parametrize("outlet", ["build", "table.csv", "table.xlsx", "chart.png"])
def test_no_outlet_gives_a_second_filter_that_differs_by_one_person(store, made, analyst, outlet):
    flipped(store, made.id)
    assert analyst.get(at(*MEN)).status_code == 200
    releases.enter_noted(store)
    refused = analyst.get(f"/staff/county/{outlet}?{urlencode(PARTY)}")
    assert refused.status_code == (422 if outlet == "build" else 409)
    if outlet == "build":
        assert "相减，会得到只有 1 至 9 人的数" in refused.text
        assert "请把筛选条件放宽" in refused.text
        assert "<table>" not in refused.text
    # What was seen first stays to be seen, and is one line of the ledger.
    assert analyst.get(at(*MEN)).status_code == 200


@only_sqlite
def test_what_was_only_noted_counts_as_released(store, made, analyst):
    flipped(store, made.id)
    assert analyst.get(at(*PARTY)).status_code == 200  # noted, not yet in the ledger
    assert analyst.get(at(*MEN)).status_code == 422


@only_sqlite
def test_without_the_ledger_no_filtered_table_is_made(store, app, made, analyst):
    card = surveys.named(store, "county", at=NOW)
    found = results.current(store, app.extensions["kewen"].settings.instance, card)
    layout = Layout(("sex",), filters=(Condition.of("title4", ["senior"]),))
    with pytest.raises(Refusal) as refused:
        layouts.laid_out(found, layout)
    assert refused.value.code == "layout.unwatched"


@only_sqlite
def test_a_table_is_kept_opened_changed_renamed_ordered_and_deleted(store, made, analyst):
    address = at(("row", "sex"), ("col", "title4"), ("base", "row"), ("title", "各级职称"))
    wrong = keep(analyst, address, step="save", label="", name="Bad Name")
    assert wrong.status_code == 422
    assert "请填写这一项" in wrong.text
    assert "table_1" in analyst.get(address).text
    assert keep(analyst, address, step="save", label="职称", name="titles").status_code == 303
    taken = keep(analyst, address, step="save", label="职称", name="titles")
    assert "已有这个名称的表" in taken.text
    opened = analyst.get("/staff/county/tables/titles", follow_redirects=True)
    assert chips(opened.text, "row") == ["sex"]
    assert "各级职称" in opened.text
    assert "现在的样子和存下的不同" not in opened.text
    other = at(("table", "titles"), ("row", "sex"), ("base", "row"))
    assert "现在的样子和存下的不同" in analyst.get(other).text
    assert keep(analyst, other, step="change", revision="1").status_code == 303
    late = keep(analyst, address + "&table=titles", step="change", revision="1")
    assert late.status_code == 422
    assert "刚才被别人改过" in late.text
    renamed = keep(analyst, other, step="rename", revision="2", label="各级", name="levels")
    assert renamed.status_code == 303
    keep(analyst, at(("row", "age3")), step="save", label="=年龄", name="ages")
    press(analyst, "ages", "up")
    assert [one.name for one in savedtables.listed(store, made.id)] == ["ages", "levels"]
    analyst.submit(
        "/staff/county/tables",
        {"name": ["levels", "gone", "ages"]},
        action="/staff/county/tables/order",
    )
    assert [one.name for one in savedtables.listed(store, made.id)] == ["levels", "ages"]
    book = openpyxl.load_workbook(io.BytesIO(analyst.get("/staff/county/tables.xlsx").data))
    assert len(book.sheetnames) == 3
    assert any("各级（性别）" in str(cell.value) for cell in book.worksheets[0]["B"])
    assert press(analyst, "ages", "drop").status_code == 303
    assert [one.name for one in savedtables.listed(store, made.id)] == ["levels"]


@only_sqlite
def test_a_table_that_templates_of_reports_have_keeps_its_name_and_stays(store, made, analyst):
    savedtables.save(store, made.id, "one", "表", Layout(("sex",)), ChartSpec(), at=NOW)
    label = Text(zh="市级报告", en="City report")
    templates.copy(store, made.id, "brief", "city", label, at=NOW)
    part = editing.added(0, SavedPart(what="saved", saved="one"))
    templates.edit(store, made.id, "city", 1, part, at=NOW)
    page = analyst.get("/staff/county/tables").text
    check_page(page)
    assert re.search("用在报告模板：.*市级报告</a>", page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    given = {"csrf_token": token, "revision": "1"}
    assert analyst.post("/staff/county/tables/one/drop", data=given).status_code == 303
    assert "这些报告模板用着这张表：“市级报告” (city)" in analyst.get("/staff/county/tables").text
    opened = at(("table", "one"), ("row", "sex"))
    action = re.search(
        r'<form method="post" class="sheet" novalidate action="([^"]+)"', analyst.get(opened).text
    ).group(1)
    renamed = {**given, "step": "rename", "label": "新的表"}
    late = analyst.post(html.unescape(action), data={**renamed, "name": "two"})
    assert late.status_code == 422
    assert "请保留短名，只改名称" in late.text
    assert analyst.post(html.unescape(action), data={**renamed, "name": "one"}).status_code == 303
    assert [(one.name, one.label) for one in savedtables.listed(store, made.id)] == [("one", "新的表")]


@only_sqlite
@pytest.mark.parametrize("step", ["change", "rename"])
def test_a_table_deleted_in_another_tab_is_said_to_be_gone_and_can_be_saved_anew(store, made, analyst, step):
    savedtables.save(store, made.id, "one", "表", Layout(("sex",)), ChartSpec(), at=NOW)
    address = at(("table", "one"), ("row", "age3"))
    page = analyst.get(address).text
    action = re.search(r'<form method="post" class="sheet" novalidate action="([^"]+)"', page).group(1)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    savedtables.remove(store, made.id, "one", 1, at=NOW)
    given = {"csrf_token": token, "revision": "1", "label": "我的表", "name": "mine"}
    late = analyst.post(html.unescape(action), data={**given, "step": step})
    assert late.status_code == 422
    assert "它可能已改名或删除" in late.text
    assert chips(late.text, "row") == ["age3"]
    assert "我的表" in late.text
    assert analyst.post(html.unescape(action), data={**given, "step": "save"}).status_code == 303
    assert [one.name for one in savedtables.listed(store, made.id)] == ["mine"]


@only_sqlite
def test_a_kept_table_whose_variable_is_gone_says_so_in_words(store, made, analyst):
    layout = Layout(("sex", "vanished"), filters=(Condition.of("title4", ["senior", "nothing"]),))
    savedtables.save(store, made.id, "old", "旧表", layout, ChartSpec(), at=NOW)
    assert "数据中已没有：vanished" in analyst.get("/staff/county/tables").text
    page = analyst.get("/staff/county/tables/old", follow_redirects=True)
    assert page.status_code == 422
    assert "数据中没有这些变量：vanished" in page.text
    assert "vanished（已不在数据中）" in page.text
    left = analyst.get(at(("row", "sex"), ("filter", "title4"), ("f.title4", "nothing")))
    assert "没有取值 nothing" in left.text
    book = openpyxl.load_workbook(io.BytesIO(analyst.get("/staff/county/tables.xlsx").data))
    assert any("vanished" in str(cell.value) for cell in book.worksheets[0]["A"])


@only_sqlite
@pytest.mark.parametrize("address", ["build?base=x", "build?row=sex&do=fly:sex", "build?row=" + "a" * 200])
def test_an_address_that_is_none_of_ours_is_refused(analyst, address):
    assert analyst.get(f"/staff/county/{address}").status_code == 400


@only_sqlite
def test_who_is_no_analyst_builds_no_tables(store, hire, give_role, desk_of):
    made = analysed_survey(store, 60, questionnaire=small())
    reviewer = hire("reviewer")
    give_role(made.id, reviewer, "reviewer")
    for page in ("build", "tables", "tables.xlsx", "tables/one"):
        assert desk_of(reviewer).get(f"/staff/county/{page}").status_code == 403
