"""The last step of every reader: what cannot stand is taken out with a note, so that the draft can.

A rule turned from another program may name a question that comes later, or compare what
cannot be compared; a text may quote what is not there. The checker finds it; here it is
taken out and told. Errors that the source has itself, such as a missing translation,
stay for the person to mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from questionnaires.checks import check
from questionnaires.editing.document import Document
from questionnaires.findings import Finding, Severity
from questionnaires.formats.carried import NOTHING, Carried, Fate, Note, together
from questionnaires.formats.problems import first_problem
from questionnaires.formats.sniffing import refuse as _refuse
from questionnaires.model import Questionnaire
from questionnaires.text import Text

ROUNDS = 12
MOST_QUESTIONS = 2_000
MOST_PARTS = 50_000
# what the source itself may say: a condition that no answer meets
_KEPT = frozenset({"rule_unreachable", "rule_always_false"})
_QUOTES = frozenset({"quote_unknown", "quote_later", "quote_broken"})
_RULES = frozenset({"unknown_name", "reference_later", "circular"})
_NAMED = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
_BROKEN = re.compile(r"\$(?=\{(?![A-Za-z][A-Za-z0-9_]*\}))")
LONGEST_QUOTED = 200
ALWAYS = Text(zh="现在总是显示。", en=" It always shows now.")
_WRITE_ANEW = Text(zh="请在设计器里重新写条件。", en="Write the condition anew in the designer.")

#: Where a question or page of a name stands in the source.
Where = Callable[[str], str]


def _by_name(name: str) -> str:
    return name


def finished(document: Document, notes: Sequence[Note], place: str, where: Where = _by_name) -> Carried:
    """The questionnaire of a document with its notes, like ones put together.

    ``place`` names the file; notes on what is taken out name the place that ``where`` gives.

    Raises FormatError: ``not_a_questionnaire`` where the parts do not make one,
    ``too_many_questions``, ``too_many_options``.
    """
    told = list(notes)
    count = sum(len(page["questions"]) for page in document["pages"])
    if count > MOST_QUESTIONS:
        _refuse(
            "too_many_questions",
            place,
            f"共有 {count} 题，最多 {MOST_QUESTIONS} 题。",
            f"{count} questions; {MOST_QUESTIONS} is the most.",
            "请核对文件，或分成几份。",
            "See to the file, or take it apart.",
        )
    parts = sum(
        len(question.get(key, ()))
        for page in document["pages"]
        for question in page["questions"]
        for key in ("options", "rows")
    )
    if parts > MOST_PARTS:
        _refuse(
            "too_many_options",
            place,
            f"选项和行共有 {parts} 个，最多 {MOST_PARTS} 个。",
            f"{parts} options and rows; {MOST_PARTS} is the most.",
            "请核对文件；长名单请在设计器里用代码表。",
            "See to the file; for long lists use a code list in the designer.",
        )
    for _ in range(ROUNDS):
        questionnaire = _validated(document, place)
        findings = [finding for finding in check(questionnaire) if finding.severity is Severity.ERROR]
        taken = [note for finding in findings if (note := _taken_out(document, finding, where)) is not None]
        if not taken:
            break
        told += taken
    return Carried(_validated(document, place), together(told))


def _validated(document: Document, place: str) -> Questionnaire:
    try:
        return Questionnaire.model_validate(document)
    except ValidationError as error:
        first = first_problem(error)
        _refuse(
            "not_a_questionnaire",
            place,
            f"读到的内容拼不成问卷（{first.place}：{first.reason.say('zh-CN').rstrip('。')}）。",
            f"What was read makes no questionnaire ({first.place}: {first.reason.say('en').rstrip('.')}).",
            "请检查原文件的这一处，或从原来的软件重新导出。",
            "See to that place in the file, or export it anew.",
        )


def _taken_out(document: Document, finding: Finding, where: Where) -> Note | None:
    """The note on what was taken out for a finding; None where nothing was."""
    if finding.code in _KEPT:
        return None
    if finding.code in _QUOTES:
        return _unquoted(document, finding, where)
    if finding.code.startswith("rule_") or finding.code in _RULES:
        return _ruled_out(document, finding, where)
    return None


def _ruled_out(document: Document, finding: Finding, where: Where) -> Note | None:
    first, *rest = finding.place.split("/")
    if finding.code == "circular":
        rest = ["show"]
    holder = _part(document, first)
    if holder is None or not rest:
        return None
    last = rest.pop()
    for step in rest:
        holder = _inside(holder, step)
        if holder is None:
            return None
    rule = _removed(document, holder, last, first)
    if not rule:
        return None
    quoted = rule if len(rule) <= LONGEST_QUOTED else f"{rule[:LONGEST_QUOTED]}…"
    always = ALWAYS if last == "show" else NOTHING
    return Note(
        Fate.LEFT_OUT,
        "rule",
        where(first.partition(":")[2]),
        Text(
            zh=f"规则没有带过来：{quoted}（{finding.reason.say('zh-CN')}）{always.say('zh-CN')}",
            en=f"The rule was left out: {quoted} ({finding.reason.say('en')}){always.say('en')}",
        ),
        _WRITE_ANEW,
        first.partition(":")[2] if first.startswith("question:") else "",
    )


def _removed(document: Document, holder: Document, step: str, place: str) -> str | None:
    """Take a rule out of its holder; of a calculation the whole question goes."""
    if step == "value":
        for page in document["pages"]:
            if holder in page["questions"]:
                page["questions"].remove(holder)
        document["pages"] = [page for page in document["pages"] if page["questions"]]
        return str(holder.get("value", ""))
    if step == "show":
        rule: str | None = holder.pop("show", None)
        return rule
    kind, _, name = step.partition(":")
    key, naming, ruled = {
        "check": ("checks", "code", "require"),
        "ending": ("endings", "reason", "when"),
    }.get(kind, ("", "", ""))
    for part in holder.get(key, ()):
        if part[naming] == name:
            holder[key].remove(part)
            return str(part[ruled])
    return None


def _part(document: Document, place: str) -> Document | None:
    kind, _, name = place.partition(":")
    if kind == "questionnaire":
        return document
    if kind == "page":
        return next((page for page in document["pages"] if page["name"] == name), None)
    if kind == "question":
        questions = (question for page in document["pages"] for question in page["questions"])
        return next((question for question in questions if question["name"] == name), None)
    return None


def _inside(holder: Document, step: str) -> Document | None:
    kind, _, name = step.partition(":")
    key, naming = {"option": ("options", "code"), "row": ("rows", "name")}.get(kind, ("", ""))
    return next((part for part in holder.get(key, ()) if part[naming] == name), None)


def _unquoted(document: Document, finding: Finding, where: Where) -> Note | None:
    holder = _part(document, finding.place.split("/")[0])
    if holder is None:
        return None
    name = "" if finding.code == "quote_broken" else _name_in(finding)
    whole = finding.place.startswith("questionnaire")
    skipped = ("pages", "lists", "reviews") if whole else ("questions", "endings")
    if not _replaced(holder, name, skipped):
        return None
    said = name or "${…}"
    return Note(
        Fate.LEFT_OUT,
        "quote",
        where(finding.place.split("/")[0].partition(":")[2] or finding.place),
        Text(
            zh=f"文字里引用的“{said}”没有带过来，原处写成〔…〕",
            en=f"The quotation of “{said}” was left out; 〔…〕 stands in its place",
        ),
        Text(zh="请改写这段文字。", en="Write the text anew."),
    )


def _name_in(finding: Finding) -> str:
    found = re.search(r"“([A-Za-z][A-Za-z0-9_]*)”", finding.reason.say("en"))
    return found[1] if found else ""


def _replaced(holder: Any, name: str, skipped: tuple[str, ...]) -> bool:
    """Write 〔…〕 for a quoted name in all texts below; whether there was one."""
    done = False
    pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for key, value in list(pairs):
        if key in skipped or key in ("show", "require", "value", "when"):
            continue
        if isinstance(value, dict | list):
            done = _replaced(value, name, ()) or done
        elif isinstance(value, str) and "${" in value:
            new = _BROKEN.sub("$ ", value) if not name else _without(value, name)
            if new != value:
                holder[key] = new
                done = True
    return done


def _without(value: str, name: str) -> str:
    return _NAMED.sub(lambda found: "〔…〕" if found[1] == name else found[0], value)
