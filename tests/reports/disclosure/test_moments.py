"""A mean beside frequencies that hide answers: an attacker with everything printed, equal weights."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reports.crosstabs.frequencies import frequencies
from reports.disclosure import PUBLIC
from reports.disclosure.moments import Asked, step_of_mean
from reports.weighting import weighted
from tests.reports.samples import county


def points_of(count: int, few: dict[str, int]):
    """A county whose answers to one item are mostly 3, 4 and 5, a few as told."""
    draw = np.random.default_rng(3)
    answer = draw.choice(list("345"), count).astype(object)
    places = iter(draw.permutation(count))
    for code, number in few.items():
        for _ in range(number):
            answer[next(places)] = code
    return weighted(county(count, populations={}).with_columns(sat_1=answer), "unweighted")[0]


def possible(data, item: str) -> dict[str, set[int]]:
    """For every hidden answer, what it may be by all that the frequencies and the mean print."""
    shares, means = frequencies(data, "sat")
    cells = {str(c.keys["value"]): c for c in shares.cells if c.keys["item"] == item and c.keys["value"]}
    hidden = [code for code, cell in cells.items() if cell.suppressed]
    known = {code: int(cell.n or 0) for code, cell in cells.items() if not cell.suppressed}
    mean = means.cell(item=item)
    left = (mean.n or len(data)) - sum(known.values())
    value = mean.figure("mean").value
    found: dict[str, set[int]] = {code: set() for code in hidden}
    step = next((s for s in (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01) if _is_on(value, s)), 1e-9)
    for parts in itertools.product(range(left + 1), repeat=len(hidden) - 1):
        if sum(parts) > left:
            continue
        counts = dict(zip(hidden, (*parts, left - sum(parts)), strict=True)) | known
        own = sum(int(code) * n for code, n in counts.items()) / sum(counts.values())
        if value is None or abs(own - value) <= step / 2 + 1e-12:
            for code in hidden:
                found[code].add(counts[code])
    return found


def _is_on(value: float | None, step: float) -> bool:
    return value is not None and abs(value / step - round(value / step)) < 1e-9


@pytest.mark.parametrize(
    ("count", "few"), [(400, {"1": 3, "2": 12}), (900, {"1": 4}), (200, {"1": 2, "2": 2})]
)
def test_a_mean_does_not_tell_the_two_answers_that_the_frequencies_hide(count, few):
    data = points_of(count, few)
    hidden = possible(data, "sat_1")
    assert set(few) & set(hidden)
    for code, values in hidden.items():
        assert max(values) - min(values) >= PUBLIC.threshold, code


def test_a_rounded_mean_keeps_its_true_interval_inside_the_printed_one_and_says_why():
    data = points_of(900, {"1": 4})
    exact = data.column("sat_1").astype(float)
    table = frequencies(data, "sat")[1]
    told = table.cell(item="sat_1").figure("mean")
    half = 1.96 * exact.std() / np.sqrt(len(exact))
    assert told.value != pytest.approx(exact.mean(), abs=1e-6)
    assert told.value == pytest.approx(exact.mean(), abs=0.1)
    assert told.low < exact.mean() - half < exact.mean() + half < told.high
    assert any("rounded" in note.say("en") for note in table.notes)


def test_where_nothing_is_hidden_the_mean_stays_exact():
    data = points_of(900, {})
    table = frequencies(data, "sat")[1]
    assert table.cell(item="sat_1").figure("mean").value == pytest.approx(
        data.column("sat_1").astype(float).mean(), rel=1e-12
    )


def test_no_step_is_found_where_even_a_coarse_mean_tells():
    points, counts = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 90.0])
    few = np.array([True, True, False])
    assert (
        step_of_mean(
            Asked(counts, counts, few, few, np.ones(3, dtype=bool), 10.0, np.ones(1), counts[None]), points
        )
        is None
    )
