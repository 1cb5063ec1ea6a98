"""Printing a rule back as text, and renaming the questions in it."""

from __future__ import annotations

from questionnaires.expressions.errors import ExpressionError
from questionnaires.expressions.numbers import number_to_text
from questionnaires.expressions.parser import LEVELS, UNARY, parse
from questionnaires.expressions.tokens import QUESTION_NAME
from questionnaires.expressions.tree import (
    Call,
    Expression,
    Itself,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    names,
)
from questionnaires.text import Text

PRIMARY = UNARY + 1


def to_text(expression: Expression) -> str:
    """The rule in one canonical form: single spaces, the fewest brackets, single quotes.

    Reading it gives the same tree. Numbers are written without exponents.

    Raises:
        ExpressionError: ``unwritable_text`` for a tree made by hand whose text holds both
            kinds of quotation mark, which the language cannot write.
    """
    return print_node(expression.tree)


def print_node(node: Node) -> str:
    """The canonical text of one node and all below it."""
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, Name):
        return f"${{{node.name}}}"
    if isinstance(node, Itself):
        return "."
    if isinstance(node, Negation):
        return "-" + _at(node.operand, UNARY)
    if isinstance(node, Call):
        return f"{node.function}({', '.join(print_node(each) for each in node.arguments)})"
    level = LEVELS[node.operator]
    if isinstance(node, Logic):
        return f" {node.operator} ".join(_at(each, level + 1) for each in node.operands)
    return f"{_at(node.left, level)} {node.operator} {_at(node.right, level + 1)}"


def _at(node: Node, level: int) -> str:
    if isinstance(node, Literal | Name | Itself | Call):
        own = PRIMARY
    else:
        own = UNARY if isinstance(node, Negation) else LEVELS[node.operator]
    text = print_node(node)
    return text if own >= level else f"({text})"


def _literal(node: Literal) -> str:
    if not isinstance(node.value, str):
        return number_to_text(node.value)
    if "'" not in node.value:
        return f"'{node.value}'"
    if '"' not in node.value:
        return f'"{node.value}"'
    raise ExpressionError(
        "unwritable_text",
        node.position,
        Text(zh="文字里不能同时有单引号和双引号。", en="A text cannot hold both kinds of quotation mark."),
        Text(zh="用 concat() 连接两段文字。", en="Join two texts with concat()."),
    )


def rename(expression: Expression, old: str, new: str) -> Expression:
    """The rule with ``${old}`` written ``${new}``; all else stays as its author wrote it.

    Raises:
        ExpressionError: ``bad_name`` where ``new`` cannot be the name of a question.
    """
    if not QUESTION_NAME.fullmatch(new):
        parse(f"${{{new}}}")
    source = expression.source
    places = [node.position for node in names(expression) if node.name == old]
    for place in reversed(places):
        end = source.index("}", place)
        source = f"{source[:place]}${{{new}}}{source[end + 1 :]}"
    return parse(source) if places else expression
