"""Between the network and the application: whole requests in, whole responses out.

A WSGI thread that waits for a slow phone serves nobody else, so a thread only ever sees
a body that is all here, and is free again before the response is sent.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import random
import secrets
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from survey.journal import ACCESS, masked
from survey.limits import BodyLimit, Limits
from survey.server.environ import wsgi_environ
from survey.server.turned_away import TurnedAway, malformed, no_room, too_busy, too_large, too_slow

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

LOG = logging.getLogger("kewen.server")
PIECE = 64 * 1024
CLIENT_GONE = 499  # in the log only: the client left before there was anything to answer


class ClientGone(Exception):
    """The client closed the connection before its request was whole."""


@dataclass
class Response:
    """What the application answered, in full."""

    status: int
    headers: Headers
    body: IO[bytes]
    size: int


class Adapter:
    """An ASGI application that runs a WSGI application in a bounded pool of threads."""

    def __init__(self, application: WSGIApplication, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._application = application
        self._threads = ThreadPoolExecutor(self.limits.threads, thread_name_prefix="request")
        self._receiving = 0
        self._held = 0
        self._uploading = 0
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        request_id = secrets.token_hex(8)
        started = time.monotonic()
        status, size = CLIENT_GONE, 0
        try:
            response = await self._respond(scope, receive, request_id)
            status, size = response.status, response.size
            with response.body:
                await self._send(scope, send, response, request_id)
        except ClientGone:
            pass
        except Exception:
            status = 500
            raise
        finally:
            _log(scope, request_id, status, size, time.monotonic() - started)

    async def _respond(self, scope: Scope, receive: Receive, request_id: str) -> Response:
        try:
            body, size = await self._whole_body(scope, receive)
            with self._place_in_flight(scope["method"], body):
                return await self._in_thread(wsgi_environ(scope, body, size, request_id), body)
        except TurnedAway as reason:
            return _refusal(reason, request_id)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            LOG.exception("no room on the disk", extra={"fields": {"request": request_id}})
            return _refusal(no_room(_a_little_later()), request_id)

    async def _in_thread(self, environ: dict[str, Any], body: IO[bytes]) -> Response:
        """Run the application in a thread, which is never interrupted.

        When the request is cancelled meanwhile, the thread still reads ``body`` to its end, and
        nobody sends what it answers: both are closed when it is done.
        """
        running = self._threads.submit(self._run, environ)
        running.add_done_callback(lambda _done: body.close())
        try:
            return await asyncio.wrap_future(running)
        except asyncio.CancelledError:
            running.add_done_callback(_close_unsent)
            raise

    async def _whole_body(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        limit = self.limits.body_limit(scope["path"])
        expected = _expected(scope["headers"])
        body = _spool(self.limits.in_memory)
        try:
            with self._place_receiving(limit, expected) as is_upload:
                async with asyncio.timeout(limit.seconds):
                    size = await self._read(receive, body, limit, expected, is_upload)
        except TimeoutError:
            body.close()
            raise too_slow() from None
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body, size

    async def _read(
        self, receive: Receive, body: IO[bytes], limit: BodyLimit, expected: int | None, is_upload: bool
    ) -> int:
        size = held = 0
        try:
            while True:
                piece, more = await _piece(receive)
                size += len(piece)
                announced = max(size, expected or 0)
                if announced <= limit.size:
                    # Uploads are bounded by their number.
                    held += 0 if is_upload else len(piece)
                    self._hold(0 if is_upload else len(piece))
                    body.write(piece)
                elif announced > limit.size + self.limits.discard:
                    raise too_large(limit.size)
                if not more:
                    break
        finally:
            self._held -= held
        if size > limit.size:
            raise too_large(limit.size)
        return size

    def _hold(self, size: int) -> None:
        """Count bytes of a body on its way in."""
        self._held += size
        if self._held > self.limits.held:
            raise too_busy(_a_little_later())

    def _run(self, environ: dict[str, Any]) -> Response:
        """Call the application in a thread and take in the whole response."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        body = _spool(self.limits.in_memory)

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: ExceptionInfo | None = None, /
        ) -> Callable[[bytes], object]:
            begun[:] = [(status, headers)]
            return body.write

        try:
            pieces = self._application(environ, start_response)
            try:
                for piece in pieces:
                    body.write(piece)
            finally:
                getattr(pieces, "close", _nothing_to_close)()
            status, headers = begun[0]
        except BaseException:
            body.close()
            raise
        size = body.tell()
        body.seek(0)
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return Response(int(status[:3]), encoded, body, size)

    async def _send(self, scope: Scope, send: Send, response: Response, request_id: str) -> None:
        headers = [(name, value) for name, value in response.headers if name != b"x-request-id"]
        headers.append((b"x-request-id", request_id.encode()))
        bodiless = scope["method"] == "HEAD" or response.status in {204, 304} or response.status < 200
        if not bodiless:
            headers = [(name, value) for name, value in headers if name != b"content-length"]
            headers.append((b"content-length", str(response.size).encode()))
        async with asyncio.timeout(self.limits.send_seconds):
            await send({"type": "http.response.start", "status": response.status, "headers": headers})
            piece = b"" if bodiless else response.body.read(PIECE)
            while piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = response.body.read(PIECE)
            await send({"type": "http.response.body", "body": b""})

    @contextmanager
    def _place_receiving(self, limit: BodyLimit, expected: int | None) -> Iterator[bool]:
        """A place among the bodies on their way in, and whether it is one for uploads."""
        # Without a length the body may be as large as it is allowed to be.
        large = limit.size > self.limits.body.size and (expected is None or expected > self.limits.body.size)
        if self._receiving >= self.limits.receiving or (large and self._uploading >= self.limits.uploads):
            raise too_busy(_a_little_later())
        self._receiving += 1
        self._uploading += large
        try:
            yield large
        finally:
            self._receiving -= 1
            self._uploading -= large

    @contextmanager
    def _place_in_flight(self, method: str, body: IO[bytes]) -> Iterator[None]:
        if self._in_flight >= self.limits.room_for(method):
            body.close()
            raise too_busy(_a_little_later())
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1


