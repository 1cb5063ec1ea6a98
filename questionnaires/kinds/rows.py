"""Rows of a matrix or a split: one field for each, and the name of the question for all."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from typing_extensions import override

from questionnaires.expressions import Value
from questionnaires.kinds.answer import Answers, as_missing
from questionnaires.kinds.column import ColumnValue
from questionnaires.kinds.kind import Kind, colon
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.problem import Shown
from questionnaires.model import Matrix, Missing, Row, Split

R = TypeVar("R", bound=Matrix | Split)


class RowsKind(Kind[R]):
    """The answers are one value for each row."""

    @override
    def first_field(self, question: R) -> str:
        return question.rows[0].name if question.rows else question.name

    @override
    def items(self, question: R, shown: Shown) -> list[str]:
        return [row.name for row in shown.rows]

    @override
    def has_answer(self, question: R, field: str, settled: Answers, shown: Shown) -> bool:
        """Of the whole question, when every shown row has one."""
        if field != question.name or self.missing(question, settled) is not None:
            return super().has_answer(question, field, settled, shown)
        return all(row.name in settled for row in shown.rows)

    @abstractmethod
    def row_answer(self, row: Row, answers: Answers) -> str | int | float | None:
        """What a row holds as the data keep it; None where it was not answered."""

    @override
    def answer_columns(self, question: R, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        found: dict[str, ColumnValue] = {}
        visible = {row.name for row in shown.rows}
        for row in question.rows:
            value = self.row_answer(row, answers)
            reason = Missing.LEFT_OUT if row.name in visible else Missing.NOT_SHOWN
            found[row.name] = as_missing(reason) if value is None else value
        return found

    @abstractmethod
    def row_value(self, question: R, row: Row, settled: Answers) -> float | str | None:
        """A settled row as rules see it among the rows; None where it does not count."""

    @override
    def values(self, question: R, settled: Answers, shown: Shown) -> dict[str, Value]:
        """Each row, and under the name of the question those that were answered."""
        found = super().values(question, settled, shown)
        counted: list[float | str] = []
        for row in shown.rows:
            value = self.row_value(question, row, settled)
            if value is not None:
                counted.append(value)
                found[row.name] = value
        return {**found, question.name: tuple(counted)}

    @abstractmethod
    def say_row(self, question: R, row: Row, answers: Answers, language: str) -> str:
        """The answer to one row in words; empty where there is none."""

    @override
    def say_answer(self, question: R, answers: Answers, language: str, lists: Lists) -> str:
        lines = [(row, self.say_row(question, row, answers, language)) for row in question.rows]
        return "\n".join(
            f"{row.label.say(language)}{colon(language)}{words}" for row, words in lines if words
        )

    @override
    def quote(self, question: R, field: str, answers: Answers, language: str, lists: Lists) -> str:
        for row in question.rows:
            if row.name == field:
                return self.say_row(question, row, answers, language)
        return self.say_answer(question, answers, language, lists)
