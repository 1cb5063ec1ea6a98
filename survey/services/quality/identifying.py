"""Patterns in texts that may point at a person: phones, identity numbers, addresses of mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaires.text import Text

_NOT_INSIDE = r"(?<![0-9A-Za-z])"
_NOT_BEFORE = r"(?![0-9A-Za-z])"
PATTERNS: tuple[tuple[str, Text, re.Pattern[str]], ...] = (
    (
        "identity",
        Text(zh="身份证号", en="identity number"),
        re.compile(
            _NOT_INSIDE + r"[1-9]\d{5}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]" + _NOT_BEFORE
        ),
    ),
    (
        "mobile",
        Text(zh="手机号", en="mobile number"),
        re.compile(_NOT_INSIDE + r"(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}" + _NOT_BEFORE),
    ),
    (
        "phone",
        Text(zh="电话号码", en="phone number"),
        re.compile(
            _NOT_INSIDE + r"(?:\(?0\d{2,3}\)?[- ]?\d{7,8}|(?<=电话)[号码是为:： ]{0,3}\d{7,8})" + _NOT_BEFORE
        ),
    ),
    (
        "mail",
        Text(zh="邮箱", en="mail address"),
        re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"),
    ),
    (
        "account",
        Text(zh="微信或 QQ 号", en="messenger account"),
        re.compile(r"(?:微信|vx|VX|QQ|qq)(?:号)?[:： ]{0,2}[A-Za-z0-9_-]{5,20}"),
    ),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class Found:
    """A place in a text that a pattern matches: from ``start`` to before ``end``."""

    start: int
    end: int
    kind: str
    label: Text


def find_identifying(text: str) -> list[Found]:
    """The places of a text that look like numbers of a person, in order and without overlap."""
    plain = text.translate(_FULL_WIDTH)
    found: list[Found] = []
    for kind, label, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(Found(match.start(), match.end(), kind, label))
    return sorted(found, key=lambda one: one.start)


def parts_of(text: str) -> list[tuple[str, Text | None]]:
    """A text cut into parts, each with what it looks like, or None where it is harmless."""
    parts: list[tuple[str, Text | None]] = []
    place = 0
    for one in find_identifying(text):
        parts += [(text[place : one.start], None), (text[one.start : one.end], one.label)]
        place = one.end
    parts.append((text[place:], None))
    return [(part, label) for part, label in parts if part]


def struck_out(text: str) -> str:
    """The text with every such number put out, as a proposal for the person who clears it."""
    return "".join("×××" if label else part for part, label in parts_of(text))
