"""Constructs of XLSForms."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from questionnaires.formats.carried import Fate
from tests.questionnaires.formats.constructs.case import CARRIED, REFUSED, C, Case, G, L
from tests.questionnaires.formats.test_xlsform_reading import workbook


def xls(*rows: Iterable[str], header: tuple[str, ...] = (), **sheets: Any) -> bytes:
    """A tiny XLSForm: questions with the columns type, name, label and ``header``."""
    survey = [("type", "name", "label", *header), ("integer", "first", "First"), *rows]
    choices = sheets.pop("choices", [("list_name", "name", "label"), ("l", "a", "A"), ("l", "b", "B")])
    return workbook(survey=survey, choices=choices, **sheets)


def _with_part(content: bytes, name: str) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(name, b"<x/>")
    return target.getvalue()


def cases() -> Iterable[Case]:
    def one(
        construct: str,
        fate: Fate | str,
        code: str,
        *cells: str,
        header: str = "",
        becomes: str = "",
        **more: Any,
    ) -> Case:
        content = (
            xls(cells, header=tuple(header.split()), **more) if cells else xls(("text", "q", "Q"), **more)
        )
        return Case("xlsform", construct, content, fate, code, becomes)

    kinds = {
        "select_one l": "single choice",
        "select_multiple l": "multiple choice",
        "rank l": "ranking",
        "range": "scale",
        "decimal": "number",
        "date": "date",
        "text": "text",
        "note": "note",
    }
    for kind, ours in kinds.items():
        yield one(f"type `{kind}`", CARRIED, "", kind, "q", "Q", becomes=ours)
    yield one(
        "type `calculate`",
        CARRIED,
        "",
        "calculate",
        "q",
        "",
        "${first} * 2",
        header="calculation",
        becomes="calculated",
    )
    for kind, code in (
        ("time", "type_time"),
        ("dateTime", "type_datetime"),
        ("acknowledge", "type_acknowledge"),
    ):
        yield one(f"type `{kind}`", C, code, kind, "q", "Q")
    for kind in (
        "geopoint",
        "image",
        "audio",
        "file",
        "barcode",
        "start",
        "deviceid",
        "audit",
        "csv-external",
    ):
        yield one(f"type `{kind}`", L, "type_left_out", kind, "q", "Q")
    yield one(
        "type `select_one_from_file`", G, "type_select_one_file", "select_one_from_file f.csv", "q", "Q"
    )
    yield one("an unknown type", REFUSED, "type_unknown", "selct_one l", "q", "Q")
    yield one("type `include`", REFUSED, "type_include", "include", "q", "Q")
    yield one(
        "`calculation` without an equal here",
        L,
        "calculation_left_out",
        "calculate",
        "q",
        "",
        "pulldata('f', 'a', 'b', 'c')",
        header="calculation",
    )
    yield one(
        "`calculation` of a question",
        C,
        "calculated",
        "integer",
        "q",
        "Q",
        "${first} * 2",
        header="calculation",
    )
    yield one(
        "`required` on a condition",
        L,
        "required_left_out",
        "text",
        "q",
        "Q",
        "${first} > 1",
        header="required",
    )
    yield one(
        "`choice_filter` without an equal here",
        L,
        "choice_filter_left_out",
        "select_one l",
        "q",
        "Q",
        "position(..) = 1",
        header="choice_filter",
    )
    yield one("a note without words", L, "note_empty", "note", "q", "")
    yield one("a name that cannot be one here", C, "renamed", "text", "q.a", "Q")
    yield one(
        "`relevant`",
        CARRIED,
        "",
        "text",
        "q",
        "Q",
        "${first} > 1",
        header="relevant",
        becomes="condition of showing",
    )
    yield one(
        "`relevant` without an equal here",
        L,
        "relevant_left_out",
        "text",
        "q",
        "Q",
        "position(..) = 1",
        header="relevant",
    )
    yield one(
        "`constraint` of bounds",
        CARRIED,
        "",
        "integer",
        "q",
        "Q",
        ". >= 0 and . <= 5",
        header="constraint",
        becomes="bounds",
    )
    yield one(
        "`constraint_message` of a constraint that became options that stand alone",
        C,
        "constraint_message",
        "select_multiple l",
        "q",
        "Q",
        "not(selected(., 'a') and count-selected(.) > 1)",
        "no",
        header="constraint constraint_message",
    )
    yield one(
        "`constraint_message` without a constraint",
        L,
        "idle",
        "text",
        "q",
        "Q",
        "no",
        header="constraint_message",
    )
    yield one("`required`", CARRIED, "", "text", "q", "Q", "yes", header="required", becomes="required")
    yield one(
        "`required_message`",
        L,
        "required_message",
        "text",
        "q",
        "Q",
        "yes",
        "please",
        header="required required_message",
    )
    yield one("`default`", L, "default", "text", "q", "Q", "x", header="default")
    yield one("`read_only` of a text", C, "read_only", "text", "q", "Q", "yes", header="read_only")
    yield one("`read_only` of another type", L, "read_only", "integer", "q", "Q", "yes", header="read_only")
    yield one(
        "`guidance_hint`",
        CARRIED,
        "",
        "text",
        "q",
        "Q",
        "why",
        header="guidance_hint",
        becomes="why it is asked",
    )
    yield one(
        "`choice_filter` of a type without choices",
        L,
        "idle",
        "text",
        "q",
        "Q",
        "x = 1",
        header="choice_filter",
    )
    yield one(
        "`appearance` `minimal` of a single choice",
        CARRIED,
        "",
        "select_one l",
        "q",
        "Q",
        "minimal",
        header="appearance",
        becomes="dropdown",
    )
    yield one(
        "an appearance without a meaning here",
        L,
        "appearance",
        "select_one l",
        "q",
        "Q",
        "likert",
        header="appearance",
    )
    yield one(
        "`parameters` without a meaning here", L, "parameter", "text", "q", "Q", "rows=4", header="parameters"
    )
    yield one("`image`, `audio`, `video`, `trigger`", L, "media", "text", "q", "Q", "a.png", header="image")
    yield one("any other column", L, "column", "text", "q", "Q", "x", header="save_to")
    yield one("a disabled row", L, "disabled", "text", "q", "Q", "yes", header="disabled")
    yield one("a row without a type", L, "remark", "", "", "", "remark", header="hint")
    yield one("a question without a label", G, "label_missing", "text", "q", "")
    group = xls(("begin_group", "g", "G", "yes"), ("text", "q", "Q"), ("end_group",), header=("required",))
    yield Case("xlsform", "`required`, `constraint`, `default` and the like of a group", group, L, "idle")
    hinted = xls(("begin_group", "g", "G", "hint"), ("text", "q", "Q"), ("end_group",), header=("hint",))
    yield Case("xlsform", "`hint` of a group", hinted, L, "group_hint")
    again = xls(("begin_repeat", "r", "R"), ("text", "q", "Q"), ("end_repeat",))
    yield Case("xlsform", "`begin_repeat`", again, C, "repeat")
    loop = xls(("begin loop over l", "r", "R"), ("integer", "q", "How many %(label)s?"), ("end loop",))
    yield Case("xlsform", "`begin_loop`", loop, C, "loop")
    formula = xls(("text", "q", "Q"))
    yield Case("xlsform", "macros", _with_part(formula, "xl/vbaProject.bin"), L, "macros")
    yield Case("xlsform", "comments on cells", _with_part(formula, "xl/comments1.xml"), L, "comments")
    yield Case("xlsform", "pictures on sheets", _with_part(formula, "xl/media/image1.png"), L, "pictures")
    one_list = [("list_name", "name", "label"), ("l", "a", "A"), ("l", "b", "B"), ("m", "c", "C")]
    yield Case(
        "xlsform",
        "a list that no question uses",
        xls(("select_one l", "q", "Q"), choices=one_list),
        L,
        "unused_list",
    )
    wide = [("list_name", "name", "label", "image"), ("l", "a", "A", "a.png"), ("l", "b", "B", "b.png")]
    tree = [
        ("list_name", "name", "label", "above"),
        ("up", "1", "A", ""),
        ("down", "11", "B", "1"),
        ("down", "12", "C", "1"),
    ]
    steps = xls(
        ("select_one up", "q", "Q", ""),
        ("select_one down", "r", "R", "above = ${q}"),
        header=("choice_filter",),
        choices=[*tree, *(("down", f"1{number}", "D", "1") for number in range(13, 60))],
    )
    yield Case("xlsform", "`choice_filter` that names the question above, in long lists", steps, C, "cascade")
    yield Case(
        "xlsform",
        "a column of choices that no filter reads",
        xls(("select_one l", "q", "Q"), choices=wide),
        L,
        "media",
    )
    odd = [("list_name", "name", "label"), ("l", "是", "A"), ("l", "b", "B")]
    yield Case(
        "xlsform",
        "a code that cannot be one here",
        xls(("select_one l", "q", "Q"), choices=odd),
        C,
        "recoded",
    )
    yield one("a setting of ODK alone", L, "setting", settings=[("form_title", "public_key"), ("T", "key")])
    yield one("a sheet of another name", L, "sheet", entities=[("list_name", "label"), ("trees", "T")])
    yield one(
        "language of a column that is not known", G, "language", "text", "q", "Q", "Q", header="label::Speech"
    )
