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
    :param shares: per statement one share per step, between 0 and 1. A suppressed one leaves its place in the bar
        empty; of a statement with several nothing is drawn, for nobody knows where its pieces would stand.
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
        if not is_drawn(row):
            _sign(sheet, 0.0, place, _why_not(words, row), boxed=True)
            continue
        left = max(1.0 - sum(share or 0.0 for share in row), 0.0)
        pieces = [left if share is None else share for share in row]
        start = -(sum(pieces[:half]) + (pieces[half] / 2 if odd else 0.0))
        reach = max(reach, -start, start + sum(pieces))
        gap = row.index(None) if None in row else len(row)
        at = start + sum(pieces[:gap])
        draw_pieces(axes, place, row[:gap], shades[:gap], start)
        draw_pieces(axes, place, row[gap + 1 :], shades[gap + 1 :], at + left)
        if gap < len(row):
            # At an end of the bar it stands outside, since the empty place is narrower than the sign.
            side = "right" if gap == 0 else "left" if gap == len(row) - 1 else "center"
            _sign(
                sheet,
                at + {"right": left, "left": 0.0, "center": left / 2}[side],
                place,
                f" {words.hidden} ",
                side,
            )
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


def is_drawn(row: Sequence[float | None]) -> bool:
    """Whether the shares of a statement say where each piece of its bar stands: one at most is suppressed."""
    return sum(share is None for share in row) <= min(1, len(row) - 1)


def _why_not(words: Words, row: Sequence[float | None]) -> str:
    """Why there is no bar; that something is published where only parts are kept from the reader."""
    if all(share is None for share in row):
        return words.not_published
    return f"{words.hidden} {words.say('部分不公布，其余见表', 'partly not published; the rest is in the table')}"


def _sign(
    sheet: Sheet, at: float, place: float, said: str, side: str = "center", *, boxed: bool = False
) -> None:
    box = {"bbox": {"facecolor": colours.PAPER, "edgecolor": "none", "pad": 2}} if boxed else {}
    sheet.axes.text(
        at, place, sheet.text(said), ha=side, va="center", size=SMALL_SIZE, color=colours.QUIET, **box
    )
