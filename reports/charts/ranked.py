"""Ranked bars: one share per category with its interval as a thin whisker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts import colours
from reports.charts.canvas import (
    TEXT_SIZE,
    Chart,
    Sheet,
    Words,
    percent,
    room_for,
    rows_height,
)


@dataclass(frozen=True)
class Bar:
    """One category: its share between 0 and 1 with a 95 % interval; None where suppressed."""

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
) -> Chart:
    """Horizontal bars from the largest share down; categories with an order keep it.

    :param ordered: keep the order given (age, title, agreement).
    :param headings: of the table: category, share, interval, n.
    """
    shown = (
        list(bars)
        if ordered
        else sorted(bars, key=lambda bar: -1.0 if bar.share is None else bar.share, reverse=True)
    )
    labels = [bar.label for bar in shown]
    sheet = Sheet(words, body=rows_height(labels), left=room_for(labels), right=0.6)
    axes = sheet.axes
    places = list(range(len(shown) - 1, -1, -1))
    top = max((bar.high or bar.share or 0.0 for bar in shown), default=0.0) or 0.01
    axes.set_xlim(0, top * 1.16)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.xaxis.grid(True, color=colours.GRID, linewidth=0.8)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    for place, bar in zip(places, shown, strict=True):
        if bar.share is None:
            axes.text(
                top * 0.01,
                place,
                sheet.text(words.hidden),
                va="center",
                size=TEXT_SIZE,
                color=colours.QUIET,
            )
            continue
        axes.barh(place, bar.share, height=0.62, color=colours.PRIMARY)
        end = bar.share
        if bar.low is not None and bar.high is not None:
            whisker = ([bar.low, bar.high], [place, place])
            axes.plot(*whisker, color=colours.PAPER, linewidth=3.2, solid_capstyle="butt")
            axes.plot(*whisker, color=colours.INK, linewidth=1.1, solid_capstyle="butt")
            end = max(end, bar.high)
        axes.text(
            end + top * 0.012,
            place,
            percent(bar.share),
            va="center",
            size=TEXT_SIZE,
            color=colours.INK,
        )
    sheet.labels(places, labels)
    rows = [
        (
            bar.label,
            percent(bar.share, words.hidden),
            _interval(bar),
            words.hidden if bar.n is None else f"{bar.n:,}",
        )
        for bar in shown
    ]
    return sheet.finish(headings, rows)


def _interval(bar: Bar) -> str:
    if bar.low is None or bar.high is None:
        return ""
    return f"[{bar.low * 100:.1f}, {bar.high * 100:.1f}]"
