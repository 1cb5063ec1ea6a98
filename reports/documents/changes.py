"""Which numbers moved between two reports: what both printed, set side by side, and nothing that neither did."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reports.documents.printed import Printed, Said, Sheet
from reports.documents.referring import without_places

FIGURE = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
ALIKE = 0.6  # sentences that share so much are the same sentence with other figures
Kind = Literal["moved", "new", "gone"]


@dataclass(frozen=True)
class Moved:
    """A figure of a table: the number and caption of the table as it is now, row, column, and what stood there."""

    table: int
    caption: str
    row: str
    column: str
    before: str
    after: str

    @property
    def kind(self) -> Kind:
        """Whether the figure moved, came or went."""
        return "moved" if self.before and self.after else "new" if self.after else "gone"


@dataclass(frozen=True)
class Reworded:
    """A sentence that says other figures; ``before`` or ``after`` is empty where it came or went."""

    chapter: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What differs between two reports. ``figures`` counts those that were compared."""

    figures: int
    moved: tuple[Moved, ...]
    sentences: tuple[Reworded, ...]

    @property
    def tables(self) -> list[tuple[int, str, list[Moved]]]:
        """The figures that moved, table by table."""
        found: dict[tuple[int, str], list[Moved]] = {}
        for one in self.moved:
            found.setdefault((one.table, one.caption), []).append(one)
        return [(number, caption, moved) for (number, caption), moved in found.items()]


def changes(before: Printed, after: Printed) -> Changes:
    """Compare two reports figure by figure: tables by their key, else caption, rows and columns by their heads.

    :raises ValueError: they are in different languages.
    """
    if before.language != after.language:
        raise ValueError("reports in different languages have no sentences in common")
    moved: list[Moved] = []
    count = 0
    former = {_name(one, place): one for one, place in _placed(before.tables)}
    latter = {_name(one, place): one for one, place in _placed(after.tables)}
    for name, sheet in latter.items():
        old = former.get(name)
        cells, was = _cells(sheet), {} if old is None else _cells(old)
        count += len(cells)
        for place in dict.fromkeys((*cells, *was)):
            then, now = was.get(place, ""), cells.get(place, "")
            if then != now:
                moved.append(Moved(sheet.number, sheet.caption, place[0], place[1], then, now))
    for name, sheet in former.items():
        if name not in latter:
            moved += [
                Moved(0, sheet.caption, row, column, value, "")
                for (row, column, _), value in _cells(sheet).items()
            ]
    return Changes(count, tuple(moved), tuple(_reworded(before.sentences, after.sentences)))


def _placed(sheets: tuple[Sheet, ...]) -> Iterator[tuple[Sheet, int]]:
    """Tables, each with how many of the same key or caption came before it."""
    seen: dict[str, int] = {}
    for one in sheets:
        name = one.key or one.caption
        yield one, seen.get(name, 0)
        seen[name] = seen.get(name, 0) + 1


def _name(sheet: Sheet, place: int) -> tuple[str, int]:
    return (sheet.key or sheet.caption, place)


def _cells(sheet: Sheet) -> dict[tuple[str, str, int], str]:
    """The figures of a table by the heads of row and column; a third number tells equal rows apart."""
    found: dict[tuple[str, str, int], str] = {}
    for row in sheet.rows:
        for column, value in zip(sheet.columns[1:], row[1:], strict=True):
            place = 0
            while (row[0], column, place) in found:
                place += 1
            found[row[0], column, place] = value
    if len(sheet.columns) == 1 or sheet.columns[0] != "n":
        return found
    # A table of a number has no labels: its first column is a figure too.
    for row in sheet.rows:
        found["", sheet.columns[0], 0] = row[0]
    return found


def _reworded(before: tuple[Said, ...], after: tuple[Said, ...]) -> Iterator[Reworded]:
    """Sentences that are not in both, paired where only their figures differ; numbers of tables do not count."""
    then = {_bare(one.text): one for one in before}
    now = {_bare(one.text): one for one in after}
    left = [one for bare, one in then.items() if bare not in now]
    for bare, one in now.items():
        if bare in then:
            continue
        pair = _nearest(one, left)
        if pair is not None:
            left.remove(pair)
        yield Reworded(one.chapter, "" if pair is None else pair.text, one.text)
    for one in left:
        yield Reworded(one.chapter, one.text, "")


def _bare(text: str) -> str:
    return re.sub(r"^\d+\. ", "", without_places(text))


def _nearest(one: Said, others: list[Said]) -> Said | None:
    wanted = FIGURE.sub("#", _bare(one.text))
    best, nearest = ALIKE, None
    for other in others:
        likeness = difflib.SequenceMatcher(None, wanted, FIGURE.sub("#", _bare(other.text))).ratio()
        if likeness > best:
            best, nearest = likeness, other
    return nearest
