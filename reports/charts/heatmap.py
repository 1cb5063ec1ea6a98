"""The heat map: a table of shares as shades of one ramp, each with its figure."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from reports.charts import colours
from reports.charts.canvas import TEXT_SIZE, WIDTH, Chart, Sheet, Words, percent, room_for
from reports.charts.lettering import weight_for, wrapped

RIGHT = 0.25  # inches
# Characters that must fit side by side above a column, and those of a line of an upright label.
NARROW = 5
UPRIGHT = 20


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
    labels, head, turned = _column_labels(columns, each)
    sheet = Sheet(
        words,
        body=(0.42 if groups is None else 0.3) * height,
        left=room_for(named),
        right=RIGHT,
        above=head + 0.12,
    )
    axes = sheet.axes
    largest = max((share for row in shares for share in row if share is not None), default=0.0) or 1.0
    for down, row in enumerate(shares):
        for across, share in enumerate(row):
            place = (across, height - 1 - tops[down])
            if share is None:
                axes.add_patch(
                    Rectangle(
                        place,
                        1,
                        1,
                        facecolor=colours.PAPER,
                        edgecolor=colours.LINE,
                        linestyle=":",
                    )
                )
                shown, ink = words.hidden, colours.QUIET
            else:
                shade = colours.sequential_at(0.06 + 0.9 * share / largest) if share else colours.PAPER
                axes.add_patch(
                    Rectangle(
                        place,
                        1,
                        1,
                        facecolor=shade,
                        edgecolor=colours.PAPER,
                        linewidth=1.5,
                    )
                )
                shown, ink = f"{share * 100:.1f}" if share else "0", colours.ink_on(shade)
            axes.text(
                place[0] + 0.5,
                place[1] + 0.5,
                sheet.text(shown),
                ha="center",
                va="center",
                size=TEXT_SIZE,
                color=ink,
            )
    axes.set_xlim(0, len(columns))
    axes.set_ylim(0, height)
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.tick_top()
    axes.set_xticks(
        [place + 0.5 for place in range(len(columns))],
        [sheet.text(label) for label in labels],
    )
    axes.tick_params(
        axis="x", length=0, labelsize=TEXT_SIZE - 0.5, labelcolor=colours.INK, labelrotation=turned
    )
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


def _column_labels(columns: Sequence[str], each: float) -> tuple[list[str], float, int]:
    """The labels above columns of a width in inches, the height they take, and how far they are turned.

    Where fewer than five characters fit side by side, labels stand upright.
    """
    fitting = int(each / (TEXT_SIZE / 72))
    if fitting >= NARROW:
        labels = [wrapped(column, min(fitting, 8)) for column in columns]
        return labels, 0.18 * max((label.count("\n") + 1 for label in labels), default=1), 0
    labels = [wrapped(column, UPRIGHT) for column in columns]
    return labels, room_for([line for label in labels for line in label.split("\n")]), 90


def _tops(rows: int, groups: Sequence[tuple[str, Sequence[str]]] | None) -> tuple[list[int], int]:
    """How far down each row stands, in rows, and how high the map is; a group's heading takes a row."""
    if not groups:
        return list(range(rows)), rows
    tops: list[int] = []
    for label, top in _headings(groups):
        count = next(len(labels) for name, labels in groups if name == label)
        tops += range(top + 1, top + 1 + count)
    return tops, tops[-1] + 1


def _headings(groups: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, int]]:
    found, top = [], 0
    for label, labels in groups:
        found.append((label, top))
        top += 1 + len(labels)
    return found
