"""Undoing the bridge between the two vaults, emptying the second, and keeping the counts right after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.engine import Store
from survey.store.tables import (
    Copy,
    Flag,
    Response,
    Save,
    Snapshot,
    Stratum,
    Submission,
    Suggestion,
    Survey,
    Unit,
    Unreadable,
)

_COPIES = cast(sa.Table, Copy.__table__)
_UNITS = cast(sa.Table, Unit.__table__)
#: Everything that has held an answer.
_ANSWERED = ("response", "save", "submission", "unreadable", "flag", "suggestion")


def tied(session: Session, survey_id: int) -> Sequence[Any]:
    """The copies that name a response and were not spoiled: identity, place, outcome and moments."""
    query = sa.select(
        Copy.id,
        Copy.stratum_id,
        Copy.unit_id,
        Copy.batch_id,
        Copy.entrance_id,
        Copy.outcome,
        Copy.issued_at,
        Copy.opened_at,
        Copy.returned_at,
    ).where(Copy.survey_id == survey_id, Copy.response_token.is_not(None), Copy.outcome != "spoiled")
    return session.execute(query.order_by(Copy.id)).all()


def give(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set ``outcome``, ``issued_at``, ``opened_at`` and ``returned_at`` of the copies ``of``."""
    if rows:
        session.execute(
            sa.update(_COPIES).where(_COPIES.c.id == sa.bindparam("of")), [dict(row) for row in rows]
        )


def untie(session: Session, survey_id: int) -> int:
    """Take the tokens out of the copies of a survey; how many held one."""
    statement = (
        sa.update(Copy)
        .where(Copy.survey_id == survey_id, Copy.response_token.is_not(None))
        .values(response_token=None)
    )
    return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


def unit_numbers(session: Session, survey_id: int) -> tuple[list[int], set[int]]:
    """The units of a survey, and every number that stands for a unit anywhere in it."""
    rows = session.execute(sa.select(Unit.id, Unit.number).where(Unit.survey_id == survey_id)).all()
    psus = session.scalars(
        sa.select(Response.psu).where(Response.survey_id == survey_id, Response.psu.is_not(None)).distinct()
    )
    return [row.id for row in rows], {row.number for row in rows} | {psu for psu in psus if psu is not None}


def renumber(session: Session, numbers: Mapping[int, int]) -> None:
    """Give units other numbers, by identity; none of the numbers may be in use."""
    if numbers:
        session.execute(
            sa.update(_UNITS).where(_UNITS.c.id == sa.bindparam("of")),
            [{"of": unit_id, "number": number} for unit_id, number in numbers.items()],
        )


def carry_over(session: Session, response: Response, outcome: str) -> None:
    """Count ``outcome`` in place of the former one of a response whose copy nobody knows any more.

    Where the link table is destroyed, some copy of the stratum that counts the former outcome
    counts the new one; elsewhere nothing happens. Call it before the response changes.
    """
    if response.mode != "import":
        carry_over_counts(session, response.survey_id, response.stratum, response.outcome, outcome, 1)


def carry_over_counts(
    session: Session, survey_id: int, stratum: str, before: str, after: str, count: int
) -> None:
    """The same for ``count`` responses of a stratum that go from one outcome to another."""
    if before == after:
        return
    chosen = (
        sa.select(Copy.id)
        .join(Stratum, Stratum.id == Copy.stratum_id)
        .join(Survey, Survey.id == Copy.survey_id)
        .where(
            Copy.survey_id == survey_id,
            Stratum.code == stratum,
            Copy.outcome == before,
            Survey.link_destroyed_at.is_not(None),
        )
        .order_by(sa.func.random())
        .limit(count)
    )
    ids = list(session.scalars(chosen))
    if ids:
        session.execute(sa.update(Copy).where(Copy.id.in_(ids)).values(outcome=after))


def with_content(session: Session, survey_id: int) -> int:
    """How many responses of a survey still have content."""
    query = sa.select(sa.func.count()).where(Response.survey_id == survey_id, Response.erased_at.is_(None))
    return session.scalar(query) or 0


def empty_all(session: Session, survey_id: int, **columns: Any) -> None:
    """Empty every response of a survey with its saves, submissions, what was put aside and suggestions.

    Rows, hashes, outcomes, flags and decisions stay; ``columns`` are set on each response.
    """
    own = sa.select(Response.id).where(Response.survey_id == survey_id).scalar_subquery()
    quiet = {"synchronize_session": False}
    for statement in (
        sa.update(Save).where(Save.response_id.in_(own)).values(changes={}),
        sa.update(Submission).where(Submission.response_id.in_(own)).values(record=sa.null()),
        sa.update(Unreadable).where(Unreadable.response_id.in_(own)).values(raw=""),
        sa.update(Flag).where(Flag.response_id.in_(own)).values(detail=sa.null()),
        sa.delete(Suggestion).where(Suggestion.response_id.in_(own)),
        sa.update(Response)
        .where(Response.survey_id == survey_id)
        .values(answers={}, confirmed=[], timings={}, device="", page="", revision=Response.revision + 1),
        sa.update(Response)
        .where(Response.survey_id == survey_id, Response.erased_at.is_(None))
        .values(**columns),
    ):
        session.execute(statement, execution_options=quiet)


def standing_snapshots(session: Session, survey_id: int) -> list[Snapshot]:
    """The snapshots of a survey that were not withdrawn."""
    query = sa.select(Snapshot).where(Snapshot.survey_id == survey_id, Snapshot.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(Snapshot.id)))


def sweep(store: Store) -> None:
    """Take what was freed out of the database's files: the journal of SQLite, dead rows of PostgreSQL."""
    connection = store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if store.is_sqlite:
            with store.turn():
                # Pages that earlier saves freed still hold former answers: the file is written anew.
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.fetchall()
            return
        connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        try:
            cursor.execute("VACUUM " + ", ".join(_ANSWERED))
        finally:
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
    finally:
        connection.close()
