"""How the people of a survey come into it, and the sentence that tells them so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.text import Text
from survey.errors import Refusal


@dataclass(frozen=True)
class Selection:
    """A way of coming into a survey: its words for staff, and what the consent page says of it."""

    name: str
    label: Text
    sentence: Text


SELECTIONS: tuple[Selection, ...] = (
    Selection(
        "probability",
        Text(zh="按随机方法抽取", en="Drawn at random"),
        Text(zh="您是按随机方法抽中的。", en="You were selected at random."),
    ),
    Selection(
        "census",
        Text(zh="全部都请，不抽样", en="Everybody is asked, no sample"),
        Text(
            zh="调查范围内的每一位科技工作者都受到邀请，没有抽样。",
            en="Every science and technology worker whom it concerns is invited; no sample was drawn.",
        ),
    ),
    Selection(
        "open",
        Text(zh="公开入口，自愿参加", en="Open link, whoever wishes"),
        Text(
            zh="调查公开邀请，凡符合条件的科技工作者都可以参加。",
            en="It is open to every science and technology worker whom it concerns.",
        ),
    ),
    Selection(
        "chosen",
        Text(zh="指定或推荐，不随机", en="Named or recommended, not at random"),
        Text(
            zh="您是由主办单位或所在单位邀请的，不是随机抽取的。",
            en="You were invited by the organiser or your unit, not drawn at random.",
        ),
    ),
)
BY_NAME: Mapping[str, Selection] = {one.name: one for one in SELECTIONS}


def sentence_of(name: str) -> Text:
    """What respondents read of a way of selection; empty where none was named yet."""
    found = BY_NAME.get(name)
    return found.sentence if found else Text()


def checked(name: str) -> str:
    """``name`` where it is a way of selection or empty.

    :raises Refusal: there is no such way.
    """
    if not name or name in BY_NAME:
        return name
    raise Refusal(
        "selection",
        place="selection",
        reason=Text(zh=f"没有“{name}”这种产生方式", en=f"There is no way of selection {name!r}"),
        remedy=Text(zh=f"可选：{'、'.join(BY_NAME)}", en=f"Choose one of: {', '.join(BY_NAME)}"),
    )
