"""Signing in, links to set a password, and one's own account, by the pages."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from survey.services import invitations
from survey.services.events import SYSTEM
from survey.web import create_app
from tests.fixtures.applications import ready_for_tests
from tests.fixtures.databases import only_sqlite
from tests.fixtures.staff import KEY

pytestmark = only_sqlite

PASSWORD = "青山绿水 卫生 2026"


@pytest.fixture
def li(store, hire):
    """An account with a password, signed in nowhere."""
    hire("chief", is_administrator=True)
    person = hire("li")
    at = datetime.now(UTC)
    offer = invitations.offer_reset(store, KEY, person.account_id, actor=SYSTEM, at=at)
    invitations.accept(store, KEY, offer.token, PASSWORD, at=at)
    return person


def sign_in(client, password=PASSWORD, address="/staff/sign-in", login="li"):
    return client.submit(address, {"login": login, "password": password})


def test_a_person_signs_in_and_lands_where_they_wanted_to_go(client, li):
    assert client.get("/staff/me").location == "/staff/sign-in?next=/staff/me"
    response = sign_in(client)
    assert response.status_code == 303
    assert client.get("/staff/me").status_code == 200
    cookie = next(one for one in response.headers.getlist("Set-Cookie") if one.startswith("kewen_staff="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil", "/q", "/staff/../q", ""]
)
def test_signing_in_leads_to_a_staff_page_of_ours_only(client, li, elsewhere):
    page = client.get("/staff/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    response = client.post(
        "/staff/sign-in",
        query_string={"next": elsewhere},
        data={"csrf_token": token, "login": "li", "password": PASSWORD},
    )
    assert response.status_code == 303
    assert response.location in {"/staff/", "/staff/../q"}


def test_a_wrong_name_and_a_wrong_password_give_the_same_page(client, li):
    def told(**fields):
        response = client.submit("/staff/sign-in", fields)
        assert response.status_code == 422
        return re.sub(r'value="[^"]*"', "", response.text)

    assert told(login="li", password="wrong") == told(login="nobody", password="wrong")


def test_the_password_does_not_come_back_in_the_page(client, li):
    assert "wrong-secret" not in sign_in(client, "wrong-secret").text


def test_after_too_many_tries_the_page_says_how_long_to_wait(client, li):
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 422
    response = sign_in(client)
    assert response.status_code == 429
    assert "分钟后再试" in response.text


def test_signing_in_needs_the_token_of_its_form(client, li):
    response = client.post("/staff/sign-in", data={"login": "li", "password": PASSWORD})
    assert response.status_code == 400
    assert client.get("/staff/me").status_code == 302


def test_a_session_given_to_the_browser_before_is_not_the_one_after(client, li, hire):
    planted = hire("attacker")
    client.set_cookie("kewen_staff", planted.token)
    sign_in(client)
    assert client.get_cookie("kewen_staff").value != planted.token
    assert "li老师" in client.get("/staff/me").text


def test_signing_out_ends_the_session_for_good(client, li):
    sign_in(client)
    kept = client.get_cookie("kewen_staff").value
    assert client.submit("/staff/me", action="/staff/sign-out").location == "/staff/sign-in"
    client.set_cookie("kewen_staff", kept)
    assert client.get("/staff/me").status_code == 302


def test_a_change_of_password_signs_other_browsers_out(app, client, li):
    sign_in(client)
    other = app.test_client()
    sign_in(other)
    sent = {"p-present": PASSWORD, "p-password": "另一个密码 2027", "p-again": "另一个密码 2027"}
    wrong = client.submit("/staff/me", {**sent, "p-again": "不同的密码"}, action="/staff/me/password")
    assert wrong.status_code == 422
    assert client.submit("/staff/me", sent, action="/staff/me/password").status_code == 303
    assert client.get("/staff/me").status_code == 200
    assert other.get("/staff/me").status_code == 302


def test_under_https_the_session_is_pinned_to_the_host(settings, store, li):
    secure = replace(settings, public_url="https://diaocha.example.org")
    client = ready_for_tests(create_app(secure, store=store)).test_client()
    base = "https://diaocha.example.org"
    page = client.get("/staff/sign-in", base_url=base)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    response = client.post(
        "/staff/sign-in",
        base_url=base,
        headers={"Referer": f"{base}/staff/sign-in"},
        data={"csrf_token": token, "login": "li", "password": PASSWORD},
    )
    cookie = next(one for one in response.headers.getlist("Set-Cookie") if "kewen_staff" in one)
    assert cookie.startswith("__Host-kewen_staff=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_a_link_leaves_the_address_at_once_and_works_once(client, li, store):
    offer = invitations.offer_reset(store, KEY, li.account_id, actor=SYSTEM, at=datetime.now(UTC))
    response = client.get(f"/staff/link/{offer.token}")
    assert (response.status_code, response.location) == (303, "/staff/password")
    sent = {"password": "另一个密码 2027", "again": "另一个密码 2027"}
    assert client.submit("/staff/password", sent).status_code == 303
    assert client.get("/staff/me").status_code == 200
    client.get(f"/staff/link/{offer.token}")
    assert client.get("/staff/password").status_code == 410


def test_a_link_is_for_the_configured_address_whatever_the_request_says(desk_of, li, hire):
    office = desk_of(hire("boss", is_administrator=True))
    page = f"/staff/accounts/{li.account_id}"
    assert office.submit(page, action=f"{page}/link").status_code == 303
    shown = office.get(page, headers={"X-Forwarded-Host": "evil.example"}).text
    assert re.search(r"http://127\.0\.0\.1:8000/staff/link/[\w-]{22}", shown)
    assert "/staff/link/" not in office.get(page).text


@pytest.mark.parametrize("token", ["x", "a" * 22, "a" * 3000, "%00"])
def test_a_link_that_never_was_says_how_to_get_one(client, li, token):
    client.get(f"/staff/link/{token}")
    response = client.get("/staff/password")
    assert response.status_code == 410
    assert "向平台管理员要一个新的链接" in response.text


def test_an_idle_browser_is_signed_out(settings, store, li):
    moment = datetime.now(UTC)
    app = ready_for_tests(create_app(settings, store=store, clock=lambda: moment))
    client = app.test_client()
    sign_in(client)
    moment += timedelta(hours=7)
    assert client.get("/staff/me").status_code == 200
    moment += timedelta(hours=7, minutes=59)
    assert client.get("/staff/me").status_code == 200
    moment += timedelta(hours=8)
    assert client.get("/staff/me").status_code == 302


def test_staff_pages_are_kept_by_nobody_and_framed_by_nobody(desk_of, hire):
    headers = desk_of(hire("chief", is_administrator=True)).get("/staff/").headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
