"""Data columns: what a question becomes in a record, a file and a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from questionnaires.model import Missing, Option, Privacy, Question, Role
from questionnaires.text import Text

ColumnType: TypeAlias = Literal["code", "indicator", "number", "date", "text"]
ColumnValue: TypeAlias = str | int | float | dict[str, str]


@dataclass(frozen=True)
class Column:
    """One column of the data.

    ``codes`` labels the values of a code column, and an indicator's 0 and 1; ``missing``
    holds those of them that an option declares as missing. ``group`` is the name of the
    question; ``code`` the option an indicator stands for; ``position`` the rank, from 1;
    ``expect`` the code an attention row asked for. ``ambiguous`` is a number that may be one
    of the codes of missing answers, such as a change of -1.
    """

    name: str
    label: Text
    type: ColumnType
    group: str
    codes: Mapping[str, Text] = field(default_factory=dict, hash=False)
    missing: Mapping[str, Missing] = field(default_factory=dict, hash=False)
    role: Role | None = None
    privacy: Privacy = Privacy.PLAIN
    reverse: bool = False
    write_in: bool = False
    code: str | None = None
    position: int | None = None
    expect: str | None = None
    ambiguous: bool = False


YES_NO = {"0": Text(zh="未选", en="Not chosen"), "1": Text(zh="选中", en="Chosen")}


@lru_cache(maxsize=4096)
def column_code(code: str) -> str:
    """An option code as part of a column name: ``-7`` is ``m7``, ``1.2`` is ``1_2``."""
    return code.replace("-", "m").replace(".", "_")


def both(first: Text, second: Text) -> Text:
    """Two labels as one, in each language that either has."""
    if not first or not second:
        return first or second
    languages = dict.fromkeys([*first, *second])
    return Text({language: f"{first.say(language)} · {second.say(language)}" for language in languages})


def labels(options: tuple[Option, ...]) -> dict[str, Text]:
    """Labels of options by code."""
    return {option.code: option.label for option in options}


def declared(options: tuple[Option, ...]) -> dict[str, Missing]:
    """The codes of options that count as missing in the analysis."""
    return {option.code: Missing(option.missing) for option in options if option.missing}


def text_column(question: Question, name: str, label: Text) -> Column:
    """The column of words written in beside an option."""
    return Column(name, label, "text", question.name, privacy=question.privacy, write_in=True)
