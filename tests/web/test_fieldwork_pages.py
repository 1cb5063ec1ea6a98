"""Field work and review as staff see them: issue, hand out, watch what comes back, decide, clear, export."""

import csv
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from survey.services import copies, respond
from survey.services.copies import Order
from survey.services.grants import ROLES
from survey.store import copies as stored
from survey.store.tables import Unit
from tests.fixtures.databases import only_sqlite
from tests.survey.samples import GOOD, KEY, NOW, SYSTEM, answer, numbers, small_survey

pytestmark = only_sqlite

PAGES = (
    "copies",
    "copies/issue",
    "copies/list",
    "entrances",
    "returns",
    "returns/units",
    "returns/days",
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
    first = numbers(store)[0]
    assert chief.get(f"/staff/small/responses/{first}").status_code == 200
    assert chief.get(f"/staff/small/suggestions/{first}").status_code == 200


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


def test_a_batch_asked_for_twice_by_the_same_form_is_issued_once(chief, store, sample):
    address = "/staff/small/copies/issue"
    typed = {"stratum": "school", "count": "2"}
    page = chief.get(address).text
    sent = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)[1] for name in ("csrf_token", "key")
    }
    for _tap in range(3):
        assert chief.post(address, data={**sent, **typed}).status_code == 303
    assert len(nonces(store, sample)) == 2
    assert "没有重复发放" in chief.get("/staff/small/copies").text
    chief.post(address, data={**sent, **typed, "count": "3"})
    posted(chief, address, **typed)
    assert len(nonces(store, sample)) == 2 + 3 + 2


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
    page = chief.get("/staff/small/returns").text
    assert "50.0 %" in page
    assert "发放 4 份，回收 2 份（占发放 50.0 %）" in page
    picture = chief.get("/staff/small/returns/funnel.svg?language=en")
    assert picture.mimetype == "image/svg+xml"
    assert "ledger of copies" not in page
    made = chief.get("/staff/small/returns/ledger.csv")
    rows = list(csv.reader(io.StringIO(made.data.decode("utf-8-sig"))))
    unit = next(row for row in rows if row[1] == "县医院")
    assert unit[2:5] == ["4", "2", "0"]
    book = load_workbook(io.BytesIO(chief.get("/staff/small/returns/ledger.xlsx").data))
    assert book.sheetnames == ["各层", "各单位", "按日期"]
    line = next(row for row in book["各单位"].iter_rows(values_only=True) if row[0] == "县医院")
    assert line[1:6] == ("卫生", 4, 2, 0, 0.5)
    days = list(csv.reader(io.StringIO(chief.get("/staff/small/returns/days.csv").data.decode("utf-8-sig"))))
    assert [sum(int(day[column]) for day in days[1:]) for column in (1, 2, 3)] == [4, 2, 2]


def test_there_is_no_funnel_before_anything_was_issued(chief):
    assert "funnel" not in chief.get("/staff/small/returns").text
    assert chief.get("/staff/small/returns/funnel.png").status_code == 404


def test_a_units_name_never_becomes_a_formula_in_the_ledger(chief, store, sample):
    with store.writing() as session:
        session.query(Unit).where(Unit.name == "县医院").one().name = "=1+1"
    posted(chief, "/staff/small/copies/issue", stratum="health", unit="=1+1", count="1")
    made = chief.get("/staff/small/returns/ledger.csv")
    assert "'=1+1" in [row[1] for row in csv.reader(io.StringIO(made.data.decode("utf-8-sig")))]
    book = load_workbook(io.BytesIO(chief.get("/staff/small/returns/ledger.xlsx").data))
    cell = next(row[0] for row in book["各单位"].iter_rows() if row[0].value == "=1+1")
    assert cell.data_type == "s"


def test_units_come_with_the_lowest_return_first_fifty_a_page_and_by_stratum(chief, store, sample):
    with store.writing() as session:
        session.add_all(
            Unit(
                survey_id=sample.id,
                stratum_id=sample.strata["school"],
                number=1000 + place,
                name=f"校{place:02}",
            )
            for place in range(51)
        )
    orders = [Order("health", 2, "县医院"), Order("health", 1, "疾控中心")]
    orders += [Order("school", 1, f"校{place:02}") for place in range(51)]
    copies.issue(store, KEY, sample.id, orders, actor=SYSTEM, at=NOW)
    answered = nonces(store, sample)
    answer(store, answered[0])
    for nonce in answered[2:]:
        answer(store, nonce)

    def units(query=""):
        return re.findall(r'<th scope="row">(.+?)</th>', chief.get(f"/staff/small/returns/units{query}").text)

    assert len(units()) == 50
    assert units()[0] == "县医院"
    assert len(units("?page=2")) == 3
    assert units("?stratum=health") == ["县医院", "疾控中心"]
    assert units("?stratum=health&sort=rate&down=1") == ["疾控中心", "县医院"]
    assert chief.get("/staff/small/returns/units?sort=secret").status_code == 400


