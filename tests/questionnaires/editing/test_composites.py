"""Moves of a designer that are several changes underneath."""

from __future__ import annotations

import pytest

from questionnaires import library
from questionnaires.checks import check
from questionnaires.editing import EditError, Insert, apply
from questionnaires.editing.blank import KIND_WORDS, blank_page, blank_question
from questionnaires.editing.composites import bulk, duplicate, paste_options, paste_rows
from questionnaires.findings import Severity
from questionnaires.formats import yaml

TINY = yaml.load("""
name: tiny
title: {zh-CN: 小}
languages: [zh-CN, en]
pages:
  - name: a
    questions:
      - name: q1
        kind: single
        label: {zh-CN: 甲}
        options: [{code: '1', label: {zh-CN: 是, en: 'Yes'}}, {code: '9', label: {zh-CN: 其他}, write_in: true}]
      - {name: q2, kind: text, label: {zh-CN: '因为 ${q1}'}, show: "${q1} = '1'"}
  - name: b
    questions: [{name: q4, kind: note, label: {zh-CN: 完}}]
""")


def pasted(lines, *, keep_codes):
    found = apply(TINY, paste_options(TINY, "question:q1", lines, "zh-CN", keep_codes=keep_codes))
    return found.questionnaire.question_by_name["q1"].options


def test_pasted_lines_are_numbered():
    assert [one.code for one in pasted("甲\n\n 乙 \n丙", keep_codes=False)] == ["1", "2", "3"]


@pytest.mark.parametrize("line", ["7. 男", "7、男", "(7) 男", "（7）男", "7\t男", "7：男"])
def test_a_code_before_the_text_is_kept(line):
    (option,) = pasted(line, keep_codes=True)
    assert (option.code, option.label.say("zh-CN")) == ("7", "男")


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("1 没有压力 2 较小 3 一般", [("1", "没有压力"), ("2", "较小"), ("3", "一般")]),
        ("A. 是  B. 否", [("A", "是"), ("B", "否")]),
        ("1 ≤4万 2 4–6 3 6–8 -7 不愿回答", [("1", "≤4万"), ("2", "4–6"), ("3", "6–8"), ("-7", "不愿回答")]),
        ("411 正高 412 副高 420 中级", [("411", "正高"), ("412", "副高"), ("420", "中级")]),
        (
            "8 人际与管理方式\n98 其他\n97. 都没有",
            [("8", "人际与管理方式"), ("98", "其他"), ("97", "都没有")],
        ),
        ("3 年以下\n5 年以上", [("1", "3 年以下"), ("2", "5 年以上")]),
        ("1 年以下 3 年以下", [("1", "1 年以下 3 年以下")]),
        ("1 门课程\n2 门课程", [("1", "1 门课程"), ("2", "2 门课程")]),
        ("其他\n1 班", [("1", "其他"), ("2", "1 班")]),
        ("每周 2 次", [("1", "每周 2 次")]),
        ("a 诊疗 b 教学 c 科普", [("a", "诊疗"), ("b", "教学"), ("c", "科普")]),
        ("1 This is a plan 2 None", [("1", "This is a plan"), ("2", "None")]),
        ("A 男\nB 女", [("A", "男"), ("B", "女")]),
        ("AB. 甲\nC 乙", [("AB", "甲"), ("2", "C 乙")]),
        ("I like it\nI do not", [("1", "I like it"), ("2", "I do not")]),
    ],
)
def test_codes_before_a_space_are_read_where_all_have_one(lines, read):
    assert [(one.code, one.label.say("zh-CN")) for one in pasted(lines, keep_codes=True)] == read


def test_a_new_question_of_any_kind_is_told_nothing_but_that_its_words_are_missing():
    made = yaml.load("{name: tiny, title: {zh-CN: 小}, pages: [{name: a, questions: []}]}")
    for kind in KIND_WORDS.keys() - {"cascade"}:
        part = blank_question(made, kind)
        whole = apply(made, Insert(target="page:a", path=("questions",), part=part)).questionnaire
        assert {one.code for one in check(whole)} <= {"label_empty", "page_silent"}, kind


def test_a_line_without_a_code_gets_one_that_is_free():
    assert [one.code for one in pasted("2. 乙\n丙\n1. 甲", keep_codes=True)] == ["2", "2_2", "1"]


def test_an_option_that_stood_there_keeps_what_else_it_had():
    options = pasted("其他\n是", keep_codes=False)
    assert options[0].write_in
    assert options[1].label.say("en") == "Yes"


@pytest.mark.parametrize(
    ("lines", "code"), [("", "invalid"), ("1. 甲\n1. 乙", "name_taken"), ("甲\n" * 501, "invalid")]
)
def test_lines_that_cannot_become_options_are_refused(lines, code):
    with pytest.raises(EditError) as told:
        paste_options(TINY, "question:q1", lines, "zh-CN", keep_codes=True)
    assert told.value.code == code


