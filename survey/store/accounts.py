"""Reading and writing accounts of staff, their roles, sessions and invitations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.store.tables import Account, Grant, Invitation, StaffSession, Survey

ORDERS: Mapping[str, sa.ColumnElement[Any]] = {
    "login": Account.login.expression,
    "name": Account.name.expression,
    "created": Account.created_at.expression,
}


def get(session: Session, account_id: int) -> Account | None:
    """The account with this identity."""
    return session.get(Account, account_id)


def by_login(session: Session, login: str) -> Account | None:
    """The account with a sign-in name."""
    return session.scalars(sa.select(Account).where(Account.login == login)).first()


def add(session: Session, **columns: Any) -> Account | None:
    """Add an account; None where its sign-in name is taken."""
    account = Account(**columns)
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        return None
    return account


def exists(session: Session) -> bool:
    """Whether there is any account."""
    return session.scalar(sa.select(sa.exists().where(Account.id.is_not(None)))) or False


def lock_administrators(session: Session) -> Sequence[int]:
    """The administrators who can sign in, held so that two of them cannot disable each other."""
    query = (
        sa.select(Account.id)
        .where(Account.is_administrator, Account.disabled_at.is_(None))
        .order_by(Account.id)
        .with_for_update()
    )
    return session.scalars(query).all()


@dataclass(frozen=True)
class AccountRow:
    """An account as it is listed."""

    id: int
    login: str
    name: str
    is_administrator: bool
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None
    surveys: int
    last_seen: datetime | None


def listed(
    session: Session,
    *,
    search: str = "",
    order: str = "login",
    descending: bool = False,
    offset: int = 0,
    count: int | None = None,
) -> list[AccountRow]:
    """Accounts whose sign-in name or name contains ``search``, in an order of :data:`ORDERS`."""
    surveys = (
        sa.select(sa.func.count(sa.distinct(Grant.survey_id)))
        .where(Grant.account_id == Account.id)
        .scalar_subquery()
    )
    seen = (
        sa.select(sa.func.max(StaffSession.seen_at))
        .where(StaffSession.account_id == Account.id)
        .scalar_subquery()
    )
    by = ORDERS[order]
    query = sa.select(
        Account.id,
        Account.login,
        Account.name,
        Account.is_administrator,
        Account.password_hash.is_not(None),
        Account.created_at,
        Account.disabled_at,
        surveys,
        seen,
    ).where(_matches(search))
    query = query.order_by(by.desc() if descending else by.asc(), Account.id)
    if count is not None:
        query = query.offset(offset).limit(count)
    return [AccountRow(*row) for row in session.execute(query)]


def how_many(session: Session, search: str = "") -> int:
    """How many accounts a search finds."""
    query = sa.select(sa.func.count()).select_from(Account).where(_matches(search))
    return session.scalar(query) or 0


def _matches(search: str) -> sa.ColumnElement[bool]:
    if not search:
        return sa.true()
    return sa.or_(
        Account.login.icontains(search, autoescape=True), Account.name.icontains(search, autoescape=True)
    )


def names(session: Session, account_ids: Sequence[int]) -> dict[int, str]:
    """Names of accounts by identity."""
    query = sa.select(Account.id, Account.name).where(Account.id.in_(account_ids))
    return {row.id: row.name for row in session.execute(query)}


# ---- roles in surveys


def roles(session: Session, account_id: int, survey_id: int) -> frozenset[str]:
    """The roles of an account in a survey."""
    query = sa.select(Grant.role).where(Grant.account_id == account_id, Grant.survey_id == survey_id)
    return frozenset(session.scalars(query))


def people(session: Session, survey_id: int) -> list[tuple[Account, str]]:
    """Who has which role in a survey, by name."""
    query = (
        sa.select(Account, Grant.role)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.survey_id == survey_id)
        .order_by(Account.name, Account.id)
    )
    return [(account, role) for account, role in session.execute(query)]


def surveys_of(session: Session, account_id: int) -> list[tuple[Survey, str]]:
    """The surveys in which an account has a role, newest first."""
    query = (
        sa.select(Survey, Grant.role)
        .join(Grant, Grant.survey_id == Survey.id)
        .where(Grant.account_id == account_id)
        .order_by(Survey.id.desc())
    )
    return [(survey, role) for survey, role in session.execute(query)]


def grant(session: Session, survey_id: int, account_id: int, role: str) -> None:
    """Add a role."""
    session.execute(sa.insert(Grant).values(survey_id=survey_id, account_id=account_id, role=role))


def revoke(session: Session, survey_id: int, account_id: int, role: str) -> None:
    """Take a role away."""
    session.execute(
        sa.delete(Grant).where(
            Grant.survey_id == survey_id, Grant.account_id == account_id, Grant.role == role
        )
    )


# ---- sessions


def add_session(session: Session, **columns: Any) -> StaffSession:
    """Add a signed-in browser."""
    found = StaffSession(**columns)
    session.add(found)
    session.flush()
    return found


def session_by_token(session: Session, token_digest: str) -> tuple[StaffSession, Account] | None:
    """The session with a token and its account."""
    query = (
        sa.select(StaffSession, Account)
        .join(Account, Account.id == StaffSession.account_id)
        .where(StaffSession.token_digest == token_digest)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def open_sessions(
    session: Session, account_id: int, at: datetime, idle_since: datetime
) -> list[StaffSession]:
    """The sessions of an account that still let in, newest first."""
    query = (
        sa.select(StaffSession)
        .where(
            StaffSession.account_id == account_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > at,
            StaffSession.seen_at > idle_since,
        )
        .order_by(StaffSession.id.desc())
    )
    return list(session.scalars(query))


def touch_session(session: Session, session_id: int, at: datetime) -> None:
    """Remember when a session was last used."""
    session.execute(sa.update(StaffSession).where(StaffSession.id == session_id).values(seen_at=at))


def revoke_session(session: Session, token_digest: str, at: datetime) -> int | None:
    """End one session and give its account; None when it was over already."""
    query = (
        sa.update(StaffSession)
        .where(StaffSession.token_digest == token_digest, StaffSession.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(StaffSession.account_id)
    )
    return session.scalars(query).first()


def revoke_sessions(session: Session, account_id: int, at: datetime, keep: int | None = None) -> int:
    """End the sessions of an account except ``keep``; how many were ended."""
    query = sa.update(StaffSession).where(
        StaffSession.account_id == account_id, StaffSession.revoked_at.is_(None)
    )
    if keep is not None:
        query = query.where(StaffSession.id != keep)
    return len(session.scalars(query.values(revoked_at=at).returning(StaffSession.id)).all())


def forget_sessions(session: Session, before: datetime) -> None:
    """Delete sessions that ended before a moment."""
    session.execute(sa.delete(StaffSession).where(StaffSession.expires_at < before))


# ---- invitations


def add_invitation(session: Session, **columns: Any) -> None:
    """Add a link to set a password."""
    session.add(Invitation(**columns))
    session.flush()


def invitation_by_token(session: Session, token_digest: str) -> Invitation | None:
    """The invitation of a link, held until the transaction ends."""
    query = sa.select(Invitation).where(Invitation.token_digest == token_digest).with_for_update()
    return session.scalars(query).first()


def cancel_set_up(session: Session) -> None:
    """Delete set-up links that were never used."""
    session.execute(sa.delete(Invitation).where(Invitation.purpose == "setup", Invitation.used_at.is_(None)))


def cancel_invitations(session: Session, account_id: int) -> None:
    """Delete the unused links of an account."""
    session.execute(
        sa.delete(Invitation).where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
    )


def open_invitations(session: Session, at: datetime) -> dict[int, datetime]:
    """Until when the unused links of accounts hold, by account."""
    query = sa.select(Invitation.account_id, Invitation.expires_at).where(
        Invitation.used_at.is_(None), Invitation.expires_at > at, Invitation.account_id.is_not(None)
    )
    return {account: expires for account, expires in session.execute(query) if account is not None}
