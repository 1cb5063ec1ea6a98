"""Our rules as ODK evaluates them.

ODK's language is nearly ours. What differs: a matrix or a split has no value of its own, so
that its rows are written out; a truth value is stored as 1 or 0; dates are compared as
dates; and an offered missing answer, empty here, is an option there and is taken out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.expressions import ExpressionError, Type, parse
from questionnaires.expressions.numbers import number_to_text
from questionnaires.expressions.parser import LEVELS, UNARY
from questionnaires.expressions.tree import (
    Call,
    Comparison,
    Itself,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    walk,
)

PRIMARY = UNARY + 1


class UnwritableError(ValueError):
    """A rule that ODK cannot evaluate."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a rule means by a name: its type, the fields that stand for it, codes that count as empty.

    ``first`` is how many of a ranking count; 0 where all do.
    """

    type: Type
    rows: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    first: int = 0


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes rules; ``fields`` are what they may name."""

    fields: Mapping[str, Field]
    itself: Field = field(default=Field(Type.TEXT))
    itself_name: str = "."

    def rule(self, text: str) -> str:
        """A condition as ODK evaluates it; the same text where it is the same. Raises UnwritableError."""
        return self._written(text, condition=True)

    def value(self, text: str) -> str:
        """A value as ODK evaluates it. Raises UnwritableError."""
        return self._written(text, condition=False)

    def _written(self, text: str, *, condition: bool) -> str:
        try:
            tree = parse(text).tree
        except ExpressionError as error:
            raise UnwritableError(str(error)) from error
        if not condition and self.type_of(tree) is Type.BOOLEAN:
            return f"if({self.node(tree)}, 1, 0)"
        plain = not any(self._differs(node) for node in walk(tree)) and self.itself_name == "."
        return text if plain else self.node(tree)

    def _differs(self, node: Node) -> bool:
        if isinstance(node, Name):
            found = self.fields.get(node.name)
            if found is None:
                raise UnwritableError(node.name)
            return bool(found.rows or found.empty or found.first) or found.type is Type.BOOLEAN
        if isinstance(node, Itself):
            return bool(self.itself.empty) or self.itself.type is Type.BOOLEAN
        if isinstance(node, Literal):
            return isinstance(node.value, str) and "'" in node.value and '"' in node.value
        if isinstance(node, Call):
            return node.function in ("count", "sum") or (
                node.function == "coalesce" and len(node.arguments) > 2
            )
        return isinstance(node, Comparison) and self._dated(node)

    def _dated(self, node: Comparison) -> bool:
        types = {self.type_of(node.left), self.type_of(node.right)}
        return bool(types & {Type.DATE, Type.MOMENT}) and Type.TEXT in types

    def type_of(self, node: Node) -> Type | None:
        """The type of a node as far as it matters here."""
        if isinstance(node, Name | Itself):
            found = self.itself if isinstance(node, Itself) else self.fields.get(node.name)
            return found.type if found else None
        if isinstance(node, Literal):
            return Type.TEXT if isinstance(node.value, str) else Type.NUMBER
        if isinstance(node, Comparison | Logic):
            return Type.BOOLEAN
        if isinstance(node, Call):
            if node.function in ("if", "coalesce"):
                return self.type_of(node.arguments[-1])
            return _RESULTS.get(node.function)
        return Type.NUMBER

    def node(self, node: Node) -> str:
        """A node and all below it."""
        if isinstance(node, Literal):
            return _literal(node.value)
        if isinstance(node, Name | Itself):
            return self.name(node)
        if isinstance(node, Negation):
            return "-" + self.at(node.operand, UNARY)
        if isinstance(node, Call):
            return self.call(node)
        level = LEVELS[node.operator]
        if isinstance(node, Logic):
            return f" {node.operator} ".join(self.at(each, level + 1) for each in node.operands)
        if isinstance(node, Comparison):
            return self.compared(node, level)
        return f"{self.at(node.left, level)} {node.operator} {self.at(node.right, level + 1)}"

    def at(self, node: Node, level: int) -> str:
        """A node in brackets where it binds less than ``level``."""
        text = self.node(node)
        if isinstance(node, Literal | Name | Itself | Call):
            return text
        own = UNARY if isinstance(node, Negation) else LEVELS[node.operator]
        return text if own >= level else f"({text})"

    def name(self, node: Name | Itself, *, guarded: bool = True) -> str:
        """A name; guarded, an offered missing answer is empty."""
        if isinstance(node, Itself):
            found, said = self.itself, self.itself_name
        else:
            given = self.fields.get(node.name)
            if given is None:
                raise UnwritableError(node.name)
            found, said = given, f"${{{node.name}}}"
        if found.rows:
            raise UnwritableError(said)
        if found.first:
            said = _first(said, found.first)
        if found.type is Type.BOOLEAN:
            return f"({said} = 1)"
        if guarded and found.empty:
            chosen = " or ".join(f"selected({said}, '{code}')" for code in found.empty)
            return f"if({chosen}, '', {said})"
        return said

    def compared(self, node: Comparison, level: int) -> str:
        """A comparison; of a date and a text, both as dates."""
        left, right = node.left, node.right
        if self._dated(node):
            left, right = _as_date(left), _as_date(right)
        sides = [self.side(left, right, level), self.side(right, left, level + 1)]
        return f"{sides[0]} {node.operator} {sides[1]}"

    def side(self, here: Node, there: Node, level: int) -> str:
        """A side of a comparison: beside the code of an option, a missing answer need not be taken out."""
        if isinstance(here, Name | Itself) and isinstance(there, Literal) and there.value != "":
            return self.name(here, guarded=False)
        return self.at(here, level)

    def call(self, node: Call) -> str:
        """A function as ODK has it."""
        function, arguments = node.function, node.arguments
        if function == "selected" and isinstance(arguments[0], Name | Itself):
            return f"selected({self.name(arguments[0], guarded=False)}, {self.node(arguments[1])})"
        if function in ("count", "sum", "min", "max"):
            return self.set_of(function, [text for each in arguments for text in self.spread(each, function)])
        if function == "coalesce" and len(arguments) > 2:
            first, *rest = arguments
            return f"coalesce({self.node(first)}, {self.call(Call('coalesce', tuple(rest)))})"
        return f"{function}({', '.join(self.node(each) for each in arguments)})"

    def spread(self, node: Node, function: str) -> list[str]:
        """A value, or the rows of a matrix one by one."""
        found = self.fields.get(node.name) if isinstance(node, Name) else None
        if found is not None and found.rows:
            return [
                f"coalesce({self.name(Name(row))}, 0)" if function == "sum" else self.name(Name(row))
                for row in found.rows
            ]
        return [self.at(node, LEVELS["+"] + 1)]

    def set_of(self, function: str, values: list[str]) -> str:
        """``count``, ``sum`` and their like over values written side by side."""
        if not values:
            return "0"
        if function == "count":
            return "(" + " + ".join(f"if(string-length({value}) > 0, 1, 0)" for value in values) + ")"
        if function == "sum":
            return "(" + " + ".join(f"number({value})" for value in values) + ")"
        return f"{function}({', '.join(f'number({value})' for value in values)})"


