"""Options as people paste them: one a line, or all of them in one line, with or without their codes."""

from __future__ import annotations

import re
from itertools import pairwise

from questionnaires.model import CODE_PATTERN

# A code before an option's text: "1. 男", "A、男", "01\t男", "(3) 男".
CODED = re.compile(
    r"[（(]?(?P<code>-?[A-Za-z0-9][A-Za-z0-9_]{0,31})[）)]?[ \t]*(?:[.．、:：\t]|(?<=[)）]))[ \t]*(?P<label>\S.*)"
)
# "98 其他": only a space between them, which a text may have as well.
SPACED = re.compile(r"(?P<code>-?\d{1,4})[ \u3000]+(?P<label>\S.*)")
# The beginning of an option among others of one line: "1 没有压力 2 较小 3 一般".
AMONG = re.compile(
    r"(?:(?<=[\s\u3000])|^)[（(]?(?P<code>-?\d{1,4}|[A-Z])(?:[)）.．、:：]+[\s\u3000]*|[\s\u3000]+)(?=\S)"
)
# What a number at the beginning of a text counts: "3 年以下".
COUNTED = re.compile(
    r"(?:年|个?月|日|天|岁|次|人|个|小时|分钟|万元?|元|项|份|家|周|倍)(?:以|及|至|到|之|内|$|[~—–（(-])"
)
FIRST = frozenset({"0", "1", "01", "A"})
FEW = 3


def read_lines(lines: str, *, keep_codes: bool) -> list[tuple[str, str]]:
    """The code and the text of each option; the code is empty where none is written.

    Without ``keep_codes`` every line is a text as it stands. With it, a number and a space are
    taken for a code only where every line begins so, and one line for several options only
    where codes stand between them.
    """
    said = [line.strip() for line in lines.splitlines() if line.strip()]
    if not keep_codes:
        return [("", line) for line in said]
    return (_in_one_line(said[0]) if len(said) == 1 else _spaced(said)) or [_coded(line) for line in said]


def _coded(line: str) -> tuple[str, str]:
    found = CODED.fullmatch(line)
    if found and re.fullmatch(CODE_PATTERN, found["code"]):
        return found["code"], found["label"].strip()
    return "", line


def _spaced(lines: list[str]) -> list[tuple[str, str]]:
    """Lines that all begin with a code; empty where one does not, or where it counts something."""
    found = [SPACED.fullmatch(line) or CODED.fullmatch(line) for line in lines]
    if any(one is None or COUNTED.match(one["label"]) for one in found):
        return []
    return _distinct([(one["code"], one["label"].strip()) for one in found if one is not None])


def _in_one_line(line: str) -> list[tuple[str, str]]:
    """The options of one line; empty where it is a single one."""
    begins = list(AMONG.finditer(line))
    if not begins or begins[0].start() or (len(begins) < FEW and begins[0]["code"] not in FIRST):
        return []
    ends = [(one, other.start()) for one, other in pairwise(begins)] + [(begins[-1], len(line))]
    found = [(one["code"], line[one.end() : end].strip(" \t\u3000;；")) for one, end in ends]
    codes = [code for code, _label in found]
    if len(found) == 1 or len(set(codes)) < len(codes):
        return []
    return [] if any(not label or COUNTED.match(label) for _code, label in found) else _distinct(found)


def _distinct(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was read, or nothing where two texts were the same: their numbers then are words of theirs (2 门课程)."""
    return found if len({label for _code, label in found}) == len(found) else []
