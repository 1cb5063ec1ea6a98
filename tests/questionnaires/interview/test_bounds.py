"""Bounds that the phone checks offline find what the server finds in the same answer."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaires.expressions import Context, evaluate, from_tree, truth
from questionnaires.interview import browser_rules
from tests.questionnaires.kinds.tiny import START, alone, ask, row, text

UNIT = text("小时", "hours")
HOURS = ask("number", "n", least=0, most=120, usual_least=20, usual_most=80, decimals=1, unit=UNIT)
NUMBERS = {
    "hours": HOURS,
    "steps": ask("number", "n", step=0.5, decimals=2, most=10),
    "tiny": ask("number", "n", least=1e-6, decimals=6),
    "whole": ask("number", "n"),
}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [-1, 0, 0.25, 0.5, 1, 7.123456, 19.9, 20, 46.55, 80.1, 120, 130, 1e-6])
def test_the_phone_finds_what_the_server_finds_in_a_number(name, value):
    found = alone(NUMBERS[name], {"n": value})
    (question,) = browser_rules(found.questionnaire)["pages"][0]["questions"]
    told = [(problem.code, problem.level.value) for problem in found.all_problems]
    assert first_told(question, {}, value) == told


@pytest.mark.parametrize("parts", [(60, 40), (60, 30), (99.5, 0.5), (100, 0), (33.3, 66.7), (0, 0)])
def test_the_phone_finds_a_split_that_does_not_add_up(parts):
    rows = [row("a"), row("b")]
    answers = dict(zip("ab", parts, strict=True))
    found = alone(ask("split", "s", total=100, step=0.1, rows=rows, unit=text("%", "%")), answers)
    (question,) = browser_rules(found.questionnaire)["pages"][0]["questions"]
    told = [(problem.code, problem.level.value) for problem in found.all_problems]
    assert first_told(question, {"s": tuple(map(float, parts))}, None) == told


def test_a_message_leaves_a_place_for_the_answer():
    (question,) = browser_rules(alone(HOURS).questionnaire, "en")["pages"][0]["questions"]
    assert question["checks"][-1][-1] == "You entered {n} hours, which is unusual; please confirm"


def first_told(question: dict[str, Any], values: dict[str, Any], itself: Any) -> list[tuple[str, str]]:
    context = Context(start=START, itself="" if itself is None else float(itself))
    for code, level, tree, _message in question["checks"]:
        if not truth(evaluate(from_tree(tree), values, context)):
            return [(code, level)]
    return []
