"""Names: repeated, reserved, or clashing as data columns."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.catalogue import found
from questionnaires.checks.scope import Scope, repeated
from questionnaires.findings import Finding
from questionnaires.kinds import columns
from questionnaires.model import FACTS

# columns that every data file carries beside the answers, and what every page has for itself
RESERVED = frozenset(
    {
        "key", "revision", "started", "seen", "go", "prefer", "confirm", "csrf_token",
        "main", "page", "body", "summary", "saved", "bar", "step",
        "serial", "stratum", "psu", "unit_serial", "fpc", "mode", "outcome", "submitted_at", "started_at",
        "duration", "response", "weight", "w_base", "w_nr", "w_final", "flags",
    }
)  # fmt: skip


def check_names(scope: Scope) -> Iterator[Finding]:
    """Every name once; none that the platform uses; every data column once."""
    questionnaire = scope.questionnaire
    for kind, names in (
        ("page", (page.name for page in questionnaire.pages)),
        ("question", (question.name for question in questionnaire.questions)),
        ("list", (listed.name for listed in questionnaire.lists)),
        ("setting", (setting.name for setting in questionnaire.settings)),
        ("review", (review.code for review in questionnaire.reviews)),
    ):
        for name in repeated(names):
            yield found("name_repeated", f"{kind}:{name}", name=name)
    yield from _fields(scope)
    yield from _columns(scope)


def _fields(scope: Scope) -> Iterator[Finding]:
    holder: dict[str, str] = {}
    for question, fields in scope.fields_of.items():
        for field in fields:
            if field.name.lower() in RESERVED or field.name in FACTS:
                yield found("name_reserved", f"question:{question}", name=field.name)
            if field.name in holder:
                yield found("name_repeated", f"question:{question}", name=field.name)
            holder[field.name] = question
    for asked in scope.asked:
        if not scope.fields_of[asked.question.name] and asked.question.name in holder:
            yield found("name_repeated", asked.place, name=asked.question.name)
    for asked in scope.asked:
        for code in repeated(check.code for check in asked.question.checks):
            yield found("name_repeated", f"{asked.place}/check:{code}", name=code)


def _columns(scope: Scope) -> Iterator[Finding]:
    holder: dict[str, str] = {}
    for name, question in scope.questionnaire.question_by_name.items():
        for column in columns(question, scope.questionnaire):
            key = column.name.lower()
            if key in RESERVED and column.name not in scope.fields:
                yield found("name_reserved", f"question:{name}", name=column.name)
            if key in holder and column.name not in {field.name for field in scope.fields_of[holder[key]]} & {
                field.name for field in scope.fields_of[name]
            }:
                yield found("column_repeated", f"question:{name}", name=column.name, other=holder[key])
            holder.setdefault(key, name)
