"""Putting a rule into words, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
)
from questionnaires.expressions.types import Type
from questionnaires.text import CHINESE, ENGLISH, Text

COMPARED: dict[str, Text] = {
    "=": Text(zh="{0}为{1}", en="{0} is {1}"),
    "!=": Text(zh="{0}不为{1}", en="{0} is not {1}"),
    "<": Text(zh="{0}小于{1}", en="{0} is less than {1}"),
    "<=": Text(zh="{0}至多为{1}", en="{0} is at most {1}"),
    ">": Text(zh="{0}大于{1}", en="{0} is more than {1}"),
    ">=": Text(zh="{0}至少为{1}", en="{0} is at least {1}"),
}
COUNTED: dict[str, Text] = {
    "+": Text(zh="{0}加{1}", en="{0} plus {1}"),
    "-": Text(zh="{0}减{1}", en="{0} minus {1}"),
    "*": Text(zh="{0}乘以{1}", en="{0} times {1}"),
    "div": Text(zh="{0}除以{1}", en="{0} divided by {1}"),
    "mod": Text(zh="{0}除以{1}的余数", en="the remainder of {0} divided by {1}"),
}
EARLIER: dict[str, Text] = {
    "<": Text(zh="{0}早于{1}", en="{0} is before {1}"),
    "<=": Text(zh="{0}不晚于{1}", en="{0} is not after {1}"),
    ">": Text(zh="{0}晚于{1}", en="{0} is after {1}"),
    ">=": Text(zh="{0}不早于{1}", en="{0} is not before {1}"),
}
OPPOSITE = {"=": "!=", "!=": "="}
EMPTY = Text(zh="{0}没有填", en="{0} is not answered")
ANSWERED = Text(zh="{0}已填", en="{0} is answered")
JOINED = {"and": Text(zh="，且", en=" and "), "or": Text(zh="，或", en=" or ")}
ITSELF = Text(zh="本题答案", en="this answer")
# Stands on both sides of a number until the sentence is whole: a space beside a Chinese character.
BESIDE = "\ue000"
AT_CHINESE = re.compile(f"(?<=[\u4e00-\u9fff]){BESIDE}|{BESIDE}(?=[\u4e00-\u9fff])")
NEGATIVE = Text(zh="负的{0}", en="minus {0}")


def explain(
    expression: Expression,
    names: Mapping[str, Text],
    codes: Mapping[str, Mapping[str, Text]],
    *,
    demands: bool = False,
) -> Text:
    """One sentence for a rule, such as 当“年龄”至少为 60，且“活动”选了“退休”。

    ``names`` gives the label of a question by its name, ``codes`` the labels of its options
    by their codes; the key ``"."`` in either stands for the answer being checked. What has
    no label is shown by its name or code. A rule that is a condition begins with 当 / When,
    unless it ``demands`` what it says, as a check does.
    """
    wordings = {}
    for language in (CHINESE, ENGLISH):
        said = _Speaker(language, names, codes).say(expression.tree)
        wordings[language] = _sentence(language, said, not demands and _is_condition(expression.tree))
    return Text(wordings)


def _sentence(language: str, said: str, condition: bool) -> str:
    said = AT_CHINESE.sub(" ", f"当{said}" if condition and language == CHINESE else said).replace(BESIDE, "")
    if language == CHINESE:
        return f"{said}。"
    return f"When {said}." if condition else f"{said[:1].upper()}{said[1:]}."


def _is_condition(node: Node) -> bool:
    if isinstance(node, Call):
        return FUNCTIONS[node.function].result is Type.BOOLEAN
    return isinstance(node, Comparison | Logic)


class _Speaker:
    def __init__(
        self, language: str, names: Mapping[str, Text], codes: Mapping[str, Mapping[str, Text]]
    ) -> None:
        self.language = language
        self.names = names
        self.codes = codes

    def fill(self, wording: Text, *parts: str, **named: str) -> str:
        return wording.say(self.language).format(*parts, **named)

    def say(self, node: Node) -> str:
        if isinstance(node, Literal):
            return self.literal(node)
        if isinstance(node, Name):
            return self.quoted(self.names[node.name] if node.name in self.names else Text(zh=node.name))
        if isinstance(node, Itself):
            return self.quoted(self.names["."]) if "." in self.names else ITSELF.say(self.language)
        if isinstance(node, Negation):
            return self.fill(NEGATIVE, self.part(node.operand))
        if isinstance(node, Logic):
            said = [self.part(each) if isinstance(each, Logic) else self.say(each) for each in node.operands]
            return JOINED[node.operator].say(self.language).join(said)
        if isinstance(node, Comparison):
            return self.compared(node.operator, node.left, node.right)
        if isinstance(node, Arithmetic):
            return self.fill(COUNTED[node.operator], self.part(node.left), self.part(node.right))
        return self.called(node)

    def quoted(self, label: Text) -> str:
        return f"“{label.say(self.language)}”"

    def literal(self, node: Literal, question: Node | None = None) -> str:
        if isinstance(node.value, float):
            return f"{BESIDE}{number_to_text(node.value)}{BESIDE}"
        labels = self.options(question) if question else {}
        return self.quoted(labels.get(node.value) or Text(zh=node.value))

    def options(self, node: Node) -> Mapping[str, Text]:
        if isinstance(node, Name):
            return self.codes.get(node.name, {})
        return self.codes.get(".", {}) if isinstance(node, Itself) else {}

    def part(self, node: Node) -> str:
        """A part inside a larger one, in brackets where it would otherwise be misread."""
        said = self.say(node)
        if not isinstance(node, Logic | Arithmetic | Comparison):
            return said
        return f"（{said}）" if self.language == CHINESE else f"({said})"

    def against(self, node: Node, other: Node) -> str:
        return self.literal(node, other) if isinstance(node, Literal) else self.side(node)

    def side(self, node: Node) -> str:
        return self.part(node) if isinstance(node, Comparison | Logic) else self.say(node)

    def compared(self, operator: str, left: Node, right: Node) -> str:
        if operator in OPPOSITE and isinstance(right, Literal) and right.value == "":
            return self.fill(EMPTY if operator == "=" else ANSWERED, self.side(left))
        wordings = COMPARED
        if operator in EARLIER and (_is_date(left) or _is_date(right)):
            wordings = EARLIER
        return self.fill(wordings[operator], self.against(left, right), self.against(right, left))

    def called(self, node: Call) -> str:
        if node.function == "not":
            return self.negated(node)
        said = [self.part(each) if node.function != "if" else self.say(each) for each in node.arguments]
        if node.function == "selected":
            said[1] = self.against(node.arguments[1], node.arguments[0])
        joined = ("、" if self.language == CHINESE else ", ").join(said)
        return self.fill(FUNCTIONS[node.function].sentence, *said, all=joined)

    def negated(self, node: Call) -> str:
        inner = node.arguments[0]
        if isinstance(inner, Comparison) and inner.operator in OPPOSITE:
            return self.compared(OPPOSITE[inner.operator], inner.left, inner.right)
        if isinstance(inner, Call) and (negated := FUNCTIONS[inner.function].negated):
            said = [self.part(each) for each in inner.arguments]
            if inner.function == "selected":
                said[1] = self.against(inner.arguments[1], inner.arguments[0])
            return self.fill(negated, *said)
        return self.fill(FUNCTIONS["not"].sentence, self.say(inner))


def _is_date(node: Node) -> bool:
    return isinstance(node, Call) and FUNCTIONS[node.function].result in (Type.DATE, Type.MOMENT)
