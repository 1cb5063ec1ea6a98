"""Random journeys over random questionnaires: what must hold whatever is asked and answered."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.interview import Interview
from questionnaires.kinds import answer_fields, columns
from questionnaires.model import Questionnaire
from tests.questionnaires.kinds.tiny import (
    CASCADE,
    TOWNS,
    ask,
    form,
    interview,
    option,
    options,
    page,
    row,
    text,
)

FIXED = settings(
    derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
SEEDS = st.integers(0, 2**32)
KINDS = (
    "single",
    "multiple",
    "ranking",
    "matrix",
    "number",
    "split",
    "date",
    "text",
    "scale",
    "calculated",
    "note",
)


def rule(random: Random, known: list[tuple[str, str]]) -> str:
    """A rule on names that came before."""
    if not known or random.random() < 0.1:
        return random.choice(["true()", "false()"])
    name, kind = random.choice(known)
    one = {
        "single": f"${{{name}}} = '{random.choice('123')}'",
        "multiple": f"selected(${{{name}}}, '{random.choice('123')}')",
        "ranking": f"count-selected(${{{name}}}) > 1",
        "number": f"${{{name}}} > {random.randrange(10)}",
        "text": f"${{{name}}} != ''",
        "date": f"${{{name}}} > date('2000-01-01')",
        "rows": f"sum(${{{name}}}) > {random.randrange(8)}",
    }[kind]
    return f"not({one})" if random.random() < 0.3 else one


def question(random: Random, name: str, known: list[tuple[str, str]]) -> dict[str, Any]:
    kind = random.choice(KINDS)
    more: dict[str, Any] = {"show": rule(random, known)} if random.random() < 0.4 else {}
    if kind not in ("note", "calculated"):
        more |= {"required": random.random() < 0.5}
        more |= {"offers": ["refused"]} if random.random() < 0.3 else {}
    choice = [option("1"), option("2", write_in=True), option("3", show=rule(random, known))]
    rows = [row(f"{name}_a"), row(f"{name}_b", show=rule(random, known))]
    own: dict[str, dict[str, Any]] = {
        "single": {"options": choice, "shuffle": True},
        "multiple": {"options": [*choice, option("9", exclusive=True)], "most": 2},
        "ranking": {"options": choice, "most": 2},
        "matrix": {"rows": rows, "options": options("1", "2", "3")},
        "split": {"rows": rows, "total": 10},
        "number": {"most": 20, "usual_most": 10},
        "date": {"precision": "month"},
        "calculated": {"value": f"if({rule(random, known)}, 1, 7)"},
    }
    known.append(
        (name, {"matrix": "rows", "split": "rows", "scale": "number", "calculated": "number"}.get(kind, kind))
    )
    if kind == "note":
        known.pop()
    return ask(kind, name, **more, **own.get(kind, {}))


def any_form(random: Random) -> Questionnaire:
    known: list[tuple[str, str]] = []
    pages = []
    for place in range(random.randint(2, 6)):
        more: dict[str, Any] = {"show": rule(random, known)} if random.random() < 0.4 else {}
        asked = [question(random, f"q{place}{letter}", known) for letter in "abc"[: random.randint(1, 3)]]
        if random.random() < 0.2:
            ending = {
                "when": rule(random, known),
                "reason": "r",
                "outcome": "ineligible",
                "message": text("谢谢"),
            }
            more["endings"] = [ending]
        pages.append(page(f"p{place}", *asked, **more))
    pages.insert(1, page("places", CASCADE))
    return form(*pages, lists=[TOWNS])


def any_value(random: Random, name: str) -> Any:
    return random.choice(
        ["1", "2", "3", "9", "words", "2010-05", 3, 10, 15, ["1"], ["1", "2"], ["3", "9"], "t1", "u1", "u2"]
    )


def any_answers(random: Random, questionnaire: Questionnaire) -> dict[str, Any]:
    """Answers on the path and off it; of a right shape more often than not."""
    found: dict[str, Any] = {}
    for asked in questionnaire.questions:
        for field in answer_fields(asked, questionnaire):
            if field.stored and random.random() < 0.8:
                found[field.name] = (
                    fitting(random, asked.kind) if random.random() < 0.9 else any_value(random, field.name)
                )
    return found


def fitting(random: Random, kind: str) -> Any:
    if random.random() < 0.1:
        return {"missing": "refused"}
    return {
        "multiple": random.choice([["1"], ["1", "2"], ["3"]]),
        "ranking": random.choice([["1"], ["2", "1"]]),
        "number": random.randrange(25),
        "scale": random.randrange(11),
        "split": random.choice([3, 5, 7]),
        "date": random.choice(["1985-03", "2010-05"]),
        "text": "words",
        "cascade": random.choice(["t1", "u1"]),
    }.get(kind, random.choice("123"))


def picture(look: Interview) -> Any:
    """Everything that a person sees of the path."""
    shown = [(shown.name, [asked.name for asked in shown.questions]) for shown in look.path]
    parts = {
        name: ([each.code for each in part.options], [each.name for each in part.rows])
        for name, part in look.walk.parts.items()
    }
    return shown, parts, look.counted, look.all_problems, look.record().hash


def journey(seed: int) -> tuple[Random, Interview]:
    random = Random(seed)
    questionnaire = any_form(random)
    return random, interview(questionnaire, any_answers(random, questionnaire), seed=seed)


@FIXED
@given(SEEDS)
def test_an_answer_can_change_only_what_comes_after_it(seed):
    random, look = journey(seed)
    asked = random.choice(look.questionnaire.questions)
    fields = [field.name for field in answer_fields(asked, look.questionnaire) if field.stored]
    changed = look.changed({name: random.choice([None, any_value(random, name)]) for name in fields})
    names = [each.name for each in look.questionnaire.questions]
    before = set(names[: names.index(asked.name)])
    for name in before:
        assert look.walk.parts.get(name) == changed.walk.parts.get(name) or (
            look.walk.parts[name].options == changed.walk.parts[name].options
            and look.walk.parts[name].rows == changed.walk.parts[name].rows
        )
    place = next(i for i, each in enumerate(look.questionnaire.pages) if asked in each.questions)
    for earlier in look.questionnaire.pages[:place]:
        assert look.page(earlier.name) == changed.page(earlier.name)
        assert look.problems(earlier.name) == changed.problems(earlier.name)


@FIXED
@given(SEEDS)
def test_back_then_forward_returns_to_the_same_page(seed):
    _, look = journey(seed)
    for shown in look.path:
        before, after = look.page_before(shown.name), look.page_after(shown.name)
        assert before is None or look.page_after(before.name) == shown
        assert after is None or look.page_before(after.name) == shown


@FIXED
@given(SEEDS)
def test_changing_an_answer_and_back_restores_path_and_hidden_answers(seed):
    random, look = journey(seed)
    asked = random.choice(look.questionnaire.questions)
    fields = [field.name for field in answer_fields(asked, look.questionnaire) if field.stored]
    away = look.changed({name: random.choice([None, any_value(random, name)]) for name in fields})
    back = away.changed({name: look.answers.get(name) for name in fields})
    assert back.answers == look.answers
    assert picture(back) == picture(look)


@FIXED
@given(SEEDS)
def test_answers_off_the_path_never_reach_the_record(seed):
    _, look = journey(seed)
    record = look.record()
    kept = look.changed({name: None for name in look.answers if name not in look.counted})
    assert set(record.answers) <= set(kept.answers) | set(look.counted)
    for asked in look.questionnaire.questions:
        if not look.shown(asked) and asked.name not in look.walk.worked_out:
            for column in columns(asked, look.questionnaire):
                assert record.values[column.name] == {"missing": "not_shown"}
            for field in answer_fields(asked, look.questionnaire):
                assert field.name not in record.answers
    assert dict(kept.record().values) == dict(record.values)


@FIXED
@given(SEEDS)
def test_the_record_has_every_column_once_and_survives_a_journey_through_json(seed):
    _, look = journey(seed)
    names = [
        column.name for asked in look.questionnaire.questions for column in columns(asked, look.questionnaire)
    ]
    assert list(look.record().values) == names
    stored = Interview(
        look.questionnaire, json.loads(json.dumps(dict(look.answers))), start=look.start, seed=seed
    )
    assert stored.record().hash == look.record().hash


@FIXED
@given(SEEDS)
def test_resume_lands_on_the_first_incomplete_page(seed):
    _, look = journey(seed)
    if not look.path:
        return
    last = look.path[-1]
    landed = look.resume(last.name)
    assert landed == next((page for page in look.path if not look.is_finished(page)), last)
    for furthest in look.path:
        here = look.resume(furthest.name)
        assert here is not None
        assert look.path.index(here) <= look.path.index(furthest)
        assert all(look.is_finished(shown) for shown in look.path[: look.path.index(here)])


@FIXED
@given(SEEDS)
def test_filling_in_page_by_page_never_takes_the_progress_back_and_ends_on_the_last_page(seed):
    random = Random(seed)
    questionnaire = any_form(random)
    answers = any_answers(random, questionnaire)
    look = interview(questionnaire, {}, seed=seed)
    shown = look.path[0] if look.path else None
    share = 0.0
    number = steps = 0
    while shown is not None:
        asked = look.questionnaire.page_by_name[shown.name].questions
        fields = [field.name for each in asked for field in answer_fields(each, questionnaire)]
        look = look.changed({name: answers.get(name) for name in fields})
        assert look.page(shown.name) is not None
        number, total, now = look.progress(shown)
        assert 1 <= number <= total
        assert now >= share
        share = now
        shown = look.page_after(shown.name)
        steps += 1
        assert steps <= len(questionnaire.pages)
    assert not look.path or number == len(look.path)
