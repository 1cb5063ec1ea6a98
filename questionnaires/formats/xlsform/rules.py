"""Expressions of XLSForm as rules of ours, which are nearly the same language.

What differs is turned: names that had to change, codes written as numbers, ``=`` on a
multiple choice, ``string()``, ``contains()``, what the device records (``${today}``). What
has no equal raises :class:`UnturnableError`; the reader then leaves the expression out and
quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from questionnaires.expressions import ExpressionError, Type, parse
from questionnaires.expressions.numbers import number_to_text
from questionnaires.expressions.printing import print_node
from questionnaires.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Itself,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
)
from questionnaires.formats.xlsform.tables import SMART
from questionnaires.text import Text

LONGEST_RULE = 4000
_TEXTS = re.compile(r"'[^']*'|\"[^\"]*\"")
_FUNCTIONS = {
    "string": "concat",
    "format-date-time": "format-date",
    "count-non-empty": "count",
    "date-time": "date",
}
_CALLED = re.compile(r"(?<![\w:.-])(" + "|".join(_FUNCTIONS) + r")\s*\(")
_MATCHES = re.compile(r"(?<![\w:.-])(contains|starts-with|ends-with)\s*\(")
_MARK = {"contains": "\ue000", "starts-with": "\ue001", "ends-with": "\ue002"}
_COLUMN = re.compile(r"(?<![\w$:/.{-])([^\W\d][\w.-]*)(?![\w.-]*\s*[(:/])")
_WORDS = frozenset({"and", "or", "div", "mod"})


class UnturnableError(ValueError):
    """An expression without an equal here; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.say("en"))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Known:
    """What a name of the form became.

    ``codes`` gives our code for each name of a choice; ``call`` is written instead of the
    name for what the device records.
    """

    name: str
    type: Type = Type.TEXT
    codes: Mapping[str, str] = field(default_factory=dict)
    call: str = ""


Resolve = Callable[[str], "Known | None"]


def turned(text: str, resolve: Resolve, itself: Known | None = None, *, value: bool = False) -> str:
    """The rule for an expression; with ``value`` it need not be a condition.

    Raises UnturnableError.
    """
    plain = _prepared(text)
    try:
        expression = parse(plain)
        turner = _Turner(resolve, itself)
        tree = turner.value(expression.tree) if value else turner.condition(expression.tree)
        rule = plain if tree == expression.tree else print_node(tree)
        parse(rule)
    except ExpressionError as error:
        raise UnturnableError(error.reason) from error
    except RecursionError as error:
        raise UnturnableError(Text(zh="嵌套太深。", en="It is nested too deeply.")) from error
    if len(rule) > LONGEST_RULE:
        raise UnturnableError(
            Text(zh=f"超过 {LONGEST_RULE} 个字符。", en=f"It has more than {LONGEST_RULE} characters.")
        )
    return rule


def bare_words(text: str) -> set[str]:
    """The words of a choice filter that stand for columns."""
    hidden = re.sub(r"'[^']*'|\"[^\"]*\"|\$\{[^}]*\}", " ", text.translate(SMART))
    return set(_COLUMN.findall(hidden)) - _WORDS


