"""Diverging bars for agreement: disagreement to the left of a middle line, agreement to the right."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, Sheet, key_room, percent, room_for, rows_height
from reports.charts.chart import Chart, Words
from reports.charts.stacked import draw_pieces


def diverging_bars(
    statements: Sequence[str],
    steps: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    words: Words,
    *,
    heading: str,
) -> Chart:
    """One bar per statement, centred on the middle of the scale.

    :param steps: labels of the scale from the most negative to the most positive; with an
        odd number the middle one straddles the line.
    :param shares: per statement one share per step, between 0 and 1. A statement with a
        suppressed share is not drawn: half a scale would mislead.
    """
    shades = colours.diverging(len(steps))
    half = len(steps) // 2
    odd = len(steps) % 2
    sheet = Sheet(
        words,
        body=rows_height(statements, 0.4),
        left=room_for(statements),
        right=0.3,
        above=key_room(steps),
    )
    axes = sheet.axes
    places = list(range(len(statements) - 1, -1, -1))
    reach = 0.05
    for place, row in zip(places, shares, strict=True):
        known = [share for share in row if share is not None]
        if len(known) < len(row):
            axes.text(
                0.0,
                place,
                sheet.text(words.not_published),
                ha="center",
                va="center",
                size=SMALL_SIZE,
                color=colours.QUIET,
                bbox={"facecolor": colours.PAPER, "edgecolor": "none", "pad": 2},
            )
            continue
        start = -(sum(known[:half]) + (known[half] / 2 if odd else 0.0))
        reach = max(reach, -start, start + sum(known))
        draw_pieces(axes, place, known, shades, start)
    axes.set_xlim(-reach * 1.02, reach * 1.02)
    axes.set_ylim(-0.6, len(statements) - 0.4)
    axes.axvline(0, color=colours.INK, linewidth=0.8, zorder=0.5)
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value) * 100:.0f} %")
    sheet.labels(places, statements)
    sheet.key(steps, shades)
    rows = [
        (statement, *(percent(share, words.hidden) for share in row))
        for statement, row in zip(statements, shares, strict=True)
    ]
    return sheet.finish((heading, *steps), rows)
