"""Reading the text form of 问卷星, and whatever else people paste."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.findings import Finding
from questionnaires.formats.carried import Carried
from questionnaires.formats.decoding import read_text
from questionnaires.formats.error import FormatError
from questionnaires.formats.plaintext.carrying import carried
from questionnaires.formats.plaintext.choices import split_line
from questionnaires.formats.plaintext.pieces import Grid, Line, Piece, cleaned
from questionnaires.formats.plaintext.tables import matrix_in
from questionnaires.text import CHINESE, Text

MOST_LETTERS = 500_000


def read(content: bytes, *, name: str, language: str = CHINESE) -> Carried:
    """The questionnaire in a text; places in notes are its lines.

    Raises FormatError: what :func:`~questionnaires.formats.decoding.read_text` raises,
    ``text_too_long``, ``text_questions``.
    """
    text = read_text(content, name)
    if len(text) > MOST_LETTERS:
        reason = Text(
            zh=f"文本有 {len(text)} 字，最多 {MOST_LETTERS} 字。",
            en=f"The text has {len(text)} letters; {MOST_LETTERS} is the most.",
        )
        remedy = Text(
            zh="请只粘贴问卷本身，或分成几份导入。", en="Paste the questionnaire only, or import it in parts."
        )
        raise FormatError((Finding("text_too_long", name, reason, remedy),))
    return carried(list(_pieces(text)), name, language)


def _pieces(text: str) -> Iterator[Piece]:
    lines = [
        Line(cleaned(line), f"第 {number} 行")
        for number, line in enumerate(re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text), start=1)
    ]
    at = 0
    while at < len(lines):
        grid = _grid(lines, at)
        if grid is None:
            yield lines[at]
            at += 1
        else:
            yield grid
            at += len(grid.rows)


def _grid(lines: list[Line], at: int) -> Grid | None:
    """A table pasted from Word or a workbook: lines with the same number of tabs, which make a matrix."""
    end = at
    cells: list[tuple[str, ...]] = []
    while end < len(lines) and lines[end].text.count("\t") > 1:
        cells.append(tuple(cell.strip() for cell in lines[end].text.split("\t")))
        end += 1
    width = max((len(row) for row in cells), default=0)
    if len(cells) < 2 or any(split_line(row[0]) and split_line(row[0])[0].sort == "letter" for row in cells):
        return None
    padded = tuple((*row, *[""] * (width - len(row))) for row in cells)
    grid = Grid(padded, lines[at].place)
    return grid if matrix_in(grid) is not None else None
