"""Matrices of SurveyJS as ours: of one choice, of check boxes, of columns that differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.known import Known
from questionnaires.formats.surveyjs import choices
from questionnaires.formats.surveyjs.maker import Make, Maker
from questionnaires.formats.surveyjs.parts import Element, listed, parts_in, written

MOST_CELLS = 2_000


def matrix(maker: Maker, element: Element, place: str) -> list[Document]:
    """Rows with the same options."""
    question = maker.base(element, "matrix", place)
    columns = maker.get(element, "columns")
    several = written(maker.get(element, "cellType")) == "checkbox"
    question["options"], codes = choices.options(
        maker, {"choices": columns if isinstance(columns, list) else []}, place, several=False
    )
    rows = maker.get(element, "rows")
    if several or not isinstance(rows, list) or not rows:
        return _loose_rows(maker, element, question, codes, rows, place)
    question["rows"] = _rows(maker, element, question["name"], rows, place, codes)
    question["scale"] = False
    if maker.get(element, "eachRowRequired", "isAllRowRequired"):
        question["required"] = True
    maker.known(element, Known(question["name"], Type.ROWS))
    return [question]


def _rows(
    maker: Maker,
    element: Element,
    name: str,
    rows: Sequence[Any],
    place: str,
    codes: dict[str, str],
    ending: str = "",
) -> list[Document]:
    made: list[Document] = []
    condition = written(maker.get(element, "rowsVisibleIf"))
    for row in rows:
        value = written(row.get("value")) if isinstance(row, dict) else written(row)
        said = row.get("text") if isinstance(row, dict) else None
        part: Document = {
            "name": maker.making.names.name(f"{name}_{value}"),
            "label": maker.text(said, place, value or "?"),
        }
        made.append(part)
        maker.condition(part, "show", condition, f"{place}/{value}", value)
        if isinstance(row, dict):
            with maker.within(row, f"{place}/{value}"):
                for key in ("visibleIf", "enableIf"):
                    shown = written(maker.get(row, key))
                    maker.condition(part, "show", shown, f"{place}/{value}", value)
        maker.known(element, Known(part["name"], Type.CODE, codes), f".{value}{ending}")
    return made


def _loose_rows(
    maker: Maker, element: Element, question: Document, codes: dict[str, str], rows: Any, place: str
) -> list[Document]:
    """A matrix of check boxes: a multiple choice for each row; one without rows: a single choice."""
    if not isinstance(rows, list) or not rows:
        question["kind"] = "single"
        maker.known(element, Known(question["name"], Type.CODE, codes))
        return [question]
    maker.making.changed(
        "boxes", place, "多选矩阵每行成为一道多选题", "A matrix of boxes: a multiple choice for each row"
    )
    made = []
    for row in rows:
        value = written(row.get("value")) if isinstance(row, dict) else written(row)
        label = maker.text(row.get("text") if isinstance(row, dict) else None, place, value)
        name = maker.making.names.name(f"{question['name']}_{value}")
        maker.known(element, Known(name, Type.CODES, codes), f".{value}")
        made.append(
            {
                "kind": "multiple",
                "name": name,
                "label": joined(question["label"], label),
                "options": [dict(option) for option in question["options"]],
            }
        )
    return made


def table(maker: Maker, element: Element, place: str) -> list[Document]:
    """A matrix whose columns differ: each column of choices a matrix, each other cell a question."""
    rows = [
        row
        for row in parts_in(maker.get(element, "rows"))
        if written(row.get("value") if isinstance(row, dict) else row)
    ]
    columns = list(listed(maker.get(element, "columns")))
    shared = {"choices": maker.get(element, "choices"), "cellType": maker.get(element, "cellType")}
    if len(rows) * len(columns) > MOST_CELLS:
        maker.making.left_out(
            "cells", place, "格子太多的表没有带过来", "A table of too many cells was left out"
        )
        return []
    maker.making.changed(
        "table", place, "各列不同的矩阵按列、按格拆成几道题", "A matrix of different columns was taken apart"
    )
    head = maker.text(element.get("title"), place, written(element.get("name")))
    made: list[Document] = []
    maker.get(element, "rowsVisibleIf")  # read for every column, by the rows
    for column in columns:
        whole = _whole(element, column, shared)
        sort = whole["type"]
        make = maker.makers.get(sort)
        if make is None or not rows or column.get("visible") is False:
            maker.making.left_out(
                "kind",
                place,
                f"列“{whole['title']}”没有带过来",
                f"The column “{whole['title']}” was left out",
            )
            continue
        with maker.within(column, whole["name"]):
            maker.used |= {"choices", "visible"}
            if sort in ("dropdown", "radiogroup") and whole["choices"]:
                found = [_column(maker, element, whole, rows, head, place)]
            else:
                found = _column_cells(maker, element, whole, rows, head, place, make)
            for question in found:
                maker.common(column, question, place)
        made += found
    return made


def _whole(element: Element, column: Element, shared: Document) -> Document:
    """A column with what it takes from its matrix, as an element of its own."""
    sort = written(column.get("cellType")) or written(shared["cellType"]) or "dropdown"
    return {
        **column,
        "type": "dropdown" if sort == "default" else sort,
        "name": f"{written(element.get('name'))}.{written(column.get('name'))}",
        "choices": column.get("choices") or shared["choices"] or [],
        "title": column.get("title") or written(column.get("name")),
    }


def _column(
    maker: Maker, element: Element, column: Document, rows: Sequence[Any], head: dict[str, str], place: str
) -> Document:
    question = maker.base(column, "matrix", place)
    question["label"] = joined(head, question["label"])
    question["options"], codes = choices.options(maker, column, place, several=False)
    name = written(column["name"]).rpartition(".")[2]
    question["rows"] = _rows(maker, element, question["name"], rows, place, codes, f".{name}")
    question["scale"] = False
    return question


def _column_cells(
    maker: Maker,
    element: Element,
    column: Document,
    rows: Sequence[Any],
    head: dict[str, str],
    place: str,
    make: Callable[[Maker, Element, str], list[Document]],
) -> list[Document]:
    made = []
    name = written(column["name"]).rpartition(".")[2]
    for row in rows:
        value = written(row.get("value")) if isinstance(row, dict) else written(row)
        label = maker.text(row.get("text") if isinstance(row, dict) else None, place, value)
        cell = {**column, "name": f"{written(element.get('name'))}.{value}.{name}"}
        for question in make(maker, cell, place):
            question["label"] = joined(joined(head, label), question["label"])
            made.append(question)
    return made


def joined(head: dict[str, str], tail: dict[str, str]) -> dict[str, str]:
    """Two labels in one."""
    return {
        language: " – ".join(
            filter(
                None,
                (
                    head.get(language, next(iter(head.values()), "")),
                    tail.get(language, next(iter(tail.values()), "")),
                ),
            )
        )
        for language in dict.fromkeys((*head, *tail))
    }


MAKERS: dict[str, Make] = {"matrix": matrix, "matrixdropdown": table}
