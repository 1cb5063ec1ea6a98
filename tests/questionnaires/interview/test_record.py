"""What a submit freezes."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.questionnaires.kinds.tiny import ask, form, interview, option, options, page, row, text

FIRST = ask("single", "first", options=options("1", "2"), required=True)
QUESTIONNAIRE = form(
    page("a", FIRST),
    page(
        "b",
        ask("number", "n", usual_most=10, decimals=1),
        ask("calculated", "double", value="${n} * 2"),
        show="${first} = '1'",
    ),
    page("c", ask("multiple", "act", options=options("1", "2"))),
)


def test_every_column_has_a_value_or_the_reason_why_not():
    assert dict(interview(QUESTIONNAIRE, {"first": "1", "n": 4, "act": ["2"]}).record().values) == {
        "first": "1",
        "n": 4,
        "double": 8,
        "act_1": 0,
        "act_2": 1,
    }


def test_what_is_off_the_path_is_not_shown_and_what_is_empty_is_left_out():
    record = interview(QUESTIONNAIRE, {"first": "2", "n": 4}).record()
    assert dict(record.values) == {
        "first": "2",
        "n": {"missing": "not_shown"},
        "double": {"missing": "not_shown"},
        "act_1": {"missing": "left_out"},
        "act_2": {"missing": "left_out"},
    }
    assert dict(record.answers) == {"first": "2"}
    assert record.left_out == ("act_1", "act_2")


def test_a_value_that_cannot_be_worked_out_is_not_applicable():
    assert interview(QUESTIONNAIRE, {"first": "1"}).record().values["double"] == {"missing": "not_applicable"}


def test_confirmed_and_unconfirmed_soft_problems_are_told_apart():
    look = interview(QUESTIONNAIRE, {"first": "1", "n": 40})
    assert look.record().unconfirmed == ("n:unusual",)
    assert look.record(["n:unusual", "other:one"]).confirmed == ("n:unusual",)
    assert interview(QUESTIONNAIRE, {"first": "1", "n": 4}).record(["n:unusual"]).confirmed == ()


def test_hard_problems_of_a_response_that_was_never_submitted_are_named():
    assert interview(QUESTIONNAIRE).record().unresolved == ("first:required",)


def test_the_hash_is_that_of_the_canonical_text_and_of_nothing_else():
    one = interview(QUESTIONNAIRE, {"first": "1", "n": 4, "act": ["2"]}).record()
    same = interview(
        form(*QUESTIONNAIRE.model_dump()["pages"], title=text("别的")), {"act": ["2"], "n": 4.0, "first": "1"}
    )
    other = interview(QUESTIONNAIRE, {"first": "1", "n": 5, "act": ["2"]}).record()
    assert one.hash == same.record().hash == hashlib.sha256(one.canonical.encode()).hexdigest()
    assert one.hash != other.hash
    assert json.loads(one.canonical)["values"] == dict(one.values)


def rows(count: int):
    return form(
        page(
            "a",
            ask("matrix", "m", rows=[row(f"m_{i}") for i in range(10)], options=options("1"), required=True),
        ),
        page(
            "b",
            ask("text", "t"),
            ask("number", "key", offers=["refused"]),
            ask("number", "hidden", show="false()"),
        ),
        complete_when=["key", "hidden"],
    ), {f"m_{i}": "1" for i in range(count)}


@pytest.mark.parametrize(
    ("answered", "key", "completeness"),
    [
        (10, 1, "complete"),
        (8, 1, "complete"),
        (8, {"missing": "refused"}, "complete"),
        (8, None, "partial"),
        (7, 1, "partial"),
        (5, 1, "partial"),
        (4, 1, "broken_off"),
        (0, None, "broken_off"),
    ],
)
def test_completeness_is_the_share_of_required_items_and_the_fields_that_must_be_there(
    answered, key, completeness
):
    questionnaire, answers = rows(answered)
    record = interview(questionnaire, {**answers, "key": key}).record()
    assert (record.asked, record.answered, record.completeness) == (10, answered, completeness)


def test_where_nothing_is_required_all_that_is_shown_counts():
    questionnaire = form(page("a", ask("text", "t"), ask("text", "u")))
    assert interview(questionnaire).record().completeness == "broken_off"
    assert interview(questionnaire, {"t": "x"}).record().completeness == "partial"


def test_reviews_are_those_that_are_true_of_the_path():
    reviews = [
        {"code": "V1", "when": "${n} > 5", "label": text("多")},
        {"code": "V2", "when": "${first} = '2'", "label": text("二")},
    ]
    questionnaire = form(*QUESTIONNAIRE.model_dump()["pages"], reviews=reviews)
    assert [review.code for review in interview(questionnaire, {"first": "1", "n": 9}).reviews()] == ["V1"]
    assert [review.code for review in interview(questionnaire, {"first": "2", "n": 9}).reviews()] == ["V2"]


def test_random_orders_are_recorded_only_where_they_were_seen():
    shuffled = ask("single", "s", options=[option("1"), option("2")], shuffle=True, show="${first} = '1'")
    questionnaire = form(page("a", FIRST, shuffled))
    assert list(interview(questionnaire, {"first": "1"}).record().orders) == ["s"]
    assert list(interview(questionnaire, {"first": "2"}).record().orders) == []
