"""Our own columns: how a part of a questionnaire stands in the cells of a line, and is read from them.

One pair of functions serves all parts: :func:`put` writes what a cell can hold under
``kewen::KEY``, :func:`taken` reads it. What no cell can hold exactly (an empty wording, a
control character) stands as JSON in ``kewen::more``, which :func:`exact` adds where reading
the cells would not give the part back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from questionnaires.editing.document import Document
from questionnaires.formats.xlsform.tables import OWN, Line

LONGEST_CELL = 32_000
OPTION = "kewen_"  # ODK does not take :: on the sheet choices
LISTS = frozenset({"offers", "ask", "complete_when", "levels", "languages"})
BOOLEANS = frozenset(
    {"long", "warn_numbers", "shuffle", "scale", "reverse", "write_in", "exclusive", "default"}
)
NUMBERS = frozenset({"least", "most", "step", "usual_least", "usual_most", "total", "limit", "decimals"})
PATHS = {"origin": ("questionnaire", "version", "question")}  # written as one text with / between
MARKS = frozenset(
    {"part", "kind", "show", "more", "options", "of", "label_is"}
)  # read by whoever reads the line
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_TAG = re.compile(r"[A-Za-z0-9-]{1,40}")
NONE = "-"  # in a cell of a condition: there is none, whatever ODK's own column says

Read = Callable[[Line], Document]


def plain(text: str) -> bool:
    """Whether a cell can hold a text exactly."""
    return bool(text.strip()) and len(text) <= LONGEST_CELL and not _FORBIDDEN.search(text)


def holdable(wordings: Mapping[str, str]) -> bool:
    """Whether cells can hold a text exactly, in all its languages."""
    return all(_TAG.fullmatch(tag) and plain(wording) for tag, wording in wordings.items())


def put_text(line: Line, key: str, wordings: Mapping[str, str]) -> None:
    """A text in the columns of its languages."""
    for tag, wording in wordings.items():
        if _TAG.fullmatch(tag) and plain(wording):
            line.texts.setdefault(key, {})[tag] = wording


def put(line: Line, document: Document, keys: Iterable[str], prefix: str = OWN) -> None:
    """The values of a document that cells can hold, each in a column of its own."""
    for key in keys:
        value = document.get(key)
        if key in PATHS and isinstance(value, dict):
            value = "/".join(str(value.get(part)) for part in PATHS[key])
        if isinstance(value, dict):
            if all(isinstance(wording, str) for wording in value.values()):
                put_text(line, prefix + key, value)
            continue
        text = _cell(value)
        if text is not None and plain(text):
            line.values[prefix + key] = text


def _cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list) and all(isinstance(each, str) and each and " " not in each for each in value):
        return " ".join(value) or None
    return value if isinstance(value, str) else None


def taken(line: Line, prefix: str = OWN) -> Document:
    """What the columns of :func:`put` hold."""
    found: Document = {}
    for column, text in line.values.items():
        key = column.removeprefix(prefix)
        if column.startswith(prefix) and key not in MARKS:
            found[key] = _value(key, text)
    for column, wordings in line.texts.items():
        if column.startswith(prefix) and column != f"{prefix}more":
            found[column.removeprefix(prefix)] = dict(wordings)
    return found


def _value(key: str, text: str) -> Any:
    if key in PATHS and text.count("/") == len(PATHS[key]) - 1:
        return dict(zip(PATHS[key], text.split("/"), strict=True))
    if key in LISTS:
        return text.split()
    if key in BOOLEANS and text in ("yes", "no"):
        return text == "yes"
    if key in NUMBERS:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def put_show(line: Line, show: str | None, relevant: str) -> None:
    """A condition: ODK's in ``relevant``, ours beside it where the two differ."""
    if relevant:
        line.values["relevant"] = relevant
    if (show or "") != relevant and (show is None or plain(show)):
        line.values["kewen::show"] = NONE if show is None else show


def taken_show(line: Line) -> Document:
    """The condition of a line."""
    own = line.values.get("kewen::show", "")
    if own:
        return {} if own == NONE else {"show": own}
    relevant = line.values.get("relevant", "")
    return {"show": relevant} if relevant else {}


def exact(line: Line, expected: Document, read: Read, prefix: str = OWN) -> None:
    """Add as JSON what reading the line would not give back."""
    found = read(line)
    more = {key: value for key, value in expected.items() if found.get(key) != value}
    more |= dict.fromkeys(key for key in found if key not in expected)
    if more:
        said = (
            json.dumps(more, ensure_ascii=True, sort_keys=True)
            .replace("_x", "_\\u0078")
            .replace("\x7f", "\\u007f")
        )
        for number in range(0, len(said), LONGEST_CELL):
            line.texts.setdefault(f"{prefix}more", {})[f"{number // LONGEST_CELL + 1}"] = said[
                number : number + LONGEST_CELL
            ]


def with_more(line: Line, found: Document, prefix: str = OWN) -> Document:
    """A document with what :func:`exact` added. Raises ValueError where that is no JSON."""
    pieces = line.texts.get(f"{prefix}more", {})
    if not pieces:
        return found
    said = "".join(pieces[number] for number in sorted(pieces, key=lambda number: (len(number), number)))
    more = json.loads(said)
    if not isinstance(more, dict):
        raise ValueError(said[:40])  # noqa: TRY004 - whoever edits the cell may write anything
    merged = {**found, **more}
    return {key: value for key, value in merged.items() if value is not None}
