"""Versions of the data that differ by so few answers that two reports side by side tell what these said.

Disclosure control works within one version. Between two the reader subtracts: nothing here keeps that from
happening, since each report is in order by itself; it says where it would, and which version to take instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from reports.dataset import Dataset
from reports.disclosure import THRESHOLD
from reports.errors import ReportError
from survey.errors import Refusal
from survey.services import changes, reportfiles, snapshots
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


def near(store: Store, instance: Path, survey: Card, dataset: Dataset) -> list[Near]:
    """The versions with a report that differ from the data by some answers, but fewer than the threshold, newest first.

    An answer differs that is valid in one of them only, or says something else.
    """
    with store.reading() as session:
        standing = [
            (one.name, one.hash, one.rows, one.created_at) for one in stored.standing(session, survey.id)
        ]
    found = []
    for name, digest, rows, at in standing:
        if abs(rows - len(dataset)) >= THRESHOLD or not reportfiles.is_reported(instance, survey.code, name):
            continue
        first, second = sorted((dataset.hash, digest))
        try:
            is_near = _found.get(
                (first, second), partial(_is_near, store, instance, survey.id, dataset, name)
            )
        except (Refusal, ReportError):  # rebuilt meanwhile: its reports are gone; or its file is damaged
            continue
        if is_near:
            found.append(Near(name, at))
    return found


def _is_near(store: Store, instance: Path, survey_id: int, one: Dataset, name: str) -> bool:
    other = snapshots.load(store, instance, survey_id, name).dataset
    apart = len(changes.numbers(one) ^ changes.numbers(other))
    if apart >= THRESHOLD:
        return False
    return 0 < apart + changes.corrected(other, one) < THRESHOLD
