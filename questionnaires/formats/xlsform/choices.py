"""The lists of the choices sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.findings import Finding
from questionnaires.formats.naming import codes
from questionnaires.formats.xlsform.outline import refusal
from questionnaires.formats.xlsform.tables import Line, Table

_YES = frozenset({"yes", "true", "true()", "1"})
OTHER = "other"  # the code that or_other adds


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list: its name in the file, its code here, its label by header language.

    ``columns`` are the further columns that choice filters look at.
    """

    line: Line
    name: str
    code: str
    label: Mapping[str, str]
    columns: Mapping[str, str]


@dataclass(slots=True)
class Choices:
    """Every list by its name; ``findings`` are what ODK would refuse."""

    lists: dict[str, list[Choice]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    strays: list[Line] = field(default_factory=list)

    def codes(self, name: str) -> dict[str, str]:
        """The codes here by the names in the file."""
        return {choice.name: choice.code for choice in self.lists.get(name, ())}

    def recoded(self) -> Iterator[Choice]:
        """The choices whose name could not stay."""
        return (choice for found in self.lists.values() for choice in found if choice.code != choice.name)


def read_choices(table: Table, *, duplicates: str = "") -> Choices:
    """The lists of a sheet; ``duplicates`` is the setting ``allow_choice_duplicates``."""
    found = Choices()
    lines: dict[str, list[Line]] = {}
    for line in table.lines:
        name = line.get("list_name")
        if name:
            lines.setdefault(name, []).append(line)
        else:
            found.strays.append(line)
    for column in ("list_name", "name"):
        if table.lines and not table.has(column):
            found.findings.append(refusal("choice_column_missing", f"{table.name}!1", 1, column=column))
    if found.findings:
        return found
    for name, rows in lines.items():
        found.lists[name] = _list(table, name, rows, found, repeats=duplicates.lower() in _YES)
    return found


def _list(table: Table, name: str, rows: list[Line], found: Choices, *, repeats: bool) -> list[Choice]:
    names = [line.get("name") for line in rows]
    seen: set[str] = set()
    for line, own in zip(rows, names, strict=True):
        if not own:
            place = table.place(line, "name")
            found.findings.append(refusal("choice_name_missing", place, line.number))
        elif own in seen and not repeats:
            place = table.place(line, "name")
            found.findings.append(refusal("choice_repeated", place, line.number, list=name, name=own))
        seen.add(own)
    given = dict(zip(dict.fromkeys(names), codes(dict.fromkeys(names)), strict=True))
    return [
        Choice(line, own, given[own], line.texts.get("label") or {"": own}, _columns(line))
        for line, own in zip(rows, names, strict=True)
    ]


def _columns(line: Line) -> dict[str, str]:
    return {key: value.strip() for key, value in line.values.items() if key != "list_name"}
