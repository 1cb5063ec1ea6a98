"""What the phone checks offline is what the server finds in the same answer, in the same words."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaires.expressions import Context, browser_context, browser_values, evaluate, from_tree, truth
from questionnaires.interview import Interview, browser_rules
from tests.questionnaires.expressions.rules_page import run_in_browser
from tests.questionnaires.kinds.tiny import START, alone, ask, only, option, options, row, text

UNIT = text("小时", "hours")
SPLIT = {"rows": [row("a"), row("b", "乙")], "unit": text("%", "%")}
ALONE = [*options("1", "2", "3"), option("4", exclusive=True), option("5", missing="unknown")]
NUMBERS = [-1, 0, 0.25, 0.5, 1, 7.123456, 19.9, 20, 46.55, 80.1, 120, 130, 1e-6]
PARTS = [(60, 40), (60, 30), (99.5, 0.5), (100, 0), (33.3, 66.7), (0, 0), (140, -40), (-5, 7.05), (120.05, 0)]
DATES = [
    "1949",
    "1950",
    "1950-04",
    "1950-05",
    "1950-05-06",
    "1950-05-07",
    "2026-11",
    "2026-11-20",
    "2026-11-21",
]
DATES += ["2024-02-30", "2024-13", "2027", "2000", "2000-05", "2000-05-31", "2000-06-01", "2001"]
TEXTS = ["a", "字" * 5, "字" * 6, "𠮷" * 5, "𠮷" * 7, "AB12", "ab12", "a\nb", "\\", "'\""]
PICKS = [["1"], ["1", "2"], ["1", "2", "3"], ["4"], ["5"]]
HOURS = ask("number", "q", least=0, most=120, usual_least=20, usual_most=80, decimals=1, unit=UNIT)
DAYS: list[dict[str, Any]] = [
    {"precision": precision, **bounds}
    for precision in ("year", "month", "day")
    for bounds in (
        {"latest": "today"},
        {"earliest": "1950", "latest": "2000"},
        {"earliest": "1950-05", "latest": "2000-05"},
        {"earliest": "1950-05-07", "latest": "2000-05-31"},
    )
]


def _cut(bounds: dict[str, Any]) -> list[str]:
    return sorted({day[: LENGTHS[bounds["precision"]]] for day in DATES})


LENGTHS = {"year": 4, "month": 7, "day": 10}  # a date is kept no more exactly than asked
CASES: list[tuple[dict[str, Any], list[Any]]] = [
    (HOURS, NUMBERS),
    (ask("number", "q", step=0.5, decimals=2, most=10), NUMBERS),
    (ask("number", "q", least=1e-6, decimals=6), NUMBERS),
    (ask("number", "q"), NUMBERS),
    (ask("split", "q", total=100, step=0.1, **SPLIT), PARTS),
    (ask("split", "q", total=100, **SPLIT), PARTS),
    *((ask("date", "q", **bounds), _cut(bounds)) for bounds in DAYS),
    (ask("text", "q", limit=5, warn_numbers=False), TEXTS),
    (ask("text", "q", pattern=r"[A-Z]+\d*|'|\\"), TEXTS),
    (ask("multiple", "q", options=ALONE, least=2, most=2), PICKS),
    (ask("multiple", "q", options=ALONE, least=3), PICKS),
    (ask("ranking", "q", options=ALONE, least=2, most=2), PICKS),
]
LANGUAGES = ("zh-CN", "en")


def looked_at(question: dict[str, Any], value: Any) -> Interview:
    answers = dict(zip("ab", value, strict=True)) if question["kind"] == "split" else {"q": value}
    return alone(question, answers)


def evaluations(look: Interview, language: str) -> list[tuple[list[Any], list[Any] | None, Any]]:
    """What the script evaluates: each check with its tree of what is given, and the value it is about."""
    (shown,) = browser_rules(look.questionnaire, language)["pages"][0]["questions"]
    question = only(look)
    kept = {question.name: look.answers.get("q", "")} if question.kind == "date" else look.walk.values
    found = []
    for check in shown.get("checks", []):
        at = check[5] if len(check) > 5 else ""
        found.append((check, check[4] if len(check) > 4 else None, kept.get(at or "q", "")))
    return found


def told(look: Interview, language: str) -> list[tuple[str, str, str, str]]:
    """What the script says: field, code, level and message; the loop is that of ``check`` there."""
    found: list[tuple[str, str, str, str]] = []
    over: set[str] = set()
    first = next(iter(look.answers))
    for check, tree, itself in evaluations(look, language):
        code, level, rule, message = check[:4]
        at = check[5] if len(check) > 5 else ""
        context = Context(start=START, itself=itself)
        if (at in over if at else over) or truth(evaluate(from_tree(rule), look.walk.values, context)):
            continue
        if tree:
            given = float(evaluate(from_tree(tree), look.walk.values, context))  # type: ignore[arg-type]
            beyond = message.partition("{n-")[2].partition("}")[0]
            message = message.replace("{n}", f"{round(given, 6):.15g}")
            message = message.replace(f"{{n-{beyond}}}", f"{given - float(beyond or 0):g}")
        found.append((at if at not in ("", "q") else first, code, level, message))
        if level == "hard":
            over.add(at)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("question", "values"), CASES, ids=range(len(CASES)))
def test_the_phone_says_what_the_server_says(question, values, language):
    faults = 0
    for value in values:
        look = looked_at(question, value)
        said = [
            (problem.field, problem.code, problem.level.value, problem.message.say(language))
            for problem in look.all_problems
        ]
        alike = [problem for problem in said if problem[1] != "exclusive"]
        assert told(look, language) == alike, value
        faults += bool(said)
    assert 0 < faults < len(values)


@pytest.mark.browser
def test_the_browser_evaluates_the_checks_as_the_server_does(browser: Any) -> None:
    cases: list[list[Any]] = []
    expected: list[bool] = []
    for question, values in CASES:
        for value in values:
            look = looked_at(question, value)
            for check, tree, itself in evaluations(look, "en"):
                context = Context(start=START, itself=itself)
                for rule in filter(None, (check[2], tree)):
                    seen = browser_values(look.walk.values, context.zone)
                    cases.append([rule, seen, browser_context(context)])
                    expected.append(truth(evaluate(from_tree(rule), look.walk.values, context)))
    found = run_in_browser(browser, cases)
    assert [one["truth"] for one in found] == expected
    assert {one["type"] for one in found} <= {"boolean", "number"}
    assert len({*expected}) == 2


def test_a_message_leaves_a_place_for_the_answer():
    (question,) = browser_rules(alone(HOURS).questionnaire, "en")["pages"][0]["questions"]
    assert question["checks"][-1][3:] == ["You entered {n} hours, which is unusual; please confirm", ["."]]
