"""What moved between the reports of two versions, and why: from what both printed, and counts of decisions."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from survey.errors import Refusal
from survey.services import changes, rebuilding, reporting, snapshotfiles, snapshots, surveys, templates
from survey.store.tables import Response, Stratum
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

pytestmark = only_sqlite


SHORT = b"""
name: own
label: {zh-CN: x, en: x}
title: {zh-CN: x, en: x}
parts:
  - {what: structure, by: sex, chart: none}
  - {what: data_version}
"""


def report(store, path, at):
    """A short report of the data as they are, kept as the platform keeps it; gives its version."""
    card = surveys.named(store, "county", at=at)
    if not templates.listed(store, card.id):
        templates.take(store, card.id, "own", SHORT, at=at)
    name = reporting.freeze(store, path, card, at=at).name
    made = reporting.report_of(store, path, card, name, template="own", forms=())
    changes.keep(store, path, card, name, "own", made.printed)
    return name


def decide(store, count, outcome):
    """So many valid responses are found to be something else."""
    with store.writing() as session:
        some = session.scalars(sa.select(Response.id).where(Response.outcome == "valid").limit(count)).all()
        session.execute(sa.update(Response).where(Response.id.in_(some)).values(outcome=outcome))


def compared(store, path, before, after):
    card = surveys.named(store, "county", at=NOW)
    return changes.compared(store, path, card, before, after, "zh-CN", "own")


def test_decisions_and_populations_are_named_as_the_reasons_of_what_moved(store, tmp_path):
    analysed_survey(store, 120, questionnaire=small())
    before = report(store, tmp_path, NOW)
    decide(store, 5, "invalid")
    with store.writing() as session:
        session.execute(sa.update(Stratum).where(Stratum.code == "2").values(population=200))
    after = report(store, tmp_path, NOW + timedelta(days=1))
    found = compared(store, tmp_path, before, after)
    told = [one.say("zh-CN") for one in found.reasons]
    assert told == [
        "5 份原来有效的答卷不再计入，现在是“无效”。",
        "“农业”层的总体人数由 115 改为 200，权数随之改变。",
    ]
    assert any("120" in one.before and "115" in one.after for one in found.changes.sentences)
    # The other way round the same responses came in by review: they were submitted long before.
    told = [one.say("en") for one in compared(store, tmp_path, after, before).reasons]
    assert told[0].startswith("5 valid responses are new: submitted before")


def test_the_version_before_is_the_newest_with_a_report_after_the_same_template(store, tmp_path):
    analysed_survey(store, 120, questionnaire=small())
    card = surveys.named(store, "county", at=NOW)
    first = report(store, tmp_path, NOW)
    decide(store, 1, "invalid")
    unreported = snapshots.freeze(store, tmp_path, card.id, at=NOW + timedelta(days=1)).name
    decide(store, 1, "invalid")
    last = report(store, tmp_path, NOW + timedelta(days=2))
    found = changes.previous(store, tmp_path, card, last, "zh-CN", "own")
    assert found is not None
    assert found[0] == first
    assert changes.previous(store, tmp_path, card, first, "zh-CN", "own") is None
    assert changes.newest_two(store, tmp_path, card, "zh-CN", "own") == (first, last)
    with pytest.raises(Refusal) as refused:
        compared(store, tmp_path, unreported, last)
    assert refused.value.code == "changes.not_made"
    with pytest.raises(Refusal) as refused:
        changes.newest_two(store, tmp_path, card, "en", "own")
    assert refused.value.code == "changes.two"


def test_an_erasure_takes_along_what_reports_printed(store, tmp_path):
    made = analysed_survey(store, 60, questionnaire=small())
    name = report(store, tmp_path, NOW)
    assert changes.kept(tmp_path, "county", name, "zh-CN", "own") is not None
    with store.reading() as session:
        someone = session.scalars(sa.select(Response.id).where(Response.survey_id == made.id).limit(1)).one()
    rebuilding.rebuild_without(store, tmp_path, made.id, someone, at=NOW)
    assert changes.kept(tmp_path, "county", name, "zh-CN", "own") is None


def test_a_report_put_in_place_while_somebody_is_erased_does_not_outlive_it(store, tmp_path, monkeypatch):
    made = analysed_survey(store, 60, questionnaire=small())
    name = report(store, tmp_path, NOW)
    card = surveys.named(store, "county", at=NOW)
    printed = changes.kept(tmp_path, "county", name, "zh-CN", "own")
    assert printed is not None
    real = snapshotfiles.keep

    def save(*arguments, **options):
        changes.keep(store, tmp_path, card, name, "own", printed)  # by a process that was at work meanwhile
        assert changes.kept(tmp_path, "county", name, "zh-CN", "own") is not None
        return real(*arguments, **options)

    monkeypatch.setattr(rebuilding, "keep", save)
    with store.reading() as session:
        someone = session.scalars(sa.select(Response.id).where(Response.survey_id == made.id).limit(1)).one()
    rebuilding.rebuild_without(store, tmp_path, made.id, someone, at=NOW)
    assert changes.kept(tmp_path, "county", name, "zh-CN", "own") is None
    changes.keep(store, tmp_path, card, name, "own", printed)  # or by one that comes later
    assert changes.kept(tmp_path, "county", name, "zh-CN", "own") is None


def test_weights_are_said_to_have_changed_only_where_they_have(store, tmp_path):
    analysed_survey(store, 120, questionnaire=small(), populations={})
    before = report(store, tmp_path, NOW)
    decide(store, 5, "invalid")
    after = report(store, tmp_path, NOW + timedelta(days=1))
    told = [one.say("zh-CN") for one in compared(store, tmp_path, before, after).reasons]
    assert told == ["5 份原来有效的答卷不再计入，现在是“无效”。"]
