"""Templates in words: what a part is, and figures that somebody typed by hand in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.templates.model import (
    Answers,
    Crossed,
    Findings,
    HeadingPart,
    Part,
    Questions,
    Reliability,
    Saved,
    Structure,
    Summary,
    Tests,
    WordsPart,
)

#: Every kind of part in the order in which editors offer it.
KINDS: dict[str, Text] = {
    "heading": Text(zh="标题", en="Heading"),
    "words": Text(zh="自己的文字", en="Sentences of your own"),
    "summary": Text(zh="摘要（一页）", en="Summary on one page"),
    "findings": Text(zh="主要结果", en="Main findings"),
    "structure": Text(zh="结构（一个特征）", en="Structure by one feature"),
    "crossed": Text(zh="交叉（两三个特征，或一题按特征）", en="Two or three features, or a question by them"),
    "tests": Text(zh="差异检验一览", en="Tests of differences"),
    "answers": Text(zh="一题的结果", en="Answers to one question"),
    "saved": Text(zh="存下的表", en="A saved table"),
    "matrices": Text(zh="全部矩阵题", en="All matrix questions"),
    "others": Text(zh="其余各题", en="All other questions"),
    "organisation": Text(zh="组织与对象", en="Organisation and population"),
    "returns": Text(zh="回收情况", en="Return of questionnaires"),
    "precision": Text(zh="加权与精度", en="Weights and precision"),
    "limits": Text(zh="局限", en="Limits"),
    "reliability": Text(zh="量表的信度", en="Reliability of scales"),
    "size": Text(zh="队伍规模", en="Size of the workforce"),
    "sizes": Text(zh="队伍规模：各种方法对照", en="Size of the workforce by method"),
    "published": Text(zh="与已公布的数据对照", en="Comparison with published figures"),
    "reading": Text(zh="怎样读各题的表", en="How to read the tables"),
    "suggestions": Text(zh="意见和建议", en="Suggestions"),
    "themes": Text(zh="意见和建议，按主题", en="Suggestions by theme"),
    "questionnaire": Text(zh="调查问卷", en="The questionnaire"),
    "data_version": Text(zh="数据版本和模板", en="Data version and template"),
    "changes": Text(zh="与上一版报告相比的变化", en="What changed since the report before"),
}
LONGEST_EXCERPT = 40
_QUOTE = re.compile(r"\{[^{}]*\}")
_DIGITS = re.compile(r"\d[\d.,，]*\s*[%％‰]?")
_NUMERALS = "一二三四五六七八九十"


def described(part: Part, words_of: Callable[[str], Text], number: int = 0) -> Text:
    """A part in one line, such as “标题 一、队伍结构”, “交叉：年龄 × 性别”.

    ``words_of`` gives the words of a feature or question by its name; ``number`` is that of a numbered
    heading of the first level.
    """
    kind = KINDS[part.what]
    match part:
        case HeadingPart():
            return _each(lambda tag: f"{kind.say(tag)} {_numbered(part, number, tag)}{part.text.say(tag)}")
        case WordsPart():
            return _each(lambda tag: f"{_head(kind, tag)}{_excerpt(part.text.say(tag))}")
        case Findings():
            return Text(zh=f"主要结果，最多 {part.most} 条", en=f"Main findings, {part.most} at most")
        case Summary():
            return Text(
                zh=f"摘要（一页），最多 {part.most} 条", en=f"Summary on one page, {part.most} at most"
            )
        case Tests():
            return _each(lambda tag: _head(kind, tag) + _tests(part, words_of, tag))
        case Structure():
            return _each(
                lambda tag: ("结构：" if tag == CHINESE else "Structure: ") + words_of(part.by).say(tag)
            )
        case Crossed():
            return _each(lambda tag: _crossed(part, words_of, tag))
        case Answers() | Saved():
            named = words_of(part.question) if isinstance(part, Answers) else Text(zh=part.saved)
            return _each(lambda tag: _head(kind, tag) + named.say(tag))
        case Questions(leave_out=left) | Reliability(leave_out=left) if left:
            return Text(
                zh=f"{kind.say(CHINESE)}（略去 {len(left)} 题）",
                en=f"{kind.say(ENGLISH)} (without {len(left)})",
            )
        case _:
            return kind


def typed_figures(text: Text) -> list[str]:
    """Digits that a sentence has outside its quotes: they stay as they are when the data change."""
    found = [one.strip() for words in text.values() for one in _DIGITS.findall(_QUOTE.sub(" ", words))]
    return list(dict.fromkeys(found))


def _crossed(part: Crossed, words_of: Callable[[str], Text], tag: str) -> str:
    features = " × ".join(words_of(name).say(tag) for name in part.by)
    if part.question is None:
        return ("交叉：" if tag == CHINESE else "Crossed: ") + features
    asked = words_of(part.question).say(tag)
    return f"交叉：{asked}，按{features}" if tag == CHINESE else f"Crossed: {asked}, by {features}"


def _tests(part: Tests, words_of: Callable[[str], Text], tag: str) -> str:
    by = ("、" if tag == CHINESE else ", ").join(words_of(name).say(tag) for name in part.by)
    count = len(part.questions)
    return f"{count} 题，按{by}" if tag == CHINESE else f"{count} questions, by {by}"


def _numbered(part: HeadingPart, number: int, tag: str) -> str:
    if part.level != 1 or not part.numbered or number < 1:
        return ""
    if tag != CHINESE:
        return f"{number}. "
    tens, ones = divmod(number, 10)
    if tens > 9:
        return f"{number}、"
    counted = ("" if tens < 2 else _NUMERALS[tens - 1]) + ("十" if tens else "")
    return counted + (_NUMERALS[ones - 1] if ones else "") + "、"


def _head(kind: Text, tag: str) -> str:
    return kind.say(tag) + ("：" if tag == CHINESE else ": ")


def _excerpt(words: str) -> str:
    return words if len(words) <= LONGEST_EXCERPT else words[:LONGEST_EXCERPT] + "…"


def _each(say: Callable[[str], str]) -> Text:
    return Text(zh=say(CHINESE), en=say(ENGLISH))
