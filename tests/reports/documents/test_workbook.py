"""The workbook of a report: its tables under their numbers, printed figures as numbers that look the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.classification import classify
from reports.crosstabs.breakdown import structure
from reports.disclosure import PUBLIC
from reports.documents import workbook
from reports.documents.book import Figure, Leaf, Shown, bound
from reports.documents.content import Columns, Cover, Document, Heading, Table
from tests.reports.samples import county

SOURCE = Provenance(Text(zh="某县调查", en="A survey"), "0123456789abcdef", simulated=True)
RESULTS = Table(
    "职称结构",
    ("职称", "n", "推算人数", "占比", "95 % 区间", "均值区间"),
    (
        ("正高级", "27*", "≈ 1,230", "1.6 %", "[1.2, 2.1]", "[-0.65, 0.52]"),
        ("=1+1", "▪", "▪", "▪", "▪", "▪"),
        ("合计", "2,463", "26,000", "100.0 %", "", "[3.50, 3.60]"),
    ),
    "注：某注。",
    frozenset({2}),
)


@pytest.fixture(scope="module")
def book():
    dataset = county(120)
    table = structure(dataset, [classify(dataset, "sex"), classify(dataset, "title")], PUBLIC)
    small = Table("其他题", ("选项", "n"), (("是", "12"),))
    blocks = (Heading("队伍结构"), RESULTS, Heading("其他", 2), Columns((small,)))
    document = Document(Cover("某县报告"), blocks, datetime(2026, 11, 21, tzinfo=UTC))
    content = workbook.write(document, [table], SOURCE)
    assert content == workbook.write(document, [table], SOURCE)
    return openpyxl.load_workbook(io.BytesIO(content)), table


def test_every_table_of_the_report_has_a_sheet_under_its_number_and_a_link_to_it(book):
    made, _ = book
    assert made.sheetnames == ["目录", "表 1", "表 2", "全部数字"]
    lines = list(made["目录"].iter_rows(min_row=5, max_row=7))
    assert [line[0].hyperlink.location for line in lines] == [f"'{name}'!A1" for name in made.sheetnames[1:]]
    assert [line[1].value for line in lines[:2]] == ["表 1　职称结构", "表 2　其他题"]
    assert [line[2].value for line in lines[:2]] == ["一、队伍结构", "（一）其他"]
    assert lines[0][3].value == 7


def test_printed_figures_are_numbers_that_look_the_same_and_intervals_two_columns(book):
    sheet = book[0]["表 1"]
    heads = [cell.value for cell in sheet[4]]
    assert heads[4:6] == ["95 % 区间 下限", "95 % 区间 上限"]
    first = [(cell.value, cell.number_format) for cell in sheet[5]]
    assert first == [
        ("正高级", "General"),
        (27, '#,##0"*"'),
        (1230, '"≈ "#,##0'),
        (0.016, "0.0 %"),
        (0.012, "0.0 %"),
        (0.021, "0.0 %"),
        (-0.65, "#,##0.00"),
        (0.52, "#,##0.00"),
    ]
    assert [cell.value for cell in sheet[6]] == ["'=1+1", *["▪"] * 7]
    assert [cell.value for cell in sheet[7]][:4] == ["合计", 2463, 26000, 1]
    assert sheet["A7"].font.bold
    assert sheet["A9"].value == "注：某注。"


@pytest.mark.parametrize(
    "text", ["2008", "81234567", "01", "007", "2–3", "≥ 10", "p < 0.001", "9e28c9d7", "没有发现差异"]
)
def test_what_only_looks_like_a_figure_stays_text(text):
    leaf = workbook.leaf_of(Table("t", ("a", "b"), (("x", text),)), 1, "", "zh-CN")
    assert leaf.rows[0][1] == text
    assert not isinstance(leaf.rows[0][1], Figure)


def test_a_table_of_figures_only_has_a_figure_in_its_first_column():
    table = Table("数字", ("发放", "有效率"), (("3,000", "83.4 %"),), labelled=False)
    leaf = workbook.leaf_of(table, 1, "", "zh-CN")
    assert leaf.rows == [[Figure(3000), Figure(0.834, "0.0 %")]]
    assert leaf.labels == 0
    codes = workbook.leaf_of(Table("各项", ("次数", "n"), (("3", "12"),)), 1, "", "zh-CN")
    assert codes.rows == [["3", Figure(12)]]


@pytest.mark.parametrize(
    ("left", "form"),
    [("35.4 %*", "0.0 %"), ("≈ 35.4 %", "0.0 %"), ("▪", "0.0 %"), ("3.54", "#,##0.0"), ("35.4 %", "0.0 %")],
)
def test_an_interval_is_of_percents_as_its_figure_is(left, form):
    rows = (("甲", left, "[33.1, 37.8]"), ("乙", "20.0 %" if "%" in form else "2.00", "[18.0, 22.0]"))
    leaf = workbook.leaf_of(Table("t", ("类别", "占比", "95 % 区间"), rows), 1, "", "zh-CN")
    low = 0.331 if "%" in form else 33.1
    assert leaf.rows[0][2] == Figure(low, form)


def test_words_are_not_squeezed_into_the_width_of_a_figure():
    rows: list[list[Shown]] = [["是", "no difference found"], ["否", Figure(1)]]
    content = bound(
        [Leaf("表 1", "表", ("题", "结论"), rows)], "来源", datetime(2026, 11, 21, tzinfo=UTC), "zh-CN"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content))["表 1"]
    assert sheet.column_dimensions["B"].width >= 19
    assert sheet.row_dimensions[5].height is None or sheet.row_dimensions[5].height <= 15


def test_behind_the_tables_stands_every_figure_with_its_error(book):
    made, table = book
    sheet = made["全部数字"]
    rows = list(
        sheet.iter_rows(min_row=5, max_row=4 + len(table) * len(table.cells[0].figures), values_only=True)
    )
    shares = [row for row in rows if row[3] == "占比"]
    for row, cell in zip(shares, table.cells, strict=True):
        one = cell.figure()
        given = ("▪",) * 3 if cell.suppressed else (cell.n, pytest.approx(one.value), pytest.approx(one.se))
        assert row[4:7] == given


def test_no_row_is_higher_than_excel_has_them():
    leaf = Leaf("表 1", "表", ("题", "n"), [["很长的选项" * 300, Figure(12)]], "注：" + "很长的注。" * 2_000)
    content = bound([leaf], "来源", datetime(2026, 11, 21, tzinfo=UTC), "zh-CN")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["表 1"]
    assert all(400 < sheet.row_dimensions[line].height <= 409.5 for line in (5, 7))
