"""New parts as a designer first meets them: with a free name, and what their kind cannot do without."""

from __future__ import annotations

import re
from typing import Any

from questionnaires.editing.document import Document
from questionnaires.editing.errors import EditError
from questionnaires.kinds import answer_fields
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, Text

OPTION = Text(zh="选项 {n}", en="Option {n}")
ROW = Text(zh="第 {n} 行", en="Row {n}")
PART = Text(zh="第 {n} 部分", en="Part {n}")
#: What options, rows and parts are called until somebody writes their words.
BORN = (OPTION, ROW, PART)
LEVEL = Text(zh="第 {n} 级", en="Level {n}")
AGREE = (Text(zh="同意参加", en="I agree to take part"), Text(zh="不参加", en="I do not take part"))
TITLE = Text(zh="新问卷", en="New questionnaire")

# Kinds in the order in which they are offered, with what a designer calls them.
KIND_WORDS: dict[str, Text] = {
    "single": Text(zh="单选", en="Single choice"),
    "multiple": Text(zh="多选", en="Multiple choice"),
    "matrix": Text(zh="矩阵", en="Matrix"),
    "scale": Text(zh="量表", en="Scale"),
    "ranking": Text(zh="排序", en="Ranking"),
    "number": Text(zh="数字", en="Number"),
    "split": Text(zh="比重（合计固定）", en="Split of a sum"),
    "date": Text(zh="日期", en="Date"),
    "text": Text(zh="填空", en="Text"),
    "cascade": Text(zh="多级选择", en="Cascade"),
    "note": Text(zh="说明文字", en="Note"),
    "consent": Text(zh="知情同意", en="Consent"),
    "calculated": Text(zh="计算项", en="Calculated value"),
}


def blank_questionnaire(
    name: str, languages: tuple[str, ...] = (CHINESE,), *, title: str = ""
) -> Questionnaire:
    """A questionnaire with a title (in the first language, where one is given) and no page yet."""
    said = Text({languages[0]: title}) if title else _said(TITLE, languages)
    return Questionnaire(name=name, title=said, languages=languages, pages=())


def blank_page(questionnaire: Questionnaire) -> Document:
    """A page without questions, under the next free name."""
    return {"name": free_name(set(questionnaire.page_by_name), "page"), "questions": []}


def blank_question(questionnaire: Questionnaire, kind: str) -> Document:
    """A question of a kind, under the next free name, with what the kind cannot do without.

    :raises EditError: there is no such kind, or a cascade has no list to choose from.
    """
    if kind not in KIND_WORDS:
        raise EditError(
            "invalid",
            f"kind:{kind}",
            Text(zh=f"没有“{kind}”这种题型。", en=f"There is no kind “{kind}”."),
            Text(zh="请从列表里选。", en="Choose one of the list."),
        )
    taken = names_in_use(questionnaire)
    name = free_name(taken, "q")
    return {"name": name, "kind": kind, **_needed(questionnaire, kind, name, taken)}


def names_in_use(questionnaire: Questionnaire) -> set[str]:
    """The names that questions and their fields have."""
    fields = {
        field.name for question in questionnaire.questions for field in answer_fields(question, questionnaire)
    }
    return fields | {question.name for question in questionnaire.questions}


def free_name(taken: set[str], stem: str) -> str:
    """``stem`` with the lowest number that nothing has."""
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def copy_name(taken: set[str], name: str) -> str:
    """A free name for the copy of a part: ``age`` becomes ``age_2``, ``age_2`` becomes ``age_3``."""
    stem = re.sub(r"_\d+$", "", name)[:56]
    number = 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _needed(questionnaire: Questionnaire, kind: str, name: str, taken: set[str]) -> Document:
    languages = questionnaire.languages
    match kind:
        case "single" | "multiple" | "ranking":
            return {"options": _options(languages, 2 if kind != "ranking" else 3)}
        case "matrix":
            return {"rows": _rows(languages, ROW, name, taken), "options": _options(languages, 5)}
        case "split":
            return {"rows": _rows(languages, PART, name, taken)}
        case "consent":
            words = enumerate(AGREE, start=1)
            return {"options": [{"code": str(n), "label": dict(_said(one, languages))} for n, one in words]}
        case "number":
            return {"least": 0}
        case "calculated":
            return {"value": "0"}
        case "cascade":
            return _cascade(questionnaire, name)
    return {}


def _cascade(questionnaire: Questionnaire, name: str) -> Document:
    if not questionnaire.lists:
        raise EditError(
            "no_list",
            f"question:{name}",
            Text(zh="多级选择要先有一个代码表。", en="A cascade needs a code list first."),
            Text(zh="请先加入代码表，再加这道题。", en="Add a code list, then this question."),
        )
    listed = questionnaire.lists[0]
    depth = max(1, len(listed.levels))
    levels = [
        {"name": f"{name}_{n}", "label": dict(_said(LEVEL.fill(n=n), questionnaire.languages))}
        for n in range(1, depth + 1)
    ]
    return {"list": listed.name, "levels": levels}


def _options(languages: tuple[str, ...], count: int) -> list[dict[str, Any]]:
    return [{"code": str(n), "label": dict(_said(OPTION.fill(n=n), languages))} for n in range(1, count + 1)]


def _rows(languages: tuple[str, ...], words: Text, name: str, taken: set[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    number = 0
    while len(found) < 2:
        number += 1
        if f"{name}_{number}" not in taken:
            label = dict(_said(words.fill(n=len(found) + 1), languages))
            found.append({"name": f"{name}_{number}", "label": label})
    return found


def _said(words: Text, languages: tuple[str, ...]) -> Text:
    """A wording in the languages of the questionnaire; in one we do not speak, in English."""
    return Text(
        {language: words.say(language) if language in words else words.say("en") for language in languages}
    )
