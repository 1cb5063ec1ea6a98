"""The map by town: areas shaded in classes of one ramp, hidden ones hatched, towns named where they have room."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from reports.charts import colours
from reports.charts.boundaries import Area, Boundaries, Ring
from reports.charts.canvas import SMALL_SIZE, WIDTH, Sheet, key_room
from reports.charts.chart import Chart, Words
from reports.charts.dots import said
from reports.charts.lettering import width
from reports.charts.reading import Point
from reports.charts.units import Unit

TALLEST, SIDE = 5.6, 0.25  # inches
MOST_CLASSES = 5
NO_DATA = "#f3f5f6"


@dataclass(frozen=True)
class Town:
    """A town of the table with its areas; none where the file does not have it."""

    name: str
    areas: Sequence[Area]
    point: Point


def town_map(
    towns: Sequence[Town], boundaries: Boundaries, words: Words, unit: Unit, *, heading: str
) -> Chart:
    """Towns in up to five classes of round limits; towns that the file lacks are named under the map."""
    values = [town.point.value for town in towns if town.point.value is not None and town.areas]
    limits = class_limits(values)
    shades = colours.sequential(max(len(limits) - 1, 1))
    names = _key(limits, unit)
    key_shades = list(shades)
    if any(town.point.hidden and town.areas for town in towns):
        names.append(words.not_published)
        key_shades.append(colours.LINE)
    lacking = [town.name for town in towns if not town.areas]
    if lacking:
        more = words.say("边界文件中没有：", "Not in the boundary file: ") + words.say("、", ", ").join(
            lacking
        )
        words = Words(
            words.title, words.base, f"{words.source}\n{more}".strip(), words.hidden, words.language
        )
    sheet, place = _paper(boundaries, words, names)
    axes, low, stretch, scale = sheet.axes, place.low, place.stretch, place.scale
    drawn = {id(area) for town in towns for area in town.areas}
    for area in boundaries.areas:
        if id(area) not in drawn:
            axes.add_patch(_patch(area, low, stretch, NO_DATA))
    for town in towns:
        shade = _shade(town.point, limits, shades)
        for area in town.areas:
            patch = _patch(area, low, stretch, shade)
            if town.point.hidden:
                patch.set_hatch("////")
                patch.set_edgecolor(colours.LINE)
            patch.set_gid("town")
            axes.add_patch(patch)
    for town in towns:
        _name(sheet, town, low, stretch, scale, _shade(town.point, limits, shades), unit)
    sheet.key(names, key_shades)
    rows = [(town.name, said(town.point, words, unit)) for town in towns]
    return sheet.finish((heading, unit.name), rows)


def outlines(boundaries: Boundaries, named: Mapping[str, Sequence[Area]], words: Words) -> Chart:
    """The areas of a file as they will be drawn: tinted and named where something of the survey bears their name."""
    keys = [words.say("名称对得上", "Named in the survey"), words.say("对不上", "Not named in the survey")]
    sheet, place = _paper(boundaries, words, keys)
    shade = colours.sequential(3)[1]
    held = {id(area) for areas in named.values() for area in areas}
    for area in boundaries.areas:
        tint = shade if id(area) in held else NO_DATA
        sheet.axes.add_patch(_patch(area, place.low, place.stretch, tint))
    unit = Unit("n", words.language)
    for name, areas in named.items():
        _name(sheet, Town(name, areas, Point(None)), place.low, place.stretch, place.scale, shade, unit)
    sheet.key(keys, [shade, NO_DATA])
    rows = [(name, f"{len(areas):,}") for name, areas in named.items()]
    return sheet.finish((words.say("名称", "Name"), words.say("区域", "Areas")), rows)


@dataclass(frozen=True)
class _Place:
    """Where areas stand on the paper: the south-west corner, how far longitude is drawn in, inches for a degree."""

    low: Ring
    stretch: float
    scale: float


def _paper(boundaries: Boundaries, words: Words, names: Sequence[str]) -> tuple[Sheet, _Place]:
    low, high = _bounds(boundaries)
    stretch = math.cos(math.radians((low[1] + high[1]) / 2)) or 1e-6
    wide, tall = max((high[0] - low[0]) * stretch, 1e-9), max(high[1] - low[1], 1e-9)
    body = min(TALLEST, max(1.5, (WIDTH - 2 * SIDE) * tall / wide))
    sheet = Sheet(words, body=body, left=SIDE, right=SIDE, above=key_room(names))
    axes = sheet.axes
    scale = min((WIDTH - 2 * SIDE) / wide, body / tall) * 0.98  # inches for one degree of latitude
    axes.set_axis_off()
    room = ((WIDTH - 2 * SIDE) / scale, body / scale)
    axes.set_xlim(-(room[0] - wide) / 2, (room[0] + wide) / 2)
    axes.set_ylim(-(room[1] - tall) / 2, (room[1] + tall) / 2)
    return sheet, _Place(low, stretch, scale)


def class_limits(values: Sequence[float]) -> list[float]:
    """Round limits of up to five classes that hold all values; the last class holds its upper limit too."""
    if not values:
        return [0.0, 1.0]
    low, high = min(values), max(values)
    if high - low < 1e-12:
        return [low, low + (abs(low) or 1.0) * 1e-9]
    return [float(one) for one in MaxNLocator(MOST_CLASSES, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]


def _key(limits: Sequence[float], unit: Unit) -> list[str]:
    if len(limits) == 2 and limits[1] - limits[0] < 1e-6:
        return [unit.say(limits[0])]
    return [f"{unit.tick(low)} – {unit.tick(high)}" for low, high in itertools.pairwise(limits)]


def _shade(point: Point, limits: Sequence[float], shades: Sequence[str]) -> str:
    if point.value is None:
        return colours.PAPER if point.hidden else NO_DATA
    place = int(np.searchsorted(limits, point.value, side="right")) - 1
    return shades[min(max(place, 0), len(shades) - 1)]


def _bounds(boundaries: Boundaries) -> tuple[Ring, Ring]:
    rings = [ring for area in boundaries.areas for polygon in area.polygons for ring in polygon]
    return np.min([ring.min(axis=0) for ring in rings], axis=0), np.max(
        [ring.max(axis=0) for ring in rings], axis=0
    )


def _placed(ring: Ring, low: Ring, stretch: float) -> Ring:
    return np.asarray((ring - low) * np.array([stretch, 1.0]))


def _patch(area: Area, low: Ring, stretch: float, shade: str) -> PathPatch:
    vertices: list[Ring] = []
    codes: list[int] = []
    for polygon in area.polygons:
        for ring in polygon:
            vertices.append(_placed(ring, low, stretch))
            codes += [int(Path.MOVETO), *[int(Path.LINETO)] * (len(ring) - 2), int(Path.CLOSEPOLY)]
    path = Path(np.concatenate(vertices), codes)
    return PathPatch(
        path, facecolor=shade, edgecolor=colours.PAPER if shade != NO_DATA else colours.LINE, linewidth=0.8
    )


def _name(sheet: Sheet, town: Town, low: Ring, stretch: float, scale: float, shade: str, unit: Unit) -> None:
    """Name and figure in the largest part of a town, where they have room."""
    rings = [polygon[0] for area in town.areas for polygon in area.polygons]
    if not rings:
        return
    ring = max((_placed(one, low, stretch) for one in rings), key=_size)
    point = town.point
    figure = (
        sheet.words.hidden
        if point.hidden
        else ""
        if point.value is None
        else unit.say(point.value, point.step)
    )
    x, y = _middle(ring)
    across, down = _room(ring, x, y)
    across, down = across * scale * 72, down * scale * 72
    needed = width(town.name) * SMALL_SIZE
    # On hatching letters need paper behind them.
    behind = {"facecolor": colours.PAPER, "edgecolor": "none", "pad": 1.5} if point.hidden else None
    if needed <= across and down >= SMALL_SIZE * 2.6:
        text = f"{town.name}\n{figure}"
    elif needed <= across and down >= SMALL_SIZE * 1.2:
        text = town.name
    elif width(figure) * SMALL_SIZE <= across and down >= SMALL_SIZE * 1.2:
        text = figure
    else:
        return
    sheet.axes.text(x, y, sheet.text(text), ha="center", va="center", size=SMALL_SIZE,
                    color=colours.ink_on(shade), linespacing=1.15, bbox=behind, gid="name")  # fmt: skip


def _size(ring: Ring) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))) / 2


def _middle(ring: Ring) -> tuple[float, float]:
    """The centroid, or where that lies outside or is not to be had, the middle of the longest chord at mid height."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    area = float(cross.sum()) / 2
    if abs(area) > 1e-15:
        found = (
            float(((x + np.roll(x, -1)) * cross).sum() / (6 * area)),
            float(((y + np.roll(y, -1)) * cross).sum() / (6 * area)),
        )
        if Path(ring).contains_point(found):
            return found
    height = float(y.min() + y.max()) / 2
    chords = _chords(ring, height)
    if not chords:
        return float(x.mean()), float(y.mean())
    low, high = max(chords, key=lambda chord: chord[1] - chord[0])
    return (low + high) / 2, height


def _room(ring: Ring, x: float, y: float) -> tuple[float, float]:
    """How wide and how high the area is through a point."""
    across = next((high - low for low, high in _chords(ring, y) if low <= x <= high), 0.0)
    down = next((high - low for low, high in _chords(ring[:, ::-1], x) if low <= y <= high), 0.0)
    return across, down


def _chords(ring: Ring, height: float) -> list[tuple[float, float]]:
    """Where a horizontal line runs inside a ring."""
    x, y = ring[:, 0], ring[:, 1]
    x2, y2 = np.roll(x, -1), np.roll(y, -1)
    crosses = (y > height) != (y2 > height)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x + (height - y) / (y2 - y) * (x2 - x)
    hits = sorted(float(one) for one in at[crosses])
    return list(zip(hits[::2], hits[1::2], strict=False))
