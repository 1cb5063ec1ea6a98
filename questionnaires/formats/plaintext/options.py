"""Options of a question: their words, codes, and what is asked of whoever chooses them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from questionnaires.formats.naming import codes
from questionnaires.formats.plaintext.choices import Mark, coded
from questionnaires.formats.plaintext.lines import BLANK
from questionnaires.formats.plaintext.marks import BRACKETS, mark_of
from questionnaires.formats.plaintext.pieces import squeezed
from questionnaires.formats.plaintext.skips import spoken

ALONE = re.compile(
    r"(?:以上|上述|这些|前面)?(?:各项|选项|情况|方面)?(?:全|全部)?(?:都|均|皆|一个都|一项都|一样都)(?:没有?|不是|不|无|未)\S{0,10}"
    r"|(?:以上)(?:皆|全)?(?:无|非|否)|(?:没有|无)(?:以上|上述|任何|其他)\S{0,10}|没有(?:障碍|困难|需要|问题|压力|参加过?|享受过?|提过|特别原因)?|无|暂无|无此情况|说不上\S{0,8}"
)
REFUSED = re.compile(r"(?:不愿|不想|不便|拒绝)(?:意)?(?:回答|透露|说明|作答|告知|填写)|拒答|保密")
NOT_APPLICABLE = re.compile(r"不适用(?:[（(].*[）)])?")
_EXCLUSIVE = re.compile(
    r"互斥|独选项?|排他|单独选择?|(?:选|选择)此项(?:则|后|时)?(?:不|勿|请不要)\S{0,10}|不(?:可|能)与?其他\S{0,8}"
)
_SCORE = re.compile(r"[（(\[【]?\s*-?\d+(?:\.\d+)?\s*分\s*[）)\]】]?$")
_ANSWER = re.compile(r"[（(\[【]?\s*(?:正确答案|答案|正确)\s*[）)\]】]?$")
_TAIL = re.compile(
    r"[，,；;：:\s—–\-…\.]*(?:请|则|可|即)*\s*(?:→|⇒|➔|➜|-+>|=+>|跳(?:至|到|转|答|问|过|第|\s*[A-Z]?\d)|转(?:至|到|第|答|入|问)|直接(?:回答|跳|进入|做|答)|"
    r"(?:结束|终止|停止)(?:本|问卷|调查|访问|访谈|作答|填答|答题|填写)|(?:问卷|调查|访问)(?:到此)?结束).*$"
)
_LINK = re.compile(r"\[`?NEXT`?\]\(#([\w\-%]+)\)|`NEXT`")
_WRITE = re.compile(r"请(?:注明|说明|填写|写明|写出|具体说明|列出|补充)|(?:注明|说明)[:：]")


@dataclass(slots=True)
class Choice:
    """One option read: ``skip`` is what its words say of the questions that follow."""

    mark: Mark
    label: str
    code: str = ""
    write_in: bool = False
    exclusive: bool = False
    skip: str = ""
    dropped: set[str] = field(default_factory=set)

    @property
    def missing(self) -> str | None:
        """Why the option is no answer, by its words."""
        if REFUSED.fullmatch(self.label):
            return "refused"
        return "not_applicable" if NOT_APPLICABLE.fullmatch(self.label) else None

    @property
    def alone(self) -> bool:
        """Its words leave no room for another option."""
        return self.exclusive or (
            ALONE.fullmatch(self.label.split("（")[0]) is not None and not self.write_in
        )


def read_choices(marks: Iterable[Mark], *, scored: bool = False) -> list[Choice]:
    """The options with words, coded by the source's own figures or by their places."""
    found = [choice for mark in marks if (choice := _read(mark, scored)).label]
    given = [choice.code for choice in found]
    if not all(given) or len(set(given)) < len(given):
        given = [str(place) for place in range(1, len(found) + 1)]
    for choice, code in zip(found, codes(given), strict=True):
        choice.code = code
    return found


def _read(mark: Mark, scored: bool) -> Choice:
    code, text = coded(mark)
    choice = Choice(mark, text, code.lstrip("0") or code)
    _without_skip(choice)
    for found in BRACKETS.finditer(choice.label):
        if _EXCLUSIVE.fullmatch(found[1].strip()):
            choice.exclusive = True
            choice.label = choice.label.replace(found[0], "")
        elif (said := mark_of(found[1])) is not None and said.required is not None:
            choice.label = choice.label.replace(found[0], "")
    if _ANSWER.search(choice.label) and not _ANSWER.fullmatch(choice.label):
        choice.label = _ANSWER.sub("", choice.label)
        choice.dropped.add("exam_answers")
    if scored and _SCORE.search(choice.label) and not _SCORE.fullmatch(choice.label):
        choice.label = _SCORE.sub("", choice.label)
        choice.dropped.add("scores")
    _without_blank(choice)
    choice.label = squeezed(choice.label).rstrip("；;，,、") or squeezed(choice.label)
    return choice


def _without_skip(choice: Choice) -> None:
    if found := _LINK.search(choice.label):
        choice.skip = f"→ #{found[1]}" if found[1] else "→"
        choice.label = choice.label[: found.start()].rstrip()
        return
    for found in BRACKETS.finditer(choice.label):
        if spoken(found[1]) and choice.label != found[0]:
            choice.skip = found[1].strip()
            choice.label = choice.label.replace(found[0], "", 1)
            return
    if spoken(choice.label) and (found := _TAIL.search(choice.label)) and found.start() > 0:
        choice.skip = found[0].strip(" ，,；;：:。.…")
        choice.label = choice.label[: found.start()]


def _without_blank(choice: Choice) -> None:
    choice.label = re.sub(r"(?<=[_）)\s])\*+$", "", choice.label).rstrip("；;，,、。 ")
    choice.label = re.sub(r"([（(][^（）()]*?)[:：]\s*[_ \t]*([)）])", r"\1____\2", choice.label)
    label = (
        re.sub(r"[（(][ \t]*[)）]", "____", choice.label)
        if re.match("其[他它]", choice.label)
        else choice.label
    )
    blank = BLANK.search(label) is not None
    asks = _WRITE.search(label) is not None and re.match(r"其[他它]|有|是|否|不|没", label) is not None
    if not blank and not asks and not re.fullmatch(r"其[他它]\S{0,6}[:：]", label):
        return
    choice.write_in = True
    label = re.sub(rf"[:：]?\s*(?:{BLANK.pattern})[\s_.…。]*(?=[）)]?[。]?$)", "", label)
    label = re.sub(r"[（(]\s*[)）]", "", label).strip().rstrip(":：_，, ")
    choice.label = label or "其他"
