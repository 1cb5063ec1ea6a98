"""``account``: who may sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from questionnaires.text import Text
from survey.cli.output import emit, json_option
from survey.settings import Settings, read_settings

if TYPE_CHECKING:
    from survey.store import Store


@click.group()
def account() -> None:
    """Accounts of staff."""


@contextmanager
def opened() -> Iterator[tuple[Settings, Store]]:
    """The settings and the store of this installation."""
    from survey.store import open_store, require_current

    settings = read_settings()
    store = open_store(settings.database_url)
    try:
        require_current(store)
        yield settings, store
    finally:
        store.close()


@account.command()
@click.argument("login")
@click.option("--name", help="The person's name; default: the sign-in name.")
@click.option("--administrator", is_flag=True, help="May do everything and manage accounts.")
@json_option
def create(login: str, name: str | None, administrator: bool) -> None:
    """Make an account and print the link by which its owner sets a password (72 hours, once)."""
    from survey.services import accounts
    from survey.services.events import SYSTEM

    with opened() as (settings, store):
        made = accounts.create(
            store,
            settings.secret_key.encode(),
            login=login,
            name=name or login,
            is_administrator=administrator,
            actor=SYSTEM,
            at=datetime.now(UTC),
        )
    link = f"{settings.public_url}/staff/link/{made.offer.token}"
    result = {"login": made.login, "link": link, "valid_until": made.offer.expires_at}
    emit(
        result,
        Text(
            zh=f"账号 {made.login} 已建立，请把链接交给本人：\n{link}", en=f"Hand this link to {made.login}."
        ),
    )


@account.command()
@click.argument("login")
@json_option
def disable(login: str) -> None:
    """Let an account sign in no longer and end its sessions."""
    from survey.services import accounts
    from survey.services.events import SYSTEM

    with opened() as (_settings, store):
        found = accounts.by_login(store, login)
        accounts.disable(store, found.id, actor=SYSTEM, at=datetime.now(UTC))
    emit(
        {"login": found.login, "disabled": True},
        Text(zh=f"账号 {found.login} 已停用", en=f"The account {found.login} is disabled"),
    )


@account.command("list")
@json_option
def list_accounts() -> None:
    """List the accounts."""
    from survey.services import accounts

    with opened() as (_settings, store):
        rows = accounts.listed(store, at=datetime.now(UTC)).rows
    result = [
        {
            "login": row.login,
            "name": row.name,
            "administrator": row.is_administrator,
            "has_password": row.has_password,
            "disabled": row.disabled_at is not None,
            "surveys": row.surveys,
            "created_at": row.created_at,
        }
        for row in rows
    ]
    lines = [
        f"{row.login}\t{row.name}\t{'停用 disabled' if row.disabled_at else '管理员' if row.is_administrator else ''}"
        for row in rows
    ]
    emit({"accounts": result}, "\n".join(lines) or Text(zh="还没有账号", en="There is no account yet"))


COMMANDS: tuple[click.Command, ...] = (account,)
