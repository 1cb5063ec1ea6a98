"""Field work and review as staff see them: issue, hand out, watch what comes back, decide, clear, export."""

import csv
import io
import re
import zipfile

import pytest

from survey.store import copies as stored
from tests.fixtures.databases import only_sqlite
from tests.survey.samples import GOOD, KEY, answer, small_survey

pytestmark = only_sqlite

PAGES = (
    "copies",
    "copies/issue",
    "copies/list",
    "entrances",
    "returns",
    "responses",
    "responses/decide?outcome=submitted&flag=none",
    "suggestions",
)


@pytest.fixture
def sample(store):
    return small_survey(store)


@pytest.fixture
def chief(hire, desk_of):
    return desk_of(hire("chief", is_administrator=True))


def posted(client, address, action=None, **fields):
    """Submit a form that leads back to a page; what that page says."""
    response = client.submit(address, fields, action=action)
    assert response.status_code == 303, response.text
    return client.get(response.location).text


def nonces(store, sample):
    with store.reading() as session:
        return [row.nonce for row in stored.listed(session, sample.id)]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_shows_itself_empty_and_filled(chief, store, sample, language):
    chief.set_cookie("language", language)
    for address in PAGES:
        assert chief.get(f"/staff/small/{address}").status_code == 200, address
    posted(chief, "/staff/small/copies/issue", stratum="health", unit="县医院", count="3")
    posted(
        chief,
        "/staff/small/entrances",
        action="/staff/small/entrances",
        stratum="health",
        units="县医院\n疾控中心",
    )
    for nonce in nonces(store, sample)[:2]:
        answer(store, nonce, {"suggest": ["请打 13912345678"], "topic": ["1"], "send": ["1"], "att": ["2"]})
    for address in PAGES:
        assert chief.get(f"/staff/small/{address}").status_code == 200, address
    assert chief.get("/staff/small/responses/1").status_code == 200
    assert chief.get("/staff/small/suggestions/1").status_code == 200


def test_copies_are_issued_listed_spoiled_and_issued_again(chief, store, sample):
    said = posted(chief, "/staff/small/copies/issue", stratum="health", unit="县医院", count="60", note="一")
    assert "60" in said
    wrong = chief.submit("/staff/small/copies/issue", {"stratum": "school", "unit": "县医院", "count": "5"})
    assert wrong.status_code == 422
    assert "县医院" in wrong.text
    listed = chief.get("/staff/small/copies/list?stratum=health&outcome=not_opened&page=2").text
    serials = re.findall(r"/copies/(\d{8})", listed)
    assert len(serials) == 10
    first, second = (f"/staff/small/copies/{serial}" for serial in serials[:2])
    again = posted(chief, first, action=first, reason="遗失", act="reissue")
    assert "0000061" in again
    spoiled = chief.get(first).text
    assert "遗失" in spoiled
    posted(chief, first, action=first)
    assert chief.submit(second, {"reason": ""}, action=second).status_code == 422
    assert chief.get("/staff/small/copies/00000000").status_code == 404


def test_slips_are_made_by_a_post_and_never_shown_in_a_page(chief, store, sample):
    posted(chief, "/staff/small/copies/issue", stratum="school", count="12")
    assert chief.get("/staff/small/copies/slips").status_code in (404, 405)
    page = chief.get("/staff/small/copies").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    for form, head in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        made = chief.post(
            "/staff/small/copies/slips", data={"csrf_token": token[1], "batch": "1", "form": form}
        )
        assert made.status_code == 200
        assert made.data.startswith(head)
        assert "no-store" in made.headers["Cache-Control"]
    assert chief.post("/staff/small/copies/slips", data={"batch": "1"}).status_code == 400


def test_the_ledger_downloads_what_the_page_counts(chief, store, sample):
    posted(chief, "/staff/small/copies/issue", stratum="health", unit="县医院", count="4")
    for nonce in nonces(store, sample)[:2]:
        answer(store, nonce)
    assert "50.0 %" in chief.get("/staff/small/returns").text
    made = chief.get("/staff/small/returns/ledger.csv")
    rows = list(csv.reader(io.StringIO(made.data.decode("utf-8-sig"))))
    unit = next(row for row in rows if row[1] == "县医院")
    assert unit[2:5] == ["4", "2", "0"]


