"""Notes on all that nothing was made of: names that changed, columns, sheets, settings, remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from questionnaires.formats.carried import Fate, Note
from questionnaires.formats.xlsform.form import Form
from questionnaires.formats.xlsform.tables import NO_TABLE, SHEETS, Line, Table
from questionnaires.text import Text

# columns of the survey sheet that nothing is made of, whatever they hold
_NOT_CARRIED = frozenset({"image", "big-image", "audio", "video", "trigger"})
_SETTINGS = frozenset({"form_title", "form_id", "default_language", "name", "allow_choice_duplicates"})
_READ = frozenset({"type", "name", "relevant", "required", "constraint", "calculation", "read_only", "default",
                   "appearance", "choice_filter", "parameters", "repeat_count", "label", "hint", "guidance_hint",
                   "constraint_message", "required_message", "disabled"})  # fmt: skip
# cells that ODK itself makes nothing of in a row of such a kind
_GROUP = ("default", "constraint", "constraint_message", "required", "required_message", "calculation", "choice_filter",
          "parameters", "read_only", "guidance_hint")  # fmt: skip
_IDLE = {
    "group": (*_GROUP, "repeat_count"), "repeat": _GROUP, "loop": (*_GROUP, "repeat_count"),
    "note": ("constraint", "constraint_message", "required", "required_message", "choice_filter", "repeat_count"),
    "calculate": ("hint", "guidance_hint", "constraint", "constraint_message", "required", "required_message", "read_only",
                  "choice_filter", "repeat_count"),
}  # fmt: skip
_FILTERED = (
    "select_one",
    "select_multiple",
    "rank",
    "select_external",
    "select_one_file",
    "select_multiple_file",
)


def leftovers(tables: Mapping[str, Table], form: Form, settings: Mapping[str, str]) -> list[Note]:
    """The notes, in the order of the sheets."""
    return [
        *_names(form),
        *_columns(form.survey, form),
        *_columns(tables.get("choices", NO_TABLE), form),
        *_sheets(tables, settings),
        *_rows(form),
        *_idle(form),
        *_unused_lists(form),
    ]


def _names(form: Form) -> Iterator[Note]:
    for old, new in form.names.given.items():
        if old != new and old in form.items:
            where = form.survey.place(form.items[old].line, "name")
            what = f"名称 {old} 改成了 {new}。", f"The name {old} became {new}."
            yield _left("renamed", where, *what, Fate.CHANGED)
    for choice in (*form.choices.recoded(), *form.external.recoded()):
        what = (
            f"选项代码 {choice.name} 改成了 {choice.code}。",
            f"The code {choice.name} became {choice.code}.",
        )
        yield _left("recoded", f"{choice.line.sheet}!{choice.line.number}", *what, Fate.CHANGED)
    for header in form.tongues.guessed:
        tag = form.tongues.tags[header]
        what = (
            f"不认识语言“{header}”，记为 {tag}。",
            f"“{header}” is no language known here; it is called {tag}.",
        )
        yield _left("language", form.survey.name, *what, Fate.GUESSED)


def _sheets(tables: Mapping[str, Table], settings: Mapping[str, str]) -> Iterator[Note]:
    for name, table in tables.items():
        if table.lines and (name not in SHEETS or name in ("entities", "osm")):
            yield _left("sheet", name, f"工作表 {name} 没有带过来。", f"The sheet {name} was left out.")
    for key, value in settings.items():
        if key not in _SETTINGS and value.strip():
            yield _left(
                "setting", f"settings/{key}", f"设置 {key} 没有带过来。", f"The setting {key} was left out."
            )


def _rows(form: Form) -> Iterator[Note]:
    for line in form.outline.disabled:
        yield _left("disabled", line.place, "停用的行没有带过来。", "Disabled rows were left out.")
    for line in (*form.outline.remarks, *form.choices.strays):
        what = "没有题型或清单名的行没有带过来。", "Rows without a type or a list name were left out."
        yield _left("remark", line.place, *what)


def _idle(form: Form) -> Iterator[Note]:
    """Cells that mean nothing for the kind of their row."""
    for item in form.outline.walk():
        line = item.line
        keys = set(_IDLE.get(item.type.name, ("repeat_count",)))
        if item.type.name not in _FILTERED:
            keys.add("choice_filter")
        if not line.get("constraint"):
            keys.add("constraint_message")
        if not line.get("required"):
            keys.add("required_message")
        if item.type.name == "calculate" and line.get("calculation"):
            keys.add("default")
        if item.type.what == "left_out":
            continue
        for key in sorted(key for key in keys if line.get(key) or line.texts.get(key)):
            what = (
                f"{key} 列的内容对这种行不起作用，没有带过来。",
                f"What stands in the column {key} does nothing in such a row and was left out.",
            )
            yield _left("idle", form.survey.place(line, key), *what)


def _unused_lists(form: Form) -> Iterator[Note]:
    """Lists of options that no question names."""
    used = {item.type.list for item in form.outline.walk()}
    for sheet, choices in (("choices", form.choices), ("external_choices", form.external)):
        for name in choices.lists:
            if name not in used:
                what = (
                    f"没有题用到的选项清单“{name}”没有带过来。",
                    f"The list “{name}”, which no question uses, was left out.",
                )
                yield _left("unused_list", f"{sheet}/{name}", *what)


def _left(code: str, place: str, zh: str, en: str, fate: Fate = Fate.LEFT_OUT) -> Note:
    return Note(fate, code, place, Text(zh=zh, en=en))


def _columns(table: Table, form: Form) -> list[Note]:
    """Columns that hold something and are not read; columns of choices that a filter reads are."""
    filters = " ".join(line.get("choice_filter") for line in form.survey.lines)
    found = []
    for column in table.columns:
        lines = [line for line in table.lines if _holds(line, column.key, column.language)]
        read = column.key in _READ if table.name == "survey" else column.key in ("list_name", "name", "label")
        if (
            not lines
            or read
            or (table.name != "survey" and re.search(rf"\b{re.escape(column.key)}\b", filters))
        ):
            continue
        media = column.key in _NOT_CARRIED
        what = Text(
            zh=f"{column.header} 列没有带过来{'（图片、声音、录像或触发条件）' if media else ''}。",
            en=f"The column {column.header} was left out{' (media and triggers are not carried)' if media else ''}.",
        )
        code = "media" if media else "column"
        found += [Note(Fate.LEFT_OUT, code, table.place(line, column.key), what) for line in lines]
    return found


def _holds(line: Line, key: str, language: str) -> bool:
    return bool(line.texts[key].get(language)) if key in line.texts else key in line.values
