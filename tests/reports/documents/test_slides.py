"""Slides say what the report says, with charts whose figures are those of the released tables."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn

from questionnaires.text import Text
from reports.charts import Words, ranked_bars
from reports.charts.drawing import Provenance, draw
from reports.charts.ranked import Bar
from reports.crosstabs import breakdown
from reports.documents import content, native, slides, word
from reports.documents.filling import investigation_report
from reports.templates import shipped
from tests.reports.documents.county import county, investigation
from tests.reports.documents.test_word import texts as texts_of_word

PIXEL = ranked_bars([Bar("a", 1.0, None, None, 9)], Words("t"), headings=("a", "b", "c", "d")).png(30)
MOMENT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SOURCE = Provenance(Text(zh="××县调查", en="County survey"), "0123456789abcdef")


@pytest.fixture(scope="module")
def deck() -> Any:
    document = investigation_report(investigation(simulated=True), "zh-CN", shipped("brief"))
    return Presentation(io.BytesIO(slides.write(document)))


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_the_findings_follow_the_cover_and_every_slide_says_that_the_data_are_simulated(deck: Any) -> None:
    cover, findings, *others = deck.slides
    assert any("简报" in text for text in texts(cover))
    assert any(text.startswith("1. 按各层填报的人数汇总") for text in texts(findings))
    for slide in (cover, findings, *others):
        assert any("模拟数据" in text for text in texts(slide))


def test_a_native_chart_holds_the_figures_of_its_released_table(deck: Any) -> None:
    table = breakdown(county(), ["title"]).table
    expected = {
        category.label.say("zh-CN"): table.cell(title=category.code).figure().value
        for category in table.dimensions[0].categories
        if table.cell(title=category.code).n
    }
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    (title,) = [one for one in charts if "中级" in list(one.plots[0].categories)]
    (series,) = title.plots[0].series
    assert dict(zip(title.plots[0].categories, series.values, strict=True)) == expected


def test_a_hidden_share_has_no_bar_and_carries_the_sign_of_suppression(deck: Any) -> None:
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    (age,) = [one for one in charts if "21–30岁" in list(one.plots[0].categories)]
    shown = dict(zip(age.plots[0].categories, age.plots[0].series[0].values, strict=True))
    assert shown["51–60岁 ▪"] is None
    assert shown["21–30岁"] is not None


def test_no_office_program_leaves_out_the_name_of_a_category(deck: Any) -> None:
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert charts
    for chart in charts:
        assert [one.get("val") for one in chart._chartSpace.iter(qn("c:tickLblSkip"))] == ["1"]


def test_the_workbook_behind_a_chart_has_no_formula_and_no_other_time() -> None:
    given = native.Native("bars", ("=1+1", "b"), (("@SUM(A1)", (0.25, None)),))
    book = openpyxl.load_workbook(io.BytesIO(native.workbook(given, MOMENT)))
    sheet = book["Sheet1"]
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        [None, "@SUM(A1)"],
        ["=1+1", 0.25],
        ["b", None],
    ]
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
    assert native.workbook(given, MOMENT) == native.workbook(given, MOMENT)
    assert book.properties.created == MOMENT.replace(tzinfo=None)


def test_a_stacked_bar_keeps_the_gap_of_what_is_hidden_instead_of_stretching_the_rest() -> None:
    given = native.Native("stacked", ("甲 ▪", "乙"), (("是", (0.3, 0.6)), ("否", (None, 0.4))))
    blocks = (content.Heading("一"), content.Picture("图", PIXEL, native=given))
    made = Presentation(io.BytesIO(slides.write(content.Document(content.Cover("a"), blocks, MOMENT))))
    (chart,) = [shape.chart for slide in made.slides for shape in slide.shapes if shape.has_chart]
    assert chart.chart_type == XL_CHART_TYPE.BAR_STACKED
    assert chart.value_axis.maximum_scale == 1


def test_the_slide_of_a_table_says_where_its_figures_come_from() -> None:
    table = content.Table("t", ("a", "b"), (("甲", "1"),), "注：数据版本 01234567。")
    blocks = (content.Heading("一"), table)
    made = Presentation(io.BytesIO(slides.write(content.Document(content.Cover("a"), blocks, MOMENT))))
    (slide,) = [one for one in made.slides if any(shape.has_table for shape in one.shapes)]
    assert "注：数据版本 01234567。" in texts(slide)


@pytest.mark.parametrize(("by", "form"), [(["age", "sex"], "pyramid"), (["age", "title"], "heat")])
def test_what_office_programs_do_not_draw_stays_a_picture(by: list[str], form: str) -> None:
    assert native.native_of(draw(breakdown(county(), by).table, form, SOURCE), form) is None


def test_every_form_that_is_native_has_a_series_for_each_group() -> None:
    made = native.native_of(
        draw(breakdown(county(), ["sector", "title"]).table, "stacked", SOURCE), "stacked"
    )
    assert made is not None
    assert made.form == "stacked"
    for place in range(len(made.categories)):
        assert sum(values[place] or 0 for _, values in made.series) == pytest.approx(1)


def test_the_same_document_is_the_same_file() -> None:
    bars = native.Native("columns", ("a", "b"), (("x", (0.5, 0.5)),))
    blocks = (content.Heading("一"), content.Picture("图", b"", native=bars))
    document = content.Document(content.Cover("a"), blocks, MOMENT)
    assert slides.write(document) == slides.write(document)


def test_long_tables_go_on_on_the_next_slide_and_hostile_texts_are_only_text() -> None:
    rows = tuple((f"=cmd|' /C calc'!A{row}", "1") for row in range(30))
    blocks = (content.Heading("<b>&{{7*7}}\x00"), content.Table("t", ("a", "b"), rows))
    made = Presentation(io.BytesIO(slides.write(content.Document(content.Cover("a"), blocks, MOMENT, "en"))))
    tables = [shape.table for slide in made.slides for shape in slide.shapes if shape.has_table]
    assert sum(len(table.rows) - 1 for table in tables) == 30
    heads = [text for slide in made.slides for text in texts(slide) if "7*7" in text]
    assert heads[0] == "1 <b>&{{7*7}}"
    assert heads[1] == "1 <b>&{{7*7}} (continued)"


def test_word_can_have_the_same_charts_editable() -> None:
    long = "自然科学类教学（数理化生地、信息、通用技术、科学、职教理工农医类专业课）"
    bars = native.Native("bars", ("甲", long), (("占比", (0.25, 0.75)),))
    blocks = (
        content.Heading("一"),
        content.Picture("图", PIXEL, "甲 25 %，乙 75 %", bars, source="来源：县"),
    )
    document = content.Document(content.Cover("a"), blocks, MOMENT)
    made = word.write(document, editable=True)
    assert made == word.write(document, editable=True)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        chart = package.read("word/charts/chart1.xml").decode()
        book = openpyxl.load_workbook(io.BytesIO(package.read("word/embeddings/chart1.xlsx")))
        assert 'r:id="rId' in package.read("word/document.xml").decode()
        assert "chart1.xlsx" in package.read("word/charts/_rels/chart1.xml.rels").decode()
    assert "甲" in chart
    assert [row[1].value for row in book["Sheet1"].rows] == ["占比", 0.25, 0.75]
    # A long label is broken: not every program would keep one line inside the chart.
    lines = book["Sheet1"]["A3"].value.split("\n")
    assert ("".join(lines), max(map(len, lines)) <= 18) == (long, True)
    opened = docx.Document(io.BytesIO(made))
    assert opened.element.xpath("//wp:docPr/@descr") == ["甲 25 %，乙 75 %"]
    assert any("来源：县" in paragraph.text for paragraph in opened.paragraphs)


def test_the_editable_file_is_the_same_whether_the_plain_one_was_written_before_or_not() -> None:
    bars = native.Native("bars", ("甲", "乙"), (("占比", (0.25, 0.75)),))
    drawn = content.Picture("甲图", PIXEL, native=bars, source="来源：县")
    blocks = (drawn, content.Paragraph("之后"), content.Picture("乙图", PIXEL + b"\0"))
    document = content.Document(content.Cover("a"), blocks, MOMENT)
    files = word.Files(document)
    plain, editable = files.plain(), files.editable()
    assert plain == word.write(document) == files.plain()
    assert editable == word.write(document, editable=True)
    with zipfile.ZipFile(io.BytesIO(editable)) as package:
        assert len([name for name in package.namelist() if name.startswith("word/media/")]) == 1
    said = texts_of_word(editable)
    assert said[-5:] == ["图 1　甲图", "来源：县", "之后", "", "图 2　乙图"]


def test_without_being_asked_word_has_pictures() -> None:
    bars = native.Native("bars", ("甲",), (("占比", (1.0,)),))
    document = content.Document(content.Cover("a"), (content.Picture("图", PIXEL, native=bars),), MOMENT)
    with zipfile.ZipFile(io.BytesIO(word.write(document))) as package:
        assert not [name for name in package.namelist() if "chart" in name]


def test_a_table_without_a_published_figure_has_no_slide_and_the_last_slide_says_so() -> None:
    hidden = content.Table(
        "甲表", ("a", "n", "b"), (("男", "▪*", "▪"), ("合计", "12*", "100.0 %")), "", frozenset({1})
    )
    shown = content.Table("乙表", ("a", "n", "b"), (("男", "▪", "35.0 %"), ("女", "▪", "▪")))
    words = content.Table("丙表", ("a", "b"), (("方法", "逐一上门"),))
    made = []
    for tables in ((hidden, shown, words), (shown, words)):
        blocks = [one for table in tables for one in (content.Heading(table.caption), table)]
        document = content.Document(content.Cover("a"), blocks, MOMENT)
        made.append(Presentation(io.BytesIO(slides.write(document))))
    assert [sum(shape.has_table for slide in deck.slides for shape in slide.shapes) for deck in made] == [
        2,
        2,
    ]
    last = ["".join(texts(deck.slides[len(deck.slides) - 1])) for deck in made]
    assert "全部数字都不公布的表没有做成幻灯片" in last[0]
    assert "全部数字都不公布" not in last[1]
