"""Topics of suggestions as they may be told beside the frequencies of the question they were chosen in.

Who chose a topic stands in the tables of all answers; who wrote something under it, here. The two together are a
table of topics by whether anything was written, and what disclosure control closes in it stands together at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, of_variable
from reports.crosstabs.one_way import hidden_of
from reports.dataset import Dataset
from reports.disclosure import Base, Cube, Dimension, Policy, RawTable, ReleasedTable, hide, release
from reports.disclosure.cube import Bools, Ints, with_margins
from reports.documents.investigation import Investigation

ROLE = "suggestion_topic"
TOPIC = Text(zh="主题", en="Topic")
OTHER = Category("other", Text(zh="其他主题", en="Other topics"))

Topic: TypeAlias = tuple[Text, int]


def told(investigation: Investigation) -> tuple[list[Topic], list[Topic]]:
    """The topics that stand by themselves, the most frequent first, and those that stand together.

    Together stand those that disclosure control closes and, where they are too few even so, as many of the least
    frequent others as it takes: the rest of the total is a count like any other.
    """
    topics = sorted((one for one in investigation.suggestions.topics if one[1]), key=lambda one: -one[1])
    policy = investigation.policy
    closed = _closed(investigation.dataset, topics, policy)
    alone = [one for one, shut in zip(topics, closed, strict=True) if not shut]
    together = [one for one, shut in zip(topics, closed, strict=True) if shut]
    while alone and 0 < sum(number for _, number in together) < policy.threshold:
        together.insert(0, alone.pop())
    return alone, together


def released(
    investigation: Investigation, alone: Sequence[Topic], together: Sequence[Topic]
) -> ReleasedTable:
    """How many suggestions there are by topic, as a table that may leave."""
    rows = [(Category(str(place), label), number) for place, (label, number) in enumerate(alone)]
    if together:
        rows.append((OTHER, sum(number for _, number in together)))
    counts = with_margins(np.array([[number for _, number in rows]], dtype=np.int64), 1)
    written = int(counts[0, -1])
    raw = RawTable(
        title=TOPIC,
        dimensions=(Dimension("topic", TOPIC, tuple(category for category, _ in rows)),),
        cube=Cube(counts, np.ones(1)),
        weighted=counts[0].astype(np.float64),
        figures={},
        base=Base(written, float(written)),
        source=investigation.dataset.hash,
    )
    return release(raw, investigation.policy)


def _closed(dataset: Dataset, topics: Sequence[Topic], policy: Policy) -> list[bool]:
    """Which topics may not be told by themselves."""
    numbers = np.array([number for _, number in topics], dtype=np.int64)
    if not len(numbers) or numbers.sum() < policy.threshold:
        return [True] * len(topics)
    variable = dataset.by_role(ROLE)
    if variable is None or variable.kind != "code":
        return list(_hidden(numbers[:, None], None, policy))
    one = of_variable(dataset, variable)
    places = [_place(one, label) for label, _ in topics]
    chose = np.bincount(one.codes, minlength=len(one.categories))
    shut = hidden_of(dataset, one, policy).copy()
    lone = [at for at, place in enumerate(places) if place is None]
    lacking = [place for place, category in enumerate(one.categories) if category.missing is not None]
    if len(lone) == 1 and lacking and chose[lacking].sum() >= numbers[lone[0]]:
        # Who wrote without a topic is one of those who chose none: all of these are one row.
        none = places[lone.pop()] = lacking[0]
        chose[none], chose[lacking[1:]] = chose[lacking].sum(), 0
        shut[none], shut[lacking[1:]] = shut[lacking].any(), False
    counts = np.zeros((len(chose) + len(lone), 2), dtype=np.int64)
    counts[: len(chose), 1] = chose
    rows = [len(chose) + lone.index(at) if place is None else place for at, place in enumerate(places)]
    np.add.at(counts[:, 0], rows, numbers)
    counts[: len(chose), 1] -= counts[: len(chose), 0]
    mask = np.append(shut, np.zeros(len(lone), dtype=bool))
    found = _hidden(counts, mask, policy)
    return [bool(found[row]) for row in rows]


def _hidden(counts: Ints, mask: Bools | None, policy: Policy) -> Bools:
    """The rows (K,) of topics by whether anything was written, (K, 1 or 2), whose first cell is not published.

    ``mask`` is what the frequencies of the topics hide. Where more wrote than chose, since answers came in after
    the data were frozen, nobody can subtract the one from the other.
    """
    firm = mask is not None and bool((counts >= 0).all())
    parts = with_margins(np.maximum(counts, 0)[None], 1)
    known = np.zeros(parts.shape[1:], dtype=bool)
    known[-1, 0] = True  # how many were written is said in the text
    cube = Cube(parts, np.ones(1), (mask, None) if mask is not None else (), firm, known=known)
    return np.asarray(hide(cube, policy.threshold)[:-1, 0], dtype=bool)


def _place(one: Classification, label: Text) -> int | None:
    """The category of a topic; it may be said in one language only."""
    for place, category in enumerate(one.categories):
        if category.label == label or category.label.say("zh-CN") == label.say("zh-CN"):
            return place
    return None
