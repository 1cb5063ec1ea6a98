"""Connections and transactions on SQLite and PostgreSQL.

What is acknowledged is durable: SQLite runs in WAL with ``synchronous=FULL``, and
writers queue on a lock instead of SQLite's busy handler, whose waits grow to seconds
under load (decision 0002). PostgreSQL is refused while ``synchronous_commit`` is off.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pysqlite3
import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.orm import Session

from questionnaires.text import Text
from survey.errors import Refusal
from survey.store.occupation import Occupation
from survey.store.tables import Attempt
from survey.store.unusable import cannot_use, faults_told, machine_fault, require_room

SQLITE_BUSY_SECONDS = 30
DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")

__all__ = ["Session", "Store", "open_store"]

_numbers = itertools.count(1)


class WriterQueue:
    """Lets one writer in at a time: a lock among threads, ``flock`` among processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread_lock = threading.Lock()
        self._file: int | None = None
        self._owner = 0

    @property
    def folder(self) -> Path:
        """Where the database lies."""
        return self._path.parent

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

    def __init__(
        self, engine: Engine, queue: WriterQueue | None, occupation: Occupation | None = None
    ) -> None:
        self.engine = engine
        self._occupation = occupation
        self._queue = queue
        self.number = next(_numbers)  # tells stores of one process apart
        self._writing = engine.execution_options(kewen_writing=True)
        # SQLite's driver is without transactions of its own: there it is enough to begin none.
        alone = {"kewen_alone": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._alone = engine.execution_options(**alone)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads; whatever it would have written is rolled back as it closes."""
        with faults_told(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """A connection for a single statement that reads: it sees one state without a transaction.

        What opens and ends a transaction takes as long as such a statement, and on PostgreSQL
        each is a way to the server and back.
        """
        with faults_told(), self._alone.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with (
            faults_told(),
            self.turn(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def writing_rows(self) -> Iterator[sa.Connection]:
        """The same for statements on tables, without a session, which would take longer than they do."""
        with faults_told(), self.turn(), self._writing.begin() as connection:
            yield connection

    def turn(self) -> AbstractContextManager[None]:
        """The turn to write without a transaction, such as to rewrite the embedded database's file."""
        return self._queue.turn() if self._queue is not None else nullcontext()

    def ready(self) -> None:
        """Raise unless the database takes a write now: a row that is gone again as it is committed.

        :raises Unavailable: it does not, or the disk of an embedded one has hardly any room left.
        """
        if self._queue is not None:
            require_room(self._queue.folder)
        with self.writing() as session:
            row = Attempt(source="ready", kind="ready", at=datetime.now(UTC))
            session.add(row)
            session.flush()
            session.delete(row)

    def close(self) -> None:
        """Give connections and lock back."""
        self.engine.dispose()
        if self._queue is not None:
            self._queue.close()
        if self._occupation is not None:
            self._occupation.give_up()


def open_store(database_url: str) -> Store:
    """The store at ``database_url``; it must have been migrated.

    :raises Refusal: the address cannot be used, or PostgreSQL would acknowledge what it may lose.
    """
    url = read_url(database_url)
    opening = _open_sqlite if url.get_backend_name() == "sqlite" else _open_postgresql
    try:
        return opening(url)
    except (sa.exc.SQLAlchemyError, pysqlite3.Error, OSError) as error:
        fault = machine_fault(error)
        if fault is None:
            raise
        raise fault from error


def read_url(database_url: str) -> URL:
    """The address of a database, taken apart.

    :raises Refusal: it cannot be read, or names a database or a driver that Kewen does not use.
    """
    try:
        url = make_url(database_url)
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if url is not None and url.drivername in DRIVERS:
        return url
    # The address may hold a password, so it is never repeated in a message.
    raise Refusal(
        "database_unknown",
        place="DATABASE_URL",
        reason=Text(zh="数据库地址无法识别", en="The address of the database is not understood"),
        remedy=Text(
            zh="请使用 sqlite:///文件 或 postgresql://用户:密码@主机/库名",
            en="Use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
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
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        occupation = Occupation(path)
        _begin_private(path)
    except OSError as error:
        raise cannot_use(path, error) from error
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
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if "kewen_alone" not in options:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if "kewen_writing" in options else "BEGIN")

    store = Store(engine, WriterQueue(path.with_name(path.name + ".lock")), occupation)
    try:
        _keep_wal(store)
    except (sa.exc.DBAPIError, pysqlite3.Error):
        store.close()
        raise
    _close_to_others(path)
    return store


def _keep_wal(store: Store) -> None:
    """Have the file journalled in WAL, which it says of itself from then on."""
    connection = store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            # Of two that change it at once SQLite refuses one, without waiting.
            with store.turn():
                cursor.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _begin_private(path: Path) -> None:
    """Make a database file that is not there yet for its owner alone; SQLite would follow the umask."""
    # One that is there is not opened: closing it would give up the locks SQLite has on it.
    if not path.exists():
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _close_to_others(path: Path) -> None:
    """Take a database file and its journal, which hold answers, from other accounts of the machine."""
    for part in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with suppress(FileNotFoundError, PermissionError):
            if stat.S_IMODE(part.stat().st_mode) & 0o077:
                part.chmod(0o600)


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
