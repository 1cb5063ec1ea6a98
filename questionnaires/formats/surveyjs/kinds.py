"""Texts, numbers, dates and notes of SurveyJS as ours."""

from __future__ import annotations

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.figures import figure, is_day
from questionnaires.formats.known import Known
from questionnaires.formats.surveyjs.maker import Make, Maker
from questionnaires.formats.surveyjs.matrices import joined
from questionnaires.formats.surveyjs.parts import Element, listed, written
from questionnaires.formats.surveyjs.validators import EMAIL

LIMIT = 500
LONG_LIMIT = 5000
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
    "file": left_out("文件上传", "a file upload"),
    "signaturepad": left_out("手写签名", "a signature"),
    "imagemap": left_out("图上选区", "a map of a picture"),
    "image": left_out("图片", "a picture"),
    "matrixdynamic": left_out("可增减行的表", "a table with rows that are added"),
    "empty": left_out("空白", "empty"),
}
