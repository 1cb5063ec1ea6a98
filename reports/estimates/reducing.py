"""Rows reduced to sums in the engine that holds them: SQL, or Parquet read group of rows by group of rows.

Both give the same table: a row per (stratum, PSU, values of the grouping variables) that occurs, with
columns of the names below; :func:`sums_of` makes :class:`~reports.estimates.reduced.Sums` of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.adjustments import Floats
from reports.estimates.packing import KEY, Packing
from reports.estimates.reduced import Sums
from reports.estimates.stages import Ints

# The least weight of a part, so that a negative one does not hide in a sum.
_LEAST = "least"
# The sums of every part: its rows and their weight; of those with an answer how many, Σw, Σwy, Σw², Σwy².
_SUMS = ("rows", "weight", "n", "w", "wy", "ww", "wyy")
# Where every row is its own unit, besides Σw²y and Σw²y².
_OF_ELEMENTS = ("wwy", "wwyy")
_ONE = "CAST(1 AS DOUBLE PRECISION)"
# Parts kept before they are added up for the first time; later whenever they are twice what was left.
_PARTS = 1_000_000


@dataclass(frozen=True)
class Reduction:
    """Which columns mean what: names of the grouping variables, the weight, the answer, the design.

    Without ``weight`` every row weighs 1; without ``value`` every row counts as answered with 1, for
    shares; without ``stratum`` there is one; without ``psu`` every row is its own unit.
    """

    by: tuple[str, ...]
    weight: str | None = None
    value: str | None = None
    stratum: str | None = None
    psu: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that a part is one combination of, without repetition."""
        given = [name for name in (self.stratum, self.psu, *self.by) if name is not None]
        return tuple(dict.fromkeys(given))

    @property
    def sums(self) -> tuple[str, ...]:
        """Names of the sums of a part."""
        return _SUMS if self.psu else _SUMS + _OF_ELEMENTS

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        given = [*self.keys, *(name for name in (self.weight, self.value) if name is not None)]
        return tuple(dict.fromkeys(given))


def grouping_sql(reduction: Reduction, source: str) -> str:
    """The GROUP BY in standard SQL (PostgreSQL, DuckDB, SQLite) over a table or view; names are quoted.

    A missing answer is NULL there; NaN would be counted as an answer.
    """
    keys = [_quoted(name) for name in reduction.keys]
    w = f"CAST({_quoted(reduction.weight)} AS DOUBLE PRECISION)" if reduction.weight else _ONE
    y = f"CAST({_quoted(reduction.value)} AS DOUBLE PRECISION)" if reduction.value else _ONE
    held = f"CASE WHEN {y} IS NOT NULL THEN {w} END"
    sums = {
        "rows": "COUNT(*)",
        "weight": f"SUM({w})",
        "n": f"COUNT({y})",
        "w": f"SUM({held})",
        "wy": f"SUM({w} * {y})",
        "ww": f"SUM({held} * {w})",
        "wyy": f"SUM({w} * {y} * {y})",
        "wwy": f"SUM({w} * {w} * {y})",
        "wwyy": f"SUM({w} * {w} * {y} * {y})",
    }
    chosen = ", ".join(
        [*keys, *(f'{sums[name]} AS "{name}"' for name in reduction.sums), f'MIN({w}) AS "{_LEAST}"']
    )
    grouped = ["GROUP BY", ", ".join(keys)] if keys else []
    return " ".join(["SELECT", chosen, "FROM", _quoted(source), *grouped])


def reduce_parquet(path: Path, reduction: Reduction) -> pa.Table:
    """The table of sums of a Parquet file, read a group of rows at a time: first the keys, then all columns.

    Missing weights are kept as such and refused by :func:`sums_of`; NaN answers are missing.
    """
    parts, size, limit = list[pa.Table](), 0, _PARTS
    with pq.ParquetFile(path) as file:
        absent = [name for name in reduction.columns if name not in file.schema_arrow.names]
        if absent:
            raise ReportError(
                "reduced.column",
                ", ".join(absent),
                Text(zh="文件中没有这些列。", en="The file has no such columns."),
                Text(zh="请核对列名。", en="Check the names of the columns."),
            )
        groups = range(file.num_row_groups)
        keys = list(reduction.keys)
        packing = Packing.of(reduction.keys, (file.read_row_group(group, keys) for group in groups))
        for group in groups:
            rows = file.read_row_group(group, list(reduction.columns))
            parts.append(_added([_rows(rows, reduction, packing)], reduction))
            size += len(parts[-1])
            if size > limit:
                parts = [_added(parts, reduction)]
                size = len(parts[0])
                limit = max(_PARTS, 2 * size)
    return packing.unpacked(_added(parts, reduction))


def reduce_table(table: pa.Table, reduction: Reduction) -> pa.Table:
    """The table of sums of rows that are in memory."""
    packing = Packing.of(reduction.keys, [table.select(list(reduction.keys))])
    return packing.unpacked(_added([_rows(table, reduction, packing)], reduction))


def _rows(table: pa.Table, reduction: Reduction, packing: Packing) -> pa.Table:
    """The terms of the sums row by row, with the packed key."""
    ones = pa.array(np.ones(len(table)))
    weight = _floats(table[reduction.weight]) if reduction.weight else ones
    value = _floats(table[reduction.value]) if reduction.value else ones
    answered = pc.is_valid(value)
    y, held = pc.fill_null(value, 0.0), pc.if_else(answered, weight, 0.0)
    wy, ww = pc.multiply(held, y), pc.multiply(held, held)
    terms = {
        "rows": lambda: ones,
        "weight": lambda: weight,
        "n": lambda: pc.cast(answered, pa.float64()),
        "w": lambda: held,
        "wy": lambda: wy,
        "ww": lambda: ww,
        "wyy": lambda: pc.multiply(wy, y),
        "wwy": lambda: pc.multiply(ww, y),
        "wwyy": lambda: pc.multiply(wy, wy),
    }
    sums = {name: terms[name]() for name in reduction.sums}
    return pa.table({KEY: packing.packed(table), **sums, _LEAST: weight})


