"""What the table of one feature alone hides: decided once for a dataset, and taken as given by every crossing.

All groupings of a role's variable are decided together, the usual one first, the variable as it stands
second (its frequencies are published too); so no two of them can be subtracted from each other. The sizes of
strata stand on the pages of weights and returns and are never hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify, of_variable
from reports.crosstabs.merging import is_ordered, together
from reports.dataset import Dataset
from reports.disclosure.cube import Bools, cube_of
from reports.disclosure.linked import Linked
from reports.disclosure.suppression import hide
from reports.groupings import DEFAULT_GROUPINGS, GROUPINGS

# More strata of few answers than this are not named one by one.
MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class Family:
    """The groupings of one variable with what each hides; ``linked`` proves it."""

    members: tuple[Classification, ...]
    hidden: tuple[Bools, ...]
    linked: Linked

    def of(self, one: Classification) -> Bools | None:
        """What a member hides, found by what it counts."""
        for member, hidden in zip(self.members, self.hidden, strict=True):
            if _same(member, one):
                return hidden
        return None


_lock = Lock()
_families: WeakKeyDictionary[Dataset, dict[tuple[str, int], Family | None]] = WeakKeyDictionary()
_others: WeakKeyDictionary[Dataset, list[tuple[Classification, int, Bools]]] = WeakKeyDictionary()


def hidden_of(dataset: Dataset, one: Classification, threshold: int) -> Bools:
    """Which categories the table of one feature over all answers hides, (K,)."""
    if is_stratum(dataset, one):
        return np.zeros(len(one.categories), dtype=bool)
    role = _role(dataset, one.name)
    family = family_of(dataset, role, threshold) if role else None
    found = family.of(one) if family is not None else None
    if found is not None:
        return found
    with _lock:
        kept = list(_others.setdefault(dataset, []))
    for other, least, hidden in kept:
        if least == threshold and _same(other, one):
            return hidden
    cube = cube_of([one.codes], (len(one.categories),), dataset.weights)
    made = hide(cube, threshold)[:-1]
    with _lock:
        _others[dataset].append((one, threshold, made))
    return made


def family_of(dataset: Dataset, role: str, threshold: int) -> Family | None:
    """The groupings of a role decided together, the usual one first; None where no variable plays it."""
    key = (role, threshold)
    with _lock:
        kept = _families.setdefault(dataset, {})
    if key not in kept:
        kept[key] = _family(dataset, role, threshold)
    return kept[key]


def is_stratum(dataset: Dataset, one: Classification) -> bool:
    """Whether a classification is that by stratum of the sample."""
    return one.name == "stratum" and "stratum" not in dataset


def pooled(dataset: Dataset, classes: Sequence[Classification], threshold: int) -> list[Classification]:
    """Classifications to cross: strata of fewer answers than the threshold are put together, with a note.

    How many answered in a stratum is known, so the answers of so few could not be hidden in a row of their own.
    """
    return [_pooled(one, threshold) if is_stratum(dataset, one) else one for one in classes]


def _pooled(one: Classification, threshold: int) -> Classification:
    counts = np.bincount(one.codes, minlength=len(one.categories))
    small = [int(index) for index in np.flatnonzero((counts > 0) & (counts < threshold))]
    if not small:
        return one
    for index in np.argsort(counts, kind="stable"):
        if counts[small].sum() >= threshold:
            break
        if counts[index] >= threshold:
            small.append(int(index))
    groups = [(index,) for index in range(len(counts)) if index not in small]
    made, notes = together(one, [*groups, tuple(sorted(small))])
    categories = made.categories
    if len(small) > MOST_NAMED:
        label = Text(zh="答卷少的 {n} 个层", en="{n} strata of few answers").fill(n=len(small))
        categories = (*categories[:-1], Category(categories[-1].code, label))
    return Classification(made.name, made.label, categories, made.codes, notes[0] if notes else None)


def _family(dataset: Dataset, role: str, threshold: int) -> Family | None:
    variable = dataset.by_role(role)
    if variable is None or variable.kind == "text":
        return None
    usual = DEFAULT_GROUPINGS.get(role, role)
    names = [usual, *(name for name, one in GROUPINGS.items() if one.role == role and name != usual)]
    names = [name for name in names if name in GROUPINGS]
    members: list[Classification] = []
    for name in (*names[:1], variable.name, *names[1:]):
        # A date or a number has no categories as it stands.
        if name == variable.name and variable.kind not in ("code", "indicator"):
            continue
        one = of_variable(dataset, variable) if name == variable.name else classify(dataset, name)
        if not any(_same(one, member) for member in members):
            members.append(one)
    linked = Linked(dataset.weights, threshold)
    for one in members:
        linked.add(one.codes, len(one.categories), is_ordered(one.name) or is_ordered(role))
    return Family(tuple(members), tuple(linked.hidden), linked)


def _role(dataset: Dataset, name: str) -> str | None:
    if name in GROUPINGS:
        return GROUPINGS[name].role
    if name in dataset:
        return dataset.variable(name).role
    return name if dataset.by_role(name) is not None else None


def _same(one: Classification, other: Classification) -> bool:
    return (
        one.codes is other.codes
        or (len(one.categories) == len(other.categories) and np.array_equal(one.codes, other.codes))
    ) and [category.code for category in one.categories] == [category.code for category in other.categories]
