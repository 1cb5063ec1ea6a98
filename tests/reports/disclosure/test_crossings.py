"""Crossings of one feature in several groupings: put together alike, and proved beside each other."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from reports.classification import Classification, classify
from reports.crosstabs import breakdown
from reports.dataset import Dataset
from reports.disclosure import INTERNAL, PUBLIC, ReleasedTable
from reports.weighting import weighted
from tests.reports.samples import county

AGES = ("age3", "age4", "age5", "age10", "age_cadre")


def test_men_by_one_grouping_are_not_beside_men_and_who_refused_by_another():
    """Five-year groups of both less men by three ages would tell how many refused up to 34."""
    dataset = weighted(county(2463))[0]
    refused = classify(dataset, "sex").codes >= 2
    young = classify(dataset, "age3").codes == 0
    assert 0 < int((refused & young).sum()) < 60
    shown = {
        age: [one.code for one in breakdown(dataset, [age, "sex"]).table.dimension("sex").categories]
        for age in AGES
    }
    assert any("+" in code for code in shown["age5"])
    assert len({tuple(codes) for codes in shown.values()}) == 1
    turned = breakdown(dataset, ["sex", "age3"]).table
    assert [one.code for one in turned.dimension("sex").categories] == shown["age3"]
    assert any("性别" in note.say("zh-CN") for note in turned.notes)


def test_a_crossing_put_together_alike_still_adds_up():
    dataset = weighted(county(2463))[0]
    table = breakdown(dataset, ["age3", "sex"]).table
    rows = np.bincount(classify(dataset, "age3").codes)
    for place, one in enumerate(table.dimension("age3").categories):
        parts = [cell for cell in table.inner() if cell.keys["age3"] == one.code]
        if all(cell.n is not None for cell in parts):
            assert sum(cell.n or 0 for cell in parts) == rows[place]


def printed(table: ReleasedTable, classes: Sequence[Classification]) -> list[tuple[np.ndarray, int]]:
    """The published cells of a crossing, each as the rows in it and its count."""
    found = []
    places = []
    for dimension, one in zip(table.dimensions, classes, strict=True):
        of = {
            code: at for at, category in enumerate(dimension.categories) for code in category.code.split("+")
        }
        places.append(np.array([of[category.code] for category in one.categories])[one.codes])
    for cell in table:
        if cell.n is not None:
            rows = np.ones(len(places[0]), dtype=bool)
            for dimension, place in zip(table.dimensions, places, strict=True):
                code = cell.keys[dimension.name]
                if code is not None:
                    rows &= place == [category.code for category in dimension.categories].index(code)
            found.append((rows, cell.n))
    return found


def narrowest(data: Dataset, tables: Sequence[tuple[ReleasedTable, Sequence[Classification]]], need: float):
    """Parts of fewer than ``need`` answers, all tables taken at once, told more closely than that."""
    part = np.zeros(len(data), dtype=np.int64)
    for _, classes in tables:
        for one in classes:
            part = np.unique(part * len(one.categories) + one.codes, return_inverse=True)[1]
    counts = np.bincount(part)
    first = np.unique(part, return_index=True)[1]
    cells = [cell for table, classes in tables for cell in printed(table, classes)]
    for rows, n in cells:
        assert rows.sum() == n
    known, sums = np.array([rows[first] for rows, _ in cells], dtype=float), [n for _, n in cells]
    found = []
    for place in np.flatnonzero(counts < need):
        aim = np.zeros(len(counts))
        aim[place] = 1.0
        low, high = (linprog(sign * aim, A_eq=known, b_eq=sums, method="highs").fun for sign in (1, -1))
        if -high - low < need - 0.25 - 1e-6:
            found.append((int(counts[place]), low, -high))
    return found


def test_no_few_follow_from_the_crossings_of_all_groupings_of_age():
    """Before they were proved together these tables told, for 27 parts of 1 to 9, six exactly."""
    data = weighted(county(1000))[0]
    sex = classify(data, "sex")
    names = ["age5", "age10", "age3", "age4", "age_cadre"]  # as somebody happens to look at them
    tables = [(breakdown(data, [name, "sex"]).table, [classify(data, name), sex]) for name in names]
    assert narrowest(data, tables, 10) == []
    shown = [sum(cell.n or 0 for cell in table.inner()) for table, _ in tables]
    # The usual groupings keep all; what is left of the others is what these do not tell.
    assert shown[1:4] == [len(data)] * 3
    assert min(shown) > 0.2 * len(data)


def test_the_internal_table_beside_the_public_one_tells_of_no_fewer_than_five():
    data = weighted(county(600))[0]
    for by in (["title", "polit"], ["sex", "polit"]):
        classes = [classify(data, name) for name in by]
        tables = [(breakdown(data, by, policy=one).table, classes) for one in (PUBLIC, INTERNAL)]
        assert narrowest(data, tables, 5) == []
        public, internal = (table for table, _ in tables)
        assert len(internal) > len(public)  # fewer groups are put together
