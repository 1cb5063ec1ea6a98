"""Comparing one question in two versions, and judging what becomes of its answers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from questionnaires.differences.difference import Consequence, Difference, Sort
from questionnaires.kinds import Lists
from questionnaires.model import Cascade, Matrix, Number, Question, Questionnaire, Split
from questionnaires.text import Text

NOTHING = Text()
# Below this likeness of two wordings (Ratcliff and Obershelp, 1988) a label is taken for another thing.
ALIKE = 0.6
SAME = Text(zh="意思没有变", en="The meaning is the same")
READ_BOTH = Text(zh="请读两种说法，判断问的是不是同一件事", en="Read both: do they ask the same thing?")
OTHER_KIND = Text(zh="题型变了，答案的形式不同", en="Another kind of question, another form of answer")
OTHER_UNIT = Text(zh="单位变了，数值要换算", en="Another unit; values must be converted")
OTHER_MEANING = Text(
    zh="同一个代码现在指另一件事，旧答案会被读错",
    en="The same code now means something else; earlier answers would be misread",
)
NEW_OPTION = Text(
    zh="此前没有这个选项，选别的人里可能有本会选它的",
    en="It was not offered before; some would have chosen it",
)
LOST_OPTION = Text(zh="此前选它的答案要说明归到哪里", en="Say where earlier answers with it belong")
OTHER_PEOPLE = Text(
    zh="回答的人群变了，合并时要写明基数", en="Other people are asked; state the base when joining"
)
OTHER_VALUE = Text(
    zh="算法变了，旧答卷要重新计算", en="Another formula; earlier responses must be worked out anew"
)

# Texts beside the question itself; they seldom change what is asked.
BESIDE = ("hint", "why", "statement", "low_label", "high_label")
# What is neither text, option nor rule.
OTHERS = (
    "required", "offers", "role", "privacy", "number", "shuffle", "appearance", "least", "most", "decimals", "step",
    "usual_least", "usual_most", "precision", "earliest", "latest", "long", "limit", "pattern", "total", "scale",
    "list", "write_in",
)  # fmt: skip
# Of those, the ones that change the form or the range of answers.
FORM = {"precision", "total", "list"}


def is_same_question(one: Question, other: Question) -> bool:
    """Whether two questions of different names ask the same: same kind and wording, same options."""
    return (
        one.kind == other.kind
        and bool(one.label)
        and one.label == other.label
        and getattr(one, "options", ()) == getattr(other, "options", ())
    )


def compare_questions(
    former: Question, question: Question, before: Questionnaire, after: Questionnaire
) -> Iterator[Difference]:
    """Every difference between a question and what it was."""
    place = f"question:{question.name}"
    if former.kind != question.kind:
        was, now = _plain(former.kind), _plain(question.kind)
        yield Difference(Sort.KIND, place, was, now, Consequence.BROKEN, OTHER_KIND, question.name)
        return
    yield from _texts(former, question, place)
    yield from _options(Lists.of(before).options(former), Lists.of(after).options(question), question, place)
    if isinstance(former, Matrix | Split) and isinstance(question, Matrix | Split):
        yield from _parts(former.rows, question.rows, question, place)
    if isinstance(former, Cascade) and isinstance(question, Cascade):
        yield from _parts(former.levels, question.levels, question, place)
    yield from _rules(former, question, place)
    yield from _others(former, question, place)


def _texts(former: Question, question: Question, place: str) -> Iterator[Difference]:
    if former.label != question.label:
        consequence, why = _wording(former.label, question.label)
        yield Difference(Sort.TEXT, place, former.label, question.label, consequence, why, question.name)
    for name in BESIDE:
        was, now = getattr(former, name, NOTHING), getattr(question, name, NOTHING)
        if was != now:
            consequence = Consequence.HARMONISABLE if name.endswith("_label") else Consequence.SAME
            why = READ_BOTH if name.endswith("_label") else SAME
            yield Difference(Sort.TEXT, f"{place}/{name}", was, now, consequence, why, question.name)
    if (
        isinstance(former, Number | Split)
        and isinstance(question, Number | Split)
        and former.unit != question.unit
    ):
        yield Difference(
            Sort.TEXT,
            f"{place}/unit",
            former.unit,
            question.unit,
            Consequence.BROKEN,
            OTHER_UNIT,
            question.name,
        )


def _options(
    former: tuple[Any, ...], options: tuple[Any, ...], question: Question, place: str
) -> Iterator[Difference]:
    """Options by code; one that is gone and one that is new under the same wording were recoded."""
    was = {one.code: one.label for one in former}
    now = {one.code: one.label for one in options}
    recoded = {
        code: old
        for code, label in now.items()
        if code not in was
        for old, earlier in was.items()
        if old not in now and earlier == label
    }
    for code, label in now.items():
        at = f"{place}/option:{code}"
        if code in recoded:
            why = Text(
                zh=f"合并时把 {recoded[code]} 对应到 {code}",
                en=f"Match {recoded[code]} with {code} when joining",
            )
            yield Difference(
                Sort.CODE,
                at,
                _coded(recoded[code], label),
                _coded(code, label),
                Consequence.HARMONISABLE,
                why,
                question.name,
            )
        elif code not in was:
            now_said = _coded(code, label)
            yield Difference(
                Sort.CODE, at, NOTHING, now_said, Consequence.HARMONISABLE, NEW_OPTION, question.name
            )
        elif was[code] != label:
            consequence, why = _meaning(was[code], label)
            yield Difference(
                Sort.TEXT, at, _coded(code, was[code]), _coded(code, label), consequence, why, question.name
            )
    for code, label in was.items():
        if code not in now and code not in recoded.values():
            at, said = f"{place}/option:{code}", _coded(code, label)
            yield Difference(
                Sort.CODE, at, said, NOTHING, Consequence.HARMONISABLE, LOST_OPTION, question.name
            )


def _parts(
    former: tuple[Any, ...], parts: tuple[Any, ...], question: Question, place: str
) -> Iterator[Difference]:
    """Rows and levels by name: each is a column of its own."""
    was: Mapping[str, Text] = {one.name: one.label for one in former}
    now: Mapping[str, Text] = {one.name: one.label for one in parts}
    for name, label in now.items():
        at = f"{place}/row:{name}"
        if name not in was:
            yield Difference(Sort.ADDED, at, NOTHING, label, Consequence.SAME, SAME, question.name)
        elif was[name] != label:
            consequence, why = _meaning(was[name], label)
            yield Difference(Sort.TEXT, at, was[name], label, consequence, why, question.name)
    for name, label in was.items():
        if name not in now:
            at = f"{place}/row:{name}"
            yield Difference(Sort.REMOVED, at, label, NOTHING, Consequence.SAME, SAME, question.name)


def _rules(former: Question, question: Question, place: str) -> Iterator[Difference]:
    if former.show != question.show:
        was, now = _plain(former.show), _plain(question.show)
        yield Difference(
            Sort.RULE, f"{place}/show", was, now, Consequence.HARMONISABLE, OTHER_PEOPLE, question.name
        )
    value, formula = getattr(former, "value", None), getattr(question, "value", None)
    if value != formula:
        yield Difference(
            Sort.RULE,
            f"{place}/value",
            _plain(value),
            _plain(formula),
            Consequence.HARMONISABLE,
            OTHER_VALUE,
            question.name,
        )
    checks = {one.code: one.require for one in former.checks}
    now_checks = {one.code: one.require for one in question.checks}
    for code in dict.fromkeys([*checks, *now_checks]):
        if checks.get(code) != now_checks.get(code):
            was, now = _plain(checks.get(code)), _plain(now_checks.get(code))
            yield Difference(
                Sort.RULE, f"{place}/check:{code}", was, now, Consequence.SAME, SAME, question.name
            )


def _others(former: Question, question: Question, place: str) -> Iterator[Difference]:
    for name in OTHERS:
        was, now = getattr(former, name, None), getattr(question, name, None)
        if was == now:
            continue
        consequence, why = (Consequence.HARMONISABLE, READ_BOTH) if name in FORM else (Consequence.SAME, SAME)
        yield Difference(
            Sort.SETTING, f"{place}/{name}", _value(was), _value(now), consequence, why, question.name
        )


def _wording(was: Text, now: Text) -> tuple[Consequence, Text]:
    """What another wording of a question means: punctuation and new translations change nothing."""
    if all(_bare(was[language]) == _bare(now[language]) for language in was if language in now):
        return Consequence.SAME, SAME
    return Consequence.HARMONISABLE, READ_BOTH


def _meaning(was: Text, now: Text) -> tuple[Consequence, Text]:
    """What another label under the same code means: one quite unlike is another thing."""
    consequence, why = _wording(was, now)
    if consequence is Consequence.SAME:
        return consequence, why
    shared = [language for language in was if language in now]
    likeness = max(
        (difflib.SequenceMatcher(None, _bare(was[one]), _bare(now[one])).ratio() for one in shared),
        default=0.0,
    )
    return (consequence, why) if likeness >= ALIKE else (Consequence.BROKEN, OTHER_MEANING)


def _bare(said: str) -> str:
    """A wording without spaces and punctuation."""
    return re.sub(r"[\W_]+", "", said).casefold()


def _coded(code: str, label: Text) -> Text:
    return Text({language: f"{code} {said}" for language, said in label.items()}) if label else _plain(code)


def _plain(said: str | None) -> Text:
    return Text(zh=said, en=said) if said else NOTHING


def _value(value: Any) -> Text:
    """A setting as people read it."""
    if value is None or value == ():
        return NOTHING
    if isinstance(value, bool):
        return Text(zh="是" if value else "否", en="yes" if value else "no")
    if isinstance(value, tuple):
        return _plain(", ".join(map(str, value)))
    return _plain(str(value))
