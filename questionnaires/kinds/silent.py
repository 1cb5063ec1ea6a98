"""Kinds that ask nothing: a note, and a value worked out from earlier answers."""

from __future__ import annotations

import math
from datetime import date

from typing_extensions import override

from questionnaires.expressions import Type, Value, as_text, truth
from questionnaires.expressions.dates import date_to_text
from questionnaires.kinds.answer import AnswerField, Answers, Stored, as_missing, number_words, plain_number
from questionnaires.kinds.column import Column, ColumnType, ColumnValue, labels
from questionnaires.kinds.kind import Kind
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.problem import Asking, Problem, Shown
from questionnaires.kinds.reading import Draft, Offered, Posted, Reading
from questionnaires.model import Calculated, Missing, Note
from questionnaires.text import Text


class NoteKind(Kind[Note]):
    """Text only."""

    asks = False

    @override
    def answer_fields(self, question: Note, lists: Lists) -> tuple[AnswerField, ...]:
        return ()

    @override
    def read(self, question: Note, posted: Posted, offered: Offered) -> Reading:
        return Reading()

    @override
    def read_answer(self, question: Note, draft: Draft) -> None:
        return None

    @override
    def settle(self, question: Note, answers: Answers, shown: Shown) -> dict[str, Stored]:
        return {}

    @override
    def settle_answer(self, question: Note, answers: Answers, shown: Shown) -> dict[str, Stored]:
        return {}

    @override
    def items(self, question: Note, shown: Shown) -> list[str]:
        return []

    @override
    def problems(self, question: Note, answers: Answers, asking: Asking) -> tuple[Problem, ...]:
        return ()

    @override
    def say(self, question: Note, answers: Answers, language: str, lists: Lists) -> str:
        return ""

    @override
    def say_answer(self, question: Note, answers: Answers, language: str, lists: Lists) -> str:
        return ""

    @override
    def columns(self, question: Note, lists: Lists) -> tuple[Column, ...]:
        return ()

    @override
    def column_values(self, question: Note, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        return {}


TYPES: dict[str, Type] = {
    "number": Type.NUMBER,
    "text": Type.TEXT,
    "date": Type.DATE,
    "boolean": Type.BOOLEAN,
}
COLUMN_TYPES: dict[str, ColumnType] = {
    "number": "number",
    "text": "text",
    "date": "date",
    "boolean": "indicator",
}
YES_NO = {"0": Text(zh="否", en="No"), "1": Text(zh="是", en="Yes")}


class CalculatedKind(Kind[Calculated]):
    """Worked out by the interview on its way; never posted and never kept among the answers."""

    asks = False

    @override
    def answer_fields(self, question: Calculated, lists: Lists) -> tuple[AnswerField, ...]:
        return (AnswerField(question.name, question.name, TYPES[question.type], question.label),)

    @override
    def stored_fields(self, question: Calculated, lists: Lists) -> list[str]:
        return []

    @override
    def settle_answer(self, question: Calculated, answers: Answers, shown: Shown) -> dict[str, Stored]:
        return {}

    @override
    def read(self, question: Calculated, posted: Posted, offered: Offered) -> Reading:
        return Reading()

    @override
    def read_answer(self, question: Calculated, draft: Draft) -> None:
        return None

    @override
    def settle(self, question: Calculated, answers: Answers, shown: Shown) -> dict[str, Stored]:
        return {}

    @override
    def items(self, question: Calculated, shown: Shown) -> list[str]:
        return []

    @override
    def problems(self, question: Calculated, answers: Answers, asking: Asking) -> tuple[Problem, ...]:
        return ()

    @override
    def say_answer(self, question: Calculated, answers: Answers, language: str, lists: Lists) -> str:
        value = answers.get(question.name)
        if question.type == "boolean" and value in (0, 1):
            return YES_NO[str(value)].say(language)
        entry = lists.entries(question.list).find(0, str(value)) if question.list else None
        if entry is not None:
            return entry.label.say(language)
        return number_words(value) if isinstance(value, int | float) else str(value or "")

    @override
    def columns(self, question: Calculated, lists: Lists) -> tuple[Column, ...]:
        options = lists.entries(question.list).options if question.list else ()
        return (
            Column(
                question.name,
                question.label,
                "code" if options else COLUMN_TYPES[question.type],
                question.name,
                codes=YES_NO if question.type == "boolean" else labels(options),
                role=question.role,
                privacy=question.privacy,
            ),
        )

    @override
    def column_values(self, question: Calculated, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        """A value that could not be worked out is not applicable."""
        value = answers.get(question.name)
        return {question.name: as_missing(Missing.NOT_APPLICABLE) if value is None else value}


def calculated(question: Calculated, value: Value) -> Stored | None:
    """A worked-out value as a record holds it; None where it is empty or not a number."""
    if question.type == "boolean":
        return None if value == "" else int(truth(value))
    if isinstance(value, tuple):
        return as_text(value) or None
    if question.type == "number" and not isinstance(value, str | date):
        number = float(value)
        return plain_number(number) if math.isfinite(number) else None
    if question.type == "date" and isinstance(value, date):
        return date_to_text(value)
    return as_text(value) or None
