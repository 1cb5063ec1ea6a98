"""What is on the path: given a tiny questionnaire, when answers are given, then these pages are shown."""

from __future__ import annotations

import gc

from questionnaires.interview import Interview
from questionnaires.interview.plan import plan_of
from tests.questionnaires.kinds.tiny import ask, form, interview, option, options, page, row, text

FIRST = ask("single", "first", options=options("1", "2"))


def path(look: Interview) -> dict[str, list[str]]:
    return {shown.name: [question.name for question in shown.questions] for shown in look.path}


def test_a_page_is_shown_when_its_rule_is_true():
    questionnaire = form(page("a", FIRST), page("b", ask("text", "more"), show="${first} = '1'"))
    assert path(interview(questionnaire)) == {"a": ["first"]}
    assert path(interview(questionnaire, {"first": "1"})) == {"a": ["first"], "b": ["more"]}
    assert path(interview(questionnaire, {"first": "2"})) == {"a": ["first"]}


def test_a_question_is_shown_when_its_rule_is_true():
    questionnaire = form(page("a", FIRST, ask("text", "more", show="${first} = '1'"), ask("text", "last")))
    assert path(interview(questionnaire, {"first": "1"})) == {"a": ["first", "more", "last"]}
    assert path(interview(questionnaire, {"first": "2"})) == {"a": ["first", "last"]}


def test_a_page_without_a_shown_question_is_off_the_path():
    questionnaire = form(page("a", ask("text", "x", show="false()")), page("b", FIRST))
    assert path(interview(questionnaire)) == {"b": ["first"]}


def test_a_note_keeps_its_page_on_the_path_and_a_calculated_value_does_not():
    questionnaire = form(page("a", ask("note", "hello")), page("b", ask("calculated", "two", value="1 + 1")))
    assert path(interview(questionnaire)) == {"a": ["hello"]}


def test_a_reference_to_a_hidden_question_is_empty():
    questionnaire = form(
        page("a", FIRST),
        page("b", ask("number", "age"), show="${first} = '1'"),
        page("c", ask("text", "old"), show="${age} > 60"),
        page("d", ask("text", "unsaid"), show="${age} = ''"),
    )
    assert list(path(interview(questionnaire, {"first": "1", "age": 70}))) == ["a", "b", "c"]
    assert list(path(interview(questionnaire, {"first": "2", "age": 70}))) == ["a", "d"]


def test_a_reference_to_a_missing_answer_is_empty():
    age = ask("number", "age", offers=["refused"])
    questionnaire = form(page("a", age), page("b", ask("text", "t"), show="${age} = ''"))
    assert list(path(interview(questionnaire, {"age": {"missing": "refused"}}))) == ["a", "b"]
    assert list(path(interview(questionnaire, {"age": 7}))) == ["a"]


def test_a_rule_sees_nothing_that_comes_after_it():
    questionnaire = form(page("a", FIRST, show="${later} = ''"), page("b", ask("text", "later")))
    assert list(path(interview(questionnaire, {"later": "said"}))) == ["a", "b"]


def test_calculated_values_are_worked_out_on_the_way():
    questionnaire = form(
        page("a", ask("number", "n"), ask("calculated", "double", value="${n} * 2")),
        page("b", ask("text", "t"), show="${double} > 10"),
    )
    assert list(path(interview(questionnaire, {"n": 6}))) == ["a", "b"]
    assert list(path(interview(questionnaire, {"n": 5}))) == ["a"]
    assert interview(questionnaire, {"n": 5, "double": 99}).counted == {"n": 5, "double": 10}


def test_a_multiple_choice_is_selected_from_and_a_hidden_option_is_not_chosen():
    act = ask("multiple", "act", options=[option("1"), option("2", show="${first} = '1'")])
    questionnaire = form(page("a", FIRST, act), page("b", ask("text", "t"), show="selected(${act}, '2')"))
    assert list(path(interview(questionnaire, {"first": "1", "act": ["1", "2"]}))) == ["a", "b"]
    assert list(path(interview(questionnaire, {"first": "2", "act": ["1", "2"]}))) == ["a"]


