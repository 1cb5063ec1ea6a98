"""The printed form read back from its files: what is printed, in order, and nothing that a text could start."""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree  # type: ignore[import-untyped]

from questionnaires import library
from questionnaires.formats.about import About
from questionnaires.formats.paper import (
    MOST_COPIES,
    Stamp,
    copies_of,
    docx_of,
    form_of,
    lacking,
    pdf_of,
    write_docx,
    write_pdf,
)
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from tests.questionnaires.formats.every_kind import every_kind

HOSTILE = (
    '#set page(width: 1pt) $x$ *b* #read("/etc/passwd") "q" \\ =1+1 <b> {{7*7}} '
    "{ INCLUDETEXT c:\\\\x } <w:p/> ]]> \x07\ufffe\u202e"
)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEGAL = {
    "form_number": "KX-1",
    "issuing_body": "福宁县科协",
    "approval_number": "福统函〔2026〕8号",
    "valid_until": "2026-12-31",
}
ABOUT = About(
    facts={
        "survey_place": Text(zh="福宁县", en="Funing"),
        "survey_contact": Text(zh="张老师", en="Ms Zhang"),
    },
    legal=LEGAL,
    mark=Text(zh="【演示】", en="[Demo] "),
    contact="张老师 0593",
)


def text_of(pdf: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "left out: pdftotext (poppler-utils) is not installed, so the text of the PDF is not read"
        )
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, text=True, check=True
    )
    return run.stdout


def solid(text: str) -> str:
    """A text without spaces: a PDF has places, and what reads it guesses the spaces between them."""
    return "".join(text.split())


def hostile() -> Questionnaire:
    """Every text of the questionnaire is hostile."""

    def spoilt(part: object) -> object:
        if isinstance(part, dict):
            if part and set(part) <= {"zh-CN", "en"}:
                return dict.fromkeys(part, HOSTILE)
            return {name: spoilt(value) for name, value in part.items()}
        return [spoilt(each) for each in part] if isinstance(part, list) else part

    return Questionnaire.model_validate(spoilt(every_kind().model_dump(mode="json", exclude_defaults=True)))


