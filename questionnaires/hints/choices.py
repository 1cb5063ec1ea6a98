"""What is wrong with the options of a question: too many, too long, unbalanced, overlapping, none that fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from questionnaires.hints.advice import Hint, advise
from questionnaires.hints.ranges import Range, gaps, overlaps, ranges_of, step_of
from questionnaires.hints.wording import BRACKETED, READ, abbreviations
from questionnaires.kinds.answer import number_words
from questionnaires.model import Matrix, Multiple, Option, Question, Ranking, Single
from questionnaires.text import CHINESE

LONGEST_OPTION = {CHINESE: 30, "en": 90}
MOST_OPTIONS = 15
LEAST_OPEN = 4
NONE_OR_OTHER = re.compile(
    r"其他|其它|以上都|都没有|没有|无|不适用|都不|不一定|不确定|说不清|other|none|not applicable|unsure|no ",
    re.IGNORECASE,
)
NONE = re.compile(r"都没有|没有|都不|以上皆非|none|never", re.IGNORECASE)
# Questions whose answers nobody can list in full.
OPEN_ENDED = re.compile(
    r"原因|困难|障碍|途径|渠道|方式|来源|因为什么|问题是什么|\b(?:reason|why|difficult|obstacle|channel|way|source)",
    re.IGNORECASE,
)
# Questions about what was done or had, which some never did.
EXPERIENCE = re.compile(
    r"做过|有过|参加过|享受过|使用过|获得过|取得|去过|遇到过|\b(?:have you (?:ever )?|did you (?:ever )?)",
    re.IGNORECASE,
)
_STEMS = "满意|同意|赞成|重要|公平|支持|认可|合理|愿意|有用|信任|方便"
BAD = {
    CHINESE: re.compile(rf"(?:不|没)[^，。]{{0,2}}(?:{_STEMS})|差|反对"),
    "en": re.compile(
        r"\b(?:dis\w+|un\w+|not (?:at all |very |so )?(?:satisfied|important|fair|likely|useful)|poor|bad|oppose)\b",
        re.IGNORECASE,
    ),
}
GOOD = {
    CHINESE: re.compile(rf"{_STEMS}|好"),
    "en": re.compile(
        r"\b(?:satisfied|agree|important|fair|likely|useful|good|excellent|support|willing)\b", re.IGNORECASE
    ),
}


def choices(
    question: Single | Multiple | Ranking | Matrix, options: tuple[Option, ...], language: str
) -> Iterator[Hint]:
    """Advice on the options of a question; what a code list says is not ours to word."""
    place = f"question:{question.name}"
    if not getattr(question, "list", None):
        yield from _each(question, options, language)
    yield from _balance(question, options, language)
    if isinstance(question, Matrix):
        return
    cards = getattr(question, "appearance", "cards") == "cards"
    if len(options) > MOST_OPTIONS and cards and not question.list:
        yield advise("many_options", place, question, n=len(options))
    ranges = list(_ranges(question, options, language))
    yield from ranges
    if not ranges_of([option.label.say(language) for option in options]):
        yield from _ways_out(question, options, language)


def _each(question: Question, options: tuple[Option, ...], language: str) -> Iterator[Hint]:
    longest = LONGEST_OPTION.get(language, LONGEST_OPTION["en"])
    for option in options:
        label, at = option.label.say(language), f"question:{question.name}/option:{option.code}"
        if len(BRACKETED.sub("", label[:READ])) > longest:
            yield advise("long_option", at, question, said=label[:longest] + "…")
        yield from abbreviations(label, at, question)


def _ways_out(
    question: Single | Multiple | Ranking, options: tuple[Option, ...], language: str
) -> Iterator[Hint]:
    """Whether somebody whom nothing fits finds an answer."""
    place, asked = f"question:{question.name}", BRACKETED.sub("", question.label.say(language))
    labels = [option.label.say(language) for option in options]
    special = any(option.exclusive or option.write_in or option.missing for option in options)
    has_way_out = special or any(NONE_OR_OTHER.search(label) for label in labels)
    if isinstance(question, Multiple):
        if not has_way_out:
            yield advise("no_way_out", place, question)
        elif question.required and EXPERIENCE.search(asked) and not _has_none(options, labels):
            yield advise("no_none", place, question)
        return
    is_whole = isinstance(question, Ranking) and question.least >= len(options)
    if not has_way_out and not is_whole and len(options) >= LEAST_OPEN and OPEN_ENDED.search(asked):
        yield advise("no_other", place, question)


def _has_none(options: tuple[Option, ...], labels: Sequence[str]) -> bool:
    return any(option.exclusive for option in options) or any(NONE.search(label) for label in labels)


def _balance(question: Question, options: tuple[Option, ...], language: str) -> Iterator[Hint]:
    """A scale of opinion should have as many positive options as negative ones."""
    good, bad = GOOD.get(language), BAD.get(language)
    if good is None or bad is None or isinstance(question, Multiple | Ranking):
        return
    labels = [option.label.say(language) for option in options if not option.missing]
    negative = sum(bool(bad.search(label)) for label in labels)
    positive = sum(bool(good.search(label)) and not bad.search(label) for label in labels)
    if positive + negative >= 3 and positive + negative >= len(labels) - 1 and abs(positive - negative) >= 2:
        yield advise("unbalanced", f"question:{question.name}", question, good=positive, bad=negative)


def _ranges(question: Question, options: tuple[Option, ...], language: str) -> Iterator[Hint]:
    """Overlaps and gaps, where at least half of the options say a range."""
    place = f"question:{question.name}"
    labels = [option.label.say(language) for option in options]
    named: list[tuple[str, Range]] = ranges_of(labels)
    ranges = [one for _label, one in named]
    for one, other in overlaps(ranges):
        yield advise("overlap", place, question, one=named[one][0], other=named[other][0])
    for low, high in gaps(ranges, step_of(labels)):
        yield advise("gap", place, question, low=number_words(low), high=number_words(high))
