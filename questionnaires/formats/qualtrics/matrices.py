"""Matrices of Qualtrics and several of them side by side."""

from __future__ import annotations

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.known import Known
from questionnaires.formats.qualtrics.logic import Made
from questionnaires.formats.qualtrics.maker import Make, Maker, joined
from questionnaires.formats.qualtrics.source import Payload, mapping, ordered, said

MOST_CELLS = 2_000


def matrix(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """Rows with the same answers: one each, several each, or words and numbers in each cell."""
    selector, sub = said(payload.get("Selector")), said(payload.get("SubSelector"))
    if selector in ("TE", "CS"):
        return _cells(maker, key, payload, number=selector == "CS")
    if selector in ("RO", "MaxDiff"):
        maker.making.left_out(
            "kind",
            maker.place,
            f"矩阵“{selector}”没有带过来",
            f"A matrix of the sort “{selector}” was left out",
        )
        return []
    if sub == "MultipleAnswer":
        return _boxes(maker, key, payload)
    question = maker.base(payload, "matrix")
    question["options"], codes = maker.options(payload, "Answers", "AnswerOrder")
    question["scale"] = selector in ("Likert", "Bipolar")
    made = Made(Known(question["name"], Type.ROWS), answers=codes)
    question["rows"] = []
    for each, part in ordered(payload.get("Choices"), payload.get("ChoiceOrder")):
        row: Document = {
            "name": maker.making.names.name(_row_name(payload, question["name"], each)),
            "label": maker.display(payload, "Choices", each),
        }
        if part.get("DisplayLogic"):
            maker.logic(row, "show", part["DisplayLogic"])
        if part.get("TextEntry"):
            maker.making.left_out(
                "row_text",
                maker.place,
                "矩阵行后的填空没有带过来",
                "Lines beside rows of a matrix were left out",
            )
        question["rows"].append(row)
        made.rows[each] = Known(row["name"], Type.CODE, codes)
    if mapping(payload.get("Randomization")).get("Type") not in (None, "", "None"):
        maker.making.left_out("row_order", maker.place, "各行随机排列没有带过来", "Rows at random: left out")
    maker.know(key, made)
    return [question]


def _row_name(payload: Payload, name: str, key: str) -> str:
    tags = payload.get("ChoiceDataExportTags")
    return said(mapping(tags).get(key)) or f"{name}_{key}"


def _boxes(maker: Maker, key: str, payload: Payload) -> list[Document]:
    maker.making.changed(
        "boxes",
        maker.place,
        "多选矩阵每行成为一道多选题",
        "A matrix of boxes: a multiple choice for each row",
    )
    head = maker.text(payload, lambda held: held.get("QuestionText"))
    made, questions = Made(), []
    for each, _ in ordered(payload.get("Choices"), payload.get("ChoiceOrder")):
        question = maker.base(payload, "multiple", f"_{each}")
        question["label"] = joined(head, maker.display(payload, "Choices", each))
        question["options"], codes = maker.options(payload, "Answers", "AnswerOrder")
        made.rows[each] = Known(question["name"], Type.CODES, codes)
        questions.append(question)
    maker.know(key, made)
    return questions


def _cells(maker: Maker, key: str, payload: Payload, *, number: bool) -> list[Document]:
    rows = ordered(payload.get("Choices"), payload.get("ChoiceOrder"))
    columns = ordered(payload.get("Answers"), payload.get("AnswerOrder"))
    if len(rows) * max(len(columns), 1) > MOST_CELLS:
        maker.making.left_out(
            "cells", maker.place, "格子太多的表没有带过来", "A table of too many cells was left out"
        )
        return []
    maker.making.changed(
        "cells", maker.place, "表格每一格成为一道题", "Each cell of a table became a question"
    )
    head = maker.text(payload, lambda held: held.get("QuestionText"))
    made, questions = Made(), []
    for row, _ in rows:
        label = joined(head, maker.display(payload, "Choices", row))
        for column, _ in columns or [("", {})]:
            question = maker.base(payload, "number" if number else "text", f"_{row}_{column}".rstrip("_"))
            question["label"] = joined(label, maker.display(payload, "Answers", column)) if column else label
            if not number:
                question["limit"] = 500
            made.rows.setdefault(row, Known(question["name"], Type.NUMBER if number else Type.TEXT))
            questions.append(question)
    maker.know(key, made)
    return questions


def side_by_side(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """Each column a matrix of its own, over the same rows."""
    maker.making.changed(
        "side_by_side",
        maker.place,
        "并排矩阵的每一列成为一道题",
        "Each column of a side by side became a question",
    )
    head = maker.text(payload, lambda held: held.get("QuestionText"))
    questions: list[Document] = []
    for number, column in ordered(payload.get("AdditionalQuestions"), None):
        own = {
            **column,
            "DataExportTag": f"{said(payload.get('DataExportTag'))}_{number}",
            "Choices": payload.get("Choices"),
            "ChoiceOrder": payload.get("ChoiceOrder"),
            "ChoiceDataExportTags": False,
            "Language": _translated(payload, number),
        }
        for question in matrix(maker, f"{key}#{number}", own):
            whole = question["kind"] == "matrix"
            question["label"] = joined(head, question["label"]) if whole else question["label"]
            questions.append(question)
    return questions


def _translated(payload: Payload, number: str) -> dict[str, Payload]:
    """The translations of a column, with those of the rows."""
    return {
        language: {
            **mapping(mapping(mapping(held).get("AdditionalQuestions")).get(number)),
            "Choices": mapping(held).get("Choices"),
        }
        for language, held in mapping(payload.get("Language")).items()
    }


MAKERS: dict[str, Make] = {"Matrix": matrix, "SBS": side_by_side}
