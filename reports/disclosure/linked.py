"""Tables of one feature in several groupings, protected together.

Ages up to 34 and ages up to 35 are two tables of one feature. Side by side they tell how many are exactly 35.
So all groupings of a variable are taken as margins over their finest common classes, and a class of fewer
persons than the threshold must not be derivable from what they publish together (linked tables: Hundepool
et al. 2012, sec. 4.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.cube import Bools, Floats, Ints, cube_of

if TYPE_CHECKING:
    from reports.disclosure.system import System

# A neighbour in the order of the categories is hidden beside a small one rather than any other of half its
# size: in crossings the two can then be put together.
NEIGHBOUR = 2.0


@dataclass(eq=False)
class Linked:
    """Groupings of the same persons, protected one after another: what comes first keeps most.

    ``weights`` (n,) are those of the persons. ``groupings`` are codes (n,) with their number of categories,
    ``hidden`` which of these each hides, ``fine`` the finest class that a person is in (n,).
    """

    weights: Floats
    threshold: int
    groupings: list[tuple[Ints, int]] = field(default_factory=list)
    hidden: list[Bools] = field(default_factory=list)
    sensitive: list[Bools] = field(default_factory=list)
    fine: Ints | None = None

    def add(self, codes: Ints, size: int, ordered: bool, sensitive: Bools | None = None) -> Bools:
        """Which categories of a further grouping are hidden, given what those before it publish.

        ``sensitive`` categories are hidden whatever their count.
        """
        counts = np.bincount(codes, minlength=size)
        self.groupings.append((codes, size))
        before = self.fine if self.fine is not None else np.zeros(len(codes), dtype=np.int64)
        fine = np.unique(before * size + codes, return_inverse=True)[1].astype(np.int64)
        self.fine = fine
        closed = np.zeros(size, dtype=bool) if sensitive is None else sensitive & (counts > 0)
        self.sensitive.append(closed)
        self.hidden.append(((counts > 0) & (counts < self.threshold)) | closed)
        if counts.sum() < self.threshold:
            self.hidden[-1] = counts > 0
            return self.hidden[-1]
        if not (np.bincount(fine) < self.threshold).any() and not any(one.any() for one in self.sensitive):
            return self.hidden[-1]
        joint = self._joint(counts > 0)
        left = joint.open_to_readers(self.hidden)
        while len(left):
            choices = np.flatnonzero((counts > 0) & ~self.hidden[-1])
            if not len(choices):
                break
            costs = [self._cost(int(one), counts, ordered) for one in choices]
            choices = choices[np.argsort(costs, kind="stable")]
            best, left = int(choices[0]), joint.open_to_readers(self._with(int(choices[0])))
            for one in map(int, choices[1:]):
                if not len(left):
                    break
                still = joint.open_to_readers(self._with(one))
                if len(still) < len(left):
                    best, left = one, still
            self.hidden[-1][best] = True
        self._publish_again(joint, counts)
        return self.hidden[-1]

    def _cost(self, one: int, counts: Ints, ordered: bool) -> float:
        near = ordered and bool(self.hidden[-1][max(one - 1, 0) : one + 2].any())
        return float(counts[one]) * (1.0 if near or not ordered else NEIGHBOUR)

    def _with(self, one: int, is_hidden: bool = True) -> list[Bools]:
        last = self.hidden[-1].copy()
        last[one] = is_hidden
        return [*self.hidden[:-1], last]

    def _publish_again(self, joint: _Joint, counts: Ints) -> None:
        """What later choices have made needless."""
        spare = np.flatnonzero(self.hidden[-1] & (counts >= self.threshold) & ~self.sensitive[-1])
        if len(joint.open_to_readers(self.hidden)):
            return
        for one in spare[np.argsort(-counts[spare], kind="stable")]:
            if not len(joint.open_to_readers(self._with(int(one), is_hidden=False))):
                self.hidden[-1][one] = False

    def _joint(self, everything: Bools) -> _Joint:
        """What is asked of a reader who knows persons only, and of one who knows the weights as well.

        From the second not everything can be kept: what even hiding the whole last grouping does not.
        """
        systems = [self.system(np.ones(len(self.weights)))]
        if np.ptp(self.weights) > 1e-9 * float(self.weights.max()):
            systems.append(self.system())
        joint = _Joint(systems, self.groupings, float(self.threshold), self.sensitive)
        if len(systems) > 1:
            joint.excepted = joint.narrow(systems[1], [*self.hidden[:-1], everything])
        return joint

    def system(self, weights: Floats | None = None) -> System:
        """What a reader of all groupings can set up: finest classes, then every category, then the total.

        ``weights`` are those the reader knows, by default those of the persons.
        """
        # Imported here: scipy.sparse takes time to import.
        from scipy import sparse

        from reports.disclosure.system import Overlapping, system_of

        fine = self.fine if self.fine is not None else np.zeros(len(self.weights), dtype=np.int64)
        count = int(fine.max()) + 1
        first = np.zeros(count, dtype=np.int64)
        first[fine] = np.arange(len(fine))
        own = system_of(cube_of([fine], [count], self.weights if weights is None else weights))
        members = [
            sparse.csr_matrix((np.ones(count), (codes[first], np.arange(count))), shape=(size, count))
            for codes, size in self.groupings
        ]
        every = sparse.vstack([sparse.identity(count), *members, np.ones((1, count))]).tocsr()
        held = (every @ own.persons[:count]).tocsr()
        mixed = np.array(
            [
                np.ptp(own.weight[held[row].indices]) > 1e-9 if held[row].nnz else False
                for row in range(held.shape[0])
            ]
        )
        return Overlapping(
            held,
            (every @ own.weighted[:count]).tocsr(),
            own.truth,
            own.inner,
            own.heavy,
            own.weight,
            np.arange(held.shape[0]) >= count,
            mixed,
        )


@dataclass(eq=False)
class _Joint:
    """The systems of several readers with the same rows; ``excepted`` rows are not asked of the last.

    ``sensitive`` categories of the groupings are protected whatever their count.
    """

    systems: Sequence[System]
    groupings: Sequence[tuple[Ints, int]]
    need: float
    sensitive: Sequence[Bools] = ()
    excepted: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def open_to_readers(self, hidden: Sequence[Bools]) -> Ints:
        """Rows under the threshold that have no proof against some reader."""
        found = [self.narrow(system, hidden) for system in self.systems]
        found[1:] = [np.setdiff1d(one, self.excepted) for one in found[1:]]
        return np.unique(np.concatenate(found))

    def narrow(self, system: System, hidden: Sequence[Bools]) -> Ints:
        """Rows under the threshold that have no proof against the reader of one system."""
        # Imported here: scipy.sparse takes time to import.
        from reports.disclosure.witnesses import narrow

        counts = system.persons @ system.truth
        small = (counts > 0.5) & (counts < self.need - 0.5)
        if self.sensitive:
            closed = np.concatenate(self.sensitive)
            small[-1 - len(closed) : -1] |= closed
        known = flat(self.groupings, hidden, len(counts))
        return narrow(system, known, np.flatnonzero(small), self.need)


def flat(groupings: Sequence[tuple[Ints, int]], hidden: Sequence[Bools], rows: int) -> Bools:
    """Which rows of a system are not published: finest classes never are, the total always is."""
    fine = np.ones(rows - sum(size for _, size in groupings) - 1, dtype=bool)
    return np.concatenate([fine, *hidden, np.zeros(1, dtype=bool)])
