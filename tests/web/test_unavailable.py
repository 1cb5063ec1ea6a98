"""A disk that is full: 503, what was typed still there, nothing lost, and everything goes on afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from survey.store import Store
from survey.store.tables import Response
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import form_of
from tests.survey.investigations import investigation

pytestmark = only_sqlite


@pytest.fixture
def full(store: Store) -> Callable[[], object]:
    """``with full():`` the database cannot grow, as on a full disk."""

    @contextmanager
    def limited() -> Iterator[None]:
        def stop(connection, record, proxy) -> None:
            connection.execute(f"PRAGMA max_page_count = {1 if limited_now else 1 << 30}")

        limited_now = True
        sa.event.listen(store.engine, "checkout", stop)
        try:
            yield
        finally:
            limited_now = False
            with store.reading() as session:
                session.execute(sa.text("SELECT 1"))
            sa.event.remove(store.engine, "checkout", stop)

    return limited


@pytest.fixture
def chief(hire, desk_of):
    return desk_of(hire("chief", is_administrator=True))


LONG = "一段很长的名称" * 20


def fill(chief) -> dict[str, str]:
    return {
        "title": LONG,
        "code": "test-1",
        "place": LONG,
        "organiser": LONG,
        "questionnaire": "county_person",
    }


def test_what_was_typed_is_on_the_page_that_says_why_and_is_sent_again_from_there(chief, full):
    with full():
        refused = chief.submit("/staff/new", fill(chief))
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    address, kept = form_of(refused.text, "/staff/new")
    assert kept["title"] == [LONG]
    assert chief.get("/staff/test-1/").status_code == 404
    again = chief.post(address, data=kept)
    assert again.status_code == 303
    assert chief.get("/staff/test-1/").status_code == 200


def test_a_password_is_never_written_into_that_page(client, full, hire):
    hire("wang")
    with full():
        # The tries of a hundred names fill the last pages that are there.
        for number in range(400):
            refused = client.submit("/staff/sign-in", {"login": f"{number}" * 20, "password": "geheim-77"})
            if refused.status_code == 503:
                break
    assert refused.status_code == 503
    assert "geheim-77" not in refused.text


def test_a_script_is_told_as_json(chief, full):
    page = chief.get("/staff/new").text
    _, filled = form_of(page, None)
    with full():
        refused = chief.post(
            "/staff/new", data={**filled, **fill(chief)}, headers={"Accept": "application/json"}
        )
    assert refused.status_code == 503
    assert refused.json["error"] == "disk_full"


def test_a_respondent_s_answers_are_on_that_page_and_saved_from_there(client, store, full):
    survey = investigation(store)
    client.get(f"/q/{survey.slips[0].link}")
    assert client.submit("/r", {"consent": "1"}).status_code == 303
    address = "/r/consent_sensitive"
    with full():
        # Saves of a few bytes fit until the last page is full.
        for number in range(200):
            refused = client.submit(address, {"consent_sens": str(1 + number % 2)})
            if refused.status_code == 503:
                break
    assert refused.status_code == 503
    again, kept = form_of(refused.text, address)
    assert kept["consent_sens"] == [str(1 + number % 2)]
    assert client.post(again, data=kept).status_code < 400
    with store.reading() as session:
        (answers,) = session.scalars(sa.select(Response.answers)).all()
    assert answers["consent_sens"] == kept["consent_sens"][0]
