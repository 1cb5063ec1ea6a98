"""A version of the data keeps its returns, suggestions and questionnaire: a report made again says the same of it."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
import sqlalchemy as sa

from survey.services import (
    clearing,
    rebuilding,
    reporting,
    snapshots,
    suggestions,
    surroundings,
    surveys,
    templates,
)
from survey.services.events import SYSTEM
from survey.services.surroundings import Surroundings
from survey.store.tables import Copy, Response, Snapshot
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

pytestmark = only_sqlite

LATER = NOW + timedelta(days=1)
TEMPLATE = b"""
name: own
label: {zh-CN: x, en: x}
title: {zh-CN: x, en: x}
parts:
  - {what: returns}
  - {what: suggestions}
  - {what: questionnaire}
"""


@pytest.fixture
def card(store):
    """A survey of 120 copies, whose valid responses stand in a frozen version."""
    analysed_survey(store, 120, questionnaire=small(), suggestion="请修路")
    card = surveys.named(store, "county", at=NOW)
    templates.take(store, card.id, "own", TEMPLATE, at=NOW)
    return card


def decide(store, count, outcome):
    """So many valid responses and their copies are found to be something else."""
    with store.writing() as session:
        tokens = session.scalars(
            sa.select(Response.token).where(Response.outcome == "valid").order_by(Response.id).limit(count)
        ).all()
        for table, key in ((Response, Response.token), (Copy, Copy.response_token)):
            session.execute(sa.update(table).where(key.in_(tokens)).values(outcome=outcome))


def text_of(store, path, card, name):
    content = reporting.report_of(store, path, card, name, template="own").content
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_report_made_again_has_the_returns_and_suggestions_of_its_version(store, tmp_path, card):
    old = reporting.freeze(store, tmp_path, card, at=NOW)
    first = text_of(store, tmp_path, card, old.name)
    decide(store, 20, "invalid")
    new = reporting.freeze(store, tmp_path, card, at=LATER)
    assert text_of(store, tmp_path, card, old.name) == first
    was, now = old.surroundings, new.surroundings
    assert was.returns.whole.outcomes["valid"] - now.returns.whole.outcomes["valid"] == 20
    assert was.returns.whole.outcomes["valid"] == len(old.dataset)
    assert now.returns.whole.outcomes["valid"] == len(new.dataset)
    assert was.written > now.written


def test_returns_that_changed_make_a_new_version_of_the_same_data(store, tmp_path, card):
    old = reporting.freeze(store, tmp_path, card, at=NOW)
    assert reporting.freeze(store, tmp_path, card, at=LATER).name == old.name
    with store.writing() as session:
        unopened = session.scalars(sa.select(Copy.id).where(Copy.outcome == "not_opened").limit(1)).one()
        session.execute(sa.update(Copy).where(Copy.id == unopened).values(outcome="refused"))
    new = reporting.freeze(store, tmp_path, card, at=LATER)
    assert new.name != old.name
    assert new.dataset.hash == old.dataset.hash


def test_a_quote_cleared_later_is_in_the_report_unless_it_was_sent_later(store, tmp_path, card):
    old = reporting.freeze(store, tmp_path, card, at=NOW)
    item = suggestions.overview(store, card.id).items[0]
    clearing.clear(store, card.id, item.response_id, "请修桥", quotable=True, actor=SYSTEM, at=LATER)
    assert "请修桥" in text_of(store, tmp_path, card, old.name)
    assert suggestions.quotable(store, card.id, item.submission_id - 1) == []


def test_an_erased_response_counts_as_withdrawn_in_the_returns_of_rebuilt_versions(store, tmp_path, card):
    old = reporting.freeze(store, tmp_path, card, at=NOW)
    with store.reading() as session:
        response = session.scalars(sa.select(Response.id).where(Response.outcome == "valid").limit(1)).one()
    (name,) = rebuilding.rebuild_without(store, tmp_path, card.id, response, at=LATER)
    rebuilt = snapshots.load(store, tmp_path, card.id, name)
    before, after = old.surroundings.returns.whole.outcomes, rebuilt.surroundings.returns.whole.outcomes
    assert after["valid"] == before["valid"] - 1 == len(rebuilt.dataset)
    assert after["withdrawn"] == before.get("withdrawn", 0) + 1
    strata = rebuilt.surroundings.returns.strata
    by_stratum = sum([one.outcomes.get("valid", 0) for one in strata])
    assert by_stratum == after["valid"]


def test_versions_of_the_same_data_stay_apart_when_they_are_rebuilt(store, tmp_path, card):
    reporting.freeze(store, tmp_path, card, at=NOW)
    with store.writing() as session:
        unopened = session.scalars(sa.select(Copy.id).where(Copy.outcome == "not_opened").limit(1)).one()
        session.execute(sa.update(Copy).where(Copy.id == unopened).values(outcome="refused"))
    reporting.freeze(store, tmp_path, card, at=NOW)  # within the same second
    with store.reading() as session:
        response = session.scalars(sa.select(Response.id).where(Response.outcome == "valid").limit(1)).one()
    names = rebuilding.rebuild_without(store, tmp_path, card.id, response, at=LATER)
    assert len(set(names)) == 2
    refused = [
        snapshots.load(store, tmp_path, card.id, name).surroundings.returns.whole.outcomes.get("refused", 0)
        for name in names
    ]
    assert refused[1] == refused[0] + 1


def test_an_erased_row_of_a_file_leaves_the_imported(store, card):
    with store.reading() as session:
        seen = surroundings.seen(store, session, card.id)
    given = {**seen.to_json(), "imported": {"valid": 3}}
    left = Surroundings.from_json(given).without([("1", True)])
    assert left.returns.imported == {"valid": 2, "withdrawn": 1}
    assert left.returns.whole == Surroundings.from_json(given).returns.whole


def test_a_version_from_before_they_were_kept_takes_those_of_now(store, tmp_path, card):
    old = reporting.freeze(store, tmp_path, card, at=NOW)
    with store.writing() as session:
        session.execute(sa.update(Snapshot).values(surroundings=None))
    assert snapshots.load(store, tmp_path, card.id, old.name).surroundings is None
    assert "发放" in text_of(store, tmp_path, card, old.name)
    new = reporting.freeze(store, tmp_path, card, at=LATER)
    assert new.name != old.name
    assert new.surroundings is not None
