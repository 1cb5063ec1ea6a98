"""How many answers stand behind what a model tells, as far as its reader knows, and errors as if it were so many.

An error tells how many answers it comes from, and a reader knows nearly how many: a step with an edge among the numbers
that are possible would part them. So errors are told as they would be if in every category as many answers had been used
as the middle of what frequencies and the number left out allow; then they tell nothing of how many there were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reports.classification import Classification
from reports.crosstabs.one_way import hidden_of
from reports.crosstabs.unanswered import Span
from reports.dataset import Dataset
from reports.disclosure import Policy
from reports.disclosure.cube import Ints
from reports.regression.merging import Used
from reports.regression.model import Model
from reports.regression.terms import Column, Factor, Term

#: Where a number may be anything within so large a part of itself, an error tells nothing worth keeping from it.
WIDE = 0.25


def smallest_behind(columns: Sequence[Column], terms: Sequence[Term], used: Used) -> list[int]:
    """The fewest answers behind each column of a model: of its category and the reference, of either outcome.

    Behind the intercept stand the references of all predictors, behind a number everybody.
    """
    by_name = {one.name: one for one in terms}
    everybody = np.ones(len(used.rows), dtype=bool)
    references = [_fewest(one.codes == one.reference, used) for one in terms if isinstance(one, Factor)]
    found = []
    for column in columns:
        term = by_name.get(column.name)
        if not isinstance(term, Factor) or column.level is None:
            found.append(min([_fewest(everybody, used), *(references if term is None else [])]))
            continue
        own = term.codes == term.levels.index(column.level)
        found.append(min(_fewest(own, used), _fewest(term.codes == term.reference, used)))
    return found


def _fewest(rows: np.ndarray, used: Used) -> int:
    return Used(used.rows & rows, used.outcome, used.is_logistic).rarer


def sizes_told(
    dataset: Dataset, one: Classification, term: Factor, left_out: Span, others: int, policy: Policy
) -> tuple[Span, ...]:
    """How many answers of each level a model may have used, as frequencies and the number left out tell it.

    ``one`` is the classification whose categories the levels of ``term`` put together; ``others`` is the most that may
    lack another variable.
    """
    counts = np.bincount(one.codes, minlength=len(one.categories))
    hidden = hidden_of(dataset, one, policy)
    within = int(counts[hidden].sum())
    least, most = [], []
    for level in range(len(term.levels)):
        members = np.unique(one.codes[term.codes == level])
        open_ = int(counts[[place for place in members if not hidden[place]]].sum())
        shut = [place for place in members if hidden[place]]
        whole = len(shut) == int((hidden & (counts > 0)).sum())
        least.append(open_ + (within if whole else 0))
        most.append(open_ + (within if shut else 0))
    used = Span(len(dataset) - left_out.high, len(dataset) - left_out.low)
    return tuple(
        Span(max(low - others, used.low - (sum(most) - high), 0), min(high, used.high))
        for low, high in zip(least, most, strict=True)
    )


def evened(model: Model, factors: Mapping[str, tuple[Ints, tuple[Span, ...]]], left_out: Span) -> list[float]:
    """What each error is multiplied by, so that it is that of the middle of what its numbers of answers may be.

    ``factors`` are the positions of the levels (n,), negative where missing, and how many may be in each. The
    variance that the answers of a level bring goes by one over their number. The intercept goes by the first factor, a
    number by everybody.
    """
    first = next(iter(factors), "")
    total = model.n + model.left_out
    everybody = _ratio(model.n, Span(total - left_out.high, total - left_out.low))
    found = []
    for place, one in enumerate(model.coefficients):
        name = one.column.name if place else first
        squares = model.squares[:, place]
        if name not in factors or not squares.sum() > 0:
            found.append(float(np.sqrt(everybody)))
            continue
        codes, spans = factors[name]
        used = (codes >= 0) & (squares > 0)
        parts = np.bincount(codes[used], squares[used], minlength=len(spans))
        counts = np.bincount(codes[used], minlength=len(spans))
        ratios = [_ratio(int(count), span) for count, span in zip(counts, spans, strict=True)]
        found.append(float(np.sqrt((parts * ratios).sum() / parts.sum())))
    return found


def _ratio(count: int, span: Span) -> float:
    """What a variance is multiplied by where the middle is told for a count."""
    if span.high - span.low > WIDE * span.high or not span.low <= count <= span.high or not span.middle:
        return 1.0
    return count / span.middle
