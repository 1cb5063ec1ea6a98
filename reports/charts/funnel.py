"""The funnel: how many were issued, came back and are valid, each as a part of the first and of the one before."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts import colours
from reports.charts.canvas import SMALL_SIZE, TEXT_SIZE, Sheet, room_for, rows_height
from reports.charts.chart import Chart, Words
from reports.charts.lettering import width
from reports.charts.reading import Point


def funnel(stages: Sequence[str], points: Sequence[Point], words: Words, *, heading: str) -> Chart:
    """Centred bars from the first stage down, with numbers and both shares written beside them."""
    notes = [_note(stages, points, at, words) for at in range(len(stages))]
    room = (
        max((width(line) for note in notes for line in note.split("\n")), default=1.0) * SMALL_SIZE / 72
        + 0.45
    )
    sheet = Sheet(words, body=rows_height(stages, 0.56), left=room_for(stages), right=room)
    axes = sheet.axes
    most = max((point.value for point in points if point.value is not None), default=0.0) or 1.0
    axes.set_xlim(-most / 2 * 1.02, most / 2 * 1.02)
    axes.set_ylim(-0.6, len(stages) - 0.4)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    shades = colours.sequential(len(stages) + 2)[::-1]
    for at, point in enumerate(points):
        place = len(stages) - 1 - at
        if point.value is None:
            axes.text(0, place, sheet.text(words.not_published), ha="center", va="center", size=TEXT_SIZE,
                      color=colours.QUIET)  # fmt: skip
            continue
        shade = shades[min(at, len(shades) - 1)]
        axes.barh(place, point.value, left=-point.value / 2, height=0.7, color=shade, gid="stage")
        fits = point.value / most > 0.2
        axes.text(
            0 if fits else point.value / 2 + most * 0.015, place, f"{point.value:,.0f}",
            ha="center" if fits else "left", va="center", size=TEXT_SIZE + 1,
            color=colours.ink_on(shade) if fits else colours.INK,
        )  # fmt: skip
        axes.annotate(
            sheet.text(notes[at]), (1, place), xycoords=("axes fraction", "data"), xytext=(8, 0),
            textcoords="offset points", va="center", size=SMALL_SIZE, color=colours.QUIET, linespacing=1.3,
        )  # fmt: skip
    sheet.labels(list(range(len(stages) - 1, -1, -1)), stages)
    columns = (heading, words.say("数量", "Number"), words.say("占第一步", "Of the first"),
               words.say("占上一步", "Of the one before"))  # fmt: skip
    rows = [
        (
            stage,
            words.hidden if point.value is None else f"{point.value:,.0f}",
            _part(point, points[0]),
            _part(point, points[at - 1]) if at else "",
        )
        for at, (stage, point) in enumerate(zip(stages, points, strict=True))
    ]
    return sheet.finish(columns, rows)


def _part(point: Point, whole: Point) -> str:
    if point.value is None or not whole.value:
        return ""
    return f"{point.value / whole.value * 100:.1f} %"


def _note(stages: Sequence[str], points: Sequence[Point], at: int, words: Words) -> str:
    if at == 0 or points[at].value is None:
        return ""
    first, before = _part(points[at], points[0]), _part(points[at], points[at - 1])
    parts = [words.say(f"占{stages[0]} {first}", f"{first} of {stages[0].lower()}")] if first else []
    if at > 1 and before:
        parts.append(words.say(f"占{stages[at - 1]} {before}", f"{before} of {stages[at - 1].lower()}"))
    return "\n".join(parts)
