"""Blanks to write in: a text, a number with its unit, a date, or several of them in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from questionnaires.formats.plaintext.lines import BLANK
from questionnaires.formats.plaintext.pieces import squeezed

UNITS = (
    "周岁|岁|年|万元|亿元|千元|元|人次|人|名|位|个月|个|小时|分钟|天|日|周|月|次|%|％|项|篇|平方米|公里|千米|亩|件|户|台|套|分|门|本|家|学时|课时|㎡|斤|公斤|"
    "千克|吨|部|场|种|口|间|所|辆|头|只|株|公顷|米|厘米|元/月|万元/年"
)
_UNIT = re.compile(
    rf"\s*(?P<unit>{UNITS})(?![\u4e00-\u9fffA-Za-z])|\s*(?P<open>{UNITS})(?=[，,；;。、）)\s]|其中|和|及|$)"
)
GAP = re.compile(rf"(?<=[\u4e00-\u9fff:：])[ \t]{{2,}}(?=(?:{UNITS})(?:[。，,；;、）)\s]|$))")
_FRACTIONS = {
    "万元": 2,
    "亿元": 2,
    "小时": 1,
    "平方米": 2,
    "公里": 1,
    "千米": 1,
    "亩": 2,
    "吨": 2,
    "公顷": 2,
    "米": 2,
    "厘米": 1,
    "公斤": 1,
    "千克": 1,
    "斤": 1,
}
_DAY = re.compile(rf"(?:{BLANK.pattern})\s*年\s*(?:{BLANK.pattern})\s*月\s*(?:{BLANK.pattern})\s*[日号]")
_MONTH = re.compile(rf"(?:{BLANK.pattern})\s*年\s*(?:{BLANK.pattern})\s*月(?!份?数)")
_YEAR = re.compile(rf"(?:{BLANK.pattern})\s*年(?![限龄级])")
_WHEN = re.compile(
    r"出生|哪一?年|何年|年份|何时|什么时候|毕业|参加工作|入职|取得|成立|开始|始于|起$|自$|于$|时间[:：]?$"
)
_LONG = re.compile(
    r"建议|意见|看法|简述|简要|说明|描述|反馈|想法|原因是什么|为什么|怎样|如何|谈谈|请写|诉求|困难和问题|还有什么|补充"
)
_IDENTIFYING = re.compile(
    r"(?:您的)?(?:姓名|名字|真实姓名|手机(?:号码?)?|联系电话|电话(?:号码)?|联系方式|身份证号?码?|微信号?|QQ号?|邮箱|电子邮箱|通讯地址|家庭住址|住址|联系人)"
)
_FIGURE = re.compile(
    r"^(?:您的)?年龄$|多少(?:个|人|元|万元|小时|天|次|项|岁|年|名|篇|亩)|几(?:个人|人|次|天|小时|岁|年|项)|(?:人数|总数|数量|次数|天数|年限|工龄|教龄|金额)\s*(?:[（(].*[）)])?$"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One blank: what is asked there, and the document of its kind without name and label."""

    label: str
    content: dict[str, Any]
    guess: str = ""


def parts_in(text: str, language: str, whole: str = "") -> list[Part]:
    """The blanks of a sentence, each with what stands before it; ``whole`` is the question they belong to."""
    for precision, pattern in (("day", _DAY), ("month", _MONTH)):
        text = pattern.sub(f"\x01{precision}\x02", text)
    text = _YEAR.sub(
        lambda found: "\x01year\x02" if _WHEN.search(_before(text, found.start()) or whole) else found[0],
        text,
    )
    pieces = re.split(rf"(\x01\w+\x02|(?:{BLANK.pattern})+)", text)
    found: list[Part] = []
    for place in range(1, len(pieces), 2):
        label = _label(pieces[place - 1], found)
        if pieces[place].startswith("\x01"):
            found.append(
                Part(label, {"kind": "date", "precision": pieces[place].strip("\x01\x02")}, "date_guessed")
            )
            continue
        unit = _UNIT.match(pieces[place + 1])
        if unit and not (
            unit[0].strip() in ("位", "名", "种", "个", "项", "月", "日", "周") and not label and not whole
        ):
            words = (unit["unit"] or unit["open"]).replace("％", "%")
            pieces[place + 1] = pieces[place + 1][unit.end() :]
            found.append(Part(label, number(words, language), "number_guessed"))
        else:
            found.append(Part(label, {"kind": "text"}))
    return found


def number(unit: str, language: str) -> dict[str, Any]:
    """A number with a unit, not below zero."""
    content: dict[str, Any] = {"kind": "number", "least": 0}
    if unit:
        content["unit"] = {language: unit}
    if unit in _FRACTIONS:
        content["decimals"] = _FRACTIONS[unit]
    if unit == "%":
        content["most"] = 100
    return content


def lengthy(label: str) -> bool:
    """The words ask for an answer of some length."""
    return _LONG.search(label) is not None


def identifying(label: str) -> bool:
    """The words ask who a person is or how to reach them."""
    bare = re.sub(r"[\s:：（(].*$|^请(?:填写|留下)(?:您的)?", "", label.strip())
    return _IDENTIFYING.fullmatch(bare) is not None


def figure(label: str) -> bool:
    """The words ask for a figure."""
    return _FIGURE.search(label.strip("？?：: ")) is not None


def _before(text: str, end: int) -> str:
    return re.split(r"[，,；;。\x02_]", text[:end].strip())[-1].strip(" :：（(")


def _label(before: str, found: list[Part]) -> str:
    words = before.strip() if found else before
    if found:
        words = re.sub(rf"^(?:{UNITS})?\s*[，,；;。、）)]+\s*(?:其中)?[，,：:]?", "", words.lstrip())
    words = re.split(r"[；;。]\s*", words)[-1]
    return squeezed(words).strip(" :：，,（()、）")
