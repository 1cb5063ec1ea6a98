"""A text, short or long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typing_extensions import override

from questionnaires.expressions import Type
from questionnaires.kinds.answer import AnswerField, Answers, Stored, text_in
from questionnaires.kinds.column import Column
from questionnaires.kinds.kind import Kind
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import HOLDS_NUMBER, PATTERN, WRONG_SHAPE
from questionnaires.kinds.problem import Asking, Problem, ProblemLevel, Shown
from questionnaires.kinds.reading import Draft, tidy
from questionnaires.kinds.write_in import too_long
from questionnaires.model import Words

# A mobile number, an identity number of 18 places, a land line with its area code.
PERSONAL = re.compile(
    r"(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|\d{17}[\dXx]|0\d{2,3}[- ]?\d{7,8})(?!\d)", re.ASCII
)


class WordsKind(Kind[Words]):
    """The answer is a text, kept as typed."""

    @override
    def answer_fields(self, question: Words, lists: Lists) -> tuple[AnswerField, ...]:
        return (AnswerField(question.name, question.name, Type.TEXT, question.label),)

    @override
    def read_answer(self, question: Words, draft: Draft) -> None:
        draft.words(question.name)

    @override
    def settle_answer(self, question: Words, answers: Answers, shown: Shown) -> dict[str, Stored]:
        text = text_in(answers, question.name)
        return {question.name: text} if text.strip() else {}

    @override
    def faults(self, question: Words, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        value = answers.get(question.name)
        if value is not None and not isinstance(value, str):
            yield self.fault(question, "unreadable", WRONG_SHAPE)
            return
        text = text_in(answers, question.name)
        if not text.strip():
            return
        if len(text) > question.limit:
            yield self.fault(question, "too_long", too_long(len(text), question.limit))
        elif question.pattern and not asking.matches(text, question.pattern):
            yield self.fault(question, "pattern", PATTERN)
        elif question.warn_numbers and PERSONAL.search(tidy(text)):
            yield self.fault(question, "holds_number", HOLDS_NUMBER, level=ProblemLevel.SOFT)

    @override
    def say_answer(self, question: Words, answers: Answers, language: str, lists: Lists) -> str:
        return text_in(answers, question.name)

    @override
    def columns(self, question: Words, lists: Lists) -> tuple[Column, ...]:
        return (self.main_column(question, "text"),)
