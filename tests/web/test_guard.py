from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from flask import Flask

from survey.web.access import PUBLIC, RESPONDENT, STAFF, access, guard, visitor


@dataclass
class Reviewer:
    survey: str

    def may(self, role: str | None, place: Mapping[str, object]) -> bool:
        return role in {None, "reviewer"} and place.get("survey") in {None, self.survey}


known: list[Reviewer] = []


@pytest.fixture
def site() -> Flask:
    known.clear()
    app = Flask("site", static_folder=None)
    guard(app, {STAFF: lambda: known[0] if known else None})

    @app.get("/staff/sign-in", endpoint="admin.sign_in")
    @access(PUBLIC)
    def sign_in() -> str:
        return "sign in"

    @app.route("/staff/<survey>/flags", methods=["GET", "POST"])
    @access(STAFF, "reviewer")
    def flags(survey: str) -> str:
        return f"flags for {visitor()}"

    @app.get("/staff/accounts")
    @access(STAFF, "administrator")
    def accounts() -> str:
        return "accounts"

    @app.get("/answers")
    @access(RESPONDENT)
    def answers() -> str:
        return "answers"

    return app


def test_an_unknown_visitor_is_sent_to_sign_in_and_comes_back(site):
    response = site.test_client().get("/staff/a/flags?page=2")
    assert response.location == "/staff/sign-in?next=/staff/a/flags?page%3D2"


def test_an_unknown_visitor_cannot_post(site):
    assert site.test_client().post("/staff/a/flags").status_code == 403


def test_a_member_of_staff_enters_where_the_role_is_held(site):
    known.append(Reviewer("a"))
    client = site.test_client()
    assert client.get("/staff/a/flags").status_code == 200
    assert client.get("/staff/b/flags").status_code == 403
    assert client.get("/staff/accounts").status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_with_a_character_that_no_database_keeps_leads_nowhere(site, method):
    known.append(Reviewer("a\x00b"))
    assert getattr(site.test_client(), method)("/staff/a%00b/flags").status_code == 404


def test_an_audience_that_nobody_identifies_is_refused(site):
    known.append(Reviewer("a"))
    assert site.test_client().get("/answers").status_code == 403
