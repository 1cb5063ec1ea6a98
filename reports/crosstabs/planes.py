"""A table of everybody before anybody is filtered: its categories, who counts in it, what it hides.

A question of several variables is several tables, one for each of its options or items; a *plane* is one of
them. What a plane hides is what the pages that show everybody hide, whatever is filtered elsewhere.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from questionnaires.text import Text
from reports.classification import Classification, classify, of_variable
from reports.codebook import Group
from reports.crosstabs.by_unit import is_question, place_of, require_crossing, without_small_units
from reports.crosstabs.crossing import crossed_title, given_of, judged_cube, merged_grid
from reports.crosstabs.grid import grid_of
from reports.crosstabs.one_way import pooled
from reports.crosstabs.options import mentions, option_cubes
from reports.dataset import Dataset
from reports.disclosure import Policy
from reports.disclosure.cube import Bools, Cube
from reports.disclosure.differencing import Shown
from reports.disclosure.suppression import hide
from reports.errors import ReportError
from reports.sample_design import design_of

# Of larger tables what may be published cannot be proven while somebody waits.
MOST_CELLS = 20_000
#: Codes that the tables of everybody of one dataset hold together; those used longest ago go first.
MOST_HELD = 8_000_000
CHOSEN, VALUE = "chosen", "value"
TOO_LARGE = Text(
    zh="这些变量交叉后有{cells}格，多于{most}格。",
    en="These variables crossed make {cells} cells, more than {most}.",
)
SMALLER = Text(
    zh="请去掉一个变量，或改用分组较少的变量。", en="Take one variable out, or one with fewer groups."
)


@dataclass(frozen=True, eq=False)
class Plane:
    """One table of everybody: D classifications, who counts (``held``, (n,)), the cube, what was put together."""

    title: Text
    classes: tuple[Classification, ...]
    held: Bools
    cube: Cube
    notes: tuple[Text, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each classification."""
        return tuple(one.name for one in self.classes)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Categories of each classification."""
        return tuple(len(one.categories) for one in self.classes)

    def shown(self, hidden: Bools, rows: Bools | None = None) -> Shown:
        """The table of some rows as differencing takes it."""
        held = self.held if rows is None else self.held & rows
        return Shown(
            self.title, held, self.names, tuple(one.codes for one in self.classes), self.sizes, hidden
        )

    def everybody(self, policy: Policy) -> Shown:
        """The table of everybody."""
        return self.shown(hide(self.cube, policy.threshold))


_Key = tuple[tuple[str, ...], str, str]
_lock = Lock()
_planes: WeakKeyDictionary[Dataset, OrderedDict[_Key, tuple[Plane, ...]]] = WeakKeyDictionary()


def planes(dataset: Dataset, names: Sequence[str], measure: str, policy: Policy) -> tuple[Plane, ...]:
    """The tables of everybody by some variables, of a ``measure``: a number, a group of variables, or none ("").

    Their dimensions stand in one order whatever the order of the names, features before questions.

    :raises ReportError: a variable is unknown or has no categories, the policy does not cross them, or there are
        too many cells.
    """
    ordered = tuple(sorted(names, key=lambda name: place_of(dataset, name)))
    key = (ordered, measure, policy.hash)
    with _lock:
        kept = _planes.setdefault(dataset, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    made = tuple(_made(dataset, ordered, measure, policy))
    with _lock:
        kept[key] = made
        held = sum(map(_codes_held, kept.values()))
        while held > MOST_HELD and len(kept) > 1:
            held -= _codes_held(kept.popitem(last=False)[1])
    return made


def _codes_held(found: Sequence[Plane]) -> int:
    return sum(len(one.held) * (len(one.classes) + 1) for one in found)


def _made(dataset: Dataset, names: Sequence[str], measure: str, policy: Policy) -> list[Plane]:
    require_crossing(dataset, names, policy)
    found = [classify(dataset, name) for name in names]
    asked = [one for one in found if is_question(dataset, one.name)]
    together = len(found) + bool(measure) > 1
    features = [one for one in found if one not in asked] if len(asked) == 1 and not measure else found
    if together and features:
        features = without_small_units(dataset, pooled(dataset, features, policy), policy)
    group = dataset.group(measure) if measure else None
    everybody = np.ones(len(dataset), dtype=bool)
    if group is not None:
        return _of_group(dataset, features, group, policy)
    if measure:
        _require_few(features)
        grid = grid_of(design_of(dataset), features, given_of(dataset, features, policy))
        held = ~np.isnan(dataset.numbers(measure))
        cube = judged_cube(dataset, features, grid.cube(held), policy)
        return [Plane(dataset.variable(measure).label, grid.classes, held, cube, ())]
    classes = features if len(asked) != 1 else [*features, *asked]
    _require_few(classes)
    merged, _ = merged_grid(dataset, classes, policy)
    return [Plane(crossed_title(merged.classes), merged.classes, everybody, merged.cube, merged.notes)]


def _of_group(
    dataset: Dataset, classes: Sequence[Classification], group: Group, policy: Policy
) -> list[Plane]:
    """A plane for each option (chosen or not, of those who answered) or for each item of a matrix."""
    found = []
    design = design_of(dataset)
    if group.kind != "matrix":
        options = mentions(dataset, group)
        _require_few([*classes, options[0]])
        for option, cube in zip(options, option_cubes(dataset, classes, options, policy), strict=True):
            held = option.valid
            codes = np.where(held, option.codes, 0)
            dimensions = (*classes, Classification(CHOSEN, option.label, option.categories[:2], codes))
            found.append(Plane(option.label, dimensions, held, cube, ()))
        return found
    for name in group.variables:
        values = of_variable(dataset, dataset.variable(name), VALUE)
        both = [*classes, values]
        _require_few(both)
        grid = grid_of(design, both, given_of(dataset, both, policy))
        cube = judged_cube(dataset, both, grid.cube(), policy)
        everybody = np.ones(len(dataset), dtype=bool)
        found.append(Plane(group.part(dataset.variable(name).label), grid.classes, everybody, cube, ()))
    return found


def _require_few(classes: Sequence[Classification]) -> None:
    cells = int(np.prod([len(one.categories) for one in classes], dtype=np.float64))
    if cells > MOST_CELLS:
        raise ReportError(
            "layout.large",
            " × ".join(one.name for one in classes),
            TOO_LARGE.fill(cells=f"{cells:,}", most=f"{MOST_CELLS:,}"),
            SMALLER,
        )
