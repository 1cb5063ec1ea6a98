"""Logic of Qualtrics (display, branch, skip, validation) as rules of ours.

A condition names a place in a question (``q://QID1/SelectableChoice/2``) and an operator.
Within a set *and* binds before *or* ("And conjunctions connect statements, while Or
conjunctions separate them", Qualtrics: Using Logic); sets are joined in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from questionnaires.expressions import Type
from questionnaires.expressions.tree import Call, Comparison, Literal, Logic, Name, Node
from questionnaires.formats.figures import figure
from questionnaires.formats.formulas import FormulaError
from questionnaires.formats.known import Known, answered, chosen, compare_value, includes, negated
from questionnaires.formats.markup import plain
from questionnaires.formats.qualtrics.source import Payload, mapping, said
from questionnaires.formats.rules import written

COMPARED = {
    "EqualTo": "=",
    "Is": "=",
    "NotEqualTo": "!=",
    "IsNot": "!=",
    "GreaterThan": ">",
    "GreaterThanOrEqual": ">=",
    "LessThan": "<",
    "LessThanOrEqual": "<=",
}
NOT_HERE = {
    "Quota": ("配额", "quotas"),
    "DeviceType": ("设备类型", "the kind of device"),
    "GeoIP": ("地理位置", "the place of the respondent"),
    "PanelData": ("联系人资料", "data of contacts"),
    "Loop": ("循环", "loops"),
    "Survey": ("调查本身", "the survey"),
}
LOCATOR = re.compile(r"q://(QID[^/]+)/([A-Za-z]+)(?:/(.*))?")
PIPED = re.compile(r"\$\{([a-z]{1,10})://([^{}]{1,300})\}")


@dataclass(slots=True)
class Made:
    """What a question became: its field, those of its rows, what is written beside its choices.

    ``whole`` is None where only the parts have fields; ``answers`` gives our code for each
    answer of a matrix.
    """

    whole: Known | None = None
    rows: dict[str, Known] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class Rules:
    """Turns the logic of one survey; ``made`` by question number, ``embedded`` by field."""

    def __init__(self) -> None:
        self.made: dict[str, Made] = {}
        self.embedded: dict[str, Known] = {}

    def rule(self, logic: Any) -> str:
        """The rule for a logic; raises FormulaError."""
        return written(self.node(logic))

    def node(self, logic: Any) -> Node:
        """The tree of a logic; raises FormulaError."""
        sets: list[tuple[str, Node]] = []
        for key, value in sorted(mapping(logic).items(), key=_place):
            if not key.isdigit():
                continue
            held = mapping(value)
            expressions = [
                mapping(each) for inner, each in sorted(held.items(), key=_place) if inner.isdigit()
            ]
            if not expressions and "LogicType" in held:
                expressions = [held]
            if not expressions:
                continue
            pairs = [(_joined_by(each), self.condition(each)) for each in expressions]
            joint = "or" if said(held.get("Type")).lower().startswith(("or", "elseif")) else "and"
            sets.append((joint, _together(pairs)))
        if not sets:
            raise FormulaError("没有条件", "there is no condition")
        return _together(sets)

    def condition(self, expression: Payload) -> Node:
        """One comparison."""
        kind = said(expression.get("LogicType")) or "Question"
        operator = said(expression.get("Operator")) or said(expression.get("Condition"))
        right = said(expression.get("RightOperand"))
        if kind in ("EmbeddedField", "EmbeddedData"):
            field_name = said(expression.get("LeftOperand"))
            known = self.embedded.get(field_name)
            if known is None:
                raise FormulaError(f"嵌入数据“{field_name}”", f"the embedded data “{field_name}”")
            return compared(operator, known, right)
        if kind != "Question":
            zh, en = NOT_HERE.get(kind, (f"“{kind}”", f"“{kind}”"))
            raise FormulaError(f"按{zh}的条件", f"a condition on {en}")
        locator = said(expression.get("LeftOperand")) or said(expression.get("ChoiceLocator"))
        locator = locator or said(expression.get("Locator"))
        return self.located(locator, operator, right)

    def located(self, locator: str, operator: str, right: str) -> Node:
        """What stands at a locator, compared."""
        found = LOCATOR.fullmatch(unquote(locator))
        if found is None:
            raise FormulaError(f"读不懂“{locator}”", f"“{locator}” cannot be read")
        question, part, rest = found[1], found[2], (found[3] or "").split("/") if found[3] else []
        made = self.made.get(question)
        if made is None:
            raise FormulaError(f"“{question}”没有带过来", f"{question} was not carried")
        if "Displayed" in part or "Displayed" in operator:
            raise FormulaError("按“是否显示过”的条件", "a condition on what was displayed")
        read = PARTS.get(part)
        if read is None:
            raise FormulaError(f"“{part}”没有对应的写法", f"“{part}” has no equal")
        return read(made, rest, operator, right)

    def quoted(self, scheme: str, path: str) -> str | None:
        """What ``${scheme://path}`` in a text becomes; None where it has no equal."""
        if scheme == "e":
            known = self.embedded.get(path.removeprefix("Field/").split("?")[0])
            return f"${{{known.name}}}" if known else None
        found = LOCATOR.fullmatch(unquote(f"{scheme}://{path}").split("?")[0])
        made = self.made.get(found[1]) if found else None
        if found is None or made is None or found[2] in ("QuestionText", "QuestionDescription"):
            return None
        rest = (found[3] or "").split("/")
        if rest[0] in made.texts and "TextEntry" in found[2]:
            return f"${{{made.texts[rest[0]]}}}"
        known = made.rows.get(rest[0]) or made.whole
        return None if known is None or known.type is Type.ROWS else f"${{{known.name}}}"


def describe(logic: Any) -> str:
    """A logic in the words of Qualtrics, for a note."""
    found: list[str] = []
    waiting = [logic]
    while waiting and len(found) < 20:
        value = waiting.pop(0)
        if isinstance(value, dict):
            told = said(value.get("Description"))
            if told:
                found.append(plain(told.replace("><", "> <")).text)
            else:
                waiting = [*value.values(), *waiting]
        elif isinstance(value, list):
            waiting = [*value, *waiting]
    return " ".join(found) or "?"


def compared(operator: str, known: Known, right: str) -> Node:
    """A field beside a written value, by the operators of Qualtrics."""
    if operator in ("Empty", "NotEmpty"):
        return answered(known) if operator == "NotEmpty" else negated(answered(known))
    if operator in ("Contains", "DoesNotContain"):
        found = includes(known, right)
        return found if operator == "Contains" else negated(found)
    if operator == "MatchesRegex":
        inner = right.strip("/") if right.startswith("/") else right
        return Call("regex", (Name(known.name), Literal(f"(.|\\n)*({inner})(.|\\n)*")))
    sign = COMPARED.get(operator)
    if sign is None:
        raise FormulaError(f"“{operator}”没有对应的写法", f"“{operator}” has no equal")
    return compare_value(sign, known, right)


def _choice(made: Made, rest: Sequence[str], operator: str, right: str) -> Node:
    del right
    if operator not in ("Selected", "NotSelected"):
        raise FormulaError(f"“{operator}”没有对应的写法", f"“{operator}” has no equal")
    if not rest:
        raise FormulaError("没有写明选项", "no choice is named")
    if len(rest) > 1 or made.rows:
        known = made.rows.get(rest[0])
        if known is None or len(rest) < 2:
            raise FormulaError("没有这一行", "there is no such row")
        node = includes(known, rest[1]) if known.type is Type.CODES else compare_value("=", known, rest[1])
    elif made.whole is None:
        raise FormulaError("这道题没有选项", "the question has no choices")
    else:
        node = chosen(made.whole) if made.whole.option else compare_value("=", made.whole, rest[0])
    return node if operator == "Selected" else negated(node)


def _answer(made: Made, rest: Sequence[str], operator: str, right: str) -> Node:
    """Any row with this answer."""
    if made.whole is None or made.whole.type is not Type.ROWS:
        return _choice(made, rest, operator, right)
    code = made.answers.get(rest[0]) if rest else None
    if code is None:
        raise FormulaError("没有这个答案", "there is no such answer")
    node = Comparison("=", Name(made.whole.name), Literal(code))
    return node if operator == "Selected" else Call("not", (node,))


def _text(made: Made, rest: Sequence[str], operator: str, right: str) -> Node:
    if rest and rest[0] in made.texts:
        return compared(operator, Known(made.texts[rest[0]], Type.TEXT), right)
    known = made.rows.get(rest[0]) if rest else made.whole
    if known is None:
        raise FormulaError("这里没有文字", "there is no text")
    return compared(operator, known, right)


def _count(made: Made, rest: Sequence[str], operator: str, right: str) -> Node:
    known = made.rows.get(rest[0]) if rest else made.whole
    sign = COMPARED.get(operator)
    if known is None or sign is None or known.type is not Type.CODES:
        raise FormulaError("选项数只能用于多选题", "choices are counted of multiple choices only")
    number = figure(right)
    if number is None:
        raise FormulaError(f"“{right}”不是数", f"“{right}” is no number")
    return Comparison(sign, Call("count-selected", (Name(known.name),)), Literal(number))


def _recode(made: Made, rest: Sequence[str], operator: str, right: str) -> Node:
    known = made.rows.get(rest[0]) if rest else made.whole
    if known is None:
        raise FormulaError("没有这一行", "there is no such row")
    if known.type is Type.CODE:  # our codes are the recode values
        known = Known(known.name, Type.CODE, {code: code for code in known.codes.values()})
    return compared(operator, known, right)


Read = Callable[[Made, Sequence[str], str, str], Node]
PARTS: dict[str, Read] = {
    "SelectableChoice": _choice,
    "SelectableAnswer": _answer,
    "ChoiceTextEntryValue": _text,
    "ChoiceNumericEntryValue": _text,
    "ChoiceValue": _text,
    "SelectedChoicesCount": _count,
    "SelectedAnswerCount": _count,
    "SelectedChoicesRecode": _recode,
    "SelectedAnswerRecode": _recode,
}


def _joined_by(expression: Payload) -> str:
    joint = said(expression.get("Conjuction")) or said(expression.get("Conjunction")) or "And"
    return "or" if joint.lower().startswith("or") else "and"


def _together(pairs: Sequence[tuple[str, Node]]) -> Node:
    """Conditions joined one after the other, ``and`` before ``or``; the joint of the first means nothing."""
    groups: list[list[Node]] = [[pairs[0][1]]]
    for joint, node in pairs[1:]:
        if joint == "or":
            groups.append([node])
        else:
            groups[-1].append(node)
    joined = [group[0] if len(group) == 1 else Logic("and", tuple(group)) for group in groups]
    return joined[0] if len(joined) == 1 else Logic("or", tuple(joined))


def _place(pair: tuple[str, Any]) -> int:
    return int(pair[0]) if pair[0].isascii() and pair[0].isdigit() and len(pair[0]) < 7 else 10**7
