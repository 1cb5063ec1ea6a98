"""The printed form as a PDF, set by Typst from data that it never reads as markup."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from questionnaires.formats.paper import form, wording
from questionnaires.formats.paper.answers import width
from questionnaires.formats.paper.lettering import FONTS, printable

# The font draws curly quotation marks as wide as a Chinese character.
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
TEMPLATE = Path(__file__).with_name("paper.typ")
PRESS = Path(__file__).with_name("press.py")
LONGEST_WIDE = 700  # full-width characters of an introduction over both columns
MOST_LINES = 30  # of a question that is kept in one piece
MOST_ROWS = 8  # of a matrix that is kept in one piece; a longer one repeats its head
HEAD_WIDTH = 9.0  # full-width characters of an option over a column of a matrix


def pdf_of(printed: form.Form) -> bytes:
    """The form as a PDF, with squares for a serial by hand; the same form gives the same bytes."""
    return typeset(TEMPLATE, _data(printed, blank=True))[0]


def body_of(printed: form.Form) -> tuple[bytes, int]:
    """The pages that copies have in common, free where :mod:`.copies` stamps, and how many they are."""
    return typeset(TEMPLATE, _data(printed, blank=False), tagged=False)


def typeset(template: Path, data: dict[str, Any], *, tagged: bool = True) -> tuple[bytes, int]:
    """A template of this package filled with data, and the number of pages it tells.

    ``tagged`` adds the structure that screen readers use.
    """
    import typst

    with _prepared(template, data) as path:
        compiler = typst.Compiler(
            str(path), root=str(path.parent), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
        made = compiler.compile(pdf_tags=tagged)
        told = json.loads(compiler.query("<pages>", field="value"))
    assert isinstance(made, bytes)  # noqa: S101 (one PDF, for no file is named and no other format)
    return made, told[0]


def typeset_apart(template: Path, data: dict[str, Any], beside: Mapping[str, bytes]) -> bytes:
    """A template filled with data, set by a process that takes its memory with it; ``beside`` are files it reads."""
    with _prepared(template, data) as path:
        for name, content in beside.items():
            path.with_name(name).write_bytes(content)
        made = path.with_name("made.pdf")
        command = [sys.executable, "-I", str(PRESS), str(path), str(made), str(FONTS)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)
        return made.read_bytes()


@contextmanager
def _prepared(template: Path, data: dict[str, Any]) -> Iterator[Path]:
    """A folder for a while, that nobody else may read, with the template and its data in it."""
    with tempfile.TemporaryDirectory(prefix="kewen-paper-") as folder:
        path = Path(folder, template.name)
        path.write_text(template.read_text("utf-8"), "utf-8")
        path.with_name("data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        yield path


def _data(printed: form.Form, *, blank: bool) -> dict[str, Any]:
    chinese = printed.language.startswith("zh")
    plain = _plain(printed, printable if chinese else lambda text: printable(text).translate(_STRAIGHT))
    for section, source in zip(plain["sections"], printed.sections, strict=True):
        for item, one in zip(section["items"], source.items, strict=True):
            item["breaks"] = _lines(one) > MOST_LINES
    for listed in plain["appendices"]:
        listed["deep"] = any(depth for depth, _, _ in listed["entries"])
    return {
        "form": plain,
        "blank": blank,
        "lang": printed.language.partition("-")[0],
        "wide": sum(map(width, printed.introduction)) <= LONGEST_WIDE,
        "legends": any(width(box.label) > HEAD_WIDTH for grid in _grids(printed) for box in grid.options),
        "words": {"code": wording.OWN_CODE.say(printed.language)},
    }


def _plain(part: Any, drawn: Callable[[str], str]) -> Any:
    """A part of the form as JSON values: each with the name of its class, texts as ``drawn``."""
    if is_dataclass(part):
        found = {one.name: _plain(getattr(part, one.name), drawn) for one in fields(part)}
        return {"kind": type(part).__name__, **found}
    if isinstance(part, tuple):
        return [_plain(each, drawn) for each in part]
    return drawn(part) if isinstance(part, str) else part


def _grids(printed: form.Form) -> list[form.Grid]:
    answers = [item.answer for section in printed.sections for item in section.items]
    return [one for one in answers if isinstance(one, form.Grid)]


def _lines(item: form.Item) -> float:
    """About how many lines a question takes in a column."""
    told = sum(width(text) for text in (item.condition, item.statement, item.label, item.hint, item.why)) / 24
    return told + _answer_lines(item.answer)


def _answer_lines(answer: form.Answer | None) -> float:
    if isinstance(answer, form.Boxes | form.Ranks):
        return sum(max(1.0, width(box.label) / 20) for box in answer.options) / answer.columns
    if isinstance(answer, form.Grid) and len(answer.rows) > MOST_ROWS:
        return MOST_LINES
    if isinstance(answer, form.Grid | form.Shares):
        return sum(max(1.4, width(row.label) / 10) for row in answer.rows) + 3
    if isinstance(answer, form.Ruled):
        return 2.0 * answer.lines
    if isinstance(answer, form.Steps):
        return sum(2 + len(level.options) / level.columns for level in answer.levels)
    return 2
