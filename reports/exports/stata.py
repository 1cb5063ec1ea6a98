"""Stata files (.dta, version 118: Chinese in UTF-8) with extended missing values, and the do-file beside them.

Each missing code is a missing value of its own: -1 ``.a``, -7 ``.b``, -8 ``.c``, -9 ``.d``, -3 ``.e``, further ones
from ``.f`` on. Dates and texts have their reasons in a variable of their own, ``NAME_m``.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reports.codebook import LEFT_OUT, NOT_SHOWN, REFUSED, UNKNOWN
from reports.dataset import Dataset
from reports.exports.encoding import Field, fields_of
from reports.exports.naming import STATA, cut_label
from reports.exports.origin import Origin, about
from reports.exports.parts import parted

VERSION = 15  # of Stata, whose files are of format 118
FIRST = (NOT_SHOWN, REFUSED, UNKNOWN, LEFT_OUT, "-3")
LONGEST_NOTE = 60_000
LONGEST_TEXT = 32_767


def letters_of(codes: Sequence[str]) -> dict[str, str]:
    """The letter of each missing code; the standard ones have theirs everywhere.

    Beyond twenty-one further codes the last letter stands for all that are left.
    """
    further = [code for code in codes if code not in FIRST]
    known = dict(zip(FIRST, string.ascii_lowercase, strict=False))
    room = string.ascii_lowercase[len(FIRST) :]
    return {**known, **{code: room[min(place, len(room) - 1)] for place, code in enumerate(further)}}


def write(dataset: Dataset, origin: Origin, path: Path, language: str = "zh-CN") -> list[Path]:
    """The answers as .dta, in numbered parts where they are many."""
    import pyreadstat

    fields = fields_of(dataset, origin, STATA, letters_for_missing=True)
    labels = {one.name: _labels(one, language) for one in fields if one.codes}
    made = []
    for target, rows in parted(path, len(dataset)):
        columns = {one.name: _column(one, rows) for one in fields}
        pyreadstat.write_dta(
            pd.DataFrame(columns),
            str(target),
            file_label=cut_label(dataset.title.say(language), STATA.label, STATA),
            column_labels={
                one.name: cut_label(one.label.say(language), STATA.label, STATA) for one in fields
            },
            version=VERSION,
            variable_value_labels=labels,
            missing_user_values={one.name: _letters(one) for one in fields if _letters(one)},
        )
        made.append(target)
    return made


def _letters(one: Field) -> list[str]:
    known = letters_of(list(one.coding.missing))
    return sorted({known[code] for code in one.coding.missing})


def _column(one: Field, rows: slice) -> Any:
    if one.kind == "string":
        return [value[:LONGEST_TEXT] if isinstance(value, str) else "" for value in one.values.iloc[rows]]
    if not one.codes:
        return one.values[rows]
    letters, positions = letters_of(list(one.coding.missing)), one.places(rows)
    if one.kind == "codes":
        known = [
            letters[code] if code in one.coding.missing else one.coding.numbers[code] for code in one.codes
        ]
        found = np.array(known, dtype=object)[positions]
        return found if one.coding.missing else found.astype(np.int32)
    values = one.values[rows].astype(object)
    gone = positions >= 0
    values[gone] = np.array([letters[code] for code in one.codes], dtype=object)[positions[gone]]
    return values


def _labels(one: Field, language: str) -> dict[Any, str]:
    letters = letters_of(list(one.coding.missing))
    found: dict[Any, str] = {}
    for code in one.codes:
        is_missing = code in one.coding.missing
        said = one.coding.labels[code].say(language) if is_missing else one.coding.label(code, language)
        found[letters[code] if is_missing else one.coding.numbers[code]] = (
            cut_label(said, STATA.value, STATA) or "—"
        )
    return found


def write_do(
    dataset: Dataset, origin: Origin, data: Sequence[Path], path: Path, language: str = "zh-CN"
) -> Path:
    """The do-file that opens the data, joins its parts, notes full labels and declares the design."""
    fields = fields_of(dataset, origin, STATA, letters_for_missing=True)
    path.write_text("\n".join(_lines(dataset, origin, fields, data, language)) + "\n", "utf-8")
    return path


def _lines(
    dataset: Dataset, origin: Origin, fields: Sequence[Field], data: Sequence[Path], language: str
) -> Iterator[str]:
    for line in about(dataset, origin, language):
        yield f"* {' '.join(line.split())}"
    yield f'use "{data[0].name}", clear'
    for more in data[1:]:
        yield f'append using "{more.name}"'
    for one in fields:
        whole = " ".join(one.label.say(language).split())
        if len(whole) > STATA.label:
            yield f"note {one.name}: {whole[:LONGEST_NOTE].replace('$', ' ').replace('`', ' ')}"
    yield from _design(dataset, next(one for one in fields if one.source == "stratum"))


def _design(dataset: Dataset, stratum: Field) -> Iterator[str]:
    design = dataset.design
    sizes = {one.code: one.units if design.clustered else one.population for one in design.strata}
    positions = stratum.places(slice(0, len(dataset)))
    used = {stratum.codes[place] for place in np.unique(positions).tolist()}
    known = {code: size for code, size in sizes.items() if code in used and size is not None}
    correction = ""
    if known and known.keys() == used:
        yield "generate double fpc = ."
        for code, size in known.items():
            yield f"replace fpc = {size:.15g} if {stratum.name} == {stratum.coding.numbers[code]}"
        correction = " fpc(fpc)"
    unit = "psu" if design.clustered else "_n"
    single = {"adjust": "centered", "average": "scaled", "certainty": "certainty"}.get(
        design.single_psu, "missing"
    )
    yield f"svyset {unit} [pweight=weight], strata({stratum.name}){correction} singleunit({single})"
