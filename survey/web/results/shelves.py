"""The shelves of the table builder: what the address says stands in rows, columns and filters, and changes of it.

The whole table is in the address, so that it can be kept and sent to others. A button or a drop asks for the
same address with ``do``, which leads on to the address of what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort, request

from questionnaires.text import Text
from reports.layout import BASES, LONGEST_NAME, MOST_CROSSED, MOST_FILTERS, Condition, Layout
from survey.errors import Refusal
from survey.web.listing import asked

SHELVES = ("row", "col", "filter")
#: More than a layout takes can stand on the shelves, so that the page says what is too much.
MOST = 2 * (MOST_CROSSED + MOST_FILTERS)
#: More values than a filter takes can be ticked, for the same reason.
MOST_VALUES = 2_000
OUT, UP, DOWN = "out", "up", "down"


@dataclass(frozen=True)
class Shelves:
    """Names by shelf, in order, and the values chosen of each filter; nothing is checked against the data."""

    row: tuple[str, ...] = ()
    col: tuple[str, ...] = ()
    filter: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    base: str = "total"
    answered: bool = False

    @classmethod
    def of(cls, layout: Layout) -> Shelves:
        """The shelves that a layout fills."""
        return cls(
            layout.rows,
            layout.columns,
            tuple(one.name for one in layout.filters),
            {one.name: one.codes for one in layout.filters},
            layout.base,
            layout.answered,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return (*self.row, *self.col, *self.filter)

    @property
    def unset(self) -> tuple[str, ...]:
        """Filters of which no value is chosen yet."""
        return tuple(name for name in self.filter if not self.codes.get(name))

    @property
    def layout(self) -> Layout | None:
        """What the shelves ask for; None while rows and columns are empty or a filter has no value yet."""
        if not (self.row or self.col) or self.unset:
            return None
        filters = tuple(Condition.of(name, self.codes[name]) for name in self.filter)
        return Layout(self.row, self.col, filters, self.base, self.answered)  # type: ignore[arg-type]

    def arguments(self) -> dict[str, Any]:
        """The shelves as arguments of an address."""
        return {
            "row": list(self.row) or None,
            "col": list(self.col) or None,
            "filter": list(self.filter) or None,
            **{f"f.{name}": list(self.codes[name]) for name in self.filter if self.codes.get(name)},
            "base": self.base if self.base != "total" else None,
            "answered": "1" if self.answered else None,
        }

    def after(self, step: str) -> Shelves:
        """What a step leaves: ``row:NAME``, ``row:NAME:PLACE``, ``out:NAME``, ``up:NAME``, ``down:NAME``, ``turn``.

        A name that is put on a shelf leaves the one it stood on.
        """
        if step == "turn":
            base = {"row": "column", "column": "row"}.get(self.base, self.base)
            return replace(self, row=self.col, col=self.row, base=base)
        way, _, rest = step.partition(":")
        name, _, place = rest.partition(":")
        if way in (UP, DOWN):
            return self._shifted(name, -1 if way == UP else 1)
        if way not in (*SHELVES, OUT) or not name:
            abort(400)
        left = self
        for shelf in SHELVES:
            left = left._with(shelf, [one for one in left._on(shelf) if one != name])
        if way == OUT:
            return left
        held = left._on(way)
        held.insert(int(place) if place.isascii() and place.isdigit() and len(place) < 4 else len(held), name)
        return left._with(way, held)

    def held(self) -> Shelves:
        """The same, where it is no more than the shelves hold.

        :raises Refusal: it is more.
        """
        if len(self.names) > MOST:
            raise _full()
        return self

    def _on(self, shelf: str) -> list[str]:
        return list({"row": self.row, "col": self.col, "filter": self.filter}[shelf])

    def _with(self, shelf: str, held: list[str]) -> Shelves:
        names = tuple(held)
        if shelf == "row":
            return replace(self, row=names)
        return replace(self, col=names) if shelf == "col" else replace(self, filter=names)

    def _shifted(self, name: str, by: int) -> Shelves:
        for shelf in SHELVES:
            held = self._on(shelf)
            if name in held:
                place = held.index(name)
                held.insert(max(0, place + by), held.pop(place))
                return self._with(shelf, held)
        return self


def shelves_of_address() -> Shelves:
    """The shelves in the address; 400 where it cannot be one of ours.

    :raises Refusal: more stands there than the shelves hold.
    """
    base = asked("base", 10) or "total"
    if base not in BASES:
        abort(400)
    row, col, filters = (_names(shelf) for shelf in SHELVES)
    codes = {name: _several(f"f.{name}", MOST_VALUES) for name in filters}
    return Shelves(row, col, filters, codes, base, asked("answered", 1) == "1").held()


def layout_of_address() -> Layout | None:
    """The layout in the address; None where the address names none."""
    return shelves_of_address().layout if request.args.get("row") or request.args.get("col") else None


def _names(shelf: str) -> tuple[str, ...]:
    return _several(shelf, MOST_VALUES)


def _full() -> Refusal:
    return Refusal(
        "layout.many",
        place="rows",
        reason=Text(
            zh=f"行、列和筛选里放不下了，一共最多放 {MOST} 个变量",
            en=f"Rows, columns and filters are full: they hold {MOST} variables together",
        ),
        remedy=Text(
            zh=f"一张表用得上的是行列 {MOST_CROSSED} 个、筛选 {MOST_FILTERS} 个；请先移出几个，再放新的",
            en=f"A table takes {MOST_CROSSED} of them in rows and columns and {MOST_FILTERS} filters; take some out first",
        ),
    )


def _several(argument: str, most: int) -> tuple[str, ...]:
    given = [one for one in request.args.getlist(argument) if one]
    if len(given) > most:
        raise _full()
    if any(len(one) > LONGEST_NAME or "\x00" in one for one in given):
        abort(400)
    return tuple(dict.fromkeys(given))
