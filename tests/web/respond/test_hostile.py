"""Hostile strings as answers: stored and shown back unchanged, and inert; malformed requests harm nothing."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import html5lib
import pytest
import sqlalchemy as sa

from questionnaires.kinds.reading import clean, newlines
from survey.store import Store
from survey.store.tables import Response, Save, Unreadable
from tests.fixtures.applications import CheckingClient
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import form_of
from tests.survey.investigations import Investigation, investigation

pytestmark = only_sqlite

SHARED = Path(os.environ.get("KEWEN_SHARED", Path(__file__).resolve().parents[4] / "shared"))
HOSTILE = SHARED / "data" / "hostile"


def hostile_strings() -> list[str]:
    if not HOSTILE.is_dir():
        pytest.skip(f"no hostile strings: {HOSTILE} is absent")
    found: list[str] = json.loads((HOSTILE / "naughty-strings.json").read_text("utf-8"))
    for name in ("xss.txt", "formulas.txt"):
        found += (HOSTILE / name).read_text("utf-8").splitlines()
    return [one for one in dict.fromkeys(found) if one.strip()]


@pytest.fixture
def survey(store: Store) -> Investigation:
    return investigation(store)


@pytest.fixture
def inside(client: CheckingClient, survey: Investigation) -> CheckingClient:
    client.get(f"/q/{survey.slips[0].link}")
    client.submit("/r", {"consent": "1"})
    client.submit("/r/consent_sensitive", {"consent_sens": "1"})
    client.submit("/r/screening", {"in_county": "1", "occ": "4"})
    client.submit("/r/screening_more", {"multi_unit": "0"})
    return client


def shown(page: str, name: str) -> str:
    root = html5lib.parse(page, namespaceHTMLElements=False)
    field = root.find(f".//*[@id='{name}']")
    return field.get("value") or "".join(field.itertext())


def test_hostile_strings_are_shown_back_unchanged_and_inert(inside, store, count):
    strings = hostile_strings()
    revision = 10_000
    for text in strings[:: count(7, 1)]:
        fields = {"suggest": text, "unit_oth": text[:200], "field_oth": text[:200], "field": "98"}
        token = inside.get("/r/token").json["token"]
        saved = inside.post(
            "/r/save",
            json={"key": str(revision), "revision": revision, "fields": fields},
            headers={"X-CSRFToken": token},
        )
        assert saved.status_code == 200
        revision += 1
        expected = newlines(clean(text))
        page = inside.get("/r/suggestion").text
        assert shown(page, "suggest") == expected
        review = inside.get("/r/review").text
        root = html5lib.parse(review, namespaceHTMLElements=False)
        assert any("".join(said.itertext()) == expected for said in root.iter("dd")) or expected != text
        with store.reading() as session:
            assert session.scalars(sa.select(Response.answers)).one()["suggest"] == expected


def test_hostile_strings_in_every_other_field_are_put_aside(inside, store, count):
    strings = hostile_strings()[:: count(40, 5)]
    for number, text in enumerate(strings):
        names = ("sex", "birth_ym", "hours", "t_core", "sat_1", "act", "barr", "life_sat", "town", text[:60])
        token = inside.get("/r/token").json["token"]
        answer = inside.post(
            "/r/save",
            json={"key": f"k{number}", "revision": 9999, "fields": {name: [text, text] for name in names}},
            headers={"X-CSRFToken": token},
        )
        assert answer.status_code == 200
        for page in ("about", "time", "unit", "review"):
            assert inside.get(f"/r/{page}").status_code == 200
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Unreadable)) >= len(strings)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b'{"key": 1}',
        b'{"key": "k", "revision": "1", "fields": {}}',
        b'{"key": "k", "revision": 1e400, "fields": {}}',
        b'{"key": "k", "revision": 1, "fields": []}',
        b'{"key": "k", "revision": 1, "fields": {"sex": {"a": 1}}}',
        b'{"key": "k", "revision": 1, "fields": {"sex": [1]}}',
        b"[" * 5000,
        b'{"key": "k", "revision": NaN, "fields": {}}',
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_malformed_save_is_refused_and_changes_nothing(inside, store, body):
    with store.reading() as session:
        before = session.scalars(sa.select(Response.answers)).one()
    token = inside.get("/r/token").json["token"]
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = inside.post("/r/save", data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json["error"] == "bad_request"
    with store.reading() as session:
        assert session.scalars(sa.select(Response.answers)).one() == before


def test_a_form_with_the_wrong_content_type_is_refused(inside):
    token = inside.get("/r/token").json["token"]
    answer = inside.post("/r/save", data="{}", content_type="text/plain", headers={"X-CSRFToken": token})
    assert answer.status_code == 400


def test_hidden_fields_of_a_form_may_hold_anything(inside):
    target, filled = form_of(inside.get("/r/about").text)
    for name in ("key", "revision", "started", "seen"):
        answer = inside.post(target, data={**filled, name: "９９９\0" * 30})
        assert answer.status_code in {200, 303}
    assert inside.post(target, data={**filled, "prefer": "language:xx"}).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {"key": "\ud800", "fields": {}},
        {"key": "a\0b", "fields": {}},
        {"key": "长" * 64, "fields": {}},
        {"fields": {"\ud800\0": "\ud800\0"}},
        {"fields": {"sex": "\ud800", "hours": "\0", "suggest": "\ud800\0", "unit": ["\udfff"]}},
        {"fields": {}, "confirm": ["sex:\ud800", "sex:\0", "hours:" + "x" * 5000]},
        {"fields": {}, "page": "\ud800"},
    ],
)
def test_characters_that_no_database_keeps_harm_nothing(inside, store, sent):
    token = inside.get("/r/token").json["token"]
    body = json.dumps({"revision": 9999, **sent})
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = inside.post("/r/save", data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    with store.reading() as session:
        kept = session.scalars(sa.select(Response)).one()
        aside = session.scalars(sa.select(Unreadable)).all()
        keys = session.scalars(sa.select(Save.key)).all()
        said = json.dumps([kept.answers, kept.confirmed, [[one.field, one.raw] for one in aside]])
    assert "\\ud8" not in said
    assert "\\u0000" not in said
    assert all(key.isascii() and "\0" not in key for key in keys)


def test_a_file_or_json_in_the_place_of_a_form_is_no_answer(inside):
    target, filled = form_of(inside.get("/r/about").text)
    upload = {**filled, "sex": (io.BytesIO(b"1"), "sex.png")}
    assert inside.post(target, data=upload, content_type="multipart/form-data").status_code == 200
    token = inside.get("/r/token").json["token"]
    sent = {"sex": {"a": 1}, "go": "next", "key": ["k"], "revision": {"x": 1}}
    assert inside.post(target, json=sent, headers={"X-CSRFToken": token}).status_code == 200


def test_a_conflict_quotes_a_long_text_by_its_beginning(inside):
    for number, text in enumerate(("长" * 15_000, "短")):
        token = inside.get("/r/token").json["token"]
        sent = {"key": f"k{number}", "revision": 1, "fields": {"suggest": text}}
        saved = inside.post("/r/save", json=sent, headers={"X-CSRFToken": token})
    assert 50 < len(saved.json["conflicts"][0]["earlier"]) < 200
