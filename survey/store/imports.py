"""Writing responses that come in files, in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Decision, Response, Submission


def add_responses(
    session: Session,
    responses: Sequence[Mapping[str, Any]],
    submissions: Sequence[Mapping[str, Any] | None],
    decision: Mapping[str, Any] | None,
) -> None:
    """Add responses with their submissions (None for one that ended early) and a decision on each."""
    statement = sa.insert(Response).returning(Response.id, sort_by_parameter_order=True)
    ids = session.scalars(statement, [dict(row) for row in responses]).all()
    whole = [
        {**submission, "response_id": response_id}
        for response_id, submission in zip(ids, submissions, strict=True)
        if submission is not None
    ]
    if whole:
        session.execute(sa.insert(Submission), whole)
    decided = [
        {**decision, "response_id": response_id}
        for response_id, row in zip(ids, responses, strict=True)
        if decision is not None and row["outcome"] == decision["verdict"]
    ]
    if decided:
        session.execute(sa.insert(Decision), decided)
