"""One cell of a data file as a value: what counts as a code, a number, a date, an absent answer."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from questionnaires.kinds import Column
from questionnaires.kinds.answer import plain_number
from questionnaires.model import Missing, Option, Question
from questionnaires.text import Text

# What exports write for what is worked out again from the path: no answer.
ABSENT = ("", Missing.NOT_SHOWN.code, Missing.LEFT_OUT.code, Missing.NOT_APPLICABLE.code)
OFFERED = {Missing.REFUSED.code: Missing.REFUSED, Missing.UNKNOWN.code: Missing.UNKNOWN}
YES = frozenset({"1", "是", "选中", "yes", "true"})
NO = frozenset({"0", "否", "未选", "no", "false"})
NOT_AN_OPTION = Text(zh="不是这道题的任何选项", en="is no option of the question")
NOT_A_NUMBER = Text(zh="不是数字", en="is not a number")
NOT_A_DATE = Text(
    zh="不是 YYYY、YYYY-MM 或 YYYY-MM-DD 形式的日期", en="is not a date as YYYY, YYYY-MM or YYYY-MM-DD"
)
AMBIGUOUS = Text(
    zh="既可能是答案，也是缺失码；请加一列“列名.missing”写缺失码（没有缺失就留空），这一列只写答案",
    en="may be an answer or a missing code; add a column NAME.missing for missing codes, empty where "
    "there is none, so that this column holds answers only",
)
BOTH = Text(zh="既有答案又有缺失码", en="is an answer and the row also says that it is missing")
NOT_A_CODE = Text(zh="不是缺失码", en="is not a code of a missing answer")
NOT_YES_NO = Text(zh="应为 1 或 0", en="should be 1 or 0")
NOT_OFFERED = Text(zh="本题没有提供这种缺失回答", en="is a missing answer the question does not offer")
UNSTORABLE = Text(zh="含有无法保存的控制字符", en="holds a control character that cannot be kept")
NOT_SECONDS = Text(zh="不是秒数", en="is not a number of seconds")


def parser_of(question: Question, column: Column) -> tuple[Callable[[str], Any], Text]:
    """What makes values of the cells of a column, None of what it cannot read; and why it could not."""
    if column.type == "code":
        words: dict[str, str] = {}
        for code, label in column.codes.items():
            for word in label.values():
                words.setdefault(plain_word(word), code)
        words.update({plain_word(code): code for code in column.codes})
        return lambda cell: words.get(plain_word(cell)), NOT_AN_OPTION
    if column.type == "number":
        whole = is_whole(question)
        return (lambda cell: _kept_number(cell, whole=whole)), NOT_A_NUMBER
    if column.type == "date":
        return _date, NOT_A_DATE
    return (lambda cell: None if cell in ABSENT else cell), NOT_AN_OPTION


def codes_by_word(options: Iterable[Option]) -> Mapping[str, str]:
    """The code of an option by its labels and by the code itself, as :func:`plain_word` writes them."""
    words: dict[str, str] = {}
    for option in options:
        for word in option.label.values():
            words.setdefault(plain_word(word), option.code)
    words.update({plain_word(option.code): option.code for option in options})
    return words


def plain_word(word: str) -> str:
    """A word without what does not tell it from another: width, capitals, blanks around it."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


def number_in(cell: str) -> float | None:
    """The number a cell holds; None where it holds none."""
    plain = unicodedata.normalize("NFKC", cell).replace(",", "").strip()
    if not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,2})?", plain, re.IGNORECASE):
        return None
    number = float(plain)
    return number if math.isfinite(number) else None


def _kept_number(cell: str, *, whole: bool) -> int | float | None:
    return None if cell in ABSENT or cell in OFFERED else plain_number_in(cell, whole=whole)


def plain_number_in(cell: str, *, whole: bool) -> int | float | None:
    """The number a cell holds as answers keep it; None where there is none, or where it should be whole."""
    number = number_in(cell)
    if number is None or (whole and not number.is_integer()):
        return None
    return plain_number(number)


def is_whole(question: Question) -> bool:
    """Whether the answers to a question are whole numbers."""
    return question.kind == "scale" or (question.kind == "number" and question.decimals == 0)


def _date(cell: str) -> str | None:
    plain = unicodedata.normalize("NFKC", cell).replace("/", "-").replace(".", "-")
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", plain)
    if found is None:
        return None
    return "-".join(part.zfill(2) for part in found.groups() if part)
