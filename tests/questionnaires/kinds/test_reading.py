"""From what was posted to what is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.kinds import KINDS, Reading, as_posted
from questionnaires.kinds.answer import number_words
from questionnaires.kinds.reading import clean, read_number
from tests.questionnaires.kinds.tiny import CASCADE, TOWNS, alone, ask, only, option, options, row

NUMBERS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("numbers.json").read_text("utf-8"))
READER = Path(__file__).parents[3] / "survey/web/static/respond/respond.js/0-numbers.js"
FIXED = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OTHER = [*options("1", "2"), option("98", write_in=True)]
EVERY_KIND: list[dict[str, Any]] = [
    ask("single", "q", options=OTHER, offers=["refused"]),
    ask("multiple", "q", options=OTHER),
    ask("ranking", "q", options=OTHER),
    ask("matrix", "q", rows=[row("q_1"), row("q_2")], options=options("1", "2"), offers=["unknown"]),
    ask("number", "q", decimals=1),
    ask("split", "q", rows=[row("q_1"), row("q_2")]),
    ask("date", "q"),
    ask("text", "q"),
    ask("scale", "q"),
    CASCADE,
    ask("note", "q"),
    ask("consent", "q", options=options("1", "2")),
    ask("calculated", "q", value="1"),
]


def reading(question: dict[str, Any], posted: dict[str, Any], *, whole: bool = True) -> Reading:
    look = alone(question, lists=[TOWNS])
    return look.read(only(look), as_posted(posted), whole=whole)


@FIXED
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
def test_a_number_that_is_written_out_is_read_again_as_the_same(digits, decimals):
    number = digits / 10**decimals
    assert read_number(number_words(number)) == number


def test_a_small_decimal_is_written_without_an_exponent():
    assert number_words(0.00002) == "0.00002"


def test_every_kind_of_the_model_can_be_read_here():
    assert {question["kind"] for question in EVERY_KIND} == set(KINDS)


def test_a_form_and_the_script_say_the_same():
    multiple = ask("multiple", "q", options=options("1", "2", "3"))
    from_form = reading(multiple, {"q": ["3", "1"]})
    from_script = reading(multiple, {"q": ["3", "1"]}, whole=False)
    assert from_form == from_script == Reading({"q": ["1", "3"]})


@pytest.mark.parametrize("vector", NUMBERS, ids=lambda vector: repr(vector["typed"]))
def test_a_number_is_read_as_it_was_meant_or_not_at_all(vector):
    found = read_number(vector["typed"], vector.get("units", ()))
    assert found == vector["number"]
    assert type(found) is type(vector["number"])


@pytest.mark.browser
def test_the_phone_reads_numbers_as_the_server_does(browser):
    page = browser.new_page()
    try:
        page.add_script_tag(content=READER.read_text("utf-8"))
        found = page.evaluate(
            "v => v.map(o => Kewen.readNumber(o.typed, o.units)).map(n => n === n ? n : null)", NUMBERS
        )
    finally:
        page.close()
    wrong = [(vector, one) for vector, one in zip(NUMBERS, found, strict=True) if one != vector["number"]]
    assert wrong == []


def test_a_unit_may_be_typed_in_any_language_of_the_questionnaire():
    hours = ask("number", "q", unit={"zh-CN": "小时", "en": "hours"})
    assert reading(hours, {"q": "40小时"}) == reading(hours, {"q": "40 hours"}) == Reading({"q": 40})


@pytest.mark.parametrize("typed", ["四十", "40-50", "9" * 16])
def test_a_number_that_cannot_be_read_is_put_aside_and_never_guessed(typed):
    read = reading(ask("number", "q"), {"q": typed})
    assert read.values == {"q": None}
    assert [(each.field, each.raw) for each in read.unreadable] == [("q", typed)]


@FIXED
@given(st.integers(-(10**14), 10**14), st.integers(0, 3))
def test_any_number_written_plainly_is_read_exactly(whole, places):
    written = f"{whole / 10**places:.{places}f}"
    if len(written.strip("-").replace(".", "")) <= 15:
        assert read_number(written) == float(written)


def test_a_choice_that_is_not_posted_was_emptied_only_where_the_whole_question_stood_on_the_form():
    single = ask("single", "q", options=options("1", "2"))
    assert reading(single, {}).values == {"q": None}
    assert reading(single, {}, whole=False).values == {}
    assert reading(ask("text", "q"), {}).values == {}


def test_an_empty_list_from_the_script_empties_a_choice():
    assert reading(ask("multiple", "q", options=options("1")), {"q": []}, whole=False).values == {"q": None}


def test_an_unknown_code_is_put_aside_and_the_others_are_kept():
    read = reading(ask("multiple", "q", options=options("1", "2")), {"q": ["2", "7"]})
    assert read.values == {"q": ["2"]}
    assert read.unreadable[0].raw == "7"


def test_two_answers_to_a_single_choice_keep_the_first():
    read = reading(ask("single", "q", options=options("1", "2")), {"q": ["2", "1"]})
    assert read.values == {"q": "2"}
    assert read.unreadable[0].raw == "1"


def test_an_offered_missing_answer_wins_and_empties_the_rest():
    matrix = ask("matrix", "q", rows=[row("q_1"), row("q_2")], options=options("1"), offers=["refused"])
    read = reading(matrix, {"q_2": "1", "q.missing": "refused"})
    assert read.values == {"q_1": {"missing": "refused"}, "q_2": None}


def test_a_missing_answer_that_is_not_offered_is_put_aside():
    read = reading(ask("number", "q", offers=["unknown"]), {"q": "3", "q.missing": "refused"})
    assert read.values == {"q": 3}
    assert read.unreadable[0].field == "q.missing"


def test_taking_a_missing_answer_back_empties_the_field():
    number = ask("number", "q", offers=["refused"])
    assert reading(number, {"q.missing": ""}, whole=False).values == {"q": None}


def test_words_beside_the_only_open_option_choose_it_where_nothing_else_was_chosen():
    single = ask("single", "q", options=OTHER)
    assert reading(single, {"q_oth": "养蜂"}).values == {"q": "98", "q_oth": "养蜂"}
    assert reading(single, {"q": "1", "q_oth": "养蜂"}).values == {"q": "1", "q_oth": "养蜂"}


def test_several_open_options_have_fields_of_their_own():
    two = [option("8", write_in=True), option("9", write_in=True)]
    read = reading(ask("multiple", "q", options=two), {"q": ["8", "9"], "q_oth_8": "甲", "q_oth_9": "乙"})
    assert read.values == {"q": ["8", "9"], "q_oth_8": "甲", "q_oth_9": "乙"}


def test_a_ranking_keeps_its_order():
    ranking = ask("ranking", "q", options=options("1", "2", "3"))
    assert reading(ranking, {"q": ["3", "1"]}).values == {"q": ["3", "1"]}


def test_a_ranking_without_a_script_has_one_select_for_each_place():
    ranking = ask("ranking", "q", options=options("1", "2", "3"))
    assert reading(ranking, {"q.1": "3", "q.2": "", "q.3": "3"}).values == {"q": ["3", "3"]}


def test_a_birth_month_is_read_from_its_parts():
    month = ask("date", "q", precision="month")
    assert reading(month, {"q.year": "１９８５", "q.month": "3"}).values == {"q": "1985-03"}
    assert reading(month, {"q.year": "1985年", "q.month": "3月"}).values == {"q": "1985-03"}


def test_a_year_without_its_month_is_kept_until_the_month_comes():
    assert reading(ask("date", "q", precision="month"), {"q.year": "1985", "q.month": ""}).values == {
        "q": "1985"
    }


def test_a_month_without_a_year_is_put_aside():
    read = reading(ask("date", "q", precision="month"), {"q.year": "", "q.month": "3"})
    assert read.values == {"q": None}
    assert len(read.unreadable) == 1


@pytest.mark.parametrize(
    "typed", ["1985-03-02", "1985/3/2", "1985.3.2", "1985年3月2日", "19850302", "１９８５-３-２"]
)
def test_a_whole_date_is_read_in_the_ways_people_write_it(typed):
    assert reading(ask("date", "q"), {"q": typed}).values == {"q": "1985-03-02"}


def test_a_date_more_exact_than_asked_is_cut():
    assert reading(ask("date", "q", precision="year"), {"q": "1985-03-02"}).values == {"q": "1985"}


def test_a_day_that_does_not_exist_is_kept_as_typed():
    assert reading(ask("date", "q"), {"q": "2023-02-30"}).values == {"q": "2023-02-30"}


def test_text_is_kept_as_typed_but_for_its_line_ends():
    assert reading(ask("text", "q"), {"q": "  一\r\n二\r三 <b>  "}).values == {"q": "  一\n二\n三 <b>  "}


def test_blanks_alone_are_no_text():
    assert reading(ask("text", "q"), {"q": " \n "}).values == {"q": None}


def test_text_longer_than_the_limit_is_kept():
    assert reading(ask("text", "q", limit=3), {"q": "一二三四"}).values == {"q": "一二三四"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("一\0", "一\ufffd"),
        ("\ud83d", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\udc00x", "\ufffdx"),
    ],
)
def test_what_cannot_be_stored_is_marked(sent, kept):
    assert reading(ask("text", "q"), {"q": sent}).values == {"q": kept}


@FIXED
@given(st.text(st.characters(), max_size=30))
def test_cleaned_text_can_always_be_stored(raw):
    cleaned = clean(raw)
    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert clean(cleaned) == cleaned


def test_a_cascade_is_read_level_by_level():
    assert reading(CASCADE, {"town": "t1", "unit": "u1", "unit_oth": ""}).values == {
        "town": "t1",
        "unit": "u1",
        "unit_oth": None,
    }
    read = reading(CASCADE, {"town": "t1", "unit": "t2", "unit_oth": "新单位"})
    assert read.values == {"town": "t1", "unit": None, "unit_oth": "新单位"}
    assert read.unreadable[0].raw == "t2"


def test_a_scale_takes_only_its_points():
    scale = ask("scale", "q", least=0, most=10)
    assert reading(scale, {"q": "１０"}).values == {"q": 10}
    for raw in ("11", "2.5", "x"):
        read = reading(scale, {"q": raw})
        assert (read.values, read.unreadable[0].raw) == ({"q": None}, raw)


def test_a_row_that_did_not_stand_on_the_form_is_left_as_it_was():
    matrix = ask("matrix", "q", rows=[row("q_1"), row("q_2", show="false()")], options=options("1"))
    assert reading(matrix, {"q_1": "1"}).values == {"q_1": "1"}


def test_the_script_may_send_texts_and_lists_of_texts_only():
    assert as_posted({"a": "1", "b": ["1", "2"], "c": None}) == {"a": ("1",), "b": ("1", "2"), "c": ()}
    for bad in (1, True, {"a": "b"}, ["1", 2]):
        with pytest.raises(ValueError, match="a: a text or a list"):
            as_posted({"a": bad})


POSTS = st.dictionaries(
    st.sampled_from(
        [
            "q",
            "q.missing",
            "q_1",
            "q_2",
            "q_oth",
            "q.1",
            "q.2",
            "q.year",
            "q.month",
            "q.day",
            "town",
            "unit",
            "unit_oth",
        ]
    ),
    st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from(["1", "2", "98", "refused", "t1", "u2", "2020"])),
        max_size=3,
    ),
)


@FIXED
@given(st.sampled_from(EVERY_KIND), POSTS, st.booleans())
def test_nothing_that_is_posted_breaks_a_kind(question, posted, whole):
    look = alone(question, lists=[TOWNS])
    read = look.read(only(look), posted, whole=whole)
    after = look.changed(read.values)
    after.problems("one")
    after.say(only(look), "zh-CN")
    assert after.record().hash == look.changed(read.values).record().hash
