"""Random rules: printed and read back, sent to a browser and back, evaluated in both places."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.expressions import (
    FUNCTIONS,
    Context,
    Expression,
    Type,
    Value,
    as_text,
    browser_context,
    browser_values,
    check_types,
    evaluate,
    explain,
    from_tree,
    parse,
    references,
    rename,
    to_text,
    to_tree,
    truth,
)
from questionnaires.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Itself,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
)
from tests.questionnaires.expressions.rules_page import run_in_browser

NUMBERS = [0.0, 1.0, 2.0, 3.0, 0.5, 2.5, 1.005, 100.0, 1e21, 1e-7, 9007199254740993.0, 365.25]
TEXTS = [
    "",
    "1",
    "2",
    "1 2",
    "a",
    "-3.5",
    " 7 ",
    "2024",
    "2024-02-29",
    "2024-05",
    "科技 工作",
    "𠮷",
    "it's",
    "%Y-%m",
]
PATTERNS = ["[0-9]+", "a*", "(1|2)+", "[^ ]*", ".*", "^-?\\d+(\\.\\d+)?$", "[一-龥 ]{2,}"]
NAMES = ["a", "b", "c", "年龄", "r", "d", "m", "none"]
BINARY = {Comparison: ["=", "!=", "<", "<=", ">", ">="], Arithmetic: ["+", "-", "*", "div", "mod"]}
VALUES: dict[str, Value] = {
    "a": 3.0,
    "b": "1 2",
    "c": "",
    "年龄": 60.5,
    "r": (1.0, "", "3", 2.0),
    "d": date(2024, 2, 29),
    "m": datetime(2024, 2, 29, 15, 59, 59, tzinfo=UTC),
}
CONTEXT = Context(datetime(2024, 3, 10, 1, 30, tzinfo=UTC), itself="2")


def random_node(chance: random.Random, depth: int) -> Node:
    """A tree of at most ``depth`` levels, every kind of node and function being likely."""
    kind = chance.randrange(4) if depth == 0 else chance.randrange(10)
    if kind < 4:
        leaves = (Literal(chance.choice(NUMBERS)), Literal(chance.choice(TEXTS)), Name(chance.choice(NAMES)))
        return (*leaves, Itself())[kind]

    def below() -> Node:
        return random_node(chance, depth - 1)

    if kind == 4:
        return Negation(below())
    if kind == 5:
        return Logic(chance.choice(["and", "or"]), tuple(below() for _ in range(chance.randint(2, 4))))
    if kind == 6:
        return Comparison(chance.choice(BINARY[Comparison]), below(), below())
    if kind == 7:
        return Arithmetic(chance.choice(BINARY[Arithmetic]), below(), below())
    function = FUNCTIONS[chance.choice(list(FUNCTIONS))]
    if function.name == "regex":
        return Call("regex", (below(), Literal(chance.choice(PATTERNS))))
    most = function.most if function.most is not None else function.least + 2
    return Call(function.name, tuple(below() for _ in range(chance.randint(function.least, most))))


rules = st.builds(
    lambda seed, depth: Expression("", random_node(random.Random(seed), depth)),
    st.integers(0, 2**32),
    st.integers(0, 5),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(rules)
def test_a_printed_rule_reads_back_as_the_same_tree(rule: Expression) -> None:
    assert parse(to_text(rule)) == rule


@settings(max_examples=150, deadline=None, derandomize=True)
@given(rules)
def test_a_rule_survives_the_way_to_the_browser_and_back(rule: Expression) -> None:
    assert from_tree(json.loads(json.dumps(to_tree(rule)))) == rule


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rules)
def test_a_rule_can_be_renamed_there_and_back(rule: Expression) -> None:
    written = parse(to_text(rule))
    there = rename(written, "a", "新题")
    assert "a" not in references(there)
    assert rename(there, "新题", "a") == rule


@settings(max_examples=150, deadline=None, derandomize=True)
@given(rules)
def test_any_rule_can_be_checked_explained_and_evaluated(rule: Expression) -> None:
    check_types(rule, {"a": Type.NUMBER, "d": Type.DATE}, Type.BOOLEAN)
    said = explain(rule, {}, {})
    assert said.say("zh-CN")
    assert said.say("en")
    assert evaluate(rule, {}, CONTEXT) is not None


def comparable(value: Value) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return as_text(value)
        return "-0" if value == 0 and math.copysign(1, value) < 0 else value
    return [comparable(each) for each in value] if isinstance(value, tuple) else as_text(value)


@pytest.mark.browser
@pytest.mark.prove
def test_random_rules_have_the_same_value_in_python_and_in_the_browser(
    browser: Any, count: Callable[[int, int], int]
) -> None:
    chance = random.Random(20240310)
    some = [Expression("", random_node(chance, chance.randint(1, 5))) for _ in range(count(500, 20_000))]
    answers, context = browser_values(VALUES, CONTEXT.zone), browser_context(CONTEXT)
    found = run_in_browser(browser, [[to_tree(rule), answers, context] for rule in some])
    wrong = []
    for rule, one in zip(some, found, strict=True):
        value = evaluate(rule, VALUES, CONTEXT)
        expected = {"result": comparable(value), "text": as_text(value), "truth": truth(value)}
        if type(one["result"]) is int:
            one["result"] = float(one["result"])  # beyond 2**53 an int would be another number
        if expected != {key: one.get(key) for key in expected}:
            wrong.append((to_text(rule), expected, one))
    assert wrong[:5] == []
