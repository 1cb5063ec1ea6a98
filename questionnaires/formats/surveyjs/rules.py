"""Conditions of SurveyJS (``{age} >= 60 and {act} anyof ['a', 'b']``) as rules of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping

from questionnaires.expressions import Type
from questionnaires.expressions.tree import Arithmetic, Call, Literal, Node
from questionnaires.formats.formulas import (
    Called,
    Constant,
    Formula,
    FormulaError,
    Grammar,
    Operation,
    Ref,
    parse,
)
from questionnaires.formats.known import Known, Typed, as_date, as_number
from questionnaires.formats.rules import Equal, Turner

GRAMMAR = Grammar(
    re.compile(
        r"(?P<text>'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\")"
        r"|\{(?P<name>[^{}]+)\}"
        r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![\w-]))"
        r"|(?P<word>[^\W\d][\w.-]*|[0-9][\w-]*)"
        r"|(?P<sign>&&|\|\||==|<>|!=|<=|>=|\*=|[-+*/%^<>=!&|(),\[\]])"
    ),
    {
        **dict.fromkeys(("||", "|", "or"), (10, "or")),
        **dict.fromkeys(("&&", "&", "and"), (20, "and")),
        **dict.fromkeys(("=", "==", "equal"), (30, "=")),
        **dict.fromkeys(("<>", "!=", "notequal"), (30, "!=")),
        **dict.fromkeys(("<", "less"), (30, "<")),
        **dict.fromkeys(("<=", "lessorequal"), (30, "<=")),
        **dict.fromkeys((">", "greater"), (30, ">")),
        **dict.fromkeys((">=", "greaterorequal"), (30, ">=")),
        **dict.fromkeys(("contains", "contain", "*="), (30, "contains")),
        **dict.fromkeys(("notcontains", "notcontain"), (30, "notcontains")),
        "anyof": (30, "anyof"),
        "allof": (30, "allof"),
        "noneof": (30, "noneof"),
        "+": (50, "+"),
        "-": (50, "-"),
        "*": (60, "*"),
        "/": (60, "/"),
        "%": (60, "mod"),
        **dict.fromkeys(("^", "power"), (70, "power")),
    },
    {"!": "not", "negate": "not", "-": "neg"},
    postfix={"empty": "empty", "notempty": "notempty"},
    constants={"true": True, "false": False, "undefined": None, "null": None},
    bare="text",
)

PIPED = re.compile(r"\{([^{}\n]{1,200})\}")


class Rules:
    """Turns the conditions of one survey; ``fields`` are the names it gives, with their rows and items."""

    def __init__(self) -> None:
        self.fields: dict[str, Known] = {}
        self.lower: dict[str, str] = {}
        self.turner = Turner(self.resolve, FUNCTIONS)

    def add(self, name: str, known: Known) -> None:
        """Say what a name became; the first of a name stands."""
        if name not in self.fields:
            self.fields[name] = known
            self.lower.setdefault(name.lower(), name)

    def resolve(self, written: str) -> Known | None:
        """What a name became: ``{a}``, ``{#a}``, ``{matrix.row}``, ``{panel.a}``, ``{a-Comment}``."""
        name = written.strip().removeprefix("#")
        for each in (name, name.partition(".")[2] if name.startswith(("panel.", "row.")) else ""):
            if each in self.fields:
                return self.fields[each]
            if each.lower() in self.lower:
                return self.fields[self.lower[each.lower()]]
        return None

    def rule(self, written: str, item: str | None = None) -> str:
        """The rule for a condition; ``{item}`` stands for ``item``. Raises FormulaError."""
        formula = parse(written, GRAMMAR)
        return self.turner.rule(formula if item is None else _with_item(formula, item))

    def calculation(self, written: str) -> tuple[str, Type]:
        """The rule for a value; raises FormulaError."""
        return self.turner.calculation(parse(written, GRAMMAR))

    def quoted(self, written: str) -> str | None:
        """What ``{name}`` in a text becomes; None where there is no such answer."""
        found = self.resolve(written)
        return None if found is None or found.type is Type.ROWS or found.option else f"${{{found.name}}}"


def references(written: str) -> list[str]:
    """The names a condition refers to."""
    return [found[1].strip() for found in PIPED.finditer(written)]


def _with_item(formula: Formula, item: str) -> Formula:
    if isinstance(formula, Ref):
        return Constant(item) if formula.name in ("item", "choice") else formula
    if isinstance(formula, Operation):
        operands = [_with_item(each, item) for each in formula.operands]
        if formula.operator in ("contains", "notcontains") and isinstance(operands[1], Ref):
            operands.reverse()
        return Operation(formula.operator, tuple(operands))
    if isinstance(formula, Called):
        return Called(formula.function, tuple(_with_item(each, item) for each in formula.arguments))
    return formula


def _if(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    if len(given) != 3:
        raise FormulaError("iif() 要三个参数", "iif() takes three arguments")
    yes, here = turner.value(given[1])
    no, there = turner.value(given[2])
    return Call("if", (turner.condition(given[0]), yes, no)), here if here is there else Type.TEXT


def _numbers(name: str) -> Equal:
    def equal(turner: Turner, given: tuple[Formula, ...]) -> Typed:
        if not given:
            raise FormulaError(f"{name}() 没有参数", f"{name}() has no arguments")
        nodes: list[Node] = []
        for each in given:
            node, found = turner.value(each)
            number = node if found is Type.ROWS else as_number(node, found)
            # what is empty adds nothing, as in the source
            nodes.append(
                Call("coalesce", (number, Literal(0.0)))
                if name == "sum" and found is not Type.ROWS
                else number
            )
        return Call(name, tuple(nodes)), Type.NUMBER

    return equal


def _one_number(name: str) -> Equal:
    def equal(turner: Turner, given: tuple[Formula, ...]) -> Typed:
        if not given:
            raise FormulaError(f"{name}() 没有参数", f"{name}() has no arguments")
        return Call(name, tuple(turner.number(each) for each in given)), Type.NUMBER

    return equal


def _average(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    total, _ = _numbers("sum")(turner, given)
    count = Call("count", tuple(turner.value(each)[0] for each in given))
    return Arithmetic("div", total, count), Type.NUMBER


def _today(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    if given:
        raise FormulaError("今天加减天数", "today with days added")
    return Call("today", ()), Type.DATE


def _years(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    """``age({birth})``: years from a date to today."""
    if len(given) != 1:
        raise FormulaError("age() 要一个参数", "age() takes one argument")
    born = as_date(*turner.value(given[0]))
    days = Arithmetic("-", Call("today", ()), born)
    return Call("int", (Arithmetic("div", days, Literal(365.25)),)), Type.NUMBER


def _part(sign: str) -> Equal:
    def equal(turner: Turner, given: tuple[Formula, ...]) -> Typed:
        found = as_date(*turner.value(given[0])) if given else Call("today", ())
        return Call("number", (Call("format-date", (found, Literal(sign))),)), Type.NUMBER

    return equal


def _days_between(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    if len(given) != 2:
        raise FormulaError("diffDays() 要两个参数", "diffDays() takes two arguments")
    start, end = (as_date(*turner.value(each)) for each in given)
    return Call("abs", (Arithmetic("-", end, start),)), Type.NUMBER


FUNCTIONS: Mapping[str, Equal] = {
    "iif": _if,
    "sum": _numbers("sum"),
    "min": _numbers("min"),
    "max": _numbers("max"),
    "avg": _average,
    "round": _one_number("round"),
    "trunc": _one_number("int"),
    "today": _today,
    "currentdate": _today,
    "age": _years,
    "diffdays": _days_between,
    "year": _part("%Y"),
    "month": _part("%n"),
    "day": _part("%e"),
}