def test_the_name_of_a_matrix_stands_for_the_answered_rows_that_count():
    rows = [row("m_1"), row("m_2"), row("m_3", expect="1"), row("m_4", show="false()")]
    matrix = ask(
        "matrix", "m", rows=rows, options=[*options("1", "2"), option("6", missing="not_applicable")]
    )
    questionnaire = form(page("a", matrix, ask("calculated", "sum", value="sum(${m}) * 10 + count(${m})")))
    answers = {"m_1": "2", "m_2": "6", "m_3": "1", "m_4": "2"}
    assert interview(questionnaire, answers).counted["sum"] == 21
    assert interview(questionnaire, answers).value("m_2") == "6"


def test_a_date_is_compared_as_a_date_and_an_impossible_one_is_empty():
    questionnaire = form(
        page("a", ask("date", "born", precision="month")),
        page("b", ask("text", "t"), show="${born} < ${survey_reference_date}"),
    )
    facts = {"survey_reference_date": "2026-12-31"}
    assert list(path(interview(questionnaire, {"born": "1985-03"}, facts=facts))) == ["a", "b"]
    assert list(path(interview(questionnaire, {"born": "2027-01"}, facts=facts))) == ["a"]
    assert interview(questionnaire, {"born": "1985-13"}).value("born") == ""
    assert interview(questionnaire, {"born": "1985"}).value("born") == ""


def test_shown_options_and_rows_follow_their_rules():
    matrix = ask("matrix", "m", rows=[row("m_1"), row("m_2", show="${first} = '1'")], options=options("1"))
    choice = ask("single", "c", options=[option("1", show="${first} = '1'"), option("2")])
    questionnaire = form(page("a", FIRST, matrix, choice))
    look = interview(questionnaire, {"first": "2"})
    _, asked_matrix, asked_choice = questionnaire.questions
    assert [each.name for each in look.shown_rows(asked_matrix)] == ["m_1"]
    assert [each.code for each in look.shown_options(asked_choice)] == ["2"]
    assert [each.code for each in look.changed({"first": "1"}).shown_options(asked_choice)] == ["1", "2"]


def test_options_come_from_a_list_and_a_survey_may_bring_its_own():
    listed = {"name": "units", "entries": [{"code": "u1", "label": text("甲")}]}
    questionnaire = form(page("a", ask("single", "unit", list="units")), lists=[listed])
    question = questionnaire.questions[0]
    assert [each.code for each in interview(questionnaire).shown_options(question)] == ["u1"]
    mine = questionnaire.lists[0].model_copy(
        update={"entries": (questionnaire.lists[0].entries[0].model_copy(update={"code": "u2"}),)}
    )
    look = interview(questionnaire, {"unit": "u2"}, lists={"units": mine})
    assert look.all_problems == ()
    assert interview(questionnaire, {"unit": "u2"}).all_problems[0].code == "unknown_option"


def test_a_random_order_is_the_same_at_every_look_and_keeps_some_last():
    last = [option("98", write_in=True), option("97", exclusive=True), option("-8", missing="unknown")]
    question = ask("multiple", "q", options=[*options(*"123456789"), *last], shuffle=True)
    questionnaire = form(page("a", question))
    asked = questionnaire.questions[0]
    orders = {
        tuple(each.code for each in interview(questionnaire, seed=seed).shown_options(asked))
        for seed in range(50)
    }
    assert len(orders) > 45
    assert {order[-3:] for order in orders} == {("98", "97", "-8")}
    again = interview(questionnaire, {"q": ["3"]}, seed=7)
    assert again.shown_options(asked) == interview(questionnaire, seed=7).shown_options(asked)
    assert (
        again.orders()["q"]
        == again.record().orders["q"]
        == tuple(each.code for each in again.shown_options(asked))
    )


def test_what_is_kept_for_a_questionnaire_goes_with_it():
    questionnaire = form(page("a", FIRST))
    interview(questionnaire).record()
    kept, gone = plan_of._kept, id(questionnaire)
    assert gone in kept
    del questionnaire
    gc.collect()
    assert gone not in kept
