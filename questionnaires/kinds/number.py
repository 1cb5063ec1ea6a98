"""A number with a unit and bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from typing_extensions import override

from questionnaires.expressions import Type, Value
from questionnaires.kinds.answer import AnswerField, Answers, Stored, number_in, number_words
from questionnaires.kinds.column import Column
from questionnaires.kinds.kind import Kind
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import (
    BETWEEN,
    DECIMALS,
    NOT_LESS,
    NOT_MORE,
    STEP,
    UNUSUAL,
    WHOLE_NUMBER,
    WRONG_SHAPE,
    said,
)
from questionnaires.kinds.problem import Asking, Problem, ProblemLevel, Shown
from questionnaires.kinds.reading import Draft
from questionnaires.model import Missing, Number, Scale
from questionnaires.text import Text


class NumberKind(Kind[Number]):
    """The answer is a number."""

    @override
    def answer_fields(self, question: Number, lists: Lists) -> tuple[AnswerField, ...]:
        return (AnswerField(question.name, question.name, Type.NUMBER, question.label),)

    @override
    def read_answer(self, question: Number, draft: Draft) -> None:
        draft.number(question.name, tuple(question.unit.values()))

    @override
    def settle_answer(self, question: Number, answers: Answers, shown: Shown) -> dict[str, Stored]:
        value = number_in(answers, question.name)
        return {} if value is None else {question.name: value}

    @override
    def values(self, question: Number, settled: Answers, shown: Shown) -> dict[str, Value]:
        value = number_in(settled, question.name)
        return {} if value is None else {question.name: float(value)}

    @override
    def faults(self, question: Number, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        value = number_in(answers, question.name)
        if value is None:
            if answers.get(question.name) is not None:
                yield self.fault(question, "unreadable", WRONG_SHAPE)
            return
        bounds = bounds_message(question.least, question.most)
        if bounds and not within(value, question.least, question.most):
            yield self.fault(question, "out_of_bounds", bounds)
        elif not is_multiple(value, 10**-question.decimals):
            message = said(DECIMALS, decimals=question.decimals) if question.decimals else WHOLE_NUMBER
            yield self.fault(question, "decimals", message)
        elif question.step and not is_multiple(value, question.step):
            yield self.fault(question, "step", said(STEP, step=number_words(question.step)))
        elif not within(value, question.usual_least, question.usual_most):
            message = said(UNUSUAL, value=number_words(value), unit=unit_words(question.unit))
            yield self.fault(question, "unusual", message, level=ProblemLevel.SOFT)

    @override
    def say_answer(self, question: Number, answers: Answers, language: str, lists: Lists) -> str:
        value = number_in(answers, question.name)
        return "" if value is None else with_unit(value, question.unit, language)

    @override
    def quote(self, question: Number, field: str, answers: Answers, language: str, lists: Lists) -> str:
        """The number alone: the sentence brings its own unit."""
        value = number_in(answers, field)
        return "" if value is None else number_words(value)

    @override
    def columns(self, question: Number, lists: Lists) -> tuple[Column, ...]:
        return (replace(self.main_column(question, "number"), ambiguous=bool(codes_within(question))),)


def within(value: float, least: float | None, most: float | None) -> bool:
    """Whether a number lies between bounds, either of which may be missing."""
    return (least is None or value >= least) and (most is None or value <= most)


def codes_within(question: Number | Scale) -> tuple[str, ...]:
    """The codes of missing answers that are also answers to the question: -1 where it may be -5 to 5."""
    step = question.step if isinstance(question, Number) and question.step else 1
    return tuple(
        reason.code
        for reason in Missing
        if within(int(reason.code), question.least, question.most) and is_multiple(int(reason.code), step)
    )


def bounds_message(least: float | None, most: float | None) -> Text | None:
    """What to enter, where there are bounds."""
    if least is not None and most is not None:
        return said(BETWEEN, least=number_words(least), most=number_words(most))
    if least is not None:
        return said(NOT_LESS, least=number_words(least))
    return said(NOT_MORE, most=number_words(most)) if most is not None else None


def is_multiple(value: float, step: float) -> bool:
    """Whether a number is a multiple of a step, up to rounding of doubles."""
    times = value / step
    return abs(times - round(times)) < 1e-6


def unit_words(unit: Text) -> Text:
    """A unit as it stands behind a number: ``%`` at once, a word after a blank."""
    return Text({tag: wording if wording in ("%", "") else f" {wording}" for tag, wording in unit.items()})


def with_unit(value: float, unit: Text, language: str) -> str:
    """The number with its unit."""
    return f"{number_words(value)}{unit_words(unit).say(language)}"
