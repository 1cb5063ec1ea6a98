"""The columns of a dataset as words, a stretch of rows at a time: codes as stored, or labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.codebook import Variable
from reports.dataset import Dataset
from reports.safe_cells import safe_cell

STEP = 5000
YES_NO = {"1": Text(zh="是", en="yes"), "0": Text(zh="否", en="no")}
Say = Callable[[str], str]


def needs_companion(dataset: Dataset, variable: Variable) -> bool:
    """Whether missing codes in the column of a number could be taken for answers, so that they stand beside it."""
    if variable.kind != "number":
        return False
    codes = [float(code) for code in variable.missing_kinds]
    return variable.ambiguous or bool(dataset.table[variable.name].isin(codes).any())


def steps(count: int, step: int = STEP) -> Iterator[slice]:
    """Stretches of rows, one after the other; none where there are no rows."""
    for start in range(0, count, step):
        yield slice(start, min(start + step, count))


def places(column: pd.Series[Any]) -> tuple[npt.NDArray[np.integer[Any]], tuple[str, ...]]:
    """Positions in the categories of a Categorical column (-1 where empty), as small as they are kept, and these."""
    values = pd.Categorical(column)
    return values.codes, tuple(str(code) for code in values.categories)


def number_words(value: float) -> str:
    """A number as people write it, at fifteen digits: ``46``, ``46.5``, ``0.00002``; empty for NaN."""
    if value != value:  # noqa: PLR0124 - NaN is the one number that differs from itself
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(np.format_float_positional(float(f"{value:.15g}"), trim="-"))


def words(column: pd.Series[Any], rows: slice, say: Say = str) -> list[str]:
    """The cells of some rows; empty where there is nothing. ``say`` gives a code its word."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        said = [
            *(say(str(code)) for code in column.array.categories),
            "",
        ]  # the last is that of no category, -1
        return [said[place] for place in column.array.codes[rows].tolist()]
    part = column.iloc[rows]
    if str(column.dtype) in ("float64", "Float64"):
        return [number_words(value) for value in part.to_numpy(dtype=np.float64, na_value=np.nan).tolist()]
    if str(column.dtype).startswith(("Int", "int")):
        whole, empty = part.fillna(0).to_numpy(dtype=np.int64), part.isna().to_numpy(dtype=bool)
        return [
            "" if blank else say(str(value))
            for value, blank in zip(whole.tolist(), empty.tolist(), strict=True)
        ]
    return ["" if pd.isna(value) else say(str(value)) for value in part.tolist()]


def coded(dataset: Dataset, variable: Variable, rows: slice, beside: bool) -> list[list[str]]:
    """The cells of a variable as codes, safe to open; with a second column of missing codes where ``beside``."""
    table = dataset.table
    values = words(table[variable.name], rows, safe_cell)
    if variable.kind == "code":
        return [values]
    why = words(table[variable.companion], rows)
    if beside:
        return [values, why]
    return [[value or reason for value, reason in zip(values, why, strict=True)]]


def codebook_rows(dataset: Dataset, language: str = "zh-CN") -> list[tuple[str, ...]]:
    """The codebook: a line for each variable and one for each of its codes."""
    chinese = language.startswith("zh")
    rows: list[tuple[str, ...]] = [
        ("变量", "题号", "说明", "类型", "代码", "代码含义", "缺失", "角色", "版本")
        if chinese
        else ("variable", "question", "label", "kind", "code", "code label", "missing", "role", "versions")
    ]
    for one in dataset.variables:
        versions = ", ".join(one.versions)
        rows.append(
            (one.name, one.question, one.label.say(language), one.kind, "", "", "", one.role or "", versions)
        )
        for code, label in one.codes.items():
            missing = one.missing_kinds.get(code, "")
            rows.append((one.name, "", "", "", code, label.say(language), missing, "", ""))
    return rows
