"""Versions of the data that differ by so few answers that two reports side by side tell what these said.

Disclosure control works within one version. Between two the reader subtracts: nothing here keeps that from
happening, since each report is in order by itself; it says where it would, and which version to take instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from reports.dataset import Dataset
from reports.disclosure import THRESHOLD
from survey.errors import Refusal
from survey.services import changes, making, snapshots
from survey.services.memory import Memory
from survey.services.surveys import Card
from survey.store import snapshots as stored
from survey.store.engine import Store

KEPT = 2_000
#: Of two versions that do not change any more the answer stays.
_found: Memory[tuple[str, str], bool] = Memory(KEPT)


@dataclass(frozen=True)
class Near:
    """A version that has a report and is near another: its name, and when it was frozen."""

    name: str
    frozen_at: datetime


def near(
    store: Store, instance: Path, survey: Card, dataset: Dataset, *, besides: Sequence[str] = ()
) -> list[Near]:
    """The versions with a report that differ from the data by some answers, but fewer than the threshold, newest first.

    An answer differs that is valid in one of them only, or says something else. ``besides`` are versions not asked.
    """
    with store.reading() as session:
        standing = [(one.name, one.rows, one.created_at) for one in stored.standing(session, survey.id)]
    found = []
    for name, rows, at in standing:
        if name in besides or abs(rows - len(dataset)) >= THRESHOLD:
            continue
        if not making.templates_of(instance, survey.code, name):
            continue
        try:
            other = snapshots.load(store, instance, survey.id, name).dataset
        except Refusal:  # rebuilt meanwhile: its reports are gone
            continue
        first, second = sorted((dataset.hash, other.hash))
        if _found.get((first, second), partial(_is_near, dataset, other)):
            found.append(Near(name, at))
    return found


def _is_near(one: Dataset, other: Dataset) -> bool:
    apart = len(changes.numbers(one) ^ changes.numbers(other))
    if apart >= THRESHOLD:
        return False
    return 0 < apart + changes.corrected(other, one) < THRESHOLD
