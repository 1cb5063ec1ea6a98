"""How a table is cut and measured for a page: parts of few columns, widths by what they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from docx.shared import Length, Mm, Pt

from reports.documents.content import Table

MOST_COLUMNS = 8  # a wider table goes on below itself
#: Millimetres that the columns beside the first have on a page; of letters against those of 10 pt; of a cell.
ROOM, LETTER, PADDING = 120.0, 0.9, 4.5
KEPT_ROWS = 16  # a table of so many rows stands on one page


@dataclass(frozen=True)
class Frame:
    """The room that a table has: the width in mm, the size of its letters, and least widths in mm.

    ``label`` is what the first column keeps, ``padding`` what a cell adds to its text, ``scale``
    the width of letters against those of 10 pt.
    """

    width: float
    size: Pt
    label: float
    padding: float
    scale: float = 1.0


def parts(table: Table) -> list[Table]:
    """A table of many columns as several of few, each with the first column."""
    others = len(table.columns) - 1
    count = -(-others // (MOST_COLUMNS - 1)) or 1
    while count < others and not _fits(table, -(-others // count)):
        count += 1
    each = -(-others // count)
    found = []
    for start in range(1, others + 1, each) if others else (1,):
        place = slice(start, start + each)
        rows = tuple((row[0], *row[place]) for row in table.rows)
        found.append(replace(table, columns=(table.columns[0], *table.columns[place]), rows=rows))
    return found


def _fits(table: Table, each: int) -> bool:
    """Whether so many columns beside the first have room for their longest words."""
    needed = [_letters(table, column) for column in range(1, len(table.columns))]
    return all(
        sum(needed[start : start + each]) * LETTER + each * PADDING <= ROOM
        for start in range(0, len(needed), each)
    )


def _letters(table: Table, column: int) -> float:
    """How wide the figures of a column are, or the longest word of its head."""
    figures = max((millimetres(row[column]) for row in table.rows), default=0.0)
    words = (millimetres(word) for word in re.findall(r"[!-~]+|.", table.columns[column]))
    return max(figures, max(words, default=0.0))


def widths(table: Table, frame: Frame) -> list[Length]:
    """Widths by what the columns hold: figures are not broken, the first column has the rest."""
    if len(table.columns) == 1:
        return [Mm(frame.width)]
    needed = []
    for column, head in enumerate(table.columns[1:], 1):
        letters = max(_letters(table, column), min(millimetres(head), 14.0))
        needed.append(letters * frame.scale + frame.padding)
    # Where labels are short, the figures spread instead of huddling at the right edge.
    longest = max((millimetres(row[0]) for row in (table.columns, *table.rows)), default=0.0)
    taken = longest * frame.scale + frame.padding + 1.5
    room = frame.width - min(frame.label, taken)
    scale = min(1.0, room / sum(needed))
    spare = max(0.0, min(frame.width - taken, room) - sum(needed)) / len(needed)
    others = [width * scale + min(spare, 12.0) for width in needed]
    return [Mm(frame.width - sum(others)), *(Mm(width) for width in others)]


def millimetres(text: str) -> float:
    """About how wide a text is in a table: a full-width letter of 10 pt takes 3.6 mm."""
    return sum(3.6 if east_asian_width(letter) in "WFA" else 1.9 for letter in text)
