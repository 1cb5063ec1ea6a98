"""Reading and writing approvals of drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from survey.store.tables import Account, DraftApproval


def last(session: Session, survey_id: int) -> DraftApproval | None:
    """The draft that was put forward last."""
    query = sa.select(DraftApproval).where(DraftApproval.survey_id == survey_id)
    return session.scalars(query.order_by(DraftApproval.id.desc()).limit(1)).first()


def add(
    session: Session, survey_id: int, digest: str, revision: int, *, submitted_by: int, submitted_at: datetime
) -> None:
    """Put a draft forward."""
    session.add(
        DraftApproval(
            survey_id=survey_id,
            hash=digest,
            revision=revision,
            submitted_by=submitted_by,
            submitted_at=submitted_at,
        )
    )


def of_hash(session: Session, survey_id: int, digest: str) -> DraftApproval | None:
    """What has this hash, as it was put forward last."""
    query = sa.select(DraftApproval).where(DraftApproval.survey_id == survey_id, DraftApproval.hash == digest)
    return session.scalars(query.order_by(DraftApproval.id.desc()).limit(1)).first()


def approved(session: Session, survey_id: int, digest: str) -> bool:
    """Whether what has this hash was approved, when last it was put forward, by another than put it forward."""
    found = of_hash(session, survey_id, digest)
    return found is not None and found.decision == "approved" and found.decided_by != found.submitted_by


def listed(session: Session, survey_id: int) -> list[tuple[DraftApproval, str, str | None]]:
    """Every draft put forward, newest first, with the names of who did it and who decided."""
    return [(row[0], row[1], row[2]) for row in session.execute(_named(survey_id))]


def newest_named(
    session: Session, survey_id: int, digest: str | None = None
) -> tuple[DraftApproval, str, str | None] | None:
    """The draft that was put forward last, with the names of who did it and who decided; of a hash if one is given."""
    query = _named(survey_id)
    if digest is not None:
        query = query.where(DraftApproval.hash == digest)
    row = session.execute(query.limit(1)).first()
    return None if row is None else (row[0], row[1], row[2])


def _named(survey_id: int) -> sa.Select[Any, Any, Any]:
    decider = aliased(Account)
    return (
        sa.select(DraftApproval, Account.name, decider.name)
        .join(Account, Account.id == DraftApproval.submitted_by)
        .outerjoin(decider, decider.id == DraftApproval.decided_by)
        .where(DraftApproval.survey_id == survey_id)
        .order_by(DraftApproval.id.desc())
    )
