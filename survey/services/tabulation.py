"""The records of responses as the table of a dataset: column by column, some hundred rows at a time.

Tens of thousands of rows with hundreds of columns are millions of values. A value becomes its
position among the codes of its column at once, so that the records need not be kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.kinds import as_missing
from questionnaires.model import Missing
from reports.codebook import Variable
from survey.store.records import RecordRow

NUMBER_BITS = 48
UNASSIGNED = "unassigned"
STEP = 250
_ABSENT = as_missing(Missing.NOT_SHOWN)


def number_of(token: str) -> int:
    """The masked number of a response in datasets: stable, and of no use without its token."""
    digest = hashlib.sha256(f"response number:{token}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - NUMBER_BITS)


class Tabulation:
    """A table that grows response by response; ``strata`` and ``psus`` are those of its rows."""

    def __init__(
        self,
        variables: Sequence[Variable],
        columns: Mapping[str, str] | None = None,
        sources: Mapping[str, Mapping[str, str]] | None = None,
        recoded: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    ) -> None:
        """Begin a table of ``variables``.

        ``columns`` names those that come from another column, by variable; ``sources`` by variable and
        version. ``recoded`` has the codes that stand for others in the answers of a version.
        """
        self.strata: list[str] = []
        self.psus: list[int | None] = []
        self._numbers: list[int] = []
        self._modes: list[str] = []
        named, by_version = columns or {}, sources or {}
        self._columns = [
            _Column(one, named.get(one.name, one.name), by_version.get(one.name, {})) for one in variables
        ]
        self._sources: dict[str, list[str]] = {}
        self._recoded: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
        for place, one in enumerate(variables):
            for version, codes in (recoded or {}).get(one.name, {}).items():
                self._recoded.setdefault(version, []).append((place, codes))
        self._waiting: list[tuple[Any, ...]] = []

    @property
    def rows(self) -> int:
        """How many responses were added."""
        return len(self._numbers)

    def add(self, row: RecordRow, values: Mapping[str, Any], version: str) -> None:
        """Add one response with the values of its columns, answered with a version of the questionnaire."""
        if version not in self._sources:
            self._sources[version] = [column.source(version) for column in self._columns]
        self._numbers.append(number_of(row.token))
        self._modes.append(row.mode)
        self.psus.append(row.psu)
        self.strata.append(row.stratum or UNASSIGNED)
        # In the order of the columns at once, while the record is in the processor's cache.
        found = tuple(map(values.get, self._sources[version]))
        self._waiting.append(self._renewed(found, version) if version in self._recoded else found)
        if len(self._waiting) == STEP:
            self._take()

    def _renewed(self, found: tuple[Any, ...], version: str) -> tuple[Any, ...]:
        """The values of a version with the newest codes in the place of its own."""
        values = list(found)
        for place, codes in self._recoded[version]:
            if isinstance(values[place], str):
                values[place] = codes.get(values[place], values[place])
        return tuple(values)

    def table(self) -> pd.DataFrame:
        """The columns as :class:`reports.dataset.Dataset` takes them."""
        self._take()
        found: dict[str, Any] = {
            "response": pd.Series(self._numbers, dtype="int64"),
            "stratum": pd.Series(self.strata, dtype="str"),
            "psu": pd.Series(self.psus, dtype="Int64"),
            "mode": pd.Series(self._modes, dtype="str"),
        }
        for column in self._columns:
            found |= column.series()
        return pd.DataFrame(found)

    def _take(self) -> None:
        if self._waiting:
            for column, values in zip(self._columns, zip(*self._waiting, strict=True), strict=True):
                column.take(values)
        self._waiting = []


class _Places(dict[str, int]):
    """The position of each code; a code that nobody declared gets one at the end, for the dataset to refuse."""

    def __missing__(self, code: str) -> int:
        self[code] = len(self)
        return self[code]


class _Column:
    """One variable: positions among its codes, or values with the positions of reasons for their absence."""

    def __init__(self, variable: Variable, column: str, by_version: Mapping[str, str]) -> None:
        self._variable, self._source, self._by_version = variable, column, by_version
        codes = variable.categories if variable.kind == "code" else tuple(variable.missing_kinds)
        self._places = _Places((code, place) for place, code in enumerate(codes))
        self._reasons = {reason.value: self._places[reason.code] for reason in Missing}
        self._positions: list[npt.NDArray[np.int32]] = []
        self._values: list[Any] = []

    def source(self, version: str) -> str:
        """The name of the column in the records of a version; empty, as no column is, where it has none."""
        return self._by_version.get(version, self._source) if version in self._variable.versions else ""

    def take(self, values: Sequence[Any]) -> None:
        """Take the values of some rows; None is a column that was not shown."""
        if None in values:
            values = [_ABSENT if value is None else value for value in values]
        places, reasons = self._places, self._reasons
        if self._variable.kind == "code":
            found = [
                places[value]
                if value.__class__ is str
                else reasons[value["missing"]]
                if value.__class__ is dict
                else places[str(value)]
                for value in values
            ]
        else:
            found = [reasons[value["missing"]] if value.__class__ is dict else -1 for value in values]
            self._values += [None if value.__class__ is dict else value for value in values]
        self._positions.append(np.array(found, dtype=np.int32))

    def series(self) -> dict[str, Any]:
        """The column and, where it holds values, its companion of reasons."""
        name, kind = self._variable.name, self._variable.kind
        positions = np.concatenate([np.zeros(0, np.int32), *self._positions])
        coded = pd.Series(pd.Categorical.from_codes(positions, categories=pd.Index(list(self._places))))
        if kind == "code":
            return {name: coded}
        if kind == "date":
            return {name: pd.Series(self._values, dtype="str"), self._variable.companion: coded}
        numbers = pd.Series(np.array(self._values, dtype=np.float64))
        return {
            name: numbers.astype("Int8") if kind == "indicator" else numbers,
            self._variable.companion: coded,
        }
