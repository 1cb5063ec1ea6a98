"""Variables made coarser or masked: groups, first letters, closed ends, rare answers joined, random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.classification import classify
from reports.codebook import STANDARD_MISSING, MissingKind, Variable
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.exports.cells import places as places_of
from reports.exports.profile import Treatment, sentence
from reports.groupings import DEFAULT_GROUPINGS, GROUPINGS

DECADE = 3  # letters of a date that are its decade: a year of birth would undo a group of ages
JOINED = "joined"
OTHERS = Text(zh="其他（合并）", en="Others (joined)")
#: Where nothing else is said, numbers are closed so that this share of the answers lies beyond each end.
BEYOND = 0.05
MOST_STEPS = 6


@dataclass(frozen=True, eq=False)
class Changed:
    """A variable as it is let out, its column, and the column of missing codes of a number, date or text."""

    variable: Variable
    column: Any
    companion: Any = None


def settled(dataset: Dataset, variable: Variable, treatment: Treatment, k: int) -> Treatment:
    """A treatment with nothing left open: how to coarsen follows from what the variable is.

    The usual grouping of its role; the decade of a date; a number closed at the 5th and 95th percentile of the
    answers, in a few round steps between; otherwise answers of fewer than ``k`` persons joined.
    """
    if not treatment.is_open:
        return treatment
    name = DEFAULT_GROUPINGS.get(variable.role or "", "")
    if name and _fits(dataset, variable, name):
        return replace(treatment, grouping=name)
    if variable.kind == "date":
        return replace(treatment, letters=DECADE)
    if variable.kind == "number":
        values = dataset.numbers(variable.name)
        values = values[np.isfinite(values)]
        if not len(values):
            return replace(treatment, how="drop")
        bottom, top = np.quantile(values, [BEYOND, 1 - BEYOND], method="nearest").tolist()
        step = _round_step((float(top) - float(bottom)) / MOST_STEPS)
        return replace(treatment, bottom=float(bottom), top=float(top), step=step)
    if variable.kind == "code":
        return replace(treatment, least=k)
    # A text says what it says, and of a tick nothing coarser is left.
    return replace(treatment, how="drop" if variable.kind == "text" else "keep")


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10… (or 0.1, 0.2…) that is no less; 0 where there is nothing to part."""
    if least <= 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(power * each for each in (1, 2, 5, 10) if power * each >= least))


def _fits(dataset: Dataset, variable: Variable, name: str) -> bool:
    grouping = GROUPINGS[name]
    if variable.role != grouping.role or dataset.by_role(grouping.role) is not variable:
        return False
    if variable.kind == "code":
        return grouping.role != "age" and bool(set(grouping.by_code) & set(variable.substantive))
    return grouping.role == "age" and (variable.kind == "number" or bool(dataset.design.reference_date))


def coarsened(dataset: Dataset, variable: Variable, treatment: Treatment) -> Changed:
    """A variable made coarser as a settled treatment says.

    :raises ReportError: it is not of the kind that can be treated so.
    """
    if treatment.grouping:
        return _grouped(dataset, variable, treatment.grouping)
    if treatment.letters and variable.kind in ("code", "date"):
        return _first_letters(dataset, variable, treatment.letters)
    ends = treatment.bottom is not None or treatment.top is not None
    if (ends or treatment.step) and variable.kind == "number":
        return _closed(dataset, variable, treatment)
    if treatment.least and variable.kind == "code":
        return _joined(dataset, variable, treatment.least)
    raise _unfit(variable)


def _unfit(variable: Variable) -> ReportError:
    ways = Text(
        zh="分类变量可归组（grouping）、留前几位（letters）或合并少见的答案（least），日期可留前几位（letters），"
        "数值可封住两端（bottom、top）。",
        en="Codes can be grouped (grouping), cut to first letters (letters) or have rare answers joined (least), "
        "dates be cut (letters), numbers closed at their ends (bottom, top).",
    )
    return ReportError(
        "profile.coarsen",
        variable.name,
        Text(zh="这个变量不能这样变粗。", en="This variable cannot be coarsened so."),
        ways,
    )


def _grouped(dataset: Dataset, variable: Variable, name: str) -> Changed:
    if name not in GROUPINGS or not _fits(dataset, variable, name):
        raise _unfit(variable)
    found = classify(dataset, GROUPINGS[name].role, {GROUPINGS[name].role: name})
    codes = {one.code: one.label for one in found.categories if one.code not in STANDARD_MISSING}
    missing = {one.code: one.missing for one in found.categories if one.missing is not None}
    made = _as_code(variable, codes, missing, found.label)
    return Changed(made, _coded(made, [one.code for one in found.categories], found.codes))


