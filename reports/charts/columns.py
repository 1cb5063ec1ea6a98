"""Plain columns: for few categories that have an order, such as ages or the points of a scale."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, WIDTH, Sheet
from reports.charts.chart import Chart, Words
from reports.charts.dots import reach, said
from reports.charts.lettering import WRAP, balanced, width, wrapped
from reports.charts.reading import Point
from reports.charts.units import Unit

BODY = 2.6  # inches
LEFT, RIGHT = 0.65, 0.3
MOST_LINES = 5


def upright(
    labels: Sequence[str], points: Sequence[Point], words: Words, unit: Unit, *, heading: str
) -> Chart:
    """Columns with intervals and figures above them, labels wrapped below and never turned (see :func:`fits`)."""
    room = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    wrapped_labels = [balanced(label, _fitting(room)) for label in labels]
    deep = max((label.count("\n") for label in wrapped_labels), default=0)
    sheet = Sheet(words, body=BODY, left=LEFT, right=RIGHT, below=0.155 * deep)
    axes = sheet.axes
    low, high = reach(points, from_zero=True)
    axes.set_ylim(low, high + (high - low) * 0.06)
    axes.set_xlim(-0.6, len(labels) - 0.4)
    axes.yaxis.grid(True, color=colours.GRID, linewidth=0.8)
    axes.yaxis.set_major_formatter(unit.tick)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE, labelcolor=colours.QUIET, length=0)
    axes.set_xticks(range(len(labels)), [sheet.text(label) for label in wrapped_labels])
    axes.tick_params(axis="x", labelsize=TEXT_SIZE, labelcolor=colours.INK, length=0)
    thick = min(0.72, 0.9 / room)  # no column is wider than 0.9 inches
    for place, point in enumerate(points):
        _column(sheet, place, point, thick, unit, high - low, room)
    if low < 0:
        axes.axhline(0, color=colours.QUIET, linewidth=0.8)
        axes.spines["bottom"].set_visible(False)
    rows = [(label, said(point, words, unit)) for label, point in zip(labels, points, strict=True)]
    return sheet.finish((heading, unit.name), rows)


def fits(labels: Sequence[str]) -> bool:
    """Whether labels find room below columns in at most five lines without a word being broken."""
    fitting = _fitting((WIDTH - LEFT - RIGHT) / max(len(labels), 1))
    if fitting < 2:
        return False
    words = [word for label in labels for word in label.split() if not _is_wide(word)]
    if any(width(word) > fitting for word in words):
        return False
    return all(wrapped(label, fitting).count("\n") < MOST_LINES for label in labels)


def _is_wide(word: str) -> bool:
    return width(word) > 0.8 * len(word)


def _fitting(room: float) -> float:
    return min(float(WRAP), room * 72 / TEXT_SIZE - 0.4)


def _column(
    sheet: Sheet, place: int, point: Point, thick: float, unit: Unit, wide: float, room: float
) -> None:
    axes = sheet.axes
    if point.value is None:
        if point.hidden:
            axes.text(place, wide * 0.012, sheet.text(sheet.words.hidden), ha="center", va="bottom",
                      size=TEXT_SIZE, color=colours.QUIET)  # fmt: skip
        return
    axes.bar(place, point.value, width=thick, color=colours.PRIMARY, gid="column")
    end = max(point.value, 0.0)
    if point.low is not None and point.high is not None:
        for shade, line in ((colours.PAPER, 3.2), (colours.INK, 1.1)):
            axes.plot([place, place], [point.low, point.high], color=shade, linewidth=line,
                      solid_capstyle="butt", gid="interval")  # fmt: skip
        end = max(end, point.high)
    said_short = unit.say(point.value, point.step)
    if unit.is_share and width(said_short) * TEXT_SIZE / 72 > room:
        said_short = said_short.removesuffix(" %")
    axes.text(place, end + wide * 0.012, said_short, ha="center", va="bottom",
              size=TEXT_SIZE if room > 0.55 else SMALL_SIZE, color=colours.INK)  # fmt: skip
