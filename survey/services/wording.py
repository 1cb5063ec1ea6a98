"""Words that staff type: kept as they are, refused where they cannot be kept."""

from __future__ import annotations

from questionnaires.text import CHINESE, ENGLISH, Text
from survey.errors import Refusal

_ENDS = " \t\r\n\u3000"


def line(place: str, given: str, longest: int, *, needed: bool = False) -> str:
    """``given`` without spaces at its ends.

    :raises Refusal: it is longer than ``longest``, empty where ``needed``, or holds a
        character that no database keeps (NUL, half of a surrogate pair).
    """
    found = given.strip(_ENDS)
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


def text(place: str, given: Text, longest: int, *, needed: bool = False) -> dict[str, str]:
    """The wordings of a text by language, without empty ones; Chinese is the one ``needed``."""
    found = {
        CHINESE: line(place, given.get(CHINESE, ""), longest, needed=needed),
        ENGLISH: line(f"{place}_en", given.get(ENGLISH, ""), longest),
    }
    return {language: wording for language, wording in found.items() if wording}
