"""Comparing code lists, entry by entry where they are few, in figures where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from questionnaires.differences.difference import Consequence, Difference, Sort
from questionnaires.differences.parts import coded
from questionnaires.differences.reasons import LOST_OPTION, NEW_OPTION, READ_BOTH
from questionnaires.differences.telling import NOTHING, OTHER, TEXT, Meaning, attributes, reordered
from questionnaires.differences.wording import Labels
from questionnaires.model import CodeList, Entry, OptionsBase, Questionnaire
from questionnaires.text import Text

#: More entries of one fate are told as a number.
MOST_TOLD = 20
_LIST: Mapping[str, Meaning] = {
    "title": TEXT,
    "standard": OTHER,
    "version": OTHER,
    "levels": (Sort.SETTING, Consequence.HARMONISABLE, READ_BOTH),
    "shared": OTHER,
}
Key: TypeAlias = tuple[str | None, str]


def compare_lists(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    """What differs in the lists of two versions; options taken from one are told at their questions."""
    told = _as_options(before) & _as_options(after)
    for listed in after.lists:
        place, former = f"list:{listed.name}", before.list_by_name.get(listed.name)
        if former is None:
            yield Difference(Sort.ADDED, place, NOTHING, _title(listed), Consequence.SAME)
            continue
        yield from attributes(former, listed, _LIST, place)
        if former.entries != listed.entries:
            yield from _words(former, listed, place)
            if listed.name not in told:
                yield from compare_entries(former, listed)
    for listed in before.lists:
        if listed.name not in after.list_by_name:
            yield Difference(Sort.REMOVED, f"list:{listed.name}", _title(listed), NOTHING, Consequence.SAME)
    yield from reordered(list(before.list_by_name), list(after.list_by_name), "questionnaire/lists")


def _as_options(questionnaire: Questionnaire) -> set[str]:
    """The lists from which questions take their options."""
    asked = (one for one in questionnaire.questions if isinstance(one, OptionsBase) and not one.options)
    return {one.list for one in asked if one.list}


def _words(former: CodeList, listed: CodeList, place: str) -> Iterator[Difference]:
    was, now = _by_key(former), _by_key(listed)
    words = [key for key in now if key in was and was[key].search != now[key].search]
    if words:
        count = Text(zh=f"{len(words)} 项的检索词改了", en=f"{len(words)} entries are found by other words")
        yield Difference(Sort.SETTING, f"{place}/entries", NOTHING, count, Consequence.SAME)


def compare_entries(former: CodeList, listed: CodeList) -> Iterator[Difference]:
    """The entries in which two lists differ: those that are new, those gone, other labels, the order."""
    place, was, now = f"list:{listed.name}", _by_key(former), _by_key(listed)
    added = [
        Difference(Sort.CODE, _at(place, key), NOTHING, _said(one), Consequence.HARMONISABLE, NEW_OPTION)
        for key, one in now.items()
        if key not in was
    ]
    removed = [
        Difference(Sort.CODE, _at(place, key), _said(one), NOTHING, Consequence.HARMONISABLE, LOST_OPTION)
        for key, one in was.items()
        if key not in now
    ]
    labels = Labels(_labels(was), _labels(now), family=lambda key: key[0])
    changed = [
        Difference(Sort.TEXT, _at(place, key), _said(was[key]), _said(one), *labels.consequence(key))
        for key, one in now.items()
        if key in was and was[key].label != one.label
    ]
    yield from _few(added, place, "新增 {n} 项", "{n} entries added")
    yield from _few(removed, place, "删除 {n} 项", "{n} entries removed")
    yield from _changed(changed, place)
    order = (
        [f"{parent or ''}/{code}" for parent, code in was],
        [f"{parent or ''}/{code}" for parent, code in now],
    )
    if any(True for _one in reordered(*order, place)):
        said = Text(zh="项的次序变了", en="Entries stand in another order")
        yield Difference(Sort.MOVED, f"{place}/entries", NOTHING, said, Consequence.SAME)


def _few(found: list[Difference], place: str, zh: str, en: str) -> Iterator[Difference]:
    """Differences one by one, or their number where they are many."""
    if len(found) <= MOST_TOLD:
        yield from found
        return
    said = Text(zh=zh, en=en).fill(n=len(found))
    first = found[0]
    yield Difference(first.sort, f"{place}/entries", NOTHING, said, first.consequence, first.why)


def _changed(found: list[Difference], place: str) -> Iterator[Difference]:
    """Other labels; what breaks answers is told apart where they are many."""
    broken = [one for one in found if one.consequence is Consequence.BROKEN]
    others = [one for one in found if one.consequence is not Consequence.BROKEN]
    yield from _few(broken, place, "{n} 项的文字成了另一件事", "{n} entries now name something else")
    yield from _few(others, place, "{n} 项的文字改了", "{n} entries are worded otherwise")


def _by_key(listed: CodeList) -> dict[Key, Entry]:
    return {(entry.parent, entry.code): entry for entry in listed.entries}


def _labels(entries: Mapping[Key, Entry]) -> dict[Key, Text]:
    return {key: entry.label for key, entry in entries.items()}


def _at(place: str, key: Key) -> str:
    return f"{place}/entry:{key[1]}"


def _said(entry: Entry) -> Text:
    return coded(entry.code, entry.label)


def _title(listed: CodeList) -> Text:
    return listed.title or coded(listed.name, NOTHING)