def with_columns(text: str, columns: Mapping[str, str]) -> str:
    """A choice filter for one choice: its columns replaced by what they hold."""
    kept: list[str] = []

    def put(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\ue010{len(kept) - 1}\ue011"

    def column(found: re.Match[str]) -> str:
        word = found[1]
        if word in _WORDS:
            return found[0]
        held = columns.get(word, word)
        quote = "'" if "'" not in held else '"'
        return put_text(f"{quote}{held}{quote}")

    def put_text(said: str) -> str:
        kept.append(said)
        return f"\ue010{len(kept) - 1}\ue011"

    hidden = re.sub(r"'[^']*'|\"[^\"]*\"|\$\{[^}]*\}", put, text.translate(SMART))
    found = _COLUMN.sub(column, hidden)
    return re.sub("\ue010(\\d+)\ue011", lambda match: kept[int(match[1])], found)


def _prepared(text: str) -> str:
    plain = (
        " ".join(text.translate(SMART).split())
        if "'" not in text and '"' not in text
        else text.translate(SMART)
    )
    plain = plain.strip()
    pieces: list[str] = []
    place = 0
    for found in _TEXTS.finditer(plain):
        pieces += [_renamed(plain[place : found.start()]), found[0]]
        place = found.end()
    pieces.append(_renamed(plain[place:]))
    return "".join(pieces)


def _renamed(piece: str) -> str:
    piece = _CALLED.sub(lambda found: f"{_FUNCTIONS[found[1]]}(", piece)
    return _MATCHES.sub(lambda found: f"concat('{_MARK[found[1]]}', ", piece)


class _Turner:
    def __init__(self, resolve: Resolve, itself: Known | None) -> None:
        self.resolve = resolve
        self.itself = itself

    def known(self, node: Node) -> Known | None:
        if isinstance(node, Itself):
            return self.itself
        if not isinstance(node, Name):
            return None
        found = self.resolve(node.name)
        if found is None:
            raise UnturnableError(
                Text(
                    zh=f"用到的“{node.name}”没有带过来。",
                    en=f"It uses “{node.name}”, which was not carried over.",
                )
            )
        return found

    def condition(self, node: Node) -> Node:
        """A node that is true or false."""
        if isinstance(node, Logic):
            return replace(node, operands=tuple(self.condition(each) for each in node.operands))
        if isinstance(node, Call) and node.function == "not":
            return replace(node, arguments=(self.condition(node.arguments[0]),))
        known = self.known(node)
        if known is not None and known.type is not Type.BOOLEAN:
            return Comparison("!=", self.value(node), Literal(""))
        if isinstance(node, Literal) and isinstance(node.value, str) and node.value in ("true", "false"):
            return Call(node.value, ())
        return self.value(node)

    def value(self, node: Node) -> Node:
        if isinstance(node, Name):
            known = self.known(node)
            if known is not None and known.call:
                return Call(known.call, ())
            return replace(node, name=known.name) if known else node
        if isinstance(node, Literal | Itself):
            return node
        if isinstance(node, Negation):
            return replace(node, operand=self.number(node.operand))
        if isinstance(node, Arithmetic):
            return replace(node, left=self.number(node.left), right=self.number(node.right))
        if isinstance(node, Comparison):
            return self.compared(node)
        if isinstance(node, Logic):
            return self.condition(node)
        return self.called(node)

    def number(self, node: Node) -> Node:
        """A node in a sum; codes are numbers only where one says so."""
        known = self.known(node)
        found = self.value(node)
        if known is not None and not known.call and known.type in (Type.CODE, Type.TEXT):
            return Call("number", (found,))
        return found

    def called(self, node: Call) -> Node:
        function, arguments = node.function, node.arguments
        if (
            function == "concat"
            and isinstance(arguments[0], Literal)
            and arguments[0].value in _MARK.values()
        ):
            return self.matched(str(arguments[0].value), arguments[1:])
        if function == "selected":
            known = self.known(arguments[0])
            return replace(node, arguments=(self.value(arguments[0]), self.code(known, arguments[1])))
        if function == "if":
            first, *rest = arguments
            return replace(node, arguments=(self.condition(first), *(self.value(each) for each in rest)))
        if function == "not":
            return self.condition(node)
        return replace(node, arguments=tuple(self.value(each) for each in arguments))

    def matched(self, mark: str, arguments: tuple[Node, ...]) -> Node:
        """``contains(x, 'y')`` and its like as a pattern."""
        if len(arguments) != 2 or not isinstance(arguments[1], Literal):
            raise UnturnableError(
                Text(
                    zh="contains() 的第二项要直接写成文字。",
                    en="The second part of contains() must be written out.",
                )
            )
        held = _said(arguments[1])
        part = "".join(f"\\{sign}" if sign in r"\.[]()*+?{}|^$" else sign for sign in held)
        before = "" if mark == _MARK["starts-with"] else "(.|\\n)*"
        after = "" if mark == _MARK["ends-with"] else "(.|\\n)*"
        return Call("regex", (self.value(arguments[0]), Literal(f"{before}{part}{after}")))

    def code(self, known: Known | None, node: Node) -> Node:
        """A code as the options have it now; numbers become texts."""
        if known is None or not known.codes or not isinstance(node, Literal):
            if isinstance(node, Literal) and isinstance(node.value, float):
                return replace(node, value=number_to_text(node.value))
            return self.value(node)
        said = _said(node).strip()
        return replace(node, value=known.codes.get(said, said)) if said else node

    def compared(self, node: Comparison) -> Node:
        left, right = node.left, node.right
        here, there = self.known(left), self.known(right)
        if here is None and there is not None and isinstance(left, Literal):
            return self.beside(node, there, right, left, flipped=True)
        if here is not None and isinstance(right, Literal):
            return self.beside(node, here, left, right, flipped=False)
        if node.operator not in ("=", "!="):
            return replace(node, left=self.number(left), right=self.number(right))
        return replace(node, left=self.value(left), right=self.value(right))

    def beside(
        self, node: Comparison, known: Known, question: Node, literal: Literal, *, flipped: bool
    ) -> Node:
        """A question beside a written value."""
        own = self.value(question)
        given: Node = literal
        equality = node.operator in ("=", "!=")
        if literal.value == "":
            pass
        elif known.type is Type.CODES and equality:
            return self.only_chosen(node, own, self.code(known, literal))
        elif known.type is Type.CODE and equality:
            given = self.code(known, literal)
        elif known.type in (Type.CODE, Type.TEXT) and not equality:
            own, given = Call("number", (own,)), _figure(literal)
        elif known.type is Type.TEXT and isinstance(literal.value, float):
            given = replace(literal, value=number_to_text(literal.value))
        elif known.type is Type.NUMBER:
            given = _figure(literal)
        elif known.type is Type.BOOLEAN and equality:
            return self.truth(node, own, literal)
        return replace(node, left=given, right=own) if flipped else replace(node, left=own, right=given)

    def only_chosen(self, node: Comparison, question: Node, code: Node) -> Node:
        one = Comparison("=", Call("count-selected", (question,)), Literal(1.0))
        both: Node = Logic("and", (Call("selected", (question, code)), one))
        return both if node.operator == "=" else Call("not", (both,))

    def truth(self, node: Comparison, question: Node, literal: Literal) -> Node:
        holds = _said(literal) in ("true", "1")
        return question if holds == (node.operator == "=") else Call("not", (question,))


def _said(literal: Literal) -> str:
    return literal.value if isinstance(literal.value, str) else number_to_text(literal.value)


def _figure(literal: Literal) -> Node:
    if isinstance(literal.value, float):
        return literal
    try:
        value = float(literal.value)
    except ValueError:
        return literal
    if not abs(value) < 1e15:
        return literal
    return replace(literal, value=value) if value >= 0 else Negation(Literal(-value), literal.position)
