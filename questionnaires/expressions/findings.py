"""The wording of what :mod:`.checking` finds: for each code the reason and the remedy."""

from __future__ import annotations

from questionnaires.expressions.errors import Problem
from questionnaires.text import Text

_WORDINGS: dict[str, tuple[Text, Text]] = {
    "unknown_name": (
        Text(zh="问卷里没有“{name}”。", en="The questionnaire has no “{name}”."),
        Text(zh="改成已有题目的名称，且排在前面。", en="Use the name of a question that comes earlier."),
    ),
    "not_a_condition": (
        Text(zh="这里要条件，写的却是别的值。", en="A condition is needed here, not another value."),
        Text(zh="写出比较，例如 ${{age}} > 0。", en="Write a comparison such as ${{age}} > 0."),
    ),
    "wrong_argument": (
        Text(
            zh="{function}() 的第 {number} 个参数不能是{found}。",
            en="Argument {number} of {function}() cannot be {found}.",
        ),
        Text(zh="这里要{wanted}。", en="Give {wanted}."),
    ),
    "unknown_date_field": (
        Text(zh="日期格式里没有 %{field}。", en="%{field} is no field of a date."),
        Text(zh="可用 %Y %y %m %n %d %e %H %h %M %S。", en="Use %Y %y %m %n %d %e %H %h %M %S."),
    ),
    "unreadable_date": (
        Text(zh="“{text}”不是日期。", en="“{text}” is not a date."),
        Text(zh="写成 '2024-01-31'、'2024-01' 或 '2024'。", en="Write '2024-01-31', '2024-01' or '2024'."),
    ),
    "division_by_zero": (
        Text(zh="除数是 0。", en="The divisor is 0."),
        Text(zh="换成别的除数。", en="Use another divisor."),
    ),
    "types_differ": (
        Text(
            zh="{left}不能与{right}比较或计算。",
            en="It is not possible to compare or combine {left} with {right}.",
        ),
        Text(
            zh="两边用同一类型；文字转数用 number()，转日期用 date()。",
            en="Use one type on both sides; number() and date() convert text.",
        ),
    ),
    "not_a_number": (
        Text(zh="{found}不能当数计算或比大小。", en="It is not possible to calculate with or order {found}."),
        Text(zh="用 number() 把文字转成数，用 date() 转成日期。", en="number() and date() convert text."),
    ),
    "codes_compared": (
        Text(zh="多选题不能直接比较。", en="A set of options cannot be compared."),
        Text(
            zh="用 selected(${{题}}, '代码') 或 count-selected(${{题}})。",
            en="Use selected(${{question}}, 'code') or count-selected(${{question}}).",
        ),
    ),
    "code_not_quoted": (
        Text(zh="选项代码没有加引号。", en="The option code is not in quotes."),
        Text(zh="写成 '{code}'。", en="Write '{code}'."),
    ),
    "code_as_number": (
        Text(zh="选项代码被当作数使用。", en="An option code is used as a number."),
        Text(zh="若代码确是数，写成 number(…)。", en="Write number(…) if the codes are numbers."),
    ),
    "unknown_code": (
        Text(zh="没有代码为“{code}”的选项。", en="There is no option with the code “{code}”."),
        Text(zh="代码有：{codes}。", en="The codes are: {codes}."),
    ),
    "always_true": (
        Text(zh="这个条件总成立。", en="This condition always holds."),
        Text(zh="引用一道题，或删去它。", en="Refer to a question or remove it."),
    ),
    "always_false": (
        Text(zh="这个条件永不成立。", en="This condition never holds."),
        Text(zh="引用一道题，或删去它。", en="Refer to a question or remove it."),
    ),
    "wrong_result": (
        Text(
            zh="这里要{wanted}，规则给出的是{found}。",
            en="The rule gives {found}; here it must give {wanted}.",
        ),
        Text(zh="用比较或函数改成需要的类型。", en="Use a comparison or a function to get that type."),
    ),
}
CODES = tuple(_WORDINGS)


def problem(code: str, position: int, /, **values: object) -> Problem:
    """The problem ``code`` at ``position``; a ``Text`` among ``values`` is said in each language."""
    reason, remedy = _WORDINGS[code]
    return Problem(code, position, _filled(reason, values), _filled(remedy, values))


def _filled(wording: Text, values: dict[str, object]) -> Text:
    said = {}
    for language in wording:
        parts = {name: v.say(language) if isinstance(v, Text) else v for name, v in values.items()}
        said[language] = wording.say(language).format(**parts)
    return Text(said)
