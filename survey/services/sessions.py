"""Signing in and out: sessions are rows that can be revoked.

The browser's cookie carries 128 random bits, the store their keyed digest. A session ends
after eight hours without use, after seven days in any case, and at once when the person
signs out, the password changes, or the account is disabled or loses its rank.
"""

from __future__ import annotations

import secrets as randomness
from dataclasses import dataclass
from datetime import datetime, timedelta

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import events, logins, passwords
from survey.services.secrets import digest
from survey.store import accounts as stored
from survey.store import attempts as stored_attempts
from survey.store.engine import Session, Store
from survey.store.tables import Account

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
# A session's last use is written down at most this often, so that reading pages stays cheap.
TOUCH_EVERY = timedelta(minutes=5)

KIND = "password"
# A sign-in that was right, by which the place is known for the name: see _wait.
KNOWN = "known"
KNOWN_FOR = timedelta(days=180)
REMEMBERED = timedelta(hours=1)
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 900
# Failures before the next try has to wait: of one name from one place, of one name from
# anywhere, of one place with any names (an office shares an address).
FREE_TRIES = {"pair": 5, "name": 20, "place": 100}


@dataclass(frozen=True)
class Identity:
    """Who is signed in."""

    account_id: int
    login: str
    name: str
    is_administrator: bool
    language: str
    session_id: int


@dataclass(frozen=True)
class SignedIn:
    """A session that has begun: what the cookie carries, and until when it can hold."""

    token: str
    expires_at: datetime
    identity: Identity


def sign_in(
    store: Store,
    key: bytes,
    login: str,
    password: str,
    *,
    place: str,
    at: datetime,
    former: str | None = None,
) -> SignedIn:
    """Begin a session of the account with this name and password.

    ``place`` is where the request came from, of which only a keyed digest is kept;
    ``former`` is the token of the session this browser had, which ends.

    :raises Refusal: the name or the password is wrong (the same words and the same time
        for both), or tries failed too often and the next has to wait.
    """
    name = logins.normalised(login)
    sources = _sources(key, name, place)
    with store.writing() as session:
        stored_attempts.one_at_a_time(session, sources["name"])
        _wait(session, sources, at)
        # Counted before the password is tried, so that tries at the same time count too.
        stored_attempts.add(session, sources["pair"], KIND, at)
        stored_attempts.add(session, sources["name"], KIND, at)
        account = stored.by_login(session, name)
        password_hash = None if account is None or account.disabled_at else account.password_hash
    right = passwords.matches(password_hash, password)
    with store.writing() as session:
        account = stored.by_login(session, name) if right else None
        if account is None or account.disabled_at or account.password_hash != password_hash:
            stored_attempts.add(session, sources["place"], KIND, at)
            wrong = True
        else:
            wrong = False
            stored_attempts.forget(session, sources["pair"], KIND)
            stored_attempts.forget(session, sources["name"], KIND)
            stored_attempts.forget_before(session, KIND, at - REMEMBERED)
            stored_attempts.forget(session, sources["pair"], KNOWN)
            stored_attempts.add(session, sources["pair"], KNOWN, at)
            stored_attempts.forget_before(session, KNOWN, at - KNOWN_FOR)
            stored.forget_sessions(session, at - timedelta(days=180))
            if former:
                stored.revoke_session(session, _digest(key, former), at)
            begun = begin(session, key, account, at=at)
    if wrong:
        raise Refusal(
            "sign_in",
            place="password",
            reason=Text(zh="用户名或密码不对", en="The name or the password is not right"),
            remedy=Text(
                zh="请核对后重试；忘记密码请找管理员要重设链接",
                en="Check both and try again; an administrator can give you a link to reset the password",
            ),
        )
    if password_hash and passwords.needs_new_hash(password_hash):
        _strengthen(store, begun.identity.account_id, password)
    return begun


def begin(session: Session, key: bytes, account: Account, *, at: datetime) -> SignedIn:
    """Begin a session of an account whose right to it has been proved."""
    token = randomness.token_urlsafe(16)
    row = stored.add_session(
        session,
        account_id=account.id,
        token_digest=_digest(key, token),
        created_at=at,
        seen_at=at,
        expires_at=at + ABSOLUTE,
    )
    events.log(session, events.staff(account.id), "session.begun", at=at, subject=("account", account.id))
    return SignedIn(token, row.expires_at, _identity(account, row.id))


def identify(store: Store, key: bytes, token: str, *, at: datetime) -> Identity | None:
    """Who holds a session's token; None when the session is over or never was."""
    with store.reading() as session:
        found = stored.session_by_token(session, _digest(key, token))
        if found is None:
            return None
        row, account = found
        over = row.revoked_at is not None or row.expires_at <= at or row.seen_at <= at - IDLE
        if over or account.disabled_at is not None:
            return None
        identity, seen_at = _identity(account, row.id), row.seen_at
    if seen_at <= at - TOUCH_EVERY:
        with store.writing() as session:
            stored.touch_session(session, identity.session_id, at)
    return identity


