"""Texts, numbers, dates, matrices and notes of SurveyJS as ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.figures import figure, is_day
from questionnaires.formats.rules import Known
from questionnaires.formats.surveyjs import choices
from questionnaires.formats.surveyjs.maker import Make, Maker
from questionnaires.formats.surveyjs.parts import Element, listed, parts_in, written
from questionnaires.formats.surveyjs.validators import EMAIL

LIMIT = 500
LONG_LIMIT = 5000
MOST_CELLS = 2_000
DATES = {"date": "day", "datetime": "day", "datetime-local": "day", "month": "month"}
PLAIN = frozenset({"", "text", "email", "tel", "url", "password", "search"})


def text(maker: Maker, element: Element, place: str, ending: str = "") -> list[Document]:
    """A line: a number, a date or words, by its input type."""
    sort = written(maker.get(element, "inputType")).lower()
    if sort in ("number", "range"):
        return [number(maker, element, place, ending)]
    if sort in DATES:
        return [_date(maker, element, place, sort, ending)]
    question = maker.base(element, "text", place, ending)
    length = figure(maker.get(element, "maxLength"))
    question["limit"] = int(length) if length and 0 < length <= 10_000 else LIMIT
    if sort == "email":
        maker.patterned(
            question, EMAIL, maker.making.words("请填写电子邮件地址。", "Enter an e-mail address.")
        )
    if sort not in PLAIN:
        maker.making.changed(
            "input_type", place, f"“{sort}”成为普通文字", f"A field of the sort “{sort}” became a text"
        )
    maker.known(element, Known(question["name"], Type.TEXT), ending)
    return [question]


def number(maker: Maker, element: Element, place: str, ending: str = "") -> Document:
    """A number with its bounds."""
    question = maker.base(element, "number", place, ending)
    step = figure(maker.get(element, "step"))
    question["least"] = figure(maker.get(element, "min"))
    question["most"] = figure(maker.get(element, "max"))
    whole = step is not None and step == int(step)
    question["decimals"] = 0 if whole else 6
    if step and step > 0 and step != 1 and step * 10**6 == int(step * 10**6):
        question["step"] = step
    maker.known(element, Known(question["name"], Type.NUMBER), ending)
    return question


def _date(maker: Maker, element: Element, place: str, sort: str, ending: str) -> Document:
    question = maker.base(element, "date", place, ending)
    question["precision"] = DATES[sort]
    if sort.startswith("datetime"):
        maker.making.changed(
            "time", place, "日期里的时刻没有带过来，只问日期", "The time of day was left out"
        )
    for theirs, ours in (("min", "earliest"), ("max", "latest")):
        bound = written(maker.get(element, theirs))[:10]
        if is_day(bound):
            question[ours] = bound
        elif bound:
            maker.making.left_out(
                "bounds", place, f"日期的界限“{bound}”没有带过来", f"The bound “{bound}” was left out"
            )
    maker.known(element, Known(question["name"], Type.DATE), ending)
    return question


def comment(maker: Maker, element: Element, place: str) -> list[Document]:
    """A long text."""
    question = maker.base(element, "text", place)
    length = figure(maker.get(element, "maxLength"))
    question |= {"long": True, "limit": int(length) if length and 0 < length <= 10_000 else LONG_LIMIT}
    maker.known(element, Known(question["name"], Type.TEXT))
    return [question]


def several_texts(maker: Maker, element: Element, place: str) -> list[Document]:
    """Several lines: a question for each."""
    maker.making.changed("fields", place, "多空填空成为几道题", "Several lines became several questions")
    made: list[Document] = []
    head = maker.text(element.get("title"), place, written(element.get("name")))
    hint = maker.text(element.get("description"), place)
    for item in listed(maker.get(element, "items")):
        own = {**item, "name": f"{written(element.get('name'))}.{written(item.get('name'))}"}
        own.setdefault("title", written(item.get("name")))
        with maker.within(item, own["name"]):
            (question,) = text(maker, own, place)
            question["label"] = joined(head, question["label"])
            question["hint"] = question["hint"] or hint
            maker.common(item, question, place)
        made.append(question)
    return made


def note(maker: Maker, element: Element, place: str) -> list[Document]:
    """A text that asks nothing."""
    question = maker.base(element, "note", place)
    question["label"] = maker.text(maker.get(element, "html"), place) or question["label"]
    return [question]


def expression(maker: Maker, element: Element, place: str) -> list[Document]:
    """A value worked out from earlier answers."""
    made = maker.calculated(
        written(element.get("name")) or "value", written(maker.get(element, "expression")), place
    )
    if made is None:
        return []
    made["label"] = maker.text(element.get("title"), place)
    made["hint"] = maker.text(element.get("description"), place)
    maker.making.changed(
        "expression",
        place,
        "显示的计算结果成为不显示的计算项",
        "A shown expression became a calculated value, not shown",
    )
    return [made]


def slider(maker: Maker, element: Element, place: str) -> list[Document]:
    """A slider becomes a number within bounds."""
    if written(maker.get(element, "sliderType")) == "range":
        maker.making.left_out("kind", place, "选区间的滑块没有带过来", "A slider for a range was left out")
        return []
    maker.making.changed("slider", place, "滑块成为数字题", "A slider became a number")
    bounded = {"min": 0, "max": 100, "step": 1, **element}
    return [number(maker, bounded, place)]


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
        sort = written(column.get("cellType")) or written(shared["cellType"]) or "dropdown"
        sort = "dropdown" if sort == "default" else sort
        whole = {
            **column,
            "type": sort,
            "name": f"{written(element.get('name'))}.{written(column.get('name'))}",
        }
        whole["choices"] = column.get("choices") or shared["choices"] or []
        whole["title"] = column.get("title") or written(column.get("name"))
        make = MAKERS.get(sort) or choices.MAKERS.get(sort)
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


def left_out(zh: str, en: str) -> Make:
    """A kind that no question here can be."""

    def make(maker: Maker, element: Element, place: str) -> list[Document]:
        maker.used |= set(element)
        maker.making.left_out("kind", place, f"题型“{zh}”没有带过来", f"The question is {en}: left out")
        return []

    return make


MAKERS: dict[str, Make] = {
    "text": text,
    "datepicker": text,
    "comment": comment,
    "editor": comment,
    "multipletext": several_texts,
    "html": note,
    "expression": expression,
    "slider": slider,
    "nouislider": slider,
    "matrix": matrix,
    "matrixdropdown": table,
    "file": left_out("文件上传", "a file upload"),
    "signaturepad": left_out("手写签名", "a signature"),
    "imagemap": left_out("图上选区", "a map of a picture"),
    "image": left_out("图片", "a picture"),
    "matrixdynamic": left_out("可增减行的表", "a table with rows that are added"),
    "empty": left_out("空白", "empty"),
}
