"""Answers as they are kept: fields, stored values and missing answers.

The shapes are those of the table in ``docs/architecture.md``. Answers may come from a
phone, from paper or from a file, so everything here tolerates a value of a wrong shape:
it counts as no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from questionnaires.expressions import Type
from questionnaires.expressions.numbers import number_to_text
from questionnaires.model import Missing
from questionnaires.text import Text

Stored: TypeAlias = str | int | float | list[str] | dict[str, str]
Answers: TypeAlias = Mapping[str, Any]
LARGEST = 2**53  # whole numbers below it are exact as doubles
# Almost every answer is one of these; to be told apart from a mapping takes ten times as long.
PLAIN = frozenset({type(None), str, list, int, float})


@dataclass(frozen=True)
class AnswerField:
    """A name that rules may refer to; answers are kept in it unless it stands for rows."""

    name: str
    question: str
    type: Type
    label: Text
    codes: Mapping[str, Text] | None = field(default=None, hash=False)

    @property
    def stored(self) -> bool:
        """Whether answers are kept under the name; the name of a matrix or a split stands for its rows."""
        return self.type is not Type.ROWS


MISSING_WORDS: dict[Missing, Text] = {
    Missing.NOT_SHOWN: Text(zh="未显示", en="Not shown"),
    Missing.REFUSED: Text(zh="不愿回答", en="Prefer not to say"),
    Missing.UNKNOWN: Text(zh="不清楚", en="Don't know"),
    Missing.LEFT_OUT: Text(zh="未回答", en="Not answered"),
    Missing.NOT_APPLICABLE: Text(zh="不适用", en="Not applicable"),
}


def as_missing(reason: Missing) -> dict[str, str]:
    """A missing answer as it is kept and recorded."""
    return {"missing": reason.value}


def missing_in(value: object) -> Missing | None:
    """Why there is no answer, if ``value`` says so."""
    if type(value) in PLAIN:
        return None
    if isinstance(value, Mapping) and set(value) == {"missing"}:
        try:
            return Missing(value["missing"])
        except ValueError:
            return None
    return None


def text_in(answers: Answers, name: str) -> str:
    """The text kept in a field; an empty one where there is none."""
    value = answers.get(name)
    return value if isinstance(value, str) else ""


def codes_in(answers: Answers, name: str) -> list[str]:
    """The codes kept in a field, in their order."""
    value = answers.get(name)
    return [code for code in value if isinstance(code, str)] if isinstance(value, list | tuple) else []


def number_in(answers: Answers, name: str) -> int | float | None:
    """The number kept in a field."""
    value = answers.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return plain_number(value) if abs(value) < LARGEST else None


def plain_number(value: float) -> int | float:
    """The number as it is kept: whole ones as int, so that 40 and 40.0 are one answer."""
    return int(value) if float(value).is_integer() else float(value)


def number_words(value: float) -> str:
    """The number as people write it, which can be read again: ``40``, ``37.5``, ``0.00002``."""
    return number_to_text(float(value))
