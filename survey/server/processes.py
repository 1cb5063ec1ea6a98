"""Processes: a parent that supervises, and workers that serve one listening socket."""

from __future__ import annotations

import logging
import socket

import uvicorn
from uvicorn.supervisors import Multiprocess, multiprocess

from survey.server.adapter import Adapter
from survey.server.connections import ImpatientConnection
from survey.server.journal import start_log
from survey.server.limits import Limits
from survey.settings import Settings, read_settings

LOG = logging.getLogger("kewen.server")
MOST_CONNECTIONS = 4000
KEEP_ALIVE_SECONDS = 20
#: A worker that computes for this long without answering its parent is taken for hung.
HUNG_SECONDS = 60
#: How long a worker that is to stop may finish what it has begun.
FINISH_SECONDS = 30


class Worker(multiprocess.Process):
    """A worker and its parent, of whom each learns at once when the other is killed.

    uvicorn keeps both ends of their pipe open in both: a parent that waits for the pong of a
    worker just killed would wait until it takes it for hung, and replace nobody meanwhile;
    and workers whose parent was killed would keep the port for ever.
    """

    def start(self) -> None:
        """Start the worker; its end of the pipe is its own."""
        super().start()
        self.child_conn.close()

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, in the worker; the other end of the pipe is the parent's own."""
        self.parent_conn.close()
        super().target(sockets)

    def always_pong(self) -> None:
        """Answer the parent; when it has gone, finish what was begun and end."""
        try:
            super().always_pong()
        except (EOFError, OSError):
            LOG.warning("the parent process has gone")
            self.server.should_exit = True


# The supervisor makes its workers of this class, which it has no argument for.
multiprocess.Process = Worker  # type: ignore[misc]


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; SIGHUP replaces the workers one after another."""
    start_log(settings.log_format)
    config = server_config("survey.server.processes:worker", settings, factory=True)
    listening = config.bind_socket()
    LOG.info("serving", extra={"fields": {"address": settings.public_url, "workers": settings.workers}})
    try:
        Multiprocess(config, sockets=[listening]).run()
    finally:
        listening.close()


def worker() -> Adapter:
    """The application of one worker process, with the settings of its environment."""
    from survey.web import create_app

    settings = read_settings()
    start_log(settings.log_format)
    return Adapter(create_app(settings), Limits(threads=settings.threads))


def server_config(application: str | Adapter, settings: Settings, *, factory: bool = False) -> uvicorn.Config:
    """uvicorn's configuration. Proxies are the application's matter, as is the access log."""
    return uvicorn.Config(
        application,
        factory=factory,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http=ImpatientConnection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FINISH_SECONDS,
        timeout_worker_healthcheck=HUNG_SECONDS,
    )
