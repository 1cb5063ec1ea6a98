"""What is wrong with answers, as pages tell it; and what the fields of a form hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from questionnaires.interview import Interview
from questionnaires.kinds import Problem, ProblemLevel
from questionnaires.model import (
    Consent,
    Date,
    Matrix,
    OptionsBase,
    Ranking,
    Scale,
    Single,
)
from survey.web.respond.posts import Raw


@dataclass(frozen=True)
class Told:
    """A problem as the page tells it: where to go to, how grave, in which words."""

    question: str
    field: str
    key: str
    level: str
    message: str
    anchor: str
    number: str = ""


@dataclass
class FormView:
    """What the fields of a form hold, and what is wrong with them."""

    raw: Raw = field(default_factory=dict)
    told: Sequence[Told] = ()

    def first(self, name: str) -> str:
        """What a field holds; empty where it holds nothing."""
        return next(iter(self.raw.get(name, ())), "")

    def mark(self, name: str, code: str, word: str) -> Markup:
        """The attribute ``word`` where a code is chosen in a field, with a blank before it; else nothing."""
        return Markup(f" {word}") if code in self.raw.get(name, ()) else Markup()  # noqa: S704 - our own word

    def at(self, name: str) -> list[Told]:
        """What is wrong at a field."""
        return [one for one in self.told if one.field == name]

    def bad(self, name: str) -> bool:
        """Whether something at a field stops."""
        return any(one.level == "hard" for one in self.at(name))

    def at_question(self, item: dict[str, Any]) -> list[Told]:
        """What is wrong at a question and told at no field of its own."""
        return [one for one in self.told if one.question == item["name"] and one.field not in item["own"]]


@dataclass(frozen=True)
class Teller:
    """Tells what is wrong with the answers of an interview, in one language."""

    interview: Interview
    language: str

    def tell(self, problems: Iterable[Problem], confirmed: Iterable[str] = ()) -> list[Told]:
        """Problems as the page tells them, one thing at a time.

        What stops comes before what is to be confirmed at the same question, and both before
        what was left out; soft problems that were confirmed are not told.
        """
        agreed = set(confirmed)
        found = [one for one in problems if one.level is not ProblemLevel.SOFT or one.key not in agreed]
        stopped = {one.question for one in found if one.level is ProblemLevel.HARD}
        grave = any(one.level is not ProblemLevel.LEFT_OUT for one in found)
        return [
            self.told(one)
            for one in found
            if one.level is ProblemLevel.HARD
            or (one.level is ProblemLevel.SOFT and one.question not in stopped)
            or (one.level is ProblemLevel.LEFT_OUT and not grave)
        ]

    def told(self, one: Problem) -> Told:
        """One problem as the page tells it."""
        return Told(
            one.question,
            one.field,
            one.key,
            one.level.value,
            self.interview.fill(one.message, self.language),
            self.anchor(one),
            self.number(one.question),
        )

    def number(self, name: str) -> str:
        """The number of a question before what is said of it; empty where it has none."""
        number = self.interview.questionnaire.question_by_name[name].number
        return f"{number} " if number else ""

    def anchor(self, problem: Problem) -> str:
        """The id of the field to go to."""
        question = self.interview.questionnaire.question_by_name[problem.question]
        name = problem.field
        if isinstance(question, OptionsBase | Consent) and name == question.name:
            if isinstance(question, Single) and question.appearance == "dropdown":
                return name
            if isinstance(question, Ranking):
                return f"{name}.1"
            options = self.interview.shown_options(question)
            return f"{name}.{options[0].code}" if options else f"q-{name}"
        if isinstance(question, Matrix) and question.options:
            return f"{name}.{question.options[0].code}"
        if isinstance(question, Scale):
            return f"{name}.{question.least}"
        if isinstance(question, Date):
            return f"{name}.year"
        return name