_RESULTS = {
    **dict.fromkeys(("selected", "not", "true", "false", "regex"), Type.BOOLEAN),
    **dict.fromkeys(("today", "date"), Type.DATE),
    "now": Type.MOMENT,
    **dict.fromkeys(("concat", "format-date"), Type.TEXT),
    **dict.fromkeys(
        ("count-selected", "string-length", "number", "int", "round", "min", "max", "sum", "count", "pow", "abs",
         "decimal-date-time"), Type.NUMBER),
}  # fmt: skip


def _as_date(node: Node) -> Node:
    if not isinstance(node, Literal) or not isinstance(node.value, str) or not node.value:
        return node
    value = node.value + "-01" * (2 - node.value.count("-")) if len(node.value) <= 10 else node.value
    return Call("date", (Literal(value),))


def _first(said: str, first: int) -> str:
    """The first options of a ranking, which ODK gives in full."""
    return "concat(" + ", ' ', ".join(f"selected-at({said}, {place})" for place in range(first)) + ")"


def _literal(value: float | str) -> str:
    return quoted(value) if isinstance(value, str) else number_to_text(value)


def quoted(text: str) -> str:
    """A text in quotation marks; one that holds both kinds is put together."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    mark = '"' + "'" + '"'
    return "concat(" + f", {mark}, ".join(f"'{piece}'" for piece in text.split("'")) + ")"
