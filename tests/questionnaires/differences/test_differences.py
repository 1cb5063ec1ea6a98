"""What two versions say differently, and what it means for answers already in."""

from __future__ import annotations

import pytest

from questionnaires import library
from questionnaires.differences import Consequence, Sort, broken_columns, differences, worst
from questionnaires.editing import Insert, Move, Recode, Remove, Rename, Set, apply
from questionnaires.editing.document import document_of
from questionnaires.formats import yaml

TINY = yaml.load("""
name: tiny
title: {zh-CN: 小}
pages:
  - name: a
    questions:
      - name: sex
        kind: single
        label: {zh-CN: 您的性别}
        options: [{code: '1', label: {zh-CN: 男}}, {code: '2', label: {zh-CN: 女}}]
      - {name: hours, kind: number, label: {zh-CN: 每周工作多少小时}, unit: {zh-CN: 小时}}
      - {name: why, kind: text, label: {zh-CN: 为什么}, show: '${hours} > 60'}
      - {name: sum, kind: calculated, value: '${hours} * 52'}
""")


def after(*changes):
    found = TINY
    for change in changes:
        found = apply(found, change).questionnaire
    return found


def only(*changes):
    (found,) = differences(TINY, after(*changes))
    return found


def test_a_version_is_not_different_from_itself():
    assert differences(TINY, TINY) == ()
    assert worst(()) is Consequence.SAME


@pytest.mark.parametrize(
    ("change", "sort", "consequence"),
    [
        (
            Set(target="question:sex", path=("label", "zh-CN"), was="您的性别", value="您的性别？"),
            Sort.TEXT,
            Consequence.SAME,
        ),
        (
            Set(target="question:sex", path=("label", "en"), value="Your sex"),
            Sort.TEXT,
            Consequence.SAME,
        ),
        (
            Set(
                target="question:hours",
                path=("label", "zh-CN"),
                was="每周工作多少小时",
                value="上周工作多少小时",
            ),
            Sort.TEXT,
            Consequence.HARMONISABLE,
        ),
        (
            Set(target="question:hours", path=("unit", "zh-CN"), was="小时", value="天"),
            Sort.TEXT,
            Consequence.BROKEN,
        ),
        (
            Set(target="question:sex", path=("options", "2", "label", "zh-CN"), was="女", value="其他"),
            Sort.TEXT,
            Consequence.BROKEN,
        ),
        (
            Insert(
                target="question:sex", path=("options",), part={"code": "3", "label": {"zh-CN": "不愿说"}}
            ),
            Sort.CODE,
            Consequence.HARMONISABLE,
        ),
        (Recode(target="question:sex", was="2", to="0"), Sort.CODE, Consequence.HARMONISABLE),
        (
            Set(target="question:why", path=("show",), was="${hours} > 60", value="${hours} > 50"),
            Sort.RULE,
            Consequence.HARMONISABLE,
        ),
        (
            Set(target="question:sum", path=("value",), was="${hours} * 52", value="${hours} * 50"),
            Sort.RULE,
            Consequence.HARMONISABLE,
        ),
        (Set(target="question:sex", path=("required",), value=True), Sort.SETTING, Consequence.SAME),
        (
            Insert(target="page:a", path=("questions",), part={"name": "new", "kind": "note"}),
            Sort.ADDED,
            Consequence.SAME,
        ),
        (Move(target="page:a", path=("questions",), key="sex"), Sort.MOVED, Consequence.SAME),
        (
            Insert(
                target="questionnaire",
                path=("pages",),
                part={"name": "b", "questions": []},
            ),
            Sort.ADDED,
            Consequence.SAME,
        ),
    ],
)
def test_one_difference_and_its_consequence(change, sort, consequence):
    found = only(change)
    assert (found.sort, found.consequence) == (sort, consequence)


def test_a_question_that_moved_is_named_and_those_it_passed_are_not():
    assert only(Move(target="page:a", path=("questions",), key="sum", before="sex")).question == "sum"


def test_a_new_name_is_no_removal():
    found = differences(TINY, after(Rename(what="question", was="sex", to="gender")))
    assert [(one.sort, one.place) for one in found] == [(Sort.RENAMED, "question:gender")]


