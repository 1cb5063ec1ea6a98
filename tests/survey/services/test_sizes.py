"""The size by the methods that the answers allow, and our figures beside published ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey.services import published, results, sizes, surveys
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, STRATA, analysed_survey

pytestmark = only_sqlite


@pytest.fixture
def found(store, tmp_path):
    analysed_survey(store, 300)
    return results.current(store, tmp_path, surveys.named(store, "county", at=NOW))


def test_the_roster_is_the_sum_of_the_strata_and_doubles_make_it_smaller(found):
    told = []
    made = sizes.compared(replace(found, watch=lambda which, tables: told.append(which)))
    values = {cell.keys["method"]: cell.figure("size").value for cell in made.inner()}
    assert values["roster"] == sum(size for _, size in STRATA.values())
    if "multiplicity" in values:
        assert values["multiplicity"] <= values["roster"]
    assert any("台账法的前提" in note.say("zh-CN") for note in made.notes)
    assert [one.by for one in told] == [("size", "methods")]


def test_without_counts_of_the_strata_there_is_no_size(store, tmp_path):
    analysed_survey(store, 120, populations={})
    card = surveys.named(store, "county", at=NOW)
    assert sizes.compared(results.current(store, tmp_path, card)) is None


def test_shares_stand_beside_published_ones_of_the_same_grouping_only(found):
    table = results.breakdown(found, ["education"]).table
    beside = published.against(table, "education")
    assert [one.theirs.source.name for one in beside] == ["national2008", "shandong2017"]
    for one in beside:
        assert str(one.theirs.source.year) in one.title.say("en")
        for row in one.rows:
            if row.ours.value is not None:
                assert row.ours.value == table.cell(education=row.code).figure().value
    assert published.against(table, "sector") == []
    stratum = results.breakdown(found, ["stratum"]).table
    assert published.against(stratum, "education") == []
