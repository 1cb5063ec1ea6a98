"""SPSS system files (.sav) with labels and missing values, and the syntax that sets what the file has no room for.

SPSS takes three missing values of a variable, or a range and one more: the codes -1 to -9 are declared as a
range, and a missing option such as 9 as the one more. What may be an answer and a missing code alike, and every
date and text, has its reasons in a variable of its own, ``NAME_m``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reports.dataset import Dataset
from reports.exports.encoding import Field, fields_of
from reports.exports.naming import SPSS, cut_bytes, cut_label, quoted
from reports.exports.origin import Origin, about
from reports.exports.parts import parted

LONGEST_TEXT = 32_767  # bytes
LONGEST_TITLE = 64  # bytes
ATTRIBUTE = 200  # bytes of one piece of a full label
LONGEST_LINE = 240


def write(dataset: Dataset, origin: Origin, path: Path, language: str = "zh-CN") -> list[Path]:
    """The answers as .sav, in numbered parts where they are many; the syntax beside it is not written here."""
    import pyreadstat

    fields = fields_of(dataset, origin, SPSS, letters_for_missing=False)
    labels, missing = _value_labels(fields, language), _missing(fields)
    made = []
    for target, rows in parted(path, len(dataset)):
        table = pd.DataFrame({one.name: _column(one, rows) for one in fields})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            pyreadstat.write_sav(
                table,
                str(target),
                file_label=cut_bytes(dataset.title.say(language), LONGEST_TITLE),
                column_labels={
                    one.name: cut_label(one.label.say(language), SPSS.label, SPSS) for one in fields
                },
                note=_note(dataset, origin, language),
                variable_value_labels=labels,
                missing_ranges=missing,
                variable_measure={one.name: "scale" if one.kind == "number" else "nominal" for one in fields},
                row_compress=True,
            )
        made.append(target)
    return made


def _note(dataset: Dataset, origin: Origin, language: str) -> list[str]:
    return [cut_bytes(line, 80) for line in about(dataset, origin, language)[:3]]


def _column(one: Field, rows: slice) -> Any:
    if one.kind == "codes":
        numbers = np.array([one.coding.numbers[code] for code in one.codes], dtype=np.int32)
        return numbers[one.places(rows)]
    if one.kind == "string":
        return [
            cut_bytes(value, LONGEST_TEXT) if isinstance(value, str) else ""
            for value in one.values.iloc[rows]
        ]
    values, why = one.values[rows], one.places(rows)
    reasons = np.array([*(one.coding.numbers[code] for code in one.codes), 0], dtype=np.float64)
    return np.where(why >= 0, reasons[why], values)


def _value_labels(fields: Sequence[Field], language: str) -> dict[str, dict[Any, str]]:
    found: dict[str, dict[Any, str]] = {}
    for one in fields:
        if not one.codes:
            continue
        kind = float if one.kind == "number" else int
        found[one.name] = {
            kind(one.coding.numbers[code]): cut_label(one.coding.label(code, language), SPSS.value, SPSS)
            or "—"
            for code in one.codes
        }
    return found


def _missing(fields: Sequence[Field]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in fields:
        if not one.coding.missing:
            continue
        numbers = [one.coding.numbers[code] for code in one.coding.missing]
        below = [number for number in numbers if number < 0]
        declared: list[Any] = [{"lo": float(min(below)), "hi": float(max(below))}] if below else []
        found[one.name] = declared + [float(number) for number in numbers if number >= 0]
    return found


def write_syntax(
    dataset: Dataset, origin: Origin, data: Sequence[Path], path: Path, language: str = "zh-CN"
) -> Path:
    """The syntax that opens the data, joins its parts, and declares sets of answers, full labels and the weight."""
    fields = fields_of(dataset, origin, SPSS, letters_for_missing=False)
    path.write_text("\n".join(_syntax(dataset, origin, fields, data, language)) + "\n", "utf-8-sig")
    return path


def _syntax(
    dataset: Dataset, origin: Origin, fields: Sequence[Field], data: Sequence[Path], language: str
) -> Iterator[str]:
    yield "* Encoding: UTF-8."
    for line in about(dataset, origin, language):
        yield f"* {' '.join(line.split())}".rstrip(".") + " ."
    yield f"GET FILE={quoted(data[0].name)}."
    for more in data[1:]:
        yield f"ADD FILES FILE=* /FILE={quoted(more.name)}."
    yield from _sets(dataset, {one.source: one.name for one in fields}, language)
    yield from _full_labels(fields, language)
    yield "WEIGHT BY weight."
    yield "EXECUTE."
    cluster = " CLUSTER=psu" if dataset.design.clustered else ""
    yield "* With the module Complex Samples, which intervals and tests need, declare the design before analysis:"
    yield (
        "* CSPLAN ANALYSIS /PLAN FILE='data.csaplan' /PLANVARS ANALYSISWEIGHT=weight "
        f"/DESIGN STRATA=stratum{cluster} /ESTIMATOR TYPE=WR ."
    )


def _sets(dataset: Dataset, names: dict[str, str], language: str) -> Iterator[str]:
    """Sets of several answers: dichotomies of a multiple choice, categories of a ranking."""
    for group in dataset.groups:
        if group.kind == "matrix" or len(group.variables) < 2:
            continue
        label = quoted(cut_bytes(group.label.say(language), SPSS.label))
        kind = "MDGROUP" if group.kind == "multiple" else "MCGROUP"
        labels = " CATEGORYLABELS=VARLABELS" if kind == "MDGROUP" else ""
        value = " VALUE=1" if kind == "MDGROUP" else ""
        yield f"MRSETS /{kind} NAME=${cut_bytes(group.name, 60, '')} LABEL={label}{labels}"
        yield from _wrapped("  VARIABLES=", [names[one] for one in group.variables])
        yield f" {value}."


def _wrapped(head: str, words: Sequence[str]) -> Iterator[str]:
    line = head
    for word in words:
        if len(line) + len(word) > LONGEST_LINE:
            yield line
            line = "    "
        line += f" {word}"
    yield line


def _full_labels(fields: Sequence[Field], language: str) -> Iterator[str]:
    """Labels that are longer than a file keeps, whole, as attributes of their variables."""
    for one in fields:
        whole = " ".join(one.label.say(language).split())
        if len(whole.encode()) <= SPSS.label:
            continue
        pieces = list(_pieces(whole))
        yield f"VARIABLE ATTRIBUTE VARIABLES={one.name} ATTRIBUTE="
        for place, piece in enumerate(pieces, 1):
            yield f"  FullLabel[{place}]({quoted_whole(piece)})" + ("." if place == len(pieces) else "")


def quoted_whole(text: str) -> str:
    """A text between single quotation marks, every blank kept."""
    return "'" + text.replace("'", "''") + "'"


def _pieces(text: str) -> Iterator[str]:
    while text:
        piece = cut_bytes(text, ATTRIBUTE, "")
        yield piece
        text = text[len(piece) :]
