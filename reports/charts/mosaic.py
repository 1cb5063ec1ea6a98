"""The mosaic: 100 % bars as thick as their group is large, so that areas are shares of the whole."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, WIDTH, Sheet, key_room, percent, room_for
from reports.charts.chart import Chart, Words
from reports.charts.lettering import label_lines
from reports.charts.spreading import spread
from reports.charts.stacked import NOT_PUBLISHED_FROM, shades_for

LINE = 0.165  # inches for one line of a label
THINNEST = 0.13  # inches of a bar that has room for a figure
NARROWEST = 0.055  # of the width, the same
RIGHT = 0.3
HIDDEN_LINE = 0.4  # inches for a group whose size is hidden


def mosaic(
    groups: Sequence[str],
    sizes: Sequence[float | None],
    categories: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    words: Words,
    *,
    heading: str,
    ordered: bool = True,
) -> Chart:
    """Bars from the top down, as thick as ``sizes`` (shares of the whole base, 0 to 1).

    :param shares: per group one share per category within the group; a hidden one is None. What is hidden is
        left as one dotted room with its sign, and a group of hidden size is named below the others.
    """
    shades = shades_for(len(categories), ordered)
    whole = sum(size for size in sizes if size is not None) or 1.0
    labels = [
        label_lines(f"{group} {percent(size, words.hidden)}")
        for group, size in zip(groups, sizes, strict=True)
    ]
    unknown = [place for place, size in enumerate(sizes) if size is None]
    known = [label for label, size in zip(labels, sizes, strict=True) if size is not None]
    lines = sum(label.count("\n") + 1 for label in known)
    room = min(8.0, max(2.6, LINE * lines + 0.12 * len(known))) if known else 0.0
    body = room + HIDDEN_LINE * len(unknown)
    sheet = Sheet(words, body=body, left=room_for(labels) + 0.18, right=RIGHT, above=key_room(categories))
    axes = sheet.axes
    axes.set_xlim(0, 1)
    axes.set_ylim(0, body)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    top, middles = body, [0.0] * len(groups)
    for place, (size, row) in enumerate(zip(sizes, shares, strict=True)):
        if size is None:
            continue
        thick = size / whole * room
        _bar(sheet, top - thick, thick, row, shades)
        middles[place] = top - thick / 2
        top -= thick
    for rank, place in enumerate(unknown):
        middles[place] = HIDDEN_LINE * (len(unknown) - 1 - rank) + HIDDEN_LINE / 2
        axes.text(0.005, middles[place], sheet.text(words.not_published), va="center", size=SMALL_SIZE,
                  color=colours.QUIET)  # fmt: skip
    _labels(sheet, labels, middles, body)
    sheet.key(categories, shades)
    rows = [
        (group, percent(size, words.hidden), *(percent(share, words.hidden) for share in row))
        for group, size, row in zip(groups, sizes, shares, strict=True)
    ]
    return sheet.finish((heading, words.say("占全部", "Of all"), *categories), rows)


def _bar(sheet: Sheet, foot: float, thick: float, row: Sequence[float | None], shades: Sequence[str]) -> None:
    axes, start = sheet.axes, 0.0
    for share, shade in zip(row, shades, strict=True):
        if not share:
            continue
        axes.add_patch(
            Rectangle((start, foot), share, thick, facecolor=shade, edgecolor=colours.PAPER, linewidth=0.9,
                      gid="part")
        )  # fmt: skip
        if share >= NARROWEST and thick >= THINNEST:
            axes.text(start + share / 2, foot + thick / 2, f"{share * 100:.0f}", ha="center", va="center",
                      size=SMALL_SIZE + 0.5, color=colours.ink_on(shade))  # fmt: skip
        start += share
    if any(share is None for share in row):
        rest = max(1 - start, 0.0)
        axes.add_patch(
            Rectangle(
                (start, foot), rest, thick, facecolor=colours.PAPER, edgecolor=colours.LINE, linestyle=":"
            )
        )
        shown = sheet.words.not_published if rest > NOT_PUBLISHED_FROM else sheet.words.hidden
        axes.text(min(start + rest / 2, 0.985), foot + thick / 2, sheet.text(shown), ha="center", va="center",
                  size=SMALL_SIZE, color=colours.QUIET)  # fmt: skip


def _labels(sheet: Sheet, labels: Sequence[str], middles: Sequence[float], body: float) -> None:
    """Names left of the bars, moved apart where bars are thin, each with a leader to its bar."""
    sizes = [LINE * (label.count("\n") + 1) + 0.03 for label in labels]
    step = 1 / (sheet.axes.get_position().width * WIDTH)  # one inch in the unit of the axis
    for label, middle, place in zip(labels, middles, spread(middles, sizes, 0, body), strict=True):
        sheet.axes.plot([-0.16 * step, -0.03 * step], [place, middle], color=colours.LINE, linewidth=0.7,
                        clip_on=False)  # fmt: skip
        sheet.axes.text(-0.2 * step, place, sheet.text(label), ha="right", va="center", size=TEXT_SIZE,
                        color=colours.INK, linespacing=1.1)  # fmt: skip
