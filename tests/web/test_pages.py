import gzip
import re

import pytest
from flask import abort, request

from questionnaires.text import Text
from survey.errors import Refusal
from survey.settings import Settings
from survey.web import create_app
from survey.web.access import PUBLIC, access
from survey.web.addresses import local_path
from survey.web.errors import EXPLANATIONS
from tests.fixtures.applications import ready_for_tests
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import check_page

pytestmark = only_sqlite


def add_view(app, address, view):
    app.add_url_rule(address, address, access(PUBLIC)(view), methods=["GET", "POST"])


def test_every_page_carries_the_security_headers(client):
    for address in ("/", "/nowhere", "/healthz"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"])
        assert "Strict-Transport-Security" not in headers


def test_under_https_cookies_are_pinned_to_the_host(settings, store):
    secure = Settings(**{**vars(settings), "public_url": "https://diaocha.example.org"})
    client = ready_for_tests(create_app(secure, store=store)).test_client()
    response = client.get("/", base_url="https://diaocha.example.org")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-kewen=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie
    assert "Expires=" in cookie
    assert response.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("status", sorted(EXPLANATIONS))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_errors_are_explained_in_both_languages(app, status, language):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    add_view(app, "/broken", lambda: abort(status))
    client = app.test_client()
    client.set_cookie("language", language)
    response = client.get("/broken")
    assert response.status_code == status
    assert f'lang="{language}"' in response.text
    assert response.headers["X-Request-Id"] in response.text
    chinese = re.search(r"<h1>[^<]*[\u4e00-\u9fff]", response.text)
    assert bool(chinese) == (language == "zh-CN")


def test_a_defect_shows_no_trace_and_logs_no_link(app, caplog):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(code):
        raise RuntimeError("inner workings")

    app.add_url_rule("/q/<code>/broken", "broken", access(PUBLIC)(broken))
    response = app.test_client().get("/q/abcdefghij/broken")
    assert response.status_code == 500
    assert "inner workings" not in response.text
    assert "Traceback" not in response.text
    (record,) = caplog.records
    assert record.fields == {
        "request": response.headers["X-Request-Id"],
        "method": "GET",
        "path": "/q/…",
    }


def test_a_defect_of_the_error_page_still_gives_a_page(app, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    add_view(app, "/broken", lambda: abort(500))

    def fail(*args, **kwargs):
        raise OSError("no template")

    monkeypatch.setattr("survey.web.errors.render_template", fail)
    response = app.test_client().get("/broken")
    assert response.status_code == 500
    check_page(response.text)


def test_a_refusal_is_shown_with_its_remedy(app):
    def refuse():
        reason, remedy = Text(zh="已结束", en="It has ended"), Text(zh="不用做", en="Nothing")
        raise Refusal("closed", reason=reason, remedy=remedy)

    add_view(app, "/refused", refuse)
    client = app.test_client()
    response = client.get("/refused")
    assert response.status_code == 409
    assert "已结束" in response.text
    assert "不用做" in response.text
    told = client.get("/refused", headers={"Accept": "application/json"})
    assert told.json["error"] == "closed"
    assert told.json["refused"] == [{"place": "", "reason": "已结束", "remedy": "不用做"}]


def test_a_form_without_its_token_is_refused_and_says_that_nothing_is_lost(client):
    response = client.post("/preferences", data={"language": "en"})
    assert response.status_code == 400
    assert "没有丢失任何已保存的内容" in response.text


def test_a_choice_of_language_is_kept_on_the_device(client):
    response = client.submit("/", {"language": "en"}, action="/preferences")
    assert response.status_code == 303
    assert response.location == "/"
    assert 'lang="en"' in client.get("/").text


def test_a_choice_of_large_type_is_kept_on_the_device(client):
    client.submit("/", {"size": "large"}, action="/preferences")
    assert 'class="large"' in client.get("/").text


def test_an_unknown_choice_is_refused(client):
    assert client.submit("/", {"language": "xx"}, action="/preferences").status_code == 400


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "\\\\evil",
        "/a\r\nb",
        "",
        None,
        "javascript:1",
    ],
)
def test_no_redirect_leads_to_another_site(client, elsewhere):
    assert local_path(elsewhere) == "/"
    response = client.submit("/", {"language": "en", "back": elsewhere}, action="/preferences")
    assert response.location == "/"


def test_pages_are_compressed_for_those_who_accept_it(client):
    plain = client.get("/")
    raw = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert raw.headers["Content-Encoding"] == "gzip"
    assert int(raw.headers["Content-Length"]) == len(raw.data) < len(plain.data)
    assert "Accept-Encoding" in raw.headers["Vary"]
    assert "<h1>" in gzip.decompress(raw.data).decode()


def test_small_answers_are_not_compressed(client):
    response = client.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert response.text == "ok\n"


def test_assets_are_kept_for_good_under_an_address_of_their_own(client):
    (address,) = re.findall(r'href="(/static/[0-9a-f]{12}/base\.css)"', client.get("/").text)
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.content_type == "text/css; charset=utf-8"
    again = client.get(
        address, headers={"Accept-Encoding": "gzip", "If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_page_from_before_an_upgrade_still_finds_its_assets(client):
    response = client.get("/static/000000000000/base.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.css", "../base.html", "..%2fbase.html", "/etc/passwd"])
def test_nothing_outside_the_folder_is_an_asset(client, name):
    response = client.get(f"/static/000000000000/{name}", follow_redirects=True)
    assert response.status_code == 404


def test_forwarded_headers_count_only_behind_the_configured_proxies(settings, store):
    def address_seen(proxies):
        app = ready_for_tests(
            create_app(Settings(**{**vars(settings), "trusted_proxies": proxies}), store=store)
        )
        seen = []
        app.before_request(lambda: seen.append(request.remote_addr))
        app.test_client().get("/", headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.2"})
        return seen

    assert address_seen(0) == ["127.0.0.1"]
    assert address_seen(1) == ["192.0.2.2"]
    assert address_seen(2) == ["192.0.2.1"]
