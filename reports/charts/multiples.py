"""Small multiples: the same small chart for each group, over one scale, so that groups can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, WIDTH, Sheet, key_room, room_for, rows_height
from reports.charts.chart import Chart, Words
from reports.charts.dots import reach, said
from reports.charts.lettering import balanced, label_lines, weight_for
from reports.charts.ranked import whisker
from reports.charts.reading import Point
from reports.charts.stacked import draw_pieces, shades_for
from reports.charts.units import Unit

RIGHT, BETWEEN, HEAD, FOOT, LINE = 0.3, 0.22, 0.24, 0.34, 0.15  # inches
NARROWEST = 1.25  # inches of a panel
MOST_PANELS = 16


@dataclass(frozen=True)
class Panel:
    """One small chart: its name and, row by row, a point, or shares of the parts of a bar."""

    name: str
    points: Sequence[Point] = ()
    shares: Sequence[Sequence[float | None]] = ()


def small_multiples(
    panels: Sequence[Panel],
    rows: Sequence[str],
    words: Words,
    unit: Unit,
    *,
    headings: tuple[str, str],
    parts: Sequence[str] = (),
    ordered: bool = True,
) -> Chart:
    """Panels of bars with intervals, or, where there are ``parts``, of 100 % bars.

    :param headings: what the panels and what the rows are called.
    :param ordered: whether the parts have an order.
    """
    left = room_for(rows)
    across, wide = _columns([panel.name for panel in panels], WIDTH - left - RIGHT)
    high = rows_height(rows, 0.27)
    down = -(-len(panels) // across)
    heads = [_head_lines(panel.name, wide) for panel in panels]
    head = HEAD + LINE * (max(one.count("\n") for one in heads))
    each = head + high + FOOT
    sheet = Sheet(
        words,
        body=down * each - FOOT,
        left=left,
        right=RIGHT,
        above=key_room(parts) if parts else 0.0,
    )
    sheet.axes.set_axis_off()
    shades = shades_for(len(parts), ordered)
    low, top = (
        (0.0, 1.0) if parts else reach([one for panel in panels for one in panel.points], from_zero=True)
    )
    for number, panel in enumerate(panels):
        line, column = divmod(number, across)
        axes = sheet.panel(column * (wide + BETWEEN), line * each + head, wide, high)
        axes.set_xlim(low, top if parts else top * 1.0 + (top - low) * 0.28)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        _head(sheet, axes, heads[number])
        _foot(axes, unit, low, top, whole=bool(parts))
        if column == 0:
            _labels(sheet, axes, rows)
        else:
            axes.set_yticks([])
        for place in range(len(rows)):
            at = len(rows) - 1 - place
            if parts:
                _stack(sheet, axes, at, panel.shares[place], shades)
            else:
                _bar(sheet, axes, at, panel.points[place], unit, top - low)
    if parts:
        sheet.key(parts, shades)
    return sheet.finish((*headings, *(parts or (unit.name,))), _table(panels, rows, parts, words, unit))


def _columns(names: Sequence[str], room: float) -> tuple[int, float]:
    """How many panels stand side by side, and how wide they are.

    As many as have room, in lines as even as can be; fewer where names would be cut.
    """
    most = max(1, min(len(names), 4, int((room + BETWEEN) / (NARROWEST + BETWEEN))))
    lines = -(-len(names) // most)
    for across in range(-(-len(names) // lines), 0, -1):
        wide = (room - BETWEEN * (across - 1)) / across
        if across <= 2 or not any(_head_lines(name, wide).endswith("…") for name in names):
            break
    return across, wide


def _head_lines(name: str, wide: float) -> str:
    """The name of a panel in up to three lines of its width."""
    lines = balanced(name, wide * 72 / TEXT_SIZE - 0.5).split("\n")
    return "\n".join(lines[:3]) + ("…" if len(lines) > 3 else "")


def _head(sheet: Sheet, axes: Axes, shown: str) -> None:
    axes.annotate(
        sheet.text(shown), (0, 1), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points",
        va="bottom", size=TEXT_SIZE, color=colours.INK, weight=weight_for(shown), linespacing=1.1,
    )  # fmt: skip


def _foot(axes: Axes, unit: Unit, low: float, top: float, *, whole: bool) -> None:
    axes.set_xticks([0, 0.5, 1] if whole else _round_ticks(low, top))
    axes.xaxis.set_major_formatter(unit.tick)
    axes.tick_params(axis="x", labelsize=SMALL_SIZE - 0.5)
    if whole:  # panels stand close: 100 % of one and 0 % of the next would touch
        ticks = axes.get_xticklabels()
        ticks[0].set_horizontalalignment("left")
        ticks[-1].set_horizontalalignment("right")
    else:
        axes.xaxis.grid(True, color=colours.GRID, linewidth=0.6)


def _round_ticks(low: float, top: float) -> list[float]:
    return [float(one) for one in MaxNLocator(3).tick_values(low, top) if low - 1e-9 <= one <= top + 1e-9]


def _labels(sheet: Sheet, axes: Axes, rows: Sequence[str]) -> None:
    places = list(range(len(rows) - 1, -1, -1))
    axes.set_yticks(places, [sheet.text(label_lines(row)) for row in rows])
    axes.tick_params(axis="y", labelsize=TEXT_SIZE - 0.5, labelcolor=colours.INK, length=0, pad=5)
    for label in axes.get_yticklabels():
        label.set_linespacing(1.15)


def _bar(sheet: Sheet, axes: Axes, place: float, point: Point, unit: Unit, wide: float) -> None:
    if point.value is None:
        if point.hidden:
            axes.text(wide * 0.02, place, sheet.text(sheet.words.hidden), va="center", size=SMALL_SIZE,
                      color=colours.QUIET)  # fmt: skip
        return
    axes.barh(place, point.value, height=0.62, color=colours.PRIMARY)
    end = max(point.value, 0.0)
    if point.low is not None and point.high is not None:
        whisker(axes, place, point.low, point.high)
        end = max(end, point.high)
    axes.text(end + wide * 0.03, place, unit.say(point.value, point.step).removesuffix(" %"), va="center",
              size=SMALL_SIZE, color=colours.INK)  # fmt: skip


def _stack(
    sheet: Sheet, axes: Axes, place: float, row: Sequence[float | None], shades: Sequence[str]
) -> None:
    end = draw_pieces(axes, place, row, shades, 0.0, label_from=0.16)
    if any(share is None for share in row):
        axes.text(min(end + 0.02, 0.94), place, sheet.text(sheet.words.hidden), va="center", size=SMALL_SIZE,
                  color=colours.QUIET)  # fmt: skip


def _table(
    panels: Sequence[Panel], rows: Sequence[str], parts: Sequence[str], words: Words, unit: Unit
) -> list[tuple[str, ...]]:
    if not parts:
        return [
            (panel.name, row, said(panel.points[at], words, unit))
            for panel in panels
            for at, row in enumerate(rows)
        ]
    return [
        (panel.name, row, *(words.hidden if one is None else unit.say(one) for one in panel.shares[at]))
        for panel in panels
        for at, row in enumerate(rows)
    ]
