"""Findings about a questionnaire, so that what is published works on every path.

``check(questionnaire)`` looks at names, texts, options and lists, bounds, rules, the way
through the pages, and at every form the questionnaire takes under its settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from questionnaires import codelists
from questionnaires.checks.bounds import check_bounds
from questionnaires.checks.catalogue import CATALOGUE
from questionnaires.checks.catalogue import found as finding_of
from questionnaires.checks.names import check_names
from questionnaires.checks.options import check_options
from questionnaires.checks.parts import check_parts
from questionnaires.checks.paths import check_paths
from questionnaires.checks.rules import check_rules
from questionnaires.checks.scope import Scope
from questionnaires.checks.texts import check_texts
from questionnaires.findings import Finding, Severity
from questionnaires.model import Questionnaire
from questionnaires.settings import SettingError, configure
from questionnaires.text import Text

Judge: TypeAlias = Callable[[Scope], Iterator[Finding]]

MOST_SETTINGS = 6

_ALWAYS: tuple[Judge, ...] = (
    check_names,
    check_texts,
    check_options,
    check_bounds,
    check_rules,
    check_paths,
    check_parts,
)
_CONFIGURED: tuple[Judge, ...] = (check_texts, check_bounds, check_rules, check_paths)
# of a part that another setting leaves out these say nothing new
_EXPECTED = frozenset({"list_unused", "setting_unused", "setting_unknown", "page_silent", "ending_idle"})


def check(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """Everything to mend, errors first, otherwise in the order of the checks.

    ``shared`` lists are filled in first. With settings, the questionnaire is checked once
    as written and once for each form: all off, all on, each one on (of the first six).
    """
    whole = _resolved(questionnaire)
    found: dict[tuple[str, str, Text], Finding] = {}
    for finding in _run(Scope(whole), _ALWAYS):
        found.setdefault((finding.code, finding.place, finding.reason), finding)
    for settings in _forms(whole):
        for finding in _judge_form(whole, settings):
            if finding.code not in _EXPECTED:
                key = (finding.code, finding.place, finding.reason)
                found.setdefault(key, _under(finding, settings))
    return tuple(sorted(found.values(), key=lambda finding: finding.severity is Severity.WARNING))


def _judge_form(whole: Questionnaire, settings: Mapping[str, bool]) -> Iterator[Finding]:
    try:
        form = configure(whole, settings)
    except SettingError as error:
        if error.code == "nothing_left":
            yield finding_of("nothing_left", "questionnaire")
    except codelists.UnknownListError:
        return
    else:
        yield from _run(Scope(form), _CONFIGURED)


def _run(scope: Scope, checks: tuple[Judge, ...]) -> Iterator[Finding]:
    for judge in checks:
        yield from judge(scope)


def _resolved(questionnaire: Questionnaire) -> Questionnaire:
    try:
        return codelists.resolve(questionnaire)
    except codelists.UnknownListError:
        return questionnaire


def _forms(questionnaire: Questionnaire) -> Iterator[dict[str, bool]]:
    names = [setting.name for setting in questionnaire.settings][:MOST_SETTINGS]
    if not names:
        return
    off = dict.fromkeys(names, False)
    yield off
    yield dict.fromkeys(names, True)
    if len(names) > 1:
        for name in names:
            yield {**off, name: True}


def _under(finding: Finding, settings: Mapping[str, bool]) -> Finding:
    on = [name for name, given in settings.items() if given]
    reason = Text(
        zh=f"{finding.reason.say('zh-CN')}（设置：{'、'.join(on) if on else '全部关闭'}）",
        en=f"{finding.reason.say('en')} (settings: {', '.join(on) if on else 'all off'})",
    )
    return Finding(finding.code, finding.place, reason, finding.remedy, finding.severity)


__all__ = ["CATALOGUE", "Finding", "Severity", "check"]
