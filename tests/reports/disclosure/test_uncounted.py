"""Mean, quantiles and shares of a number that few left out: a reader of all of them does not learn how many these are."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from reports.crosstabs.breakdown import breakdown
from reports.crosstabs.distribution import distribution
from reports.crosstabs.frequencies import frequencies
from reports.dataset import Dataset
from reports.disclosure import PUBLIC
from reports.disclosure.uncounted import step_of_mean
from tests.reports.crosstabs.numbers import leaving_out

NEED = PUBLIC.threshold


def edges_of(code: str) -> tuple[float, float]:
    low, high = code.split(":")
    return float(low or -np.inf), float(high or np.inf)


def possible(data: Dataset, exact: bool) -> list[int]:
    """Which numbers of answers fit what is printed of hours, whole hours from 0 to 100 being all that can be given.

    ``exact`` takes the mean as it is, as it was printed before.
    """
    (table,) = frequencies(data, "hours")
    told = table.cell(answered="given")
    hours, n = np.arange(101.0), len(data)
    values = data.numbers("hours")
    mean, half = float(np.nanmean(values)), 1e-9
    if not exact:
        mean, half = float(told.figure("mean").value or 0.0), told.figure("mean").step / 2 + 1e-9
    rows = [np.where(hours < 0, 0.0, hours - mean - half), -(hours - mean + half)]
    for name, part in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
        one = told.figure(name)
        near = (one.step or 1.0) / 2 + 1e-9
        rows += [part - (hours <= one.value + near), (1 - part) - (hours >= one.value - near)]
    for cell in distribution(data, "hours").inner():
        low, high = edges_of(str(cell.keys["bin"]))
        share = cell.figure()
        inside = ((hours > low) & (hours < high)).astype(float)
        wide = (share.step or 0.001) / 2 + 1e-9
        rows += [inside - share.value - wide, share.value - wide - inside]
    return [
        size
        for size in range(n - 2 * NEED, n)
        if milp(
            np.zeros(len(hours)),
            integrality=np.ones(len(hours)),
            constraints=[
                LinearConstraint(np.array(rows), ub=1e-6),
                LinearConstraint(np.ones((1, len(hours))), size, size),
            ],
            options={"time_limit": 20},
        ).success
    ]


@pytest.mark.parametrize("count", [300, 900])
def test_how_many_left_a_number_out_does_not_follow_from_what_is_told_of_it(count):
    data = leaving_out(count, {"1": 3, "2": 4})
    found = possible(data, exact=False)
    assert count - 7 in found
    assert len(found) == 2 * NEED
    assert len(possible(data, exact=True)) < NEED / 2


def parted(data: Dataset, exact: bool) -> list[tuple[int, int]]:
    """How those who left hours out may be parted among men and women, by the three means."""
    table = breakdown(data, ["sex"], question="hours").table
    sex, values = data.column("sex").to_numpy(), data.numbers("hours")
    sizes = [int((sex == code).sum()) for code in ("1", "2")]
    means, halves = [], []
    for code in ("1", "2", None):
        one = table.cell(sex=code).figure("mean")
        own = np.ones(len(sex), dtype=bool) if code is None else sex == code
        means.append(float(np.nanmean(values[own])) if exact else one.value)
        halves.append(1e-9 if exact else one.step / 2 + 1e-9)
    found: list[tuple[int, int]] = []
    for left in itertools.product(range(NEED), range(NEED)):
        n = [size - one for size, one in zip(sizes, left, strict=True)]
        apart = abs(n[0] * means[0] + n[1] * means[1] - sum(n) * means[2])
        if apart <= n[0] * halves[0] + n[1] * halves[1] + sum(n) * halves[2]:
            found.append(left)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_means_of_groups_and_of_all_do_not_part_those_who_left_the_number_out(seed):
    data = leaving_out(400, {"1": 4, "2": 3}, seed, apart=4.0)
    every = list(itertools.product(range(NEED), repeat=2))
    assert (4, 3) in parted(data, exact=True)
    assert len(parted(data, exact=True)) < len(every) / 4
    assert parted(data, exact=False) == every


def test_who_knows_every_number_but_one_is_left_a_wide_interval_for_that_one():
    values = np.round(np.random.default_rng(2).normal(46, 9, 500))
    step = step_of_mean(values, NEED)
    assert step * len(values) >= NEED / 2 * values.std()


def test_a_mean_of_numbers_all_alike_or_of_none_is_not_rounded_to_nothing():
    assert step_of_mean(np.zeros(0), NEED) == 0.0
    step = step_of_mean(np.full(40, 7.0), NEED)
    assert 0 < step < 1
    assert round(7 / step) * step == pytest.approx(7)
