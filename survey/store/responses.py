"""Reading and writing responses, their saves and their submissions.

What every save runs is made once, with places for its values (see :mod:`survey.store.entries`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import randbelow
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.store.entries import WITHOUT_DRAFT
from survey.store.tables import Copy, Response, Save, Submission, Suggestion, Survey, Unreadable

# What a closing survey asks about: begun, and neither finished nor taken back.
BEGUN = "opened"
# Numbers of nine digits, at random: their order tells nothing of who began when.
FIRST_NUMBER, NUMBERS = 10**8, 9 * 10**8
GUESSES = 8

_RESPONSES = cast(sa.Table, Response.__table__)
_SAVES = cast(sa.Table, Save.__table__)
_FOR_SAVING = (
    sa.select(
        Response,
        Survey,
        sa.exists().where(Save.response_id == Response.id, Save.key == sa.bindparam("key")),
    )
    .join(Survey, Survey.id == Response.survey_id)
    .options(WITHOUT_DRAFT)
    .where(Response.token == sa.bindparam("token"))
    .execution_options(populate_existing=True)
)
_FOR_SUBMITTING = (
    sa.select(Response, Survey, Submission, Copy)
    .join(Survey, Survey.id == Response.survey_id)
    .options(WITHOUT_DRAFT)
    .outerjoin(Submission, Submission.response_id == Response.id)
    .outerjoin(Copy, Copy.response_token == Response.token)
    .where(Response.token == sa.bindparam("token"))
    .order_by(Submission.number.desc())
    .limit(1)
    .execution_options(populate_existing=True)
)
_ADVANCE = sa.update(_RESPONSES).where(
    _RESPONSES.c.id == sa.bindparam("of"),
    _RESPONSES.c.revision == sa.bindparam("known_revision"),
    _RESPONSES.c.outcome == sa.bindparam("known_outcome"),
    _RESPONSES.c.erased_at.is_(None),
    # A survey that was closed or put away meanwhile takes nothing more.
    sa.exists().where(
        Survey.id == _RESPONSES.c.survey_id, Survey.closed_at.is_(None), Survey.archived_at.is_(None)
    ),
)
_ADD_SAVE = sa.insert(_SAVES)
_ADD_SUBMISSION = sa.insert(cast(sa.Table, Submission.__table__))


class OvertakenError(Exception):
    """The response has moved on since it was read."""


class RepeatedError(Exception):
    """The key of a save or a submission was used before."""


def begin(
    session: Session,
    response: Response,
    save: Mapping[str, Any],
    unreadable: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Add a response with the save that begins it, under a number drawn at random."""
    response.id = _free_number(session)
    response.revision = 1
    session.add(response)
    session.flush()
    _add_save(session, response.id, 1, save, unreadable)


def _free_number(session: Session) -> int:
    drawn = [FIRST_NUMBER + randbelow(NUMBERS) for _guess in range(GUESSES)]
    taken = set(session.scalars(sa.select(Response.id).where(Response.id.in_(drawn))))
    return next(number for number in drawn if number not in taken)


