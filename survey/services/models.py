"""A fitted model as outlets show it: figures in words, a chart, JSON; hidden cells have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from questionnaires.text import Text
from reports.charts.spec import ChartSpec
from reports.charts.wording import alt_text
from reports.disclosure import ReleasedTable, TableCell
from reports.regression import Coefficient, Factor, Regression
from reports.regression.wording import CAUTION, Statement, chance_said, figures_said

FORM = "forest"
MODELS = {
    "linear": Text(zh="线性回归", en="Linear regression"),
    "logistic": Text(zh="逻辑回归", en="Logistic regression"),
}


@dataclass(frozen=True)
class Row:
    """A coefficient as a page shows it: figures in words, those of a hidden cell empty."""

    label: Text
    cell: TableCell
    value: str
    interval: str
    p: str

    @property
    def n(self) -> str:
        """How many answers, with a star where they are few; a dash where it is not told."""
        told = "—" if self.cell.n is None else f"{self.cell.n:,}"
        return f"{told}*" if self.cell.small_base else told


@dataclass(frozen=True)
class Predictor:
    """A predictor as a page shows it: the test of it as a whole, and its coefficients.

    ``reference`` is the category that the others are held against, None of a number; ``statistic`` is empty where it
    is not told.
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
        for term, whole in zip(self.regression.terms, self.regression.wholes, strict=True):
            own = [one for one in self.regression.model.coefficients if one.column.name == term.name]
            df = ", ".join(f"{one:.5g}" for one in whole.df)
            found.append(
                Predictor(
                    term.label,
                    term.labels[term.reference] if isinstance(term, Factor) else None,
                    "" if whole.statistic is None else f"F({df}) = {whole.statistic:.2f}",
                    self._p(whole.p),
                    tuple(self._row(one) for one in own),
                )
            )
        return tuple(found)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All coefficients, the intercept first."""
        return tuple(map(self._row, self.regression.model.coefficients))

    def _row(self, one: Coefficient) -> Row:
        cell = self.table.cell(coefficient=_code(one.column.name, one.column.level))
        step = one.step if self.figure == "coefficient" else 0.0
        value, interval = figures_said(cell.figure(self.figure), step)
        p = "" if cell.suppressed else self._p(one.p)
        return Row(one.column.level_label or one.column.label, cell, value or "—", interval, p)

    def _p(self, p: float) -> str:
        """p as a column of them gives it: ``0.016``, ``< 0.001``, ``≥ 0.05``."""
        return chance_said(p, self.regression.model.is_exact).removeprefix("p ").removeprefix("= ")

    @property
    def explained(self) -> str:
        """R² as it may be told, empty of a logistic model."""
        model = self.regression.model
        if model.r_squared is None:
            return ""
        return f"{model.r_squared:.3f}" if model.is_exact else f"{model.r_squared:.2f}"

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
        """What ``python -m survey regression --json`` prints; figures that are hidden or not told are null."""
        model = self.regression.model
        rows = []
        tails = {_code(one.column.name, one.column.level): (one.t, one.p) for one in model.coefficients}
        exact = model.is_exact
        for cell in self.table.inner():
            code = str(cell.keys["coefficient"])
            found = cell.figure("coefficient")
            t, p = tails[code] if not cell.suppressed else (None, None)
            row = {"term": code, "n": cell.n, "coefficient": found.value, "se": found.se}
            row |= {"low": found.low, "high": found.high, "t": t, "p": p if exact else None}
            row |= {"p_said": None if p is None else chance_said(p, exact), "suppressed": cell.suppressed}
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
            "n_is_about": model.is_about,
            "exact": exact,
            "left_out": model.left_out,
            "df": model.df,
            "r_squared": model.r_squared,
            "source": self.table.source,
            "sentence": dict(self.statement.sentence),
            "notes": [dict(note) for note in (*self.warnings, *self.regression.notes, CAUTION)],
            "rows": rows,
            "tests": [
                {
                    "predictor": one.name,
                    "f": one.statistic,
                    "df": list(one.df),
                    "p": one.p if exact else None,
                    "p_said": chance_said(one.p, exact),
                }
                for one in self.regression.wholes
            ],
        }


def _code(name: str, level: str | None) -> str:
    return name if level is None else f"{name}={level}"
