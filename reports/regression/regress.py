"""A model asked of a dataset by names: what goes with an answer, other things equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify
from reports.crosstabs.one_way import pooled
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Base,
    Cube,
    Dimension,
    RawTable,
    ReleasedTable,
    Rules,
    join,
    release,
)
from reports.disclosure.cube import with_margins
from reports.disclosure.rounding import step_of
from reports.errors import ReportError
from reports.estimates.estimate import Floats
from reports.regression.model import Coefficient, Model, fit
from reports.regression.terms import Factor, Ints, Number, Term
from reports.sample_design import design_of
from reports.tests.result import AnyDesign
from reports.tests.showing import published, require_shown, shown, values_of

USED = Text(
    zh="{n} 份答卷参加计算，{left} 份因有变量未答而未参加。",
    en="{n} answers were used, {left} were not because a variable was missing.",
)


@dataclass(frozen=True, eq=False)
class Regression:
    """A fitted model of a dataset: what was explained, the model, what to know, and the data it came from."""

    outcome: Text
    model: Model
    notes: tuple[Text, ...]
    base: Base
    source: str
    step: float
    policy: Rules

    def table(self) -> ReleasedTable:
        """The coefficients as a released table: ``coefficient`` and, of a logistic model, ``odds_ratio``.

        One row each, dimension ``coefficient``; a row that stands on fewer answers than the threshold is
        emptied by disclosure control.
        """
        listed = [_category(one) for one in self.model.coefficients]
        tables = [self._row(one) for one in self.model.coefficients]
        label = Text(zh="自变量", en="Predictor")
        return join(self.outcome, Dimension("coefficient", label, tuple(listed)), tables, keep={"one": "1"})

    def _row(self, one: Coefficient) -> ReleasedTable:
        n, weight = int(one.estimate.n or 0), float(one.estimate.weighted_n or 0.0)
        figures = {"coefficient": [one.estimate] * 2}
        if one.odds_ratio is not None:
            figures["odds_ratio"] = [one.odds_ratio] * 2
        return release(
            RawTable(
                title=self.outcome,
                dimensions=(Dimension("one", self.outcome, (Category("1", self.outcome),)),),
                cube=Cube(with_margins(np.array([[n]], dtype=np.int64), 1), np.ones(1)),
                weighted=np.array([weight, weight]),
                figures=figures,
                base=self.base,
                notes=self.notes,
                source=self.source,
                step=self.step,
            ),
            self.policy,
        )


def regress(
    dataset: Dataset,
    outcome: str,
    predictors: Sequence[str],
    answer: str | None = None,
    references: Mapping[str, str] | None = None,
    groupings: Mapping[str, str] | None = None,
    policy: Rules = PUBLIC,
    design: AnyDesign | None = None,
) -> Regression:
    """Fit a linear model of a number or of the points of a scale, or a logistic one of an ``answer``.

    ``predictors`` are numbers, or names that :func:`reports.classification.classify` knows; categories
    stand against the first, or against the code ``references`` names. A multiple choice's option is a
    logistic outcome by itself. Categories that disclosure control hides take no part, and a note names
    them. Refusals are those of :func:`reports.regression.model.fit`.
    """
    require_shown(dataset, (outcome, *predictors), policy)
    if not predictors:
        raise ReportError(
            "regression.predictors",
            outcome,
            Text(zh="没有选择自变量。", en="No predictor is named."),
            Text(zh="请至少选择一个自变量。", en="Name at least one predictor."),
        )
    values, label = values_of(dataset, outcome, answer)
    logistic = answer is not None or dataset.variable(outcome).kind == "indicator"
    terms, notes = [], list(dataset.design.notes)
    for name in predictors:
        term, said = _term(dataset, name, values if logistic else None, references, groupings, policy)
        terms.append(term)
        notes += said
    used = design or design_of(dataset)
    model = fit(used, values, terms, "logistic" if logistic else "linear", place=outcome)
    notes.append(USED.fill(n=model.n, left=model.left_out))
    base = Base(model.n, model.weighted_n)
    return Regression(label, model, tuple(notes), base, dataset.hash, step_of(dataset.weights), policy)


def _term(
    dataset: Dataset,
    name: str,
    chosen: Floats | None,
    references: Mapping[str, str] | None,
    groupings: Mapping[str, str] | None,
    policy: Rules,
) -> tuple[Term, list[Text]]:
    if name in dataset and dataset.variable(name).kind == "number":
        variable = dataset.variable(name)
        return Number(name, variable.label, dataset.numbers(name)), []
    (one,) = pooled(dataset, [classify(dataset, name, groupings)], policy)
    codes, notes = shown(dataset, one, policy)
    if chosen is not None:
        codes = published(dataset, one, codes, chosen, policy)
    answers = [category for category in one.categories if category.missing is None]
    reference = _reference(one, answers, codes, (references or {}).get(name))
    return (
        Factor(
            name,
            one.label,
            codes,
            tuple(category.code for category in answers),
            tuple(category.label for category in answers),
            reference,
        ),
        notes,
    )


def _reference(one: Classification, answers: Sequence[Category], codes: Ints, wanted: str | None) -> int:
    """The position of the reference: the code that was asked for, else the first category with answers."""
    listed = [category.code for category in answers]
    if wanted is None:
        present = codes[codes >= 0]
        return int(present.min()) if len(present) else 0
    if wanted not in listed:
        raise ReportError(
            "regression.reference",
            one.name,
            Text(
                zh="“{name}”没有类别“{code}”，不能作对照。",
                en="“{name}” has no category “{code}” to refer to.",
            ).fill(name=one.name, code=wanted),
            Text(zh="可用的类别：{codes}", en="Its categories are: {codes}").fill(codes=", ".join(listed)),
        )
    return listed.index(wanted)


def _category(one: Coefficient) -> Category:
    column = one.column
    code = column.name if column.level is None else f"{column.name}={column.level}"
    return Category(code, Text(zh=column.say("zh-CN"), en=column.say("en")))
