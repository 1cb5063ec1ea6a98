"""Kept tables: a revision nobody overwrites, an order that loses nothing, names as everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from reports.charts.spec import ChartSpec
from reports.layout import Condition, Layout
from survey.errors import Refusal
from survey.services import savedtables
from survey.store.tables import SavedTable

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGES = Layout(("age3",), ("sex",), (Condition.of("title4", ["senior"]),), "row")
BARS = ChartSpec(form="stacked")


def test_a_table_is_kept_whole_and_changed_only_where_nobody_was_faster(store, make_survey):
    survey = make_survey()
    kept = savedtables.save(store, survey, "ages", "  年龄  结构 ", AGES, BARS, at=NOW)
    assert (kept.label, kept.layout, kept.chart, kept.revision) == ("年龄 结构", AGES, BARS, 1)
    later = NOW + timedelta(hours=1)
    other = Layout(("sex",))
    changed = savedtables.change(store, survey, "ages", 1, other, BARS, at=later)
    assert (changed.layout, changed.revision, changed.changed_at) == (other, 2, later)
    for act in (
        lambda: savedtables.change(store, survey, "ages", 1, AGES, BARS, at=later),
        lambda: savedtables.rename(store, survey, "ages", 1, "old", "旧", at=later),
        lambda: savedtables.remove(store, survey, "ages", 1, at=later),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "table.overtaken"
    assert savedtables.one(store, survey, "ages").layout == other
    same = savedtables.change(store, survey, "ages", 2, other, BARS, at=later)
    assert same.revision == 2  # nothing changed, so nobody is overtaken


def test_the_order_is_kept_and_a_table_saved_meanwhile_is_not_lost(store, make_survey):
    survey, elsewhere = make_survey("one"), make_survey("two")
    for name in ("a", "b", "c"):
        savedtables.save(store, survey, name, name, AGES, BARS, at=NOW)
    savedtables.save(store, elsewhere, "z", "z", AGES, BARS, at=NOW)
    savedtables.reorder(store, survey, ["c", "gone", "a", "c"], at=NOW)
    assert [one.name for one in savedtables.listed(store, survey)] == ["c", "a", "b"]
    savedtables.move(store, survey, "b", -9, at=NOW)
    assert [one.name for one in savedtables.listed(store, survey)] == ["b", "c", "a"]
    savedtables.save(store, survey, "d", "d", AGES, BARS, at=NOW)
    assert [one.name for one in savedtables.listed(store, survey)] == ["b", "c", "a", "d"]
    assert [one.name for one in savedtables.listed(store, elsewhere)] == ["z"]


def test_a_table_is_moved_within_the_order_as_it_is_when_it_is_written(store, make_survey, monkeypatch):
    survey = make_survey()
    for name in ("a", "b", "c"):
        savedtables.save(store, survey, name, name, AGES, BARS, at=NOW)
    monkeypatch.setattr(
        savedtables, "listed", lambda *_: pytest.fail("the order was read before its turn came")
    )
    assert [one.name for one in savedtables.move(store, survey, "c", -1, at=NOW)] == ["a", "c", "b"]
    with pytest.raises(Refusal) as refused:
        savedtables.move(store, survey, "gone", 1, at=NOW)
    assert refused.value.code == "table.unknown"


@pytest.mark.parametrize("name", ["", "Ages", "1", "a b", "a" * 41])
def test_a_name_that_fits_no_address_is_refused(store, make_survey, name):
    with pytest.raises(Refusal) as refused:
        savedtables.save(store, make_survey(), name, "表", AGES, BARS, at=NOW)
    assert (refused.value.code, refused.value.place) == ("table.name", "name")


def test_a_name_that_is_taken_is_refused_and_a_table_of_a_newer_program_is_shown_with_its_reason(
    store, make_survey
):
    survey = make_survey()
    savedtables.save(store, survey, "a", "甲", AGES, BARS, at=NOW)
    savedtables.save(store, survey, "b", "乙", AGES, BARS, at=NOW)
    with pytest.raises(Refusal):
        savedtables.rename(store, survey, "b", 1, "a", "乙", at=NOW)
    with store.writing() as session:
        session.execute(sa.update(SavedTable).where(SavedTable.name == "b").values(spec={"version": 2}))
    held = savedtables.one(store, survey, "b")
    assert held.layout is None
    assert "第 1 版" in held.problem.say("zh-CN")
