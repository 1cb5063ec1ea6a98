"""Bringing a database to the newest schema."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from questionnaires.text import Text
from survey.errors import Refusal
from survey.store.engine import Store, open_store, read_url, sqlite_path

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
POSTGRESQL_LOCK = 4_803_471_923  # any fixed number: it names the advisory lock of migrations


def migrate(database_url: str) -> str:
    """Bring the database to the newest schema and return its revision.

    An SQLite file that holds a schema is copied beside itself first (``VACUUM INTO``).
    Several processes may call this at once: one migrates, the others wait. A call that is
    killed leaves the former schema or the new one, and may be repeated.

    :raises Refusal: the database cannot be used, or its schema is that of a newer program.
    """
    store = open_store(database_url)
    try:
        with _alone(store, database_url):
            found = current_revision(store)
            if found is not None:
                _require_known(found)
            if found != newest_revision():
                _copy_before(store, database_url)
                _upgrade(store)
        return newest_revision()
    finally:
        store.close()


def require_current(store: Store) -> None:
    """Raise unless the database has the schema of this program.

    :raises Refusal: it is empty, or its schema is older or newer.
    """
    found = current_revision(store)
    if found is not None:
        _require_known(found)
    if found != newest_revision():
        raise without_schema(found)


def without_schema(found: str | None = None) -> Refusal:
    """What says that a database has not the schema of this program, but the one ``found``, or none at all."""
    return Refusal(
        "schema_old",
        place="DATABASE_URL",
        reason=Text(
            zh="数据库是空的" if found is None else f"数据库的结构是旧的（{found}）",
            en="The database is empty" if found is None else f"The database has an older schema ({found})",
        ),
        remedy=Text(
            zh="请核对 DATABASE_URL 和 KEWEN_INSTANCE；无误时先运行 python -m survey migrate",
            en="Check DATABASE_URL and KEWEN_INSTANCE; where they are right, run python -m survey migrate",
        ),
    )


def _require_known(revision: str) -> None:
    scripts = ScriptDirectory.from_config(_config())
    if revision in {script.revision for script in scripts.walk_revisions()}:
        return
    raise Refusal(
        "schema_newer",
        place="DATABASE_URL",
        reason=Text(
            zh=f"数据库的结构（{revision}）来自更新的程序",
            en=f"The database has a schema of a newer program ({revision})",
        ),
        remedy=Text(zh="请先升级程序", en="Upgrade the program first"),
    )


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


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _alone(store: Store, database_url: str) -> Iterator[None]:
    if store.is_sqlite:
        lock = sqlite_path(read_url(database_url)).with_suffix(".migrating")
        with open(lock, "w", opener=_for_owner) as handle:
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
    path = sqlite_path(read_url(database_url))
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.stem}-before-{newest_revision()}-{moment}{path.suffix}")
    # VACUUM is refused inside a transaction, which every connection of the engine begins.
    copy.touch(mode=0o600)  # an empty file is taken, and keeps its mode
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()
