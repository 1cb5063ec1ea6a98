"""Comparing one question in two versions, and judging what becomes of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaires.differences.difference import Consequence, Difference, Sort
from questionnaires.differences.parts import compare_options, compare_parts
from questionnaires.differences.reasons import (
    HOW_MANY,
    OTHER_FORM,
    OTHER_KIND,
    OTHER_PEOPLE,
    OTHER_SCALE,
    OTHER_TOTAL,
    OTHER_UNIT,
    OTHER_VALUE,
    READ_BOTH,
)
from questionnaires.differences.telling import OTHER, RULE, TEXT, Meaning, attributes, plain, reordered
from questionnaires.differences.wording import wording
from questionnaires.editing.blank import KIND_WORDS
from questionnaires.kinds import Lists
from questionnaires.model import Cascade, Check, Matrix, Question, Questionnaire, Split

_FORM: Meaning = (Sort.SETTING, Consequence.HARMONISABLE, READ_BOTH)
_TEXTS: Mapping[str, Meaning] = {
    "hint": TEXT,
    "why": TEXT,
    "statement": TEXT,
    "low_label": (Sort.TEXT, Consequence.HARMONISABLE, READ_BOTH),
    "high_label": (Sort.TEXT, Consequence.HARMONISABLE, READ_BOTH),
    "unit": (Sort.TEXT, Consequence.BROKEN, OTHER_UNIT),
}
_RULES: Mapping[str, Meaning] = {
    "show": (Sort.RULE, Consequence.HARMONISABLE, OTHER_PEOPLE),
    "value": (Sort.RULE, Consequence.HARMONISABLE, OTHER_VALUE),
}
# What changes the form or the range of answers, and what does not.
_OTHERS: Mapping[str, Meaning] = {
    **dict.fromkeys(("precision", "list", "agree"), _FORM),
    "total": (Sort.SETTING, Consequence.BROKEN, OTHER_TOTAL),
    "type": (Sort.SETTING, Consequence.BROKEN, OTHER_FORM),
    **dict.fromkeys(
        (
            "required", "offers", "role", "privacy", "number", "shuffle", "appearance", "least", "most",
            "decimals", "step", "usual_least", "usual_most", "earliest", "latest", "long", "limit", "pattern",
            "warn_numbers", "scale", "write_in", "only", "origin",
        ),
        OTHER,
    ),
}  # fmt: skip
# What bounds mean for some kinds: the ends of a scale, how many may be chosen.
_BOUNDS: Mapping[str, Mapping[str, Meaning]] = {
    "scale": dict.fromkeys(("least", "most"), (Sort.SETTING, Consequence.BROKEN, OTHER_SCALE)),
    **dict.fromkeys(
        ("multiple", "ranking"),
        dict.fromkeys(("least", "most"), (Sort.SETTING, Consequence.HARMONISABLE, HOW_MANY)),
    ),
}
_CHECK: Mapping[str, Meaning] = {"require": RULE, "level": OTHER, "message": TEXT}


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
    place, name = f"question:{question.name}", question.name
    if former.kind != question.kind:
        kinds = KIND_WORDS[former.kind], KIND_WORDS[question.kind]
        yield Difference(Sort.KIND, place, *kinds, Consequence.BROKEN, OTHER_KIND, name)
        return
    if former.label != question.label:
        found = wording(former.label, question.label)
        yield Difference(Sort.TEXT, place, former.label, question.label, *found, name)
    yield from attributes(former, question, _TEXTS, place, name)
    options = Lists.of(before).options(former), Lists.of(after).options(question)
    yield from compare_options(*options, place, name)
    if isinstance(former, Matrix | Split) and isinstance(question, Matrix | Split):
        yield from compare_parts(former.rows, question.rows, place, question)
    if isinstance(former, Cascade) and isinstance(question, Cascade):
        yield from compare_parts(former.levels, question.levels, place, question)
    yield from attributes(former, question, _RULES, place, name)
    yield from _checks(former.checks, question.checks, place, name)
    yield from attributes(former, question, {**_OTHERS, **_BOUNDS.get(question.kind, {})}, place, name)


def _checks(
    former: tuple[Check, ...], checks: tuple[Check, ...], place: str, question: str
) -> Iterator[Difference]:
    was, now = {one.code: one for one in former}, {one.code: one for one in checks}
    for code in dict.fromkeys([*was, *now]):
        at, one, other = f"{place}/check:{code}", was.get(code), now.get(code)
        if one is not None and other is not None:
            yield from attributes(one, other, _CHECK, at, question)
            continue
        rules = plain(one.require if one else None), plain(other.require if other else None)
        sort, consequence, why = RULE
        yield Difference(sort, at, *rules, consequence, why, question)
    yield from reordered(list(was), list(now), f"{place}/checks", question)