def _first_letters(dataset: Dataset, variable: Variable, letters: int) -> Changed:
    if variable.kind == "date":
        column = dataset.table[variable.name].str.slice(0, letters)
        return Changed(variable, column, dataset.table[variable.companion])
    positions, old = dataset.codes(variable.name)
    reasons = variable.missing_kinds
    new = [code if code in reasons else code[:letters] for code in old]
    labels: dict[str, Text] = {}
    for code in variable.codes:
        short = code if code in reasons else code[:letters]
        begins = Text(zh=f"{short}（前 {letters} 位）", en=f"{short} (first {letters})")
        whole = code in reasons or code == short
        labels.setdefault(short, variable.codes.get(short, variable.codes[code] if whole else begins))
    made = _as_code(variable, labels, dict(variable.missing), variable.label)
    places = {code: place for place, code in enumerate(made.categories)}
    return Changed(
        made, _coded(made, list(made.categories), np.array([places[one] for one in new])[positions])
    )


def _closed(dataset: Dataset, variable: Variable, treatment: Treatment) -> Changed:
    values = dataset.numbers(variable.name)
    bottom = -np.inf if treatment.bottom is None else treatment.bottom
    top = np.inf if treatment.top is None else treatment.top
    if bottom > top:
        raise _unfit(variable)
    # At their ends numbers stand for all beyond, between them for the step that they begin.
    stepped = np.floor(values / treatment.step) * treatment.step if treatment.step else values
    done = sentence(treatment)
    label = Text({tag: f"{words} [{done.say(tag)}]" for tag, words in variable.label.items()})
    made = replace(variable, label=label)
    return Changed(made, pd.Series(np.clip(stepped, bottom, top)), dataset.table[variable.companion])


def _joined(dataset: Dataset, variable: Variable, least: int) -> Changed:
    """Rarest answers first, until those joined are enough persons to be a group."""
    positions, old = dataset.codes(variable.name)
    counts = np.bincount(positions, minlength=len(old))
    answers = [place for place, code in enumerate(old) if code in variable.substantive]
    rare = [place for place in answers if 0 < counts[place] < least]
    others = sorted(
        (place for place in answers if counts[place] >= least), key=lambda place: int(counts[place])
    )
    while rare and sum(int(counts[place]) for place in rare) < least and others:
        rare.append(others.pop(0))
    if not rare:
        return Changed(variable, dataset.table[variable.name])
    gone = {old[place] for place in rare}
    unused = {old[place] for place in answers if not counts[place]}  # would tell that nobody is so
    labels = {code: label for code, label in variable.codes.items() if code not in gone | unused}
    labels[JOINED] = OTHERS
    made = _as_code(variable, labels, dict(variable.missing), variable.label)
    places = {code: place for place, code in enumerate(made.categories)}
    moved = np.array([places.get(code, places[JOINED]) for code in old])
    return Changed(made, _coded(made, list(made.categories), moved[positions]))


def masked(dataset: Dataset, variable: Variable, draw: np.random.Generator) -> Changed:
    """Each value as a number drawn anew, the missing ones as they are: who gave the same answer can still be seen."""
    column = dataset.table[variable.name]
    reasons = variable.missing_kinds
    if variable.kind == "code":
        positions, old = dataset.codes(variable.name)
        why = np.array([list(reasons).index(code) if code in reasons else -1 for code in old])[positions]
        known, values = np.unique(np.where(why < 0, positions, -1), return_inverse=True)
        values = values - int(known[0] == -1)
        count = len(known) - int(known[0] == -1)
    else:
        values, uniques = pd.factorize(column)
        why, count = places_of(dataset.table[variable.companion])[0], len(uniques)
    numbers = np.append(draw.permutation(count) + 1, 0)
    labels = {str(each): Text(zh=f"代号 {each}", en=f"No. {each}") for each in range(1, count + 1)}
    standing = {code: variable.say_code(code) for code in reasons if code not in STANDARD_MISSING}
    # A missing option such as 9 would now be somebody's number.
    renamed = {code: f"-{100 + place}" for place, code in enumerate(standing, 1)}
    labels |= {renamed[code]: label for code, label in standing.items()}
    missing = {renamed[code]: reasons[code] for code in standing}
    made = _as_code(variable, labels, missing, variable.label)
    places = {code: place for place, code in enumerate(made.categories)}
    of_reason = np.array([places[renamed.get(code, code)] for code in reasons])
    of_number = np.array([places.get(str(each), 0) for each in range(count + 1)])
    return Changed(
        made,
        _coded(made, list(made.categories), np.where(why >= 0, of_reason[why], of_number[numbers[values]])),
    )


def _as_code(
    variable: Variable, codes: Mapping[str, Text], missing: Mapping[str, MissingKind | None], label: Text
) -> Variable:
    reasons = {code: kind for code, kind in missing.items() if kind is not None}
    return replace(
        variable, kind="code", codes=dict(codes), missing=reasons, label=label, group=None, ambiguous=False
    )


def _coded(variable: Variable, found: list[str], positions: npt.NDArray[np.int64]) -> Any:
    """A column of the categories of a variable from positions in ``found``, where each of them stands."""
    places = {code: place for place, code in enumerate(variable.categories)}
    there: npt.NDArray[np.int64] = np.array([places[code] for code in found])
    return pd.Series(pd.Categorical.from_codes(there[positions], pd.Index(variable.categories)))
