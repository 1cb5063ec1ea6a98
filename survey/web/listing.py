"""Long tables: sorted, filtered and paged by whitelisted names in the address."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from flask import abort, request

PAGE_SIZE = 50
MOST_PAGES = 1_000_000


class Listing:
    """Which part of a table the address asks for: ``?sort=name&down=1&page=2`` and the filters.

    ``sorts`` are the names a column may be sorted by; any other answers 400. Give the number
    of rows with :meth:`of` before the page is shown.
    """

    def __init__(self, sorts: Collection[str], default: str, *, descending: bool = False) -> None:
        given = request.args.get("sort")
        if given is not None and given not in sorts:
            abort(400)
        self.sort = given or default
        self.descending = request.args.get("down") == "1" if given else descending
        asked = request.args.get("page", "1")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and 1 <= int(asked) <= MOST_PAGES):
            abort(400)
        self.page = int(asked)
        self.size = PAGE_SIZE
        self.total = 0

    def of(self, total: int) -> Listing:
        """The same for a table of ``total`` rows."""
        self.total = total
        return self

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.size

    @property
    def order(self) -> dict[str, Any]:
        """The arguments that functions of the store take: order, descending, offset, count."""
        return {"order": self.sort, "descending": self.descending, "offset": self.offset, "count": self.size}

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    def at(self, page: int) -> str:
        """The address of another page of the same table."""
        return self._address(page=str(page))

    def sorted_by(self, name: str) -> str:
        """The address of the table sorted by a column; a second click turns the order."""
        down = self.sort == name and not self.descending
        return self._address(sort=name, down="1" if down else None, page=None)

    @property
    def unfiltered(self) -> str:
        """The address of the table without filters."""
        return request.path

    def _address(self, **changed: str | None) -> str:
        kept = [(name, value) for name, value in request.args.items(multi=True) if value]
        kept = [(name, value) for name, value in kept if name not in changed]
        kept += [(name, value) for name, value in changed.items() if value is not None]
        return f"{request.path}?{urlencode(kept)}" if kept else request.path


def asked(name: str, longest: int = 100) -> str:
    """A filter of the address, at most ``longest`` characters; 400 where it cannot be looked for."""
    given = request.args.get(name, "").strip()
    if "\x00" in given or len(given) > longest:
        abort(400)
    return given


def event_number() -> int | None:
    """The number of the event before which a log is shown, from the address; 400 for anything else."""
    given = request.args.get("before", "")
    if given and not (given.isascii() and given.isdigit() and len(given) <= 12):
        abort(400)
    return int(given) if given else None
