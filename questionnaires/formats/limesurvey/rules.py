"""ExpressionScript of LimeSurvey: conditions, equations and piping as ours.

Names are question codes with suffixes (``Q1.NAOK``, ``Q1_SQ001.shown``) or the old form
``123X4X56SQ001``; the table of conditions that older versions kept is written as such an
expression first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from questionnaires.expressions import Type
from questionnaires.expressions.tree import Arithmetic, Call, Comparison, Literal, Logic, Node
from questionnaires.formats.formulas import Constant, Formula, FormulaError, Grammar, parse
from questionnaires.formats.known import Known, Typed, includes
from questionnaires.formats.rules import Equal, Turner

GRAMMAR = Grammar(
    re.compile(
        r"(?P<text>'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\")"
        r"|(?P<name>[0-9]+X[0-9]+X[0-9]+[A-Za-z0-9_.#:-]*)"
        r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
        r"|(?P<word>[A-Za-z_](?:[A-Za-z0-9_.:#]*[A-Za-z0-9_])?)"
        r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/<>=!(),])"
    ),
    {
        "||": (10, "or"),
        "or": (10, "or"),
        "&&": (20, "and"),
        "and": (20, "and"),
        **dict.fromkeys(("==", "eq", "="), (30, "=")),
        **dict.fromkeys(("!=", "ne"), (30, "!=")),
        **dict.fromkeys(("<", "lt"), (40, "<")),
        **dict.fromkeys(("<=", "le"), (40, "<=")),
        **dict.fromkeys((">", "gt"), (40, ">")),
        **dict.fromkeys((">=", "ge"), (40, ">=")),
        "+": (50, "+"),
        "-": (50, "-"),
        "*": (60, "*"),
        "/": (60, "/"),
    },
    {"!": "not", "not": "not", "-": "neg"},
    constants={"true": True, "false": False, "null": None},
)

PIPED = re.compile(r"\{(?!\s)((?:[^{}'\"]|'[^']*'|\"[^\"]*\"){1,1000}?)\}")
SUFFIXES = frozenset({"naok", "code", "shown", "value", "valuenaok"})
_OLD_NAME = re.compile(r"\+?[0-9]+X[0-9]+X([0-9]+)([A-Za-z0-9_#-]*)")
_PHP_PATTERN = re.compile(r"([/#~])(.*)\1([a-z]*)", re.DOTALL)
_FACTS = {"SURVEYNAME": "survey_title", "SURVEYTITLE": "survey_title", "ADMINNAME": "survey_contact"}


def plain_name(written: str) -> str:
    """A name without its suffix: ``Q1.NAOK`` → ``Q1``."""
    stem, _, suffix = written.rpartition(".")
    return stem if stem and suffix.lower() in SUFFIXES else written


def old_name(written: str) -> tuple[str, str]:
    """The key of the question and the suffix in ``123X4X56SQ001``; empty where it is no such name."""
    found = _OLD_NAME.fullmatch(written.removeprefix("INSERTANS:"))
    return (found[1], found[2]) if found else ("", "")


class Rules:
    """Turns the expressions of one survey; ``fields`` are the names the source gives, in upper and lower case."""

    def __init__(self) -> None:
        self.fields: dict[str, Known] = {}
        self.stems: dict[str, str] = {}
        self.itself = ""
        self.turner = Turner(self.resolve, FUNCTIONS)

    def resolve(self, written: str) -> Known | None:
        """What a name became."""
        name = plain_name(written)
        if name in ("self", "this") and self.itself:
            name = self.itself
        key, suffix = old_name(name)
        if key and key in self.stems:
            stem = self.stems[key]
            name = f"{stem}_{suffix}" if suffix and f"{stem}_{suffix}" in self.fields else stem + suffix
        return self.fields.get(name)

    def rule(self, written: str, itself: str = "") -> str:
        """The rule for a condition, empty where it always holds; raises FormulaError."""
        if written.strip() in ("", "1"):
            return ""
        self.itself = itself
        return self.turner.rule(parse(written, GRAMMAR))

    def calculation(self, written: str) -> tuple[str, Type]:
        """The rule for the value of an equation; raises FormulaError."""
        inner = written.strip()
        if inner.startswith("{") and inner.endswith("}"):
            inner = inner[1:-1]
        self.itself = ""
        return self.turner.calculation(parse(inner, GRAMMAR))

    def quoted(self, written: str) -> str | None:
        """What ``{…}`` in a text becomes; None where it has no equal."""
        if written in _FACTS:
            return f"${{{_FACTS[written]}}}"
        try:
            found = self.resolve(written)
        except FormulaError:
            found = None
        return None if found is None or found.type is Type.ROWS else f"${{{found.name}}}"


def from_conditions(rows: list[dict[str, str]]) -> str:
    """The rows of the old table of conditions as an expression: scenarios side by side, values of one field too."""
    scenarios: dict[str, dict[tuple[str, str], list[str]]] = {}
    for row in rows:
        field = row.get("cfieldname", "").lstrip("+")
        method = row.get("method", "").strip() or "=="
        held = scenarios.setdefault(row.get("scenario", "1"), {})
        held.setdefault((field, method), []).append(_condition(field, method, row.get("value", "")))
    joined = []
    for fields in scenarios.values():
        each = [
            f"({(' or ' if method == '==' else ' and ').join(said)})" for (_, method), said in fields.items()
        ]
        joined.append(f"({' and '.join(each)})")
    return " or ".join(joined)


def _condition(field: str, method: str, value: str) -> str:
    said = value.replace("\\", "\\\\").replace("'", "\\'")
    if method.upper() == "RX":
        return f"regexMatch('{said}', {field})"
    if value.startswith("@") and value.endswith("@"):
        return f"{field} {method} {value.strip('@')}"
    if value.strip() == "":
        return f"is_empty({field})" if method == "==" else f"!is_empty({field})"
    return f"{field} {method} '{said}'"


def php_pattern(written: str) -> str:
    """A pattern of PHP as one of ours, which the whole text must match; raises FormulaError."""
    found = _PHP_PATTERN.fullmatch(written.strip())
    inner, flags = (found[2], found[3]) if found else (written.strip(), "")
    if "i" in flags:
        raise FormulaError("不分大小写的正则式", "a pattern that ignores capitals")
    closed = inner.endswith("$") and not inner.endswith("\\$")
    if inner.startswith("^") and closed and "|" not in inner:
        return inner[1:-1]
    return f"(.|\\n)*({inner})(.|\\n)*"


def _is_empty(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    return turner.emptiness(_only(given), wanted=False), Type.BOOLEAN


def _if(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    if len(given) not in (2, 3):
        raise FormulaError("if() 要三个参数", "if() takes three arguments")
    yes, here = turner.value(given[1])
    no, there = turner.value(given[2]) if len(given) == 3 else (Literal(""), Type.TEXT)
    found = here if here is there else Type.TEXT
    return Call("if", (turner.condition(given[0]), yes, no)), found


def _numbers(name: str) -> Equal:
    def equal(turner: Turner, given: tuple[Formula, ...]) -> Typed:
        if not given:
            raise FormulaError(f"{name}() 没有参数", f"{name}() has no arguments")
        filled: list[Node] = []
        for each in given:
            node, found = turner.value(each)
            if found is Type.ROWS:
                filled.append(node)
            elif name == "sum":  # what is empty adds nothing, as in the source
                filled.append(Call("coalesce", (turner.number(each), Literal(0.0))))
            else:
                filled.append(turner.number(each))
        return Call(name, tuple(filled)), Type.NUMBER

    return equal


def _count(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    return Call("count", tuple(turner.value(each)[0] for each in given)), Type.NUMBER


def _one_number(name: str) -> Equal:
    def equal(turner: Turner, given: tuple[Formula, ...]) -> Typed:
        return Call(name, tuple(turner.number(each) for each in given)), Type.NUMBER

    return equal


def _countif(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    if len(given) < 2 or not isinstance(given[0], Constant):
        raise FormulaError("countif() 的值要写明", "the value of countif() must be written")
    ones: list[Node] = []
    for each in given[1:]:
        test = turner.compared("=", each, given[0])
        ones.append(Call("if", (test, Literal(1.0), Literal(0.0))))
    total: Node = ones[0]
    for one in ones[1:]:
        total = Arithmetic("+", total, one)
    return total, Type.NUMBER


def _length(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    return Call("string-length", (turner.value(_only(given))[0],)), Type.NUMBER


def _joined(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    return Call("concat", tuple(turner.value(each)[0] for each in given)), Type.TEXT


def _matches(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    if len(given) != 2 or not isinstance(given[0], Constant) or not isinstance(given[0].value, str):
        raise FormulaError("正则式要直接写明", "the pattern must be written out")
    node, _ = turner.value(given[1])
    return Call("regex", (node, Literal(php_pattern(given[0].value)))), Type.BOOLEAN


def _date(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    if given == (Constant("Y-m-d"),):
        return Call("today", ()), Type.DATE
    if given == (Constant("Y"),):
        return Call("number", (Call("format-date", (Call("today", ()), Literal("%Y"))),)), Type.NUMBER
    raise FormulaError("date() 只能取今天或今年", "date() gives today or this year only")


def _either(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    """``in_array``: a value among others."""
    if len(given) < 2:
        raise FormulaError("in_array() 参数不够", "in_array() has too few arguments")
    known = turner.known(given[0])
    values = [each.value for each in given[1:] if isinstance(each, Constant)]
    if known is None or len(values) != len(given) - 1:
        raise FormulaError("in_array() 要一道题和几个值", "in_array() takes a question and values")
    tests = tuple(
        includes(known, value) for value in values if not isinstance(value, tuple) and value is not None
    )
    return (tests[0] if len(tests) == 1 else Logic("or", tests)), Type.BOOLEAN


def _only(given: tuple[Formula, ...]) -> Formula:
    if len(given) != 1:
        raise FormulaError("函数应有一个参数", "the function takes one argument")
    return given[0]


def _whole(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    return Call("int", (turner.number(_only(given)),)), Type.NUMBER


def _is_number(turner: Turner, given: tuple[Formula, ...]) -> Typed:
    node = turner.number(_only(given))
    return Comparison("=", node, node), Type.BOOLEAN  # what is no number equals nothing


FUNCTIONS: Mapping[str, Equal] = {
    "is_empty": _is_empty,
    "empty": _is_empty,
    "if": _if,
    "iif": _if,
    "sum": _numbers("sum"),
    "min": _numbers("min"),
    "max": _numbers("max"),
    "count": _count,
    "countif": _countif,
    "abs": _one_number("abs"),
    "round": _one_number("round"),
    "pow": _one_number("pow"),
    "intval": _whole,
    "is_numeric": _is_number,
    "strlen": _length,
    "join": _joined,
    "concat": _joined,
    "regexmatch": _matches,
    "date": _date,
    "in_array": _either,
}
