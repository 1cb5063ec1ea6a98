"""Reading a rule: precedence climbing over the words of :mod:`.tokens`.

From loosest to tightest: ``or``, ``and``, ``= !=``, ``< <= > >=``, ``+ -``,
``* div mod``, unary minus (XPath 1.0 §3). All binary operators group to the left.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from questionnaires.expressions.errors import ExpressionError
from questionnaires.expressions.functions import FUNCTIONS, Function
from questionnaires.expressions.regex import compile_pattern
from questionnaires.expressions.tokens import END, NAME, NUMBER, SIGN, TEXT, WORD, Token, read_tokens
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
)
from questionnaires.text import Text

DEEPEST = 100
LEVELS: dict[str, int] = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
}
UNARY = 7


def parse(text: str) -> Expression:
    """The rule written as ``text``.

    Raises:
        ExpressionError: with a code, a place, a reason and a remedy. The codes are those of
            :func:`.tokens.read_tokens` and ``empty``, ``too_deep``, ``unexpected``,
            ``unknown_function``, ``bare_name``, ``argument_count``,
            ``pattern_not_written``, ``bad_pattern``.
    """
    reader = _Reader(read_tokens(text))
    if reader.token.kind == END:
        raise ExpressionError(
            "empty",
            0,
            Text(zh="规则是空的。", en="The rule is empty."),
            Text(zh="写出条件，或把规则删去。", en="Write a condition or remove the rule."),
        )
    tree = reader.expression(1, 0)
    if reader.token.kind != END:
        raise _unexpected(reader.token)
    _check_depth(tree)
    return Expression(text, tree)


class _Reader:
    def __init__(self, tokens: Iterator[Token]) -> None:
        self.tokens = tokens
        self.token = next(tokens)

    def take(self) -> Token:
        token = self.token
        self.token = next(self.tokens, token)
        return token

    def expect(self, sign: str) -> None:
        if self.token.kind != SIGN or self.token.text != sign:
            raise _unexpected(self.token, sign)
        self.take()

    def expression(self, level: int, depth: int) -> Node:
        if depth > DEEPEST:
            raise _too_deep(self.token.position)
        left = self.operand(depth)
        for _ in range(DEEPEST + 1):
            token = self.token
            found = LEVELS.get(token.text, 0) if token.kind in (SIGN, WORD) else 0
            if not found or found < level:
                return left
            self.take()
            right = self.expression(found + 1, depth + 1)
            if token.text in ("or", "and"):
                left = self.logic(token, left, right, found, depth)
            elif found in (3, 4):
                left = Comparison(token.text, left, right, token.position)
            else:
                left = Arithmetic(token.text, left, right, token.position)
        raise _too_deep(self.token.position)

    def logic(self, token: Token, left: Node, right: Node, level: int, depth: int) -> Node:
        operands = [left, right]
        while self.token.kind == WORD and self.token.text == token.text:
            self.take()
            operands.append(self.expression(level + 1, depth + 1))
        return Logic(token.text, tuple(operands), token.position)

    def operand(self, depth: int) -> Node:
        token = self.take()
        if token.kind == NUMBER:
            return Literal(float(token.text), token.position)
        if token.kind == TEXT:
            return Literal(token.text, token.position)
        if token.kind == NAME:
            return Name(token.text, token.position)
        if token.kind == WORD and token.text not in LEVELS:
            return self.call(token, depth)
        if token.kind == SIGN and token.text == ".":
            return Itself(token.position)
        if token.kind == SIGN and token.text == "-":
            return Negation(self.expression(UNARY, depth + 1), token.position)
        if token.kind == SIGN and token.text == "(":
            found = self.expression(1, depth + 1)
            self.expect(")")
            return found
        raise _unexpected(token)

    def call(self, token: Token, depth: int) -> Node:
        if self.token.kind != SIGN or self.token.text != "(":
            raise _bare_name(token)
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise _unknown_function(token)
        self.take()
        arguments: list[Node] = []
        if not (self.token.kind == SIGN and self.token.text == ")"):
            arguments.append(self.expression(1, depth + 1))
            while self.token.kind == SIGN and self.token.text == ",":
                self.take()
                arguments.append(self.expression(1, depth + 1))
        self.expect(")")
        _check_count(function, len(arguments), token.position)
        if function.name == "regex":
            _check_pattern(arguments[1], token.position)
        return Call(function.name, tuple(arguments), token.position)


def _check_count(function: Function, count: int, position: int) -> None:
    if function.least <= count and (function.most is None or count <= function.most):
        return
    if function.most is None:
        wants = Text(zh="至少 {n} 个", en="at least {n}").fill(n=function.least)
    elif function.least == function.most:
        wants = Text(zh="{n} 个", en="{n}").fill(n=function.least)
    else:
        wants = Text(zh="{n} 到 {m} 个", en="{n} to {m}").fill(n=function.least, m=function.most)
    raise ExpressionError(
        "argument_count",
        position,
        Text(
            zh=f"{function.name}() 要{wants.say('zh-CN')}参数，这里写了 {count} 个。",
            en=f"{function.name}() takes {wants.say('en')} arguments; {count} are written.",
        ),
        Text(zh="补上或删去参数，用逗号隔开。", en="Add or remove arguments, with commas between them."),
    )


def _check_pattern(node: Node, position: int) -> None:
    if isinstance(node, Literal) and isinstance(node.value, str):
        try:
            compile_pattern(node.value)
        except ExpressionError as error:
            place = node.position + 1 + error.position
            raise ExpressionError(error.code, place, error.reason, error.remedy) from None
        return
    raise ExpressionError(
        "pattern_not_written",
        position,
        Text(zh="regex() 的格式要直接写成文字。", en="The pattern of regex() must be written as a text."),
        Text(zh="例如 regex(., '[0-9]{4}')。", en="For example regex(., '[0-9]{4}')."),
    )


def _check_depth(tree: Node) -> None:
    """Chains such as 1 + 1 + 1 … nest to the left without recursion in the reader."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise _too_deep(node.position)
        waiting.extend((child, depth + 1) for child in children(node))


