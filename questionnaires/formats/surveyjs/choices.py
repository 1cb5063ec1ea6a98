"""Choices of SurveyJS: options with their special ones, and what is chosen from elsewhere."""

from __future__ import annotations

from typing import Any

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.carried import Fate
from questionnaires.formats.figures import figure
from questionnaires.formats.known import Known
from questionnaires.formats.surveyjs.maker import Make, Maker
from questionnaires.formats.surveyjs.parts import Element, parts_in, written
from questionnaires.model import MOST_POINTS
from questionnaires.text import Text

SPECIAL = (
    # (their property, older name), value, code, words, missing
    (("showNoneItem", "hasNone"), "none", "noneText", ("以上都不是", "None"), None),
    (("showRefuseItem",), "refused", "refuseText", ("不愿回答", "Refuse to answer"), "refused"),
    (("showDontKnowItem",), "dontknow", "dontKnowText", ("不清楚", "Don't know"), "unknown"),
)


def options(
    maker: Maker, element: Element, place: str, *, several: bool
) -> tuple[list[Document], dict[str, str]]:
    """Options with our codes, and our code for each value of theirs."""
    choices = [choice for choice in parts_in(maker.get(element, "choices")) if _value(choice)]
    values = [_value(choice) for choice in choices]
    condition = written(maker.get(element, "choicesVisibleIf"))
    codes = maker.making.codes([*values, *(value for _, value, *_ in _special(maker, element))], place)
    made: list[Document] = []
    for choice, value, code in zip(choices, values, codes, strict=False):
        said = choice.get("text") if isinstance(choice, dict) else None
        option: Document = {"code": code, "label": maker.text(said, place, value)}
        made.append(option)
        if condition:
            maker.condition(option, "show", condition, f"{place}/{value}", value)
        if isinstance(choice, dict):
            for key in ("visibleIf", "enableIf"):
                maker.condition(option, "show", written(choice.get(key)), f"{place}/{value}", value)
            left = [
                name
                for name in choice
                if name not in ("value", "text", "visibleIf", "enableIf") and choice[name]
            ]
            maker.making.unknown(place, [f"choices.{name}" for name in left])
    _ordered(maker, element, made)
    for (_, value, text, words, missing), code in zip(
        _special(maker, element), codes[len(values) :], strict=True
    ):
        special: Document = {
            "code": code,
            "label": maker.text(maker.get(element, text), place) or maker.making.words(*words),
        }
        if several:
            special["exclusive"] = True
        if missing:
            special["missing"] = missing
        made.append(special)
        values.append(value)
    return made, dict(zip(values, codes, strict=True))


def _special(maker: Maker, element: Element) -> list[Any]:
    return [each for each in SPECIAL if any(maker.get(element, name) is True for name in each[0])]


def _value(choice: Any) -> str:
    return written(choice.get("value")) if isinstance(choice, dict) else written(choice)


def _ordered(maker: Maker, element: Element, made: list[Document]) -> None:
    order = written(maker.get(element, "choicesOrder")).lower()
    if order in ("asc", "desc"):
        language = maker.making.languages[0]
        made.sort(key=lambda option: option["label"].get(language, ""), reverse=order == "desc")


def other(maker: Maker, element: Element, question: Document, codes: dict[str, str], place: str) -> None:
    """The option with a line of its own."""
    if not maker.get(element, "showOtherItem", "hasOther"):
        maker.used.add("otherText")
        return
    code = maker.making.codes([*codes.values(), "other"], "")[-1] if "other" in codes.values() else "other"
    label = maker.text(maker.get(element, "otherText"), place) or maker.making.words("其他", "Other")
    question["options"].append({"code": code, "label": label, "write_in": True})
    codes["other"] = code
    field = f"{question['name']}_oth"
    maker.making.names.reserve([field])
    maker.known(element, Known(field, Type.TEXT), "-Comment")
    maker.looks.discard("otherText")


def choice(kind: str, appearance: str = "") -> Make:
    """A question of options: ``single``, ``multiple`` or ``ranking``."""

    def make(maker: Maker, element: Element, place: str) -> list[Document]:
        ours = (
            "multiple"
            if kind == "pictures" and element.get("multiSelect")
            else kind.replace("pictures", "single")
        )
        if kind == "pictures":
            maker.used.add("multiSelect")
            maker.making.left_out(
                "pictures", place, "选项的图片没有带过来", "Pictures of options were left out"
            )
        question = maker.base(element, ours, place)
        copied = _copied(maker, element, place)
        question["options"], codes = options(maker, {**element, **copied}, place, several=ours != "single")
        if not question["options"]:
            return _without_options(maker, element, question, place)
        other(maker, element, question, codes, place)
        if written(maker.get(element, "choicesOrder")).lower() == "random":
            question["shuffle"] = True
        if appearance:
            question["appearance"] = appearance
        if ours != "single":
            _bounds(maker, element, question)
            maker.making.names.reserve(f"{question['name']}_{code}" for code in codes.values())
        maker.known(element, Known(question["name"], Type.CODE if ours == "single" else Type.CODES, codes))
        _chosen_there(maker, element, question, place)
        return [question]

    return make


