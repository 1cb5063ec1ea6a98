"""What is wrong with an answer, and how it is said."""

from __future__ import annotations

import pytest

from tests.questionnaires.kinds.tiny import CASCADE, TOWNS, alone, ask, found, option, options, row, text

THREE = [*options("1", "2", "3"), option("97", "都没有", exclusive=True)]


def said(question, answers, language="zh-CN", **more):
    return [problem.message.say(language) for problem in alone(question, answers, **more).problems("one")]


def test_a_required_question_wants_an_answer():
    assert found(ask("single", "q", options=THREE, required=True), {}) == ["hard q required"]
    assert found(ask("text", "q", required=True), {"q": "  "}) == ["hard q required"]


def test_a_question_that_is_not_required_is_only_pointed_out():
    assert found(ask("single", "q", options=THREE), {}) == ["left_out q left_out"]


def test_an_offered_missing_answer_is_an_answer():
    question = ask("number", "q", required=True, offers=["refused"])
    assert found(question, {"q": {"missing": "refused"}}) == []
    assert found(question, {"q": {"missing": "unknown"}}) == ["hard q missing_not_offered"]
    assert said(question, {}) == ["请回答这一题；不便回答时，可以选题后的“不愿回答”"]


def test_a_number_stays_within_its_bounds():
    hours = ask(
        "number",
        "q",
        least=0,
        most=120,
        usual_least=20,
        usual_most=80,
        decimals=1,
        unit=text("小时", "hours"),
    )
    assert found(hours, {"q": 121}) == ["hard q out_of_bounds"]
    assert said(hours, {"q": 121}) == ["请填写 0 到 120 之间的数"]
    assert said(hours, {"q": 121}, "en") == ["Please enter a number between 0 and 120"]
    assert found(hours, {"q": 90}) == ["soft q unusual"]
    assert said(hours, {"q": 90}) == ["您填写的是 90 小时，比较少见，请确认"]
    assert found(hours, {"q": 40.25}) == ["hard q decimals"]
    assert found(hours, {"q": 37.5}) == []


def test_a_bound_on_one_side_is_said_alone():
    assert said(ask("number", "q", least=1), {"q": 0}) == ["请填写不小于 1 的数"]
    assert said(ask("number", "q", most=1), {"q": 2}) == ["请填写不大于 1 的数"]


def test_steps_survive_the_rounding_of_doubles():
    days = ask("number", "q", step=0.1, decimals=1)
    assert [found(days, {"q": tenth / 10}) for tenth in range(50)] == [[]] * 50
    assert found(ask("number", "q", step=0.5, decimals=1), {"q": 1.4}) == ["hard q step"]


def test_a_whole_number_is_wanted_without_decimals():
    assert said(ask("number", "q"), {"q": 1.5}) == ["请填写整数"]


def test_too_few_and_too_many_picks():
    question = ask("multiple", "q", options=THREE, least=2, most=2)
    assert said(question, {"q": ["1"]}) == ["请选 2 项，现在选了 1 项"]
    assert said(question, {"q": ["1", "2", "3"]}) == ["最多选 2 项，现在选了 3 项，请去掉 1 项"]
    assert found(question, {"q": ["97"]}) == []


def test_an_option_that_stands_alone_stands_alone():
    assert found(ask("multiple", "q", options=THREE), {"q": ["1", "97"]}) == ["hard q exclusive"]
    assert found(ask("ranking", "q", options=THREE), {"q": ["97", "1"]}) == ["hard q exclusive"]


def test_a_ranking_repeats_nothing():
    ranking = ask("ranking", "q", options=THREE, most=2)
    assert found(ranking, {"q": ["1", "1"]}) == ["hard q repeated"]
    assert found(ranking, {"q": ["1", "2", "3"]}) == ["hard q too_many"]
    assert found(ranking, {"q": ["2", "1"]}) == []


def test_a_code_that_is_no_option_or_is_hidden_is_found():
    hidden = ask("single", "q", options=[option("1"), option("2", "旧选项", show="false()")])
    assert found(hidden, {"q": "9"}) == ["hard q unknown_option"]
    assert found(hidden, {"q": "2"}) == ["hard q hidden_option"]
    assert said(hidden, {"q": "2"}) == ["“旧选项”因前面的回答已不适用，请重新选择"]
    assert found({**hidden, "kind": "multiple"}, {"q": ["1", "2"]}) == ["hard q hidden_option"]
    assert found({**hidden, "kind": "ranking"}, {"q": ["2"]}) == ["hard q hidden_option"]


def test_words_are_asked_for_beside_an_open_option():
    question = ask("single", "q", options=[option("1"), option("98", "其他", write_in=True)])
    assert found(question, {"q": "98"}) == ["soft q_oth write_in_empty"]
    assert found(question, {"q": "98", "q_oth": "养蜂"}) == []
    assert found(question, {"q": "98", "q_oth": "字" * 51}) == ["hard q_oth too_long"]
    assert found(question, {"q": "1", "q_oth": "字" * 51}) == []


def test_each_row_of_a_required_matrix_wants_an_answer():
    matrix = ask("matrix", "q", rows=[row("q_1"), row("q_2"), row("q_3", show="false()")], options=THREE)
    assert found({**matrix, "required": True}, {"q_1": "1"}) == ["hard q_2 required"]
    assert found(matrix, {"q_1": "1"}) == ["left_out q_2 left_out"]
    assert found(matrix, {}) == ["left_out q_1 left_out"]
    assert found(matrix, {"q_1": "1", "q_2": "8"}) == ["hard q_2 unknown_option"]


