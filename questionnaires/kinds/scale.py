"""Whole numbers between two labelled ends."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from questionnaires.expressions import Type, Value
from questionnaires.kinds.answer import AnswerField, Answers, Stored, number_in, number_words
from questionnaires.kinds.column import Column
from questionnaires.kinds.kind import Kind
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import WRONG_SHAPE
from questionnaires.kinds.number import bounds_message, codes_within
from questionnaires.kinds.problem import Asking, Problem, Shown
from questionnaires.kinds.reading import NOT_A_NUMBER, NOT_AN_OPTION, Draft, read_number
from questionnaires.model import Scale
from questionnaires.text import CHINESE, Text


class ScaleKind(Kind[Scale]):
    """The answer is a whole number."""

    @override
    def answer_fields(self, question: Scale, lists: Lists) -> tuple[AnswerField, ...]:
        return (AnswerField(question.name, question.name, Type.NUMBER, question.label),)

    @override
    def read_answer(self, question: Scale, draft: Draft) -> None:
        """Read as a choice, for a form shows it as radio buttons."""
        points = draft.choice(question.name)
        if points is None:
            return
        draft.values[question.name] = None
        for raw in points[:1]:
            point = read_number(raw)
            if point is None:
                draft.put_aside(question.name, raw, NOT_A_NUMBER)
            elif not self.is_point(question, point):
                draft.put_aside(question.name, raw, NOT_AN_OPTION)
            else:
                draft.values[question.name] = point

    def is_point(self, question: Scale, value: float) -> bool:
        """Whether a number is one of the points."""
        return value == int(value) and question.least <= value <= question.most

    @override
    def settle_answer(self, question: Scale, answers: Answers, shown: Shown) -> dict[str, Stored]:
        value = number_in(answers, question.name)
        return {} if value is None else {question.name: value}

    @override
    def values(self, question: Scale, settled: Answers, shown: Shown) -> dict[str, Value]:
        value = number_in(settled, question.name)
        return {} if value is None else {question.name: float(value)}

    @override
    def faults(self, question: Scale, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        value = number_in(answers, question.name)
        if value is None:
            if answers.get(question.name) is not None:
                yield self.fault(question, "unreadable", WRONG_SHAPE)
        elif not self.is_point(question, value):
            message = bounds_message(question.least, question.most)
            yield self.fault(question, "out_of_bounds", message or WRONG_SHAPE)

    def ends(self, question: Scale) -> dict[str, Text]:
        """The labels of the two ends."""
        found = {str(question.least): question.low_label, str(question.most): question.high_label}
        return {point: label for point, label in found.items() if label}

    @override
    def say_answer(self, question: Scale, answers: Answers, language: str, lists: Lists) -> str:
        value = number_in(answers, question.name)
        if value is None:
            return ""
        label = self.ends(question).get(number_words(value))
        words = f"{number_words(value)} / {question.most}"
        if not label:
            return words
        chinese = language == CHINESE
        return f"{words}（{label.say(language)}）" if chinese else f"{words} ({label.say(language)})"

    @override
    def quote(self, question: Scale, field: str, answers: Answers, language: str, lists: Lists) -> str:
        value = number_in(answers, field)
        return "" if value is None else number_words(value)

    @override
    def columns(self, question: Scale, lists: Lists) -> tuple[Column, ...]:
        return (
            Column(
                question.name,
                question.label,
                "number",
                question.name,
                codes=self.ends(question),
                role=question.role,
                privacy=question.privacy,
                ambiguous=bool(codes_within(question)),
            ),
        )
