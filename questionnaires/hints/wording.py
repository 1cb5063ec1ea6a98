"""What people trip over in the wording of a question: length, negatives, two questions in one, leading words.

In Chinese, which has no spaces, 和 and 与 are read as words of their own only where they are
not part of another (参与, 温和); in both languages settled pairs (science and technology) are one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.hints.advice import Hint, advise
from questionnaires.model import Note, Question
from questionnaires.text import CHINESE

LONGEST = {CHINESE: 60, "en": 180}
# What stands beyond is not read: no pattern may cost more than the text is worth.
READ = 500
# A note is there to be read, and asks nothing.
LONGEST_NOTE = {CHINESE: 180, "en": 540}
PLACE = re.compile(r"\$\{[^}]*\}")
PLACE_READS_LIKE = "某某县某某"
BRACKETED = re.compile(r"[（(][^（）()]*[）)]")

DOUBLE_NEGATIVE = {
    CHINESE: re.compile(r"(?:不|没|没有|非|未|无)[^，。；？！、,;?!]{0,8}(?:不|没有|非|未|无)(?!论|关)"),
    "en": re.compile(
        r"\b(?:not|never|no|n't|without)\b[^.?!;,]{0,40}\b(?:not|never|no|without"
        r"|un(?!der|til|it|less|ion|ivers|iq|if)\w{3,}|dis(?!cuss|tri|ease|cover|tan|play|k)\w{3,}"
        r"|in(?:ade|suf|cap)\w+)\b",
        re.IGNORECASE,
    ),
}
# Fixed phrases that hold two negatives, or one that is none, and read easily.
SETTLED = re.compile(
    r"不得不|不能不|无不|非常|不清楚|不知道|不确定|不适用|不了解|是否|能否|要不要|是不是|有没有|会不会|愿不愿"
    r"|无论|不管|不仅|不只|不但|未来|未婚|非公|非营利|无人机|无线"
)
_AND = (
    r"(?<![参赠授付给赋温饱总缓谐])(?:和(?![谐平睦解气])|与(?!否|会)|以及|(?<![提涉普波顾])及(?![时格第早]))"
)
_ALSO = r"(?:并且|而且|同时又)"
TWO_IN_ONE = {
    CHINESE: re.compile(
        rf"(?:是否|有没有|满意|认为|觉得|了解|同意)[^，。；？！、]{{1,24}}{_AND}[^，。；？！]{{1,}}(?:[？?吗]|$)"
        rf"|对[^，。；？！、]{{1,16}}{_AND}[^，。；？！]{{1,16}}(?:满意|了解|认可|评价|看法|支持)"
        rf"|(?:是否|有没有)[^。；？！]{{1,60}}{_ALSO}[^。；？！]{{1,}}"
    ),
    "en": re.compile(
        r"\b(?:do|did|are|is|have|how satisfied)\b[^.?!;]{0,80}\b(?:and|as well as)\b[^.?!;]{3,}\?",
        re.IGNORECASE,
    ),
}
# 与 and 和 before what one does together with somebody are no conjunctions.
TOGETHER = re.compile(
    r"[和与跟][^，。；？！、]{1,12}(?:分享|合作|相比|比较|交流|联系|沟通|有关|相关|一起|一致|一样|互动|打交道)"
)
# Two words for one thing.
PAIRS = re.compile(
    r"(?:research and development|science and technology|health and safety|terms and conditions|pros and cons"
    r"|black and white|wear and tear|titles and appointment|food and drink|arts and crafts)"
    r"|科学和技术|科学与技术|工作和生活|工作与生活|人与自然|产学研",
    re.IGNORECASE,
)
LEADING = {
    CHINESE: re.compile(
        r"难道|众所周知|显然|毫无疑问|您是否也(?:认为|觉得)|大家都|大多数人(?:都)?(?:认为|觉得)|专家(?:们)?(?:都)?认为"
        r"|普遍认为|是不是应该|您不觉得|想必"
    ),
    "en": re.compile(
        r"\b(?:surely|obviously|clearly|undoubtedly|as everyone knows|don't you (?:agree|think)"
        r"|wouldn't you (?:agree|say)|you would agree|most people (?:think|agree|believe)"
        r"|experts (?:say|agree|believe))\b",
        re.IGNORECASE,
    ),
}
ABBREVIATION = re.compile(r"(?<![A-Za-z0-9$.{_-])[A-Z]{2,6}(?![A-Za-z0-9_}])")
# Known to everybody who holds a phone, or names of codes and standards.
KNOWN = frozenset(
    {"QQ", "PDF", "APP", "ID", "TV", "CD", "DVD", "USB", "PC", "IT", "AI", "GB", "GPS", "KTV", "SMS", "EMS", "DIY"}
    | {"US", "UK", "EU", "UN", "OK", "FAQ", "ATM", "VIP", "WTO", "DNA", "COVID", "NO", "YES", "NOT", "AND", "OR"}
)  # fmt: skip


def wording(question: Question, language: str) -> Iterator[Hint]:
    """Advice on what a question says."""
    place, said = f"question:{question.name}", question.label.say(language)
    if language not in question.label:
        # What is not translated is read in the language it was written in.
        language = next(iter(question.label), language)
    limits = LONGEST_NOTE if isinstance(question, Note) else LONGEST
    length = len(PLACE.sub(PLACE_READS_LIKE, said))
    if length > limits.get(language, limits["en"]):
        yield advise("long", place, question, n=length)
    yield from phrases(said, place, question, language)


def phrases(said: str, place: str, question: Question, language: str) -> Iterator[Hint]:
    """Advice on the phrases of a label or a row."""
    said = said[:READ]
    found: dict[str, re.Match[str] | None] = {
        "double_negative": _search(DOUBLE_NEGATIVE, SETTLED.sub("", said), language),
        "two_in_one": _search(TWO_IN_ONE, _plain(said), language),
        "leading": _search(LEADING, said, language),
    }
    for code, match in found.items():
        if match and not (code == "two_in_one" and isinstance(question, Note)):
            yield advise(code, place, question, said=match[0])
    yield from abbreviations(said, place, question)


def abbreviations(said: str, place: str, question: Question) -> Iterator[Hint]:
    """Abbreviations that nothing beside them explains."""
    said = said[:READ]
    is_shouted = said.isascii() and said.upper() == said
    if is_shouted:
        return
    for one in dict.fromkeys(ABBREVIATION.findall(PLACE.sub("", said))):
        explained = re.search(rf"{one}\s*[（(]|[（(]{one}[）)]", said)
        if one not in KNOWN and not explained:
            yield advise("abbreviation", place, question, said=one)


def _plain(said: str) -> str:
    """A wording without what only looks like a conjunction."""
    return PAIRS.sub("", TOGETHER.sub("", BRACKETED.sub("", said)))


def _search(patterns: dict[str, re.Pattern[str]], said: str, language: str) -> re.Match[str] | None:
    pattern = patterns.get(language)
    return pattern.search(said) if pattern else None