def test_a_reviewer_reads_decides_and_takes_back(chief, store, sample):
    posted(chief, "/staff/small/copies/issue", stratum="health", unit="县医院", count="3")
    given = nonces(store, sample)
    for nonce, answers in zip(given, ({}, {}, {"att": ["2"]}), strict=True):
        answer(store, nonce, answers)
    assert "县医院" not in chief.get("/staff/small/responses/3").text
    refused = chief.submit("/staff/small/responses/3", {"verdict": "invalid", "reason": ""})
    assert refused.status_code == 422
    posted(chief, "/staff/small/responses/3", verdict="invalid", reason="注意力行选错")
    assert "注意力行选错" in chief.get("/staff/small/responses/3").text
    posted(chief, "/staff/small/responses/3", verdict="open")
    everything = chief.get("/staff/small/responses/decide?outcome=submitted&flag=none").text
    assert "<b>2</b>" in everything
    posted(chief, "/staff/small/responses/decide?outcome=submitted&flag=none", verdict="valid")
    with store.reading() as session:
        assert stored.outcomes(session, sample.id) == {"valid": 2, "submitted": 1}


def test_the_number_told_must_still_be_true_when_all_are_decided(chief, store, sample):
    posted(chief, "/staff/small/copies/issue", stratum="school", count="2")
    first, second = nonces(store, sample)
    answer(store, first)
    address = "/staff/small/responses/decide?outcome=submitted&flag=none"
    assert "<b>1</b>" in chief.get(address).text
    answer(store, second)
    stale = chief.submit(address, {"expected": "1", "verdict": "valid"})
    assert stale.status_code == 422
    posted(chief, address, verdict="valid")


def test_valid_answers_and_texts_are_exported_apart(chief, store, sample):
    posted(chief, "/staff/small/copies/issue", stratum="school", count="2")
    for nonce in nonces(store, sample):
        answer(store, nonce, {"suggest": ["=cmd 请打 13912345678"], "send": ["1"]})
    posted(chief, "/staff/small/responses/decide?outcome=submitted", verdict="valid")
    page = chief.get("/staff/small/responses").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    made = chief.post("/staff/small/responses/export", data={"csrf_token": token[1], "form": "zip"})
    archive = zipfile.ZipFile(io.BytesIO(made.data))
    assert sorted(archive.namelist()) == ["about.txt", "codebook.csv", "data.csv"]
    assert b"13912345678" not in archive.read("data.csv")
    assert len(archive.read("data.csv").splitlines()) == 3
    texts = chief.post("/staff/small/responses/texts", data={"csrf_token": token[1]})
    assert "'=cmd" in texts.data.decode("utf-8-sig")


def test_suggestions_are_cleared_one_after_the_other(chief, store, sample):
    posted(chief, "/staff/small/copies/issue", stratum="school", count="2")
    for nonce in nonces(store, sample):
        answer(store, nonce, {"suggest": ["请打 13912345678"], "send": ["1"]})
    first = chief.get("/staff/small/suggestions/1").text
    assert "<mark" in first
    assert "□□□" in first
    refused = chief.submit("/staff/small/suggestions/1", {"wording": "请打 13912345678", "quotable": "y"})
    assert refused.status_code == 422
    posted(chief, "/staff/small/suggestions/1", wording="请打电话", quotable="y")
    assert "请打电话" in chief.get("/staff/small/suggestions/1").text


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("fieldworker", {"copies", "copies/list", "returns"}),
        ("reviewer", {"returns", "responses", "suggestions"}),
        ("analyst", {"returns", "responses"}),
        ("designer", {"returns"}),
    ],
)
def test_each_role_sees_its_own_pages_only(hire, desk_of, give_role, sample, role, allowed):
    person = hire(role)
    give_role(sample.id, person, role)
    client = desk_of(person)
    for address in ("copies", "copies/list", "returns", "responses", "suggestions"):
        expected = 200 if address in allowed else 403
        assert client.get(f"/staff/small/{address}").status_code == expected, address
    assert client.get("/staff/small/responses/1").status_code == (404 if role == "reviewer" else 403)


def test_the_key_of_tests_is_that_of_the_application(settings):
    assert settings.secret_key.encode() == KEY
    assert GOOD["sex"] == ["1"]
