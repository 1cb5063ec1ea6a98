"""Processes: a parent that supervises, and workers that serve one listening socket."""

from __future__ import annotations

import errno
import logging
import socket

import uvicorn
from uvicorn.supervisors import Multiprocess, multiprocess

from questionnaires.text import Text
from survey.errors import Refusal
from survey.journal import start_log
from survey.limits import Limits
from survey.server.adapter import Adapter
from survey.server.connections import ImpatientConnection
from survey.settings import Settings, read_settings

LOG = logging.getLogger("kewen.server")
MOST_CONNECTIONS = 4000
BACKLOG = 2048
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
            # At an orderly stop the pipe is closed too, and the worker has been told already.
            if not self.server.should_exit:
                LOG.warning("the parent process has gone")
            self.server.should_exit = True


# The supervisor makes its workers of this class, which it has no argument for.
multiprocess.Process = Worker  # type: ignore[misc]


def listen(settings: Settings) -> socket.socket:
    """Take the address that the server listens on, before anything else is changed or offered.

    Connections wait in its queue until there are workers.

    :raises Refusal: the port is in use or not allowed, or the host is none of this machine.
    """
    wanted = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        found = socket.getaddrinfo(settings.host, settings.port, wanted, socket.SOCK_STREAM)
        family, kind, protocol, _name, address = found[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise _host_refused(settings, str(error)) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.set_inheritable(True)
    except OSError as error:
        listening.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise _port_refused(settings, in_use=error.errno == errno.EADDRINUSE) from error
        raise _host_refused(settings, error.strerror or str(error)) from error
    return listening


def _port_refused(settings: Settings, *, in_use: bool) -> Refusal:
    port = settings.port
    return Refusal(
        "port",
        place="PORT",
        reason=Text(
            zh=f"端口 {port} 已被占用" if in_use else f"不允许使用端口 {port}",
            en=f"Port {port} is in use" if in_use else f"Port {port} may not be used",
        ),
        remedy=Text(
            zh=f"平台可能已在运行；否则请换一个端口，例如 PORT={port + 1 if in_use else 8000}",
            en="Kewen may be running already; otherwise choose another port, such as"
            f" PORT={port + 1 if in_use else 8000}",
        ),
    )


def _host_refused(settings: Settings, why: str) -> Refusal:
    return Refusal(
        "host",
        place="HOST",
        reason=Text(
            zh=f"不能在地址“{settings.host}”上监听：{why}",
            en=f"The server cannot listen on {settings.host!r}: {why}",
        ),
        remedy=Text(
            zh="请用本机的地址：127.0.0.1 只供本机，0.0.0.0 供所有网络",
            en="Use an address of this machine: 127.0.0.1 for itself, 0.0.0.0 for every network",
        ),
    )


def run(settings: Settings, listening: socket.socket) -> None:
    """Serve on a socket until SIGTERM or SIGINT; SIGHUP replaces the workers one after another."""
    start_log(settings.log_format)
    config = server_config("survey.server.processes:worker", settings, factory=True)
    LOG.info("serving", extra={"fields": {"address": settings.public_url, "workers": settings.workers}})
    try:
        Multiprocess(config, sockets=[listening]).run()
    finally:
        listening.close()


def worker() -> Adapter:
    """The application of one worker process, with the settings of its environment."""
    from survey.server.clock import start_clock
    from survey.web import create_app
    from survey.web.state import EXTENSION

    settings = read_settings()
    start_log(settings.log_format)
    application = create_app(settings)
    start_clock(application.extensions[EXTENSION].store, settings.instance)
    return Adapter(application, Limits(threads=settings.threads))


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
