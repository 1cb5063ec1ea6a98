"""Constructs of SurveyJS files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from questionnaires.formats.carried import Fate
from tests.questionnaires.formats.constructs.case import CARRIED, REFUSED, C, Case, G, L


def sjs(*elements: dict[str, Any], **survey: Any) -> bytes:
    """A tiny SurveyJS file with a number ``first`` before the elements."""
    first = {"type": "text", "name": "first", "inputType": "number"}
    last = {"type": "text", "name": "last"}
    return json.dumps(
        {"title": "T", "pages": [{"name": "p", "elements": [first, *elements, last]}], **survey}
    ).encode()


def cases() -> Iterable[Case]:
    def one(construct: str, fate: Fate | str, code: str, becomes: str = "", **element: Any) -> Case:
        return Case("surveyjs", construct, sjs({"type": "text", "name": "q", **element}), fate, code, becomes)

    options: dict[str, Any] = {"choices": ["x", "y"]}
    table: dict[str, Any] = {"type": "matrixdropdown", "rows": ["r"]}
    for kind, ours in (
        ("radiogroup", "single choice"),
        ("dropdown", "single choice as dropdown"),
        ("checkbox", "multiple choice"),
        ("ranking", "ranking"),
    ):
        yield one(f"`{kind}`", CARRIED, "", ours, type=kind, **options)
    yield one("`rating`", CARRIED, "", "scale", type="rating")
    yield one("`boolean`", CARRIED, "", "single choice", type="boolean")
    yield one("`comment`", CARRIED, "", "long text", type="comment")
    yield one("`matrix`", CARRIED, "", "matrix", type="matrix", rows=["r"], columns=[1, 2])
    yield one(
        "`matrix` of check boxes", C, "boxes", type="matrix", cellType="checkbox", rows=["r"], columns=[1, 2]
    )
    yield one("`matrixdropdown`", C, "table", **table, columns=[{"name": "c", "cellType": "text"}])
    for name, value in (("totalType", "sum"), ("isUnique", True), ("choicesByUrl", {"url": "http://x"})):
        yield one(
            f"`{name}` of a column",
            L,
            "property",
            **table,
            columns=[{"name": "c", "cellType": "text", name: value}],
        )
    yield one(
        "`visible: false` of a column",
        L,
        "kind",
        **table,
        columns=[{"name": "c", "cellType": "text", "visible": False}],
    )
    yield one("`multipletext`", C, "fields", type="multipletext", items=[{"name": "a"}])
    yield one(
        "`minValueExpression` of a line of it",
        L,
        "property",
        type="multipletext",
        items=[{"name": "a", "minValueExpression": "{first}"}],
    )
    yield one(
        "`maxLength` of the whole of it",
        L,
        "property",
        type="multipletext",
        maxLength=9,
        items=[{"name": "a", "maxLength": 9}],
    )
    yield one(
        "`min` of the whole `matrixdropdown`",
        L,
        "property",
        **table,
        min=1,
        columns=[{"name": "c", "cellType": "text", "inputType": "number", "min": 1}],
    )
    yield one("`text` of the type `datetime-local`", C, "time", inputType="datetime-local")
    yield one("`text` of another type", C, "input_type", inputType="color")
    yield one("a bound of a date that is no day", L, "bounds", inputType="date", min="=today()")
    yield one("a rating in steps", C, "rating", type="rating", rateMin=0, rateMax=10, rateStep=5)
    yield one("`slider`", C, "slider", type="slider")
    yield one("`expression`", C, "expression", type="expression", expression="{first} + 1", title="Sum")
    yield one("`imagepicker`", L, "pictures", type="imagepicker", choices=["a"])
    yield one(
        "`paneldynamic`", C, "repeat", type="paneldynamic", templateElements=[{"type": "text", "name": "i"}]
    )
    for kind in ("file", "signaturepad", "imagemap", "image", "matrixdynamic"):
        yield one(f"`{kind}`", L, "kind", type=kind)
    yield one("a type of its own", L, "kind", type="my-widget")
    yield one("`visible: false`", L, "hidden", visible=False)
    yield one("`visibleIf`", CARRIED, "", "condition of showing", visibleIf="{first} > 1")
    yield one("`visibleIf` without an equal here", L, "rule", visibleIf="myFunction({first})")
    yield one("`enableIf`", C, "enable_if", enableIf="{first} > 1")
    yield one("`requiredIf`", L, "required_if", requiredIf="{first} > 1")
    yield one(
        "`defaultValue`, `correctAnswer`, `readOnly`, `maskType` and any other property",
        L,
        "property",
        defaultValue=1,
    )
    yield one("`valueName`", C, "value_name", valueName="kept")
    yield one(
        "a validator `expression`, `text`, `regex`, `email`",
        CARRIED,
        "",
        "check; one that only warns, a soft check",
        validators=[{"type": "expression", "expression": "{q} = 'a'", "notificationType": "warning"}],
    )
    yield one(
        "a validator that cannot be one here",
        L,
        "validator",
        validators=[{"type": "regex", "regex": "a", "caseInsensitive": True}],
    )
    yield one(
        "the message of a validator that became bounds",
        L,
        "message",
        inputType="number",
        validators=[{"type": "numeric", "minValue": 1, "text": "no"}],
    )
    copied = (
        {"type": "checkbox", "name": "o", "choices": ["x"]},
        {"type": "checkbox", "name": "q", "choicesFromQuestion": "o"},
    )
    yield Case("surveyjs", "`choicesFromQuestion`", sjs(*copied), C, "choices_from")
    yield Case(
        "surveyjs",
        "`choicesByUrl`",
        sjs({"type": "dropdown", "name": "q", "choicesByUrl": {"url": "http://x"}}),
        G,
        "no_choices",
    )
    yield one("`placeholder`, `width` and other looks", L, "looks", placeholder="x")
    yield one("HTML in texts", C, "text_markup", title="<b>Which?</b>")
    yield one("scripts in texts", L, "text_script", title="Which?<script>alert(1)</script>")
    yield one("`{name}` of no question in a text", L, "piping", title="Dear {nobody}")
    yield one(
        "a property of one choice",
        L,
        "property",
        type="radiogroup",
        choices=[{"value": "a", "imageLink": "a.png"}],
    )
    yield Case(
        "surveyjs",
        "triggers",
        sjs(triggers=[{"type": "skip", "expression": "{first} = 1", "gotoName": "last"}]),
        L,
        "trigger",
    )
    yield Case("surveyjs", "settings of the survey", sjs(showProgressBar="top"), L, "settings")
    yield Case(
        "surveyjs", "elements beside pages", sjs(elements=[{"type": "text", "name": "z"}]), L, "elements"
    )
    yield Case(
        "surveyjs",
        "a page without questions",
        sjs().replace(b'"pages": [', b'"pages": [{"name": "empty"}, '),
        L,
        "empty_page",
    )
    yield Case("surveyjs", "JSON that is no survey", b'{"a": 1}', REFUSED, "not_surveyjs")
