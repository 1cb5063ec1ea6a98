"""Words that staff type: kept as they are but for signs nobody sees, refused where they cannot be kept."""

from __future__ import annotations

import re
import unicodedata

from questionnaires.text import CHINESE, ENGLISH, Text
from survey.errors import Refusal

_ENDS = " \t\r\n\u3000"
_BREAKS = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
# Controls, and the signs that turn the direction of the words around them (Unicode TR 9, 2.1 to 2.4):
# a title with one of them reverses the heading in which it stands.
_UNSEEN = re.compile(r"[\x01-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Letters and symbols by their category, yet drawn as nothing: Hangul fillers, the empty Braille pattern.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def line(place: str, given: str, longest: int, *, needed: bool = False) -> str:
    """``given`` in one line, without spaces at its ends, control characters and marks of direction.

    Where nothing that can be seen is left, it is empty.

    :raises Refusal: it is longer than ``longest``, empty where ``needed``, or holds a
        character that no database keeps (NUL, half of a surrogate pair).
    """
    found = _UNSEEN.sub("", _BREAKS.sub(" ", given)).strip(_ENDS)
    if not any(_is_seen(sign) for sign in found):
        found = ""
    if needed and not found:
        raise Refusal(
            "missing",
            place=place,
            reason=Text(zh="没有填写", en="Nothing was given"),
            remedy=Text(zh="请填写", en="Please fill it in"),
        )
    if len(found) > longest:
        raise Refusal(
            "too_long",
            place=place,
            reason=Text(zh=f"有 {len(found)} 个字符", en=f"It has {len(found)} characters"),
            remedy=Text(zh=f"请缩短到 {longest} 个以内", en=f"Shorten it to {longest}"),
        )
    if "\x00" in found or any("\ud800" <= letter <= "\udfff" for letter in found):
        raise Refusal(
            "unstorable",
            place=place,
            reason=Text(zh="含有无法保存的控制字符", en="It holds a control character that cannot be kept"),
            remedy=Text(zh="请删去后重新输入", en="Please delete it and type it anew"),
        )
    return found


def _is_seen(sign: str) -> bool:
    """Whether a sign by itself marks the page; half a pair and NUL count, to be refused as such."""
    category = unicodedata.category(sign)
    return sign == "\x00" or (sign not in _BLANK and category not in ("Cc", "Cf") and category[0] not in "ZM")


def text(place: str, given: Text, longest: int, *, needed: bool = False) -> dict[str, str]:
    """The wordings of a text by language, without empty ones; Chinese is the one ``needed``."""
    found = {
        CHINESE: line(place, given.get(CHINESE, ""), longest, needed=needed),
        ENGLISH: line(f"{place}_en", given.get(ENGLISH, ""), longest),
    }
    return {language: wording for language, wording in found.items() if wording}
