"""A model asked of a dataset by names: what goes with an answer, other things equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify
from reports.crosstabs.by_unit import role_of
from reports.crosstabs.one_way import pooled
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Base,
    Cube,
    Dimension,
    Policy,
    RawTable,
    ReleasedTable,
    join,
    release,
)
from reports.disclosure.cube import with_margins
from reports.disclosure.rounding import step_of
from reports.errors import ReportError
from reports.regression.merging import Used, merged, require_both, require_varied
from reports.regression.model import Coefficient, Model, fit
from reports.regression.refusals import refuse_constant
from reports.regression.telling import told
from reports.regression.terms import Factor, Number, Term
from reports.sample_design import design_of
from reports.tests.result import AnyDesign
from reports.tests.showing import require_shown, values_of

USED = Text(
    zh="{n} 份答卷参加计算，没有答卷因变量未答而未参加。",
    en="{n} answers were used; none was left out because a variable was missing.",
)
USED_ABOUT = Text(
    zh="约 {n} 份答卷参加计算，约 {left} 份因有变量未答而未参加。未参加的和各类的份数按 {step} 份一档、"
    "取中间的数给出，自由度随之：准确的数会说出有多少人没有回答某一题。",
    en="About {n} answers were used, about {left} were not because a variable was missing. How many were not, and how "
    "many are in a category, is given in steps of {step} by the middle of the step, and degrees of freedom follow: exact "
    "numbers would tell how few left a question out.",
)


@dataclass(frozen=True, eq=False)
class Regression:
    """A fitted model of a dataset: what was explained, the model, what to know, and the data it came from.

    ``terms`` are the predictors as they entered, small categories put together; ``rarer`` says how many answers
    of the rarer kind a logistic model stands on, all of a linear one. Where answers were left out the numbers of
    answers are those that may be told (:mod:`reports.regression.telling`).
    """

    outcome: Text
    model: Model
    terms: tuple[Term, ...]
    rarer: int
    notes: tuple[Text, ...]
    base: Base
    source: str
    step: float
    policy: Policy

    def table(self, *, intercept: bool = True) -> ReleasedTable:
        """The coefficients as a released table: ``coefficient`` and, of a logistic model, ``odds_ratio``.

        One row each, dimension ``coefficient``; a row that stands on fewer answers than the threshold is
        emptied by disclosure control. Without the intercept it is what a chart of the model shows.
        """
        shown = self.model.coefficients[0 if intercept else 1 :]
        label = Text(zh="自变量", en="Predictor")
        dimension = Dimension("coefficient", label, tuple(_category(one) for one in shown))
        return join(self.outcome, dimension, [self._row(one) for one in shown], keep={"one": "1"})

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
    policy: Policy = PUBLIC,
    design: AnyDesign | None = None,
) -> Regression:
    """Fit a linear model of a number or of the points of a scale, or a logistic one of an ``answer``.

    ``predictors`` are numbers, or names that :func:`reports.classification.classify` knows; categories
    stand against the first, or against the code ``references`` names. A multiple choice's option is a
    logistic outcome by itself. Categories that disclosure control hides are put together with others
    (:mod:`reports.regression.merging`), and a note names them. Refusals are those of
    :func:`reports.regression.model.fit`, and an outcome or a number that tells of very few.
    """
    require_shown(dataset, (outcome, *predictors), policy)
    _require_predictors(dataset, outcome, predictors)
    values, label = values_of(dataset, outcome, answer)
    logistic = answer is not None or dataset.variable(outcome).kind == "indicator"
    found = [_read(dataset, name, groupings, policy) for name in predictors]
    rows = ~np.isnan(values)
    for one in found:
        rows &= one.valid if isinstance(one, Classification) else one.held
    if rows.any() and np.ptp(values[rows]) == 0:
        refuse_constant(outcome, label)
    used = Used(rows, values, logistic)
    require_both(outcome, label, used, policy)
    terms, notes = [], list(dataset.design.notes)
    for one in found:
        term, put_together = _term(dataset, one, used, references or {}, policy)
        terms.append(term)
        notes += put_together
    made = design or design_of(dataset)
    exact = fit(made, values, terms, "logistic" if logistic else "linear", place=label.say("zh-CN"))
    model = told(exact, policy.threshold)
    said = USED_ABOUT if model.left_out else USED
    notes.append(said.fill(n=f"{model.n:,}", left=f"{model.left_out:,}", step=2 * policy.threshold))
    base = Base(model.n, model.weighted_n)
    step = step_of(dataset.weights)
    rarer = used.rarer if not model.left_out else used.rarer - used.rarer % policy.threshold
    return Regression(label, model, tuple(terms), rarer, tuple(notes), base, dataset.hash, step, policy)


def _require_predictors(dataset: Dataset, outcome: str, predictors: Sequence[str]) -> None:
    if not predictors:
        raise ReportError(
            "regression.predictors",
            outcome,
            Text(zh="没有选择自变量。", en="No predictor is named."),
            Text(zh="请至少选择一个自变量。", en="Name at least one predictor."),
        )
    behind = dataset.variable(outcome)
    for name in predictors:
        role = role_of(dataset, name)
        if name == outcome or (role is not None and role == behind.role):
            raise ReportError(
                "regression.itself",
                name,
                Text(
                    zh="“{name}”既是因变量又是自变量。", en="“{name}” is the outcome and a predictor at once."
                ).fill(name=behind.label),
                Text(zh="请去掉这个自变量。", en="Leave that predictor out."),
            )


def _read(
    dataset: Dataset, name: str, groupings: Mapping[str, str] | None, policy: Policy
) -> Classification | Number:
    if name in dataset and dataset.variable(name).kind == "number":
        return Number(name, dataset.variable(name).label, dataset.numbers(name))
    (one,) = pooled(dataset, [classify(dataset, name, groupings)], policy)
    return one


def _term(
    dataset: Dataset,
    one: Classification | Number,
    used: Used,
    references: Mapping[str, str],
    policy: Policy,
) -> tuple[Term, list[Text]]:
    if isinstance(one, Number):
        require_varied(one.name, one.label, one.values, used, policy)
        return one, []
    made, notes = merged(dataset, one, used, policy)
    levels = tuple(category.code for category in made.categories)
    labels = tuple(category.label for category in made.categories)
    reference = _reference(one, levels, references.get(one.name))
    return Factor(one.name, one.label, made.codes, levels, labels, reference), notes


def _reference(one: Classification, levels: Sequence[str], wanted: str | None) -> int:
    """The position of the reference: what holds the code that was asked for, else the first category."""
    if wanted is None:
        return 0
    for place, level in enumerate(levels):
        if wanted == level or wanted in level.split("+"):
            return place
    raise ReportError(
        "regression.reference",
        one.name,
        Text(
            zh="“{name}”没有类别“{code}”，不能作对照。",
            en="“{name}” has no category “{code}” to refer to.",
        ).fill(name=one.label, code=wanted),
        Text(zh="可用的类别：{codes}", en="Its categories are: {codes}").fill(codes=", ".join(levels)),
    )


def _category(one: Coefficient) -> Category:
    column = one.column
    code = column.name if column.level is None else f"{column.name}={column.level}"
    return Category(code, Text(zh=column.say("zh-CN"), en=column.say("en")))
