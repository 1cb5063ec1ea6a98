"""A workbook as an office reads it: contents with links, a sheet for each table, its note under it, set to be printed.

Figures are numbers with the decimals they are said with; a hidden one is ▪. No text is a formula.
"""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from questionnaires.text import Text
from reports.documents.unbroken import unbroken

CONTENTS = Text(zh="目录", en="Contents")
BACK = Text(zh="← 目录", en="← Contents")
HEADS = (
    Text(zh="工作表", en="Sheet"),
    Text(zh="表题", en="Table"),
    Text(zh="所在章节", en="Chapter"),
    Text(zh="不公布的数", en="Hidden figures"),
)
REMARKS = Text(zh="没有做出的表", en="Tables that could not be made")
PAGE = Text(zh="第 &P 页，共 &N 页", en="Page &P of &N")
HIDDEN = "▪"
UNTOLD = "–"  # not told, though nothing of the cell is hidden
LINE, TALLEST = 15.0, 409.0  # points; Excel has no higher rows
WIDEST_LABELS, NARROWEST, WIDEST, WIDEST_WORDS = 60.0, 9.0, 16.0, 36.0  # in digits
MOST_IN_A_LINE = 110.0
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Figure:
    """A number and how Excel writes it."""

    value: float
    format: str = "#,##0"


Shown = str | Figure | None


@dataclass(frozen=True)
class Leaf:
    """A sheet: its name, what it is about, its heads and rows, of which the first ``labels`` columns are words.

    ``strong`` are the numbers of rows that are totals. ``chapter`` tells where in a report the table stands.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Shown]]
    note: str = ""
    labels: int = 1
    strong: frozenset[int] = frozenset()
    chapter: str = ""


def bound(
    leaves: Sequence[Leaf],
    source: str,
    created: datetime,
    language: str,
    title: str = "",
    remarks: Sequence[str] = (),
) -> bytes:
    """The sheets as one workbook. ``source`` stands on each; ``remarks`` are the last lines of the contents.

    ``created`` is its only time, so that the same sheets are the same file.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "nan_inf_to_errors": True, **_SAFE}) as book:
        book.set_properties({"created": created.replace(tzinfo=None), "title": title})
        binder = _Binder(book, source, language)
        binder.contents(leaves, title, remarks)
        for leaf in leaves:
            binder.sheet(leaf)
    return target.getvalue()


