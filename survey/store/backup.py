"""Copies of a whole database: taken while it is in use, put in place of an empty one, checked."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import URL

from questionnaires.text import Text
from survey.errors import Refusal
from survey.store.engine import Store, open_store, read_url, sqlite_path
from survey.store.occupation import alone_with_file, require_unused_server
from survey.store.readonly import connection_to
from survey.store.tables import Base

_ENVIRONMENT = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def is_sqlite(database_url: str) -> bool:
    """Whether an address is that of an embedded database."""
    return read_url(database_url).get_backend_name() == "sqlite"


def file_name(database_url: str) -> str:
    """What the copy of this kind of database is called in a backup."""
    return "database.sqlite3" if is_sqlite(database_url) else "database.dump"


def is_own_file(database_url: str, path: Path) -> bool:
    """Whether a file belongs to the embedded database: itself, its journal or its locks."""
    if not is_sqlite(database_url):
        return False
    database = sqlite_path(read_url(database_url))
    same_folder = path.parent.resolve() == database.parent.resolve()
    return same_folder and path.name.startswith((f"{database.stem}.", f"{database.stem}-"))


@dataclass(frozen=True)
class Taken:
    """What a copy of a database holds: the revision of its schema, and rows by table."""

    revision: str | None
    rows: Mapping[str, int]


def take(database_url: str, target: Path) -> Taken:
    """Write a copy of the database as it is at one moment, and say what is in it; it may be in use.

    :raises Refusal: PostgreSQL's pg_dump is not installed or cannot do it.
    """
    url = read_url(database_url)
    if is_sqlite(database_url):
        with (
            closing(connection_to(sqlite_path(url))) as source,
            closing(pysqlite3.connect(str(target))) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            present = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return _taken(present, lambda query: copy.execute(query).fetchone())
    with closing(psycopg.connect(_plain(url))) as connection:
        # The dump and the counts see the database at the same moment: that of this transaction.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (moment,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        _run(
            "pg_dump",
            url,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={moment}",
            f"--file={target}",
        )
        named = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return _taken({row[0] for row in named}, lambda query: connection.execute(query.encode()).fetchone())


def _taken(present: Collection[str], first: Callable[[str], tuple[Any, ...] | None]) -> Taken:
    """What is in a copy, asked for by ``first``, which gives the first row of a query."""
    rows = {
        table.name: (first(f'SELECT count(*) FROM "{table.name}"') or (0,))[0]  # noqa: S608 - our own names
        for table in Base.metadata.sorted_tables
        if table.name in present
    }
    version = first("SELECT version_num FROM alembic_version") if "alembic_version" in present else None
    return Taken(version[0] if version else None, rows)


@contextmanager
def alone(database_url: str) -> Iterator[None]:
    """Have a database to oneself while it is replaced.

    :raises Refusal: a server runs on it, or another program has it open.
    """
    url = read_url(database_url)
    if is_sqlite(database_url):
        with alone_with_file(sqlite_path(url)):
            yield
        return
    require_unused_server(_plain(url))
    yield


def put(database_url: str, source: Path) -> None:
    """Put a copy in place of a database that holds nothing.

    :raises Refusal: PostgreSQL's pg_restore is not installed or cannot do it.
    """
    url = read_url(database_url)
    if not is_sqlite(database_url):
        _empty_postgresql(url)
        _run(
            "pg_restore",
            url,
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            _database_of(url),
            str(source),
        )
        return
    path = sqlite_path(url)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(path.name + ".restored")
    shutil.copyfile(source, fresh)
    fresh.chmod(0o600)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(path)


def set_aside(database_url: str, mark: str) -> Path | None:
    """Move an embedded database out of the way under a name with ``mark``; None for PostgreSQL."""
    if not is_sqlite(database_url):
        return None
    path = sqlite_path(read_url(database_url))
    if not path.exists():
        return None
    kept = path.with_name(f"{path.stem}-{mark}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
    return kept


def holds_anything(database_url: str) -> bool:
    """Whether a database has any account or survey; one without tables has none."""
    if is_sqlite(database_url) and not sqlite_path(read_url(database_url)).exists():
        return False
    found = counts(database_url)
    return any(found.get(table, 0) for table in ("account", "survey"))


def counts(database_url: str) -> dict[str, int]:
    """Rows by table, of the tables that are there."""
    with closing(open_store(database_url)) as store:
        return rows_of(store)


def rows_of(store: Store) -> dict[str, int]:
    """Rows by table of an open store, of the tables that are there."""
    with store.engine.connect() as connection:
        present = set(sa.inspect(connection).get_table_names())
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name in present
        }


def faults(database_url: str) -> list[str]:
    """What the database itself finds wrong with its files and references; none where all is well."""
    if not is_sqlite(database_url):
        # PostgreSQL reads every row; a damaged page is an error.
        with closing(psycopg.connect(_plain(read_url(database_url)))) as connection:
            try:
                for table in Base.metadata.sorted_tables:
                    connection.execute(
                        sql.SQL("SELECT count(t::text) FROM {} t").format(sql.Identifier(table.name))
                    )
            except psycopg.Error as error:
                return [str(error).partition("\n")[0]]
        return []
    path = sqlite_path(read_url(database_url))
    return file_faults(path) if path.exists() else []


def file_faults(path: Path) -> list[str]:
    """What SQLite finds wrong with a database file."""
    try:
        with closing(connection_to(path)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [
                f"{row[0]}: {row[1]} → {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")
            ]
            return found
    except pysqlite3.DatabaseError as error:
        return [str(error)]


def _empty_postgresql(url: URL) -> None:
    with closing(psycopg.connect(_plain(url), autocommit=True)) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def _conninfo(url: URL) -> dict[str, str]:
    return {name: str(value) for name, value in conninfo_to_dict(_plain(url)).items() if value is not None}


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _database_of(url: URL) -> str:
    return f"--dbname={_conninfo(url).get('dbname', '')}"


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Refusal(
            "program_missing",
            place=program,
            reason=Text(zh=f"没有安装 {program}", en=f"{program} is not installed"),
            remedy=Text(
                zh="请安装与服务器同版本的 PostgreSQL 客户端程序，并放入 PATH",
                en="Install the PostgreSQL client programs of the server's version and put them on the PATH",
            ),
        )
    done = subprocess.run(  # noqa: S603 - the program was found on the PATH, the arguments are ours
        [found, *arguments], env=_environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [""]
        raise Refusal(
            "program_failed",
            place=program,
            reason=Text(zh=f"{program} 没有完成：{said[-1]}", en=f"{program} did not finish: {said[-1]}"),
            remedy=Text(
                zh="请核对数据库的版本和权限后重试", en="Check the versions and the permissions and try again"
            ),
        )


def _environment(url: URL) -> Mapping[str, str]:
    # In the environment and not among the arguments, where every user of the machine reads the password.
    given = {_ENVIRONMENT[name]: value for name, value in _conninfo(url).items() if name in _ENVIRONMENT}
    return {**os.environ, **given}
