"""What a name of another survey program became, and what is said of it in the rule language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from questionnaires.expressions import Type, read_date
from questionnaires.expressions.numbers import number_to_text
from questionnaires.expressions.tree import Call, Comparison, Literal, Logic, Name, Negation, Node
from questionnaires.formats.figures import figure
from questionnaires.formats.formulas import FormulaError

Plain: TypeAlias = str | float | bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a name of the source became: the field ``name`` of a type.

    ``codes`` gives our code for each value of the source. With ``option`` the source has a
    field for one option of a multiple choice: it holds ``on`` where the option is chosen.
    """

    name: str
    type: Type
    codes: Mapping[str, str] = field(default_factory=dict)
    option: str = ""
    on: str = "Y"


Typed: TypeAlias = tuple[Node, Type | None]


def truth(value: bool) -> Node:
    """Always true, or never."""
    return Call("true" if value else "false", ())


def answered(known: Known) -> Node:
    """Whether a question is answered."""
    if known.option:
        return chosen(known)
    if known.type is Type.ROWS:
        return Comparison(">", Call("count", (Name(known.name),)), Literal(0.0))
    return Comparison("!=", Name(known.name), Literal(""))


def chosen(known: Known) -> Node:
    """Whether the option that a field of the source stands for is chosen."""
    return Call("selected", (Name(known.name), Literal(known.option)))


def negated(node: Node) -> Node:
    """The opposite, in the plainest words."""
    if isinstance(node, Comparison) and node.operator in ("=", "!="):
        return Comparison("=" if node.operator == "!=" else "!=", node.left, node.right)
    if isinstance(node, Call) and node.function in ("true", "false"):
        return truth(node.function == "false")
    if isinstance(node, Call) and node.function == "not":
        return node.arguments[0]
    return Call("not", (node,))


def compare_value(operator: str, known: Known, value: Plain | tuple[Plain, ...] | None) -> Node:
    """A field beside a value as the source writes it."""
    if isinstance(value, tuple):
        return _compare_list(operator, known, value)
    if value is None or value == "":
        if operator not in ("=", "!="):
            raise FormulaError("不能与空值比大小", "nothing is larger or smaller than no answer")
        return negated(answered(known)) if operator == "=" else answered(known)
    if known.option:
        return _compare_option(operator, known, value)
    if known.type is Type.ROWS:
        raise FormulaError("矩阵要写明是哪一行", "of a matrix the row must be named")
    if known.type in (Type.DATE, Type.MOMENT):
        return Comparison(operator, Name(known.name), Literal(_day(value)))
    if known.type is Type.NUMBER or operator not in ("=", "!="):
        return Comparison(operator, as_number(Name(known.name), known.type), Literal(_figure(value)))
    if known.type is Type.CODES:
        return includes(known, value) if operator == "=" else negated(includes(known, value))
    said = code_of(known, value) if known.type is Type.CODE else _said(value)
    return Comparison(operator, Name(known.name), Literal(said))


def _compare_list(operator: str, known: Known, values: tuple[Plain, ...]) -> Node:
    if known.type is not Type.CODES or operator not in ("=", "!="):
        raise FormulaError("只有多选题能与一列值比较", "only a multiple choice compares with a list")
    count = Comparison("=", Call("count-selected", (Name(known.name),)), Literal(float(len(values))))
    every = (*(includes(known, value) for value in values), count)
    joined: Node = Logic("and", every) if len(every) > 1 else count
    return joined if operator == "=" else negated(joined)


def _compare_option(operator: str, known: Known, value: Plain) -> Node:
    on = value is True or _said(value).casefold() in (known.on.casefold(), "1", "true")
    off = value is False or _said(value).casefold() in ("n", "0", "false")
    if operator not in ("=", "!=") or not (on or off):
        raise FormulaError(f"选项只能与“{known.on}”比较", f"an option compares with “{known.on}” only")
    return chosen(known) if on == (operator == "=") else negated(chosen(known))


def includes(known: Known, value: Plain) -> Node:
    """Whether an answer includes a value: an option, or a part of a text."""
    if known.option:
        return _compare_option("=", known, value)
    if known.type is Type.CODES:
        return Call("selected", (Name(known.name), Literal(code_of(known, value))))
    if known.type is Type.CODE:
        return Comparison("=", Name(known.name), Literal(code_of(known, value)))
    if known.type is Type.TEXT:
        part = "".join(f"\\{sign}" if sign in r"\.[]()*+?{}|^$" else sign for sign in _said(value))
        return Call("regex", (Name(known.name), Literal(f"(.|\\n)*{part}(.|\\n)*")))
    raise FormulaError("这种题不能用“包含”", "“contains” does not fit this kind of question")


def code_of(known: Known, value: Plain) -> str:
    """Our code for a value of the source; raises FormulaError where no option has it."""
    said = _said(value)
    code = known.codes.get(said)
    if code is None:
        raise FormulaError(f"“{known.name}”没有选项“{said}”", f"{known.name} has no option “{said}”")
    return code


def literal(value: Plain | tuple[Plain, ...] | None) -> Typed:
    """A written value as a node."""
    if isinstance(value, tuple):
        raise FormulaError("这里不能写一列值", "a list of values cannot stand there")
    if isinstance(value, bool):
        return truth(value), Type.BOOLEAN
    if isinstance(value, float | int):
        return _signed(float(value)), Type.NUMBER
    return Literal(value or ""), Type.TEXT


def as_number(node: Node, found: Type | None) -> Node:
    """A node as a number."""
    if found in (Type.NUMBER, None, Type.BOOLEAN):
        return Call("number", (node,)) if found is Type.BOOLEAN else node
    if isinstance(node, Literal) and isinstance(node.value, str):
        return _signed(_number(node.value))
    if found in (Type.CODES, Type.ROWS):
        raise FormulaError("多选题不能当数用", "a multiple choice is no number")
    return Call("number", (node,))


def as_date(node: Node, found: Type | None) -> Node:
    """A node as a date."""
    if found in (Type.DATE, Type.MOMENT, None):
        return node
    if isinstance(node, Literal) and isinstance(node.value, str):
        return Call("date", (Literal(_day(node.value)),))
    return Call("date", (node,))


def _signed(value: float) -> Node:
    return Negation(Literal(-value)) if value < 0 else Literal(value)


def _figure(value: Plain) -> float:
    return _number(_said(value))


def _number(said: str) -> float:
    found = figure(said)
    if found is None:
        raise FormulaError(f"“{said}”不是数", f"“{said}” is no number")
    return found


def _day(value: Plain) -> str:
    said = _said(value)[:10]
    if read_date(said) is None:
        raise FormulaError(f"“{said}”不是日期", f"“{said}” is no date")
    return said


def _said(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else number_to_text(float(value))
