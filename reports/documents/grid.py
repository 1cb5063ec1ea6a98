"""How a table is cut and measured for a page: parts of few columns, widths by what they hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from docx.shared import Length, Mm, Pt

from reports.documents.content import Table

MOST_COLUMNS = 8  # a wider table goes on below itself
#: Millimetres that the columns beside the first have on a page.
ROOM = 120.0
#: Millimetres up to which a head stands on one line; a Latin one breaks between its words.
LONGEST_HEAD, LONGEST_WIDE_HEAD = 14.0, 18.0
LONGEST_WORDS = 44.0  # millimetres that a column of words has before they break
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


#: Frames of a whole page by how much they must hold: up to six columns, more, and words too long for those.
WIDTH = 154.0  # mm for tables
WHOLE = Frame(WIDTH, Pt(9.5), 34, 4.5, 0.95)
NARROW = Frame(WIDTH, Pt(9), 34, 4.5, 0.9)
TIGHT = Frame(WIDTH, Pt(8), 34, 2.6, 0.8)
MOST_WIDE = 6


def parts(table: Table) -> list[Table]:
    """A table of many columns as several of few, each with the first column."""
    others = len(table.columns) - 1
    count = -(-others // (MOST_COLUMNS - 1)) or 1
    while count < others and not _fits(table, _even(others, count), TIGHT):
        count += 1
    found = []
    for place in _even(others, count):
        rows = tuple((row[0], *row[place]) for row in table.rows)
        found.append(replace(table, columns=(table.columns[0], *table.columns[place]), rows=rows))
    return found


def _even(columns: int, count: int) -> list[slice]:
    """The columns beside the first in so many runs of about one length, so that none stands alone at the end."""
    each, more = divmod(columns, count)
    ends = [1 + each * place + min(place, more) for place in range(count + 1)]
    return [slice(start, end) for start, end in itertools.pairwise(ends)]


def frame_of(part: Table) -> Frame:
    """The frame in which a part of a table stands on a page: the largest letters that break no word."""
    if len(part.columns) <= MOST_WIDE:
        return WHOLE
    return NARROW if _fits(part, [slice(1, None)], NARROW) else TIGHT


def _fits(table: Table, runs: Sequence[slice], frame: Frame) -> bool:
    """Whether the columns of every run have room for their longest words."""
    needed = [0.0, *(_letters(table, column) for column in range(1, len(table.columns)))]
    return all(sum(one * frame.scale + frame.padding for one in needed[run]) <= ROOM for run in runs)


def _letters(table: Table, column: int) -> float:
    """How wide the figures of a column are, or the longest word of it and of its head."""
    texts = [row[column] for row in table.rows]
    return max([_longest_word(table.columns[column]), *map(_unbroken, texts)])


def _unbroken(text: str) -> float:
    return millimetres(text) if _FIGURES.fullmatch(text) else _longest_word(text)


#: Figures with their intervals and marks, which stand on one line.
_FIGURES = re.compile(r"[^A-Za-z\u4e00-\u9fff]*|p [<≥=] [\d.]+")


def _longest_word(text: str) -> float:
    """How wide the longest part of a text is that is not broken: a Latin word, or one full-width letter."""
    return max((millimetres(word) for word in re.findall(r"[!-~]+|.", text)), default=0.0)


def widths(table: Table, frame: Frame) -> list[Length]:
    """Widths by what the columns hold: neither figures nor the words of labels are broken, the first column has the rest."""
    if len(table.columns) == 1:
        return [Mm(frame.width)]
    # Where labels are short, the figures spread instead of huddling at the right edge.
    labels = [row[0] for row in (table.columns, *table.rows)]
    longest = max((millimetres(label) for label in labels), default=0.0)
    taken = longest * frame.scale + frame.padding + 1.5
    word = max((_longest_word(label) for label in labels), default=0.0) * frame.scale + frame.padding
    room = frame.width - min(max(frame.label, min(word, frame.width / 3)), taken)
    needed = _needed(table, frame, room)
    scale = min(1.0, room / sum(needed))
    spare = max(0.0, min(frame.width - taken, room) - sum(needed)) / len(needed)
    others = [width * scale + min(spare, 12.0) for width in needed]
    return [Mm(frame.width - sum(others)), *(Mm(width) for width in others)]


def _needed(table: Table, frame: Frame, room: float) -> list[float]:
    """What the columns beside the first need; heads stand on one line where that leaves ``room`` for all."""
    least, wanted = [], []
    for column, head in enumerate(table.columns[1:], 1):
        letters = _letters(table, column)
        least.append(letters * frame.scale + frame.padding)
        line = min(millimetres(head), LONGEST_HEAD if head.isascii() else LONGEST_WIDE_HEAD)
        words = min(max((millimetres(row[column]) for row in table.rows), default=0.0), LONGEST_WORDS)
        wanted.append(max(letters, line, words) * frame.scale + frame.padding)
    more = sum(wanted) - sum(least)
    share = min(1.0, max(0.0, room - sum(least)) / more) if more else 0.0
    return [one + (other - one) * share for one, other in zip(least, wanted, strict=True)]


def millimetres(text: str) -> float:
    """About how wide a text is in a table: a full-width letter of 10 pt takes 3.6 mm."""
    return sum(3.6 if east_asian_width(letter) in "WFA" else 1.9 for letter in text)
