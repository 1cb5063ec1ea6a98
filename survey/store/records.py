"""The responses of a survey with what was submitted last, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Response, Submission


def records(
    session: Session, survey_id: int, outcomes: Sequence[str] = ("valid",)
) -> Iterator[tuple[Response, Submission | None]]:
    """The responses of a survey with some outcomes, each with its latest submission, by token.

    They are streamed: some hundred are held at a time. Their order is random to whoever
    does not know the tokens, and the same at every call.
    """
    latest = (
        sa.select(Submission.response_id, sa.func.max(Submission.number).label("number"))
        .join(Response, Response.id == Submission.response_id)
        .where(Response.survey_id == survey_id)
        .group_by(Submission.response_id)
        .subquery()
    )
    query = (
        sa.select(Response, Submission)
        .outerjoin(latest, latest.c.response_id == Response.id)
        .outerjoin(
            Submission,
            sa.and_(Submission.response_id == Response.id, Submission.number == latest.c.number),
        )
        .where(Response.survey_id == survey_id, Response.outcome.in_(outcomes), Response.erased_at.is_(None))
        .order_by(Response.token)
        .execution_options(yield_per=500)
    )
    for response, submission in session.execute(query):
        yield response, submission
        session.expunge(response)
        if submission is not None:
            session.expunge(submission)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What a dataset takes of a response; ``values`` is None where nothing was submitted."""

    id: int
    token: str
    version_id: int
    mode: str
    stratum: str
    psu: int | None
    values: Mapping[str, Any] | None


def record_rows(session: Session, survey_id: int) -> Iterator[RecordRow]:
    """The valid responses of a survey with the columns of their latest submission, and nothing else of them.

    They are streamed, in no order.
    """
    later = sa.orm.aliased(Submission)
    overtaken = sa.exists().where(
        later.response_id == Submission.response_id, later.number > Submission.number
    )
    query = (
        sa.select(
            Response.id,
            Response.token,
            Response.version_id,
            Response.mode,
            Response.stratum,
            Response.psu,
            Submission.record["values"],
        )
        .outerjoin(Submission, sa.and_(Submission.response_id == Response.id, ~overtaken))
        .where(Response.survey_id == survey_id, Response.outcome == "valid", Response.erased_at.is_(None))
        .execution_options(yield_per=500)
    )
    for row in session.execute(query):
        yield RecordRow(*row)
