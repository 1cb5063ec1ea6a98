"""A dataset as a profile lets it out: a dataset again, for every writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.codebook import DesignInfo, Group, Stratum, Variable
from reports.columns import ONE_STRATUM
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.exports.anonymity import Anonymity, anonymity_of
from reports.exports.coarsening import Changed, coarsened, masked, settled
from reports.exports.profile import Profile, Treatment, of_quasi
from reports.exports.suggesting import suggested

STRATUM = "stratum"


def deidentified(
    dataset: Dataset, profile: Profile, draw: np.random.Generator | None = None
) -> tuple[Dataset, Profile, Anonymity, npt.NDArray[np.int64]]:
    """Apply a profile: the dataset to write, the profile with every treatment settled, what k is, and the order.

    The order is that of the rows written, (n,) positions in ``dataset``.

    Numbers of masks are drawn from the system's randomness unless ``draw`` is given, so that two
    files cannot be joined. Rows stand in the order of their response numbers, which a mask deals anew.

    :raises ReportError: a variable the profile names is not there, or cannot be treated as it says.
    """
    draw = draw or np.random.default_rng()
    for name in profile.variables:
        dataset.variable(name)
    treatments = {
        one.name: settled(dataset, one, profile.treatment(one), profile.k) for one in dataset.variables
    }
    made = replace(profile, variables=treatments)
    table, variables = _variables(dataset, treatments, draw)
    design = _design(dataset, made, table, draw)
    kept = {one.name for one in variables}
    released = Dataset(
        title=dataset.title,
        table=table,
        variables=tuple(variables),
        design=design,
        groups=tuple(_groups(dataset, kept, treatments)),
        source={**dataset.source, "profile": profile.name},
    )
    quasi = of_quasi(dataset, made)
    # Who knows a person knows the stratum too, which is a trade or a kind of unit.
    if quasi and profile.stratum == "keep" and len(design.strata) > 1:
        quasi = (*quasi, STRATUM)
    found = anonymity_of(released, quasi, profile.k)
    way = None if found.holds else suggested(dataset, made, quasi)
    order = np.argsort(table["response"].to_numpy(), kind="stable").astype(np.int64)
    return released, made, found if way is None else replace(found, advice=tuple(way.lines())), order


def _variables(
    dataset: Dataset, treatments: Mapping[str, Treatment], draw: np.random.Generator
) -> tuple[pd.DataFrame, list[Variable]]:
    columns: dict[str, Any] = {}
    variables = []
    for one in dataset.variables:
        treatment = treatments[one.name]
        if treatment.how == "drop":
            continue
        if treatment.how == "keep":
            changed = Changed(one, dataset.table[one.name], _companion(dataset, one))
        elif treatment.how == "mask":
            changed = masked(dataset, one, draw)
        else:
            changed = coarsened(dataset, one, treatment)
        variables.append(changed.variable)
        columns[changed.variable.name] = changed.column
        if changed.companion is not None:
            columns[changed.variable.companion] = changed.companion
    return pd.DataFrame(columns, index=dataset.table.index), variables


def _companion(dataset: Dataset, variable: Variable) -> pd.Series[Any] | None:
    return None if variable.kind == "code" else dataset.table[variable.companion]


def _groups(dataset: Dataset, kept: set[str], treatments: Mapping[str, Treatment]) -> list[Group]:
    """Groups of which something is left as it was."""
    found = []
    for group in dataset.groups:
        own = tuple(name for name in group.variables if name in kept and treatments[name].how == "keep")
        if own:
            found.append(replace(group, variables=own))
    return found


def _design(dataset: Dataset, profile: Profile, table: pd.DataFrame, draw: np.random.Generator) -> DesignInfo:
    """Put the columns of the design into ``table``, and give the design that still holds of them."""
    count, whole, design = len(dataset), dataset.table, dataset.design
    table["response"] = whole["response"]
    if profile.response == "mask":
        table["response"] = draw.permutation(count) + 1
    table["weight"] = whole["weight"]
    if profile.weight != "keep":
        _only_dropped(profile.weight, "weight")
        table["weight"] = 1.0
        design = replace(design, probability=False)
    table["psu"] = whole["psu"]
    if profile.psu == "mask":
        table["psu"] = _renumbered(whole["psu"], draw)
    elif profile.psu == "drop":
        table["psu"] = pd.array([pd.NA] * count, dtype="Int64")
        design = replace(design, clustered=False, probability=design.probability and not design.clustered)
    table["mode"] = whole["mode"] if profile.mode == "keep" else ""
    if profile.mode == "mask":
        _only_dropped("mask", "mode")
    return _strata(dataset, profile, design, table, draw)


def _only_dropped(handling: str, name: str) -> None:
    if handling == "mask":
        raise ReportError(
            "profile.mask",
            name,
            Text(
                zh="这一列只能保留或去掉，不能换成代号。",
                en="This column can be kept or dropped, not masked.",
            ),
            Text(zh="请改为 keep 或 drop。", en="Say keep or drop."),
        )


def _strata(
    dataset: Dataset, profile: Profile, design: DesignInfo, table: pd.DataFrame, draw: np.random.Generator
) -> DesignInfo:
    if profile.stratum == "keep":
        table[STRATUM] = dataset.table[STRATUM]
        return design
    if profile.stratum == "drop":
        table[STRATUM] = ONE_STRATUM
        return replace(design, strata=(), probability=False)
    codes, names = dataset.codes(STRATUM)
    drawn = draw.permutation(len(names)) + 1
    # A population count would tell which stratum it is.
    strata = [
        Stratum(str(number), Text(zh=f"第 {number} 层", en=f"Stratum {number}")) for number in sorted(drawn)
    ]
    table[STRATUM] = drawn.astype(str)[codes]
    return replace(design, strata=tuple(strata))


def _renumbered(column: pd.Series[Any], draw: np.random.Generator) -> pd.Series[Any]:
    positions, known = pd.factorize(column)
    numbers = np.append(draw.permutation(len(known)) + 1, 0)
    found = pd.Series(pd.array(numbers[positions], dtype="Int64"), index=column.index)
    return found.mask(column.isna())
