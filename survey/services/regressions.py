"""Models asked on the page: what is explained, by what, and what may be said of it. Nothing here writes.

What kind of model it is follows from what is explained: a number or a scale of points is linear, one answer of a
question, or one option of several, logistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from questionnaires.text import Text
from reports.charts.drawing import draw_spec
from reports.charts.traits import direction, points
from reports.classification import of_variable
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Dimension, Policy
from reports.documents import sheets
from reports.regression import regress
from reports.regression.wording import reason, statement, warnings
from survey.errors import Refusal
from survey.services import catalogue, comparisons, results
from survey.services.catalogue import Feature, Question
from survey.services.comparisons import Choice
from survey.services.memory import Memory
from survey.services.models import Fitted
from survey.services.refusing import refusals
from survey.services.releases import Which
from survey.services.results import Analysis

#: Models kept, by the codes and numbers of their predictors: some megabytes.
KEPT_VALUES = 4_000_000
MOST_PREDICTORS = 8
#: A question with more answers than this makes too many coefficients to be offered as a predictor.
MOST_ANSWERS = 12


@dataclass(frozen=True)
class Asked:
    """What is explained by what.

    ``part`` is one answer, option or row of the ``outcome`` where it is no number; ``references`` are the
    categories that others are held against, by predictor.
    """

    outcome: str
    by: tuple[str, ...]
    part: str = ""
    references: tuple[tuple[str, str], ...] = ()


def _values(one: Fitted) -> int:
    """How many values a model holds: its predictors are as long as the data."""
    found = one.regression
    return (found.model.n + found.model.left_out) * len(found.terms) or 1


_made: Memory[tuple[Any, ...], Fitted] = Memory(KEPT_VALUES, _values)


def outcomes(analysis: Analysis) -> list[Question]:
    """The questions that can be explained: numbers, and those of which one answer, option or row can be named."""
    dataset = analysis.dataset
    found = []
    for one in catalogue.questions(analysis):
        group = dataset.group(one.name)
        if group is not None and group.kind == "matrix":
            fits = all(_has_points(dataset, row) for row in group.variables)
        else:
            fits = _kind(dataset, one.name) == "number" or bool(comparisons.choices(analysis, one.name))
        if fits:
            found.append(one)
    return found


def parts(analysis: Analysis, outcome: str) -> list[Choice]:
    """What of an outcome is explained, where that must or may be said; nothing for a number."""
    return comparisons.choices(analysis, outcome)


def needs_part(analysis: Analysis, outcome: str) -> bool:
    """Whether an answer, an option or a row must be named; of a scale of points their mean is explained without."""
    dataset = analysis.dataset
    if dataset.group(outcome) is not None:
        return True
    return _kind(dataset, outcome) == "code" and not _has_points(dataset, outcome)


def predictors(analysis: Analysis, outcome: str = "") -> tuple[list[Feature], list[Question]]:
    """What an outcome can be explained by: features, then numbers and single choices of few answers."""
    dataset = analysis.dataset
    roles = {one.role for one in catalogue.features(analysis)}
    own = dataset.variable(outcome).role if outcome in dataset else None
    offered = [one for one in catalogue.features(analysis) if own is None or one.role != own]
    found = []
    for one in catalogue.questions(analysis):
        variable = dataset.variable(one.name) if one.name in dataset else None
        if variable is None or one.name == outcome or (own is not None and variable.role == own):
            continue
        few = variable.kind == "code" and 1 < len(variable.substantive) <= MOST_ANSWERS
        if variable.kind == "number" or (few and variable.role not in roles):
            found.append(one)
    return offered, found


def fitted(analysis: Analysis, asked: Asked, policy: Policy = PUBLIC) -> Fitted:
    """The model that is asked for.

    :raises Refusal: nothing can be explained by it, said with the way out; too many predictors; no such answer.
    """
    if len(asked.by) > MOST_PREDICTORS:
        raise Refusal(
            "regression.many",
            place="by",
            reason=Text(
                zh=f"一次最多用 {MOST_PREDICTORS} 个自变量",
                en=f"A model takes at most {MOST_PREDICTORS} predictors",
            ),
            remedy=Text(zh="请去掉几个", en="Leave some out"),
        )
    results.require_one_of_each_role(asked.by)
    if not asked.part and needs_part(analysis, asked.outcome):
        raise Refusal(
            "regression.part",
            place="part",
            reason=Text(zh="没有说明要看哪一项", en="It is not said which answer or row is meant"),
            remedy=Text(zh="请选一个选项或一行", en="Choose one"),
        )
    key = (analysis.version, asked, policy)
    made = _made.get(key, lambda: _fitted(analysis.dataset, asked, policy))
    analysis.given(which(asked), made.table)
    return made


def which(asked: Asked) -> Which:
    """How the ledger of releases names a model."""
    question = f"{asked.outcome}={asked.part}" if asked.part else asked.outcome
    return Which(("regression", *asked.by), question=question)


def file_of(analysis: Analysis, asked: Asked, kind: str, language: str) -> bytes:
    """The coefficients as CSV or XLSX, or their chart as PNG, SVG or PDF."""
    made = fitted(analysis, asked)
    if kind == "csv":
        return sheets.csv_of(made.table, analysis.provenance, language)
    if kind == "xlsx":
        return sheets.xlsx_of((made.table,), analysis.provenance, analysis.moment, language)
    with refusals():
        chart = draw_spec(made.effects, made.spec, analysis.provenance, language)
    return chart.picture(kind)


def _fitted(dataset: Dataset, asked: Asked, policy: Policy) -> Fitted:
    outcome, answer = comparisons.asked_of(dataset, asked.outcome, asked.part or None)
    if dataset.group(asked.outcome) is not None:
        answer = None  # an option of several is a yes or no by itself
    with refusals():
        found = regress(
            dataset, outcome, asked.by, answer=answer, references=dict(asked.references), policy=policy
        )
        variable = dataset.variable(outcome)
        return Fitted(
            found,
            found.table(),
            found.table(intercept=False),
            reason(found.model.kind, is_number=variable.kind == "number"),
            statement(found),
            warnings(found),
        )


def _has_points(dataset: Dataset, name: str) -> bool:
    """Whether answers are points or lie between two opposites, in steps that a mean can be taken of.

    Codes of plain lists are numbers too, which alone makes no scale of them.
    """
    variable = dataset.variable(name)
    if not comparisons.is_scale(variable):
        return False
    steps = Dimension(name, variable.label, of_variable(dataset, variable).categories)
    return points(steps) or direction(steps) != 0


def _kind(dataset: Dataset, name: str) -> str:
    return dataset.variable(name).kind if name in dataset else ""
