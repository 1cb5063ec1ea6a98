"""Charts of tables of one feature: what each form takes from the reading."""

from __future__ import annotations

from dataclasses import replace

from questionnaires.text import Text
from reports.charts.boundaries import Boundaries
from reports.charts.chart import Chart, Words
from reports.charts.columns import upright
from reports.charts.diverging import diverging_bars
from reports.charts.dots import Dots, grouped_dots
from reports.charts.forest import forest
from reports.charts.funnel import funnel
from reports.charts.histogram import Bin, histogram
from reports.charts.ranked import Bar, ranked_bars
from reports.charts.reading import Point, Reading
from reports.charts.townmap import Town, town_map
from reports.charts.traits import direction, ordered
from reports.charts.trend import trends
from reports.classification import Category
from reports.errors import ReportError


def single_chart(reading: Reading, form: str, words: Words, boundaries: Boundaries | None) -> Chart:
    """A chart of one feature in a form of :mod:`reports.charts.choosing`."""
    (dimension,) = reading.dimensions
    is_ordered = ordered(dimension) or form == "forest"
    shown = dimension.categories if is_ordered else reading.line()
    points = [reading.point(**{dimension.name: one.code}) for one in shown]
    if form == "diverging":
        return _attitudes(reading, words)
    labels = [reading.says(one) for one in shown]
    heading = reading.label(dimension.name)
    if form == "ranked":
        chart = _bars(reading, labels, points, words)
    elif form == "columns":
        chart = upright(labels, points, words, reading.unit, heading=heading)
    elif form == "dots":
        chart = grouped_dots(labels, [Dots(reading.unit.name, points)], words, reading.unit, heading=heading)
    elif form == "forest":
        chart = forest(labels, points, words, reading.unit, heading=heading)
    elif form == "trend":
        chart = trends(labels, [Dots(reading.unit.name, points)], words, reading.unit, heading=heading)
    elif form == "funnel":
        chart = funnel(labels, points, words, heading=heading)
    elif form == "histogram":
        bins = [_bin(one, label, point) for one, label, point in zip(shown, labels, points, strict=True)]
        chart = histogram(bins, words, heading=heading)
    else:
        chart = _map(reading, shown, points, words, boundaries)
    records = [reading.record((label,), point) for label, point in zip(labels, points, strict=True)]
    return replace(chart, data=tuple(tuple(row) for row in (reading.head(), *records)))


def _bars(reading: Reading, labels: list[str], points: list[Point], words: Words) -> Chart:
    bars = [
        Bar(label, point.value, point.low, point.high, point.n)
        for label, point in zip(labels, points, strict=True)
    ]
    category = words.say("类别", "Category")
    headings = (category, reading.unit.name, words.say("95 % 区间", "95 % interval"), "n")
    return ranked_bars(bars, words, ordered=True, headings=headings, unit=reading.unit)


def _attitudes(reading: Reading, words: Words) -> Chart:
    """One diverging bar: the answers of everybody between two opposites, kinds of missing left out."""
    (dimension,) = reading.dimensions
    steps = [one for one in dimension.categories if one.missing is None]
    if direction(dimension) < 0:
        steps.reverse()
    points = [reading.point(**{dimension.name: one.code}) for one in steps]
    labels = [reading.says(one) for one in steps]
    shares = rescaled([point.value for point in points])
    everybody = words.say("全部回答者", "All who answered")
    chart = diverging_bars([everybody], labels, [shares], words, heading=reading.label(dimension.name))
    records = [
        reading.record((label,), replace(point, value=share, low=None, high=None))
        for label, point, share in zip(labels, points, shares, strict=True)
    ]
    return replace(chart, data=tuple(tuple(row) for row in (reading.head(), *records)))


def rescaled(shares: list[float | None]) -> list[float | None]:
    """Shares of those who gave an answer of the scale; all None where one of them is hidden."""
    known = [share for share in shares if share is not None]
    if len(known) < len(shares) or not sum(known):
        return [None if share is None or not sum(known) else share for share in shares]
    return [share / sum(known) for share in known]


def _bin(category: Category, label: str, point: Point) -> Bin:
    """A class from its code ``low:high``, open where a side is empty (:mod:`reports.crosstabs.distribution`)."""
    low, _, high = category.code.partition(":")
    return Bin(float(low) if low else None, float(high) if high else None, label, point)


def _map(
    reading: Reading,
    shown: tuple[Category, ...],
    points: list[Point],
    words: Words,
    boundaries: Boundaries | None,
) -> Chart:
    if boundaries is None:
        raise ReportError(
            "chart.boundaries",
            "map",
            Text(zh="没有边界文件，画不出地图。", en="There is no boundary file to draw a map from."),
            Text(zh="请给出本地的 GeoJSON 边界文件。", en="Give a GeoJSON file of the area."),
        )
    given = {one.code: one for one in reading.table.dimensions[0].categories}
    towns = [
        Town(
            reading.says(one),
            boundaries.found(one.code, given[one.code].label.say("zh-CN")),
            point,
        )
        for one, point in zip(shown, points, strict=True)
        if one.missing is None
    ]
    heading = reading.label(reading.names[0])
    return town_map(towns, boundaries, words, reading.unit, heading=heading)
