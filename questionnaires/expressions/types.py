"""The types that the checker tells apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from questionnaires.text import Text


class Type(Enum):
    """What an answer or a part of a rule is."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    CODE = "code"
    CODES = "codes"
    ROWS = "rows"


BASE_TYPES = tuple(Type)


@dataclass(frozen=True)
class Codes:
    """A choice question whose option codes are known; ``type`` is CODE, CODES or ROWS."""

    type: Type
    codes: frozenset[str]


Declared: TypeAlias = Type | Codes

TYPE_NAMES: dict[Type, Text] = {
    Type.NUMBER: Text(zh="数", en="a number"),
    Type.TEXT: Text(zh="文字", en="text"),
    Type.BOOLEAN: Text(zh="条件", en="a condition"),
    Type.DATE: Text(zh="日期", en="a date"),
    Type.MOMENT: Text(zh="时刻", en="a moment"),
    Type.CODE: Text(zh="选项", en="an option"),
    Type.CODES: Text(zh="多选", en="a set of options"),
    Type.ROWS: Text(zh="矩阵各行", en="the rows of a matrix"),
}
