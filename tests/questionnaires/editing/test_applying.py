"""One change of a draft: made where what it saw still stands, undone by its inverse."""

from __future__ import annotations

import pytest

from questionnaires.editing import (
    ConflictError,
    EditError,
    Insert,
    Move,
    Recode,
    Remove,
    Rename,
    Set,
    apply,
    read_change,
    uses,
)
from questionnaires.editing.document import document_of
from questionnaires.formats import yaml

TINY = yaml.load("""
name: tiny
title: {zh-CN: 小问卷}
settings: [{name: extended, label: {zh-CN: 扩展}}]
lists:
  - name: towns
    title: {zh-CN: 乡镇}
    entries: [{code: '1', label: {zh-CN: 东}}, {code: '2', label: {zh-CN: 西}}]
pages:
  - name: first
    questions:
      - {name: sex, kind: single, label: {zh-CN: 性别}, options: [{code: '1', label: {zh-CN: 男}}, {code: '2', label: {zh-CN: 女}}]}
      - {name: age, kind: number, label: {zh-CN: 年龄}}
      - {name: town, kind: single, list: towns, label: {zh-CN: 乡镇}}
    endings:
      - {when: '${age} < 16', outcome: ineligible, reason: young, message: {zh-CN: '您 ${age} 岁'}, ask: [sex]}
  - name: second
    only: extended
    show: "${age} >= 60 and ${sex} = '2'"
    questions:
      - name: work
        kind: multiple
        label: {zh-CN: '您 ${age} 岁，在做什么'}
        options:
          - {code: '1', label: {zh-CN: 上班}, show: "${town} = '2' or ${sex} = '2'"}
          - {code: '9', label: {zh-CN: 其他}, write_in: true}
        checks: [{code: V1, require: "not(selected(., '9')) or ${work_oth} != ''", message: {zh-CN: 请写明}}]
complete_when: [sex, age]
""")


def changed(*changes):
    found = TINY
    for change in changes:
        found = apply(found, change).questionnaire
    return found


def undone(change):
    done = apply(TINY, change)
    assert done.questionnaire != TINY
    assert apply(done.questionnaire, done.inverse).questionnaire == TINY
    return done


def test_a_text_is_set_and_set_back():
    done = undone(Set(target="question:sex", path=("label", "zh-CN"), was="性别", value="您的性别"))
    assert done.questionnaire.question_by_name["sex"].label.say("zh-CN") == "您的性别"


def test_what_was_not_written_counts_as_empty():
    change = Set(target="question:age", path=("hint", "zh-CN"), was="", value="周岁")
    assert undone(change).questionnaire.question_by_name["age"].hint.say("zh-CN") == "周岁"


def test_an_option_is_found_by_its_code():
    change = Set(target="question:sex", path=("options", "2", "label", "zh-CN"), was="女", value="女性")
    assert undone(change).questionnaire.question_by_name["sex"].options[1].label.say("zh-CN") == "女性"


def test_what_somebody_else_wrote_is_told_and_kept():
    theirs = changed(Set(target="question:sex", path=("label", "zh-CN"), was="性别", value="他人写的"))
    with pytest.raises(ConflictError) as told:
        apply(theirs, Set(target="question:sex", path=("label", "zh-CN"), was="性别", value="我写的"))
    assert told.value.current == "他人写的"
    assert theirs.question_by_name["sex"].label.say("zh-CN") == "他人写的"


def test_two_people_at_two_options_of_one_question_do_not_disturb_each_other():
    both = changed(
        Set(target="question:sex", path=("options", "1", "label", "zh-CN"), was="男", value="男性"),
        Set(target="question:sex", path=("options", "2", "label", "zh-CN"), was="女", value="女性"),
    )
    assert [one.label.say("zh-CN") for one in both.question_by_name["sex"].options] == ["男性", "女性"]


@pytest.mark.parametrize(
    "path", [("name",), ("kind",), ("options", "1", "code")], ids=["name", "kind", "code"]
)
def test_names_codes_and_kinds_have_changes_of_their_own(path):
    with pytest.raises(EditError) as told:
        apply(TINY, Set(target="question:sex", path=path, was=None, value="x"))
    assert told.value.code == "invalid"


def test_what_the_model_refuses_is_refused_with_the_place():
    with pytest.raises(EditError) as told:
        apply(TINY, Set(target="question:age", path=("decimals",), was=None, value=99))
    assert (told.value.code, told.value.place) == ("invalid", "question:age/decimals")
    assert told.value.reason.say("zh-CN") == "这样改不行：99 太大，不能大于 6。"
    assert told.value.remedy.say("en") == "Write 6 or less. Nothing was changed."


def test_a_question_is_inserted_before_another():
    part = {"name": "new", "kind": "note", "label": {"zh-CN": "说明"}}
    done = undone(Insert(target="page:first", path=("questions",), before="age", part=part))
    assert [one.name for one in done.questionnaire.pages[0].questions] == ["sex", "new", "age", "town"]


def test_a_name_can_be_had_once_on_all_pages():
    part = {"name": "sex", "kind": "note"}
    with pytest.raises(EditError) as told:
        apply(TINY, Insert(target="page:second", path=("questions",), part=part))
    assert told.value.code == "name_taken"


