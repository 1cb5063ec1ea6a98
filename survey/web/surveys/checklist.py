"""The check list before a survey opens, with the addresses where each thing is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from survey.errors import Refusal
from survey.services import states
from survey.services.quoting import LABELS
from survey.services.readiness import Item, Standing, readiness
from survey.services.surveys import Card
from survey.web.state import state

ENDPOINTS: Mapping[str, str] = {
    "facts": "surveys.edit_facts",
    "questionnaire": "surveys.questionnaire",
    "units": "surveys.units",
    "sampling": "surveys.frame",
    "issuing": "fieldwork.copies",
}


@dataclass(frozen=True)
class Line:
    """A line of the check list and where it leads."""

    item: Item
    address: str


@dataclass(frozen=True)
class Checklist:
    """The lines, what is missing first, and how many of them keep the survey shut."""

    lines: tuple[Line, ...]

    @property
    def missing(self) -> int:
        """How many things must be mended before the survey can open."""
        return sum(line.item.standing is Standing.MISSING for line in self.lines)


def checklist_of(card: Card, at: datetime) -> Checklist | None:
    """The check list of a survey that is not open yet; None once it has been."""
    if card.state not in (states.DRAFT, states.PUBLISHED):
        return None
    found = readiness(state().store, card.id, at=at)
    return Checklist(tuple(Line(item, _address(item.where, item.field, card.code)) for item in found))


def address_of_problem(problem: Refusal, survey: str) -> str:
    """Where a refusal to open is mended."""
    if problem.place in LABELS:
        return _address("facts", problem.place, survey)
    if problem.code == "closing_passed":
        return "#closes_at"
    if problem.code == "town_missing":
        return _address("units", "", survey)
    return _address("questionnaire", "", survey)


def _address(where: str, field: str, survey: str) -> str:
    return url_for(ENDPOINTS[where], survey=survey, _anchor=field or None)
