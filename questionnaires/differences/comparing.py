"""Comparing two versions: what stands around the pages, the pages, and the questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from questionnaires.differences.difference import Consequence, Difference, Sort
from questionnaires.differences.lists import compare_lists
from questionnaires.differences.questions import compare_questions, is_same_question
from questionnaires.differences.reasons import (
    NO_LONGER_ASKED,
    NOT_ASKED_BEFORE,
    ORDER,
    OTHER_OUTCOME,
    OTHER_PEOPLE,
)
from questionnaires.differences.telling import (
    NOTHING,
    OTHER,
    RULE,
    TEXT,
    Meaning,
    attributes,
    plain,
    reordered,
    settled,
)
from questionnaires.library.origins import identity
from questionnaires.model import Page, Question, Questionnaire
from questionnaires.text import Text

_BASE: Meaning = (Sort.RULE, Consequence.HARMONISABLE, OTHER_PEOPLE)
_WHOLE: Mapping[str, Meaning] = {
    "name": OTHER,
    "title": TEXT,
    "introduction": TEXT,
    "thanks": TEXT,
    "languages": OTHER,
    "complete_when": OTHER,
}
_SETTING: Mapping[str, Meaning] = {"label": TEXT, "default": OTHER}
_REVIEW: Mapping[str, Meaning] = {"when": RULE, "label": TEXT}
_PAGE: Mapping[str, Meaning] = {"title": TEXT, "intro": TEXT, "show": _BASE, "only": OTHER}
_ENDING: Mapping[str, Meaning] = {
    "when": _BASE,
    "outcome": (Sort.SETTING, Consequence.HARMONISABLE, OTHER_OUTCOME),
    "message": TEXT,
    "ask": OTHER,
}


def differences(before: Questionnaire, after: Questionnaire) -> tuple[Difference, ...]:
    """Every difference, in the order of the later version; what was removed comes last.

    Nothing that makes a new version is passed over: where two questionnaires have another
    hash, something is told. A question is the same one where its name is; a question that is
    gone and one that is new are taken for one renamed where they have the same origin, or kind
    and wording agree.
    """
    renamed = renamed_questions(before, after)
    found = [*_around(before, after), *_pages(before, after)]
    stayed = [renamed.get(question.name, question.name) for question in after.questions]
    moved = _moved(before, after, stayed)
    for question, name in zip(after.questions, stayed, strict=True):
        former = before.question_by_name.get(name)
        if former is None:
            found.append(_added(question))
            continue
        if name != question.name:
            found.append(_named_anew(former, question))
        if name in moved:
            found.append(_elsewhere(before, after, former, question))
        found += compare_questions(former, question, before, after)
    kept = set(stayed)
    found += [_removed(question) for question in before.questions if question.name not in kept]
    return tuple(found)


def renamed_questions(before: Questionnaire, after: Questionnaire) -> dict[str, str]:
    """Questions that only have another name: the former name by the new one."""
    gone = [one for one in before.questions if one.name not in after.question_by_name]
    found: dict[str, str] = {}
    for question in after.questions:
        if question.name in before.question_by_name:
            continue
        former = next((one for one in gone if _is_origin(before, one, after, question)), None)
        former = former or next((one for one in gone if is_same_question(one, question)), None)
        if former is not None:
            gone.remove(former)
            found[question.name] = former.name
    return found


def _is_origin(before: Questionnaire, one: Question, after: Questionnaire, other: Question) -> bool:
    """Whether two questions are the same one by what they remember of where they came from."""
    is_remembered = one.origin is not None or other.origin is not None
    return is_remembered and one.kind == other.kind and identity(before, one) == identity(after, other)


def _around(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    yield from attributes(before, after, _WHOLE, "questionnaire")
    settings = {one.name: one for one in before.settings}, {one.name: one for one in after.settings}
    yield from _named(*settings, "setting", "label", _SETTING)
    reviews = {one.code: one for one in before.reviews}, {one.code: one for one in after.reviews}
    yield from _named(*reviews, "review", "when", _REVIEW)
    yield from compare_lists(before, after)


def _named(
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    word: str,
    first: str,
    meanings: Mapping[str, Meaning],
    place: str = "",
) -> Iterator[Difference]:
    """Parts by name; ``first`` is the attribute by which one that is new or gone is told."""
    for name in dict.fromkeys([*was, *now]):
        at = f"{place}{word}:{name}"
        if name in was and name in now:
            yield from attributes(was[name], now[name], meanings, at)
        else:
            one = {first: meanings[first]}
            yield from (
                Difference(each.sort, at, each.was, each.now, each.consequence, each.why)
                for each in attributes(was.get(name), now.get(name), one, at)
            )
    yield from reordered(list(was), list(now), f"{place or 'questionnaire/'}{word}s")


def _pages(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    for page in after.pages:
        place, former = f"page:{page.name}", before.page_by_name.get(page.name)
        if former is None:
            yield Difference(Sort.ADDED, place, NOTHING, _page_name(page), Consequence.SAME)
            continue
        yield from attributes(former, page, _PAGE, place)
        endings = {one.reason: one for one in former.endings}, {one.reason: one for one in page.endings}
        yield from _named(*endings, "ending", "when", _ENDING, f"{place}/")
    for page in before.pages:
        if page.name not in after.page_by_name:
            yield Difference(Sort.REMOVED, f"page:{page.name}", _page_name(page), NOTHING, Consequence.SAME)
    yield from reordered(list(before.page_by_name), list(after.page_by_name), "questionnaire/pages")


def _added(question: Question) -> Difference:
    place = f"question:{question.name}"
    return Difference(
        Sort.ADDED, place, NOTHING, question.label, Consequence.SAME, NOT_ASKED_BEFORE, question.name
    )


def _removed(question: Question) -> Difference:
    place = f"question:{question.name}"
    return Difference(
        Sort.REMOVED, place, question.label, NOTHING, Consequence.SAME, NO_LONGER_ASKED, question.name
    )


def _named_anew(former: Question, question: Question) -> Difference:
    why = Text(
        zh=f"合并时把 {former.name} 对应到 {question.name}",
        en=f"Match {former.name} with {question.name} when joining",
    )
    return Difference(
        Sort.RENAMED,
        f"question:{question.name}",
        plain(former.name),
        plain(question.name),
        Consequence.HARMONISABLE,
        why,
        question.name,
    )


def _moved(before: Questionnaire, after: Questionnaire, stayed: Sequence[str]) -> set[str]:
    """The questions, by their former names, that came to another page or another place on theirs.

    One whose page only has another name, or was moved as a whole, did not move itself.
    """
    was, now = _page_of(before), _page_of(after)
    place = {question.name: index for index, question in enumerate(before.questions)}
    moved: set[str] = set()
    together: dict[tuple[str, str], list[int]] = {}
    for question, name in zip(after.questions, stayed, strict=True):
        if name not in place:
            continue
        pages = was[name], now[question.name]
        is_renamed = pages[0] not in after.page_by_name and pages[1] not in before.page_by_name
        if pages[0] == pages[1] or is_renamed:
            together.setdefault(pages, []).append(place[name])
        else:
            moved.add(name)
    names = {index: name for name, index in place.items()}
    for places in together.values():
        moved.update(names[one] for one in set(places) - settled(places))
    return moved


def _page_of(questionnaire: Questionnaire) -> dict[str, str]:
    found: dict[str, str] = {}
    for page in questionnaire.pages:
        for question in page.questions:
            found.setdefault(question.name, page.name)
    return found


def _elsewhere(
    before: Questionnaire, after: Questionnaire, former: Question, question: Question
) -> Difference:
    return Difference(
        Sort.MOVED,
        f"question:{question.name}",
        _where(before, former),
        _where(after, question),
        Consequence.SAME,
        ORDER,
        question.name,
    )


def _where(questionnaire: Questionnaire, question: Question) -> Text:
    """The page and the place on it, counted from 1."""
    for page in questionnaire.pages:
        for number, one in enumerate(page.questions, start=1):
            if one is question:
                return Text(zh=f"{page.name} 页第 {number} 题", en=f"page {page.name}, question {number}")
    return NOTHING


def _page_name(page: Page) -> Text:
    return page.title or plain(page.name)
