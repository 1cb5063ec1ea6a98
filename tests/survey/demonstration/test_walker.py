import random
from datetime import UTC, datetime

import pytest

from questionnaires import library
from questionnaires.formats import yaml
from questionnaires.interview import Interview
from questionnaires.kinds import ProblemLevel
from survey.demonstration import Persona, StuckError, walk

START = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
FACTS = {"survey_reference_date": "2025-12-31"}


def interview_of(name: str, **settings: bool) -> Interview:
    return Interview(library.load(name, **settings), {}, start=START, facts=FACTS)


def after(interview: Interview, steps) -> Interview:
    for step in steps:
        for name in step.questions:
            reading = interview.read(interview.questionnaire.question_by_name[name], step.posted)
            assert not reading.unreadable
            interview = interview.changed(reading.values)
    return interview


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("county_person", {"extended": True, "follow_up": True}),
        ("county_person", {"extended": False}),
        ("bench", {}),
    ],
)
def test_a_walk_answers_all_that_comes_up_and_leaves_nothing_that_stops(name, settings, count):
    for seed in range(count(6, 300)):
        start = interview_of(name, **settings)
        steps = walk(start, random.Random(seed), Persona())
        ended = after(start, steps)
        assert [step.page for step in steps] == [page.name for page in ended.path]
        assert not [one for one in ended.all_problems if one.level is ProblemLevel.HARD and not ended.ending]
        soft = {one.key for one in ended.all_problems if one.level is ProblemLevel.SOFT}
        assert soft <= {key for step in steps for key in step.confirmed}


def test_a_persona_whose_numbers_add_up_takes_a_form_of_sums_to_its_end():
    start = interview_of("county_unit")
    counts = [one for one in start.questionnaire.questions if one.kind == "number"]
    empty = Persona({one.name: ["0"] for one in counts})
    ended = after(start, walk(start, random.Random(1), empty))
    assert not [one for one in ended.all_problems if one.level is ProblemLevel.HARD]
    with pytest.raises(StuckError):  # which numbers drawn at random do not
        walk(start, random.Random(1), Persona())


def test_walks_reach_every_page_of_the_county_questionnaire(count):
    start = interview_of("county_person", extended=True, follow_up=True)
    wanted = {page.name for page in start.questionnaire.pages}
    seen: set[str] = set()
    for seed in range(count(150, 600)):
        seen |= {step.page for step in walk(start, random.Random(seed), Persona())}
        if seen == wanted:
            break
    assert seen == wanted


def test_the_same_random_numbers_give_the_same_walk():
    start = interview_of("bench")
    assert walk(start, random.Random(5), Persona()) == walk(start, random.Random(5), Persona())
    assert walk(start, random.Random(5), Persona()) != walk(start, random.Random(6), Persona())


def test_a_persona_says_what_it_was_given():
    given = {
        "in_county": ["1"],
        "occ": ["4"],
        "sex": ["2"],
        "birth_ym": ["1985-06"],
        "suggest": ["多给培训机会"],
    }
    start = interview_of("county_person", extended=True)
    ended = after(start, walk(start, random.Random(1), Persona(given)))
    assert {name: ended.answers[name] for name in given} == {
        name: values[0] for name, values in given.items()
    }


def test_weights_of_codes_are_kept_to():
    persona = Persona({"consent": ["2"]})
    start = interview_of("county_person")
    steps = walk(start, random.Random(1), persona)
    assert [step.page for step in steps] == ["consent"]
    weighted = Persona({"in_county": ["1"]}, {"occ": {"4": 1.0}}, {"press_src": 3})
    for seed in range(5):
        ended = after(start, walk(start, random.Random(seed), weighted))
        assert ended.answers["occ"] == "4"
        assert len(ended.answers.get("press_src", "three")) in (1, 3, 5)  # alone, three, or not asked


def test_a_question_that_no_random_answer_meets_is_reported():
    questionnaire = yaml.load(
        """
name: odd
title: {zh-CN: 怪}
pages:
  - name: one
    questions:
      - {kind: text, name: code, label: {zh-CN: 代码}, required: true, pattern: '[A-Z]{9}'}
"""
    )
    with pytest.raises(StuckError) as stuck:
        walk(Interview(questionnaire, {}, start=START), random.Random(1), Persona())
    assert stuck.value.problems == ("code:required",)