def test_another_kind_breaks_the_answers():
    part = document_of(TINY)["pages"][0]["questions"][1]
    found = differences(
        TINY,
        after(
            Remove(target="page:a", path=("questions",), key="hours", was=part),
            Insert(
                target="page:a", path=("questions",), before="why", part={"name": "hours", "kind": "text"}
            ),
        ),
    )
    assert (found[0].sort, worst(found)) == (Sort.KIND, Consequence.BROKEN)
    assert (found[0].was.say("zh-CN"), found[0].now.say("en")) == ("数字", "Text")


def test_a_removed_question_is_told_last():
    part = document_of(TINY)["pages"][0]["questions"][0]
    found = only(Remove(target="page:a", path=("questions",), key="sex", was=part))
    assert (found.sort, found.was.say("zh-CN"), found.question) == (Sort.REMOVED, "您的性别", "sex")


@pytest.mark.parametrize("name", library.names())
def test_a_questionnaire_of_the_library_differs_from_itself_in_nothing(name):
    assert differences(library.source(name), library.source(name)) == ()
    assert differences(library.load(name), library.load(name)) == ()


SCORED = yaml.load("""
name: scored
title: {zh-CN: 打分}
pages:
  - name: a
    questions:
      - name: agree
        kind: single
        label: {zh-CN: 您满意吗}
        options:
          - {code: '1', label: {zh-CN: 非常满意}}
          - {code: '2', label: {zh-CN: 一般}}
          - {code: '3', label: {zh-CN: 非常不满意}}
          - {code: '9', label: {zh-CN: 其它}}
      - {name: score, kind: scale, least: 0, most: 10, label: {zh-CN: 打几分}, low_label: {zh-CN: 差}, high_label: {zh-CN: 好}}
      - name: acts
        kind: multiple
        label: {zh-CN: 做过什么}
        options: [{code: '1', label: {zh-CN: 论文}}, {code: '2', label: {zh-CN: 专利}}]
      - name: part
        kind: split
        label: {zh-CN: 时间怎么分}
        rows: [{name: part_a, label: {zh-CN: 研究}}, {name: part_b, label: {zh-CN: 教学}}]
      - {name: sum, kind: calculated, value: '${score} * 2'}
""")


def scored(**attributes):
    """The consequences of other attributes of questions, by name."""
    document = document_of(SCORED)
    for question in document["pages"][0]["questions"]:
        question.update(attributes.get(question["name"], {}))
    changed = type(SCORED).model_validate(document)
    return changed, [one.consequence for one in differences(SCORED, changed)]


def options(*pairs):
    return {"options": [{"code": code, "label": {"zh-CN": label}} for code, label in pairs]}


def test_codes_that_changed_places_are_other_things_however_alike_their_labels():
    turned = options(("1", "非常不满意"), ("2", "一般"), ("3", "非常满意"), ("9", "其它"))
    changed, found = scored(agree=turned)
    assert found == [Consequence.BROKEN] * 2
    former, question = (one.question_by_name["agree"] for one in (SCORED, changed))
    assert broken_columns(former, question, SCORED, changed) == {"agree"}


def test_another_spelling_is_the_same_label():
    respelt = options(("1", "非常满意"), ("2", "一般"), ("3", "非常不满意"), ("9", "其他"))
    assert scored(agree=respelt)[1] == [Consequence.SAME]


@pytest.mark.parametrize(
    ("name", "attributes", "consequence"),
    [
        ("score", {"most": 5}, Consequence.BROKEN),
        ("score", {"low_label": {"zh-CN": "差", "en": "Bad"}}, Consequence.SAME),
        ("score", {"low_label": {"zh-CN": "很差"}}, Consequence.HARMONISABLE),
        ("acts", {"most": 1}, Consequence.HARMONISABLE),
        ("part", {"total": 10}, Consequence.BROKEN),
        ("part", {"unit": {"zh-CN": "%", "en": "%", "fr": "%"}}, Consequence.SAME),
        ("part", {"unit": {"zh-CN": "‰", "en": "%"}}, Consequence.BROKEN),
        ("sum", {"type": "text"}, Consequence.BROKEN),
    ],
)
def test_bounds_units_and_their_translations_mean_what_their_kind_makes_of_them(
    name, attributes, consequence
):
    assert scored(**{name: attributes})[1] == [consequence]


def test_an_option_that_is_another_thing_breaks_its_own_column_of_a_multiple_choice():
    changed, _ = scored(acts=options(("1", "论文"), ("2", "讲座")))
    former, question = (one.question_by_name["acts"] for one in (SCORED, changed))
    assert broken_columns(former, question, SCORED, changed) == {"acts_2"}
