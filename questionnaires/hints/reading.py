"""Hints on wording: what people trip over when they read a question on a phone.

After the rules of thumb of questionnaire design (Bradburn, Sudman and Wansink 2004, Asking
Questions, chapters 2 to 5; Dillman, Smyth and Christian 2014, chapter 4). A hint may be
wrong: it proposes a second look and forbids nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.hints.ranges import Range, gaps, overlaps, range_of
from questionnaires.kinds import Lists
from questionnaires.kinds.answer import number_words
from questionnaires.model import Calculated, Matrix, Multiple, Option, Question, Questionnaire, Single
from questionnaires.text import CHINESE, Text

LONGEST = {CHINESE: 60, "en": 180}
LONGEST_OPTION = {CHINESE: 30, "en": 90}
MOST_OPTIONS = 15
MOST_ROWS = 10

DOUBLE_NEGATIVE = {
    CHINESE: re.compile(r"(?:不|没|没有|非|未|无)[^，。；？！,;?!]{0,8}(?:不|没有|非|未|无)(?!论|关)"),
    "en": re.compile(
        r"\b(?:not|never|no|n't|without)\b[^.?!;,]{0,40}\b(?:not|never|no|without|un\w{3,}|dis\w{3,}|in(?:ade|suf|cap)\w+)\b",
        re.IGNORECASE,
    ),
}
# Fixed phrases that hold two negatives and read easily.
SETTLED = re.compile(r"不得不|不能不|无不|非常不|不清楚|不知道|不确定|不适用|是否|能否|要不要|是不是|有没有")
TWO_IN_ONE = {
    CHINESE: re.compile(
        r"(?:是否|有没有|满意|认为|觉得|了解|同意)[^，。；？！]{0,24}(?:和|与|及|以及|并且|而且)[^，。；？！]{1,}[？?吗]"
    ),
    "en": re.compile(
        r"\b(?:do|did|are|is|have|how satisfied)\b[^.?!;]{0,80}\b(?:and|as well as)\b[^.?!;]{3,}\?",
        re.IGNORECASE,
    ),
}
LEADING = {
    CHINESE: re.compile(r"难道|众所周知|显然|您是否也(?:认为|觉得)|大家都"),
    "en": re.compile(r"\b(?:surely|obviously|as everyone knows|don't you (?:agree|think))\b", re.IGNORECASE),
}
NONE_OR_OTHER = re.compile(r"其他|其它|以上都|都没有|没有|无|不适用|other|none|not applicable", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hint:
    """Advice on one place: ``code`` names the kind of advice, ``place`` reads like that of a finding."""

    code: str
    place: str
    question: str
    reason: Text
    remedy: Text


ADVICE: dict[str, tuple[Text, Text]] = {
    "long": (
        Text(zh="问法较长（{n} 字），手机上要读好几行。", en="The question is long ({n} characters)."),
        Text(zh="请删去不影响意思的话，或移到提示里。", en="Cut what does not change its meaning, or move it to the hint."),
    ),
    "long_option": (
        Text(zh="选项“{said}”较长。", en="The option “{said}” is long."),
        Text(zh="请缩短，让人一眼能分清。", en="Shorten it, so that options differ at a glance."),
    ),
    "double_negative": (
        Text(zh="有双重否定：“{said}”。", en="A double negative: “{said}”."),
        Text(zh="请改成肯定的说法。", en="Say it positively."),
    ),
    "two_in_one": (
        Text(zh="像是一题问了两件事：“{said}”。", en="It seems to ask two things at once: “{said}”."),
        Text(zh="请拆成两题，每题只问一件。", en="Split it; one question, one thing."),
    ),
    "leading": (
        Text(zh="“{said}”带有倾向，会引人作答。", en="“{said}” leads people to an answer."),
        Text(zh="请换成中性的说法。", en="Use neutral words."),
    ),
    "overlap": (
        Text(zh="“{one}”和“{other}”有重叠。", en="“{one}” and “{other}” overlap."),
        Text(zh="请让每个数只落在一个选项里。", en="Let every number fall into one option only."),
    ),
    "gap": (
        Text(zh="选项之间有空档：{low} 到 {high} 没有选项。", en="The options leave a gap: {low} to {high}."),
        Text(zh="请补上这一段。", en="Fill it."),
    ),
    "no_way_out": (
        Text(zh="多选题没有“其他”或“都没有”。", en="There is no “other” and no “none of these”."),
        Text(zh="请加一个，否则不合适的人只能乱选或跳过。", en="Add one; people whom nothing fits must guess or skip."),
    ),
    "many_options": (
        Text(zh="一屏 {n} 个选项，很难读完。", en="{n} options are more than people read."),
        Text(zh="请分组、改下拉框，或用代码表。", en="Group them, use a drop-down, or a code list."),
    ),
    "many_rows": (
        Text(zh="矩阵有 {n} 行，手机上要逐行作答，容易草率。", en="{n} rows one after another invite careless answers."),
        Text(zh="请拆成两题，每题不超过 10 行。", en="Split it into parts of at most ten rows."),
    ),
}  # fmt: skip


def hints(questionnaire: Questionnaire, language: str) -> tuple[Hint, ...]:
    """Advice on the wording in one language, in the order of the questions."""
    lists = Lists.of(questionnaire)
    found: list[Hint] = []
    for question in questionnaire.questions:
        if not isinstance(question, Calculated):
            found += _question(question, lists, language)
    return tuple(found)


def _question(question: Question, lists: Lists, language: str) -> Iterator[Hint]:
    place, said = f"question:{question.name}", question.label.say(language)
    if len(said) > LONGEST.get(language, LONGEST["en"]):
        yield _hint("long", place, question, n=len(said))
    yield from _wording(said, place, question, language)
    if isinstance(question, Matrix):
        if len(question.rows) > MOST_ROWS:
            yield _hint("many_rows", place, question, n=len(question.rows))
        for row in question.rows:
            yield from _wording(row.label.say(language), f"{place}/row:{row.name}", question, language)
    if isinstance(question, Single | Multiple):
        yield from _options(question, lists.options(question), language)


def _wording(said: str, place: str, question: Question, language: str) -> Iterator[Hint]:
    plain = SETTLED.sub("", said)
    for code, patterns in (
        ("double_negative", DOUBLE_NEGATIVE),
        ("two_in_one", TWO_IN_ONE),
        ("leading", LEADING),
    ):
        pattern = patterns.get(language)
        found = pattern.search(plain if code == "double_negative" else said) if pattern else None
        if found:
            yield _hint(code, place, question, said=found[0])


def _options(question: Single | Multiple, options: tuple[Option, ...], language: str) -> Iterator[Hint]:
    place = f"question:{question.name}"
    longest = LONGEST_OPTION.get(language, LONGEST_OPTION["en"])
    for option in options:
        label = option.label.say(language)
        if len(label) > longest:
            yield _hint("long_option", f"{place}/option:{option.code}", question, said=label[:longest] + "…")
    if (
        len(options) > MOST_OPTIONS
        and getattr(question, "appearance", "cards") == "cards"
        and not question.list
    ):
        yield _hint("many_options", place, question, n=len(options))
    if isinstance(question, Multiple) and not _has_way_out(options, language):
        yield _hint("no_way_out", place, question)
    yield from _ranges(question, options, language)


def _has_way_out(options: tuple[Option, ...], language: str) -> bool:
    return any(
        option.exclusive
        or option.write_in
        or option.missing
        or NONE_OR_OTHER.search(option.label.say(language))
        for option in options
    )


def _ranges(question: Question, options: tuple[Option, ...], language: str) -> Iterator[Hint]:
    """Overlaps and gaps, where at least half of the options say a range."""
    place = f"question:{question.name}"
    named: list[tuple[str, Range]] = []
    for option in options:
        label = option.label.say(language)
        if (found := range_of(label)) is not None:
            named.append((label, found))
    if len(named) < 3 or len(named) * 2 < len(options):
        return
    ranges = [one for _label, one in named]
    for one, other in overlaps(ranges):
        yield _hint("overlap", place, question, one=named[one][0], other=named[other][0])
    for low, high in gaps(ranges):
        yield _hint("gap", place, question, low=number_words(low), high=number_words(high))


def _hint(code: str, place: str, question: Question, **values: object) -> Hint:
    reason, remedy = ADVICE[code]
    return Hint(code, place, question.name, reason.fill(**values), remedy)
