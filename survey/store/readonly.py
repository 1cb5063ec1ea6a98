"""A database for whoever changes nothing in it, not even the files around it; it may lie on a read-only disk."""

from __future__ import annotations

import os
from pathlib import Path

import pysqlite3
import sqlalchemy as sa

from survey.store.engine import Store, open_store, read_url, sqlite_path
from survey.store.migration import without_schema


def open_to_read(database_url: str) -> Store:
    """The store at an address, in which nothing can be written; a database that is not there is not made.

    :raises Refusal: the address cannot be used, or there is no such file.
    """
    url = read_url(database_url)
    if url.get_backend_name() != "sqlite":
        return open_store(database_url)
    path = sqlite_path(url)
    if not path.exists():
        raise without_schema()
    engine = sa.create_engine(
        "sqlite://",
        module=pysqlite3,
        creator=lambda: connection_to(path),
        poolclass=sa.NullPool,
        hide_parameters=True,  # an answer must not reach the log with an error
    )
    return Store(engine, None)


def connection_to(path: Path) -> pysqlite3.Connection:
    """A connection to a database file that cannot write."""
    journal = path.with_name(f"{path.name}-wal")
    is_still = not os.access(path.parent, os.W_OK) and not (journal.exists() and journal.stat().st_size)
    # Without its journal SQLite reads a file only where it may begin one, unless it is told that nobody writes.
    return pysqlite3.connect(
        f"{path.absolute().as_uri()}?{'immutable=1' if is_still else 'mode=ro'}", uri=True
    )
