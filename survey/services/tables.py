"""Tables that staff hand in as CSV or XLSX, read with every problem named."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services.tablelines import UNCALCULATED, lines_of, refused_file, require_workbook

LARGEST_FILE = 8_000_000
MOST_ROWS = 20_000
MOST_PROBLEMS = 200


@dataclass(frozen=True)
class Column:
    """A column that is looked for: its name for programs, its headings, and whether it must be there."""

    name: str
    label: Text
    headings: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True)
class Row:
    """One line below the heading: its number as the file shows it, and its cells by column name.

    A column that the file lacks has empty cells here and is not in ``given``.
    """

    number: int
    cells: Mapping[str, str]
    given: frozenset[str]


def read_rows(name: str, content: bytes, columns: Sequence[Column]) -> list[Row]:
    """The lines of a table below its heading; empty lines are left out, unknown columns ignored.

    :raises Refusals: the file is too large or no table, is called a workbook and is none, or lacks a needed column.
    """
    if len(content) > LARGEST_FILE:
        raise refused_file(
            zh=f"文件超过 {LARGEST_FILE // 1_000_000} MB",
            en=f"The file has more than {LARGEST_FILE // 1_000_000} MB",
            zh_remedy="请只留需要的列，或分几次导入",
            en_remedy="Keep the needed columns only, or import it in parts",
        )
    require_workbook(name, content)
    return _below_heading(lines_of(content, MOST_ROWS), columns)


def problem(
    row: int, label: Text, value: str, *, zh: str, en: str, zh_remedy: str, en_remedy: str
) -> Refusal:
    """A refusal of one cell: row, column, value and reason."""
    shown = value if len(value) <= 40 else value[:40] + "…"
    return Refusal(
        "cell",
        place=f"{row} · {label}",
        reason=Text(zh=f"“{shown}”：{zh}", en=f"{shown!r}: {en}"),
        remedy=Text(zh=zh_remedy, en=en_remedy),
    )


def whole_number(row: Row, column: Column, problems: list[Refusal], most: int = 100_000_000) -> int | None:
    """The whole number in a cell; None where it is empty or was reported in ``problems``."""
    given = plain_digits(row.cells[column.name])
    if not given:
        return None
    plain = given.removesuffix(".0")
    if plain.isascii() and plain.isdigit() and len(plain) <= 12 and int(plain) <= most:
        return int(plain)
    problems.append(
        problem(
            row.number,
            column.label,
            row.cells[column.name],
            zh="不是整数",
            en="not a whole number",
            zh_remedy=f"请填 0 到 {most} 的整数，不带单位",
            en_remedy=f"Give a whole number from 0 to {most} without a unit",
        )
    )
    return None


def plain_digits(typed: str) -> str:
    """A number as typed, without separators of thousands, its full-width digits in the usual width."""
    return unicodedata.normalize("NFKC", typed).replace(",", "").strip()


def raise_all(problems: Sequence[Refusal]) -> None:
    """Raise what was found, if anything; of very many the first two hundred."""
    if not problems:
        return
    shown = list(problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        rest = len(problems) - MOST_PROBLEMS
        shown.append(
            refused_file(
                zh=f"另有 {rest} 处问题未列出",
                en=f"{rest} more problems are not listed",
                zh_remedy="请先改上面这些，再导入一次",
                en_remedy="Mend those above and import it again",
            )
        )
    raise Refusals(shown)


def _below_heading(lines: Iterator[tuple[int, list[str]]], columns: Sequence[Column]) -> list[Row]:
    heading = next(((number, cells) for number, cells in lines if any(cells)), None)
    if heading is None:
        raise refused_file(
            zh="文件是空的",
            en="The file is empty",
            zh_remedy="第一行写列名，下面每行一条",
            en_remedy="Put headings in the first line and one entry in each line below",
        )
    places = _places(heading[1], columns)
    _require_needed(heading[0], columns, places)
    rows: list[Row] = []
    problems: list[Refusal] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) >= MOST_ROWS:
            raise refused_file(
                zh=f"超过 {MOST_ROWS} 行",
                en=f"More than {MOST_ROWS} lines",
                zh_remedy="请分几次导入",
                en_remedy="Import it in parts",
            )
        found = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        problems += [
            _not_calculated(number, column) for column in columns if found.get(column.name) == UNCALCULATED
        ]
        whole = {column.name: found.get(column.name, "") for column in columns}
        rows.append(Row(number, whole, frozenset(places)))
    raise_all(problems)
    if not rows:
        raise refused_file(
            zh="只有列名，下面没有内容",
            en="There is a heading with nothing below it",
            zh_remedy="请在列名下面每行填一条；若内容在另一张工作表，请把它移到第一张",
            en_remedy="Put one entry in each line below; if they are on another sheet, move it to be the first",
        )
    return rows


def _require_needed(line: int, columns: Sequence[Column], places: Mapping[str, int]) -> None:
    missing = [column for column in columns if column.needed and column.name not in places]
    if missing:
        raise Refusals([_missing(line, column) for column in missing])


def _missing(line: int, column: Column) -> Refusal:
    return Refusal(
        "column_missing",
        place=f"{line} · {column.label}",
        reason=Text(zh=f"缺少“{column.label}”这一列", en=f"The column {column.label.say('en')!r} is missing"),
        remedy=Text(
            zh=f"请在第一行加上，列名可以是：{'、'.join(column.headings)}",
            en=f"Add it to the heading; it may be called {', '.join(column.headings)}",
        ),
    )


def _not_calculated(row: int, column: Column) -> Refusal:
    return Refusal(
        "cell",
        place=f"{row} · {column.label}",
        reason=Text(
            zh="这一格是公式，文件里没有存它的结果", en="The cell is a formula whose result the file lacks"
        ),
        remedy=Text(
            zh="请在 Excel 或 WPS 中打开并保存一次，或把公式粘贴为数值，再导入",
            en="Open and save it in Excel or WPS, or paste the formulas as values, and import it again",
        ),
    )


def _places(heading: list[str], columns: Sequence[Column]) -> dict[str, int]:
    known = {title.casefold(): column.name for column in columns for title in column.headings}
    places: dict[str, int] = {}
    for place, title in enumerate(heading):
        name = known.get(title.strip().casefold())
        if name is not None:
            places.setdefault(name, place)
    return places
