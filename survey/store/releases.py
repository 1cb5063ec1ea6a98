"""Reading and writing the ledger of releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Account, Release

#: What two entries must share to be the same table given to the same person.
SAME = ("survey_id", "hash", "weights", "policy", "outlet", "features", "filter", "question", "account_id")


def add_new(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Add what is not in the ledger yet, and give how many that were.

    Two processes that write at once may both enter a table that was seen in both; the ledger is then longer
    by a line that is true.
    """
    added = 0
    for row in rows:
        same = [getattr(Release, name).is_not_distinct_from(row[name]) for name in SAME]
        if session.scalars(sa.select(Release.id).where(*same).limit(1)).first() is None:
            session.execute(sa.insert(Release).values(**row))
            added += 1
    return added


def listed(
    session: Session, survey_id: int, *, count: int, before: int | None = None
) -> list[tuple[Release, str]]:
    """The newest entries of a survey with the names of who was given them; ``before`` pages on by number."""
    query = (
        sa.select(Release, sa.func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == Release.account_id)
        .where(Release.survey_id == survey_id)
        .order_by(Release.id.desc())
        .limit(count)
    )
    if before is not None:
        query = query.where(Release.id < before)
    return [(row[0], row[1]) for row in session.execute(query)]


def of_version(session: Session, survey_id: int, digest: str) -> list[Release]:
    """Every table released from one version of the data, oldest first."""
    query = sa.select(Release).where(Release.survey_id == survey_id, Release.hash == digest)
    return list(session.scalars(query.order_by(Release.id)))
