"""Questionnaires of a few lines, one for each feature of the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.interview import Interview
from questionnaires.kinds import Problem
from questionnaires.model import Question, Questionnaire

START = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def text(zh: str, en: str = "") -> dict[str, str]:
    return {"zh-CN": zh, "en": en} if en else {"zh-CN": zh}


def option(code: str, zh: str = "", en: str = "", **more: Any) -> dict[str, Any]:
    return {"code": code, "label": text(zh or f"选项{code}", en or f"Option {code}"), **more}


def options(*codes: str) -> list[dict[str, Any]]:
    return [option(code) for code in codes]


def row(name: str, zh: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": text(zh or name, f"{name} in English"), **more}


def ask(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "label": text(f"题{name}", f"Question {name}"), **more}


def page(name: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "questions": list(questions), **more}


def form(*pages: dict[str, Any], **more: Any) -> Questionnaire:
    content = {
        "name": "tiny",
        "title": text("小问卷", "Tiny"),
        "languages": ["zh-CN", "en"],
        "pages": list(pages),
    }
    return Questionnaire.model_validate({**content, **more})


def interview(
    questionnaire: Questionnaire, answers: Mapping[str, Any] | None = None, **more: Any
) -> Interview:
    return Interview(questionnaire, answers or {}, **{"start": START, **more})


def alone(question: dict[str, Any], answers: Mapping[str, Any] | None = None, **more: Any) -> Interview:
    """An interview of one question."""
    return interview(form(page("one", question), **more), answers)


def only(look: Interview) -> Question:
    return look.questionnaire.questions[0]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.level.value} {problem.field} {problem.code}" for problem in problems]


def found(question: dict[str, Any], answers: Mapping[str, Any], **more: Any) -> list[str]:
    """What is wrong with answers to one question."""
    return codes(alone(question, answers, **more).problems("one"))


TOWNS = {
    "name": "places",
    "levels": ["town", "unit"],
    "entries": [
        {"code": "t1", "label": text("东镇", "East")},
        {"code": "t2", "label": text("西镇", "West")},
        {"code": "u1", "label": text("东镇医院", "East hospital"), "parent": "t1"},
        {"code": "u2", "label": text("西镇医院", "West hospital"), "parent": "t2"},
    ],
}
CASCADE = ask(
    "cascade",
    "place",
    list="places",
    write_in=True,
    levels=[{"name": "town", "label": text("乡镇", "town")}, {"name": "unit", "label": text("单位", "unit")}],
)
