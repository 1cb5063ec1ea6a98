"""A model asked of a dataset by names: what goes with an answer, other things equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify
from reports.crosstabs.by_unit import role_of, units_said
from reports.crosstabs.one_way import pooled
from reports.crosstabs.unanswered import Span, left_out_told, missing_told
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
from reports.disclosure.tables import SMALL_BASE
from reports.errors import ReportError
from reports.regression.joint import Whole, wholes
from reports.regression.merging import Used, merged, require_both, require_varied
from reports.regression.model import Coefficient, Model, fit
from reports.regression.refusals import refuse_constant
from reports.regression.sizes import evened, sizes_told, smallest_behind
from reports.regression.telling import told, whole_told
from reports.regression.terms import Factor, Number, Term
from reports.sample_design import design_of
from reports.tests.result import AnyDesign
from reports.tests.showing import require_shown, values_of

USED = Text(
    zh="{n} 份答卷参加计算，没有答卷因变量未答而未参加。",
    en="{n} answers were used; none was left out because a variable was missing.",
)
USED_SOME = Text(
    zh="{n} 份答卷参加计算，{left} 份因有变量未答而未参加。",
    en="{n} answers were used, {left} were not because a variable was missing.",
)
USED_ABOUT = Text(
    zh="约 {n} 份答卷参加计算，约 {left} 份（{low}–{high} 份）因有变量未答而未参加：频数表不说准确的份数，这里也不说，"
    "自由度随之。",
    en="About {n} answers were used, about {left} ({low} to {high}) were not because a variable was missing: frequencies do "
    "not tell the exact number, nor does the model; degrees of freedom follow.",
)
COARSE = (
    Text(
        zh="系数按误差取整（所依据的人数越少越粗），区间的半宽向上取整，标准误由它折算：准确的数会说出表中不公布的很少的人。",
        en="Coefficients are rounded by their errors (the fewer answers behind them, the more), half their intervals is "
        "rounded up, and standard errors follow from it: exact figures would tell of the few that tables hide.",
    ),
    Text(
        zh="p 只说在哪一段，t、F 和各类的份数不列，R² 取整，道理相同。",
        en="For the same reason p is given by its band, t, F and the answers of each category are not given, and R² is "
        "rounded.",
    ),
    Text(
        zh="内部要用准确的数：在“数据导出”按“内部分析（原样）”导出数据包，用其中声明了抽样设计的 data.R 以 svyglm 拟合。",
        en="Where exact figures are needed inside: make the package under Export of data with “Own analysis (as frozen)”; "
        "its data.R declares the design for svyglm.",
    ),
)


@dataclass(frozen=True, eq=False)
class Regression:
    """A fitted model of a dataset: what was explained, the model, what to know, and the data it came from.

    ``terms`` are the predictors as they entered, small categories put together; ``rarer`` says how many answers
    of the rarer kind a logistic model stands on, all of a linear one, and is not to be shown. ``wholes`` are the tests
    of the predictors. The model and they are as they may be told (:mod:`reports.regression.telling`).
    """

    outcome: Text
    model: Model
    wholes: tuple[Whole, ...]
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
        untold = one.estimate.n is None
        n = self.policy.threshold if one.estimate.n is None else one.estimate.n
        weight = float(one.estimate.weighted_n or 0.0)
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
                base_n=np.full(2, SMALL_BASE - 1 if one.is_small else SMALL_BASE),
                notes=self.notes,
                source=self.source,
                step=self.step,
                untold=untold,
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
    model = fit(made, values, terms, "logistic" if logistic else "linear", place=label.say("zh-CN"))
    tests, left = wholes(model), Span(0, 0)
    of_codes = logistic or dataset.variable(outcome).kind == "code"
    coarse = bool(model.left_out) or _has_few(terms, used, policy, of_codes)
    if coarse:
        names = (outcome, *predictors)
        model, left = _as_told(dataset, model, names, found, terms, used, policy)
        tests = tuple(whole_told(one, model.df) for one in tests)
    notes += [_used(model, left), *(COARSE if coarse else ()), *units_said(dataset, (), policy)]
    base = Base(model.n, model.weighted_n, model.is_about)
    step = step_of(dataset.weights)
    return Regression(
        label, model, tests, tuple(terms), used.rarer, tuple(notes), base, dataset.hash, step, policy
    )


def _as_told(
    dataset: Dataset,
    model: Model,
    names: Sequence[str],
    found: Sequence[Classification | Number],
    terms: Sequence[Term],
    used: Used,
    policy: Policy,
) -> tuple[Model, Span]:
    """The model as it may be told, and how many were left out; ``names`` are the outcome and the predictors."""
    spans = [missing_told(dataset, name, policy) for name in names]
    left = left_out_told(model.left_out, spans, len(dataset), policy)
    factors = {
        term.name: (term.codes, sizes_told(dataset, one, term, left, _most_besides(spans, place), policy))
        for place, (one, term) in enumerate(zip(found, terms, strict=True))
        if isinstance(one, Classification) and isinstance(term, Factor)
    }
    smallest = smallest_behind([one.column for one in model.coefficients], terms, used)
    weight, threshold = float(dataset.weights.mean()), policy.threshold
    unit = _unit(used) if dataset.variable(names[0]).kind == "code" and model.kind == "linear" else 0.0
    return told(model, left, smallest, evened(model, factors, left), weight, threshold, unit), left


def _unit(used: Used) -> float:
    """How far apart the nearest two points are that were given."""
    given = np.unique(used.outcome[used.rows])
    return float(np.diff(given).min()) if len(given) > 1 else 0.0


def _most_besides(missing: Sequence[Span], predictor: int) -> int:
    """The most that may lack another variable than a predictor; the outcome comes before the predictors."""
    return sum(each.high for place, each in enumerate(missing) if place != predictor + 1)


def _used(model: Model, left: Span) -> Text:
    """How many answers were used and how many not, as far as it may be told."""
    said = USED_ABOUT if model.is_about else USED_SOME if model.left_out else USED
    figures = {"n": model.n, "left": model.left_out, "low": left.low, "high": left.high}
    return said.fill(**{name: f"{number:,}" for name, number in figures.items()})


def _has_few(terms: Sequence[Term], used: Used, policy: Policy, of_codes: bool) -> bool:
    """Whether some cell of all predictors crossed, and an outcome ``of_codes``, holds fewer than the threshold.

    Of the points of a scale exact means would tell the answers that its frequencies hide.
    """
    columns = [one.codes[used.rows] for one in terms if isinstance(one, Factor)]
    if of_codes:
        columns.append(np.unique(used.outcome[used.rows], return_inverse=True)[1])
    elif len(columns) < 2:
        return False
    _, counts = np.unique(np.column_stack(columns), axis=0, return_counts=True)
    return bool((counts < policy.threshold).any())


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
