"""Matrices and cascades: what stands in rows and columns, and in levels."""

from __future__ import annotations

import re
from typing import Any

from questionnaires.formats.naming import codes
from questionnaires.formats.plaintext import filling
from questionnaires.formats.plaintext.maker import Built, Maker
from questionnaires.formats.plaintext.options import NOT_APPLICABLE, REFUSED, read_choices
from questionnaires.formats.plaintext.pieces import squeezed
from questionnaires.formats.plaintext.tables import matrix_in

_FIVE = (
    ("同意|认同|赞成", ("非常不同意", "不同意", "一般", "同意", "非常同意")),
    ("重要", ("非常不重要", "不重要", "一般", "重要", "非常重要")),
    ("了解|熟悉|掌握", ("非常不了解", "不了解", "一般", "了解", "非常了解")),
    ("频率|经常|频次", ("从不", "偶尔", "有时", "经常", "总是")),
    ("", ("非常不满意", "不满意", "一般", "满意", "非常满意")),
)


def make(maker: Maker, built: Built, name: str) -> None:
    """Documents of a matrix: one, or one a row where ours has no such matrix."""
    rows, columns, given = _parts(built)
    kind = built.kind
    if not rows:
        document = maker.document(built, "single" if len(columns) > 1 else "text", name)
        if len(columns) > 1:
            document["options"] = _options(maker, built, columns, given)
        built.say("rows_missing")
        return
    if kind in ("matrix_text", "matrix_number"):
        _parted(maker, built, name, rows, columns)
        return
    if not columns:
        columns = list(next(words for cue, words in _FIVE if re.search(cue, built.asked.text)))
        built.say("columns_guessed")
    options = _options(maker, built, columns, given)
    if kind == "matrix_multiple":
        for place, row in enumerate(rows, start=1):
            document = maker.document(built, "multiple", maker.free(f"{name}_{place}"), _joined(built, row))
            document["options"] = options
        built.say("matrix_parted")
        return
    document = maker.document(built, "matrix", name)
    document["rows"] = maker.rows(name, rows)
    document["options"] = options
    if kind == "matrix_single":
        document["scale"] = False


def make_cascade(maker: Maker, built: Built, name: str) -> None:
    """A cascade from lines such as ``浙江/杭州/西湖``; a text where the lines have no levels."""
    paths = [_path(mark.text) for mark in built.asked.choices if mark.text.strip()]
    depth = max((len(path) for path in paths), default=0)
    if depth < 2:
        maker.document(built, "text", name)
        built.say("kind_changed", "多级下拉题")
        return
    listed = maker.free(f"{name}_list")
    entries: list[dict[str, Any]] = []
    known: dict[tuple[str, ...], str] = {}
    for path in paths:
        for level in range(1, len(path) + 1):
            upto = tuple(path[:level])
            if upto not in known:
                known[upto] = str(len(known) + 1)
                entry: dict[str, Any] = {"code": known[upto], "label": maker.text(path[level - 1])}
                entries.append(entry | ({"parent": known[upto[:-1]]} if level > 1 else {}))
    names = [maker.free(f"{name}_{level}") for level in range(1, depth + 1)]
    built.lists.append({"name": listed, "levels": names, "entries": entries})
    document = maker.document(built, "cascade", name)
    document["list"] = listed
    document["levels"] = [
        {"name": one, "label": maker.text(f"第 {level} 级")} for level, one in enumerate(names, start=1)
    ]
    document["write_in"] = len({len(path) for path in paths}) > 1
    built.say("cascade_guessed")


def _path(words: str) -> list[str]:
    for sign in ("/", "→", ">", "\t", "—", "-", "－", " "):
        parts = [part.strip() for part in words.split(sign) if part.strip()]
        if len(parts) > 1:
            return parts
    return [words.strip()]


def _parts(built: Built) -> tuple[list[str], list[str], list[str]]:
    """Rows, columns, and the codes of the columns where the source has them."""
    asked = built.asked
    rows, columns, given = list(asked.rows), list(asked.columns), []
    for grid in asked.grids:
        table = matrix_in(grid)
        if table is not None:
            rows += table.rows
            columns = columns or list(table.columns)
            given = list(table.codes)
    if not rows and len(asked.digits) > 1:
        rows = [low or high for low, _, high in asked.digits]
        columns = columns or [str(digit) for digit in asked.digits[0][1]]
    if not columns and rows and asked.digits:
        columns = [str(one) for one in range(min(asked.digits[0][1]), max(asked.digits[0][1]) + 1)]
    if len(columns) == 1 and (
        found := re.fullmatch(r"(-?\d{1,3})\s*[~～\-—至到]\s*(-?\d{1,3})\s*分?", columns[0])
    ):
        columns = [str(one) for one in range(int(found[1]), min(int(found[2]), int(found[1]) + 100) + 1)]
    if not columns and asked.choices:
        choices = read_choices(asked.choices)
        columns, given = [choice.label for choice in choices], [choice.code for choice in choices]
    return [row for row in (squeezed(row) for row in rows) if row], [squeezed(one) for one in columns], given


def _options(maker: Maker, built: Built, columns: list[str], given: list[str]) -> list[dict[str, Any]]:
    figures = all(re.fullmatch(r"\d{1,3}", column) for column in columns)
    wanted = columns if figures else given if len(given) == len(columns) else []
    found = codes(wanted or [str(place) for place in range(1, len(columns) + 1)])
    options = []
    for code, column in zip(found, columns, strict=True):
        option: dict[str, Any] = {"code": code, "label": maker.text(column)}
        if NOT_APPLICABLE.fullmatch(column) or REFUSED.fullmatch(column):
            option["missing"] = "not_applicable" if NOT_APPLICABLE.fullmatch(column) else "refused"
            built.say("missing_guessed", column)
        options.append(option)
    return options


def _parted(maker: Maker, built: Built, name: str, rows: list[str], columns: list[str]) -> None:
    number = built.kind == "matrix_number"
    cells = columns if columns and not number else [""]
    place = 0
    for row in rows:
        for column in cells:
            place += 1
            label = _joined(built, f"{row}：{column}" if column else row)
            unit = re.search(rf"[（(]({filling.UNITS})[）)]", column or row)
            content = (
                filling.number(unit[1] if unit else "", maker.language)
                if number or unit
                else {"kind": "text"}
            )
            document = maker.document(built, content["kind"], maker.free(f"{name}_{place}"), label)
            document |= content
    built.say("matrix_parted" if len(cells) == 1 else "matrix_cells")


def _joined(built: Built, row: str) -> str:
    head = built.asked.text.rstrip("：:。 ")
    return f"{head} – {row}" if head else row
