"""Accounts of staff, as the administrator manages them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import invitations, logins, wording
from survey.services.events import Actor, log
from survey.services.invitations import Offer
from survey.store import accounts as stored
from survey.store.accounts import ORDERS, AccountRow
from survey.store.engine import Session, Store
from survey.store.tables import Account

LONGEST_NAME = 60

__all__ = ["ORDERS", "AccountRow"]


@dataclass(frozen=True)
class Listed:
    """A page of accounts: the rows, how many there are, and until when unused links hold."""

    rows: Sequence[AccountRow]
    total: int
    links: dict[int, datetime]


@dataclass(frozen=True)
class Known:
    """An account as its page shows it."""

    id: int
    login: str
    name: str
    is_administrator: bool
    has_password: bool
    disabled_at: datetime | None


@dataclass(frozen=True)
class Created:
    """A new account and the link by which its owner sets the password."""

    account_id: int
    login: str
    offer: Offer


def create(
    store: Store,
    key: bytes,
    *,
    login: str,
    name: str,
    is_administrator: bool = False,
    actor: Actor,
    at: datetime,
) -> Created:
    """Make an account without a password, and the link by which its owner sets one.

    :raises Refusal: the sign-in name is taken or cannot be used.
    """
    chosen, called = logins.checked(login), wording.line("name", name, LONGEST_NAME, needed=True)
    with store.writing() as session:
        account = stored.add(
            session, login=chosen, name=called, is_administrator=is_administrator, created_at=at
        )
        if account is None:
            raise Refusal(
                "login_taken",
                place="login",
                reason=Text(zh=f"用户名“{chosen}”已有人用", en=f"The sign-in name {chosen!r} is taken"),
                remedy=Text(zh="请换一个", en="Choose another"),
            )
        _log(session, actor, "account.created", at, account, {"administrator": is_administrator})
        return Created(account.id, chosen, invitations.invite(session, key, account, at=at))


def listed(
    store: Store,
    *,
    at: datetime,
    search: str = "",
    order: str = "login",
    descending: bool = False,
    offset: int = 0,
    count: int | None = None,
) -> Listed:
    """The accounts whose sign-in name or name contains ``search``."""
    with store.reading() as session:
        rows = stored.listed(
            session, search=search, order=order, descending=descending, offset=offset, count=count
        )
        return Listed(rows, stored.how_many(session, search), stored.open_invitations(session, at))


def get(store: Store, account_id: int) -> Known | None:
    """An account."""
    with store.reading() as session:
        account = stored.get(session, account_id)
        return None if account is None else _known(account)


def by_login(store: Store, login: str) -> Known:
    """The account with a sign-in name.

    :raises Refusal: there is none.
    """
    with store.reading() as session:
        account = stored.by_login(session, logins.normalised(login))
        found = None if account is None else _known(account)
    if found is None:
        raise Refusal(
            "not_found",
            place="login",
            reason=Text(zh=f"没有用户名为“{login}”的账号", en=f"There is no account {login!r}"),
            remedy=Text(zh="请核对用户名", en="Check the sign-in name"),
        )
    return found


def rename(store: Store, account_id: int, name: str, *, actor: Actor, at: datetime) -> None:
    """Change the name under which a person is shown."""
    called = wording.line("name", name, LONGEST_NAME, needed=True)
    with store.writing() as session:
        account = _existing(session, account_id)
        if account.name != called:
            account.name = called
            _log(session, actor, "account.renamed", at, account)


def disable(store: Store, account_id: int, *, actor: Actor, at: datetime) -> None:
    """Let an account sign in no longer and end its sessions and links; what it did stays known.

    :raises Refusal: it is the last administrator.
    """
    with store.writing() as session:
        administrators = stored.lock_administrators(session)
        account = _existing(session, account_id)
        if account.disabled_at is not None:
            return
        _keep_one(administrators, account)
        account.disabled_at = at
        _sign_out(session, account, at)
        _log(session, actor, "account.disabled", at, account)


def enable(store: Store, account_id: int, *, actor: Actor, at: datetime) -> None:
    """Let a disabled account sign in again with the password and the roles it had."""
    with store.writing() as session:
        account = _existing(session, account_id)
        if account.disabled_at is not None:
            account.disabled_at = None
            _log(session, actor, "account.enabled", at, account)


def set_administrator(
    store: Store, account_id: int, is_administrator: bool, *, actor: Actor, at: datetime
) -> None:
    """Make an account administrator, or take that away; either ends its sessions.

    :raises Refusal: it is the last administrator.
    """
    with store.writing() as session:
        administrators = stored.lock_administrators(session)
        account = _existing(session, account_id)
        if account.is_administrator == is_administrator:
            return
        if not is_administrator:
            _keep_one(administrators, account)
        account.is_administrator = is_administrator
        _sign_out(session, account, at)
        action = "account.made_administrator" if is_administrator else "account.no_administrator"
        _log(session, actor, action, at, account)


def _known(account: Account) -> Known:
    return Known(
        account.id,
        account.login,
        account.name,
        account.is_administrator,
        account.password_hash is not None,
        account.disabled_at,
    )


def _existing(session: Session, account_id: int) -> Account:
    account = stored.get(session, account_id)
    if account is None:
        raise Refusal(
            "not_found",
            place=str(account_id),
            reason=Text(zh="没有这个账号", en="There is no such account"),
            remedy=Text(zh="请从账号列表中选", en="Choose one from the list of accounts"),
        )
    return account


def _keep_one(administrators: Sequence[int], account: Account) -> None:
    if list(administrators) == [account.id]:
        raise Refusal(
            "last_administrator",
            place=account.login,
            reason=Text(
                zh="这是最后一个管理员，停用或降级后就没有人能管理本平台",
                en="This is the last administrator; without one nobody could manage the platform",
            ),
            remedy=Text(zh="请先让另一个账号成为管理员", en="Make another account administrator first"),
        )


def _sign_out(session: Session, account: Account, at: datetime) -> None:
    stored.revoke_sessions(session, account.id, at)
    if account.disabled_at is not None:
        stored.cancel_invitations(session, account.id)


def _log(
    session: Session,
    actor: Actor,
    action: str,
    at: datetime,
    account: Account,
    detail: dict[str, object] | None = None,
) -> None:
    log(session, actor, action, at=at, subject=("account", account.id), detail=detail)
