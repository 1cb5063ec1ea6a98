"""Conditions of other survey programs read into a tree, each by its own signs and words.

LimeSurvey and SurveyJS write conditions that differ in signs, not in kind. A
:class:`Grammar` says how names, texts and operators are written; :func:`parse` gives one
tree for all, which :mod:`.rules` makes into a rule of ours. Nothing is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from questionnaires.text import Text

LONGEST = 10_000
DEEPEST = 60
MOST_TOKENS = 2_000


class FormulaError(ValueError):
    """A condition that cannot be read or has no equal here; ``reason`` says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Ref:
    """The answer to a question, by the name the source gives it."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is written out; None is no value, a tuple a list of values."""

    value: str | float | bool | tuple[str | float | bool, ...] | None


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator in its one name (``and or not = != < <= > >= + - * / mod neg contains …``)."""

    operator: str
    operands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """A function of the source with its arguments."""

    function: str
    arguments: tuple[Formula, ...]


Formula: TypeAlias = Ref | Constant | Operation | Called


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a program writes its conditions.

    ``pieces`` has the groups ``number``, ``text``, ``name``, ``word`` and ``sign``. The
    operators are written in lower case; ``binary`` gives their level, higher binding
    tighter, and their one name. ``bare`` says whether a word that is no function, constant
    or operator is a question (``ref``) or a text (``text``).
    """

    pieces: re.Pattern[str]
    binary: Mapping[str, tuple[int, str]]
    prefix: Mapping[str, str]
    postfix: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str | float | bool | None] = field(default_factory=dict)
    bare: str = "ref"


Token: TypeAlias = tuple[str, str]
END: Token = ("end", "")
UNARY = 90


def parse(written: str, grammar: Grammar) -> Formula:
    """The tree of a condition; raises FormulaError."""
    reader = _Reader(_tokens(written, grammar), grammar)
    found = reader.formula(0, 0)
    if reader.token != END:
        raise _unexpected(reader.token)
    return found


def _tokens(written: str, grammar: Grammar) -> list[Token]:
    if len(written) > LONGEST:
        raise FormulaError(f"条件超过 {LONGEST} 个字符", f"it has more than {LONGEST} characters")
    tokens: list[Token] = []
    place = 0
    while place < len(written):
        if written[place].isspace():
            place += 1
            continue
        found = grammar.pieces.match(written, place)
        if found is None or found.end() == place:
            raise FormulaError(f"读不懂“{written[place]}”", f"“{written[place]}” cannot be read")
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind]))
        place = found.end()
        if len(tokens) > MOST_TOKENS:
            raise FormulaError("条件太长", "it is too long")
    tokens.append(END)
    return tokens


class _Reader:
    def __init__(self, tokens: list[Token], grammar: Grammar) -> None:
        self.tokens = tokens
        self.grammar = grammar
        self.place = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.token
        if token != END:
            self.place += 1
        return token

    def is_sign(self, sign: str) -> bool:
        return self.token == ("sign", sign)

    def expect(self, sign: str) -> None:
        if not self.is_sign(sign):
            raise _unexpected(self.token)
        self.take()

    def formula(self, level: int, depth: int) -> Formula:
        if depth > DEEPEST:
            raise FormulaError("条件嵌套太深", "it is nested too deeply")
        left = self.operand(depth)
        while True:
            written = self.token[1].lower() if self.token[0] in ("sign", "word") else ""
            if written in self.grammar.postfix:
                self.take()
                left = Operation(self.grammar.postfix[written], (left,))
                continue
            own, operator = self.grammar.binary.get(written, (-1, ""))
            if own < level or not operator:
                return left
            self.take()
            right = self.formula(own + 1, depth + 1)
            left = _joined(operator, left, right)

    def operand(self, depth: int) -> Formula:
        kind, text = self.take()
        if kind == "number":
            return Constant(float(text))
        if kind == "text":
            return Constant(_unquoted(text))
        if kind == "name":
            return Ref(text.strip())
        if kind in ("sign", "word") and text.lower() in self.grammar.prefix:
            inner = self.formula(UNARY, depth + 1)
            return Operation(self.grammar.prefix[text.lower()], (inner,))
        if kind == "sign" and text == "(":
            inner = self.formula(0, depth + 1)
            self.expect(")")
            return inner
        if kind == "sign" and text == "[":
            return self.listed(depth)
        if kind == "word":
            return self.word(text, depth)
        raise _unexpected((kind, text))

    def word(self, text: str, depth: int) -> Formula:
        if self.is_sign("("):
            self.take()
            return Called(text, self.until(")", depth))
        if text.lower() in self.grammar.constants:
            return Constant(self.grammar.constants[text.lower()])
        return Ref(text) if self.grammar.bare == "ref" else Constant(text)

    def listed(self, depth: int) -> Formula:
        values = []
        for each in self.until("]", depth):
            if not isinstance(each, Constant) or isinstance(each.value, tuple) or each.value is None:
                raise FormulaError("列表里只能有值", "a list may hold values only")
            values.append(each.value)
        return Constant(tuple(values))

    def until(self, sign: str, depth: int) -> tuple[Formula, ...]:
        found: list[Formula] = []
        while not self.is_sign(sign):
            if found:
                self.expect(",")
            found.append(self.formula(0, depth + 1))
        self.take()
        return tuple(found)


def _joined(operator: str, left: Formula, right: Formula) -> Formula:
    if operator in ("and", "or") and isinstance(left, Operation) and left.operator == operator:
        return Operation(operator, (*left.operands, right))
    return Operation(operator, (left, right))


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return re.sub(r"\\(['\"\\])", r"\1", inner)


def _unexpected(token: Token) -> FormulaError:
    if token == END:
        return FormulaError("条件在中间断了", "it stops too early")
    return FormulaError(f"这里不应出现“{token[1]}”", f"“{token[1]}” cannot stand there")
