"""Models asked on the page: what is explained, by what, and what may be said of it. Nothing here writes.

What kind of model it is follows from what is explained: a number or a scale of points is linear, one answer of a
question, or one option of several, logistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from questionnaires.text import Text
from reports.charts.drawing import draw_spec
from reports.charts.spec import ChartSpec
from reports.charts.traits import direction, points
from reports.charts.wording import alt_text
from reports.classification import of_variable
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Dimension, Policy, ReleasedTable, TableCell
from reports.documents import sheets
from reports.regression import Coefficient, Factor, Regression, Whole, regress, wholes
from reports.regression.wording import CAUTION, Statement, figures_said, reason, statement, warnings
from reports.tests.wording import p_said
from survey.errors import Refusal
from survey.services import comparisons, results
from survey.services.comparisons import Choice
from survey.services.memory import Memory
from survey.services.releases import Which
from survey.services.results import Analysis, Feature, Question

#: Models kept, by the codes and numbers of their predictors: some megabytes.
KEPT_VALUES = 4_000_000
FORM = "forest"
MOST_PREDICTORS = 8
#: A question with more answers than this makes too many coefficients to be offered as a predictor.
MOST_ANSWERS = 12
MODELS = {
    "linear": Text(zh="线性回归", en="Linear regression"),
    "logistic": Text(zh="逻辑回归", en="Logistic regression"),
}


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


@dataclass(frozen=True)
class Row:
    """A coefficient as a page shows it: figures in words, those of a hidden cell empty."""

    label: Text
    cell: TableCell
    value: str
    interval: str
    p: str


@dataclass(frozen=True)
class Predictor:
    """A predictor as a page shows it: the test of it as a whole, and its coefficients.

    ``reference`` is the category that the others are held against, None of a number.
    """

    label: Text
    reference: Text | None
    statistic: str
    p: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model as outlets show it; ``table`` has the intercept, ``effects`` is what the chart shows."""

    regression: Regression
    wholes: tuple[Whole, ...]
    table: ReleasedTable
    effects: ReleasedTable
    reason: Text
    statement: Statement
    warnings: tuple[Text, ...]

    @property
    def figure(self) -> str:
        """The figure that readers look at."""
        return "odds_ratio" if self.regression.model.kind == "logistic" else "coefficient"

    @property
    def caution(self) -> Text:
        """What no model of answers supports."""
        return CAUTION

    @property
    def name(self) -> Text:
        """What kind of model it is."""
        return MODELS[self.regression.model.kind]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The predictors of categories, whose reference can be chosen."""
        return tuple(one for one in self.regression.terms if isinstance(one, Factor))

    @property
    def predictors(self) -> tuple[Predictor, ...]:
        """The predictors with their coefficients, in the order of the model."""
        found = []
        for term, whole in zip(self.regression.terms, self.wholes, strict=True):
            own = [one for one in self.regression.model.coefficients if one.column.name == term.name]
            df = ", ".join(f"{one:.5g}" for one in whole.df)
            found.append(
                Predictor(
                    term.label,
                    term.labels[term.reference] if isinstance(term, Factor) else None,
                    f"F({df}) = {whole.statistic:.2f}",
                    _p(whole.p),
                    tuple(self._row(one) for one in own),
                )
            )
        return tuple(found)

    def _row(self, one: Coefficient) -> Row:
        cell = self.table.cell(coefficient=_code(one.column.name, one.column.level))
        value, interval = figures_said(cell.figure(self.figure))
        p = "" if cell.suppressed else _p(one.p)
        return Row(one.column.level_label or one.column.label, cell, value or "—", interval, p)

    @property
    def spec(self) -> ChartSpec:
        """The chart of the model."""
        used = Text(zh="只含各变量都有回答的答卷", en="answers that lack nothing asked for")
        subtitle = Text(
            zh=f"{self.name.say('zh-CN')}，{used.say('zh-CN')}", en=f"{self.name.say('en')}, {used.say('en')}"
        )
        return ChartSpec(form=FORM, figure=self.figure, subtitle=subtitle)

    def words(self, language: str) -> str:
        """What the chart shows, for who cannot see it."""
        return alt_text(self.effects, FORM, self.spec).say(language)

    def in_words(self, language: str) -> str:
        """Everything that is said of the model, a line each."""
        lines = (self.reason, self.statement.sentence, *self.warnings, *self.regression.notes, CAUTION)
        return "\n".join(one.say(language) for one in lines)

    def to_json(self) -> dict[str, Any]:
        """What ``python -m survey regression --json`` prints; hidden figures are null."""
        model = self.regression.model
        rows = []
        tails = {_code(one.column.name, one.column.level): (one.t, one.p) for one in model.coefficients}
        for cell in self.table.inner():
            code = str(cell.keys["coefficient"])
            found = cell.figure("coefficient")
            t, p = tails[code] if not cell.suppressed else (None, None)
            row = {"term": code, "n": cell.n, "coefficient": found.value, "se": found.se}
            row |= {"low": found.low, "high": found.high, "t": t, "p": p, "suppressed": cell.suppressed}
            if "odds_ratio" in cell.figures:
                ratio = cell.figure("odds_ratio")
                row |= {
                    "odds_ratio": ratio.value,
                    "odds_ratio_low": ratio.low,
                    "odds_ratio_high": ratio.high,
                }
            rows.append(row)
        return {
            "model": model.kind,
            "outcome": dict(self.regression.outcome),
            "n": self.table.base.n,
            "left_out": model.left_out,
            "df": model.df,
            "r_squared": model.r_squared,
            "source": self.table.source,
            "sentence": dict(self.statement.sentence),
            "notes": [dict(note) for note in (*self.warnings, *self.regression.notes, CAUTION)],
            "rows": rows,
            "tests": [
                {"predictor": one.name, "f": one.statistic, "df": list(one.df), "p": one.p}
                for one in self.wholes
            ],
        }


def _values(one: Fitted) -> int:
    """How many values a model holds: its predictors are as long as the data."""
    found = one.regression
    return (found.model.n + found.model.left_out) * len(found.terms) or 1


_made: Memory[tuple[Any, ...], Fitted] = Memory(KEPT_VALUES, _values)


def outcomes(analysis: Analysis) -> list[Question]:
    """The questions that can be explained: numbers, and those of which one answer, option or row can be named."""
    dataset = analysis.dataset
    found = []
    for one in results.questions(analysis):
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
    roles = {one.role for one in results.features(analysis)}
    own = dataset.variable(outcome).role if outcome in dataset else None
    offered = [one for one in results.features(analysis) if own is None or one.role != own]
    found = []
    for one in results.questions(analysis):
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
        moment = analysis.frozen_at or datetime(2000, 1, 1, tzinfo=UTC)
        return sheets.xlsx_of((made.table,), analysis.provenance, moment, language)
    with results.refusals():
        chart = draw_spec(made.effects, made.spec, analysis.provenance, language)
    return chart.png(200) if kind == "png" else chart.svg() if kind == "svg" else chart.pdf()


def _fitted(dataset: Dataset, asked: Asked, policy: Policy) -> Fitted:
    outcome, answer = comparisons.asked_of(dataset, asked.outcome, asked.part or None)
    if dataset.group(asked.outcome) is not None:
        answer = None  # an option of several is a yes or no by itself
    with results.refusals():
        found = regress(
            dataset, outcome, asked.by, answer=answer, references=dict(asked.references), policy=policy
        )
        tests = wholes(found.model)
        variable = dataset.variable(outcome)
        return Fitted(
            found,
            tests,
            found.table(),
            found.table(intercept=False),
            reason(found.model.kind, is_number=variable.kind == "number"),
            statement(found, tests),
            warnings(found),
        )


def _p(p: float) -> str:
    """p as a column of them gives it: ``0.016``, ``< 0.001``."""
    return p_said(p).removeprefix("p ").removeprefix("= ")


def _code(name: str, level: str | None) -> str:
    return name if level is None else f"{name}={level}"


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
