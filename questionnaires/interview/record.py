"""What a submit freezes: the answers on the path as data columns, and how complete they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from questionnaires.interview.plan import Item, Plan
from questionnaires.interview.walk import Walk
from questionnaires.kinds import ColumnValue, Lists, Problem, ProblemLevel, Stored, as_missing
from questionnaires.model import Missing, Questionnaire

COMPLETE_FROM = 0.8
PARTIAL_FROM = 0.5
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Completeness(StrEnum):
    """How much of what was required and shown has been answered."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True)
class Record:
    """The frozen answers.

    ``values`` maps every data column of the questionnaire to its value or to
    ``{"missing": reason}``; ``answers`` are the same answers by field, for showing them
    again, without those off the path. ``confirmed`` and ``unconfirmed`` are the keys of
    soft problems that stand, ``unresolved`` those of hard ones, which only a response that
    was never submitted has. ``answered`` of ``asked`` required items (of all items where
    none is required) decide ``completeness``. ``outcome`` and ``reason`` are those of an
    ending; empty where the questionnaire was not ended early.
    """

    values: Mapping[str, ColumnValue]
    answers: Mapping[str, Stored]
    left_out: tuple[str, ...]
    confirmed: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    unresolved: tuple[str, ...]
    orders: Mapping[str, tuple[str, ...]]
    asked: int
    answered: int
    completeness: Completeness
    outcome: str = ""
    reason: str = ""
    lacking: tuple[str, ...] = field(default=())

    @property
    def share(self) -> float:
        """The answered share of what was required and shown; 1 where nothing was asked."""
        return self.answered / self.asked if self.asked else 1.0

    @cached_property
    def content(self) -> dict[str, Any]:
        """What :attr:`canonical` says, as values that JSON knows."""
        return {
            "values": dict(self.values),
            "left_out": sorted(self.left_out),
            "confirmed": sorted(self.confirmed),
            "unconfirmed": sorted(self.unconfirmed),
            "unresolved": sorted(self.unresolved),
            "orders": {name: list(order) for name, order in self.orders.items()},
            "asked": self.asked,
            "answered": self.answered,
            "completeness": self.completeness.value,
            "outcome": self.outcome,
            "reason": self.reason,
        }

    @cached_property
    def canonical(self) -> str:
        """The record as JSON with sorted keys and no spaces; equal records give equal texts.

        Neither the version of the questionnaire nor the time is part of it.
        """
        return _ENCODER.encode(self.content)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of :attr:`canonical` in UTF-8, 64 hexadecimal digits."""
        return hashlib.sha256(self.canonical.encode("utf-8", "surrogatepass")).hexdigest()


def make_record(
    questionnaire: Questionnaire,
    plan: Plan,
    walk: Walk,
    lists: Lists,
    *,
    problems: Sequence[Problem],
    confirmed: Collection[str],
    orders: Mapping[str, tuple[str, ...]],
) -> Record:
    """The record of a walk."""
    values = column_values(plan, walk, lists)
    soft = [problem.key for problem in problems if problem.level is ProblemLevel.SOFT]
    lacking = tuple(name for name in questionnaire.complete_when if _lacks(plan, walk, name))
    asked, answered = count_items(plan, walk)
    share = answered / asked if asked else 1.0
    left_out = as_missing(Missing.LEFT_OUT)
    return Record(
        values=values,
        answers=dict(walk.settled),
        left_out=tuple(name for name, value in values.items() if value == left_out),
        confirmed=tuple(key for key in soft if key in confirmed),
        unconfirmed=tuple(key for key in soft if key not in confirmed),
        unresolved=tuple(problem.key for problem in problems if problem.level is ProblemLevel.HARD),
        orders=dict(orders),
        asked=asked,
        answered=answered,
        completeness=_completeness(share, lacking),
        outcome=walk.ending.outcome if walk.ending else "",
        reason=walk.ending.reason if walk.ending else "",
        lacking=lacking,
    )


def column_values(plan: Plan, walk: Walk, lists: Lists) -> dict[str, ColumnValue]:
    """Every data column with its value; -1 for what is off the path."""
    found: dict[str, ColumnValue] = {}
    for name, item in plan.item_by_name.items():
        shown = walk.parts.get(name)
        if shown is not None:
            found.update(item.kind.column_values(item.question, walk.settled, shown))
        elif name in walk.worked_out:
            value = walk.worked_out[name]
            found[name] = (
                as_missing(Missing.NOT_APPLICABLE) if value is None or isinstance(value, list) else value
            )
        else:
            hidden = as_missing(Missing.NOT_SHOWN)
            found.update(dict.fromkeys(_columns(plan, item, lists), hidden))
    return found


def _columns(plan: Plan, item: Item, lists: Lists) -> Iterable[str]:
    """The names of the columns of a question, worked out anew only where lists were added."""
    if lists is plan.lists:
        return item.columns
    return (column.name for column in item.kind.columns(item.question, lists))


def count_items(plan: Plan, walk: Walk) -> tuple[int, int]:
    """How many required items were shown and how many of them answered; of all where none is required.

    A row of a matrix and a part of a split is an item of its own. An offered missing answer
    is an answer.
    """
    counts = {True: [0, 0], False: [0, 0]}
    for name, shown in walk.parts.items():
        item = plan.item_by_name[name]
        fields = item.kind.items(item.question, shown)
        counted = counts[item.question.required]
        counted[0] += len(fields)
        counted[1] += sum(item.kind.has_answer(item.question, each, walk.settled, shown) for each in fields)
    required, rest = counts[True], counts[False]
    asked, answered = required if required[0] else rest
    return asked, answered


def _lacks(plan: Plan, walk: Walk, name: str) -> bool:
    """Whether a field that completeness needs was shown and has no answer."""
    item = plan.question_of.get(name)
    if item is None:
        return False
    if name in walk.worked_out:
        return walk.worked_out[name] is None
    shown = walk.parts.get(item.question.name)
    return shown is not None and not item.kind.has_answer(item.question, name, walk.settled, shown)


def _completeness(share: float, lacking: tuple[str, ...]) -> Completeness:
    if share < PARTIAL_FROM:
        return Completeness.BROKEN_OFF
    if share < COMPLETE_FROM or lacking:
        return Completeness.PARTIAL
    return Completeness.COMPLETE
