"""Names, printing, types and words of rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from questionnaires.expressions import (
    FUNCTIONS,
    Codes,
    Context,
    Declared,
    ExpressionError,
    Type,
    as_number,
    as_text,
    check_types,
    evaluate,
    explain,
    parse,
    references,
    rename,
    to_text,
    truth,
)
from questionnaires.text import Text

SCOPE: dict[str, Declared] = {
    "age": Type.NUMBER,
    "name": Type.TEXT,
    "born": Type.DATE,
    "began": Type.MOMENT,
    "agree": Type.BOOLEAN,
    "sex": Codes(Type.CODE, frozenset({"1", "2"})),
    "act": Codes(Type.CODES, frozenset({"1", "2", "3"})),
    "grid": Codes(Type.ROWS, frozenset({"1", "2"})),
    "shares": Type.ROWS,
    ".": Type.NUMBER,
}
NAMES = {
    "age": Text(zh="年龄", en="Age"),
    "act": Text(zh="活动", en="Activity"),
    "sex": Text(zh="性别", en="Sex"),
}
CODES = {
    "act": {"1": Text(zh="退休", en="Retired")},
    "sex": {"1": Text(zh="男", en="Male"), "2": Text(zh="女", en="Female")},
}


def test_references_are_named_once_in_order_of_appearance() -> None:
    assert references(parse("${b} + ${a} * ${b} > . and selected(${c}, ${a})")) == ("b", "a", "c")


def test_renaming_keeps_all_else_as_the_author_wrote_it() -> None:
    rule = parse("${ a }>1   and selected( ${ab},'${a}' ) or ${a}=2")
    assert rename(rule, "a", "年龄").source == "${年龄}>1   and selected( ${ab},'${a}' ) or ${年龄}=2"
    assert rename(rule, "zzz", "b") is rule
    with pytest.raises(ExpressionError, match="bad_name"):
        rename(rule, "a", "1 2")


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("((1))", "1"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "1 - 2 - 3"),
        ("-(1+2)", "-(1 + 2)"),
        ("- -1", "--1"),
        ("(${a} or ${b}) and ${c}", "(${a} or ${b}) and ${c}"),
        ("(${a} and ${b}) or ${c}", "${a} and ${b} or ${c}"),
        ("(${a} and ${b}) and ${c}", "(${a} and ${b}) and ${c}"),
        ('"a"', "'a'"),
        ('"it\'s"', '"it\'s"'),
        ("1.50", "1.5"),
        ("if( 1,2 , 3 )", "if(1, 2, 3)"),
    ],
)
def test_a_rule_is_printed_in_one_form(source: str, printed: str) -> None:
    assert to_text(parse(source)) == printed


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("${age} >= 60 and selected(${act}, '1')", []),
        ("${sex} = '1'", []),
        ("${age} = ''", []),
        ("${act} != ''", []),
        ("${born} > '2000-01'", []),
        ("today() - ${born} > 18 * 365.25", []),
        ("${born} + 30 < today()", []),
        ("${began} > ${born}", []),
        ("number(${sex}) >= 1", []),
        ("sum(${shares}) = 100", []),
        ("count(${grid}) >= 2", []),
        ("${grid} = '1'", []),
        ("not(${agree})", []),
        ("if(${age} > 1, '1', '') = '1'", []),
        (". > 5", []),
        ("${agee} > 1", ["unknown_name"]),
        ("${born} > 5", ["types_differ"]),
        ("${age} = 'x'", ["types_differ"]),
        ("${name} = 5", ["types_differ"]),
        ("${name} > 'a'", ["not_a_number", "not_a_number"]),
        ("selected(${age}, '1')", ["wrong_argument"]),
        ("selected(${act}, 1)", ["wrong_argument"]),
        ("selected(${act}, '9')", ["unknown_code"]),
        ("not(selected(${act}, '9'))", ["unknown_code"]),
        ("${sex} = '3'", ["unknown_code"]),
        ("'3' != ${sex}", ["unknown_code"]),
        ("${sex} = 1", ["code_not_quoted"]),
        ("${sex} = 3", ["code_not_quoted", "unknown_code"]),
        ("${sex} > 1", ["code_as_number"]),
        ("${sex} + 1 = 2", ["code_as_number"]),
        ("${act} = '1'", ["codes_compared"]),
        ("${grid} = '7'", ["unknown_code"]),
        ("${born} = '2024-13'", ["unreadable_date"]),
        ("date('yesterday') < ${born}", ["unreadable_date"]),
        ("format-date(${born}, '%Q') = '1'", ["unknown_date_field"]),
        ("${age} and ${agree}", ["not_a_condition"]),
        ("not(${age})", ["not_a_condition"]),
        ("${age} div 0 > 1", ["division_by_zero"]),
        ("1 = 2", ["always_false"]),
        ("${agree} or 1 = 1", ["always_true"]),
        ("${agree} and false()", ["always_false"]),
        ("true()", []),
        ("${age} + 1", ["wrong_result"]),
        ("'yes'", ["wrong_result"]),
        ("${name} + 1 > 2", ["not_a_number"]),
        ("max(${name}, 1) > 1", ["wrong_argument"]),
    ],
)
def test_a_condition_is_checked_against_the_types_of_the_answers(source: str, codes: list[str]) -> None:
    problems = check_types(parse(source), SCOPE, Type.BOOLEAN)
    assert [each.code for each in problems] == codes
    for each in problems:
        assert 0 <= each.position < len(source)
        assert set(each.reason) == set(each.remedy) == {"zh-CN", "en"}


@pytest.mark.parametrize(
    ("source", "wants", "good"),
    [
        ("${age} * 2", Type.NUMBER, True),
        ("concat(${name}, 1)", Type.TEXT, True),
        ("${born} + 1", Type.DATE, True),
        ("now()", Type.MOMENT, True),
        ("if(${agree}, 1, 2)", Type.NUMBER, True),
        ("if(${agree}, 1, '')", Type.NUMBER, True),
        ("if(${agree}, 'a', 'b')", Type.NUMBER, False),
        ("${born}", Type.NUMBER, False),
        ("coalesce(${age}, 0)", Type.NUMBER, True),
        ("''", Type.DATE, True),
    ],
)
def test_a_calculation_must_give_the_type_of_its_question(source: str, wants: Type, good: bool) -> None:
    assert (check_types(parse(source), SCOPE, wants) == ()) is good


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        (
            "${age} >= 60 and selected(${act}, '1')",
            "当“年龄”至少为 60，且“活动”选了“退休”。",
            "When “Age” is at least 60 and “Activity” includes “Retired”.",
        ),
        (
            "not(selected(${act}, '1')) or ${sex} != '2'",
            "当“活动”没有选“退休”，或“性别”不为“女”。",
            "When “Activity” does not include “Retired” or “Sex” is not “Female”.",
        ),
        ("${age} = ''", "当“年龄”没有填。", "When “Age” is not answered."),
        ("${age} != ''", "当“年龄”已填。", "When “Age” is answered."),
        (
            "(${age} < 1 or ${age} > 9) and ${zzz} = 1",
            "当（“年龄”小于 1，或“年龄”大于 9），且“zzz”为 1。",
            "When (“Age” is less than 1 or “Age” is more than 9) and “zzz” is 1.",
        ),
        (
            "sum(${age}, 2) * 3",
            "“年龄”、2 的合计乘以 3。",
            "The sum of “Age”, 2 times 3.",
        ),
        (
            ". <= today()",
            "当本题答案不晚于开始填答那天。",
            "When this answer is not after the day the response was started.",
        ),
    ],
)
def test_a_rule_is_put_into_words(source: str, zh: str, en: str) -> None:
    said = explain(parse(source), NAMES, CODES)
    assert (said.say("zh-CN"), said.say("en")) == (zh, en)


def test_labels_with_braces_are_said_as_they_are() -> None:
    said = explain(parse("not(selected(${a}, '{0}'))"), {"a": Text(zh="{all}", en="{all}")}, {})
    assert said.say("en") == "When “{all}” does not include “{0}”."


def test_every_function_tells_what_missing_does_and_how_it_reads() -> None:
    for function in FUNCTIONS.values():
        assert set(function.missing) == set(function.sentence) == {"zh-CN", "en"}
        assert len(function.accepts) <= (function.most or len(function.accepts))


def test_a_path_does_not_change_by_waiting() -> None:
    context = Context(datetime(2024, 3, 10, 9, 30, tzinfo=UTC))
    assert evaluate(parse("now()"), {}, context) == evaluate(parse("now()"), {}, context)


def test_values_turn_into_one_another_as_in_xpath() -> None:
    assert truth(0.0) is truth("") is truth(float("nan")) is truth(()) is False
    assert truth("0") is truth(-1.0) is truth(("",)) is True
    assert as_text(True) == "true"
    assert as_text(()) == ""
    assert as_number(True) == 1.0
    assert as_number((7.0, 8.0)) == 7.0


def test_a_value_of_another_kind_is_a_defect_of_the_caller() -> None:
    with pytest.raises(TypeError):
        evaluate(parse("${a}"), {"a": {"b": 1}}, Context(datetime(2024, 1, 1, tzinfo=UTC)))  # type: ignore[dict-item]
