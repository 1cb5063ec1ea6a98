"""The kinds of question: read a posted answer, check it, say it, name its data columns.

One module per kind; the functions here find the kind of a question in :data:`KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questionnaires.kinds.answer import (
    MISSING_WORDS,
    AnswerField,
    Answers,
    Stored,
    as_missing,
    missing_in,
)
from questionnaires.kinds.cascade import CascadeKind
from questionnaires.kinds.choice import ChoiceKind
from questionnaires.kinds.column import Column, ColumnValue
from questionnaires.kinds.dates import DateKind
from questionnaires.kinds.kind import Kind
from questionnaires.kinds.lists import Entries, Lists
from questionnaires.kinds.matrix import MatrixKind
from questionnaires.kinds.multiple import MultipleKind
from questionnaires.kinds.number import NumberKind
from questionnaires.kinds.problem import Asking, Problem, ProblemLevel, Shown
from questionnaires.kinds.ranking import RankingKind
from questionnaires.kinds.reading import Offered, Posted, Reading, Unreadable, as_posted
from questionnaires.kinds.scale import ScaleKind
from questionnaires.kinds.silent import CalculatedKind, NoteKind
from questionnaires.kinds.split import SplitKind
from questionnaires.kinds.words import WordsKind
from questionnaires.kinds.write_in import WRITE_IN_LIMIT, write_in_fields
from questionnaires.model import Question, Questionnaire

KINDS: Mapping[str, Kind[Any]] = {
    "single": ChoiceKind(),
    "consent": ChoiceKind(),
    "multiple": MultipleKind(),
    "ranking": RankingKind(),
    "matrix": MatrixKind(),
    "number": NumberKind(),
    "split": SplitKind(),
    "date": DateKind(),
    "text": WordsKind(),
    "scale": ScaleKind(),
    "cascade": CascadeKind(),
    "note": NoteKind(),
    "calculated": CalculatedKind(),
}


def kind_of(question: Question) -> Kind[Any]:
    """What a question's kind can do."""
    return KINDS[question.kind]


def answer_fields(question: Question, questionnaire: Questionnaire) -> tuple[AnswerField, ...]:
    """The names of a question that rules may use; the first one holds an offered missing answer."""
    return kind_of(question).answer_fields(question, Lists.of(questionnaire))


def read(question: Question, posted: Posted, offered: Offered) -> Reading:
    """What a post says about a question; never raises for what a person or a script sends."""
    return kind_of(question).read(question, posted, offered)


def problems(question: Question, answers: Answers, interview: Asking) -> tuple[Problem, ...]:
    """What is wrong with the answers to a question, as an interview shows it."""
    return kind_of(question).problems(question, answers, interview)


def say(question: Question, answers: Answers, language: str, lists: Lists | None = None) -> str:
    """The answer in words for a person to read again; ``lists`` gives the labels of code lists."""
    return kind_of(question).say(question, answers, language, lists or Lists())


def columns(
    question: Question, questionnaire: Questionnaire, lists: Lists | None = None
) -> tuple[Column, ...]:
    """The data columns of a question, in order."""
    return kind_of(question).columns(question, lists or Lists.of(questionnaire))


def column_values(question: Question, answers: Answers, interview: Asking) -> dict[str, ColumnValue]:
    """Every column of a question on the path with its value, or with why there is none."""
    kind = kind_of(question)
    shown = interview.part(question)
    return kind.column_values(question, kind.settle(question, answers, shown), shown)


__all__ = [
    "KINDS",
    "MISSING_WORDS",
    "WRITE_IN_LIMIT",
    "AnswerField",
    "Answers",
    "Asking",
    "Column",
    "ColumnValue",
    "Entries",
    "Kind",
    "Lists",
    "Offered",
    "Posted",
    "Problem",
    "ProblemLevel",
    "Reading",
    "Shown",
    "Stored",
    "Unreadable",
    "answer_fields",
    "as_missing",
    "as_posted",
    "column_values",
    "columns",
    "kind_of",
    "missing_in",
    "problems",
    "read",
    "say",
    "write_in_fields",
]
