"""The options of one question, protected together: what everybody takes adds up.

Where everybody fills all k places of a ranking, or takes exactly k options, the counts of the options add up to
k times those who answered: one hidden option alone is what the others leave. The same holds nearly where
nearly everybody does, and where who takes "none of these" takes nothing else.

So, level by level of the groups, a *carrier* is sought for every option with few: what moves from the one to
the other leaves all sums as they are. The carrier is hidden where the option is. What can be moved is at most
what the one has of those who took it and the other of those who did not, and the reverse: that is a table
itself, in which hypercubes, witnesses and programmes prove intervals as in any other. All other options, and
how many answered, count as known to the reader. Where readers do not know the sum, the places left empty
carry, and no other option is hidden.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.cube import Bools, Cube, Floats, Ints, with_margins
from reports.disclosure.primary import primary
from reports.disclosure.protecting import Work
from reports.disclosure.reopening import MOST_CELLS
from reports.disclosure.suppression import hide

# So many options are tried as the carrier of one.
MOST_CARRIERS = 3
# So often groups for which there is no carrier are closed before all are.
MOST_TURNS = 4


@dataclass(frozen=True, eq=False)
class Taking:
    """How many options one takes: ``least`` to ``most``, or one of those that stand ``alone`` (m,).

    ``spare`` counts the places left empty in inner cells, by weight (classes, K₁, …): ``most`` less the options
    taken, over all who took none that stands alone.
    """

    least: int
    most: int
    alone: Bools
    spare: Ints


def taking_of(
    hits: Ints, held: Bools, codes: Sequence[Ints], sizes: Sequence[int], weights: Floats, classes: Floats
) -> Taking:
    """What is taken by those who ``held`` (n,) the question: ``hits`` (n, m) are 1 or 0.

    ``codes`` (n,) are the groups; ``classes`` the weights by which the cubes of the options are parted.
    """
    several = held & (hits.sum(axis=1) > 1)
    alone = np.asarray(hits[held].any(axis=0) & ~hits[several].any(axis=0) & several.any(), dtype=bool)
    rows = np.flatnonzero(held & ~hits[:, alone].any(axis=1))
    taken = hits[rows].sum(axis=1)
    least, most = (int(taken.min()), int(taken.max())) if len(taken) else (0, 0)
    part = np.zeros(len(rows), dtype=np.int64)
    if len(classes) > 1:
        part = np.searchsorted(classes, np.round(weights[rows], 9)).astype(np.int64)
    shape = (len(classes), *sizes)
    place = np.ravel_multi_index((part, *(code[rows] for code in codes)), shape)
    spare = np.bincount(place, most - taken, int(np.prod(shape))).reshape(shape).astype(np.int64)
    return Taking(least, most, alone, spare)


def hide_choices(cubes: Sequence[Cube], taking: Taking, threshold: int) -> None:
    """Decide what is hidden of each option: ``cubes`` are groups × (taken, not taken), the groups the same in all.

    What is released of an option are the cells of those who took it. The decision is kept with the cubes, so
    that :func:`reports.disclosure.suppression.hide` gives it from then on.
    """
    if len(cubes) == 1:
        return
    groups = cubes[0].inner[:-1]
    silent = hide(cubes[0].part((*[slice(None)] * len(groups), -1), cubes[0].given[:-1]), threshold).copy()
    few = np.array([primary(cube, threshold)[..., :2].any(axis=-1) for cube in cubes])
    hidden = few | silent
    if few.any() and not hidden.all():
        parts = np.array([cube.parts for cube in cubes])[..., :2]
        for level in range(len(groups) + 1):
            for held in itertools.combinations(range(len(groups)), level):
                at = tuple(slice(None) if axis in held else size for axis, size in enumerate(groups))
                over = tuple(axis for axis in range(len(groups)) if axis not in held)
                spare = taking.spare.sum(axis=tuple(axis + 1 for axis in over))
                table = _Options(
                    parts[(slice(None), slice(None), *at)], spare, cubes[0].weights, taking, threshold
                )
                place = (slice(None), *at)
                hidden[place] = table.protected(hidden[place], few[place], silent[at])
    for cube, mask in zip(cubes, hidden, strict=True):
        cube.hidden[threshold] = np.stack([mask, mask, silent & mask], axis=-1)


@dataclass(frozen=True, eq=False)
class _Options:
    """The options of one (sub)table: ``parts`` (m, classes, K₁+1, …, 2), ``spare`` (classes, K₁, …)."""

    parts: Ints
    spare: Ints
    weights: Floats
    taking: Taking
    threshold: int

    def protected(self, hidden: Bools, few: Bools, silent: Bools) -> Bools:
        """What is hidden of every option, (m, K₁+1, …), so that none with ``few`` is what the others leave.

        Of the groups that are ``silent`` no option is told: taken together they are one group, what is left of
        all, within which nobody knows who is where. Groups too small for any carrier become so as well.
        """
        sizes = self.parts[0].sum(axis=(0, -1))[:-1] if silent.ndim == 1 else np.zeros(0)
        for _ in range(MOST_TURNS):
            found, pools = hidden.copy(), _pools(silent)
            small = np.flatnonzero(few.reshape(len(few), -1).any(axis=1))
            failed = (self._failed(int(option), found, few, silent, pools) for option in small)
            left = next((one for one in failed if one is not None), None)
            if left is None:
                return found
            if not len(sizes) or not len(left):  # no groups to put together, or nothing that could carry it
                break
            groups = np.unique(np.concatenate([pools[0][at] for at in left]))
            if (groups == len(sizes)).all():
                break
            silent[groups[groups < len(sizes)]] = True
            if silent[:-1].sum() == 1:
                silent[np.where(silent[:-1] | (sizes == 0), np.inf, sizes).argmin()] = True
            hidden = hidden | silent
        inner = tuple(slice(0, size - 1) for size in silent.shape)
        found[(slice(None), *inner)] = True
        return found

    def _failed(
        self, option: int, hidden: Bools, few: Bools, silent: Bools, pools: Sequence[Sequence[Ints]]
    ) -> Ints | None:
        """None where another option, or places left empty, carries what this one may hold; more is then hidden.

        Else the groups, of those put together, for which the best carrier does not do; empty where there is none.
        """
        worst: Ints | None = None
        for carrier, rooms in self._carriers(option, few[option]):
            if not rooms.any():
                continue
            asked = self._asked(option, few[option], silent, pools)
            work = self._work(_pooled(rooms, pools), _masked(hidden[option], pools), asked)
            before = work.hidden.copy()
            left = work.told(work.protect())
            if len(left):
                worst = left // 3 if worst is None or len(left) < len(worst) else worst
                continue
            if work.hidden[..., 0].size <= MOST_CELLS:
                work.hidden = work.reopened(before)
            now = work.hidden[..., :2].any(axis=-1)
            for axis, groups in enumerate(pools):
                now = np.stack(
                    [now.take(_of(groups, at), axis) for at in range(silent.shape[axis])], axis=axis
                )
            hidden[option] |= now & ~silent
            if carrier is not None:
                hidden[carrier] |= hidden[option]
            return None
        return np.zeros(0, dtype=np.int64) if worst is None else worst

    def _carriers(self, option: int, few: Bools) -> Iterator[tuple[int | None, Ints]]:
        """Who may carry an option, the places left empty first, and the rooms (classes, K₁, …, 2) for it."""
        inner = tuple(slice(0, size - 1) for size in self.parts.shape[2:-1])
        cells = self.parts[(slice(None), slice(None), *inner)]
        own, taking = cells[option], self.taking
        factor = taking.most if taking.alone[option] else 1
        several = cells[0].sum(axis=-1) - cells[taking.alone, ..., 0].sum(axis=0)
        filled = (taking.most - taking.least) * several - self.spare
        empty = np.stack(
            [np.minimum(own[..., 0], filled // factor), np.minimum(own[..., 1], self.spare // factor)], -1
        )
        yield None, empty
        found = []
        for other in range(len(cells)):
            if other == option or taking.alone[other]:
                continue
            rooms = np.minimum(own, cells[other][..., ::-1] // factor)
            across = with_margins(rooms.sum(axis=(0, -1)), 0)[few]
            enough = int(np.minimum(across, self.threshold).sum())
            found.append((-enough, int(cells[other][..., 0].sum()), other, rooms))
        for _, _, other, rooms in sorted(found, key=lambda one: one[:3])[:MOST_CARRIERS]:
            yield other, rooms

    def _work(self, rooms: Ints, hidden: Bools, asked: Bools) -> Work:
        """The table of what can be moved; how many answered is known in every group."""
        every = np.stack([hidden, hidden, np.zeros_like(hidden)], axis=-1)
        known = np.zeros(every.shape, dtype=bool)
        known[..., 2] = True
        return Work(Cube(with_margins(rooms, 1), self.weights, known=known), every, self.threshold, asked)

    def _asked(self, option: int, few: Bools, silent: Bools, pools: Sequence[Sequence[Ints]]) -> Bools:
        """The cells to prove, among those who took the option: those of few, in groups of which anything is told."""
        inner = tuple(slice(0, size - 1) for size in silent.shape)
        counts = with_margins(_pooled(self.parts[option][(slice(None), *inner)], pools).sum(axis=0), 0)[
            ..., :2
        ]
        small = ((counts > 0) & (counts < self.threshold)).any(axis=-1)
        closed, told = few & ~silent, ~silent
        for axis, groups in enumerate(pools):
            closed = np.stack([closed.take(group, axis).any(axis=axis) for group in groups], axis=axis)
            told = np.stack([told.take(group, axis).any(axis=axis) for group in groups], axis=axis)
        # What is left of all is told by what is told of the others.
        left = [at for groups in pools for at, group in enumerate(groups) if len(group) > 1]
        if left:
            told |= counts.sum(axis=-1) >= self.threshold
        where = np.zeros((*small.shape, 3), dtype=bool)
        where[..., 0] = (small & told) | closed
        return where


def _pools(silent: Bools) -> list[list[Ints]]:
    """By dimension the groups of categories, the total last: those of which nothing is told are one."""
    found = []
    for axis, size in enumerate(silent.shape):
        line = silent[tuple(slice(0, size - 1) if at == axis else -1 for at in range(silent.ndim))]
        groups = [np.array([at]) for at in range(size - 1) if not line[at]]
        if line.any():
            groups.append(np.flatnonzero(line))
        found.append([*groups, np.array([size - 1])])
    return found


def _pooled(inner: Ints, pools: Sequence[Sequence[Ints]]) -> Ints:
    """Inner cells (classes, K₁, …, 2) with the groups of every dimension put together."""
    for axis, groups in enumerate(pools, 1):
        inner = np.stack([inner.take(group, axis).sum(axis=axis) for group in groups[:-1]], axis=axis)
    return inner


def _masked(hidden: Bools, pools: Sequence[Sequence[Ints]]) -> Bools:
    """What is hidden, margins included, of the groups put together: a group is printed nowhere as such."""
    for axis, groups in enumerate(pools):
        hidden = np.stack([hidden.take(group, axis).any(axis=axis) for group in groups], axis=axis)
    return hidden


def _of(groups: Sequence[Ints], category: int) -> int:
    return next(at for at, group in enumerate(groups) if category in group)