def paragraphs(content: bytes) -> list[str]:
    """Every paragraph of a Word file in order, those in tables too."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return ["".join(text.text or "" for text in one.iter(f"{WORD}t")) for one in root.iter(f"{WORD}p")]


def test_the_pdf_says_everything_a_respondent_needs(tmp_path: Path):
    said = solid(text_of(pdf_of(form_of(every_kind(), "zh-CN", ABOUT)), tmp_path))
    for words in (
        "【演示】福宁县问卷",
        *LEGAL.values(),
        "由工作人员填写",
        "您同意吗？",
        "→ 到此结束",
        "→ 跳到 A4",
        "当“A2”至少为 40，且“B1”选了“2 专利”时回答",
        "（0 到 120）",
        "合计",
        "不愿回答",
        "为什么问：用来改进服务。",
        "附录 A　地方",
        "西二村",
        "问卷到此结束，谢谢您。",
        "咨询：张老师 0593",
        "编号",
    ):
        assert solid(words) in said, words
    pages = re.findall(r"第(\d+)页共(\d+)页", said)
    assert [int(page) for page, _ in pages] == list(range(1, int(pages[0][1]) + 1))


def test_the_pdf_in_english_is_english_throughout(tmp_path: Path):
    said = text_of(pdf_of(form_of(every_kind(), "en", ABOUT)), tmp_path)
    assert "[Demo] Questionnaire of Funing" in said
    assert "Page 1 of" in said
    assert "Answer only when" in said
    left = set(re.findall("[\u4e00-\u9fff]+", said))
    assert left <= {"福宁县科协", "福统函", "号", "张老师"}


def test_texts_are_never_markup_in_the_pdf(tmp_path: Path):
    said = text_of(pdf_of(form_of(hostile(), "zh-CN", ABOUT)), tmp_path)
    assert "#set page(width: 1pt)" in said
    assert '#read("/etc/passwd")' in " ".join(said.split())
    assert "root:" not in said


def test_texts_are_never_markup_nor_fields_in_word():
    made = docx_of(form_of(hostile(), "zh-CN", ABOUT))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        fields = [
            element.text
            for name in package.namelist()
            if name.endswith(".xml")
            for element in etree.fromstring(package.read(name)).iter(f"{WORD}instrText")
        ]
    assert sorted(set(filter(None, fields))) == [" NUMPAGES ", " PAGE "]
    said = "\n".join(paragraphs(made))
    assert "{ INCLUDETEXT c:" in said
    assert "\x07" not in said


def test_word_says_the_same_in_the_same_order_as_the_form():
    printed = form_of(every_kind(), "zh-CN", ABOUT)
    said = paragraphs(docx_of(printed))
    places = [
        next(place for place, line in enumerate(said) if item.label in line and item.number in line)
        for section in printed.sections
        for item in section.items
    ]
    assert places == sorted(places)
    whole = "\n".join(said)
    for words in (
        "→\u00a0跳到\u00a0A4",
        "→\u00a0到此结束",
        "98",
        "______",
        "□□□.□",
        "合计",
        "附录 A",
        *LEGAL.values(),
    ):
        assert words in whole, words


def test_a_matrix_is_a_table_with_a_square_for_every_row_and_option():
    tables = docx.Document(io.BytesIO(write_docx(every_kind()).content)).tables
    matrix = next(table for table in tables if table.rows[1].cells[0].text.startswith("收入"))
    assert [cell.text.split("\n")[-1] for cell in matrix.rows[0].cells[1:]] == ["1", "2", "3"]
    assert all(cell.text == "□" for row in matrix.rows[1:] for cell in row.cells[1:])


def test_word_is_two_columns_and_one_can_go_on_editing():
    document = docx.Document(io.BytesIO(write_docx(every_kind()).content))
    columns = [section._sectPr.find(f"{WORD}cols").get(f"{WORD}num") for section in document.sections]
    assert columns[1:] == ["2", "3"]
    footer = document.sections[0].footer.paragraphs[0].text
    assert footer.replace("\u3000", " ") == "第  页 共  页"


@pytest.mark.parametrize("name", library.names())
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_shipped_questionnaire_is_printed_and_twice_the_same(name: str, language: str, tmp_path: Path):
    shipped = library.source(name)
    made = write_pdf(shipped, language)
    assert made == write_pdf(shipped, language)
    assert write_docx(shipped, language) == write_docx(shipped, language)
    assert text_of(made.content, tmp_path).count("\f") <= 14


def stamps(count: int) -> list[Stamp]:
    return [
        Stamp(f"{number:08d}", "县医院 #x $y$", f"https://x.cn/q/{number:026d}")
        for number in range(1, count + 1)
    ]


def test_every_page_of_every_copy_has_its_own_serial_and_pages_count_within_the_copy(tmp_path: Path):
    printed = form_of(every_kind(), "zh-CN", ABOUT)
    alone = text_of(pdf_of(printed), tmp_path).count("\f")
    pages = text_of(copies_of(printed, stamps(3), duplex=False), tmp_path).split("\f")[:-1]
    assert len(pages) == 3 * alone
    for place, page in enumerate(pages):
        assert re.findall(r"编号(\d{8})", solid(page)) == [f"{place // alone + 1:08d}"]
        assert f"第{place % alone + 1}页共{alone}页" in solid(page)
        assert "县医院 #x $y$" in page


def test_for_both_sides_a_copy_of_odd_pages_ends_with_one_that_says_it_is_empty(tmp_path: Path):
    printed = form_of(library.source("bench"))
    alone = text_of(pdf_of(printed), tmp_path).count("\f")
    assert alone % 2 == 1
    pages = text_of(copies_of(printed, stamps(2)), tmp_path).split("\f")[:-1]
    assert len(pages) == 2 * (alone + 1)
    empty = [(place, page) for place, page in enumerate(pages) if "此面没有题" in page]
    assert [place for place, _ in empty] == [alone, 2 * alone + 1]
    assert ["00000001" in empty[0][1], "00000002" in empty[1][1]] == [True, True]


def test_a_body_is_kept_once_however_many_copies_there_are():
    printed = form_of(library.load("county_person", extended=True))
    few, many = (len(copies_of(printed, stamps(count))) for count in (2, 42))
    assert (many - few) / 40 < 40_000
    assert copies_of(printed, stamps(2)) == copies_of(printed, stamps(2))


def test_no_link_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert copies_of(form_of(every_kind()), stamps(1)).startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == []


def test_a_batch_that_cannot_be_set_is_a_defect_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(
        "questionnaires.formats.paper.copies.qr_svg", lambda address: "<svg this is no picture"
    )
    with pytest.raises(subprocess.CalledProcessError):
        copies_of(form_of(every_kind()), stamps(1))
    assert list(tmp_path.iterdir()) == []


def test_too_many_copies_at_once_are_refused():
    with pytest.raises(ValueError, match=str(MOST_COPIES)):
        copies_of(form_of(every_kind()), stamps(1) * (MOST_COPIES + 1))
    with pytest.raises(ValueError, match="0 copies"):
        copies_of(form_of(every_kind()), [])


def test_what_the_font_lacks_is_seen_and_told(tmp_path: Path):
    assert lacking("县医院A1 🎉𠮷\u200b") == "🎉𠮷"
    printed = form_of(every_kind(), "zh-CN", About(mark=Text(zh="🎉县")))
    assert "〓县" in text_of(pdf_of(printed), tmp_path)
