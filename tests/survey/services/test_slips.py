"""Slips: a PDF of ten a page and a workbook, whatever the texts are."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from questionnaires.formats.paper.qr import qr_svg
from questionnaires.hints import minutes
from survey.services import copies
from survey.services.slips import Sheet, Slip, _data, lacking, pdf_of, sheet_of, xlsx_of
from survey.services.versions import questionnaire_of
from survey.store import Store
from survey.store import versions as stored_versions
from survey.store.copies import CopyFilter
from survey.store.tables import Survey, Unit
from tests.survey.samples import KEY, NOW, SYSTEM, small_survey

HOSTILE = '#set page(width: 1pt) $x$ *b* "quote" \\ =1+1 <b>'


def sheet(count: int = 12) -> Sheet:
    slips = tuple(
        Slip(
            f"{number:08d}",
            HOSTILE if number == 3 else "镕喆玥珺医院",
            "卫生",
            f"https://x.cn/q/{number}",
            "ABCD EFGH JKMN",
        )
        for number in range(count)
    )
    return Sheet(f"县调查 {HOSTILE}", "请您填写一份问卷", "https://x.cn/q", "咨询 张老师", slips)


def test_twelve_slips_stand_on_two_pages_and_texts_are_never_markup(tmp_path: Path) -> None:
    made = pdf_of(sheet())
    assert made.startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "left out: pdftotext (poppler-utils) is not installed, so the text of the PDF is not read"
        )
    path = tmp_path / "slips.pdf"
    path.write_bytes(made)
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert text.count("ABCD EFGH JKMN") == 12
    assert text.count("\f") == 2
    assert "#set page(width: 1pt)" in text
    assert "镕喆玥珺医院" in text


def test_what_the_font_lacks_is_printed_as_a_geta_mark_and_told(store: Store) -> None:
    sample = small_survey(store)
    assert lacking(store, sample.id) == ""
    with store.writing() as session:
        session.get_one(Survey, sample.id).title = {"zh-CN": "\U0001f389调查$x$"}
        session.scalars(sa.select(Unit)).first().name = "𠮷医院"
    assert lacking(store, sample.id) == "\U0001f389𠮷"
    copies.issue(store, KEY, sample.id, [copies.Order("school", 1)], actor=SYSTEM, at=NOW)
    made = sheet_of(store, KEY, sample.id, CopyFilter(), "https://x.cn", actor=SYSTEM, at=NOW)
    assert _data(made)["title"] == "〓调查$x$"


def test_a_slip_says_how_long_the_published_questionnaire_takes(store: Store) -> None:
    sample = small_survey(store)
    copies.issue(store, KEY, sample.id, [copies.Order("school", 1)], actor=SYSTEM, at=NOW)
    how = sheet_of(store, KEY, sample.id, CopyFilter(), "https://x.cn", actor=SYSTEM, at=NOW).how
    with store.reading() as session:
        version_id = stored_versions.current_id(session, sample.id) or 0
        found = minutes(questionnaire_of(store, session, version_id), "zh-CN")
    assert [int(number) for number in re.findall(r"\d+", how)] == sorted(
        {max(1, round(found.shortest)), max(1, round(found.longest))}
    )


def test_the_workbook_holds_texts_only(tmp_path: Path) -> None:
    page = load_workbook(BytesIO(xlsx_of(sheet()))).worksheets[0]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert len(cells) == 12 * 5
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_qr_is_one_svg_without_a_size() -> None:
    svg = qr_svg("https://diaocha.example.org/q/abcdefghijkmnpqrstuvwxyz23")
    assert svg.startswith("<svg")
    assert "viewBox" in svg
