"""Reading responses for review, and writing what was decided on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.retention import carry_over, carry_over_counts
from survey.store.tables import Account, Copy, Decision, Flag, Response, Submission

DECIDABLE = ("submitted", "valid", "invalid", "partial")
PRIVATE_FLAGS = ("own_number",)
AT_ONCE = 500


@dataclass(frozen=True)
class ResponseFilter:
    """Which responses of a survey are meant; an absent part does not narrow.

    ``flag`` is a flag's code, ``any``, or ``none``: without any but those of
    :data:`PRIVATE_FLAGS`, which say nothing about validity.
    """

    outcome: str | None = None
    mode: str | None = None
    stratum: str | None = None
    flag: str | None = None


@dataclass(frozen=True)
class ResponseRow:
    """A response as it is listed."""

    id: int
    outcome: str
    mode: str
    stratum: str
    started_at: datetime
    submitted_at: datetime | None
    flags: tuple[str, ...]


_FLAGS = sa.select(sa.func.count()).select_from(Flag).where(Flag.response_id == Response.id).scalar_subquery()
ORDERS: Mapping[str, sa.ColumnElement[Any]] = {
    "number": Response.id.expression,
    "outcome": Response.outcome.expression,
    "mode": Response.mode.expression,
    "stratum": Response.stratum.expression,
    "submitted": Response.submitted_at.expression,
    "flags": _FLAGS,
}


@dataclass(frozen=True)
class HeldForDecision:
    """A response that a decision on a filter concerns, as it is before."""

    id: int
    stratum: str
    outcome: str
    mode: str


def _where(survey_id: int, wanted: ResponseFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Response.survey_id == survey_id]
    if wanted.outcome:
        found.append(Response.outcome == wanted.outcome)
    if wanted.mode:
        found.append(Response.mode == wanted.mode)
    if wanted.stratum is not None:
        found.append(Response.stratum == wanted.stratum)
    if wanted.flag:
        flagged = sa.exists().where(Flag.response_id == Response.id)
        if wanted.flag == "none":
            flagged = flagged.where(Flag.code.not_in(PRIVATE_FLAGS))
        elif wanted.flag != "any":
            flagged = flagged.where(Flag.code == wanted.flag)
        found.append(~flagged if wanted.flag == "none" else flagged)
    return found


def listed(
    session: Session,
    survey_id: int,
    wanted: ResponseFilter,
    *,
    order: str = "number",
    descending: bool = False,
    offset: int = 0,
    count: int = 50,
) -> list[ResponseRow]:
    """One page of the responses a filter lets through, with their flags."""
    by = ORDERS.get(order, Response.id.expression)
    query = (
        sa.select(
            Response.id,
            Response.outcome,
            Response.mode,
            Response.stratum,
            Response.started_at,
            Response.submitted_at,
        )
        .where(*_where(survey_id, wanted))
        .order_by(by.desc().nulls_last() if descending else by.asc().nulls_last(), Response.id)
        .offset(offset)
        .limit(count)
    )
    rows = session.execute(query).all()
    codes: dict[int, list[str]] = {row[0]: [] for row in rows}
    flags = sa.select(Flag.response_id, Flag.code).where(Flag.response_id.in_(codes)).order_by(Flag.id)
    for response_id, code in session.execute(flags):
        codes[response_id].append(code)
    return [ResponseRow(*row, flags=tuple(codes[row[0]])) for row in rows]


def how_many(session: Session, survey_id: int, wanted: ResponseFilter) -> int:
    """How many responses a filter lets through."""
    query = sa.select(sa.func.count()).select_from(Response).where(*_where(survey_id, wanted))
    return session.scalar(query) or 0


def outcomes(session: Session, survey_id: int) -> dict[str, int]:
    """Responses of a survey by outcome."""
    query = (
        sa.select(Response.outcome, sa.func.count())
        .where(Response.survey_id == survey_id)
        .group_by(Response.outcome)
    )
    return dict(session.execute(query).all())


def modes_and_strata(session: Session, survey_id: int) -> tuple[list[str], list[str]]:
    """The modes and the strata that occur among the responses of a survey."""
    own = Response.survey_id == survey_id
    modes = session.scalars(sa.select(Response.mode).where(own).distinct().order_by(Response.mode)).all()
    strata = session.scalars(
        sa.select(Response.stratum).where(own).distinct().order_by(Response.stratum)
    ).all()
    return list(modes), list(strata)


def one(session: Session, survey_id: int, response_id: int) -> Response | None:
    """A response of a survey."""
    query = sa.select(Response).where(Response.survey_id == survey_id, Response.id == response_id)
    return session.scalars(query).first()


def locked(session: Session, survey_id: int, response_id: int) -> Response | None:
    """A response of a survey, held against others until the transaction ends."""
    query = sa.select(Response).where(Response.survey_id == survey_id, Response.id == response_id)
    held = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(held).first()


def last_submission(session: Session, response_id: int) -> Submission | None:
    """The latest submission of a response."""
    query = sa.select(Submission).where(Submission.response_id == response_id)
    return session.scalars(query.order_by(Submission.number.desc()).limit(1)).first()


def decisions(session: Session, response_id: int) -> Sequence[tuple[Decision, str | None]]:
    """The decisions on a response with the name of who decided, newest first."""
    query = (
        sa.select(Decision, Account.name)
        .outerjoin(Account, Account.id == Decision.account_id)
        .where(Decision.response_id == response_id)
        .order_by(Decision.id.desc())
    )
    return [(decision, name) for decision, name in session.execute(query)]


def add_decision(session: Session, **columns: Any) -> None:
    """Add a decision."""
    session.execute(sa.insert(Decision).values(**columns))


def set_outcome(session: Session, response: Response, outcome: str) -> None:
    """Set the outcome of a response that is held, and of its copy where the join still stands."""
    carry_over(session, response, outcome)
    columns = {"outcome": outcome, "revision": Response.revision + 1}
    session.execute(sa.update(Response).where(Response.id == response.id).values(columns))
    session.execute(sa.update(Copy).where(Copy.response_token == response.token).values(outcome=outcome))


def _decidable(survey_id: int, wanted: ResponseFilter) -> list[sa.ColumnElement[bool]]:
    return [*_where(survey_id, wanted), Response.outcome.in_(DECIDABLE), Response.erased_at.is_(None)]


def how_many_decidable(session: Session, survey_id: int, wanted: ResponseFilter) -> int:
    """How many responses a filter lets through that can be decided upon."""
    query = sa.select(sa.func.count()).select_from(Response).where(*_decidable(survey_id, wanted))
    return session.scalar(query) or 0


def held_for_decision(session: Session, survey_id: int, wanted: ResponseFilter) -> list[HeldForDecision]:
    """The responses a filter lets through that can be decided upon, held until the transaction ends."""
    query = (
        sa.select(Response.id, Response.stratum, Response.outcome, Response.mode)
        .where(*_decidable(survey_id, wanted))
        .order_by(Response.id)
        .with_for_update(key_share=True)
    )
    return [HeldForDecision(*row) for row in session.execute(query)]


def decide_all(
    session: Session,
    survey_id: int,
    held: Sequence[HeldForDecision],
    *,
    verdict: str,
    reason: str,
    account_id: int | None,
    at: datetime,
) -> None:
    """Decide on responses that are held."""
    decision = {"verdict": verdict, "reason": reason, "account_id": account_id, "at": at}
    moved = Counter((one.stratum, one.outcome) for one in held if one.mode != "import")
    for (stratum, former), many in moved.items():
        carry_over_counts(session, survey_id, stratum, former, verdict, many)
    quiet = {"synchronize_session": False}
    for start in range(0, len(held), AT_ONCE):
        ids = [one.id for one in held[start : start + AT_ONCE]]
        session.execute(sa.insert(Decision), [{"response_id": each, **decision} for each in ids])
        decided = sa.update(Response).where(Response.id.in_(ids))
        session.execute(
            decided.values(outcome=verdict, revision=Response.revision + 1), execution_options=quiet
        )
        tokens = sa.select(Response.token).where(Response.id.in_(ids))
        copies = sa.update(Copy).where(Copy.survey_id == survey_id, Copy.response_token.in_(tokens))
        session.execute(copies.values(outcome=verdict), execution_options=quiet)


def beside(
    session: Session, survey_id: int, response_id: int, wanted: ResponseFilter
) -> tuple[int | None, int | None]:
    """The numbers before and after one among the responses a filter lets through."""
    own = _where(survey_id, wanted)
    before = session.scalar(sa.select(sa.func.max(Response.id)).where(*own, Response.id < response_id))
    after = session.scalar(sa.select(sa.func.min(Response.id)).where(*own, Response.id > response_id))
    return before, after
