"""Parts that do not fit together: roles, endings, settings, what counts as complete."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.catalogue import found
from questionnaires.checks.scope import Scope
from questionnaires.findings import Finding
from questionnaires.model import Calculated, Cascade, Name, Note, Role

_CHOICE = ("single", "calculated", "cascade")
FITTING: dict[Role, tuple[str, ...]] = {
    Role.BIRTH: ("date", "calculated"),
    Role.AGE: ("number", "single", "calculated"),
    Role.SUGGESTION: ("text",),
    Role.SUGGESTION_CONSENT: ("single", "consent"),
    Role.UNIT: ("single", "cascade", "text", "calculated"),
}


def check_parts(scope: Scope) -> Iterator[Finding]:
    """Judge roles, silent questions, what is empty, endings, settings and completeness."""
    yield from _roles(scope)
    for asked in scope.asked:
        if isinstance(asked.question, Note | Calculated):
            if asked.question.required:
                yield found("required_idle", asked.place)
            if asked.question.checks:
                yield found("check_idle", asked.place)
    yield from _emptiness(scope)
    yield from _endings(scope)
    yield from _settings(scope)


def _emptiness(scope: Scope) -> Iterator[Finding]:
    """A draft may stand without pages, and a page without questions; neither can be published."""
    if not scope.questionnaire.pages:
        yield found("questionnaire_empty", "questionnaire")
    for page in scope.questionnaire.pages:
        if not page.questions:
            yield found("page_empty", f"page:{page.name}")


def _endings(scope: Scope) -> Iterator[Finding]:
    for page in scope.questionnaire.pages:
        for ending in page.endings:
            for name in ending.ask:
                if name not in scope.questionnaire.question_by_name:
                    yield found("ending_asks", f"page:{page.name}/ending:{ending.reason}", name=name)
    for name in scope.questionnaire.complete_when:
        if name not in scope.fields or not scope.fields[name].stored:
            yield found("complete_unknown", "questionnaire/complete_when", name=name)


def _roles(scope: Scope) -> Iterator[Finding]:
    seen: set[Role] = set()
    for asked in scope.asked:
        question = asked.question
        given = [(question.role, question.kind)] if question.role else []
        if isinstance(question, Cascade):
            given += [(level.role, question.kind) for level in question.levels if level.role]
        for role, kind in given:
            if role in seen:
                yield found("role_repeated", asked.place, role=role.value)
            seen.add(role)
            kinds = FITTING.get(role, _CHOICE)
            if kind not in kinds:
                yield found("role_unfit", asked.place, role=role.value, kinds=", ".join(kinds))


def _settings(scope: Scope) -> Iterator[Finding]:
    known = {setting.name for setting in scope.questionnaire.settings}
    used: set[Name] = set()
    for place, only in _only(scope):
        used.add(only)
        if only not in known:
            yield found("setting_unknown", place, name=only)
    for name in sorted(known - used):
        yield found("setting_unused", f"setting:{name}", name=name)


def _only(scope: Scope) -> Iterator[tuple[str, Name]]:
    for page in scope.questionnaire.pages:
        if page.only:
            yield f"page:{page.name}", page.only
    for asked in scope.asked:
        if asked.question.only:
            yield asked.place, asked.question.only
        for option in getattr(asked.question, "options", ()):
            if option.only:
                yield f"{asked.place}/option:{option.code}", option.only
        for row in getattr(asked.question, "rows", ()):
            if row.only:
                yield f"{asked.place}/row:{row.name}", row.only