def by_receipt(session: Session, digests: Sequence[str]) -> tuple[Response, Survey, Submission | None] | None:
    """The response of a receipt by any of its digests, with its survey and its last submission."""
    query = (
        sa.select(Response, Survey, Submission)
        .join(Survey, Survey.id == Response.survey_id)
        .options(WITHOUT_DRAFT)
        .outerjoin(Submission, Submission.response_id == Response.id)
        .where(Response.receipt_digest.in_(digests))
        .order_by(Submission.number.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    session.expunge_all()  # they are read after the transaction
    return None if row is None else (row[0], row[1], row[2])


def locked_by_receipt(session: Session, digests: Sequence[str]) -> Response | None:
    """The response of a receipt as it is now, held until the transaction ends."""
    return session.scalars(_held(Response.receipt_digest.in_(digests))).first()


def locked_by_token(session: Session, token: str) -> Response | None:
    """The response with a token as it is now, held until the transaction ends."""
    return session.scalars(_held(Response.token == token)).first()


def _held(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    query = sa.select(Response).where(which).order_by(Response.id)
    return query.with_for_update(key_share=True).execution_options(populate_existing=True)


def hold_all(session: Session, survey_id: int) -> None:
    """Hold every response of a survey until the transaction ends."""
    query = sa.select(Response.id).where(Response.survey_id == survey_id).order_by(Response.id)
    session.execute(query.with_for_update(key_share=True)).all()


def for_saving(
    session: Session, token: str, key: str, revision: int
) -> tuple[Response, Survey, bool, Sequence[tuple[int, dict[str, Any]]]]:
    """A response, its survey, whether ``key`` was used before, and its saves if it has moved on or was.

    :raises LookupError: no response has the token.
    """
    row = session.execute(_FOR_SAVING, {"token": token, "key": key}).first()
    session.expunge_all()
    if row is None:
        raise LookupError("no such response")
    response, survey, repeated = row
    moved_on = revision < response.revision or repeated
    return response, survey, bool(repeated), saved_changes(session, response.id) if moved_on else ()


def for_submitting(session: Session, token: str) -> tuple[Response, Survey, Submission | None, Copy | None]:
    """A response, its survey, its last submission and its copy, in one statement.

    :raises LookupError: no response has the token.
    """
    row = session.execute(_FOR_SUBMITTING, {"token": token}).first()
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


def made_under(session: Session, response_id: int, key: str, stem: str) -> Sequence[int]:
    """The revisions that the saves under a key made, and under those that begin with ``stem``, in order."""
    named = sa.or_(Save.key == key, Save.key.startswith(stem, autoescape=True))
    query = sa.select(Save.revision).where(Save.response_id == response_id, named)
    return session.scalars(query.order_by(Save.revision)).all()


def advance_or_raise(session: Session | sa.Connection, known: Response, **columns: Any) -> None:
    """Write the next revision of a response, if it is still as it is ``known``: revision and outcome.

    It must not have been erased, nor its survey closed meanwhile.

    :raises OvertakenError: it is not; roll back and work it out again.
    """
    places = {"of": known.id, "known_revision": known.revision, "known_outcome": known.outcome}
    result = session.execute(_ADVANCE, {**places, **columns, "revision": known.revision + 1})
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        raise OvertakenError


def change(session: Session, response_id: int, **columns: Any) -> None:
    """Set columns of a response that the caller holds, and advance its revision."""
    columns = {**columns, "revision": Response.revision + 1}
    session.execute(sa.update(Response).where(Response.id == response_id).values(**columns))


def write_save(
    session: Session | sa.Connection,
    known: Response,
    columns: Mapping[str, Any],
    save: Mapping[str, Any],
    unreadable: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write the next revision of a response with the save that made it.

    :raises OvertakenError: the response is not as it is ``known``; roll back and work it out again.
    :raises RepeatedError: the key of the save was used before.
    """
    advance_or_raise(session, known, **columns)
    try:
        _add_save(session, known.id, known.revision + 1, save, unreadable)
    except IntegrityError as error:
        raise RepeatedError from error


def _add_save(
    session: Session | sa.Connection,
    response_id: int,
    revision: int,
    save: Mapping[str, Any],
    unreadable: Sequence[Mapping[str, Any]],
) -> None:
    session.execute(_ADD_SAVE, {"response_id": response_id, "revision": revision, **save})
    if unreadable:
        session.execute(sa.insert(Unreadable), [{"response_id": response_id, **row} for row in unreadable])


def add_submission(session: Session, **columns: Any) -> None:
    """Add a submission.

    :raises RepeatedError: its number or its key was used before.
    """
    try:
        session.execute(_ADD_SUBMISSION, columns)
    except IntegrityError as error:
        raise RepeatedError from error


def empty_content(session: Session | sa.Connection, response_id: int) -> None:
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
    """Responses of a survey that were begun and never submitted, held until the transaction ends."""
    return session.scalars(_held(sa.and_(Response.survey_id == survey_id, Response.outcome == BEGUN))).all()


def surveys_with_begun(session: Session) -> Sequence[Survey]:
    """The surveys that have responses which were begun and never submitted."""
    waiting = sa.exists().where(Response.survey_id == Survey.id, Response.outcome == BEGUN)
    return session.scalars(sa.select(Survey).options(WITHOUT_DRAFT).where(waiting).order_by(Survey.id)).all()
