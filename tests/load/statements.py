"""How many statements a request takes, counted where SQLAlchemy sends them."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import request, request_finished, request_started

from survey.store import Store

#: What opens and ends transactions is no statement of ours.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def counted(store: Store) -> Iterator[Mapping[str, int]]:
    """The most statements that any request of a kind took, by method and path, while this is open.

    For an application that runs in threads of this process on ``store``.
    """
    found: dict[str, int] = defaultdict(int)
    own = threading.local()

    def begin(_sender: Any, **_more: Any) -> None:
        own.count = 0

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.upper().startswith(FRAME):
            own.count = getattr(own, "count", 0) + 1

    def end(_sender: Any, **_more: Any) -> None:
        kind = f"{request.method} {request.path}"
        found[kind] = max(found[kind], own.count)

    sa.event.listen(store.engine, "before_cursor_execute", count)
    request_started.connect(begin)
    request_finished.connect(end)
    try:
        yield found
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", count)
        request_started.disconnect(begin)
        request_finished.disconnect(end)
