"""Conditions that go round in circles: all are named, each once, in a long questionnaire too."""

import itertools
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.checks.circles import check_circles, entangled
from questionnaires.checks.scope import Scope
from questionnaires.model import Questionnaire

LONG = 3000


def asked(needs: list[set[int]]) -> Scope:
    """Number questions ``q0``, ``q1``…, each shown according to those whose numbers are given."""
    questions = [
        {
            "kind": "number",
            "name": f"q{number}",
            "label": {"zh-CN": "多少"},
            **({"show": " or ".join(f"${{q{one}}} > 1" for one in sorted(others))} if others else {}),
        }
        for number, others in enumerate(needs)
    ]
    whole = {"name": "ring", "title": {"zh-CN": "圈"}, "pages": [{"name": "p", "questions": questions}]}
    return Scope(Questionnaire.model_validate(whole))


def shortest(start: int, needs: list[set[int]]) -> int | None:
    """The length of the shortest way from a question back to itself, by looking at every step."""
    reached = needs[start]
    for length in range(1, len(needs) + 1):
        if start in reached:
            return length
        reached = set().union(*(needs[one] for one in reached))
    return None


@st.composite
def graphs(draw: st.DrawFn) -> list[set[int]]:
    count = draw(st.integers(1, 7))
    return draw(st.lists(st.sets(st.integers(0, count - 1), max_size=3), min_size=count, max_size=count))


@given(graphs())
def test_every_question_in_a_circle_is_in_one_that_is_named(needs: list[set[int]]) -> None:
    found = {one.place.removeprefix("question:q"): one.reason["zh-CN"] for one in check_circles(asked(needs))}
    circles = {number: shortest(number, needs) for number in range(len(needs))}
    named = set()
    for start, reason in found.items():
        names = reason.rstrip("。").split("：")[1].split(" → ")
        assert names[0] == names[-1] == f"q{start}"
        assert len(names) - 1 == circles[int(start)]
        numbers = [int(name[1:]) for name in names]
        assert all(later in needs[earlier] for earlier, later in itertools.pairwise(numbers))
        named |= set(numbers)
    assert named == {number for number, length in circles.items() if length}
    assert set().union(
        *entangled({f"q{n}": {f"q{o}" for o in others} for n, others in enumerate(needs)})
    ) == {f"q{number}" for number in named}


def chain(length: int, *, closed: bool) -> Scope:
    """Questions that each need the one before, the first the last where it is closed."""
    needs = [{number - 1} if number else set() for number in range(length)]
    if closed:
        needs[0] = {length - 1}
    scope = asked(needs)
    list(check_circles(scope))  # the rules are read once
    return scope


def steps(scope: Scope) -> int:
    """How many calls looking for circles takes, Python's and its own."""
    count = itertools.count()
    sys.setprofile(lambda *_: next(count))
    try:
        list(check_circles(scope))
    finally:
        sys.setprofile(None)
    return next(count)


@pytest.mark.parametrize("closed", [False, True])
def test_a_chain_of_thousands_of_conditions_takes_no_longer_than_it_is(closed: bool) -> None:
    long = chain(LONG, closed=closed)
    assert steps(long) < 2.5 * steps(chain(LONG // 2, closed=closed))
    found = list(check_circles(long))
    assert [one.place for one in found] == (["question:q0"] if closed else [])
