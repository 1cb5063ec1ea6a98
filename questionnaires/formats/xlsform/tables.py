"""The sheets of an XLSForm as lines of named columns, whatever spelling their headers have.

A header is ``relevant``, ``Relevant``, ``relevance``, ``bind::relevant`` or ``label::中文 (zh)``:
:func:`read_table` gives each its one key (``relevant``, ``label``) and its language. What is
behind ``kewen::`` is kept as written. Columns nobody knows keep their header as key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.findings import Finding
from questionnaires.formats.error import FormatError
from questionnaires.formats.xlsform.workbook import Sheet, Workbook, column_letters
from questionnaires.text import Text

OWN = "kewen::"
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
TRANSLATED = frozenset(
    {
        "label", "hint", "guidance_hint", "constraint_message", "required_message",
        "image", "big-image", "audio", "video",
    }
)  # fmt: skip
_ALIASES = {
    "caption": "label",
    "relevance": "relevant",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "calculate": "calculation",
    "readonly": "read_only",
    "command": "type",
    "tag": "name",
    "value": "name",
    "list name": "list_name",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "count": "repeat_count",
    "jr:count": "repeat_count",
}
_MORE = re.compile(r"(kewen_more)_(\d+)")
_NESTS = ("bind", "control", "body", "media")
_EMPTY_COLUMNS = 20  # after so many the header ends, as it does for ODK
SMART = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its number, its header as written, its key and the language behind the ``::``."""

    number: int
    header: str
    key: str
    language: str = ""


@dataclass(slots=True)
class Line:
    """A row: ``values`` by key; of translated columns ``texts`` by key and language as written."""

    sheet: str
    number: int
    values: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """The text of a cell without spaces around it; empty where there is none."""
        return self.values.get(key, "").strip()

    @property
    def place(self) -> str:
        """Sheet and row, such as ``survey!7``."""
        return f"{self.sheet}!{self.number}"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its columns and lines."""

    name: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def place(self, line: Line | int, key: str = "") -> str:
        """The place of a cell as Excel writes it, such as ``survey!C7``; the row where there is no such column."""
        number = line if isinstance(line, int) else line.number
        column = next((column for column in self.columns if column.key == key), None)
        return f"{self.name}!{column_letters(column.number) if column else ''}{number}"

    def has(self, key: str) -> bool:
        """Whether there is a column of this key."""
        return any(column.key == key for column in self.columns)


NO_TABLE = Table("", (), ())


def read_tables(book: Workbook) -> dict[str, Table]:
    """The sheets of a form by their names in lower case; of a single sheet with another name, ``survey``.

    Raises FormatError ``sheet_missing`` and ``header_repeated``.
    """
    by_name: dict[str, Sheet] = {}
    for sheet in book.sheets:
        by_name.setdefault(sheet.name.strip().lower(), sheet)
    if "survey" not in by_name and len(book.sheets) == 1:
        by_name = {"survey": book.sheets[0]}
    if "survey" not in by_name:
        names = ", ".join(sheet.name for sheet in book.sheets[:8]) or "—"
        reason = Text(
            zh=f"没有名为 survey 的工作表（只有 {names}）。",
            en=f"There is no sheet named survey (only {names}).",
        )
        remedy = Text(
            zh="把放题目的工作表改名为 survey，第一行写 type、name、label。",
            en="Name the sheet with the questions survey; its first row says type, name, label.",
        )
        raise FormatError((Finding("sheet_missing", "survey", reason, remedy),))
    return {name: read_table(name, sheet) for name, sheet in by_name.items()}


def read_table(name: str, sheet: Sheet) -> Table:
    """One sheet; its first row is the header."""
    rows = iter(sheet.rows)
    first = next(rows, None)
    if first is None or (first.number != 1 and name == "survey"):
        return Table(name, (), ())
    columns = _columns(name, first.cells)
    lines = []
    for row in rows:
        line = Line(name, row.number)
        for column in columns:
            text = row.cells.get(column.number)
            if text is None:
                continue
            if column.language or column.key in TRANSLATED:
                line.texts.setdefault(column.key, {})[column.language] = text
            else:
                line.values[column.key] = text
        if line.values or line.texts:
            lines.append(line)
    return Table(name, columns, tuple(lines))


def _columns(sheet: str, cells: Mapping[int, str]) -> tuple[Column, ...]:
    double = any("::" in header for header in cells.values())
    found: dict[tuple[str, str], Column] = {}
    last = 0
    for number, written in sorted(cells.items()):
        if number - last > _EMPTY_COLUMNS:
            break
        last = number
        header = " ".join(written.split())
        key, language = _key(header, sheet, double)
        other = found.get((key, language))
        if other is not None:
            raise FormatError((_repeated(sheet, number, header, other),))
        found[key, language] = Column(number, header, key, language)
    return tuple(found.values())


def _key(header: str, sheet: str, double: bool) -> tuple[str, str]:
    plain = _plain(header)
    if header.startswith(OWN):
        tokens = [token.strip() for token in header.split("::", 2)]
        return OWN + tokens[1], tokens[2] if len(tokens) > 2 else ""
    if more := _MORE.fullmatch(header):
        return more[1], more[2]
    if plain in _ALIASES or (":" not in header):
        return _known(plain, header, sheet), ""
    tokens = [token.strip() for token in header.split("::" if double or "::" in header else ":")]
    if len(tokens) > 1 and "jr" in tokens:
        place = tokens.index("jr")
        tokens[place : place + 2] = [":".join(tokens[place : place + 2])]
    if _plain(tokens[0]) in _NESTS and len(tokens) > 1:
        tokens = tokens[1:]
    key = _known(_plain(tokens[0]), "", sheet)
    if key in TRANSLATED:
        return key, "::".join(tokens[1:])
    return (key, "") if key and len(tokens) == 1 else (header, "")


def _known(plain: str, header: str, sheet: str) -> str:
    if plain in ("value", "title", "count") and plain not in _OF_SHEET.get(sheet, ()):
        return header or plain
    known = _ALIASES.get(plain, plain)
    # other columns of choices are read by choice filters under their own name
    return known if known in KNOWN else header or plain


_OF_SHEET = {
    "survey": ("value", "count"),
    "choices": ("value",),
    "external_choices": ("value",),
    "settings": ("title",),
}
KNOWN = TRANSLATED | {
    "type", "name", "relevant", "required", "constraint", "calculation", "read_only", "default", "appearance",
    "choice_filter", "parameters", "repeat_count", "trigger", "list_name", "form_title", "form_id", "version",
    "default_language", "style", "allow_choice_duplicates", "disabled",
}  # fmt: skip


def _plain(header: str) -> str:
    return "_".join(header.split()).lower()


def _repeated(sheet: str, number: int, header: str, other: Column) -> Finding:
    place = f"{sheet}!{column_letters(number)}1"
    reason = Text(
        zh=f"这一列“{header}”与第 {column_letters(other.number)} 列“{other.header}”是同一列。",
        en=f"The column “{header}” is the same as column {column_letters(other.number)}, “{other.header}”.",
    )
    remedy = Text(zh="把两列并成一列，或给其中一列改名。", en="Make them one column, or rename one of them.")
    return Finding("header_repeated", place, reason, remedy, line=1)
