"""Loading the demonstration: a whole investigation, from the draft to the frozen answers.

It is gone on with where it was cut off, and gives the same data for the same seed at every
run; only what must not be foreseen differs: links, tokens and the masked numbers of units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from survey.demonstration import fieldwork, reviewing
from survey.demonstration.casting import cast
from survey.demonstration.design import Design, Fate
from survey.demonstration.journeys import Traveller
from survey.demonstration.progress import BEGUN, FINISHED, event_of
from survey.demonstration.units import Unit, frame
from survey.services import opening, snapshots
from survey.services.events import SYSTEM, log
from survey.services.snapshots import Frozen
from survey.services.surveys import Card
from survey.store import Store

#: What a journey can end with; one that was cut off is gone again.
ENDED = frozenset({"refused", "ineligible", "submitted", "withdrawn", "spoiled"})

OnProgress = Callable[[int, int], None]


def load(
    store: Store,
    key: bytes,
    instance: Path,
    design: Design,
    *,
    on_progress: OnProgress = lambda _done, _total: None,
) -> Frozen:
    """Load the demonstration, or go on with it; gives the frozen answers.

    ``on_progress`` is told after each copy how many of the copies that are opened have been.
    """
    units = frame(design)
    card = fieldwork.prepare(store, key, design, units)
    total = design.copies - design.expected(Fate.NOT_OPENED)
    if event_of(store, card, BEGUN) is None:
        _note(store, card, BEGUN, design.calendar.opens_at, {"opened": total, "seed": design.seed})
    if card.closed_at is None:
        _field(store, key, card, design, units, lambda done: on_progress(done, total))
        opening.close_now(store, card.id, actor=SYSTEM, at=design.calendar.closes_at)
    reviewing.decide(store, card.id, design)
    reviewing.clear_suggestions(store, card.id, design)
    frozen = snapshots.freeze(store, instance, card.id, at=design.calendar.frozen_at)
    if event_of(store, card, FINISHED) is None:
        _note(store, card, FINISHED, design.calendar.frozen_at, {"snapshot": frozen.name})
    return frozen


def _field(
    store: Store,
    key: bytes,
    card: Card,
    design: Design,
    units: Sequence[Unit],
    on_progress: Callable[[int], None],
) -> None:
    """Let everybody answer who does, one after another, in the order in which they begin."""
    rows = fieldwork.issued(store, card.id, design)
    outcomes = {row.serial: row.outcome for row in rows}
    traveller = Traveller(store, key, design, {row.serial: row.nonce for row in rows})
    done = 0
    for part in cast(design, units, [(row.serial, row.unit) for row in rows]):
        if part.fate is Fate.NOT_OPENED:
            break
        serials = (part.serial, *part.repeats)
        if not all(outcomes[serial] in ENDED for serial in serials):
            traveller.go(part)
        done += len(serials)
        on_progress(done)


def _note(store: Store, card: Card, action: str, at: datetime, detail: Mapping[str, Any]) -> None:
    with store.writing() as session:
        log(session, SYSTEM, action, at=at, survey_id=card.id, subject=("survey", card.code), detail=detail)
