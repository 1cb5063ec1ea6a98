"""Bringing a database to the newest schema."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

from survey.store.engine import Store, open_store, sqlite_path

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
POSTGRESQL_LOCK = 4_803_471_923  # any fixed number: it names the advisory lock of migrations


def migrate(database_url: str) -> str:
    """Bring the database to the newest schema and return its revision.

    An SQLite file that holds a schema is copied beside itself first (``VACUUM INTO``).
    Several processes may call this at once: one migrates, the others wait. A call that is
    killed leaves the former schema or the new one, and may be repeated.
    """
    store = open_store(database_url)
    try:
        with _alone(store, database_url):
            if current_revision(store) != newest_revision():
                _copy_before(store, database_url)
                _upgrade(store)
        return newest_revision()
    finally:
        store.close()


def newest_revision() -> str:
    """The one head of the migrations."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("migrations/ holds no revision")
    return head


def current_revision(store: Store) -> str | None:
    """The revision the database is at; None when it is empty."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _upgrade(store: Store) -> None:
    config = _config()
    with store.engine.execution_options(kewen_writing=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _alone(store: Store, database_url: str) -> Iterator[None]:
    if store.is_sqlite:
        lock = sqlite_path(make_url(database_url)).with_suffix(".migrating")
        with lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
    else:
        with store.engine.connect() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(POSTGRESQL_LOCK)))
            connection.commit()
            yield


def _copy_before(store: Store, database_url: str) -> None:
    if not store.is_sqlite or current_revision(store) is None:
        return
    path = sqlite_path(make_url(database_url))
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.stem}-before-{newest_revision()}-{moment}{path.suffix}")
    # VACUUM is refused inside a transaction, which every connection of the engine begins.
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()
