"""What simulated respondents are sent out to reach, and the rules that stand before each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.interview.plan import Item, PagePlan, Plan
from questionnaires.kinds.answer import number_words
from questionnaires.model import Level, Matrix, Number, Questionnaire, Split
from questionnaires.text import Text
from questionnaires.trial.solving import Wish


class Sort(StrEnum):
    """What there is to reach."""

    PAGE = "page"
    QUESTION = "question"
    OPTION = "option"
    ROW = "row"
    HIDDEN = "hidden"
    CHECK_FAILS = "check_fails"
    CHECK_HOLDS = "check_holds"
    ENDING = "ending"
    NO_ENDING = "no_ending"
    REVIEW = "review"
    NO_REVIEW = "no_review"


SORTS: dict[Sort, Text] = {
    Sort.PAGE: Text(zh="页面出现", en="Page shown"),
    Sort.QUESTION: Text(zh="题目出现", en="Question shown"),
    Sort.OPTION: Text(zh="选项出现", en="Option shown"),
    Sort.ROW: Text(zh="行出现", en="Row shown"),
    Sort.HIDDEN: Text(zh="按条件不出现", en="Hidden by its rule"),
    Sort.CHECK_FAILS: Text(zh="校验不通过", en="Check not met"),
    Sort.CHECK_HOLDS: Text(zh="校验通过", en="Check met"),
    Sort.ENDING: Text(zh="提前结束", en="Ended early"),
    Sort.NO_ENDING: Text(zh="没有提前结束", en="Not ended early"),
    Sort.REVIEW: Text(zh="提示复核", en="Proposed for review"),
    Sort.NO_REVIEW: Text(zh="不提示复核", en="Not proposed for review"),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to reach: its sort, its place as in findings, and what it is called.

    ``wishes`` must be granted for it, the rules further out first; ``question`` is the one that
    must be answered for a check, and ``unusual`` an answer that is outside the usual bounds.
    """

    sort: Sort
    place: str
    label: Text
    wishes: tuple[Wish, ...]
    question: str = ""
    unusual: float | None = None

    @property
    def key(self) -> tuple[Sort, str]:
        """What it is known by."""
        return self.sort, self.place


def goals_of(questionnaire: Questionnaire, plan: Plan) -> tuple[Goal, ...]:
    """Everything there is to reach, in the order of the questionnaire."""
    found: list[Goal] = []
    passed: tuple[Wish, ...] = ()
    for page, planned in zip(questionnaire.pages, plan.pages, strict=True):
        here = passed + _shown(planned.show, f"page:{page.name}")
        found += _of_page(planned, page.title or _plain(page.name), passed, here)
        for item in planned.items:
            found += _of_question(item, here)
        endings = _endings(planned)
        for wish, goal_label in zip(endings, (ending.message for ending in page.endings), strict=True):
            before = (*here, *(_not(one) for one in endings[: endings.index(wish)]))
            found.append(Goal(Sort.ENDING, wish.place, goal_label, (*before, wish)))
            found.append(Goal(Sort.NO_ENDING, wish.place, goal_label, (*before, _not(wish))))
        passed += tuple(_not(wish) for wish in endings)
    for review in questionnaire.reviews:
        wish = Wish(review.when, True, f"review:{review.code}")
        found.append(Goal(Sort.REVIEW, wish.place, review.label, (*passed, wish)))
        found.append(Goal(Sort.NO_REVIEW, wish.place, review.label, (*passed, _not(wish))))
    return tuple(found)


def _of_page(page: PagePlan, label: Text, passed: tuple[Wish, ...], here: tuple[Wish, ...]) -> Iterator[Goal]:
    place = f"page:{page.name}"
    yield Goal(Sort.PAGE, place, label, here)
    if page.show:
        yield Goal(Sort.HIDDEN, place, label, (*passed, Wish(page.show, False, f"{place}/show")))


def _of_question(item: Item, page: tuple[Wish, ...]) -> Iterator[Goal]:
    question = item.question
    place = f"question:{question.name}"
    here = page + _shown(question.show, place)
    yield Goal(Sort.QUESTION, place, question.label, here)
    if question.show:
        hidden = Wish(question.show, False, f"{place}/show")
        yield Goal(Sort.HIDDEN, place, question.label, (*page, hidden))
    for option in item.whole.options:
        yield from _of_part(Sort.OPTION, f"{place}/option:{option.code}", option.label, option.show, here)
    for row in question.rows if isinstance(question, Matrix | Split) else ():
        yield from _of_part(Sort.ROW, f"{place}/row:{row.name}", row.label, row.show, here)
    for check in question.checks:
        at = f"{place}/check:{check.code}"
        for sort, wanted in ((Sort.CHECK_FAILS, False), (Sort.CHECK_HOLDS, True)):
            wish = Wish(check.require, wanted, at, question.name)
            yield Goal(sort, at, check.message, (*here, wish), question.name)
    if isinstance(question, Number):
        yield from _unusual(question, here)


def _of_part(sort: Sort, place: str, label: Text, show: str | None, here: tuple[Wish, ...]) -> Iterator[Goal]:
    yield Goal(sort, place, label, here + _shown(show, place))
    if show:
        yield Goal(Sort.HIDDEN, place, label, (*here, Wish(show, False, f"{place}/show")))


def _unusual(question: Number, here: tuple[Wish, ...]) -> Iterator[Goal]:
    """An answer outside the usual bounds, where the bounds proper leave room for one."""
    step = question.step or 10.0**-question.decimals
    least, most = question.usual_least, question.usual_most
    place = f"question:{question.name}/unusual"
    beyond: list[float] = []
    if most is not None and (question.most is None or most + step <= question.most):
        beyond.append(most + step)
    if least is not None and (question.least is None or least - step >= question.least):
        beyond.append(least - step)
    if beyond:
        said = number_words(beyond[0])
        label = Text(zh=f"超出常见范围，如 {said}", en=f"Outside the usual range, such as {said}")
        yield Goal(Sort.CHECK_FAILS, place, label, here, question.name, beyond[0])


def _endings(page: PagePlan) -> tuple[Wish, ...]:
    return tuple(
        Wish(ending.when, True, f"page:{page.name}/ending:{ending.reason}") for ending in page.endings
    )


def _shown(rule: str | None, place: str) -> tuple[Wish, ...]:
    return (Wish(rule, True, f"{place}/show"),) if rule else ()


def _not(wish: Wish) -> Wish:
    return Wish(wish.rule, not wish.wanted, wish.place, wish.itself)


def hard_checks(item: Item) -> Iterator[Wish]:
    """The question's own checks that stop."""
    for check in item.question.checks:
        if check.level is Level.HARD:
            place = f"question:{item.question.name}/check:{check.code}"
            yield Wish(check.require, True, place, item.question.name)


def _plain(name: str) -> Text:
    return Text(zh=name, en=name)
