"""Options of which everybody takes the same number add up: what one of them hides the others must not tell."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from scipy.optimize import linprog

from reports.classification import classify
from reports.codebook import Group, Variable
from reports.crosstabs import breakdown, frequencies
from reports.crosstabs.multiple import multiple_choice
from reports.crosstabs.rankings import ranking_scores
from reports.dataset import Dataset
from reports.disclosure import INTERNAL, PUBLIC, Policy, ReleasedTable
from reports.weighting import weighted
from tests.reports.samples import coded, county, said

# Witnesses prove an interval to a quarter of a person.
NARROW = 10 - 0.25 - 1e-6


def ranking(count: int, options: str, chances: Sequence[float], places: int = 3, seed: int = 5) -> Dataset:
    """A county in which everybody fills every place of a ranking."""
    draw = np.random.default_rng(seed)
    keys = np.log(np.asarray(chances)) - np.log(-np.log(draw.random((count, len(options)))))
    ranked = np.array(list(options))[np.argsort(-keys, axis=1)[:, :places]]
    made = county(count)
    columns = {f"rank_{k + 1}": ranked[:, k] for k in range(places)}
    names = tuple(columns)
    variables = [one for one in made.variables if one.group != "rank"]
    variables += [coded(name, tuple(options), group="rank") for name in names]
    groups = [one for one in made.groups if one.name != "rank"] + [
        Group("rank", said("obstacles"), "ranking", names)
    ]
    table = made.table.drop(columns=["rank_1", "rank_2", "rank_3"]).assign(**columns)
    return weighted(Dataset(made.title, table, tuple(variables), made.design, tuple(groups), made.source))[0]


def choices(count: int, hits: np.ndarray) -> Dataset:
    """A county with a multiple choice, (n, m) of 0 and 1."""
    made = county(count)
    names = tuple(f"pick_{k}" for k in range(hits.shape[1]))
    table = made.table.assign(**{name: hits[:, k].astype(int) for k, name in enumerate(names)})
    variables = (*made.variables, *(Variable(name, said(name), "indicator", group="pick") for name in names))
    groups = (*made.groups, Group("pick", said("picks"), "multiple", names))
    return weighted(Dataset(made.title, table, variables, made.design, groups, made.source))[0]


def placed(data: Dataset, name: str) -> np.ndarray:
    """Who took which option, (n, m)."""
    group = data.group(name)
    assert group is not None
    if group.kind == "multiple":
        return np.column_stack([data.column(one) == "1" for one in group.variables]).astype(int)
    codes = data.variable(group.variables[0]).substantive
    return np.column_stack(
        [sum((data.column(one) == code).to_numpy() for one in group.variables) for code in codes]
    )


def intervals(
    table: ReleasedTable, hits: np.ndarray, groups: np.ndarray, codes: Sequence[str | None], most: int
) -> dict[tuple[int, int], tuple[int, float]]:
    """By option and group of 1 to 9 persons who took it, or did not: the count and its interval to a reader.

    The reader knows the size of every group, all published counts with their sums, and that everybody took
    ``most`` options.
    """
    several, many = len(codes), hits.shape[1]
    size = np.bincount(groups, minlength=several)
    true = np.array([np.bincount(groups, hits[:, k], several) for k in range(many)])
    by = table.dimensions[1].name if len(table.dimensions) > 1 else None
    first = table.dimensions[0]
    rows, sums = [], []

    def known(cells: Mapping[tuple[int, int], float], value: float) -> None:
        row = np.zeros(many * several)
        for (option, group), factor in cells.items():
            row[option * several + group] = factor
        rows.append(row)
        sums.append(value)

    for option, category in enumerate(first.categories):
        for group in [*range(several), None] if by else [None]:
            keys = {first.name: category.code} | ({by: None if group is None else codes[group]} if by else {})
            n = table.cell(**keys).n
            if n is not None:
                places = range(several) if group is None else [group]
                known({(option, place): 1.0 for place in places}, n)
    for group in range(several):
        known({(option, group): 1.0 for option in range(many)}, most * size[group])
    found = {}
    limits = [(0, size[group]) for _, group in itertools.product(range(many), range(several))]
    for option, group in itertools.product(range(many), range(several)):
        count = int(true[option, group])
        if not (0 < count < 10 or 0 < size[group] - count < 10):
            continue
        aim = np.zeros(many * several)
        aim[option * several + group] = 1.0
        ends = [linprog(sign * aim, A_eq=np.array(rows), b_eq=sums, bounds=limits).fun for sign in (1, -1)]
        found[(option, group)] = (count, -ends[1] - ends[0])
    return found


def assert_safe(found: dict[tuple[int, int], tuple[int, float]]) -> None:
    assert found
    assert not {place: one for place, one in found.items() if one[1] < NARROW}


RARE = ("12345", (30, 25, 20, 10, 0.012))


def alone(data: Dataset) -> np.ndarray:
    return np.zeros(len(data), dtype=np.int64)


def of_frequencies(data: Dataset) -> ReleasedTable:
    return frequencies(data, "rank")[0]


def of_scores(data: Dataset) -> ReleasedTable:
    return ranking_scores(data, "rank")


@pytest.mark.parametrize("table_of", [of_frequencies, of_scores])
def test_one_rare_option_of_a_full_ranking_is_not_what_the_others_leave(table_of):
    data = ranking(1200, *RARE)
    hits = placed(data, "rank")
    assert 0 < hits[:, 4].sum() < 10
    assert_safe(intervals(table_of(data), hits, alone(data), [None], 3))


def test_the_tables_of_one_ranking_hide_the_same_options():
    data = ranking(1200, *RARE)
    hidden = [
        {
            next(iter(cell.keys.values()))
            for cell in table
            if cell.suppressed and None not in cell.keys.values()
        }
        for table in (of_frequencies(data), of_scores(data))
    ]
    assert hidden[0] == hidden[1]
    crossed = breakdown(data, ["sex"], question="rank").table
    whole = {cell.keys["rank"] for cell in crossed if cell.suppressed and cell.keys["sex"] is None}
    assert whole >= hidden[0]


@pytest.mark.parametrize("by", ["sex", "title4"])
def test_a_full_ranking_by_a_feature_tells_of_no_few(by):
    data = ranking(1200, "1234567", (30, 25, 20, 10, 8, 0.6, 0.4))
    table = breakdown(data, [by], question="rank").table
    shown = table.dimensions[1]
    one = classify(data, by)
    places = {code: at for at, cat in enumerate(shown.categories) for code in cat.code.split("+")}
    groups = np.array([places[category.code] for category in one.categories])[one.codes]
    codes = [category.code for category in shown.categories]
    assert_safe(intervals(table, placed(data, "rank"), groups, codes, 3))
    # Groups of 35 and 10, and options of 41 and 17, are hidden for the most part; most persons are not.
    counts = np.array([np.bincount(groups, hit, len(codes)) for hit in placed(data, "rank").T])
    persons = sum(cell.n or 0 for cell in table.inner())
    assert persons > 0.4 * counts.sum()


def fixed(count: int, weights: Sequence[float], take: int, seed: int = 3) -> np.ndarray:
    draw = np.random.default_rng(seed)
    keys = np.log(np.asarray(weights)) - np.log(-np.log(draw.random((count, len(weights)))))
    hits = np.zeros((count, len(weights)), dtype=int)
    np.put_along_axis(hits, np.argsort(-keys, axis=1)[:, :take], 1, axis=1)
    return hits


def test_a_choice_of_exactly_two_is_protected_as_a_whole_in_both_of_its_tables():
    hits = fixed(1000, (10, 8, 7, 5, 0.01), 2)
    data = choices(1000, hits)
    assert 0 < hits[:, 4].sum() < 10
    for table in (frequencies(data, "pick")[0], multiple_choice(data, "pick")):
        assert_safe(intervals(table, hits, alone(data), [None], 2))


def test_who_may_choose_one_option_only_adds_to_the_sum_as_well():
    """Exactly two, or "none of these" alone: 2·n less the others is twice those who took none."""
    hits = fixed(1000, (10, 8, 7, 5), 2)
    none = np.zeros(1000, dtype=int)
    none[:4] = 1
    hits[:4] = 0
    both = np.column_stack([hits, none])
    table = frequencies(choices(1000, both), "pick")[0]
    doubled = np.column_stack([hits, 2 * none])
    assert 0 < none.sum() < 10
    shown = [cell.n for cell in table]
    assert shown[4] is None
    # The others' published sum leaves at least ten for who took none, and for who did not take another.
    assert sum(one is None for one in shown) >= 2
    left = 2 * 1000 - sum(one for one in shown if one is not None)
    assert left >= doubled[:, [at for at, one in enumerate(shown) if one is None]].sum() >= 20


def test_a_sum_that_readers_do_not_know_hides_no_more():
    """With choices of one to three the sum tells nothing: the others stay published."""
    draw = np.random.default_rng(1)
    hits = (draw.random((1000, 5)) < (0.5, 0.4, 0.3, 0.6, 0.004)).astype(int)
    hits[hits.sum(axis=1) == 0, 0] = 1
    table = frequencies(choices(1000, hits), "pick")[0]
    assert [cell.n is None for cell in table] == [False] * 4 + [True]


def test_nearly_full_is_as_good_as_full():
    """Two of a thousand left a place empty: the sum is known to two."""
    data = ranking(1200, *RARE)
    third = data.column("rank_3").astype(str).to_numpy().copy()
    third[np.flatnonzero(third != "5")[:2]] = "-9"
    data = weighted(data.with_columns(rank_3=third))[0]
    assert 0 < placed(data, "rank")[:, 4].sum() < 10
    table = frequencies(data, "rank")[0]
    assert sum(cell.n is None for cell in table) >= 2


def test_first_places_of_one_option_are_not_what_the_others_leave():
    """Everybody puts one option first; a few put the last option there."""
    data = ranking(1200, "1234", (30, 25, 20, 0.4))
    first = np.array([(data.column("rank_1") == code).sum() for code in "1234"])
    assert 0 < first[3] < 10 <= placed(data, "rank")[:, 3].sum()
    for table in (of_frequencies(data), of_scores(data)):
        told = [cell.figure("first").suppressed or cell.suppressed for cell in table]
        assert told[3]
        assert sum(told) >= 2
        for cell, is_hidden in zip(table, told, strict=True):
            assert cell.figure("score").suppressed is is_hidden


@pytest.mark.parametrize("policy", [PUBLIC, INTERNAL])
def test_seeded_rankings_keep_their_secret(policy: Policy):
    need = policy.threshold - 0.25 - 1e-6
    for seed in range(6):
        draw = np.random.default_rng(seed)
        many = int(draw.integers(3, 9))
        chances = (10.0 ** draw.uniform(-2, 1.5, many)).tolist()
        places = int(draw.integers(1, min(many, 4)))
        data = ranking(400, "123456789"[:many], chances, places, seed)
        table = frequencies(data, "rank", policy)[0]
        found = intervals(table, placed(data, "rank"), alone(data), [None], places)
        small = {at: one for at, one in found.items() if min(one[0], 400 - one[0]) < policy.threshold}
        assert not {at: one for at, one in small.items() if one[1] < need}, seed
