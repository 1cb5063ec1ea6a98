"""One difference between two versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.text import Text


class Sort(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"
    TEXT = "text"
    CODE = "code"
    RULE = "rule"
    KIND = "kind"
    SETTING = "setting"


SORTS: dict[Sort, Text] = {
    Sort.ADDED: Text(zh="新增", en="Added"),
    Sort.REMOVED: Text(zh="删除", en="Removed"),
    Sort.MOVED: Text(zh="移动", en="Moved"),
    Sort.RENAMED: Text(zh="改名", en="Renamed"),
    Sort.TEXT: Text(zh="文字", en="Text"),
    Sort.CODE: Text(zh="选项", en="Options"),
    Sort.RULE: Text(zh="规则", en="Rule"),
    Sort.KIND: Text(zh="题型", en="Kind"),
    Sort.SETTING: Text(zh="其他", en="Other"),
}


class Consequence(StrEnum):
    """What a difference means for answers given to the version before.

    ``same``: they mean what they meant. ``harmonisable``: they can stand in one table with the
    new ones once a person has said how. ``broken``: they cannot.
    """

    SAME = "same"
    HARMONISABLE = "harmonisable"
    BROKEN = "broken"


CONSEQUENCES: dict[Consequence, Text] = {
    Consequence.SAME: Text(zh="已收答案不受影响", en="Answers in are not affected"),
    Consequence.HARMONISABLE: Text(
        zh="已收答案要先对应才能合并", en="Answers in must be matched before they are joined"
    ),
    Consequence.BROKEN: Text(zh="已收答案不能与新答案合并", en="Answers in cannot be joined with new ones"),
}
_ORDER = list(Consequence)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different: ``place`` as in findings, ``was`` and ``now`` as people read them.

    ``question`` is its name in the later version, or in the earlier one where it was removed;
    empty for what belongs to no question. ``why`` says what the consequence rests on.
    """

    sort: Sort
    place: str
    was: Text
    now: Text
    consequence: Consequence
    why: Text = CONSEQUENCES[Consequence.SAME]
    question: str = ""


def worst(found: Iterable[Difference]) -> Consequence:
    """The gravest consequence among some differences; ``same`` where there are none."""
    return max((one.consequence for one in found), key=_ORDER.index, default=Consequence.SAME)
