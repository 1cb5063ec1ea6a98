"""Options as people type them: lettered, boxed, numbered, several in a line; and what is written in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

BOXES = "□☐○◯●◇■☑☒▢◻⬜◎〇❑❒⭕○"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
PARENTHESISED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"

_BOX = rf"[{BOXES}]|[\[(（] ?[\])）](?=\s*[^\s\d。？?])"
_BEHIND = re.compile(
    rf"[^{BOXES}]*[？?:：）)]\s*(?P<options>(?:[^\s{BOXES}？?:：]{{1,12}}[ \t]*[{BOXES}]\s*){{2,}})"
)
_LETTERED = re.compile(
    r"\s*[(（]?\s*(?P<mark>[A-Za-z])\s*(?:[)）]\s*[.、．:：]?|[.、．:：]|(?=[ \t]))\s*(?P<rest>\S.*|$)"
)
_GLUED = re.compile(r"\s*(?P<mark>[A-Z])(?P<rest>[\u4e00-\u9fff≤≥<>《“\"（(\d].*)")
_DIGIT = re.compile(r"\s*[(（\[]?(?P<mark>\d{1,3})(?:[)）\]]\s*[.、]?|[、]|\.(?!\d))\s*(?P<rest>\S.*|$)")
_BARE = re.compile(r"\s*(?P<mark>\d{1,2})\s+(?P<rest>[^\s\d].*)")
_BULLET = re.compile(r"\s*[-–—·•*▪●◆►➢✓+]\s+(?P<rest>\S.*)")
_CODE = re.compile(
    r"(?P<code>\d{1,3})\s*[.、:：)]?\s*(?P<rest>[^\s\d.、岁年月日元万千%~\-—–至到个人次天周].*)"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One option as it stands in the text: ``sort`` names its manner of marking, ``mark`` the mark itself."""

    text: str
    sort: str
    mark: str = ""


def split_line(line: str) -> list[Mark]:
    """The options of a line that begins with the mark of an option; none where it does not."""
    text = re.sub(rf"(?<![\d.])(\d{{1,2}})\s*([{BOXES}])\s*", r"\2\1 ", line.strip())
    if not text:
        return []
    if re.match(_BOX, text):
        return _boxed(text)
    if text[0] in CIRCLED or text[0] in PARENTHESISED:
        return _circled(text)
    if found := _LETTERED.fullmatch(text) or _GLUED.fullmatch(text):
        return _sequence(text, "letter", found["mark"])
    if found := _DIGIT.fullmatch(text):
        return _sequence(text, "digit", found["mark"])
    if found := _BULLET.fullmatch(text):
        return [Mark(found["rest"].strip(), "bullet")]
    return _boxes_behind(text)


def plain_columns(line: str) -> list[Mark]:
    """Options with nothing but wide space or tabs between them; a line without is one option."""
    parts = [part for part in re.split(r"\t+|[ ]{2,}", line.strip()) if part.strip()]
    return [Mark(part.strip(), "plain") for part in parts]


def bare_codes(line: str) -> list[Mark]:
    """``1 男 2 女``: numbers that count up, each with a word behind it; else nothing."""
    found = _BARE.fullmatch(line)
    if found is None:
        return []
    marks = _sequence(line, "bare", found["mark"])
    return marks if len(marks) > 1 else []


def coded(mark: Mark) -> tuple[str, str]:
    """The code that the source gives an option (empty where it gives none), and its words."""
    if mark.sort in ("digit", "bare"):
        return mark.mark, mark.text
    if mark.sort == "box" and (found := _CODE.fullmatch(mark.text)):
        return found["code"], found["rest"].strip()
    return "", mark.text


def _starts(text: str) -> list[int]:
    """Places within a line where options may begin: not at its very beginning."""
    boxes = rf"[{BOXES}{CIRCLED}{PARENTHESISED}]"
    letters = r"(?<![A-Za-z0-9])[(（]?A\s*[.、．:：)）]|(?<=[\s?？:：）)])A(?=[ \u4e00-\u9fff])"
    figures = rf"(?<![\d.(（])[(（]?1\s*(?:[.、)）](?!\d)|(?=\s*[{BOXES}])|(?<=\s1)\s+(?=[^\s\d]))"
    marks = f"{boxes}|{letters}|{figures}"
    return [found.start() for found in re.finditer(marks, text) if text[: found.start()].strip()]


