"""The trend: several waves from left to right, a line with intervals for each group, named at its end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, WIDTH, Sheet
from reports.charts.chart import Chart, Words
from reports.charts.dots import MARKS, Dots, group_shades, reach, said
from reports.charts.lettering import balanced, label_lines, width
from reports.charts.spreading import spread
from reports.charts.units import Unit

BODY = 2.9  # inches
YEAR = re.compile(r"(?:19|20)\d\d")
LINE = 0.17  # inches for one line of a name
UPPER = 0.7  # of the highest: where all figures lie above, the axis need not begin at zero
SHIFT = 0.012  # of the axis: how far groups stand apart, so that their intervals do not cover each other


def trends(waves: Sequence[str], lines: Sequence[Dots], words: Words, unit: Unit, *, heading: str) -> Chart:
    """Lines over waves; a wave that is hidden interrupts its line and is marked at the foot.

    Waves named by years stand as far apart as the years are, others evenly. The axis of shares and counts
    begins at zero unless all figures lie close together far above it.
    """
    names = [label_lines(_named(line, words)) for line in lines]
    shades = group_shades(len(lines))
    direct = len(lines) > 1
    room = max((width(one) for name in names for one in name.split("\n")), default=1.0) if direct else 2.0
    sheet = Sheet(words, body=BODY, left=0.75, right=room * TEXT_SIZE / 72 + (0.75 if direct else 0.3))
    axes = sheet.axes
    places = positions(waves)
    wide = places[-1] - places[0] or 1.0
    points = [point for line in lines for point in line.points]
    ends = [one for point in points for one in (point.value, point.low, point.high) if one is not None]
    upper = bool(ends) and min(ends) > UPPER * max(ends)
    low, high = reach(points, from_zero=unit.figure != "mean" and not upper)
    axes.set_xlim(places[0] - 0.06 * wide, places[-1] + 0.06 * wide)
    axes.set_ylim(low, high)
    axes.yaxis.grid(True, color=colours.GRID, linewidth=0.8)
    axes.yaxis.set_major_formatter(unit.tick)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE, labelcolor=colours.QUIET, length=0)
    fitting = _fitting(sheet, places)
    axes.set_xticks(places, [sheet.text(balanced(wave, fitting)) for wave in waves])
    axes.tick_params(axis="x", labelsize=TEXT_SIZE, labelcolor=colours.INK)
    for number, (line, shade) in enumerate(zip(lines, shades, strict=True)):
        shift = (number - (len(lines) - 1) / 2) * SHIFT * wide
        _line(sheet, [place + shift for place in places], line, shade, MARKS[number], low)
    if direct:
        _names(sheet, places[-1] + 0.06 * wide, lines, names, shades, (low, high))
    else:
        _values(sheet, places, lines[0], unit, low, high)
    table = [(wave, *(said(line.points[at], words, unit) for line in lines)) for at, wave in enumerate(waves)]
    return sheet.finish((heading, *(line.name for line in lines)), table)


def positions(waves: Sequence[str]) -> list[float]:
    """Where waves stand: by their years where every name holds one and they rise, else evenly."""
    found = [YEAR.search(wave) for wave in waves]
    years = [float(one.group()) for one in found if one is not None]
    if len(years) == len(waves) and all(one < other for one, other in itertools.pairwise(years)):
        return years
    return [float(place) for place in range(len(waves))]


def _fitting(sheet: Sheet, places: Sequence[float]) -> float:
    """Full-width characters that fit under a wave beside its nearest neighbour."""
    room = sheet.axes.get_position().width * WIDTH
    least = min((other - one for one, other in itertools.pairwise(places)), default=1.0)
    wide = (places[-1] - places[0]) * 1.12 or 1.0
    return min(12.0, max(2.5, least / wide * room * 72 / TEXT_SIZE - 0.5))


def _line(sheet: Sheet, places: Sequence[float], line: Dots, shade: str, mark: str, low: float) -> None:
    axes, edge = sheet.axes, colours.edge_of(shade)
    values = [float("nan") if point.value is None else point.value for point in line.points]
    axes.plot(places, values, color=shade, linewidth=1.8, zorder=2, gid="line")
    for place, point in zip(places, line.points, strict=True):
        if point.value is None:
            if point.hidden:
                axes.annotate(
                    sheet.text(sheet.words.hidden), (place, low), xytext=(0, 3), textcoords="offset points",
                    ha="center", size=SMALL_SIZE, color=edge,
                )  # fmt: skip
            continue
        if point.low is not None and point.high is not None:
            axes.plot([place, place], [point.low, point.high], color=edge, linewidth=1.0, gid="interval")
        axes.plot(
            [place], [point.value], marker=mark, markersize=5.5, color=shade, markeredgecolor=edge,
            markeredgewidth=0.8, zorder=3,
        )  # fmt: skip


def _values(sheet: Sheet, places: Sequence[float], line: Dots, unit: Unit, low: float, high: float) -> None:
    """Figures above the points of a single line."""
    for place, point in zip(places, line.points, strict=True):
        if point.value is not None:
            top = point.value if point.high is None else point.high
            sheet.axes.text(
                place, top + (high - low) * 0.015, unit.say(point.value, point.step), ha="center", va="bottom",
                size=TEXT_SIZE, color=colours.INK,
            )  # fmt: skip


def _named(line: Dots, words: Words) -> str:
    """The name of a line, with the sign of suppression where nothing of it is shown."""
    gone = all(point.value is None for point in line.points) and any(point.hidden for point in line.points)
    return f"{line.name} {words.hidden}" if gone else line.name


def _names(
    sheet: Sheet,
    start: float,
    lines: Sequence[Dots],
    names: Sequence[str],
    shades: Sequence[str],
    ends: tuple[float, float],
) -> None:
    """Names right of the last wave with the mark of their line, moved apart where lines end together."""
    axes, (low, high) = sheet.axes, ends
    inch = (axes.get_xlim()[1] - axes.get_xlim()[0]) / (axes.get_position().width * WIDTH)
    last = [
        next((one.value for one in reversed(line.points) if one.value is not None), low) for line in lines
    ]
    sizes = [(LINE * (name.count("\n") + 1) + 0.03) / BODY * (high - low) for name in names]
    places = spread(last, sizes, low, high)
    for number, (at, place, name, shade) in enumerate(zip(last, places, names, shades, strict=True)):
        axes.plot(
            [start - 0.04 * inch, start + 0.14 * inch], [at, place], color=colours.LINE, linewidth=0.7,
            clip_on=False, zorder=1,
        )  # fmt: skip
        axes.plot(
            [start + 0.24 * inch], [place], marker=MARKS[number], markersize=5.5, color=shade,
            markeredgecolor=colours.edge_of(shade), markeredgewidth=0.8, clip_on=False,
        )  # fmt: skip
        axes.text(
            start + 0.36 * inch, place, sheet.text(name), va="center", size=TEXT_SIZE, color=colours.INK,
            linespacing=1.1,
        )  # fmt: skip
