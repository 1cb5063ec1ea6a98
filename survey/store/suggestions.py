"""Reading and writing suggestions as they were cleared for quoting."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Response, Suggestion


def cleared(session: Session, survey_id: int) -> dict[int, Suggestion]:
    """What was cleared in a survey, by response."""
    query = (
        sa.select(Suggestion)
        .join(Response, Response.id == Suggestion.response_id)
        .where(Response.survey_id == survey_id)
    )
    return {found.response_id: found for found in session.scalars(query)}


def keep(
    session: Session,
    response_id: int,
    *,
    wording: str,
    quotable: bool,
    account_id: int | None,
    at: datetime,
) -> None:
    """Keep the cleared wording of a response's suggestion in place of an earlier one."""
    columns = {"wording": wording, "quotable": quotable, "account_id": account_id, "at": at}
    found = session.scalars(sa.select(Suggestion).where(Suggestion.response_id == response_id)).first()
    if found is None:
        session.execute(sa.insert(Suggestion).values(response_id=response_id, **columns))
    else:
        session.execute(sa.update(Suggestion).where(Suggestion.id == found.id).values(**columns))
