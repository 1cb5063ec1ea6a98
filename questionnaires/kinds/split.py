"""A fixed sum divided over parts."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from questionnaires.expressions import Type
from questionnaires.kinds.answer import (
    AnswerField,
    Answers,
    Stored,
    missing_in,
    number_in,
    number_words,
)
from questionnaires.kinds.column import Column, both
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import SPLIT_PART, SPLIT_STEP, SPLIT_SUM, WRONG_SHAPE, said
from questionnaires.kinds.number import is_multiple, unit_words, with_unit
from questionnaires.kinds.problem import Asking, Problem, Shown
from questionnaires.kinds.reading import Draft
from questionnaires.kinds.rows import RowsKind
from questionnaires.model import Row, Split

CLOSE = 1e-9


class SplitKind(RowsKind[Split]):
    """The answer to each part is a number; once the sum is reached, empty parts are 0."""

    @override
    def answer_fields(self, question: Split, lists: Lists) -> tuple[AnswerField, ...]:
        rows = [
            AnswerField(row.name, question.name, Type.NUMBER, both(question.label, row.label))
            for row in question.rows
        ]
        return (*rows, AnswerField(question.name, question.name, Type.ROWS, question.label))

    @override
    def read_answer(self, question: Split, draft: Draft) -> None:
        units = tuple(question.unit.values())
        for row in question.rows:
            draft.number(row.name, units)

    @override
    def settle_answer(self, question: Split, answers: Answers, shown: Shown) -> dict[str, Stored]:
        given = {row.name: number_in(answers, row.name) for row in shown.rows}
        found: dict[str, Stored] = {name: value for name, value in given.items() if value is not None}
        if found and abs(sum(value or 0 for value in given.values()) - question.total) < CLOSE:
            found = {name: value or 0 for name, value in given.items()}
        return found

    @override
    def row_value(self, question: Split, row: Row, settled: Answers) -> float | None:
        value = number_in(settled, row.name)
        return None if value is None else float(value)

    @override
    def faults(self, question: Split, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        given = 0.0
        answered = False
        total = number_words(question.total)
        for row in shown.rows:
            value = answers.get(row.name)
            if value is None or missing_in(value):
                continue
            answered = True
            number = number_in(answers, row.name)
            if number is None:
                yield self.fault(question, "unreadable", WRONG_SHAPE, field=row.name)
                return
            given += number
            if not 0 <= number <= question.total:
                message = said(SPLIT_PART, row=row.label, total=total)
                yield self.fault(question, "out_of_bounds", message, field=row.name)
            elif not is_multiple(number, question.step):
                message = said(SPLIT_STEP, row=row.label, step=number_words(question.step))
                yield self.fault(question, "step", message, field=row.name)
        if answered and abs(given - question.total) >= CLOSE:
            message = said(
                SPLIT_SUM, total=total, given=number_words(round(given, 6)), unit=unit_words(question.unit)
            )
            yield self.fault(question, "sum", message, field=shown.rows[0].name)

    @override
    def say_row(self, question: Split, row: Row, answers: Answers, language: str) -> str:
        value = number_in(answers, row.name)
        return "" if value is None else with_unit(value, question.unit, language)

    @override
    def columns(self, question: Split, lists: Lists) -> tuple[Column, ...]:
        """One number column for each part."""
        return tuple(
            Column(
                row.name,
                both(question.label, row.label),
                "number",
                question.name,
                role=question.role,
                privacy=question.privacy,
                reverse=row.reverse,
            )
            for row in question.rows
        )

    @override
    def row_answer(self, row: Row, answers: Answers) -> int | float | None:
        return number_in(answers, row.name)
