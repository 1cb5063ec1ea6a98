"""Groups that show as a table: one matrix where every row has one answer."""

from __future__ import annotations

from typing import Literal

from questionnaires.editing.document import Document
from questionnaires.formats.carried import Fate
from questionnaires.formats.xlsform.form import Form
from questionnaires.formats.xlsform.outline import Item
from questionnaires.formats.xlsform.questions import RELEVANT, Questions

_SELECTS = ("select_one", "select_multiple")


def header_of(item: Item) -> Literal["table-list", "label", ""]:
    """How a group says that it is a table; empty where it is none."""
    if not item.children or any(child.type.what != "question" for child in item.children):
        return ""
    selects = [child for child in item.children if child.type.name in _SELECTS]
    lists = {(child.type.name, child.type.list) for child in selects}
    rest = [child for child in item.children if child.type.name not in _SELECTS]
    if (
        len(lists) != 1
        or any(child.type.name != "note" for child in rest)
        or any(c.type.other for c in selects)
    ):
        return ""
    looks = [child.line.get("appearance").split() for child in selects]
    if "table-list" in item.line.get("appearance").split():
        return "table-list"
    nolabel = [{"list-nolabel", "list"} & set(look) for look in looks[1:]]
    if "label" in looks[0] and len(selects) > 1 and all(nolabel):
        return "label"
    return ""


def matrix(item: Item, form: Form, questions: Questions) -> list[Document]:
    """The questions a table makes: notes before it, then one matrix, or multiple choices one by one."""
    found = [
        note for child in item.children if child.type.name == "note" and (note := questions.document(child))
    ]
    rows = [child for child in item.children if child.type.name in _SELECTS]
    header = None
    if header_of(item) == "label":
        header, rows = rows[0], rows[1:]
        form.left.add(header.name)
    if rows[0].type.name == "select_multiple":
        what = (
            "多选的表格拆成了一题一题的多选题。",
            "A table of multiple choices became one question for each row.",
        )
        form.note(Fate.CHANGED, "table_multiple", item.line.place, *what)
        found += [document for row in rows if (document := _shown(row, form, questions))]
        return found
    return [*found, _matrix(item, header, rows, form, questions)]


def _shown(row: Item, form: Form, questions: Questions) -> Document | None:
    document = questions.document(row)
    rule = form.rule(row.line, "relevant", RELEVANT)
    if document and rule:
        document["show"] = rule
    return document


def _matrix(item: Item, header: Item | None, rows: list[Item], form: Form, questions: Questions) -> Document:
    documents = [(row, document) for row in rows if (document := _shown(row, form, questions))]
    label = form.text(item.line, "label")
    if not label and header is not None:
        label = form.text(header.line, "label")
    found: Document = {
        "name": form.claim(item.name),
        "kind": "matrix",
        "label": label or form.said_name(item.name),
        "rows": [_row(document) for _, document in documents],
        "options": documents[0][1]["options"],
        "scale": False,
    }
    if hint := form.text(item.line, "hint"):
        found["hint"] = hint
    if all(document.get("required") for _, document in documents):
        found["required"] = True
    lost = {
        key
        for _, document in documents
        for key in document
        if key not in ("name", "kind", "label", "options", "show")
    } - ({"required"} if found.get("required") else set())
    for key in sorted(lost):
        what = f"表格各行自己的“{key}”没有带过来。", f"“{key}” of single rows of a table was left out."
        form.note(Fate.LEFT_OUT, f"row_{key}", item.line.place, *what)
    return found


def _row(document: Document) -> Document:
    return {key: document[key] for key in ("name", "label", "show") if key in document}
