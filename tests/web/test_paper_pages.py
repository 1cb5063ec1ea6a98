"""Paper and codebooks as staff fetch them: files of draft and versions, numbered copies of a batch."""

import pytest

from survey.services import copies, paper, publication
from survey.services.copies import Order
from survey.web.surveys import files
from tests.fixtures.databases import only_sqlite
from tests.survey.samples import KEY, NOW, SYSTEM, small_survey

pytestmark = only_sqlite

BEGINNINGS = {
    "paper-pdf": b"%PDF",
    "paper-docx": b"PK",
    "codebook-html": b"<!doctype html>",
    "codebook-xlsx": b"PK",
    "ddi": b"<?xml",
}


@pytest.fixture
def sample(store):
    return small_survey(store)


@pytest.fixture
def chief(hire, desk_of):
    return desk_of(hire("chief", is_administrator=True))


@pytest.mark.parametrize("kind", list(files.SHOWN))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_version_is_fetched_as_every_kind_of_file_in_both_languages(chief, sample, kind, language):
    fetched = chief.get(f"/staff/small/questionnaire/files/1/{kind}?language={language}")
    assert fetched.status_code == 200
    assert fetched.data.startswith(BEGINNINGS[kind])
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert f"small-v1-{language}-" in fetched.headers["Content-Disposition"]
    assert fetched.mimetype != "text/html"


def test_the_page_of_files_leads_to_every_one_of_them(chief, sample):
    html = chief.get("/staff/small/questionnaire/files").text
    assert "/staff/small/questionnaire/files" in chief.get("/staff/small/questionnaire").text
    for kind in files.SHOWN:
        assert f"/staff/small/questionnaire/files/1/{kind}?language=en" in html


def test_a_draft_is_fetched_too_and_what_is_not_there_is_not(chief, store, sample):
    assert chief.get("/staff/small/questionnaire/files/draft/paper-pdf").status_code == 404
    publication.choose(store, sample.id, "county_unit", actor=SYSTEM, at=NOW)
    assert chief.get("/staff/small/questionnaire/files/draft/paper-pdf").data.startswith(b"%PDF")
    assert "/files/draft/ddi" in chief.get("/staff/small/questionnaire/files").text
    for address in ("files/2/ddi", "files/1/rtf", "files/1/paper-pdf?language=fr"):
        assert chief.get(f"/staff/small/questionnaire/{address}").status_code == 404, address


def test_a_batch_is_printed_from_its_page_with_links_that_no_cache_keeps(chief, store, sample):
    copies.issue(store, KEY, sample.id, [Order("school", 2)], actor=SYSTEM, at=NOW)
    assert "/staff/small/copies/paper?batch=1" in chief.get("/staff/small/copies").text
    made = chief.submit(
        "/staff/small/copies/paper?batch=1", {"language": "en"}, action="/staff/small/copies/paper"
    )
    assert made.data.startswith(b"%PDF")
    assert made.headers["Cache-Control"] == "no-store"
    assert "paper-small-1.pdf" in made.headers["Content-Disposition"]


def test_one_copy_is_printed_again_from_its_own_page(chief, store, sample):
    (batch,) = copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    html = chief.get(f"/staff/small/copies/{batch.first}").text
    assert "/staff/small/copies/paper" in html
    for file, ending in (("pdf-1", "pdf"), ("docx-1", "docx")):
        made = chief.submit(
            f"/staff/small/copies/{batch.first}", {"file": file}, action="/staff/small/copies/paper"
        )
        assert f"paper-small-{batch.first}.{ending}" in made.headers["Content-Disposition"]


def test_a_batch_is_made_as_word_too(chief, store, sample):
    copies.issue(store, KEY, sample.id, [Order("school", 2)], actor=SYSTEM, at=NOW)
    address = "/staff/small/copies/paper"
    html = chief.get(f"{address}?batch=1").text
    assert 'value="docx-1"' in html
    assert "一个 Word 最多 50 份" in html
    made = chief.submit(f"{address}?batch=1", {"file": "docx-1", "single": "1"}, action=address)
    assert made.data.startswith(b"PK")
    assert "paper-small-1.docx" in made.headers["Content-Disposition"]
    assert chief.submit(f"{address}?batch=1", {"file": "odt-1"}, action=address).status_code == 404


def test_staff_see_what_paper_and_codebooks_do_not_show(chief, store, sample):
    told = chief.get("/staff/small/questionnaire/files").text
    assert "这些文件不写什么" in told
    assert "<h3>纸质问卷 PDF、纸质问卷 Word</h3>" in told
    assert "<h3>DDI 代码本 XML</h3>" in told
    copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    assert "这种文件不写：其他语言" in chief.get("/staff/small/copies/paper?batch=1").text


@pytest.mark.parametrize("batch", ["", "x", "9"])
def test_a_batch_that_is_not_there_is_not_found(chief, sample, batch):
    assert chief.get(f"/staff/small/copies/paper?batch={batch}").status_code == 404


def test_a_large_batch_offers_its_files_one_by_one(chief, store, sample, monkeypatch):
    monkeypatch.setitem(paper.MOST_IN_FILE, paper.Kind.PDF, 2)
    copies.issue(store, KEY, sample.id, [Order("school", 3)], actor=SYSTEM, at=NOW)
    address = "/staff/small/copies/paper"
    assert 'value="pdf-2"' in chief.get(f"{address}?batch=1").text
    made = chief.submit(f"{address}?batch=1", {"file": "pdf-2"}, action=address)
    assert "paper-small-1-2.pdf" in made.headers["Content-Disposition"]
    refused = chief.submit(f"{address}?batch=1", {"file": "pdf-3"}, action=address)
    assert refused.status_code == 303
    assert "没有第 3 份" in chief.get(refused.location).text


def test_before_publishing_the_page_says_what_to_do_first(chief, store, make_survey, sample):
    number = make_survey("empty-2026")
    html = chief.get("/staff/empty-2026/questionnaire/files").text
    assert "还没有选问卷" in html
    assert number
