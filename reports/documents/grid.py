"""How a table is cut and measured for a page: parts of few columns, widths by what they hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docx.shared import Length, Mm, Pt

from reports.documents.content import Table
from reports.documents.letters import MM_PER_POINT, millimetres
from reports.documents.unbroken import unbroken

MOST_COLUMNS = 8  # a wider table goes on below itself
#: Millimetres that the columns beside the first have on a page.
ROOM = 120.0
#: Letters of full width up to which a head stands on one line; a longer one breaks in the middle.
LONGEST_WIDE_HEAD = 4
LONGEST_LATIN_HEAD = 24.0  # millimetres up to which a Latin head stands on one line where there is room
LONGEST_WORDS = 44.0  # millimetres that a column of words has before they break
KEPT_ROWS = 16  # a table of so many rows stands on one page
HIGHEST_WHOLE = 170.0  # mm up to which it does
LINE, BETWEEN_ROWS = 1.45, 0.6  # of the size of the letters
MOST_LABELS = 0.45  # of the width, before heads break for the labels
MOST_LINES = 3  # a label that would take more of them stands above its figures


@dataclass(frozen=True)
class Frame:
    """The room that a table has: the width in mm, the size of its letters, and least widths in mm.

    ``label`` is what the first column keeps, ``padding`` what a cell adds to its text.
    """

    width: float
    size: Pt
    label: float
    padding: float

    def wide(self, text: str, *, bold: bool = False) -> float:
        """The width of a line of ``text`` in mm, without the padding of its cell."""
        return millimetres(text, self.size.pt, bold=bold)


#: Frames of a whole page by how much they must hold: up to six columns, more, and words too long for those.
WIDTH = 154.0  # mm for tables
WHOLE = Frame(WIDTH, Pt(9.5), 34, 4.2)
NARROW = Frame(WIDTH, Pt(9), 34, 4.2)
TIGHT = Frame(WIDTH, Pt(8), 34, 2.2)
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
    needed = [0.0, *(_least(table, column, frame) for column in range(1, len(table.columns)))]
    return all(sum(needed[run]) <= ROOM for run in runs)


def _least(table: Table, column: int, frame: Frame, letters: float = LONGEST_WIDE_HEAD) -> float:
    """How wide a column must be for its figures, its words and ``letters`` of its head to stand unbroken."""
    head = table.columns[column]
    wide = max((frame.wide(piece, bold=True) for piece in _pieces(head)), default=0.0)
    if not head.isascii():
        wide = max(wide, min(frame.wide(head, bold=True), letters * frame.wide("甲")))
    return max([wide, *(_figures(row[column], frame) for row in table.rows)]) + frame.padding


def _figures(text: str, frame: Frame) -> float:
    if _FIGURES.fullmatch(text):
        return frame.wide(text)
    return max(map(frame.wide, _pieces(text)), default=0.0)


#: Figures with their intervals and marks, which stand on one line.
_FIGURES = re.compile(r"[^A-Za-z\u4e00-\u9fff]*|p [<≥=] [\d.]+")


def _pieces(text: str) -> list[str]:
    """The parts of a text that no line break parts: words of Latin letters, and single full-width ones."""
    return re.findall(r"[^ \n\u2e80-\u9fff\uf900-\uffef]+|[\u2e80-\u9fff\uf900-\uffef]", unbroken(text))


def widths(table: Table, frame: Frame) -> list[Length]:
    """Widths by what the columns hold: figures and words are not broken, then labels come before heads.

    Labels have up to nine twentieths of the width where they stand on one line with it; a head breaks rather than they.
    """
    if len(table.columns) == 1:
        return [Mm(frame.width)]
    others = range(1, len(table.columns))
    least = [_least(table, column, frame) for column in others]
    if sum(least) > frame.width - frame.label:  # crowded: heads of full-width letters break, too
        least = [_least(table, column, frame, LONGEST_WIDE_HEAD / 2) for column in others]
    filled = [max(one, _words(table, column, frame)) for one, column in zip(least, others, strict=True)]
    taken = _taken(table, frame)
    free = min(frame.width * MOST_LABELS, frame.width - sum(filled))
    room = frame.width - min(taken, max(frame.label, _longest_word(table, frame), free))
    needed = _needed(table, frame, least, filled, room)
    scale = min(1.0, room / sum(needed))
    # Where labels are short, the figures spread instead of huddling at the right edge.
    spare = max(0.0, min(frame.width - taken, room) - sum(needed)) / len(needed)
    given = [width * scale + min(spare, 12.0) for width in needed]
    return [Mm(frame.width - sum(given)), *(Mm(width) for width in given)]


def _taken(table: Table, frame: Frame) -> float:
    """How wide the first column is where every label stands on one line."""
    labels = [frame.wide(row[0], bold=place in table.emphasised) for place, row in enumerate(table.rows)]
    return max([frame.wide(table.columns[0], bold=True), *labels]) + frame.padding


def _longest_word(table: Table, frame: Frame) -> float:
    """What the first column needs for its longest word, up to a third of the width."""
    texts = [table.columns[0], *(row[0] for row in table.rows)]
    word = max((frame.wide(piece) for text in texts for piece in _pieces(text)), default=0.0)
    return min(word, frame.width / 3) + frame.padding


def _words(table: Table, column: int, frame: Frame) -> float:
    """What a column wants for its words to break into few lines."""
    longest = max((frame.wide(row[column]) for row in table.rows), default=0.0)
    return min(longest, LONGEST_WORDS) + frame.padding


def _needed(
    table: Table, frame: Frame, least: Sequence[float], filled: Sequence[float], room: float
) -> list[float]:
    """What the columns beside the first need; heads stand on one line where that leaves ``room`` for all."""
    wanted = []
    for head, one in zip(table.columns[1:], filled, strict=True):
        line = frame.wide(head, bold=True)
        if line > LONGEST_LATIN_HEAD:
            line /= 2
        wanted.append(max(one, line + frame.padding))
    more = sum(wanted) - sum(least)
    share = min(1.0, max(0.0, room - sum(least)) / more) if more else 0.0
    return [one + (other - one) * share for one, other in zip(least, wanted, strict=True)]


def stays_whole(part: Table, frame: Frame, given: Sequence[Length]) -> bool:
    """Whether a part of a table stands on one page: it has few rows, and they are not high."""
    points = frame.size.pt * MM_PER_POINT
    high = 0.0
    above = long_labels(part, frame, given[0].mm)
    for place, row in enumerate(part.rows):
        begin = 1 if place in above else 0
        lines = max(
            _lines(text, frame, width.mm - frame.padding, False)
            for text, width in zip(row[begin:], given[begin:], strict=True)
        )
        if begin:
            lines += _lines(row[0], frame, frame.width - frame.padding, False)
        high += (LINE * lines + BETWEEN_ROWS) * points
    return len(part.rows) <= KEPT_ROWS and high <= HIGHEST_WHOLE


def long_labels(table: Table, frame: Frame, label: float) -> frozenset[int]:
    """The numbers of the rows whose label takes more than three lines in a first column of ``label`` mm."""
    room = label - frame.padding
    return frozenset(
        place
        for place, row in enumerate(table.rows)
        if len(row) > 1 and _lines(row[0], frame, room, place in table.emphasised) > MOST_LINES
    )


def _lines(text: str, frame: Frame, room: float, bold: bool) -> int:
    """How many lines of ``room`` mm a text takes, filled as far as they go."""
    lines, filled = 1, 0.0
    space = frame.wide(" ")
    for word in re.findall(r"\S+\s*", unbroken(text)):
        for piece in _pieces(word):
            wide = frame.wide(piece, bold=bold)
            if filled and filled + wide > room:
                lines, filled = lines + 1, 0.0
            filled += wide
        filled += space
    return lines
