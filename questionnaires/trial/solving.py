"""Answers that make a rule true, or false.

A rule is taken apart at ``and``, ``or`` and ``not``. What remains is a condition on a few
answers: their candidates are tried, all combinations where these are few and a random part
where they are many; and where numbers are compared, one after the other is moved by as much
as the two sides differ, which meets sums. Values that are worked out are seen through. What
is not found may still exist.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TypeAlias

from questionnaires.expressions import Context, Expression, Type, Value, evaluate, read_date, truth
from questionnaires.expressions.tree import Call, Comparison, Logic, Node
from questionnaires.expressions.values import as_number
from questionnaires.interview.plan import Plan
from questionnaires.interview.rules import compiled, is_true, value_of
from questionnaires.kinds import Lists, Stored
from questionnaires.kinds.answer import plain_number
from questionnaires.model import Number, Question, Scale, Split
from questionnaires.trial.basis import Bases, Basis
from questionnaires.trial.candidates import Constants, bounds, candidates, fitted

# Combinations that are tried of one condition, and how often a whole rule is begun anew.
MOST_TRIALS = 240
MOST_TRIED_TOGETHER = 2
RESTARTS = 4
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

Found = dict[str, Stored | None]
Numeric: TypeAlias = Number | Scale | Split


@dataclass(frozen=True)
class Wish:
    """A rule that is to be true or false; ``itself`` is the question that ``.`` stands for."""

    rule: str
    wanted: bool
    place: str
    itself: str = ""


class Solver:
    """Finds answers for the rules of one questionnaire."""

    def __init__(
        self, plan: Plan, lists: Lists, facts: Mapping[str, Value], context: Context, rng: Random
    ) -> None:
        self.plan = plan
        self.lists = lists
        self.facts = facts
        self.context = context
        self.rng = rng
        self.today = context.wall().date()
        self._bases = Bases(plan, lists)
        self._types = {
            field.name: field.type
            for item in plan.item_by_name.values()
            for field in item.kind.answer_fields(item.question, lists)
        }

    def solve(
        self,
        wish: Wish,
        values: Mapping[str, Value],
        fixed: Mapping[str, Stored | None],
        free: frozenset[str] | None = None,
    ) -> Found | None:
        """Answers that grant a wish; None where none were found.

        ``values`` are what rules see already, ``fixed`` the answers that may not change;
        only fields in ``free`` may be answered, all others where it is None.
        """
        tree = compiled(wish.rule).tree
        for _ in range(RESTARTS):
            chosen: Found = {}
            if self._grant(tree, wish.wanted, _State(values, fixed, chosen, free, wish.itself)):
                return chosen
        return None

    def _grant(self, node: Node, wanted: bool, state: _State) -> bool:
        if isinstance(node, Call) and node.function == "not":
            return self._grant(node.arguments[0], not wanted, state)
        if isinstance(node, Logic):
            operands = list(node.operands)
            self.rng.shuffle(operands)
            if (node.operator == "and") is wanted:
                return all(self._grant(one, wanted, state) for one in operands) and self._holds(
                    node, wanted, state
                )
            return any(self._tried(one, wanted, state) for one in operands)
        return self._leaf(node, wanted, state)

    def _tried(self, node: Node, wanted: bool, state: _State) -> bool:
        before = dict(state.chosen)
        if self._grant(node, wanted, state):
            return True
        state.chosen.clear()
        state.chosen.update(before)
        return False

    def _leaf(self, node: Node, wanted: bool, state: _State) -> bool:
        basis = self._bases.of(node, state.itself)
        free = [name for name in basis.fields if state.may_answer(name)]
        holds = self._holds(node, wanted, state)
        if not free:
            return holds
        is_sum = isinstance(node, Comparison) and len(free) > MOST_TRIED_TOGETHER
        if is_sum and isinstance(node, Comparison) and self._level(node, wanted, free, state):
            return True
        for combination in self._combinations(free, basis.written, state):
            state.chosen.update(zip(free, combination, strict=True))
            if self._holds(node, wanted, state):
                return True
        if not is_sum and isinstance(node, Comparison) and self._level(node, wanted, free, state):
            return True
        for name in free:
            state.chosen.pop(name, None)
        # Without any answer it may hold as well.
        return holds

    def _combinations(
        self, free: Sequence[str], written: Constants, state: _State
    ) -> Iterator[tuple[Stored | None, ...]]:
        choices: list[list[Stored | None]] = []
        for name in free:
            item = self.plan.question_of[name]
            found: list[Stored | None] = [
                *candidates(item.question, name, self.lists, written, self.today, self.rng)
            ]
            # No answer is tried last of all, for it may not be allowed.
            choices.append([*found, None] if not self._is_itself(item.question, state) else found)
        if math.prod(map(len, choices)) <= MOST_TRIALS:
            yield from itertools.product(*choices)
            return
        owners = [self.plan.question_of[name].question.name for name in free]
        for number in range(MOST_TRIALS):
            drawn = [self.rng.choice(choice) for choice in choices]
            # Every other time all rows of a question alike: means and sums come to their ends.
            alike = dict(zip(owners, drawn, strict=True)) if number % 2 else {}
            yield tuple(
                alike.get(owner, one) if alike.get(owner) in choice else one
                for owner, one, choice in zip(owners, drawn, choices, strict=True)
            )

    def _is_itself(self, question: Question, state: _State) -> bool:
        return question.name == state.itself

    def _level(self, node: Comparison, wanted: bool, free: Sequence[str], state: _State) -> bool:
        """Move numbers one by one until the two sides stand as they should."""
        operator = node.operator if wanted else OPPOSITE[node.operator]
        numeric = {
            name: question
            for name in free
            if isinstance(question := self.plan.question_of[name].question, Number | Scale | Split)
        }
        movable = list(numeric)
        self.rng.shuffle(movable)
        for name in movable:
            if state.chosen.get(name) is None:
                state.chosen[name] = self._begin(numeric[name], state.values.get(name))
        for name in movable:
            if self._holds(node, wanted, state):
                return True
            self._move(node, operator, name, numeric[name], state)
        return self._holds(node, wanted, state)

    def _begin(self, question: Numeric, given: Value | None) -> int | float:
        """Where a number is moved from: what was answered, else 0 or the bound next to it."""
        if isinstance(given, float) and math.isfinite(given):
            return plain_number(given)
        low, high, _step = bounds(question)
        return plain_number(min(max(0.0, low), high))

    def _move(self, node: Comparison, operator: str, name: str, question: Numeric, state: _State) -> None:
        """Move one number by as much as the sides differ, as far as its bounds let it."""
        here = state.chosen[name]
        if not isinstance(here, int | float):
            return
        _low, _high, step = bounds(question)
        off = self._difference(node, state)
        state.chosen[name] = here + step
        slope = (self._difference(node, state) - off) / step
        state.chosen[name] = here
        if not math.isfinite(off) or not math.isfinite(slope) or slope == 0:
            return
        beyond = {"<": -step, ">": step, "!=": step}.get(operator, 0.0)
        target = here - (off - beyond * abs(slope)) / slope
        for up in (False, True):
            state.chosen[name] = plain_number(fitted(target, question, up=up))
            if _stands(operator, self._difference(node, state)):
                return

    def _difference(self, node: Comparison, state: _State) -> float:
        left, right = (self._value(side, state) for side in (node.left, node.right))
        return as_number(left) - as_number(right)

    def _holds(self, node: Node, wanted: bool, state: _State) -> bool:
        return truth(self._value(node, state)) is wanted

    def _value(self, node: Node, state: _State) -> Value:
        basis = self._bases.of(node, state.itself)
        values: dict[str, Value] = {}
        for name in (*basis.names, *basis.fields):
            value = state.values.get(name, self.facts.get(name))
            if value is not None:
                values[name] = value
        for name in basis.fields:
            if name in state.chosen or name in state.fixed:
                stored = state.chosen[name] if name in state.chosen else state.fixed[name]
                values[name] = as_value(stored, self._types[name])
        self._see_rows(basis, values)
        for question in basis.worked_out:
            if is_true(question.show, values, self.context):
                values[question.name] = value_of(question.value, values, self.context)
        itself: Value = ""
        if state.itself:
            item = self.plan.item_by_name[state.itself]
            itself = values.get(item.kind.first_field(item.question), "")
        return evaluate(Expression("", node), values, self.context.checking(itself))

    def _see_rows(self, basis: Basis, values: dict[str, Value]) -> None:
        """Put the answered rows under the name of their matrix or split."""
        for name in basis.names:
            if self._types.get(name) is Type.ROWS:
                rows = self.plan.question_of[name].whole.rows
                found = [values.get(row.name, "") for row in rows if row.expect is None]
                values[name] = tuple(one for one in found if one != "" and not isinstance(one, tuple))


@dataclass
class _State:
    values: Mapping[str, Value]
    fixed: Mapping[str, Stored | None]
    chosen: Found
    free: frozenset[str] | None
    itself: str

    def may_answer(self, name: str) -> bool:
        """Whether a field may still be answered in whatever way."""
        if name in self.fixed or name in self.chosen:
            return False
        return self.free is None or name in self.free


def as_value(stored: Stored | None, kind: Type) -> Value:
    """A stored answer as rules see it."""
    if stored is None or isinstance(stored, dict):
        return ""
    if isinstance(stored, list):
        return " ".join(stored)
    if isinstance(stored, str):
        day: date | None = read_date(stored) if kind is Type.DATE else None
        return day if day is not None else stored
    return float(stored)


def _stands(operator: str, difference: float) -> bool:
    return {
        "=": abs(difference) < 1e-9,
        "!=": difference != 0,
        "<": difference < 0,
        "<=": difference <= 0,
        ">": difference > 0,
        ">=": difference >= 0,
    }[operator]
