"""Slips: a PDF of ten a page and a workbook, whatever the texts are."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from survey.services.slips import Sheet, Slip, pdf_of, qr_svg, xlsx_of

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
    return Sheet(f"县调查 {HOSTILE}", "https://x.cn/q", "咨询 张老师", slips)


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


def test_the_workbook_holds_texts_only(tmp_path: Path) -> None:
    page = load_workbook(BytesIO(xlsx_of(sheet()))).worksheets[0]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert len(cells) == 12 * 5
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_qr_is_one_svg_without_a_size() -> None:
    svg = qr_svg("https://diaocha.example.org/q/abcdefghijkmnpqrstuvwxyz23")
    assert svg.startswith("<svg")
    assert "viewBox" in svg
