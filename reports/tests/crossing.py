"""A released crossing tested as it stands: in its own categories, merged ones together, hidden ones left out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import Classification, classify
from reports.crosstabs.by_unit import without_small_units
from reports.crosstabs.one_way import pooled
from reports.dataset import Dataset
from reports.disclosure import Dimension, ReleasedTable
from reports.sample_design import design_of
from reports.tests.independence import independence
from reports.tests.result import AnyDesign, Result
from reports.tests.showing import left_out
from reports.tests.tables import Bools, Ints
from reports.tests.wording import LEVEL, Named, sentence


@dataclass(frozen=True)
class Crossing:
    """Whether the two dimensions of a released table go together.

    ``is_open`` says that every cell of the categories tested is published. Where one is not, the statistic
    would tell it: the ``sentence`` then gives the band of p alone, and ``result`` must not be shown.
    """

    result: Result
    sentence: Text
    notes: tuple[Text, ...]
    is_open: bool


def association_shown(
    dataset: Dataset,
    table: ReleasedTable,
    question: str,
    by: str,
    groupings: Mapping[str, str] | None = None,
    level: float = LEVEL,
    design: AnyDesign | None = None,
    rows: Bools | None = None,
) -> Crossing:
    """Test the released crossing of ``question`` and ``by``, made of this dataset with the same groupings.

    Kinds of missing take no part, nor do categories whose total the table hides; a note names the latter.
    ``rows`` (n,) are the answers that the table is of: a domain, so that the others stay in the design.
    """
    classes = [classify(dataset, name, groupings) for name in (question, by)]
    classes = without_small_units(dataset, pooled(dataset, classes, table.policy), table.policy)
    codes, held, notes = [], [], []
    for one in classes:
        dimension = table.dimension(one.name)
        hidden = {
            category.code
            for category in dimension.categories
            if table.cell(**{one.name: category.code}).suppressed
        }
        placed = _placed(one, dimension, hidden)
        codes.append(placed)
        inside = placed >= 0 if rows is None else (placed >= 0) & rows
        held.append([dimension.categories[index].code for index in np.unique(placed[inside])])
        notes += left_out(
            one.label, [c.label for c in dimension.categories if c.code in hidden and c.missing is None]
        )
    first, second = classes
    used = design or design_of(dataset)
    result = independence(used, codes[0], codes[1], "f", rows, place=f"{question} × {by}")
    is_open = not table.policy.rounding and not any(
        table.cell(**{first.name: a, second.name: b}).suppressed for a, b in itertools.product(*held)
    )
    said = sentence(result, Named(first.label, second.label), level, is_open)
    return Crossing(result, said, tuple(notes), is_open)


def _placed(one: Classification, dimension: Dimension, hidden: set[str]) -> Ints:
    """Positions among the categories of the table, -1 where these are missing or hidden."""
    place = {category.code: index for index, category in enumerate(one.categories)}
    found = np.full(len(place), -1, dtype=np.int64)
    for index, category in enumerate(dimension.categories):
        if category.missing is not None or category.code in hidden:
            continue
        merged = [category.code] if category.code in place else category.code.split("+")
        for code in merged:
            if code in place:
                found[place[code]] = index
    return np.asarray(found[one.codes], dtype=np.int64)
