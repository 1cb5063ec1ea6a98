"""Whether any answer can make a condition true, or false.

The condition is tried on every combination of answers that could make a difference: each
option code, numbers at and beside the bounds and the figures of the rule, and no answer.
A part that is not a plain comparison of one answer with a constant counts as either true
or false, and where the combinations are too many nothing is claimed: what is reported is
certain, what is not reported may still be wrong.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations, islice, product

from questionnaires.checks.scope import Scope
from questionnaires.expressions import Context, Expression, Type, Value, evaluate, truth
from questionnaires.expressions.tree import (
    Call,
    Comparison,
    Itself,
    Literal,
    Logic,
    Name,
    Node,
    walk,
)
from questionnaires.model import Date, Multiple, Number, Question, Ranking, Scale, Split

MOST_TRIALS = 5000
MOST_KNOWN = 20_000
_CONTEXT = Context(datetime(2000, 1, 1))  # noqa: DTZ001
_known: dict[tuple[Node, bytes], frozenset[bool]] = {}
_lock = threading.Lock()


def never(
    expression: Expression, scope: Scope, itself: str = "", answered: frozenset[str] = frozenset()
) -> bool:
    """Whether no answer makes the condition true; ``answered`` fields are never empty."""
    return outcomes(expression, scope, itself, answered) == {False}


def always(
    expression: Expression, scope: Scope, itself: str = "", answered: frozenset[str] = frozenset()
) -> bool:
    """Whether every answer makes the condition true."""
    return outcomes(expression, scope, itself, answered) == {True}


def outcomes(expression: Expression, scope: Scope, itself: str, answered: frozenset[str]) -> set[bool]:
    """What a condition can come to; both where that cannot be told."""
    plain = _Plain(scope, itself)
    tree = plain.condition(expression.tree)
    # One more than can be tried is enough to know that there are too many: sets of options double
    # with every option a rule names.
    choices = {
        name: list(islice(_candidates(name, scope, plain, name in answered), MOST_TRIALS + 1))
        for name in plain.names
    }
    choices.update({name: ["", "x"] for name in plain.opaque})
    if math.prod(len(values) for values in choices.values()) > MOST_TRIALS or not all(choices.values()):
        return {True, False}
    # What a condition comes to depends on nothing but itself and what is tried. A draft is judged
    # after each of its changes, which leave most conditions as they were.
    key = (tree, hashlib.sha256(repr(choices).encode("utf-8", "surrogatepass")).digest())
    with _lock:
        known = _known.get(key)
    if known is None:
        known = _tried(tree, choices)
        with _lock:
            _known[key] = known
            while len(_known) > MOST_KNOWN:
                del _known[next(iter(_known))]
    return set(known)


def forget() -> None:
    """Forget what conditions came to; they are tried anew."""
    with _lock:
        _known.clear()


def _tried(tree: Node, choices: Mapping[str, Sequence[Value]]) -> frozenset[bool]:
    """What a condition comes to over all combinations of some answers."""
    found: set[bool] = set()
    for values in product(*choices.values()):
        trial: dict[str, Value] = dict(zip(choices, values, strict=True))
        found.add(truth(evaluate(Expression("", tree), trial, _CONTEXT)))
        if len(found) == 2:
            break
    return frozenset(found)


class _Plain:
    """Rewrites a condition so that its leaves are plain comparisons or opaque names."""

    def __init__(self, scope: Scope, itself: str) -> None:
        self.scope = scope
        self.itself = itself
        self.names: dict[str, list[str | float]] = {}
        self.opaque: dict[str, Node] = {}

    def condition(self, node: Node) -> Node:
        """The condition with everything that is not plain replaced by an opaque truth."""
        if isinstance(node, Logic):
            return replace(node, operands=tuple(self.condition(each) for each in node.operands))
        if isinstance(node, Call) and node.function == "not":
            return replace(node, arguments=(self.condition(node.arguments[0]),))
        if isinstance(node, Comparison):
            return self.comparison(node)
        if isinstance(node, Call) and node.function == "selected":
            return self.selected(node)
        return self.unknown(node)

    def comparison(self, node: Comparison) -> Node:
        for here, there in ((node.left, node.right), (node.right, node.left)):
            if isinstance(there, Literal):
                counted = isinstance(here, Call) and here.function == "count-selected"
                name = self.named(here.arguments[0] if isinstance(here, Call) and counted else here)
                if name and self.comparable(name, there.value, counted):
                    self.names.setdefault(name, []).append(there.value)
                    return self.with_names(node)
        return self.unknown(node)

    def comparable(self, name: str, value: float | str, counted: bool) -> bool:
        kind = self.scope.fields[name].type
        if counted:
            return kind is Type.CODES and isinstance(value, float)
        if value == "":
            return kind is not Type.ROWS
        if kind is Type.CODE:
            return isinstance(value, str)
        return kind is Type.NUMBER and isinstance(value, float)

    def selected(self, node: Call) -> Node:
        name, code = self.named(node.arguments[0]), node.arguments[1]
        known = name and self.scope.fields[name].type in (Type.CODE, Type.CODES)
        if name and known and isinstance(code, Literal):
            self.names.setdefault(name, []).append(code.value)
            return self.with_names(node)
        return self.unknown(node)

    def named(self, node: Node) -> str:
        """The field a name or ``.`` stands for; empty for anything else."""
        name = node.name if isinstance(node, Name) else self.itself if isinstance(node, Itself) else ""
        return name if name in self.scope.fields else ""

    def with_names(self, node: Node) -> Node:
        """The node with ``.`` written as the name of its field."""
        if isinstance(node, Itself):
            return Name(self.itself)
        if isinstance(node, Comparison):
            return replace(node, left=self.with_names(node.left), right=self.with_names(node.right))
        if isinstance(node, Call):
            return replace(node, arguments=tuple(self.with_names(each) for each in node.arguments))
        return node

    def unknown(self, node: Node) -> Node:
        """An opaque name that is true or false; equal parts share one."""
        for name, known in self.opaque.items():
            if known == node:
                return Comparison("!=", Name(name), Literal(""))
        if not any(isinstance(each, Name | Itself | Call) for each in walk(node)):
            return node
        name = f"opaque {len(self.opaque)}"
        self.opaque[name] = node
        return Comparison("!=", Name(name), Literal(""))


def _candidates(name: str, scope: Scope, plain: _Plain, answered: bool) -> Iterator[Value]:
    """Answers to a field that could make a difference."""
    field = scope.fields[name]
    question = scope.owner[name].question
    written = plain.names[name]
    if not answered:
        yield ""
    if field.type is Type.CODE:
        yield from field.codes or {str(value) for value in written} | {"another"}
    elif field.type is Type.CODES:
        yield from _sets(question, scope, written)
    elif field.type is Type.NUMBER:
        yield from _numbers(question, [value for value in written if isinstance(value, float)])
    else:
        yield "x"


def _sets(question: Question, scope: Scope, written: list[str | float]) -> Iterator[str]:
    options = scope.options(question)
    most = len(options)
    if isinstance(question, Multiple | Ranking) and question.most is not None:
        most = question.most
    alone = [option.code for option in options if option.exclusive]
    yield from alone
    free = [option.code for option in options if not option.exclusive]
    named = [code for code in free if code in written]
    rest = [code for code in free if code not in written]
    for size in range(min(len(named), most) + 1):
        for chosen in combinations(named, size):
            for more in range(min(len(rest), most - size) + 1):
                if size + more:
                    yield " ".join([*chosen, *rest[:more]])


def _numbers(question: Question, written: list[float]) -> Iterator[float]:
    """Numbers a question takes: the bounds, and those at and beside every figure of the rule."""
    low, high, step = _range(question)
    near = [0.0, *(bound for bound in (low, high) if math.isfinite(bound))]
    for value in written:
        below = math.floor(value / step + 1e-9) * step
        near += [round(below + count * step, 9) for count in (-1, 0, 1, 2)]
    yield from sorted({value for value in near if low <= value <= high})


def _range(question: Question) -> tuple[float, float, float]:
    """Least, most and the smallest difference of a number; infinite where nothing bounds it."""
    if isinstance(question, Number):
        low = -math.inf if question.least is None else question.least
        high = math.inf if question.most is None else question.most
        return low, high, 10.0**-question.decimals
    if isinstance(question, Scale):
        return question.least, question.most, 1.0
    if isinstance(question, Split):
        return 0.0, question.total, question.step
    if isinstance(question, Date):
        return -math.inf, math.inf, 1.0
    return -math.inf, math.inf, 0.001
