"""What the table of one feature alone hides: decided once for a dataset, and taken as given by every crossing.

All groupings of a role's variable are decided together, the usual one first, the variable as it stands
second (its frequencies are published too); so no two of them can be subtracted from each other. The sizes of
strata stand on the pages of weights and returns and are never hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify, of_variable
from reports.crosstabs.by_unit import role_of, sensitive
from reports.crosstabs.merging import is_ordered, together
from reports.dataset import Dataset
from reports.disclosure.answered import closed_lines
from reports.disclosure.cube import Bools, cube_of
from reports.disclosure.linked import Linked
from reports.disclosure.policy import UNIT_ROLES, Policy, Units
from reports.disclosure.suppression import hide
from reports.errors import ReportError
from reports.groupings import DEFAULT_GROUPINGS, GROUPINGS

# More strata of few answers than this are not named one by one.
MOST_NAMED = 3
#: Of more values given nearly all would be hidden, and nobody reads a table so long.
MOST_VALUES = 2_000
TOO_MANY_VALUES = "table.values"
TOO_MANY = Text(
    zh="“{label}”答出了 {count} 个不同的取值，多于 {most} 个，不列表也不画图：几乎每一格都不到能公布的人数。",
    en="“{label}” was answered with {count} different values, more than {most}: no table or chart is made of it, for "
    "hardly any cell would hold enough persons to be published.",
)
INSTEAD = Text(
    zh="请把取值并成较少的类（例如代码的前几位）作为一列导入，或把它导入为数值；逐份的取值见“数据导出”。",
    en="Import a column of fewer classes, such as the first digits of a code, or import it as a number; the values of "
    "each response are in the data export.",
)


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
_Key = tuple[int, Units | None]
_families: WeakKeyDictionary[Dataset, dict[tuple[str, _Key], Family | None]] = WeakKeyDictionary()
_others: WeakKeyDictionary[Dataset, list[tuple[Classification, _Key, Bools]]] = WeakKeyDictionary()


def hidden_of(dataset: Dataset, one: Classification, policy: Policy) -> Bools:
    """Which categories the table of one feature over all answers hides, (K,).

    :raises ReportError: ``table.values``: more values are given than a table is made of.
    """
    rules = _everybodys(policy)
    if is_stratum(dataset, one):
        return np.zeros(len(one.categories), dtype=bool)
    _require_few(one)
    role = role_of(dataset, one.name)
    family = family_of(dataset, role, rules) if role else None
    found = family.of(one) if family is not None else None
    if found is not None:
        return found
    with _lock:
        kept = list(_others.setdefault(dataset, []))
    for other, key, hidden in kept:
        if key == _key(rules) and _same(other, one):
            return hidden
    cube = cube_of([one.codes], (len(one.categories),), dataset.weights)
    made = hide(cube.besides(sensitive(dataset, [one], rules)), rules.threshold)[:-1]
    with _lock:
        _others[dataset].append((one, _key(rules), made))
    return made


def _require_few(one: Classification) -> None:
    if len(one.categories) <= MOST_VALUES:
        return
    given = int(np.count_nonzero(np.bincount(one.codes)))
    if given > MOST_VALUES:
        reason = TOO_MANY.fill(label=one.label, count=f"{given:,}", most=f"{MOST_VALUES:,}")
        raise ReportError(TOO_MANY_VALUES, one.name, reason, INSTEAD)


def of_answers(one: Classification) -> Bools:
    """Which categories are answers and no kinds of missing, (K,)."""
    return np.array([category.missing is None for category in one.categories], dtype=bool)


def tells_answered(dataset: Dataset, one: Classification, policy: Policy) -> bool:
    """Whether how many answered a question would, beside its frequencies, tell what they hide."""
    valid = of_answers(one)
    hidden = hidden_of(dataset, one, policy)
    if not (hidden[valid].any() and hidden[~valid].any()):
        return False
    cube = cube_of([one.codes], (len(one.categories),), dataset.weights)
    cube = cube.besides(sensitive(dataset, [one], policy))
    threshold = policy.threshold
    return bool(closed_lines(cube, np.append(hidden, False), [valid], (), threshold).any())


def family_of(dataset: Dataset, role: str, policy: Policy) -> Family | None:
    """The groupings of a role decided together, the usual one first; None where no variable plays it."""
    rules = _everybodys(policy)
    key = (role, _key(rules))
    with _lock:
        kept = _families.setdefault(dataset, {})
    if key not in kept:
        kept[key] = _family(dataset, role, rules)
    return kept[key]


def _everybodys(policy: Policy) -> Policy:
    """A policy without what it closes to the reader of one unit, by which no table of one feature is decided."""
    return replace(policy, own_unit=None)


def _key(policy: Policy) -> _Key:
    """The rules that decide what tables of one feature hide."""
    return policy.threshold, policy.units


def is_grouped(dataset: Dataset, one: Classification, policy: Policy) -> bool:
    """Whether a feature has groupings besides this one."""
    role = role_of(dataset, one.name)
    family = family_of(dataset, role, policy) if role else None
    return family is not None and len(family.members) > 1


def finest_of(dataset: Dataset, one: Classification, policy: Policy) -> Classification | None:
    """The grouping of the same feature with most categories; None where it is this one."""
    role = role_of(dataset, one.name)
    family = family_of(dataset, role, policy) if role else None
    if family is None:
        return None
    finest = max(family.members, key=lambda member: len(member.categories))
    return finest if len(finest.categories) > len(one.categories) else None


def before_of(dataset: Dataset, one: Classification, policy: Policy) -> list[Classification]:
    """The groupings of the same feature that are decided before this one, the usual one first."""
    role = role_of(dataset, one.name)
    family = family_of(dataset, role, policy) if role else None
    if family is None:
        return []
    places = [place for place, member in enumerate(family.members) if _same(member, one)]
    return list(family.members[: places[0]]) if places else []


def is_stratum(dataset: Dataset, one: Classification) -> bool:
    """Whether a classification is that by stratum of the sample."""
    return one.name == "stratum" and "stratum" not in dataset


def pooled(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> list[Classification]:
    """Classifications to cross: strata of fewer answers than the threshold are put together, with a note.

    How many answered in a stratum is known, so the answers of so few could not be hidden in a row of their own.
    """
    threshold = policy.threshold
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


def _family(dataset: Dataset, role: str, policy: Policy) -> Family | None:
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
    linked = Linked(dataset.weights, policy.threshold)
    for one in members:
        ordered = is_ordered(one.name) or is_ordered(role)
        closed = sensitive(dataset, [one], policy) if role in UNIT_ROLES else None
        linked.add(one.codes, len(one.categories), ordered, None if closed is None else closed[:-1])
    return Family(tuple(members), tuple(linked.hidden), linked)


def _same(one: Classification, other: Classification) -> bool:
    return (
        one.codes is other.codes
        or (len(one.categories) == len(other.categories) and np.array_equal(one.codes, other.codes))
    ) and [category.code for category in one.categories] == [category.code for category in other.categories]
