"""What kind of table a chart is to show: how many features, which of them ordered, what is asked in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from reports.charts.boundaries import Boundaries
from reports.charts.units import Unit
from reports.classification import Category
from reports.crosstabs.merging import is_ordered
from reports.disclosure import Dimension, ReleasedTable

#: Names of dimensions that mean the same in every table that is made here.
VALUE, ITEM, WAVE, STAGE, BIN, SEX = "value", "item", "wave", "stage", "bin", "sex"
COEFFICIENT = "coefficient"
#: An end of a scale between two opposites, and the word that turns it round.
POLES = (
    "同意", "满意", "赞成", "支持", "符合", "重要", "愿意", "认同",
    "agree", "satisf", "favour", "important", "likely",
)  # fmt: skip
#: How the least and the most of a scale of degree or frequency begin, and levels of schooling.
NONE = ("没", "从不", "从未", "不", "无", "很少", "几乎没有", "never", "none", "not ", "no ")
MOST = (
    "非常",
    "很",
    "十分",
    "极",
    "总是",
    "经常",
    "几乎每",
    "每天",
    "完全",
    "always",
    "very",
    "every",
    "nearly every",
    "extremely",
)
SCHOOLS = ("博士", "硕士", "本科", "专科", "中专", "高中", "初中", "小学")
NEGATIONS = ("不", "没", "dis", "un", "not ", "oppose", "反对")
OPPOSITES = (
    ("差", "好"), ("低", "高"), ("少", "多"), ("反对", "赞成"), ("反对", "支持"),
    ("poor", "good"), ("bad", "good"), ("low", "high"),
)  # fmt: skip
FEWEST_POINTS = 7
MOST_STEPS = 12
FEWEST_STEPS = 3  # of two answers one is the opposite of the other, but they are no scale


@dataclass(frozen=True, eq=False)
class Traits:
    """What a form of chart must know of a released table before it is drawn."""

    table: ReleasedTable
    boundaries: Boundaries | None = None

    @property
    def names(self) -> list[str]:
        """The dimensions in order."""
        return [dimension.name for dimension in self.table.dimensions]

    @property
    def count(self) -> int:
        """How many features the table has."""
        return len(self.table.dimensions)

    @property
    def figures(self) -> set[str]:
        """The figures that its cells have."""
        return set(self.table.cells[0].figures) if self.table.cells else set()

    @property
    def last(self) -> Dimension:
        """The feature whose categories become parts or colours."""
        return self.table.dimensions[-1]

    @property
    def of_whole(self) -> bool:
        """Whether shares are of the whole base, so that two features can be exchanged."""
        return "total" in self.figures

    @cached_property
    def side_by_side(self) -> bool:
        """Whether the first dimension lists tables that do not add up to a total."""
        try:
            self.table.cell()
        except KeyError:
            return True
        return False

    @cached_property
    def sexes(self) -> tuple[Category, Category] | None:
        """The two sexes of a table of sex and age."""
        if SEX not in self.names or not any(name.startswith("age") for name in self.names):
            return None
        kept = [one for one in self.table.dimension(SEX).categories if one.missing is None]
        return (kept[0], kept[1]) if len(kept) >= 2 else None

    def held(self, dimension: Dimension, *, answers: bool = False) -> list[Category]:
        """The categories that hold anybody, hidden ones among them; with ``answers`` without kinds of missing."""
        found = {cell.keys[dimension.name] for cell in self.table.cells if cell.n != 0}
        return [
            one
            for one in dimension.categories
            if one.code in found and not (answers and one.missing is not None)
        ]

    def labels(self, dimension: Dimension) -> list[str]:
        """The Chinese labels of the categories that hold anybody."""
        return [one.label.say("zh-CN") for one in self.held(dimension)]

    @cached_property
    def has_rates(self) -> bool:
        """Whether the table has a figure in percent."""
        return any(Unit(figure).is_share for figure in self.figures)

    @property
    def on_map(self) -> bool:
        """Whether at least half of the categories of the only feature are areas of the boundary file."""
        if self.boundaries is None or self.count != 1:
            return False
        held = self.held(self.last, answers=True)
        found = [one for one in held if self.boundaries.found(one.code, one.label.say("zh-CN"))]
        return len(found) >= max(2, len(held) / 2)


def ordered(dimension: Dimension) -> bool:
    """Whether categories have an order of their own: by name, by numbers, or between two opposites."""
    return (
        is_ordered(dimension.name)
        or dimension.name in (WAVE, STAGE, BIN)
        or points(dimension)
        or direction(dimension) != 0
        or graded(dimension)
    )


def graded(dimension: Dimension) -> bool:
    """Whether categories are bands of numbers that rise or fall, degrees from none to most, or levels of schooling."""
    labels = [one.label.say("zh-CN").lower() for one in dimension.categories if one.missing is None]
    if not FEWEST_STEPS <= len(labels) <= MOST_STEPS:
        return False
    numbers = [
        float(found.group()) for found in (re.search(r"\d+(?:\.\d+)?", one) for one in labels) if found
    ]
    if len(numbers) == len(labels) and len(set(numbers)) >= FEWEST_STEPS:
        return numbers in (sorted(numbers), sorted(numbers, reverse=True))
    if sum(any(word in one for word in SCHOOLS) for one in labels) >= FEWEST_STEPS:
        return True
    ends = labels[0], labels[-1]
    return any(one.startswith(NONE) and other.startswith(MOST) for one, other in (ends, ends[::-1]))


def points(dimension: Dimension) -> bool:
    """Whether categories are the points of a scale such as 0 to 10: whole numbers in a row, seven or more."""
    kept = [one for one in dimension.categories if one.missing is None]
    codes = [one.code for one in kept]
    if len(codes) < FEWEST_POINTS or not all(re.fullmatch(r"-?\d{1,3}", code) for code in codes):
        return False
    numbers = [int(code) for code in codes]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    # Codes of plain lists are numbers too: on a scale the labels are (but for words at the ends).
    said = sum(one.label.say("zh-CN").lstrip().startswith(one.code) for one in kept)
    return said >= len(kept) - 2


def direction(dimension: Dimension) -> int:
    """1 where a scale runs from the negative to its positive opposite, -1 where the other way, else 0.

    Told from the labels at the ends: of 不同意…同意, 差…好, disagree…agree one is the opposite of the other.
    """
    kept = [one for one in dimension.categories if one.missing is None]
    if not FEWEST_STEPS <= len(kept) <= 11:
        return 0
    found = {
        _direction(kept[0].label.say(tag).lower(), kept[-1].label.say(tag).lower()) for tag in ("zh-CN", "en")
    }
    found.discard(0)
    return found.pop() if len(found) == 1 else 0


def _direction(first: str, last: str) -> int:
    for pole in POLES:
        if pole in first and pole in last:
            turned = _negated(first, pole), _negated(last, pole)
            if turned[0] != turned[1]:
                return 1 if turned[0] else -1
    for low, high in OPPOSITES:
        if low in first and high in last and high not in first and low not in last:
            return 1
        if high in first and low in last and low not in first and high not in last:
            return -1
    return 0


def _negated(label: str, pole: str) -> bool:
    before = label[: label.index(pole)]
    return any(word in before for word in NEGATIONS)
