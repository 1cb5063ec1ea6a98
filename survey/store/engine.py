"""Connections and transactions on SQLite and PostgreSQL.

What is acknowledged is durable: SQLite runs in WAL with ``synchronous=FULL``, and
writers queue on a lock instead of SQLite's busy handler, whose waits grow to seconds
under load (decision 0002). PostgreSQL is refused while ``synchronous_commit`` is off.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3
import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.orm import Session

from questionnaires.text import Text
from survey.errors import Refusal

SQLITE_BUSY_SECONDS = 30

__all__ = ["Session", "Store", "open_store"]

_numbers = itertools.count(1)


class WriterQueue:
    """Lets one writer in at a time: a lock among threads, ``flock`` among processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread_lock = threading.Lock()
        self._file: int | None = None
        self._owner = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn to write, and hold it."""
        with self._thread_lock:
            descriptor = self._descriptor()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _descriptor(self) -> int:
        # A descriptor inherited by a fork would share its parent's lock.
        if self._file is None or self._owner != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            self._owner = os.getpid()
        return self._file

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None and self._owner == os.getpid():
            os.close(self._file)
            self._file = None


class Store:
    """A database, and the transactions on it."""

    def __init__(self, engine: Engine, queue: WriterQueue | None) -> None:
        self.engine = engine
        self._queue = queue
        self.number = next(_numbers)  # tells stores of one process apart
        self._writing = engine.execution_options(kewen_writing=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads; whatever it would have written is rolled back."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        if self._queue is None:
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                yield session
        else:
            with (
                self._queue.turn(),
                Session(self._writing, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session

    def ready(self) -> None:
        """Raise unless the database can take a write, which is rolled back."""
        with self._writing.connect() as connection:
            transaction = connection.begin()
            connection.execute(sa.text("CREATE TEMPORARY TABLE kewen_ready (n INTEGER)"))
            transaction.rollback()

    def close(self) -> None:
        """Give connections and lock back."""
        self.engine.dispose()
        if self._queue is not None:
            self._queue.close()


def open_store(database_url: str) -> Store:
    """The store at ``database_url``; it must have been migrated.

    :raises Refusal: the address cannot be used, or PostgreSQL would acknowledge what it may lose.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    if url.get_backend_name() == "postgresql":
        return _open_postgresql(url)
    raise Refusal(
        "database_unknown",
        place="DATABASE_URL",
        reason=Text(
            zh=f"不支持这种数据库：{url.get_backend_name()}",
            en=f"This database is not supported: {url.get_backend_name()}",
        ),
        remedy=Text(
            zh="请使用 sqlite:/// 或 postgresql:// 地址",
            en="Use an address beginning with sqlite:/// or postgresql://",
        ),
    )


def sqlite_path(url: URL) -> Path:
    """The file of an SQLite address."""
    if not url.database or url.database == ":memory:":
        raise Refusal(
            "database_in_memory",
            place="DATABASE_URL",
            reason=Text(
                zh="内存数据库在停机后不留任何数据",
                en="A database in memory keeps nothing when the program stops",
            ),
            remedy=Text(
                zh="请写明文件，如 sqlite:///instance/kewen.sqlite3",
                en="Name a file, such as sqlite:///instance/kewen.sqlite3",
            ),
        )
    return Path(url.database)


def _open_sqlite(url: URL) -> Store:
    path = sqlite_path(url)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(
        url,
        module=pysqlite3,
        connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False},
        pool_size=20,
        max_overflow=40,
        hide_parameters=True,  # an answer must not reach the log with an error
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver must not open transactions of its own: see begin() below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("kewen_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return Store(engine, WriterQueue(path.with_name(path.name + ".lock")))


def _open_postgresql(url: URL) -> Store:
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=20,
        max_overflow=20,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    with engine.connect() as connection:
        setting = connection.execute(sa.text("SHOW synchronous_commit")).scalar_one()
    if setting == "off":
        engine.dispose()
        raise Refusal(
            "commit_not_durable",
            place="PostgreSQL: synchronous_commit",
            reason=Text(
                zh="数据库的 synchronous_commit 为 off，断电会丢失已确认的答卷",
                en="synchronous_commit is off: a power cut would lose answers already acknowledged",
            ),
            remedy=Text(
                zh="请在 postgresql.conf 中设为 on，或执行 ALTER DATABASE … SET synchronous_commit = on",
                en="Set it to on in postgresql.conf, or run ALTER DATABASE … SET synchronous_commit = on",
            ),
        )
    return Store(engine, None)
