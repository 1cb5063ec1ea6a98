"""Reading and writing quality flags, and what they are worked out from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Event, Flag, Response, Submission

IN_REVIEW = ("submitted", "valid", "invalid")


def codes_of(session: Session, response_ids: Sequence[int]) -> dict[int, list[str]]:
    """The flags of responses, by response."""
    found: dict[int, list[str]] = {each: [] for each in response_ids}
    query = sa.select(Flag.response_id, Flag.code).where(Flag.response_id.in_(response_ids)).order_by(Flag.id)
    for response_id, code in session.execute(query):
        found[response_id].append(code)
    return found


def of_response(session: Session, response_id: int) -> Sequence[Flag]:
    """The flags of one response."""
    return session.scalars(sa.select(Flag).where(Flag.response_id == response_id).order_by(Flag.id)).all()


def details_of(session: Session, response_ids: Sequence[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """The details of the flags of responses, by response and code; a response without flags has none."""
    found: dict[int, dict[str, dict[str, Any]]] = {each: {} for each in response_ids}
    query = sa.select(Flag.response_id, Flag.code, Flag.detail).where(Flag.response_id.in_(response_ids))
    for response_id, code, detail in session.execute(query):
        found[response_id][code] = detail or {}
    return found


def replace(session: Session, response_id: int, found: Mapping[str, Mapping[str, Any]], at: datetime) -> bool:
    """Make the flags of a response those in ``found``; gives whether anything changed.

    A flag that stands keeps the moment it was raised; what it rests on becomes that of ``found``.
    """
    before = {flag.code: flag for flag in of_response(session, response_id)}
    gone = [flag.id for code, flag in before.items() if code not in found]
    if gone:
        session.execute(sa.delete(Flag).where(Flag.id.in_(gone)))
    new = [
        {"response_id": response_id, "code": code, "detail": dict(detail), "at": at}
        for code, detail in found.items()
        if code not in before
    ]
    if new:
        session.execute(sa.insert(Flag), new)
    other = [
        (before[code].id, dict(detail))
        for code, detail in found.items()
        if code in before and (before[code].detail or {}) != detail
    ]
    for flag_id, detail in other:
        session.execute(sa.update(Flag).where(Flag.id == flag_id).values(detail=detail))
    return bool(gone or new or other)


def counts(session: Session, survey_id: int) -> dict[str, int]:
    """How many responses of a survey carry each flag."""
    query = (
        sa.select(Flag.code, sa.func.count())
        .join(Response, Response.id == Flag.response_id)
        .where(Response.survey_id == survey_id)
        .group_by(Flag.code)
    )
    return dict(session.execute(query).all())


def _to_review(survey_id: int) -> list[sa.ColumnElement[bool]]:
    return [Response.survey_id == survey_id, *_REVIEWED]


_REVIEWED = (Response.outcome.in_(IN_REVIEW), Response.mode != "import", Response.erased_at.is_(None))


def to_review(session: Session, survey_id: int) -> list[int]:
    """The submitted responses of a survey that were not imported, by number."""
    query = sa.select(Response.id).where(*_to_review(survey_id)).order_by(Response.id)
    return list(session.scalars(query))


def in_review(session: Session, response_ids: Sequence[int]) -> Sequence[Response]:
    """Those of some responses that are still to review, in order."""
    query = sa.select(Response).where(Response.id.in_(response_ids), *_REVIEWED).order_by(Response.id)
    return session.scalars(query).all()


def held(session: Session, response_ids: Sequence[int]) -> dict[int, int]:
    """The revisions of those of some responses that are still to review, held until the transaction ends."""
    query = (
        sa.select(Response.id, Response.revision)
        .where(Response.id.in_(response_ids), *_REVIEWED)
        .order_by(Response.id)
        .with_for_update()
    )
    return {row.id: row.revision for row in session.execute(query)}


def spent(
    session: Session, survey_id: int, without: Collection[str]
) -> Iterator[tuple[str, dict[str, Any], datetime, datetime | None]]:
    """Mode, timings, beginning and submit of the responses to review, those of some modes left out."""
    query = sa.select(Response.mode, Response.timings, Response.started_at, Response.submitted_at)
    for row in session.execute(query.where(*_to_review(survey_id), Response.mode.not_in(without))):
        yield row[0], row[1], row[2], row[3]


def device_counts(session: Session, survey_id: int) -> Counter[str]:
    """How many responses of a survey were submitted from each device that is known."""
    query = (
        sa.select(Response.device, sa.func.count().label("submits"))
        .where(Response.survey_id == survey_id, Response.device != "", Response.outcome.in_(IN_REVIEW))
        .group_by(Response.device)
    )
    return Counter({row.device: row.submits for row in session.execute(query)})


def last_submissions(session: Session, response_ids: Sequence[int]) -> dict[int, Submission]:
    """The last submission of each of some responses, by response."""
    query = sa.select(Submission).where(Submission.response_id.in_(response_ids)).order_by(Submission.number)
    return {found.response_id: found for found in session.scalars(query)}


def same_device(
    session: Session, response: Response, submitted_at: datetime, within: timedelta
) -> Sequence[tuple[int, dict[str, Any]]]:
    """Number and last submitted answers of others from the same device, shortly before or after, in order."""
    if not response.device:
        return []
    query = sa.select(Response.id).where(
        Response.survey_id == response.survey_id,
        Response.device == response.device,
        Response.id != response.id,
        Response.outcome.in_(IN_REVIEW),
        Response.submitted_at.between(submitted_at - within, submitted_at + within),
    )
    others = session.scalars(query.order_by(Response.started_at, Response.id)).all()
    found = last_submissions(session, others) if others else {}
    records = ((each, found[each].record) for each in others if each in found)
    return [(each, record["answers"]) for each, record in records if record]


def device_count(session: Session, response: Response) -> int:
    """How many responses of a survey were submitted from the device of this one, itself included."""
    if not response.device:
        return 0
    query = (
        sa.select(sa.func.count())
        .select_from(Response)
        .where(
            Response.survey_id == response.survey_id,
            Response.device == response.device,
            sa.or_(Response.outcome.in_(IN_REVIEW), Response.id == response.id),
        )
    )
    return session.scalar(query) or 0


def last_event(session: Session, survey_id: int, action: str) -> dict[str, Any] | None:
    """What the latest event of an action in a survey says."""
    query = (
        sa.select(Event.detail)
        .where(Event.survey_id == survey_id, Event.action == action)
        .order_by(Event.id.desc())
        .limit(1)
    )
    return session.scalar(query)
