"""Endings: after their page nothing is asked but what they ask."""

from __future__ import annotations

from tests.questionnaires.kinds.tiny import ask, form, interview, options, page, text


def ending(when: str, reason: str, outcome: str = "ineligible", **more):
    return {"when": when, "reason": reason, "outcome": outcome, "message": text("谢谢"), **more}


HERE = ask("single", "here", options=options("1", "2"), required=True)
QUESTIONNAIRE = form(
    page("a", HERE, endings=[ending("${here} = '2'", "not_in_county", ask=["idea", "unused"])]),
    page("b", ask("number", "age", required=True)),
    page("c", ask("text", "idea"), ask("text", "unused", show="${age} > 1")),
)


def test_the_first_true_ending_stops_the_path():
    look = interview(QUESTIONNAIRE, {"here": "2", "age": 40})
    assert look.ending is not None
    assert look.ending.reason == "not_in_county"
    assert [shown.name for shown in look.path] == ["a"]
    assert look.page_after("a") is None


def test_questions_of_the_ending_remain_and_follow_their_rules():
    look = interview(QUESTIONNAIRE, {"here": "2", "age": 40, "idea": "多设网点"})
    assert [question.name for question in look.asked_at_end] == ["idea"]
    record = look.record()
    assert dict(record.values) == {
        "here": "2",
        "age": {"missing": "not_shown"},
        "idea": "多设网点",
        "unused": {"missing": "not_shown"},
    }
    assert (record.outcome, record.reason) == ("ineligible", "not_in_county")


def test_without_an_ending_the_path_goes_on():
    look = interview(QUESTIONNAIRE, {"here": "1", "age": 40})
    assert look.ending is None
    assert look.asked_at_end == ()
    assert look.record().outcome == ""


def test_of_two_true_endings_the_first_counts():
    questionnaire = form(
        page("a", HERE, endings=[ending("${here} = '2'", "one", "refused"), ending("true()", "two")]),
    )
    assert interview(questionnaire, {"here": "2"}).record().reason == "one"
    assert interview(questionnaire, {"here": "1"}).record().reason == "two"


def test_an_ending_of_a_hidden_page_is_never_reached():
    questionnaire = form(
        page("a", HERE), page("b", HERE | {"name": "x"}, show="false()", endings=[ending("true()", "r")])
    )
    assert interview(questionnaire).ending is None
