"""Numbers and days beyond what a database or a calendar takes, and forms that come without fields."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from survey.store.tables import Survey
from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite

HUGE = (2**31, 2**63, 10**23)
NUMBERED = (
    "/staff/test-1/responses/{}",
    "/staff/test-1/suggestions/{}",
    "/staff/test-1/frame/strata/{}",
    "/staff/test-1/frame/units/{}",
    "/staff/test-1/questionnaire/versions/{}",
    "/staff/test-1/people/{}",
    "/staff/accounts/{}",
)


@pytest.fixture
def chief(hire, desk_of, make_survey):
    make_survey("test-1")
    return desk_of(hire("chief", is_administrator=True))


def token(client):
    page = client.get("/staff/test-1/facts/edit").text
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize("address", NUMBERED)
def test_an_address_with_a_number_that_no_row_can_have_is_no_page(chief, address):
    for number in (*HUGE, 2**31 - 1):
        assert chief.get(address.format(number)).status_code == 404


@pytest.mark.parametrize("batch", ["²", "9" * 30, "999999", "１", "-1"])
def test_a_batch_that_is_no_number_is_no_page_and_no_slip(chief, batch):
    listed = chief.get("/staff/test-1/copies/list", query_string={"batch": batch})
    assert listed.status_code in {400, 404}
    sent = {"csrf_token": token(chief), "batch": batch, "form": "xlsx"}
    assert chief.post("/staff/test-1/copies/slips", data=sent).status_code < 500


@pytest.mark.parametrize(
    "address",
    [
        "new",
        "accounts/new",
        "test-1/facts/edit",
        "test-1/copies/issue",
        "test-1/entrances",
        "test-1/opening",
        "test-1/people",
        "test-1/clone",
        "test-1/frame/strata/new",
        "test-1/frame/units/new",
    ],
)
def test_a_form_without_its_fields_is_shown_again(chief, address):
    response = chief.post(f"/staff/{address}", data={"csrf_token": token(chief)})
    assert response.status_code == 422, address


def test_facts_of_which_one_did_not_arrive_are_not_emptied(chief, store):
    assert chief.submit("/staff/test-1/facts/edit", {"contact": "王老师"}).status_code == 303
    assert chief.submit("/staff/test-1/facts/edit", {"contact": None}).status_code == 422
    with store.reading() as session:
        assert session.scalars(sa.select(Survey.contact)).one() == "王老师"


@pytest.mark.parametrize("day", ["9999-12-31", "2201-01-01", "1899-12-31", "0001-01-01"])
def test_a_day_beyond_the_calendar_is_refused_at_its_field(chief, day):
    response = chief.submit("/staff/test-1/facts/edit", {"valid_until": day})
    assert response.status_code == 422
    assert "1900" in response.text
    assert day in response.text
    sent = {"csrf_token": token(chief), "opens_at": f"{day} 00:00", "closes_at": ""}
    opening = chief.post("/staff/test-1/opening", data=sent)
    assert opening.status_code == 422
    assert "1900" in opening.text


def test_a_survey_that_holds_such_a_day_is_opened_and_mended(chief, store):
    with store.writing() as session:
        session.execute(
            sa.update(Survey).values(
                valid_until=date(9999, 12, 31), opens_at=datetime(2026, 1, 1, tzinfo=UTC)
            )
        )
    for address in ("", "test-1/", "test-1/facts", "test-1/opening"):
        assert chief.get(f"/staff/{address}").status_code == 200
    assert chief.submit("/staff/test-1/facts/edit").status_code == 422
    mended = chief.submit("/staff/test-1/facts/edit", {"valid_until": ""})
    assert mended.status_code == 303, mended.text
