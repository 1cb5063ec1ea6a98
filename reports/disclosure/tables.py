"""Tables before and after disclosure control, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.text import Text
from reports.classification import Category
from reports.disclosure.cube import Bools, Cube, Ints
from reports.disclosure.magnitudes import Magnitudes
from reports.disclosure.policy import Policy
from reports.estimates.estimate import Estimate, Floats

#: Figures that stand on fewer answers are marked.
SMALL_BASE = 30
#: What only :mod:`reports.disclosure.release` gives a table.
SEAL = object()


@dataclass(frozen=True)
class Dimension:
    """A dimension of a table: what it is called and its categories, the total not among them."""

    name: str
    label: Text
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Base:
    """What a table stands on: the answers and the sum of their weights, None where these are hidden.

    ``about`` says that n is told as the middle of what it may be.
    """

    n: int | None
    weighted_n: float | None
    about: bool = False


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table before disclosure control; it must not leave the analysis module.

    ``cube`` holds the counts with margins, ``weighted`` the weighted counts in the same shape, and each
    of ``figures`` one estimate per cell in the order of the flattened cube. ``base_n`` is the count in
    the same shape that decides the small-base mark, by default the cell's own. ``step`` is what weighted
    counts are rounded to (:func:`reports.disclosure.rounding.step_of`), by default after the cube's weights.
    ``magnitudes`` are the numbers that means and totals of the table are made of, in the shape of the cube. The counts
    of a table that is ``untold`` are not printed, though its figures are; in the shape of the cube it says so by cell.
    ``uncounted`` are figures by name that a cell keeps where its count is hidden, None where it keeps none: they are made
    so that they tell nothing of it (:mod:`reports.disclosure.uncounted`).
    """

    title: Text
    dimensions: tuple[Dimension, ...]
    cube: Cube
    weighted: Floats
    figures: Mapping[str, Sequence[Estimate]]
    base: Base
    base_n: Ints | None = None
    notes: tuple[Text, ...] = ()
    source: str = ""
    step: float | None = None
    magnitudes: Magnitudes | None = None
    untold: bool | Bools = False
    uncounted: Mapping[str, Sequence[Estimate | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class TableCell:
    """One cell of a released table.

    ``keys`` gives the category code by dimension, None for the total. All figures of a hidden cell are
    None, but those that tell nothing of its count, and ``reason`` says why. Where n alone would tell too much it is None
    beside figures. ``small_base`` marks figures that stand on fewer than 30 answers.
    """

    keys: Mapping[str, str | None]
    n: int | None
    weighted_n: float | None
    figures: Mapping[str, Estimate]
    suppressed: bool = False
    reason: Text | None = None
    small_base: bool = False

    def figure(self, name: str = "share") -> Estimate:
        """A figure of the cell by name, such as ``share`` or ``mean``."""
        return self.figures[name]


@dataclass(frozen=True, eq=False)
class ReleasedTable:
    """A table that has passed disclosure control: the only thing charts and documents accept.

    Only :func:`reports.disclosure.release.release` makes one; what is arranged anew stays released.
    """

    title: Text
    dimensions: tuple[Dimension, ...]
    cells: tuple[TableCell, ...]
    base: Base
    policy: Policy
    notes: tuple[Text, ...]
    source: str
    _seal: object = field(repr=False, default=None)

    def __post_init__(self) -> None:
        if self._seal is not SEAL:
            raise TypeError("a ReleasedTable is made by reports.disclosure.release only")
        index = {tuple(cell.keys.get(d.name) for d in self.dimensions): cell for cell in self.cells}
        object.__setattr__(self, "_index", index)

    def __iter__(self) -> Iterator[TableCell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def cell(self, **keys: str | None) -> TableCell:
        """The cell with these categories; a dimension that is not named is its total."""
        unknown = set(keys) - {dimension.name for dimension in self.dimensions}
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        index: dict[tuple[str | None, ...], TableCell] = getattr(self, "_index")  # noqa: B009
        return index[tuple(keys.get(dimension.name) for dimension in self.dimensions)]

    def inner(self) -> tuple[TableCell, ...]:
        """The cells that are no total of any dimension, in order."""
        return tuple(cell for cell in self.cells if None not in cell.keys.values())

    def dimension(self, name: str) -> Dimension:
        """A dimension by name."""
        return next(dimension for dimension in self.dimensions if dimension.name == name)

    def say(self, dimension: str, code: str | None, language: str = "zh-CN") -> str:
        """The label of a category, or the word for the total."""
        if code is None:
            return Text(zh="合计", en="Total").say(language)
        found = next(category for category in self.dimension(dimension).categories if category.code == code)
        return found.label.say(language)

    @property
    def threshold(self) -> int:
        """The least count that it publishes."""
        return self.policy.threshold

    @property
    def suppressed(self) -> int:
        """How many cells are hidden."""
        return sum(cell.suppressed for cell in self.cells)
