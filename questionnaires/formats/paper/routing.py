"""Where to go on after an answer, as far as paper can say it: arrows behind options.

An arrow is drawn where an answer by itself keeps the questions that follow from being
asked. A rule that the arrows say in full needs no words over its question; every other rule is
put into words there (:mod:`.conditions`). Nothing is guessed: what an answer does not decide
by itself counts as open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from questionnaires.checks.rules import read
from questionnaires.checks.scope import Asked, Scope
from questionnaires.expressions import Context, Expression, Value, evaluate, references, truth
from questionnaires.expressions.tree import Call, Itself, Logic, Name, Node, walk
from questionnaires.kinds import answer_fields
from questionnaires.model import Calculated, Consent, Multiple, Note, Page, Question, Single

_CONTEXT = Context(datetime(2000, 1, 1))  # noqa: DTZ001 (nothing that depends on the day is decided)
_OF_TODAY = frozenset({"today", "now"})
END = math.inf


@dataclass(frozen=True)
class Routes:
    """``jumps`` gives the question to go on with by question and code, None for the end.

    ``covered`` names the questions and pages (``page:NAME``) whose rule the arrows say in full.
    """

    jumps: Mapping[tuple[str, str], Question | None] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Stop:
    """A question on the way with the rules it is under: those of its page and its own."""

    asked: Asked
    rules: tuple[Expression, ...]

    @property
    def question(self) -> Question:
        return self.asked.question


def routes_of(scope: Scope) -> Routes:
    """The arrows of a questionnaire, and the rules they make superfluous."""
    stops = [
        _Stop(asked, _rules(asked)) for asked in scope.asked if not isinstance(asked.question, Calculated)
    ]
    places = {id(stop): place for place, stop in enumerate(stops)}
    jumps: dict[tuple[str, str], Question | None] = {}
    landing: dict[tuple[str, str], float] = {}
    for place, stop in enumerate(stops):
        for code in _codes(stop.question, scope):
            target = _target(stop, code, stops[place + 1 :], scope)
            if target is not None:
                key = (stop.question.name, code)
                jumps[key] = target.question if isinstance(target, _Stop) else None
                landing[key] = places[id(target)] if isinstance(target, _Stop) else END
    return Routes(jumps, frozenset(_covered(stops, landing, scope)))


def decided(node: Node, known: Mapping[str, Value], given: Sequence[Node] = ()) -> bool | None:
    """Whether a condition is true by what is ``known`` alone; None where it is open.

    ``given`` are conditions that hold anyway.
    """
    if node in given:
        return True
    if isinstance(node, Logic):
        found = [decided(each, known, given) for each in node.operands]
        stop = node.operator == "or"
        if stop in found:
            return stop
        return None if None in found else not stop
    if isinstance(node, Call) and node.function == "not":
        inner = decided(node.arguments[0], known, given)
        return None if inner is None else not inner
    for each in walk(node):
        if isinstance(each, Itself) or (isinstance(each, Name) and each.name not in known):
            return None
        if isinstance(each, Call) and each.function in _OF_TODAY:
            return None
    return truth(evaluate(Expression("", node), known, _CONTEXT))


def _rules(asked: Asked) -> tuple[Expression, ...]:
    rules = (asked.page.show, asked.question.show)
    return tuple(tree for rule in rules if rule is not None and (tree := read(rule)) is not None)


def _codes(question: Question, scope: Scope) -> Iterator[str]:
    """The codes that are a whole answer by themselves."""
    for option in scope.options(question):
        if isinstance(question, Single | Consent) or (isinstance(question, Multiple) and option.exclusive):
            yield option.code


def _target(stop: _Stop, code: str, following: list[_Stop], scope: Scope) -> _Stop | float | None:
    """Where an answer leads past at least one question; None where one simply goes on."""
    known: dict[str, Value] = {stop.question.name: code}
    given = [rule.tree for rule in stop.rules]
    page, passed = stop.asked.page, False
    for later in following:
        if later.asked.page is not page:
            if _ends(page, known, given):
                return END
            page = later.asked.page
        if all(decided(rule.tree, known, given) is not False for rule in later.rules):
            return later if passed and not isinstance(later.question, Note) else None
        passed = passed or not isinstance(later.question, Note)
        known.update(
            (found.name, "") for found in answer_fields(later.question, scope.questionnaire) if found.stored
        )
    return END if passed else None


def _ends(page: Page, known: Mapping[str, Value], given: Sequence[Node]) -> bool:
    """Whether the questionnaire ends after a page by what is known."""
    shown = read(page.show) if page.show is not None else None
    if shown is not None and decided(shown.tree, known, given) is not True:
        return False
    trees = [tree for ending in page.endings if (tree := read(ending.when)) is not None]
    return any(decided(tree.tree, known, given) is True for tree in trees)


def _covered(stops: Sequence[_Stop], landing: Mapping[tuple[str, str], float], scope: Scope) -> Iterator[str]:
    for place, stop in enumerate(stops):
        own = read(stop.question.show) if stop.question.show is not None else None
        if own is not None and _says(own, stops, place, place, landing, scope):
            yield stop.question.name
    for page in scope.questionnaire.pages:
        rule = read(page.show) if page.show is not None else None
        within = [place for place, stop in enumerate(stops) if stop.asked.page is page]
        if rule is not None and within and _says(rule, stops, within[0], within[-1], landing, scope):
            yield f"page:{page.name}"


def _says(
    rule: Expression,
    stops: Sequence[_Stop],
    first: int,
    last: int,
    landing: Mapping[tuple[str, str], float],
    scope: Scope,
) -> bool:
    """Whether the arrows of one earlier question send past ``first`` to ``last`` exactly who is not meant.

    That question must be put to everybody, for whoever passes it over meets no arrow.
    """
    names = references(rule)
    sources = {scope.owner[name].question.name for name in names if name in scope.owner}
    if len(sources) != 1 or any(name not in scope.owner for name in names):
        return False
    source = next((stop for stop in stops[:first] if stop.question.name in sources), None)
    if source is None or source.rules or not isinstance(source.question, Single | Consent):
        return False
    name = source.question.name
    for option in scope.options(source.question):
        meant = decided(rule.tree, {name: option.code})
        lands = landing.get((name, option.code), 0)
        if meant is None or (lands > first if meant else lands <= last):
            return False
    return True
