"""Pages and questions that can never be reached, and conditions that go round in circles."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.catalogue import found
from questionnaires.checks.possible import always, never
from questionnaires.checks.rules import parsed, read, uses
from questionnaires.checks.scope import Scope
from questionnaires.expressions import references
from questionnaires.findings import Finding
from questionnaires.model import Calculated


def check_paths(scope: Scope) -> Iterator[Finding]:
    """Judge the way through the questionnaire."""
    yield from _pages(scope)
    yield from _questions(scope)
    yield from _circles(scope)


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


def _circles(scope: Scope) -> Iterator[Finding]:
    needs = _needs(scope)
    reported: set[frozenset[str]] = set()
    for start in needs:
        circle = _circle(start, needs)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            yield found("circular", f"question:{start}", names=" → ".join([*circle, start]))


def _needs(scope: Scope) -> dict[str, set[str]]:
    """For each question those that its conditions refer to, also through its page."""
    needs: dict[str, set[str]] = {}
    by_place: dict[str, set[str]] = {}
    for use in uses(scope):
        if not use.place.endswith(("/show", "/value")):
            continue
        expression = read(use.rule)
        names = references(expression) if expression else ()
        owners = {scope.owner[name].question.name for name in names if name in scope.owner}
        by_place.setdefault(use.place.split("/")[0], set()).update(owners)
    for asked in scope.asked:
        own = by_place.get(asked.place, set()) | by_place.get(f"page:{asked.page.name}", set())
        needs.setdefault(asked.question.name, set()).update(own)
    return needs


def _circle(start: str, needs: dict[str, set[str]]) -> list[str]:
    """A shortest way from a question back to itself; empty where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in sorted(needs.get(way[-1], ())):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