def _floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as floats; NaN is missing."""
    found = pc.cast(column, pa.float64())
    return pc.if_else(pc.fill_null(pc.is_nan(found), False), pa.scalar(None, pa.float64()), found)


def _added(parts: Sequence[pa.Table], reduction: Reduction) -> pa.Table:
    # A sum over a missing weight stays missing, so that it is found and not passed over.
    strict = pc.ScalarAggregateOptions(skip_nulls=False)
    wanted = [*((name, "sum", strict) for name in reduction.sums), (_LEAST, "min", strict)]
    # Threads make a table each and merge them: with nearly as many parts as rows that costs three times as much.
    found = pa.concat_tables(parts).group_by([KEY], use_threads=False).aggregate(wanted)
    names = [name.removesuffix("_sum").removesuffix("_min") for name in found.column_names]
    return found.rename_columns(names)


def sums_of(
    table: Mapping[str, Any], reduction: Reduction, codes: Mapping[str, Sequence[object]]
) -> tuple[Sums, tuple[int, ...]]:
    """The sums with cells numbered, and how many codes each grouping variable has.

    ``table`` maps the names of the columns to their values, as a pandas or Arrow table does. ``codes`` are
    the codes of every grouping variable in order; the cells are their crossing, the last variable fastest,
    and a value that is none of them (a missing answer) puts a part in no cell.

    :raises ReportError: for weights that are missing or negative, answers that are infinite, or a variable without
        codes.
    """
    numbers = {name: _numbers(table[name]) for name in reduction.sums}
    _check(numbers["weight"], _numbers(table[_LEAST]), reduction)
    _check_answers(numbers, reduction)
    parts = len(numbers["rows"])
    cell = np.zeros(parts, dtype=np.int64)
    for name in reduction.by:
        found = _coded(table[name], codes[name])
        cell = np.where((cell < 0) | (found < 0), -1, cell * len(codes[name]) + found)
    return Sums(
        stratum=_labels(table[reduction.stratum]) if reduction.stratum else np.zeros(parts, dtype=np.int64),
        psu=_labels(table[reduction.psu]) if reduction.psu else None,
        cell=cell,
        rows=numbers["rows"].astype(np.int64),
        n=numbers["n"].astype(np.int64),
        weight=numbers["weight"],
        w=numbers["w"],
        wy=numbers["wy"],
        ww=numbers["ww"],
        wyy=numbers["wyy"],
        wwy=numbers.get("wwy"),
        wwyy=numbers.get("wwyy"),
    ), tuple(len(codes[name]) for name in reduction.by)


def _check(weight: Floats, least: Floats, reduction: Reduction) -> None:
    bad = ~np.isfinite(weight) | ~(least >= 0)
    if bad.any():
        raise ReportError(
            "design.weights",
            reduction.weight or "weights",
            Text(
                zh="有{count}组的权数缺失、无穷或为负。",
                en="The weights of {count} parts are missing, infinite or negative.",
            ).fill(count=int(bad.sum())),
            Text(zh="请补上权数，或先删除这些行。", en="Fill the weights in, or leave those rows out first."),
        )


def _check_answers(numbers: Mapping[str, Floats], reduction: Reduction) -> None:
    """Refuse answers that are infinite, or so large that their squares are."""
    answered = numbers["n"] > 0
    bad = answered & ~np.isfinite(numbers["wyy"])
    if reduction.psu is None:
        bad |= answered & ~np.isfinite(numbers["wwyy"])
    if bad.any():
        raise ReportError(
            "estimates.infinite",
            reduction.value or "values",
            Text(
                zh="有{count}组的答案含无穷大，或大得平方后超出范围。",
                en="The answers of {count} parts are infinite, or so large that their squares are.",
            ).fill(count=int(bad.sum())),
            Text(
                zh="请把这些值改为缺失，或换一个单位（例如万元）后重新汇总。",
                en="Make those values missing, or take a larger unit, and reduce the rows again.",
            ),
        )


def _arrow(column: Any) -> pa.Array:
    """One column as Arrow has it, whatever kind of table it comes from; NaN is missing."""
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    return column if isinstance(column, pa.Array) else pa.array(column, from_pandas=True)


def _coded(column: Any, codes: Sequence[object]) -> Ints:
    """The position of every value among the codes, -1 for none of them."""
    given = _arrow(column)
    coded = given if pa.types.is_dictionary(given.type) else given.dictionary_encode()
    place = {code: index for index, code in enumerate(codes)}
    known = np.array([place.get(value, -1) for value in coded.dictionary.to_pylist()] + [-1], dtype=np.int64)
    # A missing value has no place in the dictionary: it takes the last of the list.
    index = pc.fill_null(pc.cast(coded.indices, pa.int64()), -1)
    return np.asarray(known[index.to_numpy(zero_copy_only=False)], dtype=np.int64)


def _labels(column: Any) -> npt.NDArray[np.generic]:
    given = _arrow(column)
    if pa.types.is_dictionary(given.type):
        given = given.dictionary_decode()
    return np.asarray(given.to_numpy(zero_copy_only=False))


def _numbers(column: Any) -> Floats:
    return np.asarray(_arrow(column).cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
