"""The one table of functions.

The parser reads arity, the checker the types, the evaluator the computation and
:mod:`.explanation` the sentences. A new function is one entry here, one line in
``rules.js`` and its vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from questionnaires.expressions import operations
from questionnaires.expressions.types import BASE_TYPES, Type
from questionnaires.expressions.values import Context, Value
from questionnaires.text import Text

Compute = Callable[[tuple[Value, ...], Context], Value]

ANY = frozenset(BASE_TYPES)
NUMBERS = frozenset({Type.NUMBER})
CONVERTIBLE = ANY - {Type.CODES, Type.ROWS}
COUNTABLE = frozenset({Type.NUMBER, Type.ROWS})
CHOICES = frozenset({Type.CODE, Type.CODES, Type.TEXT})
CODE_TEXT = frozenset({Type.CODE, Type.TEXT})
WORDS = frozenset({Type.TEXT, Type.CODE, Type.NUMBER})
TEXTS = frozenset({Type.TEXT, Type.CODE, Type.CODES, Type.NUMBER, Type.BOOLEAN, Type.DATE, Type.MOMENT})
DATE_TEXT = frozenset({Type.DATE, Type.MOMENT, Type.TEXT})
PATTERN = frozenset({Type.TEXT})


@dataclass(frozen=True)
class Function:
    """One function of the rule language.

    ``accepts`` names the types of each argument in turn; the last entry holds for all that
    follow. ``result`` is None where it is the common type of the arguments from number
    ``like`` on. ``missing`` says what an empty answer does; ``sentence`` is how an
    explanation reads, with ``{0}``, ``{1}`` for the arguments and ``{all}`` for all of
    them; ``negated`` is how ``not(…)`` of it reads, where that is more natural.
    """

    name: str
    least: int
    most: int | None
    accepts: tuple[frozenset[Type], ...]
    result: Type | None
    compute: Compute
    missing: Text
    sentence: Text
    negated: Text | None = None
    like: int = 0

    def accepted(self, number: int) -> frozenset[Type]:
        """The types that argument ``number`` (from 0) may have."""
        return self.accepts[min(number, len(self.accepts) - 1)] if self.accepts else ANY


_NOTHING = Text(zh="没有参数。", en="It has no arguments.")
_NAN = Text(zh="空值按非数（NaN）计算，结果也是非数。", en="An empty answer is NaN and so is the result.")
_EMPTY = Text(zh="空值得到空值。", en="An empty answer gives an empty result.")
_AS_TEXT = Text(zh="空值是空文字。", en="An empty answer is the empty text.")
_NONE_CHOSEN = Text(zh="空值视为什么也没选。", en="An empty answer counts as nothing selected.")
_AS_FALSE = Text(zh="空值视为不成立。", en="An empty answer counts as false.")
_SETS = Text(
    zh="任何一个为空，结果就是非数（NaN）；可先用 coalesce 补值。",
    en="One empty value makes the result NaN; use coalesce to fill it first.",
)

_ALL = (
    Function(
        "selected", 2, 2, (CHOICES, CODE_TEXT), Type.BOOLEAN, operations.selected, _NONE_CHOSEN,
        Text(zh="{0}选了{1}", en="{0} includes {1}"),
        Text(zh="{0}没有选{1}", en="{0} does not include {1}"),
    ),
    Function(
        "count-selected", 1, 1, (CHOICES,), Type.NUMBER, operations.count_selected, _NONE_CHOSEN,
        Text(zh="{0}选中的项数", en="the number of options selected in {0}"),
    ),
    Function(
        "if", 3, 3, (ANY,), None, operations.choose,
        Text(zh="条件为空视为不成立。", en="An empty condition counts as false."),
        Text(zh="如果{0}则取{1}，否则取{2}", en="{1} if {0}, otherwise {2}"), like=1,
    ),
    Function(
        "coalesce", 2, None, (ANY,), None, operations.coalesce,
        Text(zh="取第一个不空（且不是非数）的值。", en="The first value that is neither empty nor NaN."),
        Text(zh="{all}中第一个已填的值", en="the first answered of {all}"),
    ),
    Function(
        "not", 1, 1, (ANY,), Type.BOOLEAN, operations.negate, _AS_FALSE,
        Text(zh="并非（{0}）", en="it is not so that ({0})"),
    ),
    Function(
        "true", 0, 0, (), Type.BOOLEAN, operations.yes, _NOTHING, Text(zh="总是成立", en="always true"),
        Text(zh="总不成立", en="always false"),
    ),
    Function(
        "false", 0, 0, (), Type.BOOLEAN, operations.no, _NOTHING, Text(zh="总不成立", en="always false"),
        Text(zh="总是成立", en="always true"),
    ),
    Function(
        "regex", 2, 2, (WORDS, PATTERN), Type.BOOLEAN, operations.regex, _AS_TEXT,
        Text(zh="{0}的全文符合格式{1}", en="the whole of {0} has the pattern {1}"),
        Text(zh="{0}的全文不符合格式{1}", en="{0} does not have the pattern {1}"),
    ),
    Function(
        "string-length", 1, 1, (WORDS,), Type.NUMBER, operations.string_length,
        Text(zh="空值长度为 0。", en="An empty answer has length 0."),
        Text(zh="{0}的字数", en="the number of characters in {0}"),
    ),
    Function(
        "concat", 1, None, (TEXTS | {Type.ROWS},), Type.TEXT, operations.concat, _AS_TEXT,
        Text(zh="把{all}连成的文字", en="{all} put together"),
    ),
    Function(
        "number", 1, 1, (CONVERTIBLE,), Type.NUMBER, operations.number, _NAN,
        Text(zh="{0}作为数", en="{0} as a number"),
    ),
    Function(
        "int", 1, 1, (CONVERTIBLE,), Type.NUMBER, operations.whole, _NAN,
        Text(zh="{0}的整数部分", en="the whole part of {0}"),
    ),
    Function(
        "round", 1, 2, (NUMBERS,), Type.NUMBER, operations.rounded, _NAN,
        Text(zh="四舍五入后的{0}", en="{0}, rounded"),
    ),
    Function(
        "min", 1, None, (COUNTABLE,), Type.NUMBER, operations.smallest, _SETS,
        Text(zh="{all}中的最小值", en="the smallest of {all}"),
    ),
    Function(
        "max", 1, None, (COUNTABLE,), Type.NUMBER, operations.largest, _SETS,
        Text(zh="{all}中的最大值", en="the largest of {all}"),
    ),
    Function(
        "sum", 1, None, (COUNTABLE,), Type.NUMBER, operations.total, _SETS,
        Text(zh="{all}的合计", en="the sum of {all}"),
    ),
    Function(
        "count", 1, None, (ANY,), Type.NUMBER, operations.count,
        Text(zh="空值不计。", en="Empty answers are not counted."),
        Text(zh="{all}中已填的个数", en="the number answered in {all}"),
    ),
    Function(
        "today", 0, 0, (), Type.DATE, operations.today, _NOTHING,
        Text(zh="开始填答那天", en="the day the response was started"),
    ),
    Function(
        "now", 0, 0, (), Type.MOMENT, operations.now, _NOTHING,
        Text(zh="开始填答的时刻", en="the moment the response was started"),
    ),
    Function(
        "date", 1, 1, (DATE_TEXT | NUMBERS,), Type.DATE, operations.to_date, _EMPTY,
        Text(zh="日期{0}", en="the date {0}"),
    ),
    Function(
        "format-date", 2, 2, (DATE_TEXT, PATTERN), Type.TEXT, operations.formatted, _EMPTY,
        Text(zh="按{1}写出的{0}", en="{0} written as {1}"),
    ),
    Function(
        "decimal-date-time", 1, 1, (DATE_TEXT,), Type.NUMBER, operations.decimal_date, _NAN,
        Text(zh="{0}距 1970 年 1 月 1 日的天数", en="the days from 1 January 1970 to {0}"),
    ),
    Function(
        "pow", 2, 2, (NUMBERS,), Type.NUMBER, operations.power_of, _NAN,
        Text(zh="{0}的{1}次方", en="{0} to the power of {1}"),
    ),
    Function(
        "abs", 1, 1, (NUMBERS,), Type.NUMBER, operations.absolute, _NAN,
        Text(zh="{0}的绝对值", en="the size of {0}"),
    ),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {function.name: function for function in _ALL}
