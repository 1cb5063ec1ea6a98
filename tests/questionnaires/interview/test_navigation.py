"""Next, back, going on later, progress, and texts that quote answers."""

from __future__ import annotations

import pytest

from questionnaires.text import Text
from tests.questionnaires.kinds.tiny import (
    CASCADE,
    TOWNS,
    alone,
    ask,
    codes,
    form,
    interview,
    option,
    options,
    page,
    row,
    text,
)

FIRST = ask("single", "first", options=options("1", "2"), required=True)
FOUR = form(
    page("a", FIRST),
    page("b", ask("number", "n", required=True), show="${first} = '1'"),
    page("c", ask("text", "t")),
    page("d", ask("number", "m", required=True)),
)


def name(found):
    return found and found.name


def test_next_and_back_skip_what_is_hidden():
    look = interview(FOUR, {"first": "2"})
    assert name(look.page_after("a")) == "c"
    assert name(look.page_before("c")) == "a"
    assert look.page_before("a") is None
    assert look.page_after("d") is None


def test_a_page_that_has_become_hidden_still_has_neighbours():
    look = interview(FOUR, {"first": "2"})
    assert (name(look.page_before("b")), name(look.page_after("b"))) == ("a", "c")


def test_a_page_is_finished_when_nothing_on_it_stops():
    look = interview(FOUR, {"first": "1"})
    assert look.is_finished("a")
    assert not look.is_finished("b")
    assert look.is_finished("c")
    assert codes(look.all_problems) == ["hard n required", "left_out t left_out", "hard m required"]
    done = interview(FOUR, {"first": "2", "m": 1})
    assert all(done.is_finished(page) for page in done.path)


def test_resume_lands_on_the_first_incomplete_page_but_never_past_the_furthest_seen():
    assert name(interview(FOUR).resume(None)) == "a"
    assert name(interview(FOUR, {"first": "1", "m": 3}).resume("d")) == "b"
    assert name(interview(FOUR, {"first": "1", "n": 3}).resume("c")) == "c"
    assert name(interview(FOUR, {"first": "2"}).resume("b")) == "c"
    assert name(interview(FOUR, {"first": "1", "n": 3, "m": 3}).resume("d")) == "d"


def test_progress_counts_pages_that_may_still_come():
    assert interview(FOUR).progress("a") == (1, 4, 0.25)
    assert interview(FOUR, {"first": "2"}).progress("a") == (1, 3, 1 / 3)
    assert interview(FOUR, {"first": "1"}).progress("b") == (2, 4, 0.5)
    assert interview(FOUR, {"first": "2"}).progress("c") == (2, 3, 2 / 3)


def test_progress_never_falls_below_its_floor():
    assert interview(FOUR).progress("a", floor=0.6) == (1, 4, 0.6)
    assert interview(FOUR, {"first": "1"}).progress("d", floor=0.6).share == 1


def test_progress_looks_through_calculated_values():
    questionnaire = form(
        page("a", ask("number", "n"), ask("calculated", "double", value="${n} * 2")),
        page("b", ask("text", "t"), show="${double} > 10"),
    )
    assert interview(questionnaire).progress("a").total == 2
    assert interview(questionnaire, {"n": 1}).progress("a").total == 1


@pytest.mark.parametrize(
    ("label", "chinese", "english"),
    [
        ("${one}", "选项1", "Option 1"),
        ("${many}", "选项1、选项98：养蜂", "Option 1, Option 98: 养蜂"),
        ("${n}", "38.5", "38.5"),
        ("${m_1}", "选项2", "Option 2"),
        ("${born}", "1985 年 3 月", "March 1985"),
        ("${unit}", "东镇医院", "East hospital"),
        ("${double}", "77", "77"),
        ("${unsaid} ${hidden} ${nobody}", "… … …", "… … …"),
        ("${survey_title}", "本县调查", "本县调查"),
        ("${words}", "<b>${one}</b>", "<b>${one}</b>"),
    ],
)
def test_a_text_quotes_earlier_answers_as_plain_text(label, chinese, english):
    questionnaire = form(
        page(
            "a",
            ask("single", "one", options=options("1", "2")),
            ask("multiple", "many", options=[option("1"), option("98", write_in=True)]),
            ask("number", "n", decimals=1, unit=text("小时")),
            ask("matrix", "m", rows=[row("m_1")], options=options("1", "2")),
            ask("date", "born", precision="month"),
            CASCADE,
            ask("calculated", "double", value="${n} * 2"),
            ask("text", "unsaid"),
            ask("text", "words"),
            ask("number", "hidden", show="false()"),
        ),
        lists=[TOWNS],
    )
    answers = {
        "one": "1",
        "many": ["1", "98"],
        "many_oth": "养蜂",
        "n": 38.5,
        "m_1": "2",
        "born": "1985-03",
        "town": "t1",
        "unit": "u1",
        "hidden": 3,
        "words": "<b>${one}</b>",
    }
    look = interview(questionnaire, answers, facts={"survey_title": "本县调查"})
    assert look.fill(Text(zh=label, en=label), "zh-CN") == chinese
    assert look.fill(Text(zh=label, en=label), "en") == english


def test_a_question_that_was_shown_is_read_whole_and_one_a_script_showed_as_far_as_posted():
    second = ask("single", "second", options=options("1", "2"), show="${first} = '1'")
    look = interview(form(page("a", FIRST, second)), {"second": "2"})
    first, shown_by_script = look.questionnaire.questions
    assert look.read(first, {}).values == {"first": None}
    assert look.read(shown_by_script, {}, whole=False).values == {}
    assert look.read(shown_by_script, {"second": ["1"]}, whole=False).values == {"second": "1"}


@pytest.mark.parametrize("written", ["${n} ${survey_phone}", "$${n}", "${n", "{n}", "$", "价 $ {n}", "<b>&"])
def test_words_of_the_person_are_shown_back_unchanged_beside_a_label_that_quotes(written):
    asking = [option("1"), {**option("98", write_in=True), "label": text("其他（${n} 小时）")}]
    questionnaire = form(
        page(
            "a",
            ask("number", "n"),
            ask("single", "one", options=asking),
            ask("multiple", "many", options=asking),
            ask("text", "words"),
            {**CASCADE, "write_in": True},
            ask("calculated", "joined", type="text", value="concat(${words}, '')"),
        ),
        lists=[TOWNS],
    )
    answers = {
        "n": 38,
        "one": "98",
        "one_oth": written,
        "many": ["98"],
        "many_oth": written,
        "words": written,
    }
    look = interview(questionnaire, answers, facts={"survey_phone": "0515"})
    said = {question.name: look.say(question, "zh-CN") for question in questionnaire.questions}
    assert said["one"] == said["many"] == f"其他（38 小时）：{written}"
    assert said["words"] == said["joined"] == written


def test_the_last_look_says_what_counts():
    question = ask("single", "q", options=[option("1"), option("2", show="false()")])
    look = alone(question, {"q": "2"})
    assert look.say(look.questionnaire.questions[0], "zh-CN") == "未回答"
