"""Several key columns packed into one whole number, so that rows are grouped by one key, which is faster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.stages import Ints

KEY = "key"  # the name of the packed column
_MOST = 2**62


@dataclass(frozen=True, eq=False)
class Packing:
    """The values of every key column, each with one place more for a missing value."""

    names: tuple[str, ...]
    values: tuple[pa.Array, ...]

    @classmethod
    def of(cls, names: tuple[str, ...], tables: Iterable[pa.Table]) -> Packing:
        """From all rows, a table at a time; refused where the combinations are too many to number."""
        seen: list[list[pa.Array]] = [[] for _ in names]
        for table in tables:
            for place, name in enumerate(names):
                seen[place].append(_unique(table[name]))
        values = tuple(_unique(pa.chunked_array(chunks)) for chunks in seen)
        if np.prod([float(len(one) + 1) for one in values]) >= _MOST:
            raise ReportError(
                "reduced.too_many",
                ", ".join(names),
                Text(
                    zh="分组变量的取值组合太多，无法编号。",
                    en="The grouping variables have too many combinations of values to number.",
                ),
                Text(zh="请减少分组变量或合并取值。", en="Group by fewer variables, or merge values."),
            )
        return cls(names, values)

    def packed(self, table: pa.Table) -> npt.NDArray[np.int64]:
        """The key of every row."""
        key: Ints = np.zeros(len(table), dtype=np.int64)
        for name, values in zip(self.names, self.values, strict=True):
            place = pc.index_in(_plain(table[name]), value_set=values)
            known = pc.fill_null(place, len(values)).to_numpy()
            key = key * (len(values) + 1) + known
        return key

    def unpacked(self, table: pa.Table) -> pa.Table:
        """The table with its key columns in place of the packed one."""
        key = table[KEY].to_numpy()
        columns: dict[str, pa.Array] = {}
        for name, values in reversed(list(zip(self.names, self.values, strict=True))):
            key, place = np.divmod(key, len(values) + 1)
            columns[name] = values.take(pa.array(place, mask=place == len(values)))
        sums = {name: table[name] for name in table.column_names if name != KEY}
        return pa.table({**{name: columns[name] for name in self.names}, **sums})


def _unique(column: pa.ChunkedArray) -> pa.Array:
    return pc.drop_null(pc.unique(_plain(column)))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionaries differ from part to part of a file: their values are compared."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
