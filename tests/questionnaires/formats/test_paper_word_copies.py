"""Numbered copies in one Word file: each with its own serial, place and QR over its pages, counted from 1."""

import io

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.section import Section

from questionnaires import library
from questionnaires.formats.paper import MOST_WORD_COPIES, Stamp, docx_copies_of, docx_of, form_of
from questionnaires.formats.paper.qr import qr_png
from questionnaires.formats.paper.wordcopies import _section_in
from tests.questionnaires.formats.every_kind import every_kind
from tests.questionnaires.formats.test_paper_files import ABOUT, paragraphs

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACE = "县医院 #x $y$ <w:p/> \x07"


def stamps(count: int) -> list[Stamp]:
    return [Stamp(f"{number:08d}", PLACE, f"https://x.cn/q/{number:026d}") for number in range(1, count + 1)]


def heads_of(content: bytes) -> list[tuple[Section, str, bytes]]:
    """The sections that begin a copy, each with the text and the picture of its head."""
    found = []
    for section in docx.Document(io.BytesIO(content)).sections:
        if section.header.is_linked_to_previous:
            continue
        (table,) = section.header.tables
        (picture,) = [part.blob for part in section.header.part.related_parts.values()]
        found.append((section, "\n".join(cell.text for cell in table.rows[0].cells), picture))
    return found


def test_every_copy_has_its_own_serial_place_and_qr_over_its_pages():
    heads = heads_of(docx_copies_of(form_of(every_kind(), "zh-CN", ABOUT), stamps(3)))
    assert len(heads) == 3
    for stamp, (_, said, picture) in zip(stamps(3), heads, strict=True):
        assert f"编号 {stamp.serial}" in said
        assert "县医院 #x $y$ <w:p/> 〓" in said
        assert "福宁县问卷" in said
        assert picture == qr_png(stamp.address)


def test_the_sections_of_a_copy_take_the_head_of_its_first():
    document = docx.Document(io.BytesIO(docx_copies_of(form_of(every_kind()), stamps(2))))
    own = [not section.header.is_linked_to_previous for section in document.sections]
    assert own == [True, False, False] * 2
    columns = [section._sectPr.find(f"{WORD}cols").get(f"{WORD}num") for section in document.sections]
    assert columns == [None, "2", "3"] * 2


def test_every_copy_says_what_the_form_says():
    printed = form_of(every_kind(), "zh-CN", ABOUT)
    alone, several = paragraphs(docx_of(printed)), paragraphs(docx_copies_of(printed, stamps(3)))
    assert several == alone * 3


@pytest.mark.parametrize(("duplex", "begins"), [(True, WD_SECTION.ODD_PAGE), (False, WD_SECTION.NEW_PAGE)])
def test_a_copy_begins_on_a_page_of_its_own_and_counts_from_one(duplex: bool, begins: WD_SECTION):
    heads = heads_of(docx_copies_of(form_of(every_kind()), stamps(2), duplex=duplex))
    assert [section.start_type for section, _, _ in heads] == [begins] * 2
    assert [section._sectPr.find(f"{WORD}pgNumType").get(f"{WORD}start") for section, _, _ in heads] == [
        "1",
        "1",
    ]
    assert "NUMPAGES" not in heads[0][0].footer._element.xml


def test_the_parts_of_a_section_stand_in_the_order_of_the_schema():
    order = ["type", "pgSz", "pgMar", "pgNumType", "cols", "docGrid"]
    body = docx.Document(io.BytesIO(docx_copies_of(form_of(every_kind()), stamps(2)))).element.body
    closing = [found for found in map(_section_in, body) if found is not None]
    for section in (*closing, body.sectPr):
        names = [child.tag.removeprefix(WORD) for child in section]
        heads = sum(name.endswith("Reference") for name in names)
        assert all(name.endswith("Reference") for name in names[:heads])
        assert names[heads:] == [name for name in order if name in names]


def test_the_same_copies_are_the_same_bytes_and_each_costs_little():
    printed = form_of(library.load("county_person", extended=True))
    few, again, many = (docx_copies_of(printed, stamps(count)) for count in (2, 2, 12))
    assert few == again
    assert (len(many) - len(few)) / 10 < 40_000


def test_too_many_copies_or_none_are_refused():
    with pytest.raises(ValueError, match=str(MOST_WORD_COPIES)):
        docx_copies_of(form_of(every_kind()), stamps(1) * (MOST_WORD_COPIES + 1))
    with pytest.raises(ValueError, match="0 copies"):
        docx_copies_of(form_of(every_kind()), [])


def test_a_page_may_end_behind_a_question_and_not_within():
    document = docx.Document(io.BytesIO(docx_of(form_of(every_kind(), "zh-CN", ABOUT))))
    lines = [line for line in document.paragraphs if line.text]
    asked = next(place for place, line in enumerate(lines) if line.text.startswith("A2"))
    assert not lines[asked - 1].paragraph_format.keep_with_next
    assert lines[asked].paragraph_format.keep_with_next
