"""Conditions of other survey programs made into rules of ours.

A :class:`Turner` knows what each name of the source became (:class:`Known`) and which
functions have an equal; what has none raises :class:`.formulas.FormulaError` with the
reason, and the reader leaves the condition out with a note. Codes that were changed on
the way are changed in the rules too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from questionnaires.expressions import ExpressionError, Type, parse
from questionnaires.expressions.printing import print_node
from questionnaires.expressions.tree import Arithmetic, Call, Comparison, Literal, Logic, Name, Negation, Node
from questionnaires.formats.formulas import Called, Constant, Formula, FormulaError, Operation, Ref
from questionnaires.formats.known import (
    Known,
    Typed,
    answered,
    as_date,
    as_number,
    chosen,
    compare_value,
    includes,
    literal,
    negated,
    truth,
)

LONGEST_RULE = 4000
MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
ARITHMETIC = {"+": "+", "-": "-", "*": "*", "/": "div", "mod": "mod"}


Equal: TypeAlias = "Callable[[Turner, tuple[Formula, ...]], Typed]"


class Turner:
    """Turns the conditions of one questionnaire; ``functions`` are named in lower case."""

    def __init__(self, resolve: Callable[[str], Known | None], functions: Mapping[str, Equal]) -> None:
        self.resolve = resolve
        self.functions = functions

    def rule(self, formula: Formula) -> str:
        """The rule for a condition; raises FormulaError."""
        return written(self.condition(formula))

    def calculation(self, formula: Formula) -> tuple[str, Type]:
        """The rule for a value, with its type; raises FormulaError."""
        node, found = self.value(formula)
        return written(node), found or Type.TEXT

    def known(self, formula: Formula) -> Known | None:
        """What a name became; None for anything but a name."""
        if not isinstance(formula, Ref):
            return None
        found = self.resolve(formula.name)
        if found is None:
            raise FormulaError(f"没有“{formula.name}”这道题", f"there is no question “{formula.name}”")
        return found

    def condition(self, formula: Formula) -> Node:
        """A node that is true or false."""
        if isinstance(formula, Operation):
            return self.operation(formula)
        if isinstance(formula, Constant):
            return truth(bool(formula.value))
        known = self.known(formula)
        if known is not None:
            return answered(known)
        node, found = self.value(formula)
        if found is Type.BOOLEAN:
            return node
        return Comparison("!=", node, Literal(0.0 if found is Type.NUMBER else ""))

    def operation(self, formula: Operation) -> Node:
        """An operator as a node that is true or false."""
        operator, operands = formula.operator, formula.operands
        if operator in ("and", "or"):
            return Logic(operator, tuple(self.condition(each) for each in operands))
        if operator == "not":
            return negated(self.condition(operands[0]))
        if operator in ("empty", "notempty"):
            return self.emptiness(operands[0], wanted=operator == "notempty")
        if operator in MIRRORED:
            return self.compared(operator, operands[0], operands[1])
        if operator in ("contains", "notcontains", "anyof", "allof", "noneof"):
            return self.included(operator, operands[0], operands[1])
        node, _ = self.value(formula)
        return Comparison("!=", node, Literal(0.0))

    def emptiness(self, formula: Formula, *, wanted: bool) -> Node:
        """Whether there is an answer."""
        known = self.known(formula)
        if known is not None:
            return answered(known) if wanted else negated(answered(known))
        node, _ = self.value(formula)
        return Comparison("!=" if wanted else "=", node, Literal(""))

    def compared(self, operator: str, left: Formula, right: Formula) -> Node:
        """Two sides beside each other, as the type of the question wants it."""
        if isinstance(left, Constant) and not isinstance(right, Constant):
            left, right, operator = right, left, MIRRORED[operator]
        known = self.known(left)
        if known is not None and isinstance(right, Constant):
            return compare_value(operator, known, right.value)
        one, here = self.value(left)
        other, there = self.value(right)
        if Type.CODES in (here, there) or Type.ROWS in (here, there):
            raise FormulaError("多选题不能这样比较", "a multiple choice cannot be compared like this")
        number = Type.NUMBER in (here, there) or operator not in ("=", "!=")
        dated = {here, there} & {Type.DATE, Type.MOMENT}
        if number and not dated:
            one, other = as_number(one, here), as_number(other, there)
        elif dated and not {here, there} <= {Type.DATE, Type.MOMENT, None}:
            one, other = as_date(one, here), as_date(other, there)
        return Comparison(operator, one, other)

    def included(self, operator: str, left: Formula, right: Formula) -> Node:
        """Whether an answer holds a value, or one or all of several."""
        known = self.known(left)
        if known is None or not isinstance(right, Constant):
            raise FormulaError(
                "“包含”两边应是一道题和一个值", "“contains” wants a question and a written value"
            )
        values = right.value if isinstance(right.value, tuple) else (right.value,)
        each = tuple(includes(known, value) for value in values if value is not None)
        if not each:
            raise FormulaError("没有写要比较的值", "no value is written to compare with")
        joined = each[0] if len(each) == 1 else Logic("or" if operator in ANY else "and", each)
        return negated(joined) if operator in ("notcontains", "noneof") else joined

    def value(self, formula: Formula) -> Typed:
        """A node with its type, None where it cannot be known."""
        if isinstance(formula, Constant):
            return literal(formula.value)
        if isinstance(formula, Called):
            equal = self.functions.get(formula.function.lower())
            if equal is None:
                raise FormulaError(
                    f"没有对应“{formula.function}()”的函数", f"there is no equal of {formula.function}()"
                )
            return equal(self, formula.arguments)
        known = self.known(formula)
        if known is not None:
            if known.option:
                return Call("if", (chosen(known), Literal(known.on), Literal(""))), Type.TEXT
            return Name(known.name), known.type
        if isinstance(formula, Operation) and (formula.operator in ARITHMETIC or formula.operator == "neg"):
            return self.calculated(formula)
        return self.condition(formula), Type.BOOLEAN

    def number(self, formula: Formula) -> Node:
        """A node that is a number."""
        return as_number(*self.value(formula))

    def calculated(self, formula: Operation) -> Typed:
        """Arithmetic on numbers and dates, and texts put together."""
        pairs = [self.value(each) for each in formula.operands]
        if formula.operator == "neg":
            return Negation(as_number(*pairs[0])), Type.NUMBER
        types = {found for _, found in pairs}
        if formula.operator == "+" and Type.TEXT in types:
            return Call("concat", tuple(node for node, _ in pairs)), Type.TEXT
        if types & {Type.DATE, Type.MOMENT}:
            if formula.operator == "-" and Type.NUMBER not in types:
                left, right = (as_date(node, found) for node, found in pairs)
                return Arithmetic("-", left, right), Type.NUMBER
            return Arithmetic(ARITHMETIC[formula.operator], pairs[0][0], pairs[1][0]), Type.DATE
        left, right = (as_number(node, found) for node, found in pairs)
        return Arithmetic(ARITHMETIC[formula.operator], left, right), Type.NUMBER


ANY = ("anyof", "noneof")


def written(node: Node) -> str:
    """A node as a rule; raises FormulaError for one that the language cannot write or that is too long."""
    try:
        rule = print_node(node)
        parse(rule)
    except ExpressionError as error:
        raise FormulaError(
            error.reason.say("zh-CN").rstrip("。"), error.reason.say("en").rstrip(".")
        ) from error
    except RecursionError as error:
        raise FormulaError("条件嵌套太深", "it is nested too deeply") from error
    if len(rule) > LONGEST_RULE:
        raise FormulaError(
            f"规则超过 {LONGEST_RULE} 个字符", f"the rule has more than {LONGEST_RULE} characters"
        )
    return rule
