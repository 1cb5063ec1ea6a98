"""Rounded counts tell of no small count more than rounding leaves open, totals included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from reports.crosstabs import breakdown
from reports.disclosure import PUBLIC, hide
from reports.disclosure.controlled import controlled, reach, rounded_counts
from reports.disclosure.cube import Cube, with_margins
from reports.disclosure.policy import Rounding
from reports.weighting import weighted
from tests.reports.samples import county


def table(counts) -> Cube:
    return Cube(with_margins(np.asarray(counts, dtype=np.int64)[None], 1), np.ones(1))


def test_eurostat_publishes_one_to_seven_as_five_and_more_to_the_nearest_ten():
    counts = np.array([0, 1, 7, 8, 14, 15, 24, 25, 104])
    assert rounded_counts(counts, "eurostat").tolist() == [0, 5, 5, 10, 10, 20, 20, 30, 100]
    assert rounded_counts(np.array([0, 2, 3, 7, 8]), "base5").tolist() == [0, 0, 5, 5, 10]
    assert rounded_counts(np.array([4, 5, 14, 15]), "base10").tolist() == [0, 10, 10, 20]


@pytest.mark.parametrize("rounding", ["base5", "base10", "eurostat"])
def test_a_published_count_stands_for_just_the_counts_that_are_rounded_to_it(rounding):
    counts = np.arange(60)
    low, high = reach(counts, rounding)
    shown = rounded_counts(counts, rounding)
    for count in counts[:40]:
        same = np.flatnonzero(shown == shown[count])
        assert (low[count], high[count]) == (same.min(), same.max())


def test_totals_are_rounded_by_themselves_and_the_whole_is_known():
    made = controlled(table([[7, 6, 30], [6, 40, 50]]), "eurostat", 10)
    assert made.counts.tolist() == [[5, 5, 30, 40], [5, 40, 50, 100], [10, 50, 80, 139]]
    assert not made.withheld.any()


def test_a_total_that_would_pin_its_cells_down_is_withheld():
    """Fourteen ones: 5 each, and 10 for the fourteen, can be nothing but ones."""
    made = controlled(table([[1] * 14, [50] * 14]), "eurostat", 10)
    assert made.withheld[0, 14]
    assert not made.withheld[0, :14].any()


def interval(cube: Cube, made, rounding: Rounding, place) -> tuple[int, int]:
    """The least and the greatest whole count of a cell in any table with the same published figures."""
    low, high = reach(cube.counts, rounding)
    low, high = np.where(made.withheld, 0, low), np.where(made.withheld, 10**6, high)
    low[cube.grand] = high[cube.grand] = cube.counts[cube.grand]
    inner = list(np.ndindex(*cube.inner))
    rows = [
        [all(at in (own, size) for at, own, size in zip(cell, one, cube.inner, strict=True)) for one in inner]
        for cell in np.ndindex(*cube.counts.shape)
    ]
    limits = LinearConstraint(np.array(rows, dtype=float), low.ravel(), high.ravel())
    aim = np.array([one == place for one in inner], dtype=float)
    ends = [milp(sign * aim, constraints=limits, integrality=np.ones(len(inner))) for sign in (1, -1)]
    return round(ends[0].fun), round(-ends[1].fun)


@given(
    shape=st.sampled_from([(4,), (3, 3), (2, 5), (2, 2, 3)]),
    seed=st.integers(0, 10_000),
    rounding=st.sampled_from(["base5", "base10", "eurostat"]),
    mean=st.sampled_from([2.0, 6.0, 20.0]),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_rounding_never_shows_a_protected_count_or_difference(shape, seed, rounding, mean):
    draw = np.random.default_rng(seed)
    cube = table(draw.poisson(draw.gamma(1.0, mean, shape)))
    made = controlled(cube, rounding, 10)
    if cube.counts[cube.grand] < 10:
        assert (made.withheld == (cube.counts[cube.grand] > 0)).all()
        return
    low, high = reach(cube.counts, rounding)
    for place in map(tuple, np.argwhere(cube.counts[tuple(slice(0, size) for size in cube.inner)] > 0)):
        if cube.counts[place] < 10 and not made.withheld[place]:
            least, most = interval(cube, made, rounding, place)
            assert most - least >= (high[place] - low[place]) / 2


def test_figures_beside_rounded_counts_are_no_finer():
    data = weighted(county(600))[0]
    policy = PUBLIC.rounded("eurostat")
    table = breakdown(data, ["age10", "sex"], policy=policy).table
    exact = breakdown(data, ["age10", "sex"], policy=PUBLIC.at(1)).table
    assert any("取整" in note.say("zh-CN") for note in table.notes)
    assert any("need not add up" in note.say("en") for note in table.notes)
    for cell in table:
        if cell.n is None or None in cell.keys.values():
            continue
        assert cell.n in (0, 5) or cell.n % 10 == 0
        share = cell.figure().value
        assert share is None or share == pytest.approx(round(share / 0.02) * 0.02)
        assert cell.figure().n == cell.n
        assert cell.figure().deff is None
    hidden = hide(data_cube(exact), 10)
    assert hidden.any()  # what suppression would have hidden is shown, rounded
    assert not any(cell.suppressed for cell in table.inner())


def data_cube(exact) -> Cube:
    sizes = [len(one.categories) for one in exact.dimensions]
    return table(np.array([cell.n for cell in exact.inner()]).reshape(sizes))
