"""Numbered copies on paper, and what a survey adds to the files of its questionnaire."""

import re
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest

from questionnaires.formats import paper as formats
from questionnaires.formats import registry
from questionnaires.formats.paper.qr import qr_png
from survey.errors import Refusal
from survey.services import copies, paper, spoiling
from survey.services.happenings import happenings
from survey.services.secrets import link_of
from survey.services.versions import questionnaire_of
from survey.store import Store
from survey.store import copies as stored
from survey.store import versions as stored_versions
from survey.store.copies import CopyFilter
from survey.store.tables import Survey
from tests.survey.samples import KEY, NOW, SYSTEM, small_survey

ADDRESS = "https://x.cn"


@pytest.fixture
def sample(store: Store):
    found = small_survey(store)
    copies.issue(store, KEY, found.id, [copies.Order("school", 3)], actor=SYSTEM, at=NOW)
    return found


def printed(store: Store, survey_id: int, part: int = 1, language: str = "zh-CN") -> paper.Printed:
    return paper.printed(
        store, KEY, survey_id, CopyFilter(), ADDRESS, part=part, language=language, actor=SYSTEM, at=NOW
    )


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "left out: pdftotext (poppler-utils) is not installed, so the text of the PDF is not read"
        )
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return ["".join(page.split()) for page in run.stdout.split("\f")[:-1]]


def serials(store: Store, survey_id: int) -> list[str]:
    with store.reading() as session:
        return [row.serial for row in stored.listed(session, survey_id)]


def test_every_copy_is_printed_once_with_its_serial_on_every_page(store, sample, tmp_path):
    made = printed(store, sample.id)
    assert (made.count, made.part, made.parts) == (3, 1, 1)
    pages = pages_of(made.content, tmp_path)
    found = [re.findall(r"编号(\d{8})", page) for page in pages]
    assert all(len(one) == 1 for one in found)
    each = len(pages) // 3
    assert [one[0] for one in found] == [serial for serial in serials(store, sample.id) for _ in range(each)]
    assert made.first == found[0][0]
    assert made.last == found[-1][0]


def test_the_qr_on_a_copy_is_the_link_of_that_copy(store, sample, monkeypatch):
    seen: list[formats.Stamp] = []

    def made(form: object, stamps: list[formats.Stamp], *, duplex: bool) -> bytes:
        seen.extend(stamps)
        return b"%PDF"

    monkeypatch.setattr(paper, "copies_of", made)
    printed(store, sample.id)
    with store.reading() as session:
        expected = {
            row.serial: f"{ADDRESS}/q/{link_of(KEY, row.nonce)}" for row in stored.listed(session, sample.id)
        }
    assert {stamp.serial: stamp.address for stamp in seen} == expected


def test_spoiled_copies_are_left_out_and_without_copies_it_is_refused(store, sample):
    first = serials(store, sample.id)[0]
    spoiling.spoil(store, sample.id, first, "遗失", actor=SYSTEM, at=NOW)
    assert printed(store, sample.id).count == 2
    with pytest.raises(Refusal, match="no_copies"):
        paper.printed(store, KEY, sample.id, CopyFilter(serial=first), ADDRESS, actor=SYSTEM, at=NOW)


def test_a_large_batch_comes_in_parts_that_together_are_the_whole(store, sample, monkeypatch):
    monkeypatch.setitem(paper.MOST_IN_FILE, paper.Kind.PDF, 2)
    parts = [printed(store, sample.id, part=part) for part in (1, 2)]
    assert [(one.count, one.parts) for one in parts] == [(2, 2), (1, 2)]
    assert [parts[0].first, parts[0].last, parts[1].first] == serials(store, sample.id)
    for part in (0, 3):
        with pytest.raises(Refusal, match="no_such_part"):
            printed(store, sample.id, part=part)


def test_a_word_file_holds_the_same_copies_and_fewer_of_them(store, sample, monkeypatch):
    monkeypatch.setitem(paper.MOST_IN_FILE, paper.Kind.WORD, 2)
    made = paper.printed(
        store, KEY, sample.id, CopyFilter(), ADDRESS, kind=paper.Kind.WORD, part=2, actor=SYSTEM, at=NOW
    )
    assert (made.count, made.part, made.parts) == (1, 2, 2)
    (document,) = [docx.Document(BytesIO(made.content))]
    head = document.sections[0].header
    assert serials(store, sample.id)[2] in head.tables[0].rows[0].cells[1].text
    (picture,) = [part.blob for part in head.part.related_parts.values()]
    with store.reading() as session:
        nonce = stored.listed(session, sample.id)[2].nonce
    assert picture == qr_png(f"{ADDRESS}/q/{link_of(KEY, nonce)}")


def test_what_is_not_on_paper_is_told_with_it(store, sample):
    made = printed(store, sample.id)
    assert [note.code for note in made.notes] == ["not_shown"]
    assert "其他语言" in made.notes[0].what.say("zh-CN")


def test_that_paper_was_made_is_logged_without_links(store, sample):
    printed(store, sample.id)
    event = happenings(store, sample.id, count=1)[0]
    assert event.action == "paper.made"
    assert set(event.detail) == {"count", "first", "last"}


def test_a_language_that_the_questionnaire_lacks_is_refused(store, sample):
    with pytest.raises(Refusal, match="language_unknown"):
        printed(store, sample.id, language="fr")
    assert paper.languages_of(store, sample.id) == ("zh-CN", "en")


def test_before_anything_is_published_it_is_refused(store, make_survey):
    with pytest.raises(Refusal, match="no_version"):
        printed(store, make_survey("empty-2026"))


def test_the_survey_fills_in_facts_and_its_legal_header_where_that_is_whole(store, sample, tmp_path):
    with store.reading() as session:
        version_id = stored_versions.current_id(session, sample.id) or 0
        found = questionnaire_of(store, session, version_id)
    (kind,) = [one for one in registry.SHOWN if one.name == "paper-pdf"]
    with store.writing() as session:
        survey = session.get_one(Survey, sample.id)
        survey.contact, survey.form_number, survey.issuing_body = "张老师", "KX-1", "县科协"
    said = pages_of(paper.file_of(store, sample.id, found, kind, "zh-CN").content, tmp_path)[0]
    assert "KX-1" not in said
    with store.writing() as session:
        survey = session.get_one(Survey, sample.id)
        survey.approval_number, survey.valid_until = "福统函8号", date(2026, 12, 31)
    pages = pages_of(paper.file_of(store, sample.id, found, kind, "zh-CN").content, tmp_path)
    assert "表号：KX-1制定机关：县科协批准文号：福统函8号有效期至：2026-12-31" in pages[0]
    assert "咨询：张老师" in "".join(pages)


def test_what_a_demonstration_prints_says_that_it_is_no_survey(store, sample, tmp_path):
    with store.writing() as session:
        session.get_one(Survey, sample.id).is_simulated = True
    assert all(
        "【演示，非真实调查】" in page for page in pages_of(printed(store, sample.id).content, tmp_path)
    )
