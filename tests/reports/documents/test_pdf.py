"""The PDF of a document says what the Word file says, and is the same every time."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.documents import content, pdf
from tests.reports.documents.test_word import MOMENT, sample, wide

needs_reader = pytest.mark.skipif(
    shutil.which("pdftotext") is None,
    reason="left out: pdftotext (poppler-utils) is not installed, so the text of the PDF is not read",
)


def text_of(document: content.Document, folder: Path) -> str:
    """What stands on the pages, page by page, without spaces between Chinese characters."""
    path = folder / "made.pdf"
    path.write_bytes(pdf.write(document))
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


@needs_reader
def test_headings_tables_and_figures_are_numbered_as_in_the_word_file(tmp_path: Path) -> None:
    found = text_of(sample(), tmp_path)
    _cover, contents, body = found.split("\f", 2)
    for line in ("一、调查概况", "（一）回收情况", "二、队伍结构", "附：问卷"):
        assert line in contents
        assert line in body
    assert re.search(r"表\s*1\s+回收情况", body)
    assert re.search(r"图\s*1\s+职称结构", body)
    assert re.search(r"合计\s+3,000\s+2,463", body)


@needs_reader
def test_a_table_of_many_columns_goes_on_below_itself(tmp_path: Path) -> None:
    found = text_of(wide(14), tmp_path)
    assert len(re.findall(r"表\s*1", found)) == 2
    assert "（续）" in found


@needs_reader
def test_a_long_table_repeats_its_head(tmp_path: Path) -> None:
    pages = text_of(wide(3, rows=90), tmp_path).split("\f")
    assert sum("类别" in page for page in pages) >= 2


@needs_reader
def test_a_table_that_goes_on_says_so_on_every_later_page(tmp_path: Path) -> None:
    note = content.Paragraph("前文\n" * 20)
    document = wide(3, rows=90)
    document = content.Document(document.cover, (document.blocks[0], note, document.blocks[1]), MOMENT)
    pages = [page for page in text_of(document, tmp_path).split("\f") if "类别" in page]
    assert [len(re.findall(r"表\s*1\s+宽表", page)) for page in pages] == [1] * len(pages)
    assert ["（续）" in page for page in pages] == [False] + [True] * (len(pages) - 1)
    assert len(pages) == 3


@needs_reader
def test_a_long_table_does_not_begin_with_a_row_at_the_foot_of_a_page(tmp_path: Path) -> None:
    long = content.Table("长表", ("甲", "乙"), tuple((f"行{one}", "1") for one in range(30)))
    for lines in range(25, 34):
        before = [content.Paragraph("前文")] * lines
        blocks: list[content.Block] = [content.Heading("一"), *before, content.Heading("二", 2), long]
        pages = text_of(content.Document(content.Cover("a"), blocks, MOMENT), tmp_path).split("\f")
        first = next(page for page in pages if "长表" in page)
        assert "行3" in first
        assert "（一）二" in first.replace(" ", "")


@needs_reader
def test_a_long_label_stands_above_its_figures(tmp_path: Path) -> None:
    label = "Teaching natural science (mathematics, physics, chemistry, biology, geography, computing, technology)"
    heads = ("Option", "n", "Of all", "95 % interval", "Of answers")
    table = content.Table("t", heads, ((label, "416", "18.9 %", "[16.9, 21.1]", "18.9 %"),))
    document = content.Document(content.Cover("a"), (content.Columns((table,)),), MOMENT, "en")
    lines = text_of(document, tmp_path).replace("\u00a0", " ").splitlines()
    (figures,) = [line for line in lines if "[16.9, 21.1]" in line]
    assert figures.split()[0] == "416"
    assert len([line for line in lines if any(word in line for word in ("Teaching", "geography"))]) <= 2


@needs_reader
def test_a_number_and_its_sign_are_not_parted_by_the_end_of_a_line(tmp_path: Path) -> None:
    for much in range(60, 80):
        text = "x" * much + " 21.9 % (Table 4)"
        document = content.Document(content.Cover("a"), (content.Paragraph(text),), MOMENT, "en")
        lines = [line.strip() for line in text_of(document, tmp_path).splitlines()]
        assert not any(line.startswith(("%", "4)")) for line in lines)


@needs_reader
def test_nothing_in_a_text_is_markup_and_what_cannot_be_drawn_is_seen(tmp_path: Path) -> None:
    hostile = '#panic("x") *b* $x$ = h <a> @b \\ 𠮷 {{7*7}}'
    found = text_of(content.Document(content.Cover(hostile), (content.Paragraph(hostile),), MOMENT), tmp_path)
    assert found.count('#panic("x") *b* $x$ = h <a> @b') == 2
    assert "〓" in found
    assert "{{7*7}}" in found


def test_the_same_document_is_the_same_file_and_its_only_time_is_that_of_the_data() -> None:
    first = pdf.write(sample())
    assert first == pdf.write(sample())
    assert b"20261121" in first
    later = content.Document(content.Cover("a"), (), datetime(2027, 1, 2, tzinfo=UTC))
    assert b"20270102" in pdf.write(later)


def test_every_shape_of_document_can_be_set() -> None:
    table = content.Table("表", ("甲", "乙"), (("一", "1"),), leads=True)
    blocks = (
        content.Columns((content.Heading("一", 3), table, table, content.Paragraph("注", "note"), table)),
        content.Columns((content.Paragraph("1 题\n甲\n乙", "listed"),)),
        content.Paragraph("发现", "finding"),
        content.PageBreak(),
        content.Table("空", ("甲",), ()),
    )
    made = pdf.write(content.Document(content.Cover("", legal=("表号：1",)), blocks, MOMENT, "en"))
    assert made.startswith(b"%PDF")
