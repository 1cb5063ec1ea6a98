"""How a table is laid out: which variables make its rows and columns, and whose answers it counts.

A layout is plain data that an address, a saved table or a template keeps. It names variables and codes and
holds no figure, so that it fits the next version of the data too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from questionnaires.text import Text
from reports.errors import ReportError

VERSION: Final = 1
MOST_CROSSED = 3
MOST_FILTERS = 4
MOST_CODES = 60
#: As many characters of a filter as the ledger of releases keeps.
LONGEST_FILTER = 400
LONGEST_NAME = 120
#: How the note of a filtered table begins in English, by which it is known.
ONLY = "Only: "
#: What a share is of: all answers that the table counts, those of its row, or those of its column.
Base = Literal["total", "row", "column"]
BASES: tuple[Base, ...] = ("total", "row", "column")
KEYS = {"kind", "version", "rows", "columns", "filters", "base", "answered"}
#: Signs that part names and codes where filters are written as one line.
_PARTING = set(",;=\x00\n")


@dataclass(frozen=True)
class Condition:
    """A filter: the answers whose category of a variable is one of ``codes``, which are sorted and each once."""

    name: str
    codes: tuple[str, ...]

    @classmethod
    def of(cls, name: str, codes: Sequence[str]) -> Condition:
        """A condition with its codes in order."""
        return cls(name, tuple(sorted(set(codes))))


@dataclass(frozen=True)
class Layout:
    """The variables of a table by where they stand, in order, and what its shares are of.

    With ``answered`` shares are among those who answered every variable of the table.
    """

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filters: tuple[Condition, ...] = ()
    base: Base = "total"
    answered: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "filters", tuple(sorted(self.filters, key=lambda one: one.name)))

    @property
    def crossed(self) -> tuple[str, ...]:
        """The variables in rows and columns."""
        return (*self.rows, *self.columns)

    @property
    def named(self) -> tuple[str, ...]:
        """Every variable of the layout."""
        return (*self.crossed, *(one.name for one in self.filters))

    @property
    def is_drawn(self) -> bool:
        """Whether forms of charts know what its shares are of: no more than one variable is shared out."""
        shared = {"row": self.columns, "column": self.rows}.get(self.base, ())
        return len(shared) <= 1 or not (self.rows and self.columns)

    @property
    def filter(self) -> str:
        """The filters as one line, in one order: what the ledger of releases keeps."""
        return ";".join(f"{one.name}={','.join(one.codes)}" for one in self.filters)

    def to_json(self) -> dict[str, Any]:
        """Plain data for :func:`json.dumps`, with the version of its own form."""
        return {
            "kind": "layout",
            "version": VERSION,
            "rows": list(self.rows),
            "columns": list(self.columns),
            "filters": [{"name": one.name, "codes": list(one.codes)} for one in self.filters],
            "base": self.base,
            "answered": self.answered,
        }

    @classmethod
    def from_json(cls, raw: object) -> Layout:
        """Read what :meth:`to_json` wrote, checked.

        :raises ReportError: something in it is no layout; ``place`` names the part.
        """
        if not isinstance(raw, Mapping) or raw.get("kind") != "layout" or raw.get("version") != VERSION:
            raise _wrong("version", f"这不是第 {VERSION} 版的表样", f"this is no layout of version {VERSION}")
        if set(raw) - KEYS:
            raise _wrong(
                ", ".join(sorted(map(str, set(raw) - KEYS))), "没有这样的设置", "there is no such setting"
            )
        base, answered, filters = (
            raw.get("base", "total"),
            raw.get("answered", False),
            raw.get("filters", []),
        )
        if base not in BASES or not isinstance(answered, bool) or not isinstance(filters, list):
            raise _wrong("base", "设置不对", "a setting is wrong")
        return checked(
            cls(
                _names(raw.get("rows", []), "rows"),
                _names(raw.get("columns", []), "columns"),
                tuple(_condition(one) for one in filters),
                cast(Base, base),
                answered,
            )
        )


def checked(layout: Layout) -> Layout:
    """The same layout, if a table can be laid out so.

    :raises ReportError: too many or no variables, one of them twice, or filters that are too many, empty or long.
    """
    crossed, filtered = layout.crossed, [one.name for one in layout.filters]
    if not 1 <= len(crossed) <= MOST_CROSSED:
        raise _wrong(
            "rows",
            f"行和列一共要有一至{MOST_CROSSED}个变量",
            f"rows and columns take one to {MOST_CROSSED} variables together",
        )
    if len(set(layout.named)) < len(layout.named):
        raise _wrong("rows", "同一个变量用了两次", "a variable is used twice")
    if len(filtered) > MOST_FILTERS:
        raise _wrong(
            "filters", f"筛选最多{MOST_FILTERS}个变量", f"filters take {MOST_FILTERS} variables at most"
        )
    for one in layout.filters:
        if not 1 <= len(one.codes) <= MOST_CODES:
            raise _wrong(
                one.name,
                f"筛选要选一至{MOST_CODES}个取值",
                f"a filter takes one to {MOST_CODES} values",
            )
        if any(set(code) & _PARTING or not code for code in (one.name, *one.codes)):
            raise _wrong(one.name, "这个取值不能用来筛选", "this value cannot be filtered by")
    if len(layout.filter) > LONGEST_FILTER:
        raise _wrong("filters", "筛选的取值太多", "the filters hold too many values")
    return layout


def conditions(said: str) -> tuple[Condition, ...]:
    """The filters that :attr:`Layout.filter` wrote as one line."""
    found = []
    for part in filter(None, said.split(";")):
        name, _, codes = part.partition("=")
        found.append(Condition.of(name, codes.split(",")))
    return tuple(found)


def _names(raw: object, place: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, str) and len(one) <= LONGEST_NAME for one in raw):
        raise _wrong(place, "应为变量名", "names of variables are expected")
    return tuple(raw)


def _condition(raw: object) -> Condition:
    if not isinstance(raw, Mapping) or set(raw) != {"name", "codes"}:
        raise _wrong("filters", "应为变量名和取值", "a name and codes are expected")
    (name,) = _names([raw["name"]], "filters")
    return Condition.of(name, _names(raw["codes"], "filters"))


def _wrong(place: str, zh: str, en: str) -> ReportError:
    return ReportError(
        "layout.wrong",
        place,
        Text(zh=f"这张表排不出来：{zh}。", en=f"The table cannot be laid out: {en}."),
        Text(
            zh="请在“行、列、筛选”中改一改再出表。", en="Change rows, columns or filters and make it again."
        ),
    )
