"""Connections: a client that does not finish its request line and headers is let go, one that has just come is heard."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from survey.limits import Limits

#: Seconds in which a client that has just connected must say what it wants of a worker that ends.
LAST_WORD = 0.2


class ImpatientConnection(HttpToolsProtocol):
    """A connection that is closed when headers have not come in time.

    uvicorn bounds the pause between requests but not the time a request's headers take. And it closes a connection
    whose first request is still on its way when the worker ends, so that the client gets no reply at all.
    """

    seconds = Limits().header_seconds

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._headers_due: asyncio.TimerHandle | None = None
        self._is_last = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is here: its first headers are due."""
        super().connection_made(transport)
        self._expect_headers()

    def on_message_begin(self) -> None:
        """A request begins: its headers are due."""
        super().on_message_begin()
        self._expect_headers()

    def on_headers_complete(self) -> None:
        """The headers are here."""
        self._forget()
        super().on_headers_complete()
        if self._is_last:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """The worker ends: a request that is on its way is still taken, and nothing after it."""
        if self._headers_due is None:
            super().shutdown()
            return
        self._is_last = True
        self._expect_headers(LAST_WORD)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._forget()
        super().connection_lost(exc)

    def _expect_headers(self, seconds: float | None = None) -> None:
        self._forget()
        self._headers_due = self.loop.call_later(seconds or self.seconds, self.transport.close)

    def _forget(self) -> None:
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None
