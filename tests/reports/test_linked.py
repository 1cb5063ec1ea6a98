"""Tables of the same answers are protected together: groupings of one feature, and crossings with both."""

from __future__ import annotations

import csv
import io
import itertools
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from reports.classification import classify
from reports.crosstabs import breakdown, frequencies
from reports.crosstabs.one_way import family_of
from reports.dataset import Dataset
from reports.disclosure import PUBLIC
from reports.disclosure.cube import cube_of
from reports.disclosure.linear import bounds_of
from reports.disclosure.linked import Linked, flat
from reports.disclosure.witnesses import SLACK
from reports.errors import ReportError
from reports.purpose import purpose_tables
from reports.size import known_size
from reports.weighting import weighted
from tests.reports.documents.county import county as small_county
from tests.reports.samples import county

PRACTITIONERS = (
    Path(os.environ.get("KEWEN_SHARED", "../shared")) / "data" / "practitioners2018" / "answers.csv.zip"
)
ENOUGH = 10 - SLACK - 1e-5


def narrowest(linked: Linked, weights: np.ndarray | None = None) -> float:
    """The least interval of a class or category under the threshold, by linear programmes."""
    system = linked.system(weights)
    counts = np.rint(system.persons @ system.truth)
    hidden = flat(linked.groupings, linked.hidden, len(counts))
    widths = [np.inf]
    for row in np.flatnonzero((counts > 0) & (counts < linked.threshold)):
        low, high = bounds_of(system, hidden, int(row))
        widths.append(high - low)
    return float(min(widths))


@pytest.mark.parametrize("count", [60, 150, 400, 2463])
@pytest.mark.parametrize("role", ["age", "title", "political", "sector"])
def test_no_two_groupings_of_one_feature_give_a_few_persons_away(count: int, role: str) -> None:
    family = family_of(weighted(county(count))[0], role, PUBLIC)
    assert family is not None
    assert narrowest(family.linked, np.ones(count)) >= ENOUGH
    if count >= 400:
        assert narrowest(family.linked) >= ENOUGH


def test_what_each_grouping_hides_by_itself_would_not_do() -> None:
    family = family_of(weighted(county(150))[0], "age", PUBLIC)
    assert family is not None
    alone = replace(family.linked, hidden=[_small(one.codes, one) for one in family.members])
    assert narrowest(alone) < ENOUGH


def _small(codes: np.ndarray, one: object) -> np.ndarray:
    counts = np.bincount(codes, minlength=len(one.categories))  # type: ignore[attr-defined]
    return (counts > 0) & (counts < 10)


def test_the_usual_grouping_keeps_most_and_a_small_group_takes_its_neighbour() -> None:
    family = family_of(small_county(), "age", PUBLIC)
    assert family is not None
    usual, hidden = family.members[0], family.hidden[0]
    names = [one.code for one, gone in zip(usual.categories, hidden, strict=True) if gone]
    assert (usual.name, names) == ("age10", ["51-60", "61-"])


@pytest.mark.skipif(
    not PRACTITIONERS.exists(), reason=f"real answers are absent: {PRACTITIONERS} (set KEWEN_SHARED)"
)
def test_the_ages_of_the_real_practitioners_are_protected_in_all_groupings() -> None:
    with zipfile.ZipFile(PRACTITIONERS) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".csv")][:1]
        with archive.open(name) as opened:
            rows = csv.DictReader(io.TextIOWrapper(opened, "utf-8-sig"))
            ages = [row["Age"] if "Age" in row else row["Q2"] for row in rows]
    bands = sorted({age for age in ages if age[:1].isdigit()})
    codes = np.array([bands.index(age) for age in ages if age in bands], dtype=np.int64)
    assert len(bands) > 5
    for count in (len(codes), 400):
        linked = Linked(np.ones(count), 10)
        last = len(bands) - 1
        for cuts in (range(1, last + 1), (3, 7), (4, last - 1), (2, 5, last)):
            linked.add(
                np.searchsorted(np.array(cuts), codes[:count], side="right").astype(np.int64),
                len(cuts) + 1,
                True,
            )
        assert narrowest(linked) >= ENOUGH


def published(
    dataset: Dataset, names: tuple[str, str], sizes: tuple[int, int]
) -> list[tuple[np.ndarray, int]]:
    """What both tables of one feature and their crossing print: which fine cells (K, L), and how many answers."""
    fine = [classify(dataset, name) for name in names]
    places = [{one.code: place for place, one in enumerate(made.categories)} for made in fine]
    tables = [breakdown(dataset, [name]).table for name in names] + [breakdown(dataset, list(names)).table]
    found = []
    for table, cell in ((one, cell) for one in tables for cell in one):
        if cell.n is None:
            continue
        member = np.zeros(sizes)
        held = []
        for axis, name in enumerate(names):
            code = cell.keys.get(name)
            every = range(sizes[axis])
            held.append(every if code is None else [places[axis][part] for part in code.split("+")])
        member[np.ix_(*held)] = 1.0
        found.append((member, cell.n))
        assert table.source == dataset.hash
    return found


