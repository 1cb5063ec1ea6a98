"""Reading and writing responses, their saves and their submissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.store.entries import WITHOUT_DRAFT
from survey.store.tables import Copy, Response, Save, Submission, Suggestion, Survey, Unreadable

# What a closing survey asks about: begun, and neither finished nor taken back.
BEGUN = "opened"


class OvertakenError(Exception):
    """The response has moved on since it was read."""


class RepeatedError(Exception):
    """The key of a save or a submission was used before."""


def add(session: Session, **columns: Any) -> Response:
    """Add a response."""
    response = Response(**columns)
    session.add(response)
    session.flush()
    return response


def by_receipt(session: Session, receipt_digest: str) -> tuple[Response, Survey] | None:
    """The response of a receipt, with its survey."""
    query = (
        sa.select(Response, Survey)
        .join(Survey, Survey.id == Response.survey_id)
        .options(WITHOUT_DRAFT)
        .where(Response.receipt_digest == receipt_digest)
    )
    row = session.execute(query).first()
    session.expunge_all()  # they are read after the transaction
    return None if row is None else (row[0], row[1])


def for_saving(
    session: Session, token: str, key: str, revision: int
) -> tuple[Response, Survey, bool, Sequence[tuple[int, dict[str, Any]]]]:
    """A response, its survey, whether ``key`` was used before, and its saves if it has moved on.

    :raises LookupError: no response has the token.
    """
    used = sa.exists().where(Save.response_id == Response.id, Save.key == key)
    query = (
        sa.select(Response, Survey, used)
        .join(Survey, Survey.id == Response.survey_id)
        .options(WITHOUT_DRAFT)
        .where(Response.token == token)
        .execution_options(populate_existing=True)
    )
    row = session.execute(query).first()
    session.expunge_all()
    if row is None:
        raise LookupError("no such response")
    response, survey, repeated = row
    moved_on = revision < response.revision and not repeated
    return response, survey, bool(repeated), saved_changes(session, response.id) if moved_on else ()


def for_submitting(session: Session, token: str) -> tuple[Response, Survey, Submission | None, Copy | None]:
    """A response, its survey, its last submission and its copy, in one statement.

    :raises LookupError: no response has the token.
    """
    query = (
        sa.select(Response, Survey, Submission, Copy)
        .join(Survey, Survey.id == Response.survey_id)
        .options(WITHOUT_DRAFT)
        .outerjoin(Submission, Submission.response_id == Response.id)
        .outerjoin(Copy, Copy.response_token == Response.token)
        .where(Response.token == token)
        .order_by(Submission.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    row = session.execute(query).first()
    session.expunge_all()
    if row is None:
        raise LookupError("no such response")
    return row[0], row[1], row[2], row[3]


def submission_by_key(session: Session, response_id: int, key: str) -> Submission | None:
    """The submission that was made under a key."""
    query = sa.select(Submission).where(Submission.response_id == response_id, Submission.key == key)
    return session.scalars(query).first()


def saved_changes(session: Session, response_id: int) -> Sequence[tuple[int, dict[str, Any]]]:
    """The changes of every save with the revision each made, oldest first."""
    query = (
        sa.select(Save.revision, Save.changes)
        .where(Save.response_id == response_id)
        .order_by(Save.revision, Save.id)
    )
    return [(revision, changes) for revision, changes in session.execute(query)]


def advance_or_raise(session: Session, response_id: int, revision: int, **columns: Any) -> None:
    """Write the next revision of a response, if ``revision`` is still the last.

    :raises OvertakenError: it is not; roll back and work it out again.
    """
    statement = (
        sa.update(Response)
        .where(Response.id == response_id, Response.revision == revision)
        .values(revision=revision + 1, **columns)
    )
    result = cast("sa.CursorResult[Any]", session.execute(statement))
    if result.rowcount != 1:
        raise OvertakenError


def change(session: Session, response_id: int, **columns: Any) -> None:
    """Set columns of a response, whatever its revision."""
    session.execute(sa.update(Response).where(Response.id == response_id).values(**columns))


def write_save(
    session: Session,
    response_id: int,
    revision: int,
    columns: Mapping[str, Any],
    save: Mapping[str, Any],
    unreadable: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write the next revision of a response with the save that made it.

    :raises OvertakenError: ``revision`` is no longer the last; roll back and work it out again.
    :raises RepeatedError: the key of the save was used before.
    """
    advance_or_raise(session, response_id, revision, **columns)
    try:
        session.execute(sa.insert(Save).values(response_id=response_id, revision=revision + 1, **save))
    except IntegrityError as error:
        raise RepeatedError from error
    if unreadable:
        session.execute(sa.insert(Unreadable), [{"response_id": response_id, **row} for row in unreadable])


def add_submission(session: Session, **columns: Any) -> None:
    """Add a submission.

    :raises RepeatedError: its number or its key was used before.
    """
    try:
        session.execute(sa.insert(Submission).values(**columns))
    except IntegrityError as error:
        raise RepeatedError from error


def empty_content(session: Session, response_id: int) -> None:
    """Empty what saves, submissions and what was put aside say; their rows and hashes stay."""
    session.execute(sa.update(Save).where(Save.response_id == response_id).values(changes={}))
    session.execute(
        sa.update(Submission).where(Submission.response_id == response_id).values(record=sa.null())
    )
    session.execute(sa.update(Unreadable).where(Unreadable.response_id == response_id).values(raw=""))
    session.execute(sa.delete(Suggestion).where(Suggestion.response_id == response_id))


def hashes(session: Session, response_id: int) -> list[str]:
    """The hashes of the submissions of a response."""
    query = sa.select(Submission.hash).where(Submission.response_id == response_id)
    return list(session.scalars(query.order_by(Submission.number)))


def begun(session: Session, survey_id: int) -> Sequence[Response]:
    """Responses of a survey that were begun and never submitted."""
    query = sa.select(Response).where(Response.survey_id == survey_id, Response.outcome == BEGUN)
    return session.scalars(query.order_by(Response.id)).all()
