"""The words of a rule."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from questionnaires.expressions.errors import ExpressionError
from questionnaires.text import Text

LONGEST = 10_000

NUMBER, TEXT, NAME, WORD, SIGN, END = "number", "text", "name", "word", "sign", "end"

PIECES = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|\$\{[ \t]*(?P<name>[^\s{}$'\"]+)[ \t]*\}"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<sign>!=|<=|>=|[-+*=<>(),.])"
)
SPACE = re.compile(r"[ \t\r\n\u00a0\u3000]*")
QUESTION_NAME = re.compile(r"[^\W\d](?:[\w.-]{0,127})")
FULL_WIDTH = dict(zip("（），＝＜＞＋－＊‘’“”．。", "(),=<>+-*''\"\"..", strict=True))


class Token(NamedTuple):
    """One word: its kind, its text (a name without ``${}``, a text without quotes), its place."""

    kind: str
    text: str
    position: int


def read_tokens(source: str) -> Iterator[Token]:
    """The words of ``source`` one after the other, closed by one of kind END.

    Raises:
        ExpressionError: ``too_long``, ``open_text``, ``bad_name``, ``full_width``,
            ``bad_number`` or ``bad_character``.
    """
    if len(source) > LONGEST:
        raise ExpressionError(
            "too_long",
            LONGEST,
            Text(zh="表达式超过 {n} 个字符。", en="The rule is longer than {n} characters.").fill(n=LONGEST),
            Text(zh="把它拆成几个计算项。", en="Split it into several calculations."),
        )
    place = 0
    while True:
        place = _skip(source, place)
        if place == len(source):
            yield Token(END, "", place)
            return
        found = PIECES.match(source, place)
        if not found:
            raise _unreadable(source, place)
        kind = str(found.lastgroup)
        text = found[kind]
        if kind == TEXT:
            text = text[1:-1]
        elif kind == NAME and not QUESTION_NAME.fullmatch(text):
            raise _bad_name(place, text)
        elif kind == NUMBER:
            _check_number(source, found.end(), place, text)
        yield Token(kind, text, place)
        place = found.end()


def _skip(source: str, place: int) -> int:
    found = SPACE.match(source, place)
    return found.end() if found else place


def _check_number(source: str, end: int, place: int, text: str) -> None:
    glued = source[end : end + 1]
    if math.isfinite(float(text)) and not (glued.isalnum() or glued in ("_", ".")):
        return
    raise ExpressionError(
        "bad_number",
        place,
        Text(zh="这里的数字写法不对。", en="This number cannot be read."),
        Text(zh="数字只用数字和一个小数点，如 1.5。", en="Use digits and one decimal point, as in 1.5."),
    )


def _bad_name(place: int, name: str) -> ExpressionError:
    return ExpressionError(
        "bad_name",
        place,
        Text(zh="“{name}”不能作题目名称。", en="“{name}” cannot be the name of a question.").fill(name=name),
        Text(
            zh="名称以字母、汉字或下划线开头，其后可用数字、点和连字符。",
            en="A name starts with a letter or underscore; digits, points and hyphens may follow.",
        ),
    )


def _unreadable(source: str, place: int) -> ExpressionError:
    character = source[place]
    if character in "'\"":
        return ExpressionError(
            "open_text",
            place,
            Text(zh="引号没有成对。", en="The quotation mark is never closed."),
            Text(zh="在文字末尾补上同样的引号。", en="Close the text with the same quotation mark."),
        )
    if character in FULL_WIDTH:
        half = FULL_WIDTH[character]
        return ExpressionError(
            "full_width",
            place,
            Text(zh="“{c}”不是规则里的符号。", en="“{c}” is not a sign of a rule.").fill(c=character),
            Text(zh="换成半角的 {c}。", en="Write {c} instead.").fill(c=half),
        )
    if character == "$":
        return ExpressionError(
            "bad_name",
            place,
            Text(zh="题目引用写法不对。", en="The reference to a question is not complete."),
            Text(zh="写成 ${名称}。", en="Write it as ${name}."),
        )
    return ExpressionError(
        "bad_character",
        place,
        Text(zh="规则里不能有“{c}”。", en="A rule cannot contain “{c}”.").fill(c=character),
        Text(
            zh="除号写 div，余数写 mod，文字放进引号，题目写成 ${名称}。",
            en="Write div for division, mod for remainder; put text in quotes and questions in ${name}.",
        ),
    )
