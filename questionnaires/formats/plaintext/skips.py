"""Skip notes as people write them: ``选 A 跳至第 8 题``, ``第3题未选“是”者不答``, ``依赖于第1题第2个选项``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from questionnaires.formats.plaintext.choices import CIRCLED

Action: TypeAlias = Literal["jump", "end", "skip", "show", "on"]

_Q = r"(?:[A-Z]{1,2}|Q)?\d{1,3}(?:\.\d{1,2})?[a-z]?(?!\d)"
_SPOKEN = re.compile(
    r"跳(?:至|到|过|转|答|问|入|第|\s*[A-Z]?\d)|转(?:至|到|答|第|入|问|\s*[A-Z]?\d)|(?:接|续)(?:答|第|着答|问)|"
    r"直接(?:回答|填写|填答|作答|进入|做|答|到)|[→⇒➔➜]|->|=>|"
    r"(?:结束|终止|中止|停止)(?:本|问卷|调查|访问|访谈|作答|填答|答题|填写|填报)|(?:问卷|调查|答题|访问|作答)(?:到此)?(?:结束|终止)|"
    r"^(?:请|即|则)?(?:结束|终止)$|依赖于|^关联|略过|"
    r"(?:(?<![择以可愿想])不(?:用|必|需要?|再|须)*|免|无需|无须)(?:回答|作答|填答|填写|答|填)(?!完|出|满)|"
    r"(?:第\s*[A-Z]?\d+|Q\d+|[A-Z]\d+)\s*题?.{0,24}(?:选|答|填|=)|(?:上一?|前一?)题.{0,16}(?:选|答|填)|"
    r"选.{1,24}?(?:者|的|时|才|方|后).{0,6}(?:答|填)|^第?\s*\d+\s*(?:[、,，~\-—–至到和]\s*第?\s*\d+\s*)+题.{0,20}(?:填写|回答|填答|作答|填|答)|^(?:请)?继续(?:回答|作答|填答|答题|往下)?$|^\[?`?NEXT`?\]?"
)
_JUMP = re.compile(
    r"(?:跳(?:转|答|问|过|入)?(?:至|到)?|转(?:入|答|问)?(?:至|到)?|接(?:着)?(?:答|问|第)|续答|直接(?:回答|填写|填答|作答|进入|做|答|到)|→|⇒|➔|➜|->|=>)"
    rf"\s*(?:回答|填写|填答|作答|答|填|做)?\s*(?:请)?(?:跳|转)?(?:至|到)?\s*(?:(?:第|问题|题目?)?\s*(?P<to>{_Q})\s*(?:小?题|问|$|[^\d\-~—–至到、和及]|(?=\s))"
    r"|第\s*(?P<section>[0-9一二三四五六七八九十]{1,3})\s*(?:大?部分|章|节|单元|模块|页)|(?P<next>下一?(?:小?题|问))|(?P<following>下一?(?:个?部分|大题|页|模块)))"
)
_END = re.compile(
    r"(?:结束|终止|中止|停止)(?:本|问卷|调查|访问|访谈|作答|填答|答题|填写|填报|$)|(?:问卷|调查|答题|访问|作答)(?:到此)?(?:结束|终止)|(?:交|提交|上交)(?:问)?卷|(?:不(?:用|必|需)|无需|无须)(?:要)?再(?:回答|作答|填答|填写|答|填)(?!第)"
)
_TARGETS = rf"(?:第|问题)?\s*{_Q}\s*题?(?:\s*(?:[-~—–至到、,，和及与/]|以及)\s*(?:第)?\s*{_Q}\s*题?)*"
_SKIP = re.compile(
    rf"(?:跳过|略过|(?:不(?:用|必|需要?|再|须)*|免|无需|无须)(?:回答|作答|填答|填写|答|填))\s*(?P<behind>{_TARGETS})"
    rf"|(?P<before>{_TARGETS})\s*(?:可以?|均|都|请)?(?:跳过|略过|(?:不(?:用|必|需要?|再|须)*|免|无需|无须)(?:回答|作答|填答|填写|答|填))"
)
_SKIP_THIS = re.compile(
    r"(?:跳过|略过|(?:不(?:用|必|需要?|再|须)*|免|无需|无须)(?:回答|作答|填答|填写|答|填))\s*(?:本题|此题|该题|这题|这道题|本部分)?\s*$"
)
_SHOW = re.compile(
    rf"(?:请|才|方|需要?|须|继续|仅|只)*(?:回答|作答|填答|填写|答|填)\s*(?P<targets>{_TARGETS})"
)
_SHOW_THIS = re.compile(r"(?:回答|作答|填答|填写|答|填|显示|出现)(?:此|本|该|这)?(?:题|项|部分)?\s*$")
_ON = re.compile(r"继续|往下|顺序")
_JOIN = r"\s*(?:[、/；;,，]|或者?|和|及|与)\s*"
_WORDS = r"[“\"『「‘'][^”\"』」’']{1,60}[”\"』」’']"
_LETTERS = r"(?:选项)?[A-Z](?![A-Za-z0-9])(?:\s*[-~—–至到]\s*[A-Z](?![A-Za-z]))?"
_FIGURES = r"\d{1,2}(?:\s*[-~—–至到]\s*\d{1,2})?(?!\d|\s*题)"
_ONE = rf"(?:{_WORDS}|{_LETTERS}|[{CIRCLED}]|{_FIGURES})"
_LIST = rf"{_ONE}(?:{_JOIN}(?:选)?{_ONE})*"
_CONDITION = re.compile(
    rf"(?:(?:第|问题)?\s*(?P<source>{_Q})\s*(?:题|问)?\s*(?:的|中|里|答案|回答|若|如果?)*\s*|(?P<previous>(?:上|前)一?(?:小|面)?题\s*(?:的|中|里|答案|回答)*\s*))?"
    rf"(?:中|若|如果?|凡|仅|只)?\s*(?P<neg>没有?|未|不|非)?\s*(?:选择|选中|选取|勾选|回答|作答|选|答|填写|填|为|是|=)(?P<neg2>不)?(?:了|的是|为|是)?\s*"
    rf"(?:选项|答案)?\s*(?:(?P<options>{_LIST})|(?P<free>[^，,；;。的者时请跳转→⇒则\-\s]{{1,16}}?)(?=的|者|时|则|，|,|请|跳|转|→|->|⇒|\s|$))"
    r"\s*(?:的|者)?(?P<except>以外|之外|除外)?"
)
_EXCEPT = re.compile(rf"除了?\s*(?:选择?)?\s*(?P<options>{_LIST})\s*(?:项|选项)?\s*(?:以外|之外|外)")
_DEPENDS = re.compile(
    r"(?:第\s*)?(?P<source>[A-Z]?\d{1,3})\s*题?\s*(?:的|中)?\s*(?:选择了?|选中)?\s*第\s*(?P<places>\d{1,2}(?:\s*[;；、,，或和/]\s*\d{1,2})*)\s*个?(?:选项|项)"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Which options of which question were chosen, or (``negated``) none of them was.

    ``source`` is the number of the question as printed, ``previous``, or empty: the
    question at hand. ``options`` are letters, figures or words as written; ``#2`` is the
    second option.
    """

    source: str
    options: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """What follows from a condition; ``targets`` are numbers of questions, ``section:2`` or ``following``."""

    action: Action
    condition: Condition | None
    targets: tuple[str, ...] = ()


