"""Rules and answers written to do harm end quickly in an ordinary error or value."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from questionnaires.expressions import Context, ExpressionError, evaluate, from_tree, parse
from questionnaires.expressions.regex import LONGEST_PROGRAM, compile_pattern

CONTEXT = Context(datetime(2024, 3, 10, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("source", "code", "position"),
    [
        ("", "empty", 0),
        ("   ", "empty", 0),
        ("9**9**9", "unexpected", 2),
        ("__class__", "bare_name", 0),
        ("().__class__", "unexpected", 1),
        ("__import__('os').system('id')", "unknown_function", 0),
        ("${a}.__class__", "unexpected", 4),
        ("eval('1')", "unknown_function", 0),
        ("[x for x in ${a}]", "bad_character", 0),
        ("lambda: 1", "bad_character", 6),
        ("{{ config }}", "bad_character", 0),
        ("1 +", "unexpected", 3),
        ("1 2", "unexpected", 2),
        ("(1", "unexpected", 2),
        ("1)", "unexpected", 1),
        ("'abc", "open_text", 0),
        ("${age", "bad_name", 0),
        ("${}", "bad_name", 0),
        ("${1a}", "bad_name", 0),
        ("age > 1", "bare_name", 0),
        ("${a} == 1", "unexpected", 6),
        ("${a} / 2", "bad_character", 5),
        ("${a} && 1", "bad_character", 5),
        ("1.2.3", "bad_number", 0),
        ("12abc", "bad_number", 0),
        ("selcted(${a}, '1')", "unknown_function", 0),
        ("selected(${a})", "argument_count", 0),
        ("1 = not()", "argument_count", 4),
        ("round(1, 2, 3)", "argument_count", 0),
        ("selected(${a}，'1')", "full_width", 13),
        ("${a} ＝ 1", "full_width", 5),
        ("${a} = ‘1’", "full_width", 7),
        ("regex(., ${p})", "pattern_not_written", 0),
        ("regex(., '[a')", "bad_pattern", 10),
        ("and", "unexpected", 0),
        ("1 and", "unexpected", 5),
        ("..", "unexpected", 1),
        ("${a} = 'x\x00", "open_text", 7),
    ],
)
def test_an_unreadable_rule_says_where_and_how_to_mend_it(source: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    error = caught.value
    assert (error.code, error.position) == (code, position)
    for text in (error.reason, error.remedy):
        assert text.say("zh-CN")
        assert set(text) == {"zh-CN", "en"}


@pytest.mark.parametrize(
    "source",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "(" * 4_000 + "1" + ")" * 4_000,
        "-" * 9_000 + "1",
        "not(" * 1_500 + "1" + ")" * 1_500,
        "1" + " + 1" * 2_000,
        "1" + " = 1" * 2_000,
        "'" + "a" * 20_000 + "'",
        "9**9**9",
        "9" * 9_999,
        "__class__",
        "regex(., '" + "(" * 4_000 + "a" + ")" * 4_000 + "')",
        "regex(., '" + "(((a{1000}){1000}){1000}){1000}" + "')",
        "regex(., '" + "a|" * 4_000 + "')",
        "regex(., '" + "a?" * 4_000 + "')",
    ],
    ids=lambda source: source[:20],
)
def test_a_huge_or_hostile_rule_is_refused_within_50_milliseconds(source: str) -> None:
    spent = []
    for _ in range(3):
        began = time.process_time()
        with pytest.raises(ExpressionError):
            parse(source)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.05


def test_nesting_up_to_the_limit_is_read_and_evaluated() -> None:
    assert evaluate(parse("(" * 100 + "1" + ")" * 100), {}, CONTEXT) == 1.0
    assert evaluate(parse("not(" * 100 + "1" + ")" * 100), {}, CONTEXT) is True
    assert evaluate(parse("1" + " + 1" * 100), {}, CONTEXT) == 101.0
    assert evaluate(parse(" or ".join(["${a} = 1"] * 800)), {}, CONTEXT) is False


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|aa)+",
        "(a*)*b",
        "([a-z]+)*!",
        "a{0,400}a{0,400}!",
        "(.*)(.*)(.*)x",
    ],
)
def test_a_pattern_over_a_long_text_ends_quickly(pattern: str) -> None:
    rule = parse(f"regex(${{t}}, '{pattern}')")
    for text in ("a" * 50_000, "a" * 50_000 + "?"):
        spent = []
        for _ in range(2):
            began = time.process_time()
            evaluate(rule, {"t": text}, CONTEXT)
            spent.append(time.process_time() - began)
        assert min(spent) < 0.2


@pytest.mark.parametrize(
    "pattern",
    [
        "(a",
        "a)",
        "[a",
        "[]",
        "[b-a]",
        "*a",
        "a**",
        "a+?",
        "a{3}+",
        "a{2,1}",
        "a{1001}",
        "a{,3}",
        "a{x}",
        "(?=a)",
        "(?<=a)b",
        "(a)\\1",
        "\\p{L}",
        "\\",
        "\\u12",
        "(?P<n>a)",
        "a{1000}{1000}",
    ],
)
def test_a_pattern_outside_the_subset_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionError, match="bad_pattern"):
        compile_pattern(pattern)


def test_a_compiled_pattern_keeps_to_its_limit() -> None:
    assert len(compile_pattern("[a-z]{0,900}")) <= LONGEST_PROGRAM + 1


def test_a_chain_of_concat_cannot_outgrow_the_limit() -> None:
    rule = parse("concat(" + ", ".join(["${t}"] * 1_000) + ")")
    value = evaluate(rule, {"t": "x" * 10_000}, CONTEXT)
    assert isinstance(value, str)
    assert len(value) == 100_000


@pytest.mark.parametrize(
    "tree",
    [
        [],
        [1],
        [None],
        ["$"],
        ["$", 1],
        ["$", "a b"],
        ["nothing", 1],
        ["=", 1],
        ["and", 1],
        ["selected", "a"],
        ["+", 1, 2, 3],
        ["-", -1],
        ["lit", float("nan")],
        ["lit", float("inf")],
        ["=", {}, 1],
        ["lit", "both ' and \""],
        ["regex", "a", "(", [[5]]],
        ["regex", "a", ["."], [[5]]],
        ["__class__"],
    ],
)
def test_a_tree_that_is_no_rule_is_refused(tree: list[Any]) -> None:
    with pytest.raises(ExpressionError):
        from_tree(tree)


def test_a_tree_nested_without_end_is_refused() -> None:
    tree: list[Any] = ["."]
    for _ in range(900):
        tree = ["-", tree]
    with pytest.raises(ExpressionError):
        from_tree(tree)


def test_a_program_sent_by_a_browser_is_never_used() -> None:
    rule = from_tree(["regex", ["."], "a", [[0, 98, 98], [5]]])
    assert evaluate(rule, {}, CONTEXT.checking("a")) is True
