"""A simulated respondent's walk that is over, and where one could not go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.interview.walk import ShownPage, Walk
from questionnaires.kinds import Problem, Stored
from questionnaires.model import Ending
from questionnaires.trial.noting import Reached


@dataclass(frozen=True)
class Stuck:
    """Where a walk could not go on: the page, what stood in the way, and what decided it."""

    page: str
    problem: Problem
    rule: str
    deciding: Mapping[str, Stored]


@dataclass
class Journey:
    """A walk that is over: the answers, what was reached, the truth that each rule had on it."""

    answers: dict[str, Stored]
    reached: Reached
    truths: set[tuple[str, bool]]
    pages: list[ShownPage]
    ending: Ending | None = None
    stuck: Stuck | None = None
    #: Questions that the walk only got past by leaving them empty.
    left: list[Stuck] = field(default_factory=list)
    found: Walk = field(default_factory=Walk)
