"""What is known of a respondent's unit is filled in and left to the person to confirm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from survey.services import respond
from survey.services.respond import Pass, Posting
from survey.store import Store
from survey.store.tables import Response, Save, Unit
from tests.survey.investigations import KEY, Investigation, county, investigation

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
HOSPITAL = {"town": "320999101000", "unit_kind": "320999101000.5", "unit": "u006", "ind": "Q"}


@pytest.fixture
def survey(store: Store) -> Investigation:
    """A survey whose unit stands in the questionnaire's list."""
    found = investigation(store, county(), now=NOW)
    with store.writing() as session:
        session.execute(sa.update(Unit).values(name="青溪人民医院", town="青溪街道"))
    return found


def begin(store: Store, held: Pass, consent: str = "1") -> respond.Agreed:
    posting = Posting({"consent": [consent]}, 0, "a", page="consent")
    return respond.agree(store, KEY, held, posting, at=NOW, language="zh-CN")


def answers(store: Store) -> list[dict[str, object]]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Response.answers)))


def test_the_unit_of_the_copy_is_filled_in_with_its_industry(store, survey):
    begin(store, Pass(copy_id=survey.slips[0].copy_id))
    assert answers(store) == [{"consent": "1", **HOSPITAL}]


def test_the_entrance_of_a_unit_fills_it_in_as_well(store, survey):
    held = respond.by_link(store, KEY, survey.open_link)
    assert held is not None
    begin(store, held)
    assert answers(store) == [{"consent": "1", **HOSPITAL}]


def test_what_was_filled_in_is_an_answer_like_any_other_and_can_be_changed(store, survey):
    token = begin(store, Pass(copy_id=survey.slips[0].copy_id)).token
    assert token is not None
    posting = Posting({"unit": [""], "unit_oth": ["另一家"]}, 1, "s", page="unit")
    found = respond.save(store, KEY, token, posting, at=NOW)
    assert found.conflicts == ()
    assert answers(store)[0]["unit_oth"] == "另一家"
    assert "unit" not in answers(store)[0]
    with store.reading() as session:
        first = session.scalars(sa.select(Save.changes).order_by(Save.revision)).first()
    assert first == {"consent": "1", **HOSPITAL}


def test_nobody_who_refuses_leaves_a_unit_behind(store, survey):
    assert begin(store, Pass(copy_id=survey.slips[0].copy_id), "2").outcome == "refused"
    assert answers(store) == []


def test_a_unit_that_the_questionnaire_does_not_list_fills_in_nothing(store):
    survey = investigation(store, county(), now=NOW)
    begin(store, Pass(copy_id=survey.slips[0].copy_id))
    assert answers(store) == [{"consent": "1"}]
