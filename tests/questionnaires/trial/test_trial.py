"""Simulated respondents: they reach what can be reached, say what cannot, and never get lost."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires import library
from questionnaires.interview import Interview
from questionnaires.kinds import ProblemLevel, as_posted, kind_of
from questionnaires.trial import Bounds, Sort, journeys, trial
from tests.questionnaires.interview.test_journeys import any_form
from tests.questionnaires.kinds.tiny import (
    CASCADE,
    START,
    TOWNS,
    ask,
    form,
    option,
    options,
    page,
    row,
    text,
)

FACTS = {"survey_reference_date": "2026-06-30", "survey_place": "阜宁县"}
SHIPPED = [("bench", {}), ("county_unit", {}), ("county_person", {}), ("county_person", {"extended": True})]


def tried(*pages, seed=0, bounds=None, **more):
    return trial(form(*pages, **more), start=START, facts=FACTS, seed=seed, bounds=bounds)


def places(report, sort=None):
    return {one.place for one in report.unreached if sort in (None, one.sort)}


@pytest.mark.parametrize(("name", "chosen"), SHIPPED)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_of_a_shipped_questionnaire_is_reached_but_what_a_check_forbids(name, chosen, seed):
    found = trial(library.load(name, **chosen), start=START, facts=FACTS, seed=seed)
    # Both conditions are for answers from paper: in the browser a check stops before them.
    assert places(found) <= {"review:V01", "review:U8_sum"}
    assert found.dead_ends == ()
    assert found.stopped == "done"
    assert found.questions.least <= found.questions.middle <= found.questions.most


def test_the_same_seed_gives_the_same_report_and_another_another():
    one, again, other = (
        trial(library.load("county_person"), start=START, facts=FACTS, seed=seed) for seed in (7, 7, 8)
    )
    assert (one.questions, one.minutes, one.counts) == (again.questions, again.minutes, again.counts)
    assert (one.minutes, one.respondents) != (other.minutes, other.respondents)


@pytest.mark.parametrize(("name", "chosen"), SHIPPED)
def test_a_walk_goes_the_way_an_interview_shows(name, chosen):
    whole = library.load(name, **chosen)
    for journey in islice(journeys(whole, start=START, facts=FACTS, seed=5), 15):
        look = Interview(whole, journey.answers, start=START, facts=FACTS)
        assert look.path == tuple(journey.pages)
        assert look.ending == journey.ending
        assert not [one for one in look.all_problems if one.level is ProblemLevel.HARD and not look.ending]


@settings(derandomize=True, deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_any_questionnaire_is_walked_and_what_is_reported_as_hidden_never_was_seen(seed):
    whole = any_form(Random(seed))
    found = trial(whole, start=START, seed=seed, bounds=Bounds(respondents=60, seconds=2.0))
    missed = {one.place.removeprefix("question:") for one in found.unreached if one.sort is Sort.QUESTION}
    for journey in islice(journeys(whole, start=START, seed=seed), 5):
        look = Interview(whole, journey.answers, start=START)
        if journey.stuck is None:
            assert look.path == tuple(journey.pages)
        seen = {question.name for shown in journey.pages for question in shown.questions}
        assert not (missed & seen)


def test_what_no_answer_brings_up_is_named_with_its_rule():
    found = tried(
        page("a", ask("single", "sex", options=options("1", "2"))),
        page("b", ask("text", "more", show="${sex} = '3'"), show="${sex} = '1'"),
        page("c", ask("text", "never"), show="${sex} = '1' and ${sex} = '2'"),
    )
    assert places(found) == {"question:more", "page:c", "question:never"}
    more = next(one for one in found.unreached if one.place == "question:more")
    assert more.rule == "${sex} = '3'"
    assert "“题more”" in more.reason["zh-CN"]
    assert "“Question more”" in more.reason["en"]
    never = next(one for one in found.unreached if one.place == "question:never")
    assert never.rule == "${sex} = '1' and ${sex} = '2'"


def test_of_several_conditions_the_one_that_nobody_met_is_named():
    found = tried(
        page("a", ask("single", "s", options=options("1", "2")), ask("number", "n", least=0, most=9)),
        page("b", ask("text", "t", show="${s} = '1' and ${n} > 50")),
    )
    (one,) = [each for each in found.unreached if each.sort is Sort.QUESTION]
    said = one.reason["zh-CN"].split("其中这一条从没满足过：")[1]
    assert "题n" in said
    assert "题s" not in said
    assert "never met" in one.reason["en"]


def test_a_rule_that_is_always_true_is_named():
    found = tried(
        page("a", ask("number", "n", required=True, least=5, most=9)),
        page("b", ask("text", "t", show="${n} > 2")),
    )
    assert places(found, Sort.HIDDEN) == {"question:t"}


def test_a_check_that_cannot_fail_and_one_that_cannot_be_met_are_named():
    def check(code, require, level="hard"):
        return {"code": code, "require": require, "level": level, "message": text("不对", "Wrong")}

    found = tried(
        page("a", ask("number", "n", least=0, most=9, checks=[check("idle", ". < 10")])),
        page("b", ask("number", "m", least=0, most=9, checks=[check("severe", ". > 10", "soft")])),
    )
    assert places(found, Sort.CHECK_FAILS) == {"question:n/check:idle"}
    assert places(found, Sort.CHECK_HOLDS) == {"question:m/check:severe"}


def test_sums_that_cannot_be_met_are_a_dead_end_with_the_answers_that_decide():
    parts = [ask("number", name, required=True, least=0, most=10) for name in ("x", "y")]
    total = {"code": "sum", "require": "sum(${x}, ${y}) = ${n}", "message": text("合计不对", "Wrong sum")}
    parts[-1]["checks"] = [total]
    found = tried(page("a", ask("number", "n", required=True, least=30, most=40)), page("b", *parts))
    assert [(one.page, one.place, one.rule) for one in found.dead_ends] == [
        ("b", "question:y", "sum(${x}, ${y}) = ${n}")
    ]
    assert found.finished == 0
    assert "题n" in [label["zh-CN"] for label, _said in found.dead_ends[0].answers]


@pytest.mark.parametrize("most", [20, 100, 100000])
def test_sums_that_can_be_met_are_met(most):
    names = [f"x{number}" for number in range(8)]
    parts = [ask("number", name, required=True, least=0, most=most) for name in names]
    rule = f"sum({', '.join(f'${{{name}}}' for name in names)}) = ${{n}}"
    parts[-1]["checks"] = [{"code": "sum", "require": rule, "message": text("合计不对", "Wrong sum")}]
    found = tried(page("a", ask("number", "n", required=True, least=0, most=most)), page("b", *parts))
    assert found.dead_ends == ()
    assert found.unreached == ()


def test_a_split_whose_steps_do_not_meet_its_total_is_a_dead_end():
    rows = [row("s_1"), row("s_2")]
    found = tried(page("a", ask("split", "s", required=True, rows=rows, total=100, step=30)))
    assert [one.place for one in found.dead_ends] == ["question:s"]


@pytest.mark.parametrize(
    "pattern",
    ["[0-9]{11}", "1[3-9][0-9]{9}", "[A-Z]{2}-?[0-9]+", "(foo|bar)?x", "[^a]{3}", r"\d+(\.\d+)?", "^a$"],
)
def test_a_pattern_is_written_as_it_asks(pattern):
    found = tried(page("a", ask("text", "t", required=True, pattern=pattern)))
    assert found.dead_ends == ()
    assert found.finished > 0


def test_rules_on_worked_out_values_dates_choices_and_places_are_solved():
    age = "int((${survey_reference_date} - ${born}) div 365.25)"
    found = tried(
        page("a", ask("date", "born", required=True, latest="today"), ask("calculated", "age", value=age)),
        page("b", ask("text", "young", show="${age} < 3"), ask("text", "old", show="${age} > 100")),
        page(
            "c", ask("multiple", "act", options=[*options("1", "2", "3", "4"), option("9", exclusive=True)])
        ),
        page("d", ask("text", "two", show="selected(${act}, '2') and count-selected(${act}) > 3")),
        page("e", CASCADE),
        page("f", ask("text", "west", show="${unit} = 'u2'"), ask("text", "other", show="${unit_oth} != ''")),
        page(
            "g", ask("matrix", "m", required=True, rows=[row("m_1"), row("m_2")], options=options("1", "2"))
        ),
        page("h", ask("text", "both", show="${m_1} = '2' and ${m_2} = '2'")),
        lists=[TOWNS],
    )
    assert found.unreached == ()


def test_a_chain_of_rules_is_followed_from_its_end():
    pages = [page("p0", ask("single", "q0", options=options(*"123456789")))]
    pages += [
        page(
            f"p{n}",
            ask("single", f"q{n}", options=options(*"123456789"), show=f"${{q{n - 1}}} = '{n % 9 + 1}'"),
        )
        for n in range(1, 12)
    ]
    assert tried(*pages).unreached == ()


def test_a_trial_ends_when_its_bounds_are_reached_and_says_so():
    whole = library.load("county_person")
    few = trial(whole, start=START, facts=FACTS, bounds=Bounds(respondents=3))
    assert (few.respondents, few.stopped) == (3, "respondents")
    ticks = iter(range(1000))
    short = trial(
        whole, start=START, facts=FACTS, bounds=Bounds(seconds=5.0, clock=lambda: float(next(ticks)))
    )
    assert short.stopped == "seconds"
    assert short.respondents < 10


def test_a_large_questionnaire_is_tried_within_its_seconds():
    pages = []
    for n in range(55):
        asked = []
        for m in range(10):
            name, former = f"q{n}_{m}", f"q{n - 1}_{m}"
            show = {"show": f"${{{former}}} = '{m % 4 + 1}' or ${{q{n - 1}_0}} = '2'"} if n and m > 1 else {}
            asked.append(ask("single", name, options=options("1", "2", "3", "4"), **show))
        pages.append(page(f"p{n}", *asked))
    found = tried(*pages, bounds=Bounds(seconds=5.0))
    assert found.goals > 3000
    assert found.unreached == ()
    assert found.seconds < 6


def test_what_is_answered_can_be_posted_and_read_again():
    whole = library.load("county_person", extended=True)
    journey = next(journeys(whole, start=START, facts=FACTS, seed=3))
    look = Interview(whole, {}, start=START, facts=FACTS)
    for shown in journey.pages:
        for question in shown.questions:
            posted: dict[str, object] = {}
            for name in kind_of(question).stored_fields(question, look.code_lists):
                value = journey.answers.get(name)
                if isinstance(value, dict):
                    posted[f"{question.name}.missing"] = value["missing"]
                else:
                    posted[name] = value if isinstance(value, list) else None if value is None else str(value)
            look = look.changed(look.read(question, as_posted(posted)).values)
    assert look.counted == Interview(whole, journey.answers, start=START, facts=FACTS).counted


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("date", ". <= date('9999-12-31')"),
        ("date", ". >= date('0001-01-01')"),
        ("text", "string-length(.) < 100000000000"),
    ],
)
def test_rules_at_the_ends_of_the_calendar_and_of_memory_are_tried_too(kind, rule):
    check = {"code": "C1", "require": rule, "message": text("不对", "Wrong")}
    found = tried(page("a", ask(kind, "q", checks=[check])))
    assert found.finished > 0


def test_a_split_of_less_than_nothing_is_a_dead_end_and_no_defect():
    found = tried(page("a", ask("split", "q", rows=[row("q_1"), row("q_2")], total=-5)))
    assert found.respondents > 0


def test_an_optional_question_no_answer_is_taken_to_is_named_and_bars_nobody_from_the_rest():
    many = {"when": "${kids} > 4", "reason": "many", "outcome": "ineligible", "message": text("谢谢")}
    report = tried(
        page(
            "a",
            ask("multiple", "acts", least=3, most=2, options=options("1", "2", "3")),
            ask("number", "kids", least=0, most=5),
            endings=[many],
        ),
        page("b", ask("text", "q"), show="count-selected(${acts}) >= 3", title=text("乙")),
        page(
            "c",
            ask("text", "w", required=True, pattern="[0-9]{3}-[a-z]{2}"),
            ask("text", "x", show="${w} = '123-ab'"),
            ask("text", "y", show="${w} = 'zzz'"),
        ),
    )
    (end,) = report.dead_ends
    assert (end.place, end.is_passed) == ("question:acts", True)
    assert places(report) == {"page:b", "question:q", "question:y"}
    assert report.unreached[0].reason["zh-CN"].startswith("“乙”页 的显示条件从未成立")
