"""How far the demonstration has come, for whoever shows it or starts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey.demonstration.design import CODE, Calendar
from survey.services import surveys
from survey.services.stages import standing_of
from survey.services.surveys import Card
from survey.store import Store
from survey.store.flags import last_event

BEGUN, FINISHED = "demonstration.begun", "demonstration.finished"


@dataclass(frozen=True)
class Progress:
    """How far the loading has come: ``done`` copies were opened of the ``total`` that will be."""

    done: int
    total: int
    finished: bool


def progress_of(store: Store) -> Progress | None:
    """How far the demonstration has come; None where there is none."""
    card = surveys.find(store, CODE, at=Calendar().frozen_at)
    begun = event_of(store, card, BEGUN)
    if card is None or begun is None:
        return None
    outcomes = standing_of(store, card).outcomes
    total = int(begun["opened"])
    done = sum(count for name, count in outcomes.items() if name != "not_opened")
    return Progress(min(done, total), total, event_of(store, card, FINISHED) is not None)


def is_wanted(store: Store) -> bool:
    """Whether there is something to load: there is no survey, or the demonstration was begun and not finished."""
    if not surveys.listed(store, at=Calendar().prepared_at):
        return True
    found = surveys.find(store, CODE, at=Calendar().prepared_at)
    return found is not None and found.is_simulated and event_of(store, found, FINISHED) is None


def event_of(store: Store, card: Card | None, action: str) -> Mapping[str, Any] | None:
    """What the latest event of an action in a survey says; None where there is none."""
    if card is None:
        return None
    with store.reading() as session:
        return last_event(session, card.id, action)
