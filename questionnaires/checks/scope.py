"""What each name is and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from questionnaires.expressions import Codes, Declared, Type
from questionnaires.kinds import AnswerField, Lists, answer_fields
from questionnaires.model import FACTS, Option, Page, Question, Questionnaire

FACT_TYPES: dict[str, Declared] = {
    name: Type.DATE if name.endswith(("_date", "_on", "_until")) else Type.TEXT for name in FACTS
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands: page and question counted from 0; tuples compare in reading order."""

    page: int
    question: int

    def before(self, other: Position) -> bool:
        """Whether it comes earlier."""
        return (self.page, self.question) < (other.page, other.question)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its page and position."""

    question: Question
    page: Page
    position: Position

    @property
    def place(self) -> str:
        """The place of a finding about it."""
        return f"question:{self.question.name}"


class Scope:
    """The names of one questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.lists = Lists.of(questionnaire)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every question in order."""
        return tuple(
            Asked(question, page, Position(number, place))
            for number, page in enumerate(self.questionnaire.pages)
            for place, question in enumerate(page.questions)
        )

    @cached_property
    def fields_of(self) -> dict[str, tuple[AnswerField, ...]]:
        """The fields by question; of two questions with one name those of the first."""
        found: dict[str, tuple[AnswerField, ...]] = {}
        for asked in self.asked:
            found.setdefault(asked.question.name, answer_fields(asked.question, self.questionnaire))
        return found

    @cached_property
    def fields(self) -> dict[str, AnswerField]:
        """Every field by name, the first of each name."""
        found: dict[str, AnswerField] = {}
        for fields in self.fields_of.values():
            for field in fields:
                found.setdefault(field.name, field)
        return found

    @cached_property
    def owner(self) -> dict[str, Asked]:
        """The question each field belongs to."""
        by_name: dict[str, Asked] = {}
        for asked in self.asked:
            by_name.setdefault(asked.question.name, asked)
        return {name: by_name[field.question] for name, field in self.fields.items()}

    @cached_property
    def declared(self) -> dict[str, Declared]:
        """The type of every name a rule may use, facts included."""
        return {**FACT_TYPES, **{name: declared(field) for name, field in self.fields.items()}}

    def options(self, question: Question) -> tuple[Option, ...]:
        """The options of a question, written or from its list."""
        return self.lists.options(question)


def declared(field: AnswerField) -> Declared:
    """The type of a field as the rule language wants it."""
    if field.codes and field.type in (Type.CODE, Type.CODES, Type.ROWS):
        return Codes(field.type, frozenset(field.codes))
    return field.type


def repeated(names: Iterator[str]) -> list[str]:
    """The names that come more than once, each once."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for name in names:
        if name in seen:
            again[name] = None
        seen.add(name)
    return list(again)
