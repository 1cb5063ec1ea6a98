"""Options, rows and lists."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires import codelists
from questionnaires.checks.catalogue import found
from questionnaires.checks.scope import Asked, Scope, repeated
from questionnaires.findings import Finding
from questionnaires.model import (
    Calculated,
    Cascade,
    CodeList,
    Consent,
    Matrix,
    Multiple,
    Option,
    OptionsBase,
    Ranking,
    Single,
    Split,
)

PLATFORM_CODES = frozenset({"-1", "-3", "-9"})
MISSING_CODES = {"-7": "refused", "-8": "unknown"}


def check_options(scope: Scope) -> Iterator[Finding]:
    """Judge the options and rows of every question, then the lists."""
    for asked in scope.asked:
        question = asked.question
        if isinstance(question, OptionsBase):
            yield from _source(asked, question)
        if isinstance(question, Matrix | Consent) and not question.options:
            yield found("options_missing", asked.place)
        yield from _codes(asked)
        if isinstance(question, Matrix | Split):
            yield from _rows(asked, question)
        if isinstance(question, Consent) and question.agree not in {
            option.code for option in question.options
        }:
            yield found("agree_unknown", asked.place, code=question.agree)
        yield from _list_use(asked, scope)
        yield from _exclusive(asked, scope)
    yield from _lists(scope)


def _source(asked: Asked, question: OptionsBase) -> Iterator[Finding]:
    if question.options and question.list:
        yield found("options_twice", asked.place)
    elif not question.options and not question.list:
        yield found("options_missing", asked.place)
    elif len(question.options) == 1:
        yield found("options_few", asked.place)


def _codes(asked: Asked) -> Iterator[Finding]:
    options: tuple[Option, ...] = getattr(asked.question, "options", ())
    for code in repeated(option.code for option in options):
        yield found("code_repeated", f"{asked.place}/option:{code}", code=code)
    for option in options:
        place = f"{asked.place}/option:{option.code}"
        if option.code in PLATFORM_CODES:
            yield found("code_reserved", place, code=option.code)
        if MISSING_CODES.get(option.code, option.missing) != option.missing:
            yield found("code_unmarked", place, code=option.code)
        if option.missing and option.missing in asked.question.offers:
            yield found("missing_twice", place, reason=option.missing)
        if option.write_in and isinstance(asked.question, Matrix):
            yield found("write_in_idle", place)


def _exclusive(asked: Asked, scope: Scope) -> Iterator[Finding]:
    options = scope.options(asked.question)
    if isinstance(asked.question, Multiple | Ranking):
        if options and all(option.exclusive for option in options):
            yield found("exclusive_all", asked.place)
    elif isinstance(asked.question, Single) and not asked.question.shuffle:
        for option in options:
            if option.exclusive:
                yield found("exclusive_idle", f"{asked.place}/option:{option.code}")


def _rows(asked: Asked, question: Matrix | Split) -> Iterator[Finding]:
    if not question.rows:
        yield found("rows_missing", asked.place)
    codes = {option.code for option in question.options} if isinstance(question, Matrix) else set()
    for row in question.rows:
        place = f"{asked.place}/row:{row.name}"
        if row.expect is not None and row.expect not in codes:
            yield found("expect_unknown", place, code=row.expect)
        if row.reverse and not (isinstance(question, Matrix) and question.scale):
            yield found("reverse_idle", place)


def _list_use(asked: Asked, scope: Scope) -> Iterator[Finding]:
    question = asked.question
    if not isinstance(question, OptionsBase | Cascade | Calculated) or not question.list:
        return
    listed = scope.questionnaire.list_by_name.get(question.list)
    if listed is None:
        yield found("list_missing", asked.place, name=question.list)
        return
    wants = len(question.levels) if isinstance(question, Cascade) else 1
    has = len(listed.levels) or 1
    if wants != has:
        yield found("list_levels", asked.place, name=listed.name, has=has, wants=wants)
    elif isinstance(question, Cascade) and listed.levels:
        if tuple(level.name for level in question.levels) != listed.levels:
            yield found("list_level_names", asked.place, name=listed.name)
        if not question.write_in:
            yield from _childless(listed)


def _childless(listed: CodeList) -> Iterator[Finding]:
    level = _levels(listed)
    parents = {entry.parent for entry in listed.entries}
    for entry in listed.entries:
        if level.get(entry.code, 0) < len(listed.levels) - 1 and entry.code not in parents:
            yield found("entry_childless", f"list:{listed.name}/entry:{entry.code}", code=entry.code)


def _levels(listed: CodeList) -> dict[str, int]:
    level: dict[str, int] = {}
    for entry in listed.entries:
        level[entry.code] = level.get(entry.parent, -1) + 1 if entry.parent is not None else 0
    return level


def _lists(scope: Scope) -> Iterator[Finding]:
    used = {getattr(asked.question, "list", None) for asked in scope.asked}
    for listed in scope.questionnaire.lists:
        place = f"list:{listed.name}"
        if listed.name not in used:
            yield found("list_unused", place, name=listed.name)
        if listed.shared and listed.shared not in codelists.names():
            yield found("shared_unknown", place, name=listed.shared, names=", ".join(codelists.names()))
        if not listed.entries and not listed.shared:
            yield found("list_empty", place, name=listed.name)
        yield from _entries(listed)


def _entries(listed: CodeList) -> Iterator[Finding]:
    below: dict[str, int] = {}
    count: dict[str, int] = {}
    seen: set[tuple[str | None, str]] = set()
    for entry in listed.entries:
        place = f"list:{listed.name}/entry:{entry.code}"
        if (entry.parent, entry.code) in seen or (entry.code in count and not listed.levels):
            yield found("code_repeated", place, code=entry.code)
        seen.add((entry.parent, entry.code))
        if entry.parent is not None:
            if entry.parent not in count:
                yield found("parent_missing", place, parent=entry.parent)
            elif count[entry.parent] > 1:
                yield found("parent_ambiguous", place, parent=entry.parent)
            elif below[entry.parent] + 1 >= max(len(listed.levels), 1):
                deep = below[entry.parent] + 2
                yield found("list_levels", place, name=listed.name, has=len(listed.levels) or 1, wants=deep)
        count[entry.code] = count.get(entry.code, 0) + 1
        below[entry.code] = below.get(entry.parent, -1) + 1 if entry.parent is not None else 0
