"""How many left a variable out, as far as its frequencies tell, and those whom an analysis of several leaves out.

Frequencies may hide a kind of missing beside an answer of few. An analysis of those who answered everything then
must not tell how many it left out any nearer than the frequencies of its variables do: with an edge within what
they leave open, the few could be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify, of_variable
from reports.codebook import Variable
from reports.crosstabs.by_unit import role_of
from reports.crosstabs.one_way import family_of, hidden_of, of_answers
from reports.dataset import Dataset
from reports.disclosure import Policy

GIVEN = Category("given", Text(zh="已作答", en="Answered"))


@dataclass(frozen=True)
class Span:
    """A whole number told by the least and the most that it can be."""

    low: int
    high: int

    @property
    def middle(self) -> int:
        """What is told for it where one number is wanted."""
        return (self.low + self.high) // 2

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


def answered_or_why(dataset: Dataset, variable: Variable) -> Classification:
    """A number, a date or a text as its frequencies count it: answered, or why not."""
    why, kinds = dataset.codes(variable.companion)
    missing = variable.missing_kinds
    used = [code for index, code in enumerate(kinds) if (why == index).any()]
    places = np.array([used.index(code) + 1 if code in used else 0 for code in (*kinds, "")])
    listed = (GIVEN, *(Category(code, variable.say_code(code), missing[code]) for code in used))
    return Classification("answered", variable.label, listed, np.where(why < 0, 0, places[why]))


def missing_told(dataset: Dataset, name: str, policy: Policy) -> Span:
    """How many lack a variable or a feature, as its frequencies tell it.

    All groupings of a feature that count the same as missing tell of it together.
    """
    if name in dataset and dataset.variable(name).kind not in ("code", "indicator"):
        return _told_by(dataset, answered_or_why(dataset, dataset.variable(name)), policy)
    one = of_variable(dataset, dataset.variable(name)) if name in dataset else classify(dataset, name)
    role = role_of(dataset, name)
    family = family_of(dataset, role, policy) if role else None
    alike = [] if family is None else [other for other in family.members if _same_missing(one, other)]
    spans = [_told_by(dataset, each, policy) for each in (one, *alike)]
    return Span(max(each.low for each in spans), min(each.high for each in spans))


def left_out_told(count: int, missing: Sequence[Span], total: int, policy: Policy) -> Span:
    """Those of ``total`` who lack any of several variables, no nearer than the ``missing`` of each leave open.

    Where that leaves four times the threshold or more, it is cut into pieces of twice the threshold, from the least
    that it can be; the last piece takes what is over. So the few that stand behind either end are as open as before.
    """
    low = max((each.low for each in missing), default=0)
    high = min(sum(each.high for each in missing), total)
    low, high = min(low, count), max(high, count)
    width = 2 * policy.threshold
    pieces = max((high - low + 1) // width, 1)
    place = min((count - low) // width, pieces - 1)
    start = low + place * width
    return Span(start, high if place == pieces - 1 else start + width - 1)


def _told_by(dataset: Dataset, one: Classification, policy: Policy) -> Span:
    hidden, answers = hidden_of(dataset, one, policy), of_answers(one)
    counts = np.bincount(one.codes, minlength=len(one.categories))
    told = int(counts[~answers & ~hidden].sum())
    if not hidden[~answers].any():
        return Span(told, told)
    within = int(counts[hidden].sum()) if hidden[answers].any() else int(counts[hidden & ~answers].sum())
    return Span(told if hidden[answers].any() else told + within, told + within)


def _same_missing(one: Classification, other: Classification) -> bool:
    return bool(np.array_equal(one.valid, other.valid))
