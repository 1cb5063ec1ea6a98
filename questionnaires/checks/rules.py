"""Every rule of a questionnaire: can it be read, does it refer backwards, do its types agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from questionnaires.checks.catalogue import found
from questionnaires.checks.possible import outcomes
from questionnaires.checks.scope import FACT_TYPES, Asked, Position, Scope, declared
from questionnaires.expressions import (
    Declared,
    Expression,
    ExpressionError,
    Problem,
    Type,
    check_types,
    parse,
    references,
)
from questionnaires.findings import Finding
from questionnaires.model import Calculated, Matrix, Rule, Split
from questionnaires.text import Text

END = Position(10**6, 0)
WANTS = {"number": Type.NUMBER, "text": Type.TEXT, "date": Type.DATE, "boolean": Type.BOOLEAN}
# Rules are read several times in one check, and most are the same in the next.
parsed = lru_cache(maxsize=5000)(parse)
# problems of the rule language that the checker reports under its own codes
OWN = frozenset({"unknown_name"})


@dataclass(frozen=True, slots=True)
class Use:
    """A rule with its place, what it may refer to, and the type it must have.

    ``own`` names the question whose own fields may be used as well; ``itself`` is the
    type of ``.`` where there is one, and ``field`` the field it stands for.
    """

    rule: Rule
    place: str
    until: Position
    wants: Type = Type.BOOLEAN
    own: str = ""
    itself: Declared | None = None
    field: str = ""


def check_rules(scope: Scope) -> Iterator[Finding]:
    """Judge every rule."""
    for use in uses(scope):
        yield from judged(use, scope)


def uses(scope: Scope) -> Iterator[Use]:
    """Every rule of the questionnaire."""
    for number, page in enumerate(scope.questionnaire.pages):
        if page.show is not None:
            yield Use(page.show, f"page:{page.name}/show", Position(number, -1))
        for ending in page.endings:
            yield Use(ending.when, f"page:{page.name}/ending:{ending.reason}", Position(number + 1, -1))
    for asked in scope.asked:
        yield from _question(asked, scope)
    for review in scope.questionnaire.reviews:
        yield Use(review.when, f"review:{review.code}", END)


def _question(asked: Asked, scope: Scope) -> Iterator[Use]:
    question, place, here = asked.question, asked.place, asked.position
    if question.show is not None:
        yield Use(question.show, f"{place}/show", here)
    for option in getattr(question, "options", ()):
        if option.show is not None:
            yield Use(option.show, f"{place}/option:{option.code}/show", here)
    if isinstance(question, Matrix | Split):
        for row in question.rows:
            if row.show is not None:
                yield Use(row.show, f"{place}/row:{row.name}/show", here)
    if isinstance(question, Calculated):
        yield Use(question.value, f"{place}/value", here, wants=WANTS[question.type])
        return
    stored = [field for field in scope.fields_of[question.name] if field.stored]
    for check in question.checks:
        first = stored[0] if stored else None
        yield Use(
            check.require,
            f"{place}/check:{check.code}",
            here,
            own=question.name,
            itself=declared(first) if first else None,
            field=first.name if first else "",
        )


def read(rule: Rule) -> Expression | None:
    """The rule, or None where it cannot be read."""
    try:
        return parsed(rule)
    except ExpressionError:
        return None


def judged(use: Use, scope: Scope) -> Iterator[Finding]:
    """Judge one rule at its place."""
    try:
        expression = parsed(use.rule)
    except ExpressionError as error:
        yield _rule_finding(Problem(error.code, error.position, error.reason, error.remedy), use)
        return
    for name in references(expression):
        yield from _reference(name, use, scope)
    types = _types(use, scope)
    problems = check_types(expression, types, use.wants)
    for problem in problems:
        if problem.code not in OWN:
            yield _rule_finding(problem, use)
    if not problems and use.wants is Type.BOOLEAN and not use.place.endswith("/value"):
        answered = frozenset({use.field}) if use.field else frozenset()
        possible = outcomes(expression, scope, use.field, answered)
        if possible == {False}:
            yield found("rule_unreachable", use.place)
        elif possible == {True}:
            yield found("rule_idle", use.place)


def _reference(name: str, use: Use, scope: Scope) -> Iterator[Finding]:
    if name in FACT_TYPES:
        return
    owner = scope.owner.get(name)
    if owner is None:
        yield found("unknown_name", use.place, name=name)
    elif not owner.position.before(use.until) and owner.question.name != use.own:
        yield found("reference_later", use.place, name=name)


def _types(use: Use, scope: Scope) -> Mapping[str, Declared]:
    return {**scope.declared, ".": use.itself} if use.itself is not None else scope.declared


def _rule_finding(problem: Problem, use: Use) -> Finding:
    rule = use.rule if len(use.rule) <= 120 else f"{use.rule[:117]}..."
    position = problem.position + 1
    reason = Text(
        zh=f"{problem.reason.say('zh-CN')}（规则“{rule}”第 {position} 个字符）",
        en=f"{problem.reason.say('en')} (rule “{rule}”, character {position})",
    )
    return Finding(f"rule_{problem.code}", use.place, reason, problem.remedy)
