"""What the recipe of a set of weights is asked from: margins with known totals, strata with what was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.text import Text
from reports.classification import classify
from reports.dataset import Dataset
from survey.services import catalogue, counts
from survey.services.refusing import refusals
from survey.services.results import Analysis
from survey.store.engine import Store

MOST_MARGINS = 6
#: More categories are typed by nobody; a variable with so many is no margin.
MOST_CATEGORIES = 60


@dataclass(frozen=True)
class Offer:
    """A margin that can be calibrated to: the codes and labels of its answers, and totals known from the frame."""

    name: str
    label: Text
    categories: tuple[tuple[str, Text], ...]
    known: Mapping[str, float]


@dataclass(frozen=True)
class Asked:
    """A stratum with its population, the copies issued in it and the valid answers."""

    code: str
    label: Text
    population: float | None
    issued: int
    valid: int


def offers(analysis: Analysis) -> list[Offer]:
    """The margins that can be chosen: what the answers can be broken down by, with few enough categories."""
    found = []
    for one in catalogue.features(analysis):
        with refusals():
            offer = _offer(analysis, one.name, one.label)
        if 1 < len(offer.categories) <= MOST_CATEGORIES:
            found.append(offer)
    return found


def _offer(analysis: Analysis, name: str, label: Text) -> Offer:
    read = classify(analysis.dataset, name)
    categories = tuple((one.code, one.label) for one in read.categories if one.missing is None)
    strata = analysis.dataset.design.strata if name == "stratum" else ()
    known = {one.code: one.population for one in strata if one.population is not None}
    return Offer(name, label, categories, known)


def asked(store: Store, survey_id: int, dataset: Dataset) -> tuple[Asked, ...]:
    """The strata in which copies were issued or answers are valid; spoiled copies were given to nobody."""
    held = dataset.column("stratum").value_counts()
    issued = {line.code: line.ledger.issued for line in counts.counts_of(store, survey_id).strata}
    found = tuple(
        Asked(one.code, one.label, one.population, issued.get(one.code, 0), int(held.get(one.code, 0)))
        for one in dataset.design.strata
    )
    return tuple(one for one in found if one.issued or one.valid)
