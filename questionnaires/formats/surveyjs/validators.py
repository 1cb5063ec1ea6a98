"""The validators of SurveyJS as checks, bounds and patterns of ours."""

from __future__ import annotations

from questionnaires.editing.document import Document
from questionnaires.formats.figures import figure
from questionnaires.formats.surveyjs.maker import Maker
from questionnaires.formats.surveyjs.parts import Element, listed, quoted, told, written

EMAIL = "[^@ ]+@[^@ ]+[.][^@ ]+"
LONGEST = 10_000


def carry(maker: Maker, element: Element, question: Document, place: str) -> None:
    """Checks, bounds and patterns from the validators of an element; one that only warns is a soft check."""
    for validator in listed(maker.get(element, "validators")):
        before = len(question.get("checks", ()))
        _carried(maker, validator, question, place)
        added = question.get("checks", ())[before:]
        for check in added if _is_soft(validator) else ():
            check["level"] = "soft"
        if validator.get("text") and not added:
            said = quoted(validator["text"])
            maker.making.left_out(
                "message",
                place,
                f"校验的提示语没有带过来：{said}",
                f"The message of a validator was left out: {said}",
            )


def _carried(maker: Maker, validator: Element, question: Document, place: str) -> None:
    kind = written(validator.get("type")).removesuffix("validator")
    message = maker.text(validator.get("text"), place) or maker.making.words(
        "这一题的回答不合要求。", "The answer does not meet what is asked."
    )
    if kind == "expression":
        check = maker.check(question, "", message)
        maker.condition(check, "require", written(validator.get("expression")), place)
    elif not _bounded(maker, kind, validator, question, message):
        said = told(validator, "type", "text")
        maker.making.left_out(
            "validator",
            place,
            f"校验“{kind}”没有带过来：{said}",
            f"The validator “{kind}” was left out: {said}",
        )


def _bounded(
    maker: Maker, kind: str, validator: Element, question: Document, message: dict[str, str]
) -> bool:
    """A validator that says bounds or a pattern; whether it could be carried."""
    asked, soft = question["kind"], _is_soft(validator)
    if kind == "numeric" and (asked == "number" or (asked == "scale" and not soft)):
        usual = "usual_" if soft else ""
        return _limited(question, validator, ("minValue", f"{usual}least"), ("maxValue", f"{usual}most"))
    if kind in ("answercount", "answerscount") and asked in ("multiple", "ranking") and not soft:
        return _limited(question, validator, ("minCount", "least"), ("maxCount", "most"))
    if asked != "text":
        return False
    if kind == "text":
        return _long(maker, validator, question, message)
    if kind == "regex" and not validator.get("caseInsensitive"):
        return maker.patterned(question, f"(.|\\n)*({written(validator.get('regex'))})(.|\\n)*", message)
    return kind == "email" and maker.patterned(question, EMAIL, message)


def _long(maker: Maker, validator: Element, question: Document, message: dict[str, str]) -> bool:
    """How long a text is to be; whether it could be carried."""
    least, most = figure(validator.get("minLength")), figure(validator.get("maxLength"))
    if validator.get("allowDigits") is False or (most and _is_soft(validator)):
        return False
    if most and 0 < most <= LONGEST:
        question["limit"] = int(most)
    if least and least > 0:
        maker.check(question, f"string-length(.) >= {int(least)}", message)
    return True


def _limited(question: Document, validator: Element, *pairs: tuple[str, str]) -> bool:
    for theirs, ours in pairs:
        bound = figure(validator.get(theirs))
        if bound is not None:
            question[ours] = int(bound) if question["kind"] != "number" else bound
    return True


def _is_soft(validator: Element) -> bool:
    """Whether a validator warns and lets the answer pass."""
    return written(validator.get("notificationType")) in ("warning", "info")
