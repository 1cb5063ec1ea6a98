"""Tiny Qualtrics files: questions, blocks, flow and logic."""

from __future__ import annotations

import json
from typing import Any

from questionnaires.formats import qualtrics


def choices(*words: str, **more: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {str(number): {"Display": word} for number, word in enumerate(words, 1)}
    for key, extra in more.items():
        found[key.strip("c")] |= extra
    return {"Choices": found, "ChoiceOrder": list(found)}


def q(
    number: int, kind: str, selector: str, *, settings: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "QuestionID": f"QID{number}",
        "DataExportTag": f"Q{number}",
        "QuestionText": f"Question {number}",
        "QuestionType": kind,
        "Selector": selector,
        "Validation": {"Settings": settings or {}},
        "Language": [],
        **more,
    }


def qsf(
    *questions: dict[str, Any], blocks: Any = None, flow: Any = None, options: Any = None, **entry: Any
) -> bytes:
    every = [{"Type": "Question", "QuestionID": one["QuestionID"]} for one in questions]
    blocks = blocks or [{"Type": "Default", "ID": "BL_1", "Description": "First", "BlockElements": every}]
    elements = [
        {"Element": "BL", "Payload": blocks},
        {"Element": "SO", "Payload": options or {"SurveyTitle": "Trial"}},
        *({"Element": "SQ", "PrimaryAttribute": one["QuestionID"], "Payload": one} for one in questions),
    ]
    if flow is not None:
        elements.append({"Element": "FL", "Payload": {"Type": "Root", "Flow": flow}})
    return json.dumps(
        {"SurveyEntry": {"SurveyLanguage": "EN", "SurveyName": "Trial", **entry}, "SurveyElements": elements}
    ).encode()


def read(*questions: dict[str, Any], **more: Any):
    return qualtrics.read(qsf(*questions, **more), name="trial")


def logic(*expressions: dict[str, Any], **sets: Any) -> dict[str, Any]:
    first = {str(number): each for number, each in enumerate(expressions)}
    return {"0": {**first, "Type": "If"}, "Type": "BooleanExpression", **sets}


def expr(
    left: str, operator: str = "Selected", right: str | None = None, joint: str = "", **more: Any
) -> dict[str, Any]:
    found = {
        "LogicType": "Question",
        "LeftOperand": left,
        "Operator": operator,
        "Type": "Expression",
        "Description": f"<span>If {left}</span>",
        **more,
    }
    if right is not None:
        found["RightOperand"] = right
    if joint:
        found["Conjuction"] = joint
    return found


EARLIER = (
    q(1, "MC", "SAVR", **choices("Yes", "No", c2={"TextEntry": "true"})),
    q(
        2,
        "MC",
        "MAVR",
        RecodeValues={"1": "10", "2": "20", "3": "30"},
        **choices("A", "B", "C", c3={"ExclusiveAnswer": True}),
    ),
    q(
        3,
        "TE",
        "SL",
        settings={
            "Type": "ContentType",
            "ContentType": "ValidNumber",
            "ValidNumber": {"Min": "0", "Max": "120", "NumDecimals": "0"},
        },
    ),
    q(4, "TE", "ML"),
    q(
        5,
        "Matrix",
        "Likert",
        SubSelector="SingleAnswer",
        Answers={"1": {"Display": "bad"}, "2": {"Display": "good"}},
        **choices("r", "s"),
    ),
)
