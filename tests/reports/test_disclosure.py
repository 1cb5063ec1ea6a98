"""No reader can reckon back a count under the threshold, not even with the weights of the strata in hand."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reports.classification import Category
from reports.disclosure import (
    PUBLIC,
    Base,
    Dimension,
    RawTable,
    ReleasedTable,
    audit,
    cube_of,
    hide,
    join,
    release,
)
from reports.disclosure.cube import Cube, with_margins
from reports.disclosure.linear import bounds_of
from reports.disclosure.matrices import inverse, product
from reports.disclosure.primary import primary
from reports.disclosure.system import system_of
from reports.disclosure.witnesses import SLACK, narrow
from reports.estimates import Estimate
from tests.reports.samples import said


def table(counts, weights=None) -> Cube:
    """A cube from inner counts, one weight class or (classes first) several."""
    inner = np.asarray(counts, dtype=np.int64)
    if weights is None:
        return Cube(with_margins(inner[None], 1), np.ones(1))
    return Cube(with_margins(inner, 1), np.asarray(weights, dtype=np.float64))


def by_row(counts, weights) -> Cube:
    """A table whose rows are strata, each with its own weight."""
    inner = np.asarray(counts, dtype=np.int64)
    parts = np.zeros((len(weights), *inner.shape), dtype=np.int64)
    for row in range(len(weights)):
        parts[row, row] = inner[row]
    return table(parts, weights)


def assert_protected(cube: Cube, threshold: int = 10) -> None:
    """Nothing under the threshold is published and no such cell can be inferred closer than the threshold."""
    hidden = hide(cube, threshold)
    assert (hidden | ~primary(cube, threshold)).all()
    if cube.counts[cube.grand] >= threshold:
        assert not hidden[cube.grand]
        assert not (hidden & (cube.counts == 0)).any()
    else:
        assert hidden.all() or not cube.counts.any()
        return
    narrow = widths(cube, hidden, threshold)
    if not narrow:
        return
    # Then not even publishing the total alone would do against a reader who knows the weights...
    everything = cube.counts > 0
    everything[cube.grand] = False
    best = widths(cube, everything, threshold)
    assert all(place in best and width >= best[place] - 1e-5 for place, width in narrow.items())
    # ... and a reader who does not know them is still kept off.
    plain = Cube(cube.counts[None], np.ones(1))
    assert set(widths(plain, hidden, threshold)) <= set(widths(plain, everything, threshold))


def widths(cube: Cube, hidden, threshold: int) -> dict[tuple[int, ...], float]:
    """Cells under the threshold that can be inferred closer than the threshold, and how closely."""
    return {
        found.place: found.width
        for found in audit(cube, hidden)
        if found.count < threshold and found.width < threshold - SLACK - 1e-5
    }


def test_a_single_small_cell_takes_another_with_it():
    hidden = hide(table([3, 100, 50]))
    assert hidden.tolist() == [True, False, True, False]


def test_a_small_cell_cannot_be_reckoned_from_rows_columns_and_totals():
    cube = table([[3, 40, 60], [50, 30, 70], [45, 35, 25]])
    hidden = hide(cube)
    assert hidden.sum() == 4
    assert hidden[:3, :3].sum() == 4
    assert_protected(cube)


def test_zeros_are_published():
    cube = table([[0, 20, 30], [15, 0, 25]])
    assert not hide(cube).any()


def test_a_margin_under_the_threshold_is_hidden_with_its_cells():
    cube = table([[2, 3, 0], [40, 50, 60], [20, 30, 40]])
    hidden = hide(cube)
    assert hidden[0, 3]
    assert hidden[0, 0]
    assert hidden[0, 1]
    assert hidden[:3, 3].sum() >= 2
    assert_protected(cube)


def test_a_table_of_fewer_than_the_threshold_hides_all_and_its_zeros_too():
    assert hide(table([[2, 3], [1, 0]])).all()


def test_what_the_table_of_one_feature_decided_holds_in_a_crossing():
    inner = np.array([[[3, 40, 60], [50, 30, 70], [2, 1, 1], [45, 35, 25]]], dtype=np.int64)
    alone = np.array([False, True, True, False])
    cube = Cube(with_margins(inner, 1), np.ones(1), (alone, None))
    hidden = hide(cube)
    assert hidden[:4, 3].tolist() == alone.tolist()
    assert not widths(cube, hidden, 10)


def test_where_printed_margins_and_zeros_would_tell_no_zero_is_published():
    known = np.zeros(2, dtype=bool)
    cube = Cube(with_margins(np.array([[[12, 3], [0, 100]]], dtype=np.int64), 1), np.ones(1), (known, known))
    assert hide(cube).tolist() == [[True, True, False], [True, True, False], [False, False, False]]


def test_cells_that_share_neither_row_nor_column_are_still_protected():
    """No rectangle can help here: the zeros are known."""
    assert_protected(table([[3, 0], [0, 100]]))


def test_known_weights_do_not_turn_weighted_margins_into_persons():
    """With strata as rows, a hidden rectangle of two rows is solved by the weighted column totals."""
    cube = by_row([[3, 40, 60], [50, 30, 70], [45, 35, 25], [30, 20, 60]], [12.5, 4.4, 11.8, 5.2])
    assert_protected(cube)
    naive = np.zeros(cube.counts.shape, dtype=bool)
    naive[:2, :2] = True
    assert min(found.width for found in audit(cube, naive)) == pytest.approx(0, abs=1e-6)


def test_the_margin_of_a_large_table_hides_what_the_small_table_hides():
    draw = np.random.default_rng(5)
    cube = table(draw.integers(0, 60, (5, 4, 3)) * (draw.random((5, 4, 3)) < 0.9))
    small = Cube(cube.parts[..., -1], cube.weights)
    assert (hide(cube)[..., -1] >= hide(small)).all()


SHAPES = st.sampled_from([(3,), (6,), (3, 3), (4, 5), (2, 6), (2, 2, 2), (3, 3, 2), (4, 3, 3)])


@given(shape=SHAPES, seed=st.integers(0, 10_000), scale=st.sampled_from([2.0, 8.0, 30.0, 120.0]))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_random_table_gives_a_small_cell_away(shape, seed, scale):
    draw = np.random.default_rng(seed)
    assert_protected(table(draw.poisson(draw.gamma(0.6, scale, shape))))


@given(shape=SHAPES, seed=st.integers(0, 10_000), crossed=st.booleans())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_no_random_weighted_table_gives_a_small_cell_away(shape, seed, crossed):
    draw = np.random.default_rng(seed)
    count = int(draw.integers(30, 900))
    codes = [draw.choice(size, count, p=draw.dirichlet(np.ones(size))) for size in shape]
    stratum = draw.integers(0, 3, count) if crossed else codes[0]
    weights = draw.uniform(2, 14, max(shape[0], 3)).round(3)[stratum]
    assert_protected(cube_of(codes, shape, weights))


def test_a_three_way_table_of_a_county_is_protected():
    draw = np.random.default_rng(2)
    codes = [draw.choice(size, 1200, p=draw.dirichlet(np.ones(size) * 3)) for size in (5, 4, 4)]
    cube = cube_of(codes, (5, 4, 4), np.array([12.55, 4.36, 11.81, 5.15])[codes[2]])
    assert primary(cube).sum() > 20
    assert_protected(cube)


@given(shape=SHAPES, seed=st.integers(0, 10_000), need=st.sampled_from([2.0, 10.0]))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_witnesses_prove_no_interval_that_a_linear_programme_denies(shape, seed, need):
    draw = np.random.default_rng(seed)
    count = int(draw.integers(30, 400))
    codes = [draw.choice(size, count, p=draw.dirichlet(np.ones(size))) for size in shape]
    stratum = codes[0] if seed % 3 == 0 else draw.integers(0, 3, count)
    weights = draw.uniform(2, 14, max(*shape, 3)).round(3)[stratum] if seed % 4 else np.ones(count)
    cube = cube_of(codes, shape, weights)
    hidden = (draw.random(cube.counts.shape) < draw.random()) & (cube.counts > 0)
    hidden[cube.grand] = False
    cells, system = np.flatnonzero(hidden), system_of(cube)
    for cell in np.setdiff1d(cells, narrow(system, hidden, cells, need)):
        low, high = bounds_of(system, hidden, int(cell))
        assert high - low >= need - SLACK - 1e-5


def bounds_by_weight(cube: Cube, hidden, place) -> tuple[float, float]:
    """The interval of a cell with one unknown for every weight a cell may hold, as a check on two."""
    inner = tuple(slice(0, size) for size in cube.inner)
    open_cells = np.argwhere((cube.counts[inner] > 0) & cube.possible[(slice(None), *inner)])
    sums, right = [], []
    for cell in np.argwhere(~hidden):
        member = np.all((open_cells[:, 1:] == cell) | (cell == cube.grand), axis=1)
        for factor in (np.ones(len(cube.weights)), cube.weights):
            sums.append(np.where(member, factor[open_cells[:, 0]], 0.0))
            right.append(factor @ cube.parts[(slice(None), *cell)])
    aim = np.all((open_cells[:, 1:] == place) | (np.array(place) == cube.grand), axis=1).astype(float)
    ends = [linprog(sign * aim, A_eq=np.array(sums), b_eq=right, method="highs") for sign in (1, -1)]
    return float(ends[0].fun), float(-ends[1].fun)


@pytest.mark.parametrize("seed", range(6))
def test_the_least_and_the_greatest_weight_tell_as_much_as_all_weights(seed):
    draw = np.random.default_rng(seed)
    codes = [draw.choice(size, 60) for size in (3, 4)]
    stratum = draw.integers(0, 4, 60) if seed % 2 else codes[0] * 2 + draw.integers(0, 2, 60)
    cube = cube_of(codes, (3, 4), np.array([1.5, 2.0, 3.25, 4.0, 7.5, 9.0])[stratum])
    hidden = draw.random(cube.counts.shape) < 0.7
    hidden[cube.grand] = False
    for found in audit(cube, hidden & (cube.counts > 0)):
        expected = bounds_by_weight(cube, hidden & (cube.counts > 0), found.place)
        assert (found.low, found.high) == pytest.approx(expected, abs=1e-6)


def sparse(count: int = 23_859, strata: int = 1) -> Cube:
    """Ages, titles and sectors of very unequal size: most inner cells hold fewer than ten answers."""
    draw = np.random.default_rng(7)
    sizes = (12, 22, 20)
    kind = draw.integers(0, 8, count)
    codes = []
    for size in sizes:
        shares = draw.dirichlet(np.full(size, 0.5), 8)
        codes.append(
            (draw.random(count)[:, None] > shares.cumsum(axis=1)[kind]).sum(axis=1).clip(0, size - 1)
        )
    weights = np.array([12.55, 4.36, 11.81, 5.15, 7.7, 20.3])[draw.integers(0, strata, count)]
    return cube_of(codes, sizes, weights if strata > 1 else np.ones(count))


def found_by_subtraction(cube: Cube, hidden):
    """Hidden cells that are the only one of some line, then those that are when these are known, and so on."""
    open_cells = hidden.copy()
    while True:
        alone = np.zeros_like(open_cells)
        for axis in range(open_cells.ndim):
            alone |= open_cells & (open_cells.sum(axis=axis, keepdims=True) == 1)
        if not alone.any():
            return hidden & ~open_cells
        open_cells &= ~alone


@pytest.mark.prove
@pytest.mark.parametrize("strata", [1, 6])
def test_a_large_sparse_table_is_protected_in_time_and_keeps_its_margins(strata, count):
    cube = sparse(strata=strata)
    small = primary(cube)
    assert small[:-1, :-1, :-1].sum() > 800
    hide(sparse(count=2_000))
    started = time.process_time()
    hidden = hide(cube)
    taken = time.process_time() - started
    assert (hidden | ~small).all()
    assert not (hidden & (cube.counts == 0)).any()
    assert not (found_by_subtraction(cube, hidden) & small).any()
    ones = [hidden[:-1, -1, -1], hidden[-1, :-1, -1], hidden[-1, -1, :-1]]
    assert sum(int(one.sum()) for one in ones) <= int(small[:, -1, -1].sum()) + 4
    twos = hidden[:-1, :-1, -1], hidden[:-1, -1, :-1], hidden[-1, :-1, :-1]
    counts = cube.counts[:-1, :-1, -1], cube.counts[:-1, -1, :-1], cube.counts[-1, :-1, :-1]
    persons = sum(int(count[two].sum()) for count, two in zip(counts, twos, strict=True))
    assert persons < (0.1 if strata == 1 else 0.35) * 3 * cube.counts[cube.grand]
    system = system_of(cube)
    # A linear programme of six weights takes eight seconds.
    spots = count(2, 4) if strata == 1 else count(1, 2)
    for cell in np.random.default_rng(1).choice(np.flatnonzero(small), spots, replace=False):
        low, high = bounds_of(system, hidden, int(cell))
        assert high - low >= 10 - SLACK - 1e-5
    # The bound is loose for busy machines: 0.3 s for a table of one weight, 0.6 s for one of six.
    assert taken < 3


@pytest.mark.parametrize("seed", range(4))
def test_a_table_hides_all_that_each_of_its_smaller_tables_hides(seed):
    draw = np.random.default_rng(seed)
    codes = [draw.choice(size, 900, p=draw.dirichlet(np.ones(size))) for size in (6, 5, 4)]
    weights = np.ones(900) if seed % 2 else np.array([3.5, 8.25, 5.0, 11.5])[codes[2]]
    whole = hide(cube_of(codes, (6, 5, 4), weights))
    for held in itertools.chain(*(itertools.combinations(range(3), size) for size in (1, 2))):
        part = hide(cube_of([codes[axis] for axis in held], [(6, 5, 4)[axis] for axis in held], weights))
        margin = whole[tuple(slice(None) if axis in held else -1 for axis in range(3))]
        assert (margin | ~part).all()


def test_row_totals_stay_where_only_the_oldest_of_a_stratum_are_few():
    ages = [
        [60, 70, 80, 55, 29, 2],
        [90, 95, 120, 80, 50, 13],
        [120, 130, 150, 99, 45, 3],
        [40, 50, 60, 40, 23, 2],
    ]
    cube = by_row(
        [*ages, [300, 280, 200, 150, 60, 21], [400, 350, 300, 220, 110, 35]],
        [12.5, 4.4, 11.8, 5.2, 7.7, 20.3],
    )
    hidden = hide(cube)
    assert not hidden[:, -1].any()
    assert not hidden[-1].any()
    assert_protected(cube)


@pytest.mark.parametrize("size", [1, 63, 64, 150])
def test_products_and_inverses_in_blocks_are_those_of_numpy(size):
    draw = np.random.default_rng(size)
    root = draw.normal(size=(size, size))
    matrix = root @ root.T + np.eye(size)
    assert product(root, matrix) == pytest.approx(root @ matrix)
    assert inverse(matrix) == pytest.approx(np.linalg.inv(matrix), abs=1e-8)


def raw(counts) -> RawTable:
    """A one-way table with a share per cell."""
    cube = table(counts)
    figure = Estimate(0.5, 0.1, 0.3, 0.7, 9.0, 1.0, 5, 5.0)
    categories = tuple(Category(str(index), said(str(index))) for index in range(len(counts)))
    return RawTable(
        said("t"),
        (Dimension("a", said("a"), categories),),
        cube,
        cube.counts.astype(float),
        {"share": [figure] * (len(counts) + 1)},
        Base(int(sum(counts)), float(sum(counts))),
    )


def test_a_hidden_cell_loses_every_figure_and_says_why():
    released = release(raw([3, 15, 80]))
    hidden = released.cell(a="0")
    assert hidden.suppressed
    assert (hidden.n, hidden.weighted_n) == (None, None)
    share = hidden.figure("share")
    assert [share.value, share.se, share.low, share.high, share.df, share.deff, share.n] == [None] * 7
    assert "10" in hidden.reason.say("zh-CN")
    assert released.cell(a="1").reason == hidden.reason
    assert released.cell(a="2").n == 80


def test_a_small_base_is_marked_but_shown():
    released = release(raw([12, 80]))
    assert released.cell(a="0").small_base
    assert not released.cell(a="1").small_base
    assert released.suppressed == 0


def test_a_released_table_cannot_be_made_by_hand():
    released = release(raw([12, 80]))
    with pytest.raises(TypeError):
        ReleasedTable(released.title, released.dimensions, released.cells, released.base, PUBLIC, (), "")


def test_joining_tables_brings_nothing_back():
    first, second = release(raw([3, 15, 80])), release(raw([30, 15, 80]))
    dimension = Dimension("item", said("item"), (Category("x", said("x")), Category("y", said("y"))))
    joined = join(said("joined"), dimension, [first, second])
    assert joined.cell(item="x", a="0").suppressed
    assert joined.cell(item="y", a="0").n == 30