async def _piece(receive: Receive) -> tuple[bytes, bool]:
    """The next piece of a body, and whether there is more."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGone
    return message.get("body", b""), bool(message.get("more_body"))


def _spool(in_memory: int) -> IO[bytes]:
    """A file in memory that moves to the disk when it grows; whoever asks for it closes it."""
    return tempfile.SpooledTemporaryFile(in_memory)


def _close_unsent(done: Future[Response]) -> None:
    """Close what a thread answered to a request that was cancelled; it may not even have begun."""
    if not done.cancelled() and done.exception() is None:
        done.result().body.close()


def _nothing_to_close() -> None:
    """What a response without a ``close`` of its own does instead."""


def _a_little_later() -> int:
    # Phones that were turned away together must not come back together.
    return random.randint(2, 6)  # noqa: S311


def _expected(headers: Headers) -> int | None:
    """The length the client announced: 0 without a body, None when it is not known yet."""
    lengths = {value for name, value in headers if name == b"content-length"}
    chunked = any(name == b"transfer-encoding" for name, _ in headers)
    if chunked:
        if lengths:
            raise malformed()
        return None
    if not lengths:
        return 0
    if len(lengths) > 1:
        raise malformed()
    (length,) = lengths
    if not length.isdigit() or len(length) > 15:
        raise malformed()
    return int(length)


def _refusal(reason: TurnedAway, request_id: str) -> Response:
    page = reason.page(request_id)
    body = _spool(PIECE)
    body.write(page)
    body.seek(0)
    headers: Headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    ]
    if reason.retry_after is not None:
        headers.append((b"retry-after", str(reason.retry_after).encode()))
    if reason.status in {400, 408, 413}:
        headers.append((b"connection", b"close"))
    return Response(reason.status, headers, body, len(page))


def _log(scope: Scope, request_id: str, status: int, size: int, seconds: float) -> None:
    fields = {
        "request": request_id,
        "method": scope["method"],
        "path": masked(scope["path"]),
        "status": status,
        "bytes": size,
        "milliseconds": round(seconds * 1000, 1),
    }
    ACCESS.info("request", extra={"fields": fields})
