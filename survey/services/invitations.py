"""Links by which staff set their password: at set-up, when invited, for a reset.

A link carries 128 random bits, of which the store keeps a keyed digest; it works once.
There is no mail server: the administrator hands the link over.
"""

from __future__ import annotations

import secrets as randomness
from dataclasses import dataclass
from datetime import datetime, timedelta

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import events, logins, passwords, sessions, wording
from survey.services.secrets import digest
from survey.store import accounts as stored
from survey.store.engine import Session, Store
from survey.store.tables import Account, Invitation

INVITE_HOLDS = timedelta(hours=72)
RESET_HOLDS = timedelta(hours=1)
# The set-up link holds until it is used or the program starts anew.
SET_UP_HOLDS = timedelta(days=36500)


@dataclass(frozen=True)
class Offer:
    """A link as the administrator hands it over: its secret part, and until when it holds."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Invited:
    """What an unused link is for, and whom; at set-up nobody yet."""

    purpose: str
    login: str
    name: str


def offer_set_up(store: Store, key: bytes, *, at: datetime) -> Offer | None:
    """A fresh set-up link while there is no account, else None; former ones stop working."""
    with store.writing() as session:
        stored.cancel_set_up(session)
        if stored.exists(session):
            return None
        return _offer(session, key, None, "setup", SET_UP_HOLDS, at)


def invite(session: Session, key: bytes, account: Account, *, at: datetime) -> Offer:
    """A link for a new account; former links of the account stop working."""
    return _offer(session, key, account.id, "invite", INVITE_HOLDS, at)


def offer_reset(store: Store, key: bytes, account_id: int, *, actor: events.Actor, at: datetime) -> Offer:
    """A link to set a new password; an account that never had one is invited again.

    The old password goes on working until the link is used, so that a mistake locks nobody out.
    """
    with store.writing() as session:
        account = stored.get(session, account_id)
        if account is None or account.disabled_at is not None:
            raise _unusable()
        events.log(session, actor, "account.reset_offered", at=at, subject=("account", account_id))
        if account.password_hash is None:
            return invite(session, key, account, at=at)
        return _offer(session, key, account_id, "reset", RESET_HOLDS, at)


def find(store: Store, key: bytes, token: str, *, at: datetime) -> Invited | None:
    """What a link is for; None when it was used, is over, or never was, or sets up what is set up."""
    with store.reading() as session:
        found = _usable(session, key, token, at)
        if found is None or (found[0].purpose == "setup" and stored.exists(session)):
            return None
        invitation, account = found
        return Invited(invitation.purpose, account.login if account else "", account.name if account else "")


def set_up(
    store: Store, key: bytes, token: str, *, login: str, name: str, password: str, at: datetime
) -> sessions.SignedIn:
    """Use the set-up link: make the first administrator and sign in.

    :raises Refusal: the link was used or replaced, or what was given may not be chosen.
    """
    chosen_login, chosen_name = logins.checked(login), wording.line("name", name, 60, needed=True)
    passwords.accept(password, own_words=(chosen_login, chosen_name))
    password_hash = passwords.hashed(password)
    with store.writing() as session:
        found = _usable(session, key, token, at)
        if found is None or found[0].purpose != "setup" or stored.exists(session):
            raise _unusable()
        account = stored.add(
            session,
            login=chosen_login,
            name=chosen_name,
            password_hash=password_hash,
            is_administrator=True,
            created_at=at,
        )
        if account is None:
            raise _unusable()
        found[0].used_at = at
        events.log(session, events.SYSTEM, "account.first", at=at, subject=("account", account.id))
        return sessions.begin(session, key, account, at=at)


def accept(store: Store, key: bytes, token: str, password: str, *, at: datetime) -> sessions.SignedIn:
    """Use an invitation or a reset: set the password, end all sessions, and sign in.

    :raises Refusal: the link was used or is over, or the password may not be chosen.
    """
    invited = find(store, key, token, at=at)
    if invited is None or invited.purpose == "setup":
        raise _unusable()
    passwords.accept(password, own_words=(invited.login, invited.name))
    password_hash = passwords.hashed(password)
    with store.writing() as session:
        found = _usable(session, key, token, at)
        if found is None:
            raise _unusable()
        invitation, account = found
        if account is None:
            raise _unusable()
        invitation.used_at = at
        account.password_hash = password_hash
        stored.revoke_sessions(session, account.id, at)
        stored.cancel_invitations(session, account.id)
        events.log(
            session, events.staff(account.id), "account.password_set", at=at, subject=("account", account.id)
        )
        return sessions.begin(session, key, account, at=at)


def _offer(
    session: Session, key: bytes, account_id: int | None, purpose: str, holds: timedelta, at: datetime
) -> Offer:
    if account_id is not None:
        stored.cancel_invitations(session, account_id)
    token = randomness.token_urlsafe(16)
    stored.add_invitation(
        session,
        account_id=account_id,
        purpose=purpose,
        token_digest=_digest(key, token),
        created_at=at,
        expires_at=at + holds,
    )
    return Offer(token, at + holds)


def _usable(
    session: Session, key: bytes, token: str, at: datetime
) -> tuple[Invitation, Account | None] | None:
    invitation = stored.invitation_by_token(session, _digest(key, token))
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= at:
        return None
    if invitation.account_id is None:
        return invitation, None
    account = stored.get(session, invitation.account_id)
    return None if account is None or account.disabled_at is not None else (invitation, account)


def _unusable() -> Refusal:
    return Refusal(
        "link_over",
        place="link",
        reason=Text(zh="这个链接已用过或已过期", en="This link was used or is over"),
        remedy=Text(zh="请向管理员要一个新的链接", en="Ask an administrator for a new one"),
    )


def _digest(key: bytes, token: str) -> str:
    return digest(key, "staff invitation", token)
