"""The columns of a dataset: bring them into their types, check them, and turn them into bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.codebook import LEFT_OUT, DesignInfo, Variable
from reports.errors import ReportError

DESIGN_COLUMNS = ("response", "weight", "stratum", "psu", "mode")
ONE_STRATUM = "all"


def normalise(table: pd.DataFrame, variables: Sequence[Variable], design: DesignInfo) -> pd.DataFrame:
    """The table with exactly the design columns, the variables and their companions, in their types."""
    columns: dict[str, pd.Series[Any]] = {}
    count = len(table)
    table = table.reset_index(drop=True)
    columns["response"] = (
        table["response"].astype("int64") if "response" in table else pd.Series(np.arange(1, count + 1))
    )
    columns["weight"] = table["weight"].astype("float64") if "weight" in table else pd.Series(np.ones(count))
    columns["stratum"] = _strata(table, design)
    columns["psu"] = (
        table["psu"].astype("Int64")
        if "psu" in table
        else pd.Series(pd.array([pd.NA] * count, dtype="Int64"))
    )
    mode = table["mode"].astype("str") if "mode" in table else pd.Series([""] * count, dtype="str")
    columns["mode"] = categorical("mode", mode, sorted(set(mode.fillna("").tolist())), mode.fillna(""))
    _check_design(columns)
    for variable in variables:
        columns.update(_variable_columns(table, variable))
    found = pd.DataFrame(columns)
    if not found["response"].is_monotonic_increasing:
        found = found.sort_values("response", kind="stable").reset_index(drop=True)
    return found


def _strata(table: pd.DataFrame, design: DesignInfo) -> pd.Series[Any]:
    given = table["stratum"] if "stratum" in table else pd.Series([ONE_STRATUM] * len(table))
    values = given.astype("str")
    codes = [stratum.code for stratum in design.strata] or sorted(set(values.dropna().tolist()))
    return categorical("stratum", values, codes, values)


def _check_design(columns: dict[str, pd.Series[Any]]) -> None:
    weight = columns["weight"].to_numpy()
    if not np.all(np.isfinite(weight) & (weight >= 0)):
        raise ReportError(
            "dataset.weight",
            "weight",
            Text(zh="有的权数缺失、为负或不是有限数。", en="Some weights are missing, negative or infinite."),
            Text(zh="请重新计算权数。", en="Compute the weights again."),
        )
    if columns["response"].duplicated().any():
        raise ReportError(
            "dataset.response",
            "response",
            Text(zh="答卷序号重复。", en="A response number is used twice."),
            Text(zh="每份答卷应只占一行。", en="Each response should have one row."),
        )


def categorical(
    name: str, shown: pd.Series[Any], categories: Iterable[str], values: pd.Series[Any]
) -> pd.Series[Any]:
    """A Categorical without empty places; a value outside ``categories`` is refused by name."""
    allowed = list(categories)
    wrong = ~values.isin(allowed)
    if wrong.any():
        examples = sorted({str(value) for value in shown[wrong].unique()[:5]})
        raise ReportError(
            "dataset.code",
            name,
            Text(
                zh="“{name}”中有不属于任何选项的值：{examples}。",
                en="“{name}” holds values that are no option: {examples}.",
            ).fill(name=name, examples=", ".join(examples)),
            Text(
                zh="请在编码手册中补上这些选项，或改正数据。",
                en="Add these options to the codebook or mend the data.",
            ),
        )
    return pd.Series(pd.Categorical(values, categories=allowed))


def _variable_columns(table: pd.DataFrame, variable: Variable) -> dict[str, pd.Series[Any]]:
    name = variable.name
    if name not in table:
        raise ReportError(
            "dataset.column",
            name,
            Text(zh="数据表缺少这一列。", en="The table lacks this column."),
            Text(zh="请按编码手册补上该列。", en="Add the column the codebook names."),
        )
    raw = table[name]
    if variable.kind == "code":
        if _is_coded(raw, variable.categories) and bool((raw.array.codes >= 0).all()):
            return {name: raw}
        values = raw.astype("str").fillna(LEFT_OUT)
        return {name: categorical(name, raw, variable.categories, values)}
    value: pd.Series[Any]
    if variable.kind == "number":
        value = pd.to_numeric(raw).astype("float64")
    elif variable.kind == "indicator":
        value = raw.astype("Int8")
    else:
        value = raw.astype("str")
    empty = value.isna()
    codes = tuple(variable.missing_kinds)
    given = table.get(variable.companion)
    if given is not None and _is_coded(given, codes):
        _require_one(name, (given.array.codes >= 0) == empty.to_numpy())
        return {name: value, variable.companion: given}
    if given is None:
        given = pd.Series([LEFT_OUT if blank else None for blank in empty])
    why = given.astype("str")
    _require_one(name, (why.notna() == empty).to_numpy(dtype=bool))
    categorical(variable.companion, why[empty], codes, why[empty])
    held = pd.Series(pd.Categorical(why, categories=list(codes)))
    return {name: value, variable.companion: held}


def _is_coded(column: pd.Series[Any], categories: Sequence[str]) -> bool:
    """Whether a column holds positions in exactly these categories, as snapshots keep it: nothing to look up."""
    kind = column.dtype
    return isinstance(kind, pd.CategoricalDtype) and list(kind.categories) == list(categories)


def _require_one(name: str, right: npt.NDArray[np.bool_]) -> None:
    """Refuse a value with a reason for its absence, or neither: it would make two answers out of one."""
    if not right.all():
        raise ReportError(
            "dataset.missing",
            name,
            Text(
                zh="有的行既有值又有缺失原因，或两者都没有。",
                en="Some rows have both a value and a reason for its absence, or neither.",
            ),
            Text(zh="请改正该列。", en="Mend the column."),
        )


def column_bytes(column: pd.Series[Any]) -> bytes:
    """The values of a column as bytes that depend on the content alone.

    Numbers are little-endian float64 with one NaN and no negative zero; whole numbers int64 with a
    mask; categories are listed and then their positions as int32; texts are UTF-8 behind their lengths.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        values = pd.Categorical(column)
        head = "\x1f".join(str(code) for code in values.categories)
        return head.encode() + b"\x1e" + values.codes.astype("<i4").tobytes()
    if str(column.dtype) == "float64":
        numbers = column.to_numpy(dtype="<f8", copy=True) + 0.0
        numbers[np.isnan(numbers)] = np.nan
        return numbers.tobytes()
    if str(column.dtype) in ("Int8", "Int64", "int64"):
        empty = column.isna().to_numpy(dtype=bool)
        whole = column.fillna(0).to_numpy(dtype="<i8")
        return whole.tobytes() + empty.tobytes()
    parts: list[bytes] = []
    for value in column.tolist():
        if isinstance(value, str):
            text = value.encode()
            parts.append(len(text).to_bytes(4, "little") + text)
        else:
            parts.append(b"\xff\xff\xff\xff")
    return b"".join(parts)
