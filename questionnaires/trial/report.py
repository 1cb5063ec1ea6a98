"""What simulated respondents came to: what was reached, what never was and why, where nobody got on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from questionnaires.text import Text
from questionnaires.trial.goals import SORTS, Sort

Stopped = Literal["done", "respondents", "seconds"]


@dataclass(frozen=True, slots=True)
class Unreached:
    """A goal nobody reached; ``rule`` is the condition that stayed as it was, empty where it is none."""

    sort: Sort
    place: str
    label: Text
    reason: Text
    rule: str = ""

    @property
    def what(self) -> Text:
        """What sort of goal it is, in words."""
        return SORTS[self.sort]


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A page that ``times`` respondents found no answer to go on from; ``answers`` are what decided it.

    Where it ``is_passed``, they got on by leaving the question empty: no answer to it was taken.
    """

    page: str
    place: str
    message: Text
    rule: str
    answers: tuple[tuple[Text, Text], ...]
    times: int
    is_passed: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of something counted on each whole way."""

    least: float
    middle: float
    most: float


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a trial.

    ``questions`` and ``minutes`` are those of the ways that came to an end, early endings left
    out; None where no way did. ``stopped`` says why it was over: everything was tried, or the
    number of respondents or the seconds allowed were used up, and then more might be reached.
    ``counts`` are how many goals of each sort there are and how many were reached.
    """

    respondents: int
    finished: int
    ended: tuple[tuple[str, int], ...]
    counts: tuple[tuple[Sort, int, int], ...]
    unreached: tuple[Unreached, ...]
    dead_ends: tuple[DeadEnd, ...]
    questions: Spread | None
    minutes: Spread | None
    seconds: float
    stopped: Stopped
    seed: int

    @property
    def goals(self) -> int:
        """How many goals there are."""
        return sum(all_ for _sort, all_, _reached in self.counts)

    @property
    def reached(self) -> int:
        """How many of them were reached."""
        return sum(reached for _sort, _all, reached in self.counts)
