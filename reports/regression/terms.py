"""The predictors of a model as columns: an intercept, numbers as they are, categories against a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.estimate import Floats

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MOST_COLUMNS = 200
INTERCEPT = Text(zh="截距", en="Intercept")


@dataclass(frozen=True, eq=False)
class Number:
    """A predictor that enters as a number, (n,), NaN where missing."""

    name: str
    label: Text
    values: Floats

    @property
    def held(self) -> Bools:
        """Which rows have a value."""
        return np.asarray(~np.isnan(self.values), dtype=bool)


@dataclass(frozen=True, eq=False)
class Factor:
    """A predictor of categories: positions (n,), negative where missing, against the ``reference`` position."""

    name: str
    label: Text
    codes: Ints
    levels: tuple[str, ...]
    labels: tuple[Text, ...]
    reference: int = 0

    @property
    def held(self) -> Bools:
        """Which rows have a category."""
        return np.asarray(self.codes >= 0, dtype=bool)


Term = Number | Factor


@dataclass(frozen=True)
class Column:
    """A column of the model: the ``level`` of a factor against its ``reference``, or a number, or the intercept."""

    name: str
    label: Text
    level: str | None = None
    level_label: Text | None = None
    reference: str | None = None
    reference_label: Text | None = None

    def say(self, language: str) -> str:
        """The column in words."""
        if self.level_label is None or self.reference_label is None:
            return self.label.say(language)
        words = (self.label.say(language), self.level_label.say(language), self.reference_label.say(language))
        if language.startswith("zh"):
            return "{}：{}（对照：{}）".format(*words)
        return "{}: {} (against {})".format(*words)


@dataclass(frozen=True, eq=False)
class Matrix:
    """The model matrix, ``values`` (n, p) with 0 in rows that are not ``held``, and what its columns mean."""

    values: Floats
    columns: tuple[Column, ...]
    held: Bools


def matrix_of(terms: Sequence[Term], weights: Floats, rows: Bools | None = None) -> Matrix:
    """Build the model matrix on the rows where every predictor is known (R: ``model.matrix``, treatment contrasts).

    Levels that nobody in these rows has are left out, as R leaves out unused levels. Refused: a predictor
    named twice, a reference that nobody has, and more than 200 columns.
    """
    names = [term.name for term in terms]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ReportError(
            "regression.doubled",
            ", ".join(doubled),
            Text(zh="同一个自变量出现了两次。", en="A predictor is named twice."),
            Text(zh="请把它只列一次。", en="Name it once."),
        )
    held = np.ones(len(weights), dtype=bool) if rows is None else rows.copy()
    for term in terms:
        held &= term.held
    made: list[tuple[Column, Floats]] = [(Column("(Intercept)", INTERCEPT), np.ones(len(weights)))]
    for term in terms:
        made += (
            [(Column(term.name, term.label), np.where(held, term.values, 0.0))]
            if isinstance(term, Number)
            else _columns(term, held & (weights > 0))
        )
        if len(made) > MOST_COLUMNS:
            raise ReportError(
                "regression.columns",
                term.name,
                Text(
                    zh="自变量共有 {n} 个以上的系数，太多，无法估计。",
                    en="The predictors make more than {n} coefficients, too many to estimate.",
                ).fill(n=MOST_COLUMNS),
                Text(zh="请先归并类别，或少选自变量。", en="Group the categories, or use fewer predictors."),
            )
    values = np.where(held[:, None], np.column_stack([column for _, column in made]), 0.0)
    return Matrix(values, tuple(column for column, _ in made), held)


def _columns(term: Factor, carried: Bools) -> list[tuple[Column, Floats]]:
    present = np.unique(term.codes[carried])
    if term.reference not in present:
        wanted = term.labels[term.reference]
        raise ReportError(
            "regression.reference",
            term.name,
            Text(
                zh="没有人属于对照类别“{level}”。", en="Nobody is in the reference category “{level}”."
            ).fill(level=wanted),
            Text(zh="请另选一个有答卷的对照类别。", en="Choose a reference category that has answers."),
        )
    others = [int(level) for level in present if level != term.reference]
    if len(others) > MOST_COLUMNS:
        others = others[: MOST_COLUMNS + 1]
    return [
        (
            Column(
                term.name,
                term.label,
                term.levels[level],
                term.labels[level],
                term.levels[term.reference],
                term.labels[term.reference],
            ),
            (term.codes == level).astype(np.float64),
        )
        for level in others
    ]
