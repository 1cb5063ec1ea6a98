"""Data columns, and answers in words."""

from __future__ import annotations

from questionnaires.expressions import Type
from questionnaires.kinds import answer_fields, columns, say
from questionnaires.model import Missing
from tests.questionnaires.kinds.tiny import CASCADE, TOWNS, alone, ask, only, option, options, row, text

NOT_SHOWN, LEFT_OUT = {"missing": "not_shown"}, {"missing": "left_out"}
NOT_APPLICABLE, REFUSED = {"missing": "not_applicable"}, {"missing": "refused"}
ACTS = [
    option("1", "项目", "projects"),
    option("98", "其他", "other", write_in=True),
    option("97", exclusive=True),
]


def values(question, answers, **more):
    return dict(alone(question, answers, **more).record().values)


def names(question, **more):
    look = alone(question, **more)
    return [column.name for column in columns(only(look), look.questionnaire)]


def test_a_multiple_choice_is_one_indicator_for_each_option():
    question = ask("multiple", "act", options=ACTS)
    assert names(question) == ["act_1", "act_98", "act_97", "act_oth"]
    assert values(question, {"act": ["1"]}) == {"act_1": 1, "act_98": 0, "act_97": 0, "act_oth": NOT_SHOWN}
    assert values(question, {"act": ["98"], "act_oth": "写书"})["act_oth"] == "写书"
    assert values(question, {"act": ["98"]})["act_oth"] == LEFT_OUT
    assert set(map(str, values(question, {}).values())) == {str(LEFT_OUT), str(NOT_SHOWN)}


def test_a_hidden_option_is_not_shown_in_the_data_even_if_it_was_chosen_before():
    question = ask("multiple", "q", options=[option("1"), option("2", show="false()")])
    assert values(question, {"q": ["1", "2"]}) == {"q_1": 1, "q_2": NOT_SHOWN}


def test_an_option_that_declares_a_missing_answer_makes_the_other_indicators_missing():
    question = ask("multiple", "q", options=[option("1"), option("-8", missing="unknown")])
    assert values(question, {"q": ["-8"]}) == {"q_1": {"missing": "unknown"}, "q_m8": 1}


def test_a_ranking_is_one_column_for_each_place():
    question = ask("ranking", "barr", options=ACTS, most=3)
    assert names(question) == ["barr_1", "barr_2", "barr_3", "barr_oth"]
    assert values(question, {"barr": ["98", "1"]}) == {
        "barr_1": "98",
        "barr_2": "1",
        "barr_3": LEFT_OUT,
        "barr_oth": LEFT_OUT,
    }
    assert values(question, {"barr": ["97"]})["barr_2"] == NOT_APPLICABLE


def test_a_matrix_is_one_column_for_each_row():
    question = ask(
        "matrix",
        "sat",
        rows=[row("sat_1", reverse=True), row("att", expect="2"), row("sat_3", show="false()")],
        options=[*options("1", "2"), option("6", "不适用", missing="not_applicable")],
    )
    look = alone(question)
    first, attention, _ = columns(only(look), look.questionnaire)
    assert (first.reverse, attention.expect, first.group) == (True, "2", "sat")
    assert first.missing == {"6": Missing.NOT_APPLICABLE}
    assert first.label.say("zh-CN") == "题sat · sat_1"
    assert values(question, {"sat_1": "6"}) == {"sat_1": "6", "att": LEFT_OUT, "sat_3": NOT_SHOWN}


def test_empty_parts_of_a_split_are_nothing_once_the_sum_is_reached():
    question = ask("split", "t", rows=[row("t_1"), row("t_2")])
    assert values(question, {"t_1": 100}) == {"t_1": 100, "t_2": 0}
    assert values(question, {"t_1": 90}) == {"t_1": 90, "t_2": LEFT_OUT}


def test_an_offered_missing_answer_stands_in_every_column():
    question = ask("matrix", "q", rows=[row("q_1"), row("q_2")], options=options("1"), offers=["refused"])
    assert values(question, {"q_1": REFUSED, "q_2": "1"}) == {"q_1": REFUSED, "q_2": REFUSED}


