"""Each type of LimeSurvey's questions as ours, but for the arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.carried import Fate
from questionnaires.formats.figures import is_day, whole
from questionnaires.formats.formulas import FormulaError
from questionnaires.formats.known import Known
from questionnaires.formats.limesurvey.limits import figures, words
from questionnaires.formats.limesurvey.maker import Make, Maker
from questionnaires.formats.limesurvey.source import Asked

YES_NO = (("Y", "是", "Yes"), ("N", "否", "No"))
SEXES = (("F", "女", "Female"), ("M", "男", "Male"))


def _single(maker: Maker, asked: Asked) -> list[Document]:
    question = maker.base(asked, "single")
    question["options"], codes = maker.options(asked, asked.choices())
    if asked.type == "!":
        question["appearance"] = "dropdown"
    if "random" in maker.attribute(asked, "answer_order") or maker.attribute(asked, "random_order") == "1":
        question["shuffle"] = True
    maker.filtered(asked, list(zip(question["options"], codes, strict=False)))
    maker.other(asked, question, codes, Type.CODE)
    maker.rules.fields[asked.code] = Known(question["name"], Type.CODE, codes)
    if asked.type != "O":
        return [question]
    comment: Document = {
        "kind": "text",
        "name": maker.making.names.name(f"{question['name']}_comment"),
        "label": maker.making.words("补充说明", "Your comment"),
        "long": True,
        "limit": 5000,
    }
    maker.rules.fields[f"{asked.code}_comment"] = Known(comment["name"], Type.TEXT)
    maker.rules.fields[f"{asked.code}comment"] = Known(comment["name"], Type.TEXT)
    maker.making.changed(
        "comment",
        asked.code,
        "带评论的单选题成为单选题加一道文字题",
        "A list with comment became a choice and a text",
    )
    return [question, comment]


def _fixed(triples: Sequence[tuple[str, str, str]]) -> Make:
    def make(maker: Maker, asked: Asked) -> list[Document]:
        question = maker.base(asked, "single")
        question["options"], codes = maker.fixed(triples)
        maker.rules.fields[asked.code] = Known(question["name"], Type.CODE, codes)
        return [question]

    return make


def _multiple(maker: Maker, asked: Asked) -> list[Document]:
    question = maker.base(asked, "multiple")
    parts = asked.parts()
    question["options"], codes = maker.options(asked, parts)
    maker.filtered(asked, list(zip(question["options"], codes, strict=False)))
    alone = [code.strip() for code in maker.attribute(asked, "exclude_all_others").split(";")]
    for option, part in zip(question["options"], parts, strict=True):
        if part.code in alone:
            option["exclusive"] = True
    _bounds(maker, asked, question, len(parts))
    if maker.attribute(asked, "random_order") == "1" or "random" in maker.attribute(asked, "answer_order"):
        question["shuffle"] = True
    if asked.type == "P":
        for option in question["options"]:
            option["write_in"] = True
        maker.making.changed(
            "comment",
            asked.code,
            "选项的评论成为选项后的填空",
            "Comments on options became lines beside them",
        )
    maker.other(asked, question, codes, Type.CODES)
    maker.making.names.reserve(f"{question['name']}_{code}" for code in codes.values())
    for part in parts:
        known = Known(question["name"], Type.CODES, codes, option=codes[part.code])
        maker.rules.fields[f"{asked.code}_{part.code}"] = known
        maker.rules.fields[f"{asked.code}{part.code}"] = known
    maker.rules.fields[asked.code] = Known(question["name"], Type.CODES, codes)
    return [question]


def _bounds(maker: Maker, asked: Asked, question: Document, count: int) -> None:
    for attribute, key in (("min_answers", "least"), ("max_answers", "most")):
        written = maker.attribute(asked, attribute)
        bound = whole(written)
        if bound and 0 < bound <= max(count + 1, 1):
            question[key] = bound
        elif written not in ("", "0"):
            maker.making.left_out(
                "bounds",
                asked.code,
                f"选项数的限制“{written}”没有带过来",
                f"The bound “{written}” was left out",
            )


def _ranking(maker: Maker, asked: Asked) -> list[Document]:
    question = maker.base(asked, "ranking")
    parts = asked.choices() or asked.parts()
    question["options"], codes = maker.options(asked, parts)
    question["most"] = max(len(parts), 1)
    question["least"] = 0
    _bounds(maker, asked, question, len(parts))
    if asked.mandatory == "Y":
        question["least"] = max(question["least"], 1)
    maker.making.names.reserve(f"{question['name']}_{place}" for place in range(1, len(parts) + 1))
    maker.rules.fields[asked.code] = Known(question["name"], Type.CODES, codes)
    return [question]


def _text(maker: Maker, asked: Asked) -> list[Document]:
    question = maker.base(asked, "text")
    words(maker, asked, question)
    maker.rules.fields[asked.code] = Known(question["name"], Type.TEXT)
    return [question]


def _number(maker: Maker, asked: Asked) -> list[Document]:
    question = maker.base(asked, "number")
    figures(maker, asked, question)
    maker.rules.fields[asked.code] = Known(question["name"], Type.NUMBER)
    return [question]


def _scale(maker: Maker, asked: Asked) -> list[Document]:
    question = {**maker.base(asked, "scale"), "least": 1, "most": 5}
    maker.rules.fields[asked.code] = Known(question["name"], Type.NUMBER)
    return [question]


def _date(maker: Maker, asked: Asked) -> list[Document]:
    question = maker.base(asked, "date")
    form = maker.attribute(asked, "date_format")
    low = form.lower()
    if low and "d" not in low:
        question["precision"] = "month" if "m" in low else "year"
    if "h" in low:
        maker.making.changed(
            "time", asked.code, "日期里的时刻没有带过来，只问日期", "The time of day was left out"
        )
    for attribute, key in (("date_min", "earliest"), ("date_max", "latest")):
        written = maker.attribute(asked, attribute)
        if written == "today" and key == "latest":
            question[key] = "today"
        elif is_day(written):
            question[key] = written
        elif written:
            maker.making.left_out(
                "bounds",
                asked.code,
                f"日期的界限“{written}”没有带过来",
                f"The bound “{written}” was left out",
            )
    maker.rules.fields[asked.code] = Known(question["name"], Type.DATE)
    return [question]


def _note(maker: Maker, asked: Asked) -> list[Document]:
    return [maker.base(asked, "note")]


def _equation(maker: Maker, asked: Asked) -> list[Document]:
    """The value is turned at once: it may name only what came before."""
    written = maker.attribute(asked, "equation") or next(iter(asked.text.values()), "")
    try:
        value, found = maker.rules.calculation(written)
    except FormulaError as error:
        maker.making.rule_left_out(asked.code, written, error.reason, shown=False)
        return []
    kinds = {Type.NUMBER: "number", Type.BOOLEAN: "boolean", Type.DATE: "date"}
    question: dict[str, Any] = {
        "kind": "calculated",
        "name": maker.making.names.name(asked.code),
        "value": value,
        "type": kinds.get(found, "text"),
    }
    maker.rules.stems[asked.key] = asked.code
    maker.rules.fields[asked.code] = Known(
        question["name"], found if found in kinds and found is not Type.BOOLEAN else Type.TEXT
    )
    maker.making.note(
        Fate.CHANGED,
        "equation",
        asked.code,
        "公式题成为不显示的计算项",
        "An equation became a calculated value, which is not shown",
        question=question["name"],
    )
    return [question]


MAKERS: dict[str, Make] = {
    "L": _single,
    "!": _single,
    "O": _single,
    "Y": _fixed(YES_NO),
    "G": _fixed(SEXES),
    "M": _multiple,
    "P": _multiple,
    "R": _ranking,
    "S": _text,
    "T": _text,
    "U": _text,
    "N": _number,
    "5": _scale,
    "D": _date,
    "X": _note,
    "*": _equation,
}