def _bounds(maker: Maker, element: Element, question: Document) -> None:
    count = len(question["options"])
    least = figure(maker.get(element, "minSelectedChoices"))
    most = figure(maker.get(element, "maxSelectedChoices"))
    if question["kind"] == "ranking":
        all_of_them = not maker.get(element, "selectToRankEnabled")
        most = most if most and 0 < most <= count else max(count, 1)
        question["most"] = int(most)
        question["least"] = (
            int(least) if least and 0 < least <= count else (min(count, 1) if all_of_them else 0)
        )
        return
    if least and least > 0:
        question["least"] = int(least)
    if most and most > 0:
        question["most"] = int(most)


def _copied(maker: Maker, element: Element, place: str) -> Document:
    """The choices of another question, where they are taken from there."""
    source = written(maker.get(element, "choicesFromQuestion"))
    if not source:
        return {}
    other_one = maker.elements.get(source)
    maker.used |= {"choicesFromQuestionMode", "choiceTextsFromQuestion", "choiceValuesFromQuestion"}
    if other_one is None or not isinstance(other_one.get("choices"), list):
        maker.making.left_out(
            "choices_from",
            place,
            f"取自“{source}”的选项没有带过来",
            f"The choices of “{source}” were left out",
        )
        return {}
    maker.making.changed(
        "choices_from", place, f"取自“{source}”的选项抄了一份", f"The choices of “{source}” were copied"
    )
    return {"choices": [*other_one["choices"], *parts_in(element.get("choices"))]}


def _chosen_there(maker: Maker, element: Element, question: Document, place: str) -> None:
    """Show an option only where it was chosen (or was not) in the question it is taken from."""
    mode = written(element.get("choicesFromQuestionMode"))
    source = written(element.get("choicesFromQuestion"))
    known = maker.rules.resolve(source) if source else None
    if mode not in ("selected", "unselected") or known is None:
        return
    for value, code in known.codes.items():
        sign = "notcontains" if mode == "unselected" else "contains"
        for option in question["options"]:
            if option["code"] == code:
                maker.condition(option, "show", f"{{{source}}} {sign} '{value}'", f"{place}/{value}")


def _without_options(maker: Maker, element: Element, question: Document, place: str) -> list[Document]:
    """A choice whose options come from the net becomes a text, for a person to settle."""
    url = maker.get(element, "choicesByUrl")
    where = written(url.get("url")) if isinstance(url, dict) else ""
    said = f"（{where}）" if where else ""
    maker.making.note(
        Fate.GUESSED,
        "no_choices",
        place,
        f"选项不在文件里{said}，先成为文字题",
        f"The choices are not in the file{f' ({where})' if where else ''}: a text for now",
        Text(
            zh="请改成选择题并写上选项，或选用代码表。",
            en="Make it a choice and write its options, or choose a list.",
        ),
        question["name"],
    )
    question["kind"] = "text"
    question.pop("options")
    maker.known(element, Known(question["name"], Type.TEXT))
    return [question]


def truth(maker: Maker, element: Element, place: str) -> list[Document]:
    """Yes or no."""
    yes = written(maker.get(element, "valueTrue")) or "true"
    no = written(maker.get(element, "valueFalse")) or "false"
    question = maker.base(element, "single", place)
    codes = maker.making.codes([yes, no], place)
    labels = (
        maker.text(maker.get(element, "labelTrue"), place) or maker.making.words("是", "Yes"),
        maker.text(maker.get(element, "labelFalse"), place) or maker.making.words("否", "No"),
    )
    question["options"] = [{"code": code, "label": label} for code, label in zip(codes, labels, strict=True)]
    known = {yes: codes[0], no: codes[1]}
    known.setdefault("true", codes[0])
    known.setdefault("false", codes[1])
    maker.known(element, Known(question["name"], Type.CODE, known))
    return [question]


def rating(maker: Maker, element: Element, place: str) -> list[Document]:
    """Points on a scale, or options where the points have words."""
    values = maker.get(element, "rateValues")
    low = maker.text(maker.get(element, "minRateDescription"), place)
    high = maker.text(maker.get(element, "maxRateDescription"), place)
    least = figure(maker.get(element, "rateMin"))
    most = figure(maker.get(element, "rateMax"))
    step = figure(maker.get(element, "rateStep")) or 1
    count = figure(maker.get(element, "rateCount"))
    if isinstance(values, list) and values:
        question = maker.base(element, "single", place)
        question["options"], codes = options(maker, {**element, "choices": values}, place, several=False)
        maker.known(element, Known(question["name"], Type.CODE, codes))
        return [question]
    start = 1 if least is None else least
    end = most if most is not None else start + ((count or 5) - 1) * step
    if step != 1 or start != int(start) or end != int(end) or max(-start, end) > MOST_POINTS:
        question = maker.base(element, "number", place)
        question |= {"least": start, "most": end, "step": step if step > 0 else None, "decimals": 2}
        maker.making.changed(
            "rating",
            place,
            "步长不是 1、或分值很多的评分成为数字题",
            "A rating in steps other than 1, or of very many points: a number",
        )
    else:
        question = maker.base(element, "scale", place)
        question |= {"least": int(start), "most": int(end), "low_label": low, "high_label": high}
    maker.known(element, Known(question["name"], Type.NUMBER))
    return [question]


MAKERS: dict[str, Make] = {
    "radiogroup": choice("single"),
    "dropdown": choice("single", "dropdown"),
    "buttongroup": choice("single"),
    "imagepicker": choice("pictures"),
    "checkbox": choice("multiple"),
    "tagbox": choice("multiple"),
    "ranking": choice("ranking"),
    "sortablelist": choice("ranking"),
    "boolean": truth,
    "rating": rating,
}

__all__ = ["MAKERS", "options"]