def test_a_flag_says_which_question_and_which_answers_it_means(chief, store, sample):
    copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    (nonce,) = nonces(store, sample)
    given = {"att": ["2"], "sat_1": ["4"], "sat_2": ["4"], "sat_3": ["4"], "suggest": ["请打 13912345678"]}
    answer(store, nonce, {**given, "topic": ["1"], "send": ["1"]})
    shown = {}
    for language in ("zh-CN", "en"):
        chief.set_cookie("language", language)
        text = chief.get(f"/staff/small/responses/{numbers(store)[0]}").text
        shown[language] = text[
            text.index('class="findings"') : text.index("</ul>", text.index('class="findings"'))
        ]
    for text in shown.values():
        words = re.sub(r"<[^>]+>", " ", text).split()
        assert not {"sat", "att", "suggest"} & set(words)
    matrix = sample.questionnaire.question_by_name["sat"]
    row = next(one for one in matrix.rows if one.name == "att")
    labels = {option.code: option.label for option in matrix.options}
    for language, text in shown.items():
        assert f"{matrix.number} " in text
        assert row.label.say(language) in text
        assert labels["2"].say(language) in text
        assert labels[row.expect].say(language) in text


def test_no_stratum_is_chosen_before_a_person_chooses_one(chief, store, sample):
    page = chief.get("/staff/small/copies/issue").text
    assert re.search(r'<option selected value="">|<option value="">', page)
    refused = chief.submit("/staff/small/copies/issue", {"stratum": "", "count": "3"})
    assert refused.status_code == 422
    assert nonces(store, sample) == []


def test_a_reviewer_reads_decides_and_takes_back(chief, store, sample):
    posted(chief, "/staff/small/copies/issue", stratum="health", unit="县医院", count="3")
    given = nonces(store, sample)
    for nonce, answers in zip(given, ({}, {}, {"att": ["2"]}), strict=True):
        answer(store, nonce, answers)
    third = f"/staff/small/responses/{numbers(store)[2]}"
    assert "县医院" not in chief.get(third).text
    refused = chief.submit(third, {"verdict": "invalid", "reason": ""})
    assert refused.status_code == 422
    posted(chief, third, verdict="invalid", reason="注意力行选错")
    assert "注意力行选错" in chief.get(third).text
    posted(chief, third, verdict="open")
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
    one = f"/staff/small/suggestions/{numbers(store)[0]}"
    first = chief.get(one).text
    assert "<mark" in first
    assert "请打 ×××" in first
    refused = chief.submit(one, {"wording": "请打 13912345678", "quotable": "y"})
    assert refused.status_code == 422
    posted(chief, one, wording="请打电话", quotable="y")
    assert "请打电话" in chief.get(one).text


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("fieldworker", {"copies", "copies/list", "returns", "returns/units"}),
        ("reviewer", {"returns", "returns/units", "responses", "suggestions"}),
        ("analyst", {"returns", "returns/units", "responses"}),
        ("designer", {"returns", "returns/units"}),
    ],
)
def test_each_role_sees_its_own_pages_only(hire, desk_of, give_role, sample, role, allowed):
    person = hire(role)
    give_role(sample.id, person, role)
    client = desk_of(person)
    for address in ("copies", "copies/list", "returns", "returns/units", "responses", "suggestions"):
        expected = 200 if address in allowed else 403
        assert client.get(f"/staff/small/{address}").status_code == expected, address
    assert client.get("/staff/small/responses/1").status_code == (404 if role == "reviewer" else 403)


@pytest.mark.parametrize(
    "role", [role for role in ROLES if role.name != "administrator"], ids=lambda role: role.name
)
def test_only_the_role_that_opens_the_suggestions_is_said_to_work_on_them(
    hire, desk_of, give_role, sample, role
):
    person = hire(role.name)
    give_role(sample.id, person, role.name)
    opens = desk_of(person).get("/staff/small/suggestions").status_code == 200
    assert ("意见" in role.does.say("zh-CN"), "suggestion" in role.does.say("en")) == (opens, opens)


def test_the_key_of_tests_is_that_of_the_application(settings):
    assert settings.secret_key.encode() == KEY
    assert GOOD["sex"] == ["1"]


def test_a_decision_on_a_page_that_is_out_of_date_is_refused_and_shown_anew(chief, store, sample):
    copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    token = answer(store, nonces(store, sample)[0], {"sex": ["1"]})
    here = f"/staff/small/responses/{numbers(store)[0]}"
    (seen,) = re.findall(r'name="seen"[^>]*value="([^"]+)"', chief.get(here).text)
    posting = respond.Posting({"sex": ["2"]}, 99, "c", page="about", whole=["sex"])
    respond.save(store, KEY, token, posting, at=NOW, correcting=True)
    respond.submit(store, KEY, token, form_key="again", at=NOW, correcting=True)
    refused = chief.submit(here, {"verdict": "valid", "seen": seen})
    assert refused.status_code == 422
    assert "提交了更正" in refused.text
    (again,) = re.findall(r'name="seen"[^>]*value="([^"]+)"', refused.text)
    assert again != seen
    posted(chief, here, verdict="valid", seen=again)
    with store.reading() as session:
        assert stored.outcomes(session, sample.id) == {"valid": 1}
