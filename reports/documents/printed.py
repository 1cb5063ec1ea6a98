"""What a report printed, as plain data: its sentences and tables without charts, to set another beside it.

Nothing of it is more than what the report itself published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.text import Text
from reports.documents.content import Document, Heading, Paragraph, Table, flat
from reports.documents.numerals import Numbering

FORMAT = 1


@dataclass(frozen=True)
class Sheet:
    """A table as it was printed: where it stood, its number, its heads, its rows."""

    chapter: str
    number: int
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: str = ""


@dataclass(frozen=True)
class Said:
    """A sentence as it was printed, and the heading above it."""

    chapter: str
    text: str


@dataclass(frozen=True)
class Printed:
    """A whole report. ``version`` is the hash of its data, ``template`` that of its template.

    ``frozen_at`` is the moment of the data as ISO text, ``rows`` the valid responses, ``weights`` the set of
    weights (empty for the simple expansion) and ``populations`` the persons of the strata by their codes.
    ``remarks`` is what somebody has to mend in the template.
    """

    version: str
    template: str
    language: str
    frozen_at: str
    rows: int
    weights: str = ""
    populations: Mapping[str, float | None] = field(default_factory=dict)
    sentences: tuple[Said, ...] = ()
    tables: tuple[Sheet, ...] = ()
    remarks: tuple[Text, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "format": FORMAT,
            "version": self.version,
            "template": self.template,
            "language": self.language,
            "frozen_at": self.frozen_at,
            "rows": self.rows,
            "weights": self.weights,
            "populations": dict(self.populations),
            "sentences": [[one.chapter, one.text] for one in self.sentences],
            "tables": [
                {
                    "chapter": one.chapter,
                    "number": one.number,
                    "caption": one.caption,
                    "columns": list(one.columns),
                    "rows": [list(row) for row in one.rows],
                    "key": one.key,
                }
                for one in self.tables
            ],
            "remarks": [dict(one) for one in self.remarks],
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Printed:
        """Read what :meth:`to_json` gave."""
        return cls(
            given["version"],
            given["template"],
            given["language"],
            given["frozen_at"],
            given["rows"],
            given["weights"],
            given["populations"],
            tuple(Said(*one) for one in given["sentences"]),
            tuple(
                Sheet(
                    one["chapter"],
                    one["number"],
                    one["caption"],
                    tuple(one["columns"]),
                    tuple(tuple(row) for row in one["rows"]),
                    one["key"],
                )
                for one in given["tables"]
            ),
            tuple(Text(one) for one in given["remarks"]),
        )


def sheets_of(document: Document) -> tuple[tuple[Said, ...], tuple[Sheet, ...]]:
    """The sentences and the tables of a document in their order; what only lists the questionnaire is left out."""
    numbering = Numbering(document.language)
    chapter, number = "", 0
    sentences: list[Said] = []
    tables: list[Sheet] = []
    for block in flat(document.blocks):
        if isinstance(block, Heading):
            chapter = (numbering.next(block.level) if block.numbered else "") + block.text
        elif isinstance(block, Paragraph) and block.style in ("body", "finding"):
            sentences += [Said(chapter, line) for line in block.text.split("\n") if has_figures(line)]
        elif isinstance(block, Table):
            number += 1
            tables.append(Sheet(chapter, number, block.caption, block.columns, block.rows, block.key))
    return tuple(sentences), tuple(tables)


def has_figures(text: str) -> bool:
    """Whether a sentence says a number."""
    return any(letter.isdigit() for letter in text)


def lines_of(sentences: Sequence[Said]) -> dict[str, list[str]]:
    """The sentences by the heading above them."""
    found: dict[str, list[str]] = {}
    for one in sentences:
        found.setdefault(one.chapter, []).append(one.text)
    return found
