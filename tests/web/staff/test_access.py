"""Who may open what: every role in the survey and out of it, on every staff route there is."""

import pytest

from survey.services import accounts, grants
from survey.web.access import STAFF, Access
from survey.web.staff import COOKIE, PLATFORM
from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite

ROLES = ("administrator", "designer", "fieldworker", "reviewer", "analyst")
ARGUMENTS = {"account_id": 1, "number": 1, "serial": "00000017", "stratum_id": 1, "what": "strata"}


def addresses(app, code):
    """Address, method and declared access of every staff route, with arguments filled in."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        declared = getattr(app.view_functions[rule.endpoint], "kewen_access", None)
        if not isinstance(declared, Access) or declared.audience is not STAFF:
            continue
        values = {"survey": code}
        for name in rule.arguments - {"survey"}:
            found = ARGUMENTS.get(name, 1)
            choice = rule._converters[name]
            values[name] = (
                next(iter(choice.items)) if hasattr(choice, "items") and choice.regex.count("|") else found
            )
        address = adapter.build(rule.endpoint, values)
        for method in sorted(set(rule.methods) & {"GET", "POST"}):
            yield address, method, declared, "survey" in rule.arguments


def answers(client, app, code):
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for address, method, declared, in_survey in addresses(app, code):
        if address == "/staff/me/sessions":
            continue
        yield address, method, declared, in_survey, client.open(address, method=method).status_code


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_was_granted_and_nothing_else(app, hire, make_survey, give_role, desk_of, role):
    person, survey = hire("li"), make_survey("mine-1")
    give_role(survey, person, role)
    checked = 0
    for address, method, declared, _in_survey, status in answers(desk_of(person), app, "mine-1"):
        wanted = set((declared.role or "").split("|")) - {""}
        granted = declared.role != PLATFORM and (not wanted or role == "administrator" or role in wanted)
        assert (status != 403) == granted, f"{method} {address} ({declared}): {status}"
        checked += 1
        if address.endswith("/people/1"):
            give_role(survey, person, role)  # the matrix has just taken the role away
    assert checked > 60


@pytest.mark.parametrize("elsewhere", [(), ("administrator",)])
def test_a_survey_of_others_is_not_said_to_exist(app, hire, make_survey, give_role, desk_of, elsewhere):
    person = hire("li")
    make_survey("theirs-1")
    if elsewhere:
        give_role(make_survey("mine-1"), person, *elsewhere)
    client = desk_of(person)
    for address, method, declared, in_survey, status in answers(client, app, "theirs-1"):
        if in_survey:
            assert status == 404, f"{method} {address}"
        elif declared.role == PLATFORM:
            assert status == 403, f"{method} {address}"
    assert "theirs-1" not in client.get("/staff/").text


def test_nobody_gets_in_without_a_session(app, client, make_survey):
    make_survey("theirs-1")
    for address, method, _declared, _in_survey, status in answers(client, app, "theirs-1"):
        # A door of the editor tells its script that the person is signed out.
        refused = {401, 403} if "/design/" in address else {403}
        assert status in ({302} if method == "GET" else refused), f"{method} {address}: {status}"
    assert client.get("/staff/theirs-1/facts").location == "/staff/sign-in?next=/staff/theirs-1/facts"


@pytest.mark.parametrize("token", ["", "x", "a" * 22, "é", "a" * 3000])
def test_a_made_up_cookie_is_no_session(client, token):
    client.set_cookie(COOKIE, token)
    assert client.get("/staff/").status_code == 302


def test_a_session_that_was_ended_gets_in_no_more(client, store, hire, desk_of):
    chief, li = hire("chief", is_administrator=True), hire("li")
    theirs, office = desk_of(li), desk_of(chief)
    assert theirs.get("/staff/").status_code == 200
    page = f"/staff/accounts/{li.account_id}"
    assert office.submit(page, action=f"{page}/disable").status_code == 303
    assert theirs.get("/staff/").status_code == 302
    assert theirs.post("/staff/me/name", data={"n-name": "x"}).status_code in {400, 403}


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(
    store, hire, make_survey, give_role, desk_of
):
    li, survey = hire("li"), make_survey("mine-1")
    give_role(survey, li, "designer")
    client = desk_of(li)
    assert client.get("/staff/mine-1/facts/edit").status_code == 200
    give_role(survey, li, "reviewer")
    assert client.get("/staff/mine-1/facts/edit").status_code == 403
    give_role(survey, li)
    assert client.get("/staff/mine-1/").status_code == 404


def test_what_a_form_does_not_ask_for_cannot_be_set(store, hire, make_survey, give_role, desk_of):
    chief = hire("chief", is_administrator=True)
    li, survey = hire("li"), make_survey("mine-1")
    give_role(survey, li, "designer")
    sent = {"n-is_administrator": "1", "is_administrator": "1", "id": str(chief.account_id), "n-name": "李四"}
    assert desk_of(li).submit("/staff/me", sent, action="/staff/me/name").status_code == 303
    assert not accounts.get(store, li.account_id).is_administrator
    facts = {
        "is_simulated": "1",
        "archived_at": "2020-01-01",
        "code": "other",
        "id": "99",
        "organiser": "科协",
    }
    assert desk_of(li).submit("/staff/mine-1/facts/edit", facts).status_code == 303
    assert desk_of(li).get("/staff/mine-1/facts").text.count("演示") == 0
    assert grants.roles_in(store, li.account_id, survey) == {"designer"}


@pytest.mark.parametrize(
    "query",
    [
        "sort=password_hash",
        "sort=login;--",
        "page=0",
        "page=x",
        "page=99999999999",
        f"page=000000001{'9' * 20}",
        f"page=000000001{'9' * 5000}",
        "search=%00",
    ],
)
def test_a_table_is_asked_by_known_names_only(hire, desk_of, query):
    assert desk_of(hire("chief", is_administrator=True)).get(f"/staff/accounts?{query}").status_code == 400


@pytest.mark.parametrize("name", ["login", "name", "created"])
def test_a_table_is_sorted_by_every_name_it_offers(hire, desk_of, name):
    client = desk_of(hire("chief", is_administrator=True))
    assert client.get(f"/staff/accounts?sort={name}&down=1&search=' or 1=1 --").status_code == 200


def test_nothing_is_written_by_reading(app, store, hire, make_survey, desk_of):
    import sqlalchemy as sa

    chief = hire("chief", is_administrator=True)
    make_survey("mine-1")
    client = desk_of(chief)
    written = []

    def note(connection, cursor, statement, parameters, context, many):
        if statement.split()[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            written.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    for address, method, _declared, _in_survey in addresses(app, "mine-1"):
        if method == "GET":
            client.get(address)
    assert written == []