def test_a_removed_question_comes_back_to_its_place():
    was = document_of(TINY)["pages"][0]["questions"][1]
    done = undone(Remove(target="page:first", path=("questions",), key="age", was=was))
    assert "age" not in done.questionnaire.question_by_name


def test_what_changed_since_is_not_removed():
    with pytest.raises(ConflictError):
        apply(TINY, Remove(target="page:first", path=("questions",), key="age", was={"name": "age"}))


def test_a_question_moves_to_another_page():
    done = undone(
        Move(target="page:first", path=("questions",), key="sex", into="page:second", before="work")
    )
    assert [one.name for one in done.questionnaire.pages[1].questions] == ["sex", "work"]


def test_options_are_reordered():
    done = undone(Move(target="question:sex", path=("options",), key="2", before="1"))
    assert [one.code for one in done.questionnaire.question_by_name["sex"].options] == ["2", "1"]


def test_renaming_mends_rules_quotes_endings_and_completeness():
    done = undone(Rename(what="question", was="age", to="years"))
    found = done.questionnaire
    assert found.pages[0].endings[0].when == "${years} < 16"
    assert found.pages[0].endings[0].message.say("zh-CN") == "您 ${years} 岁"
    assert found.pages[1].show == "${years} >= 60 and ${sex} = '2'"
    assert found.question_by_name["work"].label.say("zh-CN") == "您 ${years} 岁，在做什么"
    assert found.complete_when == ("sex", "years")
    assert "page:second/show" in done.mended


def test_renaming_takes_the_field_of_written_words_along():
    found = undone(Rename(what="question", was="work", to="doing")).questionnaire
    assert found.question_by_name["doing"].checks[0].require == "not(selected(., '9')) or ${doing_oth} != ''"


@pytest.mark.parametrize(
    ("what", "was", "to"),
    [("list", "towns", "places"), ("setting", "extended", "full"), ("page", "first", "p1")],
)
def test_other_parts_are_renamed_with_what_names_them(what, was, to):
    undone(Rename(what=what, was=was, to=to))


def test_a_name_that_a_field_has_is_taken():
    with pytest.raises(EditError) as told:
        apply(TINY, Rename(what="question", was="sex", to="work_oth"))
    assert told.value.code == "name_taken"


def test_another_code_is_mended_in_rules_lists_and_the_dot():
    found = undone(Recode(target="question:work", was="9", to="99")).questionnaire
    assert found.question_by_name["work"].checks[0].require.startswith("not(selected(., '99'))")
    found = undone(Recode(target="question:sex", was="2", to="f")).questionnaire
    assert found.pages[1].show == "${age} >= 60 and ${sex} = 'f'"
    assert found.question_by_name["work"].options[0].show == "${town} = '2' or ${sex} = 'f'"
    found = undone(Recode(target="list:towns", was="2", to="west")).questionnaire
    assert found.question_by_name["work"].options[0].show == "${town} = 'west' or ${sex} = '2'"


def test_a_code_written_as_a_number_is_mended_too():
    rule = Set(
        target="page:second", path=("show",), was=TINY.pages[1].show, value="${sex} = 2 and ${age} > 2"
    )
    found = apply(changed(rule), Recode(target="question:sex", was="2", to="3")).questionnaire
    assert found.pages[1].show == "${sex} = 3 and ${age} > 2"


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        ("if(${age} >= 60, '2', '1')", "if(${age} >= 60, '9', '1')"),
        ("if(${age} = 2, 1, coalesce(${town}, 2))", "if(${age} = 2, 1, coalesce(${town}, 9))"),
        ("if(${town} = '2', if(${age} > 2, '2', ''), ${town})", "if(${town} = '9', if(${age} > 2, '9', ''), ${town})"),
        ("concat('2', ${age})", "concat('2', ${age})"),
    ],
)  # fmt: skip
def test_another_code_of_a_list_is_written_in_what_a_value_of_it_may_come_to(value, mended):
    part = {"name": "side", "kind": "calculated", "type": "text", "list": "towns", "value": value}
    shown = {"name": "why", "kind": "text", "label": {"zh-CN": "为何"}, "show": "${side} = '2'"}
    whole = changed(
        Insert(target="page:second", path=("questions",), part=part),
        Insert(target="page:second", path=("questions",), part=shown),
    )
    found = apply(whole, Recode(target="list:towns", was="2", to="9"))
    assert found.questionnaire.question_by_name["side"].value == mended
    assert found.questionnaire.question_by_name["why"].show == "${side} = '9'"
    assert apply(found.questionnaire, found.inverse).questionnaire == whole


def test_where_a_question_is_used_is_told():
    assert uses(TINY, frozenset({"sex"})) == (
        "page:second/show",
        "question:work/options:1/show",
        "page:first/endings:young/ask",
        "questionnaire/complete_when",
    )


@pytest.mark.parametrize(
    "content", [None, 3, {}, {"op": "drop"}, {"op": "set", "target": "x", "path": ["a"]}]
)
def test_what_is_no_change_is_refused(content):
    with pytest.raises(EditError) as told:
        read_change(content)
    assert told.value.code == "invalid"