def _too_deep(position: int) -> ExpressionError:
    return ExpressionError(
        "too_deep",
        position,
        Text(zh="规则嵌套超过 {n} 层。", en="The rule is nested more than {n} levels deep.").fill(n=DEEPEST),
        Text(
            zh="去掉多余括号，或拆成几个计算项；连加可写成 sum(…)。",
            en="Remove spare brackets or split it into calculations; long sums can be sum(…).",
        ),
    )


def _unexpected(token: Token, wanted: str = "") -> ExpressionError:
    if token.kind == END:
        reason = Text(zh="规则在这里中断了。", en="The rule stops too early.")
    else:
        reason = Text(zh="这里不应出现“{t}”。", en="“{t}” cannot stand here.").fill(t=token.text)
    if wanted:
        remedy = Text(zh="这里应是“{w}”。", en="“{w}” is expected here.").fill(w=wanted)
    else:
        remedy = Text(
            zh="检查前后是否少了运算符、数值、引号或括号。",
            en="See whether an operator, a value, a quotation mark or a bracket is missing.",
        )
    return ExpressionError("unexpected", token.position, reason, remedy)


def _bare_name(token: Token) -> ExpressionError:
    return ExpressionError(
        "bare_name",
        token.position,
        Text(zh="“{t}”单独出现，含义不明。", en="“{t}” stands alone and has no meaning.").fill(t=token.text),
        Text(
            zh="题目写成 ${{{t}}}，文字写成 '{t}'，函数后面加括号。",
            en="Write a question as ${{{t}}}, a text as '{t}', and brackets after a function.",
        ).fill(t=token.text),
    )


def _unknown_function(token: Token) -> ExpressionError:
    near = difflib.get_close_matches(token.text, FUNCTIONS, n=1)
    names = ", ".join(near or FUNCTIONS)
    return ExpressionError(
        "unknown_function",
        token.position,
        Text(zh="没有函数 {t}()。", en="There is no function {t}().").fill(t=token.text),
        Text(zh="可用：{names}。", en="Use: {names}.").fill(names=names),
    )
