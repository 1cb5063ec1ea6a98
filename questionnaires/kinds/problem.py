"""What is wrong with an answer, said to the person who gave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from questionnaires.kinds.lists import Lists
from questionnaires.model import Check, Option, QuestionBase, Row
from questionnaires.text import Text


class ProblemLevel(StrEnum):
    """Hard stops; soft asks for confirmation; left out is only pointed out."""

    HARD = "hard"
    SOFT = "soft"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Problem:
    """One thing to look at: where (``field`` is the one to go to), what, how grave, and what to do."""

    question: str
    field: str
    code: str
    level: ProblemLevel
    message: Text

    @property
    def key(self) -> str:
        """What a confirmation of the problem is known by: ``hours:unusual``."""
        return f"{self.field}:{self.code}"


@dataclass(frozen=True)
class Shown:
    """What of one question is shown: options and rows after their rules, as ordered in the questionnaire."""

    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    lists: Lists


class Asking(Protocol):
    """What checking an answer needs to know of the interview."""

    @property
    def today(self) -> date:
        """The day the response was started, in the survey's zone."""

    def part(self, question: QuestionBase) -> Shown:
        """What of a question is shown."""

    def holds(self, question: QuestionBase, check: Check) -> bool:
        """Whether a check of a question is met."""

    def matches(self, text: str, pattern: str) -> bool:
        """Whether a whole text matches a pattern of the rule language."""
