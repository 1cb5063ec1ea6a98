"""Tests in words, sizes, published figures, reliability, themes: each says no more than its figures support."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from questionnaires.text import Text
from reports.charts.boundaries import read_boundaries
from reports.charts.drawing import draw
from reports.dataset import Dataset
from reports.documents.chapters import tested
from reports.documents.content import Block, Heading, Paragraph, Picture, Table, flat
from reports.documents.filling import investigation_report
from reports.documents.investigation import Investigation, Returns, Suggestions
from reports.templates import Part, parse, shipped
from reports.tests import association_shown
from reports.tests.multiplicity import adjusted
from reports.weighting import weighted
from tests.reports.charts.test_townmap import collection, feature, square
from tests.reports.crosstabs.numbers import leaving_out
from tests.reports.documents.county import county, investigation


def blocks(given: Investigation, *parts: Mapping[str, object], language: str = "zh-CN") -> list[Block]:
    document = {
        "name": "own",
        "label": {"zh-CN": "自拟"},
        "title": {"zh-CN": "{title}"},
        "parts": list(parts),
    }
    return flat(investigation_report(given, language, parse(document)).blocks)


def lines(found: list[Block]) -> list[str]:
    return [one.text for one in found if isinstance(one, Paragraph)]


def only_table(found: list[Block]) -> Table:
    (table,) = [one for one in found if isinstance(one, Table)]
    return table


def changed(**columns: np.ndarray) -> Investigation:
    """The county with other answers in some columns."""
    given = county()
    table = given.table.assign(**columns).drop(columns="weight")
    made = Dataset(given.title, table, given.variables, given.design, given.groups)
    return investigation(dataset=weighted(made)[0])


def divided() -> Investigation:
    """A county in which women are satisfied with the equipment and men are not."""
    is_woman = (county().table["sex"] == "2").to_numpy()
    every = np.arange(600) % 4 == 0
    return changed(sat_2=np.where(is_woman != every, "3", "1"))


CROSSED = {"what": "crossed", "by": ["sex"], "question": "sat_2", "chart": "none"}
OTHER = {"what": "crossed", "by": ["sex"], "question": "hours", "chart": "none"}


def test_a_crossing_says_in_words_whether_its_groups_differ_and_where_that_stands() -> None:
    told = lines(blocks(divided(), CROSSED))[0]
    assert re.fullmatch(
        r"按“性别”分组，各组的“设备”差异有统计学意义（Rao–Scott 校正卡方检验，F\(.+\) = [\d.]+，p < 0.001）（表 1）。",
        told,
    )
    none = lines(blocks(investigation(), OTHER))[0]
    assert none.startswith("按“性别”分组，没有发现各组的“每周工作小时”有差异")
    english = lines(blocks(divided(), CROSSED, language="en"))[0]
    assert "differ in “Equipment” to a statistically significant extent" in english


def test_without_the_choice_nothing_is_tested() -> None:
    assert not any("检验" in line for line in lines(blocks(divided(), {**CROSSED, "test": False})))


def test_p_is_adjusted_for_all_the_tests_of_the_chapter_and_of_no_other() -> None:
    given = investigation()
    chapter = [CROSSED, OTHER, {"what": "crossed", "by": ["age", "sex"], "chart": "none"}]
    found = tested.family(given, shipped_parts(chapter))
    raw = [one.result.p for one in found.values() if one.result]
    assert len(raw) == 3
    assert [one.p for one in found.values()] == pytest.approx(adjusted(raw).tolist())
    assert (
        min(raw) < 0.05 <= min(one.p or 0 for one in found.values())
    )  # what alone would be called a difference
    told = lines(blocks(given, *chapter))[0]
    assert "没有发现各组的“设备”有差异" in told
    assert "本章 3 项检验，Holm 校正后 p ≥ 0.05" in told
    apart = {"what": "heading", "text": {"zh-CN": "另一章"}}
    assert "差异有统计学意义" in lines(blocks(given, CROSSED, apart, *chapter[1:]))[0]


def shipped_parts(parts: Sequence[Mapping[str, object]]) -> tuple[Part, ...]:
    return parse({"name": "own", "label": {}, "title": {}, "parts": list(parts)}).parts


def test_the_statistic_of_a_table_with_hidden_cells_is_not_given_and_adjusted_p_only_in_bands() -> None:
    given = investigation(dataset=county(200))
    parts = [{"what": "crossed", "by": ["sector"], "question": "sat_1"}, CROSSED]
    one, other = tested.family(given, shipped_parts(parts)).values()
    assert one.made is not None
    assert one.made.table.suppressed
    shown = association_shown(given.dataset, one.made.table, "sat_1", "sector")
    assert not shown.is_open
    assert one.sentence is not None
    assert f"{shown.result.statistic:.2f}" not in one.sentence.say("zh-CN")
    for each in (one, other):
        assert each.sentence is not None
        assert re.search(r"Holm 校正后 p [<≥] 0\.(05|01|001)）", each.sentence.say("zh-CN"))


def test_a_chart_claims_a_gap_only_where_the_test_bears_it_out() -> None:
    parts = {**CROSSED, "chart": ""}
    (claimed,) = [one for one in blocks(divided(), parts) if isinstance(one, Picture)]
    assert "高于" in claimed.title
    (plain,) = [
        one for one in blocks(investigation(), {**parts, "by": ["sector"]}) if isinstance(one, Picture)
    ]
    assert plain.title == "设备（按行业）"


def test_an_overview_of_tests_counts_those_that_differ() -> None:
    part = {"what": "tests", "by": ["sex", "sector"], "questions": ["sat_2", "hours", "act"]}
    found = blocks(divided(), part)
    table = only_table(found)
    assert [row[0] for row in table.rows] == [
        "设备 × 性别",
        "设备 × 行业",
        "每周工作小时 × 性别",
        "每周工作小时 × 行业",
    ]
    assert [row[3] for row in table.rows] == ["有差异", *["没有发现差异"] * 3]
    assert lines(found)[0].startswith("共做 4 项检验，经 Holm 校正后 1 项有差异。")


def test_sizes_stand_side_by_side_with_what_each_assumes() -> None:
    lists = {"first": 18_600, "second": 2_463, "both": 1_905}
    part = {"what": "sizes", "population": 850_000, "lists": lists, "source": {"zh-CN": "与登记册比对"}}
    found = blocks(investigation(), part)
    assert only_table(found).rows == (
        ("台账法", "21,500", "–", "2.53 %"),
        ("双名册法（Chapman）", "24,046", "[23,559, 24,532]", "2.83 %"),  # domain notes 5.5 e: SE 248
    )
    assert "与登记册比对" in only_table(found).note
    told = "\n".join(lines(found))
    assert "不取平均，也不相加" in told
    assert "台账法的前提：" in told
    assert "双名册法（Chapman）的前提：" in told


def test_a_survey_without_counts_says_which_figures_sizes_need() -> None:
    given = county()
    unknown = tuple(replace(one, population=None) for one in given.design.strata)
    bare = investigation(dataset=given.with_columns(replace(given.design, strata=unknown)))
    (line,) = lines(blocks(bare, {"what": "sizes"}))
    assert line.startswith("没有可用的方法")


def test_two_lists_that_cannot_be_are_refused_in_their_place() -> None:
    part = {"what": "sizes", "lists": {"first": 10, "second": 5, "both": 7}}
    (line,) = lines(blocks(investigation(), part))
    assert "请核对比对结果" in line


def test_published_figures_stand_beside_ours_with_their_source_and_holm() -> None:
    found = blocks(investigation(), {"what": "published", "by": ["sex"]})
    first, second = [one for one in found if isinstance(one, Table)]
    assert "第二次全国科技工作者状况调查（2008年）" in first.caption
    assert "有效" in first.note
    assert "未加权" in first.note
    assert [row[3:] for row in first.rows] == [("59.6 %", "低于"), ("40.4 %", "高于")]
    assert "山东" in second.caption
    assert "Holm 法就本部分 4 个对照" in lines(found)[0]
    (nothing,) = lines(blocks(investigation(), {"what": "published", "by": ["political"]}))
    assert nothing.startswith("没有与本次调查分组相同")


def test_the_reliability_of_scales_says_which_are_not_to_be_added_up() -> None:
    found = blocks(investigation(), {"what": "reliability"})
    assert only_table(found).rows[0][:3] == (
        "满意度",
        "2",
        "538",
    )  # the middle of what frequencies leave open
    assert "各题项宜分开看" in lines(found)[0]
    one = np.random.default_rng(3).choice(list("123"), 600)
    alike = changed(sat_1=one, sat_2=np.where(np.arange(600) % 20 == 0, "2", one))
    assert "区间下限不低于 0.7" in lines(blocks(alike, {"what": "reliability"}))[0]
    (none,) = lines(blocks(investigation(), {"what": "reliability", "leave_out": ["sat"]}))
    assert none.startswith("问卷中没有可以计算信度的量表")


def test_themes_hold_their_counts_and_cleared_quotes_and_small_ones_stand_together() -> None:
    pay, housing, roads = (
        Text(zh="待遇", en="Pay"),
        Text(zh="住房", en="Housing"),
        Text(zh="交通", en="Roads"),
    )
    given = investigation(
        suggestions=Suggestions(
            60,
            30,
            [(housing, 4), (pay, 46), (roads, 10)],
            [(pay, "多培训"), (pay, "涨工资"), (housing, "盖房"), (roads, "修路")],
        )
    )
    found = blocks(given, {"what": "themes", "quotes": 1})
    assert [one.text for one in found if isinstance(one, Heading)] == ["待遇", "其他主题"]
    assert [one.text for one in found if isinstance(one, Paragraph) and one.style == "quote"] == [
        "多培训",
        "盖房",
    ]
    assert only_table(found).rows == (("待遇", "46", "76.7 %", "2"), ("其他主题", "14", "23.3 %", "2"))
    (none,) = lines(blocks(investigation(suggestions=Suggestions()), {"what": "themes"}))
    assert none == "没有收到意见和建议。"


def test_every_table_of_the_usual_report_says_where_it_comes_from() -> None:
    given = investigation()
    version = given.dataset.hash[:8]
    document = investigation_report(given, "zh-CN", shipped("county"))
    assert version in document.footer
    for table in flat(document.blocks):
        if isinstance(table, Table) and not table.key.startswith(("question:", "suggestions")):
            assert version in table.note or version in table.rows[0], table.caption


def test_of_a_table_that_publishes_nothing_no_chart_is_drawn() -> None:
    given = county()
    data = Dataset(given.title, given.table.head(12), given.variables, given.design, given.groups)
    found = blocks(investigation(dataset=data), {"what": "structure", "by": "title"})
    assert only_table(found)
    assert not [one for one in found if isinstance(one, Picture)]


def test_a_report_of_a_survey_without_dates_says_nothing_of_its_time() -> None:
    given = replace(investigation(), field_period="")
    for language, said in (("zh-CN", "时间为"), ("en", ", .")):
        (told, *_) = lines(blocks(given, {"what": "organisation"}, language=language))
        assert said not in told


def test_a_matrix_one_of_whose_items_is_hidden_keeps_its_chart_and_says_so() -> None:
    """Three who are very dissatisfied with the equipment, hidden beside another answer, cost the other item its bar."""
    of_equipment = np.where(np.arange(600) < 3, "1", np.where(np.arange(600) % 2 == 0, "2", "3"))
    given = changed(sat_1=np.where(np.arange(600) % 3 == 0, "2", "3"), sat_2=of_equipment)
    found = blocks(given, {"what": "answers", "question": "sat"})
    (picture,) = [one for one in found if isinstance(one, Picture)]
    assert "不公布" in picture.source
    nothing = changed(sat_1=of_equipment, sat_2=of_equipment)
    assert not [
        one for one in blocks(nothing, {"what": "answers", "question": "sat"}) if isinstance(one, Picture)
    ]


def test_what_the_data_have_not_is_said_once_at_the_end_of_its_chapter() -> None:
    absent = [{"what": "structure", "by": name} for name in ("education", "occupation")]
    crossed = {"what": "crossed", "by": ["education", "sex"]}
    found = blocks(investigation(), absent[0], {"what": "structure", "by": "sex"}, absent[1], crossed)
    (told,) = [line for line in lines(found) if "没有数据" in line]
    assert told.startswith("“学历结构”、“从业结构”没有数据")
    assert found[-1] == Paragraph(told, "note")


def test_answers_that_nothing_weights_are_not_said_to_stand_for_more_persons() -> None:
    given = county()
    strata = tuple(replace(one, population=None) for one in given.design.strata)
    table = given.table.drop(columns="weight")
    alone = Dataset(given.title, table, given.variables, replace(given.design, strata=strata), given.groups)
    part = {"what": "structure", "by": "sex", "chart": "none"}
    assert "推算人数" in only_table(blocks(investigation(), part)).columns
    assert "推算人数" not in only_table(blocks(investigation(dataset=weighted(alone)[0]), part)).columns


def test_a_topic_of_too_few_suggestions_is_told_without_its_number() -> None:
    few = Suggestions(3, 1, [(Text(zh="培训"), 3)], [])
    found = lines(blocks(investigation(suggestions=few), {"what": "themes"}))
    assert "不足 10 条，条数不公布。其中还没有经人工核可、可以引用的原话。" in found


def test_a_part_is_drawn_as_a_map_where_there_are_boundaries() -> None:
    part = {"what": "structure", "by": "title", "table": False, "chart": "map"}
    areas = read_boundaries(
        collection(
            *(feature(name, square(114 + at, 36)) for at, name in enumerate(("副高级", "中级", "无职称")))
        )
    )
    assert any("不适合这张表" in line for line in lines(blocks(investigation(), part)))
    found = blocks(investigation(boundaries=areas), part)
    assert not any("不适合这张表" in line for line in lines(found))
    (picture,) = [one for one in found if isinstance(one, Picture)]
    assert picture.native is None


SECRETS = [(5, 3, "不足 10 条", ["5", "3"]), (60, 4, "60 条", ["4", "56"]), (60, 56, "60 条", ["56", "4"])]


@pytest.mark.parametrize(("written", "agreed", "said", "hidden"), SECRETS)
@pytest.mark.parametrize("what", ["themes", "suggestions"])
def test_how_few_wrote_agreed_or_did_not_is_not_told(
    what: str, written: int, agreed: int, said: str, hidden: list[str]
) -> None:
    topic = Text(zh="待遇", en="Pay")
    given = investigation(suggestions=Suggestions(written, agreed, [(topic, written)], [(topic, "多培训")]))
    (first, *_) = lines(blocks(given, {"what": what}))
    assert said in first
    numbers = re.findall(r"\d+", first)
    assert not set(hidden) & set(numbers)
    (english, *_) = lines(blocks(given, {"what": what}, language="en"))
    assert not set(hidden) & set(re.findall(r"\d+", english))


@pytest.mark.parametrize(
    ("what", "quoted"), [("themes", "可以引用的有 1 条"), ("suggestions", "下面摘录 1 条")]
)
def test_both_parts_on_suggestions_say_the_same_of_how_many_came(what: str, quoted: str) -> None:
    (first, *_) = lines(blocks(investigation(), {"what": what}))
    assert first.replace("（表 1）", "") == (
        "共收到意见和建议 520 条，其中 400 条的作者同意转交有关部门；经人工去除能识别身份的内容后，"
        f"{quoted}，其余只按主题计数。"
    )
    (english, *_) = lines(blocks(investigation(), {"what": what}, language="en"))
    assert "1 is quoted below" in english if what == "suggestions" else "1 may be quoted" in english
    assert english.replace(" (Table 1)", "").endswith(
        "Quotes stand in the language in which they were written."
    )


def test_where_nothing_is_cleared_for_quoting_that_is_said() -> None:
    topic = Text(zh="待遇", en="Pay")
    given = investigation(suggestions=Suggestions(60, 30, [(topic, 60)], []))
    (first, *_) = lines(blocks(given, {"what": "suggestions"}))
    assert first.endswith("其中还没有经人工核可、可以引用的原话，都只按主题计数。")
    (english, *_) = lines(blocks(given, {"what": "suggestions"}, language="en"))
    assert english.endswith("None has been cleared for quoting so far; all are only counted.")


def test_of_published_figures_that_nothing_could_be_tested_against_no_verdict_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = county()
    monkeypatch.setattr("reports.published.comparison._own_error", lambda *_given: None)
    few = Dataset(given.title, given.table.head(12), given.variables, given.design, given.groups)
    for language, wrong in (("zh-CN", "没有发现差异"), ("en", "no difference was found")):
        said = " ".join(lines(blocks(investigation(dataset=few), {"what": "published"}, language=language)))
        assert wrong not in said
        assert "0 个对照" not in said
        assert "0 comparisons" not in said


def test_a_matrix_draws_the_rounded_shares_that_its_table_prints() -> None:
    """Of three who are very dissatisfied with the work the share is kept; the others are rounded, and drawn so."""
    given = changed(
        sat_1=np.where(np.arange(600) < 3, "1", np.where(np.arange(600) % 2 == 0, "2", "3")).astype(object),
    )
    given.dataset.table.loc[590:599, "sat_1"] = "-9"
    (shares, _) = given.frequencies("sat")
    printed = [shares.cell(item="sat_1", value=code).figure("valid_share").value for code in "123"]
    assert printed[0] is None
    assert None not in printed[1:]
    chart = draw(shares, "diverging", given.provenance)
    (row,) = [line for line in chart.data if "工作内容" in str(line[0])]
    assert list(row[1:]) == printed
    said = [one.get_text() for axes in chart.figure.axes for one in axes.texts]
    assert not any("不公布" in one for one in said)


def test_alpha_of_few_answers_is_marked() -> None:
    given = county()
    few = Dataset(given.title, given.table.head(25), given.variables, given.design, given.groups)
    table = only_table(blocks(investigation(dataset=few), {"what": "reliability"}))
    assert table.rows[0][2].endswith("*")
    assert "* n < 30，仅供参考" in table.note
    assert "*" not in only_table(blocks(investigation(), {"what": "reliability"})).rows[0][2]


def test_a_structure_says_which_persons_are_not_among_those_it_estimates() -> None:
    given = county()
    rows = given.table[given.table["stratum"] != "health"].reset_index(drop=True)
    left = Dataset(given.title, rows, given.variables, given.design, given.groups)
    part = {"what": "structure", "by": "sex", "chart": "none"}
    assert (
        "“卫生”没有有效答卷，其中的 5,900 人不在推算人数之内"
        in only_table(blocks(investigation(dataset=left), part)).note
    )
    assert "没有有效答卷" not in only_table(blocks(investigation(), part)).note


def test_one_questionnaire_is_spoken_of_as_one() -> None:
    one = [Returns(Text(zh="工业", en="Industry"), 12, 10, 9, 1, 1, 0, 0)]
    (said, *_) = lines(blocks(investigation(returns=one), {"what": "returns"}, language="en"))
    assert "1 of them to a person who turned out not to be eligible" in said


def test_what_quartiles_are_rounded_to_is_said_as_finely_as_they_are_printed() -> None:
    years = np.resize([2.70012345, 3.30012345, 3.80012345], 600)
    found = blocks(changed(hours=years), {"what": "answers", "question": "hours"})
    table = only_table(found)
    assert re.fullmatch(r"\d\.\d\d", table.rows[2][2])
    assert "中位数和四分位数取整到 0.01，" in table.note


def test_a_mean_rounded_since_few_left_it_out_is_printed_as_finely_as_the_note_says() -> None:
    data = leaving_out(600, {"1": 2, "2": 2})
    table = only_table(blocks(investigation(dataset=data), {"what": "answers", "question": "hours"}))
    step = re.search(r"均值取整到 ([\d.]+)，", table.note)
    assert step is not None
    assert table.rows[0][1] == "▪"
    assert len(table.rows[0][2].partition(".")[2]) == len(step[1].partition(".")[2])
