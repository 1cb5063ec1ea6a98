"""Reading and writing quality flags, and what they are worked out from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Event, Flag, Response

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


def replace(session: Session, response_id: int, found: Mapping[str, Mapping[str, Any]], at: datetime) -> bool:
    """Make the flags of a response those in ``found``; gives whether anything changed.

    A flag that stands keeps the moment it was raised.
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
    return bool(gone or new)


def counts(session: Session, survey_id: int) -> dict[str, int]:
    """How many responses of a survey carry each flag."""
    query = (
        sa.select(Flag.code, sa.func.count())
        .join(Response, Response.id == Flag.response_id)
        .where(Response.survey_id == survey_id)
        .group_by(Flag.code)
    )
    return dict(session.execute(query).all())


def to_review(session: Session, survey_id: int) -> Iterator[Response]:
    """The submitted responses of a survey that were not imported, in order, some hundred at a time."""
    last = 0
    while True:
        query = (
            sa.select(Response)
            .where(
                Response.survey_id == survey_id,
                Response.id > last,
                Response.outcome.in_(IN_REVIEW),
                Response.mode != "import",
                Response.erased_at.is_(None),
            )
            .order_by(Response.id)
            .limit(500)
        )
        found = session.scalars(query).all()
        if not found:
            return
        yield from found
        last = found[-1].id
        for response in found:
            session.expunge(response)


def same_device(
    session: Session, response: Response, submitted_at: datetime, within: timedelta
) -> Sequence[Response]:
    """Other submitted responses of a survey from the same device, submitted shortly before or after."""
    if not response.device:
        return []
    query = sa.select(Response).where(
        Response.survey_id == response.survey_id,
        Response.device == response.device,
        Response.id != response.id,
        Response.outcome.in_(IN_REVIEW),
        Response.submitted_at.between(submitted_at - within, submitted_at + within),
    )
    return session.scalars(query).all()


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
