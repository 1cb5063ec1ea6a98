"""Crossing with small groups publishes most of the table, says what was put together, and gives nobody away."""

import numpy as np
import pytest
from scipy.optimize import linprog

from reports.classification import Category, Classification
from reports.codebook import MissingKind
from reports.crosstabs.grid import Grid, grid_of
from reports.crosstabs.merging import Merged, merge
from reports.disclosure import audit, hide
from reports.disclosure.cube import Cube, cube_of
from reports.disclosure.rounding import rounded, step_of
from reports.disclosure.witnesses import SLACK
from reports.estimates import Design
from tests.reports.samples import said

# Persons by age in three groups or none and by title, as in a county of 2,463 answers.
AGE_BY_TITLE = np.array(
    [
        [0, 5, 142, 345, 233, 14],
        [3, 89, 490, 305, 69, 9],
        [37, 273, 358, 47, 6, 8],
        [0, 3, 15, 12, 0, 0],
    ]
)
TEN_YEARS = ([418, 321], [579, 386], [420, 282, 27], [30])
TEN_YEAR_PLACES = ([1, 2], [2, 3], [3, 4, 5], [6])
SEXES = (1396, 1051, 16)
STRATA = (732, 264, 541, 491, 204, 231)
WEIGHTS = (12.5683, 4.3561, 11.8299, 12.0163, 5.1471, 9.9567)


def classification(name: str, codes, size: int, missing: int = 0) -> Classification:
    """Categories called after their place, the last of them kinds of missing."""
    kinds: tuple[MissingKind, ...] = ("refused", "unknown", "left_out")
    listed = [
        Category(
            str(place),
            said(f"{name}{place}"),
            kinds[place - size + missing] if place >= size - missing else None,
        )
        for place in range(size)
    ]
    return Classification(name, said(name), tuple(listed), np.asarray(codes, dtype=np.int64))


def people() -> tuple[Design, dict[str, Classification]]:
    """2,463 persons with the small groups of a real county; the same ones every time."""
    draw = np.random.default_rng(2463)
    cells = np.repeat(np.arange(AGE_BY_TITLE.size), AGE_BY_TITLE.ravel())
    age3, title = np.divmod(cells, AGE_BY_TITLE.shape[1])
    age10 = np.zeros(len(cells), dtype=np.int64)
    for place, (sizes, groups) in enumerate(zip(TEN_YEARS, TEN_YEAR_PLACES, strict=True)):
        age10[age3 == place] = draw.permutation(np.repeat(groups, sizes))
    sex = draw.permutation(np.repeat(range(3), SEXES))
    stratum = draw.permutation(np.repeat(range(6), STRATA))
    weights = np.array(WEIGHTS)[stratum]
    return Design.of(weights, stratum), {
        "age3": classification("age3", age3, 4, 1),
        "age10": classification("age10", age10, 7, 1),
        "title": classification("title", title, 6, 1),
        "sex": classification("sex", sex, 3, 1),
        "stratum": classification("stratum", stratum, 6),
    }


@pytest.fixture(scope="module")
def county():
    return people()


def crossed(county, *names: str) -> tuple[Grid, Merged]:
    design, classes = county
    grid = grid_of(design, [classes[name] for name in names])
    return grid, merge(grid.classes, grid.cube(), 10)


def published_cells(merged: Merged) -> float:
    """The share of answers in inner cells that are published."""
    hidden, counts = hide(merged.cube), merged.cube.counts
    inner = tuple(slice(0, size) for size in merged.cube.inner)
    return float(counts[inner][~hidden[inner]].sum() / counts[inner].sum())


@pytest.mark.parametrize(
    ("names", "least"),
    [
        (("age10", "sex"), 0.9),
        (("title", "sex"), 0.9),
        (("age3", "title"), 0.9),
        (("title", "stratum"), 0.9),
        (("age10", "title", "stratum"), 0.4),
        (("age3", "title", "sex"), 0.7),
    ],
)
def test_a_leader_can_read_a_crossing_with_small_groups(county, names, least):
    _, merged = crossed(county, *names)
    assert published_cells(merged) >= least
    hidden = hide(merged.cube)
    singles = np.indices(hidden.shape) == np.array(merged.cube.grand).reshape(-1, *[1] * hidden.ndim)
    assert not hidden[singles.sum(axis=0) >= hidden.ndim - 1].any()
    if len(names) == 2:
        assert not hidden[singles.any(axis=0)].any()
        assert all(
            found.width >= 10 - SLACK - 1e-5 for found in audit(merged.cube, hidden) if found.count < 10
        )


def test_what_was_put_together_is_said(county):
    grid, merged = crossed(county, "age10", "sex")
    codes = [category.code for category in merged.classes[1].categories]
    assert codes == ["0+2", "1"]
    assert merged.classes[1].categories[0].label.say("en") == "sex0 (with sex2)"
    assert merged.classes[1].categories[0].label.say("zh-CN") == "sex0（含sex2）"
    assert "“sex0” and “sex2”" in merged.notes[0].say("en")
    assert (merged.cube.parts == grid_of(grid.design, merged.classes).cube().parts).all()


