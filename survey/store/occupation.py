"""Whether a database is in use: every open store of an embedded database says so with a shared lock.

A lock and not a number in a file: it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from questionnaires.text import Text
from survey.errors import Refusal

ENDING = ".open"
#: A PostgreSQL backend goes a moment after its client has gone.
PATIENCE_SECONDS = 3.0


class Occupation:
    """Says that this process has an embedded database open, until it is given up."""

    def __init__(self, database: Path) -> None:
        self._file: int | None = _open(database)
        # Waits while a backup is being put in place; the database is the new one afterwards.
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def give_up(self) -> None:
        """Say that the database is no longer open here."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def alone_with_file(database: Path) -> Iterator[None]:
    """Have an embedded database to oneself.

    :raises Refusal: another program has it open.
    """
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = _open(database)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _in_use(1) from None
        yield
    finally:
        os.close(file)


def require_unused_server(conninfo: str) -> None:
    """Raise unless nobody else is connected to a PostgreSQL database.

    :raises Refusal: somebody is.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while (others := _others(conninfo)) and time.monotonic() < until:
        time.sleep(0.1)
    if others:
        raise _in_use(others)


def _others(conninfo: str) -> int:
    # Processes of the server itself have no user.
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND usename IS NOT NULL"
    )
    with closing(psycopg.connect(conninfo, autocommit=True)) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _open(database: Path) -> int:
    return os.open(database.with_name(database.name + ENDING), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _in_use(connections: int) -> Refusal:
    return Refusal(
        "in_use",
        place="DATABASE_URL",
        reason=Text(
            zh=f"平台还在运行，或有别的程序正开着这个数据库（{connections} 个连接）",
            en=f"Kewen is running, or another program has the database open (connections: {connections})",
        ),
        remedy=Text(
            zh="请先停止服务（在运行它的窗口按 Ctrl+C，或用 systemctl stop），再恢复；现在什么都没有改动",
            en="Stop the server first (Ctrl+C where it runs, or systemctl stop), then restore;"
            " nothing was changed",
        ),
    )