def test_a_cascade_is_one_column_for_each_level():
    levels = [
        {"name": "town", "label": text("乡镇"), "role": "town"},
        {"name": "unit", "label": text("单位")},
    ]
    question = {**CASCADE, "levels": levels, "role": "unit", "privacy": "identifying"}
    look = alone(question, lists=[TOWNS])
    found = columns(only(look), look.questionnaire)
    assert [(column.name, column.role, column.write_in) for column in found] == [
        ("town", "town", False),
        ("unit", "unit", False),
        ("unit_oth", None, True),
    ]
    assert list(found[1].codes) == ["u1", "u2"]
    assert {column.privacy for column in found} == {"identifying"}
    assert values(question, {"town": "t1", "unit": "u1", "unit_oth": "旧"}, lists=[TOWNS]) == {
        "town": "t1",
        "unit": "u1",
        "unit_oth": NOT_SHOWN,
    }
    assert values(question, {"town": "t1", "unit_oth": "新单位"}, lists=[TOWNS]) == {
        "town": "t1",
        "unit": NOT_APPLICABLE,
        "unit_oth": "新单位",
    }


def test_columns_are_those_of_the_record_for_every_kind():
    for question in (
        ask("single", "q", options=ACTS),
        ask("multiple", "q", options=ACTS),
        ask("ranking", "q", options=ACTS),
        ask("number", "q"),
        ask("date", "q"),
        ask("text", "q"),
        ask("scale", "q"),
        ask("note", "q"),
        ask("calculated", "q", value="1 + 1"),
        CASCADE,
    ):
        for show in ("true()", "false()"):
            assert names(question, lists=[TOWNS]) == list(
                values({**question, "show": show}, {}, lists=[TOWNS])
            )


def test_fields_have_types_for_rules():
    look = alone(ask("matrix", "m", rows=[row("m_1")], options=options("1", "2")))
    fields = answer_fields(only(look), look.questionnaire)
    assert [(field.name, field.type, field.stored) for field in fields] == [
        ("m_1", Type.CODE, True),
        ("m", Type.ROWS, False),
    ]
    assert list(fields[0].codes or ()) == ["1", "2"]


def test_answers_are_said_in_both_languages():
    def words(question, answers, language="zh-CN"):
        look = alone(question, lists=[TOWNS])
        return say(only(look), answers, language, look.code_lists)

    choice = ask("multiple", "q", options=ACTS, offers=["refused"])
    assert words(choice, {"q": ["1", "98"], "q_oth": "写书"}) == "项目、其他：写书"
    assert words(choice, {"q": ["1", "98"], "q_oth": "a book"}, "en") == "projects, other: a book"
    assert words(choice, {}) == "未回答"
    assert words(choice, {"q": REFUSED}, "en") == "Prefer not to say"
    assert words({**choice, "kind": "ranking"}, {"q": ["98", "1"]}) == "① 其他  ② 项目"
    assert words(ask("number", "q", unit=text("小时")), {"q": 38.5}) == "38.5 小时"
    assert words(ask("date", "q", precision="month"), {"q": "1985-03"}) == "1985 年 3 月"
    assert words(ask("date", "q"), {"q": "1985-03-02"}, "en") == "2 March 1985"
    assert words(ask("scale", "q", high_label=text("很满意")), {"q": 10}) == "10 / 10（很满意）"
    assert words(CASCADE, {"town": "t1", "unit": "u1"}) == "东镇 / 东镇医院"
    assert words(CASCADE, {"town": "t1", "unit_oth": "新单位"}) == "东镇 / 新单位（名单中没有，自填）"
    matrix = ask("matrix", "q", rows=[row("q_1", "收入"), row("q_2", "福利")], options=options("1"))
    assert words(matrix, {"q_1": "1"}) == "收入：选项1"
    split = ask("split", "q", rows=[row("q_1", "业务"), row("q_2", "培训")])
    assert words(split, {"q_1": 60, "q_2": 40}) == "业务：60%\n培训：40%"
