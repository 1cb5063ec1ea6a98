"""The harness itself: journeys go their whole way, and the checker sees what is wrong."""

from collections.abc import Callable
from random import Random

import pytest
import sqlalchemy as sa

from questionnaires import library
from survey.settings import Settings
from survey.store.tables import Copy, Response, Save, Submission
from survey.web import create_app
from tests.fixtures.servers import serving
from tests.load.answering import answer_all
from tests.load.apart import run_apart
from tests.load.checking import check_receipts, check_store
from tests.load.forms import read_form
from tests.load.installation import FACTS, SECRET, Ready, open_survey
from tests.load.journey import WAYS, Journey, Patience, Trip
from tests.load.statements import counted
from tests.load.wire import Browser

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MOST_STATEMENTS, MOST_AT_THE_ENDS = 8, 10


@pytest.fixture
def served(settings: Settings, store) -> Callable:
    """``served(ready, way, number, patience)``: a respondent's trip through the real server."""
    own = Settings(instance=settings.instance, database_url=settings.database_url, secret_key=SECRET)
    app = create_app(own, store=store)

    def travel(ready: Ready, way: str, number: int, patience: Patience | None = None, seed: int = 1):
        async def go(address: str) -> tuple[Trip, list[str]]:
            browser = Browser(address)
            answered = answer_all(ready.questionnaire, seed, ready.facts)
            trip = await WAYS[way](Journey(browser, ready, ready.links[number], answered, patience))
            browser.close()
            return trip, await check_receipts(address, [trip])

        with serving(app, own) as address:
            return run_apart(go(address))

    return travel


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("name", ["bench", "county_person"])
def test_a_journey_leads_to_a_receipt_and_everything_acknowledged_is_kept(store, served, name, way):
    ready = open_survey(store, name, 1)
    trip, receipts = served(ready, way, 0)
    assert trip.done
    assert check_store(store, ready, [trip]) + receipts == []
    sent = {field for one in trip.acknowledged for field in one.values}
    with store.reading() as session:
        response = session.scalars(sa.select(Response)).one()
        assert sent == set(response.answers)
        assert response.outcome == "submitted"


@pytest.mark.parametrize("way", list(WAYS))
def test_respondents_whose_replies_are_lost_get_the_same_receipt_once(store, served, way):
    ready = open_survey(store, "bench", 4)
    for number in range(4):
        patience = Patience(tries=50, pause=0, lose=0.5, random=Random(number))
        trip, receipts = served(ready, way, number, patience)
        assert trip.repeats > 0
        assert check_store(store, ready, [trip]) + receipts == []


TAMPERING = {
    "no save has its key": lambda ids: sa.delete(Save).where(Save.revision == 4),
    "acknowledged was": lambda ids: sa.update(Response).values(answers={"q1": "1"}),
    "no response": lambda ids: sa.update(Copy).values(response_token="0" * 32),
    "0 submissions": lambda ids: sa.delete(Submission),
    "the frozen record": lambda ids: sa.update(Submission).values(hash="0" * 64),
    "without each other": lambda ids: sa.update(Copy).values(response_token=None),
}


@only_sqlite
@pytest.mark.parametrize("fault", list(TAMPERING))
def test_the_checker_sees_what_was_lost(store, served, fault):
    ready = open_survey(store, "bench", 1)
    trip, _receipts = served(ready, "scripts", 0)
    with store.writing() as session:
        session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        session.execute(TAMPERING[fault](None))
    assert any(fault in found for found in check_store(store, ready, [trip]))


@only_sqlite
def test_the_checker_asks_the_site_for_every_receipt(store, served):
    ready = open_survey(store, "bench", 1)
    own = Trip(ready.links[0], receipt="22222 22222")
    trip, receipts = served(ready, "scripts", 0)
    assert receipts == []
    trip.receipt = own.receipt
    assert any("another" in found for found in check_store(store, ready, [trip]))


@pytest.mark.parametrize("name", ["bench", "county_person", "county_unit"])
def test_the_walker_answers_everything_and_the_same_for_the_same_seed(name):
    questionnaire = library.load(name)
    facts = {"survey_reference_date": FACTS.reference_date.isoformat(), "survey_place": "阜宁县"}
    one, again, other = (answer_all(questionnaire, seed, facts) for seed in (7, 7, 8))
    assert one.values == again.values != other.values
    assert set(one.pages) == {page.name for page in questionnaire.pages}


def test_a_form_is_filled_in_only_where_a_person_can_reach():
    page = """<main><form id="page" action="/r/a">
    <input type="hidden" name="key" value="k"><input type="radio" name="q1" value="1" checked>
    <input type="radio" name="q1" value="2"><fieldset hidden><input name="q2" value=""></fieldset>
    <select name="q3"><option value=""></option><option value="x" selected>x</option></select>
    <textarea name="q4">\nwords</textarea><input type="checkbox" name="confirm" value="q1:odd"></form></main>"""
    form = read_form(page)
    assert form is not None
    assert form.filled == {"key": ["k"], "q1": ["1"], "q2": [""], "q3": ["x"], "q4": ["words"]}
    sent = form.answered({"q1": ["2"], "q2": ["3"], "q9": ["9"]}, go="next")
    assert sent["q1"] == ["2"]
    assert sent["q2"] == [""]
    assert "q9" not in sent
    assert sent["confirm"] == ["q1:odd"]


@pytest.mark.parametrize("way", list(WAYS))
def test_a_saved_page_takes_at_most_eight_statements(store, served, way):
    ready = open_survey(store, "county_person", 2)
    served(ready, way, 0)  # fills the caches of a process that has been running
    with counted(store) as by_path:
        served(ready, way, 1)
    posts = {path: most for path, most in by_path.items() if path.startswith("POST /r/")}
    ends = {"POST /r/consent", "POST /r/submit"}  # begin the response, and freeze it
    assert ends < set(posts)
    assert max(most for path, most in posts.items() if path not in ends) <= MOST_STATEMENTS, posts
    assert max(posts.values()) <= MOST_AT_THE_ENDS, posts
