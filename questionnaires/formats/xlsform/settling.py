"""Rules that came over but do not hold here: those that look ahead, or whose types do not agree.

The questionnaire is checked as a designer's draft is; what its rules get wrong is taken
out with a note, so that what is imported can be worked on at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from questionnaires.checks import Finding, Severity, check
from questionnaires.formats.carried import Fate, Note
from questionnaires.formats.xlsform.form import Document
from questionnaires.model import Questionnaire
from questionnaires.text import Text

ROUNDS = 12
_PLACE = re.compile(
    r"(?P<what>page|question):(?P<name>\w+)(?:/(?P<part>option|row|check):(?P<key>[^/]+))?(?:/(?P<rule>show|value))?"
)
_RULES = ("unknown_name", "reference_later", "circular")
_QUOTES = ("quote_unknown", "quote_later")

Where = Callable[[str], str]


def settled(document: Document, where: Where) -> tuple[Questionnaire, list[Note]]:
    """The questionnaire without the rules that cannot stand; ``where`` gives the source of a question or page."""
    notes: list[Note] = []
    for _ in range(ROUNDS):
        questionnaire = Questionnaire.model_validate(document)
        findings = [finding for finding in check(questionnaire) if finding.severity is Severity.ERROR]
        mended = False
        for finding in findings:
            if finding.code in _RULES or (
                finding.code.startswith("rule_") and finding.code != "rule_unreachable"
            ):
                mended |= _without_rule(document, finding, where, notes)
            elif finding.code in _QUOTES:
                mended |= _without_quote(document, finding, where, notes)
        if not mended:
            return questionnaire, notes
    return Questionnaire.model_validate(document), notes


def _parts(document: Document, place: str) -> tuple[re.Match[str] | None, Document | None]:
    found = _PLACE.fullmatch(place) or _PLACE.match(place)
    if found is None:
        return None, None
    if found["what"] == "page":
        return found, next((page for page in document["pages"] if page["name"] == found["name"]), None)
    questions = (question for page in document["pages"] for question in page["questions"])
    return found, next((question for question in questions if question["name"] == found["name"]), None)


def _without_rule(document: Document, finding: Finding, where: Where, notes: list[Note]) -> bool:
    found, owner = _parts(document, finding.place)
    if found is None or owner is None:
        return False
    rule = ""
    if found["rule"] == "value":
        rule = owner["value"]
        for page in document["pages"]:
            page["questions"] = [question for question in page["questions"] if question is not owner]
        document["pages"] = [page for page in document["pages"] if page["questions"]]
    elif found["part"] == "check":
        gone = [each for each in owner.get("checks", ()) if each["code"] == found["key"]]
        rule = gone[0]["require"] if gone else ""
        owner["checks"] = [each for each in owner.get("checks", ()) if each not in gone]
    elif found["part"]:
        kind, key = ("options", "code") if found["part"] == "option" else ("rows", "name")
        for part in owner.get(kind, ()):
            if part[key] == found["key"]:
                rule = part.pop("show", "") or rule
    else:
        rule = owner.pop("show", "")
    if not rule:
        return False
    always = found["rule"] == "show"
    short = rule if len(rule) <= 200 else f"{rule[:197]}…"
    what = Text(
        zh=f"规则没有带过来：{short}。{finding.reason.say('zh-CN')}{'现在总是显示。' if always else ''}",
        en=f"A rule was left out: {short}. {finding.reason.say('en')}{' It always shows now.' if always else ''}",
    )
    name = found["name"] if found["what"] == "question" else ""
    notes.append(Note(Fate.LEFT_OUT, "rule_left_out", where(found["name"]), what, finding.remedy, name))
    return True


def _without_quote(document: Document, finding: Finding, where: Where, notes: list[Note]) -> bool:
    found, owner = _parts(document, finding.place)
    name = re.search(r"“(\w+)”", finding.reason.say("en"))
    if found is None or owner is None or name is None:
        return False
    changed = _replaced(owner, f"${{{name[1]}}}", "…", deep=found["what"] == "question")
    if not changed:
        return False
    what = Text(
        zh=f"文字里引用的 ${{{name[1]}}} 改成了“…”：{finding.reason.say('zh-CN')}",
        en=f"The text quoted ${{{name[1]}}} and says “…” now: {finding.reason.say('en')}",
    )
    notes.append(Note(Fate.LEFT_OUT, "quote", where(found["name"]), what))
    return True


def _replaced(part: Any, old: str, new: str, *, deep: bool) -> bool:
    """Change a text in every wording of a part; rules stay."""
    changed = False
    if isinstance(part, list):
        for each in part:
            changed |= _replaced(each, old, new, deep=deep)
        return changed
    if not isinstance(part, dict):
        return False
    for key, value in part.items():
        if isinstance(value, dict) and key in _TEXTS:
            for tag, wording in value.items():
                if old in wording:
                    value[tag] = wording.replace(old, new)
                    changed = True
        elif deep and isinstance(value, list):
            changed |= _replaced(value, old, new, deep=deep)
    return changed


_TEXTS = ("label", "hint", "why", "title", "intro", "message", "statement", "unit", "low_label", "high_label")