@pytest.mark.parametrize(
    "names",
    [
        ("age", "sex"),
        ("age_cadre", "sex"),
        ("title", "sex"),
        ("age", "title"),
        ("age5", "sector"),
        ("sector", "title"),
    ],
)
@pytest.mark.parametrize("count", [150, 600])
def test_a_crossing_and_the_tables_of_its_features_do_not_undo_each_other(
    names: tuple[str, str], count: int
) -> None:
    """A reader of persons alone: whoever holds all three tables cannot tell a few persons in a category."""
    dataset = small_county(count)
    fine = [classify(dataset, name) for name in names]
    sizes = (len(fine[0].categories), len(fine[1].categories))
    shown = published(dataset, names, sizes)
    cube = cube_of([one.codes for one in fine], sizes, np.ones(len(dataset)))
    open_cells = cube.counts[:-1, :-1].ravel() > 0
    rows = np.array([member.ravel()[open_cells] for member, _ in shown])
    right = [found for _, found in shown]
    for place in np.argwhere((cube.counts > 0) & (cube.counts < 10)):
        aim = np.zeros(sizes)
        aim[tuple(slice(None) if at == last else at for at, last in zip(place, sizes, strict=True))] = 1.0
        ends = [
            linprog(sign * aim.ravel()[open_cells], A_eq=rows, b_eq=right, method="highs").fun
            for sign in (1, -1)
        ]
        assert -ends[1] - ends[0] >= ENOUGH, (place, ends)


def test_what_a_table_of_one_feature_hides_no_crossing_prints() -> None:
    dataset = small_county(250)
    for name, other in itertools.permutations(("age", "age3", "age_cadre", "title", "sex", "sector"), 2):
        if {name, other} <= {"age", "age3", "age_cadre"}:
            continue
        one, table = breakdown(dataset, [name]).table, breakdown(dataset, [name, other]).table
        hidden = {
            category.code
            for category in one.dimensions[0].categories
            if one.cell(**{name: category.code}).suppressed
        }
        for category in table.dimension(name).categories:
            parts = set(category.code.split("+"))
            if parts & hidden and not parts >= hidden:
                assert table.cell(**{name: category.code}).suppressed
            if not parts & hidden and len(parts) == 1:
                assert table.cell(**{name: category.code}).n == one.cell(**{name: category.code}).n


def few_in_a_stratum(count: int = 500) -> Dataset:
    """A county in which six persons of stratum 5 and three of stratum 2 answered."""
    given = county(count)
    table = given.table.copy()
    stratum = np.where(np.isin(table["stratum"], ["2", "5"]), "1", table["stratum"].astype(str))
    stratum[:6], stratum[6:9] = "5", "2"
    table["stratum"] = stratum
    return weighted(Dataset(given.title, table, given.variables, given.design, given.groups))[0]


def test_the_sizes_of_strata_are_known_and_never_hidden() -> None:
    dataset = few_in_a_stratum()
    table = breakdown(dataset, ["stratum"]).table
    assert table.suppressed == 0
    assert {table.cell(stratum="5").n, table.cell(stratum="2").n} == {6, 3}


def test_strata_of_few_answers_are_put_together_before_they_are_crossed() -> None:
    dataset = few_in_a_stratum()
    for made in (breakdown(dataset, ["stratum", "sex"]), breakdown(dataset, ["stratum"], question="sat_1")):
        table = made.table
        codes = [one.code for one in table.dimension("stratum").categories]
        joint = next(code for code in codes if "5" in code.split("+"))
        assert "2" in joint.split("+")
        assert not any(table.cell(stratum=code).suppressed for code in codes)
        assert any("stratum 5" in note.say("zh-CN") for note in table.notes)


def test_of_fewer_answers_than_the_threshold_there_is_no_table() -> None:
    dataset = small_county(9)
    for make in (
        lambda: breakdown(dataset, ["sex"]),
        lambda: breakdown(dataset, ["age", "sex"], policy=PUBLIC),
        lambda: frequencies(dataset, "sat"),
        lambda: purpose_tables(dataset),
    ):
        with pytest.raises(ReportError) as refused:
            make()
        assert refused.value.code == "disclosure.few"
        assert "9" not in refused.value.reason.say("zh-CN")


def test_where_few_answered_a_question_neither_zeros_nor_the_base_are_told() -> None:
    given = small_county(200)
    table = given.table.copy()
    for name in ("act_1", "act_2"):
        table[name] = [1 if row < 5 else None for row in range(200)]
        table[f"{name}.missing"] = [None if row < 5 else "-9" for row in range(200)]
    few = weighted(Dataset(given.title, table, given.variables, given.design, given.groups))[0]
    found = breakdown(few, ["sex"], question="act").table
    assert (found.base.n, found.base.weighted_n) == (None, None)
    assert all(cell.suppressed for cell in found)


def test_counts_of_the_population_are_shown_however_small() -> None:
    design = county(50).design
    strata = tuple(
        replace(one, population=5.0 if one.code == "2" else one.population) for one in design.strata
    )
    table = known_size(replace(design, strata=strata))
    assert table.cell(stratum="2").figure("size").value == 5
