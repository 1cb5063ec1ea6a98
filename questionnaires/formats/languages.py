"""Language codes of others as the tags used here, and the language of texts that say none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from questionnaires.text import CHINESE, ENGLISH, Text

_TAGS = {
    "zh": CHINESE,
    "zh-hans": CHINESE,
    "zh-s": CHINESE,
    "zh-sg": CHINESE,
    "zh-cn": CHINESE,
    "chinese": CHINESE,
    "zh-t": "zh-TW",
    "zh-hant": "zh-TW",
    "zh-hant-tw": "zh-TW",
    "zh-hant-hk": "zh-HK",
    "en": ENGLISH,
    "en-us": ENGLISH,
    "english": ENGLISH,
}
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")


def tag(code: str) -> str:
    """The tag of a language code (``zh-Hans`` → ``zh-CN``, ``EN_GB`` → ``en-GB``); empty where it is none."""
    plain = code.strip().replace("_", "-")
    known = _TAGS.get(plain.lower())
    if known:
        return known
    if not _TAG.fullmatch(plain):
        return ""
    first, *rest = plain.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def language_of(texts: Iterable[str], given: str) -> str:
    """The language of texts that say none: ``given``, or English where there is no Chinese character in any."""
    if not given.startswith("zh"):
        return given
    letters = False
    for text in texts:
        if _HAN.search(text):
            return given
        letters = letters or bool(_LETTER.search(text))
    return ENGLISH if letters else given


def in_languages(words: Text, languages: Iterable[str]) -> dict[str, str]:
    """Words of ours in some languages: in Chinese for every kind of it, else in English."""
    return {tag: words.get(tag) or words[CHINESE if tag.startswith("zh") else ENGLISH] for tag in languages}
