"""The histogram: how numbers, or weights, are spread over classes; areas are shares."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, WIDTH, Sheet
from reports.charts.chart import Chart, Words
from reports.charts.dots import said
from reports.charts.lettering import balanced
from reports.charts.reading import Point
from reports.charts.units import Unit

BODY = 2.6  # inches
MOST_FIGURES = 14  # of more classes the figures above them would touch
HALF = 0.5
NARROWEST = 0.055  # of the axis: a narrower class has its figure upright, and not both edges theirs
THINNEST = 0.018  # of the axis: a thinner class has no room for an upright figure either
OPEN_SHADE = "#9fcdd0"


@dataclass(frozen=True)
class Bin:
    """A class from ``low`` up to, not with, ``high``; None where it is open to that side."""

    low: float | None
    high: float | None
    label: str
    point: Point


def histogram(bins: Sequence[Bin], words: Words, *, heading: str) -> Chart:
    """Bars over the classes, as high as the share for each unit, so that wide classes do not look large.

    Open classes at the ends are drawn as wide as their neighbour and paler; their shares are right in the
    figure above, and their shape says nothing of how far they reach.
    """
    edges = _edges(bins)
    heights = [
        None if one.point.value is None else one.point.value / (high - low)
        for one, low, high in zip(bins, edges, edges[1:], strict=False)
    ]
    said_below = _below(bins, words, heading)
    left = 0.35 if len(bins) <= MOST_FIGURES else 0.65
    sheet = Sheet(words, body=BODY, left=left, right=0.35, below=0.3 if said_below else 0.16)
    axes = sheet.axes
    top = max((height for height in heights if height is not None), default=0.0) or 1.0
    axes.set_xlim(edges[0], edges[-1])
    is_figured = len(bins) <= MOST_FIGURES
    narrowest = min(high - low for low, high in itertools.pairwise(edges))
    has_upright = is_figured and narrowest < NARROWEST * (edges[-1] - edges[0])
    axes.set_ylim(0, top * (1.24 if has_upright else 1.12))
    axes.set_yticks([])
    for one, low, high, height in zip(bins, edges, edges[1:], heights, strict=False):
        middle = (low + high) / 2
        if height is None:
            axes.text(middle, top * 0.01, sheet.text(words.hidden), ha="center", va="bottom", size=TEXT_SIZE,
                      color=colours.QUIET)  # fmt: skip
            continue
        shade = OPEN_SHADE if one.low is None or one.high is None else colours.PRIMARY
        axes.bar(low, height, width=high - low, align="edge", color=shade, edgecolor=colours.PAPER,
                 linewidth=0.8, gid="bin")  # fmt: skip
        room = (high - low) / (edges[-1] - edges[0])
        if is_figured and room >= THINNEST and one.point.value is not None:
            axes.text(middle, height + top * 0.015, f"{one.point.value * 100:.1f} %", ha="center", va="bottom",
                      rotation=0 if room >= NARROWEST else 90,
                      size=SMALL_SIZE + (0.5 if len(bins) <= 10 else -0.5), color=colours.INK)  # fmt: skip
    _ticks(sheet, bins, edges)
    if len(bins) > MOST_FIGURES:
        said_below = _scale(sheet, edges, said_below)
    axes.set_xlabel(sheet.text(said_below), size=SMALL_SIZE, color=colours.QUIET, labelpad=2)
    unit = Unit("share", words.language)
    return sheet.finish((heading, unit.name), [(one.label, said(one.point, words, unit)) for one in bins])


def _below(bins: Sequence[Bin], words: Words, heading: str) -> str:
    """What stands under the axis: the heading where the title does not say it, and what paler bars are."""
    said_below = "" if heading == words.title else heading
    if all(one.low is not None and one.high is not None for one in bins):
        return said_below
    paler = words.say("浅色：开口的组，宽度为示意", "paler: open-ended classes, drawn as wide as the next")
    if not said_below:
        return paler
    return words.say(f"{said_below}；{paler}", f"{said_below}; {paler}")


def _edges(bins: Sequence[Bin]) -> list[float]:
    """Where classes begin and the last ends; open ones are as wide as their neighbour."""
    closed = [one for one in bins if one.low is not None and one.high is not None]
    wide = (closed[0].high or 0) - (closed[0].low or 0) if closed else 1.0
    last = (closed[-1].high or 0) - (closed[-1].low or 0) if closed else 1.0
    found = []
    for one in bins:
        if one.low is not None:
            found.append(one.low)
        else:
            found.append((one.high or 0.0) - wide)
    end = bins[-1]
    found.append(end.high if end.high is not None else found[-1] + last)
    return found


def _ticks(sheet: Sheet, bins: Sequence[Bin], edges: Sequence[float]) -> None:
    """Edges of classes below, as many as have room; outer edges of open classes have none.

    Classes of whole numbers, whose edges lie between them, are named in the middle instead.
    """
    if all(edge is None or edge % 1 == HALF for one in bins for edge in (one.low, one.high)):
        middles = [(low + high) / 2 for low, high in itertools.pairwise(edges)]
        if len(bins) <= MOST_FIGURES:
            room = sheet.axes.get_position().width * WIDTH * 72 / TEXT_SIZE / len(bins)
            sheet.axes.set_xticks(
                middles, [sheet.text(balanced(one.label, max(room - 0.5, 2.5))) for one in bins]
            )
            sheet.axes.tick_params(axis="x", labelsize=TEXT_SIZE, labelcolor=colours.INK, length=0)
            return
    inner = list(edges)
    if bins[0].low is None:
        inner = inner[1:]
    if bins[-1].high is None:
        inner = inner[:-1]
    rows = _rows(inner, NARROWEST * (edges[-1] - edges[0]), most=2 if len(bins) <= MOST_FIGURES else 1)
    kept = [edge for edge, row in zip(inner, rows, strict=True) if row is not None]
    said = [
        "\n" * (row or 0) + _number(edge) for edge, row in zip(inner, rows, strict=True) if row is not None
    ]
    sheet.axes.set_xticks(kept, said)
    sheet.axes.tick_params(axis="x", labelsize=TEXT_SIZE, labelcolor=colours.INK)


def _rows(edges: Sequence[float], room: float, *, most: int) -> list[int | None]:
    """The line below the axis that each edge is written on, the first that has room for it; None where none has."""
    last = [-float("inf")] * most
    found: list[int | None] = []
    for edge in edges:
        row = next((place for place, before in enumerate(last) if edge - before >= room), None)
        found.append(row)
        if row is not None:
            last[row] = edge
    return found


def _number(edge: float) -> str:
    return f"{edge:,.4g}" if abs(edge) < 1e4 else f"{edge:,.0f}"


def _scale(sheet: Sheet, edges: Sequence[float], heading: str) -> str:
    """An upright scale in percent for each width of the narrowest class; the heading that says so."""
    axes, words = sheet.axes, sheet.words
    wide = min(high - low for low, high in itertools.pairwise(edges))
    top = axes.get_ylim()[1] * wide * 100
    shares = [float(one) for one in MaxNLocator(5).tick_values(0, top) if one <= top]
    axes.set_yticks([share / wide / 100 for share in shares], [f"{share:g} %" for share in shares])
    axes.tick_params(axis="y", labelsize=SMALL_SIZE, labelcolor=colours.QUIET, length=0)
    axes.yaxis.grid(True, color=colours.GRID, linewidth=0.8)
    return words.say(
        f"{heading}（纵轴：每 {wide:g} 的占比）", f"{heading} (upright: share for each {wide:g})"
    )