def test_tables_of_one_feature_and_tables_without_small_cells_stay_as_they_are(county):
    grid, merged = crossed(county, "sex")
    assert (merged.classes, merged.notes) == (grid.classes, ())
    codes = np.arange(400) % 4
    two = [classification("a", codes // 2, 2), classification("b", codes % 2, 2)]
    cube = cube_of([one.codes for one in two], (2, 2), np.ones(400))
    assert merge(two, cube, 10).classes == tuple(two)


def test_of_the_answers_to_a_question_only_kinds_of_missing_are_put_together():
    draw = np.random.default_rng(3)
    group = classification("group", draw.integers(0, 8, 900), 8)
    value = classification("value", draw.choice(6, 900, p=[0.4, 0.36, 0.15, 0.03, 0.03, 0.03]), 6, 3)
    merged = merge([group, value], cube_of([group.codes, value.codes], (8, 6), np.ones(900)), 10, answers={1})
    listed = merged.classes[1].categories
    assert [category.code for category in listed] == ["0", "1", "2", "3+4+5"]
    assert [category.missing is not None for category in listed] == [False, False, False, True]


def narrowest(cube: Cube, merged: Merged) -> float:
    """The least width of a small fine cell for who also has the tables of one feature, and all the weights.

    Weighted counts are known as they are published, to half a step. Unknowns
    are the answers by weight in every fine cell that is not known to be empty.
    """
    inner = tuple(slice(0, size) for size in cube.inner)
    parts = cube.parts[(slice(None), *inner)]
    groups = [[_places(category.code) for category in one.categories] for one in merged.classes]
    hidden = hide(merged.cube)
    shown = [
        ([groups[axis][at] if at < len(groups[axis]) else range(cube.inner[axis]) for axis, at in enumerate(place)],
         merged.cube.parts[(slice(None), *place)])
        for place in np.ndindex(*hidden.shape)
        if not hidden[place]
    ]  # fmt: skip
    for axis, size in enumerate(cube.inner):
        margin = tuple(slice(None) if other == axis else -1 for other in range(len(cube.inner)))
        one_way = Cube(cube.parts[(slice(None), *margin)], cube.weights)
        for at in np.flatnonzero(~hide(one_way)[:size]):
            held = [[at] if other == axis else range(length) for other, length in enumerate(cube.inner)]
            shown.append((held, one_way.parts[:, at]))
    step = step_of(cube.weights)
    rows, right, weighed, between = [], [], [], []
    for held, found in shown:
        member = np.zeros(parts.shape)
        member[np.ix_(np.arange(len(parts)), *(np.asarray(list(one)) for one in held))] = 1.0
        rows.append(member.ravel())
        right.append(float(found.sum()))
        weight = (member * cube.weights.reshape(-1, *[1] * len(cube.inner))).ravel()
        for sign in (1.0, -1.0):
            weighed.append(sign * weight)
            between.append(sign * float(rounded(float(cube.weights @ found), step) or 0.0) + step / 2)
    widths = [np.inf]
    for place in np.argwhere((parts.sum(axis=0) > 0) & (parts.sum(axis=0) < 10)):
        aim = np.zeros(parts.shape)
        aim[(slice(None), *place)] = 1.0
        known = {"A_eq": np.array(rows), "b_eq": right, "A_ub": np.array(weighed), "b_ub": between}
        ends = [linprog(sign * aim.ravel(), **known, method="highs").fun for sign in (1, -1)]
        widths.append(-ends[1] - ends[0])
    return float(min(widths))


def _places(code: str) -> list[int]:
    return [int(part) for part in code.split("+")]


@pytest.mark.parametrize("names", [("age10", "sex"), ("title", "sex"), ("age3", "title")])
def test_tables_of_one_feature_do_not_undo_what_was_put_together(county, names):
    grid, merged = crossed(county, *names)
    assert merged.notes
    assert narrowest(grid.cube(), merged) >= 10 - SLACK - 1e-5


@pytest.mark.parametrize("seed", range(12))
def test_no_random_crossing_gives_a_small_group_away(seed):
    draw = np.random.default_rng(seed)
    count = int(draw.integers(400, 1500))
    first = draw.choice(4, count, p=[0.3, 0.36, 0.3, 0.04])
    second = draw.choice(4, count, p=[0.5, 0.46, 0.025, 0.015])
    classes = [classification("age", first, 4, 1), classification("sex", second, 4, 2)]
    weights = np.array(WEIGHTS)[draw.integers(0, 6 if seed % 3 else 1, count)]
    cube = cube_of([first, second], (4, 4), weights)
    merged = merge(classes, cube, 10)
    assert merged.notes
    assert narrowest(cube, merged) >= 10 - SLACK - 1e-5
