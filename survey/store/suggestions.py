"""Reading and writing suggestions as they were cleared for quoting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Response, Submission, Suggestion


def cleared(session: Session, survey_id: int) -> dict[int, Suggestion]:
    """What was cleared in a survey, by response."""
    query = (
        sa.select(Suggestion)
        .join(Response, Response.id == Suggestion.response_id)
        .where(Response.survey_id == survey_id)
    )
    return {found.response_id: found for found in session.scalars(query)}


def how_many_cleared(session: Session, survey_id: int) -> int:
    """How many suggestions of a survey a person has cleared, quotable or not."""
    query = (
        sa.select(sa.func.count())
        .select_from(Suggestion)
        .join(Response, Response.id == Suggestion.response_id)
        .where(Response.survey_id == survey_id)
    )
    return session.scalar(query) or 0


def agreed(
    session: Session,
    survey_id: int,
    version_id: int,
    outcomes: Sequence[str],
    *,
    text: str,
    consent: str,
    agree: str,
) -> int:
    """How many responses of a version, with some outcomes, wrote in the field ``text`` and agreed in ``consent``."""
    # What was last submitted counts, not a correction under way.
    last = (
        sa.select(sa.func.max(Submission.number))
        .where(Submission.response_id == Response.id)
        .correlate(Response)
        .scalar_subquery()
    )
    answers = Submission.record["answers"]
    written = answers[text].as_string()
    query = (
        sa.select(sa.func.count())
        .select_from(Response)
        .join(Submission, sa.and_(Submission.response_id == Response.id, Submission.number == last))
        .where(
            Response.survey_id == survey_id,
            Response.version_id == version_id,
            Response.outcome.in_(outcomes),
            Response.erased_at.is_(None),
            sa.func.trim(written) != "",
            answers[consent].as_string() == agree,
        )
    )
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """The fields of one response that make a suggestion.

    ``submission`` is the number of the one they are from among those of the response, ``submission_id`` among all.
    """

    response_id: int
    outcome: str
    submission: int
    submission_id: int
    values: Mapping[str, Any]


def written(
    session: Session, survey_id: int, version_id: int, outcomes: Sequence[str], fields: Sequence[str]
) -> Iterator[WrittenRow]:
    """Some data columns, the first of them not empty, of the last submissions of a version, by token."""
    later = sa.orm.aliased(Submission)
    overtaken = sa.exists().where(
        later.response_id == Submission.response_id, later.number > Submission.number
    )
    values = [Submission.record["values"][name] for name in fields]
    query = (
        sa.select(Response.id, Response.outcome, Submission.number, Submission.id, *values)
        .join(Submission, sa.and_(Submission.response_id == Response.id, ~overtaken))
        .where(
            Response.survey_id == survey_id,
            Response.version_id == version_id,
            Response.outcome.in_(outcomes),
            Response.erased_at.is_(None),
            values[0].as_string() != "",
        )
        .order_by(Response.token)
        .execution_options(yield_per=500)
    )
    for response_id, outcome, number, submission_id, *found in session.execute(query):
        yield WrittenRow(response_id, outcome, number, submission_id, dict(zip(fields, found, strict=True)))


def newest_submission(session: Session, survey_id: int) -> int:
    """The identity of the last submission of a survey, 0 where there is none."""
    query = sa.select(sa.func.max(Submission.id)).join(Response, Response.id == Submission.response_id)
    return session.scalar(query.where(Response.survey_id == survey_id)) or 0


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


def forget(session: Session, response_id: int) -> bool:
    """Forget how the suggestion of a response was cleared; whether it had been."""
    gone = session.execute(sa.delete(Suggestion).where(Suggestion.response_id == response_id))
    return cast("sa.CursorResult[Any]", gone).rowcount > 0
