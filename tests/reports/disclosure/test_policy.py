"""Policies are data: named, hashed, and the public one is what every table follows unless told otherwise."""

import numpy as np
import pytest

from reports.classification import classify
from reports.crosstabs import breakdown
from reports.crosstabs.by_unit import units_of
from reports.dataset import Dataset
from reports.disclosure import INTERNAL, POLICIES, PUBLIC, THRESHOLD, UNIT
from reports.errors import ReportError
from reports.weighting import weighted
from tests.reports.samples import coded, county


def with_units(count: int = 600, units: int = 12, seed: int = 3) -> Dataset:
    """The made-up county with a unit of every answer and its type: types 1 and 2 of many units, 3 of two."""
    plain = county(count, seed)
    draw = np.random.default_rng(seed)
    unit = draw.integers(0, units, count)
    kind = np.where(unit < 2, "3", np.where(unit % 2 == 0, "1", "2"))
    table = plain.table.drop(columns="weight", errors="ignore").assign(
        unit=[f"u{one:02d}" for one in unit], kind=kind
    )
    codes = tuple(f"u{one:02d}" for one in range(units))
    variables = (*plain.variables, coded("unit", codes, role="unit"), coded("kind", "123", role="unit_type"))
    made = Dataset(plain.title, table, variables, plain.design, plain.groups, plain.source)
    return weighted(made, missing_population="unweighted")[0]


def test_the_public_threshold_is_the_default_and_rules_are_hashed():
    assert THRESHOLD == PUBLIC.threshold == 10
    assert {name: one.threshold for name, one in POLICIES.items()} == {
        "public": 10,
        "unit": 10,
        "internal": 5,
    }
    assert len({one.hash for one in POLICIES.values()}) == 3
    assert PUBLIC.at(10) is PUBLIC
    assert PUBLIC.at(7).hash != PUBLIC.hash != PUBLIC.rounded("eurostat").hash


def test_the_internal_policy_shows_five_and_the_public_ten():
    data = weighted(county(600))[0]
    least = {}
    for policy in (PUBLIC, INTERNAL):
        table = breakdown(data, ["age10", "title"], policy=policy).table
        least[policy.name] = min(cell.n for cell in table if cell.n)
        assert table.policy is policy
    assert least["public"] >= 10 > least["internal"] >= 5


def test_a_cell_of_fewer_than_three_units_is_not_published_by_unit_type():
    data = with_units()
    table = breakdown(data, ["unit_type"]).table
    assert table.cell(unit_type="3").suppressed
    assert int((data.table["kind"] == "3").sum()) > 50
    # Another goes with it, so that the third is not the total less the two.
    assert sum(cell.suppressed for cell in table.inner()) == 2
    crossed = breakdown(data, ["unit_type", "sex"]).table
    assert crossed.cell(unit_type="3").suppressed
    assert not crossed.cell(sex="1").suppressed
    assert not any(cell.suppressed for cell in breakdown(data, ["unit_type"], policy=INTERNAL).table)


def test_what_cannot_be_checked_is_said_under_the_table():
    plain = with_units()
    table = plain.table.drop(columns=["weight", "unit"])
    variables = tuple(one for one in plain.variables if one.name != "unit")
    made = Dataset(plain.title, table, variables, plain.design, plain.groups, plain.source)
    data = weighted(made, missing_population="unweighted")[0]
    assert units_of(data) is None
    notes = breakdown(data, ["unit_type"]).table.notes
    assert any("没有检查" in one.say("zh-CN") and "not checked" in one.say("en") for one in notes)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=lambda one: one.name)
def test_political_status_is_never_crossed_with_the_unit(policy):
    with pytest.raises(ReportError) as refused:
        breakdown(with_units(), ["political", "unit"], policy=policy)
    assert refused.value.code == "disclosure.crossing"
    assert "政治面貌" in refused.value.reason.say("zh-CN")
    assert "Political status" in refused.value.reason.say("en")


def test_small_units_are_put_together_before_they_are_crossed_with_the_title():
    data = with_units(400, units=16)
    sizes = data.table["unit"].value_counts()
    small = {code for code, count in sizes.items() if count < 30}
    table = breakdown(data, ["unit", "title4"], policy=INTERNAL).table
    shown = {category.code for category in table.dimension("unit").categories}
    assert small
    assert not shown & small
    assert "small" in shown


def test_whoever_heads_a_unit_gets_no_cell_in_which_the_others_are_few():
    data = with_units()
    units = units_of(data)
    own = int(units[0])
    kind = classify(data, "unit_type")
    ours = units == own
    table = breakdown(data, ["stratum", "sex"], policy=UNIT.of_unit(own)).table
    assert any("published tables do not know their reader" in note.say("en") for note in table.notes)
    assert not any("reader of one unit" in note.say("en") for note in breakdown(data, ["sex"]).table.notes)
    strata, sexes = classify(data, "stratum"), classify(data, "sex")
    for cell in table.inner():
        rows = np.ones(len(data), dtype=bool)
        for one in (strata, sexes):
            codes = [category.code for category in one.categories]
            parts = cell.keys[one.name].split("+")
            rows &= np.isin(one.codes, [codes.index(part) for part in parts if part in codes])
        if (rows & ours).any() and 0 < (rows & ~ours).sum() < 10:
            assert cell.suppressed
    assert kind is not None
    everything = UNIT.of_unit(own).at(int((~ours).sum()) + 1)
    with pytest.raises(ReportError) as refused:
        breakdown(data, ["sex"], policy=everything)
    assert refused.value.code == "disclosure.own_unit"
