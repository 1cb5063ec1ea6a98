"""A browser's wire: HTTP/1.1 on one kept connection, with cookies.

Own code because a load generator must cost less than the server it measures: one request
takes about a tenth of the CPU time that httpx takes for it.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

LONGEST_WAIT = 60.0
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class LostReplyError(Exception):
    """The connection ended before a whole reply was here: nobody knows whether it was done."""


@dataclass(frozen=True)
class Reply:
    """A whole reply: ``body`` unpacked, ``size`` as many bytes as the wire carried."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int
    path: str

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Timings:
    """How long requests took, in seconds by kind, and how many bytes came."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    bytes: int = 0

    def note(self, kind: str, seconds: float, size: int) -> None:
        """Count one request."""
        self.seconds.setdefault(kind, []).append(seconds)
        self.bytes += size

    @property
    def all(self) -> list[float]:
        """Every request."""
        return [one for kind in self.seconds.values() for one in kind]


class Browser:
    """One browser: a connection that is opened when needed, and its cookies."""

    def __init__(
        self,
        address: str,
        timings: Timings | None = None,
        before: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """``before`` is awaited before every request, as a person who reads the page is."""
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.cookies: dict[str, str] = {}
        self.timings = timings or Timings()
        self._before = before
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, kind: str = "page") -> Reply:
        """Fetch a page."""
        return await self.send("GET", path, kind=kind)

    async def post(self, path: str, fields: Mapping[str, Any], kind: str = "post") -> Reply:
        """Post a form."""
        return await self.send("POST", path, urlencode(fields, doseq=True).encode(), FORM, kind=kind)

    async def post_json(self, path: str, content: Any, token: str, kind: str = "save") -> Reply:
        """Post JSON as the script does, with the form's token in a header."""
        body = json.dumps(content, ensure_ascii=False).encode()
        return await self.send("POST", path, body, JSON, {"X-CSRFToken": token}, kind=kind)

    async def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = "",
        more: Mapping[str, str] | None = None,
        *,
        kind: str,
    ) -> Reply:
        """Send one request and wait for the whole reply.

        :raises LostReplyError: the connection was refused, closed or silent for a minute.
        """
        if self._before is not None:
            await self._before()
        started = time.perf_counter()
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                reply = await self._exchange(method, path, body, content_type, more or {})
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            self.close()
            raise LostReplyError(path) from error
        self.timings.note(kind, time.perf_counter() - started, reply.size)
        return reply

    async def _exchange(
        self, method: str, path: str, body: bytes, content_type: str, more: Mapping[str, str]
    ) -> Reply:
        fresh = self._streams is None
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        writer.write(self._head(method, path, len(body), content_type, more) + body)
        await writer.drain()
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            self.close()
            if fresh or error.partial or method != "GET":
                raise
            # The server let the idle connection go; a page may be asked for again.
            return await self._exchange(method, path, body, content_type, more)
        return await self._read(head, path, reader)

    def _head(self, method: str, path: str, length: int, content_type: str, more: Mapping[str, str]) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: gzip"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [f"Content-Type: {content_type}", f"Content-Length: {length}"]
            lines += [f"Origin: http://{self.host}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in more.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    async def _read(self, head: bytes, path: str, reader: asyncio.StreamReader) -> Reply:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _colon, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                self._keep(value)
            else:
                headers[name] = value
        packed = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            self.close()
        body = gzip.decompress(packed) if headers.get("content-encoding") == "gzip" else packed
        return Reply(int(first.split(" ", 2)[1]), headers, body, len(head) + len(packed), path)

    def _keep(self, cookie: str) -> None:
        name, _equals, value = cookie.partition(";")[0].partition("=")
        if value:
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)

    def close(self) -> None:
        """Let the connection go; cookies stay."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