def spoken(words: str) -> bool:
    """The words seem to say who answers what next."""
    return _SPOKEN.search(words) is not None


def clauses(words: str) -> list[Clause]:
    """What a skip note says; empty where it is not understood."""
    words = re.sub(
        r"^(?:\*?此题)?(?:显示条件|显示逻辑|跳题逻辑|跳题|关联逻辑|关联|逻辑)\s*[:：为]?\s*",
        "",
        words.strip(),
    )
    if found := _DEPENDS.search(words):
        places = tuple(f"#{place}" for place in re.findall(r"\d+", found["places"]))
        negated = re.search(r"未|不|没有?|非", words[found.end() :]) is not None
        return [Clause("show", Condition(found["source"], places, negated))]
    found_clauses: list[Clause] = []
    pending: Condition | None = None
    for segment in _segments(words):
        condition, rest = _condition(segment)
        clause = _clause(rest, condition or pending)
        if clause is None:
            pending = condition or pending
            continue
        found_clauses.append(clause)
        pending = None
    if pending is not None and not found_clauses:
        found_clauses.append(Clause("show", pending))
    return found_clauses


def numbers_in(words: str) -> tuple[str, ...]:
    """The questions that ``3-5、8`` names, with those between."""
    found: list[str] = []
    for part in re.finditer(rf"({_Q})\s*题?(?:\s*[-~—–至到]\s*(?:第)?\s*({_Q}))?", words):
        found.extend(_between(part[1], part[2]) if part[2] else [part[1]])
    return tuple(dict.fromkeys(found))


