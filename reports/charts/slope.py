"""The slope: two waves, a line for each category, its name and figures written at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.charts import colours
from reports.charts.canvas import TEXT_SIZE, WIDTH, Sheet, key_room
from reports.charts.chart import Chart, Words
from reports.charts.dots import Dots, reach, said
from reports.charts.lettering import label_lines, weight_for, width
from reports.charts.reading import Point
from reports.charts.spreading import spread
from reports.charts.units import Unit

UP, DOWN, SAME = colours.PRIMARY, "#a8502e", "#8a97a1"
LINE = 0.155  # inches for one line of a label
LEADER, GAP = 0.2, 0.05  # inches: from an end to its figure, and between figure and name
HEAD = 0.24  # inches above the plot for the names of the waves


def slopes(waves: tuple[str, str], lines: Sequence[Dots], words: Words, unit: Unit, *, heading: str) -> Chart:
    """Lines from the first wave to the second.

    A line is coloured where the two 95 % intervals do not overlap (Schenker and Gentleman 2001), else grey:
    colour says that something has changed, not that it looks so.
    """
    labels = [label_lines(line.name) for line in lines]
    ends = [[_end(line.points[wave], unit, words) for line in lines] for wave in (0, 1)]
    figure = _inches(end for side in ends for end in side)
    name = _inches(line for label in labels for line in label.split("\n"))
    heights = [LINE * (label.count("\n") + 1) + 0.05 for label in labels]
    kinds = _kinds(words)
    names = [kind for kind, _ in kinds]
    body = max(2.4, sum(heights) * 1.15)
    right = LEADER + figure + GAP * 2 + name + 0.2
    sheet = Sheet(words, body=body, left=figure + LEADER + 0.6, right=right, above=key_room(names) + HEAD)
    axes = sheet.axes
    low, high = reach([point for line in lines for point in line.points], from_zero=False)
    axes.set_xlim(0, 1)
    axes.set_ylim(low, high)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for wave, place in enumerate((0.0, 1.0)):
        axes.axvline(place, color=colours.LINE, linewidth=1.0)
        axes.annotate(
            sheet.text(waves[wave]), (place, 1), xycoords="axes fraction", xytext=(0, 5),
            textcoords="offset points", ha="center", va="bottom", size=TEXT_SIZE + 0.5, color=colours.INK,
            weight=weight_for(waves[wave]),
        )  # fmt: skip
    for line in lines:
        _line(sheet, line)
    inch = (high - low) / body
    for side, wave in ((-1, 0), (1, 1)):
        wanted = [_or(line.points[wave].value, low) for line in lines]
        sizes = [LINE * inch] * len(lines) if side < 0 else [one * inch for one in heights]
        places = spread(wanted, sizes, low, high)
        for at, place, end, label in zip(wanted, places, ends[wave], labels, strict=True):
            _beside(sheet, side, (at, place), (end, label if side > 0 else ""), figure)
    sheet.key(names, [shade for _, shade in kinds])
    table = [(line.name, *(said(point, words, unit) for point in line.points)) for line in lines]
    return sheet.finish((heading, *waves), table)


def _kinds(words: Words) -> list[tuple[str, str]]:
    return [
        (words.say("上升（两次区间不重叠）", "Up (intervals do not overlap)"), UP),
        (words.say("下降（两次区间不重叠）", "Down (intervals do not overlap)"), DOWN),
        (words.say("看不出变化", "No change to be told"), SAME),
    ]


def change_of(before: Point, after: Point) -> int:
    """1 where a figure has risen and -1 where it has fallen beyond both intervals, else 0."""
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return 0
    return 1 if after.low > before.high else -1 if after.high < before.low else 0


def _line(sheet: Sheet, line: Dots) -> None:
    before, after = line.points[0], line.points[1]
    shade = {1: UP, -1: DOWN, 0: SAME}[change_of(before, after)]
    axes = sheet.axes
    if before.value is not None and after.value is not None:
        axes.plot([0, 1], [before.value, after.value], color=shade, linewidth=1.8, zorder=2, gid="slope")
    for place, point in ((0, before), (1, after)):
        if point.value is None:
            continue
        axes.plot([place], [point.value], marker="o", markersize=6, color=shade, zorder=3, clip_on=False)
        if point.low is not None and point.high is not None:
            axes.plot(
                [place, place], [point.low, point.high], color=shade, linewidth=1.1, zorder=2.5, clip_on=False,
                gid="interval",
            )  # fmt: skip


def _end(point: Point, unit: Unit, words: Words) -> str:
    return (
        unit.say(point.value, point.step)
        if point.value is not None
        else words.hidden
        if point.hidden
        else "–"
    )


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _inches(texts: Iterable[str]) -> float:
    """The width of the widest text."""
    return max((width(text) for text in texts), default=1.0) * TEXT_SIZE / 72


def _beside(
    sheet: Sheet, side: int, places: tuple[float, float], texts: tuple[str, str], figure: float
) -> None:
    """Figure and name beside an end of a line, joined to it by a thin leader."""
    axes, start = sheet.axes, 1.0 if side > 0 else 0.0
    inch = 1 / (axes.get_position().width * WIDTH)
    at, place = places
    axes.plot(
        [start + side * 0.06 * inch, start + side * (LEADER - 0.03) * inch], [at, place], color=colours.LINE,
        linewidth=0.7, clip_on=False, zorder=1,
    )  # fmt: skip
    edge = start + (LEADER + figure if side > 0 else -LEADER) * inch
    for x, text, alignment in (
        (edge, texts[0], "right"),
        (edge + 2 * GAP * inch, texts[1], "left"),
    ):
        if text:
            axes.text(
                x, place, sheet.text(text), ha=alignment, va="center", size=TEXT_SIZE, color=colours.INK,
                linespacing=1.1,
            )  # fmt: skip
