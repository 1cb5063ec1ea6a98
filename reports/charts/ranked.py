"""Ranked bars: one share per category with its interval as a thin whisker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.charts import colours
from reports.charts.canvas import TEXT_SIZE, Sheet, room_for, rows_height
from reports.charts.chart import Chart, Words
from reports.charts.units import Unit


@dataclass(frozen=True)
class Bar:
    """One category: its share between 0 and 1 (or a count) with a 95 % interval; None where suppressed."""

    label: str
    share: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


def ranked_bars(
    bars: Sequence[Bar],
    words: Words,
    *,
    ordered: bool = False,
    headings: tuple[str, str, str, str],
    unit: Unit | None = None,
) -> Chart:
    """Horizontal bars from the largest share down; categories with an order keep it.

    :param ordered: keep the order given (age, title, agreement).
    :param headings: of the table: category, share, interval, n.
    :param unit: what the figures are measured in, by default shares.
    """
    unit = unit or Unit("share", words.language)
    shown = list(bars) if ordered else sorted(bars, key=_rank, reverse=True)
    labels = [bar.label for bar in shown]
    ends = [one for bar in shown for one in (bar.share, bar.low, bar.high) if one is not None]
    low, top = min(0.0, *ends, 0.0), max(0.0, *ends, 0.0)
    if top == low:
        top = 0.01 if ends else 1.0
    wide = top - low
    right = 0.6 if unit.is_share else 0.75
    sheet = Sheet(words, body=rows_height(labels), left=room_for(labels), right=right)
    axes = sheet.axes
    places = list(range(len(shown) - 1, -1, -1))
    axes.set_xlim(low * 1.05, top + wide * 0.16)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.xaxis.grid(True, color=colours.GRID, linewidth=0.8)
    axes.xaxis.set_major_formatter(unit.tick)
    if low < 0:
        axes.axvline(0, color=colours.QUIET, linewidth=0.8)
    for place, bar in zip(places, shown, strict=True):
        if bar.share is None:
            axes.text(
                wide * 0.01,
                place,
                sheet.text(words.not_published),
                va="center",
                size=TEXT_SIZE,
                color=colours.QUIET,
            )
            continue
        axes.barh(place, bar.share, height=0.62, color=colours.PRIMARY, gid="bar")
        end = max(bar.share, 0.0)
        if bar.low is not None and bar.high is not None:
            whisker(axes, place, bar.low, bar.high)
            end = max(end, bar.high)
        axes.text(
            end + wide * 0.012,
            place,
            unit.say(bar.share),
            va="center",
            size=TEXT_SIZE,
            color=colours.INK,
        )
    sheet.labels(places, labels)
    rows = [
        (
            bar.label,
            words.hidden if bar.share is None else unit.say(bar.share),
            unit.interval(bar.low, bar.high, bar.share),
            words.hidden if bar.n is None else f"{bar.n:,}",
        )
        for bar in shown
    ]
    return sheet.finish(headings, rows)


def whisker(axes: Axes, place: float, low: float, high: float) -> None:
    """An interval across a bar: thin and dark, with paper around it where it lies on the bar."""
    axes.plot([low, high], [place, place], color=colours.PAPER, linewidth=3.2, solid_capstyle="butt")
    axes.plot(
        [low, high], [place, place], color=colours.INK, linewidth=1.1, solid_capstyle="butt", gid="interval"
    )


def _rank(bar: Bar) -> float:
    return float("-inf") if bar.share is None else bar.share