SPLIT = yaml.load("""
name: tiny
title: {zh-CN: 小}
languages: [zh-CN, en]
pages:
  - name: a
    questions:
      - name: q1
        kind: matrix
        label: {zh-CN: 满意吗}
        rows: [{name: pay, label: {zh-CN: 收入, en: Pay}}, {name: q1_1, label: {zh-CN: 住房}}]
        options: [{code: '1', label: {zh-CN: 是}}, {code: '2', label: {zh-CN: 否}}]
""")


def rows_pasted(lines):
    found = apply(SPLIT, paste_rows(SPLIT, "question:q1", lines, "zh-CN"))
    return found.questionnaire.question_by_name["q1"].rows


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("1 工作 2 收入 3 住房", ["工作", "收入", "住房"]),
        ("a 诊疗（门诊、住院） b 教学 c 科普", ["诊疗（门诊、住院）", "教学", "科普"]),
        ("(1) 工作\n(2) 收入", ["工作", "收入"]),
        ("1. 工作\n1. 收入", ["工作", "收入"]),
        ("7 工作\n8 收入", ["工作", "收入"]),
        ("I like my work\nI trust my team", ["I like my work", "I trust my team"]),
        ("1 门课程\n2 门课程", ["1 门课程", "2 门课程"]),
        ("2024 级学生\n2023 级老生", ["2024 级学生", "2023 级老生"]),
        ("Work: pay\nWork: hours", ["Work: pay", "Work: hours"]),
        ("1. 工作\n收入", ["1. 工作", "收入"]),
        ("工作", ["工作"]),
    ],
)
def test_what_only_numbers_pasted_rows_is_no_part_of_their_wording(lines, read):
    assert [row.label["zh-CN"] for row in rows_pasted(lines)] == read


def test_a_row_that_stood_there_keeps_its_name_and_a_new_one_may_have_that_of_one_that_goes():
    rows = rows_pasted("1. 工作\n2. 收入\n3. 学习")
    assert [(row.name, row.label.say("en")) for row in rows[1:2]] == [("pay", "Pay")]
    assert [row.name for row in rows] == ["q1_1", "pay", "q1_2"]


@pytest.mark.parametrize("lines", ["", " \n ", "甲\n" * 501])
def test_lines_that_cannot_become_rows_are_refused(lines):
    with pytest.raises(EditError) as told:
        paste_rows(SPLIT, "question:q1", lines, "zh-CN")
    assert (told.value.code, told.value.place) == ("invalid", "question:q1/rows")


def test_a_copied_page_names_its_own_questions():
    found = apply(TINY, duplicate(TINY, "page:a")).questionnaire
    assert [page.name for page in found.pages] == ["a", "a_2", "b"]
    first, second = found.pages[1].questions
    assert (first.name, second.name) == ("q1_2", "q2_2")
    assert second.show == "${q1_2} = '1'"
    assert second.label.say("zh-CN") == "因为 ${q1_2}"


def test_a_copied_question_stands_behind_its_original_and_names_the_same_others():
    found = apply(TINY, duplicate(TINY, "question:q2")).questionnaire
    assert [one.name for one in found.questions] == ["q1", "q2", "q2_2", "q4"]
    assert found.question_by_name["q2_2"].show == "${q1} = '1'"


@pytest.mark.parametrize("name", library.names())
def test_every_question_and_page_of_the_library_can_be_copied(name):
    source = found = library.source(name)
    targets = [f"question:{one.name}" for one in source.questions] + [
        f"page:{one.name}" for one in source.pages
    ]
    for target in targets:
        found = apply(found, duplicate(found, target)).questionnaire
    assert len(found.questions) == 4 * len(source.questions)
    codes = {finding.code for finding in check(found) if finding.severity is Severity.ERROR}
    assert codes <= {"role_repeated"}


def test_the_same_value_for_several_questions():
    found = TINY
    for change in bulk(TINY, ["q1", "q2"], ("required",), True):
        found = apply(found, change).questionnaire
    assert [one.required for one in found.questions] == [True, True, False]
    assert bulk(found, ["q1", "q2"], ("required",), True) == []


@pytest.mark.parametrize("kind", sorted(set(KIND_WORDS) - {"cascade"}))
def test_a_new_question_of_every_kind_can_be_stored(kind):
    part = blank_question(TINY, kind)
    found = apply(TINY, Insert(target="page:a", path=("questions",), part=part)).questionnaire
    assert found.question_by_name[part["name"]].kind == kind


def test_a_cascade_needs_a_list():
    with pytest.raises(EditError) as told:
        blank_question(TINY, "cascade")
    assert told.value.code == "no_list"


def test_a_new_page_has_a_free_name():
    assert blank_page(TINY)["name"] == "page1"
