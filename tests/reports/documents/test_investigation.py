"""The report says what the released tables say, in both languages, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from questionnaires.text import Text
from reports.charts.drawing import FORMS, Provenance, draw, forms_for, within_rows
from reports.codebook import Stratum
from reports.crosstabs import breakdown
from reports.crosstabs.frequencies import frequencies
from reports.dataset import Dataset
from reports.disclosure import collected
from reports.documents import word
from reports.documents.chapters import overview
from reports.documents.chapters.overview import lone_units, return_sentence
from reports.documents.content import Block, Columns, Document, Heading, Paragraph, Picture, Table, flat
from reports.documents.figures import share, structure_table
from reports.documents.filling import investigation_report
from reports.documents.investigation import Returns, Suggestions
from reports.documents.sentences import extremes_sentence, headline, options_sentence, structure_sentence
from reports.weighting import weighted
from tests.reports.documents.county import STRATA, county, investigation

SOURCE = Provenance(Text(zh="××县调查", en="County survey"), "0123456789abcdef")
CHINESE = re.compile("[\u4e00-\u9fff]")


def tables(document: Document) -> list[Table]:
    return [block for block in flat(document.blocks) if isinstance(block, Table)]


def words(blocks: Iterable[Block]) -> str:
    """Everything a document says."""
    found: list[str] = []
    for block in flat(list(blocks)):
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
        "摘要",
        "调查概况",
        "队伍规模",
        "队伍结构",
        "结构的交叉",
        "与已公布数据的对照",
        "各题结果",
        "主要发现",
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


def test_the_findings_name_only_differences_beyond_doubt_and_the_tables_they_come_from() -> None:
    document = investigation_report(investigation())
    blocks = document.blocks
    start = next(place for place, one in enumerate(blocks) if getattr(one, "text", "") == "主要发现")
    found = [
        block.text for block in blocks[start:] if isinstance(block, Paragraph) and block.style == "finding"
    ]
    assert found[0].startswith("1. 共发放问卷 720 份")
    assert found[1] == "2. 按各层填报的人数汇总，科技工作者共 21,500 人（表 4）。"
    assert tables(document)[3].caption.startswith("科技工作者队伍规模")
    assert any("中级最多" in sentence for sentence in found)
    for sentence in found:
        assert "▪" not in sentence


def test_a_matrix_or_a_choice_whose_intervals_overlap_is_no_finding() -> None:
    dataset = county(60)
    scores = frequencies(dataset, "sat")[1]
    assert extremes_sentence(scores, "满意度", "zh-CN") == ""
    even = frequencies(dataset, "act")[0]
    assert options_sentence(even, "做过的事", "zh-CN") == ""
    clear = options_sentence(frequencies(county(), "barr")[0], "主要障碍（限选两项）？", "zh-CN")
    assert clear == "" or clear.startswith("主要障碍：选“")


def test_the_method_says_which_strata_are_not_represented_and_which_rest_on_one_unit() -> None:
    given = county()
    design = replace(given.design, strata=(*STRATA, Stratum("farm", Text(zh="农业", en="Farming"), 1150)))
    said = words(investigation_report(investigation(dataset=given.with_columns(design))).blocks)
    assert "“农业”层有1150人" in said
    units = np.where(given.table["stratum"] == "health", 1, np.arange(len(given)) + 2)
    clustered = given.with_columns(replace(given.design, clustered=True, single_psu="average"), psu=units)
    (lone,) = lone_units(clustered)
    assert "“卫生”层的有效答卷都来自同一个单位" in lone.say("zh-CN")
    assert "“Health” come from one unit" in lone.say("en")
    assert lone_units(given) == []


def test_tables_of_few_columns_stand_two_abreast() -> None:
    document = investigation_report(investigation())
    (columns, appendix) = [block for block in document.blocks if isinstance(block, Columns)]
    assert "性别" in [block.caption for block in columns.blocks if isinstance(block, Table)]
    assert any(isinstance(block, Paragraph) and "A1 性别" in block.text for block in appendix.blocks)


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
    ours = [one for one in tables(investigation_report(given)) if not one.key.startswith("published:")]
    for table in ours:
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


def test_the_returns_are_pictured_and_what_was_only_imported_is_not() -> None:
    given = investigation()
    with collected() as released:
        blocks = overview.returns(given, "zh-CN")
    (picture,) = [block for block in blocks if isinstance(block, Picture)]
    assert picture.caption == "问卷的发放与回收"
    assert picture.description == return_sentence(given, "zh-CN")
    assert released == []  # counts of copies are no table of answers
    imported = [Returns(Text(zh="导入", en="Imported"), 0, 220, 200, 20, imported=220)]
    alone = overview.returns(replace(given, returns=imported), "en")
    assert not any(isinstance(block, Picture) for block in alone)


def test_imported_responses_are_said_to_be_imported_and_have_no_rate_of_return() -> None:
    imported = Returns(Text(zh="导入的答卷", en="Imported responses"), 0, 210, 200, 10, imported=220)
    alone = replace(investigation(), returns=[imported])
    assert return_sentence(alone, "zh-CN").startswith("答卷 220 份由文件导入，其中有效 200 份（90.9 %）")
    assert "issued" not in return_sentence(alone, "en").partition(";")[0]
    table = next(one for one in tables(investigation_report(alone)) if one.caption.startswith("各层"))
    assert table.rows[0] == ("导入的答卷", "–", "–", "210", "200", "10", "–", "–")
    assert table.rows[-1][-2:] == ("–", "–")
    given = investigation()
    both = replace(given, returns=[*given.returns, imported])
    assert return_sentence(both, "zh-CN").startswith(return_sentence(given, "zh-CN"))
    assert "另由文件导入答卷 220 份" in return_sentence(both, "zh-CN")


def test_topics_below_the_threshold_stand_together_with_the_least_frequent_until_they_are_enough() -> None:
    table = next(
        one for one in tables(investigation_report(investigation())) if one.caption == "意见建议的主题"
    )
    assert table.rows == (
        ("待遇", "215", "41.3 %", "1"),
        ("培训", "40", "7.7 %", "0"),
        ("其他主题", "21", "4.0 %", "0"),
    )


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


def leaning() -> Dataset:
    """A county in which women are mostly satisfied, men mostly not, and most men have a middle title."""
    given = county()
    table, is_woman = given.table.copy(), (given.table["sex"] == "2").to_numpy()
    every = np.arange(len(table)) % 4 == 0
    table["sat_2"] = np.where(is_woman != every, "3", "1")
    table["title_lv"] = np.where(is_woman, table["title_lv"].astype(str), "420")
    return weighted(Dataset(given.title, table, given.variables, given.design, given.groups))[0]


def test_a_crossing_is_headed_by_what_its_intervals_leave_beyond_doubt() -> None:
    dataset = leaning()
    table = breakdown(dataset, ["sex", "title"]).table
    largest = max(table.inner(), key=lambda cell: cell.n or 0)
    assert headline(table, "zh-CN").endswith(f"“中级”最多，占全部的 {share(largest.figure())}")
    satisfied = breakdown(dataset, ["sex"], question="sat_2").table
    assert re.fullmatch(
        r"设备：“很(不)?满意”在.+中占 [\d.]+ %，高于.+的 [\d.]+ %", headline(satisfied, "zh-CN")
    )
    assert "above" in headline(satisfied, "en")


def test_a_crossing_whose_intervals_overlap_is_headed_by_its_name() -> None:
    even = breakdown(county(120), ["sex"], question="sat_2").table
    assert headline(even, "zh-CN") == "设备"
    by_sector = breakdown(county(60), ["sex", "sector"]).table
    assert headline(by_sector, "en") == by_sector.title.say("en")


def test_no_part_is_called_the_largest_while_a_hidden_one_may_be_larger() -> None:
    given = county(90)
    table = given.table.copy()
    table["title_lv"] = np.where(np.arange(90) < 40, "412", np.where(np.arange(90) < 85, "420", "499"))
    table["title_lv"] = np.where(np.arange(90) < 30, "412", table["title_lv"])
    few = weighted(Dataset(given.title, table, given.variables, given.design, given.groups))[0]
    released = breakdown(few, ["title"]).table
    assert released.suppressed == 2
    assert headline(released, "zh-CN") == released.title.say("zh-CN")


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
