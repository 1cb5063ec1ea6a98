"""The floor: what the same server and database do when the application does nothing.

``GET /page`` answers with a constant page, ``POST /insert`` after one durable insert. It runs
as ``python -m bench.floor`` with the settings of the server and the page's size in FLOOR_BYTES.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from uvicorn.supervisors import Multiprocess

from survey.journal import start_log
from survey.limits import Limits
from survey.server.adapter import Adapter
from survey.server.processes import server_config
from survey.settings import read_settings
from survey.store import Store, open_store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

SIZE = "FLOOR_BYTES"
ANSWERS = 600  # bytes of a saved page's answers
TABLE = sa.Table(
    "bench_floor",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), unique=True),
    sa.Column("answers", sa.Text),
)
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def application(store: Store, size: int) -> Application:
    """The WSGI application of the floor."""
    page = b"k" * size
    answers = "k" * ANSWERS

    def answer(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"] == "/insert":
            environ["wsgi.input"].read()
            with store.writing() as session:
                session.execute(sa.insert(TABLE).values(key=secrets.token_hex(16), answers=answers))
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [page]

    return answer


def worker() -> Adapter:
    """One worker process of the floor."""
    settings = read_settings()
    start_log(settings.log_format)
    store = open_store(settings.database_url)
    return Adapter(application(store, int(os.environ[SIZE])), Limits(threads=settings.threads))


def main() -> None:
    """Serve the floor, by the processes and the adapter of the real server."""
    settings = read_settings()
    store = open_store(settings.database_url)
    TABLE.create(store.engine, checkfirst=True)
    store.close()
    start_log(settings.log_format)
    config = server_config("bench.floor:worker", settings, factory=True)
    socket = config.bind_socket()
    try:
        Multiprocess(config, sockets=[socket]).run()
    finally:
        socket.close()


if __name__ == "__main__":
    main()
