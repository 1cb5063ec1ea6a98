"""Which form of chart fits a table, why, and what else would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.text import Text
from reports.charts import columns
from reports.charts.boundaries import Boundaries
from reports.charts.dots import MOST_GROUPS
from reports.charts.multiples import MOST_PANELS
from reports.charts.traits import (
    BIN,
    COEFFICIENT,
    ITEM,
    STAGE,
    VALUE,
    WAVE,
    Traits,
    direction,
    ordered,
    points,
)
from reports.disclosure import ReleasedTable

FORMS = {
    "ranked": Text(zh="带区间的条形图", en="Bars with intervals"),
    "columns": Text(zh="柱形图", en="Columns"),
    "dots": Text(zh="带区间的点图", en="Dots with intervals"),
    "stacked": Text(zh="百分比堆积条形图", en="100 % stacked bars"),
    "diverging": Text(zh="态度条形图", en="Diverging bars"),
    "pyramid": Text(zh="年龄金字塔", en="Age pyramid"),
    "heat": Text(zh="热力图", en="Heat map"),
    "mosaic": Text(zh="马赛克图", en="Mosaic"),
    "multiples": Text(zh="多幅小图", en="Small multiples"),
    "slope": Text(zh="两期对比线图", en="Slope of two waves"),
    "trend": Text(zh="趋势图", en="Trend over waves"),
    "funnel": Text(zh="漏斗图", en="Funnel"),
    "histogram": Text(zh="分布直方图", en="Histogram"),
    "map": Text(zh="地图", en="Map"),
    "forest": Text(zh="系数图", en="Forest plot"),
}
#: Dimensions that only one form shows, and its reason.
OWN_FORM = {STAGE: ("funnel", "funnel"), BIN: ("histogram", "bins"), COEFFICIENT: ("forest", "model")}
MOST_PARTS = 8  # more cannot be told apart in a stacked bar
MOST_BARS = 25  # of more categories dots are calmer than bars
MOST_ROWS = 60  # rows of a chart that still fits a page
MOST_CELLS = 600  # of a heat map

REASONS = {
    "size": Text(zh="各类有长短可比，按大小排列", en="Parts are compared by length, the largest first"),
    "order": Text(zh="类别有固定的次序，保持原来的次序", en="The categories have an order, which is kept"),
    "many": Text(zh="类别很多，点比条更清楚", en="There are many categories: dots are clearer than bars"),
    "points": Text(zh="题目是打分（如 0–10 分），看分数如何分布", en="Points on a scale, such as 0 to 10: how they are spread"),
    "few_ordered": Text(zh="类别少而有次序，可用柱形", en="Few categories with an order can stand upright"),
    "dots": Text(zh="只比较数值与区间，不强调从零开始的长度", en="Figures and intervals alone, without bars"),
    "mean": Text(zh="均值没有部分与整体，用点和区间", en="Means are no parts of a whole: points with intervals"),
    "pyramid": Text(zh="性别×年龄，两性相背最易读", en="Sex by age reads best back to back"),
    "agreement": Text(zh="答案是两端相反的态度，分列中线两侧", en="Answers lie between two opposites, parted by a middle line"),
    "scale": Text(zh="各行答案都有同样的次序", en="The answers of every row have the same order"),
    "structure": Text(zh="每组内部的构成，各条合计 100 %", en="How each group is made up; every bar is 100 %"),
    "options": Text(zh="选项可多选，不是一个整体的各部分", en="Several options may be chosen: they are no parts of a whole"),
    "groups": Text(zh="组数不多，可并排比较数值与区间", en="Few groups, so that figures and intervals stand side by side"),
    "table": Text(zh="格多，用深浅看出高低", en="Many cells: shades show what is high"),
    "areas": Text(zh="同时看各组的大小和内部构成", en="The size of groups and how they are made up at once"),
    "panels": Text(zh="每组一幅同尺度的小图", en="A small chart of one scale for each group"),
    "two_waves": Text(zh="两期调查，看每类的升降", en="Two waves: what rose and what fell"),
    "waves": Text(zh="多期调查，看变化过程", en="Several waves: how it went on"),
    "funnel": Text(zh="从发放到有效，逐步减少", en="From issued to valid, fewer at every step"),
    "bins": Text(zh="数值的分布", en="How numbers are spread"),
    "model": Text(zh="每个系数一点，横线是区间，竖线是没有差别", en="Each coefficient a point beside the line of no difference"),
    "map": Text(zh="各地在边界文件中都有位置", en="The places are areas of the boundary file"),
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A form that can show a table, and why one would take it."""

    form: str
    reason: Text

    @property
    def name(self) -> Text:
        """What the form is called."""
        return FORMS[self.form]


