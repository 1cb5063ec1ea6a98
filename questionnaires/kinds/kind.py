"""What every kind of question can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

from questionnaires.expressions import Value
from questionnaires.kinds.answer import (
    MISSING_WORDS,
    AnswerField,
    Answers,
    Stored,
    as_missing,
    missing_in,
)
from questionnaires.kinds.column import Column, ColumnType, ColumnValue
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import LEFT_OUT, NOT_OFFERED, REQUIRED, REQUIRED_OFFERED, said
from questionnaires.kinds.problem import Asking, Problem, ProblemLevel, Shown
from questionnaires.kinds.reading import NOT_AN_OPTION, Draft, Offered, Posted, Reading
from questionnaires.model import Level, Missing, QuestionBase
from questionnaires.text import CHINESE, Text

Q = TypeVar("Q", bound=QuestionBase)


class Kind(ABC, Generic[Q]):
    """One kind of question; subclasses say what is special about it.

    An answer goes through :meth:`read` (from a post to stored values), :meth:`settle` (what
    of it counts on the path), :meth:`values` (as rules see it), :meth:`problems`,
    :meth:`say` and :meth:`column_values`.
    """

    asks = True  # whether anything is answered; a note and a calculated value ask nothing

    @abstractmethod
    def answer_fields(self, question: Q, lists: Lists) -> tuple[AnswerField, ...]:
        """The fields of a question; the first one holds an offered missing answer."""

    def stored_fields(self, question: Q, lists: Lists) -> list[str]:
        """The names under which answers are kept."""
        return [field.name for field in self.answer_fields(question, lists) if field.stored]

    def first_field(self, question: Q) -> str:
        """The field that holds an offered missing answer."""
        return question.name

    def read(self, question: Q, posted: Posted, offered: Offered) -> Reading:
        """Read a post; an offered missing answer empties all other fields of the question."""
        draft = Draft(posted, offered)
        name = f"{question.name}.missing"
        chosen = draft.choice(name) if question.offers else None
        for code in chosen or ():
            if code in question.offers:
                draft.values.update(dict.fromkeys(self.stored_fields(question, offered.lists)))
                draft.values[self.first_field(question)] = as_missing(Missing(code))
                return draft.done()
            draft.put_aside(name, code, NOT_AN_OPTION)
        self.read_answer(question, draft)
        if chosen == [] and name in posted:
            draft.values.setdefault(self.first_field(question), None)
        return draft.done()

    @abstractmethod
    def read_answer(self, question: Q, draft: Draft) -> None:
        """Read everything but an offered missing answer."""

    def missing(self, question: Q, answers: Answers) -> Missing | None:
        """The missing answer that was chosen, if one was."""
        return missing_in(answers.get(self.first_field(question)))

    def settle(self, question: Q, answers: Answers, shown: Shown) -> dict[str, Stored]:
        """What of the answers counts: without options, rows and written words that are not shown."""
        missing = self.missing(question, answers)
        if missing is not None:
            return (
                {self.first_field(question): as_missing(missing)} if missing.value in question.offers else {}
            )
        return self.settle_answer(question, answers, shown)

    @abstractmethod
    def settle_answer(self, question: Q, answers: Answers, shown: Shown) -> dict[str, Stored]:
        """What counts of an answer that is not missing."""

    def values(self, question: Q, settled: Answers, shown: Shown) -> dict[str, Value]:
        """Settled answers as rules see them; what is empty may be absent."""
        return {name: value for name, value in settled.items() if isinstance(value, str)}

    def items(self, question: Q, shown: Shown) -> list[str]:
        """The fields that count as one item each when answers are counted."""
        return [question.name]

    def has_answer(self, question: Q, field: str, settled: Answers, shown: Shown) -> bool:
        """Whether a field or an item of :meth:`items` has an answer, an offered missing one included."""
        return field in settled or self.missing(question, settled) is not None

    def problems(self, question: Q, answers: Answers, asking: Asking) -> tuple[Problem, ...]:
        """What is wrong with the answer, gravest first as found."""
        missing = self.missing(question, answers)
        if missing is not None:
            fine = missing.value in question.offers
            return () if fine else (self.fault(question, "missing_not_offered", NOT_OFFERED),)
        shown = asking.part(question)
        found = list(self.faults(question, answers, shown, asking))
        if not found and self.is_empty(question, answers, shown):
            return (self.unanswered(question),)
        if any(problem.level is ProblemLevel.HARD for problem in found):
            return tuple(found)
        for check in question.checks:
            if not asking.holds(question, check):
                level = ProblemLevel.HARD if check.level is Level.HARD else ProblemLevel.SOFT
                first = self.first_field(question)
                found.append(Problem(question.name, first, check.code, level, check.message))
        return tuple(found)

    def faults(self, question: Q, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        """What is wrong apart from an empty answer and the question's own checks."""
        return iter(())

    def is_empty(self, question: Q, answers: Answers, shown: Shown) -> bool:
        """Whether nothing that counts was answered."""
        return not self.settle(question, answers, shown)

    def unanswered(self, question: Q) -> Problem:
        """The problem of an empty answer: hard where one is required."""
        first = self.first_field(question)
        if not question.required:
            return Problem(question.name, first, "left_out", ProblemLevel.LEFT_OUT, LEFT_OUT)
        if not question.offers:
            return Problem(question.name, first, "required", ProblemLevel.HARD, REQUIRED)
        words = [MISSING_WORDS[Missing(code)] for code in question.offers]
        offers = Text({tag: " / ".join(word.say(tag) for word in words) for tag in words[0]})
        message = said(REQUIRED_OFFERED, offers=offers)
        return Problem(question.name, first, "required", ProblemLevel.HARD, message)

    def fault(
        self,
        question: Q,
        code: str,
        message: Text,
        *,
        field: str = "",
        level: ProblemLevel = ProblemLevel.HARD,
    ) -> Problem:
        """A problem of the question, at its first field unless another is named."""
        return Problem(question.name, field or self.first_field(question), code, level, message)

    def say(self, question: Q, answers: Answers, language: str, lists: Lists) -> str:
        """The answer in words; several lines where there are several rows."""
        missing = self.missing(question, answers)
        if missing is not None:
            return MISSING_WORDS[missing].say(language)
        return self.say_answer(question, answers, language, lists) or not_answered(language)

    @abstractmethod
    def say_answer(self, question: Q, answers: Answers, language: str, lists: Lists) -> str:
        """An answer that is not missing in words; empty where there is none."""

    def quote(self, question: Q, field: str, answers: Answers, language: str, lists: Lists) -> str:
        """What a later text quotes as ``${field}``; empty where there is no answer."""
        value = answers.get(field)
        if value is None or missing_in(value) is not None:
            return ""
        return self.say_answer(question, answers, language, lists) if field == question.name else f"{value}"

    @abstractmethod
    def columns(self, question: Q, lists: Lists) -> tuple[Column, ...]:
        """The data columns, in order."""

    def column_values(self, question: Q, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        """Every column of a question that is on the path with its value or why there is none.

        ``answers`` are settled. An offered missing answer stands in every column.
        """
        missing = self.missing(question, answers)
        if missing is not None:
            return {column.name: as_missing(missing) for column in self.columns(question, shown.lists)}
        return self.answer_columns(question, answers, shown)

    def answer_columns(self, question: Q, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        """The columns of an answer that is not missing."""
        return {question.name: or_left_out(answers.get(question.name))}

    def main_column(self, question: Q, column_type: ColumnType) -> Column:
        """The column of a kind that has a single one."""
        return Column(
            question.name,
            question.label,
            column_type,
            question.name,
            role=question.role,
            privacy=question.privacy,
        )


def or_left_out(value: Stored | None) -> ColumnValue:
    """A stored value as a column holds it, or that it was left out."""
    if value is None or isinstance(value, list):
        return as_missing(Missing.LEFT_OUT)
    return value


def not_answered(language: str) -> str:
    """The words for no answer."""
    return MISSING_WORDS[Missing.LEFT_OUT].say(language)


def colon(language: str) -> str:
    """Between a label and what is said of it."""
    return "：" if language == CHINESE else ": "


def comma(language: str) -> str:
    """Between things of a list."""
    return "、" if language == CHINESE else ", "
