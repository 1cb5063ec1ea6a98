"""Tests asked of a dataset by name: do answers go with a grouping, do groups differ, and which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify
from reports.crosstabs.by_unit import without_small_units
from reports.crosstabs.one_way import pooled
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy
from reports.sample_design import design_of
from reports.tests.independence import Independence, independence
from reports.tests.location import several_means
from reports.tests.multiplicity import Adjusting
from reports.tests.pairwise import Pair, pairwise
from reports.tests.ranks import rank_test
from reports.tests.result import AnyDesign, Ranks, Result
from reports.tests.showing import published, require_shown, shown, values_of
from reports.tests.tables import Bools, Ints
from reports.tests.wording import LEVEL, Named, pairs_sentence, sentence

INDICATIVE = Text(
    zh="样本不是按概率抽取的，检验结果只供参考。",
    en="The sample was not drawn with known probabilities: tests are indicative only.",
)


@dataclass(frozen=True)
class Association:
    """Whether two classifications go together: the test, what it supports in words, and what to know."""

    result: Result
    sentence: Text
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Comparison:
    """Whether groups differ: the overall test, the pairs (positions in ``groups``), words and notes."""

    groups: tuple[Category, ...]
    result: Result
    pairs: tuple[Pair, ...]
    sentence: Text
    pairs_sentence: Text | None
    notes: tuple[Text, ...]


def association(
    dataset: Dataset,
    question: str,
    by: str,
    groupings: Mapping[str, str] | None = None,
    method: Independence = "f",
    policy: Policy = PUBLIC,
    level: float = LEVEL,
    design: AnyDesign | None = None,
) -> Association:
    """Test whether the answers to a question go with a grouping, kinds of missing left out.

    ``question`` and ``by`` are names that :func:`reports.classification.classify` knows. Categories that
    disclosure control hides take no part, and a note names them. ``design`` is by default that of the
    dataset (:func:`reports.sample_design.design_of`).
    """
    require_shown(dataset, (question, by), policy)
    classes = [classify(dataset, question, groupings), classify(dataset, by, groupings)]
    first, second = without_small_units(dataset, pooled(dataset, classes, policy), policy)
    codes, notes = [], list(_notes(dataset))
    for one in (first, second):
        kept, note = shown(dataset, one, policy)
        codes.append(kept)
        notes += note
    place = f"{question} × {by}"
    result = independence(design or design_of(dataset), codes[0], codes[1], method, place=place)
    return Association(result, sentence(result, Named(first.label, second.label), level), tuple(notes))


def compare(
    dataset: Dataset,
    question: str,
    by: str,
    groupings: Mapping[str, str] | None = None,
    answer: str | None = None,
    method: Literal["means"] | Ranks = "means",
    adjusting: Adjusting = "holm",
    policy: Policy = PUBLIC,
    level: float = LEVEL,
    design: AnyDesign | None = None,
    exact: bool = True,
    rows: Bools | None = None,
    hidden: Collection[str] = (),
) -> Comparison:
    """Test whether groups differ in a number, in the points of a scale, or in the share of one ``answer``.

    More than two groups are compared in pairs too, with p adjusted (``holm``, ``bh`` or ``none``). Groups
    that disclosure control hides, of shares also those where chosen or not chosen is hidden, take no part.
    Without ``exact`` the words give no statistic and only the band of p: where a group's figure is hidden,
    which it would tell. ``rows`` (n,) are those of a domain, the others stay in the design; ``hidden`` are the
    codes of groups that a table of the domain does not publish, which take no part either.
    """
    require_shown(dataset, (question, by), policy)
    (groups,) = pooled(dataset, [classify(dataset, by, groupings)], policy)
    values, label = values_of(dataset, question, answer)
    code, notes = shown(dataset, groups, policy, hidden)
    if rows is not None:
        code = np.where(rows, code, -1).astype(np.int64)
    if answer is not None:
        code = published(dataset, groups, code, values, policy)
    place = f"{question} × {by}"
    used = design or design_of(dataset)
    code, kept = _compact(np.where(np.isnan(values), -1, code), groups)
    if method == "means":
        result = several_means(used, values, code, place=place)
    else:
        result = rank_test(used, values, code, method, place=place)
    pairs = pairwise(used, values, code, adjusting, place=place) if len(kept) > 2 else ()
    told = pairs_sentence(pairs, [one.label for one in kept], adjusting, level) if pairs else None
    return Comparison(
        kept,
        result,
        pairs,
        sentence(result, Named(label, groups.label), level, exact),
        told,
        (*_notes(dataset), *notes),
    )


def _compact(code: Ints, groups: Classification) -> tuple[Ints, tuple[Category, ...]]:
    """Groups somebody is in, renumbered from 0 in their order."""
    present = np.unique(code[code >= 0])
    kept = tuple(groups.categories[index] for index in present)
    return np.where(code >= 0, np.searchsorted(present, code), -1).astype(np.int64), kept


def _notes(dataset: Dataset) -> tuple[Text, ...]:
    return () if dataset.design.probability else (INDICATIVE,)
