"""Shares among those who answered, beside all others: how many answered must not part what is hidden together."""

import numpy as np
import pytest

from reports.classification import classify, of_variable
from reports.crosstabs import breakdown, frequencies
from reports.crosstabs.crossing import merged_grid
from reports.crosstabs.laid_out import lay_out
from reports.crosstabs.one_way import of_answers, tells_answered
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, ReleasedTable, hide
from reports.disclosure.linear import bounds_of
from reports.disclosure.system import Overlapping, system_of
from reports.layout import Layout
from reports.weighting import weighted
from tests.reports.samples import county


def answering(counts: dict[str, int], seed: int = 1) -> Dataset:
    """A county whose scale was answered so; ``-7`` is a kind of missing."""
    values = np.repeat(list(counts), list(counts.values()))
    shuffled = np.random.default_rng(seed).permutation(values)
    return weighted(county(len(values)).with_columns(sat_1=shuffled))[0]


def told(cube, hidden, valid, lines) -> float:
    """How narrow a reader can make a cell under the threshold who knows how many answered of some ``lines``.

    Less what the table told before; by linear programmes over persons alone.
    """
    from scipy import sparse

    plain = type(cube)(cube.counts[None], np.ones(1))
    system = system_of(plain)
    numbers = np.arange(hidden.size).reshape(hidden.shape)
    rows = [
        sparse.csr_matrix(system.persons[numbers[(*line, slice(0, -1))][valid]].sum(axis=0)) for line in lines
    ]
    every = sparse.vstack([system.persons, *rows]).tocsr()
    more = every.shape[0] - hidden.size
    beside = Overlapping(
        every,
        every,
        system.truth,
        system.inner,
        system.heavy,
        system.weight,
        np.append(system.margin, np.ones(more, dtype=bool)),
        np.zeros(every.shape[0], dtype=bool),
    )
    least = np.inf
    for cell in np.flatnonzero(hidden & (cube.counts > 0) & (cube.counts < 10)):
        low, high = bounds_of(system, hidden, int(cell))
        if high - low < 10 - 1e-6:
            continue
        low, high = bounds_of(beside, np.append(hidden.ravel(), np.zeros(more, dtype=bool)), int(cell))
        least = min(least, high - low)
    return least


def answered_lines(table: ReleasedTable) -> list[tuple[str | None, ...]]:
    """The groups of which a table tells how many answered."""
    *groups, last = [dimension.name for dimension in table.dimensions]
    return sorted(
        {
            tuple(cell.keys[name] for name in groups)
            for cell in table
            if cell.figure("valid_share").value is not None and cell.keys[last] is not None and cell.n
        },
        key=str,
    )


def test_how_many_answered_does_not_part_an_answer_and_a_refusal_hidden_together():
    dataset = answering({"1": 500, "2": 400, "3": 285, "4": 12, "-7": 3})
    table, scores = frequencies(dataset, "sat_1", scale=True)
    assert [cell.keys["sat_1"] for cell in table if cell.suppressed] == ["4", "-7"]
    for cell in table:
        assert cell.suppressed or cell.figure("share").value is not None
        told = cell.figure("valid_share")
        assert told.value is None or told.step
        assert (told.n, told.weighted_n) == (None, None)
    (mean,) = scores.inner()
    assert (mean.n, mean.weighted_n) == (None, None)
    assert mean.figure("mean").value is None or mean.figure("mean").step


@pytest.mark.parametrize(
    "counts",
    [
        {"1": 500, "2": 400, "3": 285, "4": 12, "5": 3},  # only answers are hidden
        {"1": 500, "2": 400, "3": 285, "-9": 12, "-7": 3},  # only kinds of missing are
        {"1": 500, "2": 400, "3": 285, "4": 60, "-7": 30},  # nothing is
    ],
)
def test_where_the_number_of_those_who_answered_is_known_anyway_it_is_told(counts):
    table, scores = frequencies(answering(counts), "sat_1", scale=True)
    assert table.cell(sat_1="1").figure("valid_share").value is not None
    assert scores.inner()[0].n is not None


def test_where_enough_is_hidden_on_both_sides_it_is_told():
    counts = {"1": 500, "2": 400, "3": 9, "4": 9, "-9": 9, "-7": 9}
    table = frequencies(answering(counts), "sat_1")[0]
    assert sum(cell.suppressed for cell in table) == 4
    assert table.cell(sat_1="1").figure("valid_share").value is not None


@pytest.mark.parametrize("seed", range(3))
def test_no_group_of_a_crossing_tells_by_who_answered(seed):
    draw = np.random.default_rng(seed)
    counts = dict(zip(["1", "2", "3", "4", "5", "-7", "-9"], [0] * 7, strict=True))
    counts |= {"1": 300, "2": 200, "3": int(draw.integers(10, 60)), "4": int(draw.integers(1, 40))}
    counts |= {"-7": int(draw.integers(1, 40)), "-9": int(draw.integers(1, 20))}
    dataset = answering(counts, seed)
    made = breakdown(dataset, ["title"], question="sat_1").table
    values = of_variable(dataset, dataset.variable("sat_1"))

    merged, grid = merged_grid(dataset, [classify(dataset, "title"), values], PUBLIC)
    titles = [*(one.code for one in grid.classes[0].categories), None]
    hidden = hide(merged.cube)
    valid = of_answers(grid.classes[-1])
    lines = [(titles.index(code),) for (code,) in answered_lines(made)]
    assert told(merged.cube, hidden, valid, lines) >= 10 - 0.3
    every = [(place,) for place in range(len(titles))]
    if told(merged.cube, hidden, valid, every) >= 10 - 0.01:
        assert len(lines) == len(every) or tells_answered(dataset, values, PUBLIC)


def test_n_over_a_share_does_not_tell_the_hidden_total_of_a_group():
    """Of 240 answers an age group is hidden for the sake of another, and some of its answers are not."""
    dataset = weighted(county(240, 3))[0]
    table = breakdown(dataset, ["age_cadre"], question="sat_2").table
    seen = [cell for cell in table if cell.n and table.cell(age_cadre=cell.keys["age_cadre"]).suppressed]
    assert seen
    assert all(one.value is None for cell in seen for one in cell.figures.values())


def test_a_built_table_of_those_who_answered_is_held_to_the_same():
    dataset = answering({"1": 500, "2": 400, "3": 285, "4": 12, "-7": 3})
    of_all = lay_out(dataset, Layout(rows=("sat_1",))).table
    assert of_all.cell(sat_1="1").figure("share").value is not None
    of_those = lay_out(dataset, Layout(rows=("sat_1",), answered=True)).table
    assert of_those.cell(sat_1="1").n == 500
    assert of_those.cell(sat_1="1").figure("share").value is None
