"""The tree of a rule: frozen nodes that know where they stand in the source.

Positions do not take part in comparison, so two rules that mean the same are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Literal:
    """A number or a text written in the rule."""

    value: float | str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """``${name}``: the answer to another question."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Itself:
    """``.``: the answer being checked."""

    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Negation:
    """Unary minus."""

    operand: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Arithmetic:
    """``+ - * div mod``; ``position`` is that of the operator."""

    operator: str
    left: Node
    right: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Comparison:
    """``= != < <= > >=``; ``position`` is that of the operator."""

    operator: str
    left: Node
    right: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Logic:
    """``and`` or ``or`` over two operands or more, written side by side."""

    operator: str
    operands: tuple[Node, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """A function of :mod:`.functions` with its arguments."""

    function: str
    arguments: tuple[Node, ...]
    position: int = field(default=0, compare=False)


Node: TypeAlias = Literal | Name | Itself | Negation | Arithmetic | Comparison | Logic | Call


@dataclass(frozen=True)
class Expression:
    """A rule that has been read: its source as written, and its tree."""

    source: str = field(compare=False)
    tree: Node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the source."""
    if isinstance(node, Negation):
        return (node.operand,)
    if isinstance(node, Arithmetic | Comparison):
        return (node.left, node.right)
    if isinstance(node, Logic):
        return node.operands
    if isinstance(node, Call):
        return node.arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the source (operands before what follows)."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


def names(expression: Expression) -> Iterator[Name]:
    """Every ``${name}`` of the rule, in the order of the source."""
    return (node for node in walk(expression.tree) if isinstance(node, Name))


def references(expression: Expression) -> tuple[str, ...]:
    """The names a rule refers to, in order of appearance, each once; ``.`` is not a name."""
    return tuple(dict.fromkeys(node.name for node in names(expression)))