def _boxed(text: str) -> list[Mark]:
    parts = re.split(rf"({_BOX})", text)
    marks = [Mark(part.strip(), "box", sign) for sign, part in zip(parts[1::2], parts[2::2], strict=False)]
    return [mark for mark in marks if mark.text] or marks[:1]


def _boxes_behind(text: str) -> list[Mark]:
    """``男□ 女□``: the boxes stand behind their words."""
    if not re.search(rf"[{BOXES}]\s*$", text):
        return []
    parts = [part.strip() for part in re.split(rf"[{BOXES}]", text)]
    return [Mark(part, "box", "□") for part in parts if part]


def _circled(text: str) -> list[Mark]:
    parts = re.split(rf"([{CIRCLED}{PARENTHESISED}])", text)
    return [
        Mark(
            part.strip(" \t.、．"),
            "circled",
            str((CIRCLED if sign in CIRCLED else PARENTHESISED).index(sign) + 1),
        )
        for sign, part in zip(parts[1::2], parts[2::2], strict=False)
    ]


def _sequence(text: str, sort: str, first: str) -> list[Mark]:
    """Options whose marks count on from the first: ``A. … B. …``, ``1、… 2、…``."""
    places: list[tuple[int, int, str]] = []
    mark, at = first, 0
    while found := _next_mark(sort, mark, first=not places).search(text, at):
        places.append((found.start(), found.end(), mark))
        at = found.end()
        mark = chr(ord(mark) + 1) if sort == "letter" else str(int(mark) + 1)
        if sort == "letter" and not mark.isalpha():
            break
    ends = [start for start, _, _ in places[1:]] + [len(text)]
    marks = [
        Mark(text[begin:end].strip(), sort, mark) for (_, begin, mark), end in zip(places, ends, strict=True)
    ]
    if sort == "letter" and len(marks) == 1 and not marks[0].text and len(text.strip()) > 1:
        return [Mark(text[1:].strip(" .、．:：)）"), sort, first)]
    return marks


def _next_mark(sort: str, mark: str, *, first: bool) -> re.Pattern[str]:
    before = r"^\s*" if first else r"(?:(?<=[\s；;，,。）)_])|(?<=[\u4e00-\u9fff])(?=[A-Z]\s*[.、．]))"
    if sort == "letter":
        return re.compile(
            rf"{before}[(（]?\s*{mark}\s*(?:[)）]\s*[.、．:：]?|[.、．:：]|(?=[\s\u4e00-\u9fff≤≥<>《“\"（(\d]))\s*"
        )
    if sort == "digit":
        before = (
            before if first else r"(?:(?<=[\s；;，,。）)_])|(?<=[\u4e00-\u9fff])(?=\d{1,2}\s*[.、．](?!\d)))"
        )
        return re.compile(rf"{before}[(（\[]?{mark}(?:[)）\]]\s*[.、]?|、|\.(?!\d))\s*")
    start = before if first else r"(?<=\s)"
    return re.compile(rf"{start}{mark}\s+(?=[^\s\d])")


def counts_on(marks: list[Mark], more: list[Mark]) -> bool:
    """The second options go on where the first stop, or have no count."""
    if not marks or not more or marks[-1].sort != more[0].sort:
        return False
    last, following = marks[-1].mark, more[0].mark
    if marks[-1].sort == "letter":
        return ord(following) == ord(last) + 1
    if last.isdecimal() and following.isdecimal():
        return int(following) > int(last)
    return True


def in_order(marks: list[Mark]) -> bool:
    """The marks of a list of options count up without a gap."""
    return all(counts_on([one], [two]) for one, two in pairwise(marks))


def split_at(text: str) -> int:
    """Where the options in the line of a question begin; -1 where it holds none.

    What brackets say of skipping (``（选 A 跳至第 8 题）``) is not taken for options.
    """
    masked = re.sub(
        r"[（(\[【〔][^（）()\[\]【】〔〕]{3,}[）)\]】〕]", lambda found: "…" * len(found[0]), text
    )
    if behind := _BEHIND.fullmatch(text):
        return behind.start("options")
    for start in _starts(masked):
        marks = split_line(masked[start:]) or bare_codes(masked[start:])
        if len(marks) > 1 and all(mark.text for mark in marks):
            return start
    return -1