@dataclass(frozen=True)
class Choice:
    """The form that fits best, and the others that would do."""

    best: Offer
    alternatives: tuple[Offer, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """All forms by name, the best first."""
        return (self.best.form, *(one.form for one in self.alternatives))


def choose(table: ReleasedTable, boundaries: Boundaries | None = None) -> Choice | None:
    """The forms for a table with their reasons; None where none can show it.

    Decided from the table alone: the number of its features, whether categories have an order and how many
    they are, and what its figures are.
    """
    traits = Traits(table, boundaries)
    if not table.cells or not traits.figures:
        return None
    of_count = {1: _single, 2: _double, 3: _triple}.get(traits.count)
    found: dict[str, Offer] = {}
    for form, reason in of_count(traits) if of_count is not None else ():
        found.setdefault(form, Offer(form, REASONS[reason]))
    offers = list(found.values())
    return Choice(offers[0], tuple(offers[1:])) if offers else None


def forms_for(table: ReleasedTable, boundaries: Boundaries | None = None) -> tuple[str, ...]:
    """The forms that can show a table, the most fitting first; none where no form does."""
    choice = choose(table, boundaries)
    return choice.forms if choice is not None else ()


def _single(traits: Traits) -> Iterator[tuple[str, str]]:
    """Of one feature."""
    dimension, labels = traits.last, traits.labels(traits.last)
    if dimension.name in OWN_FORM:
        yield OWN_FORM[dimension.name]
        return
    if dimension.name == WAVE and len(labels) > 1:
        yield "trend", "waves"
    if traits.on_map:
        yield "map", "map"
    if not (traits.has_rates or traits.figures & {"size", "total"}):
        yield "dots", "mean"
        return
    upright = columns.fits(labels)
    if points(dimension) and upright:
        yield "columns", "points"
    if len(labels) > MOST_BARS:
        yield "dots", "many"
    yield "ranked", "order" if ordered(dimension) else "size"
    if direction(dimension) and traits.has_rates and traits.table.base.n is not None:
        yield "diverging", "agreement"
    if upright and ordered(dimension):
        yield "columns", "few_ordered"
    yield "dots", "dots"


def _double(traits: Traits) -> Iterator[tuple[str, str]]:
    """Of two features."""
    first, last = traits.table.dimensions
    if WAVE in traits.names:
        yield from _waves(traits)
    elif not traits.has_rates:
        yield from _means(traits)
    elif first.name == ITEM and last.name == VALUE:
        yield from _items(traits)
    elif traits.side_by_side and last.name != VALUE:
        if len(traits.held(last)) <= MOST_GROUPS and len(traits.held(first)) <= MOST_ROWS:
            yield "dots", "groups"
        yield "heat", "options"
        yield from _panels(traits)
    else:
        yield from _structure(traits)


def _means(traits: Traits) -> Iterator[tuple[str, str]]:
    """Of two features and figures that are no shares."""
    first, last = (traits.held(one) for one in traits.table.dimensions)
    if len(last) <= MOST_GROUPS:
        yield "dots", "mean"
    if len(first) <= MOST_PANELS:
        yield "multiples", "panels"


def _structure(traits: Traits) -> Iterator[tuple[str, str]]:
    """Of groups and what they are made up of: another feature, or their answers to a question."""
    first, last = traits.table.dimensions
    groups, parts = len(traits.held(first)), len(traits.held(last))
    if traits.sexes is not None and last.name != VALUE:
        yield "pyramid", "pyramid"
    # Shares within groups are those of answers, whatever the question is called.
    opposed = (last.name == VALUE or not traits.of_whole) and direction(last) != 0
    # A bar with a hidden part cannot be parted in the middle: what is left of it is stacked.
    if opposed and (last.name == VALUE or not traits.table.suppressed):
        yield "diverging", "agreement"
    if parts <= MOST_PARTS:
        yield "stacked", "structure"
    if opposed:
        yield "diverging", "agreement"
    if not traits.of_whole and parts <= MOST_ROWS and groups <= MOST_GROUPS:
        yield "dots", "groups"
    yield "heat", "table"
    if parts <= MOST_PARTS and not traits.side_by_side:
        yield "mosaic", "areas"
    yield from _panels(traits)


def _panels(traits: Traits) -> Iterator[tuple[str, str]]:
    first, last = (traits.held(one) for one in traits.table.dimensions)
    if 2 <= len(first) <= MOST_PANELS and len(last) <= 12:
        yield "multiples", "panels"


def _items(traits: Traits) -> Iterator[tuple[str, str]]:
    """The rows of a matrix by its answers."""
    if direction(traits.last) or not points(traits.last):
        yield "diverging", "agreement" if direction(traits.last) else "scale"
    if len(traits.held(traits.last)) <= MOST_PARTS:
        yield "stacked", "scale"
    yield "heat", "table"


def _waves(traits: Traits) -> Iterator[tuple[str, str]]:
    """Of waves and one other feature."""
    waves = traits.held(traits.table.dimension(WAVE))
    other = next(one for one in traits.table.dimensions if one.name != WAVE)
    lines = len(traits.held(other))
    if len(waves) == 2:
        yield "slope", "two_waves"
    if lines <= MOST_GROUPS and len(waves) > 1:
        yield "trend", "waves"
    if len(waves) <= MOST_GROUPS and lines <= MOST_ROWS:
        yield "dots", "groups"
    if lines <= MOST_PANELS:
        yield "multiples", "panels"
    if traits.has_rates:
        yield "heat", "table"


def _triple(traits: Traits) -> Iterator[tuple[str, str]]:
    """Of three features."""
    if not traits.has_rates or WAVE in traits.names:
        return
    sizes = [len(traits.held(one)) for one in traits.table.dimensions]
    if sizes[0] * sizes[1] * sizes[2] <= MOST_CELLS or not traits.side_by_side:
        yield "heat", "table"
    if traits.side_by_side and traits.last.name != VALUE:
        return
    if sizes[2] <= MOST_PARTS:
        if sizes[0] <= MOST_PANELS and sizes[1] <= 12:
            yield "multiples", "panels"
        yield "stacked", "structure"
