"""Tables: a matrix of rows and columns, or questions and options that were only laid out as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaires.formats.plaintext.choices import BOXES, split_line
from questionnaires.formats.plaintext.lines import BLANK
from questionnaires.formats.plaintext.numbers import numbered
from questionnaires.formats.plaintext.pieces import Grid, Line, squeezed

_EMPTY = re.compile(rf"[\s{BOXES}√✓()（）\[\]_\-—/]*|[(（\[{BOXES}]*\s*[0-9A-Ea-e]\s*分?[)）\]{BOXES}]*")
_ORDER = re.compile(r"(?:序号|编号|题号|No\.?|#|号)", re.IGNORECASE)
_ORDINAL = re.compile(r"[(（]?(?:\d{1,3}|[A-Z]\d{0,2}|[一二三四五六七八九十]{1,2})[)）]?[.、]?")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns of a table that asks the same of every row.

    ``codes`` are the figures that every row repeats under the columns, if it does;
    ``free`` means that the cells are to be written in.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    codes: tuple[str, ...] = ()
    free: bool = False


def matrix_in(grid: Grid) -> Matrix | None:
    """The matrix that a table is, None where it is something else."""
    rows = _without_order([row for row in _without_twins(grid) if any(cell.strip() for cell in row)])
    if len(rows) < 2:
        return None
    head, body = _head(rows)
    columns = [squeezed(cell) for cell in head[1:]]
    if len(columns) < 2 or not all(columns) or len(set(columns)) < len(columns):
        return None
    if any(
        split_line(cell) and not cell.strip().isdigit()
        for row in rows
        for cell in row[1:]
        if len(cell.strip()) > 1 and not _EMPTY.fullmatch(cell)
    ):
        return None
    if not body or not all(_label(row[0]) for row in body):
        return None
    if not all(_EMPTY.fullmatch(cell) for row in body for cell in row[1:]) or all(
        BLANK.search(cell) for cell in columns
    ):
        return None
    codes = _codes(body)
    return Matrix(tuple(_label(row[0]) for row in body), tuple(columns), codes, _written(body, columns))


def corner(grid: Grid) -> str:
    """What the first cell says of the whole table, if it says more than “item”."""
    words = squeezed(grid.rows[0][0]) if grid.rows and grid.rows[0] else ""
    return words if len(words) > 6 else ""


def as_lines(grid: Grid) -> list[Line]:
    """A table that only lays out questions, options or a form, as the lines it stands for."""
    found: list[Line] = []
    for number, row in enumerate(_without_twins(grid), start=1):
        place = f"{grid.place}第 {number} 行"
        cells = [cell.strip() for cell in row]
        if number == 1 and _names_columns(cells):
            continue
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and _ORDINAL.fullmatch(filled[0]) and not split_line(filled[0]):
            ordinal = filled[0].strip("()（）.、")
            filled[:2] = [f"{ordinal}、{filled[1]}" if ordinal[:1].isdigit() else f"{ordinal} {filled[1]}"]
        elif _form(cells):
            found += [Line(part, place) for part in _form_lines(cells)]
            continue
        found += [Line(part, place) for cell in filled for part in cell.split("\n") if part.strip()]
    return [*found, Line("", grid.place)]


def _names_columns(cells: list[str]) -> bool:
    words = {
        "题号",
        "序号",
        "编号",
        "题目",
        "问题",
        "选项",
        "答案",
        "内容",
        "题目内容",
        "问题内容",
        "备选答案",
        "填写",
        "您的回答",
        "回答",
        "项目",
    }
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(re.sub(r"\s", "", cell) in words for cell in filled)


def _form(cells: list[str]) -> bool:
    """姓名 | | 性别 | □男 □女: labels each with a cell to answer in behind it."""
    if len(cells) < 2 or len(cells) % 2 or not all(cells[::2]):
        return False
    labels = [cell for cell in cells[::2] if len(cell) <= 20 and "\n" not in cell and not split_line(cell)]
    return len(labels) == len(cells) // 2 and all(
        not cell or BLANK.search(cell) or split_line(cell) or re.search(rf"[{BOXES}]|年\s*月", cell)
        for cell in cells[1::2]
    )


def _form_lines(cells: list[str]) -> list[str]:
    lines = []
    for name, cell in zip(cells[::2], cells[1::2], strict=True):
        label = (re.sub(r"\s", "", name) if len(name) < 8 else name).rstrip(":：")
        answer = re.sub(r"^\s*年\s*月(?=\s*日?\s*$)", "____年____月", cell.replace("\n", "  "))
        lines += ["", f"{label}：{answer or '____'}"]
    return lines


def _without_twins(grid: Grid) -> list[list[str]]:
    """Rows without the columns that are empty throughout."""
    width = max((len(row) for row in grid.rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in grid.rows]
    filled = [place for place in range(width) if any(row[place].strip() for row in rows)]
    empty = set(range(width)) - set(filled)
    keep = [place for place in range(width) if place not in empty or len(filled) < 2 or place > 0]
    return [[row[place] for place in keep] for row in rows]


def _without_order(rows: list[list[str]]) -> list[list[str]]:
    """Without a first column that only counts the rows."""
    if len(rows) < 2 or len(rows[0]) < 3:
        return rows
    first = [row[0].strip() for row in rows]
    counted = all(_ORDINAL.fullmatch(cell) for cell in first[1:] if cell) and any(first[1:])
    worded = all(_label(row[1]) for row in rows[1:])
    if counted and worded and (not first[0] or _ORDER.fullmatch(first[0])):
        return [row[1:] for row in rows]
    return rows


def _head(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The row that names the columns, and the rows below; a spanning headline above it is passed over."""
    first, second = rows[0], rows[1]
    spanning = len({cell for cell in first[1:] if cell.strip()}) == 1 and len(first) > 2
    if (
        spanning
        and len(rows) > 2
        and all(cell.strip() for cell in second[1:])
        and not all(_EMPTY.fullmatch(cell) for cell in second[1:])
    ):
        return second, rows[2:]
    return first, rows[1:]


def _label(cell: str) -> str:
    words = squeezed(cell.replace("\n", " "))
    one = numbered(words)
    return one.text if one and one.text else words


def _codes(body: list[list[str]]) -> tuple[str, ...]:
    found = {tuple(re.sub(r"\D", "", cell) for cell in row[1:]) for row in body}
    codes = next(iter(found)) if len(found) == 1 else ()
    return codes if codes and all(codes) and len(set(codes)) == len(codes) else ()


def _written(body: list[list[str]], columns: list[str]) -> bool:
    """The cells are to be written in: blanks in them, or columns that name figures."""
    cells = [cell for row in body for cell in row[1:]]
    if any("__" in cell for cell in cells):
        return True
    figures = re.compile(
        r".*(?:[(（](?:人|元|万元|个|项|次|%|天|小时|篇|亩|吨|件)[)）]|人数|金额|数量|姓名|单位名称|时间|日期)$"
    )
    return not any(cell.strip() for cell in cells) and any(figures.fullmatch(one) for one in columns)
