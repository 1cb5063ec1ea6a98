"""Evaluating the tree of a rule."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.expressions.functions import FUNCTIONS
from questionnaires.expressions.operations import calculate, compare
from questionnaires.expressions.tree import (
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
from questionnaires.expressions.values import Context, Value, accept, as_number, look_up, truth


def evaluate(expression: Expression, values: Mapping[str, Value], context: Context) -> Value:
    """The value of a rule for the answers so far.

    ``values`` holds the answers by name: a double, a text, a truth value, a date, a moment,
    or a tuple for the rows of a matrix; a multiple choice is a text of codes with spaces.
    A name that is absent is the empty text. Answers to date questions are passed as dates
    (a partial date as its first day, see :func:`.dates.read_date`). A moment in the result
    is on the survey's wall clock, without a zone. The result depends on nothing but the
    arguments, and for a rule that could be read no exception is raised.
    """
    return _value(expression.tree, values, context)


def _value(node: Node, values: Mapping[str, Value], context: Context) -> Value:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Name):
        return look_up(values, node.name, context.zone)
    if isinstance(node, Itself):
        return accept(context.itself, context.zone)
    if isinstance(node, Negation):
        return -as_number(_value(node.operand, values, context))
    if isinstance(node, Logic):
        stop = node.operator == "or"
        for operand in node.operands:
            if truth(_value(operand, values, context)) is stop:
                return stop
        return not stop
    if isinstance(node, Call):
        arguments = tuple([_value(each, values, context) for each in node.arguments])
        return FUNCTIONS[node.function].compute(arguments, context)
    compute = compare if isinstance(node, Comparison) else calculate
    return compute(node.operator, _value(node.left, values, context), _value(node.right, values, context))
