"""Constraints: bounds, limits and exclusive options where they say no more than that, checks otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from questionnaires.expressions import ExpressionError, parse
from questionnaires.expressions.tree import Call, Comparison, Itself, Literal, Logic, Negation, Node
from questionnaires.text import Text

MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}
NOT_MET = Text(zh="回答不符合要求，请检查。", en="The answer does not meet the requirement; please check it.")


@dataclass(slots=True)
class Meaning:
    """What a constraint says: properties of the question, codes that stand alone; or neither."""

    properties: dict[str, Any] = field(default_factory=dict)
    alone: list[str] = field(default_factory=list)


def meaning(rule: str, kind: str) -> Meaning | None:
    """The properties that say all a rule says; None where a check is needed."""
    try:
        tree = parse(rule).tree
    except ExpressionError:
        return None
    found = Meaning()
    parts = tree.operands if isinstance(tree, Logic) and tree.operator == "and" else (tree,)
    return found if all(_take(part, kind, found) for part in parts) else None


def _take(node: Node, kind: str, found: Meaning) -> bool:
    if kind == "multiple" and (code := _alone(node)):
        found.alone.append(code)
        return True
    if (
        kind == "text"
        and isinstance(node, Call)
        and node.function == "regex"
        and node.arguments[0] == Itself()
    ):
        pattern = node.arguments[1]
        return isinstance(pattern, Literal) and _put(found, "pattern", pattern.value)
    if not isinstance(node, Comparison):
        return False
    left, right, operator = node.left, node.right, node.operator
    value = _number(right)
    if value is None:
        value, left, operator = _number(left), right, MIRRORED.get(operator, "")
    if value is None or not operator:
        return False
    if kind == "number" and left == Itself() and operator in ("<=", ">="):
        return _put(found, "most" if operator == "<=" else "least", value)
    if kind == "integer" and left == Itself() and operator in ("<=", ">=", "<", ">") and value.is_integer():
        shift = {"<": -1, ">": 1}.get(operator, 0)
        return _put(found, "most" if operator[0] == "<" else "least", value + shift)
    return value.is_integer() and _counted(left, operator, int(value), kind, found)


def _counted(left: Node, operator: str, value: int, kind: str, found: Meaning) -> bool:
    value += {"<": -1, ">": 1}.get(operator, 0)
    if kind == "text" and left == Call("string-length", (Itself(),)) and operator in ("<=", "<"):
        return 1 <= value <= 10_000 and _put(found, "limit", value)
    if kind == "multiple" and left == Call("count-selected", (Itself(),)):
        if operator in ("<=", "<"):
            return value >= 1 and _put(found, "most", value)
        if operator in (">=", ">"):
            return value >= 0 and _put(found, "least", value)
        return operator == "=" and value >= 1 and _put(found, "most", value) and _put(found, "least", value)
    return False


def _alone(node: Node) -> str:
    """The code in ``not(selected(., 'x') and count-selected(.) > 1)`` and what says the same."""
    if isinstance(node, Call) and node.function == "not":
        inner = node.arguments[0]
        if isinstance(inner, Logic) and inner.operator == "and" and len(inner.operands) == 2:
            for one, other in (inner.operands, inner.operands[::-1]):
                if (code := _selected(one)) and other in _MORE_THAN_ONE:
                    return code
    if isinstance(node, Logic) and node.operator == "or" and len(node.operands) == 2:
        for one, other in (node.operands, node.operands[::-1]):
            code = _selected(one.arguments[0]) if isinstance(one, Call) and one.function == "not" else ""
            own = Comparison("=", Itself(), Literal(code))
            both = Logic("and", (Call("selected", (Itself(), Literal(code))), _AT_MOST_ONE[0]))
            if code and other in (*_AT_MOST_ONE, own, both):
                return code
    return ""


_COUNT = Call("count-selected", (Itself(),))
_MORE_THAN_ONE = (Comparison(">", _COUNT, Literal(1.0)), Comparison(">=", _COUNT, Literal(2.0)))
_AT_MOST_ONE = (
    Comparison("=", _COUNT, Literal(1.0)),
    Comparison("<=", _COUNT, Literal(1.0)),
    Comparison("<", _COUNT, Literal(2.0)),
)


def _selected(node: Node) -> str:
    if isinstance(node, Call) and node.function == "selected" and node.arguments[0] == Itself():
        code = node.arguments[1]
        return str(code.value) if isinstance(code, Literal) else ""
    return ""


def _number(node: Node) -> float | None:
    if (
        isinstance(node, Negation)
        and isinstance(node.operand, Literal)
        and isinstance(node.operand.value, float)
    ):
        return -node.operand.value
    return node.value if isinstance(node, Literal) and isinstance(node.value, float) else None


def _put(found: Meaning, key: str, value: Any) -> bool:
    if key in found.properties:
        return False
    found.properties[key] = value
    return True
