"""The forest plot: coefficients of a model with their intervals, beside the line of no difference."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.ticker import FixedLocator, NullLocator

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, Sheet, room_for, rows_height
from reports.charts.chart import Chart, Words
from reports.charts.dots import said
from reports.charts.lettering import width
from reports.charts.reading import Point
from reports.charts.units import Unit

RATIO = "odds_ratio"
#: Where an axis of ratios may be marked; so far it goes, and a longer interval is cut with an arrow.
TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
LEAST, MOST = TICKS[0], TICKS[-1]
AIR = 0.06


def forest(rows: Sequence[str], points: Sequence[Point], words: Words, unit: Unit, *, heading: str) -> Chart:
    """A point and an interval for every row, in the order given, figures written at the right.

    Odds ratios stand on a logarithmic axis, where twice and half are equally far from 1; dark where the
    interval leaves out the line of no difference.
    """
    is_ratio = unit.figure == RATIO
    nothing = 1.0 if is_ratio else 0.0
    figures = [said(point, words, unit) for point in points]
    room = max(width(figure) for figure in figures) * TEXT_SIZE / 72 + 0.2
    sheet = Sheet(words, body=rows_height(rows, 0.34), left=room_for(rows), right=room, above=0.0)
    axes = sheet.axes
    if is_ratio:
        axes.set_xscale("log")
    low, high = _reach(points, is_ratio=is_ratio)
    axes.set_xlim(low, high)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    if is_ratio:
        axes.xaxis.set_major_locator(FixedLocator([one for one in TICKS if low <= one <= high]))
        axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(unit.tick)
    axes.xaxis.grid(True, color=colours.GRID, linewidth=0.8)
    axes.axvline(nothing, color=colours.QUIET, linewidth=1.0, zorder=0.8)
    for down, (point, figure) in enumerate(zip(points, figures, strict=True)):
        place = len(rows) - 1 - down
        _row(sheet, place, point, nothing, (low, high))
        axes.annotate(
            sheet.text(words.not_published if point.value is None and point.hidden else figure), (1, place),
            xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points", va="center",
            size=SMALL_SIZE, color=colours.INK,
        )  # fmt: skip
    sheet.labels(list(range(len(rows) - 1, -1, -1)), rows)
    return sheet.finish((heading, unit.name), list(zip(rows, figures, strict=True)))


def _row(sheet: Sheet, place: float, point: Point, nothing: float, reach: tuple[float, float]) -> None:
    if point.value is None:
        return
    axes, (least, most) = sheet.axes, reach
    apart = point.low is not None and point.high is not None and not point.low <= nothing <= point.high
    shade = colours.PRIMARY if apart else colours.QUIET
    if point.low is not None and point.high is not None:
        ends = max(point.low, least), min(point.high, most)
        axes.plot(
            ends, [place, place], color=shade, linewidth=1.3, solid_capstyle="butt", zorder=2, gid="interval"
        )
        for end, cut, mark in ((ends[0], point.low < least, "<"), (ends[1], point.high > most, ">")):
            if cut:
                axes.plot([end], [place], marker=mark, markersize=5, color=shade, zorder=2, clip_on=False)
    if least <= point.value <= most:
        axes.plot([point.value], [place], marker="o" if apart else "D", markersize=6, color=shade,
                  markerfacecolor=shade if apart else colours.PAPER, linestyle="none", zorder=3, gid="point")  # fmt: skip


def _reach(points: Sequence[Point], *, is_ratio: bool) -> tuple[float, float]:
    """Where the axis begins and ends: all intervals and the line of no difference, ratios within limits."""
    ends = [one for point in points for one in (point.value, point.low, point.high) if one is not None]
    if is_ratio:
        low, high = min([0.5, *ends]) * (1 - AIR), max([2.0, *ends]) * (1 + AIR)
        return max(low, LEAST), min(high, MOST)
    low, high = min([0.0, *ends]), max([0.0, *ends])
    wide = (high - low) or 1.0
    return low - wide * AIR, high + wide * AIR
