"""The age pyramid: two sexes back to back over age groups."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.ticker import MaxNLocator

from reports.charts import colours
from reports.charts.canvas import KEY_ROOM, SMALL_SIZE, TEXT_SIZE, Sheet, percent, room_for, rows_height
from reports.charts.chart import Chart, Words


def age_pyramid(
    ages: Sequence[str],
    left: tuple[str, Sequence[float | None]],
    right: tuple[str, Sequence[float | None]],
    words: Words,
    *,
    heading: str,
) -> Chart:
    """Shares of the whole base by age group, one sex on each side.

    :param ages: age groups from young to old; the youngest stands at the bottom.
    :param left: name of the group on the left and its shares of the whole base (0 to 1).
    :param right: the same for the right.
    """
    sheet = Sheet(
        words,
        body=rows_height(ages, 0.36),
        left=room_for(ages),
        right=0.35,
        above=KEY_ROOM,
    )
    axes = sheet.axes
    places = list(range(len(ages)))
    reach = max(
        (share for side in (left[1], right[1]) for share in side if share is not None),
        default=0.01,
    )
    for sign, (_, shares), shade in (
        (-1, left, colours.PRIMARY),
        (1, right, colours.SECOND),
    ):
        side = "right" if sign < 0 else "left"
        for place, share in zip(places, shares, strict=True):
            if share is None:
                shown = sheet.text(words.not_published)
                axes.text(
                    sign * reach * 0.02,
                    place,
                    shown,
                    va="center",
                    ha=side,
                    size=SMALL_SIZE,
                    color=colours.QUIET,
                )
                continue
            axes.barh(place, sign * share, height=0.74, color=shade)
            end, shown = sign * (share + reach * 0.02), f"{share * 100:.1f}"
            axes.text(end, place, shown, va="center", ha=side, size=TEXT_SIZE - 1, color=colours.INK)
    axes.set_xlim(-reach * 1.2, reach * 1.2)
    axes.set_ylim(-0.6, len(ages) - 0.4)
    axes.axvline(0, color=colours.PAPER, linewidth=1.2)
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10], symmetric=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value) * 100:.0f} %")
    sheet.labels(places, ages)
    sheet.key((left[0], right[0]), (colours.PRIMARY, colours.SECOND))
    rows = [
        (age, percent(one, words.hidden), percent(other, words.hidden))
        for age, one, other in zip(ages, left[1], right[1], strict=True)
    ]
    return sheet.finish((heading, left[0], right[0]), rows)
