"""Telling what became of the attributes and the order of a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from questionnaires.differences.difference import Consequence, Difference, Sort
from questionnaires.differences.reasons import ORDER, SAME
from questionnaires.differences.wording import is_translation
from questionnaires.model import Origin, Privacy, Role
from questionnaires.text import Text
from questionnaires.vocabulary import PRIVACY_WORDS, ROLE_WORDS

NOTHING = Text()
#: What a change of an attribute is, what it means for answers already in, and why.
Meaning: TypeAlias = tuple[Sort, Consequence, Text]

TEXT: Meaning = (Sort.TEXT, Consequence.SAME, SAME)
RULE: Meaning = (Sort.RULE, Consequence.SAME, SAME)
OTHER: Meaning = (Sort.SETTING, Consequence.SAME, SAME)


def attributes(
    former: Any, part: Any, meanings: Mapping[str, Meaning], place: str, question: str = ""
) -> Iterator[Difference]:
    """The attributes in which two parts differ; one that a part does not have counts as not written."""
    for name, (sort, consequence, why) in meanings.items():
        was, now = getattr(former, name, None), getattr(part, name, None)
        if was != now:
            is_told = isinstance(was, Text) and isinstance(now, Text) and is_translation(was, now)
            found = (Consequence.SAME, SAME) if is_told else (consequence, why)
            yield Difference(sort, f"{place}/{name}", said(was), said(now), *found, question)


def reordered(
    former: Sequence[str], names: Sequence[str], place: str, question: str = ""
) -> Iterator[Difference]:
    """One difference where those that stayed stand in another order."""
    was = [name for name in former if name in names]
    now = [name for name in names if name in former]
    if was != now:
        sort, same = Sort.MOVED, Consequence.SAME
        yield Difference(sort, place, said(tuple(was)), said(tuple(now)), same, ORDER, question)


def settled(places: Sequence[int]) -> set[int]:
    """The largest set of places that stand in rising order: what stands there did not move."""
    longest: list[list[int]] = []  # of those that end at each place, in the order of the places
    for place in places:
        found: list[int] = []
        for one in longest:
            if one[-1] < place and len(one) > len(found):
                found = one
        longest.append([*found, place])
    best: list[int] = max(longest, key=len, default=[])
    return set(best)


def said(value: Any) -> Text:
    """A value as people read it; empty where nothing is written."""
    if isinstance(value, Text):
        return value
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, bool):
        return Text(zh="是" if value else "否", en="yes" if value else "no")
    if isinstance(value, tuple):
        return plain(", ".join(map(str, value)))
    if isinstance(value, Role):
        return ROLE_WORDS[value]
    if isinstance(value, Privacy):
        return PRIVACY_WORDS[value]
    if isinstance(value, Origin):
        return plain(f"{value.questionnaire} {value.question}")
    return plain(str(value))


def plain(words: str | None) -> Text:
    """A rule or a name, the same in every language; empty for None."""
    return Text(zh=words, en=words) if words else NOTHING