def _segments(words: str) -> list[str]:
    cited = re.sub(
        r"[“\"『「‘'][^”\"』」’']{1,60}[”\"』」’']",
        lambda found: re.sub("[，,；;。]", "\x00", found[0]),
        words,
    )
    # a comma between options (选A，B) or numbers (第3，4题) does not end a sentence
    parts = re.split(
        r"[；;。\n]|[，,](?!\s*(?:第)?\s*(?:\d{1,3}\s*题?\s*(?:不|$)|[A-Z](?:[、，,的者]|\s*跳)))", cited
    )
    return [part.strip() for part in parts if part.strip()]


def _condition(segment: str) -> tuple[Condition | None, str]:
    if found := _EXCEPT.search(segment):
        return Condition("", _options(found["options"]), negated=True), segment[found.end() :]
    for found in _CONDITION.finditer(segment):
        said = found["options"] or found["free"]
        if found["free"] and (
            re.match(r"第|至|到|本题|此题|以下|下|过|题|完", found["free"]) or spoken(found["free"])
        ):
            continue
        options = _options(said) if found["options"] else tuple(re.split(r"[、/]|或者?|和|及", said))
        negated = bool(found["neg"] or found["neg2"]) != bool(found["except"])
        source = "previous" if found["previous"] else found["source"] or ""
        return Condition(source, tuple(one for one in options if one), negated), segment[found.end() :]
    return None, segment


def _clause(rest: str, condition: Condition | None) -> Clause | None:
    if found := _SKIP.search(rest):
        return Clause("skip", condition, numbers_in(found["behind"] or found["before"]))
    if _END.search(rest):
        return Clause("end", condition)
    if found := _JUMP.search(rest):
        if found["to"]:
            return Clause("jump", condition, (found["to"],))
        if found["section"]:
            return Clause("jump", condition, (f"section:{found['section']}",))
        return Clause("on", condition) if found["next"] else Clause("jump", condition, ("following",))
    if found := _SHOW.search(rest):
        return Clause("show", condition, numbers_in(found["targets"]))
    if _SKIP_THIS.search(rest):
        return Clause("skip", condition)
    if _ON.search(rest):
        return Clause("on", condition)
    if condition is not None and (_SHOW_THIS.search(rest) or rest.strip("的者时 ") == "显示"):
        return Clause("show", condition)
    return None


def _options(words: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in re.finditer(_ONE, words):
        said = one[0].replace("\x00", "，")
        if said[0] in "“\"『「‘'":
            found.append(said[1:-1].strip())
        elif said in CIRCLED:
            found.append(f"#{CIRCLED.index(said) + 1}")
        else:
            first, _, last = re.sub(r"选项|\s", "", re.sub(r"[~—–至到]", "-", said)).partition("-")
            found.extend(_between(first, last) if last else [first])
    return tuple(dict.fromkeys(found))


def _between(first: str, last: str) -> list[str]:
    """``3`` to ``5``, ``A`` to ``C``, ``B2`` to ``B4`` (or to ``4``)."""
    if first.isalpha() and last.isalpha() and len(first) == len(last) == 1 and first <= last:
        return [chr(place) for place in range(ord(first), ord(last) + 1)]
    one = re.fullmatch(r"([A-Z]*)(\d+)", first)
    two = re.fullmatch(r"([A-Z]*)(\d+)", last)
    if one and two and two[1] in ("", one[1]) and int(one[2]) <= int(two[2]) <= int(one[2]) + 200:
        return [f"{one[1]}{number}" for number in range(int(one[2]), int(two[2]) + 1)]
    return [first, last]
