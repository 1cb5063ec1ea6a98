"""The heat map: a table of shares as shades of one ramp, each with its figure."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from reports.charts import colours
from reports.charts.canvas import (
    SMALL_LINE,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    Sheet,
    percent,
    room_for,
)
from reports.charts.chart import Chart, Words
from reports.charts.lettering import balanced, label_lines, weight_for, width

RIGHT = 0.25  # inches
# Full-width characters that must fit side by side above a column, and lines that a label may take there.
NARROW = 3
MOST_LINES = 4
CRAMPED = 0.42  # inches; narrower cells have whole numbers


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    words: Words,
    *,
    heading: str,
    groups: Sequence[tuple[str, Sequence[str]]] | None = None,
) -> Chart:
    """Rows by columns; dark means a large share (0 to 1), a dotted empty cell is suppressed.

    ``groups`` parts the rows into small maps one below another, each with its heading and the short labels
    of its rows, over the same columns and in the same shades; all rows are drawn.
    """
    tops, height = _tops(len(rows), groups)
    named = [label for _, labels in groups for label in labels] if groups else list(rows)
    each = (WIDTH - room_for(named) - RIGHT) / max(len(columns), 1)
    labels, head, listed = _column_labels(columns, each)
    sheet = Sheet(
        words,
        body=_row_height(named, 0.42 if groups is None else 0.3) * height,
        left=room_for(named),
        right=RIGHT,
        above=head + 0.12 + SMALL_LINE * len(listed),
    )
    _list(sheet, listed)
    plain = each < CRAMPED
    axes = sheet.axes
    largest = max((share for row in shares for share in row if share is not None), default=0.0) or 1.0
    for down, row in enumerate(shares):
        for across, share in enumerate(row):
            corner = (across, height - 1 - tops[down])
            shown, ink = _square(sheet, corner, share, largest, digits=0 if plain else 1)
            axes.text(
                corner[0] + 0.5, corner[1] + 0.5, sheet.text(shown), ha="center", va="center",
                size=SMALL_SIZE if plain else TEXT_SIZE, color=ink,
            )  # fmt: skip
    axes.set_xlim(0, len(columns))
    axes.set_ylim(0, height)
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.tick_top()
    axes.set_xticks([place + 0.5 for place in range(len(columns))], [sheet.text(label) for label in labels])
    axes.tick_params(axis="x", length=0, labelsize=TEXT_SIZE - 0.5, labelcolor=colours.INK)
    sheet.labels([height - 0.5 - top for top in tops], named)
    for label, top in _headings(groups or ()):
        # Left of the cells, where the labels of its rows begin.
        axes.text(
            -(room_for(named) - 0.18) / each, height - 0.55 - top, sheet.text(label), va="center",
            size=TEXT_SIZE + 0.5, color=colours.INK, weight=weight_for(label),
        )  # fmt: skip
    table = [
        (row, *(percent(share, words.hidden) for share in line))
        for row, line in zip(rows, shares, strict=True)
    ]
    return sheet.finish((heading, *columns), table)


def _square(
    sheet: Sheet, corner: tuple[int, int], share: float | None, largest: float, *, digits: int
) -> tuple[str, str]:
    """Draw the cell of a share beside the largest of all; gives its figure in per cent and the ink to write it in."""
    if share is None:
        empty = Rectangle(corner, 1, 1, facecolor=colours.PAPER, edgecolor=colours.LINE, linestyle=":")
        sheet.axes.add_patch(empty)
        return sheet.words.hidden, colours.QUIET
    shade = colours.sequential_at(0.06 + 0.9 * share / largest) if share else colours.PAPER
    sheet.axes.add_patch(Rectangle(corner, 1, 1, facecolor=shade, edgecolor=colours.PAPER, linewidth=1.5))
    return f"{share * 100:.{digits}f}" if share else "0", colours.ink_on(shade)


def _row_height(labels: Sequence[str], least: float) -> float:
    """Inches of a row: as high as the longest label needs."""
    most = max((label_lines(label).count("\n") + 1 for label in labels), default=1)
    return max(least, 0.145 * most + 0.05)


def _column_labels(columns: Sequence[str], each: float) -> tuple[list[str], float, list[str]]:
    """The labels above columns of a width in inches, the height they take, and lines of a list above them.

    Labels are never turned. Where they do not fit in four lines, columns are numbered and the list says what
    the numbers mean.
    """
    fitting = each / (TEXT_SIZE / 72) - 0.3
    labels = [balanced(column, min(max(fitting, 2.0), 8)) for column in columns]
    latin = [word for column in columns for word in column.split() if width(word) < 0.8 * len(word)]
    fits = fitting >= NARROW and all(width(word) <= fitting for word in latin)
    if fits and all(label.count("\n") < MOST_LINES for label in labels):
        return labels, 0.16 * max((label.count("\n") + 1 for label in labels), default=1), []
    lines = [""]
    for number, column in enumerate(columns, 1):
        item = f"{number} {column}"
        if lines[-1] and width(lines[-1] + item) > 60:
            lines.append("")
        lines[-1] += item + "　"
    return [str(number) for number in range(1, len(columns) + 1)], 0.16, [line.rstrip() for line in lines]


def _list(sheet: Sheet, lines: Sequence[str]) -> None:
    """What numbers of columns mean, below the base line."""
    high = sheet.figure.get_size_inches()[1]
    for number, line in enumerate(lines):
        sheet.figure.text(
            0.18 / WIDTH, sheet.legend_at - (number * SMALL_LINE - 0.02) / high, sheet.text(line), va="center",
            size=SMALL_SIZE, color=colours.INK,
        )  # fmt: skip


def _tops(rows: int, groups: Sequence[tuple[str, Sequence[str]]] | None) -> tuple[list[int], int]:
    """How far down each row stands, in rows, and how high the map is; a group's heading takes a row."""
    if not groups:
        return list(range(rows)), rows
    tops: list[int] = []
    for (_, labels), (_, top) in zip(groups, _headings(groups), strict=True):
        tops += range(top + 1, top + 1 + len(labels))
    return tops, tops[-1] + 1


def _headings(groups: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, int]]:
    found, top = [], 0
    for label, labels in groups:
        found.append((label, top))
        top += 1 + len(labels)
    return found
