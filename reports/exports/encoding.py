"""Codes as the numbers that SPSS and Stata count in, with their labels and their missing ones.

A code list of whole numbers keeps them (``01`` becomes 1); any other list, such as the letters of
GB/T 4754, is numbered in its own order. Where the number is not the code itself, the label begins with
the code, so that nothing is lost. Missing codes are negative, with at most one that is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.codebook import INDICATOR_CODES, MissingKind, Variable
from reports.dataset import Dataset
from reports.exports.cells import needs_companion, places
from reports.exports.naming import Bounds, Names
from reports.exports.origin import Origin

DIGITS = re.compile(r"[0-9]{1,9}")
NEGATIVE = re.compile(r"-[1-9][0-9]?")
#: Where a second missing code that is an option stands, such as 8 beside 9: at -101 and below.
MOVED = -100
ANSWERED = Text(zh="已答", en="Answered")
ANSWERED_NUMBER = 0
DESIGN_LABELS: Mapping[str, Text] = {
    "response": Text(zh="答卷的随机编号", en="Random number of the response"),
    "weight": Text(zh="权数", en="Weight"),
    "stratum": Text(zh="层", en="Stratum"),
    "psu": Text(zh="初级抽样单位的代号", en="Number of the primary sampling unit"),
    "mode": Text(zh="填答方式", en="Mode"),
}
WHY = Text(zh="为何没有值", en="why there is no value")


@dataclass(frozen=True)
class Coding:
    """The number of each code, those that are missing with their kind, and what each says."""

    numbers: Mapping[str, int]
    missing: Mapping[str, MissingKind]
    labels: Mapping[str, Text]

    def label(self, code: str, language: str) -> str:
        """The label of a code, behind the code itself where its number is another."""
        said = self.labels[code].say(language)
        return said if str(self.numbers[code]) == code else f"{code} {said}"


NOTHING = Coding({}, {}, {})
Positions = Callable[[slice], npt.NDArray[np.integer[Any]]]


@dataclass(frozen=True, eq=False)
class Field:
    """A column of a file for a statistical package.

    ``codes``: ``positions`` of some rows are places in them, ``coding`` their numbers. ``number``:
    ``values``, NaN where missing; ``positions`` then say why as places in ``codes``, -1 where there is a
    value, and ``coding`` has the numbers of these reasons; all three are lacking where a field of its own
    says why. ``string``: ``values`` are texts. ``source`` is the column of the dataset.
    """

    name: str
    source: str
    label: Text
    kind: Literal["codes", "number", "string"]
    values: Any = None
    positions: Positions | None = None
    codes: tuple[str, ...] = ()
    coding: Coding = NOTHING

    def places(self, rows: slice) -> npt.NDArray[np.integer[Any]]:
        """Places in the codes; -1 where there is a value."""
        if self.positions is None:
            return np.full(rows.stop - rows.start, -1, dtype=np.int8)
        return self.positions(rows)


def coding_of(codes: Sequence[str], missing: Mapping[str, MissingKind], labels: Mapping[str, Text]) -> Coding:
    """Numbers for codes, each its own."""
    answers = [code for code in codes if code not in missing]
    digits = all(DIGITS.fullmatch(code) for code in answers) and len({int(code) for code in answers}) == len(
        answers
    )
    numbers = {code: int(code) if digits else place for place, code in enumerate(answers, 1)}
    taken, odd = set(numbers.values()), 0
    for code in (code for code in codes if code in missing):
        number = int(code) if NEGATIVE.fullmatch(code) or DIGITS.fullmatch(code) else 0
        # One missing code that is a plain option may stay where it is: a range and one value are allowed.
        stays = number < 0 or (number > 0 and digits and not odd)
        if not stays or number in taken:
            number = MOVED - 1 - sum(one < MOVED for one in taken)
        odd += number > 0
        numbers[code] = number
        taken.add(number)
    return Coding(numbers, {code: missing[code] for code in codes if code in missing}, labels)


def fields_of(dataset: Dataset, origin: Origin, bounds: Bounds, *, letters_for_missing: bool) -> list[Field]:
    """The columns of a dataset for a package; with letters for missing codes no number can be mistaken for one."""
    names = Names(bounds)
    found = [*_design(dataset, origin, names)]
    for one in dataset.variables:
        found += _variable(dataset, one, names, letters_for_missing)
    return found


def _design(dataset: Dataset, origin: Origin, names: Names) -> Iterator[Field]:
    for name, label in DESIGN_LABELS.items():
        given = names.give(name)
        if name not in ("stratum", "mode"):
            yield Field(given, name, label, "number", dataset.numbers(name))
            continue
        positions, codes = places(dataset.table[name])
        said = (
            {one.code: one.label for one in dataset.design.strata}
            if name == "stratum"
            else {code: origin.mode_label(code) for code in codes}
        )
        labels = {code: said.get(code, Text(zh=code or "—", en=code or "—")) for code in codes}
        coding = coding_of(codes, {}, labels)
        yield Field(given, name, label, "codes", None, positions.__getitem__, codes, coding)


def _variable(dataset: Dataset, one: Variable, names: Names, letters: bool) -> list[Field]:
    table, name = dataset.table, names.give(one.name)
    if one.kind == "code":
        positions, codes = places(table[one.name])
        coding = coding_of(codes, one.missing_kinds, {code: one.say_code(code) for code in codes})
        return [Field(name, one.name, one.label, "codes", None, positions.__getitem__, codes, coding)]
    why, reasons = places(table[one.companion])
    if one.kind == "indicator":
        return [_indicator(table[one.name], one, name, why, reasons)]
    said = {code: one.say_code(code) for code in reasons}
    coding = coding_of(reasons, one.missing_kinds, said)
    if one.kind in ("date", "text"):
        string = Field(name, one.name, one.label, "string", table[one.name])
        return [string, _why(one, names, why, reasons)]
    values = dataset.numbers(one.name)
    if letters or not (needs_companion(dataset, one) or _swallowed(values, coding)):
        return [Field(name, one.name, one.label, "number", values, why.__getitem__, reasons, coding)]
    return [Field(name, one.name, one.label, "number", values), _why(one, names, why, reasons)]


def _indicator(
    column: pd.Series[Any],
    one: Variable,
    name: str,
    why: npt.NDArray[np.integer[Any]],
    reasons: tuple[str, ...],
) -> Field:
    codes = (*INDICATOR_CODES, *reasons)  # "1" and "0" first, in this order
    labels = {**INDICATOR_CODES, **{code: one.say_code(code) for code in reasons}}

    def positions(rows: slice) -> npt.NDArray[np.integer[Any]]:
        chosen = column.iloc[rows].fillna(0).to_numpy(dtype=np.int64)
        return np.where(why[rows] >= 0, why[rows].astype(np.int64) + len(INDICATOR_CODES), 1 - chosen)

    coding = coding_of(codes, one.missing_kinds, labels)
    return Field(name, one.name, one.label, "codes", None, positions, codes, coding)


def _swallowed(values: npt.NDArray[np.float64], coding: Coding) -> bool:
    """Whether an answer lies in the range that the missing numbers make."""
    numbers = list(coding.numbers.values())
    return bool(((values >= min(numbers)) & (values <= max(numbers))).any()) if numbers else False


def _why(one: Variable, names: Names, why: npt.NDArray[np.integer[Any]], reasons: tuple[str, ...]) -> Field:
    codes = (str(ANSWERED_NUMBER), *reasons)
    labels = {codes[0]: ANSWERED, **{code: one.say_code(code) for code in reasons}}
    label = Text({tag: f"{words} · {WHY.say(tag)}" for tag, words in one.label.items()})
    coding = coding_of(codes, one.missing_kinds, labels)
    given = names.give(f"{one.name}_m")
    return Field(given, one.companion, label, "codes", None, lambda rows: why[rows] + 1, codes, coding)
