"""Comparing the options, rows and levels of a question, and judging what becomes of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from questionnaires.differences.difference import Consequence, Difference, Sort
from questionnaires.differences.reasons import (
    COUNTED,
    LOST_OPTION,
    NEW_OPTION,
    NO_LONGER_ASKED,
    NOT_ASKED_BEFORE,
    OTHER_PEOPLE,
    SCORED,
    SHARED_OUT,
    TOGETHER,
)
from questionnaires.differences.telling import NOTHING, OTHER, Meaning, attributes, plain, reordered
from questionnaires.differences.wording import Labels
from questionnaires.model import CascadeLevel, Option, Question, Row, Split
from questionnaires.text import Text

_SHOWN: Meaning = (Sort.RULE, Consequence.HARMONISABLE, OTHER_PEOPLE)
_OPTION: Mapping[str, Meaning] = {
    "show": _SHOWN,
    "exclusive": (Sort.SETTING, Consequence.HARMONISABLE, TOGETHER),
    "missing": (Sort.SETTING, Consequence.HARMONISABLE, COUNTED),
    "write_in": OTHER,
    "only": OTHER,
}
_PART: Mapping[str, Meaning] = {
    "show": _SHOWN,
    "reverse": (Sort.SETTING, Consequence.HARMONISABLE, SCORED),
    "expect": OTHER,
    "role": OTHER,
    "only": OTHER,
}


def compare_options(
    former: Sequence[Option], options: Sequence[Option], place: str, question: str
) -> Iterator[Difference]:
    """Options by code; one that is gone and one that is new under the same wording were recoded."""
    was, now = {one.code: one for one in former}, {one.code: one for one in options}
    recoded = recoded_options(was, now)
    labels = Labels(_labels(was), _labels(now))
    for code, option in now.items():
        at, label = f"{place}/option:{code}", coded(code, option.label)
        before = was.get(recoded.get(code, code))
        if before is None:
            yield Difference(Sort.CODE, at, NOTHING, label, Consequence.HARMONISABLE, NEW_OPTION, question)
            continue
        former_label = coded(before.code, before.label)
        if code in recoded:
            why = Text(
                zh=f"合并时把 {before.code} 对应到 {code}", en=f"Match {before.code} with {code} when joining"
            )
            yield Difference(Sort.CODE, at, former_label, label, Consequence.HARMONISABLE, why, question)
        elif before.label != option.label:
            consequence, why = labels.consequence(code)
            yield Difference(Sort.TEXT, at, former_label, label, consequence, why, question)
        yield from attributes(before, option, _OPTION, at, question)
    for code, before in was.items():
        if code not in now and code not in recoded.values():
            at, label = f"{place}/option:{code}", coded(code, before.label)
            yield Difference(Sort.CODE, at, label, NOTHING, Consequence.HARMONISABLE, LOST_OPTION, question)
    stayed = [recoded.get(code, code) for code in now]
    yield from reordered(list(was), stayed, f"{place}/options", question)


def recoded_options(was: Mapping[str, Option], now: Mapping[str, Option]) -> dict[str, str]:
    """The former code by the new one, of options that only have another code."""
    gone = [old for old in was if old not in now]
    found: dict[str, str] = {}
    for code, option in now.items():
        old = next((old for old in gone if was[old].label == option.label), None)
        if code not in was and old is not None:
            gone.remove(old)
            found[code] = old
    return found


def compare_parts(
    former: Sequence[Row | CascadeLevel],
    parts: Sequence[Row | CascadeLevel],
    place: str,
    question: Question,
) -> Iterator[Difference]:
    """Rows and levels by name: each is a column of its own; those of a split share one total."""
    was, now = {one.name: one for one in former}, {one.name: one for one in parts}
    word = "level" if question.kind == "cascade" else "row"
    is_share = isinstance(question, Split)
    consequence = Consequence.HARMONISABLE if is_share else Consequence.SAME
    labels = Labels(_labels(was), _labels(now))
    for name, part in now.items():
        at = f"{place}/{word}:{name}"
        before = was.get(name)
        if before is None:
            why = SHARED_OUT if is_share else NOT_ASKED_BEFORE
            yield Difference(Sort.ADDED, at, NOTHING, part.label, consequence, why, question.name)
            continue
        if before.label != part.label:
            found, why = labels.consequence(name)
            yield Difference(Sort.TEXT, at, before.label, part.label, found, why, question.name)
        yield from attributes(before, part, _PART, at, question.name)
    for name, before in was.items():
        if name not in now:
            why, at = SHARED_OUT if is_share else NO_LONGER_ASKED, f"{place}/{word}:{name}"
            yield Difference(Sort.REMOVED, at, before.label, NOTHING, consequence, why, question.name)
    yield from reordered(list(was), list(now), f"{place}/{word}s", question.name)


def _labels(parts: Mapping[str, Option | Row | CascadeLevel]) -> dict[str, Text]:
    return {key: part.label for key, part in parts.items()}


def coded(code: str, label: Text) -> Text:
    """A code with its label."""
    return Text({language: f"{code} {words}" for language, words in label.items()}) if label else plain(code)