def test_a_split_adds_up():
    split = ask("split", "q", rows=[row("q_1", "业务"), row("q_2"), row("q_3")], step=5, required=True)
    assert found(split, {}) == ["hard q_1 required"]
    assert found(split, {"q_1": 60, "q_2": 30}) == ["hard q_1 sum"]
    assert said(split, {"q_1": 60, "q_2": 30}) == ["各项合计应为 100%，现在是 90%"]
    assert found(split, {"q_1": 62, "q_2": 38}) == ["hard q_1 step", "hard q_2 step"]
    assert found(split, {"q_1": 110, "q_2": -10})[:2] == ["hard q_1 out_of_bounds", "hard q_2 out_of_bounds"]
    assert found(split, {"q_1": 60, "q_2": 40}) == []


def test_a_split_of_fractions_survives_the_rounding_of_doubles():
    split = ask("split", "q", rows=[row(f"q_{part}") for part in range(10)], step=0.1, total=1)
    assert found(split, {f"q_{part}": 0.1 for part in range(10)}) == []


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("2023-02-30", "impossible_date"),
        ("2023-13", "impossible_date"),
        ("2023", "incomplete_date"),
        ("1949-12-31", "too_early"),
        ("2026-11-21", "too_late"),
        ("not a date", "unreadable"),
    ],
)
def test_a_date_is_possible_complete_and_in_order(answer, problem):
    day = ask("date", "q", earliest="1950", latest="today")
    assert found(day, {"q": answer}) == [f"hard q {problem}"]
    assert found(day, {"q": "2026-11-20"}) == []


def test_a_month_of_today_is_not_in_the_future():
    month = ask("date", "q", precision="month", latest="today", earliest="1950-06-15")
    assert found(month, {"q": "2026-11"}) == []
    assert found(month, {"q": "2026-12"}) == ["hard q too_late"]
    assert found(month, {"q": "1950-06"}) == []
    assert said(month, {"q": "1950"}) == ["请把日期补全到月"]


def test_a_text_stays_within_its_limit_and_pattern():
    assert said(ask("text", "q", limit=3), {"q": "一二三四"}) == ["最多 3 个字，现在有 4 个字，请删去 1 个字"]
    phone = ask("text", "q", pattern="1[3-9][0-9]{9}")
    assert found(phone, {"q": "12345"}) == ["hard q pattern"]
    assert found(phone, {"q": "13800138000"}) == []


@pytest.mark.parametrize(
    "words", ["请打13800138000", "１３８００１３８０００", "证号11010519491231002X", "0571-88888888"]
)
def test_a_phone_or_identity_number_in_a_text_is_pointed_out(words):
    assert found(ask("text", "q", warn_numbers=True), {"q": words}) == ["soft q holds_number"]


@pytest.mark.parametrize("words", ["2026年有 3000 人", "经费 12000000000000 元不够", "无"])
def test_other_numbers_in_a_text_are_not(words):
    assert found(ask("text", "q", warn_numbers=True), {"q": words}) == []


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"town": "t1", "unit": "u1"}, []),
        ({"town": "t1", "unit": "u2"}, ["hard unit not_below"]),
        ({"town": "t1", "unit": "u9"}, ["hard unit unknown_option"]),
        ({"town": "t1"}, ["hard unit required"]),
        ({"unit": "u1"}, ["hard town required"]),
        ({"town": "t1", "unit_oth": "新单位"}, []),
        ({"town": "t1", "unit_oth": "字" * 51}, ["hard unit_oth too_long"]),
        ({}, ["hard town required"]),
    ],
)
def test_a_cascade_agrees_with_its_tree(answers, problems):
    assert found({**CASCADE, "required": True}, answers, lists=[TOWNS]) == problems


def test_a_check_is_asked_once_the_question_is_answered():
    check = {"code": "even", "require": ". mod 2 = 0", "message": text("请填写偶数", "Even, please")}
    question = ask(
        "number", "q", checks=[check, {**check, "code": "small", "require": ". < 10", "level": "soft"}]
    )
    assert found(question, {}) == ["left_out q left_out"]
    assert found(question, {"q": 3}) == ["hard q even"]
    assert found(question, {"q": 12}) == ["soft q small"]
    assert found(question, {"q": 1.5}) == ["hard q decimals"]
    assert said(question, {"q": 3}, "en") == ["Even, please"]


def test_values_of_a_wrong_shape_are_found_and_never_raise():
    shapes = [7, "x", ["1"], {"missing": "nonsense"}, {"a": "b"}, True, [1, 2], float("nan"), 10**400]
    for question in (
        ask("single", "q", options=THREE, required=True),
        ask("multiple", "q", options=THREE, required=True),
        ask("number", "q", required=True, most=5),
        ask("date", "q", required=True),
        ask("scale", "q", required=True, most=5),
        ask("matrix", "m", rows=[row("q")], options=THREE, required=True),
        ask("split", "m", rows=[row("q")], required=True),
    ):
        for shape in shapes:
            if (question["kind"], shape) == ("multiple", ["1"]):
                continue
            assert any(problem.startswith("hard") for problem in found(question, {"q": shape})), (
                question,
                shape,
            )
