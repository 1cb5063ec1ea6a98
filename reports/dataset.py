"""A table of answers that carries its labels, missing codes, roles and sample design."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.codebook import DesignInfo, Group, Variable
from reports.columns import DESIGN_COLUMNS, column_bytes, normalise
from reports.errors import ReportError
from reports.files import write_atomically

if TYPE_CHECKING:
    from reports.estimates.adjustments import Adjustment

FORMAT = 1
KNOWN_SHOWN = 20


def _few(names: Iterable[str]) -> str:
    """The first of some names, each once."""
    each = list(dict.fromkeys(names))
    return ", ".join(each[:KNOWN_SHOWN]) + ("…" if len(each) > KNOWN_SHOWN else "")


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Valid answers, one row each, ordered by the masked running number ``response``.

    Columns of ``table``: for a code variable a Categorical of string codes; for a number float64, for
    an indicator Int8, for a date and a text ``str``, each with the companion ``<name>.missing``, a
    Categorical of missing codes that is set exactly where the value is not. Design columns: ``response``
    int64, ``weight`` float64, ``stratum`` Categorical, ``psu`` Int64 (masked, may be missing), ``mode``
    Categorical. Design columns that are not given are filled: one stratum ``all``, weight 1, no PSU.

    The constructor puts columns into these types and refuses (:class:`ReportError`) a value that is
    neither an option nor a missing code: a snapshot holds nothing that cannot be explained.

    ``adjustments`` are what the calibration that gave the weights does to variances, row by row. They go with
    these weights and rows only and are never stored: a frozen dataset keeps none.
    """

    title: Text
    table: pd.DataFrame
    variables: tuple[Variable, ...]
    design: DesignInfo = dataclasses.field(default_factory=DesignInfo)
    groups: tuple[Group, ...] = ()
    source: Mapping[str, str] = dataclasses.field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()

    def __post_init__(self) -> None:
        names = [variable.name for variable in self.variables]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ReportError(
                "dataset.doubled",
                ", ".join(doubled),
                Text(zh="变量名重复。", en="A variable name is used twice."),
                Text(zh="请给每个变量一个不同的名称。", en="Give every variable its own name."),
            )
        object.__setattr__(self, "table", normalise(self.table, self.variables, self.design))

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def _by_name(self) -> dict[str, Variable]:
        return {variable.name: variable for variable in self.variables}

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def variable(self, name: str) -> Variable:
        """The variable of that name; an unknown name is refused with the names there are."""
        if name not in self._by_name:
            known = _few([*get_close_matches(name, self._by_name), *self._by_name])
            raise ReportError(
                "dataset.variable",
                name,
                Text(zh="数据中没有变量“{name}”。", en="The data have no variable “{name}”.").fill(name=name),
                Text(zh="可用的变量：{known}", en="The variables are: {known}").fill(known=known),
            )
        return self._by_name[name]

    def group(self, name: str) -> Group | None:
        """The multiple choice, matrix or ranking of that name, or None."""
        return next((group for group in self.groups if group.name == name), None)

    def by_role(self, role: str) -> Variable | None:
        """The first variable that plays a role (age, title, sector…), or None."""
        return next((variable for variable in self.variables if variable.role == role), None)

    def column(self, name: str) -> pd.Series[Any]:
        """A column of the table by name."""
        return self.table[name]

    def codes(self, name: str) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
        """Positions in the categories of a Categorical column (-1 where empty), and the categories."""
        values = pd.Categorical(self.table[name])
        return values.codes.astype(np.int64), tuple(str(code) for code in values.categories)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """A number or indicator as float64, NaN where missing."""
        return self.table[name].to_numpy(dtype=np.float64, na_value=np.nan)

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """The weight of each answer, shape (n,)."""
        return self.numbers("weight")

    def with_columns(self, design: DesignInfo | None = None, **columns: Any) -> Dataset:
        """A copy with other design columns (such as new weights), and with another design if given.

        With new weights the adjustments of the old ones fall away.
        """
        return dataclasses.replace(
            self,
            table=self.table.assign(**columns),
            design=design or self.design,
            adjustments=() if "weight" in columns else self.adjustments,
        )

    @cached_property
    def codebook(self) -> dict[str, Any]:
        """Everything but the rows, as plain JSON values."""
        return {
            "format": FORMAT,
            "title": dict(self.title),
            "source": dict(self.source),
            "rows": len(self.table),
            "design": self.design.to_json(),
            "groups": [group.to_json() for group in self.groups],
            "variables": [variable.to_json() for variable in self.variables],
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the codebook and the values, independent of Parquet and of the machine."""
        digest = hashlib.sha256(canonical_json(self.codebook))
        for name in stored_columns(self.variables):
            digest.update(b"\x1d" + name.encode() + b"\x1e")
            digest.update(column_bytes(self.table[name]))
        return digest.hexdigest()

    def save(self, path: Path) -> Path:
        """Write ``path`` (Parquet) and, beside it, ``<path>.json`` (codebook with hash).

        Each file appears whole or not at all, the codebook last. A snapshot is immutable: saving the
        same content again changes nothing, other content under the same name is refused.
        """
        book = codebook_path(path)
        if book.exists() and path.exists():
            if json.loads(book.read_text("utf-8")).get("hash") == self.hash:
                return path
            raise ReportError(
                "dataset.exists",
                str(path),
                Text(
                    zh="这个名称下已有另一份数据快照。",
                    en="Another snapshot is already kept under this name.",
                ),
                Text(zh="请换一个文件名；快照不得覆盖。", en="Choose another name; snapshots never change."),
            )
        frame = self.table[list(stored_columns(self.variables))]
        write_atomically(path, lambda target: frame.to_parquet(target, engine="pyarrow", index=False))
        text = json.dumps({**self.codebook, "hash": self.hash}, ensure_ascii=False, indent=1)
        write_atomically(book, lambda target: Path(target).write_text(text, "utf-8"))
        return path

    @classmethod
    def load(cls, path: Path) -> Dataset:
        """Read what :meth:`save` wrote; a missing part or content that does not match its hash is refused."""
        book = codebook_path(path)
        if not (path.exists() and book.exists()):
            raise ReportError(
                "dataset.incomplete",
                str(path),
                Text(
                    zh="数据快照不完整（缺数据表或编码手册）。",
                    en="The snapshot is incomplete: its table or its codebook is missing.",
                ),
                Text(zh="请重新生成数据快照。", en="Make the snapshot again."),
            )
        try:
            data = json.loads(book.read_text("utf-8"))
            dataset = cls(
                title=Text(data["title"]),
                table=pd.read_parquet(path, engine="pyarrow"),
                variables=tuple(Variable.from_json(variable) for variable in data["variables"]),
                design=DesignInfo.from_json(data["design"]),
                groups=tuple(Group.from_json(group) for group in data["groups"]),
                source=data["source"],
            )
            is_whole = dataset.hash == data["hash"]
        except (ValueError, KeyError, TypeError) as error:  # Arrow's of a damaged table is a ValueError
            raise _altered(path) from error
        except OSError as error:
            if error.errno is not None:  # the machine's fault, not the file's
                raise
            raise _altered(path) from error
        if not is_whole:
            raise _altered(path)
        return dataset


def _altered(path: Path) -> ReportError:
    return ReportError(
        "dataset.hash",
        str(path),
        Text(
            zh="数据快照的内容与其校验值不符。",
            en="The content of the snapshot does not match its hash.",
        ),
        Text(
            zh="文件可能被改动；请从备份恢复或重新生成。",
            en="The file may have been altered: restore it or make it again.",
        ),
    )


def codebook_path(path: Path) -> Path:
    """Where the codebook of a snapshot lies."""
    return path.with_name(path.name + ".json")


def stored_columns(variables: Sequence[Variable]) -> tuple[str, ...]:
    """The columns of a snapshot in their canonical order."""
    names = list(DESIGN_COLUMNS)
    for variable in variables:
        names.append(variable.name)
        if variable.kind != "code":
            names.append(variable.companion)
    return tuple(names)


def canonical_json(data: object) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8: the same bytes on every machine."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
