"""Rows put into categories: a variable, a stratum, a mode or a derived group as codes with labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.codebook import INDICATOR_CODES, MissingKind, Variable
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.groupings import DEFAULT_GROUPINGS, GROUPINGS, ROLE_LABELS, UNGROUPED, Band, Grouping

_STRATUM = Text(zh="层", en="Stratum")
_ages: WeakKeyDictionary[Dataset, dict[str, npt.NDArray[np.float64]]] = WeakKeyDictionary()
_MODE = Text(zh="填答方式", en="Mode")


@dataclass(frozen=True)
class Category:
    """A group of a classification; ``missing`` says of what kind of missing it is, None for an answer."""

    code: str
    label: Text
    missing: MissingKind | None = None


@dataclass(frozen=True, eq=False)
class Classification:
    """``codes`` (n,) are positions in ``categories``: every row is in exactly one; ``note`` is said under tables.

    Categories that are answers come first, in order, the empty ones included; categories of missing
    follow, kept apart, and only those that occur.
    """

    name: str
    label: Text
    categories: tuple[Category, ...]
    codes: npt.NDArray[np.int64]
    note: Text | None = None

    @property
    def valid(self) -> npt.NDArray[np.bool_]:
        """Which rows hold an answer, shape (n,)."""
        answers = np.array([category.missing is None for category in self.categories], dtype=bool)
        return answers[self.codes]


def classify(dataset: Dataset, name: str, groupings: Mapping[str, str] | None = None) -> Classification:
    """Put every row of a dataset into a category of ``name``.

    ``name`` is, in this order: a role or grouping (``age``, ``age3``, ``title4``, ``sector``…), a
    variable, or ``stratum`` or ``mode``. ``groupings`` chooses the grouping of a role, such as
    ``{"age": "age_cadre"}``; otherwise :data:`reports.groupings.DEFAULT_GROUPINGS` holds. A role whose
    variable is not in one of the standard codings is used as it stands, under the short name of the role.
    """
    found = _classified(dataset, name, groupings)
    role = dataset.by_role(name)
    if role is not None and found.label == role.label and name in ROLE_LABELS:
        return replace(found, label=ROLE_LABELS[name])
    return found


def _classified(dataset: Dataset, name: str, groupings: Mapping[str, str] | None) -> Classification:
    chosen = {**DEFAULT_GROUPINGS, **(groupings or {})}
    key = chosen.get(name, name)
    if key in GROUPINGS:
        grouping = GROUPINGS[key]
        variable = dataset.by_role(grouping.role)
        if variable is not None:
            return _grouped(dataset, variable, grouping, name)
    role = dataset.by_role(name)
    if name not in dataset and role is not None:
        return of_variable(dataset, role, name)
    if name in ("stratum", "mode") and name not in dataset:
        return _of_design(dataset, name)
    return of_variable(dataset, dataset.variable(name), name)


def of_variable(dataset: Dataset, variable: Variable, name: str | None = None) -> Classification:
    """The categories of a code or indicator variable as they stand; other kinds are refused."""
    missing = variable.missing_kinds
    if variable.kind == "code":
        codes, categories = dataset.codes(variable.name)
        listed = [Category(code, variable.say_code(code), missing.get(code)) for code in categories]
        return _ordered(name or variable.name, variable.label, listed, codes)
    if variable.kind == "indicator":
        why, kinds = dataset.codes(variable.companion)
        value = dataset.numbers(variable.name)
        listed = [Category(code, label) for code, label in INDICATOR_CODES.items()]
        listed += [Category(code, variable.say_code(code), missing[code]) for code in kinds]
        return _ordered(
            variable.name, variable.label, listed, np.where(why >= 0, why + 2, np.where(value == 1, 0, 1))
        )
    raise ReportError(
        "breakdown.kind",
        variable.name,
        Text(
            zh="“{label}”不是分类变量，不能作为分组。", en="“{label}” has no categories to break down by."
        ).fill(label=variable.label),
        Text(
            zh="请选择单选题、多选题的选项或派生的分组。", en="Choose a coded variable or a derived grouping."
        ),
    )


def age_at(birth: Sequence[str | None] | pd.Series[Any], reference_date: str) -> npt.NDArray[np.float64]:
    """Age in whole years at a reference date (YYYY-MM-DD) from birth months (YYYY-MM, a day is ignored).

    In the month of birth the birthday counts as reached, since the day is not asked. Missing or
    unreadable months give NaN.
    """
    text = pd.Series(list(birth), dtype="str")
    year = pd.to_numeric(text.str.slice(0, 4), errors="coerce").to_numpy(dtype=np.float64)
    month = pd.to_numeric(text.str.slice(5, 7), errors="coerce").to_numpy(dtype=np.float64)
    month = np.where((month >= 1) & (month <= 12), month, np.nan)
    at_year, at_month = int(reference_date[:4]), int(reference_date[5:7])
    return np.asarray(at_year - year - (month > at_month) + 0 * month, dtype=np.float64)


def ages(dataset: Dataset, variable: Variable) -> npt.NDArray[np.float64]:
    """Ages of the rows: the number as it stands, or counted from the birth month at the reference date.

    They are kept with the dataset, since every grouping asks for them; the array must not be written to.
    """
    kept = _ages.setdefault(dataset, {})
    if variable.name not in kept:
        kept[variable.name] = _counted(dataset, variable)
    return kept[variable.name]


def _counted(dataset: Dataset, variable: Variable) -> npt.NDArray[np.float64]:
    if variable.kind == "number":
        return np.floor(dataset.numbers(variable.name))
    if not dataset.design.reference_date:
        raise ReportError(
            "dataset.reference_date",
            variable.name,
            Text(zh="没有年龄计算的基准日期。", en="There is no reference date to count ages at."),
            Text(zh="请在调查中设定基准日期。", en="Set the reference date of the survey."),
        )
    return age_at(dataset.column(variable.name), dataset.design.reference_date)


def _grouped(dataset: Dataset, variable: Variable, grouping: Grouping, name: str) -> Classification:
    if variable.kind == "code":
        coded = set(grouping.by_code)
        if grouping.role == "age" or not coded & set(variable.substantive):
            return of_variable(dataset, variable, name)
        return _grouped_codes(dataset, variable, grouping, name)
    if grouping.role != "age":
        return of_variable(dataset, variable, name)
    age = ages(dataset, variable)
    position = np.full(len(dataset), len(grouping.bands), dtype=np.int64)
    for index, band in enumerate(grouping.bands):
        position[(age >= band.low) & (age <= band.high)] = index
    why, kinds = dataset.codes(variable.companion)
    return _banded(grouping, position, why, kinds, variable, name)


def _grouped_codes(dataset: Dataset, variable: Variable, grouping: Grouping, name: str) -> Classification:
    codes, categories = dataset.codes(variable.name)
    places = {band.code: index for index, band in enumerate(grouping.bands)}
    by_code = grouping.by_code
    missing = variable.missing_kinds
    kinds = tuple(code for code in categories if code in missing)
    group = np.array([places[by_code[code]] if code in by_code else len(places) for code in categories])
    why = np.array([kinds.index(code) if code in missing else -1 for code in categories])
    return _banded(grouping, group[codes], why[codes], kinds, variable, name)


def _banded(
    grouping: Grouping,
    position: npt.NDArray[np.int64],
    why: npt.NDArray[np.int64],
    kinds: tuple[str, ...],
    variable: Variable,
    name: str,
) -> Classification:
    """Bands, the rest that fits none, then the missing codes; optional bands go where nobody is in them."""
    bands: list[Band] = [*grouping.bands, UNGROUPED]
    codes = np.where(why >= 0, len(bands) + why, position)
    used = np.bincount(codes, minlength=len(bands))
    missing = variable.missing_kinds
    listed = [Category(band.code, band.label) for band in bands]
    listed += [Category(code, variable.say_code(code), missing[code]) for code in kinds]
    kept = [
        index
        for index in range(len(listed))
        if index >= len(bands) or not bands[index].optional or used[index]
    ]
    places = np.zeros(len(listed), dtype=np.int64)
    places[kept] = np.arange(len(kept))
    return _ordered(name, grouping.label, [listed[index] for index in kept], places[codes])


def _of_design(dataset: Dataset, name: str) -> Classification:
    codes, categories = dataset.codes(name)
    labels = {stratum.code: stratum.label for stratum in dataset.design.strata}
    listed = [Category(code, labels.get(code, Text(zh=code or "—", en=code or "—"))) for code in categories]
    return _ordered(name, _STRATUM if name == "stratum" else _MODE, listed, codes)


def _ordered(name: str, label: Text, listed: list[Category], codes: npt.NDArray[np.int64]) -> Classification:
    """Answers first, then the kinds of missing that occur."""
    used = np.bincount(codes, minlength=len(listed))
    order = [index for index, category in enumerate(listed) if category.missing is None]
    order += [index for index, category in enumerate(listed) if category.missing is not None and used[index]]
    places = np.zeros(len(listed), dtype=np.int64)
    places[order] = np.arange(len(order))
    return Classification(name, label, tuple(listed[index] for index in order), places[codes])
