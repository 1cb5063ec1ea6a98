"""Pages and questions that can never be reached, and conditions that go round in circles."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.catalogue import found
from questionnaires.checks.circles import check_circles
from questionnaires.checks.possible import always, never
from questionnaires.checks.rules import parsed, read
from questionnaires.checks.scope import Scope
from questionnaires.findings import Finding
from questionnaires.model import Calculated


def check_paths(scope: Scope) -> Iterator[Finding]:
    """Judge the way through the questionnaire."""
    yield from _pages(scope)
    yield from _questions(scope)
    yield from check_circles(scope)


def _pages(scope: Scope) -> Iterator[Finding]:
    ended = False
    for page in scope.questionnaire.pages:
        place = f"page:{page.name}"
        shown = read(page.show) if page.show is not None else None
        if ended or (shown is not None and never(shown, scope)):
            yield found("page_unreachable", place)
        if page.questions and all(isinstance(question, Calculated) for question in page.questions):
            yield found("page_silent", place)
        for ending in page.endings:
            when = read(ending.when)
            if when is not None and page.show is None and always(when, scope):
                ended = True
    for last in scope.questionnaire.pages[-1:]:
        for ending in last.endings:
            yield found("ending_idle", f"page:{last.name}/ending:{ending.reason}")


def _questions(scope: Scope) -> Iterator[Finding]:
    for asked in scope.asked:
        page, question = asked.page.show, asked.question.show
        if page is None or question is None or read(page) is None or read(question) is None:
            continue
        both = parsed(f"({page}) and ({question})")
        if never(both, scope) and not never(parsed(page), scope) and not never(parsed(question), scope):
            yield found("question_unreachable", asked.place)