class _Binder:
    """Writes the sheets of one workbook, each kind of cell format made once."""

    def __init__(self, book: Any, source: str, language: str) -> None:
        self._book = book
        self._source = source
        self._language = language
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def contents(self, leaves: Sequence[Leaf], title: str, remarks: Sequence[str]) -> None:
        """The first sheet: a line for each other one, with a link to it."""
        page = self._page(CONTENTS.say(self._language), landscape=False)
        in_chapters = any(leaf.chapter for leaf in leaves)
        widths = (12, 58, 30 if in_chapters else 0, 12)
        for place, wide in enumerate(widths):
            page.set_column(place, place, wide or None, None, {} if wide else {"hidden": True})
        page.write_string(0, 0, title or self._source, self._format(bold=True, font_size=14))
        page.write_string(1, 0, self._source, self._format(font_color="#5b6b78"))
        for place, head in enumerate(HEADS):
            page.write_string(3, place, head.say(self._language), self._head(place < 3))
        page.freeze_panes(4, 0)
        page.repeat_rows(3)
        words = self._format(text_wrap=True, valign="top")
        for line, leaf in enumerate(leaves, 4):
            hidden = sum(value == HIDDEN for row in leaf.rows for value in row)
            page.write_url(line, 0, f"internal:'{leaf.name}'!A1", self._link(), leaf.name)
            page.write_string(line, 1, leaf.title, words)
            page.write_string(line, 2, leaf.chapter, words)
            page.write_number(line, 3, hidden, self._format(num_format="#,##0", valign="top"))
            page.set_row(line, _height(max(_lines(leaf.title, 58), _lines(leaf.chapter, 30))))
        below = len(leaves) + 5
        if remarks:
            page.write_string(below, 0, REMARKS.say(self._language), self._format(bold=True))
        for line, text in enumerate(remarks, below + 1):
            page.write_string(line, 0, text)

    def sheet(self, leaf: Leaf) -> None:
        """A table: title, source, a link back, the rows under their heads, the note last."""
        page = self._page(leaf.name, landscape=True)
        widths = _widths(leaf)
        for place, wide in enumerate(widths):
            page.set_column(place, place, wide)
        page.write_string(0, 0, leaf.title, self._format(bold=True, font_size=13))
        page.write_string(1, 0, self._source, self._format(font_color="#5b6b78"))
        back = BACK.say(self._language)
        page.write_url(2, 0, f"internal:'{CONTENTS.say(self._language)}'!A1", self._link(), back)
        for place, head in enumerate(leaf.heads):
            page.write_string(3, place, head, self._head(place < leaf.labels))
        tall = max(_lines(head, wide) for head, wide in zip(leaf.heads, widths, strict=True))
        page.set_row(3, _height(tall, 4))
        page.freeze_panes(4, leaf.labels)
        page.repeat_rows(3)
        for line, row in enumerate(leaf.rows):
            self._row(page, line + 4, row, leaf, widths, line in leaf.strong)
        if leaf.rows:
            page.autofilter(3, 0, 3 + len(leaf.rows), len(leaf.heads) - 1)
        if leaf.note:
            self._note(page, len(leaf.rows) + 5, leaf.note, widths)

    def _row(
        self, page: Any, line: int, row: Sequence[Shown], leaf: Leaf, widths: Sequence[float], strong: bool
    ) -> None:
        bold = {"bold": True} if strong else {}
        for place, value in enumerate(row):
            if isinstance(value, Figure):
                shown = self._format(num_format=value.format, valign="top", **bold)
                page.write_number(line, place, value.value, shown)
            elif value:
                side = "left" if place < leaf.labels else "right"
                page.write_string(
                    line, place, value, self._format(text_wrap=True, valign="top", align=side, **bold)
                )
        tall = max((_lines(one, widths[at]) for at, one in enumerate(row) if isinstance(one, str)), default=1)
        if tall > 1:
            page.set_row(line, _height(tall))

    def _note(self, page: Any, line: int, words: str, widths: Sequence[float]) -> None:
        """Over the whole width of the table, or of a line where the table is narrow, as high as it needs."""
        last, whole = 0, 0.0
        while last < len(widths) or whole < 70:
            whole += widths[last] if last < len(widths) else 8.43
            last += 1
            if whole > MOST_IN_A_LINE:
                break
        form = self._format(text_wrap=True, valign="top", font_color="#5b6b78")
        if last > 1:
            page.merge_range(line, 0, line, last - 1, "", form)
        page.write_string(line, 0, unbroken(words), form)
        page.set_row(line, _height(_lines(words, whole)))

    def _page(self, name: str, landscape: bool) -> Any:
        page = self._book.add_worksheet(name)
        page.set_paper(9)
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer("&C" + PAGE.say(self._language))
        return page

    def _head(self, left: bool) -> Any:
        side = "left" if left else "right"
        return self._format(bold=True, bottom=1, text_wrap=True, valign="bottom", align=side)

    def _link(self) -> Any:
        return self._format(font_color="#0b5e73", underline=1, valign="top")

    def _format(self, **traits: Any) -> Any:
        key = tuple(sorted(traits.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(traits)
        return self._formats[key]


def _digits(text: str) -> float:
    """The width of a text in digits, as Excel measures columns."""
    return max(
        sum(2.0 if unicodedata.east_asian_width(one) in "WFA" else 1.0 for one in line)
        for line in text.split("\n")
    )


def _lines(text: str, wide: float) -> int:
    return sum(max(math.ceil((_digits(line) + 1) / max(wide, 1.0)), 1) for line in text.split("\n"))


def _height(lines: int, more: float = 0.0) -> float:
    return min(more + LINE * lines, TALLEST)


def _is_words(value: Shown) -> bool:
    return isinstance(value, str) and len(value) > 1


def _widths(leaf: Leaf) -> list[float]:
    found = []
    for place, head in enumerate(leaf.heads):
        texts = [row[place] for row in leaf.rows]
        longest = max((_digits(one) for one in texts if isinstance(one, str)), default=0.0)
        if place < leaf.labels:
            found.append(min(max(longest, _digits(head), NARROWEST) + 2, WIDEST_LABELS))
        else:
            # A figure is never wider than eleven digits with its separators; a head breaks into lines.
            widest = WIDEST_WORDS if any(map(_is_words, texts)) else WIDEST
            found.append(min(max(longest + 2, min(_digits(head) + 3, 13.0), NARROWEST), widest))
    return found
