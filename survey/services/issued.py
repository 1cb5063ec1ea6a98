"""What was issued, as staff's pages list it: batches, copies of a filter, entrances."""

from __future__ import annotations

from dataclasses import dataclass

from survey.store import copies as stored
from survey.store.copies import ORDERS, BatchRow, CopyFilter, CopyRow, EntranceRow
from survey.store.engine import Store

__all__ = [
    "ORDERS",
    "BatchRow",
    "CopyFilter",
    "CopyRow",
    "EntranceRow",
    "Listing",
    "batch_id",
    "batches",
    "copy_of",
    "entrances",
    "listing",
]


def batches(store: Store, survey_id: int) -> list[BatchRow]:
    """The batches of a survey, newest first."""
    with store.reading() as session:
        return stored.batches(session, survey_id)


def batch_id(store: Store, survey_id: int, number: int) -> int | None:
    """The identity of a survey's batch by its number."""
    with store.reading() as session:
        return stored.batch_id(session, survey_id, number)


@dataclass(frozen=True)
class Listing:
    """One page of copies, and how many there are in all."""

    rows: list[CopyRow]
    total: int


def listing(
    store: Store,
    survey_id: int,
    wanted: CopyFilter,
    *,
    order: str = "serial",
    descending: bool = False,
    page: int = 1,
    size: int = 50,
) -> Listing:
    """The copies a filter lets through, ``size`` a page, pages from 1."""
    with store.reading() as session:
        rows = stored.listed(
            session,
            survey_id,
            wanted,
            order=order,
            descending=descending,
            offset=(page - 1) * size,
            count=size,
        )
        return Listing(rows, stored.how_many(session, survey_id, wanted))


def copy_of(store: Store, survey_id: int, serial: str) -> CopyRow | None:
    """The copy with a whole serial."""
    with store.reading() as session:
        found = stored.listed(session, survey_id, CopyFilter(serial=serial))
    return found[0] if found else None


def entrances(store: Store, survey_id: int) -> list[EntranceRow]:
    """The entrances of a survey, oldest first."""
    with store.reading() as session:
        return stored.entrances(session, survey_id)
