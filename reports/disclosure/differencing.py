"""Tables of filtered answers beside tables already published: does subtracting one from the other tell of too few?

A table of everybody and the same table without full seniors tell, cell by cell, how many are full seniors,
though neither shows them. In general A less A∩B is a table that nobody released (Hundepool et al. 2012,
sec. 5.3; Willenborg and de Waal 2001, sec. 2.8). So before a table over a *filter* is released it is held
against those released from the same data:

- by pairs: where the answers of one filter are among those of the other, every two cells that both
  publish for the same categories must not differ by a count from 1 to threshold − 1;
- together: the answers are split into those of every combination of filters, in the table's own cells, and
  no such part of 1 to threshold − 1 may be derivable from everything published (as in
  :mod:`reports.disclosure.linked`); asked where there are few enough of them.

What offends is closed in the new table (``Cube.sensitive``), and secondary suppression then keeps it closed;
where the totals themselves offend the table is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from questionnaires.text import Text
from reports.classification import Classification
from reports.disclosure.cube import Bools, Floats, Ints
from reports.disclosure.units import margins
from reports.errors import ReportError

# More parts than this are judged by pairs alone.
MOST_PARTS = 400
MOST_TABLES = 40

DIFFERENCE = Text(
    zh="这张表与已发布的“{other}”相减，会得到只有 1 至 {most} 人的数。",
    en="Subtracted from the published “{other}” this table would tell of 1 to {most} persons.",
)
ALONE = Text(
    zh="请把筛选条件放宽到相差至少 {threshold} 人，或改用已发布的筛选条件。",
    en="Widen the filter until it differs by {threshold} persons or more, or use the filter already published.",
)


@dataclass(frozen=True)
class Filter:
    """Who is in a table: for each feature the categories that count, by code; features not named do not matter."""

    kept: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def rows(self, features: Mapping[str, Classification]) -> Bools:
        """Which rows are kept, (n,); ``features`` gives the classification of each name.

        :raises KeyError: a feature has no classification, or a code is none of its categories.
        """
        found: Bools | None = None
        for name, codes in self.kept.items():
            one = features[name]
            places = {category.code: place for place, category in enumerate(one.categories)}
            chosen = np.zeros(len(one.categories), dtype=bool)
            chosen[[places[code] for code in codes]] = True
            found = chosen[one.codes] if found is None else found & chosen[one.codes]
        if found is None:
            count = len(next(iter(features.values())).codes) if features else 0
            return np.ones(count, dtype=bool)
        return np.asarray(found, dtype=bool)

    def say(self) -> str:
        """The filter as data, in one order: what a ledger of releases keeps."""
        return ";".join(f"{name}={','.join(sorted(codes))}" for name, codes in sorted(self.kept.items()))


@dataclass(frozen=True, eq=False)
class Shown:
    """A table as far as differencing knows it.

    ``rows`` (n,) are its answers, ``codes`` (n,) and ``sizes`` its dimensions by name, ``hidden`` (K₁+1, …)
    the cells, margins included, that it does not publish.
    """

    title: Text
    rows: Bools
    names: tuple[str, ...]
    codes: tuple[Ints, ...]
    sizes: tuple[int, ...]
    hidden: Bools

    def counts(self) -> Ints:
        """Counts with margins."""
        found = np.zeros([size + 1 for size in self.sizes], dtype=np.int64)
        for place, cell, cells in margins(self.codes, self.sizes):
            found[place] = np.bincount(cell[self.rows], minlength=cells).reshape(found[place].shape)
        if not self.sizes:
            found[()] = int(self.rows.sum())
        return found

    def over(self, names: Sequence[str]) -> tuple[Ints, Bools]:
        """Counts and hidden cells of the margin over some of its dimensions, in their order."""
        place = tuple(slice(None) if name in names else -1 for name in self.names)
        order = [[one for one in self.names if one in names].index(name) for name in names]
        counts, hidden = self.counts()[place], self.hidden[place]
        return counts.transpose(order), hidden.transpose(order)


@dataclass(frozen=True, eq=False)
class Difference:
    """What a new table gives away beside ``other``: ``cells`` (as the new table's counts) to close."""

    other: Text
    cells: Bools


def apart(new: Shown, before: Sequence[Shown], threshold: int) -> Bools:
    """The cells, margins included, that the new table must not publish beside those before it.

    :raises ReportError: ``disclosure.difference``: the totals themselves differ by too few, so that the
        table cannot be published at all.
    """
    found = np.zeros(new.hidden.shape, dtype=bool)
    for one in differences(new, before, threshold):
        if one.cells.ravel()[-1]:
            raise ReportError(
                "disclosure.difference",
                new.title.say("zh-CN"),
                DIFFERENCE.fill(other=one.other, most=threshold - 1),
                ALONE.fill(threshold=threshold),
            )
        found |= one.cells
    return found


def differences(new: Shown, before: Sequence[Shown], threshold: int) -> list[Difference]:
    """What the new table would give away beside each of those published before; empty where nothing."""
    found = []
    for other in before[-MOST_TABLES:]:
        cells = _pair(new, other, threshold)
        if cells.any():
            found.append(Difference(other.title, cells))
    if not found:
        cells = _together(new, before[-MOST_TABLES:], threshold)
        if cells.any():
            found.append(Difference(before[-1].title, cells))
    return found


def _pair(new: Shown, other: Shown, threshold: int) -> Bools:
    """Cells whose difference from the same cell of a table of more, or fewer, answers is small.

    Cells over the dimensions that both have; the other table publishes the margin over them.
    """
    cells = np.zeros(new.hidden.shape, dtype=bool)
    more, fewer = (new.rows & ~other.rows).any(), (other.rows & ~new.rows).any()
    if more == fewer:  # the same answers, or neither among the other
        return cells
    shared = [name for name in new.names if name in other.names and _same(new, other, name)]
    ours, ours_hidden = new.over(shared)
    theirs, theirs_hidden = other.over(shared)
    apart = np.abs(ours - theirs)
    small = (apart > 0) & (apart < threshold) & ~ours_hidden & ~theirs_hidden & (ours > 0)
    place = tuple(slice(None) if name in shared else -1 for name in new.names)
    cells[place] = small
    return cells


def _same(new: Shown, other: Shown, name: str) -> bool:
    mine, theirs = new.codes[new.names.index(name)], other.codes[other.names.index(name)]
    return mine is theirs or bool(np.array_equal(mine, theirs))


def _together(new: Shown, before: Sequence[Shown], threshold: int) -> Bools:
    """Cells that hold a part (who is in which filters) that everything published together gives away."""
    cells = np.zeros(new.hidden.shape, dtype=bool)
    tables = [one for one in before if not np.array_equal(one.rows, new.rows)]
    if len(tables) < 2:
        return cells
    inner = np.zeros(len(new.rows), dtype=np.int64)
    for code, size in zip(new.codes, new.sizes, strict=True):
        inner = inner * size + code
    signature = np.zeros(len(new.rows), dtype=np.int64)
    for one in (new, *tables):
        signature = np.unique(signature * 2 + one.rows, return_inverse=True)[1].astype(np.int64)
    many = int(np.prod(new.sizes, dtype=np.int64))
    parts, part = np.unique(signature * many + inner, return_inverse=True)
    if len(parts) > MOST_PARTS:
        return cells
    counts = np.bincount(part)
    small = np.flatnonzero(counts < threshold)
    told = _derivable(counts, *_equations(new, (new, *tables), part, len(parts)), small, threshold)
    if len(told):
        told = np.setdiff1d(
            told, _derivable(counts, *_equations(new, tables, part, len(parts)), told, threshold)
        )
    for place in told:
        cells[np.unravel_index(int(parts[place] % many), new.sizes) if new.sizes else ()] = True
    return cells & ~new.hidden


def _equations(new: Shown, tables: Sequence[Shown], part: Ints, many: int) -> tuple[Floats, Ints]:
    """What is published, as sums of parts: rows (equations, parts), and their counts."""
    first = np.unique(part, return_index=True)[1]
    rows, sums = [], []
    for one in tables:
        shared = [name for name in new.names if name in one.names and _same(new, one, name)]
        counts, hidden = one.over(shared)
        codes = [one.codes[one.names.index(name)][first] for name in shared]
        inside = one.rows[first]
        for cell in np.argwhere(~hidden):
            member = inside.copy()
            for code, at, size in zip(codes, cell, counts.shape, strict=True):
                member &= (code == at) | (at == size - 1)
            rows.append(member.astype(np.float64))
            sums.append(int(counts[tuple(cell)]))
    return np.array(rows).reshape(len(rows), many), np.array(sums, dtype=np.int64)


def _derivable(
    counts: Ints,
    known: Floats,
    sums: Ints,
    small: Ints,
    threshold: int,
) -> Ints:
    """Small parts whose interval is narrower than the threshold, by two linear programmes each."""
    # Imported here: scipy.optimize takes a second to import.
    from scipy.optimize import linprog

    found = []
    for one in small:
        aim = np.zeros(len(counts))
        aim[one] = 1.0
        low, high = (linprog(sign * aim, A_eq=known, b_eq=sums, method="highs") for sign in (1.0, -1.0))
        is_open = any(end.status == 3 for end in (low, high))  # without an end: nothing sums it up
        proved = low.status == high.status == 0 and -high.fun - low.fun >= threshold - 1e-6
        if not is_open and not proved:
            found.append(int(one))
    return np.array(found, dtype=np.int64)
