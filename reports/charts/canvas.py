"""What all charts share: the sheet with title, base and source, its labels and its key."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reports.charts import colours
from reports.charts.chart import Chart, Value, Words
from reports.charts.lettering import drawable, label_lines, weight_for, width, wrapped

WIDTH = 7.2  # inches: the type area of an A4 page with a little air
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 12.5, 9.0, 7.5
TITLE_LINE, SMALL_LINE = 0.24, 0.16  # inches
KEY_ROOM, KEY_LINE = 0.3, 0.2  # inches
MANY = 25  # rows from which they stand closer


class Sheet:
    """A figure with its title above, its source below and one plot between.

    :param body: height of the plot in inches.
    :param left: room for labels left of the plot, in inches.
    :param above: room between base line and plot, in inches, for a key or labels on top.
    :param below: room below the plot for labels of more than one line.
    """

    def __init__(
        self,
        words: Words,
        *,
        body: float,
        left: float,
        right: float = 0.35,
        above: float = 0.0,
        below: float = 0.0,
    ) -> None:
        self.words = words
        self._lacking: set[str] = set()
        title = wrapped(words.title, 36)
        base = "\n".join(wrapped(line, 58) for line in words.base.split("\n"))
        source = "\n".join(wrapped(line, 58) for line in words.source.split("\n"))
        head = 0.18 + TITLE_LINE * _lines(title) + SMALL_LINE * _lines(base) + 0.14
        top = head + above
        bottom = 0.42 + below + SMALL_LINE * _lines(source) + 0.1
        height = top + body + bottom
        self.figure = Figure(figsize=(WIDTH, height), dpi=200, facecolor=colours.PAPER)
        self._place(title, 0.18, 0.16, TITLE_SIZE, colours.INK, weight_for(title))
        self._place(
            base,
            0.18,
            0.18 + TITLE_LINE * _lines(title),
            SMALL_SIZE + 0.5,
            colours.QUIET,
        )
        self._place(
            source,
            0.18,
            height - 0.08 - SMALL_LINE * _lines(source),
            SMALL_SIZE,
            colours.QUIET,
        )
        self.legend_at = 1 - (head + 0.14) / height
        self.axes: Axes = self.figure.add_axes(
            (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, body / height)
        )
        plain(self.axes)

    def text(self, text: str) -> str:
        """``text`` as it can be drawn; what cannot is remembered for the report."""
        shown, lacking = drawable(text)
        self._lacking |= lacking
        return shown

    def _place(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: str,
        weight: str = "normal",
    ) -> None:
        if text:
            across, down = self.figure.get_size_inches()
            self.figure.text(
                x / across,
                1 - y / down,
                self.text(text),
                size=size,
                color=colour,
                weight=weight,
                va="top",
                linespacing=1.25,
            )

    def labels(self, places: Sequence[float], labels: Sequence[str]) -> None:
        """Category labels left of the plot, wrapped, never turned."""
        self.axes.set_yticks(list(places), [self.text(label_lines(label)) for label in labels])
        self.axes.tick_params(axis="y", labelsize=TEXT_SIZE, labelcolor=colours.INK, length=0, pad=6)
        for label in self.axes.get_yticklabels():
            label.set_linespacing(1.15)

    def panel(self, left: float, top: float, across: float, down: float) -> Axes:
        """A further plot: its place and size in inches, from the left and the top edge of the plot's own room."""
        wide, high = self.figure.get_size_inches()
        room = self.axes.get_position()
        axes = self.figure.add_axes(
            (room.x0 + left / wide, room.y1 - (top + down) / high, across / wide, down / high)
        )
        plain(axes)
        return axes

    def key(self, names: Sequence[str], shades: Sequence[str], marks: Sequence[str] = ()) -> None:
        """Rows of colour names above the plot, where direct labels do not fit (see :func:`key_room`).

        ``marks`` are the shapes of points, by default squares.
        """
        down = KEY_LINE / self.figure.get_size_inches()[1]
        for number, line in enumerate(_key_lines(names)):
            x, y = 0.18 / WIDTH, self.legend_at - number * down
            for place in line:
                if marks:
                    self.figure.add_artist(_mark(x, y, marks[place], shades[place]))
                else:
                    self.figure.text(x, y, "■", color=shades[place], size=TEXT_SIZE, va="center")
                shown = self.text(names[place])
                self.figure.text(x + 0.021, y, shown, color=colours.INK, size=SMALL_SIZE + 0.5, va="center")
                x += _key_width(names[place]) / WIDTH

    def finish(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], data: Sequence[Sequence[Value]] = ()
    ) -> Chart:
        """The chart with the table it shows and the figures behind it."""
        return Chart(
            self.figure,
            self.words,
            tuple(columns),
            tuple(tuple(row) for row in rows),
            frozenset(self._lacking),
            tuple(tuple(row) for row in data),
        )


def _mark(x: float, y: float, mark: str, shade: str) -> Line2D:
    """A point of a key, in the place of the square."""
    edge = colours.edge_of(shade)
    return Line2D(
        [x + 0.008], [y], marker=mark, markersize=6, color=shade, markeredgecolor=edge, linestyle="none"
    )


def key_room(names: Sequence[str]) -> float:
    """Inches that a key of these names takes above the plot."""
    return KEY_ROOM + KEY_LINE * (len(_key_lines(names)) - 1)


def _key_lines(names: Sequence[str]) -> list[list[int]]:
    """Which names stand in each line of a key."""
    lines: list[list[int]] = [[]]
    used = 0.0
    for place, name in enumerate(names):
        taken = _key_width(name)
        if lines[-1] and used + taken > WIDTH - 0.3:
            lines.append([])
            used = 0.0
        lines[-1].append(place)
        used += taken
    return lines


def _key_width(name: str) -> float:
    return 0.34 + width(name) * (SMALL_SIZE + 0.5) / 72


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0


def plain(axes: Axes) -> None:
    """Take away the frame but for the line below."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(colours.LINE)
    axes.tick_params(
        axis="x",
        labelsize=SMALL_SIZE,
        labelcolor=colours.QUIET,
        color=colours.LINE,
        length=3,
    )
    axes.set_axisbelow(True)


def percent(share: float | None, hidden: str = "▪", digits: int = 1) -> str:
    """A share as ``35.4 %``; the sign of suppression where there is none."""
    return hidden if share is None else f"{share * 100:.{digits}f} %"


def room_for(labels: Sequence[str]) -> float:
    """Inches that the widest wrapped label takes."""
    longest = max(
        (width(line) for label in labels for line in label_lines(label).split("\n")),
        default=1.0,
    )
    return longest * TEXT_SIZE / 72 + 0.3


def rows_height(labels: Sequence[str], each: float = 0.34) -> float:
    """Inches for a plot with one bar per label, all as far apart as the longest label needs; many stand closer."""
    most = max((label_lines(label).count("\n") + 1 for label in labels), default=1)
    if len(labels) > MANY:
        each *= 0.7
    return max(each, 0.155 * most + 0.09) * len(labels) + 0.1
