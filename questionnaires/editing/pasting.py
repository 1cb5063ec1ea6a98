"""Options and rows as people paste them: one a line, or all in one line, with or without codes before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from questionnaires.model import CODE_PATTERN

# A code before an option's text: "1. 男", "A、男", "01\t男", "(3) 男".
CODED = re.compile(
    r"[（(]?(?P<code>-?[A-Za-z0-9][A-Za-z0-9_]{0,31})[）)]?[ \t]*(?:[.．、:：\t]|(?<=[)）]))[ \t]*(?P<label>\S.*)"
)
# "98 其他": only a space between them, which a text may have as well.
SPACED = re.compile(r"(?P<code>-?\d{1,4}|[A-Za-z])[ \u3000]+(?P<label>\S.*)")
# The beginning of an option among others of one line: "1 没有压力 2 较小 3 一般".
AMONG = re.compile(
    r"(?:(?<=[\s\u3000])|^)[（(]?(?P<code>-?\d{1,4}|[A-Za-z])(?:[)）.．、:：]+[\s\u3000]*|[\s\u3000]+)(?=\S)"
)
# What a number at the beginning of a text counts: "3 年以下".
COUNTED = re.compile(
    r"(?:年|个?月|日|天|岁|次|人|个|小时|分钟|万元?|元|项|份|家|周|倍)(?:以|及|至|到|之|内|$|[~—–（(-])"
)
FIRST = frozenset({"0", "1", "01", "A", "a"})
FEW = 3
# What only numbers a line; a longer word before a colon is part of the wording.
ORDINAL = re.compile(r"\d{1,3}|[A-Za-z]")


def read_lines(lines: str, *, keep_codes: bool) -> list[tuple[str, str]]:
    """The code and the text of each option; the code is empty where none is written.

    Without ``keep_codes`` every line is a text as it stands. With it, a number and a space are
    taken for a code only where every line begins so, a letter and a space only where the letters
    count on as well, and one line for several options only where codes stand between them.
    """
    said = _lines(lines)
    if not keep_codes:
        return [("", line) for line in said]
    return (_in_one_line(said[0]) if len(said) == 1 else _spaced(said)) or [_coded(line) for line in said]


def read_rows(lines: str) -> list[str]:
    """The wording of each row, without what numbers them: rows have names and no codes.

    What stands before them is read as the codes of options are, and left out only where every row has it and it
    is marked off (``1.``, ``(a)``) or counts on; else it belongs to the wording.
    """
    said = _lines(lines)
    read = read_lines(lines, keep_codes=True)
    codes, labels = [code for code, _label in read], [label for _code, label in read]
    is_marked = len(said) > 1 and all(CODED.fullmatch(line) for line in said)
    is_numbered = all(ORDINAL.fullmatch(code) for code in codes) and (is_marked or _counts_on(codes))
    return labels if len(read) > 1 and is_numbered and len(set(labels)) == len(labels) else said


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _counts_on(codes: Sequence[str]) -> bool:
    """Whether every code, a whole number or one letter, is the one after the code before it."""
    places = [int(code) if code.isdigit() else ord(code) for code in codes]
    return all(second == first + 1 for first, second in pairwise(places))


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
    codes = [one["code"] for one in found if one is not None]
    # "I like my work": a letter is a word more often than a number is.
    has_words = any(one is not None and one.re is SPACED and one["code"].isalpha() for one in found)
    if has_words and not (all(re.fullmatch("[A-Za-z]", code) for code in codes) and _counts_on(codes)):
        return []
    return _distinct([(one["code"], one["label"].strip()) for one in found if one is not None])


def _in_one_line(line: str) -> list[tuple[str, str]]:
    """The options of one line; empty where it is a single one."""
    begins = _begins(line)
    if not begins or begins[0].start() or (len(begins) < FEW and begins[0]["code"] not in FIRST):
        return []
    ends = [(one, other.start()) for one, other in pairwise(begins)] + [(begins[-1], len(line))]
    found = [(one["code"], line[one.end() : end].strip(" \t\u3000;；")) for one, end in ends]
    codes = [code for code, _label in found]
    if len(found) == 1 or len(set(codes)) < len(codes):
        return []
    return [] if any(not label or COUNTED.match(label) for _code, label in found) else _distinct(found)


def _begins(line: str) -> list[re.Match[str]]:
    """Where options begin in a line: a small letter only where small letters count on from the first."""
    found = list(AMONG.finditer(line))
    if not found or not found[0]["code"].islower():
        return [one for one in found if not one["code"].islower()]
    begins = found[:1]
    for one in found[1:]:
        if one["code"].islower() and _counts_on([begins[-1]["code"], one["code"]]):
            begins.append(one)
    return begins


def _distinct(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was read, or nothing where two texts were the same: their numbers then are words of theirs (2 门课程)."""
    return found if len({label for _code, label in found}) == len(found) else []
