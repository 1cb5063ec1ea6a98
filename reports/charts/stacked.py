"""100 % stacked bars: the structure of each group over ordered or unordered categories."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, Sheet, key_room, percent, room_for, rows_height
from reports.charts.chart import Chart, Words

LABEL_FROM = 0.055  # a narrower segment has no room for its figure
NOT_PUBLISHED_FROM = 0.2  # a narrower gap has no room for the words of suppression


def stacked_bars(
    groups: Sequence[str],
    categories: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    words: Words,
    *,
    heading: str,
    ordered: bool = True,
) -> Chart:
    """One bar of 100 % per group.

    :param shares: per group one share per category, between 0 and 1; suppressed ones are
        None and left white, so that what is hidden is seen to be hidden.
    :param ordered: a ramp for ordered categories, else up to six hues.
    """
    shades = shades_for(len(categories), ordered)
    sheet = Sheet(
        words,
        body=rows_height(groups, 0.4),
        left=room_for(groups),
        right=0.3,
        above=key_room(categories),
    )
    axes = sheet.axes
    places = list(range(len(groups) - 1, -1, -1))
    for place, row in zip(places, shares, strict=True):
        start = draw_pieces(axes, place, row, shades, 0.0)
        if any(share is None for share in row):
            wide = start < 1 - NOT_PUBLISHED_FROM
            axes.text(
                min(start + 0.01, 0.985),
                place,
                sheet.text(words.not_published if wide else words.hidden),
                va="center",
                size=SMALL_SIZE,
                color=colours.QUIET,
            )
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    sheet.labels(places, groups)
    sheet.key(categories, shades)
    rows = [
        (group, *(percent(share, words.hidden) for share in row))
        for group, row in zip(groups, shares, strict=True)
    ]
    return sheet.finish((heading, *categories), rows)


def shades_for(count: int, ordered: bool) -> list[str]:
    """Colours of the parts of a bar: a ramp where they have an order or are many, else hues."""
    if ordered or count > len(colours.GROUPS):
        return colours.sequential(count)
    return list(colours.GROUPS[:count])


def draw_pieces(
    axes: Axes,
    place: float,
    shares: Sequence[float | None],
    shades: Sequence[str],
    start: float,
    label_from: float = LABEL_FROM,
) -> float:
    """Draw the pieces of one bar from ``start`` on, suppressed ones left out; where the bar ends."""
    for share, shade in zip(shares, shades, strict=True):
        if share is None:
            continue
        axes.barh(place, share, left=start, height=0.66, color=shade, edgecolor=colours.PAPER, linewidth=0.8)
        if share >= label_from:
            axes.text(
                start + share / 2, place, f"{share * 100:.0f}", ha="center", va="center",
                size=SMALL_SIZE + 0.5, color=colours.ink_on(shade),
            )  # fmt: skip
        start += share
    return start
