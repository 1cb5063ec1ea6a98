"""Checking the types of a rule before a questionnaire is published."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.expressions.dates import EPOCH, FIELD, FIELDS, read_moment
from questionnaires.expressions.errors import Problem
from questionnaires.expressions.evaluation import evaluate
from questionnaires.expressions.findings import problem
from questionnaires.expressions.functions import FUNCTIONS
from questionnaires.expressions.numbers import number_to_text
from questionnaires.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Itself,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    children,
    walk,
)
from questionnaires.expressions.types import TYPE_NAMES, Codes, Declared, Type
from questionnaires.expressions.values import Context, truth
from questionnaires.text import CHINESE, ENGLISH, Text

DATES = (Type.DATE, Type.MOMENT)
EQUALITY = ("=", "!=")
ACCEPTED: dict[Type, tuple[Type, ...]] = {
    **{each: (each,) for each in Type},
    Type.TEXT: (Type.TEXT, Type.CODE, Type.NUMBER, Type.DATE, Type.MOMENT),
    Type.CODE: (Type.CODE, Type.TEXT),
    Type.CODES: (Type.CODES, Type.CODE, Type.TEXT),
}


def check_types(
    expression: Expression, scope: Mapping[str, Declared], wants: Type | None = None
) -> tuple[Problem, ...]:
    """What does not make sense in a rule, in the order of the source.

    ``scope`` gives the type of every name that may be used, or :class:`.types.Codes` for a
    choice whose options are known; the key ``"."`` gives the type of the answer being
    checked. ``wants`` is the type the rule must have: BOOLEAN for a condition. The codes
    of problems are ``findings.CODES``. Comparing anything with ``''`` asks whether it is
    answered and is never a problem; a name outside the scope is one problem, not two.
    """
    checker = _Checker(scope)
    found = checker.type_of(expression.tree)
    if wants and found and found not in ACCEPTED[wants] and not _is_empty_text(expression.tree):
        checker.report("wrong_result", expression.tree, wanted=TYPE_NAMES[wants], found=TYPE_NAMES[found])
    checker.fold(expression.tree)
    return tuple(sorted(dict.fromkeys(checker.problems), key=lambda each: each.position))


def _is_empty_text(node: Node) -> bool:
    return isinstance(node, Literal) and node.value == ""


class _Checker:
    def __init__(self, scope: Mapping[str, Declared]) -> None:
        self.scope = scope
        self.problems: list[Problem] = []

    def report(self, code: str, node: Node, /, **values: object) -> None:
        self.problems.append(problem(code, node.position, **values))

    def declared(self, node: Node) -> Declared | None:
        if isinstance(node, Name):
            return self.scope.get(node.name)
        return self.scope.get(".") if isinstance(node, Itself) else None

    def type_of(self, node: Node) -> Type | None:
        """The type of a node, None where it cannot be known; problems below it are noted."""
        if isinstance(node, Literal):
            return Type.TEXT if isinstance(node.value, str) else Type.NUMBER
        if isinstance(node, Name | Itself):
            return self.named(node)
        types = [self.type_of(child) for child in children(node)]
        if isinstance(node, Call):
            return self.called(node, types)
        if isinstance(node, Logic):
            for child, found in zip(node.operands, types, strict=True):
                self.condition(child, found)
            return Type.BOOLEAN
        if isinstance(node, Negation):
            return self.numeric(node, types)
        if isinstance(node, Comparison):
            self.compared(node, types[0], types[1])
            return Type.BOOLEAN
        return self.calculated(node, types[0], types[1])

    def named(self, node: Name | Itself) -> Type | None:
        declared = self.declared(node)
        if declared is None and isinstance(node, Name):
            self.report("unknown_name", node, name=node.name)
        return declared.type if isinstance(declared, Codes) else declared

    def condition(self, node: Node, found: Type | None) -> None:
        if found not in (None, Type.BOOLEAN):
            self.report("not_a_condition", node)

    def called(self, node: Call, types: list[Type | None]) -> Type | None:
        function = FUNCTIONS[node.function]
        for number, (child, found) in enumerate(zip(node.arguments, types, strict=True)):
            if (node.function == "if" and number == 0) or node.function == "not":
                self.condition(child, found)
            elif found and found not in function.accepted(number) and not _is_empty_text(child):
                self.wrong_argument(node, number, child, found)
        if node.function == "selected":
            self.known_code(node.arguments[0], node.arguments[1])
        if node.function in ("format-date", "date", "decimal-date-time"):
            self.date_literal(node.arguments[0])
        if node.function == "format-date":
            self.date_fields(node.arguments[1])
        if function.result is not None:
            return function.result
        pairs = zip(node.arguments[function.like :], types[function.like :], strict=True)
        common = {each for child, each in pairs if not _is_empty_text(child)}
        return common.pop() if len(common) == 1 else None

    def wrong_argument(self, node: Call, number: int, child: Node, found: Type) -> None:
        accepted = FUNCTIONS[node.function].accepted(number)
        names = [TYPE_NAMES[each] for each in Type if each in accepted]
        wanted = Text(
            zh="或".join(each.say(CHINESE) for each in names),
            en=" or ".join(each.say(ENGLISH) for each in names),
        )
        values = {"function": node.function, "number": number + 1, "wanted": wanted}
        self.report("wrong_argument", child, found=TYPE_NAMES[found], **values)

    def date_fields(self, pattern: Node) -> None:
        if isinstance(pattern, Literal) and isinstance(pattern.value, str):
            for field in FIELD.findall(pattern.value):
                if field not in FIELDS:
                    self.report("unknown_date_field", pattern, field=field)

    def date_literal(self, node: Node) -> bool:
        """Whether a node is a written text, to be read as a date; noted where it cannot be."""
        if not isinstance(node, Literal) or not isinstance(node.value, str):
            return False
        if node.value != "" and read_moment(node.value) is None:
            self.report("unreadable_date", node, text=node.value)
        return True

    def numeric(self, node: Node, types: list[Type | None]) -> Type:
        for child, found in zip(children(node), types, strict=True):
            if found is Type.CODE:
                self.report("code_as_number", child)
            elif found not in (None, Type.NUMBER) and not _is_empty_text(child):
                self.report("not_a_number", child, found=TYPE_NAMES[found])
        return Type.NUMBER

    def calculated(self, node: Arithmetic, left: Type | None, right: Type | None) -> Type | None:
        minus = node.operator == "-"
        if node.operator in ("div", "mod") and isinstance(node.right, Literal) and node.right.value == 0:
            self.report("division_by_zero", node)
        if left in DATES and minus and (right in DATES or self.date_literal(node.right)):
            return Type.NUMBER
        if right in DATES and minus and (left is None or self.date_literal(node.left)):
            return Type.NUMBER
        if left in DATES and right in (Type.NUMBER, None) and node.operator in ("+", "-"):
            return left if right or not minus else None
        if right in DATES and left in (Type.NUMBER, None) and node.operator == "+":
            return right
        return self.numeric(node, [left, right])

    def compared(self, node: Comparison, left: Type | None, right: Type | None) -> None:
        if _is_empty_text(node.left) or _is_empty_text(node.right):
            return
        for here, kind, there, other in (
            (node.left, left, node.right, right),
            (node.right, right, node.left, left),
        ):
            if kind is Type.CODES:
                self.report("codes_compared", node)
                return
            if kind is Type.CODE and other is Type.NUMBER:
                self.code_with_number(node, here, there)
                return
            if kind in DATES and other is Type.TEXT and self.date_literal(there):
                return
            if kind in (Type.CODE, Type.ROWS) and node.operator in EQUALITY:
                self.known_code(here, there)
        self.same_kind(node, left, right)

    def same_kind(self, node: Comparison, left: Type | None, right: Type | None) -> None:
        if left is None or right is None or Type.ROWS in (left, right):
            return
        dates = left in DATES and right in DATES
        if left is not right and not dates and {left, right} != {Type.CODE, Type.TEXT}:
            self.report("types_differ", node, left=TYPE_NAMES[left], right=TYPE_NAMES[right])
        elif node.operator not in EQUALITY and not dates and left is not Type.NUMBER:
            self.numeric(node, [left, right])

    def code_with_number(self, node: Comparison, question: Node, number: Node) -> None:
        if not isinstance(number, Literal) or node.operator not in EQUALITY:
            self.report("code_as_number", question)
            return
        code = number_to_text(float(number.value))
        self.report("code_not_quoted", number, code=code)
        self.known_code(question, Literal(code, number.position))

    def known_code(self, question: Node, code: Node) -> None:
        declared = self.declared(question)
        if not isinstance(declared, Codes) or not isinstance(code, Literal):
            return
        if isinstance(code.value, str) and code.value.strip(" \t\r\n") not in declared.codes:
            codes = ", ".join(sorted(declared.codes)[:12])
            self.report("unknown_code", code, code=code.value, codes=codes)

    def fold(self, node: Node) -> None:
        """Report conditions that no answer can change; of nested ones the outermost."""
        if isinstance(node, Comparison | Logic) or (isinstance(node, Call) and node.function in _FOLDED):
            if not any(_varies(each) for each in walk(node)):
                self.constant(node)
                return
            for child in node.operands if isinstance(node, Logic) else ():
                if isinstance(child, Call) and child.function in ("true", "false"):
                    self.constant(child)
        for child in children(node):
            self.fold(child)

    def constant(self, node: Node) -> None:
        holds = truth(evaluate(Expression("", node), {}, _CONTEXT))
        self.report("always_true" if holds else "always_false", node)


_FOLDED = ("not", "selected", "regex")
_CONTEXT = Context(EPOCH)


def _varies(node: Node) -> bool:
    return isinstance(node, Name | Itself) or (isinstance(node, Call) and node.function in ("today", "now"))
