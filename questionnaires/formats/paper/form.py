"""A questionnaire as it stands on paper: what is printed and where, before anything is drawn.

The PDF (:mod:`.typeset`) and the Word file (:mod:`.word`) read the same form, so that both
say the same. Everything in it is plain text in one language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Box:
    """A square to tick, with its code and its label.

    ``jump`` says where to go on after ticking it, ``only`` under which condition it may be
    ticked; ``written`` has a line for words behind it; ``apart`` stands apart from the others
    because it excludes them.
    """

    code: str
    label: str
    jump: str = ""
    only: str = ""
    written: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Boxes:
    """Options to tick, in so many columns; those that do not fit in one take a whole line."""

    options: tuple[Box, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Ranks:
    """Options with their codes, and numbered places for the codes of the first ones."""

    options: tuple[Box, ...]
    columns: int
    places: tuple[str, ...]
    squares: int


@dataclass(frozen=True, slots=True)
class Squares:
    """Squares for the digits of a number; ``after`` of them behind the point, ``signed`` with one for minus."""

    before: int
    after: int = 0
    unit: str = ""
    bounds: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class DatePart:
    """Squares for a year, a month or a day, with the word before or behind them."""

    squares: int
    before: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """The squares of a date."""

    parts: tuple[DatePart, ...]
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a matrix or a part of a split; ``only`` says when it is to be answered."""

    label: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix: the options above, a row for each thing asked.

    Where the options are too many for a row, the code is written into ``squares`` instead.
    """

    options: tuple[Box, ...]
    rows: tuple[Line, ...]
    squares: int = 0


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a fixed sum with squares for each, and the line of their sum."""

    rows: tuple[Line, ...]
    squares: int
    after: int
    unit: str
    sum_label: str
    total: str


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a scale between two labelled ends."""

    points: tuple[str, ...]
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """Lines to write on."""

    lines: int


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a cascade: options to tick where they are few, else a line and squares for the code."""

    label: str
    options: tuple[Box, ...] = ()
    columns: int = 1
    squares: int = 0


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a cascade, or the line for one entry of a long list; ``note`` says where the codes are."""

    levels: tuple[Level, ...]
    note: str = ""


Answer: TypeAlias = Boxes | Ranks | Squares | Dated | Grid | Shares | Points | Ruled | Steps


@dataclass(frozen=True, slots=True)
class Item:
    """A question, or a note where it has no ``answer``."""

    number: str
    label: str
    condition: str = ""
    statement: str = ""
    mark: str = ""
    hint: str = ""
    why: str = ""
    answer: Answer | None = None
    missing: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading; ``endings`` say when one stops here."""

    title: str
    condition: str
    intro: tuple[str, ...]
    items: tuple[Item, ...]
    endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appendix:
    """A code list that is too long for its question: depth from 0, code and label of each entry."""

    title: str
    source: str
    entries: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class Office:
    """The box that staff fill in: labels, each with a line behind it."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The whole: ``legal`` is the header of an approved form, ``how`` tells how to fill it in.

    ``page`` is the line at the foot of every page with ``{page}`` and ``{pages}`` in it;
    ``serial`` is the word before the number of a copy.
    """

    language: str
    title: str
    legal: tuple[tuple[str, str], ...]
    introduction: tuple[str, ...]
    how: tuple[str, ...]
    sections: tuple[Section, ...]
    end: str
    contact: str
    office: Office
    serial: str
    page: str
    why: str
    appendices: tuple[Appendix, ...] = field(default=())
