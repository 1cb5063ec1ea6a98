"""Why a model cannot be fitted, said with the predictor that is in the way and what to do."""

from __future__ import annotations

from typing import NoReturn

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.estimate import Floats
from reports.regression.terms import Bools, Matrix

# A level so far to one side is what makes a coefficient grow without end.
_MOST_NAMED = 3


def refuse_outcome(place: str) -> NoReturn:
    """A logistic model needs an outcome of 0 and 1."""
    raise ReportError(
        "regression.outcome",
        place,
        Text(zh="逻辑回归的因变量只能取 0 和 1。", en="The outcome of a logistic model must be 0 or 1."),
        Text(zh="请指定哪些答案算“是”。", en="Say which answers count as yes."),
    )


def refuse_constant(place: str, label: Text | None = None) -> NoReturn:
    """A variable without variation explains nothing and cannot be explained; how many answers is not said."""
    raise ReportError(
        "regression.constant",
        place,
        Text(
            zh="“{name}”在可用的答卷中取值全部相同。",
            en="“{name}” has the same value in all usable answers.",
        ).fill(name=label or place),
        Text(
            zh="请换一个答案有差别的变量，或去掉它。",
            en="Choose a variable whose answers differ, or leave it out.",
        ),
    )


def refuse_freedom(freedom: float, columns: int, place: str) -> None:
    """Refuse a model with at least as many coefficients as the design has degrees of freedom."""
    if freedom > 0:
        return
    raise ReportError(
        "regression.freedom",
        place,
        Text(
            zh="模型有 {columns} 个系数，抽样单元太少（剩余自由度 {df}），误差无法估计。",
            en="The model has {columns} coefficients and too few sampling units for their errors "
            "(residual degrees of freedom: {df}).",
        ).fill(columns=columns, df=f"{freedom:g}"),
        Text(zh="请少选自变量，或归并类别。", en="Use fewer predictors, or group their categories."),
    )


def refuse_replicate(number: int) -> NoReturn:
    """A replicate whose answers cannot carry the model."""
    raise ReportError(
        "regression.replicate",
        f"replicate {number}",
        Text(
            zh="第 {number} 组重复权数下模型无法估计（有的类别没有答卷）。",
            en="The model cannot be fitted to replicate {number}: a category has no answers in it.",
        ).fill(number=number),
        Text(
            zh="请归并人数少的类别，或改用线性化的误差。",
            en="Merge small categories, or use linearised errors.",
        ),
    )


def refuse_unknown_error(spread: Floats, place: str) -> None:
    """Refuse a model whose design gives no error."""
    if np.isfinite(spread).all():
        return
    raise ReportError(
        "regression.variance",
        place,
        Text(
            zh="有的层只有一个抽样单元，算不出系数的误差。",
            en="A stratum has a single sampling unit, so that coefficients have no error.",
        ),
        Text(
            zh="请再收回该层的有效答卷（按单位抽样时须来自另一个单位），或在“抽样”中把该层并入相近的层。",
            en="Get another valid answer there (from another unit where units were drawn), or merge the "
            "stratum with a similar one under Sampling.",
        ),
    )


def refuse_aliased(matrix: Matrix, column: int, place: str) -> NoReturn:
    """A predictor that follows from the others: told by name."""
    found = matrix.columns[column] if column < len(matrix.columns) else None
    name = Text(
        zh=found.say("zh-CN") if found is not None else place,
        en=found.say("en") if found is not None else place,
    )
    raise ReportError(
        "regression.collinear",
        found.name if found is not None else place,
        Text(
            zh="“" + name.say("zh-CN") + "”可由其他自变量完全推出（共线），它的系数无法确定。",
            en="“"
            + name.say("en")
            + "” follows exactly from the other predictors (collinearity), so that its "
            "coefficient is not determined.",
        ),
        Text(zh="请去掉它，或去掉与它重复的自变量。", en="Leave it out, or the predictor that repeats it."),
    )


def refuse_separated(matrix: Matrix, outcome: Floats, weights: Floats, place: str) -> NoReturn:
    """An outcome that predictors foretell without exception: the levels that do are named."""
    used = weights > 0
    named = [
        index
        for index, column in enumerate(matrix.columns)
        if column.level is not None and _one_sided(matrix.values[used, index] > 0, outcome[used])
    ]
    places = [matrix.columns[index] for index in named[:_MOST_NAMED]]
    listed = Text(
        zh="、".join(column.say("zh-CN") for column in places) or "自变量的某种组合",
        en=", ".join(column.say("en") for column in places) or "a combination of predictors",
    )
    raise ReportError(
        "regression.separation",
        ", ".join(dict.fromkeys(column.name for column in places)) or place,
        Text(
            zh="结果被自变量完全分开：" + listed.say("zh-CN") + " 中的答案全是或全不是，系数会无限增大。",
            en="The outcome is separated: in "
            + listed.say("en")
            + " all answers are the same, so that the coefficient would grow without end.",
        ),
        Text(
            zh="请把该类别并入相近的类别，换一个对照类别，或去掉该自变量。",
            en="Merge the category with a similar one, change the reference, or leave the predictor out.",
        ),
    )


def _one_sided(inside: Bools, outcome: Floats) -> bool:
    """Whether all answers in a level, or all outside it, are the same."""
    return any(
        len(part) > 0 and bool((part == part[0]).all()) for part in (outcome[inside], outcome[~inside])
    )
