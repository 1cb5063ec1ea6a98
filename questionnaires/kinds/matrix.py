"""The same options for several rows."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from questionnaires.expressions import Type
from questionnaires.kinds.answer import AnswerField, Answers, Stored, text_in
from questionnaires.kinds.column import Column, both, declared, labels
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import (
    HIDDEN_OPTION,
    LEFT_OUT_ROW,
    REQUIRED_ROW,
    UNKNOWN_OPTION,
    WRONG_SHAPE,
    said,
)
from questionnaires.kinds.problem import Asking, Problem, ProblemLevel, Shown
from questionnaires.kinds.reading import Draft
from questionnaires.kinds.rows import RowsKind
from questionnaires.model import Matrix, Row


class MatrixKind(RowsKind[Matrix]):
    """The answer to each row is one option code."""

    @override
    def answer_fields(self, question: Matrix, lists: Lists) -> tuple[AnswerField, ...]:
        codes = labels(question.options)
        rows = [
            AnswerField(row.name, question.name, Type.CODE, both(question.label, row.label), codes)
            for row in question.rows
        ]
        return (*rows, AnswerField(question.name, question.name, Type.ROWS, question.label, codes))

    @override
    def read_answer(self, question: Matrix, draft: Draft) -> None:
        """Rows that did not stand on the form are left as they were."""
        known = labels(question.options)
        offered = draft.offered.rows
        for row in question.rows:
            if offered is None or row.name in offered:
                draft.one_code(row.name, known)

    @override
    def settle_answer(self, question: Matrix, answers: Answers, shown: Shown) -> dict[str, Stored]:
        visible = {option.code for option in shown.options}
        return {
            row.name: text_in(answers, row.name)
            for row in shown.rows
            if text_in(answers, row.name) in visible
        }

    @override
    def row_value(self, question: Matrix, row: Row, settled: Answers) -> str | None:
        """Options that declare a missing answer and attention rows do not count among the rows."""
        code = text_in(settled, row.name)
        if not code or row.expect is not None or code in declared(question.options):
            return None
        return code

    @override
    def faults(self, question: Matrix, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        options = {option.code: option for option in question.options}
        visible = {option.code for option in shown.options}
        for row in shown.rows:
            value = answers.get(row.name)
            if value is None:
                continue
            if not isinstance(value, str):
                yield self.fault(question, "unreadable", WRONG_SHAPE, field=row.name)
            elif value not in options:
                yield self.fault(question, "unknown_option", UNKNOWN_OPTION, field=row.name)
            elif value not in visible:
                message = said(HIDDEN_OPTION, option=options[value].label)
                yield self.fault(question, "hidden_option", message, field=row.name)
        answered = any(answers.get(row.name) is not None for row in shown.rows)
        if question.required or answered:
            yield from self.empty_rows(question, answers, shown)

    def empty_rows(self, question: Matrix, answers: Answers, shown: Shown) -> Iterator[Problem]:
        """Rows without an answer: hard where answers are required."""
        for row in shown.rows:
            if answers.get(row.name) is not None:
                continue
            if question.required:
                message = said(REQUIRED_ROW, row=row.label)
                yield self.fault(question, "required", message, field=row.name)
            else:
                message = said(LEFT_OUT_ROW, row=row.label)
                yield self.fault(question, "left_out", message, field=row.name, level=ProblemLevel.LEFT_OUT)

    @override
    def say_row(self, question: Matrix, row: Row, answers: Answers, language: str) -> str:
        code = text_in(answers, row.name)
        return next((option.label.say(language) for option in question.options if option.code == code), code)

    @override
    def columns(self, question: Matrix, lists: Lists) -> tuple[Column, ...]:
        """One code column for each row."""
        return tuple(
            Column(
                row.name,
                both(question.label, row.label),
                "code",
                question.name,
                codes=labels(question.options),
                missing=declared(question.options),
                role=question.role,
                privacy=question.privacy,
                reverse=row.reverse,
                expect=row.expect,
            )
            for row in question.rows
        )

    @override
    def row_answer(self, row: Row, answers: Answers) -> str | None:
        return text_in(answers, row.name) or None
