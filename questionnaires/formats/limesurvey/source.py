"""A LimeSurvey questionnaire as its two files hold it, before it becomes ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from questionnaires.formats.figures import figure

Wordings: TypeAlias = dict[str, str]


@dataclass(slots=True)
class Part:
    """A subquestion or an answer; ``scale`` is 0 or 1."""

    code: str
    text: Wordings = field(default_factory=dict)
    scale: int = 0
    relevance: str = ""
    order: float = 0
    assessed: bool = False


@dataclass(slots=True)
class Asked:
    """A question; ``attributes`` by name and language, with ``""`` for all languages."""

    key: str
    code: str
    type: str
    text: Wordings = field(default_factory=dict)
    help: Wordings = field(default_factory=dict)
    relevance: str = ""
    mandatory: str = "N"
    other: bool = False
    pattern: str = ""
    attributes: dict[str, Wordings] = field(default_factory=dict)
    subquestions: list[Part] = field(default_factory=list)
    answers: list[Part] = field(default_factory=list)
    has_default: bool = False
    has_script: bool = False
    conditions: list[dict[str, str]] = field(default_factory=list)
    order: float = 0
    theme: str = ""

    def attribute(self, name: str) -> str:
        """An attribute that is the same in every language; empty where there is none."""
        found = self.attributes.get(name, {})
        return found.get("", "") or next(iter(found.values()), "")

    def parts(self, scale: int = 0) -> list[Part]:
        """Subquestions of a scale, in order."""
        return sorted((part for part in self.subquestions if part.scale == scale), key=_order)

    def choices(self, scale: int = 0) -> list[Part]:
        """Answers of a scale, in order."""
        return sorted((part for part in self.answers if part.scale == scale), key=_order)


@dataclass(slots=True)
class Group:
    """Questions shown together."""

    key: str
    name: Wordings = field(default_factory=dict)
    text: Wordings = field(default_factory=dict)
    relevance: str = ""
    random: str = ""
    order: float = 0
    questions: list[Asked] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """The whole; ``settings`` are those of the survey, ``beside`` counts rows of tables that are not read.

    ``texts`` names further texts of the survey, ``columns`` what stands in columns that nothing
    reads, ``loose`` counts rows whose question is not in the file, by table.
    """

    languages: list[str]
    title: Wordings = field(default_factory=dict)
    description: Wordings = field(default_factory=dict)
    welcome: Wordings = field(default_factory=dict)
    ending: Wordings = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    beside: dict[str, int] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    loose: dict[str, int] = field(default_factory=dict)

    def lose(self, table: str) -> None:
        """Count a row that belongs to nothing."""
        self.loose[table] = self.loose.get(table, 0) + 1


def _order(part: Part) -> float:
    return part.order


def number(written: str) -> float:
    """A place in an order; 0 where none is written."""
    return figure(written) or 0


def named(groups: Iterable[Group]) -> dict[str, Asked]:
    """Questions by their key."""
    return {asked.key: asked for group in groups for asked in group.questions}
