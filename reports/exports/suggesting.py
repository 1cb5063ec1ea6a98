"""What else to drop or coarsen so that nobody stands out in a file: the way to the k that was asked for.

Finding the fewest changes is hard in general (Meyerson and Williams 2004); here the change that takes most
rows out of too small classes is made first, a coarser one before a column is dropped where it does nearly as
much, and what turns out needless at the end is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.exports.anonymity import column_positions, positions_of
from reports.exports.coarsening import coarsened, settled
from reports.exports.profile import COARSEN, DROP, MASK, Profile, Treatment, sentence

Ints = npt.NDArray[np.int64]
STRATUM = "stratum"
# A coarser column is taken before a dropped one where it helps this much as well.
NEARLY = 0.8
# Numbers are put into so many times wider steps, one after the other.
WIDER = 2


@dataclass(frozen=True)
class Suggestion:
    """Changes by variable, in the order in which to make them, and the k that they come to."""

    treatments: Mapping[str, Treatment]
    k: int

    def lines(self) -> list[Text]:
        """The changes in a sentence, as they would be typed into a profile."""
        said = [(name, sentence(one)) for name, one in self.treatments.items()]
        return [
            Text(
                zh="要让每一类至少有要求的人数，可以这样改方案：{changes}。改后 k = {k}。",
                en="To have as many persons in every class as asked for, change the profile like this: {changes}. "
                "Then k = {k}.",
            ).fill(
                k=f"{self.k:,}",
                changes=Text(
                    zh="；".join(f"{name} {words.say('zh-CN')}" for name, words in said),
                    en="; ".join(f"{name}: {words.say('en')}" for name, words in said),
                ),
            )
        ]


def suggested(dataset: Dataset, profile: Profile, names: tuple[str, ...]) -> Suggestion | None:
    """The changes of a settled profile that bring the quasi-identifiers ``names`` to its k; None where none do."""
    current = {name: _column(dataset, name, _treatment(profile, name)) for name in names}
    made: dict[str, Treatment] = {}
    below = _below(list(current.values()), profile.k)
    while below:
        changes = [
            _best_of(dataset, profile, name, current, made.get(name)) for name in names if current[name].any()
        ]
        best = min(changes, key=lambda one: one.below, default=None)
        if best is None or best.below >= below:
            return None
        below, made[best.name], current[best.name] = best.below, best.treatment, best.column
    for name in list(made):
        column = _column(dataset, name, _treatment(profile, name))
        if not _below([column, *_others(current, name)], profile.k):
            current[name] = column
            del made[name]
    return Suggestion(made, int(_classes(list(current.values())).min()))


@dataclass(frozen=True, eq=False)
class _Change:
    """One column changed: how many rows are then still in classes that are too small."""

    name: str
    treatment: Treatment
    column: Ints
    below: int


def _best_of(
    dataset: Dataset, profile: Profile, name: str, current: Mapping[str, Ints], made: Treatment | None
) -> _Change:
    """The least change of a column that does nearly what dropping it would do, else dropping it."""
    rest = _others(current, name)
    before, dropped = _below([*rest, current[name]], profile.k), _below(rest, profile.k)
    for treatment in _coarser(dataset, profile, name, made):
        column = _column(dataset, name, treatment)
        left = _below([*rest, column], profile.k)
        if left < before and before - left >= NEARLY * (before - dropped):
            return _Change(name, treatment, column, left)
    nothing = np.zeros(len(dataset), dtype=np.int64)
    return _Change(name, MASK if name == STRATUM else DROP, nothing, dropped)


def _others(current: Mapping[str, Ints], name: str) -> list[Ints]:
    return [column for other, column in current.items() if other != name]


def _treatment(profile: Profile, name: str) -> Treatment:
    return Treatment() if name == STRATUM else profile.variables[name]


def _coarser(dataset: Dataset, profile: Profile, name: str, made: Treatment | None) -> list[Treatment]:
    """Ways to coarsen a column further, the finest first."""
    if name == STRATUM:
        return []
    variable, now = dataset.variable(name), made or profile.variables[name]
    if now.how == "keep":
        found = settled(dataset, variable, COARSEN, profile.k)
        return [found] if found.how == "coarsen" else []
    if now.letters > 1 and variable.kind == "date":  # coarser than a decade is no help to anybody
        return []
    if now.letters > 1:
        return [replace(now, letters=letters) for letters in range(now.letters - 1, 0, -1)]
    if now.step:
        return [replace(now, step=now.step * WIDER)]
    if now.least:
        return [replace(now, least=now.least * times) for times in (2, 4, 8)]
    return []


def _column(dataset: Dataset, name: str, treatment: Treatment) -> Ints:
    """Which value each row has, as numbers from 0."""
    if treatment.how in ("drop", "mask"):
        return np.zeros(len(dataset), dtype=np.int64)
    if name == STRATUM or treatment.how == "keep":
        return positions_of(dataset, name)
    changed = coarsened(dataset, dataset.variable(name), treatment)
    return column_positions(changed.column, changed.companion)


def _classes(columns: list[Ints]) -> Ints:
    classes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        classes = np.unique(classes * (int(column.max()) + 1) + column, return_inverse=True)[1].astype(
            np.int64
        )
    return np.bincount(classes)


def _below(columns: list[Ints], k: int) -> int:
    """How many rows are in classes of fewer than k."""
    if not columns:
        return 0
    sizes = _classes(columns)
    return int(sizes[sizes < k].sum())
