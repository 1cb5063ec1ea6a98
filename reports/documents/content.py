"""What a document says, without its form: the tree that every writer reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from reports.documents.native import Native


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (一、), 2 (（一）) or 3 (1.); its number is the writer's."""

    text: str
    level: Literal[1, 2, 3] = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """Running text.

    A ``note`` is set small under a table or chart, ``listed`` are lines of a questionnaire, a
    ``finding`` is one of a list of findings. ``leads`` keeps it on the page of what follows,
    such as the table it speaks of. ``refers`` are the keys of the tables or charts that its figures come from:
    :func:`reports.documents.referring.resolved` puts their numbers in.
    """

    text: str
    style: Literal["body", "note", "quote", "listed", "finding"] = "body"
    leads: bool = False
    refers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first column holds labels, the others figures.

    With ``labelled`` false the first column holds figures, too. ``emphasised`` lists the numbers of rows
    that are totals. With ``leads`` it stays on the page of what follows, such as its chart. ``key`` is the
    name by which sentences refer to it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    emphasised: frozenset[int] = frozenset()
    leads: bool = False
    key: str = ""
    labelled: bool = True

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.caption!r}: a row of {len(row)} under {len(self.columns)} columns"
                )


@dataclass(frozen=True)
class Picture:
    """A chart as PNG, with what it shows in words for who cannot see it.

    ``native`` are its figures where an office program can draw it itself. ``title`` says what it finds,
    ``source`` its base and where it comes from: they stand inside the picture, and beside a native chart.
    ``key`` is the name by which sentences refer to it.
    """

    caption: str
    png: bytes = field(repr=False)
    description: str = ""
    native: Native | None = None
    title: str = ""
    source: str = ""
    key: str = ""


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


@dataclass(frozen=True)
class Columns:
    """Short blocks set in two columns, read down the left one first."""

    blocks: tuple[Heading | Paragraph | Table, ...]


Block: TypeAlias = Heading | Paragraph | Table | Picture | PageBreak | Columns


def flat(blocks: Sequence[Block]) -> list[Block]:
    """The blocks in reading order, those in columns among them."""
    found: list[Block] = []
    for block in blocks:
        found.extend(block.blocks if isinstance(block, Columns) else (block,))
    return found


@dataclass(frozen=True)
class Cover:
    """The first page: title, who is responsible, when, and the legal header where there is one."""

    title: str
    subtitle: str = ""
    organiser: str = ""
    moment: str = ""
    legal: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True)
class Document:
    """A whole document. ``frozen_at`` is its only time: the same content is the same file."""

    cover: Cover
    blocks: Sequence[Block]
    frozen_at: datetime
    language: str = "zh-CN"
    footer: str = ""
