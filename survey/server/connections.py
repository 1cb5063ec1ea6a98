"""Connections: a client that does not finish its request line and headers is let go."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from survey.limits import Limits


class ImpatientConnection(HttpToolsProtocol):
    """A connection that is closed when headers have not come in time.

    uvicorn bounds the pause between requests but not the time a request's headers take.
    """

    seconds = Limits().header_seconds

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._headers_due: asyncio.TimerHandle | None = None

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

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._forget()
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        self._forget()
        self._headers_due = self.loop.call_later(self.seconds, self.transport.close)

    def _forget(self) -> None:
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None
