"""Comparing two versions: pages, questions, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from questionnaires.differences.difference import Consequence, Difference, Sort
from questionnaires.differences.questions import compare_questions, is_same_question
from questionnaires.library.origins import identity
from questionnaires.model import Page, Question, Questionnaire
from questionnaires.text import Text

NOTHING = Text()
NOT_ASKED_BEFORE = Text(zh="此前的答卷没有这道题的答案", en="Earlier responses have no answer to it")
NO_LONGER_ASKED = Text(zh="此后的答卷没有这道题的答案", en="Later responses have no answer to it")
ORDER = Text(
    zh="题目次序可能影响回答，数值仍可合并",
    en="Order may sway answers; the values can still be joined",
)
BASE = Text(zh="回答的人群变了，合并时要写明基数", en="Other people are asked; state the base when joining")


def differences(before: Questionnaire, after: Questionnaire) -> tuple[Difference, ...]:
    """Every difference, in the order of the later version; what was removed comes last.

    A question is the same one where its name is; a question that is gone and one that is new
    are taken for one renamed where they have the same origin, or kind and wording agree.
    """
    renamed = _renamed(before, after)
    found = [*_around(before, after), *_pages(before, after)]
    place = {question.name: index for index, question in enumerate(before.questions)}
    stayed = [renamed.get(question.name, question.name) for question in after.questions]
    settled = _longest_rising([place[name] for name in stayed if name in place])
    for question, name in zip(after.questions, stayed, strict=True):
        former = before.question_by_name.get(name)
        if former is None:
            found.append(_added(question))
            continue
        if name != question.name:
            found.append(_named_anew(former, question))
        if place[name] not in settled:
            found.append(_moved(before, after, former, question))
        found += compare_questions(former, question, before, after)
    kept = set(stayed)
    found += [_removed(question) for question in before.questions if question.name not in kept]
    return tuple(found)


def _renamed(before: Questionnaire, after: Questionnaire) -> dict[str, str]:
    """Questions that only have another name: the new by the old."""
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
    for name in ("title", "introduction", "thanks"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Difference(Sort.TEXT, f"questionnaire/{name}", was, now, Consequence.SAME)
    for name in ("languages", "complete_when"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Difference(Sort.SETTING, f"questionnaire/{name}", _list(was), _list(now), Consequence.SAME)
    reviews = {one.code: one for one in before.reviews}
    for review in after.reviews:
        former = reviews.pop(review.code, None)
        if former is None or former.when != review.when:
            was = NOTHING if former is None else _plain(former.when)
            yield Difference(Sort.RULE, f"review:{review.code}", was, _plain(review.when), Consequence.SAME)
    for review in reviews.values():
        yield Difference(Sort.REMOVED, f"review:{review.code}", review.label, NOTHING, Consequence.SAME)


def _pages(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    for page in after.pages:
        place, former = f"page:{page.name}", before.page_by_name.get(page.name)
        if former is None:
            yield Difference(Sort.ADDED, place, NOTHING, _page_name(page), Consequence.SAME)
            continue
        for name in ("title", "intro"):
            if getattr(former, name) != getattr(page, name):
                was, now = getattr(former, name), getattr(page, name)
                yield Difference(Sort.TEXT, f"{place}/{name}", was, now, Consequence.SAME)
        yield from _page_rules(former, page, place)
    for page in before.pages:
        if page.name not in after.page_by_name:
            yield Difference(Sort.REMOVED, f"page:{page.name}", _page_name(page), NOTHING, Consequence.SAME)


def _page_rules(former: Page, page: Page, place: str) -> Iterator[Difference]:
    if former.show != page.show:
        was, now = _plain(former.show), _plain(page.show)
        yield Difference(Sort.RULE, f"{place}/show", was, now, Consequence.HARMONISABLE, BASE)
    rules = {one.reason: one.when for one in former.endings}
    for reason in dict.fromkeys([*rules, *(one.reason for one in page.endings)]):
        now_rule = next((one.when for one in page.endings if one.reason == reason), None)
        if rules.get(reason) != now_rule:
            yield Difference(
                Sort.RULE,
                f"{place}/ending:{reason}",
                _plain(rules.get(reason)),
                _plain(now_rule),
                Consequence.HARMONISABLE,
                BASE,
            )


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
        _plain(former.name),
        _plain(question.name),
        Consequence.HARMONISABLE,
        why,
        question.name,
    )


def _moved(before: Questionnaire, after: Questionnaire, former: Question, question: Question) -> Difference:
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


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The largest set of places that stand in rising order: those questions did not move."""
    longest: list[list[int]] = []  # of those that end at each place, in the order of the places
    for place in places:
        found: list[int] = []
        for one in longest:
            if one[-1] < place and len(one) > len(found):
                found = one
        longest.append([*found, place])
    best: list[int] = max(longest, key=len, default=[])
    return set(best)


def _page_name(page: Page) -> Text:
    return page.title or _plain(page.name)


def _plain(said: Any) -> Text:
    """A rule or a name, the same in every language; empty for None."""
    return Text(zh=said, en=said) if said else NOTHING


def _list(names: Sequence[str]) -> Text:
    return _plain(", ".join(names))
