"""Grouped dots with intervals: several groups side by side in every row, each with its own shape and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, Sheet, key_room, room_for, rows_height
from reports.charts.chart import Chart, Words
from reports.charts.reading import Point
from reports.charts.units import Unit

MARKS = ("o", "s", "^", "D", "v", "P")
MOST_GROUPS = len(MARKS)


@dataclass(frozen=True)
class Dots:
    """One group: its name and a point for every row."""

    name: str
    points: Sequence[Point]


def grouped_dots(
    rows: Sequence[str], groups: Sequence[Dots], words: Words, unit: Unit, *, heading: str
) -> Chart:
    """Rows of points with intervals; where there is one group only, every point has its figure beside it.

    The axis begins at zero for shares and counts. Means may lie anywhere, so theirs begins near the least.
    """
    several = len(groups) > 1
    names = [group.name for group in groups]
    shades = group_shades(len(groups))
    each = 0.34 if not several else 0.2 + 0.15 * len(groups)
    sheet = Sheet(
        words,
        body=rows_height(rows, each),
        left=room_for(rows),
        right=0.3 if several else 0.75,
        above=key_room(names) if several else 0.0,
    )
    axes = sheet.axes
    low, high = reach([point for group in groups for point in group.points], from_zero=unit.figure != "mean")
    axes.set_xlim(low, high)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.xaxis.grid(True, color=colours.GRID, linewidth=0.8)
    axes.xaxis.set_major_formatter(unit.tick)
    if low < 0:
        axes.axvline(0, color=colours.QUIET, linewidth=0.8, zorder=0.6)
    for line in range(len(rows) - 1):
        axes.axhline(line + 0.5, color=colours.GRID, linewidth=0.6)
    step = 0.7 / len(groups)
    for number, (group, shade) in enumerate(zip(groups, shades, strict=True)):
        for down, point in enumerate(group.points):
            place = len(rows) - 1 - down + (len(groups) - 1) / 2 * step - number * step
            _point(sheet, axes, place, point, shade, MARKS[number], low)
            if not several and point.value is not None:
                end = point.value if point.high is None else point.high
                axes.text(
                    end + (high - low) * 0.015, place, unit.say(point.value, point.step), va="center", size=TEXT_SIZE,
                    color=colours.INK,
                )  # fmt: skip
    sheet.labels(list(range(len(rows) - 1, -1, -1)), rows)
    if several:
        sheet.key(names, shades, MARKS)
    return sheet.finish((heading, *names), _table(rows, groups, words, unit))


def group_shades(count: int) -> list[str]:
    """Colours for so many groups, as far apart in grey as can be."""
    picked = {1: (1,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 2, 3, 4, 5)}
    return [colours.GROUPS[place] for place in picked[min(max(count, 1), 6)]]


def reach(points: Sequence[Point], *, from_zero: bool) -> tuple[float, float]:
    """Where an axis that holds points with their intervals begins and ends, with a little air; 0 to 1 without any."""
    ends = [one for point in points for one in (point.value, point.low, point.high) if one is not None]
    if not ends:
        return 0.0, 1.0
    low, high = min(ends), max(ends)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    wide = (high - low) or abs(high) or 0.01
    return (low - wide * 0.08 if low < 0 or not from_zero else 0.0), high + wide * 0.06


def _point(sheet: Sheet, axes: Axes, place: float, point: Point, shade: str, mark: str, start: float) -> None:
    if point.value is None:
        if point.hidden:
            axes.annotate(
                sheet.text(sheet.words.not_published), (start, place), xytext=(3, 0), textcoords="offset points",
                va="center", size=SMALL_SIZE, color=colours.QUIET,
            )  # fmt: skip
        return
    edge = colours.edge_of(shade)
    if point.low is not None and point.high is not None:
        axes.plot(
            [point.low, point.high], [place, place], color=edge, linewidth=1.1, solid_capstyle="butt",
            zorder=2, gid="interval",
        )  # fmt: skip
    axes.plot(
        [point.value], [place], marker=mark, markersize=6, color=shade, markeredgecolor=edge,
        markeredgewidth=0.8, linestyle="none", zorder=3, gid="point",
    )  # fmt: skip


def _table(rows: Sequence[str], groups: Sequence[Dots], words: Words, unit: Unit) -> list[tuple[str, ...]]:
    return [
        (row, *(said(group.points[down], words, unit) for group in groups)) for down, row in enumerate(rows)
    ]


def said(point: Point, words: Words, unit: Unit) -> str:
    """A point in a table: figure and interval, the sign of suppression, or a dash."""
    if point.value is None:
        return words.hidden if point.hidden else "–"
    written = unit.say(point.value, point.step)
    return f"{written} {unit.interval(point.low, point.high, point.value, point.step)}".strip()
