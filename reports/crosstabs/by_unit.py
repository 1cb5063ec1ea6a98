"""Tables by unit: what the rules of a policy on units mean for the features of a dataset."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification
from reports.crosstabs.merging import together
from reports.dataset import Dataset
from reports.disclosure import Policy
from reports.disclosure.cube import Bools, Ints
from reports.disclosure.policy import UNIT_ROLES, Crossing
from reports.disclosure.units import mostly_own, too_few
from reports.errors import ReportError
from reports.groupings import GROUPINGS, ROLE_LABELS

#: Roles of what people say, not of who they are: their answers are not put together with those who gave none.
ASKED_ROLES = ("suggestion", "suggestion_topic", "suggestion_consent")
UNIT_LABEL = Text(zh="单位", en="Unit")
NOT_COUNTED = Text(
    zh="数据中没有单位，没有检查各格是否至少来自 {units} 个单位。",
    en="The data name no units: that every cell rests on {units} units or more was not checked.",
)
OWN_UNIT = Text(
    zh="给本单位看的表：除本单位以外的答卷少于 {threshold} 份的格不给出。公开发布的表不按读者区分，两张表放在一起，仍可能推算出"
    "其他单位合起来的数。",
    en="For a reader of one unit: cells in which fewer than {threshold} answers come from other units are left out. "
    "The published tables do not know their reader: beside them the other units' figures together may still be told.",
)
SMALL_UNITS = Text(zh="答卷少于 {least} 份的单位", en="Units of fewer than {least} answers")


def role_of(dataset: Dataset, name: str) -> str | None:
    """The role of the variable that a classification of this name is made of."""
    if name in GROUPINGS:
        return GROUPINGS[name].role
    if name in dataset:
        return dataset.variable(name).role
    return name if dataset.by_role(name) is not None else None


def is_question(dataset: Dataset, name: str) -> bool:
    """Whether a name is that of a question and not of a feature that tables are broken down by."""
    role = role_of(dataset, name)
    return role in ASKED_ROLES or (role is None and name in dataset)


def place_of(dataset: Dataset, name: str) -> tuple[bool, str, str]:
    """By what names are sorted into the one order in which a crossing is worked out: features first, by role.

    A feature stands at one place whether it is named by its role, a grouping or its variable.
    """
    return is_question(dataset, name), role_of(dataset, name) or name, name


def units_of(dataset: Dataset) -> Ints | None:
    """The unit of every row, (n,), -1 where unknown: as sampled, else as answered; None where there are none."""
    masked = dataset.table.get("psu")
    if masked is not None and not masked.isna().all():
        return masked.fillna(-1).to_numpy(dtype=np.int64)
    variable = dataset.by_role("unit")
    if variable is None or variable.kind != "code":
        return None
    codes, categories = dataset.codes(variable.name)
    missing = variable.missing_kinds
    known = np.array([code not in missing for code in categories], dtype=bool)
    return np.where(known[codes], codes, -1).astype(np.int64)


def sensitive(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> Bools | None:
    """Cells, margins included, that the policy closes for their units: too few of them, or all but the reader's.

    A total over all units is none by unit. None where nothing is closed.
    """
    codes, sizes = [one.codes for one in classes], [len(one.categories) for one in classes]
    found: Bools | None = None
    by_unit = [axis for axis, one in enumerate(classes) if role_of(dataset, one.name) in UNIT_ROLES]
    units = units_of(dataset) if by_unit and policy.units is not None else None
    if units is not None and policy.units is not None:
        found = too_few(codes, sizes, units, policy.units.units)
        whole = np.ones(found.shape, dtype=bool)
        for axis in by_unit:
            places = np.arange(found.shape[axis]) == sizes[axis]
            whole &= places.reshape([-1 if at == axis else 1 for at in range(found.ndim)])
        found &= ~whole
    own = own_rows(dataset, policy)
    if own is not None:
        ours = mostly_own(codes, sizes, own, policy.threshold)
        found = ours if found is None else found | ours
    return found if found is not None and found.any() else None


def units_said(dataset: Dataset, classes: Sequence[Classification], policy: Policy) -> tuple[Text, ...]:
    """What a table must say of units: that they could not be counted, and what is left out for a reader of one."""
    own = own_rows(dataset, policy)
    said = () if own is None else (OWN_UNIT.fill(threshold=policy.threshold),)
    by_unit = any(role_of(dataset, one.name) in UNIT_ROLES for one in classes)
    if policy.units is None or not by_unit or units_of(dataset) is not None:
        return said
    return (*said, NOT_COUNTED.fill(units=policy.units.units))


def require_crossing(dataset: Dataset, names: Sequence[str], policy: Policy) -> None:
    """Refuse features that the policy never crosses.

    :raises ReportError: ``disclosure.crossing``.
    """
    roles = {role for role in (role_of(dataset, name) for name in names) if role is not None}
    for crossing in policy.crossings:
        if crossing.smaller_than is None and crossing.covers(roles):
            raise ReportError(
                "disclosure.crossing",
                ", ".join(names),
                Text(
                    zh="为保护个人信息，{features}不能交叉：在一个单位里，这样的数会指到人。",
                    en="To protect persons {features} are not crossed: within one unit such figures point at people.",
                ).fill(features=_named(crossing)),
                Text(
                    zh="请改用单位类型或行业，或分别看这几项。",
                    en="Use the type of unit or the sector instead, or look at each by itself.",
                ),
            )


def require_others(dataset: Dataset, policy: Policy) -> None:
    """Refuse any table where the answers of all other units together are fewer than the threshold.

    :raises ReportError: ``disclosure.own_unit``.
    """
    own = own_rows(dataset, policy)
    if own is None or int((~own).sum()) >= policy.threshold:
        return
    raise ReportError(
        "disclosure.own_unit",
        "own",
        Text(
            zh="除本单位以外的有效答卷少于 {threshold} 份，表中的数等于本单位的数。",
            en="There are fewer than {threshold} answers from other units: the table would be the unit's own.",
        ).fill(threshold=policy.threshold),
        Text(zh="请提供全部单位合在一起的结果。", en="Give the results of all units together."),
    )


def without_small_units(
    dataset: Dataset, classes: Sequence[Classification], policy: Policy
) -> list[Classification]:
    """Classifications to cross, small units put together where the policy does not cross them with the others."""
    roles = [role_of(dataset, one.name) for one in classes]
    held = {role for role in roles if role is not None}
    found = list(classes)
    for crossing in policy.crossings:
        if crossing.smaller_than is not None and crossing.covers(held):
            at = roles.index("unit")
            found[at] = _pooled(found[at], crossing.smaller_than)
    return found


def own_rows(dataset: Dataset, policy: Policy) -> Bools | None:
    """Which answers come from the unit that the policy's reader belongs to, (n,); None where that is no one unit."""
    units = units_of(dataset) if policy.own_unit is not None else None
    return None if units is None else np.asarray(units == policy.own_unit, dtype=bool)


def _pooled(one: Classification, least: int) -> Classification:
    counts = np.bincount(one.codes, minlength=len(one.categories))
    missing = np.array([category.missing is not None for category in one.categories])
    small = [int(index) for index in np.flatnonzero((counts < least) & ~missing)]
    if not small:
        return one
    groups = [(index,) for index in range(len(counts)) if index not in small]
    made = together(one, [*groups, tuple(small)])[0]
    label = SMALL_UNITS.fill(least=least)
    # The codes of so many units as the code of one category would be as long as the list.
    last = Category("small", label)
    return Classification(made.name, made.label, (*made.categories[:-1], last), made.codes, made.note)


def _named(crossing: Crossing) -> Text:
    labels = {**ROLE_LABELS, "unit": UNIT_LABEL}
    return Text(
        zh="与".join(f"“{labels[role].say('zh-CN')}”" for role in crossing.roles),
        en=" and ".join(f"“{labels[role].say('en')}”" for role in crossing.roles),
    )
