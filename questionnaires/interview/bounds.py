"""The bounds of numbers as checks the phone evaluates without the network.

They say what :mod:`questionnaires.kinds` says of the same answer, under the same codes;
``{n}`` in a message stands for the answer, or for the sum of the parts of a split.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from questionnaires.expressions import to_tree
from questionnaires.interview.rules import compiled
from questionnaires.kinds.answer import number_words
from questionnaires.kinds.messages import DECIMALS, SPLIT_SUM, STEP, UNUSUAL, WHOLE_NUMBER, said
from questionnaires.kinds.number import bounds_message, unit_words
from questionnaires.model import Level, Number, Question, Split
from questionnaires.text import Text

ANSWER = "{n}"
CLOSE = "0.000001"


def bound_checks(question: Question, language: str) -> list[list[Any]]:
    """The checks of a number or a split as ``[code, level, tree, message]``, gravest first; else none."""
    if isinstance(question, Number):
        return _of_number(question, language)
    if isinstance(question, Split):
        total, unit = number_words(question.total), unit_words(question.unit)
        message = said(SPLIT_SUM, total=total, given=ANSWER, unit=unit)
        rule = f"abs(sum(${{{question.name}}}) - {_digits(question.total)}) < {CLOSE}"
        return [_check("sum", Level.HARD, rule, message, language)]
    return []


def _of_number(question: Number, language: str) -> list[list[Any]]:
    found = []
    bounds = bounds_message(question.least, question.most)
    if bounds:
        rule = _within(question.least, question.most)
        found.append(_check("out_of_bounds", Level.HARD, rule, bounds, language))
    decimals = said(DECIMALS, decimals=question.decimals) if question.decimals else WHOLE_NUMBER
    found.append(_check("decimals", Level.HARD, _multiple_of(10**-question.decimals), decimals, language))
    if question.step:
        message = said(STEP, step=number_words(question.step))
        found.append(_check("step", Level.HARD, _multiple_of(question.step), message, language))
    usual = _within(question.usual_least, question.usual_most)
    if usual:
        message = said(UNUSUAL, value=ANSWER, unit=unit_words(question.unit))
        found.append(_check("unusual", Level.SOFT, usual, message, language))
    return found


def _within(least: float | None, most: float | None) -> str:
    sides = ((">=", least), ("<=", most))
    return " and ".join(f". {sign} {_digits(bound)}" for sign, bound in sides if bound is not None)


def _digits(value: float) -> str:
    """A number as rules write one, without an exponent."""
    return f"{Decimal(repr(value)):f}"


def _multiple_of(step: float) -> str:
    times = f". div {_digits(step)}"
    return f"abs({times} - round({times})) < {CLOSE}"


def _check(code: str, level: Level, rule: str, message: Text, language: str) -> list[Any]:
    return [code, level.value, to_tree(compiled(rule)), message.say(language)]
