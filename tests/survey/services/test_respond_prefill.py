"""What is known of a respondent's unit is offered, and kept only when the person confirms it."""

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


def offered(store: Store, held: Pass) -> dict[str, str]:
    """What is offered to the holder of a pass as the answers stand."""
    found = respond.standing(store, held)
    assert found is not None
    assert found.response is not None
    with store.reading() as session:
        interview = respond.interview_of(store, session, found.survey, found.response)
    return respond.offered_answers(store, found, interview)


def answer(store: Store, begun: respond.Agreed, **fields: str) -> None:
    assert begun.token is not None
    posting = Posting({name: [value] for name, value in fields.items()}, 1, "s", page="unit")
    respond.save(store, KEY, begun.token, posting, at=NOW)


def test_the_unit_of_the_copy_is_offered_with_its_industry_and_not_kept(store, survey):
    begun = begin(store, Pass(copy_id=survey.slips[0].copy_id))
    assert offered(store, begun.held) == HOSPITAL
    assert answers(store) == [{"consent": "1"}]
    with store.reading() as session:
        assert list(session.scalars(sa.select(Save.changes))) == [{"consent": "1"}]


def test_the_entrance_of_a_unit_offers_it_as_well(store, survey):
    held = respond.by_link(store, KEY, survey.open_link)
    assert held is not None
    assert offered(store, begin(store, held).held) == HOSPITAL


def test_what_was_confirmed_is_kept_and_the_industry_still_offered(store, survey):
    begun = begin(store, Pass(copy_id=survey.slips[0].copy_id))
    unit = {name: value for name, value in HOSPITAL.items() if name != "ind"}
    answer(store, begun, **unit)
    assert answers(store) == [{"consent": "1", **unit}]
    assert offered(store, begun.held) == {"ind": "Q"}


@pytest.mark.parametrize("other", [{"unit_oth": "另一家"}, {"unit_kind": "320999101000.2"}])
def test_nothing_is_offered_once_the_person_named_another_unit(store, survey, other):
    begun = begin(store, Pass(copy_id=survey.slips[0].copy_id))
    answer(store, begun, town=HOSPITAL["town"], **other)
    assert offered(store, begun.held) == {}


def test_nobody_who_refuses_leaves_a_unit_behind(store, survey):
    assert begin(store, Pass(copy_id=survey.slips[0].copy_id), "2").outcome == "refused"
    assert answers(store) == []


def test_a_unit_that_the_questionnaire_does_not_list_is_not_offered(store):
    survey = investigation(store, county(), now=NOW)
    assert offered(store, begin(store, Pass(copy_id=survey.slips[0].copy_id)).held) == {}
