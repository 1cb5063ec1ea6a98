"""Patterns of regex() against Python's own engine and against the browser."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from questionnaires.expressions import Context, browser_context, parse, to_tree
from questionnaires.expressions.matching import matches
from questionnaires.expressions.regex import compile_pattern
from tests.questionnaires.expressions.rules_page import RULES, run_in_browser

ATOMS = ["a", "b", "科", "𠮷", ".", "[ab]", "[^a]", "[一-龥]", "\\d", "\\w", "\\W", "\\.", "^", "$"]
REPEATS = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}"]


def random_pattern(chance: random.Random, depth: int) -> str:
    parts = []
    for _ in range(chance.randint(1, 3)):
        atom = chance.choice(ATOMS)
        if depth and chance.random() < 0.4:
            inner = [random_pattern(chance, depth - 1) for _ in range(chance.randint(1, 3))]
            atom = f"{chance.choice(['(', '(?:'])}{'|'.join(inner)})"
        # Python refuses to repeat a bare anchor.
        parts.append(atom if atom in "^$" else atom + chance.choice(REPEATS))
    return "".join(parts)


def random_cases(count: int) -> list[tuple[str, str]]:
    chance = random.Random(7)
    return [
        (random_pattern(chance, 2), "".join(chance.choices("aab科𠮷.1_", k=chance.randint(0, 6))))
        for _ in range(count)
    ]


@pytest.mark.prove
def test_patterns_match_what_the_engine_of_python_matches(count: Callable[[int, int], int]) -> None:
    wrong = []
    for pattern, text in random_cases(count(600, 10_000)):
        expected = re.compile(pattern, re.ASCII).fullmatch(text) is not None
        if matches(compile_pattern(pattern), text) is not expected:
            wrong.append((pattern, text, expected))
    assert wrong[:5] == []


@pytest.mark.browser
def test_the_browser_matches_the_same_patterns(browser: Any) -> None:
    cases = random_cases(400)
    context = browser_context(Context(datetime(2024, 3, 10, tzinfo=UTC)))
    found = run_in_browser(
        browser, [[to_tree(parse(f"regex(${{t}}, '{p}')")), {"t": text}, context] for p, text in cases]
    )
    assert [each["result"] for each in found] == [matches(compile_pattern(p), text) for p, text in cases]


@pytest.mark.browser
@pytest.mark.parametrize("length", [100, 1_000, 50_000])
def test_the_limit_of_steps_is_reached_at_the_same_text_in_both(browser: Any, length: int) -> None:
    pattern = "a{0,400}a{0,400}a*"
    context = browser_context(Context(datetime(2024, 3, 10, tzinfo=UTC)))
    tree = to_tree(parse(f"regex(${{t}}, '{pattern}')"))
    found = run_in_browser(browser, [[tree, {"t": "a" * length}, context]])
    assert found[0]["result"] is matches(compile_pattern(pattern), "a" * length)


@pytest.mark.browser
def test_a_pattern_over_a_long_answer_is_quick_in_the_browser(browser: Any) -> None:
    page = browser.new_page()
    try:
        page.add_script_tag(content=RULES.read_text("utf-8"))
        spent = page.evaluate(
            """tree => {
                const began = performance.now();
                Kewen.rules.evaluate(tree, { t: "a".repeat(50000) + "!" }, { start: "2024-03-10T00:00:00" });
                return performance.now() - began;
            }""",
            to_tree(parse("regex(${t}, '(a+)+$')")),
        )
    finally:
        page.close()
    assert spent < 200


def test_the_script_of_the_browser_stays_small() -> None:
    script = RULES.read_bytes()
    assert len(script) <= 7 * 1024
    assert b"eval(" not in script
    assert b"Function(" not in script