def sign_out(store: Store, key: bytes, token: str, *, at: datetime) -> None:
    """End the session of a token; ending it twice does no harm."""
    with store.writing() as session:
        account_id = stored.revoke_session(session, _digest(key, token), at)
        if account_id is not None:
            events.log(
                session, events.staff(account_id), "session.ended", at=at, subject=("account", account_id)
            )


def sign_out_everywhere(store: Store, identity: Identity, *, at: datetime) -> int:
    """End every other session of the person; how many there were."""
    with store.writing() as session:
        ended = stored.revoke_sessions(session, identity.account_id, at, keep=identity.session_id)
        events.log(
            session,
            events.staff(identity.account_id),
            "session.others_ended",
            at=at,
            subject=("account", identity.account_id),
            detail={"count": ended},
        )
    return ended


def change_password(
    store: Store, key: bytes, identity: Identity, present: str, new: str, *, at: datetime
) -> SignedIn:
    """Change the password of the person signed in; every session ends and a new one begins.

    :raises Refusal: the present password is not right, or the new one may not be chosen.
    """
    sources = _sources(key, f"change:{identity.account_id}", "")
    with store.writing() as session:
        _wait(session, sources, at)
        stored_attempts.add(session, sources["pair"], KIND, at)
        account = stored.get(session, identity.account_id)
        password_hash = account.password_hash if account else None
    if not passwords.matches(password_hash, present):
        raise Refusal(
            "password",
            place="present",
            reason=Text(zh="现在的密码不对", en="The present password is not right"),
            remedy=Text(zh="请重新输入", en="Please type it again"),
        )
    passwords.accept(new, own_words=(identity.login, identity.name))
    new_hash = passwords.hashed(new)
    with store.writing() as session:
        account = stored.get(session, identity.account_id)
        if account is None:
            raise LookupError("the account of a session is gone")
        account.password_hash = new_hash
        stored_attempts.forget(session, sources["pair"], KIND)
        stored.revoke_sessions(session, account.id, at)
        stored.cancel_invitations(session, account.id)
        events.log(
            session,
            events.staff(account.id),
            "account.password_changed",
            at=at,
            subject=("account", account.id),
        )
        return begin(session, key, account, at=at)


def open_sessions(store: Store, account_id: int, *, at: datetime) -> list[tuple[int, datetime, datetime]]:
    """The sessions of an account that still let in: identity, begun at, last used at."""
    with store.reading() as session:
        found = stored.open_sessions(session, account_id, at, at - IDLE)
        return [(row.id, row.created_at, row.seen_at) for row in found]


def _sources(key: bytes, name: str, place: str) -> dict[str, str]:
    return {
        "pair": digest(key, "sign-in of a name from a place", f"{len(name)}:{name}{place}"),
        "name": digest(key, "sign-in of a name", name),
        "place": digest(key, "sign-in from a place", place),
    }


def _wait(session: Session, sources: dict[str, str], at: datetime) -> None:
    """Raise where the next try has to wait.

    A place from which the name has signed in before waits for tries of that name there only:
    a stranger who goes on guessing elsewhere cannot keep its owner out.
    """
    longest = timedelta()
    is_known = bool(stored_attempts.since(session, sources["pair"], KNOWN, at - KNOWN_FOR))
    counted = {"pair": sources["pair"]} if is_known else sources
    for kind, source in counted.items():
        failed = stored_attempts.since(session, source, KIND, at - REMEMBERED)
        excess = len(failed) - FREE_TRIES[kind]
        if excess >= 0:
            seconds = min(FIRST_WAIT_SECONDS * 2 ** min(excess, 10), LONGEST_WAIT_SECONDS)
            longest = max(longest, failed[-1] + timedelta(seconds=seconds) - at)
    if longest > timedelta():
        minutes = -(-int(longest.total_seconds()) // 60) or 1
        raise Refusal(
            "too_many",
            place="password",
            reason=Text(zh="输错的次数太多", en="There were too many wrong tries"),
            remedy=Text(
                zh=f"请在 {minutes} 分钟后再试；忘记密码请找管理员要重设链接",
                en=f"Try again in {minutes} min; an administrator can give you a link to reset the password",
            ),
        )


def _strengthen(store: Store, account_id: int, password: str) -> None:
    stronger = passwords.hashed(password)
    with store.writing() as session:
        account = stored.get(session, account_id)
        if account is not None:
            account.password_hash = stronger


def _identity(account: Account, session_id: int) -> Identity:
    return Identity(
        account.id, account.login, account.name, account.is_administrator, account.language, session_id
    )


def _digest(key: bytes, token: str) -> str:
    return digest(key, "staff session", token)
