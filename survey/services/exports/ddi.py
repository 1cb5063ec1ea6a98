"""DDI-Codebook of exported data: what the questionnaire says of each variable, with what was counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from questionnaires.formats.codebook import codebook_of, ddi_of
from questionnaires.formats.codebook.statistics import Counted, Statistics
from questionnaires.formats.codebook.variables import Codebook, Value
from questionnaires.formats.codebook.variables import Variable as Described
from questionnaires.model import Missing, Privacy, Role
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.classification import of_variable
from reports.codebook import INDICATOR_CODES, Variable
from reports.crosstabs.one_way import hidden_of
from reports.dataset import Dataset
from reports.disclosure import PUBLIC
from reports.exports.cells import places
from survey.services.respond.interviewing import facts_of
from survey.services.versions import questionnaire_of
from survey.store import surveys as stored_surveys
from survey.store.engine import Store

FILE = "data.csv"


def described(
    store: Store, survey_id: int, dataset: Dataset, language: str = CHINESE, *, alone: bool = False
) -> bytes:
    """The DDI of a dataset that was released: wordings of the newest version that has a variable, codes and counts.

    Beside its data the counts are those of the data. ``alone`` it is a publication: what disclosure control
    hides in the public tables of a variable is not told.
    """
    known = _known(store, survey_id)
    newest = next(iter(known))
    variables = tuple(_described(one, known) for one in dataset.variables)
    book = replace(newest, title=dataset.title, version=dataset.hash, variables=variables)
    count = _published if alone else _statistics
    counted = Counted(FILE, len(dataset), {one.name: count(dataset, one) for one in dataset.variables})
    return ddi_of(book, language, counted)


def _known(store: Store, survey_id: int) -> list[Codebook]:
    """The codebooks of the versions of a survey, newest first."""
    with store.reading() as session:
        survey = stored_surveys.get(session, survey_id)
        said = {language: facts_of(survey, language) for language in (CHINESE, ENGLISH)}
        versions = sorted(stored_surveys.versions(session, survey_id), key=lambda one: -one.number)
        asked = [questionnaire_of(store, session, one.id) for one in versions]
    facts = {
        name: Text({language: words[name] for language, words in said.items() if words[name]})
        for name in said[CHINESE]
    }
    return [codebook_of(one, facts) for one in asked]


def _described(variable: Variable, known: list[Codebook]) -> Described:
    """A variable with what the newest questionnaire that has it says; codes and kind are those of the data."""
    by_name = (one for book in known for one in book.variables if one.name == variable.name)
    found = next(by_name, None)
    reasons = variable.missing_kinds
    listed = INDICATOR_CODES if variable.kind == "indicator" else variable.codes
    values = tuple(
        Value(code, label, Missing(reasons[code]) if code in reasons else None)
        for code, label in listed.items()
    )
    rest = tuple(
        Value(code, variable.say_code(code), Missing(reasons[code])) for code in reasons if code not in listed
    )
    if found is None:  # a column that changed its nature between versions
        found = Described(
            variable.name, variable.label, variable.kind, variable.question, variable.question, "", "",
            variable.label, Text(), Text(), (), (), (), False, None, Privacy.PLAIN,
        )  # fmt: skip
    # What was coarsened is not of the list any more, nor within its bounds, nor worked out by its rule.
    as_asked = found.type == variable.kind and found.label == variable.label
    whole = (
        found
        if as_asked
        else replace(found, source=None, least=None, most=None, decimals=0, value="", inputs=())
    )
    return replace(
        whole,
        label=variable.label,
        type=variable.kind,
        values=values,
        reasons=rest,
        role=Role(variable.role) if variable.role else None,
        privacy=Privacy(variable.privacy),
    )


def _statistics(dataset: Dataset, variable: Variable) -> Statistics:
    """Counts by code, plain and weighted; of numbers mean and deviation without weights, as DDI has them by default."""
    column, reasons = dataset.table[variable.name], variable.missing_kinds
    weights = dataset.weights
    if variable.kind == "code":
        positions, codes = places(column)
    else:
        positions, codes = places(dataset.table[variable.companion])
    counts = _by_code(positions, codes, None)
    weighted = _by_code(positions, codes, weights)
    if variable.kind == "indicator":
        chosen = dataset.numbers(variable.name)
        for code in INDICATOR_CODES:
            own = chosen == float(code)
            counts[code], weighted[code] = float(own.sum()), float(weights[own].sum())
    invalid = int(sum(count for code, count in counts.items() if code in reasons))
    return Statistics(
        len(dataset) - invalid,
        invalid,
        {code: int(count) for code, count in counts.items()},
        weighted,
        _summary(dataset.numbers(variable.name)) if variable.kind == "number" else {},
    )


def _published(dataset: Dataset, variable: Variable) -> Statistics:
    """The counts of a variable that its public table shows; of numbers nothing that one person may have said alone."""
    whole = _statistics(dataset, variable)
    if variable.kind in ("code", "indicator"):
        categories = of_variable(dataset, variable)
        hides = hidden_of(dataset, categories, PUBLIC)
        hidden = frozenset(one.code for one, hide in zip(categories.categories, hides, strict=True) if hide)
    else:
        hidden = frozenset(code for code, count in whole.counts.items() if 0 < count < PUBLIC.threshold)
        if (whole.valid or 0) < PUBLIC.threshold:
            hidden |= frozenset(whole.counts)
    summary = {
        name: value for name, value in whole.summary.items() if name in ("mean", "stdev") and not hidden
    }
    told = (None, None) if hidden else (whole.valid, whole.invalid)
    return Statistics(*told, whole.counts, whole.weighted, summary, hidden)


def _by_code(
    positions: npt.NDArray[np.integer[Any]], codes: tuple[str, ...], weights: npt.NDArray[np.float64] | None
) -> dict[str, float]:
    there = positions >= 0
    chosen = None if weights is None else weights[there]
    sums = np.bincount(positions[there].astype(np.int64), weights=chosen, minlength=len(codes))
    return dict(zip(codes, (float(one) for one in sums), strict=True))


def _summary(values: npt.NDArray[np.float64]) -> dict[str, float]:
    there = values[np.isfinite(values)]
    if not len(there):
        return {}
    deviation = {"stdev": float(there.std(ddof=1))} if len(there) > 1 else {}
    return {"mean": float(there.mean()), **deviation, "min": float(there.min()), "max": float(there.max())}
