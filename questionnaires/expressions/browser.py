"""Rules and values as JSON for ``rules.js``.

A tree is a list whose first item says what it is: an operator (``"and"``, ``"="``, ``"+"``;
``"-"`` with one operand is unary minus), a function, ``"$"`` with a name, ``"."``, or
``"lit"`` with a number, text or truth value that is the whole rule. Below the top, these
stand for themselves: ``true()`` is ``true``.
``["regex", value, pattern, program]`` carries the compiled program.

A value is a number, a text, true or false, ``{"date": "2024-01-31"}``,
``{"moment": "2024-01-31T08:00:00"}`` on the survey's clock, or a list of these for rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from questionnaires.expressions.dates import date_to_text
from questionnaires.expressions.errors import ExpressionError
from questionnaires.expressions.functions import FUNCTIONS
from questionnaires.expressions.parser import DEEPEST, LEVELS, parse
from questionnaires.expressions.printing import print_node
from questionnaires.expressions.regex import compile_pattern
from questionnaires.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Itself,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
)
from questionnaires.expressions.values import Context, Value, accept
from questionnaires.text import Text


def to_tree(expression: Expression) -> list[Any]:
    """The rule as compact JSON, the only form that the browser evaluates."""
    found = _item(expression.tree)
    return found if isinstance(found, list) else ["lit", found]


def _item(node: Node) -> Any:
    if isinstance(node, Literal):
        return _short(node.value) if isinstance(node.value, float) else node.value
    if isinstance(node, Name):
        return ["$", node.name]
    if isinstance(node, Itself):
        return ["."]
    if isinstance(node, Negation):
        return ["-", _item(node.operand)]
    if isinstance(node, Logic):
        return [node.operator, *map(_item, node.operands)]
    if isinstance(node, Arithmetic | Comparison):
        return [node.operator, _item(node.left), _item(node.right)]
    if node.function in ("true", "false"):
        return node.function == "true"
    items = [node.function, *map(_item, node.arguments)]
    if node.function == "regex":
        items.append([list(one) for one in compile_pattern(items[2])])
    return items


def _short(number: float) -> float | int:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def from_tree(tree: list[Any]) -> Expression:
    """The rule of a tree that came from a browser; its source is the canonical text.

    The tree is printed and read again, so it passes every check of :func:`.parser.parse`;
    the program of a pattern is compiled anew and never taken from the tree.

    Raises:
        ExpressionError: ``bad_tree`` for anything but a tree, or what ``parse`` raises.
    """
    return parse(print_node(_node(tree[1] if tree[:1] == ["lit"] and len(tree) == 2 else tree, 0)))


def _bad_tree() -> ExpressionError:
    return ExpressionError(
        "bad_tree",
        0,
        Text(zh="规则的数据不完整。", en="The data of the rule is not complete."),
        Text(zh="重新载入页面再编辑。", en="Load the page again and edit the rule there."),
    )


def _node(item: Any, depth: int) -> Node:
    if depth > DEEPEST:
        raise _bad_tree()
    if isinstance(item, str):
        return Literal(item)
    if isinstance(item, bool):
        return Call("true" if item else "false", ())
    if isinstance(item, int | float) and 0 <= item < 1e300:
        return Literal(float(item))
    if not isinstance(item, list) or not item or not isinstance(item[0], str):
        raise _bad_tree()
    return _branch(item[0], item[1:], depth)


def _branch(head: str, rest: list[Any], depth: int) -> Node:
    if head == "$" and len(rest) == 1 and isinstance(rest[0], str):
        return Name(rest[0])
    if head == "." and not rest:
        return Itself()
    if head == "regex":
        rest = rest[:2]
    operands = tuple(_node(each, depth + 1) for each in rest)
    if head in FUNCTIONS:
        return Call(head, operands)
    if head == "-" and len(operands) == 1:
        return Negation(operands[0])
    level = LEVELS.get(head, 0)
    if level in (1, 2) and len(operands) >= 2:
        return Logic(head, operands)
    if level < 3 or len(operands) != 2:
        raise _bad_tree()
    kind = Comparison if level < 5 else Arithmetic
    return kind(head, *operands)


def browser_value(value: Value, zone: str) -> Any:
    """An answer as ``rules.js`` takes and gives it; numbers must be finite for strict JSON."""
    value = accept(value, zone)
    if isinstance(value, tuple):
        return [browser_value(each, zone) for each in value]
    if isinstance(value, date):
        return {"moment" if isinstance(value, datetime) else "date": date_to_text(value)}
    return value


def browser_values(values: Mapping[str, Value], zone: str) -> dict[str, Any]:
    """All answers as ``rules.js`` takes them."""
    return {name: browser_value(value, zone) for name, value in values.items()}


def browser_context(context: Context) -> dict[str, Any]:
    """``{"start": wall clock, "itself": value}``: the zone has been applied already."""
    return {
        "start": date_to_text(context.wall()),
        "itself": browser_value(context.itself, context.zone),
    }
