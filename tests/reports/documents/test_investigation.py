"""The report says what the released tables say, in both languages, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from questionnaires.text import Text
from reports.charts.drawing import FORMS, Provenance, draw, forms_for, within_rows
from reports.crosstabs import breakdown
from reports.documents import word
from reports.documents.content import Block, Document, Heading, Paragraph, Picture, Table
from reports.documents.figures import share, structure_table
from reports.documents.investigation import Suggestions, investigation_report
from reports.documents.sentences import headline, structure_sentence
from tests.reports.documents.county import county, investigation

SOURCE = Provenance(Text(zh="××县调查", en="County survey"), "0123456789abcdef")
CHINESE = re.compile("[\u4e00-\u9fff]")


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def words(blocks: Iterable[Block]) -> str:
    """Everything a document says."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [
                block.caption,
                *block.columns,
                block.note,
                *(cell for row in block.rows for cell in row),
            ]
        elif isinstance(block, Picture):
            found += [block.caption, block.description]
    return "\n".join(found)


def test_the_chapters_stand_in_the_order_of_a_report() -> None:
    document = investigation_report(investigation())
    chapters = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    expected = [
        "调查概况",
        "队伍规模",
        "队伍结构",
        "结构的交叉",
        "各题结果",
        "意见和建议",
        "附一　调查问卷",
        "附二　数据版本",
    ]
    assert chapters == expected


def test_the_english_report_holds_no_chinese() -> None:
    document = investigation_report(investigation(simulated=True), "en")
    cover = document.cover
    assert not CHINESE.findall(
        words(document.blocks) + cover.title + cover.subtitle + cover.organiser + cover.warning
    )


def test_the_age_table_holds_the_figures_of_the_released_table() -> None:
    given = investigation()
    released = breakdown(given.dataset, ["age"]).table
    table = next(one for one in tables(investigation_report(given)) if one.caption == "年龄结构")
    shown = {row[0]: row[3] for row in table.rows}
    for category in released.dimensions[0].categories:
        cell = released.cell(age=category.code)
        if cell.n != 0:
            assert shown[category.label.say("zh-CN")] == share(cell.figure())
    assert "▪" in shown.values()


def test_a_hidden_figure_stands_nowhere_in_the_report() -> None:
    given = investigation()
    released = breakdown(given.dataset, ["age"]).table
    hidden = [
        category.label.say("zh-CN")
        for category in released.dimensions[0].categories
        if released.cell(age=category.code).suppressed
    ]
    assert hidden
    for table in tables(investigation_report(given)):
        for row in table.rows:
            if row[0] in hidden:
                assert not any(
                    re.fullmatch(r"[1-9][\d,]*\*?|[\d.]+ %", cell) and cell != "0.0 %" for cell in row[1:]
                ), row


def test_the_totals_of_the_return_table_are_the_sums_of_its_rows() -> None:
    table = next(
        one for one in tables(investigation_report(investigation())) if one.caption.startswith("各层")
    )
    assert table.rows[-1] == ("合计", "720", "15", "630", "600", "30", "89.4 %", "85.1 %")


def test_topics_below_the_threshold_are_added_together() -> None:
    table = next(
        one for one in tables(investigation_report(investigation())) if one.caption == "意见建议的主题"
    )
    assert table.rows == (("待遇", "215"), ("其他主题（各少于 10 条）", "9"))


def test_a_report_without_suggestions_says_so() -> None:
    document = investigation_report(investigation(suggestions=Suggestions()))
    assert "没有收到意见和建议" in words(document.blocks)


def test_simulated_data_are_labelled_on_cover_pages_and_charts() -> None:
    document = investigation_report(investigation(simulated=True))
    assert "模拟数据" in document.cover.warning
    assert "模拟数据" in document.footer
    assert "模拟数据" in Provenance(Text(zh="x"), "v", simulated=True).source("zh-CN")


def test_the_same_investigation_gives_the_same_file() -> None:
    assert word.write(investigation_report(investigation())) == word.write(
        investigation_report(investigation())
    )


def test_a_sentence_calls_a_difference_one_only_where_intervals_part() -> None:
    dataset = county()
    title = structure_sentence(breakdown(dataset, ["title"]).table, "zh-CN")
    assert title.startswith("按职称看，中级最多，占 ")
    even = breakdown(county(300), ["sat_2"]).table
    assert "误差范围内" in structure_sentence(even, "zh-CN")
    assert "margin of error" in structure_sentence(even, "en")
    assert headline(even, "zh-CN") == "设备"


@pytest.mark.parametrize("by", [["title"], ["age", "sex"], ["sector", "title"], ["sector", "title", "sex"]])
def test_every_form_that_fits_a_table_draws_it(by: list[str]) -> None:
    table = breakdown(county(), by).table
    for form in forms_for(table):
        assert form in FORMS
        chart = draw(table, form, SOURCE)
        assert chart.rows
        assert chart.svg()


def test_a_form_that_does_not_fit_is_a_defect() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        draw(breakdown(county(), ["title"]).table, "pyramid", SOURCE)


def test_shares_within_rows_add_to_one_where_nothing_is_hidden() -> None:
    _, shares = within_rows(breakdown(county(), ["sector", "title"]).table, "zh-CN")
    assert shares
    for row in shares:
        if None not in row:
            assert sum(part for part in row if part is not None) == pytest.approx(1)


def test_a_structure_table_ends_with_the_whole_base() -> None:
    table = structure_table(breakdown(county(), ["title"]).table, "zh-CN")
    assert table.rows[-1][0] == "合计"
    assert table.rows[-1][1:4] == ("600", "21,500", "100.0 %")
